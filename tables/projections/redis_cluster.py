"""The mirror in a Redis Cluster, whose keys lie on many nodes: no script can write a batch and its marker at once.

So order is held apart for each key and for the position:

- each value is written by a script of its own, which refuses an older version than is there. All of a batch go in one
  pipeline for each node. What is deleted leaves a grave in the same slot for a while, with the version that deleted it:
  a mirror that has lost its partition and does not know yet must not bring a key back.
- the position is advanced when the whole batch is written, and not before. It is kept several times, in markers that
  are spread over the slots, so that every node holds some: a marker lies in the same stream of replication as the
  values beside it, and a node that has lost its data, or the last moments of them in a failover, has lost its markers'
  progress too. The least of them counts.
"""

from collections.abc import Awaitable, Collection, Sequence
from itertools import count
from typing import Any, Final

from redis.crc import key_slot

from tables.projections.layout import OFFSET, TOPIC, is_mirrored, marker_key, version_of
from tables.projections.projection import Batch, Outcome, Position, Quarantined, RewindError, latest_per_key
from tables.projections.redis_client import AWAY, NoScriptError, away, closed, connect

__all__ = ["ClusterTarget", "cluster_markers"]

_SLOTS: Final = 16384
_MARKERS: Final = 16
"""Markers of a partition, one in every 1,024 slots: as many masters can each hold one. Each costs a write a batch."""

_GRAVE_S: Final = 600
"""Seconds that a grave stays: a mirror that was stopped in the middle of a batch writes within its time-out of 5 s."""

_KEYS_A_CALL: Final = 1000
"""Keys in one pipeline: some 30 ms."""

_WRITE_KEY: Final = """
-- KEYS: the value, and its grave where there can be one
-- ARGV: topic id, version, seconds that a grave stays, data unless it is deleted
local topic, version = ARGV[1], tonumber(ARGV[2])
if KEYS[2] then
  local grave = redis.call('HMGET', KEYS[2], 'topic', 'version')
  if grave[1] == topic and (tonumber(grave[2] or '') or 0) >= version then
    return 0
  end
end
local found = redis.pcall('HMGET', KEYS[1], 'topic', 'version')
if found.err then
  if string.sub(found.err, 1, 9) ~= 'WRONGTYPE' then
    return found
  end
  return 2
end
if found[1] == topic and (tonumber(found[2] or '') or 0) >= version then
  return 0
end
if ARGV[4] then
  redis.call('HSET', KEYS[1], 'data', ARGV[4], 'version', ARGV[2], 'topic', topic)
else
  redis.call('DEL', KEYS[1])
  if KEYS[2] then
    redis.call('HSET', KEYS[2], 'topic', topic, 'version', ARGV[2])
    redis.call('EXPIRE', KEYS[2], ARGV[3])
  end
end
return 1
"""
_STALE, _APPLIED, _REFUSED = 0, 1, 2

_ADVANCE: Final = """
-- KEYS: a marker. ARGV: topic id, start of the batch, where the marker goes. Never backwards, and never over a hole.
local marker = redis.call('HMGET', KEYS[1], 'topic', 'offset')
local done = tonumber(marker[2] or '') or -1
if marker[1] ~= ARGV[1] or done < tonumber(ARGV[2]) then
  return 0
end
if done < tonumber(ARGV[3]) then
  redis.call('HSET', KEYS[1], 'offset', ARGV[3])
end
return 1
"""


