"""CPU work off the event loop: a few warm processes, bounded room, and results that are remembered.

    found = await services.cpu.run(analyse, code, level)

`analyse` is a module's function, pure (the same arguments give the same result) and takes some hundredths of a second;
it and its arguments are pickled. A job that kills its process, or does not end, fails alone. Whoever must not wait is
told that there is no room (`BusyError`, 429 over HTTP); requests from Kafka wait (see `patience.py`).
"""

import asyncio
import logging
import math
import pickle
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import ParamSpec, TypeVar

from agents.runtime.cpu_errors import JobCrashedError, JobTimeoutError, RemoteStackError
from agents.runtime.cpu_process import LostProcessError, Worker
from agents.runtime.patience import BusyError, patience
from tables.cache import LruCache

__all__ = ["CpuOptions", "CpuPool", "CpuStats"]

log = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_START_S = 60.0
"""Seconds for a process to import what it needs: one or two, and many times that while a machine is overloaded."""

_BACK_OFF_S = (0.1, 0.5, 2.0, 10.0)
"""Seconds before a process is started again that did not come up, by how often it did not."""

_TURNS = 4
"""Of so many jobs one is taken from those that wait, however many people ask over HTTP at the same time."""

_KEPT_BYTES = 64 << 10
"""Of a result that is remembered: an analysis has 1 to 20 KiB."""

_RETRY_S = (1, 30)
"""Least and most seconds of `Retry-After`."""


@dataclass(frozen=True)
class CpuOptions:
    """See `fleet/settings.py`.

    Attributes:
        processes: that work at the same time.
        queue: jobs that may wait for one of them, beside those that come from Kafka.
        deadline: seconds that a job may take.
        cache_entries: results that are remembered.
        memory_mb: MiB that a process may have.
    """

    processes: int = 2
    queue: int = 32
    deadline: float = 5.0
    cache_entries: int = 1_000
    memory_mb: int = 512


@dataclass(frozen=True)
class CpuStats:
    """A reading: processes that work, jobs that wait, and since the start: jobs done, results remembered, jobs lost."""

    processes: int
    busy: int
    waiting: int
    done: int
    remembered: int
    lost: int


@dataclass
class _Job:
    payload: bytes
    answer: "asyncio.Future[bytes]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class CpuPool:
    """Does jobs. It may be used at once; `start` only has the processes ready before the first job."""

    def __init__(self, options: CpuOptions, modules: Sequence[str] = ()) -> None:
        """Take the bounds, and the modules that processes import before they take a job."""
        self._options = options
        self._modules = tuple(modules)
        self._urgent: deque[_Job] = deque()  # somebody is waiting
        self._patient: deque[_Job] = deque()
        self._jobs = asyncio.Semaphore(0)  # in both
        self._turn = 0
        self._serving: list[asyncio.Task[None]] = []
        self._cache: LruCache[bytes] = LruCache(options.cache_entries)
        self._seconds = 0.05  # of a job, as a moving average; what it is before the first hardly matters
        self._busy = self._done = self._remembered = self._lost = 0

    # -- use
    async def run(
        self, function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """The function's result, or its error.

        Raises:
            BusyError: there is no room.
            JobCrashedError: it took its process with it.
            JobTimeoutError: it did not end in time.
        """
        if named:
            raise TypeError("give the arguments by position: their order is part of what is remembered")
        payload = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        key = blake2b(payload, digest_size=16).hexdigest()
        answer = self._cache.get(key)
        if answer is None:
            answer = await self._ask(payload)
        else:
            self._remembered += 1
        result, error, stack = pickle.loads(answer)  # noqa: S301 - made by our own code; a new copy for everyone
        if error is not None:
            raise error from RemoteStackError(f"in another process:\n{stack}")
        if len(answer) <= _KEPT_BYTES:
            self._cache.update({key: answer})
        value: Result = result
        return value

    async def _ask(self, payload: bytes) -> bytes:
        await self.start()
        job, waits = _Job(payload), patience()
        if waits is None:
            if len(self._urgent) >= self._options.queue:
                raise BusyError(f"{len(self._urgent)} jobs wait already", self._retry_after())
            self._urgent.append(job)
            self._jobs.release()
            return await job.answer
        self._patient.append(job)
        self._jobs.release()
        with waits.stopped():  # a job has a deadline of its own
            return await job.answer

    def _retry_after(self) -> float:
        least, most = _RETRY_S
        waiting = (len(self._urgent) + len(self._patient)) * self._seconds / self._options.processes
        return min(most, max(least, math.ceil(waiting)))

    def stats(self) -> CpuStats:
        """How it is doing."""
        waiting = len(self._urgent) + len(self._patient)
        return CpuStats(self._options.processes, self._busy, waiting, self._done, self._remembered, self._lost)

    # -- life
    async def start(self) -> None:
        """Start the processes, in the background. Nothing is lost by calling it again."""
        if not self._serving:
            self._serving = [asyncio.create_task(self._serve()) for _ in range(self._options.processes)]

    async def stop(self) -> None:
        """End the processes; jobs that are under way or wait are cancelled. May be called twice."""
        serving, self._serving = self._serving, []
        for task in serving:
            task.cancel()
        if serving:
            await asyncio.wait(serving)
        for job in (*self._urgent, *self._patient):
            job.answer.cancel()
        self._urgent.clear()
        self._patient.clear()

    # -- one process after another
    async def _serve(self) -> None:
        failed = 0
        while True:
            try:
                async with asyncio.timeout(_START_S):
                    worker = await Worker.started(self._modules, self._options.memory_mb)
            except (LostProcessError, OSError, TimeoutError) as exc:
                pause = _BACK_OFF_S[min(failed, len(_BACK_OFF_S) - 1)]
                failed += 1
                log.error("a process for CPU work does not start, next try in %.1f s: %r", pause, exc)  # noqa: TRY400
                await asyncio.sleep(pause)
                continue
            failed = 0
            try:
                while await self._do(worker):
                    pass
            finally:
                await asyncio.shield(worker.kill())

    async def _do(self, worker: Worker) -> bool:
        """Do the next job. Returns whether the process can do another one."""
        job = await self._next()
        if worker.ended:  # while it had nothing to do: that is not this job's fault
            self._urgent.appendleft(job)
            self._jobs.release()
            return False
        began = time.monotonic()
        self._busy += 1
        try:
            async with asyncio.timeout(self._options.deadline):
                answer = await worker.ask(job.payload)
        except TimeoutError:
            return self._fail(job, JobTimeoutError(f"the work took longer than {self._options.deadline:g} s"))
        except LostProcessError:
            return self._fail(job, JobCrashedError("the work took its process with it, such as by its need of memory"))
        except asyncio.CancelledError:
            job.answer.cancel()
            raise
        finally:
            self._busy -= 1
        self._done += 1
        self._seconds += (time.monotonic() - began - self._seconds) / 16
        if not job.answer.done():
            job.answer.set_result(answer)
        return True

    def _fail(self, job: _Job, error: Exception) -> bool:
        self._lost += 1
        log.warning("a job of the CPU pool was lost: %s", error)
        if not job.answer.done():
            job.answer.set_exception(error)
        return False

    async def _next(self) -> _Job:
        while True:
            await self._jobs.acquire()
            self._turn += 1
            waits = self._patient and (not self._urgent or self._turn % _TURNS == 0)
            job = (self._patient if waits else self._urgent).popleft()
            if not job.answer.done():  # whoever asked may be gone
                return job
