"""Watches how large a child's folder gets, where it has no file system of its own that would bound it."""

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path

__all__ = ["grows_beyond", "watch"]

_EVERY_S = 0.1
"""Seconds between looks: a program writes some 100 MB in them at most, on a fast disk."""

_INODE = 4096
"""Bytes that each file and folder counts at least."""


def grows_beyond(folder: Path, limit: int) -> bool:
    """Whether a folder takes more than `limit` bytes. Links are not followed; looking ends when it is known."""
    taken, waiting = 0, [str(folder)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    # what is written, not how long a file with holes says that it is
                    taken += max(_INODE, entry.stat(follow_symlinks=False).st_blocks * 512)
                if taken > limit:
                    return True
    return False


async def watch(folder: Path, limit: int, beyond: Callable[[], None]) -> None:
    """Look again and again; call `beyond` once and return when it grew too large."""
    while not await asyncio.to_thread(grows_beyond, folder, limit):  # noqa: ASYNC110  # a file system sends no event
        await asyncio.sleep(_EVERY_S)
    beyond()
