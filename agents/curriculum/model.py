"""What the course is made of. Frozen values; `loading` makes them from the files and says what is wrong with those."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Concept", "Curriculum", "Module"]


@dataclass(frozen=True, kw_only=True)
class Concept:
    """One thing to learn.

    Attributes:
        id: such as `for-loops`; also the name of its exercises' concept and of a progress event's component.
        title: for people.
        module: id of its module.
        prerequisites: ids of the concepts that it stands on, without those that these stand on.
    """

    id: str
    title: str
    module: str
    prerequisites: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Module:
    """A part of the course.

    Attributes:
        id: such as `control-flow`; also a component of progress events.
        title: for people.
        concepts: ids in teaching order.
    """

    id: str
    title: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Curriculum:
    """The whole course.

    Attributes:
        modules: by id, in teaching order.
        concepts: by id, in teaching order of the modules, which is no order of prerequisites.
        topics: names for several concepts at once, such as `loops`, with the ids of these.
    """

    modules: Mapping[str, Module]
    concepts: Mapping[str, Concept]
    topics: Mapping[str, tuple[str, ...]]
