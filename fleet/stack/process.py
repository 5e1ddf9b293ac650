"""Child processes: started into a session of their own, logged to a file, and ended by nobody but us.

A *managed* process dies with its parent. A *detached* one outlives it and is ended later by its `Identity`, read back
from a file: the id alone would not do, since the kernel gives ids out again.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fleet.stack.errors import StackError

__all__ = ["Identity", "Process", "spawn", "tail"]

_LAUNCHER = Path(__file__).with_name("launch.py")
_POLL = 0.02  # seconds between looks at a process that is being ended
_KILL_GRACE = 10.0  # seconds for the kernel to tear down a killed process; a JVM's memory takes up to one


@dataclass(frozen=True)
class Identity:
    """A process and no other: its id and when it started, in the kernel's own words."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Identity | None":
        """The identity of a live process, or None when there is none (or only its unclaimed remains)."""
        started = _started(pid)
        return None if started is None else cls(pid, started)

    def alive(self) -> bool:
        """Whether exactly this process still runs."""
        return _started(self.pid) == self.started


def _started(pid: int) -> str | None:
    if sys.platform == "linux":
        try:
            # after the command's name, which may hold blanks and brackets: the state is field 3, the start field 22
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else f"{fields[19]} ticks after boot {_boot_id()}"
    found = subprocess.run(  # noqa: S603  # fixed words and a number
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    return found[1].strip() if len(found) > 1 and not found[0].startswith("Z") else None


@cache
def _boot_id() -> str:
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return "unknown"


class Process:
    """A process that we started, in this run or an earlier one.

    Args:
        identity: which process.
        stop_signal: what asks it to end in good order.
        popen: the handle when it is our child: it must be reaped.
    """

    def __init__(
        self, identity: Identity, *, stop_signal: int = signal.SIGTERM, popen: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        self.identity = identity
        self.stop_signal = stop_signal
        self._popen = popen

    @property
    def pid(self) -> int:
        """The process id, which is also that of its process group."""
        return self.identity.pid

    def alive(self) -> bool:
        """Whether it still runs."""
        if self._popen is not None:
            return self._popen.poll() is None
        return self.identity.alive()

    def exit_code(self) -> int | None:
        """The exit code of our own child; None while it runs, and for detached processes."""
        return None if self._popen is None else self._popen.poll()

    def wait(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for the end; False when it still runs then."""
        deadline = time.monotonic() + timeout
        while self.alive():
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL)
        return True

    def send(self, signum: int) -> None:
        """Send it a signal; a process that has ended gets none, nor does whoever may carry its id now."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signum)

    def ask_to_stop(self) -> None:
        """Ask it to end, waking it first when it is paused."""
        self.send(self.stop_signal)
        self.send(signal.SIGCONT)

    def kill(self) -> None:
        """Kill it and what it forked, at once, and wait until it is gone."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)  # its own group: it was started as the leader of a session
        if not self.wait(_KILL_GRACE):
            raise StackError(f"process {self.pid} does not end although it was killed: look at it with `ps {self.pid}`")

    def stop(self, grace: float) -> None:
        """Ask it to end, and kill it when it has not after `grace` seconds."""
        self.ask_to_stop()
        if not self.wait(grace):
            self.kill()


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    user: tuple[int, int] | None = None,
    stop_signal: int = signal.SIGTERM,
    detached: bool = False,
) -> Process:
    """Start `command` (its first word an absolute path), with both outputs appended to the file `log`.

    Args:
        command: the program and its arguments.
        log: the file; its folder exists.
        env: variables beside those of this process.
        user: user and group id to become (only root can).
        stop_signal: what asks the program to end in good order.
        detached: let it outlive this process, instead of dying with it.

    Raises:
        StackError: the process ended before it could be known.
    """
    # The kernel's "die with your parent" means the *thread* that forked. One thread that lives as long as this
    # process starts them all, so that a server may be started from a short-lived one.
    return _spawner(os.getpid()).submit(_spawn, command, log, env, user, stop_signal, detached).result()


@cache
def _spawner(_pid: int) -> ThreadPoolExecutor:
    # a fork of this process inherits the cache but not the thread: hence one for each process id
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="stack-spawner")


def _spawn(  # noqa: PLR0917  # private, called once, by position through the executor
    command: Sequence[str | Path],
    log: Path,
    env: Mapping[str, str] | None,
    user: tuple[int, int] | None,
    stop_signal: int,
    detached: bool,  # noqa: FBT001  # as above
) -> Process:
    reader, writer = os.pipe()
    options = ["--detach", str(writer)] if detached else ["--parent", str(os.getpid())]
    if user is not None:
        options += ["--user", str(user[0]), str(user[1])]
    try:
        with log.open("ab") as output:
            popen = subprocess.Popen(  # noqa: S603  # our own launcher; the command comes from this package
                [sys.executable, "-I", "-S", _LAUNCHER, *options, "--", *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                cwd="/",  # a server must not keep the caller's folder busy
                start_new_session=True,
                pass_fds=(writer,) if detached else (),
            )
        os.close(writer)
        writer = -1
        if not detached:
            identity = Identity.of(popen.pid)
            return Process(identity or Identity(popen.pid, "ended"), stop_signal=stop_signal, popen=popen)
        reported = os.read(reader, 32)
        popen.wait()
        identity = Identity.of(int(reported)) if reported else None
        if identity is None:
            raise StackError(f"{Path(command[0]).name} ended at once; the end of {log}:\n{tail(log)}")
        return Process(identity, stop_signal=stop_signal)
    finally:
        os.close(reader)
        if writer >= 0:
            os.close(writer)


def tail(log: Path, *, start: int = 0, lines: int = 12) -> str:
    """The last `lines` lines of a log file, ignoring what stands before the byte `start`."""
    try:
        with log.open("rb") as source:
            end = source.seek(0, os.SEEK_END)
            source.seek(max(start, end - 64 * 1024))  # far more than the lines wanted
            text = source.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
