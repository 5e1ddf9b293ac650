"""The reference pages of the docs, made from the catalogues: `python -m fleet.reference` writes them anew.

The committed pages must equal what these functions return; a test holds them together.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, NoReturn, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from agents.debug.catalogue import FAMILIES
from agents.review.catalogue import RULES
from agents.review.practices import PRACTICES
from agents.review.rules import CRITERIA
from agents.review.testing import TEST_FAILS
from agents.review.trying import BY_TRIAL
from agents.runtime.access import Role
from agents.runtime.spec import AgentSpec, table_specs
from fleet.app import build
from fleet.asyncapi import asyncapi_page, topics_api
from fleet.kong import Kind, kong, to_yaml
from fleet.metrics import dashboards
from fleet.metrics.catalogue import CATALOGUE as METRICS
from fleet.settings import Settings
from fleet.topic_admin import all_topics
from fleet.topology import AGENTS
from schemas.topics import Topic, changelog
from tables.errors import LeaveError

__all__ = [
    "BASELINE",
    "GATEWAY",
    "PAGES",
    "access_page",
    "fleet_openapi",
    "gateway_page",
    "json_page",
    "metrics_page",
    "pages",
    "review_rules_page",
    "settings_page",
    "topics_page",
]

PAGES: Final = Path("docs/reference")
"""Where the pages lie, seen from the source root."""

GATEWAY: Final = Path("deploy/kong.yaml")

BASELINE: Final = "openapi-baseline.json"
"""Beside them: the HTTP interface of the last release, which `fleet.openapi_changes` holds the present one to."""

_LARGEST: Final = "max.message.bytes"

_DAY_MS: Final = 86_400_000

_EXAMPLE_LINES: Final = 6

_APP_ID: Final = "{FLEET_APP_ID}"

_BOUNDS: Final = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}

_TYPES: Final[Mapping[Any, str]] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "true or false",
    Path: "path",
    SecretStr: "secret text",
}


def pages() -> dict[str, str]:
    """Every page: file name below `PAGES` -> its text."""
    topics = topics_api(AGENTS, Settings().max_payload_bytes)
    return {
        "access.md": access_page(),
        "asyncapi.json": json_page(topics),
        "asyncapi.md": asyncapi_page(topics),
        "debug-checks.md": debug_checks_page(),
        "metrics.md": metrics_page(),
        "openapi.json": json_page(fleet_openapi()),
        "review-rules.md": review_rules_page(),
        "settings.md": settings_page(),
        "topics.md": topics_page(),
    }


def fleet_openapi() -> Mapping[str, Any]:
    """The HTTP interface as an OpenAPI document. Nothing is connected to make it."""
    return build(Settings(kafka_brokers="localhost:9092"), leave=_never).api


def json_page(document: Mapping[str, Any]) -> str:
    """A JSON document as a file."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def access_page() -> str:
    """Every page and who may call it."""
    operations = [
        (path, method.upper(), operation)
        for path, methods in fleet_openapi()["paths"].items()
        for method, operation in methods.items()
    ]
    rows = [
        (f"`{method} {path}`", *(_may(role, path, operation) for role in Role), operation["summary"])
        for path, method, operation in operations
    ]
    return _page(
        "Who may do what",
        "fleet/app.py` and the agents' `views.py",
        "`own`: a student, as far as the request is about themself (path, query and body); `all`: about anybody; "
        "`public`: without a token. Everything else is refused. [access.md](../access.md) says more.",
        _table(("page", *(role.value for role in Role), "what it does"), rows),
    )


def _may(role: Role, path: str, operation: Mapping[str, Any]) -> str:
    if not operation["security"]:
        return "public"
    if {"bearer": [role.value]} not in operation["security"]:
        return ""
    named = "{student_id}" in path or "{exercise_id}" in path or "requestBody" in operation
    return "own" if role is Role.STUDENT and named else "all"


