"""`stack up`, `status` and `down`: a stack that outlives the command that started it."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from fleet.stack.errors import StackError
from fleet.stack.local import GivenAddresses, LocalStack, Ports, ServerStatus, probe_all
from fleet.stack.server import Progress
from fleet.stack.state import RecordedProcess, StackAddresses, StackState, claim, forget_state, read_state

__all__ = ["Ended", "down", "running", "status", "up"]

_OURS = ("kafka", "redis", "postgres", "logs", "stack.json", "stack.lock")


@dataclass(frozen=True)
class Ended:
    """What `down` did: the servers it ended, by name, and whether it removed the data."""

    servers: tuple[str, ...]
    purged: bool


async def up(
    data_dir: Path,
    progress: Progress,
    *,
    given: GivenAddresses | None = None,
    ports: Ports | None = None,
    maven_repository: str | None = None,
) -> StackAddresses:
    """Start the stack and leave it running; one that runs already and answers is left as it is.

    Raises:
        StackError: it does not start, or one runs in `data_dir` that cannot be used.
    """
    state = read_state(data_dir)
    if state is not None and state.alive():
        silent = [server for server in await probe_all(state.addresses, state.processes) if not server.answers]
        if silent:
            raise StackError(
                f"a stack runs in {data_dir}, but {silent[0].name} does not answer ({silent[0].trouble}): "
                "end it with `python -m fleet stack down`, then start again"
            )
        progress(f"the stack in {data_dir} runs already")
        return state.addresses
    stack = LocalStack(data_dir, given=given, ports=ports, detached=True, maven_repository=maven_repository)
    await stack.start(progress)
    return stack.addresses


async def status(data_dir: Path) -> tuple[ServerStatus, ...] | None:
    """The servers of the stack that runs in `data_dir`, detached or not; None when none does."""
    state = running(data_dir)
    return None if state is None else await probe_all(state.addresses, state.processes)


def running(data_dir: Path) -> StackState | None:
    """The record of the stack that runs in `data_dir`; None when none does."""
    state = read_state(data_dir)
    return state if state is not None and state.alive() else None


async def down(data_dir: Path, progress: Progress, *, purge: bool = False) -> Ended:
    """End the detached stack of `data_dir`: exactly the processes that `up` started.

    Args:
        data_dir: its folder.
        progress: told what happens.
        purge: also remove the data and the logs, but nothing else that may lie in the folder.

    Raises:
        StackError: the stack belongs to a process that still runs, or a server does not end.
    """
    with claim(data_dir):
        state = read_state(data_dir)
        recorded = [] if state is None else [process for process in state.processes if process.process().alive()]
        await asyncio.gather(*(asyncio.to_thread(_end, process, progress) for process in recorded))
        forget_state(data_dir)
        if purge:
            await asyncio.to_thread(_purge, data_dir)
            progress(f"removed the stack's data in {data_dir}")
    return Ended(tuple(process.name for process in recorded), purged=purge)


def _end(recorded: RecordedProcess, progress: Progress) -> None:
    recorded.process().stop(recorded.grace)
    progress(f"{recorded.name} has ended")


def _purge(data_dir: Path) -> None:
    for name in _OURS:
        path = data_dir / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if not any(data_dir.iterdir()):
        data_dir.rmdir()
