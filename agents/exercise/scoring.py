"""From a verdict to the scores and the metadata of a progress event. Pure.

- `completion` and `quiz` are the mastery that the rating stands for after this outcome (`rating.py`): a solved
  hard exercise raises it much, a solved easy one little, a failed easy one lowers it much.
- `quality` moves by a quarter towards 1 when a solution passes that is no longer than twice the reference, and towards
  less the longer it is; a failed attempt leaves it.
- `consistency` moves by an eighth towards 1 with every attempt: it says that the student practises.
"""

import ast

from agents.exercise.examination import statements
from agents.exercise.family import Family
from agents.exercise.rating import after, mastery_from
from agents.exercise.requests import VerifyRequest
from agents.exercise.tickets import Ticket, item_of
from agents.exercise.verdict import Verdict
from schemas.mastery import MasteryData
from schemas.metadata import ProgressMetadata
from schemas.progress import ComponentScores

__all__ = ["brevity", "outcome_of", "scores_after"]

_QUALITY_STEP = 0.25
_CONSISTENCY_STEP = 0.125
_FIRST = 0.5  # of a score of which nothing is known
_WEEK_S = 7 * 86_400  # what an event may say at most
_LONG = 2.0  # times as many statements as the reference


def brevity(count: int, reference: str) -> float:
    """1 for a solution of up to twice as many statements as the reference, less for a longer one."""
    return min(1.0, _LONG * statements(ast.parse(reference)) / max(1, count))


def scores_after(
    known: MasteryData | None, rating: float, item_level: float, verdict: Verdict, brief: float
) -> ComponentScores:
    """The component's scores after an attempt.

    Args:
        known: its scores before.
        rating: the student's when the exercise was made, in logits: further attempts are scored from the same.
        item_level: of the exercise.
        verdict: how it went.
        brief: see `brevity`.
    """
    mastery = mastery_from(after(rating, item_level, 1.0 if verdict.passed else 0.0))
    quality = known.quality if known is not None else _FIRST
    consistency = known.consistency if known is not None else _FIRST
    if verdict.passed:
        quality += _QUALITY_STEP * (brief - quality)
    consistency += _CONSISTENCY_STEP * (1.0 - consistency)
    return ComponentScores(completion=mastery, quiz=mastery, quality=quality, consistency=consistency)


def outcome_of(request: VerifyRequest, ticket: Ticket, family: Family, verdict: Verdict) -> ProgressMetadata:
    """The item and what came of it, for ratings and schedules.

    Args:
        request: the attempt.
        ticket: of the exercise.
        family: of the exercise.
        verdict: how it went.
    """
    spent = request.timestamp.timestamp() - ticket.made
    return ProgressMetadata(
        item_id=item_of(request.exercise_id),
        concepts=[family.concept],
        item_level=family.item_level,
        rating=ticket.rating,
        passed=verdict.passed,
        seconds=round(spent, 3) if 0 <= spent <= _WEEK_S else None,  # whoever asks gives the time of asking
        hints=request.hints_taken,
    )
