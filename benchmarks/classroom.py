"""A full house over HTTP: students who each do something every ten seconds, then too many, then as before.

Reads, code to debug, explanations and exercises by turns; no two questions are alike, so that no cache answers.
"""

import argparse
import asyncio
import itertools
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import aiohttp

from benchmarks.report import Section, quantile, say, table
from benchmarks.stage import fill, stage
from benchmarks.workers import Worker, workers

__all__ = ["measure"]

STUDENTS = 1_000
PAUSE_S = 10.0  # between two requests of a student, half of it up to half more
SECONDS = 60.0
TOO_MANY = 6  # times as many in the overload
OVERLOAD_S = 20.0
SETTLE_S = 10.0
TIMEOUT_S = 30.0
BUSY = (429, 503)
READ, DEBUG, EXPLAIN, GENERATE = "read mastery", "debug code", "explain", "generate an exercise"
MIX = (READ,) * 12 + (DEBUG,) * 3 + (EXPLAIN,) * 3 + (GENERATE,) * 2
"""Of twenty requests: students look more often than they ask."""

PROGRAMS = [
    text.lstrip("\n")
    for text in (
        """
def average(numbers{n}):
    total = {n}
    for x in numbers{n}
        total += x
    return total / len(numbers{n})
""",
        """
count{n} = 0
while count{n} < {n}:
    print('turn', count)
    count{n} += 1
""",
        """
names = ['Ada', 'Alan', 'n{n}']
for i in range(len(names) + 1):
    print(names[i])
""",
        """
age = input('How old? ')
if age > {n}:
    print('old enough')
""",
        """
def biggest{n}(items):
    best = items[0]
    for one in items:
        if one > best:
            best = one
    print(best)

result = biggest{n}([3, {n}, 5])
print(result + 1)
""",
    )
]
QUESTIONS = (
    "What is a {word} good for, and how is it written? ({n})",
    "I do not understand how a {word} works in my program number {n}",
    "Show me a {word}, please, for lesson {n}",
)
WORDS = ("loop", "list", "function", "dictionary", "class", "string", "recursion", "exception", "variable", "file")
TOPICS = ("loops", "lists", "functions", "strings", "dictionaries", "conditionals")


