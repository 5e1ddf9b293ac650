"""From what a student writes as a topic to the families on it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from agents.curriculum.loading import curriculum
from agents.curriculum.names import Names
from agents.exercise.catalogue import families
from agents.exercise.family import Family
from agents.exercise.problems import UNKNOWN_TOPIC
from agents.runtime.answering import RefusedError

__all__ = ["Topic", "course_names", "on_topic", "topics"]

_NEAREST = 5  # names told: as many as one reads


@cache
def course_names() -> Names:
    """All names of the course."""
    return Names(curriculum())


@cache
def topics() -> tuple[str, ...]:
    """Modules, topics and concepts that have exercises."""
    course = curriculum()
    practised = {one.concept for one in families().values()}
    return (*course.modules, *course.topics, *(one for one in course.concepts if one in practised))


@dataclass(frozen=True)
class Topic:
    """What a student may practise when they name a topic.

    Attributes:
        families: at least one.
        beside: whether nothing practises the topic itself, so that these practise what is next to it.
    """

    families: tuple[Family, ...]
    beside: bool


def on_topic(name: str) -> Topic:
    """The families on a module, a topic or a concept, by its id, title or another name.

    A concept that no family practises gives those of the concepts that stand on it, or of its module.

    Raises:
        RefusedError: nothing of the course is called so; with the nearest that has exercises.
    """
    course = curriculum()
    # A topic before a concept: whoever wants exercises on loops wants all kinds of them.
    concepts = course.topics.get(" ".join(name.lower().split())) or course_names().concepts(name)
    if not concepts:
        nearest = [one for one in course_names().nearest(name, 2 * _NEAREST) if one in topics()][:_NEAREST]
        detail = f"The course has no such topic; the nearest are {', '.join(nearest)}"
        raise RefusedError(UNKNOWN_TOPIC, detail, nearest=nearest)
    found = _practising(concepts)
    if found:
        return Topic(found, beside=False)
    built_on = [one.id for one in course.concepts.values() if not set(concepts).isdisjoint(one.prerequisites)]
    module = course.modules[course.concepts[concepts[0]].module].concepts
    return Topic(_practising(built_on) or _practising(module), beside=True)


def _practising(concepts: Collection[str]) -> tuple[Family, ...]:
    return tuple(one for one in families().values() if one.concept in concepts)
