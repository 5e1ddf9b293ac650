"""PostgreSQL on the loopback interface."""

import os
import pwd
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from fleet.stack.binaries import find_postgres
from fleet.stack.errors import StackError
from fleet.stack.ports import HOST
from fleet.stack.probes import probe_postgres
from fleet.stack.server import Progress, Server

__all__ = ["PostgresServer"]

_SUPERUSER = "postgres"  # role and database of this name; whoever reaches the loopback interface is trusted


class PostgresServer(Server):
    """PostgreSQL with a data folder of its own; run by root, it becomes a user without rights."""

    name: ClassVar[str] = "PostgreSQL"
    stop_signal: ClassVar[int] = signal.SIGINT  # "fast": SIGTERM would wait for every client to leave
    passing_trouble: ClassVar[Sequence[str]] = (
        *Server.passing_trouble,
        "is still in use",  # the shared memory of a killed server, until its last child has noticed
        "is another postmaster",  # the same, seen from the lock file
    )
    _programs: Path | None = None

    @property
    def address(self) -> str:
        """`postgresql://user@host:port/database`."""
        return f"postgresql://{_SUPERUSER}@{HOST}:{self.port}/{_SUPERUSER}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def check(self) -> None:
        """Find the programs, of the version that made the data if there are any."""
        self._programs = find_postgres(self._data)
        if os.geteuid() == 0:
            self.user = _unprivileged(self._data)

    async def prepare(self, progress: Progress) -> None:
        """Make the data folder once."""
        if self._programs is None:
            self.check()
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._data.exists():
            return
        progress("PostgreSQL: making its data folder (once)")
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self.user is not None:
            os.chown(unfinished, *self.user)
        options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", f"--username={_SUPERUSER}"]
        await self.run_to_end([self._program("initdb"), *options, "-D", unfinished], "making PostgreSQL's data folder")
        unfinished.rename(self._data)  # whole, or not there at all

    def command(self) -> list[str | Path]:
        """All settings stand on the command line."""
        settings = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",  # the path of a socket may be too long where the data lie
        }
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return [self._program("postgres"), "-D", self._data, *words]

    async def probe(self) -> None:
        """Begin a session."""
        await probe_postgres(self.address)

    def _program(self, name: str) -> Path:
        return (self._programs or find_postgres(self._data)) / name


def _unprivileged(data: Path) -> tuple[int, int]:
    """Whom to become instead of root: the owner of the data, or a user that systems have for this."""
    if data.exists() and data.stat().st_uid != 0:
        found = data.stat()
        return found.st_uid, found.st_gid
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user.pw_uid, user.pw_gid
    raise StackError("PostgreSQL does not run as root and there is no user `nobody`: start the stack as another user")
