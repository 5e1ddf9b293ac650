"""Functions with well-known names: what is called, and which answers are wrong.

A function counts as wrong only when it does the task at all: every answer is of the right kind, and none of the
meanings that its name can have fits. Whatever is in doubt is left alone.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.asked import asked, signs_in, written_out
from agents.trials.bounds import Bounds, bounds_of
from agents.trials.catalogue import tasks_by_name
from agents.trials.catalogue.sentences import tasks_by_sentence
from agents.trials.catalogue.sequences import SIGNS
from agents.trials.probe import CRASHES, Found, alike, ending, same, shown, texts_in, without_case
from agents.trials.task import Answer, Task, first_sentence, names_of
from agents.trials.told import Told

__all__ = ["HARNESS", "FunctionProbe", "function_probes"]

HARNESS: Final = """

def _tried(function, *arguments):
    return function(*arguments), arguments


def _held(kind, method):
    # a method as a function that is given first what its object is made of
    def asked(items, *arguments):
        thing = kind(items)
        given = getattr(thing, method)(*arguments)
        lists = [one for one in vars(thing).values() if isinstance(one, list)]
        if given is None and len(lists) == 1 and isinstance(items, list):
            items[:] = lists[0]
        return given
    return asked
"""
"""Tells the arguments after the call as well: changing one can be the answer."""

_PAIR: Final = 2

_LEAST: Final = {(False, True): 0.0, (True, True): 0.5, (False, False): 2 / 3, (True, False): 2 / 3}
"""By whether a task's name says little, and whether it is the whole name of the function: the share of right answers
from which on the others count as wrong."""


_UNSURE: Final = 2 / 3
_SHAPE: Final = 0.5
"""What the shape of the code alone tells takes as many right answers."""
_TOLD: Final = 0.1
"""What several words together tell takes no more."""
_HELD_LEAST: Final = 0.3
"""For methods: what their object is made of may be something else than is given to it here."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A task that a function may be meant to do.

    Attributes:
        at: its place in `_tasks`.
        meanings: places of its answers that agree with the examples of the function.
        swapped: the function takes the two arguments in the other order.
    """

    at: int
    meanings: tuple[int, ...]
    swapped: bool


@dataclass(frozen=True, slots=True)
class _Trial:
    """One function and one task.

    Attributes:
        function: its name.
        line: where it is defined.
        task: what its name means.
        least: the share of right answers from which on the others count as wrong.
        signed: whether the function bears signs of it.
        meanings: the task's answers that agree with the examples of the function.
        swapped: see `_Choice`.
    """

    function: str
    line: int
    task: Task
    least: float
    signed: bool
    meanings: tuple[Answer, ...]
    swapped: bool

    @property
    def tries(self) -> tuple[tuple[Any, ...], ...]:
        """The arguments of each call."""
        return _tries(self.task, swapped=self.swapped)


@dataclass(frozen=True, slots=True)
class FunctionProbe:
    """One function with all that its name can mean. Functions cannot be pickled: tasks are named by their place.

    Attributes:
        function: its name.
        line: where it is defined.
        said: the first sentence of its docstring, see `first_sentence`.
        count: how many arguments a call gives.
        signs: places of the signs that it bears, see `signs_of`.
        held: whether it is a method that works on what its object is made of: that is its first argument.
        choices: what it may be meant to do; all of it is tried.
        calls: see `Probe`.
    """

    function: str
    line: int
    said: str
    count: int
    signs: tuple[int, ...]
    held: bool
    choices: tuple[_Choice, ...]
    calls: tuple[str, ...]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        left = iter(results)
        found: Found | None = None
        endless = False
        tasks = _tasks(self.function, self.said, self.count, self.signs)
        for choice in self.choices:
            task, least = tasks[choice.at]
            least = max(least, _HELD_LEAST) if self.held and not (task.names == {""} and least < _SHAPE) else least
            meanings = tuple(task.answers[at] for at in choice.meanings)
            trial = _Trial(self.function, self.line, task, least, "" in task.names, meanings, choice.swapped)
            answers = _answers([next(left) for _ in trial.tries], trial)
            if not trial.swapped and all(one is _NOT_RUN for one in answers):
                # it might do what this name means, had there been time; but nothing that is meant has no end
                return found if endless else None
            endless = endless or any(one.error == "timeout" for one in answers)
            verdict = _judge(trial, answers)
            if verdict is not None and verdict.kind is None:
                return verdict if least < _UNSURE else None
            found = found or verdict
        return found


def function_probes(
    tree: ast.Module, examples: Mapping[str, Sequence[Told]] = MappingProxyType({})
) -> Iterator[FunctionProbe]:
    """The functions of a program that can be tried.

    Args:
        tree: the program.
        examples: by a function's name, what the program tells of it: a task that answers them otherwise is another one.
    """
    constants = written_out(tree)
    for node, called, count, owner in asked(tree):
        docstring = ast.get_docstring(node)
        said = first_sentence(docstring)
        signs = signs_in(node, owner, constants)
        tasks = [task for task, _ in _tasks(node.name, said, count, signs)]
        if tasks:
            speaks_of = ast.unparse(node).lower() if any(task.unless for task in tasks) else ""
            choices = tuple(
                one
                for one in _choices(tasks, examples.get(node.name, ()), swappable=not signs)
                if not (unless := tasks[one.at].unless) or not re.search(unless, speaks_of)
            )
            tries = (one for choice in choices for one in _tries(tasks[choice.at], swapped=choice.swapped))
            calls = tuple(f"_tried({called}, {_listed(one)})" for one in tries)
            yield FunctionProbe(node.name, node.lineno, said, count, signs, owner is not None, choices, calls)


def _choices(tasks: Sequence[Task], examples: Sequence[Told], *, swappable: bool) -> Iterator[_Choice]:
    """Every task, with arguments in either order where they differ in type."""
    for at, task in enumerate(tasks):
        bounds = bounds_of(task)
        for swapped in (False, True) if swappable and _swappable(task) else (False,):
            meanings = tuple(
                place
                for place, right in enumerate(task.answers)
                if all(_agrees(right, one, bounds, swapped=swapped) for one in examples)
            )
            if meanings:
                yield _Choice(at, meanings, swapped)


def _agrees(right: Answer, example: Told, bounds: Bounds, *, swapped: bool) -> bool:
    """Whether an answer gives what an example says. It is not asked what may take it long: the student wrote that."""
    arguments = example.arguments[::-1] if swapped else example.arguments
    if not bounds.hold([*arguments, *(value for _, value in example.named)]):
        return False
    try:
        return same(example.result, right(*deepcopy(arguments), **dict(example.named)))
    except Exception:  # noqa: BLE001 - any error can come of the student's arguments
        return False


def _tries(task: Task, *, swapped: bool) -> tuple[tuple[Any, ...], ...]:
    return tuple(one[::-1] for one in task.tries) if swapped else task.tries


_NOTHING: Final = object()
"""Instead of a value: the function returns none, or was not asked."""


@dataclass(frozen=True, slots=True)
class _Answer:
    value: Any = _NOTHING
    error: str = ""
    shown: str = ""
    after: tuple[Any, ...] = ()


_NOT_RUN: Final = _Answer()


def _answers(results: Sequence[CallResult], trial: _Trial) -> list[_Answer]:
    """What each call gave: where a function gives nothing back and changes its argument, that is the answer."""
    if trial.task.drawn:
        return [_drawn(one) for one in results]
    answers = [_answer(one) for one in results]
    if trial.task.in_place and all(one.value is None for one in answers if not one.error and one is not _NOT_RUN):
        after = [one.after[0] if one.value is None else None for one in answers]
        changed = any(
            one is not None and one != arguments[0] for one, arguments in zip(after, trial.tries, strict=True)
        )
        if changed or (trial.signed and any(one.error in CRASHES for one in answers)):
            return [
                answer if one is None else _Answer(one, shown=shown(one))
                for one, answer in zip(after, answers, strict=True)
            ]
    return answers


def _answer(result: CallResult) -> _Answer:
    if result.status == "not_run":
        return _NOT_RUN
    if result.status != "ok" or result.value is None:
        error = ending(result)
        ended = {"timeout": "no end", "memory": "more memory than there is"}.get(error, f"the error {error}")
        return _Answer(error=error, shown=ended)
    if not result.value.has_data:
        return _Answer(error="no data")
    value, after = result.value.data
    return _Answer(value, shown=shown(value), after=after)


def _drawn(result: CallResult) -> _Answer:
    """The lines of a figure, its sign as a star; no answer where it is made of several signs."""
    answer = _answer(result)
    match answer.value:
        case None:
            text = result.stdout
        case str(given) if "\n" in given:  # `3 * 5 * sign` is no figure
            text = given
        case [*lines] if all(isinstance(one, str) for one in lines):
            text = "\n".join(lines)
        case _:
            return answer
    signs = set(text) - {" ", "\n"}
    if len(signs) != 1:
        return _Answer(error="no figure")
    lines = [line.rstrip() for line in text.replace(signs.pop(), "*").rstrip().lstrip("\n").split("\n")]
    return _Answer(lines, shown=shown(lines))


def _judge(trial: _Trial, answers: Sequence[_Answer]) -> Found | None:
    """None where it cannot be told."""
    nearest: list[Any] | None = None
    most, lines = -1, -1
    for right in trial.meanings:
        wanted = [right(*deepcopy(arguments)) for arguments in trial.task.tries]
        fits = sum(_right(trial.task, one, other) for one, other in zip(wanted, answers, strict=True))
        if fits == len(wanted):
            return Found(None, trial.line, trial.function)
        near = _lines_in_common(wanted, answers) if trial.task.drawn else 0
        if (fits, near) > (most, lines) and _same_task(trial.task, answers, wanted):
            nearest, most, lines = wanted, fits, near
    if nearest is not None and _other_letters(trial.task, nearest, answers):
        return None
    if nearest is None or not _enough(trial, answers, most):
        return None
    for arguments, wanted, got in zip(trial.tries, nearest, answers, strict=True):
        if got.shown and not _right(trial.task, wanted, got):
            call = f"{trial.function}({_listed(arguments)})"
            told = f"`{call}` gives {got.shown}; a function that {trial.task.does} gives {shown(wanted)}"
            return Found("wrong", trial.line, trial.function, told)
    return None


def _enough(trial: _Trial, answers: Sequence[_Answer], most: int) -> bool:
    """Whether so many right answers show that the task is meant.

    What bears signs of a task and crashes is hardly another one: that would take other arguments, and refuse these.
    """
    if most >= trial.least * sum(one is not _NOT_RUN for one in answers):
        return True
    given = sum(one.value is not _NOTHING for one in answers)
    return trial.signed and most >= trial.least * given and (most >= _PAIR or trial.least <= _TOLD)


def _lines_in_common(wanted: Sequence[Any], answers: Sequence[_Answer]) -> int:
    """How many lines of figures are right: the figure that was meant has the most."""
    drawn = ((one, other.value) for one, other in zip(wanted, answers, strict=True) if isinstance(other.value, list))
    return sum(line == other for one, lines in drawn for line, other in zip(one, lines, strict=False))


def _other_letters(task: Task, wanted: Sequence[Any], answers: Sequence[_Answer]) -> bool:
    """Whether the answers differ in capitals and blanks alone, of texts that only pass through: that may be meant."""
    passing = all(
        set(texts_in(one)) <= set(texts_in(arguments)) for one, arguments in zip(wanted, task.tries, strict=True)
    )
    return passing and all(
        answer.value is not _NOTHING and same(without_case(one), without_case(answer.value), unordered=task.unordered)
        for one, answer in zip(wanted, answers, strict=True)
    )


def _right(task: Task, wanted: Any, answer: _Answer) -> bool:
    return answer.value is not _NOTHING and same(wanted, answer.value, unordered=task.unordered)


def _same_task(task: Task, answers: Sequence[_Answer], expected: Sequence[Any]) -> bool:
    """Whether the answers are of the kind that the task has, and some are there: another task would give others."""
    given = [(one.value, wanted) for one, wanted in zip(answers, expected, strict=True) if one.value is not _NOTHING]
    if any(one.error and one.error not in CRASHES for one in answers):
        return False
    lengths = {len(value) if isinstance(value, tuple) else None for value, _ in given}
    if len(given) > 1 and len(lengths) == 1 and None not in lengths:  # a fixed number of things at once
        wanted = {len(one) if isinstance(one, list | tuple) else None for one in expected}
        if wanted != lengths:
            return False
    if not given:  # it crashes each time, which what takes something else does as well
        plain = not any(isinstance(one, dict) or _is_nested(one) for one in task.tries[-1])
        return plain and any(one.error not in ("", "UnboundLocalError") for one in answers)
    if all(value is None for value, _ in given):  # it prints
        return False
    return all(value is None or wanted is None or alike(value, wanted) for value, wanted in given)


def _is_nested(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(one, list | tuple | dict) for one in value)


def _listed(arguments: Iterable[Any]) -> str:
    return ", ".join(map(repr, arguments))


_KEPT: Final = 256
"""Functions whose tasks are remembered: what is planned is judged some milliseconds later."""


@cache
def _by_name() -> Mapping[str, Sequence[Task]]:
    return tasks_by_name()


@lru_cache(_KEPT)
def _tasks(function: str, said: str, parameters: int, signs: tuple[int, ...]) -> Sequence[tuple[Task, float]]:
    """What a function with so many parameters is to do: by its docstring, or else by the nearest name that is known.

    Also, for each, the share of right answers that it takes. What it bears signs of is added, and stands against what
    only a part of its name says.
    """
    borne = [(one.task, one.least) for one in (SIGNS[at] for at in signs) if len(one.task.tries[0]) == parameters]
    if found := [
        (task, _LEAST[task.loose, True]) for task in tasks_by_sentence(said) if len(task.tries[0]) == parameters
    ]:
        return [*found, *borne]
    for name, whole in names_of(function) if not borne else ((one, True) for one, whole in names_of(function) if whole):
        if found := [
            (task, _LEAST[task.loose, whole]) for task in _by_name().get(name, ()) if len(task.tries[0]) == parameters
        ]:
            return [*found, *borne]
    return borne


def _swappable(task: Task) -> bool:
    """Whether there are two arguments of which nobody can tell which one comes first."""
    return all(len(some) == len({type(one) for one in some}) == _PAIR for some in task.tries)
