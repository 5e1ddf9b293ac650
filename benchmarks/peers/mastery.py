"""The fleet's fold for the Python peers, written for speed. Needs nothing but fastavro: it runs in other environments.

What is accepted, which event of a day counts and what the public values hold is as in docs/data-model.md. Left out are
what the fleet does beside it: models, dead letters, rerouting, keys that expire, transactions.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b, sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from fastavro import parse_schema, schemaless_reader

__all__ = [
    "MAX_COMPONENTS",
    "SCHEMA_FILE",
    "Public",
    "Winner",
    "changed",
    "changed_days",
    "content_hash",
    "day_of",
    "digest",
    "iso_utc",
    "key_hash",
    "printed",
    "read",
]

Winner = tuple[int, str, int, int, int, int]
"""Timestamp (ms), event id, completion, quiz, quality and consistency in ten-thousandths: the greatest counts."""

Public = dict[str, Any]
"""A public value; its keys are sorted at every level, so that any JSON writer gives the canonical bytes."""

MAX_COMPONENTS = 200
SCHEMA_FILE = Path(__file__).parents[2] / "schemas" / "avro" / "student_progress.v1.avsc"
_SCHEMA = parse_schema(json.loads(SCHEMA_FILE.read_text()))
_HEADER = b"\x00\x00\x00\x00\x01"  # Confluent's magic byte, and the id of that schema
_DAY_MS = 86_400_000
_LATENESS_MS = 7 * _DAY_MS
_AHEAD_MS = 300_000
_TOLERANCE = 0.001 + 1e-9
_TIMESTAMP_LIMIT = 2**53
_NAME_MAX, _EVENT_ID_MAX, _KEY_MAX, _MINOR_MAX = 50, 100, 200, 3  # characters
_SCALED = {number / 10_000: number for number in range(10_001)}
_PRINTED = [repr(number / 10_000) for number in range(10_001)]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# -- what is accepted --------------------------------------------------------------------------------------------------
def read(raw: bytes | None, watermark: int) -> tuple[str, str, Winner, str, str] | None:
    """Decode and validate.

    Args:
        raw: the record's value.
        watermark: greatest append time of its partition so far, ms.

    Returns:
        Student, component, what may win, idempotency key, event type; None for what the fleet makes a dead letter of.
    """
    if raw is None or raw[:5] != _HEADER:
        return None
    stream = BytesIO(raw)
    stream.seek(5)
    try:
        event: Any = schemaless_reader(stream, _SCHEMA, None)
    except Exception:  # noqa: BLE001 - each kind of damage raises another built-in error
        return None
    one, two, three, four = event["scores"].values()
    if not (0.0 <= one <= 1.0 and 0.0 <= two <= 1.0 and 0.0 <= three <= 1.0 and 0.0 <= four <= 1.0):
        if not (one - one == two - two == three - three == four - four == 0.0):  # of NaN and infinity
            return None
        one, two, three, four = (min(1.0, max(0.0, score)) for score in (one, two, three, four))
    timestamp, event_id, kind = event["timestamp"], event["event_id"], event["event_type"]
    student, component, key = event["student_id"], event["component"], event["idempotency_key"]
    if not (
        abs(event["mastery"] - (4.0 * one + 3.0 * two + 2.0 * three + four) / 10.0) <= _TOLERANCE
        and watermark - _LATENESS_MS <= timestamp <= watermark + _AHEAD_MS
        and 0 < timestamp < _TIMESTAMP_LIMIT
        and _is_version(event["version"])
        and _is_name(student)
        and _is_name(component)
        and 0 < len(event_id) <= _EVENT_ID_MAX
        and event_id.isprintable()
        and event_id[0] != " " != event_id[-1]
        and 0 < len(key) <= _KEY_MAX
        and key.isprintable()
        and key[0] != " " != key[-1]
        and _is_kind(kind)
        and stream.tell() == len(raw)
    ):
        return None
    scaled = _SCALED.get
    scores: Any = (scaled(one), scaled(two), scaled(three), scaled(four))
    if None in scores:
        scores = [round(round(score, 4) * 10_000) for score in (one, two, three, four)]
    return student, component, (timestamp, event_id, *scores), key, kind


@lru_cache(maxsize=100_000)
def _is_name(value: str) -> bool:
    return (
        0 < len(value) <= _NAME_MAX
        and value.isprintable()
        and ":" not in value
        and "@" not in value
        and value[0] != " " != value[-1]
    )


@lru_cache(maxsize=1000)
def _is_kind(value: str) -> bool:
    return 0 < len(value) <= _NAME_MAX and value.isprintable() and value[0] != " " != value[-1]


@lru_cache(maxsize=1000)
def _is_version(value: str) -> bool:
    minor = value[2:]
    return value[:2] == "1." and 0 < len(minor) <= _MINOR_MAX and minor.isascii() and minor.isdigit()


def key_hash(key: str) -> str:
    """What a durable state keeps of an idempotency key."""
    return blake2b(key.encode(), digest_size=8).hexdigest()


def content_hash(component: str, winner: Winner, kind: str) -> str:
    """What a durable state keeps of an event's content; its id is no part of it."""
    timestamp, _, one, two, three, four = winner
    return blake2b(f"{component}:{timestamp}:{one}:{two}:{three}:{four}:{kind}".encode(), digest_size=8).hexdigest()


