"""Records that no fleet may accept, one kind after the other, each with the code of the dead letter it must become."""

import math
import random
from collections.abc import Callable, Mapping
from typing import Any, Final

__all__ = ["POISON_CODES", "poisoned"]

POISON_CODES: Final[Mapping[str, str]] = {
    "random bytes": "undecodable",
    "truncated Avro": "undecodable",
    "unknown schema id": "unknown_schema",
    "NaN score": "invalid",
    "wrong mastery": "invalid",
    "empty student id": "invalid",
    "colon in student id": "invalid",
    "e-mail as student id": "invalid",
    "timestamp in 2099": "ahead",
    "over-long component": "invalid",
}
"""Each kind of poison, in the order of the round, and its dead letter's code."""

_KINDS = tuple(POISON_CODES)
_UNKNOWN_SCHEMA_ID = 0x7FFF_FF00  # no registry counts that far
_IN_2099_MS = 4_070_908_800_000
_HEADER = 5  # magic byte and schema id


def poisoned(
    number: int,
    event: Mapping[str, Any],
    rng: random.Random,
    encode: Callable[[Mapping[str, Any]], bytes],
) -> tuple[bytes, str]:
    """The `number`-th poison of the round, made from a copy of a valid event. Returns the value and its kind."""
    kind = _KINDS[number % len(_KINDS)]
    # Ids of its own: were a poison ever accepted, it would not hide behind the event it was made from.
    own = {**event, "event_id": f"poison-{number}", "idempotency_key": f"poison-{event['idempotency_key']}-{number}"}
    match kind:
        case "random bytes":
            # The first byte is not 0: it is not even the start of a framed record.
            return bytes([rng.randrange(1, 256)]) + rng.randbytes(rng.randrange(10, 200)), kind
        case "truncated Avro":
            value = encode(own)
            return value[: rng.randrange(_HEADER + 1, len(value))], kind
        case "unknown schema id":
            value = encode(own)
            return value[:1] + _UNKNOWN_SCHEMA_ID.to_bytes(4, "big") + value[_HEADER:], kind
    return encode(own | _CHANGES[kind](event)), kind


_CHANGES: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "NaN score": lambda event: {"scores": {**event["scores"], "quiz": math.nan}},
    "wrong mastery": lambda event: {"mastery": (event["mastery"] + 0.5) % 1.0},
    "empty student id": lambda _: {"student_id": ""},
    "colon in student id": lambda event: {"student_id": event["student_id"].replace("-", ":")},
    "e-mail as student id": lambda event: {"student_id": f"{event['student_id']}@school.example"},
    "timestamp in 2099": lambda _: {"timestamp": _IN_2099_MS},
    "over-long component": lambda _: {"component": "advanced-" * 6},
}
