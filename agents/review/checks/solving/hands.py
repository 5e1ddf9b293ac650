"""Cards, dice and signs of a hand: ranks compared as texts, sums asked too late, faces and meetings left out."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_FEW: Final = 6


_HANDS: Final = frozenset({"rock", "paper", "scissors"})
_BEATS: Final = {("rock", "scissors"), ("scissors", "paper"), ("paper", "rock")}


@check(
    Rule(
        code="outcomes-clash",
        title="`{name}`: not every meeting of two signs has its own outcome",
        weights={"correctness": 0.4},
        level="beginner",
        why="What wins on one side loses on the other, and equal signs are a draw. Three signs on each side make nine "
        "meetings.",
        do="Write all nine of them into a table, and follow each through the conditions.",
        example="def winner(one, other):\n    if one == 'rock' and other == 'paper':\n        return 'other'\n"
        "    if one == 'paper' and other == 'rock':\n        return 'other'\n    return ''\n",
        better="def winner(one, other):\n    if one == 'rock' and other == 'paper':\n        return 'other'\n"
        "    if one == 'paper' and other == 'rock':\n        return 'one'\n    return ''\n",
    )
)
def outcomes_clash(program: Program) -> Iterator[Place]:
    """See the rule: the same for both sides, one of three wins missing, and no draw, where all others are one case."""
    for function in program.functions:
        meetings: dict[tuple[str, str], str] = {}
        draws = False
        lines: dict[tuple[str, str], int] = {}
        for node in program.within(function):
            if isinstance(node, ast.Compare):
                plain = all(isinstance(one, ast.Name | ast.Attribute) for one in (node.left, *node.comparators))
                draws = draws or (plain and isinstance(node.ops[0], ast.Eq | ast.NotEq))
            if isinstance(node, ast.If):
                for pair in _pairs(program, node):
                    meetings[pair] = ast.unparse(node.body[0])
                    lines[pair] = node.lineno
        hands = {one for pair in meetings for one in pair}
        if not hands <= _HANDS or len(meetings) < 2:  # noqa: PLR2004 - one meeting alone tells nothing
            continue
        clash = next((one for one in meetings if one[0] < one[1] and meetings[one] == meetings.get(one[::-1])), None)
        if clash is not None:
            yield Place(max(lines[clash], lines[clash[::-1]]), " and ".join(clash))
        elif len(set(meetings.values())) == 1 and _others_are_one(function):
            wins = set(meetings)
            missing = len(wins) == 2 and (wins < _BEATS or {pair[::-1] for pair in wins} < _BEATS)  # noqa: PLR2004
            whole = wins == _BEATS or {pair[::-1] for pair in wins} == _BEATS
            told = _says_lost(function)
            if (missing and draws) or (whole and not draws and told and "draw" not in program.text.lower()):
                yield Place(function.lineno, function.name)


def _pairs(program: Program, node: ast.If) -> Iterator[tuple[str, str]]:
    """The signs of both sides that lead into a branch; the second one may be asked within a branch for the first."""
    tests = node.test.values if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or) else [node.test]
    outer = _outer(program, node)
    for test in tests:
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            signs = [found for one in test.values if (found := _sign(one))]
        else:
            signs = [found for one in (outer, test) if one is not None and (found := _sign(one))]
        if len(signs) == 2 and signs[0][0] != signs[1][0]:  # noqa: PLR2004 - a pair
            (_, one), (_, other) = sorted(signs) if isinstance(test, ast.BoolOp) else signs
            yield one, other


def _outer(program: Program, node: ast.If) -> ast.expr | None:
    """The condition of the branch that a chain stands in."""
    top: ast.AST = node
    for _ in range(_FEW):
        if not isinstance(program.parents[top], ast.If) or top not in getattr(program.parents[top], "orelse", ()):
            break
        top = program.parents[top]
    around = program.parents[top]
    return around.test if isinstance(around, ast.If) else None


def _sign(test: ast.expr) -> tuple[str, str] | None:
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str(sign))]):
            return (ast.unparse(left), sign.lower()) if sign.lower() in _HANDS else None
    return None


def _others_are_one(function: Function) -> bool:
    """Whether the function ends with one outcome for all that is left."""
    last = function.body[-1]
    while isinstance(last, ast.If) and last.orelse:
        last = last.orelse[-1]
    return isinstance(last, ast.Return) and isinstance(last.value, ast.Constant | ast.Name)


def _says_lost(function: Function) -> bool:
    texts = [
        one.value.lower() for one in ast.walk(function) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    return any(re.search(r"\b(?:lose|loses|lost|loss)\b|\bwins?\b", one) for one in texts) and not any(
        re.search(r"\b(?:tie|draw|tied|same)\b", one) for one in texts
    )


CHECKS: tuple[Check, ...] = (outcomes_clash,)
