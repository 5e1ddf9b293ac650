"""Pages of the course: one concept, and the list of all."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from agents.concepts.agent import ConceptsAgent
from agents.concepts.answers import concept_page, listed
from agents.concepts.problems import UNKNOWN_CONCEPT
from agents.runtime.access import ANYBODY
from agents.runtime.problems import ProblemError
from agents.runtime.web import NoQuery, Query, Route, json_response, read_query
from schemas.errors import InvalidError

__all__ = ["ConceptPages", "ListQuery"]

_PAGE = 50
_PAGE_MAX = 200
"""Concepts on a page: a course has some hundred, and one takes some 150 bytes."""


class ListQuery(Query):
    """Parameters of the list.

    Attributes:
        module: only of this one.
        after: id of the last concept of the page before.
        limit: how many.
    """

    module: str | None = None
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=_PAGE_MAX)] = _PAGE


class ConceptPages:
    """The pages."""

    def __init__(self, agent: ConceptsAgent) -> None:
        self._agent = agent

    def routes(self) -> tuple[Route, ...]:
        """The pages as data."""
        return (
            Route(
                "GET", "/concepts", self.list_all, "All concepts, in teaching order.", query=ListQuery, access=ANYBODY
            ),
            Route(
                "GET",
                "/concepts/{concept}",
                self.get,
                "All that the course says of a concept.",
                query=NoQuery,
                access=ANYBODY,
            ),
        )

    async def get(self, request: web.Request) -> web.Response:
        """`GET /concepts/{concept}`: by id, title or another name."""
        read_query(request, NoQuery)
        name = request.match_info["concept"]
        concept = self._agent.names.concept(name)
        if concept is None:
            refused = self._agent.unknown(name)
            raise ProblemError(UNKNOWN_CONCEPT, refused.detail, **refused.members)
        page = concept_page(self._agent.course.concepts[concept])
        return json_response(page, headers={"Content-Location": f"/concepts/{concept}"})

    async def list_all(self, request: web.Request) -> web.Response:
        """`GET /concepts`."""
        query = read_query(request, ListQuery)
        course = self._agent.course
        if query.module is not None and query.module not in course.modules:
            raise InvalidError.of("module", f"must be one of {', '.join(course.modules)}")
        ids = list(course.modules[query.module].concepts if query.module is not None else course.concepts)
        if query.after is not None:
            if query.after not in ids:
                raise InvalidError.of("after", "must be the id of a concept of the list")
            ids = ids[ids.index(query.after) + 1 :]
        page = ids[: query.limit]
        body: dict[str, Any] = {"concepts": [listed(course.concepts[one]) for one in page]}
        if len(ids) > len(page):
            body["next"] = page[-1]
        return json_response(body)
