"""One child as the worker sees it: its channel, its output, and its end."""

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.runner.messages import HEADER, MAX_MESSAGE, Message, TamperedError, decode, encode
from agents.runner.output import Output

__all__ = ["Child", "Ended", "Ends"]


@dataclass(frozen=True)
class Ended:
    """How a child ended, as the kernel told the zygote. None of it can be written by the child."""

    status: int  # as wait(2) gives it
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Ends:
    """The child's ends of what connects us, to be sent to the zygote and closed."""

    fds: tuple[int, int, int, int]  # channel, stdin, stdout, stderr

    def close(self) -> None:
        """Close our copies."""
        for fd in self.fds:
            os.close(fd)


class Child:
    """A process that was asked for. `ended` is set by whoever listens to the zygote.

    Args:
        number: of all children of this runner.
        slot: among those that live at the same time.
        free: takes the slot back when the child is gone.
    """

    def __init__(self, number: int, slot: int, *, free: Callable[[int], None]) -> None:
        self.number = number
        self.slot = slot
        self.free = free
        self.ended: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self.resident = 0  # bytes of memory when it was ready
        self.folder: Path | None = None
        self.folder_bounded = False  # whether the folder cannot grow beyond its limit
        self._pidfd = -1
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        self._socket = ours
        self._stdin = os.memfd_create("stdin", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        self.stdout, self.stderr = Output(out), Output(err)
        self.ends = Ends((theirs.detach(), os.dup(self._stdin), out_end, err_end))

    def born(self, pidfd: int, folder: str) -> None:
        """The zygote has forked it."""
        self._pidfd, self.folder = pidfd, Path(folder)

    def give_stdin(self, text: str) -> None:
        """Write what the program reads from stdin, and seal it: the memory is ours, it shall not grow."""
        data = memoryview(text.encode("utf-8", "replace"))
        position = 0
        while position < len(data):
            position += os.pwrite(self._stdin, data[position:], position)
        seals = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
        fcntl.fcntl(self._stdin, fcntl.F_ADD_SEALS, seals)

    async def send(self, message: dict[str, Any]) -> None:
        """Write one message. A child that is gone shows at the next `receive`."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            await asyncio.get_running_loop().sock_sendall(self._socket, encode(message))

    async def receive(self) -> Message | None:
        """Its next message; None when it has ended.

        Raises:
            TamperedError: what it wrote is no message.
        """
        header = await self._exactly(HEADER)
        if header is None:
            return None
        size = int.from_bytes(header, "big")
        if size > MAX_MESSAGE:
            raise TamperedError("the process wrote a message that is too long")
        body = await self._exactly(size)
        return None if body is None else decode(body)

    async def _exactly(self, size: int) -> bytes | None:
        loop, found = asyncio.get_running_loop(), bytearray()
        while len(found) < size:
            try:
                part = await loop.sock_recv(self._socket, min(size - len(found), 1 << 16))
            except ConnectionResetError:
                return None
            if not part:
                return None
            found += part
        return bytes(found)

    def kill(self) -> None:
        """End it now. By descriptor: its process id may be another's by now."""
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Give back every descriptor, after its end."""
        self.stdout.close()
        self.stderr.close()
        self._socket.close()
        for fd in (self._stdin, self._pidfd):
            if fd >= 0:
                os.close(fd)
        self._stdin = self._pidfd = -1
