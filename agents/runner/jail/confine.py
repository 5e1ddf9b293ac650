"""Locks a child down, layer by layer, before it sees a program. What cannot be applied ends the child.

Layers (docs/adr says what each of them stops):

- ``rlimits``: memory, CPU time, file size, open files, processes. Always.
- ``user``: a user id of its own for each child. Where the worker is root; then always.
- ``landlock``: no file but the standard library and the child's folder; no TCP.
- ``seccomp``: a list of the system calls that a program needs. No other, so no socket, no process, no signal.
- ``namespaces``: no network device, no other process to be seen, and a folder of bounded size in memory.
"""

import os
import resource
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.runner.jail import prctl

__all__ = ["LAYERS", "Applied", "Confinement", "RefusedError"]

LAYERS = ("rlimits", "user", "landlock", "seccomp", "namespaces")

OPEN_FILES = 64
"""Descriptors of a child: each pipe among them may hold 64 KiB of the kernel's memory."""

NICE = 5
"""The worker and its servers go first."""

CPU_GRACE = 1  # seconds by which the kernel's limit is above the one asked for: it counts from the fork


class RefusedError(Exception):
    """A layer that is required, or that was found to work, could not be applied."""

    def __init__(self, layer: str, reason: str) -> None:
        super().__init__(reason)
        self.layer = layer


@dataclass(frozen=True)
class Applied:
    """What a child stands behind now: each layer, and why it is missing if it is; and its memory at the start."""

    layers: dict[str, str | None]
    resident: int


@dataclass(frozen=True)
class Confinement:
    """Made once in the zygote.

    Attributes:
        missing: layers that do not work here, and why.
        required: layers without which no program runs.
        limits: see `agents.runner.program.Limits`.
        first_user: user id of slot 0.
    """

    missing: Mapping[str, str]
    required: frozenset[str]
    limits: Mapping[str, Any]
    first_user: int

    @classmethod
    def prepare(cls, options: dict[str, Any]) -> "Confinement":
        """Find out what works here. The children do it again and refuse if it does not."""
        missing = {}
        if os.geteuid() != 0:
            missing["user"] = f"the worker is no root (user {os.geteuid()}): children run under its own user id"
        return cls(missing, frozenset(options["required"]), options["limits"], options["first_user"])

    def give(self, folder: Path, slot: int) -> None:
        """Make a child's folder its own."""
        if "user" not in self.missing:
            os.chown(folder, self.first_user + slot, self.first_user + slot)

    def apply(self, slot: int, parent: int, *, keep: int) -> Applied:
        """In the child. The order matters: each step needs rights that a later one takes.

        Args:
            slot: which of the children that live at the same time.
            parent: process id of the zygote.
            keep: the last file descriptor that stays open.

        Raises:
            RefusedError: the child must end.
        """
        for layer in self.required & self.missing.keys():
            raise RefusedError(layer, self.missing[layer])
        size, resident = (
            int(part) * resource.getpagesize() for part in Path("/proc/self/statm").read_text().split()[:2]
        )
        self._layer("rlimits", lambda: self._limit(size))
        self._layer("user", lambda: self._become(self.first_user + slot))
        self._layer("rlimits", lambda: _last_words(parent))
        os.closerange(keep + 1, 1 << 16)
        return Applied({layer: self.missing.get(layer) for layer in LAYERS}, resident)

    def _layer(self, name: str, step: Callable[[], None]) -> None:
        if name in self.missing:
            return
        try:
            step()
        except (OSError, ValueError) as exc:
            raise RefusedError(name, str(exc)) from exc

    def _limit(self, size: int) -> None:
        os.setsid()
        os.nice(NICE)
        memory = size + self.limits["memory_bytes"]
        reserve = self.limits["reserve_bytes"]
        cpu = self.limits["cpu_seconds"]
        for name, soft, hard in (
            (resource.RLIMIT_AS, memory - reserve, memory),
            (resource.RLIMIT_CPU, cpu, cpu),
            (resource.RLIMIT_FSIZE, self.limits["file_bytes"], self.limits["file_bytes"]),
            (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
            (resource.RLIMIT_CORE, 0, 0),
            (resource.RLIMIT_MEMLOCK, 0, 0),
            (resource.RLIMIT_MSGQUEUE, 0, 0),
        ):
            resource.setrlimit(name, (soft, hard))

    @staticmethod
    def _become(user: int) -> None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        if os.getresuid() != (user, user, user) or os.getresgid() != (user, user, user):
            raise OSError(f"the user id did not become {user}")


def _last_words(parent: int) -> None:
    """After the change of user, which forgets the first of these wishes."""
    prctl.die_with_parent(parent)
    prctl.no_new_privileges()
