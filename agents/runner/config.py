"""How a runner is set up: the composition root makes it from the fleet's settings."""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from agents.runner.program import Limits

__all__ = ["RunnerConfig"]


@dataclass(frozen=True)
class RunnerConfig:
    """See `fleet/settings.py` for what each means.

    Attributes:
        parallel: programs that run at the same time.
        prepared: children that wait, locked down, beside those that run.
        queue: programs that may wait for their turn.
        patience: seconds for which one may wait.
        require: layers without which nothing runs.
        skip: layers that are not even tried.
        limits: the most that a program may ask for.
        first_user: user id of the first child where the worker is root; the others' follow.
        folder: where programs' folders are made.
    """

    parallel: int = 2
    prepared: int = 2
    queue: int = 32
    patience: float = 10.0
    require: Collection[str] = ("rlimits", "landlock", "seccomp")
    skip: Collection[str] = ()
    limits: Limits = field(default_factory=Limits)
    first_user: int = 60_800
    folder: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))
