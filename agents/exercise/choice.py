"""Which family a student gets: one that they solve three times of four, within what they are ready for. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from agents.curriculum.model import Curriculum
from agents.curriculum.names import Names
from agents.curriculum.standing import standing_of
from agents.exercise.family import Family
from agents.exercise.rating import chance, rating_from, rating_of
from schemas.mastery import MasteryScores, level
from schemas.metadata import LOGITS
from tables.practice import KEPT, Outcome, Practice
from tables.rating import FIRST_RATING, rating_of_results
from tables.spacing import recalled

__all__ = ["TARGET", "Standing", "Standings", "aim", "choose", "due_of", "in_order", "ready"]

TARGET = 0.75
"""Share of exercises that are to be solved. People learn most where they succeed at 80 to 85 % (Wilson et al., Nature
Communications 10, 4646, 2019); a little below that is kinder to a wrong estimate."""

_LOOKED_BACK, _AHEAD = 14, 4
"""Exercises looked back at, and those within which the share is to be back at the target: after a failure or two easier
ones come, after a run of successes harder ones. Fewer ahead follow harder and teach less (`benchmarks/adaptive.py`)."""

_AIM_LEAST, _AIM_MOST = 0.4, 0.95
"""Bounds of the chance that is aimed at: nobody is to fail on purpose, and what cannot fail teaches nothing."""

_OWN = 3
"""Outcomes of a concept from which its own rating counts; before, that of all outcomes in its module does."""

_ALIKE = 0.04
"""Families whose chance of success lies within this of the best are drawn from, so that exercises vary."""

_UNMET = 0.41
"""Mastery of a prerequisite below which (beginner) what stands on it is too early."""

_TRANSFER = 0.5
"""Logits by which a concept counts as harder than what its rating is guessed from."""


@dataclass(frozen=True)
class Standing:
    """Where a student stands with a concept.

    Attributes:
        rating: in logits.
        basis: what it was read from: `outcomes`, `module outcomes`, `concept`, `topic`, `module`,
            `implied`, `prerequisites` or `new`.
        ready: whether no prerequisite is known to be missing.
    """

    rating: float
    basis: str
    ready: bool


class Standings:
    """Where a student stands with every concept."""

    def __init__(
        self,
        course: Curriculum,
        names: Names,
        scores: MasteryScores | None,
        practices: Mapping[str, Practice] | None = None,
    ) -> None:
        """Take the course, its names, and what is known of the student: their mastery, and what they have practised."""
        self._practices = practices or {}
        self._of_module: dict[str, list[Outcome]] = {}
        for one, practice in self._practices.items():
            if one in course.concepts:
                self._of_module.setdefault(course.concepts[one].module, []).extend(practice.outcomes)
        self._course = course
        self._scores = scores.latest_scores if scores is not None else {}
        self._estimates = standing_of(course, names, scores)

    def of(self, concept: str) -> Standing:
        """Where they stand with one."""
        needed = [self._estimates.of(one) for one in self._course.concepts[concept].prerequisites]
        known = [one.mastery for one in needed if one is not None]
        prepared = all(mastery >= _UNMET for mastery in known)
        practice = self._practices.get(concept)
        if practice is not None and len(practice.outcomes) >= _OWN:
            return Standing(practice.rating / LOGITS, "outcomes", prepared)
        if practice is None and concept in self._scores:
            return Standing(rating_of(self._scores[concept]), "concept", prepared)
        practised = self._of_module.get(self._course.concepts[concept].module)
        if practised:
            return Standing(rating_of_results(in_order(practised)[-KEPT:]) / LOGITS, "module outcomes", prepared)
        estimate = self._estimates.of(concept)
        if estimate is not None:
            return Standing(rating_from(estimate.mastery) - _TRANSFER, estimate.basis, prepared)
        if known:
            return Standing(rating_from(min(known)) - _TRANSFER, "prerequisites", prepared)
        return Standing(FIRST_RATING, "new", prepared)


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


def ready(candidates: Sequence[Family], at: Mapping[str, Standing]) -> list[Family]:
    """Those of an allowed level whose concept lacks no prerequisite; else all of an allowed level; else all."""
    within = [one for one in candidates if allowed(one, at[one.concept])]
    prepared = [one for one in within if at[one.concept].ready]
    return prepared or within or list(candidates)


def in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Outcomes of several concepts, oldest first; an item that practises two of them counts once."""
    return sorted(set(outcomes))


def aim(solved: Sequence[int]) -> float:
    """The chance of success to aim at next, so that three of four of the last and the next exercises are solved.

    Args:
        solved: 1 or 0 for each exercise so far, oldest first.
    """
    recent = solved[-_LOOKED_BACK:]
    wanted = (TARGET * (len(recent) + _AHEAD) - sum(recent)) / _AHEAD
    return min(max(wanted, _AIM_LEAST), _AIM_MOST)


def due_of(practices: Mapping[str, Practice], now_ms: int) -> list[str]:
    """Concepts that are due for practice, the least remembered first.

    Args:
        practices: by concept.
        now_ms: the present, in milliseconds since 1970.
    """
    known = [
        (recalled(one.plan.stability, one.outcomes[-1].timestamp, now_ms), concept)
        for concept, one in practices.items()
        if one.plan.due <= now_ms
    ]
    return [concept for _, concept in sorted(known)]


def choose(
    candidates: Sequence[Family],
    at: Mapping[str, Standing],
    random: Random,
    target: float = TARGET,
    due: Collection[str] = (),
) -> Family:
    """Draw a family whose chance of success is nearest to the target.

    Args:
        candidates: at least one.
        at: the student's standing in each candidate's concept.
        random: settles what is alike.
        target: the wanted probability of success.
        due: concepts that are due for practice: of families that fit alike, theirs come first.
    """
    fitting = ready(candidates, at)
    miss = {one.name: abs(chance(at[one.concept].rating, one.item_level) - target) for one in fitting}
    best = min(miss.values())
    alike = [one for one in fitting if miss[one.name] <= best + _ALIKE]
    return random.choice([one for one in alike if one.concept in due] or alike)
