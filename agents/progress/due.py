"""What a student should practise again, drawn from the stored schedules. Pure."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from agents.runtime.web import Query
from schemas.metadata import LOGITS
from schemas.times import iso_utc
from tables.practice import Practice
from tables.spacing import recalled

__all__ = ["DueQuery", "due_view"]

_CONCEPTS_MAX = 200  # as many concepts as a student may have components, by default
_WEEK = 7


class DueQuery(Query):
    """Parameters of `GET /progress/{student_id}/due`.

    Attributes:
        days: what comes due within so many days; 0 for what is due now.
        limit: concepts, those least remembered first.
    """

    days: int = Field(_WEEK, ge=0, le=366)
    limit: int = Field(20, ge=1, le=_CONCEPTS_MAX)


def due_view(student_id: str, practices: Mapping[str, Practice], query: DueQuery, now_ms: int) -> dict[str, Any]:
    """Concepts that are due, the least remembered first.

    Args:
        student_id: whose.
        practices: by concept.
        query: how far ahead, and how many.
        now_ms: the present, in milliseconds since 1970.
    """
    until = now_ms + query.days * 86_400_000
    found = [
        {
            "concept": concept,
            "due_at": iso_utc(one.plan.due),
            "due": one.plan.due <= now_ms,
            "recalled": recalled(one.plan.stability, one.outcomes[-1].timestamp, now_ms),
            "rating": one.rating / LOGITS,
            "practised_at": iso_utc(one.outcomes[-1].timestamp),
        }
        for concept, one in practices.items()
        if one.plan.due <= until
    ]
    found.sort(key=lambda one: (one["recalled"], one["concept"]))
    return {"student_id": student_id, "concepts": found[: query.limit], "practised": len(practices)}
