"""The few calls of the C library and the kernel that Python has no names for, and a fork that loses no signal."""

import ctypes
import os
import platform
import signal
import struct
import sys
from typing import Any, Final

__all__ = ["MACHINE", "die_with_parent", "drop_capabilities", "fork", "no_new_privileges", "prctl", "syscall"]

MACHINE: Final = platform.machine()

_libc: Any = ctypes.CDLL(None, use_errno=True)

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x2008_0522


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def fork() -> int:
    """`os.fork`, during which SIGTERM waits: what a handler raises in a hook of the fork is printed and lost."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        return os.fork()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def prctl(option: int, *arguments: int) -> int:
    """`prctl(2)`; raises OSError."""
    padded = [*arguments, 0, 0, 0, 0][:4]
    return _checked(_libc.prctl(option, *(ctypes.c_ulong(one) for one in padded)), f"prctl {option}")


def syscall(number: int, *arguments: Any) -> int:
    """Any system call; integers are passed as 64 bits. Raises OSError."""
    _libc.syscall.restype = ctypes.c_long
    passed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *passed), f"system call {number}")


def die_with_parent(parent: int, signum: int = signal.SIGKILL) -> None:
    """Have the kernel send a signal when the parent ends; a parent that is gone already is seen by its id.

    Other systems than Linux cannot: there it only looks. It leaves without a word: what the parent said at its end
    shall be the last that is read.
    """
    if sys.platform == "linux":
        prctl(_PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        sys.exit(1)


def drop_capabilities() -> None:
    """Give up every right of root's, as far as there is one."""
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0))
    _checked(_libc.capset(header, ctypes.create_string_buffer(24)), "capset")  # three sets of 64 bits, all empty


def no_new_privileges() -> None:
    """No program that this process executes gains rights; the kernel asks for it before filters."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
