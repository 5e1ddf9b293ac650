"""Who is measured: how each is started over the same topic, and what it does and does not do.

All but the lean ones do the same work (`SAME_WORK`) and have to come to the same public values.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.builds import build_streams, install_quix, quix_python, streams_class_path
from benchmarks.processes import Figures, Run, line, start, tail
from fleet.client.errors import FleetError
from fleet.settings import Settings
from fleet.stack.binaries import find_java
from fleet.stack.ports import choose_port
from fleet.topic_admin import ensure_topics
from fleet.web_client import WebClient
from schemas.topics import PARTITIONS

__all__ = ["CONTENDERS", "OURS", "SAME_WORK", "Contender", "ceiling"]

READY_SECONDS = 600.0  # the mirror of a million students takes a minute or two
FAUST_EVENTS = 30_000  # of more it would take minutes


@dataclass(frozen=True)
class Contender:
    """One program of the comparison."""

    title: str
    does: str
    run: Callable[[Run], Awaitable[Figures]]
    prepare: Callable[[], None] = lambda: None  # raises UnavailableError
    lean: bool = False  # does less than the others


async def fleet(run: Run, workers: int = 1) -> Figures:
    """Workers of this fleet, started together once each owns its partitions."""
    await ensure_topics(run.brokers, Settings(app_id=run.name, kafka_brokers=run.brokers))
    gate = run.folder / f"{run.name}.gate"
    for old in (gate, *run.folder.glob(f"{run.name}.*.ended")):  # of an earlier run under the same name
        old.unlink(missing_ok=True)
    processes, urls = [], []
    for number in range(workers):
        port = choose_port(None, "the worker")
        settings = {
            "FLEET_KAFKA_BROKERS": run.brokers,
            "FLEET_REDIS_URL": run.redis_url,
            "FLEET_APP_ID": run.name,
            "FLEET_RETRY_DELAY": "3600",
            "FLEET_RETRY_MAX_DELAY": "3600",  # a record with an unknown schema is counted once, as by the others
            "FLEET_LOOP_DEADLINE": "600",  # the digest of a million students holds the loop for tens of seconds
            "FLEET_INSTANCE_ID": f"worker-{number}",
            "FLEET_DATA_DIR": str(run.folder / run.name),
            "FLEET_WEB_PORT": str(port),
            "FLEET_AUTH": "off",
            "FLEET_REDIS_KEY_PREFIX": f"{run.name}||",
            "BENCH_GATE": str(gate),
            "BENCH_ENDS": json.dumps(run.ends),
            "BENCH_PARTITIONS": str(PARTITIONS // workers),
        }
        processes.append(start([sys.executable, "-m", "benchmarks.fleet_worker"], run, settings))
        urls.append(f"http://127.0.0.1:{port}")
    await _shared(urls, run)
    gate.touch()
    return Figures.of([await line(process, run) for process in processes])


async def _shared(urls: Sequence[str], run: Run) -> None:
    """Wait until every worker owns as many partitions, and has nothing left to mirror of an earlier run."""
    deadline = time.monotonic() + READY_SECONDS
    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(WebClient(url)) for url in urls]
        while time.monotonic() < deadline:
            with contextlib.suppress(FleetError):
                health = [await client.get("health", "ready") for client in clients]
                owned = [len(one["partitions"]["owned"]) for one in health]
                behind = [one["mirror"]["lag_records"] for one in health]
                if owned == [PARTITIONS // len(urls)] * len(urls) and not any(one != 0 for one in behind):
                    return
            await asyncio.sleep(0.1)
    sys.exit(f"error: the workers did not share the partitions: {tail(run)}")


async def faust(run: Run) -> Figures:
    """An idiomatic Faust worker, which stops after a part of the topic."""
    settings = {
        "FLEET_KAFKA_BROKERS": run.brokers,
        "BENCH_RECORDS": str(min(run.records, FAUST_EVENTS)),
        "BENCH_APP": run.name,
        "BENCH_DATA": str(run.folder / run.name),
    }
    command = [sys.executable, "-m", "benchmarks.idiomatic_faust", "worker", "--loglevel", "warn", "--without-web"]
    return Figures.of([await line(start(command, run, settings), run)])


async def ceiling(run: Run, until: Mapping[str, int] | None = None) -> Figures:
    """No durability at all; reads the whole topic, or each partition up to an offset."""
    ends = json.dumps(run.ends if until is None else until)
    return Figures.of(
        [await line(start([sys.executable, "-m", "benchmarks.peers.ceiling", run.brokers, ends], run), run)]
    )


async def quix(run: Run, program: str = "quix_worker") -> Figures:
    """Quix Streams in its own environment."""
    arguments = [run.brokers, str(run.records), run.name, str(run.folder / run.name)]
    return Figures.of(
        [await line(start([str(quix_python()), "-m", f"benchmarks.peers.{program}", *arguments], run), run)]
    )


async def streams(run: Run, guarantee: str = "at_least_once", threads: int = 1, work: str = "full") -> Figures:
    """Kafka Streams; the JVM is cold, as after every start."""
    arguments = [run.brokers, run.name, str(run.folder / run.name), str(run.records), guarantee, str(threads), work]
    command = [str(find_java()), "-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", streams_class_path()]
    return Figures.of([await line(start([*command, "StreamsPeer", *arguments], run), run)])


async def fleet_pair(run: Run) -> Figures:
    """Two workers on two cores."""
    return await fleet(run, workers=2)


async def streams_exactly_once(run: Run) -> Figures:
    """With the guarantee that is nearest to the fleet's."""
    return await streams(run, "exactly_once_v2")


