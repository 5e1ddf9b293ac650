"""The layout holds: packages are ours, client libraries stay at home, the topology speaks of the catalogue."""

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from agents.runtime.spec import AgentSpec, table_specs
from fleet.topology import AGENTS
from schemas.registry import FileRegistry
from schemas.topics import CATALOGUE, DEAD_LETTER_STATUS, DEAD_LETTERS, PARTITIONS, Topic

ROOT = Path(__file__).parent.parent
PACKAGES = ("fleet", "agents", "tables", "schemas")


# -- packages ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_resolves_inside_the_repository(package: str) -> None:
    # Other distributions ship packages of these names too.
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert Path(spec.origin or "") == ROOT / package / "__init__.py"


CONNECTING = """
import importlib, pkgutil, sys

def refuse(event, args):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo"):
        raise SystemExit(f"{event} while importing {name}")

sys.addaudithook(refuse)
count = 0
for package in sys.argv[1:]:
    for found in pkgutil.walk_packages([package], package + "."):
        name = found.name
        if not name.endswith("__main__"):
            importlib.import_module(name)
            count += 1
print(count)
"""


def test_nothing_connects_at_import() -> None:
    command = [sys.executable, "-c", CONNECTING, *PACKAGES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 50, "the walk finds the modules"


# -- client libraries --------------------------------------------------------------------------------------------------
KAFKA_ELSEWHERE = {
    "agents/runtime/transport.py": "extends Faust's consumer, which is aiokafka's",
    "tables/projections/topic_reader.py": "reads with a position and error handling of its own",
    "fleet/simulate/produce.py": "plays producers outside the fleet",
    "fleet/oracle/read.py": "the oracle shares no code with what it judges",
    "fleet/stack/probes.py": "asks whether a server answers, before there is a fleet",
}
HOMES: Mapping[str, Mapping[str, str]] = {
    "avro": {"schemas/compatibility.py": "home"},
    "alembic": {"tables/projections/postgres/": "home: migrations"},
    "sqlalchemy": {"tables/projections/postgres/": "home: migrations"},
    "asyncpg": {"tables/projections/postgres/database.py": "home"},
    "aiokafka": {"tables/kafka/": "home", **KAFKA_ELSEWHERE},
    "confluent_kafka": {},  # loaded by name, as it is an extra: fleet/schema_registry.py
    "fastavro": {"schemas/codec.py": "home"},
    "faust": {
        "agents/runtime/transport.py": "home of its transport",
        "agents/runtime/app.py": "home of the app's class",
        "tables/assignor.py": "home of its assignor",
        "tables/owned.py": "home of its table",
        "tables/recovery.py": "home of its recovery",
        "fleet/worker.py": "runs Faust's worker",
        "fleet/web/routes.py": "hands the views to Faust's web server",
    },
    "friendly_traceback": {"agents/debug/syntax/friendly.py": "home"},
    "joserfc": {"fleet/access/": "home"},
    "mode": {},
    "msgspec": {"schemas/canonical.py": "home"},
    "prometheus_client": {"fleet/metrics/exposition.py": "home", "fleet/metrics/movement.py": "reads the page again"},
    "opentelemetry": {"fleet/telemetry.py": "home"},
    "pythonjsonlogger": {"fleet/logs.py": "home"},
    "fsrs": {"tables/spacing.py": "home", "fleet/oracle/practice.py": "written apart from it"},
    "rapidfuzz": {
        "agents/curriculum/spelling.py": "names of concepts",
        "agents/debug/": "names in code",
        "agents/execution/": "names in code",
        "agents/mistakes/": "names in code",
    },
    "redis": {
        "tables/projections/redis_client.py": "home",
        "tables/projections/redis_cluster.py": "slots of keys",
    },
    "rocksdict": {"tables/store.py": "home"},
    "tenacity": {"fleet/client/retrying.py": "home"},
    "aiohttp": {
        "agents/runtime/web.py": "home: requests and answers",
        "agents/runtime/access.py": "what is known of who calls stands on the request",
        "agents/runtime/webhook.py": "tells alarms to a URL",
        "agents/runtime/request_views.py": "the one view of all agents that answer",
        "agents/concepts/views.py": "views",
        "agents/exercise/views.py": "views",
        "agents/progress/class_views.py": "views",
        "agents/progress/past_views.py": "views",
        "agents/progress/views.py": "views",
        "agents/retry/views.py": "views",
        "agents/struggle/views.py": "views",
        "agents/triage/views.py": "views",
        "fleet/access/jwks.py": "asks the identity provider for its keys",
        "fleet/telemetry.py": "a request is a span",
        "fleet/web/": "the web server",
        "fleet/client/http.py": "the client of the platform and of the command line",
    },
    "click": {"fleet/cli/": "home"},
    "complexipy": {"agents/linting/cognitive.py": "home"},
    "pyflakes": {"agents/linting/flakes.py": "home"},
    "ruff": {"agents/linting/ruff.py": "home"},
    "rich": {"fleet/cli/": "home"},
    "pydantic_settings": {"fleet/settings.py": "home"},
}


def _imports(path: Path) -> Iterator[str]:
    """Top-level packages that a file imports anywhere, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            yield node.module.partition(".")[0]


def _importers(library: str) -> set[str]:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix() for path in files if library in _imports(path)}


@pytest.mark.parametrize("library", HOMES)
def test_each_client_library_is_imported_at_its_home_alone(library: str) -> None:
    homes, importers = HOMES[library], _importers(library)
    strangers = {file for file in importers if not any(file == home or file.startswith(home) for home in homes)}
    assert not strangers, f"{library} is imported outside its home: use what is there, or give a reason above"
    unused = {home for home in homes if not any(file.startswith(home) for file in importers)}
    assert not unused, f"these do not import {library} any more"


# -- topology ----------------------------------------------------------------------------------------------------------
def test_agents_have_folders_names_and_tables_of_their_own() -> None:
    folders = {path.parent.name for path in (ROOT / "agents").glob("*/agent.py")}
    assert [spec.name for spec in AGENTS] == sorted(folders)
    tables = [table.name for table in table_specs(AGENTS)]
    assert len(tables) == len(set(tables)), "a table has one writer"


@pytest.mark.parametrize("spec", AGENTS, ids=lambda spec: spec.name)
def test_agents_read_and_write_topics_of_the_catalogue(spec: AgentSpec) -> None:
    read = spec.reads
    assert read or spec.routes is not AgentSpec.__dataclass_fields__["routes"].default, "an agent has something to do"
    for topic in (*read, *spec.writes):
        assert topic in CATALOGUE
    assert len(read) == len(set(read))
    guarded = bool(spec.answers and not spec.sources) or any(source.judge is None for source in spec.sources)
    assert (DEAD_LETTERS in spec.writes) == guarded, "the guard of every agent writes dead letters"
    assert DEAD_LETTER_STATUS in spec.writes or not guarded, "and says when what failed was processed after all"
    assert {topic.partitions for topic in read} <= {PARTITIONS}, "a table's sources are co-partitioned"


def test_a_topic_has_one_agent() -> None:
    read = [topic.name for spec in AGENTS for topic in spec.reads]
    assert len(read) == len(set(read))


@pytest.mark.parametrize("topic", CATALOGUE, ids=lambda topic: topic.name)
def test_each_topic_has_a_schema_of_the_right_record(topic: Topic) -> None:
    assert FileRegistry.load().latest(topic.subject).name == topic.value


def test_the_linter_knows_every_agent() -> None:
    contracts = (ROOT / ".importlinter").read_text(encoding="utf-8")
    listed = {
        text.partition("]")[0]: re.findall(r"^ +(agents\.\w+)$", text, flags=re.MULTILINE)
        for text in contracts.split("[importlinter:contract:")
    }
    for spec in AGENTS:
        agent = f"agents.{spec.name}"
        assert f"{agent}." in contracts, f"give {agent} a contract in .importlinter"
        assert agent in listed["runtime"], f"{agent}: what all agents stand on must not know it"
        assert agent in listed["agents"], f"{agent}: no agent knows another"


def test_every_kafka_client_logs_in() -> None:
    """One that is given the address alone would work until the brokers ask who it is."""
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    found = [path.relative_to(ROOT).as_posix() for path in files if "bootstrap_servers=" in path.read_text()]
    assert not found, "take `**tables.kafka.login.options(brokers)`"
