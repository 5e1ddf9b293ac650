"""Functions with well-known names, tried: what is called, and which answers are wrong. Pure; the caller runs the calls.

A function counts as wrong only when it does the task at all: every answer is of the right kind, and none of the
meanings that its name can have fits. Whatever is in doubt is left alone.
"""

import ast
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from agents.known_tasks.catalogue import tasks_by_name
from agents.known_tasks.task import Task, names_of
from agents.runner.program import CallResult, Limits, Program, Run

__all__ = ["Judged", "Miss", "Plan", "Trial", "judge", "plan", "program_of"]

_FUNCTIONS_MAX: Final = 12
"""Functions of one program that are tried: a course's program has few, and the runner takes 200 calls."""
_CALLS_MAX: Final = 180

_LIMITS: Final = Limits(wall_seconds=1.5, cpu_seconds=1)
"""Every call of a right function takes some microseconds; what does not end is a finding, and soon told."""

_PAIR: Final = 2
_SHOWN: Final = 80  # characters of a value

_HARNESS: Final = """

def _tried(function, *arguments):
    return function(*arguments), arguments
"""
"""Tells the arguments after the call as well: changing one can be the answer."""

_NO_CALLS: Final = frozenset(
    ("dict", "frozenset", "list", "range", "set", "sorted", "str", "tuple", "lambda", "namedtuple")
)
"""What a constant of a module may be made by: nothing else of it runs before the functions are tried."""

_CRASHES: Final = frozenset(
    ("IndexError", "ZeroDivisionError", "UnboundLocalError", "RecursionError", "timeout", "memory")
)
"""Ends that nobody means. Other exceptions may be the function's way of refusing what it was not made for, and a name
that is unknown may be defined by what was left out."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One function and one task. `swapped`: the function takes the two arguments in the other order."""

    function: str
    line: int
    task: Task
    swapped: bool = False

    @property
    def tries(self) -> tuple[tuple[Any, ...], ...]:
        """The arguments of each call."""
        return tuple(one[::-1] for one in self.task.tries) if self.swapped else self.task.tries


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run: the program's definitions, then every call.

    Attributes:
        source: imports, functions, classes and constants; nothing that reads, prints or waits.
        functions: name, line and number of arguments of each that is tried, in the order of the program.
    """

    source: str
    functions: tuple[tuple[str, int, int], ...] = ()

    def trials(self) -> Iterator[Trial]:
        """Every function with every task of its name, with arguments in either order where they differ in type."""
        by_name = tasks_by_name()
        calls = 0
        for function, line, count in self.functions:
            for task in _tasks_of(by_name, function, count):
                for swapped in (False, True) if _swappable(task) else (False,):
                    calls += len(task.tries)
                    if calls > _CALLS_MAX:
                        return
                    yield Trial(function, line, task, swapped)


@dataclass(frozen=True, slots=True)
class Miss:
    """One wrong function, with the first call that shows it.

    Attributes:
        function: its name.
        line: of its definition.
        does: what such a function does; continues "a function that ...".
        call: as code.
        expected: as code.
        got: as code, or what came instead.
    """

    function: str
    line: int
    does: str
    call: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a run: the functions that are wrong, and the names of those whose every answer was right."""

    misses: tuple[Miss, ...] = ()
    right: tuple[str, ...] = ()


