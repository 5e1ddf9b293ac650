"""What is worked out first: sums of which one part alone is divided, multiplied or raised, for want of brackets.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, same
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_AVERAGE: Final = re.compile(r"\b(average|avg|mean|middle|mid|midpoint)\b")
_SHARE: Final = re.compile(r"\b(each|share|shares|split|per (person|head|guest|friend))\b")
_HALF: Final = re.compile(r"^(s|semi|half|semi ?perimeter|half perimeter)$")
_EXTRA: Final = re.compile(r"(^|_)(tips?|tax|taxes|vat|service|delivery|gratuity|shipping)(_|$)")
_BEGUN: Final = re.compile(
    r"(^|_)(base|offset|assumed|start|low|lo|left|begin|first|origin|old|previous|prev|own|mean)(_|$)"
)
_SIZE: Final = re.compile(r"width|height|size|length|radius|diameter|thickness|(^|[._])[wh]$", re.IGNORECASE)
_PAIR: Final = 2
_PAIRS: Final = frozenset(
    frozenset(one.split()) for one in ("low high", "lo hi", "left right", "start end", "min max", "first second")
)
_PLAIN: Final = (ast.Name, ast.Subscript, ast.Attribute)


def _factors(node: ast.expr) -> list[ast.expr]:
    """The parts of a product, those of the dividend of a quotient within it as well."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*_factors(left), *_factors(right)]
        case ast.BinOp(left=left, op=ast.Div()):
            return _factors(left)
    return [node]


def _asked(program: Program, node: ast.expr) -> str:
    """The name that gets the value of an expression, rounded or printed or not, or of the function that returns it."""
    for _, parent in program.up(node):
        match parent:
            case ast.Call(func=ast.Name(id="round" | "float" | "int")):
                continue
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
                return name.lower().replace("_", " ")
            case ast.Return():
                function = program.function_of(parent)
                return function.name.lower().replace("_", " ") if function is not None else ""
            case ast.FormattedValue():
                continue
            case ast.JoinedStr(values=shown) | ast.Call(func=ast.Name(id="print"), args=shown):
                return " ".join(str(one.value).lower() for one in shown if isinstance(one, ast.Constant))
        break
    return ""


