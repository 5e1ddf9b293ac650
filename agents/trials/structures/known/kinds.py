"""What is known of a class, and how that is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["KnownClass", "OneOf", "Scene", "Step", "known", "one_of"]

Step = tuple[Any, ...]
"""What to call, and with what."""


Scene = tuple[tuple[Step, ...], Any]
"""Steps, and what the last of them gives."""


@dataclass(frozen=True, slots=True)
class KnownClass:
    """What is expected of a class with such a name.

    Attributes:
        names: in small letters, without underscores.
        values: of a parameter of its constructor, by the parameter's name.
        members: by what the scenes call them, the names that methods and attributes go by; as `names`.
        scenes: steps, and what the last of them gives.
        needs: how many values that are no texts the constructor has to take; these are given in place of defaults.
    """

    names: frozenset[str]
    values: Mapping[str, Any]
    members: Mapping[str, tuple[str, ...]]
    scenes: tuple[Scene, ...]
    needs: int = 0


@dataclass(frozen=True, slots=True)
class OneOf:
    """What a scene gives where there are several meanings."""

    values: tuple[Any, ...]


def one_of(*values: Any) -> OneOf:
    """See `OneOf`."""
    return OneOf(values)


def known(
    names: str, values: Mapping[str, Any], members: Mapping[str, str], *scenes: Any, needs: int = 0
) -> KnownClass:
    """Write down what is known of a class: names stand between blanks, see `KnownClass`."""
    by_name = {name: tuple(other.split()) for name, other in members.items()}
    return KnownClass(frozenset(names.split()), _spread(values), by_name, scenes, needs)


def _spread(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for names, value in values.items() for name in names.split()}
