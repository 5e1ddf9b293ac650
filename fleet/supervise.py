"""A worker process that is started again when it asks for it: back-off, log file, and an end in good order.

The child dies with this process, whatever ends it (see `fleet/stack/process.py`).
"""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from fleet.settings import Settings
from fleet.stack.process import Process, spawn, tail

__all__ = ["Backoff", "Supervisor", "WorkerEndedError", "archive_command", "settings_env", "worker_command"]

_RESTART_ME: Final = 75  # what `tables/errors.py` exits with when nothing is wrong with the data
_GRACE_SECONDS: Final = 30.0  # for a worker to end: it may wait for an open transaction before it leaves its group
_POLL_SECONDS: Final = 0.05
_ROOT: Final = Path(__file__).resolve().parent.parent


class WorkerEndedError(Exception):
    """A worker has ended for good. The message holds its last word; the rest is in its log."""

    def __init__(self, name: str, status: int, last_line: str, log: Path) -> None:
        said = last_line.removeprefix("error: ") or "no word"
        super().__init__(f"{name} ended with status {status}: {said} (log: {log})")
        self.status = status
        self.last_line = last_line


@dataclass(frozen=True)
class Backoff:
    """Pauses before restarts, in seconds: `first`, doubled each time up to `most`.

    A process that ran for `reset_after` seconds was well: the next pause is the first one again.
    """

    first: float = 1.0
    most: float = 30.0
    reset_after: float = 60.0

    def pause(self, failures: int) -> float:
        """The pause after the `failures`-th end in a row, counted from 1."""
        return min(self.most, self.first * 2.0 ** min(failures - 1, 62))


class _Verdict(Enum):
    RESTART = "restart"
    DONE = "done"
    FAILED = "failed"


def _judge(status: int) -> _Verdict:
    """What an exit status asks for; a negative one is the signal that ended the process."""
    if status == _RESTART_ME or status < 0:
        return _Verdict.RESTART
    return _Verdict.DONE if status == 0 else _Verdict.FAILED


class Supervisor:
    """Keeps one process running.

    Args:
        name: what people know it by.
        command: the program (an absolute path) and its arguments.
        log: file that its output is appended to.
        env: variables beside those of this process.
        backoff: pauses before restarts.
        say: told of every end and start.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        backoff: Backoff | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.name = name
        self.log = log
        self.restarts = 0
        self._command = command
        self._env = dict(env or {})
        self._backoff = backoff or Backoff()
        self._say = say
        self._process: Process | None = None
        self._stopping = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None and self._process.alive() else None

    async def run(self) -> None:
        """Keep it running until `stop` is called or it ends by itself with status 0.

        However this ends, also by cancellation, the process has ended too.

        Raises:
            WorkerEndedError: it ended with a status that a restart would not change.
            StackError: it cannot be started at all.
        """
        failures = 0
        try:
            while not self._stopping.is_set():
                started = time.monotonic()
                log_start = self._start()
                status = await self._ended()
                if self._stopping.is_set():
                    return
                verdict = _judge(status)
                last_line = tail(self.log, start=log_start, lines=1)
                if verdict is _Verdict.DONE:
                    self._say(f"{self.name} has ended: {last_line}")
                    return
                if verdict is _Verdict.FAILED:
                    raise WorkerEndedError(self.name, status, last_line, self.log)
                failures = 1 if time.monotonic() - started >= self._backoff.reset_after else failures + 1
                await self._pause(failures, status, last_line)
        finally:
            await asyncio.shield(self._end())

    async def stop(self) -> None:
        """Ask the process to end, wait until it has, and let `run` return."""
        self._stopping.set()
        await self._end()

    def kill(self) -> None:
        """End the process as a crash would; `run` starts it again."""
        if self._process is not None:
            self._process.kill()

    def _start(self) -> int:
        """Start it. Returns where its words begin in the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        log_start = self.log.stat().st_size if self.log.exists() else 0
        self._process = spawn(self._command, log=self.log, env=self._env)
        return log_start

    async def _ended(self) -> int:
        assert self._process is not None  # noqa: S101 - set by `_start`
        while (status := self._process.exit_code()) is None:  # noqa: ASYNC110 - the kernel sets no asyncio event
            await asyncio.sleep(_POLL_SECONDS)
        return status

    async def _pause(self, failures: int, status: int, last_line: str) -> None:
        pause = self._backoff.pause(failures)
        how = f"ended by {_signal_name(-status)}" if status < 0 else "asks to be started again"
        self._say(f"{self.name} {how}: {last_line} (starting it again in {pause:g} s)")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), pause)
        self.restarts += 1

    async def _end(self) -> None:
        if self._process is not None:
            await asyncio.to_thread(self._process.stop, _GRACE_SECONDS)


def worker_command() -> list[str]:
    """What starts a worker of this very installation."""
    return [sys.executable, "-m", "fleet", "worker"]


def archive_command() -> list[str]:
    """What starts this installation's archive."""
    return [sys.executable, "-m", "fleet", "archive"]


def settings_env(settings: Settings) -> dict[str, str]:
    """Variables that give a child process these settings, wherever it is started.

    One that is None is left out: the child takes what this process has in its environment.
    """
    env = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if value is None:
            continue
        env[f"FLEET_{name.upper()}"] = _text(value)
    # The packages are found beside this one, and never a stranger's of the same name.
    return env | {"PYTHONPATH": str(_ROOT)}


def _text(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value.absolute()) if isinstance(value, Path) else str(value)


def _signal_name(signum: int) -> str:
    try:
        return signal.Signals(signum).name
    except ValueError:
        return f"signal {signum}"
