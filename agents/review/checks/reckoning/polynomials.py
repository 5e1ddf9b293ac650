"""Polynomials by the list of their coefficients."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, callee, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="no-power-less-in-the-derivative",
        title="`{name}` leaves each coefficient at its power",
        weights={"correctness": 0.4},
        level="learning",
        why="The factor is right, but the power goes down by one as well: what belonged to x squared then belongs "
        "to x, and the constant goes away.",
        do="Say at which place the coefficient of x stands afterwards.",
        example="def derivative(coefficients):\n    return [power * c for power, c in enumerate(coefficients)]\n",
        better="def derivative(coefficients):\n    return [power * c for power, c in enumerate(coefficients)][1:]\n",
    )
)
def no_power_less_in_the_derivative(program: Program) -> Iterator[Place]:
    """See the rule: place times coefficient for every place from 0 on, and nothing is cut off or left out."""
    for function in program.functions:
        if not _DERIVES.search(function.name):
            continue
        inside = list(program.within(function))
        if any(_leaves_out(one) for one in inside):
            continue
        for node in inside:
            match node:
                case (
                    ast.ListComp(elt=value, generators=[ast.comprehension(target=target, iter=walked)])
                    | ast.For(
                        target=target,
                        iter=walked,
                        body=[ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[value]))],
                    )
                ):
                    if _is_place_times_number(value, target, walked):
                        yield Place(node.lineno, function.name)


_DERIVES: Final = re.compile(r"(?:^|_)(?:derivative|derive|derived|differentiate\w*|diff)(?:_|$)")
_SHORTENS: Final = re.compile(r"pop|strip|trim|islice|shift|cut|drop|clean|normal\w*|remove")


def _leaves_out(node: ast.AST) -> bool:
    """Whether something is cut off, taken out or asked for."""
    match node:
        case ast.Slice() | ast.Delete() | ast.If() | ast.IfExp():
            return True
        case ast.comprehension(ifs=[_, *_]):
            return True
        case ast.Call():
            return bool(_SHORTENS.search(callee(node)))
    return False


def _is_place_times_number(value: ast.expr, target: ast.expr, walked: ast.expr) -> bool:
    """`i * c` for `i, c in enumerate(x)`, or `i * x[i]` for `i in range(len(x))`."""
    match value, target, walked:
        case (
            ast.BinOp(left=one, op=ast.Mult(), right=other),
            ast.Tuple(elts=[place, number]),
            ast.Call(func=ast.Name(id="enumerate"), args=[ast.Name() | ast.Attribute()], keywords=[]),
        ):
            return {ast.unparse(one), ast.unparse(other)} == {ast.unparse(place), ast.unparse(number)}
        case (
            ast.BinOp(left=one, op=ast.Mult(), right=other),
            ast.Name(id=at),
            ast.Call(func=ast.Name(id="range"), args=[*begin, ast.Call(func=ast.Name(id="len"), args=[row])]),
        ) if not begin or is_const(begin[0], 0):
            return {ast.unparse(one), ast.unparse(other)} == {at, f"{ast.unparse(row)}[{at}]"}
    return False


CHECKS: tuple[Check, ...] = (no_power_less_in_the_derivative,)
