"""Agents over HTTP under a mixed load: the time that each kind of request takes, at a given rate.

The load is open: every request has its time, drawn beforehand from a Poisson process, and is sent then whether or not
others have been answered. A latency runs from that time to the last byte of the answer, so that a stall counts for
everybody whom it keeps waiting. No two requests are alike, as far as results are remembered by their content.
"""

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import aiohttp

from agents.curriculum.loading import curriculum
from agents.exercise.catalogue import families
from agents.exercise.making import make
from benchmarks.report import Section, quantile, say, table
from benchmarks.stage import stage
from benchmarks.workers import Worker, workers

__all__ = ["KINDS", "Outcome", "Request", "arrivals", "measure", "send"]

RATE = 20.0  # requests/s, of all kinds together
SECONDS = 140.0  # 2,800 requests: 400 of a kind, of which the fifth worst is the p99
WARM_S = 10.0  # processes start and caches fill
STUDENTS = 500
EXERCISES = 60  # handed out beforehand, to be solved under load
REQUEST_S = 30.0  # whoever has no answer by then counts as failed, with this latency
SEED = 7

Body = dict[str, Any]

LINES = (
    "total = 0\nfor number in range({n}):\n    total += number * {n}\nprint(total)\n",
    "def area_{n}(width, height):\n    result = width * height\n    return result\nprint(area_{n}({n}, 3))\n",
    "names = ['Ada', 'Bob', 'Cleo']\nfor index in range(len(names)):\n    print(names[index], {n})\n",
    "ages = {{'ada': 36, 'bob': {n}}}\nfor name in ages:\n    if ages[name] > 18:\n        print(name)\n",
    "class Box{n}:\n    def __init__(self, items=[]):\n        self.items = items\nprint(len(Box{n}().items))\n",
)
BROKEN = (
    "for i in range({n})\n    print(i)\n",
    "value = {n}\nprint(valeu)\n",
    "print('age: ' + {n})\n",
    "items = [1, 2, 3]\nprint(items[{n}])\n",
    "def twice(x):\n    x * 2\nprint(twice({n}) + 1)\n",
)
QUESTIONS = (
    "What is {}?",
    "Can you explain {} to me with an example?",
    "I do not get {}, how does it work?",
    "when should I use {}",
)


@dataclass(frozen=True)
class Request:
    """One request and its time, in seconds from the beginning."""

    at: float
    kind: str
    path: str
    body: Body


@dataclass
class Outcome:
    """What came of the requests of a kind: milliseconds, and how many ended in another way than with a 200."""

    latencies: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)


# -- what is asked -----------------------------------------------------------------------------------------------------
def _programs(number: int) -> str:
    codes = LINES + BROKEN
    return codes[number % len(codes)].format(n=number + 4)


def debug_static(number: int) -> Body:
    return {"query": "what is wrong?", "code": _programs(number), "context": {"run": False}}


def debug_run(number: int) -> Body:
    return {"query": "what is wrong?", "code": _programs(number), "context": {}}


def review(number: int) -> Body:
    code = "\n\n".join(LINES[(number + part) % len(LINES)].format(n=number + part) for part in range(3))
    return {"query": "is it good?", "code": code}


def review_tried(number: int) -> Body:
    return {**review(number), "criteria": ["readability", "efficiency", "style", "correctness"]}


def explain(number: int) -> Body:
    concepts = list(curriculum().concepts.values())
    return {"query": QUESTIONS[number % len(QUESTIONS)].format(concepts[number % len(concepts)].title)}


def generate(number: int) -> Body:
    topics = list(curriculum().modules)
    return {"query": f"exercise {number}", "topic": topics[number % len(topics)]}


KINDS: Mapping[str, tuple[str, Callable[[int], Body]]] = {
    "debug, not run": ("/debug/analyze", debug_static),
    "debug, run": ("/debug/analyze", debug_run),
    "review": ("/review/assess", review),
    "review, with trials": ("/review/assess", review_tried),
    "explain": ("/concepts/explain", explain),
    "generate": ("/exercise/generate", generate),
}
"""Path and body of every kind but `verify`, which is about exercises that were handed out."""


def arrivals(rate: float, seconds: float, draw: random.Random) -> Iterator[float]:
    """Times of a Poisson process, in seconds from the beginning."""
    at = draw.expovariate(rate)
    while at < seconds:
        yield at
        at += draw.expovariate(rate)


