"""How far a run of the suite is: what it was asked to do, and what its scenarios have shown so far."""

import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

KILLS = int(os.environ.get("FAULT_KILLS", "0"))
"""Workers to kill in the long run (`make faults`); 0 in the short one (`make test`)."""

SEED = int(os.environ.get("FAULT_SEED") or "1")

BREAK = os.environ.get("FAULT_BREAK", "")
"""The protection to take away: the scenario that shows it is all that runs, and has to fail."""

RESUME = bool(os.environ.get("FAULT_RESUME"))
"""Whether to leave out what has passed before."""

REPORT = os.environ.get("FAULT_REPORT", "")
"""Where the long run reports; empty for nowhere."""

long = pytest.mark.skipif(not KILLS, reason="in the long run only: make faults")

_ROOT = Path(__file__).parents[2]
_CODE = ("agents", "fleet", "schemas", "tables", "tests")


@dataclass(frozen=True)
class Run:
    """What is the same in a run and in one that resumes it."""

    commit: str  # with a digest of what is changed since
    seed: int
    kills: int


@dataclass(frozen=True)
class Result:
    """What a scenario has shown; one JSON line of the record."""

    scenario: str
    outcome: str  # passed, failed, skipped
    seconds: float
    why: str = ""  # it failed or was skipped
    injected: dict[str, int] = field(default_factory=dict)
    checked: dict[str, int] = field(default_factory=dict)
    noticed: list[str] = field(default_factory=list)  # what the checks say of a missing protection


class Record:
    """The results of a run, line by line, so that an interrupted one can be resumed.

    Args:
        path: of the file.
        run: lines of other runs do not count.
    """

    def __init__(self, path: Path, run: Run) -> None:
        self._path = path
        self.run = run

    def begin(self) -> None:
        """Forget all runs before."""
        self._path.unlink(missing_ok=True)

    def add(self, result: Result) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a") as file:
            file.write(json.dumps({**asdict(self.run), **asdict(result)}) + "\n")

    def results(self) -> list[Result]:
        """The last result of every scenario of this run, in the order in which they first ended."""
        found: dict[str, Result] = {}
        for line in self._lines():
            try:
                entry = json.loads(line)
            except ValueError:  # the machine went down in the middle of it
                continue
            if all(entry.pop(name) == value for name, value in asdict(self.run).items()):
                found[entry["scenario"]] = Result(**entry)
        return list(found.values())

    def passed(self) -> set[str]:
        return {one.scenario for one in self.results() if one.outcome == "passed"}

    def _lines(self) -> Iterable[str]:
        return self._path.read_text().splitlines() if self._path.exists() else ()


def this_run() -> Run:
    return Run(_commit(), SEED, KILLS)


def the_record() -> Record:
    """The one of this checkout."""
    return Record(_ROOT / ".fleet" / "faults" / "results.jsonl", this_run())


def _commit() -> str:
    """HEAD, and a digest of what the code differs by from it."""
    head = _git("rev-parse", "--short=10", "HEAD").strip() or "no commit"
    changes = _git("diff", "HEAD", "--", *_CODE) + _git("ls-files", "--others", "--exclude-standard", "--", *_CODE)
    return f"{head} with changes {sha256(changes.encode()).hexdigest()[:8]}" if changes else head


def _git(*words: str) -> str:
    try:
        return subprocess.run(["git", "-C", str(_ROOT), *words], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
