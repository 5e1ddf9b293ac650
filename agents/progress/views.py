"""Current progress over HTTP: validate, read, answer. What is decided stands in `updates.py`."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final, Self

from aiohttp import web

from agents.progress.answers import progress_view
from agents.progress.due import DueQuery, due_view
from agents.progress.updates import Stamps, Update, UpdateQuery, check_present, receipt
from agents.runtime.access import LEARNERS, PRODUCERS
from agents.runtime.options import AgentOptions
from agents.runtime.problems import REFUSED, UNCONFIRMED, UNKNOWN_STUDENT, ProblemError
from agents.runtime.publisher import Published, Publisher, UnconfirmedError
from agents.runtime.services import Services
from agents.runtime.web import (
    Forward,
    NoQuery,
    Route,
    json_response,
    read_json,
    read_query,
    student_id_of,
    student_path,
)
from schemas.answers import AppliedProgress, DueConcepts, ProgressReceipt, ProgressView
from schemas.canonical import loads
from schemas.codec import Codec
from schemas.requests import ProgressUpdate
from schemas.topics import LEARNING_EVENTS
from tables.mastery import Mastery
from tables.outcomes import OutcomeUnknownError
from tables.ownership import Ownership
from tables.reader import MasteryReader, NotOwnedError, StudentReader

__all__ = ["APPLIED_S", "READ_S", "ProgressViews", "known"]

APPLIED_S = 10.0
"""Seconds to wait for an event's effect: it takes some 20 ms, and a client's own patience often ends at 10 to 30 s."""

READ_S = 3.0
"""Seconds that another worker has to answer a read, which takes it milliseconds."""

_WAIT_S = APPLIED_S + 10.0
"""Seconds that another worker has to apply an event: its own patience, its broker's, and the way."""

_EXAMPLE: Final = {
    "component": "loops",
    "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8},
    "idempotency_key": "lesson-17-attempt-2",
}


