"""Namespaces: the zygote and its children see no network, no other process, and a file tree of almost nothing.

Entered once by the zygote, so that a program's start pays nothing for them. See namespaces(7), user_namespaces(7),
pivot_root(2). Tried first in a process that is thrown away: a half-entered one would be of no use.
"""

import ctypes
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from agents.runner.jail import prctl

__all__ = ["Tree", "enter", "missing"]

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (
    0x0002_0000,
    0x0400_0000,
    0x0800_0000,
    0x1000_0000,
    0x2000_0000,
    0x4000_0000,
)

_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _REC, _PRIVATE = (
    1,
    2,
    4,
    8,
    1 << 5,
    1 << 12,
    1 << 14,
    1 << 18,
)
_DETACH = 2

_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_ROOT_SIZE = "size=1m,nr_inodes=4096,mode=755"
_INODES_PER_MIB = 128  # of a child's folder: a file of 8 KiB on average

_libc: Any = ctypes.CDLL(None, use_errno=True)


class Tree:
    """The folders of children, each a small file system in memory that goes away as a whole."""

    def __init__(self, folder_bytes: int) -> None:
        self._size = f"size={folder_bytes},nr_inodes={max(64, (folder_bytes >> 20) * _INODES_PER_MIB)},mode=700"

    def mount(self, folder: Path, owner: int | None) -> None:
        """Give a child's folder a file system of its own."""
        owned = "" if owner is None else f",uid={owner},gid={owner}"
        _mount("tmpfs", folder, "tmpfs", _NOSUID | _NODEV | _NOEXEC, self._size + owned)

    @staticmethod
    def unmount(folder: Path) -> None:
        """Take it away with all that is in it."""
        _checked(_libc.umount2(os.fsencode(folder), _DETACH), f"umount {folder}")
        folder.rmdir()


def missing(root: Path, readable: Sequence[Path]) -> str | None:
    """Why namespaces cannot be entered here; None if they can. Tries it all in a process of its own."""
    reader, writer = os.pipe()
    trial = prctl.fork()
    if trial == 0:
        try:
            _unshare()
            if prctl.fork() == 0:
                _new_root(root, readable)
            else:
                os.wait()
        except BaseException as exc:  # noqa: BLE001  # nothing may leave the trial
            os.write(writer, str(exc).encode() or b"unknown")
        os._exit(0)
    os.close(writer)
    reason = os.read(reader, 4096)
    os.close(reader)
    os.waitpid(trial, 0)
    return reason.decode() or None


def enter(
    root: Path, readable: Sequence[Path], *, before: Callable[[], None], after: Callable[[int], NoReturn]
) -> None:
    """Go on as process 1 of new namespaces. Returns in a child.

    Args:
        root: the folder below which children get theirs; it is there in the new tree, empty.
        readable: what else is there.
        before: called in the child while it still sees the old tree.
        after: what the process that does not return does, with the child's process id.

    Raises:
        OSError: it was possible a moment ago.
    """
    _unshare()
    child = prctl.fork()
    if child:
        after(child)
    prctl.die_with_parent(0)  # the parent is outside: it has no number in here
    before()
    _new_root(root, readable)


def _unshare() -> None:
    user, group = os.geteuid(), os.getegid()
    kinds = _NEWUTS | _NEWIPC | _NEWPID | _NEWNET
    if user != 0:
        kinds |= _NEWUSER
    _checked(_libc.unshare(kinds), "unshare")
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _new_root(root: Path, readable: Sequence[Path]) -> None:
    """A tree with nothing but `root`, empty, and read-only views of what is readable, all at their old places."""
    _checked(_libc.unshare(_NEWNS), "unshare")  # here: the process outside keeps its tree, which it has to clean up
    _mount("none", Path("/"), None, _REC | _PRIVATE, None)
    mask = os.umask(0o022)  # every child walks through these folders
    tree = root / "tree"
    tree.mkdir(exist_ok=True)
    _mount("tmpfs", tree, "tmpfs", _NOSUID | _NODEV, _ROOT_SIZE)
    for path in readable:
        place = tree / path.relative_to("/")
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
        _mount(str(path), place, None, _BIND, None)
        if path.is_dir():
            _mount("none", place, None, _BIND | _REMOUNT | _RDONLY | _NOSUID | _NODEV, None)
    inner = tree / root.relative_to("/")
    inner.mkdir(parents=True, exist_ok=True)
    os.umask(mask)
    os.chdir(tree)
    # The old root comes to lie below the new one and is taken away: nothing leads to it any more.
    prctl.syscall(_PIVOT_ROOT[prctl.MACHINE], ctypes.c_char_p(b"."), ctypes.c_char_p(b"."))
    _checked(_libc.umount2(b".", _DETACH), "umount of the old root")
    os.chdir("/")


def _mount(source: str, target: Path, kind: str | None, flags: int, options: str | None) -> None:
    encoded = [None if one is None else os.fsencode(one) for one in (source, target, kind)]
    data = None if options is None else options.encode()
    _checked(_libc.mount(*encoded, ctypes.c_ulong(flags), data), f"mount {target}")


def _checked(result: int, what: str) -> None:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
