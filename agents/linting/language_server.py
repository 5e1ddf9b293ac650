"""One warm linter process that speaks the Language Server Protocol over its pipes: 1 ms a text instead of 11 ms.

Blocking, with a deadline, one request at a time. The process ends with its reader: it leaves when its input closes.
"""

import json
import os
import selectors
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["LanguageServer", "ServerError"]

_CHUNK = 65_536

_URI = "untitled:code.py"  # a document without a file: nothing is read from disk


class ServerError(Exception):
    """The process died, broke the protocol or exceeded its deadline. It must not be used again."""


class LanguageServer:
    """A linter's server process.

    Args:
        command: what to run; its diagnostics are pulled (`textDocument/diagnostic`, LSP 3.17).
        options: `initializationOptions`.
        deadline: of the start, by `time.monotonic`.

    Raises:
        ServerError: it did not start in time.
        OSError: it cannot be run.
    """

    def __init__(self, command: Sequence[str], options: Mapping[str, Any], deadline: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the command is the linter's own binary
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
        )
        assert self._process.stdin is not None  # noqa: S101 - piped above
        assert self._process.stdout is not None  # noqa: S101 - piped above
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._buffer = bytearray()
        self._requests = 0
        self.owner = os.getpid()
        capabilities = {"general": {"positionEncodings": ["utf-32"]}, "textDocument": {"diagnostic": {}}}
        start = {"processId": self.owner, "rootUri": None, "capabilities": capabilities}
        try:
            self._ask("initialize", {**start, "initializationOptions": options}, deadline)
            self._tell("initialized", {}, deadline)
        except ServerError:
            self.kill()
            raise

    def diagnostics(self, text: str, deadline: float) -> list[dict[str, Any]]:
        """Diagnostics of a text, as the protocol has them: lines and characters count from 0.

        Raises:
            ServerError: see there.
        """
        document = {"uri": _URI, "languageId": "python", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document}, deadline)
        try:
            result = self._ask("textDocument/diagnostic", {"textDocument": {"uri": _URI}}, deadline)
            items: list[dict[str, Any]] = result["items"]
        except (KeyError, TypeError):
            raise ServerError("an answer without diagnostics") from None
        self._tell("textDocument/didClose", {"textDocument": {"uri": _URI}}, deadline)
        return items

    def kill(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    # -- the protocol --------------------------------------------------------------------------------------------------
    def _ask(self, method: str, params: Mapping[str, Any], deadline: float) -> Any:
        self._requests += 1
        self._send({"jsonrpc": "2.0", "id": self._requests, "method": method, "params": params}, deadline)
        while True:
            message = self._receive(deadline)
            if message.get("id") == self._requests and "method" not in message:  # others are notifications
                if "result" not in message:
                    raise ServerError(f"{method} was refused")
                return message["result"]

    def _tell(self, method: str, params: Mapping[str, Any], deadline: float) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params}, deadline)

    def _send(self, message: Mapping[str, Any], deadline: float) -> None:
        body = json.dumps(message).encode()
        left = memoryview(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        while left:
            self._wait(self._in, selectors.EVENT_WRITE, deadline)
            try:
                left = left[os.write(self._in, left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise ServerError("the process has ended") from None

    def _receive(self, deadline: float) -> dict[str, Any]:
        end = self._read_until(b"\r\n\r\n", deadline)
        head = bytes(self._buffer[:end]).lower()
        try:
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            start = end + len(b"\r\n\r\n")
            while len(self._buffer) < start + length:
                self._read(deadline)
            message = json.loads(self._buffer[start : start + length])
            del self._buffer[: start + length]
        except (IndexError, ValueError):
            raise ServerError("an answer that is not of the protocol") from None
        if not isinstance(message, dict):
            raise ServerError("an answer that is not of the protocol")
        return message

    def _read_until(self, sign: bytes, deadline: float) -> int:
        while (at := self._buffer.find(sign)) < 0:
            self._read(deadline)
        return at

    def _read(self, deadline: float) -> None:
        self._wait(self._out, selectors.EVENT_READ, deadline)
        try:
            chunk = os.read(self._out, _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            raise ServerError("the process has ended")
        self._buffer += chunk

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, event)
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise ServerError("it took too long")
