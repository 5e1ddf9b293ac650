"""A student's past over HTTP: by day, and by the events that made it.

The table answers what is recent (warm). What lies further back, and every event that did not win its day, stands in the
audit trail (cold). That one is away: the answer comes from the table, with a note.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from agents.progress.explain import ExplainQuery, cursor_of, explanation, place_of, told
from agents.progress.history import HistoryQuery, history_view, newest_first, overall_day, winner_day
from agents.progress.past import EVENTS_MAX, archive_bound, archived_days
from agents.progress.views import READ_S, known
from agents.runtime.access import LEARNERS
from agents.runtime.services import Services
from agents.runtime.web import Forward, Route, json_response, read_query, student_id_of
from schemas.answers import HistoryView
from tables.mastery import Mastery, Winner, day_of
from tables.projections.postgres.past import ArchivedEvent, PastReader
from tables.projections.projection import TargetAwayError
from tables.reader import MasteryReader, NotOwnedError, StudentReader

__all__ = ["PastViews"]

_NOT_KEPT = "No archive is set up: FLEET_POSTGRES_DSN"
_AWAY = "The archive does not answer at the moment"


@dataclass(frozen=True)
class PastViews:
    """The views and what they need.

    Attributes:
        reader: of this worker's share of the mastery table.
        forward: asks the worker that has a partition.
        clock: the present, in seconds since 1970.
        past: the audit trail; None where there is none.
    """

    reader: MasteryReader
    forward: Forward
    clock: Callable[[], float]
    past: PastReader | None = None

    @classmethod
    def of(cls, services: Services) -> Self:
        """With everything that a worker has."""
        if services.past is not None:
            services.closing.append(services.past.close)
        return cls(services.reader, services.forward, services.clock, services.past)

    def routes(self) -> tuple[Route, ...]:
        """The views as data."""
        path = "/progress/{student_id}"
        return (
            Route(
                "GET",
                f"{path}/history",
                self.history,
                "A student's mastery by day.",
                query=HistoryQuery,
                answers=HistoryView,
                access=LEARNERS,
            ),
            Route(
                "GET",
                f"{path}/explain",
                self.explain,
                "Which events made a student's mastery.",
                ExplainQuery,
                access=LEARNERS,
            ),
        )

    # -- by day --------------------------------------------------------------------------------------------------------
    async def history(self, request: web.Request) -> web.Response:
        """`GET /progress/{student_id}/history`."""
        student_id = student_id_of(request)
        query = read_query(request, HistoryQuery)
        today = datetime.fromtimestamp(self.clock(), UTC).date()
        first, before = query.span(today)
        try:
            student = self.reader.student(student_id)
        except NotOwnedError as away:
            return await self.forward(request, away.partition, seconds=READ_S)
        known(student)
        component = query.component
        if component is None:
            overall = newest_first(student.days, first, today, before, query.limit)
            days, more = [overall_day(*one) for one in overall.days], overall.more
            oldest = next((day for day, _ in student.days("")), None)
        else:
            won = newest_first(lambda day: student.winners(component, day), first, today, before, query.limit)
            days, more = [winner_day(*one) for one in won.days], won.more
            oldest = next((day for day, _ in student.winners(component, "")), None)
        note = None
        bound = archive_bound(oldest, before, today)
        if not more and first < bound and self.past is not None:
            older, note = await self._older(student_id, component, first, bound)
            room = query.limit - len(days)
            days, more = days + older[:room], len(older) > room
        return json_response(history_view(student_id, query, days, more=more, note=note))

    async def _older(
        self, student_id: str, component: str | None, first: date, bound: date
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Days that the table does not have, newest first, and what is to be said of them."""
        assert self.past is not None  # noqa: S101 - for mypy: the caller has looked
        try:
            events = await self.past.events(student_id, component, bound, EVENTS_MAX)
        except TargetAwayError:
            return [], f"{_AWAY}: days before {bound} may be missing"
        note = None
        if len(events) == EVENTS_MAX:
            oldest = day_of(events[-1].event.timestamp)
            first, note = (
                max(first, date.fromisoformat(oldest) + timedelta(days=1)),
                f"Days up to {oldest} are left out",
            )
        return archived_days(events, component, first), note

    # -- by event ------------------------------------------------------------------------------------------------------
    async def explain(self, request: web.Request) -> web.Response:
        """`GET /progress/{student_id}/explain`."""
        student_id = student_id_of(request)
        query = read_query(request, ExplainQuery)
        try:
            student = self.reader.student(student_id)
        except NotOwnedError as away:
            return await self.forward(request, away.partition, seconds=READ_S)
        raw = known(student)
        day = query.day.isoformat() if query.day is not None else None
        mastery = Mastery.load(raw) if day is None else student.at(day) or Mastery({}, 0)
        names = sorted(mastery.components) if query.component is None else [query.component]
        made = [(name, winner) for name in names if (winner := student.last_winner(name, day)) is not None]
        overall = mastery.overall() if mastery.components else 0.0
        trail = await self._trail(student, query)
        return json_response(explanation(student_id, query, overall, made, trail))

    async def _trail(self, student: StudentReader, query: ExplainQuery) -> dict[str, Any]:
        """What the audit trail adds: every event of one component; nothing where all are asked for."""
        component = query.component
        if component is None:
            return {}
        if self.past is None:
            return {"events": None, "next": None, "note": _NOT_KEPT}
        student_id = student.student_id
        end = date.max if query.day is None or query.day == date.max else query.day + timedelta(days=1)
        after = place_of(query.cursor) if query.cursor is not None else None
        try:
            events = await self.past.events(student_id, component, end, query.limit + 1, after)
        except TargetAwayError:
            return {"events": None, "next": None, "note": _AWAY}
        page = events[: query.limit]
        winners = self._winners(student_id, component, page)
        last = cursor_of(page[-1].event) if len(events) > query.limit else None
        return {"events": [told(one, winners) for one in page], "next": last}

    def _winners(self, student_id: str, component: str, page: list[ArchivedEvent]) -> dict[str, Winner]:
        """Winners of the days of a page, read after the wait."""
        if not page:
            return {}
        try:
            student = self.reader.student(student_id)
        except NotOwnedError:
            return {}
        last = day_of(page[0].event.timestamp)
        found = {}
        for day, winner in student.winners(component, day_of(page[-1].event.timestamp)):
            if day > last:
                break
            found[day] = winner
        return found
