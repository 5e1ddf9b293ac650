"""HTTP about everything that is held of a student: exporting and erasing it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from aiohttp import web
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from agents.runtime.problems import REFUSED, UNCONFIRMED, ProblemError
from agents.runtime.publisher import Published, Publisher, UnconfirmedError
from agents.runtime.services import Services
from agents.runtime.web import Forward, Query, Route, answers_of, json_response, read_query, student_id_of
from fleet.settings import Settings
from fleet.web.held import Holdings, merged_tables
from schemas.base import Model
from schemas.erasure import EraseOrder
from schemas.ids import is_text
from schemas.times import iso_utc
from schemas.topics import CATALOGUE, LEARNING_EVENTS, PARTITIONS
from tables.mastery import MASTERY
from tables.outcomes import OutcomeUnknownError
from tables.reader import MasteryReader, NotOwnedError
from tables.spec import TableSpec

__all__ = ["StudentViews"]

_APPLIED_S = 10.0
"""Seconds to wait for the effect: it takes some 20 ms, or as long as events lie before it."""

_FORWARD_S = _APPLIED_S + 10.0
"""Seconds that another worker has: its own patience, its broker's, and the way."""


_EXPORT_S = 30.0
"""Seconds for another worker's part: it looks through all dead letters of a partition."""

_DAY_MS = 86_400_000


def _words(value: str) -> str:
    if not is_text(value, _WORDS):
        raise PydanticCustomError("words", "must be printable, without outer blanks")
    return value


_WORDS = 300
Words = Annotated[str, Field(min_length=1, max_length=_WORDS), AfterValidator(_words)]
"""What is kept with an order: 1 to 300 printable characters."""


class EraseQuery(Query):
    """Who erases a student, and why.

    Attributes:
        actor: who does it.
        reason: why; without anything that tells who the student is, as it is kept in Kafka for a while.
    """

    actor: Words = "operator"
    reason: Words = "on request"


class Erasure(Model):
    """What becomes of an order to erase a student.

    Attributes:
        student_id: whom.
        order_id: of the order.
        topic: where it stands in the log.
        partition: where it stands in the log.
        offset: where it stands in the log.
        erased: whether it has been carried out.
    """

    student_id: str
    order_id: str
    topic: str
    partition: int
    offset: int
    erased: bool


class ExportQuery(Query):
    """What is exported; `partition`: only what tables hold in it, for another worker that gathers."""

    partition: int | None = Field(None, ge=0, lt=PARTITIONS)


@dataclass(frozen=True)
class StudentViews:
    """The views and what they need.

    Attributes:
        reader: of this worker's share of the mastery table.
        publisher: sends orders.
        forward: asks the worker that has a partition.
        erasure_keys: secrets; the first signs.
        clock: the present, in seconds since 1970.
        new_id: makes ids of orders.
        holdings: where something of a student may be.
        applied_seconds: see `_APPLIED_S`.
    """

    reader: MasteryReader
    publisher: Publisher
    forward: Forward
    erasure_keys: Sequence[str]
    clock: Callable[[], float]
    new_id: Callable[[], str]
    holdings: Holdings
    applied_seconds: float = _APPLIED_S

    @classmethod
    def of(cls, services: Services, specs: Sequence[TableSpec], settings: Settings) -> Self:
        """With everything that a worker has."""
        return cls(
            reader=services.reader,
            publisher=services.publisher,
            forward=services.forward,
            erasure_keys=settings.erasure_keys,
            clock=services.clock,
            new_id=services.new_id,
            holdings=Holdings(
                services.tables,
                specs,
                settings.redis_url if settings.redis_mirror else None,
                settings.redis_key_prefix,
                settings.postgres_dsn,
                settings.erasure_keys,
            ),
        )

    def routes(self) -> tuple[Route, ...]:
        """The views as data."""
        path = "/students/{student_id}"
        return (
            Route(
                "DELETE",
                path,
                self.erase,
                "Forget a student, in every store.",
                query=EraseQuery,
                admin=True,
                answers=Erasure,
                accepted=Erasure,
            ),
            Route(
                "GET",
                f"{path}/export",
                self.export,
                "All that is held of a student.",
                query=ExportQuery,
                admin=True,
            ),
        )

    async def export(self, request: web.Request) -> web.Response:
        """`GET /students/{student_id}/export`."""
        student_id = student_id_of(request)
        query = read_query(request, ExportQuery)

        async def here(partition: int) -> dict[str, Any]:
            return {"tables": await self.holdings.here(student_id, partition)}

        wanted = range(PARTITIONS) if query.partition is None else (query.partition,)
        found = await answers_of(request, wanted, here, self.forward, _EXPORT_S)
        tables = merged_tables(one["tables"] for one in found)
        if query.partition is not None:  # another worker gathers
            return json_response({"tables": tables})
        told = {
            "student_id": student_id,
            "exported_at": iso_utc(int(self.clock() * 1000)),
            "tables": tables,
            "redis": await self.holdings.redis(tables[MASTERY.name]),
            "postgres": await self.holdings.postgres(student_id),
            "kafka": {topic.name: (topic.retention_ms or 0) // _DAY_MS for topic in CATALOGUE},
        }
        return json_response(told)

    async def erase(self, request: web.Request) -> web.Response:
        """`DELETE /students/{student_id}`: 200 once every record in the table is gone, 202 while that is awaited."""
        student_id = student_id_of(request)
        query = read_query(request, EraseQuery)
        try:
            owned = self.reader.owned(student_id)
        except NotOwnedError as away:
            return await self.forward(request, away.partition, seconds=_FORWARD_S)
        order = EraseOrder(student_id, self.new_id(), int(self.clock() * 1000), query.actor, query.reason)
        place = await self._publish(order)
        told = {"student_id": student_id, "order_id": order.order_id, **place._asdict(), "erased": False}
        try:
            async with asyncio.timeout(self.applied_seconds):
                refused = await owned.outcomes.wait(place.topic, place.offset)
        except (TimeoutError, OutcomeUnknownError):
            return json_response(told, 202)
        if refused is not None:
            detail = (
                "The worker that has the student does not take the order: is FLEET_ERASURE_KEY the same everywhere?"
            )
            del told["erased"]
            raise ProblemError(REFUSED, detail, code=refused, **told)
        return json_response({**told, "erased": True})

    async def _publish(self, order: EraseOrder) -> Published:
        key, partition = order.student_id.encode(), self.reader.partition_of(order.student_id)
        headers = [order.header(self.erasure_keys[0])]
        try:
            return await self.publisher.publish(LEARNING_EVENTS.name, key, b"", partition, headers=headers)
        except UnconfirmedError as error:
            detail = f"The order may not have arrived: {error}"
            raise ProblemError(UNCONFIRMED, detail, repeat_with={}) from error