@check(
    Rule(
        code="only-the-last-is-divided",
        title="Only `{name}` is divided, not the sum",
        weights={"correctness": 0.3},
        level="beginner",
        why="A division is done before an addition.",
        do="Put the sum into brackets.",
        example="a, b = 4, 6\nprint(a + b / 2)\n",
        better="a, b = 4, 6\nprint((a + b) / 2)\n",
    )
)
def only_the_last_is_divided(program: Program) -> Iterator[Place]:
    """See the rule: a sum of as many as the last one is divided by; an average, or the share of a bill."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=before, op=ast.Add(), right=ast.BinOp(left=last, op=ast.Div() | ast.FloorDiv(), right=divisor)
            ):
                parts = [*summands(before), last]
            case _:
                continue
        plain = all(isinstance(one, _PLAIN) for one in parts) and len({ast.dump(one) for one in parts}) == len(parts)
        asked = _asked(program, node)
        average = bool(_AVERAGE.search(asked))
        counted = plain and is_const(divisor, len(parts)) and (average or _are_alike(parts))
        averaged = average and _is_average(parts, divisor)
        averaged = averaged or (plain and len(parts) > _PAIR and is_const(divisor, 2) and bool(_HALF.match(asked)))
        if counted or averaged or (_SHARE.search(asked) and _is_bill(program, parts, divisor)):
            yield Place(node.lineno, ast.unparse(last)[:30])


def _are_alike(parts: list[ast.expr]) -> bool:
    """Whether the parts of a sum are of one kind by their names, not a place and a size."""
    names = [ast.unparse(one).lower() for one in parts]
    if len(parts) > _PAIR or frozenset(names) in _PAIRS:
        return not any(_SIZE.search(one) for one in names)
    bare = {name.rstrip("0123456789") for name in names}
    attributes = [one.attr for one in parts if isinstance(one, ast.Attribute)]
    if len(attributes) == _PAIR and len(set(attributes)) == 1:
        return True
    letters = all(len(name) == 1 for name in names) and not _SIZE.search(names[-1])
    return letters or (len(bare) == 1 and names[0] not in bare)


def _is_average(parts: list[ast.expr], divisor: ast.expr) -> bool:
    """Whether a sum may be an average: no beginning to which a part of a difference is added, and no number alone."""
    for one in parts:
        inner = [ast.unparse(part) for part in ast.walk(one) if isinstance(part, ast.Name | ast.Attribute)]
        if not inner or any(_BEGUN.search(name.lower()) or _SIZE.search(name) for name in inner):
            return False
        if any(isinstance(part, ast.Sub | ast.Div | ast.FloorDiv) for part in ast.walk(one)):
            return False
    number = divisor.value if isinstance(divisor, ast.Constant) else None
    return len(parts) <= number if isinstance(number, int) else _is_count(divisor)


def _is_count(node: ast.expr) -> bool:
    """Whether it is how many there are."""
    counts = re.compile(
        r"(^|[_.])(n|num|number|count|counter|people|persons|guests|friends|diners|heads|names|size)(_|$)"
    )
    return call_name(node) == "len" or (isinstance(node, _PLAIN) and bool(counts.search(ast.unparse(node).lower())))


def _is_bill(program: Program, parts: list[ast.expr], divisor: ast.expr) -> bool:
    """Whether a tip or tax is added to the amount that it is worked out of, or that it comes with."""
    first, last = parts[0], program.value(parts[-1]) or parts[-1]
    if not isinstance(first, _PLAIN) or (isinstance(divisor, ast.Constant) and is_const(divisor, 100)):
        return False
    if len(parts) > _PAIR and all(isinstance(one, _PLAIN) for one in parts):
        return _is_count(divisor)
    extra = any(_EXTRA.search(ast.unparse(one).lower()) for one in (parts[-1], last))
    amount = re.search(r"bill|total|price|cost|amount|sum|check|subtotal|food|meal", ast.unparse(first).lower())
    apart = re.search(r"own|per_|each|single", ast.unparse(first).lower())
    worked_out = any(same(one, first) for one in _factors(last))
    return bool((extra or worked_out) and amount and not apart)


@check(
    Rule(
        code="divided-and-multiplied-back",
        title="`{name}` divides and multiplies by the same: nothing is changed",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is divided by a number and multiplied by it is what it was before. Without brackets, "
        "a division goes on with the next part alone.",
        do="Put everything that belongs above or below the line of the fraction into brackets.",
        example="weight, height = 70, 1.8\nprint(weight / height * height)\n",
        better="weight, height = 70, 1.8\nprint(weight / (height * height))\n",
    )
)
def divided_and_multiplied_back(program: Program) -> Iterator[Place]:
    """See the rule: `x / y * y`, and `x * y / y` and `y / y` with something added or subtracted next to it."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(op=ast.Div(), right=divisor), op=ast.Mult(), right=again):
                wrong = same(divisor, again)
            case ast.BinOp(left=left, op=ast.Div(), right=divisor) if isinstance(divisor, _PLAIN):
                wrong = any(same(one, divisor) for one in _factors(left)) and _beside_a_sum(program, node)
            case _:
                continue
        if wrong and isinstance(divisor, _PLAIN):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _beside_a_sum(program: Program, node: ast.expr) -> bool:
    """Whether a quotient, multiplied by something or not, is added to something, or the reverse."""
    for child, parent in program.up(node):
        match parent:
            case ast.BinOp(op=ast.Mult()):
                continue
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
                return not isinstance(right if child is left else left, ast.Constant)
        return False
    return False


@check(
    Rule(
        code="factor-above-the-line",
        title="`{name}` multiplies by what should divide",
        weights={"correctness": 0.35},
        level="beginner",
        why="`x / 2 * a` is half of x, times a. To divide by both, they need brackets.",
        do="Put the whole divisor into brackets.",
        example="from math import sqrt\n\n\ndef greater_root(a, b, c):\n"
        "    return (-b + sqrt(b * b - 4 * a * c)) / 2 * a\n",
        better="from math import sqrt\n\n\ndef greater_root(a, b, c):\n"
        "    return (-b + sqrt(b * b - 4 * a * c)) / (2 * a)\n",
    )
)
def factor_above_the_line(program: Program) -> Iterator[Place]:
    """See the rule: the roots of a quadratic equation, and the radius of a circle from the way around it."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(left=above, op=ast.Div(), right=two), op=ast.Mult(), right=last) if is_const(
                two, 2
            ):
                pass
            case _:
                continue
        match above:
            case ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=ast.Name()), op=ast.Add() | ast.Sub()):
                wrong = isinstance(last, ast.Name | ast.Attribute)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Name(id="b" | "p")):
                wrong = isinstance(last, ast.Name) and last.id == "a"
            case ast.Name(id=name) | ast.Attribute(attr=name):
                circle = re.search("circumference|perimeter|around", name.lower())
                wrong = bool(circle) and ast.unparse(last).rpartition(".")[2].lower() == "pi"
            case _:
                continue
        if wrong:
            yield Place(node.lineno, ast.unparse(node)[-20:])


@check(
    Rule(
        code="power-goes-first",
        title="`{name}`: the power is worked out before anything else",
        weights={"correctness": 0.35},
        level="beginner",
        why="`**` belongs to the number just before it, and comes before `*`, `/`, `+` and `-`.",
        do="Put what is raised, and an exponent that is a fraction, into brackets.",
        example="a, b = 3, 4\nprint(a ** 2 + b ** 2 ** 0.5)\n",
        better="a, b = 3, 4\nprint((a ** 2 + b ** 2) ** 0.5)\n",
    )
)
def power_goes_first(program: Program) -> Iterator[Place]:
    """See the rule: `x ** 2 ** 0.5`, `x ** 1 / 2`, `100 ** years` below a rate, and `1 + rate ** years`."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(op=ast.Pow(), right=ast.BinOp(left=ast.Constant(), op=ast.Pow(), right=root)):
                wrong = is_const(root, 0.5) or _is_half(root)
            case ast.BinOp(left=ast.BinOp(op=ast.Pow(), right=one), op=ast.Div(), right=two):
                wrong = is_const(one, 1) and is_const(two, 2, 3)
            case ast.BinOp(left=left, op=ast.Div(), right=ast.BinOp(left=hundred, op=ast.Pow(), right=power)):
                wrong = is_const(hundred, 100) and _is_rate(left) and isinstance(power, _PLAIN)
            case ast.BinOp(left=one, op=ast.Add() | ast.Sub(), right=ast.BinOp(left=rate, op=ast.Pow(), right=power)):
                base = rate.left if isinstance(rate, ast.BinOp) and isinstance(rate.op, ast.Div) else rate
                wrong = _ends_with_one(one) and _is_rate(base) and _is_time(power)
            case _:
                continue
        if wrong:
            yield Place(node.lineno, ast.unparse(node)[:40])
    yield from _times_one(program)


