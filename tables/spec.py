"""A table as data: its changelog topic, its folder and its ownership come from here."""

from dataclasses import dataclass

from tables.erasures import ERASED_PREFIX, Forget, Held
from tables.restore import Foreign

__all__ = ["TableSpec", "foreign_to"]


@dataclass(frozen=True)
class TableSpec:
    """One table. One agent writes it, and every source topic of that agent feeds it.

    Attributes:
        name: of its changelog, its folder and its transactional ids.
        foreign: tells a record of its changelog that it did not write, or that was damaged (see `tables.restore`).
        erased_on: the source topic on which it is told to forget a student, in the order of that topic's records.
        held: finds what it holds about a student.
        forget: finds what has to be written to forget a student; see `tables.erasures.holding`.
    """

    name: str
    foreign: Foreign
    erased_on: str
    held: Held
    forget: Forget


def foreign_to(*prefixes: bytes) -> Foreign:
    """What shows that a changelog record was not written by a table with these keys, or was damaged; None if nothing.

    A look at the outside of it, for every record of a restore; what is inside is checked when it is used.

    Args:
        prefixes: with which all its keys begin, beside those that every table has; its values are JSON objects and
            arrays.
    """
    prefixes = (*prefixes, ERASED_PREFIX, b"checkpoint:")

    def foreign_record(key: bytes | None, value: bytes | None) -> str | None:
        if key is None or not key.startswith(prefixes):
            return f"the key {key[:80] if key is not None else None!r}"
        if value is not None and value[:1] + value[-1:] not in (b"{}", b"[]"):
            return f"the value {value[:80]!r} of {key[:80]!r}"
        return None

    return foreign_record
