"""Whether every copy of mastery is the table's, while the fleet runs. The changelog is the table: copies follow it.

A partition at a time: the changelog's last value of each key, then what each copy has. Values change meanwhile, so
what differs is looked at again, with the changelog read on, until it agrees or patience ends. Only differences that
stay are told. A repair deletes in the copy what differs, with the copy's position: its own follower reads the partition
again. The table itself is never touched.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import Any, Final, Protocol

from fleet.agreement import student_of
from fleet.settings import Settings
from schemas.partitioner import partition_for
from schemas.topics import PARTITIONS, changelog
from tables.kafka.clients import TopicPartition, consumer, started, stopped
from tables.kafka.reading import read_between
from tables.kafka.topic_ids import fetch_topic_ids
from tables.projections.layout import is_mirrored
from tables.projections.postgres.reader import ArchiveReader
from tables.projections.redis_mirror import forget_mirrored, read_mirror, scan_mirror

__all__ = ["CopyReport", "Difference", "Verification", "Verifier", "to_json"]

_STALL_S: Final = 30.0
_LOOK_S: Final = 0.5
"""Seconds between two looks at what differs: a projection needs less for a batch."""

PATIENCE_S: Final = 15.0
"""Seconds that a copy may take to catch up with what the table held when it was read."""

_KEYS_AT_ONCE: Final = 10_000

Progress = Callable[[str, int, int], None]
"""Told what is compared, how many partitions are done, and of how many."""


@dataclass(frozen=True)
class Difference:
    """One value that is not the table's.

    Attributes:
        key: of the table.
        how: `lacks`, `differs in`, `has an unwanted`, or `is ahead in`: it holds a version that the table has lost.
    """

    key: str
    how: str

    @property
    def student(self) -> str | None:
        """Whose it is, where it is a student's."""
        return student_of(self.key) if self.key.startswith("student:") else None


@dataclass
class CopyReport:
    """One copy held to the table."""

    compared: int = 0
    differences: list[Difference] = field(default_factory=list)
    repaired: int = 0

    @property
    def ahead(self) -> list[Difference]:
        """Values of which the copy has a newer version than the table: the table has lost state."""
        return [one for one in self.differences if one.how == _AHEAD]

    def students(self) -> list[str]:
        """Whose values differ, sorted."""
        return sorted({one.student for one in self.differences if one.student is not None})


@dataclass
class Verification:
    """The outcome: by copy, and how long it took."""

    copies: dict[str, CopyReport]
    keys: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not any(report.differences for report in self.copies.values())


_AHEAD: Final = "is ahead in"


@dataclass
class _Table:
    """A partition's last values, as digests, and how far its changelog was read."""

    topic_id: str
    partition: int
    position: int = 0
    values: dict[str, bytes] = field(default_factory=dict)


class _Copy(Protocol):
    """A copy that is compared."""

    def holds(self, key: str) -> bool:
        """Whether it should have this key of the table."""

    async def compare(self, table: _Table, keys: Collection[str]) -> dict[str, str]:
        """How it differs in these keys of a partition, by key."""

    async def unwanted(self, table: _Table) -> list[str]:
        """Keys of the partition that it has and the table has not."""

    async def forget(self, table: _Table, keys: Collection[str]) -> None:
        """Delete these, and the position."""


@dataclass
class _Redis:
    url: str
    app_id: str
    prefix: str
    _found: dict[int, list[str]] | None = None

    def holds(self, key: str) -> bool:
        return is_mirrored(key.encode())

    async def compare(self, table: _Table, keys: Collection[str]) -> dict[str, str]:
        found = await read_mirror(self.url, keys, self.prefix)
        differences = {}
        for key in keys:
            one, wanted = found.get(key), table.values.get(key)
            if one is not None and one.topic_id == table.topic_id and one.version > table.position:
                differences[key] = _AHEAD
            else:
                _compare(differences, key, wanted, None if one is None else one.data)
        return differences

    async def unwanted(self, table: _Table) -> list[str]:
        if self._found is None:  # one scan serves every partition; a key that comes later is no stranger
            self._found = {}
            async for keys in scan_mirror(self.url, self.prefix):
                for key in keys:
                    self._found.setdefault(partition_for(student_of(key).encode(), PARTITIONS), []).append(key)
        return [key for key in self._found.pop(table.partition, []) if key not in table.values]

    async def forget(self, table: _Table, keys: Collection[str]) -> None:
        await forget_mirrored(self.url, self.app_id, table.partition, keys, self.prefix)


@dataclass
class _Postgres:
    reader: ArchiveReader
    projection: str

    def holds(self, key: str) -> bool:
        del key
        return True

    async def compare(self, table: _Table, keys: Collection[str]) -> dict[str, str]:
        wanted = [key.encode() for key in keys]
        rows = {row.key.decode(): row async for row in self.reader.changelog(table.topic_id, table.partition, wanted)}
        differences = {}
        for key in keys:
            row = rows.get(key)
            if row is not None and row.offset >= table.position:
                differences[key] = _AHEAD
            else:
                _compare(differences, key, table.values.get(key), None if row is None else row.value)
        return differences

    async def unwanted(self, table: _Table) -> list[str]:
        rows = self.reader.changelog(table.topic_id, table.partition)
        return [key async for row in rows if (key := row.key.decode()) not in table.values]

    async def forget(self, table: _Table, keys: Collection[str]) -> None:
        await self.reader.forget(table.topic_id, self.projection, table.partition, [key.encode() for key in keys])


