"""The short way to read `learning.events`: plain events straight from their bytes, in a quarter of the time.

Almost every event has the layout of version 1.0 or 1.1 of the schema, ids below 64 bytes, a time of this age and scores
in order. Those are recognised here by one look at their bytes; the metadata of 1.1 stands at the end and is read by
Avro's reader and its own model. Everything else is left to Avro's reader and to the model of the whole event, which
decide what is wrong with it: what is recognised here they would have read to the same result.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is an error
from typing import Any, Final

from schemas.codec import Codec, part_reader
from schemas.ids import (
    COMPONENT_MAX,
    EVENT_ID_MAX,
    EVENT_TYPE_MAX,
    IDEMPOTENCY_KEY_MAX,
    is_name,
    is_student_id,
    is_text,
)
from schemas.metadata import Metadata, ProgressMetadata
from schemas.progress import Accepted, ScorePolicy, accept, plain_scores
from schemas.progress_v2 import check_v2
from schemas.topics import LEARNING_EVENTS

__all__ = ["EventReader"]

_LAYOUT = (
    ("event_id", "string"),
    ("event_type", "string"),
    ("timestamp", "long"),
    ("version", "string"),
    ("student_id", "string"),
    ("component", "string"),
    ("completion", "double"),
    ("quiz", "double"),
    ("quality", "double"),
    ("consistency", "double"),
    ("mastery", "double"),
    ("idempotency_key", "string"),
)
"""Fields of version 1.0 in the order of their bytes; nested records leave no trace in them."""

_METADATA: Final = "metadata"
"""The one field that version 1.1 adds to them: null, or a record."""

_PRESENT = 2
"""The byte ahead of the record: the number of the union's branch, doubled. Null is 0."""

_ReadMetadata = Callable[[bytes, int], Metadata | None]
"""Metadata from its place to the end of the bytes; None says only that somebody has to look closer."""

_HEADER = 5  # bytes of the wire format: magic byte and schema id
_LONG = 0x81
"""Bits of a length's first byte that make it not plain: more bytes follow, or it is negative."""

_VERSIONS = (b"\x061.0", b"\x061.1")
_VERSION_BYTES = 4

_TIME_BYTES = 6
"""Avro writes the milliseconds of 1970-07 to 2039-09 in six bytes of seven bits each, the last without a mark."""

_MARKS = 0x80_8080
"""The marks of three bytes that others follow."""

_SIGN_AND_MARKS = _MARKS | 1
"""The sign of a number is its last bit, which comes first."""

_FIVE_NUMBERS = Struct("<5d")

_accepted = Accepted._make
"""A tuple made without matching nine names: a tenth of all that an event takes."""


class EventReader:
    """Reads values of `learning.events`. One for a process: it remembers which schema ids have the plain layout."""

    def __init__(self, codec: Codec, policy: ScorePolicy, max_major: int | None = None) -> None:
        """Take what decodes, what becomes of scores outside 0 to 1, and the greatest major version that is read."""
        self._names = LEARNING_EVENTS.values(max_major)
        self._codec = codec
        self._policy = policy
        self._plain: dict[bytes, _ReadMetadata | None] = {}

    def read(self, raw: bytes) -> Accepted:
        """Bytes to an event that may be folded.

        Raises:
            SchemaError: the bytes cannot be read, or the event breaks a rule.
        """
        header = raw[:_HEADER]
        if header in self._plain:
            found = _recognise(raw, self._plain[header])
            if found is not None:
                return found
        registered, fields = self._codec.decode(raw, self._names)
        if registered.name != LEARNING_EVENTS.value:
            return accept(check_v2(fields), self._policy)
        if header not in self._plain:
            self._learn(header, registered.schema)
        return accept(fields, self._policy)

    def _learn(self, header: bytes, schema: Mapping[str, Any]) -> None:
        fields = layout(schema)
        if fields == _LAYOUT:
            self._plain[header] = None
        elif fields[:-1] == _LAYOUT and fields[-1][0] == _METADATA:
            branches = schema["fields"][-1]["type"]
            if isinstance(branches, list) and len(branches) == 2 and branches[0] == "null":  # noqa: PLR2004 - a union
                self._plain[header] = _metadata_reader(branches[1])

    def fields(self, raw: bytes) -> dict[str, Any] | None:
        """The fields by name, or None for bytes that are no event."""
        return self._codec.fields(raw, LEARNING_EVENTS.values())


