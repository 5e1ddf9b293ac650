"""A broker that is away for a minute in the middle of a run: how long from its return until the workers go on."""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable

from benchmarks.report import Section, say, table
from benchmarks.stage import Stage, ends, fill, stage
from benchmarks.workers import Worker, until, workers
from fleet.standing import StandingReader
from schemas.topics import PARTITIONS
from tables.kafka.clients import KafkaError

__all__ = ["measure"]

AWAY_S = 60.0
EVENTS, STUDENTS = 400_000, 10_000  # so many that the workers are in the middle of them
BATCH = 500  # small ones, for the same reason
RESTARTED = 75  # the exit status that tells a supervisor to start the worker again
DESCRIPTION = (
    "Two workers in the middle of {events:,} events; the only broker is away for {away:.0f} s. From its first answer "
    "until the next commit of the fleet, and until both workers have committed in all their partitions. At the end "
    "every event has been read once."
)


async def killed(here: Stage, away_s: float) -> None:
    """`kill -9`, and a start with the same data."""
    here.stack.kafka.kill()
    await asyncio.sleep(away_s)
    await here.stack.kafka.restart()


async def paused(here: Stage, away_s: float) -> None:
    """Connections stay open and nothing answers."""
    here.stack.kafka.pause()
    await asyncio.sleep(away_s)
    here.stack.kafka.resume()
    await here.stack.kafka.probe()


async def by_partition(here: Stage, app: str) -> dict[int, int]:
    """Records read, as committed; empty while the broker does not say."""
    try:
        async with asyncio.timeout(5), StandingReader(here.brokers, app) as reader:
            return {number: one.ledger.records for number, one in (await reader.standing()).checkpoints.items()}
    except (TimeoutError, KafkaError):
        return {}


async def one_outage(name: str, away: Callable[[Stage, float], Awaitable[None]], away_s: float) -> list[str]:
    """A row of the table."""
    app = "bench-outage"
    async with stage() as here:
        total = sum((await fill(here.brokers, EVENTS, STUDENTS)).values())
        async with workers(here, app, 2, FLEET_MAX_BATCH=str(BATCH)) as every:
            await until("the workers commit", lambda: _more(here, app, dict.fromkeys(range(PARTITIONS), 0), any))
            say(f"  the broker is away for {away_s:.0f} s ({name})")
            await away(here, away_s)
            began = time.monotonic()
            ended = [0 for _ in every]
            before = await by_partition(here, app)
            if sum(before.values()) >= total:
                sys.exit("error: all events were read before the broker went: take more")

            async def moved(judge: Callable[[list[bool]], bool]) -> bool:
                _supervise(every, ended)
                return await _more(here, app, before, judge)

            await until("a commit after the broker's return", lambda: moved(any))
            first = time.monotonic() - began
            await until("commits in every partition", lambda: moved(all))
            last = time.monotonic() - began

            async def drained() -> bool:
                _supervise(every, ended)
                return sum((await by_partition(here, app)).values()) >= total

            await until("all events read", drained, poll_s=0.5)
            read = sum((await by_partition(here, app)).values())
            if read != sum((await ends(here.brokers)).values()):
                sys.exit(f"error: {read:,} records were read of {total:,}")
    return [name, f"{first:.1f}", f"{last:.1f}", str(sum(ended))]


async def _more(here: Stage, app: str, before: dict[int, int], judge: Callable[[list[bool]], bool]) -> bool:
    now = await by_partition(here, app)
    return bool(now) and judge([now.get(partition, 0) > count for partition, count in before.items()])


def _supervise(every: list[Worker], ended: list[int]) -> None:
    """Start workers again that ask for it, as a supervisor does."""
    for number, one in enumerate(every):
        if one.process.poll() == RESTARTED:
            ended[number] += 1
            one.start()
        one.check()


async def measure(away_s: float = AWAY_S) -> Section:
    """Killed and started again, and standing still."""
    rows = [
        await one_outage("killed and started again", killed, away_s),
        await one_outage("standing still", paused, away_s),
    ]
    head = [
        "the broker",
        "first commit, s after its return",
        "in every partition, s",
        "workers that had to start again",
    ]
    text = f"{DESCRIPTION.format(events=EVENTS, away=away_s)}\n\n{table(head, rows)}"
    return Section("Broker away", "python -m benchmarks.outage", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=AWAY_S)
    say((await measure(parser.parse_args().seconds)).text)


if __name__ == "__main__":
    asyncio.run(main())
