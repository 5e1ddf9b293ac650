"""One process for CPU work, from its parent's side: started warm, asked one job at a time, killed when it must be."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from agents.runtime.cpu_child import HEADER

__all__ = ["LostProcessError", "Worker"]


class LostProcessError(Exception):
    """The process has ended instead of answering."""


class Worker:
    """A process that does jobs. Made by `started`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def started(cls, modules: Sequence[str], mebibytes: int) -> "Worker":
        """Start a process and wait until it has imported the modules.

        Raises:
            LostProcessError: it ended before; the log says why.
            OSError: it cannot be started.
        """
        starting = asyncio.create_task(
            asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "agents.runtime.cpu_child",
                str(os.getpid()),
                str(mebibytes),
                *modules,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,  # Ctrl-C is for the parent; and what it starts itself is killed with it
            )
        )
        try:
            worker = cls(await asyncio.shield(starting))
        except asyncio.CancelledError:
            await asyncio.wait({starting})
            if starting.exception() is None:
                await cls(starting.result()).kill()
            raise
        try:
            await worker._answer()
        except BaseException:
            await asyncio.shield(worker.kill())
            raise
        return worker

    @property
    def ended(self) -> bool:
        """Whether it is known to have ended."""
        return self._process.returncode is not None

    async def ask(self, job: bytes) -> bytes:
        """Do a job. The caller bounds the time, and kills the process if it is cancelled.

        Raises:
            LostProcessError: it did not survive it.
        """
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - started with one
        try:
            pipe.write(len(job).to_bytes(HEADER, "big"))
            pipe.write(job)
            await pipe.drain()
        except ConnectionError:
            raise LostProcessError from None
        return await self._answer()

    async def _answer(self) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101 - started with one
        try:
            return await pipe.readexactly(int.from_bytes(await pipe.readexactly(HEADER), "big"))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise LostProcessError from None

    async def kill(self) -> None:
        """End it and what it started, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
