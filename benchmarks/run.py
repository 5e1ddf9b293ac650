"""`make bench`: measures and writes `benchmarks/results.md`. The quick form by default, everything with `--full`.

Each part is a command of its own too; the results name it.
"""

import argparse
import asyncio
import platform
import time
from collections.abc import Awaitable, Callable

from benchmarks import throughput
from benchmarks.processes import ROOT
from benchmarks.report import Section, say

Part = Callable[[], Awaitable[Section]]

QUICK: tuple[Part, ...] = (lambda: throughput.measure(lean=False),)
FULL: tuple[Part, ...] = (lambda: throughput.measure(lean=True),)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="every part, more rounds, the leaner peers too")
    given = parser.parse_args()
    sections, began = [], time.monotonic()
    for part in FULL if given.full else QUICK:
        section = await part()
        sections.append(section)
        say(f"\n{section.markdown()}\n\n[{time.monotonic() - began:.0f} s so far]\n")
    (ROOT / "benchmarks" / "results.md").write_text(document(sections, full=given.full, began=began))


def document(sections: list[Section], *, full: bool, began: float) -> str:
    """The whole page."""
    command = "make bench BENCH=--full" if full else "make bench"
    minutes = (time.monotonic() - began) / 60
    head = f"# Results\n\n`{command}`, {minutes:.0f} minutes, Python {platform.python_version()}, {platform.machine()}."
    return "\n\n".join([head, *(section.markdown() for section in sections)]) + "\n"


if __name__ == "__main__":
    asyncio.run(main())
