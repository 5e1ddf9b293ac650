"""The class at a glance: how many stand where in each component, and a page of students. Each worker has a part."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from aiohttp import web
from pydantic import Field

from agents.runtime.access import TEACHERS
from agents.runtime.web import Forward, Query, Route, answers_of, json_response, read_query
from fleet.web.page.roster import Key, Roster, Sort, Wanted
from fleet.web.page.rosters import Rosters
from schemas.ids import ComponentName
from schemas.mastery import Level
from schemas.topics import PARTITIONS

__all__ = ["ClassQuery", "ClassViews", "added", "merged", "part"]

_READ_S: Final = 20.0
"""Seconds for another worker: the first look reads all its students, some 50,000 a second."""

_ID_MAX: Final = 50

_ROWS_MAX: Final = 200
"""Rows on a page: some 50 KB."""


class ClassQuery(Query):
    """Which students, in which order, and which page of them.

    Attributes:
        component: that `level` and the order by mastery are about; the overall mastery without.
        level: only students who stand there.
        search: only ids that contain this.
        sort: by id, the weakest first, or the latest event first.
        limit: most students.
        after: only students behind this place: `next` of the page before.
        partition: only this one's.
    """

    component: ComponentName | None = None
    level: Level | None = None
    search: Annotated[str, Field(max_length=_ID_MAX)] = ""
    sort: Sort = "student"
    limit: Annotated[int, Field(ge=1, le=_ROWS_MAX)] = 50
    after: Annotated[str | None, Field(pattern=r"^-?\d{1,15}:[^:]{1,50}$")] = None
    partition: Annotated[int | None, Field(ge=0, lt=PARTITIONS)] = None

    def wanted(self) -> Wanted:
        """What a roster is asked."""
        after = place(self.after) if self.after is not None else None
        return Wanted(self.component, self.level, self.search, self.sort, after, self.limit)


@dataclass(frozen=True)
class ClassViews:
    """The view. `rosters` are this worker's, `forward` asks the others."""

    rosters: Rosters
    forward: Forward
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def routes(self) -> tuple[Route, ...]:
        """The view as data."""
        return (
            Route(
                "GET",
                "/class",
                self.browse,
                "How the class stands, and its students in pages.",
                ClassQuery,
                access=TEACHERS,
            ),
        )

    async def browse(self, request: web.Request) -> web.Response:
        """`GET /class`."""
        query = read_query(request, ClassQuery)
        wanted = query.wanted()

        async def here(partition: int) -> dict[str, Any]:
            _, roster = await self.rosters.of(partition)
            async with self.turn:
                await asyncio.sleep(0)  # one partition for each turn of the loop: 20,000 students take some 20 ms
                return part(roster, wanted)

        partitions = range(PARTITIONS) if query.partition is None else (query.partition,)
        pages = await answers_of(request, partitions, here, self.forward, _READ_S)
        return json_response(merged(pages, query.limit), headers={"Cache-Control": "no-store"})


def place(text: str) -> Key:
    """A row's place, as it is in `next`."""
    number, _, student_id = text.partition(":")
    return int(number), student_id


def part(roster: Roster, wanted: Wanted) -> dict[str, Any]:
    """A roster's answer, in the form of the whole. Pure."""
    matched, found = roster.page(wanted)
    rows = [{**roster.shown(key[1], row), "place": f"{key[0]}:{key[1]}"} for key, row in found]
    return {
        "students": len(roster),
        "matched": matched,
        "overall": roster.overall(),
        "components": roster.counts(),
        "rows": rows[: wanted.limit],
        "next": rows[wanted.limit - 1]["place"] if len(rows) > wanted.limit else None,
    }


def merged(pages: Iterable[Mapping[str, Any]], limit: int) -> dict[str, Any]:
    """One answer from those of all partitions, each with as many rows as the page may have. Pure."""
    pages = list(pages)
    rows = sorted((row for page in pages for row in page["rows"]), key=lambda row: place(row["place"]))
    more = len(rows) > limit or any(page["next"] is not None for page in pages)
    rows = rows[:limit]
    return {
        "students": sum(page["students"] for page in pages),
        "matched": sum(page["matched"] for page in pages),
        "overall": added(page["overall"] for page in pages),
        "components": by_component(page["components"] for page in pages),
        "rows": rows,
        "next": rows[-1]["place"] if more and rows else None,
    }


def added(counts: Iterable[list[int]]) -> list[int]:
    """The sums, place by place."""
    return [sum(column) for column in zip(*counts, strict=True)]


def by_component(parts: Iterable[Mapping[str, list[int]]]) -> dict[str, list[int]]:
    """The sums for each component."""
    total: dict[str, list[int]] = {}
    for one in parts:
        for name, counts in one.items():
            total[name] = added([total[name], counts]) if name in total else list(counts)
    return total
