"""The runner: a bounded pool of prepared processes, each of which runs one program and ends."""

import asyncio
import contextlib
import itertools
import logging
import os
import shutil
import sys
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.runner.child import Child
from agents.runner.config import RunnerConfig
from agents.runner.conversation import converse
from agents.runner.errors import RunnerBusyError, RunnerUnavailableError
from agents.runner.jail.folders import remove
from agents.runner.jail.harness import RESERVE
from agents.runner.library import readable_prefix
from agents.runner.messages import ReadyMessage, RefusedMessage, TamperedError
from agents.runner.program import Program, Run
from agents.runner.zygote import Zygote

__all__ = ["Runner", "RunnerStats"]

log = logging.getLogger(__name__)

_READY_S = 10.0
"""Seconds for a child to be ready: a hundredth is usual; a zygote that has just been started takes half a second."""

_BACK_OFF_S = (0.0, 0.2, 1.0, 5.0)
"""Seconds before the zygote is started again, by how many times it was lost in a row."""

_HOPEFUL = 3
"""Starts that may fail in a row before whoever waits is told that there is no runner: one may be killed by chance, and
the next one with it."""

_STOP_S = 5.0
"""Seconds that a zygote may take to end."""


class _RefusedError(Exception):
    """A child refused to go on without a layer."""


class _LostError(Exception):
    """A child ended before it was of use."""


@dataclass(frozen=True)
class RunnerStats:
    """A reading.

    Attributes:
        available: whether programs can be run now.
        reason: why not.
        layers: what programs are confined by: None for a layer that is applied, else why it is not.
        running: programs that run.
        waiting: programs that wait for their turn.
        prepared: processes that wait for a program.
        ended: since the start, how many runs ended with which status.
        lost: since the start, how often the process that makes the others ended.
    """

    available: bool
    reason: str | None
    layers: Mapping[str, str | None]
    running: int
    waiting: int
    prepared: int
    ended: Mapping[str, int]
    lost: int


