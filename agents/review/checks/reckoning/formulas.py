"""Formulas that everybody knows, written wrongly: averages, circles, triangles, speeds, what one number divides.

The degrees of Celsius and Fahrenheit are in `meant.py`. Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in, same, words
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]


def _factors(node: ast.expr) -> list[ast.expr]:
    """The parts of a product; of `r ** 2` the base twice."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*_factors(left), *_factors(right)]
        case ast.BinOp(left=left, op=ast.Pow(), right=power) if is_const(power, 2):
            return [left, left]
    return [node]


@check(
    Rule(
        code="average-of-another-number",
        title="{name} is no average: the sum of some values is divided by the number of others",
        weights={"correctness": 0.3},
        level="beginner",
        why="An average is the sum of all values, divided by how many they are.",
        do="Count the values that are added up, and divide by that number.",
        example="numbers = [2, 4]\naverage = sum(numbers) / (len(numbers) - 1)\nprint(average)\n",
        better="numbers = [2, 4]\naverage = sum(numbers) / len(numbers)\nprint(average)\n",
    )
)
def average_of_another_number(program: Program) -> Iterator[Place]:
    """See the rule: in a function, or for a name, that speaks of an average."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(op=ast.Add()) as total, op=ast.Div(), right=ast.Constant(value=int(number))):
                parts = summands(total)
                plain = all(isinstance(one, ast.Name | ast.Subscript | ast.Attribute) for one in parts)
                plain = plain and not re.search("total|sum", ast.unparse(total).lower())
                wrong = plain and len(parts) != number and len({ast.dump(one) for one in parts}) == len(parts)
            case ast.BinOp(
                left=ast.Call(func=ast.Name(id="sum"), args=[summed]),
                op=ast.Div(),
                right=ast.BinOp(left=ast.Call(func=ast.Name(id="len"), args=[counted]), op=ast.Sub() | ast.Add()),
            ):
                wrong = same(summed, counted)
            case _:
                continue
        if wrong and re.search(r"(^|_)(average|avg|mean)(_|$)", _called(program, node)):
            yield Place(node.lineno, f"`{ast.unparse(node)[:40]}`")


def _called(program: Program, node: ast.expr) -> str:
    """The name that gets the value of an expression as it stands, or of the function that returns it."""
    match program.parents[node]:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name.lower()
        case ast.Return():
            function = program.function_of(node)
            return function.name.lower() if function is not None else ""
    return ""


@check(
    Rule(
        code="circle-measured-wrong",
        title="`{name}` is not what a circle measures",
        weights={"correctness": 0.3},
        level="beginner",
        why="The area of a circle is pi times its radius squared; the way around it is twice pi times its radius.",
        do="Compare the formula with the name of the function, for a radius of 1 and of 2.",
        example="from math import pi\n\n\ndef circle_area(radius):\n    return 2 * pi * radius\n",
        better="from math import pi\n\n\ndef circle_area(radius):\n    return pi * radius**2\n",
    )
)
def circle_measured_wrong(program: Program) -> Iterator[Place]:
    """See the rule: a product of pi, numbers and a radius alone."""
    for value, name in _named_results(program):
        parts = _factors(value)
        radii = [one for one in parts if re.search(r"(^|[._])(r|radius)$", ast.unparse(one))]
        circular = any(re.search(r"(^|\.)(pi|PI)$", ast.unparse(one)) for one in parts)
        others = [one for one in parts if not isinstance(one, ast.Constant | ast.Name | ast.Attribute)]
        known = circular and radii and not others and len(parts) - len(radii) - sum(map(_is_number, parts)) == 1
        area = name.split("_")[-1] == "area" and not re.search("sphere|surface|cylinder|cone", name)
        around = re.search("circumference|perimeter", name)
        if known and ((area and len(radii) == 1) or (around and len(radii) > 1)):
            yield Place(value.lineno, ast.unparse(value)[:40])
        diameters = [one for one in parts if re.search(r"(^|[._])(d|diameter)$", ast.unparse(one))]
        doubled = len(diameters) > 1 and not any(is_const(one, 4, 0.25) for one in ast.walk(value))
        if circular and area and doubled and len(parts) == len(diameters) + 1:
            yield Place(value.lineno, ast.unparse(value)[:40])


def _named_results(program: Program) -> Iterator[tuple[ast.expr, str]]:
    """Products that functions give back and names get, with what they are called."""
    for result in program.all(ast.Return):
        function = program.function_of(result)
        if function is not None and result.value is not None:
            yield result.value, function.name
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(op=ast.Mult()) as value):
                yield value, name


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


@check(
    Rule(
        code="triangle-not-halved",
        title="`{name}` is the area of a rectangle",
        weights={"correctness": 0.3},
        level="beginner",
        why="A triangle is half of the rectangle with its base and height.",
        do="Halve the product.",
        example="def triangle_area(base, height):\n    return base * height\n",
        better="def triangle_area(base, height):\n    return base * height / 2\n",
    )
)
def triangle_not_halved(program: Program) -> Iterator[Place]:
    """See the rule: the product of two names alone."""
    for function in program.functions:
        if not ("triangle" in function.name.lower() and "area" in function.name.lower()):
            continue
        match function.body[-1]:
            case ast.Return(value=ast.BinOp(left=ast.Name(), op=ast.Mult(), right=ast.Name()) as product):
                yield Place(product.lineno, ast.unparse(product)[:40])


_QUOTIENTS: Final = {
    "speed": (words("distance km kilometers miles meters"), words("time hours duration seconds minutes")),
    "velocity": (words("distance displacement"), words("time duration seconds hours")),
    "density": (words("mass"), words("volume")),
    "time": (words("distance km kilometers kilometres miles way"), words("speed velocity kmh")),
    "hours": (words("distance km kilometers kilometres miles way"), words("speed velocity kmh")),
    "duration": (words("distance km kilometers kilometres miles way"), words("speed velocity kmh")),
    "unit": (words("price cost"), words("grams gram ml litres liters amount quantity weight pieces size")),
    "consumption": (words("fuel liters litres liter litre gallons"), words("distance km kilometers kilometres miles")),
}  # fmt: skip
"""What is asked for -> what is divided, and by what."""


@check(
    Rule(
        code="quotient-turned-round",
        title="`{name}` is divided the wrong way round",
        weights={"correctness": 0.3},
        level="beginner",
        why="A speed is the way for each unit of time, and a density the mass for each unit of volume.",
        do="Change the two sides of the division.",
        example="def speed(distance, time):\n    return time / distance\n",
        better="def speed(distance, time):\n    return distance / time\n",
    )
)
def quotient_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: by the name of the function or the value, and those of the two sides."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Name(id=divided) | ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id=divided)]),
                op=ast.Div(),
                right=ast.Name(id=divisor) | ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id=divisor)]),
            ):
                around = program.parents[node]
                scaled = (
                    isinstance(around, ast.BinOp) and isinstance(around.op, ast.Mult) and is_const(around.right, 100)
                )
                asked = _called(program, around if isinstance(around, ast.BinOp) and scaled else node).split("_")
            case _:
                continue
        divided, divisor = f"{divided}_{divided.removesuffix('s')}", f"{divisor}_{divisor.removesuffix('s')}"
        for place, name in enumerate(asked):
            above, below = _QUOTIENTS.get(name, (frozenset(), frozenset()))
            if name == "per" and 0 < place < len(asked) - 1:
                above, below = _forms(asked[place - 1]), _forms(asked[place + 1])
            if set(divided.lower().split("_")) & below and set(divisor.lower().split("_")) & above:
                yield Place(node.lineno, ast.unparse(node)[:40])


def _forms(name: str) -> frozenset[str]:
    """A word as it stands for one and for several."""
    return frozenset({name, name.rstrip("s"), f"{name.rstrip('s')}s"})


def _remainder(node: ast.expr) -> tuple[str, int, bool] | None:
    """`(x, 4, True)` of `x % 4 == 0`, with False for `!=`."""
    match node:
        case ast.Compare(
            left=ast.BinOp(left=number, op=ast.Mod(), right=ast.Constant(value=int(divisor))),
            ops=[ast.Eq() | ast.NotEq() as sign],
            comparators=[rest],
        ) if is_const(rest, 0) and divisor > 0:
            return ast.unparse(number), divisor, isinstance(sign, ast.Eq)
    return None


@check(
    Rule(
        code="divided-by-both",
        title="`{name}` never depends on the number",
        weights={"correctness": 0.35},
        level="beginner",
        why="What can be divided by 400 can be divided by 100 as well: one of the two questions answers the other.",
        do="Try it with a number for each of the cases. Brackets and `or` may be missing.",
        example="def is_leap(year):\n    return year % 4 == 0 and year % 100 != 0 and year % 400 == 0\n",
        better="def is_leap(year):\n    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)\n",
    )
)
def divided_by_both(program: Program) -> Iterator[Place]:
    """See the rule: `x % a != 0 and x % b == 0` or `x % a == 0 or x % b != 0`, where a divides b."""
    for node in program.all(ast.BoolOp):
        found = [one for one in map(_remainder, node.values) if one is not None]
        joined = isinstance(node.op, ast.And)
        for number, divisor, divides in found:
            for other, multiple, fits in found:
                against = divides not in (fits, joined)
                if number == other and against and divisor > 1 and multiple % divisor == 0:
                    yield Place(node.lineno, ast.unparse(node)[:60])


@check(
    Rule(
        code="root-left-out",
        title="The search for a divisor stops before the root of `{name}`",
        weights={"correctness": 0.3},
        level="learning",
        why="The square of a number has the number itself as a divisor: 9 has 3, 25 has 5. They are missed, and "
        "taken for primes.",
        do="Go on to the root itself: `range` needs one more, and a comparison `<=`.",
        example="def is_prime(n):\n    if n < 2:\n        return False\n    for d in range(2, int(n ** 0.5)):\n"
        "        if n % d == 0:\n            return False\n    return True\n",
        better="def is_prime(n):\n    if n < 2:\n        return False\n    for d in range(2, int(n ** 0.5) + 1):\n"
        "        if n % d == 0:\n            return False\n    return True\n",
    )
)
def root_left_out(program: Program) -> Iterator[Place]:
    """See the rule: a loop that divides by its variable, and leaves the function with no when nothing is left."""
    for node in program.loops:
        match node:
            case ast.For(target=ast.Name(id=tried), iter=ast.Call(func=ast.Name(id="range"), args=[_, bound, *_])):
                number = _root_of(bound)
            case ast.While(
                test=ast.Compare(
                    left=ast.BinOp(left=ast.Name(id=tried), op=ast.Mult() | ast.Pow(), right=power),
                    ops=[ast.Lt()],
                    comparators=[ast.Name(id=number)],
                )
            ) if is_const(power, 2) or (isinstance(power, ast.Name) and power.id == tried):
                pass
            case _:
                continue
        divides = any(
            isinstance(one, ast.If) and _no_rest(one.test) == (number, tried) and _says_no(one.body)
            for one in node.body
        )
        function = program.function_of(node)
        square = function is not None and any(_is_square(one, number) for one in program.within(function))
        if number and divides and not square:
            yield Place(node.lineno, number)


def _says_no(block: list[ast.stmt]) -> bool:
    """Whether a block returns False, or keeps it and leaves the loop."""
    match block:
        case [*_, ast.Return(value=ast.Constant(value=False))]:
            return True
        case [*_, ast.Assign(value=ast.Constant(value=False)), ast.Break()]:
            return True
    return False


def _root_of(node: ast.expr) -> str:
    """`n` of `int(n ** 0.5)`, `int(sqrt(n))` and `isqrt(n)`."""
    match node:
        case ast.Call(func=ast.Name(id="isqrt") | ast.Attribute(attr="isqrt"), args=[ast.Name(id=name)]):
            return name
        case ast.Call(func=ast.Name(id="int"), args=[ast.BinOp(left=ast.Name(id=name), op=ast.Pow(), right=power)]):
            return name if is_const(power, 0.5) else ""
        case ast.Call(
            func=ast.Name(id="int"),
            args=[ast.Call(func=ast.Name(id="sqrt") | ast.Attribute(attr="sqrt"), args=[ast.Name(id=name)])],
        ):
            return name
    return ""


def _no_rest(node: ast.expr) -> tuple[str, str]:
    """`(n, d)` of `n % d == 0` and `not n % d`."""
    match node:
        case ast.Compare(
            left=ast.BinOp(left=ast.Name(id=number), op=ast.Mod(), right=ast.Name(id=tried)),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=0)],
        ):
            return number, tried
        case ast.UnaryOp(
            op=ast.Not(), operand=ast.BinOp(left=ast.Name(id=number), op=ast.Mod(), right=ast.Name(id=tried))
        ):
            return number, tried
    return "", ""


def _is_square(node: ast.AST, number: str) -> bool:
    """Whether it asks for the square itself."""
    return (
        isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.Eq)
        and number in names_in(node)
        and any(isinstance(one, ast.Mult | ast.Pow) for one in ast.walk(node))
    )


@check(
    Rule(
        code="multiplied-by-zero",
        title="The first turn multiplies `{name}` by 0",
        weights={"correctness": 0.35},
        level="beginner",
        why="`range(n)` begins with 0, and whatever is multiplied by 0 stays 0.",
        do="Begin with 1: `range(1, n + 1)`.",
        example="def factorial(n):\n    result = 1\n    for i in range(n + 1):\n        result *= i\n"
        "    return result\n",
        better="def factorial(n):\n    result = 1\n    for i in range(1, n + 1):\n        result *= i\n"
        "    return result\n",
    )
)
def multiplied_by_zero(program: Program) -> Iterator[Place]:
    """See the rule: by the loop's variable as it is, in every turn."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=number), iter=ast.Call(func=ast.Name(id="range"), args=[_])):
                pass
            case ast.For(target=ast.Name(id=number), iter=ast.Call(func=ast.Name(id="range"), args=[first, _])) if (
                is_const(first, 0)
            ):
                pass
            case _:
                continue
        for step in loop.body:
            match step:
                case ast.AugAssign(target=ast.Name(id=name), op=ast.Mult(), value=ast.Name(id=found)):
                    by_zero = found == number
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.BinOp(left=ast.Name(id=one), op=ast.Mult(), right=ast.Name(id=other)),
                ):
                    by_zero = {one, other} == {name, number}
                case ast.Continue() | ast.If():
                    break
                case _:
                    continue
            stores = sum(
                isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Store)
                for part in loop.body
                for one in ast.walk(part)
            )
            if by_zero and stores == 1:
                yield Place(step.lineno, name)