# -- what counts, for states that hold JSON ----------------------------------------------------------------------------
def changed(value: Public | None, student: str, component: str, winner: Winner) -> Public:
    """A public value after an event won its component."""
    timestamp, _, one, two, three, four = winner
    scores = {} if value is None else value["latest_scores"]
    entry = {
        "completion": one / 10_000,
        "consistency": four / 10_000,
        "quality": three / 10_000,
        "quiz": two / 10_000,
    }
    if component in scores:
        scores = {**scores, component: entry}
    else:
        scores = dict(sorted([*scores.items(), (component, entry)]))
    total = 0
    scaled = _SCALED
    for part in scores.values():
        total += (
            4 * scaled[part["completion"]]
            + 3 * scaled[part["quiz"]]
            + 2 * scaled[part["quality"]]
            + scaled[part["consistency"]]
        )
    count = len(scores)
    moment = iso_utc(timestamp)
    return {
        "components_tracked": list(scores),
        "last_updated": moment if value is None or moment > value["last_updated"] else value["last_updated"],
        "latest_scores": scores,
        "overall_mastery": ((total + 5 * count) // (10 * count)) / 10_000,
        "student_id": student,
    }


def changed_days(
    student: str,
    component: str,
    winner: Winner,
    *,
    latest: Public | None,
    won: Iterable[str],
    days: Callable[[], Iterable[str]],
    value_of: Callable[[str], Public],
) -> dict[str, Public]:
    """The values that an event changes which won its component's day.

    Args:
        student: whose.
        component: of the event.
        winner: the event.
        latest: the value of the last day.
        won: days on which the component has a winner.
        days: the days that have a value; asked for late events only.
        value_of: the value of such a day.
    """
    day = day_of(winner[0])
    if latest is None or day >= latest["last_updated"][:10]:
        return {day: changed(latest, student, component, winner)}
    until = min((one for one in won if one > day), default="~")  # sorts after every day
    known = list(days())
    found = {one: changed(value_of(one), student, component, winner) for one in known if day <= one < until}
    if day not in found:
        before = max((one for one in known if one < day), default=None)
        found[day] = changed(None if before is None else value_of(before), student, component, winner)
    return found


# -- how it is printed and compared ------------------------------------------------------------------------------------
def printed(score: int) -> str:
    """A score in ten-thousandths as JSON has it."""
    return _PRINTED[score]


@lru_cache(maxsize=1000)
def _day(number: int) -> str:
    return (_EPOCH + timedelta(days=number)).date().isoformat()


def day_of(timestamp_ms: int) -> str:
    """UTC day."""
    return _day(timestamp_ms // _DAY_MS)


@lru_cache(maxsize=20_000)
def _minute(number: int) -> str:
    return (_EPOCH + timedelta(minutes=number)).isoformat(timespec="minutes")[:-6]


def iso_utc(timestamp_ms: int) -> str:
    """An instant with three decimals."""
    minute, rest = divmod(timestamp_ms, 60_000)
    return f"{_minute(minute)}:{rest // 1000:02d}.{rest % 1000:03d}Z"


def digest(values: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> dict[str, Any]:
    """Number and digest of public values, `student:{id}:mastery:{latest or day}` to JSON, in any order.

    The sum of the first 8 bytes of SHA-256 of each key and value: parts of the state can be added up.
    """
    count = total = 0
    for key, value in values.items() if isinstance(values, Mapping) else values:
        count += 1
        total += int.from_bytes(sha256(key.encode() + b"\x00" + value).digest()[:8], "big")
    return {"values": count, "digest": total % 2**64}
