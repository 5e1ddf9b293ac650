"""Reading every copy of mastery, and holding it against the oracle."""

import asyncio
import contextlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fleet.agreement import Disagreement, compare_bytes, student_of
from fleet.client.errors import ProblemError
from fleet.oracle.avro import read_event
from fleet.oracle.model import Rules, SourceRecord
from fleet.oracle.rules import RejectedError, validate
from fleet.web_client import WebClient
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTERS
from tables.kafka.clients import TopicPartition, consumer, started, stopped
from tables.kafka.reading import read_between
from tables.projections.layout import is_mirrored
from tables.projections.postgres.reader import ArchiveReader
from tables.projections.redis_mirror import read_mirror
from tables.store import PartitionStore, StoreOptions

__all__ = [
    "ArchiveCopy",
    "DeadLetterCopy",
    "check_http",
    "check_redis",
    "count_events",
    "match_dead_letters",
    "read_archive",
    "read_dead_letters",
    "read_rocksdb",
]

_HTTP_AT_ONCE: Final = 16  # requests on their way: as many as keep one worker busy
_HISTORY_DAYS: Final = 3660
_MIRROR_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.2
_STALL_SECONDS: Final = 10.0
_SMALL_STORE: Final = StoreOptions(cache_bytes=8 << 20, write_buffer_bytes=8 << 20)
_WEIGHTS: Final = {"completion": 4, "quiz": 3, "quality": 2, "consistency": 1}  # tenths: the spec's formula


