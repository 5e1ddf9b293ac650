"""Redis on the loopback interface, with its data in an append-only file."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from fleet.stack.binaries import find_redis
from fleet.stack.ports import HOST
from fleet.stack.probes import probe_redis
from fleet.stack.server import Progress, Server

__all__ = ["RedisServer"]


class RedisServer(Server):
    """Redis that keeps what it was told when it is killed.

    Args:
        folder: as in `Server`, with `log`, `port` and `detached`.
        options: settings beside or instead of those of the local stack.
    """

    name: ClassVar[str] = "Redis"
    _binary: Path | None = None

    def __init__(
        self,
        folder: Path,
        log: Path,
        port: int | None,
        *,
        detached: bool = False,
        options: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(folder, log, port, detached=detached)
        self._options = dict(options or {})

    @property
    def address(self) -> str:
        """`redis://host:port/0`."""
        return f"redis://{HOST}:{self.port}/0"

    def check(self) -> None:
        """Find redis-server."""
        self._binary = find_redis()

    async def prepare(self, progress: Progress) -> None:
        """Make the folder."""
        del progress
        self.folder.mkdir(parents=True, exist_ok=True)

    def command(self) -> list[str | Path]:
        """All settings stand on the command line."""
        settings = {
            "bind": HOST,
            "port": str(self.port),
            "dir": str(self.folder),
            "daemonize": "no",
            # a write is in the file before it is acknowledged, so that a killed process has lost nothing; the disk
            # follows within a second
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            **self._options,
        }
        words = [word for key, value in settings.items() for word in (f"--{key}", value)]
        return [self._binary or find_redis(), *words]

    async def probe(self) -> None:
        """Send PING."""
        await probe_redis(self.address)
