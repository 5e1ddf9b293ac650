"""Confluent's wire format: 0x00, the schema id as 4 bytes big-endian, the Avro body. The only home of fastavro."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Protocol

from fastavro import parse_schema, schemaless_reader, schemaless_writer

from schemas.errors import InvalidError, SchemaError, UndecodableError
from schemas.registry import RegisteredSchema

__all__ = ["Codec", "Registry"]

_MAGIC = b"\x00"
_HEADER = 5  # bytes: the magic byte and the id


class Registry(Protocol):
    """What a codec asks of a registry; `FileRegistry` is one."""

    def schema(self, schema_id: int) -> RegisteredSchema:
        """Return the schema of an id, or raise UnknownSchemaError."""

    def latest(self, subject: str) -> RegisteredSchema:
        """Return the newest version of a subject, or raise UnknownSchemaError."""


class Codec:
    """Bytes to records and back. Schemas are parsed once, at their first use; instances hold no other state."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._readers: dict[bytes, tuple[RegisteredSchema, Any]] = {}
        self._writers: dict[str, tuple[bytes, Any]] = {}

    def decode(self, raw: bytes, expected: str | None = None) -> tuple[RegisteredSchema, dict[str, Any]]:
        """Read a record with the schema it was written with.

        Args:
            raw: the whole value of a Kafka record.
            expected: full name of the Avro record, or subject, that the schema must have.

        Returns:
            The schema, and the fields by name.

        Raises:
            UndecodableError: no wire format, a body that is damaged, too short or too long, another kind of record.
            UnknownSchemaError: the registry does not know the id.
        """
        found = self._readers.get(raw[:_HEADER])
        if found is None:
            found = self._reader(raw)
        registered, schema = found
        if expected is not None and expected not in (registered.name, registered.subject):
            raise UndecodableError(f"schema id {registered.id} is {registered.name}, expected {expected}")
        stream = BytesIO(raw)
        stream.seek(_HEADER)
        try:
            record = schemaless_reader(stream, schema, None)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - each kind of damage raises another built-in error
            raise UndecodableError(f"the body is no {registered.name}: {type(error).__name__}") from None
        end = stream.tell()
        if end != len(raw):
            raise UndecodableError(f"{len(raw) - end} bytes follow the {registered.name}")
        return registered, record

    def fields(self, raw: bytes, expected: str | None = None) -> dict[str, Any] | None:
        """The fields by name, or None for what `decode` refuses."""
        try:
            return self.decode(raw, expected)[1]
        except SchemaError:
            return None

    def encode(self, subject: str, value: Mapping[str, Any]) -> bytes:
        """Write a record with the newest schema of a subject.

        Args:
            subject: `Topic.subject`.
            value: the fields by name, such as `Record.to_avro()` gives.

        Raises:
            InvalidError: the value does not fit the schema.
            UnknownSchemaError: no such subject.
        """
        found = self._writers.get(subject)
        if found is None:
            registered = self._registry.latest(subject)
            found = (_MAGIC + registered.id.to_bytes(4, "big"), parse_schema(dict(registered.schema)))
            self._writers[subject] = found
        header, schema = found
        stream = BytesIO()
        stream.write(header)
        try:
            schemaless_writer(stream, schema, value, strict_allow_default=True)
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
            raise InvalidError.of("record", f"does not fit the schema of {subject}: {type(error).__name__}") from None
        return stream.getvalue()

    def _reader(self, raw: bytes) -> tuple[RegisteredSchema, Any]:
        if len(raw) < _HEADER:
            raise UndecodableError(f"{len(raw)} bytes are no wire format: the header alone has {_HEADER}")
        if raw[:1] != _MAGIC:
            raise UndecodableError(f"the first byte is {raw[0]:#04x}, not 0x00: no wire format")
        registered = self._registry.schema(int.from_bytes(raw[1:_HEADER], "big"))
        found = (registered, parse_schema(dict(registered.schema)))
        self._readers[bytes(raw[:_HEADER])] = found
        return found