async def streams_pair(run: Run) -> Figures:
    """Two threads on two cores."""
    return await streams(run, threads=2)


async def lean_streams(run: Run) -> Figures:
    """As the first comparisons had it."""
    return await streams(run, work="lean")


async def lean_quix(run: Run) -> Figures:
    """As the first comparisons had it."""
    return await quix(run, "lean_quix")


SAME_WORK = (
    "The same work: each event is decoded, validated (types, ranges, mastery within 0.001, ids, lateness), "
    "deduplicated by idempotency key, and wins or loses its student's component and day; kept are the current mastery "
    "and that of every day as JSON, late events in their places. Outcomes and all public values of all contenders were "
    "equal, or there would be no figures."
)
OURS = "this fleet"
CONTENDERS = (
    Contender(
        OURS,
        "the same work, and beside it: exactly once by a transaction a batch, dead letters with their bytes, keys that "
        "expire, Redis mirror, HTTP",
        fleet,
    ),
    Contender(
        "Kafka Streams",
        "the same work on four RocksDB stores with changelogs: at least once, one thread, cache of 64 MB, cold JVM, "
        "heap of 1 GB, the last commit (which flushes the cache) included",
        streams,
        build_streams,
    ),
    Contender(
        "Kafka Streams, exactly once",
        "as before with exactly_once_v2: commits every 100 ms",
        streams_exactly_once,
        build_streams,
    ),
    Contender(
        "Quix Streams",
        "the same work on its RocksDB state with a changelog: at least once, one process, commits every 5 s",
        quix,
        install_quix,
    ),
    Contender("ceiling", "the same work in aiokafka, fastavro and dicts: nothing is kept, nothing committed", ceiling),
    Contender(
        "idiomatic Faust",
        "the same work with `async for` and a table write an event, a student's whole state in one value; stops after "
        f"{FAUST_EVENTS:,} events",
        faust,
    ),
    Contender("this fleet, 2 workers", "as one worker, two processes", fleet_pair),
    Contender("Kafka Streams, 2 threads", "as one thread at least once, two in a process", streams_pair, build_streams),
    Contender(
        "Kafka Streams, less work",
        "decoded and validated, then only the last event of each component: no deduplication, days, winners",
        lean_streams,
        build_streams,
        lean=True,
    ),
    Contender("Quix Streams, less work", "as Kafka Streams with less work", lean_quix, install_quix, lean=True),
)
