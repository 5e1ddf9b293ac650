"""All students over HTTP, in pages: what a teacher sees of a class. Who is asked asks the other workers for theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any, Final

from aiohttp import web
from pydantic import Field

from agents.progress.answers import component_masteries
from agents.progress.views import READ_S
from agents.runtime.access import TEACHERS
from agents.runtime.web import Forward, Query, Route, answers_of, json_response, read_query
from schemas.ids import StudentId
from schemas.mastery import level
from schemas.times import iso_utc
from schemas.topics import PARTITIONS
from tables.mastery import Mastery
from tables.reader import MasteryReader, student_order

__all__ = ["ClassViews", "StudentsQuery", "merged", "row"]

_PAGE_MAX: Final = 500
"""Students on a page: 15 ms of a worker, and some 100 KB."""


class StudentsQuery(Query):
    """A page of the list of students.

    Attributes:
        limit: most students.
        after: only those behind this id: `next` of the page before. The student need not be known any more.
        partition: only this one's.
    """

    limit: int = Field(50, ge=1, le=_PAGE_MAX)
    after: StudentId | None = None
    partition: int | None = Field(None, ge=0, lt=PARTITIONS)


@dataclass(frozen=True)
class ClassViews:
    """The view and what it needs.

    Attributes:
        reader: of this worker's share of the mastery table.
        forward: asks the worker that has a partition.
    """

    reader: MasteryReader
    forward: Forward

    def routes(self) -> tuple[Route, ...]:
        """The view as data."""
        summary = "All students with their mastery, in pages."
        return (Route("GET", "/students", self.browse, summary, query=StudentsQuery, access=TEACHERS),)

    async def browse(self, request: web.Request) -> web.Response:
        """`GET /students`."""
        query = read_query(request, StudentsQuery)

        async def here(partition: int) -> dict[str, Any]:
            found = islice(self.reader.students(partition, query.after), query.limit + 1)
            rows = [row(student_id, Mastery.load(raw)) for student_id, raw in found]
            return page(rows, query.limit)

        wanted = range(PARTITIONS) if query.partition is None else (query.partition,)
        return json_response(merged(await answers_of(request, wanted, here, self.forward, READ_S), query.limit))


def row(student_id: str, mastery: Mastery) -> dict[str, Any]:
    """A student in a list: mastery overall and by component, with its level in words."""
    overall = mastery.overall()
    return {
        "student_id": student_id,
        "overall_mastery": overall,
        "level": level(overall),
        "mastery": component_masteries(mastery),
        "last_updated": iso_utc(mastery.last_ms),
    }


def page(rows: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    """A page of rows in their order, of which there may be one too many."""
    found = rows[:limit]
    return {"students": found, "next": found[-1]["student_id"] if len(rows) > limit else None}


def merged(pages: Iterable[dict[str, Any]], limit: int) -> dict[str, Any]:
    """One page from those of all partitions, each as long as the page may be if there are more. Pure."""
    pages = list(pages)
    rows = list(merge(*(one["students"] for one in pages), key=lambda one: student_order(one["student_id"])))
    found = rows[:limit]
    more = len(rows) > limit or any(one["next"] is not None for one in pages)
    return {"students": found, "next": found[-1]["student_id"] if more and found else None}
