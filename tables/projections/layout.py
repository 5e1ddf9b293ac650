"""How mastery lies in Redis: the layout of Dapr's Redis state store, and the mirror's own marker keys.

A value is a hash under the table's key, behind Dapr's key prefix (`appid||key`, `name||key` or none):

| field | content |
| --- | --- |
| `data` | the JSON bytes of the table's changelog, unchanged |
| `version` | a positive integer, which Dapr shows as the ETag: changelog offset + 1 |
| `topic` | id of the changelog topic that `version` counts in; Dapr ignores fields that it does not know |

A marker per partition of the changelog is a hash of `topic` and `offset`, the next offset to copy.
"""

from typing import NamedTuple

__all__ = [
    "DATA",
    "FIELDS",
    "OFFSET",
    "TOPIC",
    "VERSION",
    "MirroredValue",
    "is_mirrored",
    "marker_key",
    "parse",
    "version_of",
]

DATA, VERSION, TOPIC, OFFSET = b"data", b"version", b"topic", b"offset"

_COLONS = 3
"""In `student:{id}:mastery:{latest or day}`; ids hold no colon, so a longer key is another kind of state."""


class MirroredValue(NamedTuple):
    """One value as it lies in Redis.

    Attributes:
        data: JSON bytes.
        version: changelog offset + 1.
        topic_id: id of the changelog topic; empty when another writer made the key.
    """

    data: bytes
    version: int
    topic_id: str


def is_mirrored(key: bytes | None) -> bool:
    """Whether a table key is public mastery: `student:{id}:mastery:{latest or day}`."""
    # The two cheap tests come first: most keys of the changelog are internal state.
    return (
        key is not None
        and b":mastery:" in key
        and key.startswith(b"student:")
        and key.count(b":") == _COLONS
        and not key.startswith(b"student::")
        and not key.endswith(b":")
    )


def marker_key(prefix: bytes, app_id: str, partition: int) -> bytes:
    """Key of the marker that holds the mirror's position in one partition of the changelog."""
    return prefix + f"fleet:mirror:{app_id}:{partition}".encode()


def version_of(offset: int) -> int:
    """Version of the value at a changelog offset; from 1 upwards, as Dapr writes a first version."""
    return offset + 1


FIELDS = (DATA, VERSION, TOPIC)
"""What is read of a value, in this order."""


def parse(data: bytes | None, version: bytes | None, topic: bytes | None) -> MirroredValue | None:
    """Read what HMGET gave for `FIELDS`; None when there is no such value."""
    if data is None or version is None or not version.isdigit():
        return None
    return MirroredValue(data, int(version), "" if topic is None else topic.decode())
