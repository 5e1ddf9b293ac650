"""The rules for a single record: what a valid event is, and to which partition a student belongs."""

import hmac
import json
import math
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fleet.oracle.model import Event, Rules, SourceRecord

__all__ = ["RejectedError", "home_partition", "is_erasure", "validate"]

SCORES = ("completion", "quiz", "quality", "consistency")
WEIGHTS = (4, 3, 2, 1)  # tenths, in the order of SCORES
MASTERY_TOLERANCE = Decimal("0.001") + Decimal("1e-9")  # the spec's, and what binary fractions may be off by
_LONGEST = {"student_id": 50, "component": 50, "event_id": 100, "event_type": 50, "idempotency_key": 200}
_LONGEST_ITEM = 200
_NAMES = ("student_id", "component")  # parts of state keys, and shown to people
_UNPRINTABLE = ("C", "Z")  # Unicode's control, format and separator characters; a plain space is allowed within
_BETWEEN = "+().,/_-"  # what people write between the digits of a telephone number
_PHONE_DIGITS = 7
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ") | {chr(code) for code in range(0xC0, 0xDF)}
_ERASE, _SIGNED = "fleet-erase", "fleet erase order"
_MINOR_DIGITS = 3
_MOST_CONCEPTS = 8
_MOST_SCORES = 20
_METADATA_BOUNDS = {"item_level": (-10, 10), "rating": (-10, 10), "seconds": (0, 7 * 86_400), "hints": (0, 1000)}
_TIMESTAMP_LIMIT = 2**53  # what a JSON reader with doubles still reads exactly


class RejectedError(Exception):
    """The record is a dead letter; `code` says why."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


def validate(raw: Mapping[str, Any], rules: Rules) -> Event:
    """Check one decoded event against the spec's validation rules.

    Raises:
        RejectedError: with code `invalid`.
    """
    if isinstance(raw["component"], dict):  # version 2 says what the component is, and may hold further scores
        expected_major, raw = "2", {**raw, "component": raw["component"]["name"]}
        _check_open_scores(raw["scores"])
    else:
        expected_major = "1"
    for name, longest in _LONGEST.items():
        _check_text(name, raw[name], longest)
    major, _, minor = raw["version"].partition(".")
    if major != expected_major or not (minor.isascii() and minor.isdigit() and len(minor) <= _MINOR_DIGITS):
        raise RejectedError("invalid", f"its version is not {expected_major}.x")
    if not 0 < raw["timestamp"] < _TIMESTAMP_LIMIT:
        raise RejectedError("invalid", "its timestamp is not a date after 1970")
    numbers = [raw["scores"][name] for name in SCORES]
    if not all(math.isfinite(number) for number in [*numbers, raw["mastery"]]):
        raise RejectedError("invalid", "a score or mastery is not a finite number")
    if not rules.clamp and any(not 0 <= number <= 1 for number in numbers):
        raise RejectedError("invalid", "a score is outside 0..1")
    clamped = [min(1.0, max(0.0, number)) for number in numbers]
    # In decimals, as people read the numbers: 0.841 is within 0.001 of 0.84, though not as binary fractions.
    tenths = sum((weight * _decimal(score) for weight, score in zip(WEIGHTS, clamped, strict=True)), Decimal(0))
    if abs(_decimal(raw["mastery"]) - tenths / 10) > MASTERY_TOLERANCE:
        raise RejectedError("invalid", "mastery is not what the scores give")
    completion, quiz, quality, consistency = clamped
    return Event(
        event_id=raw["event_id"],
        event_type=raw["event_type"],
        timestamp=raw["timestamp"],
        student_id=raw["student_id"],
        component=raw["component"],
        scores=(_e4(completion), _e4(quiz), _e4(quality), _e4(consistency)),
        idempotency_key=raw["idempotency_key"],
        metadata=None if raw.get("metadata") is None else _metadata(raw["metadata"]),
    )


def is_erasure(record: SourceRecord, rules: Rules) -> bool:
    """Whether a record is an order to erase the student of its key, signed with the fleet's secret."""
    told = dict(record.headers).get(_ERASE)
    if record.value or record.key is None or told is None:
        return False
    order = json.loads(told)
    signed = [_SIGNED, record.key.decode(), order["order_id"], order["at"], order["actor"], order["reason"]]
    text = json.dumps(signed, separators=(",", ":"), ensure_ascii=False).encode()
    return bool(order["signature"] == hmac.digest(rules.erasure_key.encode(), text, "sha256").hex())


