"""Locks a child down, layer by layer, before it sees a program. What cannot be applied ends the child.

Layers (docs/adr says what each of them stops):

- ``rlimits``: memory, CPU time, file size, open files, processes. Always.
- ``user``: a user id of its own for each child. Where the worker is root; then always.
- ``landlock``: no file but the standard library and the child's folder; no TCP.
- ``seccomp``: a list of the system calls that a program needs. No other, so no socket, no process, no signal.
- ``namespaces``: no network device, no other process to be seen, and a folder of bounded size in memory.
"""

import contextlib
import os
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from agents.runner.jail import landlock, namespaces, prctl, seccomp
from agents.runner.jail.namespaces import Tree

__all__ = ["LAYERS", "Applied", "Birth", "Confinement", "RefusedError"]

LAYERS = ("rlimits", "user", "landlock", "seccomp", "namespaces")

OPEN_FILES = 64
"""Descriptors of a child: each pipe among them may hold 64 KiB of the kernel's memory."""

NICE = 5
"""The worker and its servers go first."""

THREADS = 64
"""Of a child, where it has a user id of its own; elsewhere the memory for their stacks bounds them."""

_NULL = Path("/dev/null")
_ALSO_READABLE = (Path("/usr/share/zoneinfo"), _NULL)
_PACKAGES = frozenset({"site-packages", "dist-packages"})


class RefusedError(Exception):
    """A layer that is required, or that was found to work, could not be applied."""

    def __init__(self, layer: str, reason: str) -> None:
        super().__init__(reason)
        self.layer = layer


@dataclass(frozen=True)
class Birth:
    """What the zygote knows of a child before it forks it.

    Attributes:
        folder: the only one that the child may write.
        slot: which of the children that live at the same time.
        parent: process id of the zygote.
        size: bytes of address space that the interpreter takes.
    """

    folder: Path
    slot: int
    parent: int
    size: int


@dataclass(frozen=True)
class Applied:
    """What a child stands behind now: each layer, and why it is missing if it is; and its memory at the start."""

    layers: dict[str, str | None]
    resident: int


