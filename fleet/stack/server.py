"""One server of the local stack: from a folder and a port to something that answers, and back."""

import asyncio
import contextlib
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from fleet.stack.errors import StackError
from fleet.stack.ports import choose_port
from fleet.stack.probes import NotReadyError
from fleet.stack.process import Process, spawn, tail

__all__ = ["Progress", "Server"]

Progress = Callable[[str], None]
"""Told what happens, one line at a time, from whatever thread does it."""

_START_DEADLINE = 120.0  # seconds; each starts in 1 to 5, but a machine may be busy and a log long
_ATTEMPTS = 4  # starts: a free port may be taken before it is bound, a killed server's children may linger
_POLL = 0.05  # seconds between questions whether it answers
_LOG_KEPT = 5_000_000  # bytes after which a log is put aside as `.1` at the next start


class Server(ABC):
    """A server process with its folder of data, its log and its port.

    Nothing here belongs to an event loop: a server started in one may be stopped in another.

    Args:
        folder: for its data and configuration; made when needed.
        log: the file that its output is appended to.
        port: the wanted port, or None for any free one.
        detached: let it outlive this process.
    """

    name: ClassVar[str]
    stop_signal: ClassVar[int] = signal.SIGTERM
    grace: ClassVar[float] = 15.0
    """Seconds to end in good order before it is killed."""
    passing_trouble: ClassVar[Sequence[str]] = ("Address already in use",)
    """Words in the log of a server that ended at its start which mean: try again."""

    def __init__(self, folder: Path, log: Path, port: int | None, *, detached: bool = False) -> None:
        self.folder = folder
        self.log = log
        self.port = port
        self.user: tuple[int, int] | None = None
        self.process: Process | None = None
        self._wanted_port = port
        self._detached = detached

    @property
    @abstractmethod
    def address(self) -> str:
        """What clients are given to reach it."""

    @abstractmethod
    def check(self) -> None:
        """Find its programs.

        Raises:
            StackError: one is missing.
        """

    @abstractmethod
    async def prepare(self, progress: Progress) -> None:
        """Make what must be there before the first start."""

    @abstractmethod
    def command(self) -> list[str | Path]:
        """The program and its arguments, for the port chosen; writes the configuration."""

    @abstractmethod
    async def probe(self) -> None:
        """Ask it something as a client would; NotReadyError when it does not answer."""

    def alive(self) -> bool:
        """Whether its process runs (also when paused)."""
        return self.process is not None and self.process.alive()

    def choose_port(self) -> None:
        """Settle on a port.

        Raises:
            StackError: the wanted port is taken.
        """
        self.port = choose_port(self._wanted_port, self.name)

    async def start(self, progress: Progress, started: Callable[[], None] = lambda: None) -> None:
        """Start it and return when it answers.

        Args:
            progress: told what happens.
            started: called when the process exists, before it answers.

        Raises:
            StackError: it did not start; with the end of its log.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._put_log_aside()
        await self.prepare(progress)
        began = time.monotonic()
        for attempt in range(1, _ATTEMPTS + 1):
            if self.port is None:
                self.choose_port()
            log_start = self._log_size()
            self.process = spawn(
                self.command(),
                log=self.log,
                user=self.user,
                stop_signal=self.stop_signal,
                detached=self._detached,
            )
            started()
            if await self._answers(log_start, last_attempt=attempt == _ATTEMPTS):
                progress(f"{self.name} answers on {self.address} ({time.monotonic() - began:.1f} s)")
                return
            if self._wanted_port is None:
                self.port = None
            await asyncio.sleep(attempt * 0.3)  # time for what is in the way to go

    async def _answers(self, log_start: int, *, last_attempt: bool) -> bool:
        """Wait until it answers; False when it ended and may be started again."""
        assert self.process is not None  # noqa: S101  # set by the only caller
        deadline = time.monotonic() + _START_DEADLINE
        while True:
            try:
                await self.probe()
            except NotReadyError as exc:
                seen = str(exc)
            else:
                # something answers: it must be ours, not another program that took the port first
                if self.alive():
                    return True
            if not self.alive():
                said = tail(self.log, start=log_start, lines=1000)  # a broker says much while it goes down
                if not last_attempt and any(words in said for words in self.passing_trouble):
                    return False
                raise self._failed("ended while it started", log_start)
            if time.monotonic() > deadline:
                await self.stop()
                raise self._failed(f"did not answer within {_START_DEADLINE:g} s ({seen})", log_start)
            await asyncio.sleep(_POLL)

    async def run_to_end(self, command: Sequence[str | Path], what: str) -> None:
        """Run a program that prepares the server, as the server's user.

        Raises:
            StackError: it failed; with the end of the log.
        """
        log_start = self._log_size()
        process = spawn(command, log=self.log, user=self.user)
        try:
            if not await asyncio.to_thread(process.wait, _START_DEADLINE):
                raise StackError(f"{what} did not end within {_START_DEADLINE:g} s; see {self.log}")
        finally:
            process.kill()
        if process.exit_code() != 0:
            raise StackError(f"{what} failed; the end of {self.log}:\n{tail(self.log, start=log_start)}")

    async def stop(self) -> None:
        """End it in good order, or by force when it does not; nothing when it does not run."""
        if self.process is not None:
            await asyncio.to_thread(self.process.stop, self.grace)

    def kill(self) -> None:
        """End it without warning, as a crash would; its data and its port stay for `restart`."""
        if self.process is not None:
            self.process.kill()

    def pause(self) -> None:
        """Stop its main process in its tracks: connections stay open and nothing answers."""
        if self.process is not None:
            self.process.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        if self.process is not None:
            self.process.send(signal.SIGCONT)

    async def restart(self, progress: Progress = lambda _: None) -> None:
        """End it when it runs, and start it again with the same data on the same port."""
        await self.stop()
        self._wanted_port = self.port  # clients know this one: another would be of no use
        await self.start(progress)

    def _failed(self, what: str, log_start: int) -> StackError:
        return StackError(f"{self.name} {what}; the end of {self.log}:\n{tail(self.log, start=log_start)}")

    def _log_size(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def _put_log_aside(self) -> None:
        if self._log_size() > _LOG_KEPT:
            with contextlib.suppress(OSError):
                self.log.replace(self.log.with_name(self.log.name + ".1"))
