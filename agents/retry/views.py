"""HTTP for dead letters. Who is asked answers for its own partitions and asks the owners of the others."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

from agents.retry.answers import listed, shown, shown_bytes, total
from agents.retry.counting import Counting
from agents.retry.desk import Desk
from agents.retry.filters import ListQuery, StatsQuery, matches, merged
from agents.retry.orders import Edit, Order, ReplayAll
from agents.retry.problems import UNKNOWN_ENTRY
from agents.runtime.access import ADMINS, actor_of
from agents.runtime.problems import ProblemError
from agents.runtime.web import Forward, Here, NoQuery, Route, answers_of, json_response, read_json, read_query
from schemas.codec import Codec
from schemas.errors import InvalidError
from schemas.topics import CATALOGUE, PARTITIONS
from tables.failure_entry import Entry, origin_place
from tables.failures_reader import FailuresReader
from tables.reader import NotOwnedError

__all__ = ["DeadLetterViews"]

_READ_S = 10.0
"""Seconds to wait for another worker's list: it looks through a partition in a fraction of one."""

_ACT_S = 30.0
"""Seconds to wait for another worker's action: it sends up to 500 copies."""

_VALUES = {topic.name: topic.value for topic in CATALOGUE}

AnyOrder = TypeVar("AnyOrder", bound=Order)


