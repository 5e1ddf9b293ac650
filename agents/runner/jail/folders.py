"""Removes a folder that a student's program has filled, however it is built."""

import contextlib
import os
from pathlib import Path

__all__ = ["remove"]

_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def remove(folder: Path) -> None:
    """Remove a folder and all in it; links are removed, never followed. What cannot be removed stays.

    Folders are first lifted to the top, so that no depth of them is too deep.
    """
    with contextlib.suppress(OSError):
        top = os.open(folder, _OPEN)
        try:
            _empty(top)
        finally:
            os.close(top)
        folder.rmdir()


def _empty(top: int) -> None:
    prefix, lifted = f".{os.urandom(8).hex()}-", 0  # a name that is not there
    waiting = _clear(top, None, prefix)
    while waiting:
        name = waiting.pop()
        with contextlib.suppress(OSError):
            os.chmod(name, 0o700, dir_fd=top)  # its owner may have closed it
            inner = os.open(name, _OPEN, dir_fd=top)
            try:
                found = _clear(inner, top, f"{prefix}{lifted}-")
            finally:
                os.close(inner)
            lifted += 1
            waiting += found
            os.rmdir(name, dir_fd=top)


def _clear(folder: int, top: int | None, prefix: str) -> list[str]:
    """Unlink all but folders, move those to `top` if it is another one, and return their names."""
    folders: list[str] = []
    for name in os.listdir(folder):  # by descriptor
        try:
            os.unlink(name, dir_fd=folder)
        except OSError:  # a folder
            new = name if top is None else f"{prefix}{len(folders)}"
            with contextlib.suppress(OSError):
                if top is not None:
                    os.chmod(name, 0o700, dir_fd=folder)  # a folder that is closed cannot be moved
                    os.rename(name, new, src_dir_fd=folder, dst_dir_fd=top)
                folders.append(new)
    return folders
