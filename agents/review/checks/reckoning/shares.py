"""Parts of an amount: taxes, discounts, coins, proportions, and money of another country.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import math
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

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
        sums: dict[str, set[str]] = {}
        for step in inside:
            match step:
                case ast.AugAssign(target=ast.Name(id=total), op=ast.Add(), value=value):
                    ends = _bracket(value)
                    if len(ends & program.changed_in(loop)) == _BOTH:
                        sums[total] = ends
        compared = {frozenset(names_in(one)) for one in inside if isinstance(one, ast.Compare)} if sums else set()
        for added in (*inside, *_behind(program, loop)) if sums else ():
            total, amount = _whole_added(added)
            ends = sums.get(total, set())
            if amount not in ends | program.changed_in(loop) and any(
                frozenset((amount, one)) in compared for one in ends
            ):
                yield Place(added.lineno, amount)  # type: ignore[attr-defined]  # a statement's


_BOTH: Final = 2
_NEAR: Final = 5
"""Statements: what belongs together stands close to each other."""


def _bracket(node: ast.expr) -> set[str]:
    """The two ends in `(upper - lower) * rate`."""
    match _without_hundred(node):
        case ast.BinOp(left=ast.BinOp(left=ast.Name(id=upper), op=ast.Sub(), right=ast.Name(id=lower)), op=ast.Mult()):
            return {upper, lower}
    return set()


def _behind(program: Program, loop: ast.For) -> list[ast.stmt]:
    """The next statements after a loop, in its block."""
    block = getattr(program.parents[loop], "body", [])
    place = block.index(loop) + 1 if loop in block else len(block)
    return block[place : place + _NEAR]


def _whole_added(node: ast.AST) -> tuple[str, str]:
    """`("total", "amount")` of `return total + amount * rate` and `total += amount * rate`."""
    match node:
        case ast.Return(value=ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=added)):
            pass
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=added):
            pass
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(), op=ast.Add(), right=added)):
            pass
        case _:
            return "", ""
    match _without_hundred(added):
        case ast.BinOp(left=ast.Name(id=amount), op=ast.Mult(), right=ast.Name(id=rate)):
            rated = re.search(r"rate|percent|tax", rate.lower())
            return (name, amount) if rated else ("", "")
    return "", ""


def _without_hundred(node: ast.expr) -> ast.expr:
    """`x` of `x / 100`."""
    match node:
        case ast.BinOp(left=left, op=ast.Div(), right=right) if is_const(right, 100):
            return left
    return node


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
                    percent = is_const(amount, 100) and _is_percentage(program, node, left, right)
                    if hundredth or percent or _is_scaled(program, node, left, right):
                        yield Place(ratio.lineno, ast.unparse(ratio)[:40])


def _is_percentage(program: Program, node: ast.BinOp, left: ast.expr, right: ast.expr) -> bool:
    """Whether `left // right * 100` is a number of percent, as the function, its text, or where it goes to says."""
    if isinstance(left, ast.Constant) or isinstance(right, ast.Constant):  # such as full hundreds
        return False
    statement = program.statement(node)
    near = [statement, *program.after(statement, 2)] if statement is not None else []
    written = " ".join(ast.unparse(one) for one in near if not isinstance(one, ast.FunctionDef | ast.ClassDef))
    return bool(_IN_PERCENT.search(f"{program.purpose(node)} {written.lower()}"))


_IN_PERCENT: Final = re.compile(r"percent|\bpct\b|(?<!\d)%[ .!)]?['\"]|per cent\b|prozent")


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
            if quotient is None or _again(program, statement, quotient):
                continue
            for one in block[place + 1 : place + _NEAR]:
                for step in [one, *one.body] if isinstance(one, ast.If) else [one]:
                    if _takes_off(step, quotient):
                        yield Place(step.lineno, ast.unparse(quotient.right)[:30])


def _again(program: Program, statement: ast.stmt, quotient: ast.BinOp) -> bool:
    """Whether a loop goes on as long as the amount, or something that is not told, lets it."""
    loops = [one for one in program.loops_around(statement) if isinstance(one, ast.While)]
    return any(not names_in(one.test) or names_in(one.test) & names_in(quotient.left) for one in loops)


def _blocks(program: Program) -> Iterator[list[ast.stmt]]:
    yield program.tree.body
    for function in program.functions:
        yield function.body
    for loop in program.loops:
        yield loop.body
    for choice in program.all(ast.If):
        yield choice.body


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
_PERCENT: Final = words("percent percentage pct")
_CHANGED: Final = words("discount discounted raise increase reduce lower")
_PAID: Final = words("price total cost costs balance bill subtotal pay amount payable salary wage")
_AFTER: Final = re.compile(
    r"discounted|after_discount|with_discount|apply_discount|final|to_pay|reduced|new_|gross|with_(?:tax|vat|tip)|incl|after_tax"
)
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
    returned = {
        (program.function_of(one), ast.unparse(one.value))
        for one in program.all(ast.Return)
        if isinstance(one.value, ast.Name | ast.Attribute)
    }
    off: dict[ast.AST, set[float]] = {}
    kinds: tuple[type[ast.stmt], ...] = (ast.Assign, ast.AugAssign, ast.Return)
    for node in program.all(*kinds):
        product = _product(node)
        function = program.function_of(node)
        called = function.name if function is not None else ""
        if product is None or not isinstance(product.amount, ast.Name | ast.Attribute):
            continue
        amount = ast.unparse(product.amount)
        same_amount = (function, amount) in returned if isinstance(node, ast.Return) else product.target == amount
        if not same_amount and not _AFTER.search(called if isinstance(node, ast.Return) else product.target):
            continue
        cut = same_amount and _is_cut(program, node, product)
        if cut or _is_said(program, node, product, off) or _is_named(program, product, called):
            yield Place(node.lineno, product.target or called)


def _is_cut(program: Program, node: ast.stmt, product: "_Product") -> bool:
    """Whether a price that lies above a bound is cut to a tenth or a fifth of it."""
    share, around = _share(program, product), program.parents[node]
    above = isinstance(around, ast.If) and isinstance(around.test, ast.Compare) and node in around.body
    paid = re.search(r"(?:^|[._])(?:price|total|cost|bill|sum|amount|to_pay|subtotal)$", product.target.lower())
    if not above or not paid or share is None or not isinstance(around, ast.If):
        return False
    test = ast.unparse(around.test)
    bounded = test.startswith((f"{product.target} >", f"{product.target} >="))
    return bounded and round(share, 3) in (0.05, 0.1, 0.15, 0.2, 0.25)


class _Product(NamedTuple):
    """What is worked out as an amount times a part of it."""

    target: str  # what gets it; "" where it is returned
    amount: ast.expr
    part: ast.expr
    hundredth: bool  # the part is a number of percent


def _product(node: ast.stmt) -> _Product | None:
    match node:
        case ast.AugAssign(target=amount, op=ast.Mult(), value=part):
            whole = _without_hundred(part)
            return _Product(ast.unparse(amount), amount, whole, whole is not part)
        case ast.Assign(targets=[target], value=value):
            return _product_in(value, ast.unparse(target))
        case ast.Return(value=ast.expr() as value):
            return _product_in(value, "")
    return None


def _product_in(value: ast.expr, target: str) -> _Product | None:
    """Of `amount * part`, rounded or not, divided by 100 or not."""
    match value:
        case ast.Call(func=ast.Name(id="round"), args=[inner, *_]):
            value = inner
    plain = _without_hundred(value)
    factors = _factors(plain)
    if factors is None:
        return None
    amount, part = factors if isinstance(factors[0], ast.Name | ast.Attribute) else factors[::-1]
    whole = _without_hundred(part)
    return _Product(target, amount, whole, plain is not value or whole is not part)


def _words_of(name: str) -> set[str]:
    return set(re.split(r"[._]", name.lower()))


def _share(program: Program, product: _Product) -> float | None:
    number = program.number(product.part)
    return number / 100 if product.hundredth and number is not None else number


def _is_said(program: Program, node: ast.stmt, product: _Product, off: dict[ast.AST, set[float]]) -> bool:
    """Whether the text of the function, or of its class, says that this part is taken off; `off` keeps what it says."""
    share = _share(program, product)
    if share is None or _words_of(product.target) & (_TAKEN | _ADDED) or share >= _HALF:
        return False
    around: list[Function | ast.ClassDef | ast.Module] = [
        one for _, one in program.up(node) if isinstance(one, Function | ast.ClassDef)
    ]
    around = around or [program.tree]
    for one in around:
        if one not in off:
            off[one] = _taken_off(program.said(one))
    return any(math.isclose(share, part) for one in around for part in off[one])


def _is_named(program: Program, product: _Product, called: str) -> bool:
    """Whether the part has the name of what is taken off or added, and the other that of what is paid."""
    share, target, part = _share(program, product), _words_of(product.target), _words_of(ast.unparse(product.part))
    known = product.hundredth or (share is not None and 0 < share < _HALF)
    lowers = (target | _words_of(called)) & _CHANGED
    paid = not product.target or (target & _PAID and not target & part)
    return bool(known and paid and part & (_TAKEN | _ADDED | (_PERCENT if lowers else frozenset())))


def _taken_off(said: str) -> set[float]:
    """The parts that a text takes off; none where it tells what is left of them as well."""
    found = {float(one or other) / 100 for one, other in _OFF.findall(said)}
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
        signs: dict[tuple[str, type[ast.operator]], int] = {}
        for node in program.within(function):
            match node:
                case ast.BinOp(op=ast.Mult() | ast.Div() as sign, right=ast.Subscript(slice=ast.Name(id=key))):
                    signs.setdefault((_side(key), type(sign)), node.lineno)
        if set(signs) not in _EXCHANGES:
            continue
        said = program.said(function)
        bought, worth = _FOR_ONE.search(said), _IN_ONE.search(said)
        wrong = _EXCHANGES[0] if bought else _EXCHANGES[1]
        if bool(bought) != bool(worth) and set(signs) == wrong:
            yield Place(min(signs.values()), function.name)


_EXCHANGES: Final[tuple[set[tuple[str, type[ast.operator]]], ...]] = (
    {("from", ast.Mult), ("to", ast.Div)},
    {("from", ast.Div), ("to", ast.Mult)},
)
"""Wrong where the rates tell what one euro buys, and where they tell what one of the others is worth."""


def _side(key: str) -> str:
    return "from" if key.lower() in _FROM else "to" if key.lower() in _TO else ""


CHECKS: tuple[Check, ...] = (
    whole_in_one_bracket,
    proportion_cut_off,
    one_taken_off_for_many,
    part_taken_for_the_rest,
    exchanged_the_wrong_way,
)
