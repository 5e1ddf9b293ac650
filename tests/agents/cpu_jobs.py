"""Jobs for tests of the CPU pool: other processes import them from here."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from agents.runtime.errors import PoisonError
from schemas.errors import InvalidError


def process_id(_: object) -> int:
    return os.getpid()


def lines(code: str) -> int:
    return code.count("\n") + 1


def imported(name: str) -> bool:
    return name in sys.modules


def shout(text: str) -> str:
    print("something that nobody asked for")  # noqa: T201 - what it is there for
    return text.upper()


def sleep(seconds: float, _: object = None) -> float:
    time.sleep(seconds)
    return seconds


def spin(seconds: float, _: object = None) -> int:
    """Keep a core busy."""
    turns, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        turns += 1
    return turns


def exit_at_once(status: int) -> None:
    os._exit(status)


def raise_exit(_: object) -> None:
    sys.exit(3)


def kill_itself(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hog(mebibytes: int) -> int:
    return len(b"x" * (mebibytes << 20))


def refuse(text: str) -> None:
    raise PoisonError("refused", text)


def invalid(field: str) -> None:
    raise InvalidError.of(field, "must be other")


class UnsendableError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def unsendable(_: object) -> None:
    raise UnsendableError(1, 2)


def unsendable_result(_: object) -> object:
    return lambda: None


def big(size: int) -> bytes:
    return b"x" * size


def leave_a_child(path: str) -> None:
    """Start a process that outlives this job, and hang."""
    child = subprocess.Popen(["/bin/sleep", "600"])
    Path(path).write_text(str(child.pid))
    time.sleep(600)
