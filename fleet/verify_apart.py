"""`verify` in several processes: each compares some of the partitions, as one process can use one core alone.

Run as a module it is such a process: a pickled order on stdin; on stdout a byte for each partition that is done, then
the pickled outcome. Both ends are the fleet's own code, of one version.
"""

import asyncio
import contextlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from fleet.settings import Settings
from fleet.verify import COMPARED, CopyReport, Progress, Verification, Verifier
from schemas.topics import PARTITIONS

__all__ = ["merged", "verify_apart"]

_DONE = b"."
_END = b"\n"


@dataclass(frozen=True)
class _Order:
    settings: Settings
    patience: float
    repair: bool
    partitions: tuple[int, ...]


async def verify_apart(
    settings: Settings, progress: Progress, patience: float, *, repair: bool = False, processes: int | None = None
) -> Verification:
    """Compare everything, and mend the copies where told to. See `Verifier.run`.

    Args:
        settings: see `Verifier`.
        progress: told how far all of them are.
        patience: see `Verifier`.
        repair: whether to mend the copies.
        processes: at most so many; by default as many as there are cores.
    """
    count = min(processes or os.cpu_count() or 1, PARTITIONS)
    if count == 1:
        return await Verifier(settings, progress, patience).run(repair=repair)
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        progress(COMPARED, done, PARTITIONS)

    progress(COMPARED, 0, PARTITIONS)
    shares = [_Order(settings, patience, repair, tuple(range(one, PARTITIONS, count))) for one in range(count)]
    jobs = [asyncio.create_task(_ask(order, one_more)) for order in shares]
    try:
        return merged(await asyncio.gather(*jobs))
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


def merged(parts: Iterable[Verification]) -> Verification:
    """One outcome of several, of different partitions."""
    found = list(parts)
    copies: dict[str, CopyReport] = {}
    for part in found:
        for name, report in part.copies.items():
            whole = copies.setdefault(name, CopyReport())
            whole.compared += report.compared
            whole.differences += report.differences
            whole.repaired += report.repaired
    return Verification(copies, sum(part.keys for part in found), max((part.seconds for part in found), default=0.0))


async def _ask(order: _Order, one_more: Callable[[], None]) -> Verification:
    """Have a process of its own do it; it ends with this task.

    Raises:
        Exception: what the process ended with.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # the terminal's Ctrl-C is for the command, which ends it
    )
    try:
        to, answers = cast("asyncio.StreamWriter", process.stdin), cast("asyncio.StreamReader", process.stdout)
        to.write(pickle.dumps(order))
        to.close()
        while (sign := await answers.read(1)) == _DONE:
            one_more()
        outcome = await answers.read()
        if sign != _END or await process.wait() != 0:
            raise ChildProcessError(f"a process of verify ended with status {await process.wait()}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    found = pickle.loads(outcome)  # noqa: S301 - written by this module
    if isinstance(found, Exception):
        raise found
    return cast("Verification", found)


def _obey(order: _Order) -> Verification | Exception:
    def progress(what: str, done: int, _: int) -> None:
        if what == COMPARED and done:
            os.write(1, _DONE)

    try:
        verifier = Verifier(order.settings, progress, order.patience, order.partitions)
        return asyncio.run(verifier.run(repair=order.repair))
    except Exception as exc:  # noqa: BLE001 - raised again where it was asked for
        return exc


if __name__ == "__main__":
    outcome = pickle.dumps(_obey(pickle.load(sys.stdin.buffer)))  # noqa: S301 - written by this module
    sys.stdout.buffer.write(_END + outcome)
    sys.stdout.flush()
