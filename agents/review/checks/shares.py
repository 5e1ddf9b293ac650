"""Parts of an amount: taxes, discounts, coins, proportions, and money of another country.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import math
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _factors(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return left, right
    return None


@check(
    Rule(
        code="whole-in-one-bracket",
        title="`{name}` counts again what lies below the bracket",
        weights={"correctness": 0.35},
        level="beginner",
        why="The lower brackets have been added up already, and here the whole amount is added to them.",
        do="Take off what lies below, as the other place does.",
        example="def tax(income, brackets):\n    total = lower = 0\n    for upper, rate in brackets:\n"
        "        if income <= upper:\n            return total + income * rate\n"
        "        total += (upper - lower) * rate\n        lower = upper\n    return total\n",
        better="def tax(income, brackets):\n    total = lower = 0\n    for upper, rate in brackets:\n"
        "        if income <= upper:\n            return total + (income - lower) * rate\n"
        "        total += (upper - lower) * rate\n        lower = upper\n    return total\n",
    )
)
def whole_in_one_bracket(program: Program) -> Iterator[Place]:
    """See the rule: a sum of `(upper - lower) * rate`, to which `amount * rate` is added, compared with `upper`."""
    for loop in program.all(ast.For):
        inside = list(program.within(loop))
        for step in inside:
            match step:
                case ast.AugAssign(
                    target=ast.Name(id=total),
                    op=ast.Add(),
                    value=ast.BinOp(left=ast.BinOp(left=ast.Name(id=upper), op=ast.Sub(), right=ast.Name(id=lower))),
                ) if {upper, lower} <= program.changed_in(loop):
                    after = _behind(program, loop)
                    for added in (*inside, *after):
                        amount = _whole_added(added, total, {upper, lower})
                        if amount and _compared(inside, amount, upper) and amount not in program.changed_in(loop):
                            yield Place(added.lineno, amount)  # type: ignore[attr-defined]  # a statement's


def _behind(program: Program, loop: ast.For) -> list[ast.stmt]:
    """The statements after a loop, in its block."""
    block = getattr(program.parents[loop], "body", [])
    return block[block.index(loop) + 1 :] if loop in block else []


def _whole_added(node: ast.AST, total: str, bracket: set[str]) -> str:
    """`amount` of `return total + amount * rate` and `total += amount * rate`."""
    match node:
        case ast.Return(value=ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=added)):
            pass
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=added):
            pass
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(), op=ast.Add(), right=added)):
            pass
        case _:
            return ""
    match added:
        case ast.BinOp(left=ast.Name(id=amount), op=ast.Mult(), right=ast.Name(id=rate)):
            rated = re.search(r"rate|percent|tax", rate.lower())
            return amount if name == total and rated and amount not in bracket else ""
    return ""


def _compared(nodes: list[ast.AST], amount: str, upper: str) -> bool:
    return any(isinstance(one, ast.Compare) and names_in(one) == {amount, upper} for one in nodes)


_SCALED: Final = re.compile(r"scale|scaling|resize|proportion|convert|fitted|adjust", re.IGNORECASE)
_STEPWISE: Final = re.compile(r"whole|full|round|only|packs?|boxes|multiple|pixel|width|height|complete|integer")
_BY_HUNDRED: Final = re.compile(r"percent|pct", re.IGNORECASE)


@check(
    Rule(
        code="proportion-cut-off",
        title="`{name}` is cut off to a whole number before it multiplies",
        weights={"correctness": 0.35},
        level="beginner",
        why="6 // 4 is 1 and 3 // 4 is 0, so that nothing is scaled between two whole numbers.",
        do="Multiply first and divide then, or divide with `/`.",
        example='def scaled(amount, wanted, servings):\n    """The amount, scaled to the wanted servings."""\n'
        "    return amount * (wanted // servings)\n",
        better='def scaled(amount, wanted, servings):\n    """The amount, scaled to the wanted servings."""\n'
        "    return amount * wanted / servings\n",
    )
)
def proportion_cut_off(program: Program) -> Iterator[Place]:
    """See the rule: where a function, its words or a name speak of scaling, and of percentages."""
    ratios = {
        (program.scope(node), target.id): node.value
        for node in program.all(ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.BinOp)
    }
    for node in program.all(ast.BinOp):
        parts = _factors(node)
        for part, amount in (parts, parts[::-1]) if parts else ():
            ratio = part
            if isinstance(part, ast.Name) and re.search(r"factor|ratio|scale|proportion", part.id):
                ratio = ratios.get((program.scope(part), part.id), part)
            match ratio:
                case ast.BinOp(left=left, op=ast.FloorDiv(), right=right) if not same(right, amount):
                    hundredth = is_const(right, 100) and _BY_HUNDRED.search(ast.unparse(left))
                    if hundredth or _is_scaled(program, node, left, right):
                        yield Place(ratio.lineno, ast.unparse(ratio)[:40])


def _is_scaled(program: Program, node: ast.BinOp, left: ast.expr, right: ast.expr) -> bool:
    function = program.function_of(node)
    if function is None or not all(isinstance(one, ast.Name | ast.Attribute) for one in (left, right)):
        return False
    said = f"{function.name} {program.said(function)} {ast.unparse(left)} {ast.unparse(right)}".lower()
    return bool(_SCALED.search(said)) and not _STEPWISE.search(said)


@check(
    Rule(
        code="one-taken-off-for-many",
        title="`{name}` is counted several times and taken off once",
        weights={"correctness": 0.35},
        level="beginner",
        why="The quotient says how often it fits, and only one of them is subtracted: the rest is too great.",
        do="Subtract it as often as it was counted, or go on with the remainder.",
        example="def change(amount, coins):\n    result = {}\n    for coin in coins:\n"
        "        result[coin] = amount // coin\n        amount -= coin\n    return result\n",
        better="def change(amount, coins):\n    result = {}\n    for coin in coins:\n"
        "        result[coin] = amount // coin\n        amount %= coin\n    return result\n",
    )
)
def one_taken_off_for_many(program: Program) -> Iterator[Place]:
    """See the rule: `n = amount // coin` and then `amount -= coin`, not again and again."""
    for block in _blocks(program):
        for place, statement in enumerate(block):
            quotient = _kept_quotient(statement)
            if quotient is None or any(isinstance(one, ast.While) for one in program.loops_around(statement)):
                continue
            for one in block[place + 1 : place + _NEAR]:
                for step in [one, *one.body] if isinstance(one, ast.If) else [one]:
                    if _takes_off(step, quotient):
                        yield Place(step.lineno, ast.unparse(quotient.right)[:30])


_NEAR: Final = 5


def _blocks(program: Program) -> Iterator[list[ast.stmt]]:
    for node in program.all(ast.FunctionDef, ast.For, ast.If):
        yield node.body
    yield program.tree.body


def _kept_quotient(statement: ast.stmt) -> ast.BinOp | None:
    """`amount // coin`, where a name, an element or a list gets it."""
    match statement:
        case ast.Assign(value=value) | ast.AugAssign(op=ast.Add(), value=value):
            pass
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[value])):
            pass
        case _:
            return None
    match value:
        case ast.Call(func=ast.Name(id="int"), args=[ast.BinOp(op=ast.Div()) as inner]):
            value = inner
        case ast.Tuple(elts=[*_, ast.BinOp() as inner]):
            value = inner
    whole = isinstance(value, ast.BinOp) and isinstance(value.op, ast.FloorDiv | ast.Div)
    if whole and isinstance(value, ast.BinOp) and not is_const(value.right, 1, 2):
        plain = isinstance(value.left, ast.Name | ast.Attribute) and not isinstance(value.right, ast.BinOp)
        return value if plain and not _target_is(statement, value.left) else None
    return None


def _target_is(statement: ast.stmt, amount: ast.expr) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return any(one is not None and ast.unparse(one) == ast.unparse(amount) for one in targets)


def _takes_off(step: ast.stmt, quotient: ast.BinOp) -> bool:
    """`amount -= coin`, or `amount = amount - coin`."""
    match step:
        case ast.AugAssign(target=target, op=ast.Sub(), value=value):
            pass
        case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Sub(), right=value)) if ast.unparse(
            left
        ) == ast.unparse(target):
            pass
        case _:
            return False
    return ast.unparse(target) == ast.unparse(quotient.left) and same(value, quotient.right)


_OFF: Final = re.compile(
    r"(\d+(?:\.\d+)?) ?(?:%|percent|per cent|pct) (?:less|off|discount|cheaper|reduction|rebate)"
    r"|(?:discount|reduction|rebate|reduced|cheaper) (?:of|by|is) (\d+(?:\.\d+)?) ?(?:%|percent|per cent)"
)
_TAKEN: Final = words("discount rebate reduction")
_ADDED: Final = words("tax vat tip")
_PAID: Final = words("price total cost costs balance bill subtotal pay amount payable")
_AFTER: Final = re.compile(r"discounted|after_discount|with_discount|apply_discount|final|to_pay|reduced|new_")
_HALF: Final = 0.5


@check(
    Rule(
        code="part-taken-for-the-rest",
        title="`{name}` becomes the part itself, not what is left or comes with it",
        weights={"correctness": 0.35},
        level="beginner",
        why="A tenth of the price is what is taken off: nine tenths are left to pay.",
        do="Subtract the part from the amount, or add it where it comes on top.",
        example='def to_pay(price):\n    """From 100 on the customer pays 10 percent less."""\n'
        "    if price >= 100:\n        price = price * 0.1\n    return price\n",
        better='def to_pay(price):\n    """From 100 on the customer pays 10 percent less."""\n'
        "    if price >= 100:\n        price = price * 0.9\n    return price\n",
    )
)
def part_taken_for_the_rest(program: Program) -> Iterator[Place]:
    """See the rule: by the percentage that the text says is taken off, or by the name of the part."""
    for node in program.all(ast.Assign, ast.AugAssign, ast.Return):
        target, parts = _multiplied(program, node)
        if target and parts and _is_part(program, node, target, parts):
            yield Place(node.lineno, target)


def _multiplied(program: Program, node: ast.Assign | ast.AugAssign | ast.Return) -> tuple[str, list[ast.expr]]:
    """An amount that becomes its own product: its name, and what it is multiplied by."""
    match node:
        case ast.AugAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), op=ast.Mult(), value=part):
            return name, [part]
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name) as target], value=value):
            after = bool(_AFTER.search(name))
        case ast.Return(value=value) if (function := program.function_of(node)) is not None:
            name, target, after = function.name, None, bool(_AFTER.search(function.name))
        case _:
            return "", []
    hundredth = False
    match value:
        case ast.Call(func=ast.Name(id="round"), args=[inner, *_]):
            value = inner
    match value:
        case ast.BinOp(left=ast.BinOp(op=ast.Mult()) as inner, op=ast.Div(), right=hundred) if is_const(hundred, 100):
            value, hundredth = inner, True
    parts = _factors(value) if value is not None else None
    if parts is None:
        return "", []
    amount, part = parts if isinstance(parts[0], ast.Name | ast.Attribute) else parts[::-1]
    if not isinstance(amount, ast.Name | ast.Attribute):
        return "", []
    if not after and (target is None or ast.unparse(amount) != ast.unparse(target)):
        return "", []
    divided = ast.BinOp(left=part, op=ast.Div(), right=ast.Constant(value=100))
    return name, [divided if hundredth else part]


def _is_part(program: Program, node: ast.stmt, target: str, parts: list[ast.expr]) -> bool:
    [part] = parts
    hundredth = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div) and is_const(part.right, 100)
    given = part.left if hundredth and isinstance(part, ast.BinOp) else part
    number = program.number(given)
    share = number / 100 if hundredth and number is not None else number
    named = set(ast.unparse(given).lower().replace(".", "_").split("_"))
    own = set(target.lower().split("_"))
    if share is not None and share < _HALF and any(math.isclose(share, one) for one in _said_off(program, node)):
        return True
    if own & named or not own & _PAID:
        return False
    known = hundredth or (share is not None and 0 < share < _HALF)
    return known and bool(named & (_TAKEN | _ADDED))


def _said_off(program: Program, node: ast.stmt) -> set[float]:
    """The parts that the text of the function, or of its class, takes off; none where it says the rest as well."""
    around = [one for _, one in program.up(node) if isinstance(one, Function | ast.ClassDef)]
    said = [program.said(one) for one in around] or [program.said(program.tree)]
    found = {float(one or other) / 100 for text in said for one, other in _OFF.findall(text)}
    return {one for one in found if not any(math.isclose(one + other, 1) for other in found)}


_FROM: Final = words("source from src origin frm from_currency source_currency start old")
_TO: Final = words("target to dest destination to_currency target_currency goal new")
_FOR_ONE: Final = re.compile(
    r"(?:how (?:much|many)|units?|amount) .{0,30}\b(?:one|1|an?|per|for|each) (?:euro?|dollar|eur|usd)\b"
    r"|\b(?:one|1) (?:euro?|dollar|eur|usd) (?:buys|is worth|gives|is|=)"
    r"|\b(?:per|for one|for 1) (?:euro?|dollar|eur|usd)\b"
)
_IN_ONE: Final = re.compile(r"(?:worth|value|price|cost|costs|is worth) .{0,30}\bin (?:euros?|dollars?|eur|usd)\b")


@check(
    Rule(
        code="exchanged-the-wrong-way",
        title="`{name}` exchanges the wrong way round",
        weights={"correctness": 0.35},
        level="beginner",
        why="If one euro buys 1.10 dollars, euros are multiplied to get dollars, and dollars are divided to get euros.",
        do="Follow one euro through both lines, for a rate that is far from 1.",
        example="def exchange(amount, source, target, rates):\n"
        '    """The rates tell how much of a currency one euro buys."""\n'
        "    euros = amount * rates[source]\n    return euros / rates[target]\n",
        better="def exchange(amount, source, target, rates):\n"
        '    """The rates tell how much of a currency one euro buys."""\n'
        "    euros = amount / rates[source]\n    return euros * rates[target]\n",
    )
)
def exchanged_the_wrong_way(program: Program) -> Iterator[Place]:
    """See the rule: multiplied by the rate of the source and divided by that of the target, or the reverse."""
    for function in program.functions:
        said = program.said(function)
        bought, worth = _FOR_ONE.search(said), _IN_ONE.search(said)
        if bool(bought) == bool(worth):
            continue
        wrong: dict[tuple[str, type[ast.operator]], int] = {}
        for node in program.within(function):
            match node:
                case ast.BinOp(op=ast.Mult() | ast.Div() as sign, right=ast.Subscript(slice=ast.Name(id=key))):
                    wrong.setdefault((_side(key), type(sign)), node.lineno)
        signs = (ast.Mult, ast.Div) if bought else (ast.Div, ast.Mult)
        if ("from", signs[0]) in wrong and ("to", signs[1]) in wrong and len(wrong) == len(signs):
            yield Place(wrong["from", signs[0]], function.name)


def _side(key: str) -> str:
    return "from" if key.lower() in _FROM else "to" if key.lower() in _TO else ""


CHECKS: tuple[Check, ...] = (
    whole_in_one_bracket,
    proportion_cut_off,
    one_taken_off_for_many,
    part_taken_for_the_rest,
    exchanged_the_wrong_way,
)
