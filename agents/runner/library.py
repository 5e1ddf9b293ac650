"""Where children find the standard library: in its place, or linked to where another user can read it."""

import contextlib
import os
import shutil
import stat
import sys
import sysconfig
from pathlib import Path

__all__ = ["readable_by_all", "readable_prefix"]

_LEFT_OUT = shutil.ignore_patterns("site-packages", "test", "idlelib", "ensurepip", "tkinter", "turtledemo", "lib2to3")
"""What no program needs; `site-packages` is not the standard library."""


def readable_by_all(folder: Path) -> bool:
    """Whether every user can reach and read a folder, as far as the modes tell."""
    if not folder.stat().st_mode & stat.S_IROTH:
        return False
    return all(one.stat().st_mode & stat.S_IXOTH for one in (folder, *folder.parents))


def readable_prefix(folder: Path) -> Path | None:
    """A prefix (PYTHONHOME) below `folder` with the standard library; None when it can be read where it is.

    An interpreter below a home that only its owner may enter is no use to a child with a user id of its own.
    """
    library = Path(sysconfig.get_path("stdlib")).resolve()
    if readable_by_all(library):
        return None
    copy = folder / "python" / sys.platlibdir / library.name
    copy.parent.mkdir(parents=True)
    shutil.copytree(library, copy, ignore=_LEFT_OUT, copy_function=_link, symlinks=True)
    for one in (folder / "python", copy.parent, *copy.rglob("*")):
        if one.is_dir():
            one.chmod(0o755)
    return folder / "python"


def _link(source: str, target: str) -> None:
    """A hard link costs nothing; across file systems it is a copy."""
    with contextlib.suppress(OSError):
        os.link(source, target)
        return
    shutil.copy2(source, target)