class Confinement:
    """Made once in the zygote.

    Args:
        options: `required` and `skipped` layers, `limits` (see `agents.runner.program.Limits`), `first_user` (the user
            id of slot 0) and `root` (the folder of all children's folders).
    """

    def __init__(self, options: dict[str, Any]) -> None:
        self._required = frozenset(options["required"])
        self._limits: Mapping[str, Any] = options["limits"]
        self._first_user: int = options["first_user"]
        self._root = Path(options["root"])
        self._library = [path for path in map(Path, sys.path) if path.is_dir()]
        self._tree: Tree | None = None
        self._statm = -1
        self._missing = self._find_missing(frozenset(options["skipped"]))
        self._rules = self._readable_rules()

    def _find_missing(self, skipped: frozenset[str]) -> dict[str, str]:
        """Layers that do not work here, and why. What is not in it is applied, or the child ends."""
        found: dict[str, str | None] = dict.fromkeys(skipped, "it is switched off")
        if os.geteuid() != 0:
            found["user"] = f"the worker is not root: programs run under its own user id {os.geteuid()}"
        found.setdefault("landlock", landlock.missing())
        found.setdefault("seccomp", seccomp.missing())
        if "namespaces" not in found:
            found["namespaces"] = namespaces.missing(self._root, self._visible())
        return {layer: reason for layer, reason in found.items() if reason is not None}

    def _visible(self) -> list[Path]:
        return [path for path in (*self._library, *_ALSO_READABLE) if path.exists()]

    def _readable_rules(self) -> list[tuple[Path, int]]:
        """The standard library without other packages that lie in its folder, and what it reads elsewhere."""
        rules = [(path, landlock.READ) for path in _ALSO_READABLE] + [(_NULL, landlock.WRITE)]
        for folder in self._library:
            names = {path.name for path in folder.iterdir()}
            if names.isdisjoint(_PACKAGES):
                rules.append((folder, landlock.READ))
            else:
                rules.append((folder, landlock.LIST))  # the import system looks there
                rules += [(folder / name, landlock.READ) for name in sorted(names - _PACKAGES)]
        return rules

    def enter_namespaces(self, outside: Callable[[int], NoReturn]) -> None:
        """For the zygote, once; goes on in a child of this process, which does `outside`."""

        def before() -> None:
            # There is no /proc in the new tree.
            with contextlib.suppress(OSError):
                Path("/proc/self/oom_score_adj").write_text("1000")  # rather than the worker
            self._statm = os.open("/proc/self/statm", os.O_RDONLY)

        if "namespaces" in self._missing:
            before()
            return
        namespaces.enter(self._root, self._visible(), before=before, after=outside)
        self._tree = Tree(self._limits["folder_bytes"])

    def make_folder(self, folder: Path, slot: int) -> None:
        """A fresh folder for a child."""
        owner = None if "user" in self._missing else self._first_user + slot
        folder.mkdir(mode=0o700)
        if self._tree is not None:
            self._tree.mount(folder, owner)
        elif owner is not None:
            os.chown(folder, owner, owner)

    def remove_folder(self, folder: Path) -> None:
        """After a child's end; without a tree of our own the worker removes it, which takes long for a full one."""
        if self._tree is not None:
            self._tree.unmount(folder)

    def size(self) -> int:
        """Bytes of the zygote's address space, which are those of a child at its birth."""
        return int(os.pread(self._statm, 100, 0).split()[0]) * resource.getpagesize()

    def apply(self, birth: Birth, *, keep: int) -> Applied:
        """In the child. The order matters: each step needs rights that a later one takes.

        Args:
            birth: of this child.
            keep: the last file descriptor that stays open.

        Raises:
            RefusedError: the child must end.
        """
        for layer in sorted(self._required & self._missing.keys()):
            raise RefusedError(layer, self._missing[layer])
        os.closerange(keep + 1, 1 << 16)
        self._layer("rlimits", lambda: self._limit(birth.size))
        self._layer("user", lambda: _become(self._first_user + birth.slot))
        self._layer("rlimits", lambda: _last_words(birth.parent))
        self._layer("landlock", lambda: landlock.restrict([*self._rules, (birth.folder, landlock.OWN)]))
        self._layer("seccomp", seccomp.restrict)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return Applied({layer: self._missing.get(layer) for layer in LAYERS}, peak)

    def _layer(self, name: str, step: Callable[[], None]) -> None:
        if name in self._missing:
            return
        try:
            step()
        except (OSError, ValueError) as exc:
            raise RefusedError(name, str(exc)) from exc

    def _limit(self, size: int) -> None:
        os.setsid()
        os.nice(NICE)
        memory = size + self._limits["memory_bytes"]
        reserve = self._limits["reserve_bytes"]
        cpu = self._limits["cpu_seconds"]
        for name, soft, hard in (
            (resource.RLIMIT_AS, memory - reserve, memory),
            (resource.RLIMIT_CPU, cpu, cpu),
            (resource.RLIMIT_FSIZE, self._limits["file_bytes"], self._limits["file_bytes"]),
            (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
            (resource.RLIMIT_CORE, 0, 0),
            (resource.RLIMIT_MEMLOCK, 0, 0),
            (resource.RLIMIT_MSGQUEUE, 0, 0),
        ):
            resource.setrlimit(name, (soft, hard))
        if "user" not in self._missing:
            # Threads of one user id are counted: nobody else has this one.
            resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))


def _become(user: int) -> None:
    if user == 0:
        raise OSError("programs never run as root")
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    if os.getresuid() != (user, user, user) or os.getresgid() != (user, user, user):
        raise OSError(f"the user id did not become {user}")


def _last_words(parent: int) -> None:
    """After the change of user, which forgets the first of these wishes."""
    prctl.drop_capabilities()
    prctl.die_with_parent(parent)
    prctl.no_new_privileges()
