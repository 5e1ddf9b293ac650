"""The watchdog: a worker that no longer gets anywhere leaves, so that its supervisor starts it again.

Another worker would not take over by itself: heartbeats come from the Kafka client's own thread, however the event loop
is doing. Three things are watched: that the loop turns, that a partition on which records wait moves its checkpoint,
and that a rebalance comes to its end. While no broker can be reached, nothing is held against the worker: it waits.
"""

import asyncio
import faulthandler
import logging
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping

from agents.runtime.app import FleetApp
from tables.errors import FencedError, LeaveError, NoProgressError, StandstillError
from tables.measures import SHORT_S, Histogram
from tables.owned import OwnedTable

__all__ = ["LoopWatch", "ProgressWatch", "Watchdog", "waiting_for"]

log = logging.getLogger(__name__)

_BEAT_S = 0.5
"""Seconds between beats of the loop, and between looks at them."""

Leave = Callable[[LeaveError], None]


class LoopWatch:
    """A thread that counts its own ticks since the loop's last beat: a process that stands still counts nothing."""

    def __init__(self, deadline: float, leave: Leave, tick: float = _BEAT_S) -> None:
        self._limit = deadline / tick
        self._deadline = deadline
        self._leave = leave
        self._tick = tick
        self._missed = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._ended.set()

    def beat(self) -> None:
        """The loop turns."""
        self._missed = 0

    def _watch(self) -> None:
        while not self._ended.wait(self._tick):
            self._missed += 1
            if self._missed > self._limit:
                faulthandler.dump_traceback(file=sys.__stderr__ or sys.stderr, all_threads=True)
                self._leave(
                    StandstillError(f"the event loop has not turned for {self._deadline:.0f} s (see above where)")
                )
                return


class ProgressWatch:
    """Remembers since when each thing that should move has stood still. Pure; times are monotonic seconds."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._since: dict[str, tuple[Hashable, float]] = {}

    def overdue(self, now: float, waiting: Mapping[str, Hashable]) -> list[str]:
        """What has had the same state for longer than the deadline. What is not waiting is forgotten."""
        self._since = {
            name: known if (known := self._since.get(name)) is not None and known[0] == state else (state, now)
            for name, state in waiting.items()
        }
        return [name for name, (_, since) in self._since.items() if now - since > self._deadline]

    def forgive(self) -> None:
        """Begin all clocks anew."""
        self._since.clear()


def waiting_for(app: FleetApp) -> dict[str, Hashable]:
    """What should move now, and how far it is."""
    waiting: dict[str, Hashable] = {}
    tables = app.owned_tables()
    actives = app.assignor.assigned_actives()
    taken_over = all(table.assigned(actives) == table.owned.keys() for table in tables)
    if app.rebalancing or not app.tables.recovery.completed.is_set() or not taken_over:
        waiting["taking over partitions"] = tuple(map(_restored, tables))
        return waiting
    reached = app.consumer.acknowledged()
    for tp, backlog in app.consumer.backlog().items():
        if backlog and tp.topic in app.group_topics:
            waiting[f"{tp.topic}/{tp.partition}"] = reached.get(tp)
        for table in tables:
            owned = table.ownership(tp.partition)
            # A commit has a deadline of its own.
            if backlog and owned is not None and tp.topic in owned.checkpoints and owned.committing_since is None:
                waiting[f"{tp.topic}/{tp.partition}"] = owned.checkpoints[tp.topic].offset
    return waiting


def _restored(table: OwnedTable) -> Hashable:
    progress = table.progress
    return progress.restored, tuple(sorted((partition, one.position) for partition, one in progress.running.items()))


class Watchdog:
    """Watches one worker. `run` is the loop's part, to be started with the app.

    Attributes:
        late: seconds by which the loop's beats came late.
    """

    def __init__(
        self,
        app: FleetApp,
        *,
        session: float,
        loop_deadline: float,
        progress_deadline: float,
        broker_reachable: Callable[[], Awaitable[bool]],
        leave: Leave,
    ) -> None:
        self.late = Histogram(SHORT_S)
        self._app = app
        self._session = session
        self._deadline = progress_deadline
        self._loop = LoopWatch(loop_deadline, leave)
        self._progress = ProgressWatch(progress_deadline)
        self._broker_reachable = broker_reachable
        self._leave = leave

    async def run(self) -> None:
        """Beat and look until the process ends."""
        self._loop.start()
        last = time.monotonic()
        try:
            while True:
                await asyncio.sleep(_BEAT_S)
                self._loop.beat()
                now = time.monotonic()
                self.late.observe(max(0.0, now - last - _BEAT_S))
                if now - last > self._session:
                    # A process that was stopped for longer has lost its partitions, whatever it believes.
                    self._leave(
                        FencedError(f"this process stood still for {now - last:.0f} s, longer than its session")
                    )
                await self._look(now)
                last = time.monotonic()
        finally:
            self._loop.stop()

    async def _look(self, now: float) -> None:
        overdue = self._progress.overdue(now, waiting_for(self._app))
        if not overdue:
            return
        if await self._broker_reachable():
            self._leave(NoProgressError(f"no progress for {self._deadline:.0f} s: {', '.join(sorted(overdue))}"))
        else:
            log.warning("no progress for %.0f s, but no broker can be reached either: waiting", self._deadline)
            self._progress.forgive()
