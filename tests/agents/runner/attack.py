"""Runs an attack and looks that nothing else was harmed."""

import os
from dataclasses import replace
from pathlib import Path

from agents.runner.pool import Runner
from agents.runner.program import Limits, Program, Run

BRIEF = Limits(wall_seconds=1.0)
"""Long enough for every attack here that ends by itself."""

MEBIBYTE = 1 << 20

HELPERS = '''
import ctypes, errno, os, platform
libc = ctypes.CDLL(None, use_errno=True)

def refused(attempt):
    """What an attempt was refused with; fails when it was not."""
    try:
        got = attempt()
    except OSError as exc:
        return type(exc).__name__
    raise SystemExit(f"NOT REFUSED: {got!r}")

def raw(number, *arguments):
    """A system call past all of Python."""
    libc.syscall.restype = ctypes.c_long
    passed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = libc.syscall(ctypes.c_long(number), *passed)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result

def filtered(number, *arguments):
    """The filter refused a raw system call: the kernel itself would find another fault with the arguments."""
    try:
        got = raw(number, *arguments)
    except OSError as exc:
        if exc.errno in (errno.EPERM, errno.ENOSYS):
            return
        raise SystemExit(f"NOT FILTERED: {number}: {exc}") from None
    raise SystemExit(f"NOT REFUSED: {number}: {got}")

X86 = platform.machine() == "x86_64"
'''


async def attack(runner: Runner, source: str, *, limits: Limits = BRIEF, **more: object) -> Run:
    """Run it; the next program must be served as ever, by a pool that is whole."""
    program = replace(Program(HELPERS + source, limits=limits), **more)  # type: ignore[arg-type]
    run = await runner.run(program)
    after = await runner.run(Program("print('served')"))
    assert (after.status, after.stdout) == ("ok", "served\n"), after
    assert runner.unavailable is None
    return run


def contained(run: Run) -> None:
    """The attack came to its end without success: each attempt in it was refused."""
    assert run.status == "ok", (run.status, run.error, run.stderr)


def open_up(path: Path) -> None:
    """Let the modes of a path and of what is above it stop nobody."""
    for one in (path, *path.parents[:-1]):
        if one.stat().st_uid == os.geteuid():
            one.chmod(one.stat().st_mode | 0o055)
