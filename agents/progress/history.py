"""A student's past by day, newest first, a page at a time. Pure; a page costs what it shows, not what lies behind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from agents.progress.answers import component_masteries
from agents.runtime.web import Query
from schemas.errors import InvalidError
from schemas.ids import ComponentName
from schemas.progress import SCALE
from schemas.requests import HISTORY_DAYS_MAX
from schemas.times import iso_utc
from tables.mastery import Mastery, Winner

__all__ = [
    "HistoryPage",
    "HistoryQuery",
    "as_day",
    "history_view",
    "newest_first",
    "overall_day",
    "since",
    "winner_day",
]

_WINDOW = timedelta(days=32)
"""Days read at once, going back: the table reads forward only, and a month is what is mostly asked for."""

_LIMIT_MAX = 366  # a year a page: 366 days of 50 components are 10 ms of decoding

Value = TypeVar("Value")


def as_day(value: Any) -> Any:
    """A UTC day as a parameter.

    Raises:
        PydanticCustomError: it is none.
    """
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("day", "must be a day such as 2026-01-13") from None


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


Day = Annotated[date, BeforeValidator(as_day)]
"""A UTC day such as 2026-01-13."""


class HistoryQuery(Query):
    """Parameters of a history.

    Attributes:
        component: only this one.
        first: the oldest day wanted (`from`); `days` counts where it is not given.
        to: the newest day wanted.
        days: how many days back, the newest included.
        limit: most days on a page.
        cursor: `next` of the page before: only days before this one.
        before: the same under its former name.
    """

    component: ComponentName | None = None
    first: Day | None = Field(None, alias="from")
    to: Day | None = None
    days: int = Field(30, ge=1, le=HISTORY_DAYS_MAX)
    limit: int = Field(50, ge=1, le=_LIMIT_MAX)
    cursor: Day | None = None
    before: Day | None = None

    def span(self, today: date) -> tuple[date, date | None]:
        """The oldest day wanted, and the day that the page ends before, None for the newest page.

        Raises:
            InvalidError: the days end before they begin, or are too many.
        """
        ends = [day for day in (self.cursor, self.before, self.to and _after(self.to)) if day is not None]
        newest = self.to or today
        first = self.first or since(self.days, newest)
        if self.to is not None and self.to < first:
            raise InvalidError.of("to", "must not be before `from`")
        if (newest - first).days >= HISTORY_DAYS_MAX:
            raise InvalidError.of("from", f"must be at most {HISTORY_DAYS_MAX} days back")
        return first, min(ends, default=None)


@dataclass(frozen=True)
class HistoryPage(Generic[Value]):
    """Days and their values, newest first, and whether there are older ones."""

    days: list[tuple[str, Value]]
    more: bool


def since(days: int, today: date) -> date:
    """The first of so many days, today included."""
    return date.fromordinal(max(1, today.toordinal() - days + 1))


def newest_first(
    read: Callable[[str], Iterator[tuple[str, Value]]], first: date, today: date, before: date | None, limit: int
) -> HistoryPage[Value]:
    """One page.

    Args:
        read: days from a given one on, in order.
        first: the oldest day wanted.
        today: where to begin; a student's last day may be tomorrow, as clocks differ.
        before: the day that the page ends before, None for the newest page.
        limit: most days on the page.
    """
    found: list[tuple[str, Value]] = []
    upper = before or date.max
    while upper > first and len(found) <= limit:
        lower = max(first, min(upper, today) - _WINDOW)
        bound = upper.isoformat()
        found += reversed(list(takewhile(lambda one, bound=bound: one[0] < bound, read(lower.isoformat()))))  # type: ignore[misc]  # mypy cannot type a lambda's default
        upper = lower
    return HistoryPage(found[:limit], len(found) > limit)


def overall_day(day: str, mastery: Mastery) -> dict[str, Any]:
    """One day of all components, as it stood at its end."""
    return {"date": day, "overall_mastery": mastery.overall(), "mastery": component_masteries(mastery)}


def winner_day(day: str, winner: Winner) -> dict[str, Any]:
    """One day of one component: the event that counts."""
    entry = winner.entry()
    return {
        "date": day,
        "scores": entry.scores,
        "mastery": entry.weight / (10 * SCALE),
        "event_id": winner.event_id,
        "timestamp": iso_utc(winner.timestamp),
    }


def history_view(
    student_id: str, query: HistoryQuery, days: list[dict[str, Any]], *, more: bool, note: str | None = None
) -> dict[str, Any]:
    """The answer.

    Args:
        student_id: whose.
        query: what was asked.
        days: of this page, newest first.
        more: whether there are older ones.
        note: what is missing in it, and why.
    """
    key = "overall_mastery" if query.component is None else "mastery"
    trend = [one[key] for one in reversed(days)]
    return {
        "student_id": student_id,
        "component": query.component,
        "days": query.days,
        "history": days,
        "trend": trend,
        "change": round(trend[-1] - trend[0], 5) if trend else None,
        "next": days[-1]["date"] if more else None,
        **({"note": note} if note is not None else {}),
    }