def _times_one(program: Program) -> Iterator[Place]:
    """`amount * 1 + rate`: nobody multiplies by 1."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.BinOp(left=ast.Name() | ast.Attribute(), op=ast.Mult(), right=one),
                op=ast.Add() | ast.Sub(),
                right=part,
            ) if is_const(one, 1):
                base = part.left if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div | ast.Mult) else part
                if _is_rate(base):
                    yield Place(node.lineno, ast.unparse(node)[:40])


def _is_half(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and is_const(node.left, 1)


def _is_rate(node: ast.expr) -> bool:
    """Whether it is a rate, or what is told in percent."""
    named = re.search(
        r"rate|percent|interest|growth|tax|vat|discount|tip|pct|(^|[._])[ripz]$", ast.unparse(node).lower()
    )
    return isinstance(node, _PLAIN) and bool(named)


def _is_time(node: ast.expr) -> bool:
    """Whether it says how often something grows."""
    named = re.search(r"year|month|time|period|term|day|generation|(^|[._])[nty]$", ast.unparse(node).lower())
    return isinstance(node, _PLAIN) and bool(named)


def _ends_with_one(node: ast.expr) -> bool:
    """`1` and `amount * 1`."""
    return is_const(node, 1) or (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and is_const(node.right, 1)
    )


@check(
    Rule(
        code="divided-after-the-root",
        title="`{name}` divides what the root gives, not what is below it",
        weights={"correctness": 0.35},
        level="beginner",
        why="A standard deviation is the root of an average: the sum of the squares is divided first.",
        do="Move the division below the root.",
        example="def deviation(values, mean):\n    squares = sum((one - mean) ** 2 for one in values)\n"
        "    return squares ** 0.5 / len(values)\n",
        better="def deviation(values, mean):\n    squares = sum((one - mean) ** 2 for one in values)\n"
        "    return (squares / len(values)) ** 0.5\n",
    )
)
def divided_after_the_root(program: Program) -> Iterator[Place]:
    """See the rule: by a number of elements, in a function or for a name that speaks of a deviation."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=root, op=ast.Div(), right=divisor):
                kept = program.value(root)
            case _:
                continue
        counted = divisor.left if isinstance(divisor, ast.BinOp) and is_const(divisor.right, 1) else divisor
        below = _below_root(kept) if kept is not None else None
        if below is None or not _is_count(counted):
            continue
        named = re.search(r"(^| )(std|stdev|stddev|sd|deviation|sigma|rms|rmse)( |$)", _asked(program, node))
        divided = any(isinstance(one, ast.Div) for one in ast.walk(program.value(below) or below))
        if named and not divided:
            yield Place(node.lineno, ast.unparse(node)[:40])


def _below_root(node: ast.expr) -> ast.expr | None:
    """`x` of `sqrt(x)` and `x ** 0.5`."""
    match node:
        case ast.Call(func=ast.Name(id="sqrt") | ast.Attribute(attr="sqrt"), args=[below]):
            return below
        case ast.BinOp(left=below, op=ast.Pow(), right=half) if is_const(half, 0.5) or _is_half(half):
            return below
    return None


