"""A disk that can be filled: a small tmpfs which only the processes put into its mount namespace see."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SIZE_MIB = 64
"""Room for six RocksDBs of a few thousand events, several times over."""

_CHUNK = b"\0" * (1 << 16)


@dataclass(frozen=True)
class SmallDisk:
    """A folder that is a disk of its own inside; `inside` is the command that runs a program there."""

    holder: int  # the process that keeps the namespace
    folder: Path
    inside: tuple[str, ...]

    def seen(self, path: Path) -> Path:
        """The path from outside of one inside."""
        return Path(f"/proc/{self.holder}/root{path}")

    def fill(self) -> None:
        """Leave no byte free."""
        with self._filler.open("wb", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(_CHUNK)

    def make_room(self) -> None:
        self._filler.unlink()

    @property
    def _filler(self) -> Path:
        return self.seen(self.folder) / "filler"


@contextlib.contextmanager
def small_disk(folder: Path, working_directory: Path) -> Iterator[SmallDisk]:
    """Mount it; where the kernel does not allow that, the test is skipped and says so."""
    folder.mkdir(parents=True)
    root = os.geteuid() == 0
    own = ["--mount"] if root else ["--user", "--map-root-user", "--mount"]
    mount = 'mount -t tmpfs -o "size=$1m" none "$0" && echo mounted && exec cat'  # ends when we do
    try:
        holder = subprocess.Popen(
            ["unshare", *own, "sh", "-c", mount, str(folder), str(SIZE_MIB)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError:
        pytest.skip("NOT TRIED: no `unshare` here, so there is no disk to be filled")
    try:
        assert holder.stdout is not None
        assert holder.stderr is not None
        if holder.stdout.readline() != b"mounted\n":
            said = holder.stderr.read().decode(errors="replace").strip()
            pytest.skip(f"NOT TRIED: a tmpfs in a namespace of its own is not allowed here: {said}")
        enter = ["--mount"] if root else ["--user", "--preserve-credentials", "--mount"]
        inside = ("nsenter", f"--target={holder.pid}", *enter, f"--wdns={working_directory}", "--")
        yield SmallDisk(holder.pid, folder, inside)
    finally:
        holder.kill()
        holder.communicate()
