"""Amounts that are rounded the wrong way, not scaled up, or counted twice.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, is_const, same
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_STARTED: Final = re.compile(
    r"\b(?:per|every|each|any|for all) (?:started|begun|commenced|beginning)\b|"
    r"\bor (?:a )?part (?:of (?:it|an?|one)\b|thereof)|"
    r"\b(?:hours?|days?|minutes?|weeks?|boxes|pages|packs|units?|kilometres?|miles?)\b[^.]{0,20} "
    r"(?:is|are) rounded up\b|"
    r"\bround(?:ed|s|ing)? up to (?:the next )?(?:whole|full|next)\b"
)
_UPWARDS: Final = re.compile(r"\bceil|-\(?-|// -|%|divmod|\bround\(|[+] 1\b|[+] 0\.5|[+] 0\.9|- 1\) ?//|\+= 1\b")
"""Signs that a number is rounded up in some way."""


@check(
    Rule(
        code="started-one-not-counted",
        title="`{name}` leaves out the part that has begun",
        weights={"correctness": 0.4},
        level="beginner",
        why="The docstring wants each one that has begun to be counted whole, and this rounds down.",
        do="Round up.",
        example="import math\n\n\ndef fee(minutes):\n    '''Return the price: 2 euros per started hour.'''\n"
        "    return 2 * math.floor(minutes / 60)\n\n\nprint(fee(90))\n",
        better="import math\n\n\ndef fee(minutes):\n    '''Return the price: 2 euros per started hour.'''\n"
        "    return 2 * math.ceil(minutes / 60)\n\n\nprint(fee(90))\n",
    )
)
def started_one_not_counted(program: Program) -> Iterator[Place]:
    """See the rule: the only quotient of the function is rounded down, and nothing is added to it."""
    quotients: dict[ast.AST, list[ast.BinOp]] = defaultdict(list)
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Div | ast.FloorDiv):
            quotients[program.function_of(node) or program.tree].append(node)
    dividing = Counter(program.parents[home] for home in quotients if home is not program.tree)
    for home, found in quotients.items():
        alone = isinstance(home, Function) and dividing[program.parents[home]] == 1
        told = [one for one in found if _STARTED.search(_told_of(program, home, one, alone=alone))]
        steps = [step for step in map(program.statement, told) if step is not None]
        body = home.body if isinstance(home, Function) else [*steps, *program.after(steps[0], _NEXT)] if steps else []
        if len(told) != 1 or (isinstance(home, Function) and len(found) > 1) or not _rounded_down(program, told[0]):
            continue
        if not any(_UPWARDS.search(_code(step)) for step in body):
            yield Place(told[0].lineno, ast.unparse(told[0])[:40])


_NEXT: Final = 3
"""Statements behind a quotient in which it may still be rounded up, and lines above it that speak of it."""


def _told_of(program: Program, home: ast.AST, quotient: ast.BinOp, *, alone: bool) -> str:
    """What is said of a quotient: by its function, by the class if no other method divides, by comments above it."""
    near = range(quotient.lineno - _NEXT, quotient.lineno + 1)
    said = [program.comments[line] for line in near if line in program.comments]
    if isinstance(home, Function):
        said.append(ast.get_docstring(home) or "")
        owner = program.parents[home]
        if alone and isinstance(owner, ast.ClassDef):
            said.append(ast.get_docstring(owner) or "")
    return " ".join(" ".join(said).lower().split())


def _code(step: ast.stmt) -> str:
    """A statement as text; what documents a function is none."""
    return "" if isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant) else ast.unparse(step)


def _rounded_down(program: Program, quotient: ast.BinOp) -> bool:
    """Whether a quotient is cut off at the point, and nothing was added before."""
    if any(isinstance(one, ast.Add) for one in ast.walk(program.value(quotient.left) or quotient.left)):
        return False
    if isinstance(quotient.op, ast.FloorDiv):
        return True
    around = program.parents[quotient]
    return isinstance(around, ast.Call) and call_name(around) in ("floor", "int", "trunc")


@check(
    Rule(
        code="rounding-up-without-brackets",
        title="`{name}` alone is divided, not the sum before it",
        weights={"correctness": 0.4},
        level="beginner",
        why="A division is done before additions and subtractions: what should be rounded up is not divided at all.",
        do="Put the whole sum into brackets.",
        example="def buses(pupils, seats):\n    return pupils + seats - 1 // seats\n\n\nprint(buses(50, 20))\n",
        better="def buses(pupils, seats):\n    return (pupils + seats - 1) // seats\n\n\nprint(buses(50, 20))\n",
    )
)
def rounding_up_without_brackets(program: Program) -> Iterator[Place]:
    """See the rule: `a + b - 1 // b`, `a - 1 // b + 1`, `a + (b - 1) // b`, and a sum that ends with `b // b`."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(op=ast.Add() | ast.Sub(), right=ast.BinOp(op=ast.FloorDiv(), left=above, right=below)):
                pass
            case _:
                continue
        if isinstance(below, ast.Constant | ast.Call) and not is_const(above, 1):
            continue
        one_less = (
            isinstance(above, ast.BinOp)
            and isinstance(above.op, ast.Sub)
            and is_const(above.right, 1)
            and same(above.left, below)
        )
        added = any(same(one, below) for one in summands(node.left, less=True))
        if one_less or same(above, below) or (is_const(above, 1) and added):
            yield Place(node.lineno, ast.unparse(node.right))