_SIDES: Final = (
    frozenset({"length", "width"}),
    frozenset({"width", "height"}),
    frozenset({"breadth", "length"}),
    frozenset({"breadth", "height"}),
    frozenset({"length", "height"}),
)


@check(
    Rule(
        code="one-side-alone",
        title="`{name}` takes one of the two sides alone",
        weights={"correctness": 0.35},
        level="beginner",
        why="Both sides count alike here, and a multiplication is done before an addition.",
        do="Put the sum of both into brackets.",
        example="def perimeter(length, width):\n    return 2 * length + width\n",
        better="def perimeter(length, width):\n    return 2 * (length + width)\n",
    )
)
def one_side_alone(program: Program) -> Iterator[Place]:
    """See the rule: the perimeter of a rectangle, and the area of a trapezoid."""
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Add):
            continue
        asked = f" {_asked(program, node)} "
        perimeter = re.search(r" (perimeter|circumference|fence) ", asked) and _is_half_perimeter(node)
        surface = " surface " in asked and _is_half_surface(node)
        if perimeter or surface or _is_half_trapezoid(node, f"{asked}{program.purpose(node)} "):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _is_half_trapezoid(total: ast.BinOp, said: str) -> bool:
    """`a + c / 2 * height`."""
    asked = re.search(r" (trapezoid|trapezium|trapeze)\b", said) and re.search(r" area\b", said)
    halved = asked and any(is_const(one, 2, 0.5) for one in ast.walk(total.right))
    return bool(halved) and isinstance(total.left, _PLAIN) and isinstance(total.right, ast.BinOp)


def _is_half_perimeter(total: ast.BinOp) -> bool:
    """`2 * length + width`, in any order."""
    for one, other in ((total.left, total.right), (total.right, total.left)):
        match one:
            case ast.BinOp(left=left, op=ast.Mult(), right=right) if isinstance(other, _PLAIN):
                side = right if is_const(left, 2) else left if is_const(right, 2) else None
                names = {ast.unparse(each).rpartition(".")[2].lower() for each in (other, side) if each is not None}
                if side is not None and names in _SIDES:
                    return True
    return False


def _is_half_surface(total: ast.BinOp) -> bool:
    """`2 * a * b + a * c + b * c`: three products, the first of them alone doubled."""
    products = [_factors(one) for one in summands(total)]
    names = [[one for one in each if isinstance(one, _PLAIN)] for each in products]
    doubled = [any(is_const(one, 2) for one in each) for each in products]
    return doubled == [True, False, False] and all(len(one) == _PAIR for one in names)


@check(
    Rule(
        code="root-of-the-sum-missing",
        title="`{name}` is not the root of the sum of the squares",
        weights={"correctness": 0.4},
        level="beginner",
        why="By Pythagoras the length is the root of all squares added together.",
        do="Take the root of the whole sum.",
        example="from math import sqrt\n\n\ndef diagonal(width, height):\n    return sqrt(width**2) + height**2\n",
        better="from math import sqrt\n\n\ndef diagonal(width, height):\n    return sqrt(width**2 + height**2)\n",
    )
)
def root_of_the_sum_missing(program: Program) -> Iterator[Place]:
    """See the rule: the root of one square beside another square, or two squares alone for a length by its name."""
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Add) or not _is_square(node.right):
            continue
        below = _below_root(node.left)
        alone = _is_square(node.left) and isinstance(program.parents[node], ast.Return | ast.Assign)
        asked = _asked(program, node) if alone else ""
        length = re.search(
            r"^(length|magnitude|norm|hypotenuse|diagonal|distance|dist|hypot)$", asked.removeprefix("get ")
        )
        if (below is not None and _is_square(below)) or (length and not _root_follows(program, node)):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _is_square(node: ast.expr) -> bool:
    match node:
        case ast.BinOp(op=ast.Pow(), right=two):
            return is_const(two, 2)
        case ast.BinOp(left=ast.Name() | ast.Attribute() as one, op=ast.Mult(), right=other):
            return same(one, other)
    return False


def _root_follows(program: Program, node: ast.expr) -> bool:
    """Whether the name that gets the sum is used more than once later, or below a root."""
    match program.parents[node]:
        case ast.Assign(targets=[ast.Name(id=name)]):
            uses = program.places(program.scope(node), name)
            around = [program.parents[one] for one in uses]
            return len(uses) > _PAIR or any(isinstance(one, ast.Call | ast.BinOp) for one in around)
    return False


CHECKS: tuple[Check, ...] = (
    only_the_last_is_divided,
    divided_and_multiplied_back,
    factor_above_the_line,
    power_goes_first,
    divided_after_the_root,
    one_side_alone,
    root_of_the_sum_missing,
)
