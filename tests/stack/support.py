"""Real workers on the real stack: processes, topics, waiting, and the oracle to compare with."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from fleet.oracle import SourceRecord, expected
from fleet.oracle.read import read_topic
from fleet.settings import Settings
from fleet.simulate import Shares, Simulation, produce, progress_encoder
from fleet.stack.local import LocalStack
from fleet.topic_admin import ensure_topics
from schemas.topics import CATALOGUE, LEARNING_EVENTS, PARTITIONS
from tables.checkpoint import Checkpoint
from tables.store import PartitionStore, StoreOptions

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds for a condition that takes 1 to 10 s on an idle machine


async def until(what: str, condition: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Poll until the (possibly async) condition is true; its value is returned."""
    deadline = time.monotonic() + patience
    while True:
        found = condition()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        if time.monotonic() > deadline:
            pytest.fail(f"not within {patience:.0f} s: {what}")
        await asyncio.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Worker:
    """One worker process and how to ask it."""

    environment: dict[str, str]
    port: int
    log: Path
    folder: Path
    program: tuple[str, ...] = ("-m", "fleet")
    inside: tuple[str, ...] = ()  # a command that runs the worker, such as `nsenter`
    token: str | None = None  # sent with what it is asked
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *arguments: str) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.inside, sys.executable, *self.program, "worker", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """End it politely, whatever state it is in."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        return int(self.process.returncode)

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}

    async def get(self, path: str) -> tuple[int, Any]:
        async with aiohttp.ClientSession() as session, session.get(self.url + path, headers=self.headers) as response:
            return response.status, await response.json()

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                self.url + path,
                data=BytesIO(json.dumps(body).encode()),
                headers={**self.headers, "Content-Type": "application/json"},
            ) as response,
        ):
            return response.status, await response.json()

    async def health(self) -> dict[str, Any]:
        """Readiness details; empty while it does not answer."""
        try:
            return dict((await self.get("/health/ready"))[1])
        except (TimeoutError, aiohttp.ClientError, OSError):
            return {}

    async def ready(self) -> None:
        await until(f"worker ready (see {self.tail()})", self._is_ready)

    async def _is_ready(self) -> bool:
        assert self.process.poll() is None, f"the worker ended with {self.process.returncode}: {self.tail()}"
        return bool((await self.health()).get("ready"))

    async def ledger(self, topic: str = LEARNING_EVENTS.name) -> dict[str, int]:
        """Sum over the partitions it owns."""
        total: dict[str, int] = {}
        for one in (await self.health()).get("checkpoints", {}).get(topic, {}).values():
            for name, count in one["ledger"].items():
                total[name] = total.get(name, 0) + count
        return total

    async def read(self, count: int, topic: str = LEARNING_EVENTS.name) -> dict[str, int]:
        """Wait until `count` records of a topic have ended one way or the other; the ledger."""

        async def enough() -> dict[str, int] | None:
            ledger = await self.ledger(topic)
            done = sum(ledger.get(name, 0) for name in ("applied", "duplicates", "dead_letters", "rerouted"))
            return ledger if done >= count else None

        return dict(await until(f"{count} records of {topic} read (see {self.tail()})", enough))

    def tail(self, characters: int = 1500) -> str:
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    def table(self) -> dict[str, bytes]:
        """Every key of its RocksDB. The worker must have ended."""
        found: dict[str, bytes] = {}
        for path in sorted(self.folder.glob("*.db")):
            store = PartitionStore(path, StoreOptions(8 << 20, 4 << 20))
            found |= {key.decode(): value for key, value in store.scan(b"") if key[0]}
            store.close()
        return found


@dataclass
class Fleet:
    """Fresh topics, an application id of its own, and any number of workers."""

    stack: LocalStack
    app_id: str
    tmp_path: Path
    workers: list[Worker] = field(default_factory=list)

    @property
    def brokers(self) -> str:
        return self.stack.addresses.kafka

    def worker(
        self,
        name: str = "worker-1",
        program: tuple[str, ...] = ("-m", "fleet"),
        inside: tuple[str, ...] = (),
        **settings: str,
    ) -> Worker:
        port = free_port()
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("FLEET_")},
            "FLEET_APP_ID": self.app_id,
            "FLEET_KAFKA_BROKERS": self.brokers,
            "FLEET_REDIS_URL": self.stack.addresses.redis,
            "FLEET_DATA_DIR": str(self.tmp_path / "data"),
            "FLEET_REDIS_KEY_PREFIX": f"{self.app_id}||",
            "FLEET_INSTANCE_ID": name,
            "FLEET_WEB_PORT": str(port),
            "FLEET_SESSION_TIMEOUT": "6",
            "FLEET_AUTH": "off",  # unless a test is about who may do what
            "FLEET_RETRY_DELAY": "300",  # what fails stays as it is, unless a test is about retries
            **settings,
        }
        folder = self.tmp_path / "data" / "workers" / name / self.app_id / "mastery"
        one = Worker(environment, port, self.tmp_path / f"{name}.log", folder, program, inside)
        self.workers.append(one)
        return one

    async def simulate(self, events: int, students: int = 200, seed: int = 1, rate: float | None = None) -> int:
        """Produce simulated records with 2 % duplicates, 2 % late and 1 % poison; their number."""
        shares = Shares(duplicates=0.02, late=0.02, poison=0.01)
        simulation = Simulation(students=students, seed=seed, encode=progress_encoder(), shares=shares)
        records = simulation.history(events, now_ms=int(time.time() * 1000))
        done = await produce(records, brokers=self.brokers, rate=rate)
        return sum(done.kinds.values())

    async def log(self) -> list[SourceRecord]:
        """All events, in the order of each partition."""
        return await read_topic(LEARNING_EVENTS.name, brokers=self.brokers)

    async def oracle(self) -> Any:
        """What the log means, computed apart from the code under test."""
        return expected(await self.log())

    def partitions(self, table: str = "mastery") -> dict[int, dict[str, bytes]]:
        """Every key of each partition of a table, from its newest owner. The workers must have ended."""
        newest: dict[int, tuple[int, dict[str, bytes]]] = {}
        for worker in self.workers:
            for path in (worker.folder.parent / table).glob("*.db"):
                store = PartitionStore(path, StoreOptions(8 << 20, 4 << 20))
                found = {key.decode(): value for key, value in store.scan(b"") if key[0]}
                local = store.local_position()
                store.close()
                position = local.position if local is not None else -1
                number = int(path.stem)
                if number not in newest or newest[number][0] < position:
                    newest[number] = (position, found)
        return {number: found for number, (_, found) in newest.items()}

    def tables(self) -> tuple[dict[str, bytes], dict[str, int]]:
        """Public values of all workers' tables, and the sum of the ledgers."""
        values: dict[str, bytes] = {}
        ledger: dict[str, int] = {}
        for found in self.partitions().values():
            values |= public(found)
            raw = found.get(f"checkpoint:{LEARNING_EVENTS.name}")
            if raw is not None:
                for name, count in vars(Checkpoint.load(raw).ledger).items():
                    ledger[name] = ledger.get(name, 0) + count
        return values, ledger


