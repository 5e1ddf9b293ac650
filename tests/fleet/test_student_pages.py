"""Exporting, erasing and replacing a student over HTTP, on real RocksDB; Kafka is played."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from agents.runtime.problems import PARTITION_AWAY, ProblemError
from agents.runtime.publisher import Published, UnconfirmedError
from agents.runtime.spec import table_specs
from agents.runtime.web import answer
from fleet.agents import eraser_of
from fleet.topology import AGENTS
from fleet.web.held import Holdings
from fleet.web.students import StudentViews
from schemas.canonical import dumps
from schemas.partitioner import partition_for
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tables.cache import LruCache
from tables.checkpoint import Checkpoint, checkpoint_key
from tables.errors import FencedError
from tables.mastery import MASTERY
from tables.ownership import BatchChanges, Ownership
from tables.reader import MasteryReader
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tables.student_digest import digest_of, state_of

STUDENT = "stu-00123"
HOME = partition_for(STUDENT.encode(), PARTITIONS)
KEYS = ("the secret of this test",)
NOW = 1_768_300_200.0
LATEST = f"student:{STUDENT}:mastery:latest"
VALUE = {
    "student_id": STUDENT,
    "latest_scores": {"loops": {"completion": 1.0, "quiz": 1.0, "quality": 1.0, "consistency": 1.0}},
    "overall_mastery": 1.0,
    "last_updated": "2026-01-13T10:30:00.000Z",
    "components_tracked": ["loops"],
}


class World:
    """One worker that has the student's partition of every table."""

    def __init__(self, folder: Path) -> None:
        self.confirming = self.obeying = True
        self.left: list[Exception] = []
        self.tables: dict[str, Any] = {}
        for spec in table_specs(AGENTS):
            owned = {one: self._owned(folder, spec, one) for one in range(PARTITIONS)}
            self.tables[spec.name] = SimpleNamespace(
                ownership=owned.get,
                owned=owned,
                is_current=lambda one, of=owned: of.get(one.partition) is one,
                leave=self.left.append,
            )
        self.mastery: Ownership = self.tables["mastery"].owned[HOME]

    def _owned(self, folder: Path, spec: Any, partition: int) -> Ownership:
        store = PartitionStore(folder / spec.name / f"{partition}.db", StoreOptions(1 << 20, 1 << 20))
        start = {spec.erased_on: Checkpoint("topic-id", -1)}
        owned = Ownership(partition, 1, "changelog", "id", None, store, start, LruCache(10), 1.0, 0)

        async def commit(changes: BatchChanges) -> None:
            writes = {**changes.writes, checkpoint_key(changes.topic): changes.checkpoint.dump()}
            store.write(writes, LocalPosition("id", 1, 0.0))
            owned.checkpoints[changes.topic] = changes.checkpoint
            for name in changes.forgotten:
                owned.cache.discard(name)
            owned.cache.update(changes.decoded)
            owned.outcomes.advance(changes.topic, changes.checkpoint.offset, changes.refused)

        owned.commit = commit  # type: ignore[method-assign]  # no broker
        return owned

    async def publish(self, topic: str, key: bytes, value: bytes, partition: int, *, headers: Any) -> Published:
        if not self.confirming:
            raise UnconfirmedError("the broker is away")
        record: Any = SimpleNamespace(
            topic=topic, partition=partition, offset=0, key=key, value=value, headers=headers, timestamp=int(NOW * 1000)
        )
        eraser = eraser_of(MASTERY, LEARNING_EVENTS.name, table_specs(AGENTS), KEYS)
        order, checkpoint = eraser.order(record), self.mastery.checkpoints[topic]
        if order is not None and self.obeying:
            await self.mastery.commit(await eraser.changes(record, order, self.mastery, checkpoint))
        else:
            self.mastery.outcomes.advance(topic, 0, {0: "undecodable"})
        return Published(topic, partition, 0)

    async def forward(self, *_: Any, **__: Any) -> Any:
        raise ProblemError(PARTITION_AWAY, "Nobody has it")

    def put(self, **values: Any) -> None:
        self.mastery.store.write({k.encode(): dumps(v) for k, v in values.items()}, LocalPosition("id", 1, 0.0))

    def views(self) -> StudentViews:
        publisher: Any = SimpleNamespace(publish=self.publish)
        return StudentViews(
            reader=MasteryReader(self.tables["mastery"], PARTITIONS),
            table=self.tables["mastery"],
            publisher=publisher,
            forward=self.forward,
            erasure_keys=KEYS,
            clock=lambda: NOW,
            new_id=lambda: "order-1",
            max_body_bytes=1 << 20,
            holdings=Holdings(self.tables, table_specs(AGENTS), None, "", None, KEYS),
        )

    def close(self) -> None:
        for table in self.tables.values():
            for owned in table.owned.values():
                owned.store.close()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    one = World(tmp_path)
    one.put(**{LATEST: VALUE, f"student:{STUDENT}:winner:loops:2026-01-13": []})
    yield one
    one.close()


