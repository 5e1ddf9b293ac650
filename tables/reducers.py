"""The pure fold (state, event) -> state, for the live agent and every rebuild. It reads through `Past`, writes nothing.

Mastery is a function of the *set* of accepted events: per component the event with the greatest (timestamp, event id,
scores) wins, and the value of a UTC day holds the winners up to that day's end. The order of arrival never shows.
"""

from typing import NamedTuple, Protocol

from tables.mastery import Mastery, Winner

__all__ = ["Change", "Fact", "Past", "fold"]


class Fact(NamedTuple):
    """What an accepted event says about one component."""

    component: str
    day: str  # UTC day of the event's timestamp
    winner: Winner


class Past(Protocol):
    """One student's state, as far as a fold asks for it."""

    def latest(self) -> Mastery | None:
        """The current mastery, None for a new student."""

    def on(self, day: str) -> Mastery:
        """The value of a day that `days_from` named."""

    def before(self, day: str) -> Mastery | None:
        """The value of the last day before `day`."""

    def days_from(self, day: str) -> list[str]:
        """Days from `day` on that have a value, in order."""

    def winner(self, component: str, day: str) -> Winner | None:
        """The winning event of a component on a day."""

    def next_won_day(self, component: str, day: str) -> str | None:
        """The first day after `day` on which the component has a winner."""


class Change(NamedTuple):
    """What an event changes. `latest` is None where the current mastery stays as it is."""

    latest: Mastery | None
    days: dict[str, Mastery]


def fold(past: Past, fact: Fact) -> Change | None:
    """Fold one accepted event.

    Returns:
        The changed values (the event is then the winner of its component and day), or None where a greater event of the
        same component and day is known already: it changes nothing.
    """
    component, day, winner = fact
    known = past.winner(component, day)
    if known is not None and known >= winner:
        return None
    entry = winner.entry()
    latest = past.latest()
    if latest is None or day >= latest.day:
        value = (latest or Mastery({}, 0)).changed(component, entry, winner.timestamp)
        return Change(value, {day: value})
    return _fold_late(past, component, day, winner, latest)


def _fold_late(past: Past, component: str, day: str, winner: Winner, latest: Mastery) -> Change:
    """An event of an earlier day: it counts on its day and on later ones up to the component's next winner."""
    entry = winner.entry()
    until = past.next_won_day(component, day)
    changed = {
        later: past.on(later).changed(component, entry, winner.timestamp)
        for later in past.days_from(day)
        if until is None or later < until
    }
    if day not in changed:
        changed[day] = (past.before(day) or Mastery({}, 0)).changed(component, entry, winner.timestamp)
    return Change(changed.get(latest.day), changed)
