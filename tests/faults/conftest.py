"""A fleet for each scenario, on the shared stack or on one that may be damaged; and the record of a long run."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fleet.stack.local import LocalStack
from tests.faults.launch import BREAKS
from tests.faults.record import BREAK, KILLS, REPORT, RESUME, Result, the_record
from tests.faults.report import render
from tests.faults.survival import Scenario
from tests.stack.conftest import fleet
from tests.stack.support import Fleet, fresh_fleet

__all__ = ["fleet"]

_HERE = "tests/faults/"

_seconds: dict[str, float] = {}


@pytest.fixture
def scenario(fleet: Fleet, record_property: Callable[[str, object], None]) -> Scenario:
    one = Scenario(fleet)
    _note(one, record_property)
    return one


@pytest.fixture(scope="session")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Kafka, Redis and PostgreSQL that may be stopped and killed: nobody else uses them."""
    local = LocalStack(tmp_path_factory.mktemp("fragile"), short_lived=True)
    local.start_sync(print)
    try:
        yield local
    finally:
        local.stop_sync()


@pytest.fixture
async def apart(
    fragile: LocalStack, tmp_path: Path, record_property: Callable[[str, object], None]
) -> AsyncIterator[Scenario]:
    """A scenario on that stack."""
    async with fresh_fleet(fragile, tmp_path) as of_its_own:
        one = Scenario(of_its_own)
        _note(one, record_property)
        yield one


# -- the long run: what is left out, what is written down --------------------------------------------------------------
def _note(one: Scenario, record_property: Callable[[str, object], None]) -> None:
    """Keep a scenario with its report, for the record alone: a report that goes to another process takes no objects."""
    if KILLS:
        record_property("scenario", one)


def pytest_configure() -> None:
    if KILLS:  # its progress can be read: the client's words about topics that are a second old are not for that
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if BREAK:
        if BREAK not in BREAKS:
            raise pytest.UsageError(f"there is no protection {BREAK}: choose one of {', '.join(BREAKS)}")
        left_out = [one for one in items if not one.name.endswith(f"_is_seen[{BREAK}]")]
    elif KILLS and RESUME:
        passed = the_record().passed()
        left_out = [one for one in items if one.nodeid in passed]
    else:
        return
    items[:] = [one for one in items if one not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_sessionstart() -> None:
    if KILLS and not BREAK and not RESUME:
        the_record().begin()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if not KILLS or BREAK or not report.nodeid.startswith(_HERE) or "stack" not in report.keywords:
        return
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration
    if report.when == "call" or (report.when == "setup" and report.outcome != "passed"):
        one: Any = dict(report.user_properties).get("scenario") or Scenario(None)  # type: ignore[arg-type]
        the_record().add(
            Result(
                report.nodeid,
                report.outcome,
                round(_seconds[report.nodeid], 1),
                _why(report),
                dict(one.injected),
                dict(one.checked),
                one.noticed,
            )
        )


def _why(report: pytest.TestReport) -> str:
    if report.outcome == "skipped" and isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash is not None else report.longrepr or "")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    whole = not session.config.option.keyword and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if KILLS and REPORT and not BREAK and whole:
        record = the_record()
        Path(REPORT).write_text(render(record.run, record.results(), datetime.now(UTC).date()))
