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
_DRAW: Final = re.compile(
    r"(?:,|\b(?:an?|or|and|each|per|for|\d)) (?:draws?|ties?)\b(?! ?-)|"
    r"\b(?:draws?|ties?) (?:is|are|gives?|counts?|\d)\b"
)
_TO_ONE: Final = re.compile(
    r"\b(?:draws?|ties?) (?:goes?|counts? (?:as|for)|is for|are for|(?:is |are )?(?:broken|decided|won|lost))\b|"
    r"\b(?:no|without|cannot|never) (?:\w+ )?(?:draws?|ties?)\b"
)


@check(
    Rule(
        code="draw-goes-to-the-other",
        title="`{name}` is given to one of the two when both are equal",
        weights={"correctness": 0.4},
        level="beginner",
        why="There are three results: the one wins, the other wins, or it is a draw. `else` takes the last two "
        "together, and the text speaks of the draw.",
        do="Give the draw a branch of its own.",
        example='def points(results):\n    """Points of home and guest: 3 for a win, 1 for a draw."""\n'
        "    home = guest = 0\n    for left, right in results:\n        if left > right:\n            home += 3\n"
        "        else:\n            guest += 3\n    return home, guest\n",
        better='def points(results):\n    """Points of home and guest: 3 for a win, 1 for a draw."""\n'
        "    home = guest = 0\n    for left, right in results:\n        if left > right:\n            home += 3\n"
        "        elif left == right:\n            home += 1\n            guest += 1\n"
        "        else:\n            guest += 3\n    return home, guest\n",
    )
)
def draw_goes_to_the_other(program: Program) -> Iterator[Place]:
    """See the rule: `if a > b` and `else` each add to one of two, a text speaks of draws, and nothing asks for one."""
    asked: dict[ast.AST, set[frozenset[str]]] = {}
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=left, ops=[ast.Gt() | ast.Lt()], comparators=[right]) as test,
                orelse=[_, *_] as rest,
            ):
                around = program.function_of(node) or program.tree
            case _:
                continue
        said = program.said(around)
        wins, loses = _given(node.body), _given(rest)
        if not _DRAW.search(said) or _TO_ONE.search(said) or not wins - loses or not loses - wins:
            continue
        if around not in asked:
            asked[around] = {_both(one) for one in ast.walk(around) if isinstance(one, ast.Compare) and _is_equal(one)}
        if not any(isinstance(one, ast.Constant) for one in (left, right)) and _both(test) not in asked[around]:
            yield Place(rest[0].lineno, min(loses - wins))


def _both(node: ast.Compare) -> frozenset[str]:
    """What is compared, whichever comes first."""
    return frozenset(ast.unparse(one) for one in (node.left, *node.comparators))


def _is_equal(node: ast.Compare) -> bool:
    return any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops)


def _given(block: list[ast.stmt]) -> set[str]:
    """What a block adds to, also as `d[k] = d.get(k, 0) + 1`."""
    found = set()
    for step in block:
        match step:
            case ast.AugAssign(target=target, op=ast.Add()):
                found.add(ast.unparse(target))
            case ast.Assign(
                targets=[ast.Subscript(value=table, slice=key) as target], value=ast.BinOp(left=left, op=ast.Add())
            ):
                if re.match(
                    rf"{re.escape(ast.unparse(table))}(?:\.get\(|\[){re.escape(ast.unparse(key))}", ast.unparse(left)
                ):
                    found.add(ast.unparse(target))
    return found


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


CHECKS: tuple[Check, ...] = (draw_counts_for_one, draw_goes_to_the_other, difference_of_goals_turned_round)
