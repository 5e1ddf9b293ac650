"""Landlock: which files a process may touch, whatever its user may. See landlock(7) and the kernel's userspace API.

Each ABI version knows more rights. What the kernel knows is asked for, and all of it is denied but what is given.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

from agents.runner.jail import prctl

__all__ = ["LIST", "OWN", "READ", "WRITE", "abi", "missing", "restrict"]

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << bit for bit in range(6))
_MAKE_DIR, _MAKE_REG, _MAKE_SYM, _REFER, _TRUNCATE, _IOCTL_DEV = (1 << bit for bit in (7, 8, 12, 13, 14, 15))

_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
"""Those that a rule for a file, not a folder, may have."""

LIST = _READ_DIR
READ = _READ_FILE | _READ_DIR
WRITE = _READ_FILE | _WRITE_FILE
OWN = READ | WRITE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM | _REFER | _TRUNCATE
"""Everything in a folder but to execute, and to make devices, sockets and named pipes."""

_KNOWN_FS = {1: 13, 2: 14, 3: 15, 5: 16}
"""Number of file rights by the ABI version that brought them."""

_NET_SINCE, _NET = 4, 0b11  # bind and connect TCP: none is given
_SCOPES_SINCE, _SCOPES = 6, 0b11  # no abstract Unix socket and no signal to anybody outside


def abi() -> int:
    """The kernel's ABI version.

    Raises:
        OSError: it has no Landlock, or it is switched off.
    """
    return prctl.syscall(_CREATE_RULESET, None, 0, _VERSION)


def missing() -> str | None:
    """Why Landlock does not work here; None if it does."""
    try:
        abi()
    except OSError as exc:
        if exc.errno == errno.EOPNOTSUPP:
            return "the kernel's Landlock is switched off: add `landlock` to its `lsm=` parameter"
        if exc.errno == errno.ENOSYS:
            return "the kernel has no Landlock: it needs Linux 5.13 or newer"
        return f"Landlock cannot be used: {exc}"
    return None


def restrict(rules: Mapping[Path, int] | Iterable[tuple[Path, int]]) -> None:
    """Confine this process and all that it becomes. `no_new_privileges` must have been called.

    Args:
        rules: what may be done with each path and what is below it; a path that does not exist is left out.

    Raises:
        OSError: the kernel refused; nothing is confined.
    """
    version = abi()
    known = (1 << max(number for since, number in _KNOWN_FS.items() if since <= version)) - 1
    attributes = struct.pack("=Q", known)
    if version >= _NET_SINCE:
        attributes += struct.pack("=Q", _NET)
    if version >= _SCOPES_SINCE:
        attributes += struct.pack("=Q", _SCOPES)
    ruleset = prctl.syscall(_CREATE_RULESET, ctypes.c_char_p(attributes), len(attributes), 0)
    try:
        for path, rights in rules.items() if isinstance(rules, Mapping) else rules:
            _add(ruleset, path, rights & known)
        prctl.syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _add(ruleset: int, path: Path, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not path.is_dir():
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, fd)
        prctl.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.c_char_p(rule), 0)
    finally:
        os.close(fd)