@dataclass
class Seen:
    """What one part of the measurement has seen: milliseconds and statuses by kind of request."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refusals: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """Answers that are neither a success nor a word that there is too much, and connections that broke."""
        wrong = sum(count for status, count in self.statuses.items() if status >= 400 and status not in BUSY)  # noqa: PLR2004 - HTTP
        return wrong + sum(self.failed.values())


class Student:
    """One student: a kind of request after the other."""

    def __init__(self, number: int, seed: int, numbers: Iterator[int]) -> None:
        self._name = f"stu-{number % STUDENTS + 1:05d}"
        self._chance = random.Random(seed)
        self._numbers = numbers

    async def work(self, session: aiohttp.ClientSession, url: str, until: float, seen: Seen) -> None:
        """Act until the time has come."""
        await asyncio.sleep(self._chance.uniform(0, PAUSE_S))
        while time.monotonic() < until:
            began = time.monotonic()
            kind = self._chance.choice(MIX)
            try:
                async with self._request(session, url, kind) as response:
                    await response.read()
            except (aiohttp.ClientError, TimeoutError) as error:
                seen.failed[type(error).__name__] += 1
            else:
                took = (time.monotonic() - began) * 1000
                seen.statuses[response.status] += 1
                if response.status in BUSY:
                    seen.refusals.append(took)
                else:
                    seen.times[kind].append(took)
            await asyncio.sleep(max(0.0, PAUSE_S * self._chance.uniform(0.5, 1.5) - (time.monotonic() - began)))

    def _request(self, session: aiohttp.ClientSession, url: str, kind: str) -> "aiohttp.client._RequestContextManager":
        number = next(self._numbers)
        body: dict[str, object] = {"student_id": self._name, "query": f"Why? ({number})"}
        if kind == READ:
            return session.get(f"{url}/progress/{self._name}")
        if kind == DEBUG:
            body["code"] = self._chance.choice(PROGRAMS).format(n=number)
            return session.post(f"{url}/debug/analyze", json=body)
        if kind == EXPLAIN:
            words = {"word": self._chance.choice(WORDS), "n": number}
            return session.post(
                f"{url}/concepts/explain", json=body | {"query": self._chance.choice(QUESTIONS).format(**words)}
            )
        return session.post(f"{url}/exercise/generate", json=body | {"topic": self._chance.choice(TOPICS)})


async def lesson(worker: Worker, students: int, seconds: float, numbers: Iterator[int]) -> Seen:
    """So many students for a while."""
    seen = Seen()
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        until = time.monotonic() + seconds
        await asyncio.gather(
            *(Student(one, one, numbers).work(session, worker.url, until, seen) for one in range(students))
        )
    worker.check()
    return seen


def rows(name: str, seen: Seen) -> list[list[str]]:
    """Lines of the table."""
    lines = [
        [name, kind, str(len(times)), *(f"{quantile(times, share):.0f}" for share in (0.5, 0.95, 0.99))]
        for kind, times in sorted(seen.times.items())
    ]
    if seen.refusals:
        refused = (f"{quantile(seen.refusals, share):.0f}" for share in (0.5, 0.95, 0.99))
        lines.append([name, "told to come again", str(len(seen.refusals)), *refused])
    return lines


def outcome(name: str, seen: Seen) -> str:
    """What went wrong, in words."""
    refused = sum(seen.statuses[one] for one in BUSY)
    broken = f" ({', '.join(seen.failed)})" if seen.failed else ""
    return f"{name}: {seen.errors} errors{broken}, {refused} of {seen.statuses.total():,} told to come again"


async def measure(seconds: float = SECONDS, students: int = STUDENTS) -> Section:
    """A full house, too many, and a full house again."""
    numbers = itertools.count(1)
    async with stage() as here:
        total = sum((await fill(here.brokers, 20_000, STUDENTS)).values())
        async with workers(here, "bench-classroom", FLEET_AUTH="off") as (worker,):
            await worker.read(total)
            say("everything is asked for once, so that processes are warm")
            await lesson(worker, 50, PAUSE_S, numbers)
            memory = worker.rss_mb()
            say(f"{students:,} students for {seconds:.0f} s")
            full = await lesson(worker, students, seconds, numbers)
            grown = worker.rss_mb()
            say(f"{students * TOO_MANY:,} students for {OVERLOAD_S:.0f} s")
            crowd = await lesson(worker, students * TOO_MANY, OVERLOAD_S, numbers)
            await asyncio.sleep(SETTLE_S)
            say(f"{students:,} students again")
            again = await lesson(worker, students, OVERLOAD_S, numbers)
    if not full.times or crowd.statuses[200] == 0:
        sys.exit("error: nothing was answered")
    head = ["", "request", "answered", "p50 ms", "p95 ms", "p99 ms"]
    lines = rows(f"{students:,}", full) + rows(f"{students * TOO_MANY:,}", crowd) + rows("again", again)
    told = "; ".join(map(outcome, ("full house", "too many", "again"), (full, crowd, again)))
    text = (
        f"One worker and its processes; each student does something every {PAUSE_S:.0f} s on average, twelve reads in "
        f"twenty, three programs to debug, three explanations, two exercises. {told}. Resident memory of the worker's "
        f"main process {memory} MB before and {grown} MB after the full house.\n\n{table(head, lines)}"
    )
    return Section("A full house over HTTP", "python -m benchmarks.classroom", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--students", type=int, default=STUDENTS)
    given = parser.parse_args()
    say((await measure(given.seconds, given.students)).text)


if __name__ == "__main__":
    asyncio.run(main())
