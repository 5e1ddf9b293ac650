"""How deep an explanation goes for one student, and why. Pure."""

import re
from dataclasses import dataclass

from agents.curriculum.model import Concept, Depth
from agents.curriculum.standing import Standing
from schemas.mastery import level

__all__ = ["DEPTHS", "Choice", "choose_depth"]

DEPTHS: tuple[Depth, ...] = ("beginner", "learning", "proficient")
"""From shallow to deep."""

_SIMPLE = re.compile(
    r"\b(?:like i'?m (?:five|5)|like im (?:five|5)|simply|simple (?:words|terms|explanation)|eli5|basics of)\b"
)
_DETAILED = re.compile(r"\b(?:in depth|in detail|advanced|under the hood|internally|deep dive|technical)\b")


@dataclass(frozen=True)
class Choice:
    """A depth, and the reason in words."""

    depth: Depth
    reason: str


def choose_depth(concept: Concept, standing: Standing, question: str) -> Choice:
    """Choose by the student's mastery of the concept and of what it stands on, unless the question asks for a depth.

    - Known mastery of the concept decides: beginner, learning, or proficient, which `mastered` reads too.
    - It is one less deep if a prerequisite is measured as beginner: the words would not be understood.
    - Nothing known of the concept: `learning` if every prerequisite is known, else `beginner`.
    """
    asked = question.casefold()
    if _SIMPLE.search(asked):
        return Choice("beginner", "You asked for a simple explanation.")
    if _DETAILED.search(asked):
        return Choice("proficient", "You asked for the details.")
    own = standing.of(concept.id)
    if own is None:
        if concept.prerequisites and all(map(standing.knows, concept.prerequisites)):
            return Choice("learning", f"{concept.title} is new to you, and you know what it stands on.")
        return Choice("beginner", f"{concept.title} is new to you.")
    reached = level(own.mastery)
    depth: Depth = "proficient" if reached == "mastered" else reached
    weak = [one for one in concept.prerequisites if _is_weak(standing, one)]
    if weak and depth != "beginner":
        return Choice(DEPTHS[DEPTHS.index(depth) - 1], f"You are {reached} here, and still a beginner in {weak[0]}.")
    return Choice(depth, f"Your mastery here is {own.mastery:.2f} ({reached}).")


def _is_weak(standing: Standing, concept: str) -> bool:
    estimate = standing.of(concept)
    return estimate is not None and level(estimate.mastery) == "beginner"
