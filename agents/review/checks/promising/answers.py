"""Methods and functions whose name says what they answer, and that answer something near to it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="slice-from-the-other-side",
        title="`{name}` gives other elements than the function is called for",
        weights={"correctness": 0.4},
        level="beginner",
        why="`x[:n]` gives the first n, `x[-n:]` the last n, and `x[n:]` all but the first n.",
        do="Try it with a list of five and n = 2.",
        example="def latest(events, n):\n    return events[n:]\n",
        better="def latest(events, n):\n    return events[-n:]\n",
    )
)
def slice_from_the_other_side(program: Program) -> Iterator[Place]:
    """See the rule: `last` and `top` of `n`, by the name of the function and its parameter."""
    for node in program.all(ast.Return):
        function = program.function_of(node)
        if function is None or not isinstance(node.value, ast.Subscript):
            continue
        place, given = node.value.slice, program.parameters(function)
        last = re.search(r"(?:^|_)(?:last|latest|recent|newest)(?:_|$)", function.name)
        first = re.search(r"(?:^|_)(?:top|first|best)(?:_|$)", function.name)
        match place:
            case ast.Slice(lower=ast.Name(id=n), upper=None, step=None) if n in given:
                wrong = bool(last or first)
            case ast.Slice(lower=None, upper=ast.BinOp(left=ast.Name(id=n), op=ast.Sub()), step=None) if n in given:
                wrong = bool(first)
            case ast.Slice(lower=None, upper=ast.Name(id=n), step=None) if n in given:
                front = any(
                    method_of(one) in ("insert", "appendleft", "sort", "reverse") for one in program.all(ast.Call)
                )
                wrong = bool(last) and not first and not front and isinstance(node.value.value, ast.Attribute)
            case _:
                wrong = False
        if wrong and _COUNT.match(n):
            yield Place(node.lineno, ast.unparse(node.value)[:40])


_COUNT: Final = re.compile(r"^(?:n|k|m|count|number|how_many|amount|limit|size|num)$")


@check(
    Rule(
        code="difference-turned-round",
        title="`{name}` is below zero for the better one",
        weights={"correctness": 0.4},
        level="beginner",
        why="A goal difference is what was scored less what was let in; what is left is all that there is less what is "
        "taken.",
        do="Work it out for numbers of your own.",
        example="class Team:\n    def __init__(self):\n        self.scored = 3\n        self.conceded = 1\n\n"
        "    def goal_difference(self):\n        return self.conceded - self.scored\n",
        better="class Team:\n    def __init__(self):\n        self.scored = 3\n        self.conceded = 1\n\n"
        "    def goal_difference(self):\n        return self.scored - self.conceded\n",
    )
)
def difference_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: `goal_difference` and what is free or left, by the names of both sides."""
    for node in program.all(ast.Return):
        function = program.function_of(node)
        match node.value:
            case ast.BinOp(left=left, op=ast.Sub(), right=right) if function is not None:
                one, two = ast.unparse(left).lower(), ast.unparse(right).lower()
            case _:
                continue
        goals = re.search(r"goal_?diff|^difference$", function.name)
        if goals and _AGAINST.search(one) and _FOR.search(two):
            yield Place(node.lineno, function.name)
        free = re.search(r"(?:^|_)(?:free|left|available|remaining)(?:_|$)", function.name)
        if free and _ALL.search(two) and not _ALL.search(one) and not isinstance(left, ast.Constant):
            yield Place(node.lineno, function.name)


_AGAINST: Final = re.compile(r"conceded|against|received|allowed")
_FOR: Final = re.compile(r"scored|(?:^|[._])for(?:$|_)|shot|goals_for")
_ALL: Final = re.compile(r"(?:^|[._])(?:capacity|seats|size|spots|places|max\w*|limit|total)$")


CHECKS: tuple[Check, ...] = (
    slice_from_the_other_side,
    difference_turned_round,
)