def _tags() -> tuple[str, ...]:
    """A short text for each sixteenth of the slots."""
    found: dict[int, str] = {}
    for number in count():
        found.setdefault(key_slot(str(number).encode()) * _MARKERS // _SLOTS, str(number))
        if len(found) == _MARKERS:
            return tuple(found[place] for place in range(_MARKERS))
    raise AssertionError


_TAGS: Final = _tags()


def cluster_markers(prefix: bytes, app_id: str, partition: int) -> list[bytes]:
    """Keys of all markers of a partition."""
    return [marker_key(prefix, app_id, partition) + b":{%b}" % tag.encode() for tag in _TAGS]


class ClusterTarget:
    """The projection's side in a Redis Cluster; `projection.Projection` says what its methods promise.

    Args:
        url: see `redis_url`.
        app_id: names the markers.
        key_prefix: before every key; without braces, which would put all keys into one slot.

    Raises:
        ValueError: the URL or the prefix cannot be used.
    """

    def __init__(self, url: str, app_id: str, key_prefix: str) -> None:
        if "{" in key_prefix:
            raise ValueError("a key prefix with { would put every key of a cluster on one node")
        self._redis = connect(url)
        self._prefix = key_prefix.encode()
        self._app_id = app_id
        self._scripts: tuple[str, str] | None = None

    async def load_positions(self, partitions: Collection[int]) -> dict[int, Position]:
        """Read the markers: the least of a partition's counts, and one that is missing or of another topic is none."""
        ordered = sorted(partitions)
        pipeline = self._redis.pipeline()
        for partition in ordered:
            for marker in self._markers(partition):
                pipeline.hmget(marker, TOPIC, OFFSET)
        replies = await self._ask(pipeline.execute())
        found = {}
        for place, partition in enumerate(ordered):
            every = replies[place * _MARKERS : (place + 1) * _MARKERS]
            topics = {topic for topic, _ in every}
            if len(topics) == 1 and None not in topics and all(offset and offset.isdigit() for _, offset in every):
                found[partition] = Position(topics.pop().decode(), min(int(offset) for _, offset in every))
        return found

    async def start_over(self, partition: int, position: Position) -> None:
        """Write all markers."""
        pipeline = self._redis.pipeline()
        for marker in self._markers(partition):
            pipeline.hset(marker, mapping={TOPIC: position.topic_id, OFFSET: str(position.offset)})
        await self._ask(pipeline.execute())

    async def apply(self, batch: Batch) -> Outcome:
        """Write the last value of every public key of the batch, then the markers."""
        held = (await self.load_positions([batch.partition])).get(batch.partition)
        if held is None or held.topic_id != batch.topic_id or held.offset < batch.start:
            raise self._hole(batch)
        latest = latest_per_key([record for record in batch.records if is_mirrored(record.key)])
        # Another mirror may be ahead: what it has passed must not be looked at again.
        writes = [
            (self._prefix + key, version_of(record.offset), record.value)
            for key, record in latest.items()
            if record.offset >= held.offset
        ]
        outcome = Outcome(0, stale=len(latest) - len(writes))
        for begin in range(0, len(writes), _KEYS_A_CALL):
            outcome += await self._write(batch, writes[begin : begin + _KEYS_A_CALL])
        calls = [([marker], [batch.topic_id, batch.start, batch.end]) for marker in self._markers(batch.partition)]
        if not all(await self._run(1, calls)):
            raise self._hole(batch)
        return outcome

    async def _write(self, batch: Batch, writes: Sequence[tuple[bytes, int, bytes | None]]) -> Outcome:
        calls = [
            (_with_grave(key), [batch.topic_id, version, _GRAVE_S, *([] if value is None else [value])])
            for key, version, value in writes
        ]
        results = await self._run(0, calls)
        reason = "Redis holds another type under the key"
        refused = [
            Quarantined(batch.partition, version - 1, reason)
            for (_, version, _), result in zip(writes, results, strict=True)
            if result == _REFUSED
        ]
        return Outcome(results.count(_APPLIED), results.count(_STALE), tuple(refused))

    async def _run(self, which: int, calls: Sequence[tuple[list[bytes], list[Any]]]) -> list[int]:
        """Run a script for each call, in one pipeline; each is repeated without harm."""
        while True:
            if self._scripts is None:
                loaded = [await self._ask(self._redis.script_load(text)) for text in (_WRITE_KEY, _ADVANCE)]
                self._scripts = (_text(loaded[0]), _text(loaded[1]))
            pipeline = self._redis.pipeline()
            for keys, values in calls:
                # Its method is blocked, as it may span nodes; these do not.
                pipeline.execute_command("EVALSHA", self._scripts[which], len(keys), *keys, *values)
            try:
                results: list[int] = await self._ask(pipeline.execute())
            except NoScriptError:  # a node is new, or was started anew
                self._scripts = None
            else:
                return results

    async def close(self) -> None:
        """Disconnect; a later call connects again."""
        await closed(self._redis)

    def _markers(self, partition: int) -> list[bytes]:
        return cluster_markers(self._prefix, self._app_id, partition)

    def _hole(self, batch: Batch) -> RewindError:
        return RewindError(f"the markers of partition {batch.partition} do not reach offset {batch.start}")

    async def _ask(self, answer: Awaitable[Any]) -> Any:
        try:
            return await answer
        except NoScriptError:
            raise
        except AWAY as exc:
            # Anew, and with another look at who has which slots.
            await self._redis.aclose()
            raise away(exc) from exc


def _with_grave(key: bytes) -> list[bytes]:
    """The key, and that of its grave in the same slot; an id with a single brace has none."""
    grave = b"fleet:grave:{" + key + b"}"
    for one in (grave, b"fleet:grave:" + key):
        if key_slot(one) == key_slot(key):
            return [key, one]
    return [key]


def _text(sha: Any) -> str:
    """A cluster answers by node."""
    one = next(iter(sha.values())) if isinstance(sha, dict) else sha
    return one.decode() if isinstance(one, bytes) else str(one)
