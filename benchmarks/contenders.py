"""Who is measured: how each is started over the same topic, and what it does and does not do."""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.mastery import SCHEMA_FILE
from fleet.settings import Settings
from fleet.stack.binaries import find_java
from fleet.stack.jars import cache_folder
from fleet.stack.ports import choose_port
from fleet.topic_admin import ensure_topics
from fleet.web_client import WebClient, WebError
from schemas.topics import PARTITIONS

__all__ = ["CONTENDERS", "OURS", "Contender", "Figures", "Run", "UnavailableError"]

ROOT = Path(__file__).parents[1]
PEERS = Path(__file__).parent / "peers"
RUN_SECONDS = 600.0  # the slowest takes about a minute
READY_SECONDS = 120.0
BUILD_SECONDS = 900.0  # the first time, over a slow line


class UnavailableError(Exception):
    """A contender cannot run on this machine; says what is missing."""


@dataclass(frozen=True)
class Figures:
    """What one run gave."""

    records: int
    seconds: float  # from the beginning of the first record's work to the end of the last one's
    cpu_s: float  # of all processes in that time
    peak_mb: float  # resident memory of all processes, each at its peak

    @property
    def events_per_s(self) -> float:
        """Throughput."""
        return self.records / self.seconds

    @classmethod
    def of(cls, lines: Sequence[Mapping[str, Any]]) -> "Figures":
        """From the lines that `benchmarks.meter` printed, one of each process."""
        return cls(
            sum(line["records"] for line in lines),
            max(line["ended"] for line in lines) - min(line["began"] for line in lines),
            sum(line["cpu_s"] for line in lines),
            sum(line["peak_mb"] for line in lines),
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


@dataclass(frozen=True)
class Contender:
    """One program of the comparison."""

    title: str
    does: str  # beside decoding and keeping mastery by component
    run: Callable[[Run], Awaitable[Figures]]
    prepare: Callable[[], None] = lambda: None  # raises UnavailableError


async def fleet(run: Run, workers: int = 1) -> Figures:
    """Workers of this fleet, started together once each owns its partitions."""
    await ensure_topics(run.brokers, Settings(app_id=run.name, kafka_brokers=run.brokers))
    gate = run.folder / f"{run.name}.gate"
    processes, urls = [], []
    for number in range(workers):
        port = choose_port(None, "the worker")
        settings = {
            "FLEET_KAFKA_BROKERS": run.brokers,
            "FLEET_REDIS_URL": run.redis_url,
            "FLEET_APP_ID": run.name,
            "FLEET_INSTANCE_ID": f"worker-{number}",
            "FLEET_DATA_DIR": str(run.folder / run.name),
            "FLEET_WEB_PORT": str(port),
            "FLEET_REDIS_KEY_PREFIX": f"{run.name}||",
            "BENCH_GATE": str(gate),
            "BENCH_ENDS": json.dumps(run.ends),
            "BENCH_PARTITIONS": str(PARTITIONS // workers),
        }
        processes.append(_start([sys.executable, "-m", "benchmarks.fleet_worker"], run, settings))
        urls.append(f"http://127.0.0.1:{port}")
    await _shared(urls, run)
    gate.touch()
    return Figures.of([await _line(process, run) for process in processes])


async def _shared(urls: Sequence[str], run: Run) -> None:
    """Wait until every worker owns as many partitions."""
    deadline = time.monotonic() + READY_SECONDS
    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(WebClient(url)) for url in urls]
        while time.monotonic() < deadline:
            with contextlib.suppress(WebError):
                health = [await client.get("health", "ready") for client in clients]
                if [len(one["partitions"]["owned"]) for one in health] == [PARTITIONS // len(urls)] * len(urls):
                    return
            await asyncio.sleep(0.1)
    sys.exit(f"error: the workers did not share the partitions: {_tail(run)}")


async def faust(run: Run) -> Figures:
    """An idiomatic Faust worker, which stops after a part of the topic: it would take minutes for all."""
    settings = {
        "FLEET_KAFKA_BROKERS": run.brokers,
        "BENCH_RECORDS": str(min(run.records, 30_000)),
        "BENCH_APP": run.name,
        "BENCH_DATA": str(run.folder / run.name),
    }
    command = [sys.executable, "-m", "benchmarks.idiomatic_faust", "worker", "--loglevel", "warn", "--without-web"]
    return Figures.of([await _line(_start(command, run, settings), run)])


async def ceiling(run: Run) -> Figures:
    """No durability at all."""
    command = [sys.executable, "-m", "benchmarks.peers.ceiling", run.brokers, str(run.records)]
    return Figures.of([await _line(_start(command, run), run)])


async def quix(run: Run) -> Figures:
    """Quix Streams in its own environment."""
    arguments = [run.brokers, str(run.records), run.name, str(run.folder / run.name)]
    process = _start([str(_quix_python()), "-m", "benchmarks.peers.quix_worker", *arguments], run)
    return Figures.of([await _line(process, run)])


async def streams(run: Run, guarantee: str = "at_least_once", threads: int = 1) -> Figures:
    """Kafka Streams; the JVM is cold, as after every start."""
    jars = _streams_folder() / "target"
    arguments = [run.brokers, run.name, str(run.folder / run.name), str(SCHEMA_FILE), str(run.records)]
    command = [str(find_java()), "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp"]
    command += [f"{jars}/*:{jars}/lib/*", "StreamsPeer", *arguments, guarantee, str(threads)]
    return Figures.of([await _line(_start(command, run), run)])


def _start(command: Sequence[str], run: Run, settings: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    with (run.folder / f"{run.name}.log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(settings or {})}, stdout=subprocess.PIPE, stderr=log
        )


async def _line(process: subprocess.Popen[bytes], run: Run) -> dict[str, Any]:
    """The figures that a process prints before it ends."""
    try:
        printed, _ = await asyncio.to_thread(process.communicate, timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        sys.exit(f"error: {run.name} did not end within {RUN_SECONDS:.0f} s: {_tail(run)}")
    lines = [line for line in printed.decode().splitlines() if line.startswith("{")]
    if not lines:
        sys.exit(f"error: {run.name} ended with {process.returncode}: {_tail(run)}")
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def _tail(run: Run) -> str:
    return (run.folder / f"{run.name}.log").read_text(errors="replace")[-800:]


# -- what has to be built or installed first ---------------------------------------------------------------------------
def _cache(name: str) -> Path:
    return cache_folder().parent / name


def _quix_python() -> Path:
    return _cache("bench-quix") / "bin" / "python"


def install_quix() -> None:
    """An environment with the pinned packages of `peers/requirements.lock`."""
    lock, stamp = PEERS / "requirements.lock", _cache("bench-quix") / "requirements.lock"
    if stamp.exists() and stamp.read_text() == lock.read_text():
        return
    print("installing Quix Streams into an environment of its own (once)", flush=True)
    folder = _cache("bench-quix")
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
    _build([sys.executable, "-m", "venv", "--clear", str(folder)], "Quix Streams")
    _build([str(_quix_python()), *install], "Quix Streams")
    stamp.write_text(lock.read_text())


def _streams_folder() -> Path:
    return _cache("bench-streams")


def build_streams() -> None:
    """The Kafka Streams peer as jars, by mvn."""
    folder = _streams_folder()
    sources = sorted((PEERS / "kafka_streams").iterdir())
    if (folder / "target" / "lib").exists() and all(
        (folder / one.name).exists() and (folder / one.name).read_bytes() == one.read_bytes() for one in sources
    ):
        return
    mvn = shutil.which("mvn")
    if mvn is None or shutil.which("javac") is None:
        raise UnavailableError("Kafka Streams needs mvn and a JDK on PATH to be built")
    print("building the Kafka Streams peer with mvn (once)", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for one in sources:
        if one.suffix == ".java":
            shutil.copy(one, folder)
    shutil.copy(PEERS / "kafka_streams" / "pom.xml", folder)
    _build([mvn, "--quiet", "--batch-mode", "-f", str(folder / "pom.xml"), "package"], "Kafka Streams")


def _build(command: Sequence[str], name: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    if done.returncode != 0:
        last = (done.stdout + done.stderr).strip().splitlines()
        raise UnavailableError(f"{name} cannot be set up: {last[-1] if last else done.returncode}")


async def fleet_pair(run: Run) -> Figures:
    """Two workers on two cores."""
    return await fleet(run, workers=2)


async def streams_exactly_once(run: Run) -> Figures:
    """With the guarantee that is nearest to the fleet's."""
    return await streams(run, "exactly_once_v2")


async def streams_pair(run: Run) -> Figures:
    """Two threads on two cores."""
    return await streams(run, threads=2)


OURS = "this fleet"
CONTENDERS = (
    Contender(OURS, "all its work: validation, deduplication, days, dead letters, transactions, mirror", fleet),
    Contender("Kafka Streams", "one thread, at least once, cache on, changelog", streams, build_streams),
    Contender("Kafka Streams, exactly once", "one thread, exactly_once_v2", streams_exactly_once, build_streams),
    Contender("Quix Streams", "one process, at least once, changelog", quix, install_quix),
    Contender("ceiling", "aiokafka, fastavro and a dict: nothing is kept", ceiling),
    Contender("idiomatic Faust", "`async for`, a table write an event, models, keys, days", faust),
    Contender("this fleet, 2 workers", "as one worker, two processes", fleet_pair),
    Contender("Kafka Streams, 2 threads", "as one thread, two in a process", streams_pair, build_streams),
)
