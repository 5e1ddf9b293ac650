"""The way from where a student stands to what they want to learn. Pure."""

from dataclasses import dataclass

from agents.curriculum.graph import teaching_order
from agents.curriculum.model import Curriculum
from agents.curriculum.standing import Standing

__all__ = ["Step", "path_to"]

_NAMED = 2
"""Later concepts that a reason names: more would not persuade better."""


@dataclass(frozen=True)
class Step:
    """A concept to learn.

    Attributes:
        concept: its id.
        mastery: of the student, 0 to 1; None if nothing is known.
        needed_for: ids of later steps that stand on it; none for the goal itself.
        reason: in words.
    """

    concept: str
    mastery: float | None
    needed_for: tuple[str, ...]
    reason: str


def path_to(course: Curriculum, standing: Standing, goals: tuple[str, ...]) -> list[Step]:
    """The fewest concepts that lead to the goals, each after those it stands on.

    What the student knows is left out together with what only that needs: every other concept on the way is needed by
    a goal and not known, so no shorter path exists.

    Args:
        course: the course.
        standing: of the student.
        goals: ids of concepts.
    """
    missing: set[str] = set()
    waiting = [goal for goal in goals if not standing.knows(goal)]
    while waiting:
        one = waiting.pop()
        if one not in missing:
            missing.add(one)
            waiting.extend(needed for needed in course.graph[one] if not standing.knows(needed))
    ordered = teaching_order(course.graph, missing)
    steps: list[Step] = []
    for concept in ordered:
        users = tuple(later for later in ordered if concept in course.graph[later])
        estimate = standing.of(concept)
        mastery = None if estimate is None else round(estimate.mastery, 4)
        steps.append(Step(concept, mastery, users, _reason(course, users, mastery)))
    return steps


def _reason(course: Curriculum, users: tuple[str, ...], mastery: float | None) -> str:
    stands = "it is new to you" if mastery is None else f"your mastery is {mastery:.2f}"
    if not users:
        return f"Your goal; {stands}."
    return f"Needed for {' and '.join(course.concepts[one].title for one in users[:_NAMED])}; {stands}."