def gateway_page() -> str:
    """The gateway's configuration. It lies in `deploy/`."""
    settings = Settings(kafka_brokers="localhost:9092")
    made = build(settings, leave=_never)
    note = (
        "Kong in front of the workers, declarative format 3.0: see docs/access.md. decK fills in the secret.\n"
        "Made by `python -m fleet.reference` from what the pages declare: change fleet/kong.py, not this file."
    )
    rates: dict[Kind, int] = {
        "read": settings.rate_teacher_reads,
        "ask": settings.rate_teacher_asks,
        "report": settings.rate_service_reports,
        "admin": settings.rate_admin,
    }
    document = kong(made.api, max_body_bytes=settings.max_payload_bytes, others=made.routes, a_minute=rates)
    return to_yaml(document, note)


def _never(reason: LeaveError) -> NoReturn:
    raise reason


def settings_page() -> str:
    """Every environment variable, its values, its default and what it is for, in the order of `Settings`."""
    prefix = Settings.model_config["env_prefix"]
    rows = [
        (f"`{prefix}{name.upper()}`", _values(field), _default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        "Settings",
        "fleet/settings.py",
        "Everything that a worker, the local stack and the command line can be told from outside, as environment "
        "variables. A value that cannot be used ends the command with one line that names the variable.",
        _table(("variable", "values", "default", "meaning"), rows),
    )


def metrics_page() -> str:
    """Every metric, in the order of the catalogue."""
    rows = [
        (
            f"`{one.name}`",
            one.kind,
            "<br>".join(f"`{label.name}`: {', '.join(label.values) or label.of}" for label in one.labels),
            one.help,
            one.spec,
        )
        for one in METRICS
    ]
    return _page(
        "Metrics",
        "fleet/metrics/catalogue.py",
        "What a worker shows at `/metrics` ([observability.md](../observability.md)). Counters and histograms are of "
        "the time since the process started. Prometheus adds which worker it was (`instance`); `process_*` and "
        "`python_gc_*` come from its client library. The last column names what the specification asks for.",
        _table(("metric", "type", "labels", "meaning", "asked for as"), rows),
    )


def debug_checks_page() -> str:
    """Every kind of mistake that the debug agent knows, by family."""
    total = sum(map(len, FAMILIES.values()))
    parts = [
        "# What the debug agent finds",
        (
            f"{total} kinds of mistakes. `code` is stable and stands in each finding; `type` is Python's own name, or "
            "a family for what Python does not notice. A finding of severity `error` makes the code invalid; `warning` "
            "is probably not what was meant; `hint` is a habit. Each example is run by the tests. `{words}` in braces "
            "stand for what is found in the code."
        ),
        "Made from `agents/debug/catalogue.py` by `python -m fleet.reference`: change that, not this page.",
    ]
    for family, kinds in FAMILIES.items():
        rows = [
            (f"`{kind.code}`", kind.type, kind.severity, kind.message, f"`{_one_line(kind.example)}`") for kind in kinds
        ]
        parts += [f"## {family}", _table(("code", "type", "severity", "what is told", "example"), rows)]
    return "\n\n".join(parts) + "\n"


def _one_line(code: str) -> str:
    shown = code.rstrip("\n").replace("`", "'").expandtabs(4)
    return " ⏎ ".join(shown.split("\n")[:_EXAMPLE_LINES])


def topics_page() -> str:
    """Every topic with its shape, and the agents at its ends."""
    rows = [
        (
            f"`{topic.name}`",
            topic.key,
            f"`{topic.value}`" if topic.value is not None else "JSON",
            str(topic.partitions),
            topic.cleanup if topic.retention_ms is None else f"{topic.cleanup}, {topic.retention_ms // _DAY_MS} d",
            _largest(topic),
            ", ".join(f"`{key}={value}`" for key, value in topic.extra.items() if key != _LARGEST),
            _agents(spec.name for spec in AGENTS if topic in spec.reads),
            _agents(spec.name for spec in AGENTS if topic in _written(spec)),
        )
        for topic in all_topics(_APP_ID)
    ]
    return _page(
        "Topics",
        "schemas/topics.py` and `fleet/topology.py",
        "Made by `python -m fleet topics create` with `FLEET_REPLICATION_FACTOR` replicas, and by a worker that starts "
        "and does not find them; topics without an agent too. Values are Avro in Confluent's wire format unless JSON "
        "is said. The readers and writers named are agents. Beside them, `POST /progress/{student_id}` writes to "
        "`learning.events`, a rerouted record goes back to the topic it came from, and the Redis mirror reads the "
        "changelog.",
        _table(
            ("topic", "key", "value", "partitions", "cleanup", "largest record", "further", "read by", "written by"),
            rows,
        ),
    )


def _written(spec: AgentSpec) -> tuple[Topic, ...]:
    return (*spec.writes, *(changelog(_APP_ID, table.name) for table in table_specs([spec])))


def review_rules_page() -> str:
    """Every rule of the review: what it finds, what it weighs, from which level on it is told."""
    by_running = {**{rule.code: "a trial" for rule in BY_TRIAL.values()}, TEST_FAILS.code: "tests of the request"}
    rules = sorted(
        (*RULES, *BY_TRIAL.values(), TEST_FAILS), key=lambda rule: (CRITERIA.index(rule.criterion), rule.code)
    )
    rows = [
        (
            f"`{rule.code}`",
            rule.title.format(name="…"),
            ", ".join(f"{criterion} {weight:g}" for criterion, weight in rule.weights.items()),
            rule.level,
            rule.why,
            rule.do,
            ", ".join(rule.ruff) or by_running.get(rule.code, "own check"),
        )
        for rule in rules
    ]
    practices = ", ".join(f"`{one.code}`" for one in PRACTICES)
    return _page(
        "Rules of the review",
        "agents/review/catalogue/` and `agents/review/checks/",
        "Everything that the review agent finds, by the criterion that each rule weighs most in; "
        "[review.md](../review.md) says how weights make a score. What the debug agent warns of in code that compiles "
        "([debug-checks.md](debug-checks.md)) counts in correctness too. Told from the level on that is named. "
        f"Practices that are praised: {practices}.",
        _table(("rule", "what is found", "weights", "level", "why", "what to do", "found by"), rows),
    )


def _page(title: str, source: str, text: str, table: str) -> str:
    note = f"Made from `{source}` by `python -m fleet.reference`: change those, not this page."
    return f"# {title}\n\n{text}\n\n{note}\n\n{table}\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *(tuple(map(_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")  # a bar would end the cell, even between backticks