_PI: Final = re.compile(r"(?:^|_)pi(?:_|$)")
_INSIDE: Final = re.compile(r"inside|within|hits?\b|in_circle|in_the_circle|circle|count_in|n_in")


@check(
    Rule(
        code="quarter-of-pi",
        title="`{name}` is a quarter of pi",
        weights={"correctness": 0.4},
        level="beginner",
        why="The share of the points in a square that lie in its circle is pi divided by 4.",
        do="Take the share four times.",
        example="QUARTERS = 4\n\n\ndef estimate_pi(inside, points):\n    return inside / points\n",
        better="QUARTERS = 4\n\n\ndef estimate_pi(inside, points):\n    return QUARTERS * inside / points\n",
    )
)
def quarter_of_pi(program: Program) -> Iterator[Place]:
    """See the rule: a share of points that is given back, or kept, as pi, and no 4 anywhere near."""
    for node in program.all(ast.BinOp):
        if not (isinstance(node.op, ast.Div) and _is_share(node)):
            continue
        step = program.statement(node)
        function = program.function_of(node)
        match step:
            case ast.Return(value=value) if value is node and function is not None:
                called = _gives_pi(function)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is node:
                called = bool(_PI.search(name.lower()))
            case _:
                continue
        around = function or program.tree
        if called and not any(is_const(one, 4) for one in ast.walk(around)) and not _scaled(program, function):
            yield Place(node.lineno, ast.unparse(node))


def _is_share(node: ast.BinOp) -> bool:
    plain = isinstance(node.left, ast.Name) and isinstance(node.right, ast.Name | ast.Constant)
    return plain and bool(_INSIDE.search(ast.unparse(node.left).lower()))


def _gives_pi(function: Function) -> bool:
    said = (ast.get_docstring(function) or "").lower()
    quarter = re.search(r"quarter|pi ?/ ?4|fourth|share|fraction|ratio", said + function.name)
    told = re.match(r"(?:return an )?(?:estimat\w+|approximat\w+)(?: of)? (?:the value of |the number )?pi\b", said)
    return not quarter and (bool(_PI.search(function.name.lower())) or told is not None)


def _scaled(program: Program, function: Function | None) -> bool:
    """Whether callers of a function take what it gives four times."""
    if function is None:
        return False
    calls = [one for one in program.all(ast.Call) if call_name(one) == function.name]
    return any(isinstance(program.parents[one], ast.BinOp) for one in calls)


_ROOM: Final = re.compile(r"(?:^|_)(?:capacity|seats|places|max_passengers|max_people|max_load|size|limit)(?:$|_)")


