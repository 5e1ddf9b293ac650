"""Questions that answer otherwise than the words beside them: free from an amount on, more than half, all three."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_FREE: Final = re.compile(
    r"\b(?:free|no (?:shipping|delivery|fee|charge)|costs? nothing)\b[^.;]{0,30}\b"
    r"(?:from|above|over|of at least|at least|for orders of|more than|starting at)\b[^.;\d]{0,20}(\d+)|"
    r"\b(?:from|above|over|at least|more than)\b[^.;\d]{0,10}(\d+)[^.;\d]{0,25}\bfree\b"
)


@check(
    Rule(
        code="free-for-the-small-ones",
        title="`{name}` makes it free on the other side of the bound",
        weights={"correctness": 0.4},
        level="beginner",
        why="The text makes it free for those who reach the amount, the program for those who do not.",
        do="Try an amount below and one above.",
        example='def shipping(total):\n    """Free from 50 on, else 4.95."""\n    if total < 50:\n        return 0\n'
        "    return 4.95\n",
        better='def shipping(total):\n    """Free from 50 on, else 4.95."""\n    if total >= 50:\n        return 0\n'
        "    return 4.95\n",
    )
)
def free_for_the_small_ones(program: Program) -> Iterator[Place]:
    """See the rule: a branch for less than a number gives 0, and words say that it is free from that number on."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(ops=[ast.Lt() | ast.LtE()], comparators=[bound]),
                body=[ast.Return(value=value) | ast.Assign(value=value)],
            ) if is_const(value, 0, 0.0):
                number = program.number(bound)
            case _:
                continue
        function = program.function_of(node)
        said = program.said(function or program.tree)
        told = {float(one or other) for one, other in _FREE.findall(said)}
        if number is not None and float(number) in told:
            yield Place(node.lineno, ast.unparse(node.test))


_HALF: Final = re.compile(r"\bmore than (?:a |one )?half\b|\babsolute majority\b|\bmore than 50 ?(?:%|percent)")
_LEAST: Final = re.compile(r"\bat least half\b|\bhalf or more\b|\b50 ?(?:%|percent) or more\b")


@check(
    Rule(
        code="half-taken-for-more",
        title="`{name}` is content with just half",
        weights={"correctness": 0.35},
        level="beginner",
        why="With 5 of 10 nobody has more than half.",
        do="Leave out the case in which both are equal.",
        example='def has_majority(votes, total):\n    """More than half of all votes?"""\n'
        "    return votes >= total / 2\n",
        better='def has_majority(votes, total):\n    """More than half of all votes?"""\n'
        "    return votes > total / 2\n",
    )
)
def half_taken_for_more(program: Program) -> Iterator[Place]:
    """See the rule: `x >= y / 2` or `2 * x >= y`, where the text says more than half."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.GtE()], comparators=[right]):
                pass
            case ast.Compare(left=right, ops=[ast.LtE()], comparators=[left]):
                pass
            case _:
                continue
        halved = isinstance(right, ast.BinOp) and (
            (isinstance(right.op, ast.Div) and is_const(right.right, 2))
            or (isinstance(right.op, ast.Mult) and (is_const(right.right, 0.5) or is_const(right.left, 0.5)))
        )
        doubled = isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult)
        doubled = doubled and (is_const(left.left, 2) or is_const(left.right, 2))  # type: ignore[attr-defined]
        percent = is_const(right, 50, 0.5)
        function = program.function_of(node)
        said = f"{program.purpose(node)} {program.said(function or program.tree)}"
        if (halved or doubled or percent) and _HALF.search(said) and not _LEAST.search(said):
            yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="one-pair-is-enough",
        title="`{name}` is content when two of the three sides are long enough",
        weights={"correctness": 0.4},
        level="beginner",
        why="In 1, 1 and 5 two pairs of sides are longer than the third one, and still they form no triangle.",
        do="Each pair has to be longer than the third side: ask for all three.",
        example="def possible(a, b, c):\n    return a + b > c or a + c > b or b + c > a\n",
        better="def possible(a, b, c):\n    return a + b > c and a + c > b and b + c > a\n",
    )
)
def one_pair_is_enough(program: Program) -> Iterator[Place]:
    """See the rule: three sums of two sides are compared with the third by `or`, or none is longer by `and`."""
    for node in program.all(ast.BoolOp):
        sums = [_longer(one) for one in node.values]
        both = {frozenset(one[:2]) for one in sums if one is not None}
        if None in sums or len(both) != _SIDES or len(sums) != _SIDES:
            continue
        longer = {one[2] for one in sums if one is not None}
        if longer == {isinstance(node.op, ast.Or)}:
            yield Place(node.lineno, ast.unparse(node)[:50])


_SIDES: Final = 3
_PAIR: Final = 2


def _longer(node: ast.expr) -> tuple[str, str, bool] | None:
    """`("a", "b", True)` of `a + b > c`, with False for `a + b <= c`."""
    match node:
        case ast.Compare(left=ast.BinOp(op=ast.Add()) as total, ops=[sign], comparators=[side]):
            longer = isinstance(sign, ast.Gt | ast.GtE)
        case ast.Compare(left=side, ops=[sign], comparators=[ast.BinOp(op=ast.Add()) as total]):
            longer = isinstance(sign, ast.Lt | ast.LtE)
        case _:
            return None
    parts = [ast.unparse(one) for one in summands(total)]
    known = isinstance(sign, ast.Gt | ast.GtE | ast.Lt | ast.LtE)
    if not known or len(parts) != _PAIR or ast.unparse(side) in parts:
        return None
    return parts[0], parts[1], longer


@check(
    Rule(
        code="odd-step-for-all",
        title="`{name}` is done with the even ones as well, after they were halved",
        weights={"correctness": 0.4},
        level="beginner",
        why="One step does one thing: it halves an even number, or it takes an odd one three times and one more.",
        do="Let the second line be the other branch of the question.",
        example="def steps(n):\n    count = 0\n    while n != 1:\n        if n % 2 == 0:\n            n //= 2\n"
        "        n = 3 * n + 1\n        count += 1\n    return count\n",
        better="def steps(n):\n    count = 0\n    while n != 1:\n        if n % 2 == 0:\n            n //= 2\n"
        "        else:\n            n = 3 * n + 1\n        count += 1\n    return count\n",
    )
)
def odd_step_for_all(program: Program) -> Iterator[Place]:
    """See the rule: `if n % 2 == 0: n //= 2` and directly behind it, in no branch, `n = 3 * n + 1`."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=ast.BinOp(left=ast.Name(id=name), op=ast.Mod()), comparators=[_]),
                body=[ast.Assign() | ast.AugAssign() as half],
                orelse=[],
            ) if "2" in ast.unparse(half):
                pass
            case _:
                continue
        for behind in program.after(node, 1):
            text = ast.unparse(behind)
            forms = (f"{name} = 3 * {name} + 1", f"{name} = {name} * 3 + 1", f"{name} = 1 + 3 * {name}")
            if text in forms and ast.unparse(half).startswith(f"{name} "):
                yield Place(behind.lineno, text)


CHECKS: tuple[Check, ...] = (
    free_for_the_small_ones,
    half_taken_for_more,
    one_pair_is_enough,
    odd_step_for_all,
)
