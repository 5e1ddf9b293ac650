"""Whether there is enough, or room enough: questions that leave out how much is wanted, or how much is there."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 6
"""Statements behind a refusal in which the step is looked for."""

_FULL: Final = re.compile(r"(?:^|_)(?:capacity|seats|size|room|rooms|space|spaces|places|copies|limit|max\w*|maximum)$")
_HEALTH: Final = re.compile(r"health|hp\b|life|lives|energy|hunger|stamina|armou?r|shield|fuel|battery|speed")


def _questions(node: ast.If) -> Iterator[tuple[ast.expr, bool]]:
    """The conditions of an `if`, each with whether it refuses: it leaves, and what follows is done otherwise."""
    leaves = isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue)
    parts = [node.test]
    if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or if leaves else ast.And):
        parts = node.test.values
    yield from ((one, leaves) for one in parts)


def _steps(program: Program, node: ast.If, *, refuses: bool) -> Iterator[ast.AugAssign]:
    """What is added and taken off once the question is passed."""
    behind = node.orelse or program.after(node, _NEAR)
    yield from (one for one in (behind if refuses else node.body) if isinstance(one, ast.AugAssign))


def _is_asked_or_held(program: Program, node: ast.If, level: str, amount: str) -> bool:
    """Whether the function compares the amount, or sets the level, anywhere; `min` and `max` of them count."""
    loops = program.loops_around(node)
    scope = program.function_of(node) or (loops[-1] if loops else program.tree)
    for one in program.within(scope):
        match one:
            case ast.Compare() if amount in names_in(one) and one is not node.test:
                if any(ast.unparse(each) != "0" for each in one.comparators) or not isinstance(one.left, ast.Name):
                    return True
            case ast.Assign(targets=targets) if level in [ast.unparse(each) for each in targets]:
                return True
            case ast.Call(func=ast.Name(id="min" | "max")) if amount in names_in(one) or level in ast.unparse(one):
                return True
    return False


@check(
    Rule(
        code="asked-without-the-amount",
        title="`{name}` asks for any, and then more than that is taken or put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="That there is something left does not mean that there is enough; that there is room for one does not mean "
        "that there is room for all.",
        do="Let the question take in how much it is about.",
        example="class Barn:\n    def __init__(self):\n        self.hay = 9\n\n    def take(self, bales):\n"
        "        if self.hay == 0:\n            return False\n        self.hay -= bales\n        return True\n",
        better="class Barn:\n    def __init__(self):\n        self.hay = 9\n\n    def take(self, bales):\n"
        "        if self.hay < bales:\n            return False\n        self.hay -= bales\n        return True\n",
    )
)
def asked_without_the_amount(program: Program) -> Iterator[Place]:
    """See the rule: `if x == 0: refuse` and `x -= a`, `if x >= limit: refuse` and `x += a`, with nothing about `a`."""
    for node in program.all(ast.If):
        for test, refuses in _questions(node):
            match test:
                case ast.Compare(left=ast.Attribute() | ast.Subscript() as left, ops=[sign], comparators=[end]):
                    level = ast.unparse(left)
                case ast.Compare(
                    left=ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *_]),
                    ops=[sign],
                    comparators=[end],
                ):
                    level = f"{ast.unparse(table)}[{ast.unparse(key)}]"
                case _:
                    continue
            low = _is_low(sign, end, refuses=refuses)
            high = _is_high(sign, end, refuses=refuses)
            if _HEALTH.search(level.lower()):
                continue
            for step in _steps(program, node, refuses=refuses):
                match step:
                    case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as way, value=ast.Name(id=amount)) if (
                        ast.unparse(target) == level and (low if isinstance(way, ast.Sub) else high)
                    ):
                        if not _is_asked_or_held(program, node, level, amount):
                            yield Place(node.lineno, ast.unparse(test)[:50])


def _is_low(sign: ast.cmpop, end: ast.expr, *, refuses: bool) -> bool:
    """Whether it asks for nothing at all, or for anything."""
    if refuses:
        below = isinstance(end, ast.UnaryOp) and isinstance(end.operand, ast.Attribute)
        return (is_const(end, 0) and isinstance(sign, ast.LtE | ast.Eq)) or (
            (is_const(end, 1) or below) and isinstance(sign, ast.Lt)
        )
    return (is_const(end, 0) and isinstance(sign, ast.Gt | ast.NotEq)) or (
        is_const(end, 1) and isinstance(sign, ast.GtE)
    )


def _is_high(sign: ast.cmpop, end: ast.expr, *, refuses: bool) -> bool:
    """Whether it asks if the limit is reached."""
    named = isinstance(end, ast.Attribute) and _FULL.search(end.attr.lower())
    return bool(named) and isinstance(sign, ast.GtE | ast.Gt | ast.Eq if refuses else ast.Lt | ast.LtE)


@check(
    Rule(
        code="those-there-already-forgotten",
        title="`{name}` leaves out what is there already",
        weights={"correctness": 0.4},
        level="beginner",
        why="The limit is for all of them together: what came before and what comes now.",
        do="Compare the sum of both with the limit.",
        example="class Ferry:\n    def __init__(self, seats):\n        self.seats = seats\n        self.sold = 0\n\n"
        "    def sell(self, number):\n        if number > self.seats:\n            return False\n"
        "        self.sold += number\n        return True\n",
        better="class Ferry:\n    def __init__(self, seats):\n        self.seats = seats\n        self.sold = 0\n\n"
        "    def sell(self, number):\n        if self.sold + number > self.seats:\n            return False\n"
        "        self.sold += number\n        return True\n",
    )
)
def those_there_already_forgotten(program: Program) -> Iterator[Place]:
    """See the rule: `if a > self.limit: refuse` and `self.x += a`, where nothing else is asked of `self.x`."""
    for node in program.all(ast.If):
        for test, refuses in _questions(node):
            match test:
                case ast.Compare(left=ast.Name(id=amount), ops=[sign], comparators=[ast.Attribute(attr=limit)]):
                    pass
                case _:
                    continue
            asks = isinstance(sign, ast.Gt | ast.GtE if refuses else ast.Lt | ast.LtE)
            if not asks or not _FULL.search(limit.lower()):
                continue
            for step in _steps(program, node, refuses=refuses):
                match step:
                    case ast.AugAssign(
                        target=ast.Attribute(attr=level) as target, op=ast.Add(), value=ast.Name(id=put)
                    ):
                        shared = re.search(r"(?:^|_)(?:limit|max\w*|maximum)$", limit.lower())
                        known = not shared or _FILLED.search(level.lower())
                        if put == amount and known and not _is_compared(program, node, ast.unparse(target)):
                            yield Place(node.lineno, ast.unparse(test)[:50])


_FILLED: Final = re.compile(r"debt|load|weight|total|used|sold|count|level|spent|taken|owed|cargo")


def _is_compared(program: Program, node: ast.If, level: str) -> bool:
    scope = program.function_of(node) or program.tree
    return any(
        level in ast.unparse(one)
        for one in program.within(scope)
        if isinstance(one, ast.Compare) or call_name(one) in ("min", "max")
    )


@check(
    Rule(
        code="there-but-not-enough",
        title="`{name}` asks whether it is there, not whether there is enough",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is there may be less than what is wanted: then the amount falls below zero.",
        do="Compare the amount that is there with the one that is wanted.",
        example="def take(stock, name, wanted):\n    if name not in stock:\n        print('not enough')\n"
        "        return\n    stock[name] -= wanted\n",
        better="def take(stock, name, wanted):\n    if stock.get(name, 0) < wanted:\n        print('not enough')\n"
        "        return\n    stock[name] -= wanted\n",
    )
)
def there_but_not_enough(program: Program) -> Iterator[Place]:
    """See the rule: `if key in table` before `table[key] -= amount`, and a text that speaks of enough."""
    for node in program.all(ast.If):
        for test, refuses in _questions(node):
            match test:
                case ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as sign], comparators=[table]) if (
                    isinstance(sign, ast.NotIn) == refuses
                ):
                    wanted = f"{ast.unparse(table)}[{ast.unparse(key)}]"
                case _:
                    continue
            said = [*(node.body if refuses else node.orelse)]
            texts = [one.value for one in chain.from_iterable(map(ast.walk, said)) if isinstance(one, ast.Constant)]
            told = " ".join([*(one for one in texts if isinstance(one, str)), program.purpose(node)])
            for step in _steps(program, node, refuses=refuses):
                match step:
                    case ast.AugAssign(target=target, op=ast.Sub(), value=ast.Name(id=amount)) if ast.unparse(
                        target
                    ) == wanted and _ENOUGH.search(told.lower()):
                        if not _is_asked_or_held(program, node, wanted, amount):
                            yield Place(node.lineno, ast.unparse(test)[:50])


_ENOUGH: Final = re.compile(r"\b(?:enough|too few|too little|insufficient|sufficient|out of stock|sold out)\b")


@check(
    Rule(
        code="one-added-for-many",
        title="`{name}` grows by one, however many are put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="The first time the whole amount is kept, and later only one more is counted each time.",
        do="Add the amount in both cases.",
        example="def put(store, name, amount):\n    if name in store:\n        store[name] += 1\n    else:\n"
        "        store[name] = amount\n",
        better="def put(store, name, amount):\n    if name in store:\n        store[name] += amount\n    else:\n"
        "        store[name] = amount\n",
    )
)
def one_added_for_many(program: Program) -> Iterator[Place]:
    """See the rule: `table[key] += 1` in one branch, `table[key] = amount` in the other."""
    for node in program.all(ast.If):
        match node:
            case ast.If(test=ast.Compare(ops=[ast.In() | ast.NotIn()]), body=[one], orelse=[two]):
                pass
            case _:
                continue
        for first, second in ((one, two), (two, one)):
            match first, second:
                case (
                    ast.AugAssign(target=ast.Subscript() as added, op=ast.Add(), value=ast.Constant(value=1)),
                    ast.Assign(targets=[ast.Subscript() as begun], value=ast.Name(id=amount)),
                ) if ast.unparse(added) == ast.unparse(begun):
                    function = program.function_of(node)
                    if function is not None and amount in program.parameters(function):
                        yield Place(first.lineno, ast.unparse(added)[:40])


@check(
    Rule(
        code="change-below-zero",
        title="`{name}` is below zero here",
        weights={"correctness": 0.4},
        level="beginner",
        why="The line before has refused what is too little, so that the first number is never the greater one.",
        do="Take the price off what was paid, not the other way round.",
        example="def pay(price, paid):\n    if paid < price:\n        return None\n    return price - paid\n",
        better="def pay(price, paid):\n    if paid < price:\n        return None\n    return paid - price\n",
    )
)
def change_below_zero(program: Program) -> Iterator[Place]:
    """See the rule: `if a < b: refuse`, and behind it `b - a` is given back, shown or kept."""
    for node in program.all(ast.If):
        for test, refuses in _questions(node):
            match test:
                case ast.Compare(left=less, ops=[ast.Lt() | ast.LtE()], comparators=[more]) if refuses:
                    turned = f"{ast.unparse(more)} - {ast.unparse(less)}"
                case ast.Compare(left=more, ops=[ast.Gt() | ast.GtE()], comparators=[less]) if refuses:
                    turned = f"{ast.unparse(more)} - {ast.unparse(less)}"
                case _:
                    continue
            if isinstance(less, ast.Constant) or isinstance(more, ast.Constant):
                continue
            changed = {ast.unparse(less), ast.unparse(more)}
            for step in program.after(node, _NEAR):
                if any(one in changed for one in _set_in(step)):
                    break
                if isinstance(step, ast.Return | ast.Assign) and _gives(step.value, turned):
                    yield Place(step.lineno, turned[:50])


def _set_in(step: ast.stmt) -> list[str]:
    """What a statement, or one within it, gives a new value."""
    return [
        ast.unparse(one)
        for one in ast.walk(step)
        if isinstance(one, ast.Name | ast.Attribute | ast.Subscript) and not isinstance(one.ctx, ast.Load)
    ]


def _gives(value: ast.expr | None, wanted: str) -> bool:
    """Whether a value, or a part of a tuple, is this difference."""
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    return any(isinstance(one, ast.BinOp) and ast.unparse(one) == wanted for one in parts)


@check(
    Rule(
        code="price-of-one-for-many",
        title="`{name}` gets the price of one, whatever the number",
        weights={"correctness": 0.35},
        level="beginner",
        why="Several are handed out here, and only one of them is paid.",
        do="Multiply the price by the number.",
        example="class Stall:\n    def __init__(self):\n        self.sold = 0\n        self.income = 0\n\n"
        "    def sell(self, number, price):\n        self.sold += number\n        self.income += price\n",
        better="class Stall:\n    def __init__(self):\n        self.sold = 0\n        self.income = 0\n\n"
        "    def sell(self, number, price):\n        self.sold += number\n        self.income += number * price\n",
    )
)
def price_of_one_for_many(program: Program) -> Iterator[Place]:
    """See the rule: a parameter by which something is counted, and a price that is added alone to the money."""
    for function in program.functions:
        given = program.parameters(function)
        counts = [one for one in given if _NUMBER.search(one)]
        if "price" not in given or len(counts) != 1:
            continue
        steps = [one for one in program.within(function) if isinstance(one, ast.AugAssign)]
        counted = any(isinstance(one.value, ast.Name) and one.value.id == counts[0] for one in steps)
        multiplied = any(
            isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult) for one in program.within(function)
        )
        for step in steps:
            money = isinstance(step.target, ast.Attribute) and _MONEY.search(step.target.attr)
            if counted and not multiplied and money and isinstance(step.value, ast.Name) and step.value.id == "price":
                yield Place(step.lineno, ast.unparse(step.target))


_NUMBER: Final = re.compile(r"^(?:number|count|quantity|qty|pieces|amount|how_many|tickets|units)$")
_MONEY: Final = re.compile(r"income|revenue|money|cash|earn|turnover|takings|sales|total|cost")


CHECKS: tuple[Check, ...] = (
    asked_without_the_amount,
    those_there_already_forgotten,
    there_but_not_enough,
    one_added_for_many,
    change_below_zero,
    price_of_one_for_many,
)
