"""What the course is made of. Frozen values; `loading` makes them from the files and says what is wrong with those."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Concept", "Curriculum", "Depth", "Example", "Misconception", "Mistake", "Module"]

Depth = Literal["beginner", "learning", "proficient"]
"""How deep an explanation goes, by the mastery level it is for; who has mastered a concept reads `proficient`."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A whole program and what it prints.

    Attributes:
        title: what it shows.
        code: runs by itself, in an empty folder.
        output: all that it prints.
        input: what the user types, if it asks.
    """

    title: str
    code: str
    output: str
    input: str = ""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What often goes wrong, and what to do instead."""

    mistake: str
    instead: str


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """What people often believe, and how it is."""

    belief: str
    truth: str


@dataclass(frozen=True, kw_only=True)
class Concept:
    """One thing to learn.

    Attributes:
        id: such as `for-loops`; also the name of its exercises' concept and of a progress event's component.
        title: for people.
        module: id of its module.
        prerequisites: ids of the concepts that it stands on, without those that these stand on.
        related: ids of concepts beside it.
        practice: the topic of exercises for it: its own id, or that of a concept or module nearby.
        aliases: other names for it; a name belongs to one concept.
        misspellings: of its names, as students write them.
        phrases: how people ask for it without naming it.
        explanation: by depth, in Markdown.
        examples: at least two.
        mistakes: at least one.
        misconceptions: at least one.
    """

    id: str
    title: str
    module: str
    prerequisites: tuple[str, ...]
    related: tuple[str, ...]
    practice: str
    aliases: tuple[str, ...]
    misspellings: tuple[str, ...]
    phrases: tuple[str, ...]
    explanation: Mapping[Depth, str]
    examples: tuple[Example, ...]
    mistakes: tuple[Mistake, ...]
    misconceptions: tuple[Misconception, ...]


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

    @property
    def graph(self) -> dict[str, tuple[str, ...]]:
        """The prerequisites of each concept: see `graph`."""
        return {name: concept.prerequisites for name, concept in self.concepts.items()}
