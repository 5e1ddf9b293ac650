"""Which family a student gets: one that they solve three times of four, within what they are ready for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from agents.curriculum.model import Curriculum
from agents.exercise.family import Family
from agents.exercise.rating import chance, rating_of
from schemas.mastery import MasteryScores, level
from schemas.progress import mastery_of

__all__ = ["TARGET", "Standing", "choose", "ready", "standing"]

TARGET = 0.75
"""Wanted probability of success: people learn most where they succeed at 80 to 85 % (Wilson et al., Nature
Communications 10, 4646, 2019), and a little below that leaves room for an estimate that is too low."""

NEW_RATING = -0.5
"""Of a student of whom nothing is known: begins with easy items, and a few successes lead away from them."""

_ALIKE = 0.06
"""Families whose chance of success lies within this of the best are drawn from, so that exercises vary."""

_UNMET = 0.41
"""Mastery of a prerequisite below which (beginner) what stands on it is too early."""

_TRANSFER = 0.5
"""Logits by which a concept counts as harder than the module or the prerequisites that its rating is guessed from."""


@dataclass(frozen=True)
class Standing:
    """Where a student stands with a concept.

    Attributes:
        rating: in logits.
        basis: what it was read from: `concept`, `module`, `prerequisites` or `new`.
        ready: whether no prerequisite is known to be missing.
    """

    rating: float
    basis: str
    ready: bool


def standing(course: Curriculum, concept_id: str, scores: MasteryScores | None) -> Standing:
    """A student's rating in a concept, from the nearest thing that is known."""
    known = scores.latest_scores if scores is not None else {}
    concept = course.concepts[concept_id]
    needed = [known[one] for one in concept.prerequisites if one in known]
    prepared = all(mastery_of(one) >= _UNMET for one in needed)
    if concept_id in known:
        return Standing(rating_of(known[concept_id]), "concept", prepared)
    if concept.module in known:
        return Standing(rating_of(known[concept.module]) - _TRANSFER, "module", prepared)
    if needed:
        return Standing(min(map(rating_of, needed)) - _TRANSFER, "prerequisites", prepared)
    return Standing(NEW_RATING, "new", prepared)


def allowed(family: Family, at: Standing) -> bool:
    """Whether a level is within what mastery and prerequisites allow.

    Nothing but easy items while a prerequisite is missing, no hard ones for beginners, no easy ones for masters.
    """
    word = level(min(1.0, max(0.0, chance(at.rating, 0.0))))
    if not at.ready:
        return family.difficulty == "easy"
    if word == "beginner":
        return family.difficulty != "hard"
    return not (word == "mastered" and family.difficulty == "easy")


def ready(candidates: Sequence[Family], at: dict[str, Standing]) -> list[Family]:
    """Those of an allowed level whose concept lacks no prerequisite; else all of an allowed level; else all."""
    within = [one for one in candidates if allowed(one, at[one.concept])]
    prepared = [one for one in within if at[one.concept].ready]
    return prepared or within or list(candidates)


def choose(candidates: Sequence[Family], at: dict[str, Standing], random: Random, target: float = TARGET) -> Family:
    """Draw a family whose chance of success is nearest to the target.

    Args:
        candidates: at least one.
        at: the student's standing in each candidate's concept.
        random: settles what is alike.
        target: the wanted probability of success.
    """
    fitting = ready(candidates, at)
    miss = {one.name: abs(chance(at[one.concept].rating, one.item_level) - target) for one in fitting}
    best = min(miss.values())
    return random.choice([one for one in fitting if miss[one.name] <= best + _ALIKE])
