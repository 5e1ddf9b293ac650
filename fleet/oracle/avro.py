"""A reader of Avro's binary encoding, just large enough for progress events, driven by the registered schemas.

The fleet decodes with a library; a mistake made there must not be repeated here, hence a reader of its own (Avro 1.12
specification, "Binary Encoding"; Confluent's wire format: a zero byte and the schema id ahead of the body).
"""

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fleet.oracle.rules import RejectedError

__all__ = ["read_event"]

_SUBJECTS = ("learning.events-value", "learning.events-fleet.v2.StudentProgress")
_HEADER = struct.Struct(">bI")
_LONG_BITS = (1 << 64) - 1  # more bits than a long has are lost, as in other readers
_DOUBLE = struct.Struct("<d")


def read_event(value: bytes | None) -> dict[str, Any]:
    """The event in a record's value, by the schema that the value names.

    Raises:
        RejectedError: `undecodable` or `unknown_schema`.
    """
    if value is None or len(value) < _HEADER.size or value[0] != 0:
        raise RejectedError("undecodable", "it does not start as a framed Avro value")
    schema_id = _HEADER.unpack_from(value)[1]
    if schema_id not in _schemas():
        raise RejectedError("unknown_schema", f"schema id {schema_id} is not registered")
    schema = _schemas()[schema_id]
    if schema is None:
        raise RejectedError("undecodable", f"schema id {schema_id} is not one of events")
    body = _Body(value)
    try:
        event = body.read(schema)
    except (IndexError, struct.error, UnicodeDecodeError) as exc:
        raise RejectedError("undecodable", str(exc)) from exc
    if body.place != len(value):
        raise RejectedError("undecodable", "bytes are left over after the body")
    return dict(event)


@cache
def _schemas() -> Mapping[int, Any]:
    """Registered ids; with the schema where it is one of `learning.events`, with None for other topics'."""
    folder = files("schemas") / "avro"
    entries = json.loads((folder / "registry.json").read_text())["schemas"]
    return {
        entry["id"]: json.loads((folder / entry["file"]).read_text()) if entry["subject"] in _SUBJECTS else None
        for entry in entries
    }


class _Body:
    """Reads one value after the other; running off the end is an IndexError or a struct.error."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.place = _HEADER.size
        self._primitives: Mapping[str, Callable[[], Any]] = {
            "null": lambda: None,
            "boolean": lambda: self._bytes(1)[0] != 0,
            "int": self._long,
            "long": self._long,
            "double": lambda: _DOUBLE.unpack(self._bytes(_DOUBLE.size))[0],
            "string": lambda: self._bytes(self._long()).decode(),
        }
        self._compound: Mapping[str, Callable[[Any], Any]] = {
            "record": lambda schema: {item["name"]: self.read(item["type"]) for item in schema["fields"]},
            "enum": lambda schema: schema["symbols"][self._index(len(schema["symbols"]))],
            "array": lambda schema: list(self._items(lambda: self.read(schema["items"]))),
            "map": lambda schema: dict(self._items(lambda: (self.read("string"), self.read(schema["values"])))),
        }

    def read(self, schema: Any) -> Any:
        """One value of a schema in its JSON form."""
        if isinstance(schema, list):  # a union: the number of the branch, then its value
            return self.read(schema[self._index(len(schema))])
        kind = schema["type"] if isinstance(schema, dict) else schema
        if isinstance(kind, dict | list):
            return self.read(kind)
        if kind in self._compound:
            return self._compound[kind](schema)
        if kind not in self._primitives:
            raise NotImplementedError(f"the oracle does not read Avro's {kind}: teach it")
        return self._primitives[kind]()

    def _items(self, read: Callable[[], Any]) -> Iterator[Any]:
        """Blocks of items; a negative count is followed by the block's size in bytes. A count of 0 ends them."""
        while count := self._long():
            if count < 0:
                self._long()
            for _ in range(abs(count)):
                yield read()

    def _bytes(self, length: int) -> bytes:
        end = self.place + length
        if length < 0 or end > len(self._raw):
            raise IndexError("the body is too short")
        start, self.place = self.place, end
        return self._raw[start:end]

    def _long(self) -> int:
        """A zig-zag variable-length integer: seven bits a byte, the lowest first."""
        number = shift = 0
        while True:
            byte = self._bytes(1)[0]
            number |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                number &= _LONG_BITS
                return (number >> 1) ^ -(number & 1)

    def _index(self, branches: int) -> int:
        index = self._long()
        if not 0 <= index < branches:
            raise IndexError("the body chooses a branch that its union does not have")
        return index
