"""Sending what a request causes, outside of any table's transaction: it is sent until the broker has it."""

import asyncio
import logging
import time
from collections.abc import Sequence

from agents.runtime.publisher import Publisher, RefusedByBrokerError, UnconfirmedError
from tables.errors import CommitUnknownError, RefusedCommitError
from tables.ownership import Emit

__all__ = ["Outbox"]

log = logging.getLogger(__name__)

_AGAIN_S = 0.5
"""Seconds between two tries: a leader election takes 1 to 3, and a client that cannot connect says so at once."""

_WAITING_MAX = 1_000
"""Records of `post` that wait for an absent broker: a minute of 15 requests a second, some 500 bytes each."""


class Outbox:
    """Sends records through a publisher, as often as it takes."""

    def __init__(self, publisher: Publisher, deadline: float) -> None:
        """Take the publisher, and the seconds after which a record that nobody confirms ends the worker."""
        self._publisher = publisher
        self._deadline = deadline
        self._posting: set[asyncio.Task[None]] = set()

    async def deliver(self, emits: Sequence[Emit]) -> None:
        """Send records; when this returns, the broker has all of them on all replicas, some perhaps twice.

        Raises:
            RefusedCommitError: the broker refuses one for good.
            CommitUnknownError: it has not confirmed one within the deadline.
        """
        await asyncio.gather(*map(self._deliver, emits))

    async def _deliver(self, emit: Emit) -> None:
        until = time.monotonic() + self._deadline
        while True:
            left = until - time.monotonic()
            try:
                await self._publisher.publish(
                    emit.topic, emit.key, emit.value, emit.partition, headers=emit.headers, seconds=max(left, _AGAIN_S)
                )
            except RefusedByBrokerError as exc:
                raise RefusedCommitError(f"the broker refuses what is sent to {emit.topic}: {exc}") from exc
            except UnconfirmedError as exc:
                if left <= _AGAIN_S:
                    raise CommitUnknownError(f"{emit.topic}/{emit.partition}: {exc}") from exc
                await asyncio.sleep(_AGAIN_S)
            else:
                return

    async def post(self, emits: Sequence[Emit], patience: float) -> None:
        """Send records for somebody who waits: after some seconds the rest goes on by itself.

        A record that the broker does not take within the deadline, or for which there is no room, is a log line: who
        waits has been answered.

        Args:
            emits: at most a few.
            patience: seconds.
        """
        if not emits:
            return
        if len(self._posting) >= _WAITING_MAX:
            log.error("%d records for %s are dropped: %d wait for the broker", len(emits), emits[0].topic, _WAITING_MAX)
            return
        tasks = [asyncio.create_task(self._post(emit)) for emit in emits]
        self._posting.update(tasks)
        for task in tasks:
            task.add_done_callback(self._posting.discard)
        await asyncio.wait(tasks, timeout=patience)

    async def _post(self, emit: Emit) -> None:
        try:
            await self._deliver(emit)
        except (RefusedCommitError, CommitUnknownError) as exc:
            log.error("a record for %s is lost: %s", emit.topic, exc)  # noqa: TRY400 - the message says it all

    async def stop(self) -> None:
        """Give what waits a moment. Call it before the publisher is stopped."""
        if self._posting:
            await asyncio.wait(self._posting, timeout=_AGAIN_S)
        for task in self._posting:
            task.cancel()
