"""Sieves, change and trees: what is crossed out with the rest, what is never taken, and how deep something is.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="prime-crossed-out-itself",
        title="`{name}` begins with the prime itself, which is crossed out as well",
        weights={"correctness": 0.4},
        level="learning",
        why="The multiples of a prime are no primes, but the prime is one. Begun with itself, nothing is left at "
        "the end.",
        do="Begin with the first multiple that is not the prime.",
        example="def primes(limit):\n    open_ = [True] * (limit + 1)\n    for number in range(2, limit + 1):\n"
        "        if open_[number]:\n            for multiple in range(number, limit + 1, number):\n"
        "                open_[multiple] = False\n"
        "    return [number for number in range(2, limit + 1) if open_[number]]\n",
        better="def primes(limit):\n    open_ = [True] * (limit + 1)\n    for number in range(2, limit + 1):\n"
        "        if open_[number]:\n            for multiple in range(2 * number, limit + 1, number):\n"
        "                open_[multiple] = False\n"
        "    return [number for number in range(2, limit + 1) if open_[number]]\n",
    )
)
def prime_crossed_out_itself(program: Program) -> Iterator[Place]:
    """See the rule: the steps of a number from itself on, set to what the number is asked for, which goes nowhere."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=place),
                iter=ast.Call(func=ast.Name(id="range"), args=[ast.Name(id=first), _, ast.Name(id=step)]),
                body=[ast.Assign(targets=[ast.Subscript(value=row, slice=ast.Name(id=at))], value=ast.Constant())],
            ) if first == step and at == place:
                around = program.parents[loop]
            case _:
                continue
        outer = program.loops_around(loop)
        asks = isinstance(around, ast.If) and f"{ast.unparse(row)}[{first}]" in ast.unparse(around.test)
        if not asks or not outer or not isinstance(outer[0], ast.For):
            continue
        used = [
            one
            for one in ast.walk(outer[0])
            if isinstance(one, ast.Call | ast.Yield) and call_name(one) != "range" and first in names_in(one)
        ]
        if not used:
            yield Place(loop.lineno, ast.unparse(loop.iter))


@check(
    Rule(
        code="exact-one-not-taken",
        title="`{name}` leaves out the one that fits exactly",
        weights={"correctness": 0.4},
        level="beginner",
        why="With 10 left, a coin of 10 would do. `>` does not let it through, and in the end something is left over.",
        do="Try it with an amount that is just one of the values.",
        example="def pay(amount):\n    coins = []\n    for coin in (10, 5, 1):\n        while amount > coin:\n"
        "            coins.append(coin)\n            amount -= coin\n    return coins\n",
        better="def pay(amount):\n    coins = []\n    for coin in (10, 5, 1):\n        while amount >= coin:\n"
        "            coins.append(coin)\n            amount -= coin\n    return coins\n",
    )
)
def exact_one_not_taken(program: Program) -> Iterator[Place]:
    """See the rule: an amount that becomes less by the element of the loop as long as it is greater."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=ast.Name(id=amount), ops=[ast.Gt()], comparators=[ast.Name(id=value)]):
                around = program.parents[loop]
            case ast.Compare(left=ast.Name(id=value), ops=[ast.Lt()], comparators=[ast.Name(id=amount)]):
                around = program.parents[loop]
            case _:
                continue
        takes = any(
            ast.unparse(step) in (f"{amount} -= {value}", f"{amount} = {amount} - {value}") for step in loop.body
        )
        if takes and isinstance(around, ast.For) and value in names_in(around.target):
            yield Place(loop.lineno, ast.unparse(loop.test))
    for node in program.all(ast.If):
        for test in [node.test, *(node.test.values if isinstance(node.test, ast.BoolOp) else [])]:
            if _leaves_out_the_rest_of_zero(program, node, test):
                yield Place(node.lineno, ast.unparse(test))


def _leaves_out_the_rest_of_zero(program: Program, node: ast.If, test: ast.expr) -> bool:
    """Whether a piece has to be less than the amount, while a table is asked for what is left of the amount."""
    match test:
        case ast.Compare(left=piece, ops=[ast.Lt()], comparators=[ast.Name(id=amount)]):
            pass
        case ast.Compare(left=ast.Name(id=amount), ops=[ast.Gt()], comparators=[piece]):
            pass
        case _:
            return False
    left = f"{amount} - {ast.unparse(piece)}"
    asked = any(isinstance(one, ast.Subscript) and ast.unparse(one.slice) == left for one in ast.walk(node))
    loops = [one for one in program.loops_around(node) if isinstance(one, ast.For)] if asked else []
    counts = any(call_name(one.iter) == "range" and amount in names_in(one.target) for one in loops)
    found = names_in(piece)
    given = isinstance(piece, ast.Subscript) or any(
        call_name(one.iter) in ("", "enumerate", "zip", "sorted") and found <= names_in(one.target) for one in loops
    )
    return counts and given and bool(found) and not (node.orelse and amount in names_in(node.orelse[0]))


CHECKS: tuple[Check, ...] = (
    prime_crossed_out_itself,
    exact_one_not_taken,
)