@check(
    Rule(
        code="recursion-ends-in-zero",
        title="`{name}` multiplies by what its last call gives, and that is 0",
        weights={"correctness": 0.35},
        level="beginner",
        why="Whatever is multiplied by 0 is 0, so that the result is 0 for every value.",
        do="Return 1 where nothing is left to multiply.",
        example="def power(base, exponent):\n    if exponent == 0:\n        return 0\n"
        "    return base * power(base, exponent - 1)\n",
        better="def power(base, exponent):\n    if exponent == 0:\n        return 1\n"
        "    return base * power(base, exponent - 1)\n",
    )
)
def recursion_ends_in_zero(program: Program) -> Iterator[Place]:
    """See the rule: every way out returns 0 or a product with a call of itself."""
    for function, calls in program.self_calls.items():
        ways = [one for one in program.within(function) if isinstance(one, ast.Return)]
        zeros = [one for one in ways if is_const(one.value, 0)]
        products = [
            one
            for one in ways
            if isinstance(one.value, ast.BinOp) and isinstance(one.value.op, ast.Mult) and _calls_in(one.value, calls)
        ]
        if isinstance(function, ast.FunctionDef) and zeros and products and len(zeros) + len(products) == len(ways):
            yield Place(zeros[0].lineno, function.name)


