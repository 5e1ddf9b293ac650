"""A worker's web pages over real RocksDB and the real fold; only Kafka is played."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from aiohttp.test_utils import TestClient, TestServer

from agents.progress.class_views import ClassViews
from agents.progress.past_views import PastViews
from agents.progress.spec import SPEC
from agents.progress.views import ProgressViews
from agents.runtime.app import BatchLimits, FleetApp
from agents.runtime.guard import Guard
from agents.runtime.problems import CATALOGUE
from agents.runtime.publisher import Publisher
from agents.runtime.spec import AgentContext, AgentOptions
from fleet.web.forward import Forwarder, owner_url
from fleet.web.guard import OPEN
from fleet.web.middleware import application_options
from fleet.web.routes import add_routes, problem_route
from schemas.codec import Codec
from schemas.registry import FileRegistry
from schemas.topics import PARTITIONS
from tables.cache import LruCache
from tables.checkpoint import Checkpoint
from tables.kafka.clients import KafkaConnectionError
from tables.ownership import Ownership
from tables.reader import MasteryReader
from tables.store import LocalPosition, PartitionStore, StoreOptions

NOW = 1_768_300_200.0  # 2026-01-13T10:30:00Z
DAY = 86_400.0
LIMIT = 4096  # bytes of a request body
CHANGELOG = "fleet-mastery-changelog"
OPTIONS = AgentOptions(score_policy="clamp", max_lateness_ms=7 * 86_400_000, max_ahead_ms=300_000, max_components=3)


class PlayedTable:
    """What an `OwnedTable` shows to its readers."""

    def __init__(self, folder: Path) -> None:
        self.config = SimpleNamespace(sources=("learning.events",))
        self.changelog_topic = SimpleNamespace(get_topic_name=lambda: CHANGELOG)
        self.progress = SimpleNamespace(running={})
        self.owned: dict[int, Ownership] = {}
        self._folder = folder

    def ownership(self, partition: int) -> Ownership | None:
        return self.owned.get(partition)

    def own(self, partition: int) -> None:
        store = PartitionStore(self._folder / f"{partition}.db", StoreOptions(1 << 20, 1 << 20))
        start = {"learning.events": Checkpoint("topic-id", -1)}
        self.owned[partition] = Ownership(partition, 1, CHANGELOG, "id", None, store, start, LruCache(100), 1.0, 0)

    def disown(self, partition: int) -> None:
        owned = self.owned.pop(partition)
        owned.outcomes.close()
        owned.store.close()


class World:
    """A worker with a played producer behind it: what is sent is folded at once, unless `held`."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.table = PlayedTable(folder)
        self.codec = Codec(FileRegistry.load())
        self.sent: list[Any] = []
        self.arrived = asyncio.Event()
        self.producers: list[PlayedProducer] = []
        self.confirming = self.reachable = True
        self.held = False
        self.failure: Exception | None = None
        self.past: Any = None  # the audit trail
        self._guard = Guard("progress", self.codec, PARTITIONS, broker_dated=True, max_record_bytes=1 << 20)
        for partition in range(PARTITIONS):
            self.table.own(partition)

    def make_producer(self) -> "PlayedProducer":
        self.producers.append(PlayedProducer(self))
        return self.producers[-1]

    def apply(self, record: Any) -> None:
        owned = self.table.owned[record.partition]
        handler = SPEC.sources[0].handler(AgentContext(self.codec, OPTIONS), owned)
        changes = self._guard.fold([record], handler, owned.checkpoints[record.topic], int(self.now * 1000))
        owned.store.write(changes.writes, LocalPosition("id", record.offset, self.now))
        owned.checkpoints[record.topic] = changes.checkpoint
        owned.cache.update(changes.decoded)
        owned.outcomes.advance(record.topic, changes.checkpoint.offset, changes.refused)

    def close(self) -> None:
        for partition in list(self.table.owned):
            self.table.disown(partition)


class PlayedProducer:
    """What the publisher uses of aiokafka's producer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.running = False

    async def start(self) -> None:
        if not self.world.reachable:
            raise KafkaConnectionError
        self.running = True

    async def stop(self) -> None:
        self.running = False

    async def send(
        self, topic: str, value: bytes, key: bytes, partition: int, _: int | None, headers: list[Any]
    ) -> "asyncio.Future[Any]":
        world = self.world
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        offset = sum(1 for one in world.sent if one.partition == partition)
        record = SimpleNamespace(
            topic=topic,
            partition=partition,
            offset=offset,
            timestamp=int(world.now * 1000),
            timestamp_type=1,
            key=key,
            value=value,
            headers=headers,
        )
        world.sent.append(record)
        world.arrived.set()
        if world.failure is not None:
            future.set_exception(world.failure)
        elif world.confirming:
            future.set_result(record)
            if not world.held:
                world.apply(record)
        return future


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def app(world: World) -> FleetApp:
    return make_app(world)


@pytest.fixture
def build_app() -> Callable[..., FleetApp]:
    return make_app


def make_app(world: World, url: str = "http://127.0.0.1:1", applied_seconds: float = 10.0) -> FleetApp:
    app = FleetApp(
        "fleet",
        leave=pytest.fail,
        batches=BatchLimits(1, 1, 1),
        broker="kafka://127.0.0.1:1",
        store="memory://",
        canonical_url=url,
        web_application_options=application_options(LIMIT),
        web_tables_enabled=False,
        web_router_enabled=False,
    )
    forward = Forwarder(lambda partition: owner_url(app.assignor.table_metadata(CHANGELOG), CHANGELOG, partition), url)
    publisher = Publisher(world.make_producer, seconds=0.2)
    views = ProgressViews(
        reader=MasteryReader(world.table, PARTITIONS),  # type: ignore[arg-type]  # played
        codec=world.codec,
        options=OPTIONS,
        publisher=publisher,
        forward=forward,
        max_body_bytes=LIMIT,
        clock=lambda: world.now,
        new_id=lambda: str(uuid4()),
        applied_seconds=applied_seconds,
    )
    past = PastViews(views.reader, forward, views.clock, world.past)
    students = ClassViews(views.reader, forward)
    add_routes(app, [*views.routes(), *past.routes(), *students.routes(), problem_route(CATALOGUE)], OPEN)

    async def stop(_: Any) -> None:
        await publisher.stop()
        await forward.stop()

    app.web.web_app.on_cleanup.append(stop)
    return app


Serve = Callable[[FleetApp], Any]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves an app's pages on a free port."""
    clients: list[TestClient[Any, Any]] = []

    async def start(app: FleetApp) -> TestClient[Any, Any]:
        client: TestClient[Any, Any] = TestClient(TestServer(app.web.web_app))
        clients.append(client)
        await client.start_server()
        return client

    yield start
    for client in clients:
        await client.close()


@pytest.fixture
async def client(app: FleetApp, serve: Serve) -> TestClient[Any, Any]:
    served: TestClient[Any, Any] = await serve(app)
    return served
