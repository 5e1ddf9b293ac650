"""HTTP for teachers: who struggles. Who is asked answers for its own partitions and asks the owners of the others."""

from dataclasses import dataclass
from heapq import merge
from typing import Annotated, Any, Final

from aiohttp import web
from pydantic import Field

from agents.runtime.access import TEACHERS
from agents.runtime.web import (
    Forward,
    NoQuery,
    Query,
    Route,
    answers_of,
    json_response,
    read_query,
    student_id_of,
)
from agents.struggle.standing import Rule, Standing
from agents.struggle.words import alert_view
from schemas.ids import ComponentName, StudentId
from schemas.topics import PARTITIONS
from tables.reader import NotOwnedError
from tables.struggles_reader import StrugglesReader

__all__ = ["StrugglesQuery", "StrugglesViews"]

_READ_S = 5.0
"""Seconds to wait for another worker's list: it takes milliseconds."""

_PAGE_MAX: Final = 500
"""Alerts a page: half a megabyte."""

Place = Annotated[str, Field(pattern=r"^[0-9]{13}:[0-9a-f]{16}$")]


class StrugglesQuery(Query):
    """Which open alerts. All that is given must hold.

    Attributes:
        rule: why they were raised.
        student_id: whose.
        component: where in the course.
        limit: most alerts.
        after: only alerts behind this place: `next` of the page before. The alert need not be open any more.
        partition: only this one's.
    """

    rule: Rule | None = None
    student_id: StudentId | None = None
    component: ComponentName | None = None
    limit: int = Field(50, ge=1, le=_PAGE_MAX)
    after: Place | None = None
    partition: Annotated[int, Field(ge=0, lt=PARTITIONS)] | None = None

    def wants(self, alert: dict[str, Any]) -> bool:
        """Whether an alert is meant."""
        return all(
            wanted is None or alert.get(name) == wanted
            for name, wanted in (
                ("rule", self.rule),
                ("student_id", self.student_id),
                ("component", self.component),
            )
        )


@dataclass(frozen=True)
class StrugglesViews:
    """The views and what they need.

    Attributes:
        reader: of this worker's share of the struggles table.
        forward: asks the worker that has a partition.
    """

    reader: StrugglesReader
    forward: Forward

    def routes(self) -> tuple[Route, ...]:
        """The views as data."""
        path = "/struggles"
        return (
            Route(
                "GET",
                path,
                self.browse,
                "Open alerts of all students, the newest first.",
                StrugglesQuery,
                access=TEACHERS,
            ),
            Route(
                "GET",
                f"{path}/{{student_id}}",
                self.show,
                "A student's alerts, open and closed.",
                NoQuery,
                access=TEACHERS,
            ),
        )

    async def browse(self, request: web.Request) -> web.Response:
        """`GET /struggles`."""
        query = read_query(request, StrugglesQuery)

        async def here(partition: int) -> dict[str, Any]:
            return await self._page(partition, query)

        wanted = range(PARTITIONS) if query.partition is None else (query.partition,)
        return json_response(merged(await answers_of(request, wanted, here, self.forward, _READ_S), query.limit))

    async def _page(self, partition: int, query: StrugglesQuery) -> dict[str, Any]:
        found: list[dict[str, Any]] = []
        async for place, alert in self.reader.open_alerts(partition, query.after):
            if query.wants(alert):
                if len(found) == query.limit:
                    return {"struggles": found, "next": found[-1]["place"]}
                found.append({**alert, "place": place})
        return {"struggles": found, "next": None}

    async def show(self, request: web.Request) -> web.Response:
        """`GET /struggles/{student_id}`."""
        student_id = student_id_of(request)
        read_query(request, NoQuery)
        try:
            raw = self.reader.standing(student_id)
        except NotOwnedError as away:
            return await self.forward(request, away.partition, seconds=_READ_S)
        standing = Standing.load(raw) if raw is not None else Standing()
        return json_response(
            {
                "student_id": student_id,
                "open": [alert_view(student_id, one) for one in reversed(standing.open)],
                "closed": [alert_view(student_id, one) for one in reversed(standing.closed)],
            }
        )


def merged(pages: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    """One page from those of all partitions, each in the order of places."""
    found = list(merge(*(page["struggles"] for page in pages), key=lambda one: one["place"]))
    more = len(found) > limit or any(page["next"] is not None for page in pages)
    found = found[:limit]
    return {"struggles": found, "next": found[-1]["place"] if more and found else None}