def plan(code: str) -> Plan | None:
    """Which functions of a program can be tried; None where there is none, or the code does not compile."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    by_name = tasks_by_name()
    functions = tuple(
        (node.name, node.lineno, count)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and (count := _parameters(node)) is not None
        and any(True for _ in _tasks_of(by_name, node.name, count))
    )[:_FUNCTIONS_MAX]
    if not functions:
        return None
    kept = [node for node in tree.body if _defines(node)]
    try:
        return Plan(ast.unparse(ast.Module(kept, [])) + _HARNESS, functions)
    except (ValueError, RecursionError):
        return None


def program_of(planned: Plan) -> Program:
    """The program that the runner is given."""
    calls = [f"_tried({one.function}, {_listed(each)})" for one in planned.trials() for each in one.tries]
    return Program(planned.source, calls=calls, limits=_LIMITS)


def judge(planned: Plan, run: Run) -> Judged:
    """Which functions are wrong, and which are right.

    Args:
        planned: what was run.
        run: of `program_of` that.
    """
    if run.error is not None:
        return Judged()
    results = iter(run.calls)
    found: dict[str, Miss | None] = {}
    right: set[str] = set()
    for trial in planned.trials():
        answers = [_answer(next(results), arguments, trial.task) for arguments in trial.tries]
        verdict = _judge(trial, answers)
        if verdict is True:
            right.add(trial.function)
        if verdict is True or (not trial.swapped and all(one is _NOT_RUN for one in answers)):
            found[trial.function] = None  # it does what one of its names means, or might, had there been time
        elif isinstance(verdict, Miss):
            found.setdefault(trial.function, verdict)
    return Judged(tuple(one for one in found.values() if one is not None), tuple(sorted(right)))


_NOTHING: Final = object()
"""Instead of a value: the function returns none, or was not asked."""


@dataclass(frozen=True, slots=True)
class _Answer:
    value: Any = _NOTHING
    error: str = ""
    shown: str = ""


_NOT_RUN: Final = _Answer()


def _answer(result: CallResult, arguments: tuple[Any, ...], task: Task) -> _Answer:
    if result.status == "not_run":
        return _NOT_RUN
    if result.status != "ok" or result.value is None:
        error = result.error.type if result.error is not None else result.status
        ended = {"timeout": "no end", "memory": "more memory than there is"}.get(error, f"the error {error}")
        return _Answer(error=error, shown=ended)
    if not result.value.has_data:
        return _Answer(error="no data")
    value, after = result.value.data
    if value is None and task.in_place and after[0] != arguments[0]:
        value = after[0]
    return _Answer(value, shown=_shown(value))


def _judge(trial: Trial, answers: Sequence[_Answer]) -> Miss | bool:
    """True where the function does its task, False where it cannot be told."""
    wanted = [[right(*deepcopy(arguments)) for arguments in trial.task.tries] for right in trial.task.answers]
    verdicts = [[_equal(one, other.value) for one, other in zip(some, answers, strict=True)] for some in wanted]
    if any(all(verdict) for verdict in verdicts):
        return True
    at = max(range(len(verdicts)), key=lambda number: sum(verdicts[number]))
    expected = wanted[at]
    if not _same_task(answers, expected) or (trial.task.loose and sum(verdicts[at]) < len(expected) / 2):
        return False
    wrong = next(number for number, fits in enumerate(verdicts[at]) if not fits and answers[number].shown)
    call = f"{trial.function}({_listed(trial.tries[wrong])})"
    return Miss(trial.function, trial.line, trial.task.does, call, _shown(expected[wrong]), answers[wrong].shown)


def _same_task(answers: Sequence[_Answer], expected: Sequence[Any]) -> bool:
    """Whether the answers are of the kind that the task has, and some are there: another task would give others."""
    given = [(one.value, wanted) for one, wanted in zip(answers, expected, strict=True) if one.value is not _NOTHING]
    if any(one.error and one.error not in _CRASHES for one in answers):
        return False
    if all(value is None for value, _ in given):  # it prints, or crashes each time
        return bool(not given and any(one.error for one in answers))
    return all(value is None or wanted is None or _alike(value, wanted) for value, wanted in given)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are of one kind: numbers, texts, lists of such."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return not one or not other or _alike(one[0], other[0])
    if isinstance(one, bool) or isinstance(other, bool):
        return type(one) is type(other)
    numbers = isinstance(one, int | float), isinstance(other, int | float)
    return all(numbers) or (not any(numbers) and type(one) is type(other))


def _equal(expected: Any, got: Any) -> bool:
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return math.isclose(expected, got, rel_tol=1e-6, abs_tol=1e-6)
    if isinstance(expected, list | tuple) and isinstance(got, list | tuple):
        return len(expected) == len(got) and all(map(_equal, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(_equal(expected[key], got[key]) for key in expected)
    return bool(expected == got)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _listed(arguments: Iterable[Any]) -> str:
    return ", ".join(map(repr, arguments))


def _tasks_of(by_name: Mapping[str, Sequence[Task]], function: str, parameters: int) -> Iterator[Task]:
    """The tasks of the nearest name that has any with so many parameters."""
    for name in names_of(function):
        found = [task for task in by_name.get(name, ()) if len(task.tries[0]) == parameters]
        if found:
            yield from found
            return


def _swappable(task: Task) -> bool:
    """Whether there are two arguments of which nobody can tell which one comes first."""
    return all(len(some) == len({type(one) for one in some}) == _PAIR for some in task.tries)


def _parameters(node: ast.FunctionDef) -> int | None:
    """How many arguments a call has to give; None where it cannot be called plainly, or gives no single answer."""
    given = node.args
    if node.decorator_list or given.kwonlyargs or given.vararg or given.kwarg:
        return None
    if any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(node)):
        return None
    return len(given.posonlyargs) + len(given.args) - len(given.defaults)


def _defines(node: ast.stmt) -> bool:
    """Whether a statement of the module is needed by its functions, and does nothing but define."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    return all(
        isinstance(one.func, ast.Name) and one.func.id in _NO_CALLS
        for one in ast.walk(node.value)
        if isinstance(one, ast.Call)
    )
