"""HTTP about everything that is held of a student: exporting and erasing it, and replacing what was rebuilt."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from aiohttp import web
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from agents.runtime.access import ADMINS, actor_of
from agents.runtime.problems import PARTITION_AWAY, REFUSED, UNCONFIRMED, ProblemError, ProblemType
from agents.runtime.publisher import Published, Publisher, UnconfirmedError
from agents.runtime.services import Services
from agents.runtime.web import (
    Forward,
    NoQuery,
    Query,
    Route,
    answers_of,
    json_response,
    read_json,
    read_query,
    student_id_of,
)
from fleet.settings import Settings
from fleet.web.held import Holdings, merged_tables
from schemas.base import Model
from schemas.erasure import EraseOrder
from schemas.errors import InvalidError
from schemas.ids import is_text
from schemas.times import iso_utc
from schemas.topics import CATALOGUE, LEARNING_EVENTS, PARTITIONS
from tables.errors import CorruptTableError, LeaveError
from tables.mastery import MASTERY, Mastery, latest_key
from tables.outcomes import OutcomeUnknownError
from tables.owned import OwnedTable
from tables.ownership import BatchChanges
from tables.reader import MasteryReader, NotOwnedError
from tables.spec import TableSpec
from tables.student_digest import digest_of, state_of, student_prefix

__all__ = ["STATE_CHANGED", "Replacement", "StudentViews"]

log = logging.getLogger(__name__)

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


class Replaced(Model):
    """A student's state is what was rebuilt; `replaced` keys were written or deleted."""

    student_id: str
    replaced: int


STATE_CHANGED = ProblemType(
    "state-changed",
    409,
    "The student's state has changed since",
    "Nothing was replaced: an event was applied meanwhile. Rebuild the student once more.",
)


class Replacement(Model):
    """What a rebuild puts in the place of a student's state.

    Attributes:
        expect: digest of the state that it is to replace (`tables/student_digest.py`).
        writes: new values by key, as text; null deletes.
        actor: who does it.
        reason: why.
    """

    expect: str = Field(pattern=r"^[0-9a-f]{32}$")
    writes: dict[str, str | None] = Field(min_length=1)
    actor: Words = "operator"
    reason: Words = "rebuild"

    def changes(self, student_id: str) -> dict[bytes, bytes | None]:
        """The table writes.

        Raises:
            InvalidError: a key is not of this student's state, or a value is none of the table's.
        """
        changes: dict[bytes, bytes | None] = {}
        for name, text in self.writes.items():
            key, value = name.encode(), None if text is None else text.encode()
            if not key.startswith(student_prefix(student_id)):
                raise InvalidError.of("writes", "every key must be of this student's state")
            if MASTERY.foreign(key, value) is not None:
                raise InvalidError.of("writes", "every value must be a JSON object or array")
            changes[key] = value
        return changes

    def latest(self, student_id: str) -> Mastery | None:
        """The current mastery among the writes, for who keeps it in memory.

        Raises:
            InvalidError: it is none.
        """
        text = self.writes.get(latest_key(student_id).decode())
        try:
            return Mastery.load(text.encode()) if text is not None else None
        except CorruptTableError:
            raise InvalidError.of("writes", "the latest value must be a MasteryScores") from None


@dataclass(frozen=True)
class StudentViews:
    """The views and what they need.

    Attributes:
        reader: of this worker's share of the mastery table.
        table: the mastery table.
        publisher: sends orders.
        forward: asks the worker that has a partition.
        erasure_keys: secrets; the first signs.
        clock: the present, in seconds since 1970.
        new_id: makes ids of orders.
        max_body_bytes: of a request.
        holdings: where something of a student may be.
        applied_seconds: see `_APPLIED_S`.
    """

    reader: MasteryReader
    table: OwnedTable
    publisher: Publisher
    forward: Forward
    erasure_keys: Sequence[str]
    clock: Callable[[], float]
    new_id: Callable[[], str]
    max_body_bytes: int
    holdings: Holdings
    applied_seconds: float = _APPLIED_S

    @classmethod
    def of(cls, services: Services, specs: Sequence[TableSpec], settings: Settings) -> Self:
        """With everything that a worker has."""
        return cls(
            reader=services.reader,
            table=services.tables[MASTERY.name],
            max_body_bytes=services.options.max_record_bytes,
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
                access=ADMINS,
                answers=Erasure,
                accepted=Erasure,
            ),
            Route(
                "POST",
                f"{path}/state",
                self.replace,
                "Replace a student's state by what was rebuilt, unless it has changed.",
                query=NoQuery,
                body=Replacement,
                access=ADMINS,
                answers=Replaced,
            ),
            Route(
                "GET",
                f"{path}/export",
                self.export,
                "All that is held of a student.",
                query=ExportQuery,
                access=ADMINS,
            ),
        )

    async def replace(self, request: web.Request) -> web.Response:
        """`POST /students/{student_id}/state`: a compare-and-set, committed by the owner like a batch."""
        student_id = student_id_of(request)
        read_query(request, NoQuery)
        given = await read_json(request, Replacement, self.max_body_bytes)
        writes, latest = given.changes(student_id), given.latest(student_id)
        try:
            owned = self.reader.owned(student_id)
        except NotOwnedError as away:
            return await self.forward(
                request, away.partition, seconds=_FORWARD_S, body=given.model_dump_json().encode()
            )
        async with owned.lock:
            if not self.table.is_current(owned):
                raise ProblemError(PARTITION_AWAY, "The student's partition is moving to another worker")
            if digest_of(state_of(owned.store, student_id)) != given.expect:
                raise ProblemError(STATE_CHANGED, "The student's state is not what the replacement was made for")
            checkpoint = owned.checkpoints[LEARNING_EVENTS.name]
            decoded = {} if latest is None else {student_id: latest}
            changes = BatchChanges(LEARNING_EVENTS.name, checkpoint, writes, (), decoded, forgotten=(student_id,))
            try:
                await owned.commit(changes)
            except LeaveError as error:  # as for a batch: only who reads the changelog knows the outcome
                self.table.leave(error)
                raise ProblemError(UNCONFIRMED, f"The outcome is not known: {error}", repeat_with={}) from error
        log.warning(
            "a student's state was replaced (%d keys) by %r: %r",
            len(writes),
            actor_of(request, given.actor),
            given.reason,
        )
        return json_response({"student_id": student_id, "replaced": len(writes)})

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
        order = EraseOrder(
            student_id, self.new_id(), int(self.clock() * 1000), actor_of(request, query.actor), query.reason
        )
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
