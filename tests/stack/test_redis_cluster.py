"""The mirror in a real Redis Cluster of three masters: order, loss of a node, and a worker that fills it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.crc import key_slot

from fleet.stack.redis_server import RedisServer
from tables.projections.projection import Batch, Outcome, Position, RewindError, TargetAwayError
from tables.projections.redis_cluster import ClusterTarget, _with_grave, cluster_markers
from tables.projections.redis_mirror import forget_mirrored, read_mirror, scan_mirror
from tests.stack.dapr import DaprStore
from tests.stack.support import Fleet, until
from tests.stack.test_redis_mirror_script import FakeRecord

pytestmark = pytest.mark.stack

NODES = 3
KEYS = [f"student:s{number}:mastery:latest".encode() for number in range(60)]


class Cluster:
    """Three masters with a third of the slots each."""

    def __init__(self, folder: Path) -> None:
        options = {"cluster-enabled": "yes", "cluster-config-file": "nodes.conf", "cluster-node-timeout": "1000"}
        self.nodes = [
            RedisServer(folder / str(one), folder / f"{one}.log", None, options=options) for one in range(NODES)
        ]

    @property
    def url(self) -> str:
        return f"redis-cluster://{','.join(f'127.0.0.1:{one.port}' for one in self.nodes)}"

    async def start(self) -> None:
        for node in self.nodes:
            await node.start(print)
        for number, node in enumerate(self.nodes):
            async with Redis.from_url(node.address, protocol=2) as one:
                begin, end = 16384 * number // NODES, 16384 * (number + 1) // NODES
                await one.execute_command("CLUSTER", "ADDSLOTS", *range(begin, end))
                await one.execute_command("CLUSTER", "MEET", "127.0.0.1", str(self.nodes[0].port))
        await self.settled()

    async def settled(self) -> None:
        async def ok() -> bool:
            return all([await self._says_ok(node) for node in self.nodes])

        await until("the cluster agrees", ok)

    async def _says_ok(self, node: RedisServer) -> bool:
        async with Redis.from_url(node.address, protocol=2) as one:
            said = await one.execute_command("CLUSTER", "INFO")
        words = said if isinstance(said, dict) else dict(line.split(":") for line in said.decode().split())
        return bool(words["cluster_state"] == "ok" and words["cluster_known_nodes"] == str(NODES))

    async def on(self, number: int, *words: str) -> Any:
        async with Redis.from_url(self.nodes[number].address, protocol=2) as one:
            return await one.execute_command(*words)

    async def flush(self) -> None:
        for number in range(NODES):
            await self.on(number, "FLUSHALL")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        asyncio.run(made.start())
        yield made
    finally:
        for node in made.nodes:
            node.resume()
            asyncio.run(node.stop())


@pytest.fixture
async def client(cluster: Cluster) -> AsyncIterator[Any]:
    await cluster.flush()
    nodes = [ClusterNode("127.0.0.1", int(node.port or 0)) for node in cluster.nodes]
    async with RedisCluster(startup_nodes=nodes, protocol=2) as one:
        yield one


@pytest.fixture
async def target(cluster: Cluster, client: Any) -> AsyncIterator[ClusterTarget]:
    del client  # the cluster is empty
    one = ClusterTarget(cluster.url, "fleet-a", "app||")
    yield one
    await one.close()


def batch(start: int, end: int, *records: FakeRecord) -> Batch:
    return Batch(0, "T", start, end, records)


def all_keys(value: bytes, start: int = 0) -> list[FakeRecord]:
    return [FakeRecord(start + number, value, key) for number, key in enumerate(KEYS)]


def test_markers_lie_on_every_node_and_graves_beside_their_keys() -> None:
    slots = [key_slot(marker) for marker in cluster_markers(b"app||", "fleet-a", 0)]
    assert [slot // 1024 for slot in slots] == list(range(16))
    for key in (b"app||student:x:mastery:latest", b"student:{x}:mastery:latest", b"student:}x:mastery:latest"):
        found = _with_grave(key)
        assert found[0] == key
        assert len({key_slot(one) for one in found}) == 1
    assert len(_with_grave(b"app||student:x:mastery:latest")) == 2


async def test_a_batch_over_all_nodes_and_its_position(cluster: Cluster, client: Any, target: ClusterTarget) -> None:
    assert await target.load_positions([0, 1]) == {}
    await target.start_over(0, Position("T", 0))
    assert await target.apply(batch(0, 70, *all_keys(b"v"))) == Outcome(applied=60)
    assert await target.load_positions([0, 1]) == {0: Position("T", 70)}
    assert await client.hgetall(b"app||" + KEYS[7]) == {b"data": b"v", b"version": b"8", b"topic": b"T"}
    nodes = [await cluster.on(number, "DBSIZE") for number in range(NODES)]
    assert all(nodes)
    assert sum(nodes) == 60 + 16
    found = await read_mirror(cluster.url, KEYS, "app||")
    assert len(found) == 60
    scanned = [key async for keys in scan_mirror(cluster.url, "app||") for key in keys]
    assert sorted(scanned) == sorted(KEYS)


async def test_the_same_and_older_batches_change_nothing_and_a_hole_is_refused(
    client: Any, target: ClusterTarget
) -> None:
    await target.start_over(0, Position("T", 0))
    await target.apply(batch(0, 60, *all_keys(b"old")))
    await target.apply(batch(60, 120, *all_keys(b"new", 60)))
    assert await target.apply(batch(0, 60, *all_keys(b"old"))) == Outcome(0, stale=60)
    assert await client.hget(b"app||" + KEYS[0], "data") == b"new"
    assert await target.load_positions([0]) == {0: Position("T", 120)}
    with pytest.raises(RewindError):
        await target.apply(batch(121, 130, FakeRecord(125, b"x", KEYS[0])))
    with pytest.raises(RewindError):
        await target.apply(Batch(0, "other", 0, 1, [FakeRecord(0, b"x", KEYS[0])]))


async def test_a_mirror_that_was_stopped_between_its_look_and_its_writes_brings_nothing_back(
    client: Any, target: ClusterTarget, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    await target.start_over(0, Position("T", 0))
    late = ClusterTarget(cluster.url, "fleet-a", "app||")
    write = late._write

    async def after_the_other(*arguments: Any) -> Outcome:
        await target.apply(batch(0, 1, FakeRecord(0, b"v", KEYS[0])))
        await target.apply(batch(1, 2, FakeRecord(1, None, KEYS[0])))
        return await write(*arguments)

    monkeypatch.setattr(late, "_write", after_the_other)
    assert await late.apply(batch(0, 1, FakeRecord(0, b"v", KEYS[0]))) == Outcome(0, stale=1)
    await late.close()
    assert await client.exists(b"app||" + KEYS[0]) == 0
    # What comes after the deletion is a new value.
    assert await target.apply(batch(2, 3, FakeRecord(2, b"again", KEYS[0]))) == Outcome(applied=1)


async def test_scripts_that_are_gone_another_type_and_a_node_that_lost_its_data(
    client: Any, target: ClusterTarget, cluster: Cluster
) -> None:
    await target.start_over(0, Position("T", 0))
    await target.apply(batch(0, 60, *all_keys(b"v")))
    await cluster.on(1, "SCRIPT", "FLUSH")
    await client.delete(b"app||" + KEYS[3])
    await client.set(b"app||" + KEYS[3], "theirs")
    outcome = await target.apply(batch(60, 120, *all_keys(b"w", 60)))
    assert outcome.applied + outcome.stale == 59  # stale: written before a node said that it lacks the script
    assert await client.hget(b"app||" + KEYS[5], "data") == b"w"
    assert [one.offset for one in outcome.quarantined] == [63]
    # A node comes back with what it had a moment before: the least of the markers counts.
    behind = cluster_markers(b"app||", "fleet-a", 0)[5]
    await client.hset(behind, "offset", "70")
    assert await target.load_positions([0]) == {0: Position("T", 70)}
    await client.hset(behind, "offset", "120")
    # One node is emptied: the position is lost with its data, and everything is written again.
    await cluster.on(1, "FLUSHALL")
    assert await target.load_positions([0]) == {}
    await target.start_over(0, Position("T", 0))
    again = await target.apply(batch(0, 120, *all_keys(b"w", 60)))
    assert 0 < again.applied < 60


async def test_a_node_that_is_down_full_or_read_only_by_acl_is_waited_for(
    cluster: Cluster, client: Any, target: ClusterTarget
) -> None:
    del client
    await target.start_over(0, Position("T", 0))
    one = batch(0, 60, *all_keys(b"v"))
    await cluster.on(2, "CONFIG", "SET", "maxmemory", "1")
    with pytest.raises(TargetAwayError, match="raise maxmemory"):
        await target.apply(one)
    await cluster.on(2, "CONFIG", "SET", "maxmemory", "0")
    assert (await target.load_positions([0]))[0].offset == 0, "nothing of it counts yet"
    cluster.nodes[2].kill()
    with pytest.raises(TargetAwayError):
        await target.apply(one)
    await cluster.nodes[2].restart()
    await cluster.settled()

    async def written() -> bool:
        try:
            await target.apply(one)
        except TargetAwayError:
            return False
        return True

    await until("it is written once the node is back", written)
    assert await target.load_positions([0]) == {0: Position("T", 60)}


async def test_a_worker_fills_a_cluster_that_dapr_reads_and_mends_what_is_lost(
    cluster: Cluster, client: Any, fleet: Fleet
) -> None:
    prefix = "school.tutor||"
    worker = fleet.worker(FLEET_REDIS_URL=cluster.url, FLEET_REDIS_KEY_PREFIX=prefix)
    await worker.ready()
    await worker.read(await fleet.simulate(2000, students=100))
    truth = await fleet.oracle()
    dapr = DaprStore(client, "namespace")

    async def level() -> bool:
        mirror = (await worker.health()).get("mirror") or {}
        return bool(mirror.get("connected") and mirror.get("lag_records") == 0)

    async def read() -> dict[str, bytes]:
        found = {}
        for key in truth.values:
            one = await dapr.get(key)
            if one is not None:
                assert int(one[1]) > 0
                found[key] = one[0]
        return found

    async def equal() -> bool:
        return await level() and await read() == truth.values

    await until("every student's states are there", equal)
    await cluster.on(1, "FLUSHALL")
    assert await read() != truth.values
    await until("what a node lost is there again", equal)
    some = next(iter(truth.values))
    await forget_mirrored(cluster.url, fleet.app_id, 0, [some.encode()], prefix)
    await until("what was forgotten is there again", equal)
