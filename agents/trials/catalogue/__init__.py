"""Every task, by name."""

from collections import defaultdict
from collections.abc import Mapping
from types import ModuleType
from typing import Final

from agents.trials.catalogue import (
    boards,
    ciphers,
    daily,
    dates,
    digits,
    figures,
    formats,
    games,
    geometry,
    grids,
    kinds,
    ledgers,
    lists,
    marks,
    money,
    numbers,
    parsing,
    pictures,
    puzzles,
    records,
    rewriting,
    sciences,
    searching,
    selections,
    series,
    stories,
    tables,
    texts,
    units,
    warmups,
    words,
)
from agents.trials.task import Task

__all__ = ["TASKS", "tasks_by_name"]


_MODULES: Final = (
    numbers,
    kinds,
    digits,
    series,
    tables,
    puzzles,
    geometry,
    lists,
    selections,
    marks,
    records,
    ledgers,
    grids,
    texts,
    words,
    formats,
    ciphers,
    warmups,
    searching,
    daily,
    dates,
    money,
    units,
    sciences,
    parsing,
    rewriting,
    boards,
    games,
    pictures,
    figures,
    stories,
)


def _tasks(module: ModuleType) -> list[Task]:
    return [one for one in vars(module).values() if isinstance(one, Task)]


TASKS: Final[tuple[Task, ...]] = tuple(task for module in _MODULES for task in _tasks(module))


def tasks_by_name() -> Mapping[str, list[Task]]:
    """Which tasks a name can mean."""
    found: defaultdict[str, list[Task]] = defaultdict(list)
    for task in TASKS:
        for name in task.names:
            found[name].append(task)
    return found
