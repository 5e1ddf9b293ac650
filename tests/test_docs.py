"""What the docs name exists, and what they say of the code is what the code says of itself."""

import re
from pathlib import Path

import pytest

import schemas.errors
import tables.errors
import tables.failures
import tables.mastery
from agents.runtime.errors import RecordError, is_permanent
from fleet.cli.main import _COMMANDS
from fleet.settings import Settings
from fleet.stack.jars import KAFKA_VERSION
from fleet.stack.kafka_server import _SETTINGS
from fleet.topology import AGENTS
from fleet.topology_diagram import mermaid

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("agents", "fleet", "schemas", "tables")

PAGES = sorted(str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SOURCES = sorted(str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
CONTAINER = ["Dockerfile", "docker-compose.yml"]

DELIVERY, DATA_MODEL, FAILURES = "docs/delivery.md", "docs/data-model.md", "docs/failures.md"

STEPS = 7
"""Of the commit order."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(page: str) -> str:
    """Without code blocks."""
    return re.sub(r"^```.*?^```", "", read(page), flags=re.MULTILINE | re.DOTALL)


def code(page: str) -> list[str]:
    """Code spans, their lines joined, and the lines of code blocks."""
    spans = re.findall(r"`([^`]+)`", prose(page))
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", read(page), flags=re.MULTILINE | re.DOTALL)
    return [" ".join(span.split()) for span in spans] + [line for block in blocks for line in block.splitlines()]


def anchors(page: str) -> set[str]:
    """Anchors of the headings as GitHub makes them."""
    titles = re.findall(r"^#+ +(.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def section(page: str, title: str) -> str:
    """What stands below a heading, up to the next of the same rank."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", read(page), flags=re.MULTILINE | re.DOTALL)
    assert found is not None, f"{page} has no section {title}"
    return found[1]


# -- what is named exists ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES)
def test_links_resolve(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        linked = (ROOT / page).parent / path if path else ROOT / page
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(str(linked.resolve().relative_to(ROOT))), target


@pytest.mark.parametrize("page", [*PAGES, *CONTAINER, "Makefile"])
def test_settings_exist(page: str) -> None:
    known = {f"FLEET_{name.upper()}" for name in Settings.model_fields} | {"FLEET_TOKEN"}  # of commands
    assert set(re.findall(r"\bFLEET_[A-Z][A-Z0-9_]*", read(page))) <= known


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))
    for line in code(page):
        if line.startswith("make "):
            named = {word for word in line.split("#")[0].split()[1:] if "=" not in word}
            assert named <= targets, line


