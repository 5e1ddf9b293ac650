"""The worker's end of the zygote: starts the process, asks it for children, hears of their ends."""

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from agents.runner.child import Child, Ended

__all__ = ["Zygote"]

log = logging.getLogger(__name__)

_SOURCE_ROOT = Path(__file__).parents[2]

_CODE = (
    f"import sys; sys.path.insert(0, {str(_SOURCE_ROOT)!r}); from agents.runner.jail.zygote import main; "
    "del sys.path[0]; main()"
)
"""Our own modules are loaded, then the source root is gone from the path: a program imports the standard library."""

_MESSAGE = 4096


class Zygote:
    """A running zygote. `gone` is done when it has ended, for whatever reason."""

    def __init__(self, options: dict[str, Any], *, prefix: Path | None) -> None:
        """Start it. Not in a thread that may end before the loop: the kernel takes the zygote with that thread."""
        self._loop = asyncio.get_running_loop()
        self.gone: asyncio.Future[None] = self._loop.create_future()
        self._children: dict[int, Child] = {}
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(0)
        command = [sys.executable, "-P", "-s", "-S", "-B", "-X", "utf8", "-c", _CODE]
        environment = {"PYTHONHASHSEED": "0"}  # sets of strings have the same order in every run
        if prefix is not None:
            environment["PYTHONHOME"] = str(prefix)
        try:
            self._popen = subprocess.Popen(  # noqa: S603  # our own interpreter and code
                [*command, json.dumps(options), str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                env=environment,
                cwd="/",
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        except OSError:
            self._control.close()
            raise
        finally:
            theirs.close()
        self._loop.add_reader(self._control, self._readable)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    def spawn(self, child: Child) -> None:
        """Ask for a child. It writes `ReadyMessage` to its channel when it is ready; `ended` tells of its end.

        Raises:
            OSError: the zygote is gone, or takes no more orders now.
        """
        order = json.dumps({"spawn": child.number, "slot": child.slot}).encode()
        try:
            socket.send_fds(self._control, [order], child.ends.fds)
        except OSError as exc:
            child.ended.set_exception(exc)
            raise
        finally:
            child.ends.close()
        self._children[child.number] = child

    def _readable(self) -> None:
        while not self.gone.done():
            try:
                data, fds, _, _ = socket.recv_fds(self._control, _MESSAGE, 1)
            except BlockingIOError:
                return
            except OSError:
                data, fds = b"", []
            if not data:
                self._lost()
                return
            self._heard(json.loads(data), fds)

    def _heard(self, message: dict[str, Any], fds: list[int]) -> None:
        if "spawned" in message:
            self._children[message["spawned"]].born(fds[0], message["folder"])
        elif "failed" in message:
            child = self._children.pop(message["failed"])
            child.ended.set_exception(OSError(message["reason"]))
        elif "exited" in message:
            child = self._children.pop(message["exited"])
            child.ended.set_result(Ended(message["status"], message["cpu"], message["peak"]))

    def _lost(self) -> None:
        self._loop.remove_reader(self._control)
        for child in self._children.values():
            child.kill()
            child.ended.set_exception(ConnectionResetError("the process that made it is gone"))
            child.ended.exception()  # a child that nobody waits for is no loss
        self._children.clear()
        if not self.gone.done():
            self.gone.set_result(None)

    async def stop(self, grace: float) -> None:
        """Close its control socket, upon which it ends with its children; kill it when it has not after `grace` s."""
        self._lost()
        self._control.close()
        try:
            await asyncio.to_thread(self._popen.wait, grace)
        except subprocess.TimeoutExpired:
            log.warning("the runner's process %d did not end in %.0f s: it is killed", self._popen.pid, grace)
            self._popen.kill()
            await asyncio.to_thread(self._popen.wait)
