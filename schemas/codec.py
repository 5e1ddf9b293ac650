"""Confluent's wire format: 0x00, the schema id as 4 bytes big-endian, the Avro body. The only home of fastavro."""

from collections.abc import Callable, Collection, Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple, Protocol

from fastavro import parse_schema, schemaless_reader, schemaless_writer

from schemas.errors import InvalidError, SchemaError, UndecodableError, UnknownVersionError
from schemas.majors import is_another_major, major_of
from schemas.registry import RegisteredSchema

__all__ = ["Codec", "Registry", "part_reader"]

_MAGIC = b"\x00"
_HEADER = 5  # bytes: the magic byte and the id


class Registry(Protocol):
    """What a codec asks of a registry; `FileRegistry` is one."""

    def schema(self, schema_id: int) -> RegisteredSchema:
        """Return the schema of an id, or raise UnknownSchemaError."""

    def versions(self, subject: str) -> Sequence[RegisteredSchema]:
        """Return the versions of a subject, oldest first, or raise UnknownSchemaError."""


class _Writer(NamedTuple):
    """How records of one version are written."""

    header: bytes
    schema: Any
    later: tuple[str, ...]  # fields that only newer versions have


class _Writers(NamedTuple):
    """How records of a subject are written; `by_version` is empty where there is one version only."""

    newest: _Writer
    by_version: Mapping[str | None, _Writer]


class Codec:
    """Bytes to records and back. Schemas are parsed once, at their first use; instances hold no other state."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._readers: dict[bytes, tuple[RegisteredSchema, Any]] = {}
        self._writers: dict[str, _Writers] = {}

    def decode(
        self, raw: bytes, expected: str | Collection[str] | None = None
    ) -> tuple[RegisteredSchema, dict[str, Any]]:
        """Read a record with the schema it was written with.

        Args:
            raw: the whole value of a Kafka record.
            expected: full names of Avro records, or subjects, of which the schema must have one.

        Returns:
            The schema, and the fields by name.

        Raises:
            UndecodableError: no wire format, a body that is damaged, too short or too long, another kind of record.
            UnknownSchemaError: the registry does not know the id.
            UnknownVersionError: the record is in a major version that is not expected.
        """
        found = self._readers.get(raw[:_HEADER])
        if found is None:
            found = self._reader(raw)
        registered, schema = found
        if expected is not None:
            _check_expected(registered, (expected,) if isinstance(expected, str) else expected)
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

    def fields(self, raw: bytes, expected: str | Collection[str] | None = None) -> dict[str, Any] | None:
        """The fields by name, or None for what `decode` refuses."""
        try:
            return self.decode(raw, expected)[1]
        except SchemaError:
            return None

    def encode(self, subject: str, value: Mapping[str, Any]) -> bytes:
        """Write a record with the schema of its `version`, so that those who know no later one can read it.

        A record of another version, or one that says more than its version can, is written with the newest schema.

        Args:
            subject: `Topic.subject`.
            value: the fields by name, such as `Record.to_avro()` gives.

        Raises:
            InvalidError: the value does not fit the schema.
            UnknownSchemaError: no such subject.
        """
        writers = self._writers.get(subject)
        if writers is None:
            writers = self._writers[subject] = _writers(self._registry.versions(subject))
        stream = BytesIO()
        try:
            writer, fields = _fitting(writers, value)
            stream.write(writer.header)
            schemaless_writer(stream, writer.schema, fields, strict_allow_default=True)
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


def _check_expected(registered: RegisteredSchema, expected: Collection[str]) -> None:
    if registered.name in expected or registered.subject in expected:
        return
    if is_another_major(registered.name, expected):
        raise UnknownVersionError(
            f"schema id {registered.id} is {registered.name}: this worker does not read major version "
            f"{major_of(registered.name)}"
        )
    wanted = " or ".join(expected)
    raise UndecodableError(f"schema id {registered.id} is {registered.name}, expected {wanted}")


def part_reader(schema: Mapping[str, Any]) -> Callable[[BytesIO], Any]:
    """What reads one value of a schema from where a stream stands, such as the record in a record's field.

    Bytes that are no such value raise any of Python's errors.
    """
    parsed = parse_schema(dict(schema))
    return lambda stream: schemaless_reader(stream, parsed, None)


def _writers(versions: Sequence[RegisteredSchema]) -> _Writers:
    newest_names = {field["name"] for field in versions[-1].schema["fields"]}
    by_version: dict[str | None, _Writer] = {}
    for registered in reversed(versions):
        fields = {field["name"]: field for field in registered.schema["fields"]}
        version = fields["version"].get("default") if "version" in fields else None
        header = _MAGIC + registered.id.to_bytes(4, "big")
        later = tuple(sorted(newest_names - fields.keys()))
        by_version.setdefault(version, _Writer(header, parse_schema(dict(registered.schema)), later))
    newest = next(iter(by_version.values()))
    return _Writers(newest, by_version if len(versions) > 1 else {})


def _fitting(writers: _Writers, value: Mapping[str, Any]) -> tuple[_Writer, Mapping[str, Any]]:
    """The writer for a record, and the record without what only newer versions leave empty. Asked for every record."""
    newest, by_version = writers
    if not by_version:
        return newest, value
    writer = by_version.get(value.get("version"), newest)
    if not writer.later:
        return writer, value
    for name in writer.later:
        if value.get(name) is not None:
            return newest, value
    fields = dict(value)
    for name in writer.later:
        fields.pop(name, None)
    return writer, fields