def _check_open_scores(scores: Mapping[str, float]) -> None:
    if len(scores) > _MOST_SCORES or not all(name in scores for name in SCORES):
        raise RejectedError("invalid", "it has too many scores, or lacks one of the four")
    for name, score in scores.items():
        _check_text("component", name, _LONGEST["component"])
        if not math.isfinite(score):
            raise RejectedError("invalid", "a score is not a finite number")


def home_partition(student_id: str, partitions: int) -> int:
    """The partition of a student: Kafka's murmur2 of the id, as the Java clients and aiokafka compute it."""
    return (_murmur2(student_id.encode()) & 0x7FFF_FFFF) % partitions


def _metadata(raw: Mapping[str, Any]) -> Mapping[str, object]:
    if raw["item_id"] is not None:
        _check_text("item_id", raw["item_id"], _LONGEST_ITEM)
    if len(raw["concepts"]) > _MOST_CONCEPTS:
        raise RejectedError("invalid", "it has too many concepts")
    for concept in raw["concepts"]:
        _check_text("component", concept, _LONGEST["component"])
    for name, (lowest, highest) in _METADATA_BOUNDS.items():
        if raw[name] is not None and not lowest <= raw[name] <= highest:  # also true of NaN
            raise RejectedError("invalid", f"{name} is out of range")
    return {
        "item_id": raw["item_id"],
        "concepts": sorted(set(raw["concepts"])),
        "passed": raw["passed"],
        "hints": raw["hints"],
        **{
            name: None if raw[name] is None else round(raw[name] * 1000) for name in ("item_level", "rating", "seconds")
        },
    }


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number))


def _e4(score: float) -> int:
    """A score in whole ten-thousandths."""
    return round(round(score, 4) * 10_000)


def _check_text(name: str, text: str, longest: int) -> None:
    if not 1 <= len(text) <= longest:
        raise RejectedError("invalid", f"{name} must have 1 to {longest} characters")
    if any(character != " " and unicodedata.category(character).startswith(_UNPRINTABLE) for character in set(text)):
        raise RejectedError("invalid", f"{name} has control or invisible characters")
    if text != text.strip():
        raise RejectedError("invalid", f"{name} has outer white space")
    if name in _NAMES and (":" in text or "@" in text):
        raise RejectedError("invalid", f"{name} has ':' or '@'")
    if name == "student_id" and _is_personal(text):
        raise RejectedError("invalid", f"{name} looks like a person's name or address")


def _is_personal(text: str) -> bool:
    """Whether an id reads like a name, a telephone number, a date or a network address (docs/privacy.md)."""
    if " " in text:
        return True
    digits = sum(sign.isdigit() for sign in text)
    if digits >= _PHONE_DIGITS and digits < len(text) and all(sign.isdigit() or sign in _BETWEEN for sign in text):
        return True
    parts = _parts(text, ".,'\u2019")
    if len(parts) > 1 and all(part.isalpha() for part in parts):
        return True
    parts = _parts(text, "-_")
    return len(parts) > 1 and all(part.isalpha() and len(part) > 1 and part[0] in _CAPITALS for part in parts)


def _parts(text: str, signs: str) -> list[str]:
    for sign in signs[1:]:
        text = text.replace(sign, signs[0])
    return text.split(signs[0])


def _murmur2(data: bytes) -> int:
    """MurmurHash2, 32 bits, with the seed that Kafka chose."""
    word = 0xFFFF_FFFF
    multiplier = 0x5BD1_E995
    whole = len(data) - len(data) % 4
    hashed = 0x9747_B28C ^ len(data)
    for start in range(0, whole, 4):
        block = int.from_bytes(data[start : start + 4], "little") * multiplier & word
        block = (block ^ block >> 24) * multiplier & word
        hashed = hashed * multiplier & word ^ block
    if whole < len(data):
        hashed = (hashed ^ int.from_bytes(data[whole:], "little")) * multiplier & word
    hashed = (hashed ^ hashed >> 13) * multiplier & word
    return hashed ^ hashed >> 15
