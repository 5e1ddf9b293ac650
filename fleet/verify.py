"""Whether every copy of mastery is the table's, while the fleet runs. The changelog is the table: copies follow it.

A partition at a time: the changelog's last value of each key, then what each copy has. Values change meanwhile, so
what differs is looked at again, with the changelog read on, until it agrees or patience ends. Only differences that
stay are told. A repair deletes in the copy what differs, with the copy's position: its own follower reads the partition
again. The table itself is never touched.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

from fleet.agreement import student_of
from fleet.settings import Settings
from schemas.partitioner import partition_for
from schemas.topics import PARTITIONS, changelog
from tables.kafka.clients import TopicPartition, consumer, started, stopped
from tables.kafka.reading import read_between
from tables.kafka.topic_ids import fetch_topic_ids
from tables.projections.layout import is_mirrored
from tables.projections.postgres.reader import ArchivedRecord, ArchiveReader
from tables.projections.redis_mirror import forget_mirrored, read_mirror, scan_mirror

__all__ = ["COMPARED", "CopyReport", "Difference", "Verification", "Verifier", "to_json"]

_STALL_S: Final = 30.0
_LOOK_S: Final = 0.5
"""Seconds between two looks at what differs: a projection needs less for a batch."""

PATIENCE_S: Final = 15.0
"""Seconds that a copy may take to catch up with what the table held when it was read."""

COMPARED: Final = "partitions compared"
"""What is told of the comparison itself."""

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
_UNWANTED: Final = "has an unwanted"

_KEYS_AT_ONCE: Final = 10_000
"""Keys that a copy is asked for by name at a time: some MB of values."""


@dataclass
class _Table:
    """A partition's last values, as digests, and how far its changelog was read.

    The digest is Python's own hash of the bytes: 64 bits by SipHash with a key that is new in every process. It need
    not be compared elsewhere, and costs least.
    """

    topic_id: str
    partition: int
    position: int = 0
    values: dict[bytes, int] = field(default_factory=dict)

    def judge(self, key: bytes, value: bytes | None) -> str | None:
        """How what a copy has of a key differs, None where it agrees."""
        wanted = self.values.get(key)
        if value is None:
            return None if wanted is None else "lacks"
        if wanted is None:
            return _UNWANTED
        return None if hash(value) == wanted else "differs in"


class _Copy(Protocol):
    """A copy that is compared. What is found is said by key."""

    async def begin(self) -> None:
        """Called before the table is read."""

    async def compare_all(self, table: _Table) -> tuple[int, dict[bytes, str]]:
        """How many keys of a partition it should have, and how it differs in these."""

    async def compare(self, table: _Table, keys: Collection[bytes]) -> dict[bytes, str]:
        """How it differs in these keys of a partition."""

    def unwanted(self, partitions: Collection[int]) -> Mapping[int, list[bytes]]:
        """What it has beyond all that was compared of these partitions, by partition."""

    async def forget(self, table: _Table, keys: Collection[bytes]) -> None:
        """Delete these, and the position."""


@dataclass
class _Redis:
    url: str
    app_id: str
    prefix: str
    _strangers: set[bytes] = field(default_factory=set)

    async def begin(self) -> None:
        async for keys in scan_mirror(self.url, self.prefix):
            self._strangers.update(keys)

    async def compare_all(self, table: _Table) -> tuple[int, dict[bytes, str]]:
        keys = [key for key in table.values if b":mastery:" in key and is_mirrored(key)]
        self._strangers.difference_update(keys)
        return len(keys), await self.compare(table, keys)

    async def compare(self, table: _Table, keys: Collection[bytes]) -> dict[bytes, str]:
        differences = {}
        for some in _parts(list(keys)):
            found = await read_mirror(self.url, some, self.prefix)
            for key in some:
                one = found.get(key)
                if one is not None and one.topic_id == table.topic_id and one.version > table.position:
                    differences[key] = _AHEAD
                elif how := table.judge(key, None if one is None else one.data):
                    differences[key] = how
        return differences

    def unwanted(self, partitions: Collection[int]) -> Mapping[int, list[bytes]]:
        found: dict[int, list[bytes]] = {}
        for key in self._strangers:
            partition = partition_for(key.split(b":", 2)[1], PARTITIONS)
            if partition in partitions:
                found.setdefault(partition, []).append(key)
        return found

    async def forget(self, table: _Table, keys: Collection[bytes]) -> None:
        await forget_mirrored(self.url, self.app_id, table.partition, keys, self.prefix)


@dataclass
class _Postgres:
    reader: ArchiveReader
    projection: str

    async def begin(self) -> None:
        """Nothing: it can be asked for a partition."""

    async def compare_all(self, table: _Table) -> tuple[int, dict[bytes, str]]:
        """See `_Copy`; what else is in the partition is found as well."""
        differences, missing = {}, set(table.values)
        values, position = table.values, table.position
        async for rows in self.reader.changelog(table.topic_id, table.partition):
            for row in rows:
                missing.discard(row.key)
                # Looked at closely only where it does not agree: there are millions.
                agrees = values.get(row.key) == hash(row.value) and row.offset < position
                if not agrees and (how := _judge_row(table, row)):
                    differences[row.key] = how
        return len(table.values), differences | dict.fromkeys(missing, "lacks")

    async def compare(self, table: _Table, keys: Collection[bytes]) -> dict[bytes, str]:
        differences = {}
        for some in _parts(list(keys)):
            asked = self.reader.changelog(table.topic_id, table.partition, some)
            found = {row.key: row async for rows in asked for row in rows}
            for key in some:
                row = found.get(key)
                if how := table.judge(key, None) if row is None else _judge_row(table, row):
                    differences[key] = how
        return differences

    def unwanted(self, _: Collection[int]) -> Mapping[int, list[bytes]]:
        return {}

    async def forget(self, table: _Table, keys: Collection[bytes]) -> None:
        await self.reader.forget(table.topic_id, self.projection, table.partition, list(keys))


def _judge_row(table: _Table, row: ArchivedRecord) -> str | None:
    return _AHEAD if row.offset >= table.position else table.judge(row.key, row.value)


def _parts(keys: list[bytes]) -> Iterator[list[bytes]]:
    for begin in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[begin : begin + _KEYS_AT_ONCE]


ReadOn = Callable[[_Table], Coroutine[Any, Any, None]]


class Verifier:
    """Compares the copies that the settings name.

    Args:
        settings: with the addresses of Kafka, and of Redis and PostgreSQL where they are to be compared.
        progress: told how far it is.
        patience: seconds that a copy may take to catch up.
        partitions: only these are compared.
    """

    def __init__(
        self,
        settings: Settings,
        progress: Progress,
        patience: float = PATIENCE_S,
        partitions: Collection[int] = range(PARTITIONS),
    ) -> None:
        self._settings = settings
        self._partitions = sorted(partitions)
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
            for copy in self._copies.values():
                await copy.begin()
            for done, partition in enumerate(self._partitions):
                self._progress(COMPARED, done, len(self._partitions))
                table = await self._read(reader, topic_id, partition)
                await self._verify(table, partial(self._read_on, reader), result, repair=repair)
                result.keys += len(table.values)
            self._progress(COMPARED, len(self._partitions), len(self._partitions))
            for name, copy in self._copies.items():
                for partition, keys in sorted(copy.unwanted(self._partitions).items()):
                    self._progress(f"partitions with unwanted keys in {name}, looked at again", partition, PARTITIONS)
                    table = await self._read(reader, topic_id, partition)
                    open_ = {name: await copy.compare(table, keys)}
                    await self._settle(table, partial(self._read_on, reader), open_, result, repair=repair)
        finally:
            await stopped(reader)
            if self._archive is not None:
                await self._archive.close()
        result.seconds = time.monotonic() - began
        return result

    async def _read(self, reader: Any, topic_id: str, partition: int) -> _Table:
        table = _Table(topic_id, partition)
        reader.assign([TopicPartition(self._topic, partition)])
        await self._read_on(reader, table)
        return table

    async def _verify(self, table: _Table, read_on: ReadOn, result: Verification, *, repair: bool) -> None:
        # All at once: while one of the servers works, what another has sent is compared.
        everything = await asyncio.gather(*(copy.compare_all(table) for copy in self._copies.values()))
        open_: dict[str, dict[bytes, str]] = {}
        for name, (compared, open_[name]) in zip(self._copies, everything, strict=True):
            result.copies[name].compared += compared
        await self._settle(table, read_on, open_, result, repair=repair)

    async def _settle(
        self,
        table: _Table,
        read_on: ReadOn,
        open_: dict[str, dict[bytes, str]],
        result: Verification,
        *,
        repair: bool,
    ) -> None:
        """Look again at what differs until patience ends; tell what is left, and mend it where told to."""
        deadline = time.monotonic() + self._patience
        while any(open_.values()) and time.monotonic() < deadline:
            await asyncio.sleep(_LOOK_S)
            await read_on(table)
            for name, differences in open_.items():
                open_[name] = await self._copies[name].compare(table, differences)
        for name, differences in open_.items():
            report = result.copies[name]
            report.differences += [Difference(key.decode(), how) for key, how in sorted(differences.items())]
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


def _fold(values: dict[bytes, int], records: Iterable[Any]) -> None:
    for record in records:
        if record.key is None:
            continue
        if record.value is None:
            values.pop(record.key, None)
        else:
            values[record.key] = hash(record.value)


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