def layout(schema: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Names and types of a record's fields in the order of their bytes, nested records taken apart."""
    found: list[tuple[str, str]] = []
    for field in schema["fields"]:
        kind = field["type"]
        if isinstance(kind, Mapping) and kind.get("type") == "record":
            found += layout(kind)
        else:
            found.append((field["name"], kind if isinstance(kind, str) else repr(kind)))
    return tuple(found)


@lru_cache(maxsize=4096)  # the same for 17 minutes: those of a log of six weeks
def _high(raw: bytes) -> int:
    """What the last three of six bytes add to a positive number.

    Raises:
        IndexError: they are not the last, or a shorter form would do.
    """
    if len(raw) != 3 or raw[0] < 0x80 or raw[1] < 0x80 or not 0 < raw[2] < 0x80:  # noqa: PLR2004 - the mark of a byte
        raise IndexError
    return ((raw[0] & 0x7F) << 21 | (raw[1] & 0x7F) << 28 | raw[2] << 35) >> 1


@lru_cache(maxsize=256)  # far more types than anybody will invent
def _type(raw: bytes) -> str | None:
    """An event type that keeps the rules."""
    name = raw.decode()
    return name if is_text(name, EVENT_TYPE_MAX) else None


@lru_cache(maxsize=65_536)  # an id costs 250 bytes: 16 MB at most, for as many active students
def _name(raw: bytes) -> str | None:
    """A component that keeps the rules."""
    name = raw.decode()
    return name if is_name(name, COMPONENT_MAX) else None


@lru_cache(maxsize=65_536)  # as above
def _student(raw: bytes) -> str | None:
    """A student id that keeps the rules."""
    name = raw.decode()
    return name if is_student_id(name) else None


def _metadata_reader(schema: Mapping[str, Any]) -> _ReadMetadata:
    read = part_reader(schema)

    def metadata(raw: bytes, at: int) -> Metadata | None:
        stream = BytesIO(raw)
        stream.seek(at)
        try:
            fields = read(stream)
            return ProgressMetadata.model_validate(fields).folded() if stream.tell() == len(raw) else None
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - each kind of damage raises another built-in error
            return None

    return metadata


def _recognise(raw: bytes, read_metadata: _ReadMetadata | None = None) -> Accepted | None:
    """None says only that somebody has to look closer.

    Args:
        raw: the bytes, the header included.
        read_metadata: reads what follows the key; without it nothing may follow.
    """
    try:
        length = marks = raw[_HEADER]
        end = _HEADER + 1 + (length >> 1)
        event_id = raw[_HEADER + 1 : end].decode()
        length = raw[end]
        marks |= length
        at, end = end + 1, end + 1 + (length >> 1)
        event_type = _type(raw[at:end])
        at, end = end, end + _TIME_BYTES
        time = int.from_bytes(raw[at : at + 3], "little")
        if time & _SIGN_AND_MARKS != _MARKS or not raw.startswith(_VERSIONS, end):
            return None
        # Seven bits of each byte; a positive number is written doubled.
        timestamp = _high(raw[at + 3 : end]) + ((time & 0x7F | (time & 0x7F00) >> 1 | (time & 0x7F_0000) >> 2) >> 1)
        at = end + _VERSION_BYTES
        length = raw[at]
        marks |= length
        end = at + 1 + (length >> 1)
        student_id = _student(raw[at + 1 : end])
        length = raw[end]
        marks |= length
        at, end = end + 1, end + 1 + (length >> 1)
        component = _name(raw[at:end])
        scores = plain_scores(*_FIVE_NUMBERS.unpack_from(raw, end))
        at = end + _FIVE_NUMBERS.size
        length = raw[at]
        marks |= length
        at, end = at + 1, at + 1 + (length >> 1)
        key = raw[at:end].decode()
        behind = 0 if read_metadata is None else raw[end]
    except (IndexError, UnicodeDecodeError, StructError):
        return None
    metadata = None
    if behind:
        metadata = read_metadata(raw, end + 1) if read_metadata is not None and behind == _PRESENT else None
        whole = metadata is not None
    else:
        whole = len(raw) == (end if read_metadata is None else end + 1)
    if marks & _LONG or not whole:
        return None
    if event_type is None or student_id is None or component is None or scores is None:
        return None
    if not is_text(event_id, EVENT_ID_MAX) or not is_text(key, IDEMPOTENCY_KEY_MAX):
        return None
    return _accepted((student_id, component, timestamp, event_id, event_type, key, scores, False, metadata))
