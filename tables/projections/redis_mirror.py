"""The Redis mirror: public mastery, copied byte for byte from the table's changelog.

What Dapr's Redis state store would read is written: see `layout.py`. Order is (changelog topic id, offset), held twice
over by the script of `mirror_script.py`: the marker of a partition carries a batch only when it continues the marker,
and a value gives way only to a newer one of the same changelog, or to any of another. So two mirrors of one partition
(a worker that has just lost it and the one that has just won it) do no harm to each other.

All keys of a batch go into one script call. In a Redis Cluster that cannot be: see `redis_cluster.py`.
"""

from collections.abc import AsyncIterator, Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tables.projections.follower import Follower, FollowerStats
from tables.projections.layout import FIELDS, OFFSET, TOPIC, MirroredValue, is_mirrored, marker_key, parse, version_of
from tables.projections.mirror_script import CURRENT, READ_VALUES, WRITE_BATCH, arguments
from tables.projections.pace import Tuning
from tables.projections.projection import (
    Batch,
    Outcome,
    Position,
    Quarantined,
    RewindError,
    latest_per_key,
)
from tables.projections.redis_client import AWAY, NoScriptError, away, closed, connect, session
from tables.projections.redis_cluster import ClusterTarget, cluster_markers
from tables.projections.redis_url import is_cluster
from tables.projections.topic_reader import TopicId
from tables.tracing import OFF, Tracer

__all__ = ["MirrorStats", "RedisMirror", "RedisTarget", "forget_mirrored", "read_mirror", "scan_mirror"]

_KEYS_A_CALL = 1000
"""Keys in one call of the script: 10 ms in which Redis serves nobody else; more are no faster."""

_READ_AT_ONCE = 1000
"""Keys in one round trip of `read_mirror`: about 1 MB of replies."""


@dataclass(frozen=True, slots=True)
class MirrorStats:
    """What the mirror has done and where it stands.

    Attributes:
        connected: whether Redis answered last time.
        broker_connected: whether Kafka answered last time.
        lag_records: changelog offsets behind the end; None until the ends are known.
        lag_seconds: age of the oldest changelog record not yet in Redis, 0 when level.
        applied: values written or deleted since the start.
        refused: values that Redis had in the same or a newer version.
        quarantined: values that Redis refuses for good: another program keeps another type under the key.
        rewinds: how often positions had to be read again (Redis lost data, changelog re-created).
        positions: next changelog offset to copy, by partition.
        last_error: why Redis or Kafka is away; None when both answer.
    """

    connected: bool
    broker_connected: bool
    lag_records: int | None
    lag_seconds: float
    applied: int
    refused: int
    quarantined: int
    rewinds: int
    positions: Mapping[int, int]
    last_error: str | None


class RedisMirror:
    """Keeps the public mastery of some partitions of a table level in Redis, whatever happens to Redis or Kafka.

    Args:
        redis_url: see `redis_url`.
        brokers: `host:port[,host:port]` of Kafka.
        changelog: the mastery table's changelog topic.
        app_id: names the markers, so that two fleets may share a Redis.
        key_prefix: before every key, such as Dapr's `myapp||`.
        partitions: those to copy at first; `set_partitions` changes them.
        topic_id: the changelog topic's id, or how to ask for it.
        tuning: batch size, intervals and delays.
        tracer: told of batches that can be followed.

    Raises:
        ValueError: the URL is not one of Redis.
    """

    def __init__(
        self,
        redis_url: str,
        *,
        brokers: str,
        changelog: str,
        app_id: str,
        key_prefix: str,
        partitions: Collection[int],
        topic_id: TopicId,
        tuning: Tuning | None = None,
        tracer: Tracer = OFF,
    ) -> None:
        target = ClusterTarget if is_cluster(redis_url) else RedisTarget
        self._target: RedisTarget | ClusterTarget = target(redis_url, app_id, key_prefix)
        self._follower = Follower(
            "Redis mirror",
            brokers=brokers,
            topic=changelog,
            topic_id=topic_id,
            projection=self._target,
            partitions=partitions,
            tuning=tuning,
            tracer=tracer,
        )

    def set_partitions(self, partitions: Collection[int]) -> None:
        """Copy these partitions from now on, and no others."""
        self._follower.set_partitions(partitions)

    def stats(self) -> MirrorStats:
        """Take a reading; cheap, no I/O."""
        now = self._follower.stats()
        return MirrorStats(
            connected=now.target_connected,
            broker_connected=now.broker_connected,
            lag_records=now.lag_records,
            lag_seconds=now.lag_seconds,
            applied=now.applied,
            refused=now.stale,
            quarantined=now.quarantined,
            rewinds=now.rewinds,
            positions=now.positions,
            last_error=now.last_error,
        )

    def following(self) -> FollowerStats:
        """The same reading, as of any projection."""
        return self._follower.stats()

    def quarantine(self) -> list[Quarantined]:
        """List the latest changelog records that Redis refused for good, oldest first."""
        return self._follower.quarantine()

    async def run(self) -> None:
        """Copy until `stop()` or cancellation; failures of either end are waited out inside."""
        try:
            await self._follower.run()
        finally:
            await self._target.close()

    async def stop(self) -> None:
        """End `run()`, wait for it to let go of Kafka, and disconnect from Redis."""
        await self._follower.stop()
        await self._target.close()