@pytest.mark.parametrize("page", [*PAGES, *CONTAINER])
def test_commands_exist(page: str) -> None:
    assert set(re.findall(r"python -m fleet ([a-z]+)", " ".join(read(page).split()))) <= set(_COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_files_exist(page: str) -> None:
    for span in code(page):
        if re.fullmatch(rf"({'|'.join(PACKAGES)}|tests|docs|benchmarks)/[\w./-]*", span):
            assert (ROOT / span).exists(), span


def test_every_decision_is_listed_and_complete() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    listed = re.findall(r"^(\d+)\. \[(.+)\]\(adr/(.+)\)$", read("docs/README.md"), flags=re.MULTILINE)
    assert [name for _, _, name in listed] == [path.name for path in decisions]
    numbers = [int(number) for number, _, _ in listed]
    assert numbers == sorted(set(numbers)), "a number is given out once; one that is not used yet may be missing"
    for path, (listed_number, title, _) in zip(decisions, listed, strict=True):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{int(listed_number):04d}-")
        assert text.startswith(f"# {listed_number}. {title}\n")
        headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Rejected"], path.name


# -- delivery ----------------------------------------------------------------------------------------------------------
def steps_named_in(source: str) -> set[int]:
    """Numbers that a file's comments give: `Step 5`, `Steps 5 and 6`, `steps 1 to 4`."""
    found: set[int] = set()
    for first, link, last in re.findall(r"\b[Ss]teps? (\d)(?:( to | and )(\d))?", read(source)):
        if link == " to ":
            found |= set(range(int(first), int(last) + 1))
        else:
            found |= {int(one) for one in (first, last) if one}
    return found


def steps_described() -> list[tuple[int, str]]:
    """The numbered list of the commit order."""
    listed = section(DELIVERY, "The commit order")
    found = re.findall(r"^(\d+)\. (.*?)(?=^\d+\. |\Z)", listed, flags=re.MULTILINE | re.DOTALL)
    return [(int(number), text) for number, text in found]


def test_the_commit_order_has_the_steps_that_comments_name() -> None:
    described = [number for number, _ in steps_described()]
    assert described == list(range(1, STEPS + 1))
    assert set().union(*map(steps_named_in, SOURCES)) == set(described)


@pytest.mark.parametrize(("number", "text"), steps_described())
def test_a_step_names_the_files_that_name_it(number: int, text: str) -> None:
    files = re.findall(r"`([a-z_/]+\.py)`", text)
    assert files
    for file in files:
        assert number in steps_named_in(file), file


def test_sections_that_comments_name_exist() -> None:
    named = {
        (page, title)
        for source in SOURCES
        for page, title in re.findall(r"(docs/[\w.-]+\.md), \"([^\"]+)\"", " ".join(read(source).split()))
    }
    assert named, "the code refers to docs/delivery.md"
    for page, title in named:
        assert section(page, title)


def test_every_reason_to_leave_is_explained_with_its_status() -> None:
    text = section(DELIVERY, "When a worker leaves")
    restart, _, fatal = text.partition("Status 70")
    for name in set(tables.errors.__all__) - {"LeaveError", "RestartError"}:  # branches, never raised themselves
        kind = getattr(tables.errors, name)
        part = restart if kind.exit_status == tables.errors.RestartError.exit_status else fatal
        assert f"| `{name}` |" in part, name


# -- data model --------------------------------------------------------------------------------------------------------
def test_every_table_key_is_described() -> None:
    keys = re.findall(r"^\| (`[^`]+`) \|", tables.mastery.__doc__ or "", flags=re.MULTILINE)
    assert keys
    for key in keys:
        assert f"| {key} |" in section(DATA_MODEL, "Keys of the mastery table")


def test_every_key_of_the_failures_table_is_described() -> None:
    keys = re.findall(r"^\| (`[^`]+`) \|", tables.failures.__doc__ or "", flags=re.MULTILINE)
    assert keys
    for key in keys:
        assert f"| {key} |" in section(FAILURES, "Keys of the failures table")


def test_every_error_about_a_record_is_explained_by_what_happens_next() -> None:
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", section(FAILURES, "Kinds of errors"), flags=re.MULTILINE)
    told = {name: text for names, text in rows for name in re.findall(r"`(\w+Error)`", names)}
    branches = {RecordError, schemas.errors.SchemaError}  # never raised themselves
    fatal = {schemas.errors.RegistryError}  # of our own files, at the start
    kinds = {kind for branch in branches for kind in branch.__subclasses__()} - fatal
    assert {kind.__name__ for kind in kinds if kind.__module__.startswith(PACKAGES)} == set(told) - {"LeaveError"}
    for kind in kinds:
        error = kind("code", "message") if issubclass(kind, RecordError) else kind.__new__(kind)
        assert ("permanent at once" in told[kind.__name__]) == is_permanent(error), kind
        assert kind.__doc__


def test_every_kind_of_dead_letter_is_explained() -> None:
    kinds = [
        schemas.errors.UndecodableError,
        schemas.errors.UnknownSchemaError,
        schemas.errors.UnknownVersionError,
        schemas.errors.InvalidError,
    ]
    sources = "".join(map(read, SOURCES))
    raised = set(re.findall(r"(?:Poison|Transient)Error\(\s*\"(\w+)\"", sources)) | {kind.code for kind in kinds}
    first_cells = re.findall(r"^\| (`.*?) \|", section(DATA_MODEL, "Dead letters"), flags=re.MULTILINE)
    told = set(re.findall(r"`(\w+)`", "".join(first_cells))) - {"error_type"}
    assert told == raised | {"unexpected"}


def test_the_diagram_is_the_topology() -> None:
    assert f"```mermaid\n{mermaid(AGENTS)}\n```" in read("docs/architecture.md")


# -- containers --------------------------------------------------------------------------------------------------------
def test_compose_runs_the_broker_of_the_local_stack() -> None:
    compose = read("docker-compose.yml")
    assert f"image: apache/kafka:{KAFKA_VERSION}\n" in compose
    given = {
        name.lower().replace("_", "."): value
        for name, value in re.findall(r"^ +KAFKA_([A-Z_]+): \"?(.*?)\"?$", compose, flags=re.MULTILINE)
    }
    names = "listener.security.protocol.map"  # the container has a listener more
    shared = {key: value for key, value in _SETTINGS.items() if key in given and key != names}
    assert len(shared) > STEPS
    assert {key: given[key] for key in shared} == shared


def test_the_image_holds_every_package() -> None:
    copied = set(re.findall(r"^COPY (\w+) \./\1$", read("Dockerfile"), flags=re.MULTILINE))
    allowed = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    assert copied == set(PACKAGES)
    assert copied < allowed
    for name in allowed:
        assert (ROOT / name).exists(), name