@check(
    Rule(
        code="those-inside-not-taken-off",
        title="`{name}` has room for all, even if others are there already",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is in already needs room as well: together they become more than there is room for.",
        do="Take those who are in already off the room.",
        example="def ride(stops, seats):\n    inside = 0\n    for off, waiting in stops:\n        inside -= off\n"
        "        boarding = min(waiting, seats)\n        inside += boarding\n    return inside\n",
        better="def ride(stops, seats):\n    inside = 0\n    for off, waiting in stops:\n        inside -= off\n"
        "        boarding = min(waiting, seats - inside)\n        inside += boarding\n    return inside\n",
    )
)
def those_inside_not_taken_off(program: Program) -> Iterator[Place]:
    """See the rule: `new = min(x, capacity)` is added in a loop to what is only made smaller by those who leave."""
    for loop in program.all(ast.For):
        added: dict[str, str] = {}
        fewer: set[str] = set()
        for step in loop.body:
            match step:
                case ast.AugAssign(target=ast.Name(id=total), op=ast.Add(), value=ast.Name(id=new)):
                    added[new] = total
                case ast.AugAssign(target=ast.Name(id=total), op=ast.Sub()):
                    fewer.add(total)
        for step in loop.body if added and fewer else ():
            match step:
                case ast.Assign(
                    targets=[ast.Name(id=new)],
                    value=ast.Call(func=ast.Name(id="min"), args=[ast.Name() as one, ast.Name() as other]) as least,
                ) if added.get(new) in fewer:
                    rooms = [name for name in (one.id, other.id) if _ROOM.search(name.lower())]
                    if len(rooms) == 1 and rooms[0] not in program.changed_in(loop):
                        yield Place(least.lineno, ast.unparse(least))


@check(
    Rule(
        code="cents-cut-off",
        title="`{name}` cuts off what decimals cannot hold exactly",
        weights={"correctness": 0.25},
        level="learning",
        why="4.35 * 100 is 434.99999999999994, and `int` takes what is before the point.",
        do="Use `round`, or count in the smaller unit from the beginning.",
        example="def cents(euros):\n    return int(euros * 100)\n",
        better="def cents(euros):\n    return round(euros * 100)\n",
    )
)
def cents_cut_off(program: Program) -> Iterator[Place]:
    """See the rule: `int` of an amount of money times a hundred or a thousand, by its name or by what it is for."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="int"), args=[ast.BinOp(left=left, op=ast.Mult(), right=right)]):
                amount = left if is_const(right, 100, 1000) else right if is_const(left, 100, 1000) else None
            case ast.Call(func=ast.Name(id="int"), args=[ast.BinOp(left=left, op=ast.Div(), right=right)]):
                amount = left if is_const(right, 0.01) else None
            case _:
                continue
        if amount is None or not (_MONEY.search(base_name(amount)) or _is_money(program, call, amount)):
            continue
        if not _CUT_ON_PURPOSE.search(program.purpose(call)):
            yield Place(call.lineno, ast.unparse(call)[:30])


def _is_money(program: Program, call: ast.Call, amount: ast.expr) -> bool:
    """Whether a sum, a product or a text turned into a number is money by its names, its text or where it goes to."""
    parts = list(ast.walk(amount))[:_PARTS]
    if any(isinstance(one, ast.Div | ast.FloorDiv | ast.Mod) for one in parts):  # a share, such as a percentage
        return False
    names = " ".join(one.id for one in parts if isinstance(one, ast.Name))
    if _PART_OF_ALL.search(names):
        return False
    worked_out = isinstance(amount, ast.BinOp) or (isinstance(amount, ast.Call) and call_name(amount) == "float")
    statement = program.statement(call)
    given = ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
    if _SMALL_UNIT.search(given.replace("_", " ").lower()):
        return True
    money = worked_out and _MONEY.search(names)
    return bool(money) or (
        isinstance(amount, ast.Name | ast.BinOp | ast.Call) and bool(_SMALL_UNIT.search(program.purpose(call)))
    )


_PARTS: Final = 20
_MONEY: Final = re.compile(
    r"price|euro|dollar|pound|amount|cost|money|total|fee|fare|pay|paid|salary|balance|deposit|bill", re.IGNORECASE
)
_SMALL_UNIT: Final = re.compile(r"\b(?:cents?|pence|pennies|euros?|dollars?|francs?)\b")
_PART_OF_ALL: Final = re.compile(r"rate|ratio|percent|share|fraction|portion|factor", re.IGNORECASE)
_CUT_ON_PURPOSE: Final = re.compile(r"round(?:ed|s|ing)? down|cut off|cuts off|truncat|floor")


CHECKS: tuple[Check, ...] = (
    started_one_not_counted,
    rounding_up_without_brackets,
    quarter_of_pi,
    those_inside_not_taken_off,
    cents_cut_off,
)
