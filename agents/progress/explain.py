"""Why a student's mastery is what it is: the events that made it, and those that did not. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from agents.progress.history import as_day, winner_day
from agents.runtime.web import Query
from schemas.ids import ComponentName
from schemas.progress import SCALE
from schemas.times import iso_utc
from tables.mastery import Winner, day_of
from tables.projections.postgres.past import ArchivedEvent

__all__ = ["ExplainQuery", "cursor_of", "explanation", "made_by", "place_of", "told"]

_LIMIT_MAX = 200
"""Events on a page: some 60 KB."""

_WEIGHTS = {"completion": 0.4, "quiz": 0.3, "quality": 0.2, "consistency": 0.1}


def _cursor(value: str) -> str:
    place_of(value)
    return value


class ExplainQuery(Query):
    """Parameters of an explanation.

    Attributes:
        component: only this one, with every event of it that the audit trail knows.
        day: as at the end of this UTC day, not now.
        limit: most events of the audit trail.
        cursor: `next` of the page before.
    """

    component: ComponentName | None = None
    day: Annotated[date, BeforeValidator(as_day)] | None = None
    limit: int = Field(20, ge=1, le=_LIMIT_MAX)
    cursor: Annotated[str, AfterValidator(_cursor)] | None = None


def made_by(winner: Winner) -> dict[str, Any]:
    """A component's value and the event that made it."""
    day = winner_day(day_of(winner.timestamp), winner)
    terms = " + ".join(f"{weight} x {day['scores'][name]}" for name, weight in _WEIGHTS.items())
    return {
        "mastery": day["mastery"],
        "scores": day["scores"],
        "calculation": f"{terms} = {day['mastery']}",
        "event": {
            "event_id": winner.event_id,
            "timestamp": day["timestamp"],
            "date": day["date"],
            "clamped": bool(winner.clamped),
        },
    }


def told(one: ArchivedEvent, winners: Mapping[str, Winner]) -> dict[str, Any]:
    """One event of the audit trail, and what became of it.

    Args:
        one: the event.
        winners: of its component, by day, as the table has them.
    """
    winner = winners.get(day_of(one.event.timestamp))
    entry = one.event.entry()
    return {
        "event_id": one.event.event_id,
        "timestamp": iso_utc(one.event.timestamp),
        "appended_at": iso_utc(one.appended_ms),
        "scores": entry.scores,
        "mastery": entry.weight / (10 * SCALE),
        "duplicates": one.duplicates,
        "origin": one.origin,
        "outcome": _outcome(one, winner),
        "failed": one.failed,
    }


def _outcome(one: ArchivedEvent, winner: Winner | None) -> str:
    if winner is not None and winner.event_id == one.event.event_id:
        return "counts"
    if one.refused:
        return "refused"
    if winner is None:
        return "unknown"  # not folded yet, waiting to be tried again, or of a table that was begun anew
    return "superseded"


def explanation(
    student_id: str,
    query: ExplainQuery,
    overall: float,
    components: Iterable[tuple[str, Winner]],
    trail: Mapping[str, Any],
) -> dict[str, Any]:
    """The answer.

    Args:
        student_id: whose.
        query: what was asked.
        overall: mastery of all components together, then.
        components: each with the event that counts.
        trail: what the audit trail adds.
    """
    return {
        "student_id": student_id,
        "component": query.component,
        "day": query.day.isoformat() if query.day is not None else None,
        "overall_mastery": overall,
        "overall_is": "the arithmetic mean of the mastery of all components",
        "components": {name: made_by(winner) for name, winner in components},
        **trail,
    }


# -- cursors -----------------------------------------------------------------------------------------------------------
def cursor_of(event: Winner) -> str:
    """Where the page after this event begins."""
    return f"{iso_utc(event.timestamp)}~{event.event_id}"


def place_of(cursor: str) -> tuple[int, str]:
    """Timestamp in milliseconds and id of the event that a page ended with.

    Raises:
        PydanticCustomError: it is no cursor.
    """
    moment, sign, event_id = cursor.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not sign or not event_id or "\0" in event_id:
        raise PydanticCustomError("cursor", "must be `next` of another page")
    return round(at.timestamp() * 1000), event_id
