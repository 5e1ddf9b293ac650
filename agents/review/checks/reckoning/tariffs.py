"""Tariffs and taxes in bands: what is due just below a bound and just above it, and what a band holds."""

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from agents.review.checking import Check, check
from agents.review.checks.deciding.beyond import worth
from agents.review.program import Program, call_name, names_in
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]


class _Bound(NamedTuple):
    """A question on which side of a bound an amount lies, and what is done on both."""

    amount: str
    bound: ast.expr
    low: list[ast.stmt]
    high: list[ast.stmt]


def _bounds(program: Program) -> Iterator[_Bound]:
    """Every `if` that compares an amount with a bound, with the branch just below it and the one just above it."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=ast.Name() | ast.Attribute() as amount, ops=[sign], comparators=[bound]):
                pass
            case _:
                continue
        leaves = isinstance(node.body[-1], ast.Return)
        other = node.orelse or (program.after(node, 1) if leaves else _begun(program, node))
        rising = isinstance(sign, ast.Lt | ast.LtE)
        if not rising and not isinstance(sign, ast.Gt | ast.GtE):
            continue
        if rising and not node.orelse and not leaves:
            continue
        while len(other) == 1 and isinstance(other[0], ast.If):  # what lies directly beside the bound
            other = other[0].body
        low, high = (node.body, other) if rising else (other, node.body)
        if low and high:
            yield _Bound(ast.unparse(amount), bound, low, high)


def _begun(program: Program, node: ast.If) -> list[ast.stmt]:
    """What is given a value directly before an `if` that has no other branch."""
    return [one for one in program.before(node, 1) if isinstance(one, ast.Assign)]


def _due(block: list[ast.stmt]) -> tuple[str, ast.expr | None]:
    """To what the last statement of a block gives a value, "" for the answer of the function, and that value."""
    match block[-1]:
        case ast.Return(value=value):
            return "", value if value is None or len(summands(value, less=True)) < _PARTS else None
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value):
            return ast.unparse(target), value if len(summands(value, less=True)) < _PARTS else None
        case ast.AugAssign(target=target, op=ast.Add(), value=value):
            return f"{ast.unparse(target)} +", value if len(summands(value, less=True)) < _PARTS else None
    return "", None


_PARTS: Final = 20  # of a sum: nobody writes more for one band


@check(
    Rule(
        code="falls-behind-the-bound",
        title="`{name}` does not go on where the part below the bound has ended",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is due below the bound stays due: behind it only the part beyond comes on top.",
        do="Work out by hand what is due at the bound, and for one more.",
        example="def wage(hours, rate):\n    if hours > 40:\n        return (hours - 40) * rate * 1.5\n"
        "    return hours * rate\n",
        better="def wage(hours, rate):\n    if hours > 40:\n        return 40 * rate + (hours - 40) * rate * 1.5\n"
        "    return hours * rate\n",
    )
)
def falls_behind_the_bound(program: Program) -> Iterator[Place]:
    """See the rule: less just above the bound than at it, or other parts than the whole below it; rates differ."""
    for amount, bound, low, high in _bounds(program):
        (one, below), (other, above) = _due(low), _due(high)
        limit = worth(program, bound, {})
        if below is None or above is None or one != other or limit is None or len(high) > _FEW:
            continue
        known = {amount: limit} | dict.fromkeys(_beyond(high, amount, bound), 0.0)
        if not _is_charged(program, above, amount, bound, known):
            continue
        at, behind = worth(program, below, known), worth(program, above, known)
        before = worth(program, below, known | {amount: limit - 1})
        if at is None or behind is None or before is None:
            continue
        lone = any(isinstance(one, ast.Constant | ast.Name) for one in summands(above))
        falls = behind < at - abs(at) * _CLOSE
        jumps = behind > at + abs(at) * _CLOSE and before < at and not lone
        if falls or jumps:
            yield Place(high[-1].lineno, ast.unparse(above)[:50])


_FEW: Final = 3  # statements of a branch
_CLOSE: Final = 0.02
"""Sums that were worked out beforehand may be rounded."""


def _beyond(block: list[ast.stmt], amount: str, bound: ast.expr) -> set[str]:
    """Names that a block gives the part beyond the bound."""
    found = set()
    for step in block:
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_part(value, amount, bound):
                found.add(name)
    return found


def _is_part(node: ast.expr, amount: str, bound: ast.expr) -> bool:
    """Whether it is the amount less the bound."""
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return ast.unparse(left) == amount and ast.unparse(right) == ast.unparse(bound)
    return False


def _is_charged(program: Program, node: ast.expr, amount: str, bound: ast.expr, known: dict[str, float]) -> bool:
    """Whether the part beyond the bound is multiplied by something in an expression."""
    for one in ast.walk(node):
        if not isinstance(one, ast.BinOp | ast.Name):
            continue
        part = _is_part(one, amount, bound)
        part = part or (isinstance(one, ast.Name) and one.id != amount and one.id in known)
        around = program.parents[one]
        if part and isinstance(around, ast.BinOp) and isinstance(around.op, ast.Mult):
            return True
    return False


@check(
    Rule(
        code="below-zero-behind-the-bound",
        title="`{name}` is below zero in this branch",
        weights={"correctness": 0.4},
        level="beginner",
        why="Here the amount is more than the bound. The bound less the amount takes something off instead.",
        do="Exchange the two, and try an amount above the bound.",
        example="def wage(hours, rate):\n    if hours <= 38:\n        return hours * rate\n"
        "    return 38 * rate + (38 - hours) * rate * 1.25\n",
        better="def wage(hours, rate):\n    if hours <= 38:\n        return hours * rate\n"
        "    return 38 * rate + (hours - 38) * rate * 1.25\n",
    )
)
def below_zero_behind_the_bound(program: Program) -> Iterator[Place]:
    """See the rule: `(bound - amount) * rate` is added to what is due, where the amount lies above the bound."""
    for amount, bound, _, high in _bounds(program):
        _, due = _due(high)
        for part in summands(due) if due is not None else []:
            for one in ast.walk(part):
                match one:
                    case ast.BinOp(left=left, op=ast.Sub(), right=right) if part is not due:
                        turned = ast.unparse(left) == ast.unparse(bound) and ast.unparse(right) == amount
                        around = program.parents[one]
                        if turned and isinstance(around, ast.BinOp) and isinstance(around.op, ast.Mult):
                            yield Place(one.lineno, ast.unparse(one))


@check(
    Rule(
        code="band-counted-from-zero",
        title="`{name}` counts the bands below once more",
        weights={"correctness": 0.4},
        level="beginner",
        why="A band begins where the one below it ends: what lies below has been counted at its own rate.",
        do="Work out how much of the amount lies in the band, between its two ends.",
        example="def tax(income, bands):\n    total = 0\n    for low, high, rate in bands:\n        if income > low:\n"
        "            total += min(income, high) * rate\n    return total\n",
        better="def tax(income, bands):\n    total = 0\n    for low, high, rate in bands:\n        if income > low:\n"
        "            total += (min(income, high) - low) * rate\n    return total\n",
    )
)
def band_counted_from_zero(program: Program) -> Iterator[Place]:
    """See the rule: a loop over bands with two ends adds `min(amount, high) * rate`, and its lower end only asks."""
    for loop in program.all(ast.For):
        if not isinstance(loop.target, ast.Tuple):
            continue
        ends = {one.id for one in loop.target.elts if isinstance(one, ast.Name)}
        asked: set[str] = set()
        reckoned: set[str] = set()
        products: list[tuple[ast.BinOp, str]] = []
        for one in ast.walk(loop):
            match one:
                case ast.Compare(ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()]):
                    asked |= names_in(one) & ends
                case ast.BinOp(op=ast.Sub()):
                    reckoned |= names_in(one) & ends
                case ast.BinOp(left=ast.Call(args=[ast.Name(), ast.Name()]) as part, op=ast.Mult(), right=rate):
                    high = names_in(part) & ends
                    if call_name(part) == "min" and len(high) == 1 and names_in(rate) & ends:
                        products.append((one, *high))  # type: ignore[arg-type]  # one name
        for product, end in products:
            lower = asked - {end} - names_in(product)
            if lower and not reckoned & lower and end not in reckoned:
                yield Place(product.lineno, ast.unparse(product)[:50])


@check(
    Rule(
        code="rest-loses-the-price",
        title="`{name}` loses what was worked out for it, not what was used up",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is left of an amount goes down by the part that a band has taken, not by what is paid for that part.",
        do="Ask what the name stands for, and in what unit it is counted.",
        example="def tax(income, bands):\n    rest = income\n    total = 0\n    for size, rate in bands:\n"
        "        part = min(rest, size)\n        total += part * rate\n        rest -= part * rate\n    return total\n",
        better="def tax(income, bands):\n    rest = income\n    total = 0\n    for size, rate in bands:\n"
        "        part = min(rest, size)\n        total += part * rate\n        rest -= part\n    return total\n",
    )
)
def rest_loses_the_price(program: Program) -> Iterator[Place]:
    """See the rule: `min(rest, size)`, and `rest` is made smaller by a product with a rate."""
    for loop in program.all(ast.For):
        parts = {
            name
            for step in loop.body
            if isinstance(step, ast.Assign) and isinstance(step.value, ast.Call) and call_name(step.value) == "min"
            for name in names_in(step.value)
        }
        for step in loop.body:
            match step:
                case (
                    ast.AugAssign(target=ast.Name(id=rest), op=ast.Sub(), value=ast.BinOp(op=ast.Mult()) as price)
                    | ast.Assign(
                        targets=[ast.Name(id=rest)],
                        value=ast.BinOp(op=ast.Sub(), right=ast.BinOp(op=ast.Mult()) as price),
                    )
                ) if rest in parts and any(_RATE.search(one) for one in names_in(price)):
                    yield Place(step.lineno, rest)


_RATE: Final = re.compile(r"(?:^|_)(?:rate|percent|price|tax|cost|factor|share)(?:_|$)")


@check(
    Rule(
        code="less-than-the-free-ones",
        title="`{name}` gives money back to those who use less than what is free",
        weights={"correctness": 0.35},
        level="beginner",
        why="Whoever stays below the free amount pays nothing for it. Here the difference is below zero, and is taken "
        "off.",
        do="Try an amount below the free one.",
        example='def phone(minutes):\n    """10 a month, 100 minutes are free, each further one costs 0.2."""\n'
        "    return 10 + (minutes - 100) * 0.2\n",
        better='def phone(minutes):\n    """10 a month, 100 minutes are free, each further one costs 0.2."""\n'
        "    return 10 + max(0, minutes - 100) * 0.2\n",
    )
)
def less_than_the_free_ones(program: Program) -> Iterator[Place]:
    """See the rule: the text tells a number that is free, and `(amount - number) * rate` is worked out unasked."""
    for function in program.functions:
        said = program.said(function)
        if not _FREE.search(said):
            continue
        inside = list(program.within(function))
        asks = any(
            isinstance(one, ast.Compare | ast.IfExp) or call_name(one) in ("max", "min", "abs") for one in inside
        )
        for one in inside if not asks else []:
            match one:
                case ast.BinOp(left=ast.BinOp(left=ast.Name(), op=ast.Sub(), right=free), op=ast.Mult()):
                    number = program.number(free)
                    if number is not None and re.search(rf"\b{number:g}\b", said):
                        yield Place(one.lineno, ast.unparse(one)[:50])


_FREE: Final = re.compile(r"\b(?:free|included|costs? nothing|at no cost|no charge)\b")


@check(
    Rule(
        code="all-at-the-higher-rate",
        title="`{name}` takes the higher rate for all, not for those beyond the bound",
        weights={"correctness": 0.4},
        level="beginner",
        why="Only the hours beyond the bound are paid at the higher rate. The first ones are paid as always.",
        do="Take the two parts by themselves, and add them.",
        example='def wage(hours, rate):\n    """Hours above 40 are paid 1.5 times."""\n    if hours > 40:\n'
        "        return hours * rate * 1.5\n    return hours * rate\n",
        better='def wage(hours, rate):\n    """Hours above 40 are paid 1.5 times."""\n    if hours > 40:\n'
        "        return 40 * rate + (hours - 40) * rate * 1.5\n    return hours * rate\n",
    )
)
def all_at_the_higher_rate(program: Program) -> Iterator[Place]:
    """See the rule: the whole times more than below the bound, where the words are about what lies beyond it."""
    for amount, bound, low, high in _bounds(program):
        (one, below), (other, above) = _due(low), _due(high)
        limit = worth(program, bound, {})
        if below is None or above is None or one != other or limit is None or len(high) > 1:
            continue
        if not _OVERTIME.search(_said(program, high[0])) or len(summands(above)) > 1:
            continue
        values = [worth(program, due, {amount: limit * times}) for due in (below, above) for times in (1, 2)]
        if None in values or 0 in values or amount not in names_in(above):
            continue
        at, twice, behind, doubled = (value or 0.0 for value in values)
        if abs(twice - 2 * at) < _CLOSE and abs(doubled - 2 * behind) < _CLOSE and 1 < behind / at <= _FEW:
            yield Place(high[0].lineno, ast.unparse(above))


def _said(program: Program, step: ast.stmt) -> str:
    function = program.function_of(step)
    return f"{program.purpose(step)} {program.said(function or program.tree)}"


_OVERTIME: Final = re.compile(
    r"\bovertime\b|\b(?:hours|minutes|units|kwh|km|kilometres|pages|litres)\b[^.]{0,20}\b"
    r"(?:above|over|beyond|more than|after|further)\b|\beach further\b|\badditional (?:hours|units|minutes)\b"
)


@check(
    Rule(
        code="all-counted-as-extra",
        title="`{name}` gets the whole, not what lies beyond the bound",
        weights={"correctness": 0.35},
        level="beginner",
        why="Of 45 hours with a bound of 40 only 5 are extra.",
        do="Take the bound off before it is added.",
        example="def overtime(week):\n    extra = 0\n    for hours in week:\n        if hours > 8:\n"
        "            extra += hours\n    return extra\n",
        better="def overtime(week):\n    extra = 0\n    for hours in week:\n        if hours > 8:\n"
        "            extra += hours - 8\n    return extra\n",
    )
)
def all_counted_as_extra(program: Program) -> Iterator[Place]:
    """See the rule: by the name of what is added to, where an `if` asks whether the amount is above a number."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=ast.Name(id=amount), ops=[ast.Gt()], comparators=[bound]):
                pass
            case _:
                continue
        if not (program.number(bound) or 0) > 0:
            continue
        for step in node.body:
            match step:
                case ast.AugAssign(target=target, op=ast.Add(), value=ast.Name(id=added)):
                    if added == amount and _EXTRA.search(ast.unparse(target).lower()):
                        yield Place(step.lineno, ast.unparse(target))


_EXTRA: Final = re.compile(r"(?:^|[_.])(?:extra|overtime|excess|surplus|over_?hours|overhours)(?:_|$)")

CHECKS: tuple[Check, ...] = (
    falls_behind_the_bound,
    below_zero_behind_the_bound,
    band_counted_from_zero,
    rest_loses_the_price,
    less_than_the_free_ones,
    all_at_the_higher_rate,
    all_counted_as_extra,
)
