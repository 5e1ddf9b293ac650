"""What a student's mastery says about each concept, whatever the components are that their course tracks. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agents.curriculum.graph import needed_for
from agents.curriculum.model import Curriculum
from agents.curriculum.names import Names
from schemas.mastery import MasteryScores
from schemas.progress import mastery_of

__all__ = ["KNOWN_FROM", "Estimate", "Standing", "standing_of"]

KNOWN_FROM = 0.71
"""Mastery from which a concept counts as known: `proficient`, see `schemas.mastery.level`."""

Basis = Literal["concept", "topic", "module", "implied"]
"""What an estimate comes from: a component for the concept, for several of its kind, for its module; or that the
student knows something that cannot be known without it."""


@dataclass(frozen=True)
class Estimate:
    """How well a student knows a concept: mastery of 0 to 1, and what says so."""

    mastery: float
    basis: Basis


@dataclass(frozen=True)
class Standing:
    """What is known of a student, by concept; a concept that nothing is known of is missing."""

    estimates: Mapping[str, Estimate]

    def of(self, concept: str) -> Estimate | None:
        """The estimate for a concept."""
        return self.estimates.get(concept)

    def knows(self, concept: str) -> bool:
        """Whether a concept counts as known."""
        estimate = self.estimates.get(concept)
        return estimate is not None and estimate.mastery >= KNOWN_FROM


def standing_of(course: Curriculum, names: Names, scores: MasteryScores | None) -> Standing:
    """Read a student's mastery by concept.

    The closest component counts: one for the concept itself (by id, title or alias) before one for a topic, before its
    module. What a known concept stands on is known too, unless a component for that very concept says otherwise.

    Args:
        course: the course.
        names: of the course.
        scores: of the student; None for a new one.
    """
    if scores is None:
        return Standing({})
    found: dict[str, Estimate] = {}
    rank: dict[Basis, int] = {"concept": 3, "topic": 2, "module": 1, "implied": 0}
    for component in scores.components_tracked:
        mastery = mastery_of(scores.latest_scores[component])
        ids = names.concepts(component)
        basis: Basis = "concept" if len(ids) == 1 else "module" if component in course.modules else "topic"
        if basis == "topic" and any(ids == module.concepts for module in course.modules.values()):
            basis = "module"
        for one in ids:
            before = found.get(one)
            if before is None or rank[basis] > rank[before.basis]:
                found[one] = Estimate(mastery, basis)
    for concept in [one for one, estimate in found.items() if estimate.mastery >= KNOWN_FROM]:
        for needed in needed_for(course.graph, concept):
            before = found.get(needed)
            if before is None or (before.basis != "concept" and before.mastery < KNOWN_FROM):
                found[needed] = Estimate(found[concept].mastery, "implied")
    return Standing(found)