@dataclass(frozen=True)
class ProgressViews:
    """The views and what they need.

    Attributes:
        reader: of this worker's share of the mastery table.
        codec: for events.
        options: what the agent accepts.
        publisher: sends events.
        forward: asks the worker that has a partition.
        max_body_bytes: of a request.
        clock: the present, in seconds since 1970.
        new_id: makes event ids.
        applied_seconds: see `APPLIED_S`.
    """

    reader: MasteryReader
    codec: Codec
    options: AgentOptions
    publisher: Publisher
    forward: Forward
    max_body_bytes: int
    clock: Callable[[], float]
    new_id: Callable[[], str]
    applied_seconds: float = APPLIED_S
    _stamps: Stamps = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stamps", Stamps(self.options.max_lateness_ms))

    @classmethod
    def of(cls, services: Services) -> Self:
        """With everything that a worker has."""
        return cls(
            reader=services.reader,
            codec=services.codec,
            options=services.options,
            publisher=services.publisher,
            forward=services.forward,
            max_body_bytes=services.options.max_record_bytes,
            clock=services.clock,
            new_id=services.new_id,
        )

    def routes(self) -> tuple[Route, ...]:
        """The views as data."""
        path = "/progress/{student_id}"
        return (
            Route(
                "GET", path, self.get, "A student's current mastery.", NoQuery, access=LEARNERS, answers=ProgressView
            ),
            Route(
                "POST",
                path,
                self.post,
                "Report progress in a component.",
                query=UpdateQuery,
                body=ProgressUpdate,
                access=PRODUCERS,
                answers=AppliedProgress,
                accepted=ProgressReceipt,
                example=_EXAMPLE,
            ),
            Route(
                "GET",
                f"{path}/due",
                self.due,
                "Concepts that a student should practise again.",
                query=DueQuery,
                answers=DueConcepts,
                access=LEARNERS,
            ),
        )

    # -- reading -------------------------------------------------------------------------------------------------------
    async def get(self, request: web.Request) -> web.Response:
        """`GET /progress/{student_id}`."""
        student_id = student_id_of(request)
        read_query(request, NoQuery)
        try:
            raw = known(self.reader.student(student_id))
        except NotOwnedError as away:
            return await self.forward(request, away.partition, seconds=READ_S)
        tag = blake2b(raw, digest_size=16).hexdigest()
        headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
        if any(one.value in (tag, "*") for one in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return json_response(_view(student_id, raw), headers=headers)

    async def due(self, request: web.Request) -> web.Response:
        """`GET /progress/{student_id}/due`."""
        student_id = student_id_of(request)
        query = read_query(request, DueQuery)
        try:
            student = self.reader.student(student_id)
        except NotOwnedError as away:
            return await self.forward(request, away.partition, seconds=READ_S)
        known(student)
        return json_response(due_view(student_id, student.practices(), query, int(self.clock() * 1000)))

    # -- writing -------------------------------------------------------------------------------------------------------
    async def post(self, request: web.Request) -> web.Response:
        """`POST /progress/{student_id}`."""
        student_id = student_id_of(request)
        query = read_query(request, UpdateQuery)
        given = await read_json(request, ProgressUpdate, self.max_body_bytes)
        update = self._complete(student_id, given)
        if query.wait is None:
            return _accepted(update, await self._publish(update))
        try:
            owned = self.reader.owned(student_id)
        except NotOwnedError as away:
            return await self._forward_update(request, away.partition, update)
        place = await self._publish(update)
        return await self._applied(update, place, owned)

    def _complete(self, student_id: str, given: ProgressUpdate) -> Update:
        now_ms = int(self.clock() * 1000)
        stamp = self._stamps.stamp(student_id, given, now_ms)
        check_present(stamp, now_ms, self.options)
        return Update.make(student_id, given, new_id=self.new_id(), timestamp_ms=stamp, options=self.options)

    async def _publish(self, update: Update) -> Published:
        event = update.event.event
        value = self.codec.encode(LEARNING_EVENTS.subject, event.to_avro())
        partition = self.reader.partition_of(event.student_id)
        try:
            return await self.publisher.publish(LEARNING_EVENTS.name, event.student_id.encode(), value, partition)
        except UnconfirmedError as error:
            detail = f"The event may not have arrived: {error}"
            raise ProblemError(UNCONFIRMED, detail, repeat_with=update.repeat_with) from error

    async def _forward_update(self, request: web.Request, partition: int, update: Update) -> web.Response:
        """With nothing left open in the body, so that the client can repeat it should the answer get lost."""
        try:
            return await self.forward(request, partition, seconds=_WAIT_S, body=update.json())
        except ProblemError as problem:
            problem.members["repeat_with"] = update.repeat_with
            raise

    async def _applied(self, update: Update, place: Published, owned: Ownership) -> web.Response:
        """Wait for the effect, which only the partition's owner sees."""
        student_id = update.event.event.student_id
        try:
            async with asyncio.timeout(self.applied_seconds):
                refused = await owned.outcomes.wait(place.topic, place.offset)
            raw = known(self.reader.student(student_id)) if refused in (None, "duplicate") else b""
        except TimeoutError:
            return _accepted(update, place, note=f"It was not applied within {self.applied_seconds:g} s; it will be.")
        except (OutcomeUnknownError, NotOwnedError):
            return _accepted(update, place, note="The student's partition moved to another worker; it will be applied.")
        if refused not in (None, "duplicate"):
            detail = f"The event was refused as {refused}"
            raise ProblemError(REFUSED, detail, code=refused, **receipt(update, place))
        body = {**_view(student_id, raw), **receipt(update, place), "duplicate": refused == "duplicate"}
        return json_response(body, headers={"Location": student_path(student_id)})


def known(student: StudentReader) -> bytes:
    """The stored current mastery.

    Raises:
        ProblemError: the student is unknown.
    """
    raw = student.latest_bytes()
    if raw is None:
        raise ProblemError(UNKNOWN_STUDENT, "Nothing is known of this student yet")
    return raw


def _view(student_id: str, raw: bytes) -> dict[str, Any]:
    return progress_view(student_id, Mastery.load(raw), loads(raw))


def _accepted(update: Update, place: Published, note: str | None = None) -> web.Response:
    body = receipt(update, place) if note is None else {**receipt(update, place), "note": note}
    return json_response(body, 202, {"Location": student_path(update.event.event.student_id)})
