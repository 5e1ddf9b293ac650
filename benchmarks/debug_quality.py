"""How good the debug agent's static analysis is, on correct programs and on the same with one mistake put in.

`python -m benchmarks.debug_quality` takes Python's standard library, `... FOLDER` the programs below a folder. Before
that, programs that somebody wrote with one mistake in each (tests/agents/debug/broken).
"""

import argparse
import os
import random
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from agents.debug.analysis import analyse
from agents.mistakes.findings import Finding
from benchmarks.novice_mutations import mutants
from benchmarks.report import say, table
from schemas.errors import InvalidError

BROKEN = Path("tests/agents/debug/broken")
PROGRAMS = 200
LARGEST = 20_000  # bytes: students' programs are rather smaller
NEAR = 1  # lines
GENERIC = frozenset(("unexpected-syntax", "more-to-repair"))  # nothing more than the compiler's words
FROM_LIBRARY = frozenset(("syntax-explained",))


@dataclass
class Score:
    """Counts of one run."""

    correct: int = 0
    false_alarms: int = 0
    warned: int = 0
    mutants: Counter[str] = field(default_factory=Counter)
    located: Counter[str] = field(default_factory=Counter)
    explained: int = 0
    by_rule: int = 0
    milliseconds: list[float] = field(default_factory=list)


def programs(folder: Path, count: int) -> Iterator[tuple[str, str]]:
    """Correct programs: name and code."""
    found = sorted(path for path in folder.rglob("*.py") if 0 < path.stat().st_size <= LARGEST)
    random.Random(1).shuffle(found)
    given = 0
    for path in found:
        try:
            code = path.read_text(encoding="utf-8").replace("\r\n", "\n")
            compile(code, "<program>", "exec")
        except (SyntaxError, ValueError):
            continue
        if given == count:
            return
        given += 1
        yield str(path.relative_to(folder)), code


def measure(folder: Path, count: int) -> Score:
    """Analyse all programs and their mutants."""
    score = Score()
    for name, code in programs(folder, count):
        try:
            findings = _timed(score, code)
        except InvalidError:
            continue
        score.correct += 1
        severities = {one.kind.severity for one in findings}
        score.false_alarms += "error" in severities
        score.warned += "warning" in severities
        for mutant in mutants(code, name):
            errors = [one for one in _timed(score, mutant.code) if one.kind.severity == "error"]
            score.mutants[mutant.mutation] += 1
            score.located[mutant.mutation] += bool(errors) and abs(errors[0].span.line - mutant.line) <= NEAR
            codes = {one.kind.code for one in errors[:1]}
            score.explained += bool(codes) and not codes & GENERIC
            score.by_rule += bool(codes) and not codes & (GENERIC | FROM_LIBRARY)
    return score


@dataclass(frozen=True)
class Broken:
    """A program that does not compile: what is wrong with it, in which line, and what is found."""

    name: str
    line: int
    code: str

    def first(self) -> Finding | None:
        """The first error found."""
        return next((one for one in analyse(self.code).findings if one.kind.severity == "error"), None)


def broken(folder: Path) -> Iterator[Broken]:
    """Written programs: `=== line name` and the code, one after the other in each file."""
    for path in sorted(folder.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
            head, _, code = part.partition("\n")
            line, _, name = head.partition(" ")
            yield Broken(name, int(line), code)


def found(programs: Iterable[Broken], *, show: bool = False) -> tuple[float, float]:
    """The shares whose first error is within a line of the mistake, and explained in more than the compiler's words."""
    located, explained = [], []
    for one in programs:
        first = one.first()
        located.append(first is not None and abs(first.span.line - one.line) <= NEAR)
        explained.append(first is not None and first.kind.code not in GENERIC | FROM_LIBRARY)
        if show and not (located[-1] and explained[-1]):
            say(f"{one.name}: line {one.line}, {first and (first.span.line, first.kind.code)}")
    return statistics.mean(located), statistics.mean(explained)


def _timed(score: Score, code: str) -> tuple[Finding, ...]:
    started = time.perf_counter()
    findings = analyse(code).findings
    score.milliseconds.append((time.perf_counter() - started) * 1000)
    return findings


def told(score: Score) -> str:
    """The result as Markdown."""
    total = sum(score.mutants.values())
    rows = [[name, str(count), f"{score.located[name] / count:.1%}"] for name, count in sorted(score.mutants.items())]
    times = sorted(score.milliseconds)
    correct, wrong = max(score.correct, 1), max(total, 1)
    right = (
        f"{score.correct} correct programs: {score.false_alarms / correct:.2%} called wrong (severity error), "
        f"{score.warned / correct:.1%} with a warning."
    )
    broken = (
        f"{total} programs with one mistake: {sum(score.located.values()) / wrong:.1%} have their first error within "
        f"{NEAR} line of it, {score.explained / wrong:.1%} are explained in more than the compiler's words, "
        f"{score.by_rule / wrong:.1%} by a rule of ours."
    )
    speed = f"Static analysis: p50 {statistics.median(times):.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms."
    return "\n\n".join([right, broken, speed, table(["mistake", "programs", "within one line"], rows)])


def main() -> None:
    """Say the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(os.__file__).parent)
    parser.add_argument("--programs", type=int, default=PROGRAMS)
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # of the programs
    located, explained = found(broken(BROKEN), show=True)
    say(f"Written by hand: {located:.1%} located within {NEAR} line, {explained:.1%} explained by a rule of ours.")
    say(told(measure(given.folder, given.programs)))


if __name__ == "__main__":
    main()