def public(table: dict[str, bytes]) -> dict[str, bytes]:
    """What others see of a table: the mastery of students."""
    return {key: value for key, value in table.items() if key.startswith("student:") and ":mastery:" in key}


@asynccontextmanager
async def fresh_fleet(stack: LocalStack, tmp_path: Path) -> AsyncIterator[Fleet]:
    """Topics made anew and an application id of its own; its workers end with it."""
    app_id = f"fleet-{uuid4().hex[:8]}"
    brokers = stack.addresses.kafka
    await fresh_topics(brokers)
    await ensure_topics(brokers, Settings(app_id=app_id, kafka_brokers=brokers))
    fleet = Fleet(stack, app_id, tmp_path)
    try:
        yield fleet
    finally:
        for worker in fleet.workers:
            worker.stop()


async def shared(*workers: Worker) -> None:
    """Wait until all are ready and each partition is owned by exactly one of them."""

    async def settled() -> bool:
        for one in workers:
            assert one.process.poll() is None, f"a worker ended with {one.process.returncode}: {one.tail(600)}"
        health = [await one.health() for one in workers]
        owned = [set(one.get("partitions", {}).get("owned", ())) for one in health]
        whole = sum(map(len, owned)) == len(set().union(*owned)) == PARTITIONS
        return whole and all(owned) and all(one["ready"] for one in health)

    await until(f"partitions shared by {len(workers)} workers", settled)


async def dlq(worker: Worker, *words: str) -> tuple[int, str, str]:
    """`python -m fleet dlq ...`, asking a worker: its status, output and errors."""

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fleet", "dlq", *words, "--url", worker.url]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)

    done = await asyncio.to_thread(run)
    return done.returncode, done.stdout, done.stderr


def ledger_sum(ledger: dict[str, int]) -> int:
    return ledger["applied"] + ledger["duplicates"] + ledger["dead_letters"] + ledger["rerouted"]


async def all_records(fleet: "Fleet", topic: str) -> list[Any]:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=fleet.brokers,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    await consumer.start()
    try:
        found: list[Any] = []
        ends = await consumer.end_offsets(consumer.assignment())
        for tp, end in ends.items():
            while await consumer.position(tp) < end:
                found += (await consumer.getmany(tp, timeout_ms=500)).get(tp, [])
        return found
    finally:
        await consumer.stop()


async def fresh_topics(brokers: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    await admin.start()
    try:
        names = {topic.name for topic in CATALOGUE}
        there = names & set(await admin.list_topics())
        if there:
            await admin.delete_topics(sorted(there))

        async def gone() -> bool:
            return not names & set(await admin.list_topics())

        await until("topics deleted", gone)
    finally:
        await admin.close()
