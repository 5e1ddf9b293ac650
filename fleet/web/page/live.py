"""`GET /live`: server-sent events for the page.

One gathering a second serves all listeners of this worker: it reads its own partitions and asks the other workers for
theirs, with the rights of a listener. Without listeners nothing runs.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from aiohttp import web
from pydantic import Field

from agents.runtime.access import TEACHERS
from agents.runtime.problems import BUSY, ProblemError
from agents.runtime.web import Forward, Query, Route, json_response, read_query
from fleet.web.page.pulse import Summing
from schemas.canonical import dumps, loads
from schemas.topics import PARTITIONS
from tables.reader import NotOwnedError

__all__ = ["LiveQuery", "LiveViews"]

log = logging.getLogger(__name__)

_EVERY_S: Final = 1.0
"""Seconds between messages: with the 0.1 s of an event's way and of a gathering, all is seen within 2 s."""

_ASK_S: Final = 5.0
"""Seconds for another worker, whose first answer reads its students."""

_PENDING: Final = 5
"""Messages that may wait for a slow reader: more, and it has to begin anew."""

_STALL_S: Final = 10.0
"""Seconds that one message may take to be taken."""

_LIFE_S: Final = 900.0
"""Seconds of one stream: then the page comes again, with rights that are looked at anew."""

_OK: Final = 200
_NO_RIGHTS: Final = (401, 403)

Read = Callable[[int, str | None], Awaitable[dict[str, Any]]]
"""A partition's part, see `PartitionPulse.read`."""


class LiveQuery(Query):
    """What is asked.

    Attributes:
        partition: one message about this one alone, as JSON: workers ask each other so.
        after: `place` of that partition's message before.
    """

    partition: Annotated[int | None, Field(ge=0, lt=PARTITIONS)] = None
    after: Annotated[str | None, Field(max_length=100)] = None


@dataclass(eq=False)
class _Listener:
    request: web.Request
    messages: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(_PENDING))
    lost: bool = False

    def give(self, message: bytes | None) -> None:
        """Hand a message over; None ends the stream."""
        try:
            self.messages.put_nowait(message)
        except asyncio.QueueFull:
            self.lost = True


@dataclass
class LiveViews:
    """The view, its listeners, and the job that serves them.

    Attributes:
        read: this worker's partitions.
        forward: asks other workers.
        limit: most listeners.
        clock: the present, in seconds since 1970.
        every: seconds between messages.
    """

    read: Read
    forward: Forward
    limit: int
    clock: Callable[[], float] = time.time
    every: float = _EVERY_S
    _listeners: list[_Listener] = field(default_factory=list)
    _job: asyncio.Task[None] | None = None
    _stopped: bool = False

    def routes(self) -> tuple[Route, ...]:
        """The view as data."""
        return (Route("GET", "/live", self.live, "What changes, as server-sent events.", LiveQuery, access=TEACHERS),)

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """`GET /live`."""
        query = read_query(request, LiveQuery)
        if query.partition is not None:
            return await self._one(request, query.partition, query.after)
        if len(self._listeners) >= self.limit or self._stopped:
            raise ProblemError(BUSY, f"{self.limit} pages are open already", headers={"Retry-After": "10"})
        listener = _Listener(request)
        self._listeners.append(listener)
        try:
            if self._job is None or self._job.done():
                self._job = asyncio.create_task(self._serve())
            return await self._stream(request, listener)
        finally:
            self._listeners.remove(listener)

    async def _one(self, request: web.Request, partition: int, after: str | None) -> web.Response:
        try:
            return json_response(await self.read(partition, after), headers={"Cache-Control": "no-store"})
        except NotOwnedError:
            return await self.forward(request, partition, seconds=_ASK_S)

    async def _stream(self, request: web.Request, listener: _Listener) -> web.StreamResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8", **headers})
        await response.prepare(request)
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(_LIFE_S):
                while not listener.lost and (message := await listener.messages.get()) is not None:
                    async with asyncio.timeout(_STALL_S):
                        await response.write(message)
                async with asyncio.timeout(_STALL_S):
                    await response.write_eof()
                return response
        if request.transport is not None:
            request.transport.abort()  # what waits in its buffer is of no use to anybody
        return response

    # -- serving -------------------------------------------------------------------------------------------------------
    async def _serve(self) -> None:
        """Messages, as long as somebody listens."""
        summing = Summing()
        places: dict[int, str] = {}
        while self._listeners:
            begun = time.monotonic()
            try:
                message = await self._message(summing, places)
            except Exception:
                log.exception("a message to the pages failed")
                message = None
            if message is not None:
                raw = b"event: pulse\ndata: %b\n\n" % dumps(message)
                for listener in self._listeners:
                    listener.give(raw)
            await asyncio.sleep(max(0.1, self.every - (time.monotonic() - begun)))

    async def _message(self, summing: Summing, places: dict[int, str]) -> dict[str, Any] | None:
        asking = self._listeners[-1]
        found = await asyncio.gather(
            *(self._part(asking.request, partition, places.get(partition)) for partition in range(PARTITIONS))
        )
        if any(isinstance(one, int) and one in _NO_RIGHTS for one in found):  # not any more: others may have them
            asking.give(None)
            return None
        parts = {number: one for number, one in enumerate(found) if isinstance(one, dict)}
        places.clear()
        places.update({number: one["place"] for number, one in parts.items()})
        if not parts:
            return None
        return summing.message(parts, set(range(PARTITIONS)) - parts.keys(), self.clock())

    async def _part(self, request: web.Request, partition: int, after: str | None) -> dict[str, Any] | int:
        """A partition's part, or the status with which it was refused."""
        try:
            return await self.read(partition, after)
        except NotOwnedError:
            pass
        query = {"partition": str(partition), **({"after": after} if after is not None else {})}
        try:
            answer = await self.forward(request, partition, seconds=_ASK_S, query=query)
        except ProblemError as problem:
            return problem.kind.status
        if answer.status != _OK or not isinstance(answer.body, bytes):
            return answer.status
        return dict(loads(answer.body))

    async def stop(self, *_: Any) -> None:
        """End all streams: the web server waits for them when it is told to stop."""
        self._stopped = True
        for listener in self._listeners:
            listener.lost = True
            with contextlib.suppress(asyncio.QueueFull):
                listener.messages.put_nowait(None)
