"""Change in coins and notes: what is given out step by step of an amount."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_COIN: Final = re.compile(
    r"(?:^|_)(?:coins?|notes?|bills?|denominations?|denom|values?|nominal|schein|münze|stamps?|weights?)(?:_|$)"
)


def _pieces(program: Program, loop: ast.For) -> list[float]:
    """The sizes that a loop goes through, where they are written down as a row of numbers."""
    source = loop.iter
    if isinstance(source, ast.Name):
        if not program.fixed(source) and program.written(source) is None:
            return []
        source = program.written(source) or source
    parts = source.elts if isinstance(source, ast.List | ast.Tuple) else []
    numbers = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, int | float)]
    return numbers if len(numbers) == len(parts) > 1 else []


def _taken(loop: ast.For) -> Iterator[tuple[ast.While | ast.If, str, ast.cmpop]]:
    """Questions in a loop whether a piece still goes into an amount that loses it then."""
    piece = loop.target.id if isinstance(loop.target, ast.Name) else ""
    for step in loop.body:
        match step:
            case ast.While(test=ast.Compare(left=ast.Name(id=amount), ops=[sign], comparators=[ast.Name(id=by)])):
                pass
            case _:
                continue
        lost = [ast.unparse(one) for one in step.body]
        if by == piece and {f"{amount} -= {piece}", f"{amount} = {amount} - {piece}"} & set(lost):
            yield step, amount, sign


@check(
    Rule(
        code="smallest-given-first",
        title="`{name}` gives everything in the smallest pieces",
        weights={"correctness": 0.4},
        level="beginner",
        why="The smallest coin goes into every amount: nothing is left for the greater ones.",
        do="Begin with the greatest one.",
        example="def change(amount):\n    given = []\n    for coin in [1, 2, 5, 10]:\n        while amount >= coin:\n"
        "            given.append(coin)\n            amount -= coin\n    return given\n",
        better="def change(amount):\n    given = []\n    for coin in [10, 5, 2, 1]:\n        while amount >= coin:\n"
        "            given.append(coin)\n            amount -= coin\n    return given\n",
    )
)
def smallest_given_first(program: Program) -> Iterator[Place]:
    """See the rule: sizes in rising order, each of which is taken off, or divided by, as often as it goes."""
    for loop in program.all(ast.For):
        sizes = _pieces(program, loop)
        if sizes != sorted(sizes) or len(set(sizes)) < _SEVERAL:
            continue
        given = any(isinstance(sign, ast.GtE) for _, _, sign in _taken(loop))
        if given or _divides(loop):
            yield Place(loop.lineno, ast.unparse(loop.iter)[:40])


_SEVERAL: Final = 3


def _divides(loop: ast.For) -> bool:
    """Whether a loop counts how often a piece goes into an amount, and keeps the rest of it."""
    if not isinstance(loop.target, ast.Name):
        return False
    piece = loop.target.id
    text = [ast.unparse(one) for step in loop.body for one in ast.walk(step) if isinstance(one, ast.stmt)]
    for one in text:
        found = re.fullmatch(rf"(\w+) (?:%= {piece}|= (\w+) % {piece}|-= .* \* {piece})", one)
        amount = found.group(1) if found else ""
        if found and found.group(2) in (None, amount) and any(f"{amount} // {piece}" in each for each in text):
            return True
    return False


@check(
    Rule(
        code="last-piece-kept-back",
        title="`{name}` keeps back the last piece that would fit exactly",
        weights={"correctness": 0.4},
        level="beginner",
        why="An amount of 50 is one note of 50. With `>` it is paid in smaller ones, and the last coin is never paid.",
        do="Let the comparison hold when both are equal.",
        example="def change(amount):\n    given = []\n    for coin in [10, 5, 2, 1]:\n        while amount > coin:\n"
        "            given.append(coin)\n            amount -= coin\n    return given\n",
        better="def change(amount):\n    given = []\n    for coin in [10, 5, 2, 1]:\n        while amount >= coin:\n"
        "            given.append(coin)\n            amount -= coin\n    return given\n",
    )
)
def last_piece_kept_back(program: Program) -> Iterator[Place]:
    """See the rule: `while amount > piece: amount -= piece` for one piece after the other."""
    for loop in program.all(ast.For):
        named = isinstance(loop.target, ast.Name) and _COIN.search(loop.target.id.lower())
        for step, _, sign in _taken(loop):
            if isinstance(sign, ast.Gt) and (named or _pieces(program, loop)):
                yield Place(step.lineno, ast.unparse(step.test))


CHECKS: tuple[Check, ...] = (
    smallest_given_first,
    last_piece_kept_back,
)
