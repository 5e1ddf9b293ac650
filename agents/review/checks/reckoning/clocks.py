"""Hours, minutes and seconds, coins and notes: quotients of what was cut off before, and rests left as they are."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import shown_together
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="shown-with-what-is-counted",
        title="`{name}` still holds what the value before it has counted",
        weights={"correctness": 0.35},
        level="beginner",
        why="3725 seconds are 1 hour and 125 seconds, and these are 2 minutes and 5 seconds: the 125 hold the minutes "
        "already.",
        do="Take the rest once more for the smallest unit.",
        example="def split(seconds):\n    hours = seconds // 3600\n    rest = seconds % 3600\n"
        "    minutes = rest // 60\n    return hours, minutes, rest\n",
        better="def split(seconds):\n    hours = seconds // 3600\n    rest = seconds % 3600\n"
        "    minutes = rest // 60\n    return hours, minutes, rest % 60\n",
    )
)
def shown_with_what_is_counted(program: Program) -> Iterator[Place]:
    """See the rule: a rest, and how often a smaller number goes into it, side by side."""
    for shown in program.all(ast.JoinedStr, ast.Tuple, ast.Call):
        parts = [one for one in shown_together(shown) if isinstance(one, ast.Name)]
        yield from _seconds_of_the_hour(program, parts)
        for before, last in pairwise(parts):
            given = [one for one in program.values(last) if one is not None]
            value = program.value(before)
            scope = program.scope(last)
            changed = [
                one
                for one in program.places(scope, last.id)[:_MANY]
                if isinstance(program.parents[one], ast.AugAssign) and not isinstance(one.ctx, ast.Load)
            ]
            rests = [one for one in given if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mod)]
            sizes = [program.number(one.right) for one in rests]
            match value:
                case ast.BinOp(left=ast.Name(id=name), op=ast.FloorDiv(), right=by) if name == last.id:
                    size = program.number(by)
                case _:
                    continue
            whole = bool(rests) and len(rests) == len(program.values(last)) and not changed
            if whole and size is not None and all(one is not None and one > size for one in sizes):
                yield Place(last.lineno, last.id)


def _seconds_of_the_hour(program: Program, parts: list[ast.Name]) -> Iterator[Place]:
    """`x % 3600` behind `x % 3600 // 60`."""
    for before, last in pairwise(parts):
        match program.value(before), program.value(last):
            case (
                ast.BinOp(left=left, op=ast.FloorDiv(), right=by),
                ast.BinOp(left=ast.Name() as whole, op=ast.Mod(), right=size) as rest,
            ) if ast.unparse(left) == ast.unparse(rest) or ast.unparse(left) == whole.id:
                small, great = program.number(by), program.number(size)
                if small and great and great > small:
                    yield Place(last.lineno, last.id)


_MANY: Final = 30  # places of a name that are looked at


_MINUTES: Final = re.compile(r"(?:^|_)(?:m|mins?|minutes?|mm|seconds?|secs?|ss)(?:_|$)")


@check(
    Rule(
        code="hundred-minutes-an-hour",
        title="`{name}` counts 100 minutes for an hour",
        weights={"correctness": 0.4},
        level="beginner",
        why="An hour has 60 minutes: half an hour are 30, and 2:30 is 150 minutes.",
        do="Work it out for half an hour.",
        example="MINUTES = 60\n\n\ndef clock(hours):\n    full = int(hours)\n    minutes = (hours - full) * 100\n"
        "    return f'{full}:{int(minutes):02d}'\n",
        better="MINUTES = 60\n\n\ndef clock(hours):\n    full = int(hours)\n    minutes = (hours - full) * MINUTES\n"
        "    return f'{full}:{int(minutes):02d}'\n",
    )
)
def hundred_minutes_an_hour(program: Program) -> Iterator[Place]:
    """See the rule: what is called minutes is a part of hours times 100, or hours times 100 and minutes."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=part, op=ast.Mult(), right=hundred) if is_const(hundred, 100):
                pass
            case _:
                continue
        around = program.parents[node]
        whole: ast.AST = around if isinstance(around, ast.BinOp | ast.Call) else node
        whole = program.parents[whole] if isinstance(program.parents[whole], ast.Call) else whole
        called = _called(program, whole)
        hours = bool(re.search(r"(?:^|\W|_)(?:h|hours?|hrs?|hh)\d?(?:_|\W|$)", ast.unparse(part).lower()))
        fraction = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub | ast.Mod)
        added = isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add) and around.left is node
        behind = names_in(around.right) if isinstance(around, ast.BinOp) else set()
        minutes = added and any(_MINUTES.search(one.lower()) for one in behind)
        if hours and _MINUTES.search(called) and (fraction or minutes):
            yield Place(node.lineno, ast.unparse(node))


def _called(program: Program, node: ast.AST) -> str:
    """The name that gets a value, or of the function that gives it back."""
    match program.parents[node]:
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
            return name.lower()
        case ast.Return():
            function = program.function_of(node)
            return function.name.lower() if function is not None else ""
    return ""


_OVER: Final = re.compile(
    r"(?<!minutes )(?<!seconds )(?<!hours )\b(?:past|over|across|through|beyond|after|cross(?:es|ing)?) midnight\b"
    r"|\bovernight\b|\b(?:on )?the (?:next|following) (?:day|morning)\b"
)
_ROUND: Final = re.compile(
    r"%|\bif\b|[<>]|\b(?:24|1440|86400|max|abs|timedelta|combine|date|day|days)\b", re.IGNORECASE
)


@check(
    Rule(
        code="below-zero-past-midnight",
        title="`{name}` is below zero when midnight lies between the two",
        weights={"correctness": 0.4},
        level="beginner",
        why="From 22:00 to 6:00 it is eight hours, and 6 less 22 is minus 16. The text says that this may happen.",
        do="Add a whole day where the end comes before the beginning.",
        example='HOURS = 24\n\n\ndef length(start, end):\n    """Hours of a shift, which may end on the next day."""\n'
        "    return end - start\n",
        better='HOURS = 24\n\n\ndef length(start, end):\n    """Hours of a shift, which may end on the next day."""\n'
        "    return (end - start) % HOURS\n",
    )
)
def below_zero_past_midnight(program: Program) -> Iterator[Place]:
    """See the rule: a difference of two things of one kind, where nothing in the function goes round."""
    if "datetime" in program.text:  # with their days they may be taken off
        return
    for node in program.all(ast.Return):
        function = program.function_of(node)
        if node.value is None or function is None or not _OVER.search(program.said(function)):
            continue
        value = program.value(node.value) or node.value
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div | ast.FloorDiv):
            value = program.value(value.left) or value
        match value:
            case ast.BinOp(left=end, op=ast.Sub(), right=start) if program.shape(end, names=False) == program.shape(
                start, names=False
            ):
                text = "\n".join(ast.unparse(one) for one in function.body if not _is_text(one))
                if names_in(end) != names_in(start) and not _ROUND.search(text):
                    yield Place(value.lineno, ast.unparse(value)[:40])


def _is_text(step: ast.stmt) -> bool:
    """Whether a statement is nothing but a text."""
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)


CHECKS: tuple[Check, ...] = (
    shown_with_what_is_counted,
    hundred_minutes_an_hour,
    below_zero_past_midnight,
)