def _calls_in(node: ast.expr, calls: list[ast.Call]) -> bool:
    return any(one in calls for one in _factors(node) if isinstance(one, ast.Call))


@check(
    Rule(
        code="percent-made-smaller",
        title="`{name}` is no number of percent",
        weights={"correctness": 0.35},
        level="beginner",
        why="A part of 1 becomes a number of percent by multiplying: 0.5 are 50 percent.",
        do="Multiply by 100.",
        example="def percent_of(points, maximum):\n    return points / maximum / 100\n",
        better="def percent_of(points, maximum):\n    return points / maximum * 100\n",
    )
)
def percent_made_smaller(program: Program) -> Iterator[Place]:
    """See the rule: one name divided by another and by 100, where the function or the name speaks of percent."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.BinOp(left=one, op=ast.Div(), right=ast.Name() | ast.Attribute() | ast.Call() as other),
                op=ast.Div(),
                right=hundred,
            ) if is_const(hundred, 100) and isinstance(one, ast.Name | ast.Attribute):
                said = f"{program.purpose(node)} {_called(program, node)}".lower()
                rated = re.search("percent|rate|pct|cent", f"{ast.unparse(one)} {ast.unparse(other)}".lower())
                if re.search("percent", said) and not rated:
                    yield Place(node.lineno, ast.unparse(node)[:40])


CHECKS: tuple[Check, ...] = (
    average_of_another_number,
    circle_measured_wrong,
    triangle_not_halved,
    quotient_turned_round,
    divided_by_both,
    root_left_out,
    multiplied_by_zero,
    percent_made_smaller,
    recursion_ends_in_zero,
)
