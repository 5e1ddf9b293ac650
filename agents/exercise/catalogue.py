"""Every family, found by name, topic and level."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from agents.exercise.family import Family

__all__ = ["each_family", "families"]

_MODULES = ("basics", "control_flow", "data_structures", "functions", "oop", "files", "errors", "libraries")
_LEVELS = ("easy", "medium", "hard")


def each_family() -> Iterator[Family]:
    """All of them, in the order of the course."""
    for module in _MODULES:
        for level in _LEVELS:
            yield from import_module(f"agents.exercise.families.{module}.{level}").FAMILIES


@cache
def families() -> Mapping[str, Family]:
    """All of them by name, in the order of the course."""
    return {family.name: family for family in each_family()}
