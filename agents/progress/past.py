"""A student's past before the table's first day, drawn from the audit trail by the rules of the fold. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from agents.progress.history import overall_day, winner_day
from tables.mastery import Mastery, Winner, day_of
from tables.projections.postgres.past import ArchivedEvent

__all__ = ["EVENTS_MAX", "WARM_DAYS", "archive_bound", "archived_days"]

WARM_DAYS: Final = 30
"""Days back for which the table alone is asked (the spec's warm queries). The archive (cold) is asked for what lies
further back and before the table's first day: a history that is as young as its student costs no query."""

EVENTS_MAX: Final = 5000
"""Events that one page is drawn from: thirty a day for half a year, some 100 ms. What lies before is left out, and
said so."""


def archive_bound(oldest: str | None, before: date | None, today: date) -> date:
    """The first day that is not the archive's to tell.

    Args:
        oldest: the first day that the table has, None where it has none.
        before: only days before this one are wanted.
        today: the present day.
    """
    bounds = [today - timedelta(days=WARM_DAYS - 1)]
    if oldest is not None:
        bounds.append(date.fromisoformat(oldest))
    if before is not None:
        bounds.append(before)
    return min(bounds)


def archived_days(events: Iterable[ArchivedEvent], component: str | None, first: date) -> list[dict[str, Any]]:
    """Days as the table would tell them, newest first, each marked with its source.

    Args:
        events: of one student; those that were refused do not count.
        component: the days of this component, or of all together.
        first: the oldest day wanted; events before it count towards later days all the same.
    """
    winners: dict[tuple[str, str], Winner] = {}
    for one in events:
        place = day_of(one.event.timestamp), one.component
        known = winners.get(place)
        if not one.refused and (known is None or one.event > known):
            winners[place] = one.event
    if component is not None:
        days = [winner_day(day, winner) for (day, name), winner in sorted(winners.items()) if name == component]
    else:
        days = _overall(winners)
    return [{**one, "source": "archive"} for one in reversed(days) if one["date"] >= first.isoformat()]


def _overall(winners: dict[tuple[str, str], Winner]) -> list[dict[str, Any]]:
    mastery = Mastery({}, 0)
    days: dict[str, Mastery] = {}
    for (day, name), winner in sorted(winners.items()):
        days[day] = mastery = mastery.changed(name, winner.entry(), winner.timestamp)
    return [overall_day(day, value) for day, value in days.items()]
