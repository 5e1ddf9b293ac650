"""Two sides of one game or exchange: a draw that counts for one, goals that count for the wrong one."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="draw-counts-for-one",
        title="A draw gives something to `{name}` alone",
        weights={"correctness": 0.4},
        level="beginner",
        why="There is a branch in which the one wins and a branch in which the other does. What is left is the case "
        "in which both are equal, and there both get the same.",
        do="Give in the last branch something to both.",
        example="points = {'a': 0, 'b': 0}\nfor one, other, left, right in [('a', 'b', 1, 1)]:\n    if left > right:\n"
        "        points[one] += 3\n    elif right > left:\n        points[other] += 3\n    else:\n"
        "        points[one] += 1\nprint(points)\n",
        better="points = {'a': 0, 'b': 0}\nfor one, other, left, right in [('a', 'b', 1, 1)]:\n    if left > right:\n"
        "        points[one] += 3\n    elif right > left:\n        points[other] += 3\n    else:\n"
        "        points[one] += 1\n        points[other] += 1\nprint(points)\n",
    )
)
def draw_counts_for_one(program: Program) -> Iterator[Place]:
    """See the rule: `if a > b` and `elif b > a` each add to one of two, and the `else` adds to one of these."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare() as first,
                orelse=[ast.If(test=ast.Compare() as second, orelse=[_, *_] as rest) as other],
            ) if names_in(first) == names_in(second) and ast.unparse(first) != ast.unparse(second):
                pass
            case _:
                continue
        if not all(isinstance(one.ops[0], ast.Gt | ast.Lt) for one in (first, second)):
            continue
        wins, loses, draws = (_given(block) for block in (node.body, other.body, rest))
        if isinstance(rest[0], ast.If) and len(rest) == 1:
            draws = _given(rest[0].body)
        if len(draws) == 1 and draws & (wins ^ loses) and wins - loses and loses - wins and len(wins | loses) == _TWO:
            yield Place(rest[0].lineno, next(iter(draws)))


_TWO: Final = 2


def _given(block: list[ast.stmt]) -> set[str]:
    """What a block adds to."""
    return {ast.unparse(one.target) for one in block if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)}


_FOR: Final = re.compile(r"(?:^|[._\['\"])(?:goals?_?for|scored|gf|points_?for|for)(?:['\"\]]|$)")
_AGAINST: Final = re.compile(r"(?:^|[._\['\"])(?:goals?_?against|conceded|ga|points_?against|against)(?:['\"\]]|$)")


@check(
    Rule(
        code="difference-of-goals-turned-round",
        title="`{name}` is positive for those who lose",
        weights={"correctness": 0.4},
        level="beginner",
        why="The difference is what a team has scored less what it has let in.",
        do="Work it out for a team that has won 3 to 1: it has plus 2.",
        example="class Team:\n    def __init__(self, goals_for, goals_against):\n        self.goals_for = goals_for\n"
        "        self.goals_against = goals_against\n\n    def difference(self):\n"
        "        return self.goals_against - self.goals_for\n",
        better="class Team:\n    def __init__(self, goals_for, goals_against):\n        self.goals_for = goals_for\n"
        "        self.goals_against = goals_against\n\n    def difference(self):\n"
        "        return self.goals_for - self.goals_against\n",
    )
)
def difference_of_goals_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: what is against less what is for, by their names, where it is not turned round for a sort."""
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Sub) and isinstance(node.left, ast.Name | ast.Attribute | ast.Subscript):
            left, right = ast.unparse(node.left).lower(), ast.unparse(node.right).lower()
            sorts = any(isinstance(up, ast.Lambda) for _, up in program.up(node))
            if _AGAINST.search(left) and _FOR.search(right) and not sorts:
                yield Place(node.lineno, ast.unparse(node))


CHECKS: tuple[Check, ...] = (draw_counts_for_one, difference_of_goals_turned_round)