def _values(field: FieldInfo) -> str:
    """The type in words, and the bounds."""
    kind: Any = field.annotation
    if get_origin(kind) in {Union, UnionType}:  # an optional one: its default says so
        kind = next(one for one in get_args(kind) if one is not type(None))
    if get_origin(kind) is Literal:
        return " or ".join(f"`{value}`" for value in get_args(kind))
    words = [_TYPES[kind]]
    for bound in field.metadata:
        words += [f"{sign} {getattr(bound, name)}" for name, sign in _BOUNDS.items() if hasattr(bound, name)]
        if (pattern := getattr(bound, "pattern", None)) is not None:
            words.append(f"`{pattern}`")
    return ", ".join(words)


def _default(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if str(value) else "empty"


def _largest(topic: Topic) -> str:
    if _LARGEST in topic.extra:
        return f"{topic.extra[_LARGEST]} B"
    room = topic.room_bytes
    return "`FLEET_MAX_PAYLOAD_BYTES`" + (f" + {room // 1024} KiB" if room else "")


def _agents(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _write(root: Path) -> None:
    folder = root / PAGES
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    (root / GATEWAY).write_text(gateway_page(), encoding="utf-8")
    for name, text in dashboards.pages().items():
        (root / "deploy/grafana" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write(Path(__file__).resolve().parent.parent)
