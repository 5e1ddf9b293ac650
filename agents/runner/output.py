"""Reads a child's stdout or stderr as it comes, and keeps no more than may be kept."""

import asyncio
import os
from collections.abc import Callable

__all__ = ["Output"]

_READ = 1 << 16  # bytes: what a pipe holds


class Output:
    """One pipe's reading end.

    Args:
        fd: closed by `close`.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        os.set_blocking(fd, False)
        self._kept = bytearray()
        self._limit = 0
        self._loop = asyncio.get_running_loop()
        self._overflowed: Callable[[], None] | None = None
        self.cut = False

    def start(self, limit: int, overflowed: Callable[[], None]) -> None:
        """Read from now on; `overflowed` is called once, when more than `limit` bytes came."""
        self._limit = limit
        self._overflowed = overflowed
        self._loop.add_reader(self._fd, self._readable)

    def _readable(self) -> None:
        if not self._read_once():
            self._loop.remove_reader(self._fd)

    def drain(self) -> None:
        """Read what is there now: what the child wrote before a message lies in the pipe when the message is here."""
        while not self.cut and self._read_once():
            pass

    def _read_once(self) -> bool:
        """False when there is nothing (more)."""
        try:
            part = os.read(self._fd, _READ)
        except BlockingIOError:
            return False
        room = self._limit - len(self._kept)
        self._kept += part[:room]
        if len(part) > room and not self.cut:
            self.cut = True
            if self._overflowed is not None:
                self._overflowed()
        return bool(part)

    @property
    def size(self) -> int:
        """Bytes kept so far: a mark for `text`."""
        return len(self._kept)

    def text(self, start: int = 0) -> str:
        """What was kept from a mark on. A character cut in two, or bytes that are no UTF-8, are replaced."""
        return self._kept[start:].decode("utf-8", "replace")

    def close(self) -> None:
        """Stop reading."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1
