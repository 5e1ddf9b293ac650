"""The zygote: one clean, single-threaded Python process that forks a child for each program, and buries it.

Its conversation with the worker is one JSON datagram each on a socket pair:

- worker: ``{"spawn": id, "slot": n}`` with four file descriptors: the child's channel, stdin, stdout, stderr;
- zygote: ``{"spawned": id, "folder": path}`` with the child's pidfd, or ``{"failed": id, "reason": text}``;
- zygote: ``{"exited": id, "status": wait status, "cpu": seconds, "peak": bytes}``.

When the worker's end closes, however it died, the zygote kills its children and ends.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from agents.runner.jail import prctl
from agents.runner.jail.channel import Channel
from agents.runner.jail.confine import Birth, Confinement, RefusedError
from agents.runner.jail.folders import remove
from agents.runner.jail.harness import serve

__all__ = ["main"]

MESSAGE = 4096  # bytes of a datagram: more than any of them needs
FDS = 4
FD_CHANNEL = 3  # the child's: after the three standard ones
FAILED = 70  # exit status of a child whose own code failed

# Loaded once, before any fork: what students import most costs them nothing then. Some of it (bz2, lzma, sqlite3, ssl,
# zlib) needs shared libraries, which a child could not open.
PRELOADED = (
    "abc",
    "argparse",
    "array",
    "ast",
    "base64",
    "asyncio",
    "bisect",
    "bz2",
    "calendar",
    "cmath",
    "collections.abc",
    "concurrent.futures",
    "contextlib",
    "copy",
    "csv",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "glob",
    "hashlib",
    "heapq",
    "html",
    "inspect",
    "io",
    "itertools",
    "json",
    "keyword",
    "logging",
    "lzma",
    "math",
    "numbers",
    "operator",
    "pathlib",
    "pickle",
    "pprint",
    "queue",
    "random",
    "re",
    "secrets",
    "shutil",
    "sqlite3",
    "ssl",
    "statistics",
    "string",
    "struct",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "timeit",
    "traceback",
    "types",
    "typing",
    "unittest",
    "uuid",
    "warnings",
    "weakref",
    "zlib",
    "zoneinfo",
)


@dataclass
class Living:
    """A child that was not buried yet."""

    id: int
    pid: int
    pidfd: int
    folder: Path


class Zygote:
    """The loop."""

    def __init__(self, control: socket.socket, root: Path, confinement: Confinement) -> None:
        self._control = control
        self._root = root
        self._confinement = confinement
        self._children: dict[int, Living] = {}  # by pidfd
        self._poll = select.poll()

    def run(self) -> None:
        """Until the worker is gone."""
        self._poll.register(self._control, select.POLLIN)
        gc.collect()
        gc.freeze()  # children share these pages instead of copying them at their first collection
        while True:
            for fd, _ in self._poll.poll():
                if fd == self._control.fileno():
                    if not self._obey():
                        self.end()
                        return
                else:
                    self._bury(self._children.pop(fd))

    def _obey(self) -> bool:
        """Read one order; False when the worker is gone."""
        data, fds, _, _ = socket.recv_fds(self._control, MESSAGE, FDS)
        if not data:
            return False
        order = json.loads(data)
        try:
            self._spawn(order["spawn"], order["slot"], fds)
        except OSError as exc:
            self._tell({"failed": order["spawn"], "reason": f"no process could be made: {exc}"})
        finally:
            for fd in fds:
                os.close(fd)
        return True

    def _spawn(self, number: int, slot: int, fds: list[int]) -> None:
        folder = self._root / str(number)
        self._confinement.make_folder(folder, slot)
        birth = Birth(folder, slot, parent=os.getpid(), size=self._confinement.size())
        pid = prctl.fork()
        if pid == 0:
            self._become_child(fds, birth)
        pidfd = os.pidfd_open(pid)
        self._children[pidfd] = Living(number, pid, pidfd, folder)
        self._poll.register(pidfd, select.POLLIN)
        message = {"spawned": number, "folder": str(folder)}
        socket.send_fds(self._control, [json.dumps(message).encode()], [pidfd])

    def _become_child(self, fds: list[int], birth: Birth) -> NoReturn:
        leave = os._exit
        try:
            spare = [os.dup(fd) for fd in fds]  # out of the way of their new numbers
            for wanted, fd in zip((FD_CHANNEL, 0, 1, 2), spare, strict=True):
                os.dup2(fd, wanted)
            os.chdir(birth.folder)
            channel = Channel(FD_CHANNEL)
            try:
                applied = self._confinement.apply(birth, keep=FD_CHANNEL)
            except Exception as exc:  # noqa: BLE001  # whatever it is, the child must not go on
                layer = exc.layer if isinstance(exc, RefusedError) else "?"
                channel.send({"kind": "refused", "layer": layer, "reason": f"{type(exc).__name__}: {exc}"})
                os._exit(0)
            channel.send({"kind": "ready", "layers": applied.layers, "resident": applied.resident})
            serve(channel, str(birth.folder))
        finally:
            leave(FAILED)  # nothing may leave this function: the loop above is the zygote's alone

    def _bury(self, child: Living) -> None:
        self._poll.unregister(child.pidfd)
        os.close(child.pidfd)
        _, status, usage = os.wait4(child.pid, 0)
        cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        self._confinement.remove_folder(child.folder)
        self._tell({"exited": child.id, "status": status, "cpu": cpu, "peak": peak})

    def _tell(self, message: dict[str, Any]) -> None:
        self._control.send(json.dumps(message).encode())

    def end(self) -> None:
        """Kill and bury all children, and remove their folders."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in self._children.values():
            os.kill(child.pid, signal.SIGKILL)
        for child in self._children.values():
            os.waitpid(child.pid, 0)
        remove(self._root)


def _told_to_end(_signal: int, _frame: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once: what follows shall come to its end
    raise SystemExit


def _outlive(child: int, control: socket.socket, root: Path) -> NoReturn:
    """What remains outside of the namespaces: clean up when all is over, or end it when the worker is gone."""
    control.close()
    try:
        os.waitpid(child, 0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    except SystemExit:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    remove(root)
    os._exit(0)


def main() -> None:
    """Started as ``python -P -s -S -B -X utf8 -c ... OPTIONS FD PARENT`` with an almost empty environment."""
    options, fd, parent = json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's: it closes our socket
    signal.signal(signal.SIGTERM, _told_to_end)
    prctl.die_with_parent(parent, signal.SIGTERM)
    os.umask(0o077)
    for name in PRELOADED:
        with contextlib.suppress(ImportError):  # an interpreter that was built without it
            importlib.import_module(name)
    os.environ.clear()
    control, root = socket.socket(fileno=fd), Path(options["root"])
    confinement = Confinement(options)
    confinement.enter_namespaces(lambda child: _outlive(child, control, root))
    zygote = Zygote(control, root, confinement)
    try:
        zygote.run()
    except (SystemExit, BrokenPipeError, ConnectionResetError):
        zygote.end()  # the worker is gone
