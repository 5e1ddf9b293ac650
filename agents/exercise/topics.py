"""From what a student writes as a topic to the families on it. Pure."""

from functools import cache

from agents.curriculum.loading import curriculum
from agents.curriculum.names import Names
from agents.exercise.catalogue import families
from agents.exercise.family import Family
from agents.exercise.problems import UNKNOWN_TOPIC
from agents.runtime.answering import RefusedError

__all__ = ["course_names", "on_topic", "topics"]

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


def on_topic(topic: str) -> list[Family]:
    """Every family on a module, a topic or a concept, by its id, title or another name.

    Raises:
        RefusedError: nothing of the course is called so, or it has no exercises; with the nearest that has.
    """
    # A topic before a concept: whoever wants exercises on loops wants all kinds of them.
    concepts = curriculum().topics.get(" ".join(topic.lower().split())) or course_names().concepts(topic)
    found = [one for one in families().values() if one.concept in concepts]
    if found:
        return found
    if concepts:
        course = curriculum()
        looked_at = list(course.modules[course.concepts[concepts[0]].module].concepts)
        detail = "The course has this, but no exercises on it"
    else:
        looked_at = course_names().nearest(topic, 2 * _NEAREST)
        detail = "The course has no such topic"
    nearest = [one for one in looked_at if one in topics()][:_NEAREST]
    raise RefusedError(UNKNOWN_TOPIC, f"{detail}; the nearest are {', '.join(nearest)}", nearest=nearest)
