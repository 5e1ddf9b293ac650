"""JSON messages over a stream socket, each after its length, as the child reads and writes them (blocking)."""

import json
import os
from typing import Any

__all__ = ["HEADER", "MAX_TO_CHILD", "Channel"]

HEADER = 4  # bytes of the big-endian length
MAX_TO_CHILD = 32 << 20  # a program and its files, escaped: more than `Program.check` lets through


class Channel:
    """The child's end. It keeps the functions it needs: a program may replace them in their modules."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.sending = False  # a message that is cut in its middle would end the conversation
        self._read = os.read
        self._write = os.write
        self._dumps = json.JSONEncoder(separators=(",", ":")).encode
        self._loads = json.JSONDecoder().decode

    def send(self, message: dict[str, Any]) -> None:
        """Write one message."""
        self.sending = True
        body = self._dumps(message).encode("ascii")
        data = memoryview(len(body).to_bytes(HEADER, "big") + body)
        while data:
            data = data[self._write(self._fd, data) :]
        self.sending = False

    def receive(self) -> dict[str, Any] | None:
        """The next message; None when the other end is closed."""
        header = self._exactly(HEADER)
        if header is None:
            return None
        size = int.from_bytes(header, "big")
        body = self._exactly(size) if size <= MAX_TO_CHILD else None
        if body is None:
            return None
        message: dict[str, Any] = self._loads(body.decode("ascii"))
        return message

    def _exactly(self, size: int) -> bytes | None:
        parts = bytearray()
        while len(parts) < size:
            part = self._read(self._fd, min(size - len(parts), 1 << 16))
            if not part:
                return None
            parts += part
        return bytes(parts)
