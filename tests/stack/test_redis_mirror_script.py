"""The mirror's side in a real Redis: order, eras, atomicity with the marker, refusals."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from fleet.stack.redis_server import RedisServer
from tables.projections.projection import Batch, Outcome, Position, RewindError, TargetAwayError
from tables.projections.redis_mirror import RedisTarget, read_mirror

pytestmark = pytest.mark.stack

KEY = b"student:s:mastery:latest"
OTHER = b"student:t:mastery:2026-01-13"


@dataclass(frozen=True)
class FakeRecord:
    offset: int
    value: bytes | None
    key: bytes | None = KEY
    timestamp: int = 0
    headers: tuple[tuple[str, Any], ...] = field(default=())


def batch(*records: FakeRecord, start: int, end: int | None = None, topic_id: str = "T") -> Batch:
    return Batch(0, topic_id, start, records[-1].offset + 2 if end is None else end, records)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    server = RedisServer(tmp_path / "redis", tmp_path / "redis.log", None)
    await server.start(print)
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(server.address, protocol=2) as client:
        yield client


@pytest.fixture
async def target(server: RedisServer) -> AsyncIterator[RedisTarget]:
    target = RedisTarget(server.address, "fleet-a", "app||")
    yield target
    await target.close()


async def test_a_value_lies_as_dapr_reads_it(redis: Redis, target: RedisTarget) -> None:
    value = b'{"\xc3\xbc":1.0}\x00\r\n'  # byte for byte: also what no JSON writer would write
    await target.start_over(0, Position("T", 3))
    assert await target.apply(batch(FakeRecord(6, value), start=3)) == Outcome(applied=1)
    assert await redis.hgetall("app||student:s:mastery:latest") == {b"data": value, b"version": b"7", b"topic": b"T"}
    assert await redis.ttl("app||student:s:mastery:latest") == -1
    assert await redis.hgetall("app||fleet:mirror:fleet-a:0") == {b"topic": b"T", b"offset": b"8"}
    assert await target.load_positions([0, 1]) == {0: Position("T", 8)}


async def test_internal_keys_move_the_marker_alone(redis: Redis, target: RedisTarget) -> None:
    await target.start_over(0, Position("T", 0))
    records = [FakeRecord(0, b"x", b"student:s:winner:loops:2026-01-13"), FakeRecord(1, b"x", None)]
    assert await target.apply(batch(*records, start=0, end=3)) == Outcome(applied=0)
    assert await redis.keys("*") == [b"app||fleet:mirror:fleet-a:0"]
    assert await target.load_positions([0]) == {0: Position("T", 3)}


async def test_the_same_and_older_versions_are_refused(redis: Redis, target: RedisTarget) -> None:
    await target.start_over(0, Position("T", 0))
    await target.apply(batch(FakeRecord(5, b"new"), start=0))
    await target.start_over(0, Position("T", 0))  # reads everything again, while the data is still there
    assert await target.apply(batch(FakeRecord(4, b"old"), start=0)) == Outcome(applied=0, stale=1)
    assert await target.apply(batch(FakeRecord(5, b"changed"), start=0)) == Outcome(applied=0, stale=1)
    await target.start_over(0, Position("T", 0))
    assert await target.apply(batch(FakeRecord(3, None), start=0)) == Outcome(applied=0, stale=1)
    assert await redis.hget("app||" + KEY.decode(), "data") == b"new"
    assert await target.apply(batch(FakeRecord(9, b"newest"), start=0)) == Outcome(applied=1)
    assert await redis.hget("app||" + KEY.decode(), "data") == b"newest"


async def test_the_last_of_a_batch_wins_and_a_tombstone_deletes(redis: Redis, target: RedisTarget) -> None:
    await target.start_over(0, Position("T", 0))
    outcome = await target.apply(
        batch(FakeRecord(0, b"1"), FakeRecord(1, b"1", OTHER), FakeRecord(2, b"2"), FakeRecord(3, None, OTHER), start=0)
    )
    assert outcome == Outcome(applied=2)
    assert await redis.hget("app||" + KEY.decode(), "data") == b"2"
    assert not await redis.exists("app||" + OTHER.decode())
    assert await target.apply(batch(FakeRecord(5, None), start=5)) == Outcome(applied=1)
    assert await redis.keys("*mastery*") == []


async def test_another_topic_id_starts_a_new_era(redis: Redis, target: RedisTarget) -> None:
    await target.start_over(0, Position("T", 0))
    await target.apply(batch(FakeRecord(900, b"old era"), FakeRecord(901, b"gone", OTHER), start=0))
    with pytest.raises(RewindError):
        await target.apply(batch(FakeRecord(0, b"new era"), start=0, topic_id="U"))
    await target.start_over(0, Position("U", 0))
    outcome = await target.apply(batch(FakeRecord(0, b"new era"), FakeRecord(1, None, OTHER), start=0, topic_id="U"))
    assert outcome == Outcome(applied=2)
    assert await redis.hgetall("app||" + KEY.decode()) == {b"data": b"new era", b"version": b"1", b"topic": b"U"}
    with pytest.raises(RewindError):
        await target.apply(batch(FakeRecord(902, b"old era"), start=902, topic_id="T"))
    assert await redis.hget("app||" + KEY.decode(), "data") == b"new era"


async def test_nothing_is_written_without_a_marker_that_reaches_the_batch(redis: Redis, target: RedisTarget) -> None:
    with pytest.raises(RewindError):
        await target.apply(batch(FakeRecord(5, b"x"), start=5))
    await target.start_over(0, Position("T", 4))
    with pytest.raises(RewindError):
        await target.apply(batch(FakeRecord(5, b"x"), start=5))
    assert await redis.keys("*mastery*") == []
    assert await target.load_positions([0]) == {0: Position("T", 4)}


async def test_a_mirror_that_lags_behind_another_brings_nothing_back(redis: Redis, target: RedisTarget) -> None:
    await target.start_over(0, Position("T", 0))
    late = batch(FakeRecord(0, b"deleted since"), start=0)
    await target.apply(batch(FakeRecord(0, b"deleted since"), FakeRecord(1, None), start=0, end=3))
    assert await target.apply(late) == Outcome(applied=0, stale=1)
    assert await redis.keys("*mastery*") == []
    assert await target.load_positions([0]) == {0: Position("T", 3)}, "the marker never goes back"


async def test_a_foreign_type_is_quarantined_and_the_rest_written(redis: Redis, target: RedisTarget) -> None:
    await redis.set("app||" + KEY.decode(), "not a hash")
    await target.start_over(0, Position("T", 0))
    outcome = await target.apply(batch(FakeRecord(0, b"1", OTHER), FakeRecord(1, b"2"), start=0))
    assert outcome.applied == 1
    assert [(one.partition, one.offset) for one in outcome.quarantined] == [(0, 1)]
    outcome = await target.apply(batch(FakeRecord(3, None), FakeRecord(4, b"3", OTHER), start=3))
    assert [one.offset for one in outcome.quarantined] == [3]
    assert await redis.get("app||" + KEY.decode()) == b"not a hash"
    assert await redis.hget("app||" + OTHER.decode(), "data") == b"3"


async def test_what_another_program_wrote_as_a_hash_is_taken_over(redis: Redis, target: RedisTarget) -> None:
    await redis.hset("app||" + KEY.decode(), mapping={"data": "theirs", "version": "500"})
    await target.start_over(0, Position("T", 0))
    assert await target.apply(batch(FakeRecord(0, b"ours"), start=0)) == Outcome(applied=1)
    assert await redis.hget("app||" + KEY.decode(), "version") == b"1"


async def test_a_redis_that_takes_no_writes_is_away_and_nothing_is_half_written(
    redis: Redis, target: RedisTarget
) -> None:
    await target.start_over(0, Position("T", 0))
    one = batch(FakeRecord(0, b"1"), FakeRecord(1, b"2", OTHER), start=0)
    await redis.config_set("maxmemory", "1")
    with pytest.raises(TargetAwayError, match=r"OOM|maxmemory"):
        await target.apply(one)
    await redis.config_set("maxmemory", "0")
    await redis.replicaof("127.0.0.1", "1")
    with pytest.raises(TargetAwayError, match="read only replica"):
        await target.apply(one)
    await redis.replicaof("NO", "ONE")
    assert await redis.keys("*mastery*") == []
    assert await target.apply(one) == Outcome(applied=2)


async def test_offsets_beyond_32_bits_and_flushed_scripts(redis: Redis, target: RedisTarget) -> None:
    high = 2**53 - 10
    await target.start_over(0, Position("T", high))
    assert await target.apply(batch(FakeRecord(high, b"1"), start=high)) == Outcome(applied=1)
    await redis.script_flush()
    assert await target.apply(batch(FakeRecord(high + 2, b"2"), start=high + 2)) == Outcome(applied=1)
    assert await target.load_positions([0]) == {0: Position("T", high + 4)}
    assert await redis.hget("app||" + KEY.decode(), "version") == str(high + 3).encode()


async def test_a_large_batch_takes_several_calls_and_the_marker_goes_with_the_last(
    redis: Redis, target: RedisTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tables.projections.redis_mirror._KEYS_A_CALL", 2)
    keys = [f"student:{number}:mastery:latest".encode() for number in range(5)]
    await redis.set(b"app||" + keys[3], "not a hash")
    await redis.hset("app||" + OTHER.decode(), mapping={"data": "old", "version": 1})
    await target.start_over(0, Position("T", 0))
    large = batch(
        FakeRecord(0, None, OTHER),
        *(FakeRecord(10 + number, b"%d" % number, key) for number, key in enumerate(keys)),
        start=0,
    )
    send, calls = target._run_script, 0

    async def dies_in_the_last_call(call: list[bytes | str | int]) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise ConnectionResetError("gone")
        return await send(call)

    monkeypatch.setattr(target, "_run_script", dies_in_the_last_call)
    with pytest.raises(TargetAwayError):
        await target.apply(large)
    assert await target.load_positions([0]) == {0: Position("T", 0)}
    assert await redis.exists("app||" + OTHER.decode()), "deletions go with the marker"
    outcome = await target.apply(large)
    assert (outcome.applied, outcome.stale) == (2, 3), "what arrived before is not written again"
    assert [one.offset for one in outcome.quarantined] == [13]
    assert await target.load_positions([0]) == {0: Position("T", 16)}
    assert not await redis.exists("app||" + OTHER.decode())
    assert await redis.hget(b"app||" + keys[4], "data") == b"4"


async def test_reading_back(redis: Redis, server: RedisServer, target: RedisTarget) -> None:
    await target.start_over(0, Position("T", 0))
    await target.apply(batch(FakeRecord(0, b"{}"), start=0))
    await redis.set("app||student:x:mastery:latest", "not a hash")
    keys = [f"student:{name}:mastery:latest".encode() for name in ("s", "x", "absent")]
    found = await read_mirror(server.address, keys, "app||")
    assert {key: (value.data, value.version, value.topic_id) for key, value in found.items()} == {
        keys[0]: (b"{}", 1, "T")
    }
    await server.stop()
    with pytest.raises(TargetAwayError):
        await read_mirror(server.address, keys, "app||")
    with pytest.raises(TargetAwayError):
        await target.load_positions([0])
