"""Students' programs for agents: the runner, with the manners of `patience.py`."""

import asyncio
from typing import Protocol

from agents.runner.errors import ProgramError, RunnerBusyError, RunnerUnavailableError
from agents.runner.pool import Runner
from agents.runner.program import Program, Run
from agents.runtime.errors import TransientError
from agents.runtime.patience import BusyError, patience
from schemas.errors import InvalidError

__all__ = ["Programs", "Runs"]

_AGAIN_S = 0.2
"""Seconds until somebody who waits asks the runner again: a program takes some tenths of a second."""


class Runs(Protocol):
    """What runs programs: `Programs`, or the runner itself."""

    async def run(self, program: Program) -> Run:
        """Run a program.

        Raises:
            InvalidError: it is too large.
            TransientError: none can be run now; its code is `busy` where there is no room.
        """


class Programs:
    """Runs programs. Those that wait for their turn take at most so many places of the runner's."""

    def __init__(self, runner: Runner, parallel: int) -> None:
        """Take the runner, and how many programs it runs at the same time."""
        self._runner = runner
        self._turns = asyncio.Semaphore(parallel)

    async def run(self, program: Program) -> Run:
        """Run one program.

        Raises:
            InvalidError: it is larger than a program may be.
            BusyError: there is no room, and who asks does not wait.
            TransientError: none can be run here and now.
        """
        waits = patience()
        if waits is None:
            return await self._run(program)
        with waits.stopped():
            await self._turns.acquire()
        try:
            while True:
                try:
                    return await self._run(program)
                except BusyError:
                    with waits.stopped():
                        await asyncio.sleep(_AGAIN_S)
        finally:
            self._turns.release()

    async def _run(self, program: Program) -> Run:
        try:
            return await self._runner.run(program)
        except ProgramError as exc:
            raise InvalidError.of("code", str(exc)) from exc
        except RunnerBusyError as exc:
            raise BusyError(str(exc), exc.retry_after) from exc
        except RunnerUnavailableError as exc:
            raise TransientError("no_runner", str(exc)) from exc