class RedisTarget:
    """The projection's side in Redis; `projection.Projection` says what its methods promise."""

    def __init__(self, redis_url: str, app_id: str, key_prefix: str) -> None:
        self._redis = connect(redis_url)
        self._prefix = key_prefix.encode()
        self._app_id = app_id
        self._script: str | None = None

    async def load_positions(self, partitions: Collection[int]) -> dict[int, Position]:
        """Read the markers."""
        ordered = sorted(partitions)
        pipeline = self._redis.pipeline(transaction=False)
        for partition in ordered:
            pipeline.hmget(self._marker(partition), TOPIC, OFFSET)
        return {
            partition: Position(topic_id.decode(), int(offset))
            for partition, (topic_id, offset) in zip(ordered, await self._ask(pipeline.execute()), strict=True)
            if topic_id is not None and offset is not None and offset.isdigit()
        }

    async def start_over(self, partition: int, position: Position) -> None:
        """Write a marker."""
        marker = self._marker(partition)
        await self._ask(self._redis.hset(marker, mapping={TOPIC: position.topic_id, OFFSET: str(position.offset)}))

    async def apply(self, batch: Batch) -> Outcome:
        """Write the last value of every public key of the batch, and with the last of them the marker."""
        writes: list[tuple[bytes, int, bytes]] = []
        deletes: list[tuple[bytes, int]] = []
        for key, record in latest_per_key([record for record in batch.records if is_mirrored(record.key)]).items():
            if record.value is None:
                deletes.append((self._prefix + key, version_of(record.offset)))
            else:
                writes.append((self._prefix + key, version_of(record.offset), record.value))
        last = max(0, len(writes) - _KEYS_A_CALL)
        outcome = Outcome(0)
        for begin in range(0, last, _KEYS_A_CALL):
            part = writes[begin : min(last, begin + _KEYS_A_CALL)]
            outcome += await self._write(batch, batch.start, part, [])
        # Deletions go with the marker: only the marker keeps a mirror that lags behind from bringing a key back.
        return outcome + await self._write(batch, batch.end, writes[last:], deletes)

    async def _write(
        self, batch: Batch, reach: int, writes: list[tuple[bytes, int, bytes]], deletes: list[tuple[bytes, int]]
    ) -> Outcome:
        call = arguments(self._marker(batch.partition), batch.topic_id, (batch.start, reach), writes, deletes)
        status, *counts = await self._ask(self._run_script(call))
        if status != CURRENT:
            raise RewindError(f"the marker of partition {batch.partition} does not reach offset {batch.start}")
        applied, stale, refused = counts
        versions = [version for _, version, _ in writes] + [version for _, version in deletes]
        reason = "Redis holds another type under the key"
        # A version is the offset + 1, and the script counts its keys from 1.
        quarantined = [Quarantined(batch.partition, versions[number - 1] - 1, reason) for number in refused]
        return Outcome(applied, stale, tuple(quarantined))

    async def close(self) -> None:
        """Disconnect; a later call connects again."""
        await closed(self._redis)

    def _marker(self, partition: int) -> bytes:
        return marker_key(self._prefix, self._app_id, partition)

    async def _run_script(self, call: list[bytes | str | int]) -> Any:
        if self._script is None:
            self._script = await self._redis.script_load(WRITE_BATCH)
        try:
            return await self._redis.evalsha(self._script, *call)
        except NoScriptError:  # Redis was started anew, or its scripts were flushed
            self._script = None
            return await self._run_script(call)

    async def _ask(self, answer: Awaitable[Any]) -> Any:
        try:
            return await answer
        except AWAY as exc:
            # READONLY, OOM, LOADING, BUSY and the like end on the server's side: wait. Anew, since another server
            # may answer under this address by then.
            await self._redis.connection_pool.disconnect()
            raise away(exc) from exc


