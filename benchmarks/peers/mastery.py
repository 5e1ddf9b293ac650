"""The fold of the peers: what each keeps of an event. Needs nothing but fastavro: it runs in other environments."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from fastavro import parse_schema, schemaless_reader

__all__ = ["SCHEMA_FILE", "fold"]

SCHEMA_FILE = Path(__file__).parents[2] / "schemas" / "avro" / "student_progress.v1.avsc"
_SCHEMA = parse_schema(json.loads(SCHEMA_FILE.read_text()))
_WIRE_HEADER = 5  # bytes: the magic byte and the schema id
_TOLERANCE = 0.001


def fold(raw: bytes) -> tuple[str, str, dict[str, Any]] | None:
    """Student, component and what is kept of the event; None for one that cannot be decoded or does not add up."""
    if raw[:1] != b"\x00":
        return None
    try:
        event: Any = schemaless_reader(BytesIO(raw[_WIRE_HEADER:]), _SCHEMA, None)
    except (EOFError, ValueError, IndexError, OverflowError):
        return None
    scores = event["scores"]
    mastery = 0.4 * scores["completion"] + 0.3 * scores["quiz"] + 0.2 * scores["quality"] + 0.1 * scores["consistency"]
    if not abs(mastery - event["mastery"]) <= _TOLERANCE:  # also for NaN
        return None
    kept = {
        "scores": scores,
        "mastery": mastery,
        "timestamp": event["timestamp"],
        "key": event["idempotency_key"],
    }
    return event["student_id"], event["component"], kept
