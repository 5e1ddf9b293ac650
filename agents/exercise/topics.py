"""From what a student writes as a topic to the families on it. Pure."""

from functools import cache

from rapidfuzz import fuzz, process

from agents.curriculum.loading import curriculum
from agents.exercise.catalogue import families
from agents.exercise.family import Family
from agents.exercise.problems import UNKNOWN_TOPIC
from agents.runtime.answering import RefusedError

__all__ = ["on_topic", "topics"]

_NEAREST = 5  # names told: as many as one reads


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("-", " ").replace("_", " ").split())


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Every name for something of the course, in plain form, with the concepts it stands for."""
    course = curriculum()
    found: dict[str, tuple[str, ...]] = {}
    for concept in course.concepts.values():
        for name in (concept.id, concept.title, *concept.aliases, *concept.misspellings):
            found.setdefault(_plain(name), (concept.id,))
    for topic, members in course.topics.items():
        found[_plain(topic)] = members
    for module in course.modules.values():
        found[_plain(module.id)] = found[_plain(module.title)] = module.concepts
    return found


@cache
def topics() -> tuple[str, ...]:
    """Names of modules, topics and concepts that have exercises."""
    course = curriculum()
    practised = {one.concept for one in families().values()}
    concepts = [one for one in course.concepts if one in practised]
    return (*course.modules, *course.topics, *concepts)


def on_topic(topic: str) -> list[Family]:
    """Every family on a module, a topic or a concept, by its id, title or another name.

    Raises:
        RefusedError: nothing of the course is called so, or it has no exercises; with the nearest that has.
    """
    plain = _plain(topic)
    concepts = _names().get(plain, ())
    found = [one for one in families().values() if one.concept in concepts]
    if found:
        return found
    if concepts:
        course = curriculum()
        siblings = course.modules[course.concepts[concepts[0]].module].concepts
        nearest = [one for one in siblings if one in topics()][:_NEAREST]
        raise RefusedError(UNKNOWN_TOPIC, "The course has this concept, but no exercises on it", nearest=nearest)
    scored = process.extract(plain, {one: _plain(one) for one in topics()}, scorer=fuzz.WRatio, limit=_NEAREST)
    nearest = [str(name) for _, _, name in scored]
    raise RefusedError(
        UNKNOWN_TOPIC, f"The course has no such topic; the nearest are {', '.join(nearest)}", nearest=nearest
    )