def _compare(differences: dict[str, str], key: str, wanted: bytes | None, found: bytes | None) -> None:
    digest = None if found is None else _digest(found)
    if digest != wanted:
        differences[key] = "lacks" if found is None else "has an unwanted" if wanted is None else "differs in"


def _digest(value: bytes) -> bytes:
    return blake2b(value, digest_size=8).digest()


class Verifier:
    """Compares the copies that the settings name.

    Args:
        settings: with the addresses of Kafka, and of Redis and PostgreSQL where they are to be compared.
        progress: told how far it is.
        patience: seconds that a copy may take to catch up.
    """

    def __init__(self, settings: Settings, progress: Progress, patience: float = PATIENCE_S) -> None:
        self._settings = settings
        self._progress = progress
        self._patience = patience
        self._topic = changelog(settings.app_id, "mastery").name
        self._copies: dict[str, _Copy] = {}
        if settings.redis_mirror and settings.redis_url is not None:
            self._copies["Redis"] = _Redis(settings.redis_url, settings.app_id, settings.redis_key_prefix)
        self._archive: ArchiveReader | None = None
        if settings.postgres_dsn is not None:
            self._archive = ArchiveReader(settings.postgres_dsn)
            self._copies["PostgreSQL"] = _Postgres(self._archive, f"{settings.app_id}:mastery")

    async def run(self, *, repair: bool = False) -> Verification:
        """Compare everything, and mend the copies where told to.

        Raises:
            TargetAwayError: a copy does not answer.
            KafkaError, TimeoutError: the broker does not.
        """
        began = time.monotonic()
        result = Verification({name: CopyReport() for name in self._copies})
        brokers = self._settings.kafka_brokers or ""
        topic_id = (await fetch_topic_ids(brokers, [self._topic]))[self._topic]
        reader = consumer(brokers)
        try:
            await started(reader)
            for partition in range(PARTITIONS):
                self._progress("partitions compared", partition, PARTITIONS)
                table = _Table(topic_id, partition)
                reader.assign([TopicPartition(self._topic, partition)])
                await self._verify(table, partial(self._read_on, reader), result, repair=repair)
                result.keys += len(table.values)
            self._progress("partitions compared", PARTITIONS, PARTITIONS)
        finally:
            await stopped(reader)
            if self._archive is not None:
                await self._archive.close()
        result.seconds = time.monotonic() - began
        return result

    async def _verify(self, table: _Table, read_on: Any, result: Verification, *, repair: bool) -> None:
        await read_on(table)
        open_: dict[str, dict[str, str]] = {}
        for name, copy in self._copies.items():
            keys = [key for key in table.values if copy.holds(key)]
            result.copies[name].compared += len(keys)
            open_[name] = await _compare_all(copy, table, keys)
            open_[name].update(dict.fromkeys(await copy.unwanted(table), "has an unwanted"))
        deadline = time.monotonic() + self._patience
        while any(open_.values()) and time.monotonic() < deadline:
            await asyncio.sleep(_LOOK_S)
            await read_on(table)
            for name, copy in self._copies.items():
                open_[name] = await _compare_all(copy, table, list(open_[name]))
        for name, differences in open_.items():
            report = result.copies[name]
            report.differences += [Difference(key, how) for key, how in sorted(differences.items())]
            wrong = [key for key, how in differences.items() if how != _AHEAD]
            if repair and wrong:
                await self._copies[name].forget(table, wrong)
                report.repaired += len(wrong)

    async def _read_on(self, reader: Any, table: _Table) -> None:
        """Read the changelog from where it was read to its present end."""
        tp = TopicPartition(self._topic, table.partition)
        begins, ends = await reader.beginning_offsets([tp]), await reader.end_offsets([tp])
        start = max(table.position, begins[tp])
        async for _, records in read_between(reader, {tp: start}, ends, _STALL_S):
            _fold(table.values, records)
        table.position = ends[tp]


def _fold(values: dict[str, bytes], records: Iterable[Any]) -> None:
    for record in records:
        if record.key is None:
            continue
        if record.value is None:
            values.pop(record.key.decode(), None)
        else:
            values[record.key.decode()] = _digest(record.value)


async def _compare_all(copy: _Copy, table: _Table, keys: list[str]) -> dict[str, str]:
    differences: dict[str, str] = {}
    for begin in range(0, len(keys), _KEYS_AT_ONCE):
        differences |= await copy.compare(table, keys[begin : begin + _KEYS_AT_ONCE])
    return differences


def to_json(result: Verification) -> Mapping[str, Any]:
    """The outcome as a JSON object."""
    return {
        "ok": result.ok,
        "keys": result.keys,
        "seconds": round(result.seconds, 1),
        "copies": {
            name: {
                "compared": report.compared,
                "differences": [{"key": one.key, "how": one.how} for one in report.differences],
                "students": report.students(),
                "ahead_of_the_table": len(report.ahead),
                "repaired": report.repaired,
            }
            for name, report in result.copies.items()
        },
    }
