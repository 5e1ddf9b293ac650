"""What a stack writes down about itself in its folder, so that other commands find it."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from fleet.stack.errors import StackError
from fleet.stack.process import Identity, Process

__all__ = ["RecordedProcess", "StackAddresses", "StackState", "claim", "forget_state", "read_state", "write_state"]

_FILE = "stack.json"
_CLAIM = "stack.lock"


@dataclass(frozen=True)
class StackAddresses:
    """Where the three servers are: `host:port[,...]`, a `redis://` URL, a `postgresql://` URL."""

    kafka: str
    redis: str
    postgres: str


@dataclass(frozen=True)
class RecordedProcess:
    """A server that was started, by name: `Kafka`, `Redis` or `PostgreSQL`."""

    name: str
    pid: int
    started: str
    stop_signal: int
    grace: float
    log: str

    def process(self) -> Process:
        """A handle on exactly the recorded process; not alive when its id belongs to another now."""
        return Process(Identity(self.pid, self.started), stop_signal=self.stop_signal)


@dataclass(frozen=True)
class StackState:
    """A stack that was started in a folder.

    `owner` is the process that it dies with, or None when it was detached.
    """

    addresses: StackAddresses
    owner: int | None
    processes: tuple[RecordedProcess, ...]

    def alive(self) -> bool:
        """Whether any of its servers still runs."""
        return any(recorded.process().alive() for recorded in self.processes)


def read_state(data_dir: Path) -> StackState | None:
    """The stack that was started in `data_dir`, or None; its servers may have ended since.

    Raises:
        StackError: the file is there but says nothing that makes sense.
    """
    path = data_dir / _FILE
    try:
        found = json.loads(path.read_text())
        return StackState(
            StackAddresses(**found["addresses"]),
            found["owner"],
            tuple(RecordedProcess(**recorded) for recorded in found["processes"]),
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise StackError(f"{path} cannot be read ({exc}): see with `ps` what still runs, then delete it") from None


def write_state(data_dir: Path, state: StackState) -> None:
    """Write it down, whole or not at all."""
    unfinished = data_dir / f"{_FILE}.unfinished"
    unfinished.write_text(json.dumps(asdict(state), indent=2) + "\n")
    unfinished.replace(data_dir / _FILE)


def forget_state(data_dir: Path) -> None:
    """Forget the stack, once its servers have ended."""
    (data_dir / _FILE).unlink(missing_ok=True)


@contextlib.contextmanager
def claim(data_dir: Path) -> Iterator[None]:
    """Hold the folder against other processes that would start or end servers there.

    Raises:
        StackError: another process holds it.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(data_dir / _CLAIM, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as exc:
        raise StackError(f"{data_dir} cannot be used: {exc.strerror}; set FLEET_DATA_DIR to another folder") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(
                f"another process runs the stack in {data_dir}: end that one, or set FLEET_DATA_DIR to another folder"
            ) from None
        yield
    finally:
        os.close(handle)