async def read_mirror(redis_url: str, keys: Collection[bytes], key_prefix: str = "") -> dict[bytes, MirroredValue]:
    """Read values back as Dapr would, for checks and queries.

    Args:
        redis_url: where the mirror writes.
        keys: table keys, without the prefix.
        key_prefix: the mirror's.

    Returns:
        The values that are there, by table key.

    Raises:
        TargetAwayError: Redis does not answer.
    """
    ordered, prefix = list(keys), key_prefix.encode()
    found: dict[bytes, MirroredValue] = {}
    read = _read_each if is_cluster(redis_url) else _read_all
    async with session(redis_url) as redis:
        for begin in range(0, len(ordered), _READ_AT_ONCE):
            part = ordered[begin : begin + _READ_AT_ONCE]
            for key, reply in zip(part, await read(redis, [prefix + key for key in part]), strict=True):
                value = parse(*reply) if isinstance(reply, list) and reply else None
                if value is not None:
                    found[key] = value
    return found


async def _read_all(redis: Any, keys: Sequence[bytes]) -> Sequence[Any]:
    return cast("Sequence[Any]", await redis.eval(READ_VALUES, len(keys), *keys))


async def _read_each(redis: Any, keys: Sequence[bytes]) -> Sequence[Any]:
    """In a cluster, where the keys lie on many nodes."""
    pipeline = redis.pipeline(transaction=False)
    for key in keys:
        pipeline.hmget(key, *FIELDS)
    return cast("Sequence[Any]", await pipeline.execute(raise_on_error=False))


async def scan_mirror(redis_url: str, key_prefix: str = "") -> AsyncIterator[list[bytes]]:
    """The table keys of all values under a prefix, without it; a key may come twice.

    Raises:
        TargetAwayError: Redis does not answer.
    """
    pattern = "".join(f"\\{sign}" if sign in "*?[]\\" else sign for sign in key_prefix) + "student:*:mastery:*"
    prefix = key_prefix.encode()
    async with session(redis_url) as redis:
        keys: list[bytes] = []
        async for key in redis.scan_iter(match=pattern, count=_READ_AT_ONCE):
            name = key.removeprefix(prefix)
            if is_mirrored(name):
                keys.append(name)
            if len(keys) == _READ_AT_ONCE:
                yield keys
                keys = []
        yield keys


async def forget_mirrored(
    redis_url: str, app_id: str, partition: int, keys: Collection[bytes], key_prefix: str = ""
) -> None:
    """Delete values, and the marker of their partition: the mirror reads the partition again and mends them.

    Raises:
        TargetAwayError: Redis does not answer.
    """
    prefix, cluster = key_prefix.encode(), is_cluster(redis_url)
    markers = cluster_markers(prefix, app_id, partition) if cluster else [marker_key(prefix, app_id, partition)]
    async with session(redis_url) as redis:
        pipeline = redis.pipeline(transaction=not cluster)
        # The markers first: should the rest be cut off, what was deleted is found and written again.
        for marker in markers:
            pipeline.delete(marker)
        for key in keys:
            pipeline.delete(prefix + key)
        await pipeline.execute()