def plan(rate: float, seconds: float, solutions: Sequence[Body], kinds: Sequence[str], seed: int) -> list[Request]:
    """Every request with its time; kinds take turns."""
    draw = random.Random(seed)
    solved = cycle(solutions)
    requests: list[Request] = []
    for number, (at, kind) in enumerate(zip(arrivals(rate, seconds, draw), cycle(kinds), strict=False)):
        if kind == "verify":
            given = next(solved)
            body = {**given, "code": f"{given['code']}\n# {number}\n"}
            requests.append(Request(at, kind, "/exercise/verify", body))
        else:
            path, make_body = KINDS[kind]
            student = f"stu-{draw.randrange(STUDENTS)}"
            requests.append(Request(at, kind, path, {"student_id": student, **make_body(number)}))
    return requests


# -- asking ------------------------------------------------------------------------------------------------------------
async def send(url: str, requests: Sequence[Request]) -> dict[str, Outcome]:
    """Send every request at its time; what came of them, by kind."""
    outcomes: dict[str, Outcome] = {}
    connector = aiohttp.TCPConnector(limit=0)  # a bound would make requests wait here, unseen
    async with aiohttp.ClientSession(url, connector=connector, timeout=aiohttp.ClientTimeout(REQUEST_S)) as session:
        began = time.monotonic()

        async def ask(one: Request) -> None:
            outcome = outcomes.setdefault(one.kind, Outcome())
            try:
                headers = {"Content-Type": "application/json"}
                async with session.post(one.path, data=json.dumps(one.body).encode(), headers=headers) as response:
                    await response.read()
                    if response.status != 200:  # noqa: PLR2004 - OK
                        outcome.failed[str(response.status)] += 1
            except (TimeoutError, aiohttp.ClientError) as error:
                outcome.failed[type(error).__name__] += 1
            outcome.latencies.append((time.monotonic() - began - one.at) * 1000)

        async with asyncio.TaskGroup() as group:
            for one in requests:
                await asyncio.sleep(max(0.0, began + one.at - time.monotonic()))
                group.create_task(ask(one))
    return outcomes


async def solutions(worker: Worker) -> list[Body]:
    """Exercises handed out to students, each with a solution; every third solution is wrong."""
    found: list[Body] = []
    async with aiohttp.ClientSession(worker.url) as session:
        for number in range(EXERCISES):
            student = f"stu-{number}"
            async with session.post("/exercise/generate", json={"student_id": student, **generate(number)}) as response:
                exercise_id = (await response.json())["metadata"]["exercise_id"]
            family, _, seed, *_ = exercise_id.split(".")
            made = make(families()[family], int(seed, 36))
            code = made.mutants[0] if number % 3 == 0 else made.reference
            found.append({"student_id": student, "exercise_id": exercise_id, "code": code})
    return found


async def measure(
    seconds: float = SECONDS, rate: float = RATE, kinds: Sequence[str] = (*KINDS, "verify"), seed: int = SEED
) -> Section:
    """One worker with all its agents, nothing else going on."""
    async with stage() as here, workers(here, "bench-http") as (worker,):
        handed_out = await solutions(worker)
        say(f"{WARM_S:.0f} s to warm up")
        await send(worker.url, plan(rate, WARM_S, handed_out, kinds, seed + 1))
        say(f"{rate:g} requests/s for {seconds:.0f} s")
        cpu = worker.cpu_s()
        outcomes = await send(worker.url, plan(rate, seconds, handed_out, kinds, seed))
        cpu = worker.cpu_s() - cpu
    return Section("Agents over HTTP", "python -m benchmarks.http_agents", told(outcomes, rate, seconds, cpu))


def told(outcomes: Mapping[str, Outcome], rate: float, seconds: float, cpu_s: float) -> str:
    """Markdown."""
    rows = []
    for kind, one in sorted(outcomes.items()):
        figures = [f"{quantile(one.latencies, share):.0f}" for share in (0.5, 0.95, 0.99)]
        failed = ", ".join(f"{count} of {why}" for why, count in sorted(one.failed.items())) or "none"
        rows.append([kind, *figures, f"{max(one.latencies):.0f}", str(len(one.latencies)), failed])
    text = (
        f"{rate:g} requests/s of all kinds together, by turns, at times of a Poisson process, for {seconds:.0f} s, to "
        "one worker; milliseconds from when a request was due until its answer was read. Client, broker and worker "
        f"share the machine. The worker's own process took {cpu_s / seconds:.0%} of a core; the processes for CPU work "
        "and students' programs come on top."
    )
    return f"{text}\n\n{table(['', 'p50', 'p95', 'p99', 'max', 'requests', 'other than 200'], rows)}"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rate", type=float, default=RATE, help="requests a second, of all kinds together")
    parser.add_argument("--kinds", nargs="+", choices=(*KINDS, "verify"), default=[*KINDS, "verify"])
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    say((await measure(given.seconds, given.rate, given.kinds, given.seed)).text)


if __name__ == "__main__":
    asyncio.run(main())
