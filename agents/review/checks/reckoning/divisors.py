"""Divisors, primes, perfect numbers and digits: where the search begins and ends, and what is asked for.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, callee, is_const, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _range_of(loop: ast.For | ast.comprehension) -> tuple[str, ast.expr | None, ast.expr] | None:
    """What a loop counts upwards by one, from where, and its end."""
    match loop.target, loop.iter:
        case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[end]):
            return name, None, end
        case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[first, end]):
            return name, first, end
    return None


def _divides(test: ast.expr, divisor: str) -> ast.expr | None:
    """`n` of `n % d == 0`."""
    match test:
        case ast.Compare(
            left=ast.BinOp(left=number, op=ast.Mod(), right=ast.Name(id=name)), ops=[ast.Eq()], comparators=[zero]
        ) if name == divisor and is_const(zero, 0):
            return number
        case ast.UnaryOp(op=ast.Not(), operand=ast.BinOp(left=number, op=ast.Mod(), right=ast.Name(id=name))):
            return number if name == divisor else None
    return None


@check(
    Rule(
        code="divisors-not-the-proper-ones",
        title="`{name}` does not add up just the divisors that are smaller than the number",
        weights={"correctness": 0.4},
        level="learning",
        why="A number is compared with the sum of all its divisors but itself, from 1 up to its half. One too many, or "
        "one left out, and no perfect number is found, or wrong ones are.",
        do="Write down the divisors of 6 that are meant, and those that the loop takes.",
        example="def is_perfect(number):\n    total = 0\n    for divisor in range(1, number + 1):\n"
        "        if number % divisor == 0:\n            total += divisor\n    return total == number\n",
        better="def is_perfect(number):\n    total = 0\n    for divisor in range(1, number):\n"
        "        if number % divisor == 0:\n            total += divisor\n    return total == number\n",
    )
)
def divisors_not_the_proper_ones(program: Program) -> Iterator[Place]:
    """See the rule: a sum that is compared with the number, taken from another start or to another end.

    It may be compared where it is made, or be what a function gives: `divisor_sum(n) == n`.
    """
    compared = {
        (program.scope(node), frozenset(pair))
        for node in program.all(ast.Compare)
        if len(node.ops) == 1
        and isinstance(node.left, ast.Name)
        and isinstance(node.comparators[0], ast.Name)
        and len(pair := {node.left.id, node.comparators[0].id}) == _PAIR
    }
    compared |= _of_functions(program)
    yield from _added_at_once(program)
    loops: list[ast.For | ast.While] = [*program.all(ast.For), *program.all(ast.While)]
    for loop in loops if compared else ():
        counted = _counted(program, loop)
        match loop.body:
            case [
                ast.If(
                    test=test,
                    body=[
                        ast.AugAssign(target=ast.Name(id=total), op=ast.Add(), value=ast.Name(id=one))
                        | ast.Assign(
                            targets=[ast.Name(id=total)],
                            value=ast.BinOp(left=ast.Name(), op=ast.Add(), right=ast.Name(id=one)),
                        )
                    ],
                ),
                *_,
            ]:
                pass
            case _:
                continue
        number = _divides(test, one) if counted is not None and counted[0] == one else None
        if counted is None or not isinstance(number, ast.Name):
            continue
        both = frozenset((total, number.id))
        if (program.scope(loop), both) in compared and _other_bounds(program, loop, counted, total, number.id):
            yield Place(loop.lineno, total)


_PAIR: Final = 2


def _added_at_once(program: Program) -> Iterator[Place]:
    """`return sum(d for d in range(1, n + 1) if n % d == 0)` of a function that is called so, or such a sum itself."""
    called = _compared_calls(program)
    for call in program.all(ast.Call):
        match call:
            case ast.Call(
                func=ast.Name(id="sum"),
                args=[
                    ast.GeneratorExp(elt=ast.Name(id=one), generators=[ast.comprehension(ifs=[test]) as walk])
                    | ast.ListComp(elt=ast.Name(id=one), generators=[ast.comprehension(ifs=[test]) as walk])
                ],
            ):
                counted, number = _range_of(walk), _divides(test, one)
            case _:
                continue
        if counted is None or counted[0] != one or not isinstance(number, ast.Name):
            continue
        function = program.function_of(call)
        match program.parents[call]:
            case ast.Return():
                own = [each.arg for each in function.args.args if each.arg != "self"] if function else []
                meant = function is not None and function.name in called and own == [number.id]
            case ast.Compare(ops=[_]) as whole:
                meant = any(same(each, number) for each in (whole.left, *whole.comparators))
            case _:
                continue
        _, first, end = counted
        if meant and (is_const(first, 2) or ast.unparse(end) in _other_ends(number.id)):
            yield Place(call.lineno, ast.unparse(call)[:40])


def _compared_calls(program: Program) -> set[str]:
    """Functions of which some call is compared with what it is given."""
    called: set[str] = set()
    for node in program.all(ast.Compare):
        match node:
            case (
                ast.Compare(left=ast.Call(args=[given]) as call, ops=[_], comparators=[other])
                | ast.Compare(left=other, ops=[_], comparators=[ast.Call(args=[given]) as call])
            ) if isinstance(given, ast.Name) and same(given, other):
                called.add(callee(call))
    return called


def _other_ends(number: str) -> tuple[str, ...]:
    """Ends of a `range` that take the number itself, or leave its half out."""
    return f"{number} + 1", f"{number} // 2", f"int({number} / 2)"


def _of_functions(program: Program) -> set[tuple[ast.AST, frozenset[str]]]:
    """Functions with the sum they return and their parameter, where some call is compared with what it is given."""
    called = _compared_calls(program)
    found: set[tuple[ast.AST, frozenset[str]]] = set()
    for function in program.functions if called else ():
        if function.name not in called:
            continue
        given_names = [one.arg for one in function.args.args if one.arg != "self"]
        match function.body[-1]:
            case ast.Return(value=ast.Name(id=total)) if len(given_names) == 1:
                found.add((function, frozenset((total, given_names[0]))))
    return found


def _counted(program: Program, loop: ast.For | ast.While) -> tuple[str, ast.expr | None, str] | None:
    """What a loop counts upwards by one, from where, and the end of the `range` that it makes."""
    if isinstance(loop, ast.For):
        ranged = _range_of(loop)
        return ranged and (ranged[0], ranged[1], ast.unparse(ranged[2]))
    match loop.test, loop.body[-1]:
        case (
            ast.Compare(left=ast.Name() as counter, ops=[ast.Lt() | ast.LtE() as sign], comparators=[end]),
            (
                ast.AugAssign(target=ast.Name(id=again), op=ast.Add(), value=by)
                | ast.Assign(targets=[ast.Name(id=again)], value=ast.BinOp(left=ast.Name(id=_), op=ast.Add(), right=by))
            ),
        ) if again == counter.id and is_const(by, 1) and len(loop.body) == _PAIR:
            first = next((one for one in program.values(counter) if isinstance(one, ast.Constant)), None)
            return counter.id, first, ast.unparse(end) + (" + 1" if isinstance(sign, ast.LtE) else "")
    return None


def _other_bounds(
    program: Program, loop: ast.For | ast.While, counted: tuple[str, ast.expr | None, str], total: str, number: str
) -> bool:
    _, first, end = counted
    begun = [
        step.value
        for step in program.before(loop, 3)
        if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name) and step.targets[0].id == total
    ]
    from_zero = len(begun) == 1 and is_const(begun[0], 0)
    one_missing = from_zero and is_const(first, 2)
    return from_zero and (one_missing or end in _other_ends(number))


_FACTORIAL: Final = re.compile(r"factorial|\bfact\b|fakult")


@check(
    Rule(
        code="last-factor-left-out",
        title="`{name}` leaves out the number itself",
        weights={"correctness": 0.4},
        level="beginner",
        why="`range` ends before its end. 5! is 1 * 2 * 3 * 4 * 5, and the 5 is missing here.",
        do="Work out 3! by hand, turn by turn.",
        example="def factorial(n):\n    product = 1\n    for factor in range(1, n):\n        product *= factor\n"
        "    return product\n",
        better="def factorial(n):\n    product = 1\n    for factor in range(1, n + 1):\n        product *= factor\n"
        "    return product\n",
    )
)
def last_factor_left_out(program: Program) -> Iterator[Place]:
    """See the rule: a product that begins with 1, in what is about a factorial."""
    for loop in program.all(ast.For):
        counted = _range_of(loop)
        match loop.body:
            case [ast.AugAssign(target=ast.Name(id=product), op=ast.Mult(), value=ast.Name(id=one))]:
                pass
            case [
                ast.Assign(
                    targets=[ast.Name(id=product)],
                    value=ast.BinOp(left=ast.Name(id=same), op=ast.Mult(), right=ast.Name(id=one)),
                )
            ] if same == product:
                pass
            case _:
                continue
        if (
            counted is None
            or counted[0] != one
            or not (is_const(counted[1], 1, 2) and isinstance(counted[2], ast.Name))
        ):
            continue
        given = [
            step
            for step in program.before(loop, 3)
            if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name) and step.targets[0].id == product
        ]
        about = _FACTORIAL.search(f"{product} {program.purpose(loop)}".lower())
        if about and given and is_const(given[-1].value, 1) and isinstance(counted[2], ast.Name):
            yield Place(loop.lineno, ast.unparse(loop.iter))


@check(
    Rule(
        code="greedy-in-the-wrong-order",
        title="`{name}` begins with small ones, and nothing is left for the great ones",
        weights={"correctness": 0.4},
        level="learning",
        why="Each one is taken as often as it fits. The small ones always fit, so the great ones are never taken.",
        do="Begin with the greatest.",
        example="COINS = [1, 5, 10, 50]\n\n\ndef pay(amount):\n    paid = []\n    for coin in COINS:\n"
        "        while amount >= coin:\n            paid.append(coin)\n            amount -= coin\n    return paid\n",
        better="COINS = [50, 10, 5, 1]\n\n\ndef pay(amount):\n    paid = []\n    for coin in COINS:\n"
        "        while amount >= coin:\n            paid.append(coin)\n            amount -= coin\n    return paid\n",
    )
)
def greedy_in_the_wrong_order(program: Program) -> Iterator[Place]:
    """See the rule: a loop over numbers that are written down, which takes each from an amount as often as it fits."""
    for loop in program.all(ast.For):
        values = _numbers(program, loop.iter)
        taken = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else loop.target
        descending = all(one > other for one, other in pairwise(values))
        if len(values) <= _PAIR or descending or not isinstance(taken, ast.Name):
            continue
        if any(_takes(step, taken.id) for step in loop.body):
            yield Place(loop.lineno, ast.unparse(loop.iter))


def _numbers(program: Program, node: ast.expr) -> list[float]:
    """The numbers of a list that is written down, also of pairs that begin with one; none where others are there."""
    written = program.written(node) if isinstance(node, ast.Name) else node
    if not isinstance(written, ast.List | ast.Tuple) or not (
        written is node or program.fixed(node) or (isinstance(node, ast.Name) and node.id.isupper())
    ):
        return []
    firsts = [one.elts[0] if isinstance(one, ast.Tuple) and one.elts else one for one in written.elts]
    found = [one.value for one in firsts if isinstance(one, ast.Constant) and isinstance(one.value, int | float)]
    return found if len(found) == len(written.elts) else []


def _takes(step: ast.stmt, name: str) -> bool:
    """Whether an amount is asked whether it fits, and becomes less by it, or is divided by it."""
    match step:
        case ast.While(test=ast.Compare(left=ast.Name(id=amount), ops=[ast.GtE()], comparators=[ast.Name(id=fits)])):
            less = any(ast.unparse(one) == f"{amount} -= {name}" for one in step.body)
            return fits == name and less
        case ast.Assign(targets=[ast.Tuple(elts=[_, ast.Name(id=rest)])], value=ast.Call(func=ast.Name(id="divmod"))):
            return ast.unparse(step.value) == f"divmod({rest}, {name})"
    plain = isinstance(step, ast.Assign | ast.AugAssign)
    return plain and bool(re.fullmatch(rf"(\w+) (%= {name}|= \1 % {name})", ast.unparse(step)))


@check(
    Rule(
        code="smaller-sign-before-the-greater",
        title="`{name}` takes off what should be added",
        weights={"correctness": 0.4},
        level="learning",
        why="A Roman sign is taken off only when a greater one follows: IV is 4, VI is 6 and II is 2.",
        do="Read IV, VI and II with the condition, and say which of the signs is taken off.",
        example="VALUES = {'I': 1, 'V': 5, 'X': 10}\n\n\ndef read(signs):\n    total = 0\n"
        "    for one, after in zip(signs, signs[1:] + 'I'):\n        if VALUES[one] > VALUES[after]:\n"
        "            total -= VALUES[one]\n        else:\n            total += VALUES[one]\n    return total\n",
        better="VALUES = {'I': 1, 'V': 5, 'X': 10}\n\n\ndef read(signs):\n    total = 0\n"
        "    for one, after in zip(signs, signs[1:] + 'I'):\n        if VALUES[one] < VALUES[after]:\n"
        "            total -= VALUES[one]\n        else:\n            total += VALUES[one]\n    return total\n",
    )
)
def smaller_sign_before_the_greater(program: Program) -> Iterator[Place]:
    """See the rule: in a program with Roman signs, the sign that is taken off stands on the greater, or equal, side."""
    roman = any(
        {key.value for key in node.keys if isinstance(key, ast.Constant)} >= {"I", "V", "X"}
        for node in program.all(ast.Dict)
    )
    for node in program.all(ast.If) if roman else ():
        match node.body, node.orelse:
            case [ast.AugAssign(op=ast.Sub(), value=off)], [ast.AugAssign(op=ast.Add(), value=on)]:
                text = ast.unparse(off)
            case _:
                continue
        test = node.test.values[-1] if isinstance(node.test, ast.BoolOp) else node.test
        if ast.unparse(on) != text or not (isinstance(test, ast.Compare) and len(test.ops) == 1):
            continue
        written = program.value(off) or off
        texts = (text, ast.unparse(written))
        left = ast.unparse(test.left) in texts
        wrong = (ast.Gt, ast.GtE, ast.LtE) if left else (ast.Lt, ast.LtE, ast.GtE)
        if (left or ast.unparse(test.comparators[0]) in texts) and isinstance(test.ops[0], wrong):
            yield Place(node.lineno, ast.unparse(node.test))


CHECKS: tuple[Check, ...] = (
    divisors_not_the_proper_ones,
    last_factor_left_out,
    greedy_in_the_wrong_order,
    smaller_sign_before_the_greater,
)
