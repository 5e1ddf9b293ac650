"""The schemas that records may be written with, from files in the repository; ids are ours and never reused."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from schemas import canonical
from schemas.errors import RegistryError, UnknownSchemaError

__all__ = ["BUNDLED", "FileRegistry", "RegisteredSchema", "RemoteRegistry", "fingerprint"]

BUNDLED = Path(__file__).with_name("avro") / "registry.json"
"""The registry that is part of the package."""


@dataclass(frozen=True, slots=True)
class RegisteredSchema:
    """One version of one subject.

    Attributes:
        id: number in the wire format, 1 to 2**31 - 1.
        subject: `{topic}-value`.
        version: number within the subject, from 1.
        name: full name of the Avro record, such as `fleet.StudentProgress`.
        schema: the Avro schema as JSON values.
    """

    id: int
    subject: str
    version: int
    name: str
    schema: Mapping[str, Any] = field(hash=False, repr=False)


def fingerprint(schema: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a schema's canonical JSON, hexadecimal: white space and order of keys do not count.

    Avro's own fingerprint ignores defaults and logical types; here they are part of what must not change.
    """
    return hashlib.sha256(canonical.dumps(schema)).hexdigest()


class FileRegistry:
    """Schemas by id and by subject."""

    def __init__(self, schemas: Iterable[RegisteredSchema]) -> None:
        self._by_id: dict[int, RegisteredSchema] = {}
        for schema in schemas:
            if schema.id in self._by_id:
                raise RegistryError(f"schema id {schema.id} stands twice in the registry: give the newer one a new id")
            self._by_id[schema.id] = schema
        self._versions = _by_subject(self._by_id.values())
        for subject, versions in self._versions.items():
            for one, next_one in pairwise(versions):
                if one.version == next_one.version:
                    raise RegistryError(f"version {one.version} of {subject} stands twice in the registry")

    @classmethod
    def load(cls, path: Path = BUNDLED) -> Self:
        """Read a registry file and the schema files beside it.

        Raises:
            RegistryError: a file is missing, damaged, or differs from its fingerprint.
        """
        try:
            entries = canonical.loads(path.read_bytes())["schemas"]
            return cls([_registered(path.parent, entry) for entry in entries])
        except (OSError, canonical.JsonError, KeyError, TypeError) as error:
            raise RegistryError(f"the schema registry {path.name} cannot be read: {error}") from error

    def __iter__(self) -> Iterator[RegisteredSchema]:
        return iter(self._by_id.values())

    def schema(self, schema_id: int) -> RegisteredSchema:
        """Return the schema of an id.

        Raises:
            UnknownSchemaError: no such id here (yet).
        """
        try:
            return self._by_id[schema_id]
        except KeyError:
            raise UnknownSchemaError(f"schema id {schema_id} is not in the registry") from None

    def latest(self, subject: str) -> RegisteredSchema:
        """Return the newest version of a subject.

        Raises:
            UnknownSchemaError: no such subject.
        """
        return self.versions(subject)[-1]

    def versions(self, subject: str) -> Sequence[RegisteredSchema]:
        """Return all versions of a subject, oldest first.

        Raises:
            UnknownSchemaError: no such subject.
        """
        try:
            return self._versions[subject]
        except KeyError:
            raise UnknownSchemaError(f"subject {subject!r} is not in the registry") from None


_MOST_WANTED = 1000
"""Unknown ids that are remembered: whoever sends random bytes must not fill the memory."""


class RemoteRegistry:
    """What a registry server has told so far. Looking up never waits.

    An id that is not known becomes a transient failure, and is remembered: whoever talks to the server asks for it and
    adds it, so that the retry finds it.
    """

    def __init__(self, own: Iterable[RegisteredSchema]) -> None:
        """From the schemas that this version of the fleet writes and reads, with the server's ids."""
        own = list(own)
        self._by_id = {one.id: one for one in own}
        self._versions = _by_subject(own)
        self._wanted: set[int] = set()

    def schema(self, schema_id: int) -> RegisteredSchema:
        """Return the schema of an id.

        Raises:
            UnknownSchemaError: no such id is known yet.
        """
        found = self._by_id.get(schema_id)
        if found is None:
            if len(self._wanted) < _MOST_WANTED:
                self._wanted.add(schema_id)
            raise UnknownSchemaError(f"schema id {schema_id} is not known (yet): the registry server is asked for it")
        return found

    def latest(self, subject: str) -> RegisteredSchema:
        """Return the newest version of a subject that this fleet knows: what it writes.

        Raises:
            UnknownSchemaError: no such subject.
        """
        return self.versions(subject)[-1]

    def versions(self, subject: str) -> Sequence[RegisteredSchema]:
        """Return the versions of a subject that this fleet knows, oldest first.

        Raises:
            UnknownSchemaError: no such subject.
        """
        try:
            return self._versions[subject]
        except KeyError:
            raise UnknownSchemaError(f"subject {subject!r} is not in the registry") from None

    def wanted(self) -> list[int]:
        """Ids that somebody has asked for in vain."""
        return sorted(self._wanted)

    def add(self, schema: RegisteredSchema) -> None:
        """Know a schema from now on."""
        self._by_id[schema.id] = schema
        self._wanted.discard(schema.id)

    def forget(self, schema_id: int) -> None:
        """Nobody has such a schema: ask again only when it is met again."""
        self._wanted.discard(schema_id)

    def known(self) -> list[RegisteredSchema]:
        """Every schema by id."""
        return [self._by_id[number] for number in sorted(self._by_id)]


def _by_subject(schemas: Iterable[RegisteredSchema]) -> dict[str, list[RegisteredSchema]]:
    """The versions of each subject, oldest first."""
    found: dict[str, list[RegisteredSchema]] = {}
    for one in sorted(schemas, key=lambda one: one.version):
        found.setdefault(one.subject, []).append(one)
    return found


def _registered(folder: Path, entry: Mapping[str, Any]) -> RegisteredSchema:
    schema = canonical.loads((folder / entry["file"]).read_bytes())
    if fingerprint(schema) != entry["sha256"]:
        raise RegistryError(
            f"{entry['file']} differs from its fingerprint: registered schemas never change, add a version"
        )
    name = f"{schema['namespace']}.{schema['name']}"
    return RegisteredSchema(entry["id"], entry["subject"], entry["version"], name, schema)
