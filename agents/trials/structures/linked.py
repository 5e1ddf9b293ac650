"""Functions of linked lists: small ones are built of the program's own nodes, and what is told is judged.

A class is a node when its objects keep a value and `next`. A function counts as wrong only when enough of its answers
fit one of the meanings that its name can have.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import CRASHES, Found, alike, ending, same, shown
from agents.trials.structures.linked_tasks import TASKS, LinkedTask, empty
from agents.trials.structures.shapes import init_of, plain_classes
from agents.trials.task import names_of

__all__ = ["HARNESS", "LinkedProbe", "linked_probes"]

HARNESS: Final = '''

def _linked(kind, empty, value, shape):
    """Nodes for (value, rest), None for none."""
    if shape is None:
        return None
    node = kind(shape[0], *empty)
    setattr(node, value, shape[0])
    node.next = _linked(kind, empty, value, shape[1])
    return node


def _unlinked(kind, value, thing, most=40):
    """What was built of nodes as the shape that `_linked` takes, with a sign before it; other things as they are."""
    if hasattr(thing, "__next__"):
        thing = [one for one, _ in zip(thing, range(100))]
    if isinstance(thing, (list, tuple)):
        return [_unlinked(kind, value, one, most - 1) for one in thing]
    if not isinstance(thing, kind) or not most:
        return thing
    return ("node", getattr(thing, value), _unlinked(kind, value, thing.next, most - 1))


def _told_of(function, kind, empty, value, shapes, more):
    """What a function tells of some linked lists."""
    return _unlinked(kind, value, function(*(_linked(kind, empty, value, one) for one in shapes), *more))
'''

_CRASHES: Final = CRASHES | {"AttributeError", "TypeError"}
"""`None` has no `next`: nobody refuses an empty list so."""

_LEAST: Final = {True: 0.5, False: 0.2}
"""By whether it is told yes or no: the share of answers that have to be right before others count as wrong."""

_VALUES_MOST: Final = 4  # that the constructor of a node takes, itself included


@dataclass(frozen=True, slots=True)
class _Node:
    """A class of nodes: how many empty values one is made with, and what it keeps its own value in."""

    name: str
    empty: int
    value: str


@dataclass(frozen=True, slots=True)
class LinkedProbe:
    """One function and one class of nodes. Tasks cannot be pickled: they are named by their place.

    Attributes:
        function: its name.
        called: how it is called.
        line: where it is defined.
        node: what its first argument is.
        task: what it does.
        method: whether it is one of the node: then there is no empty list.
    """

    function: str
    called: str
    line: int
    node: _Node
    task: int
    method: bool

    @property
    def _task(self) -> LinkedTask:
        return TASKS[self.task]

    @property
    def _tries(self) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:
        return [one for one in self._task.tries if not (self.method and empty(one[0]))]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        node = self.node
        made = f"{node.name}, {[None] * node.empty!r}, {node.value!r}"
        return [f"_told_of({self.called}, {made}, {shapes!r}, {more!r})" for shapes, more in self._tries]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        task = self._task
        answers = [_answer(one, task) for one in results]
        if any(one is None for one in answers):
            return None
        # Nothing at all may be what it was not made for.
        asked = [
            (*one, got)
            for one, got in zip(self._tries, answers, strict=True)
            if got is not None and not (got.error and empty(one[0]))
        ]
        nearest: list[Any] | None = None
        most = -1
        for right in task.answers:
            wanted = [right(*shapes, *more) for shapes, more, _ in asked]
            fits = sum(_fits(one, got) for one, (*_, got) in zip(wanted, asked, strict=True))
            if fits == len(wanted):
                return Found(None, self.line, self.function)
            if fits > most and fits >= len(wanted) * _LEAST[isinstance(wanted[0], bool)]:
                nearest, most = wanted, fits
        for (shapes, more, got), wanted in zip(asked, nearest or (), strict=nearest is not None):
            if not _fits(wanted, got):
                given = " and ".join([*map(task.shows, shapes), *map(repr, more)])
                ended = f"ends with {got.error}" if got.error else f"gives {shown(got.value)}"
                told = f"`{self.function}` {ended} for {given}; a function that {task.does} gives {shown(wanted)}"
                return Found("wrong", self.line, self.function, told)
        return None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was told, or how it ended."""

    value: Any
    error: str = ""


def _answer(result: CallResult, task: LinkedTask) -> _Answer | None:
    """None where a result says nothing."""
    if result.value is None:
        error = ending(result)
        return _Answer(None, error) if error in _CRASHES else None
    return _Answer(task.read(result.value.data)) if result.value.has_data else None


def _fits(wanted: Any, got: _Answer) -> bool:
    return not got.error and alike(wanted, got.value) and same(wanted, got.value)


def linked_probes(tree: ast.Module) -> Iterator[LinkedProbe]:
    """The functions of a program that can be tried with nodes."""
    nodes = [node for one in plain_classes(tree) if (node := _node(one)) is not None]
    if len(nodes) != 1:  # of several nobody knows which is meant
        return
    (node,) = nodes
    for function, called, method in _functions(tree, node.name):
        found = _task(function.name, len(function.args.args) - len(function.args.defaults))
        if found is not None:
            yield LinkedProbe(function.name, called, function.lineno, node, found, method)


def _task(name: str, parameters: int) -> int | None:
    for known, _ in names_of(name):
        for at, task in enumerate(TASKS):
            if known in task.names and parameters == task.parameters:
                return at
    return None


def _functions(tree: ast.Module, node: str) -> Iterator[tuple[ast.FunctionDef, str, bool]]:
    for one in tree.body:
        if isinstance(one, ast.FunctionDef) and _is_plain(one):
            yield one, one.name, False
        if isinstance(one, ast.ClassDef) and one.name == node:
            for method in one.body:
                if isinstance(method, ast.FunctionDef) and _is_plain(method):
                    yield method, f"{node}.{method.name}", True


def _is_plain(function: ast.FunctionDef) -> bool:
    given = function.args
    return not (function.decorator_list or given.vararg or given.kwarg or given.kwonlyargs)


def _node(node: ast.ClassDef) -> _Node | None:
    """What is to be known of a class of nodes; None where it is none, or keeps more than a value."""
    init = init_of(node)
    if init is None or not _is_plain(init) or not 2 <= len(init.args.args) <= _VALUES_MOST:  # noqa: PLR2004 - self and a value
        return None
    first = init.args.args[1].arg
    kept = {
        target.attr: one.value
        for one in ast.walk(init)
        if isinstance(one, ast.Assign | ast.AnnAssign)
        for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    }
    value = next((name for name, one in kept.items() if isinstance(one, ast.Name) and one.id == first), None)
    if value is None or kept.keys() != {value, "next"}:
        return None
    needed = len(init.args.args) - len(init.args.defaults) - 2
    return _Node(node.name, max(0, needed), value)
