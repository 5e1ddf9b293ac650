"""A seccomp filter: the list of system calls that a program needs, and an error for every other. See seccomp(2).

The filter is written in the kernel's classic BPF. Each instruction is eight bytes: code, two jump distances (when true,
when false), and an operand. A program of the kernel's then runs before each system call.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from agents.runner.jail import prctl
from agents.runner.jail.syscalls import ALLOWED, NUMBERS

__all__ = ["Condition", "assemble", "missing", "restrict"]


@dataclass(frozen=True)
class Condition:
    """An argument, masked, has a value.

    Attributes:
        argument: its index, from 0.
        value: what it must be.
        mask: which bits are looked at.
        wide: whether the kernel takes all 64 bits (a pointer, an unsigned long), or the lower 32 (an int).
    """

    argument: int
    value: int
    mask: int = 0xFFFF_FFFF
    wide: bool = False


@dataclass(frozen=True)
class _Machine:
    column: int  # of `NUMBERS`
    audit: int  # AUDIT_ARCH_*: which table a system call is looked up in
    seccomp: int  # number of seccomp(2) itself


_MACHINES = {"x86_64": _Machine(0, 0xC000_003E, 317), "aarch64": _Machine(1, 0xC000_00B7, 277)}

_X32 = 0x4000_0000  # system calls of x86_64's second table have this bit

# Codes of classic BPF (linux/bpf_common.h).
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06

# Offsets in the data that the filter sees (struct seccomp_data).
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

_KILL, _ERRNO, _ALLOW = 0x8000_0000, 0x0005_0000, 0x7FFF_0000
_REFUSE = _ERRNO | errno.EPERM
_NOT_THERE = _ERRNO | errno.ENOSYS

_SET_MODE_FILTER, _GET_ACTION_AVAILABLE = 1, 2

_CLONE_THREAD = 0x0001_0000
_AF_UNIX, _SOCK_STREAM, _SOCK_KIND = 1, 1, 0xF

_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS and TIOCGWINSZ (is it a terminal?), FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""

_FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 1030)
"""F_DUPFD to F_SETLKW, F_DUPFD_CLOEXEC: none that sends a signal to an owner or makes a pipe larger."""


def _rules(own: int) -> dict[str, tuple[tuple[Condition, ...], ...]]:
    """By system call, the alternatives of which one must hold; each is a list of conditions that hold together."""
    own_process = ((Condition(0, own),),)
    return {
        # A file that may only be read must not be emptied by opening it: older Landlock knows no such right.
        "openat": tuple(
            (Condition(2, value, mask),)
            for value, mask in ((0, os.O_TRUNC), (os.O_WRONLY, os.O_ACCMODE), (os.O_RDWR, os.O_ACCMODE))
        ),
        "ioctl": tuple((Condition(1, one),) for one in _IOCTLS),
        "fcntl": tuple((Condition(1, one),) for one in _FCNTLS),
        "clone": ((Condition(0, _CLONE_THREAD, _CLONE_THREAD, wide=True),),),  # threads, no processes
        "prlimit64": ((Condition(0, 0),),),  # its own
        "kill": own_process,
        "tgkill": own_process,
        "tkill": own_process,
        # asyncio wakes itself through such a pair. Streams alone: a datagram could be sent elsewhere.
        "socketpair": ((Condition(0, _AF_UNIX), Condition(1, _SOCK_STREAM, _SOCK_KIND)),),
        "sendto": ((Condition(4, 0, 0xFFFF_FFFF_FFFF_FFFF, wide=True),),),  # to its peer, not to an address
    }


def _instruction(code: int, operand: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_true, when_false, operand)


def _check(condition: Condition) -> list[bytes]:
    """Loads and compares; falls through when it holds. `None` distances are filled in by `_alternative`."""
    halves = [(0, condition.value & 0xFFFF_FFFF, condition.mask & 0xFFFF_FFFF)]
    if condition.wide:
        halves.append((4, condition.value >> 32, condition.mask >> 32))
    found = []
    for half, value, mask in halves:
        found.append(_instruction(_LOAD, _ARGUMENTS + 8 * condition.argument + half))
        if mask != 0xFFFF_FFFF:  # noqa: PLR2004  # all bits of a half
            found.append(_instruction(_AND, mask))
        found.append(_instruction(_JUMP_IF_EQUAL, value))
    return found


def _alternative(conditions: Sequence[Condition]) -> list[bytes]:
    """Allow when all conditions hold, else go on behind."""
    body = [one for condition in conditions for one in _check(condition)]
    found = []
    for place, one in enumerate(body):
        code, _, _, operand = struct.unpack("=HBBI", one)
        jump = len(body) - place if code == _JUMP_IF_EQUAL else 0  # over the rest and the return
        found.append(_instruction(code, operand, 0, jump))
    return [*found, _instruction(_RETURN, _ALLOW)]


def assemble(machine: str, own: int) -> bytes:
    """The filter.

    Args:
        machine: as `platform.machine()` names it.
        own: the process's id, the only one that it may send signals to.
    """
    kind = _MACHINES[machine]
    program = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_IF_EQUAL, kind.audit, when_true=1),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
        _instruction(_JUMP_IF_AT_LEAST, _X32, when_false=1),
        _instruction(_RETURN, _REFUSE),
    ]
    bodies: dict[str, list[bytes]] = {name: [_instruction(_RETURN, _ALLOW)] for name in ALLOWED}
    for name, alternatives in _rules(own).items():
        bodies[name] = [*(one for each in alternatives for one in _alternative(each)), _instruction(_RETURN, _REFUSE)]
    bodies["clone3"] = [_instruction(_RETURN, _NOT_THERE)]  # the C library then calls clone, whose flags can be seen
    for name, body in bodies.items():
        number = NUMBERS[name][kind.column]
        if number is not None:
            program.append(_instruction(_JUMP_IF_EQUAL, number, 0, len(body)))
            program += body
    program.append(_instruction(_RETURN, _REFUSE))
    return b"".join(program)


def missing() -> str | None:
    """Why filters do not work here; None if they do."""
    if prctl.MACHINE not in _MACHINES:
        return f"there is no list of system calls for {prctl.MACHINE}, only for {' and '.join(_MACHINES)}"
    action = ctypes.c_uint32(_ERRNO)
    try:
        prctl.syscall(_MACHINES[prctl.MACHINE].seccomp, _GET_ACTION_AVAILABLE, 0, ctypes.byref(action))
    except OSError as exc:
        return f"the kernel gives no seccomp filters: {exc}"
    return None


def restrict() -> None:
    """Filter this process from now on. `no_new_privileges` must have been called.

    Raises:
        OSError: the kernel refused.
    """
    code = assemble(prctl.MACHINE, os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    # struct sock_fprog: the number of instructions, then a pointer to them
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer)))
    prctl.syscall(_MACHINES[prctl.MACHINE].seccomp, _SET_MODE_FILTER, 0, header)