def by_student(values: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Values by student and by the end of their key: `latest` or a day."""
    grouped: dict[str, dict[str, bytes]] = defaultdict(dict)
    for key, value in values.items():
        grouped[student_of(key)][key.rpartition(":")[2]] = value
    return grouped


# -- HTTP --------------------------------------------------------------------------------------------------------------
async def check_http(
    client: WebClient, wanted: Mapping[str, bytes], progress: Callable[[int], None]
) -> list[Disagreement]:
    """Ask for the present and the history of every student, several at once.

    Args:
        client: of a worker.
        wanted: the oracle's values.
        progress: told how many students have been asked for.
    """
    waiting = iter(by_student(wanted).items())
    disagreements: list[Disagreement] = []
    done = 0

    async def ask() -> None:
        nonlocal done
        for student_id, values in waiting:
            try:
                present = await client.progress(student_id)
                history = await client.history(student_id, days=_HISTORY_DAYS)
            except ProblemError as exc:
                key = f"student:{student_id}:mastery:latest"
                disagreements.append(Disagreement("HTTP", student_id, key, f"answers {exc.status} for"))
            else:
                disagreements.extend(judge_http(student_id, values, present, history))
            done += 1
            progress(done)

    async with asyncio.TaskGroup() as group:
        for _ in range(_HTTP_AT_ONCE):
            group.create_task(ask())
    return disagreements


def judge_http(
    student_id: str, wanted: Mapping[str, bytes], present: Mapping[str, Any], history: Mapping[str, Any]
) -> list[Disagreement]:
    """Compare answers with values by day and `latest`. Pure.

    The present must hold the stored value and each component's mastery; a day its overall and component masteries.
    """
    wrong = []
    latest = json.loads(wanted["latest"])
    if {name: present.get(name) for name in latest} != latest or present.get("mastery") != _masteries(latest):
        wrong.append("latest")
    days = {one["date"]: (one["overall_mastery"], one["mastery"]) for one in history["history"]}
    for day in sorted((wanted.keys() - {"latest"}) | days.keys()):
        value = json.loads(wanted[day]) if day in wanted else None
        if value is None or days.get(day) != (value["overall_mastery"], _masteries(value)):
            wrong.append(day)
    return [Disagreement("HTTP", student_id, f"student:{student_id}:mastery:{end}", "differs in") for end in wrong]


def _masteries(value: Mapping[str, Any]) -> dict[str, float]:
    return {
        component: sum(weight * round(scores[part] * 10_000) for part, weight in _WEIGHTS.items()) / 100_000
        for component, scores in value["latest_scores"].items()
    }


# -- RocksDB and Redis -------------------------------------------------------------------------------------------------
def read_rocksdb(data_dir: Path) -> dict[str, bytes]:
    """Every public value of the workers whose data lie in a folder. They must have ended: RocksDB has one user."""
    found: dict[str, bytes] = {}
    for path in sorted(data_dir.glob("workers/*/*/mastery/*.db")):
        store = PartitionStore(path, _SMALL_STORE)
        try:
            found.update((key.decode(), value) for key, value in store.scan(b"student:") if is_mirrored(key))
        finally:
            store.close()
    return found


async def check_redis(
    redis_url: str, wanted: Mapping[str, bytes], key_prefix: str, patience: float = _MIRROR_SECONDS
) -> list[Disagreement]:
    """Compare the mirror with the oracle, giving it `patience` seconds to catch up with the changelog.

    Keys that should not be there at all cannot be asked for: what Redis has comes from the changelog, and RocksDB,
    which comes from it too, is compared both ways.
    """
    deadline = asyncio.get_running_loop().time() + patience
    open_ = dict(wanted)
    while True:
        read = await read_mirror(redis_url, [key.encode() for key in open_], key_prefix)
        found = {key.decode(): value.data for key, value in read.items()}
        open_ = {key: value for key, value in open_.items() if found.get(key) != value}
        if not open_ or asyncio.get_running_loop().time() > deadline:
            return compare_bytes("Redis", {key: found[key] for key in open_ if key in found}, open_)
        await asyncio.sleep(_POLL_SECONDS)


# -- PostgreSQL --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ArchiveCopy:
    """What PostgreSQL holds: the audit trail counted, and the public values of its copy of the changelog."""

    events: int
    duplicates: int
    values: Mapping[str, bytes]


async def read_archive(dsn: str) -> ArchiveCopy:
    """Everything that is compared. The database holds one fleet's archive only."""
    reader = ArchiveReader(dsn)
    try:
        events, duplicates = await reader.count_events()
        records = [one async for some in reader.changelog() for one in some if is_mirrored(one.key)]
    finally:
        await reader.close()
    return ArchiveCopy(events, duplicates, {one.key.decode(): one.value for one in records})


def count_events(source: Iterable[SourceRecord]) -> tuple[int, int]:
    """Events that can be read, each once, and how many further copies of them there are; by the oracle's own reader."""
    copies: Counter[str] = Counter()
    for record in source:
        with contextlib.suppress(RejectedError):
            copies[validate(read_event(record.value), Rules()).event_id] += 1
    return len(copies), copies.total() - len(copies)


# -- dead letters ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class DeadLetterCopy:
    """What a dead letter says of its original."""

    partition: int | None
    offset: int | None
    code: str
    value: bytes | None


async def read_dead_letters(brokers: str) -> list[DeadLetterCopy]:
    """Everything committed to the dead-letter queue."""
    reader = consumer(brokers)
    codec = Codec(FileRegistry.load())
    try:
        await started(reader)
        partitions = [TopicPartition(DEAD_LETTERS.name, number) for number in range(DEAD_LETTERS.partitions)]
        reader.assign(partitions)
        begins, ends = await reader.beginning_offsets(partitions), await reader.end_offsets(partitions)
        found = []
        async for _, records in read_between(reader, begins, ends, _STALL_SECONDS):
            for record in records:
                letter = ErrorEvent.from_avro(codec.decode(record.value, DEAD_LETTERS.subject)[1])
                found.append(
                    DeadLetterCopy(
                        letter.original_partition, letter.original_offset, letter.error_type, letter.original_value
                    )
                )
        return found
    finally:
        await stopped(reader)


def match_dead_letters(
    found: Sequence[DeadLetterCopy], wanted: Iterable[tuple[int, int, str]], source: Iterable[SourceRecord]
) -> list[str]:
    """What is wrong with the dead letters: each wanted one must be there once, with its code and its original bytes.

    Args:
        found: the queue.
        wanted: partition, offset and code by the oracle.
        source: records of the source topic.
    """
    values = {(record.partition, record.offset): record.value for record in source}
    codes = {(partition, offset): code for partition, offset, code in wanted}
    seen: set[tuple[int | None, int | None]] = set()
    wrong = []
    for letter in found:
        place = (letter.partition, letter.offset)
        where = f"partition {place[0]}, offset {place[1]}"
        if place in seen:
            wrong.append(f"{where} is in the queue twice")
        elif place not in codes:
            wrong.append(f"{where} is in the queue and should not be ({letter.code})")
        elif letter.code != codes[place]:
            wrong.append(f"{where} is called {letter.code} instead of {codes[place]}")
        elif letter.value != values[place]:
            wrong.append(f"{where} has lost its original bytes")
        seen.add(place)
    return wrong + [f"partition {place[0]}, offset {place[1]} is missing" for place in sorted(codes.keys() - seen)]
