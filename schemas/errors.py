"""What can be wrong with a record or a request, named by what happens next.

No message carries a value of the record: a message is stored, logged and shown, and the record may hold personal data.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from pydantic import ValidationError

__all__ = [
    "InvalidError",
    "Problem",
    "RegistryError",
    "SchemaError",
    "UndecodableError",
    "UnknownSchemaError",
    "UnknownVersionError",
]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,49}")


class SchemaError(Exception):
    """A record or request that cannot be used as it is; `code` is stable and goes into dead letters and metrics."""

    code: ClassVar[str] = "schema"


class UndecodableError(SchemaError):
    """The bytes are not a record of ours. Poison: look at the producer, a retry gives the same."""

    code = "undecodable"


class UnknownSchemaError(SchemaError):
    """The schema id or subject is not in the registry. Transient: it may be known after the next deployment."""

    code = "unknown_schema"


class UnknownVersionError(UnknownSchemaError):
    """The record is of a major version that this worker does not read. Transient: upgrade the worker."""

    code = "unknown_version"


class RegistryError(SchemaError):
    """The registry's own files are damaged or were edited. Fatal: restore them, or add a new version instead."""

    code = "registry"


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule.

    Attributes:
        field: path of the field, dotted, such as `scores.quiz`; `record` where no single field is to blame.
        reason: what it must be instead.
    """

    field: str
    reason: str


class InvalidError(SchemaError):
    """The record decodes but breaks a rule. Poison: the message says which field must be what.

    Attributes:
        field: field of the first problem.
        problems: all problems found, at least one.
    """

    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        self.field = self.problems[0].field
        super().__init__("; ".join(f"{problem.field}: {problem.reason}" for problem in self.problems))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)

    @classmethod
    def of(cls, field: str, reason: str) -> Self:
        """Make the error of one field."""
        return cls((Problem(field, reason),))

    @classmethod
    def from_validation(cls, error: "ValidationError") -> Self:
        """Take over pydantic's findings, without the values and without names that the sender made up."""
        return cls(
            [
                Problem(_path(found["loc"]), found["msg"].replace("\n", " "))
                for found in error.errors(include_url=False, include_context=False, include_input=False)
            ]
        )


def _path(loc: tuple[int | str, ...]) -> str:
    parts = [part if isinstance(part, str) and _NAME.fullmatch(part) else _hidden(part) for part in loc]
    return ".".join(parts) or "record"


def _hidden(part: int | str) -> str:
    return str(part) if isinstance(part, int) else "?"
