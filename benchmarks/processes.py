"""Measured processes: how they are started, and the line of figures that each prints before it ends."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleet.stack import launch

__all__ = ["ROOT", "Figures", "Outcome", "Run", "line", "mortal", "start", "tail"]

ROOT = Path(__file__).parents[1]
RUN_SECONDS = 400.0  # the slowest takes a minute on a quiet machine
OUTCOME = ("applied", "duplicates", "rejected", "values", "digest")

Outcome = dict[str, int]
"""What came out of the work: records by outcome, number and digest of the public values."""


@dataclass(frozen=True)
class Figures:
    """What one run gave."""

    records: int
    seconds: float  # from the beginning of the first record's work to the end of the last one's
    late_rate: float  # events/s of the second half, when what warms up is warm
    cpu_s: float  # of all processes in that time
    peak_mb: float  # resident memory of all processes, each at its peak
    outcome: Outcome | None  # None for those who do less
    until: Mapping[str, int] | None = None  # per partition, of those who read a part: the offset they stopped before

    @property
    def events_per_s(self) -> float:
        """Throughput."""
        return self.records / self.seconds

    @property
    def cpu_per_100k(self) -> float:
        """CPU seconds per 100,000 events."""
        return self.cpu_s / self.records * 100_000

    @classmethod
    def of(cls, lines: Sequence[Mapping[str, Any]]) -> "Figures":
        """From the lines that `benchmarks.meter` printed, one of each process."""
        whole = all("digest" in line for line in lines)
        outcome = {name: sum(line[name] for line in lines) for name in OUTCOME} if whole else None
        if outcome is not None:
            outcome["digest"] %= 2**64
        return cls(
            sum(line["records"] for line in lines),
            max(line["ended"] for line in lines) - min(line["began"] for line in lines),
            sum(line["late_rate"] for line in lines),
            sum(line["cpu_s"] for line in lines),
            sum(line["peak_mb"] for line in lines),
            outcome,
            lines[0].get("until"),
        )


@dataclass(frozen=True)
class Run:
    """One run: a topic that is full already, and names that nobody has used before."""

    brokers: str
    redis_url: str
    ends: Mapping[int, int]  # per partition of the topic
    folder: Path
    name: str  # of the application, group and folders

    @property
    def records(self) -> int:
        """Records in the topic."""
        return sum(self.ends.values())


def mortal(command: Sequence[str]) -> list[str]:
    """The command, begun so that it dies with this process: a benchmark that is killed leaves nothing behind."""
    return [sys.executable, "-I", "-S", launch.__file__, "--parent", str(os.getpid()), "--", *command]


def start(command: Sequence[str], run: Run, settings: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A process whose output is read by `line` and whose errors go to the run's log."""
    with (run.folder / f"{run.name}.log").open("ab") as log:
        return subprocess.Popen(
            mortal(command), cwd=ROOT, env={**os.environ, **(settings or {})}, stdout=subprocess.PIPE, stderr=log
        )


async def line(process: subprocess.Popen[bytes], run: Run) -> dict[str, Any]:
    """The figures that a process prints before it ends."""
    try:
        printed, _ = await asyncio.to_thread(process.communicate, timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired:
        sys.exit(f"error: {run.name} did not end within {RUN_SECONDS:.0f} s: {tail(run)}")
    finally:
        process.kill()
    lines = [one for one in printed.decode().splitlines() if one.startswith("{")]
    if not lines:
        sys.exit(f"error: {run.name} ended with {process.returncode}: {tail(run)}")
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def tail(run: Run) -> str:
    """The end of a run's log."""
    return (run.folder / f"{run.name}.log").read_text(errors="replace")[-1500:]
