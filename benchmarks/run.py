"""`make bench`: measures and writes `benchmarks/results.md`. The quick form by default, everything with `--full`.

Each part is a command of its own too; the results name it. The page is written again after every part, so that a run
that is ended keeps what it has.
"""

import argparse
import asyncio
import os
import platform
import time
from collections.abc import Awaitable, Callable, Sequence

from benchmarks import (
    archive,
    classroom,
    codec,
    copies,
    copies_away,
    dead_letters,
    disk,
    growth,
    http_agents,
    idle,
    isolation,
    latency,
    outage,
    reads,
    restore,
    runner,
    scaling,
    storm,
    throughput,
)
from benchmarks.processes import ROOT
from benchmarks.report import Section, say

Part = Callable[[], Awaitable[Section]]

QUICK_SECONDS = 15.0  # of each latency and load: 250 probes, of which the third worst is the p99

QUICK: dict[str, Part] = {
    "throughput": lambda: throughput.measure(lean=False),
    "latency": lambda: latency.measure(QUICK_SECONDS),
    "idle": lambda: idle.measure(QUICK_SECONDS),
    "runner": runner.measure,
    "disk": disk.measure,
    "codec": codec.measure,
}
FULL: dict[str, Part] = {
    "throughput": lambda: throughput.measure(lean=True, events=throughput.FULL_EVENTS, rounds=throughput.FULL_ROUNDS),
    "latency": latency.measure,
    "isolation": isolation.measure,
    "storm": storm.measure,
    "restore": restore.measure,
    "outage": outage.measure,
    "growth": growth.measure,
    "archive": archive.measure,
    "copies": copies.measure,
    "copies away": copies_away.measure,
    "reads": reads.measure,
    "dead letters": dead_letters.measure,
    "scaling": scaling.measure,
    "idle": idle.measure,
    "classroom": classroom.measure,
    "http": http_agents.measure,
    "runner": runner.measure,
    "disk": disk.measure,
    "codec": codec.measure,
}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="every part, longer and with the leaner peers")
    given = parser.parse_args()
    parts = FULL if given.full else QUICK
    sections: list[Section] = []
    began = time.monotonic()
    for number, (name, part) in enumerate(parts.items(), 1):
        say(f"-- {number} of {len(parts)}: {name}, {time.monotonic() - began:.0f} s so far")
        sections.append(await part())
        say(f"\n{sections[-1].markdown()}\n")
        minutes = (time.monotonic() - began) / 60
        (ROOT / "benchmarks" / "results.md").write_text(document(sections, full=given.full, minutes=minutes))
    say(f"{minutes:.1f} minutes; written to benchmarks/results.md")


def document(sections: Sequence[Section], *, full: bool, minutes: float) -> str:
    """The whole page."""
    command = "make bench BENCH=--full" if full else "make bench"
    head = (
        f"# Results\n\n`{command}`, {minutes:.0f} minutes on {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}. Broker, Redis and what is measured share them."
    )
    return "\n\n".join([head, *(section.markdown() for section in sections)]) + "\n"


if __name__ == "__main__":
    asyncio.run(main())