class Runner:
    """Runs programs. `start` it with the event loop that uses it.

    All processes end with this one, also when it is killed.
    """

    def __init__(self, config: RunnerConfig | None = None) -> None:
        self._config = config or RunnerConfig()
        self._numbers = itertools.count(1)
        self._zygote: Zygote | None = None
        self._idle: deque[Child] = deque()
        self._slots: list[int] = []
        self._running = asyncio.Semaphore(self._config.parallel)
        self._waiting = 0
        self._changed = asyncio.Condition()
        self._keeper: asyncio.Task[None] | None = None
        self._jobs: set[asyncio.Task[None]] = set()
        self._reason: str | None = "the runner was not started"
        self._stopping = False
        self._hope = False  # whether that is expected to end in a moment
        self._layers: dict[str, str | None] = {}
        self._under_way = 0
        self._ended: Counter[str] = Counter()
        self._lost = 0

    # -- for readiness
    @property
    def unavailable(self) -> str | None:
        """Why no program can be run now, in one sentence; None if one can."""
        return self._reason

    @property
    def layers(self) -> Mapping[str, str | None]:
        """Each layer that programs are confined by, and why it is missing where it is (None: it is applied).

        Empty until a first child was ready.
        """
        return dict(self._layers)

    def stats(self) -> RunnerStats:
        """How it is doing."""
        return RunnerStats(
            available=self._reason is None,
            reason=self._reason,
            layers=self.layers,
            running=self._under_way,
            waiting=self._waiting,
            prepared=len(self._idle),
            ended=dict(self._ended),
            lost=self._lost,
        )

    # -- life
    async def start(self) -> None:
        """Start the processes. Returns when one is ready, or it is known that none will be: see `unavailable`."""
        if self._keeper is not None:
            return
        if sys.platform != "linux":
            self._reason = f"programs are run on Linux only, this is {sys.platform}"
            return
        self._reason, self._hope, self._stopping = "the runner starts", True, False
        first = asyncio.Event()
        self._keeper = asyncio.create_task(self._keep(first), name="runner")
        await first.wait()

    async def stop(self) -> None:
        """End all processes. Programs that run end as `RunnerUnavailableError`."""
        self._stopping = True
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        await self._say("the runner was stopped")

    # -- use
    async def run(self, program: Program) -> Run:
        """Run one program.

        Raises:
            ProgramError: it is larger than a program may be.
            RunnerBusyError: too many are waiting.
            RunnerUnavailableError: none can be run here and now.
        """
        program.check(self._config.limits)
        async with self._turn():
            try:
                return await self._once(program)
            except OSError:
                # The process was lost through no fault of the program, which had no effect outside of it.
                log.warning("a process was lost while it ran a program: it is run again")
            try:
                return await self._once(program)
            except OSError as exc:
                raise RunnerUnavailableError(f"the process was lost twice: {exc}") from exc

    async def _once(self, program: Program) -> Run:
        child = await self._take()
        try:
            run = await converse(child, program, self._config.limits)
            self._ended[run.status] += 1
            return run
        finally:
            self._begin(self._retire(child))

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        config = self._config
        if self._running.locked() and self._waiting >= config.queue:
            raise RunnerBusyError(f"{self._waiting} programs wait already", config.limits.wall_seconds)
        self._waiting += 1
        try:
            async with asyncio.timeout(config.patience):
                await self._running.acquire()
        except TimeoutError:
            message = f"no process was free for {config.patience:g} s"
            raise RunnerBusyError(message, config.limits.wall_seconds) from None
        finally:
            self._waiting -= 1
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._running.release()

    async def _take(self) -> Child:
        """A child that is ready."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_READY_S), self._changed:
                while True:
                    while self._idle:
                        child = self._idle.popleft()
                        self._changed.notify_all()
                        if not child.ended.done():
                            return child
                        self._begin(self._retire(child))
                    if self._reason is not None and not self._hope:
                        break
                    await self._changed.wait()
        raise RunnerUnavailableError(self._reason or f"no process was ready in {_READY_S:g} s")

    # -- the pool
    async def _keep(self, first: asyncio.Event) -> None:
        """Keep a zygote alive, until cancelled."""
        losses = 0
        while True:
            await asyncio.sleep(_BACK_OFF_S[min(losses, len(_BACK_OFF_S) - 1)])
            try:
                if await self._live(first):
                    losses = 0
            except Exception as exc:
                if not isinstance(exc, OSError):
                    log.exception("the runner failed")  # a fault of ours: programs are to be served all the same
                await self._say(f"the runner's process cannot be started: {exc}", hope=losses < _HOPEFUL)
            first.set()
            losses += 1

    async def _live(self, first: asyncio.Event) -> bool:
        """One zygote's life; whether a child of it was ever ready."""
        root = await asyncio.to_thread(_fresh_folder, self._config.folder)
        try:
            prefix = await asyncio.to_thread(readable_prefix, root) if os.geteuid() == 0 else None
            return await self._live_in(root, prefix, first)
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, root, ignore_errors=True))

    async def _live_in(self, root: Path, prefix: Path | None, first: asyncio.Event) -> bool:
        self._slots = list(range(self._config.parallel + self._config.prepared))
        zygote = self._zygote = Zygote(self._options(root), prefix=prefix)
        filling = asyncio.create_task(self._fill(zygote, first))
        try:
            await asyncio.wait((zygote.gone, filling), return_when=asyncio.FIRST_COMPLETED)
            if filling.done():
                filling.result()
            self._lost += 1
            log.warning("the runner's process %d has ended: another is started", zygote.pid)
            return not self._reason
        finally:
            filling.cancel()
            self._zygote = None
            if not self._stopping:
                await self._say("the runner's process has ended: it is started again", hope=True)
            await asyncio.shield(self._bury(zygote))

    async def _bury(self, zygote: Zygote) -> None:
        await zygote.stop(_STOP_S)
        while self._idle:
            self._idle.popleft().close()
        if self._jobs:
            await asyncio.wait(self._jobs)

    def _options(self, root: Path) -> dict[str, Any]:
        config = self._config
        return {
            "root": str(root),
            "required": sorted(config.require),
            "skipped": sorted(config.skip),
            "limits": {**vars(config.limits), "reserve_bytes": RESERVE},
            "first_user": config.first_user,
        }

    async def _fill(self, zygote: Zygote, first: asyncio.Event) -> None:
        """Have as many children ready as shall be, one after the other."""
        slots = self._slots
        while True:
            async with self._changed:
                while len(self._idle) >= self._config.prepared or not slots:
                    await self._changed.wait()
                slot = slots.pop()
            child = Child(next(self._numbers), slot, free=slots.append)
            try:
                zygote.spawn(child)
                await self._ready(child)
            except (_RefusedError, _LostError) as exc:
                self._begin(self._retire(child))
                hope = isinstance(exc, _LostError)
                await self._say(str(exc), hope=hope)
                first.set()
                await asyncio.sleep(_BACK_OFF_S[1 if hope else -1])
            except BaseException:
                self._begin(self._retire(child))
                raise
            else:
                async with self._changed:
                    self._idle.append(child)
                    self._reason = None
                    self._changed.notify_all()
                first.set()

    async def _ready(self, child: Child) -> None:
        """Wait until a child is ready.

        Raises:
            _RefusedError: a layer is missing; it will be in a moment as well.
            _LostError: the child is no use; the next one may be.
        """
        try:
            async with asyncio.timeout(_READY_S):
                message = await child.receive()
        except TimeoutError:
            raise _LostError(f"no process was ready in {_READY_S:g} s") from None
        except TamperedError as exc:
            raise _LostError(str(exc)) from exc
        if isinstance(message, RefusedMessage):
            raise _RefusedError(f"the layer {message.layer!r} cannot be applied: {message.reason}")
        if not isinstance(message, ReadyMessage):
            raise _LostError("a process ended before it was ready")
        child.resident = message.resident
        child.folder_bounded = message.layers.get("namespaces") is None
        self._layers = dict(message.layers)

    async def _say(self, reason: str, *, hope: bool = False) -> None:
        if reason != self._reason and not self._stopping:
            log.warning("%s", reason)
        async with self._changed:
            self._reason, self._hope = reason, hope
            self._changed.notify_all()

    def _begin(self, job: Any) -> None:
        task = asyncio.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def _retire(self, child: Child) -> None:
        """Make sure that a child is gone, and clean up after it."""
        child.kill()
        with contextlib.suppress(OSError):
            await child.ended
        child.close()
        if child.folder is not None:
            await asyncio.to_thread(remove, child.folder)
        async with self._changed:
            child.free(child.slot)
            self._changed.notify_all()


def _fresh_folder(folder: Path) -> Path:
    """Where children's folders are made: they reach their own in it, and list nothing."""
    made = Path(tempfile.mkdtemp(prefix="fleet-runner-", dir=folder))
    made.chmod(0o711)
    return made
