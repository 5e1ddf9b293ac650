"""Whether a version of a schema may follow others: the only home of the avro package.

Versions of one subject are fully and transitively compatible: whatever was written by any of them can be read by any
other, so that producers and consumers may be upgraded in any order. A change that cannot be so is a new major version:
a record under another name, in a subject of its own, which steps lead to and back from (`schemas/upcasters.py`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.errors import AvroException
from avro.schema import Schema, make_avsc_object

from schemas.errors import RegistryError
from schemas.majors import entity_of, major_of
from schemas.registry import RegisteredSchema

__all__ = ["Incompatibility", "check_all", "check_majors", "check_new"]


@dataclass(frozen=True)
class Incompatibility:
    """Why records would not be understood.

    Attributes:
        subject: of the schemas.
        writer: version that writes; None for one that is not registered.
        reader: version that cannot read it; None as above.
        reason: what is in the way, and where in the schema.
    """

    subject: str
    writer: int | None
    reader: int | None
    reason: str

    def __str__(self) -> str:
        writer = "the new version" if self.writer is None else f"version {self.writer}"
        reader = "the new version" if self.reader is None else f"version {self.reader}"
        return f"{self.subject}: {reader} cannot read what {writer} writes: {self.reason}"


def check_new(new: Mapping[str, Any], registered: Iterable[RegisteredSchema], subject: str) -> list[Incompatibility]:
    """Judge a schema that is to be the next version of a subject, against all of its versions, both ways.

    Args:
        new: the schema as JSON values.
        registered: schemas of any subjects.
        subject: that it is for.

    Raises:
        RegistryError: it is no Avro schema.
    """
    try:
        candidate = _parsed(new)
    except AvroException as exc:
        raise RegistryError(f"this is no Avro schema: {exc}") from exc
    found = []
    for one in registered:
        if one.subject == subject:
            known = _parsed(one.schema)
            found += _cannot_read(candidate, known, subject, (one.version, None))
            found += _cannot_read(known, candidate, subject, (None, one.version))
    return found


def check_all(registered: Iterable[RegisteredSchema]) -> list[Incompatibility]:
    """Judge every version of every subject against all others of the subject."""
    by_subject: dict[str, list[RegisteredSchema]] = {}
    for one in registered:
        by_subject.setdefault(one.subject, []).append(one)
    found = []
    for subject, versions in by_subject.items():
        for writer in versions:
            for reader in versions:
                if writer is not reader:
                    pair = _parsed(reader.schema), _parsed(writer.schema)
                    found += _cannot_read(*pair, subject, (writer.version, reader.version))
    return found


def check_majors(registered: Iterable[RegisteredSchema], steps: Collection[tuple[str, str]]) -> list[str]:
    """Judge the major versions of every record: each in a subject of its own, and reachable from the one before.

    Args:
        registered: schemas of any subjects.
        steps: pairs of versions, from one and to the next, that something converts.

    Returns:
        What is wrong, in words.
    """
    newest: dict[tuple[str, int], str] = {}  # the last minor version, by entity and major
    names: dict[str, set[str]] = {}
    for one in sorted(registered, key=lambda schema: schema.version):
        names.setdefault(one.subject, set()).add(one.name)
        major = major_of(one.name)
        newest[entity_of(one.name), major] = f"{major}.{one.version - 1}"
    wrong = [
        f"{subject} holds {' and '.join(sorted(found))}: a major version needs a subject of its own, TOPIC-NAME"
        for subject, found in names.items()
        if len({major_of(name) for name in found}) > 1
        or any(major_of(name) > 1 and not subject.endswith(f"-{name}") for name in found)
    ]
    for (entity, major), _ in sorted(newest.items()):
        before = newest.get((entity, major - 1))
        if major > 1 and (before is None or (before, f"{major}.0") not in steps):
            wrong.append(f"nothing leads from {before or 'the major version before'} to {major}.0 of {entity}")
    return wrong


def _cannot_read(
    reader: Schema, writer: Schema, subject: str, versions: tuple[int | None, int | None]
) -> list[Incompatibility]:
    checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]  # its class has no annotations
    result = checker.get_compatibility(reader, writer)
    if result.compatibility is SchemaCompatibilityType.compatible:
        return []
    what = ", ".join(sorted({one.value.replace("_", " ") for one in result.incompatibilities}))
    where = ", ".join(sorted(result.locations - {"/"})) or "the record itself"
    return [Incompatibility(subject, *versions, f"{what} ({'; '.join(sorted(result.messages))}) at {where}")]


def _parsed(schema: Mapping[str, Any]) -> Schema:
    return make_avsc_object(dict(schema))
