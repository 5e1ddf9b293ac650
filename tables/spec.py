"""A table as data: its changelog topic, its folder and its ownership come from here."""

from dataclasses import dataclass

from tables.restore import Foreign

__all__ = ["TableSpec"]


@dataclass(frozen=True)
class TableSpec:
    """One table. One agent writes it, and every source topic of that agent feeds it.

    Attributes:
        name: of its changelog, its folder and its transactional ids.
        foreign: tells a record of its changelog that it did not write, or that was damaged (see `tables.restore`).
    """

    name: str
    foreign: Foreign
