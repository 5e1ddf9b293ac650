"""Source partitions that a breaker has paused, for operators."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import Field

from agents.runtime.access import ADMINS, actor_of
from agents.runtime.breakers import Breakers
from agents.runtime.problems import NOT_PAUSED, ProblemError
from agents.runtime.web import Forward, NoQuery, Query, Route, answers_of, json_response, read_json, read_query
from schemas.base import Model
from schemas.errors import InvalidError
from schemas.topics import PARTITIONS
from tables.reader import NotOwnedError

__all__ = ["BreakerViews", "Resume"]

log = logging.getLogger(__name__)

_FORWARD_S = 5.0
"""Seconds for the worker that has the partition: it answers from memory."""

_MOST_ALLOWED = 1_000_000
"""Records that may be let through uncounted: more than a partition holds that anybody wants to give up unseen."""


class Resume(Model):
    """Lets a paused source partition go on.

    Attributes:
        actor: who does it; whom the caller's token names, whatever is said here.
        reason: why.
        allow: records that may fail before failures are counted again.
    """

    actor: str = Field("anybody", min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=1000)
    allow: int = Field(0, ge=0, le=_MOST_ALLOWED)


class BreakersQuery(Query):
    """Which paused partitions; `partition`: only those of this number."""

    partition: int | None = Field(None, ge=0, lt=PARTITIONS)


@dataclass(frozen=True)
class BreakerViews:
    """The views. `owns` tells whether a partition is this worker's."""

    breakers: Breakers
    forward: Forward
    owns: Callable[[int], bool]
    max_body_bytes: int

    def routes(self) -> tuple[Route, ...]:
        """The views as data."""
        path = "/breakers/{topic}/{partition}/resume"
        return (
            Route("GET", "/breakers", self.browse, "Source partitions that are paused.", BreakersQuery, access=ADMINS),
            Route("POST", path, self.resume, "Let a paused source partition go on.", NoQuery, Resume, access=ADMINS),
        )

    async def browse(self, request: web.Request) -> web.Response:
        """`GET /breakers`."""
        query = read_query(request, BreakersQuery)

        async def here(partition: int) -> dict[str, Any]:
            if not self.owns(partition):
                raise NotOwnedError(partition)
            return {"paused": [one.as_json() for one in self.breakers.paused() if one.partition == partition]}

        wanted = range(PARTITIONS) if query.partition is None else (query.partition,)
        found = await answers_of(request, wanted, here, self.forward, _FORWARD_S)
        return json_response({"paused": [one for answer in found for one in answer["paused"]]})

    async def resume(self, request: web.Request) -> web.Response:
        """`POST /breakers/{topic}/{partition}/resume`."""
        read_query(request, NoQuery)
        topic, partition = request.match_info["topic"], _partition(request.match_info["partition"])
        given = await read_json(request, Resume, self.max_body_bytes)
        found = self.breakers.resume(topic, partition, allowed=given.allow)
        if found is not None:
            who = actor_of(request, given.actor)
            log.warning("%s goes on at the word of %r: %r", found.name, who, given.reason)
            return json_response(found.as_json())
        if not self.owns(partition):
            return await self.forward(request, partition, seconds=_FORWARD_S, body=given.model_dump_json().encode())
        raise ProblemError(NOT_PAUSED, f"{topic}/{partition} is not paused")


def _partition(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) >= PARTITIONS:
        raise InvalidError.of("partition", f"must be a number from 0 to {PARTITIONS - 1}")
    return int(text)