@pytest.fixture
async def client(world: World) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application()

    def handler(route: Any) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await answer(route.handler, request)

        return handle

    for route in world.views().routes():
        app.router.add_route(route.method, route.path, handler(route))
    async with TestClient(TestServer(app)) as one:
        yield one


async def asked(client: TestClient[Any, Any], method: str, path: str, body: Any = None) -> tuple[int, Any]:
    data = None if body is None else BytesIO(json.dumps(body).encode())
    headers = {} if body is None else {"Content-Type": "application/json"}
    async with client.request(method, f"/students/{STUDENT}{path}", data=data, headers=headers) as response:
        return response.status, await response.json()


# -- export and erase --------------------------------------------------------------------------------------------------
async def test_what_is_held_is_exported_until_it_is_erased(world: World, client: TestClient[Any, Any]) -> None:
    status, held = await asked(client, "GET", "/export")
    assert status == 200
    assert held["tables"]["mastery"] == {LATEST: VALUE, f"student:{STUDENT}:winner:loops:2026-01-13": []}
    assert held["tables"]["failures"] == held["tables"]["struggles"] == {}
    assert held["redis"] == {"available": False, "why": "FLEET_REDIS_URL is not set"}
    assert held["kafka"]["dead-letter.queue"] == 30
    status, told = await asked(client, "DELETE", "?actor=ops&reason=a+request")
    assert (status, told["erased"], told["order_id"]) == (200, True, "order-1")
    assert (await asked(client, "GET", "/export"))[1]["tables"]["mastery"] == {}
    assert not state_of(world.mastery.store, STUDENT)


@pytest.mark.parametrize("query", ["?actor=", "?reason=%20x", "?who=me"])
async def test_an_order_that_says_nothing_useful_is_refused(
    world: World, client: TestClient[Any, Any], query: str
) -> None:
    assert (await asked(client, "DELETE", query))[0] == 422
    assert state_of(world.mastery.store, STUDENT)


async def test_an_order_that_is_not_confirmed_or_not_obeyed_is_no_success(
    world: World, client: TestClient[Any, Any]
) -> None:
    world.confirming = False
    assert (await asked(client, "DELETE", ""))[0] == 503
    world.confirming, world.obeying = True, False
    status, problem = await asked(client, "DELETE", "")
    assert (status, problem["code"]) == (422, "undecodable")
    assert state_of(world.mastery.store, STUDENT)


# -- replace -----------------------------------------------------------------------------------------------------------
def replacement(world: World, **changes: Any) -> dict[str, Any]:
    expect = digest_of(state_of(world.mastery.store, STUDENT))
    return {"expect": expect, "writes": {LATEST: json.dumps(VALUE)}, "actor": "me", "reason": "why", **changes}


async def test_a_state_is_replaced_only_while_it_is_the_one_that_was_looked_at(
    world: World, client: TestClient[Any, Any]
) -> None:
    winner = f"student:{STUDENT}:winner:loops:2026-01-13"
    wanted = replacement(world, writes={LATEST: json.dumps({**VALUE, "overall_mastery": 0.5}), winner: None})
    before = world.mastery.checkpoints[LEARNING_EVENTS.name]
    assert await asked(client, "POST", "/state", wanted) == (200, {"student_id": STUDENT, "replaced": 2})
    state = state_of(world.mastery.store, STUDENT)
    assert set(state) == {LATEST.encode()}
    assert json.loads(state[LATEST.encode()])["overall_mastery"] == 0.5
    assert world.mastery.checkpoints[LEARNING_EVENTS.name] == before, "no event was applied"
    assert world.mastery.cache.get(STUDENT) is not None, "who keeps the latest value has the new one"
    status, problem = await asked(client, "POST", "/state", wanted)
    assert (status, problem["type"]) == (409, "/problems/state-changed")


@pytest.mark.parametrize(
    "writes",
    [
        {},
        {"checkpoint:learning.events": "{}"},
        {"student:stu-00124:mastery:latest": "{}"},
        {LATEST: "rubbish"},
        {LATEST: "{}"},
    ],
)
async def test_what_is_no_state_of_the_student_is_refused(
    world: World, client: TestClient[Any, Any], writes: dict[str, Any]
) -> None:
    before = dict(world.mastery.store.scan(b"", b"a"))
    assert (await asked(client, "POST", "/state", replacement(world, writes=writes)))[0] == 422
    assert dict(world.mastery.store.scan(b"", b"a")) == before


async def test_a_commit_whose_outcome_is_unknown_ends_the_worker(world: World, client: TestClient[Any, Any]) -> None:
    async def fenced(_: BatchChanges) -> None:
        raise FencedError("another owner")

    world.mastery.commit = fenced  # type: ignore[method-assign]  # as above
    assert (await asked(client, "POST", "/state", replacement(world)))[0] == 503
    assert [type(error) for error in world.left] == [FencedError]