@dataclass(frozen=True)
class DeadLetterViews:
    """The views and what they need.

    Attributes:
        reader: of this worker's share of the failures table.
        desk: the actions.
        counting: of the same share.
        codec: to show payloads.
        forward: asks the worker that has a partition.
        max_body_bytes: of a request.
        request_retention_ms: for how long request topics keep records.
    """

    reader: FailuresReader
    counting: Counting
    desk: Desk
    codec: Codec
    forward: Forward
    max_body_bytes: int
    request_retention_ms: int

    def routes(self) -> tuple[Route, ...]:
        """The views as data. Fixed paths come before the one with an id."""
        path = "/dead-letters"
        one = f"{path}/{{entry_id}}"
        return (
            Route("GET", path, self.browse, "Dead letters, filtered, in pages.", ListQuery, access=ADMINS),
            Route("GET", f"{path}/stats", self.stats, "How many, how old, and why.", StatsQuery, access=ADMINS),
            Route(
                "POST",
                f"{path}/replay",
                self.replay_all,
                "Send all again that match.",
                NoQuery,
                ReplayAll,
                access=ADMINS,
            ),
            Route("GET", one, self.show, "All that is known of a dead letter.", NoQuery, access=ADMINS),
            Route("POST", f"{one}/replay", self.replay, "Send its record again.", NoQuery, Order, access=ADMINS),
            Route("POST", f"{one}/discard", self.discard, "Close it for good.", NoQuery, Order, access=ADMINS),
            Route(
                "POST", f"{one}/edit", self.edit, "Send a corrected event in its place.", NoQuery, Edit, access=ADMINS
            ),
        )

    # -- many ----------------------------------------------------------------------------------------------------------
    async def browse(self, request: web.Request) -> web.Response:
        """`GET /dead-letters`."""
        query = read_query(request, ListQuery)

        async def here(partition: int) -> dict[str, Any]:
            return await self._page(partition, query)

        pages = await self._of_each(request, query.partition, here)
        return json_response(merged(pages, query.limit))

    async def _page(self, partition: int, query: ListQuery) -> dict[str, Any]:
        now_ms = int(self.desk.clock() * 1000)
        found: list[dict[str, Any]] = []
        async for piece in self.reader.summaries(partition, query.after):
            for entry in piece:
                if matches(entry, query, now_ms):
                    if len(found) == query.limit:
                        return {"dead_letters": found, "next": found[-1]["id"]}
                    found.append(listed(entry, self.request_retention_ms))
        return {"dead_letters": found, "next": None}

    async def stats(self, request: web.Request) -> web.Response:
        """`GET /dead-letters/stats`."""
        query = read_query(request, StatsQuery)
        now_ms = int(self.desk.clock() * 1000)

        async def here(partition: int) -> dict[str, Any]:
            return {"counts": await self.counting.counts(partition, query, now_ms)}

        found = [one["counts"] for one in await self._of_each(request, query.partition, here)]
        if query.partition is not None:  # another worker sums it up
            return json_response({**total(found, now_ms), "counts": found[0]})
        return json_response(total(found, now_ms))

    async def _of_each(self, request: web.Request, only: int | None, here: Here) -> list[dict[str, Any]]:
        wanted = range(PARTITIONS) if only is None else (only,)
        return await answers_of(request, wanted, here, self.forward, _READ_S)

    async def replay_all(self, request: web.Request) -> web.Response:
        """`POST /dead-letters/replay`: a piece of it."""
        read_query(request, NoQuery)
        order = await self._order(request, ReplayAll)
        try:
            return json_response(await self._replay_piece(order))
        except NotOwnedError as away:
            return await self._forward_order(request, away.partition, order)

    async def _replay_piece(self, order: ReplayAll) -> dict[str, Any]:
        now_ms = int(self.desk.clock() * 1000)
        chosen: list[str] = []
        more = False
        async for piece in self.reader.summaries(order.partition, order.after):
            chosen += [one.id for one in piece if matches(one, order.filter, now_ms)]
            more = len(chosen) > order.limit
            if more:
                chosen = chosen[: order.limit]
                break
        entries = [entry for one in chosen if (entry := self.reader.entry(one)) is not None]
        results = await self.desk.replay_all(entries, order)
        following: dict[str, Any] | None = None
        if more:
            following = {"partition": order.partition, "after": chosen[-1]}
        elif order.partition + 1 < PARTITIONS:
            following = {"partition": order.partition + 1, "after": None}
        sent = sum("skipped" not in one for one in results)
        return {"matched": len(chosen), "sent": 0 if order.dry_run else sent, "results": results, "next": following}

    # -- one -----------------------------------------------------------------------------------------------------------
    async def show(self, request: web.Request) -> web.Response:
        """`GET /dead-letters/{entry_id}`."""
        read_query(request, NoQuery)
        try:
            entry = self._entry(request)
        except NotOwnedError as away:
            return await self.forward(request, away.partition, seconds=_READ_S)
        payload: dict[str, Any]
        try:
            original = await self.desk.original(entry)
        except ProblemError as problem:
            payload = {"available": False, "why": problem.detail}
        else:
            fields = self.codec.fields(original.value, _VALUES.get(entry.origin.topic))
            payload = shown_bytes(original.key, original.value, original.headers, fields)
        return json_response(shown(entry, payload, int(self.desk.clock() * 1000), self.request_retention_ms))

    async def replay(self, request: web.Request) -> web.Response:
        """`POST /dead-letters/{entry_id}/replay`."""
        return await self._act(request, Order, self.desk.replay)

    async def discard(self, request: web.Request) -> web.Response:
        """`POST /dead-letters/{entry_id}/discard`."""
        return await self._act(request, Order, self.desk.discard)

    async def edit(self, request: web.Request) -> web.Response:
        """`POST /dead-letters/{entry_id}/edit`."""
        return await self._act(request, Edit, self.desk.edit)

    async def _act(
        self,
        request: web.Request,
        kind: type[AnyOrder],
        action: Callable[[Entry, AnyOrder], Awaitable[dict[str, Any]]],
    ) -> web.Response:
        read_query(request, NoQuery)
        order = await self._order(request, kind)
        try:
            return json_response(await action(self._entry(request), order))
        except NotOwnedError as away:
            return await self._forward_order(request, away.partition, order)

    async def _order(self, request: web.Request, kind: type[AnyOrder]) -> AnyOrder:
        order = await read_json(request, kind, self.max_body_bytes)
        return order.model_copy(update={"actor": actor_of(request, order.actor)})

    def _entry(self, request: web.Request) -> Entry:
        entry_id = request.match_info["entry_id"]
        try:
            partition = origin_place(entry_id).partition
            entry = self.reader.entry(entry_id) if partition < PARTITIONS else None
        except ValueError:
            raise InvalidError.of("id", "must be topic:partition:offset") from None
        if entry is None:
            raise ProblemError(UNKNOWN_ENTRY, f"Nothing is known of {entry_id}")
        return entry

    async def _forward_order(self, request: web.Request, partition: int, order: Order) -> web.Response:
        return await self.forward(request, partition, seconds=_ACT_S, body=order.model_dump_json().encode())
