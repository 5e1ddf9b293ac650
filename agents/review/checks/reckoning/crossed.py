"""Things that stand crosswise: two values under each other's names, differences of which one is turned round."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]


@check(
    Rule(
        code="under-each-others-names",
        title="`{name}` has the value of the other",
        weights={"correctness": 0.4},
        level="beginner",
        why="Two values stand under each other's names: whoever asks for one gets the other.",
        do="Compare each name with the value beside it.",
        example="def card(name, town):\n    return {'name': town, 'town': name}\n",
        better="def card(name, town):\n    return {'name': name, 'town': town}\n",
    )
)
def under_each_others_names(program: Program) -> Iterator[Place]:
    """See the rule: in a dict, in the keywords of a call, in the attributes that `__init__` sets."""
    for table in program.all(ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else "" for key in table.keys]
        yield from _crossed(table.lineno, [(str(key), value) for key, value in zip(keys, table.values, strict=True)])
    for call in program.all(ast.Call):
        yield from _crossed(call.lineno, [(one.arg or "", one.value) for one in call.keywords])
    for function in program.functions:
        if function.name == "__init__":
            steps = [one for one in function.body if isinstance(one, ast.Assign)]
            named = [(one.targets[0].attr, one.value) for one in steps if isinstance(one.targets[0], ast.Attribute)]
            yield from _crossed(function.lineno, named)


def _crossed(line: int, pairs: list[tuple[str, ast.expr]]) -> Iterator[Place]:
    given = {name: value.id for name, value in pairs if isinstance(value, ast.Name)}
    for name, value in given.items():
        if name != value and given.get(value) == name:
            yield Place(line, name)
            return


@check(
    Rule(
        code="one-difference-turned-round",
        title="`{name}` is taken the other way round than the difference beside it",
        weights={"correctness": 0.4},
        level="beginner",
        why="Both parts have to go from the same one to the other, or they work against each other.",
        do="Write the later one first in both, or in none.",
        example="def minutes_between(h1, m1, h2, m2):\n    return (h2 - h1) * 60 + (m1 - m2)\n",
        better="def minutes_between(h1, m1, h2, m2):\n    return (h2 - h1) * 60 + (m2 - m1)\n",
    )
)
def one_difference_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: `(a2 - a1) * n + (b1 - b2)`."""
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Add) or isinstance(program.parents[node], ast.BinOp):
            continue
        ways = [(one, way) for part in (node.left, node.right) for one in _parts(part) if (way := _way(one))]
        stems = {stem for _, (stem, _) in ways}
        if len(ways) == len(stems) == _BOTH and len({turned for _, (_, turned) in ways}) == _BOTH:
            yield Place(node.lineno, ast.unparse(ways[1][0]))


_BOTH: Final = 2


def _parts(node: ast.expr) -> list[ast.expr]:
    """A difference, alone or times a number: a square or an absolute value would not mind its direction."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [node.left, node.right]
    return [node]


def _way(node: ast.expr) -> tuple[str, bool] | None:
    """Of `x2 - x1` the stem, and whether the second comes first."""
    match node:
        case ast.BinOp(
            left=ast.Name(id=one) | ast.Call(func=ast.Name(id="int" | "float"), args=[ast.Name(id=one)]),
            op=ast.Sub(),
            right=ast.Name(id=other) | ast.Call(func=ast.Name(id="int" | "float"), args=[ast.Name(id=other)]),
        ):
            first, second = _NUMBERED.fullmatch(one), _NUMBERED.fullmatch(other)
            if (
                first
                and second
                and first.group(1) == second.group(1)
                and {first.group(2), second.group(2)} == {"1", "2"}
            ):
                return first.group(1), first.group(2) == "2"
    return None


_NUMBERED: Final = re.compile(r"([a-z_]+?)_?([12])")


@check(
    Rule(
        code="amount-left-out",
        title="`{name}` is never used: a price counts once however many there are",
        weights={"correctness": 0.35},
        level="beginner",
        why="The loop takes the amount of each thing, and the sum adds its price a single time.",
        do="Let the amount take part in what is added.",
        example="def to_pay(basket):\n    total = 0\n    for thing, price, count in basket:\n        total += price\n"
        "    return total\n",
        better="def to_pay(basket):\n    total = 0\n    for thing, price, count in basket:\n"
        "        total += price * count\n"
        "    return total\n",
    )
)
def amount_left_out(program: Program) -> Iterator[Place]:
    """See the rule: what a loop unpacks holds a price that is added up, and an amount that nothing reads."""
    for loop in program.all(ast.For):
        taken: list[ast.expr] = [loop.target]
        taken += [one.targets[0] for one in loop.body[:1] if isinstance(one, ast.Assign)]
        names = [
            one.id for each in taken if isinstance(each, ast.Tuple) for one in each.elts if isinstance(one, ast.Name)
        ]
        amount = next((one for one in names if _AMOUNT.fullmatch(one)), "")
        if not amount:
            continue
        read = {name for step in loop.body if len(taken) < _BOTH or step is not loop.body[0] for name in names_in(step)}
        sums = [step for step in loop.body if isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Add)]
        if amount not in read and any(_is_price(step.value, names) for step in sums):
            yield Place(loop.lineno, amount)


def _is_price(node: ast.expr, names: list[str]) -> bool:
    """A price that a loop unpacks, or that is looked up by what it unpacks."""
    match node:
        case ast.Name(id=name):
            return name in names and _PRICE.search(name) is not None
        case ast.Subscript(value=ast.Name() | ast.Attribute() as table, slice=ast.Name(id=name)):
            return name in names and re.search(r"(?:^|_)(?:price|cost|fee|fare)s?$", ast.unparse(table)) is not None
    return False


_AMOUNT: Final = re.compile(r"qty|quantity|count|amount|number|pieces|n|how_many|times|units")
_PRICE: Final = re.compile(r"(?:^|_)(?:price|cost|fee|fare)(?:_|$)")


@check(
    Rule(
        code="only-the-growth-is-kept",
        title="`{name}` becomes what it has grown by, and loses what was there",
        weights={"correctness": 0.35},
        level="beginner",
        why="A rate of something is only the interest of one turn; the rest is thrown away.",
        do="Add the interest to what was there.",
        example="saved = 200\nrate = 3\nfor year in range(4):\n    saved = saved * rate / 100\nprint(saved)\n",
        better="saved = 200\nrate = 3\nfor year in range(4):\n    saved += saved * rate / 100\nprint(saved)\n",
    )
)
def only_the_growth_is_kept(program: Program) -> Iterator[Place]:
    """See the rule: `x = x * rate / 100` in a loop, where the rate is one of growth."""
    years = [one for one in program.functions if _YEAR.search(one.name.lower()) and "self" in program.parameters(one)]
    for loop in [*program.loops, *years]:
        for step in loop.body:
            match step:
                case ast.Assign(
                    targets=[ast.Name() | ast.Attribute() as target],
                    value=ast.BinOp(left=product, op=ast.Div(), right=hundred),
                ) if is_const(hundred, 100) and isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult):
                    used, name = names_in(product), ast.unparse(target)
                    plain = all(isinstance(one, ast.Name | ast.Attribute) for one in (product.left, product.right))
                    if plain and name in used and any(_RATE.search(one) for one in used - {name}):
                        yield Place(step.lineno, name)


_YEAR: Final = re.compile(r"year|month|grow|period|(?:add|pay|apply|credit)_interest")
_RATE: Final = re.compile(
    r"^(?:self\.)?(?:(?:interest|growth|yearly|annual)_?)?(?:rate|interest|growth|inflation)(?:_\w+)?$"
)


@check(
    Rule(
        code="rest-carried-on",
        title="`{name}` gets the rest, and what is carried stays behind",
        weights={"correctness": 0.4},
        level="beginner",
        why="Of 70 minutes one hour is carried on and 10 minutes stay: `//` gives what is carried, `%` what stays.",
        do="Work both out for 70 by hand.",
        example="def put_forward(hours, minutes):\n    hours += minutes % 60\n    minutes = minutes // 60\n"
        "    return hours, minutes\n",
        better="def put_forward(hours, minutes):\n    hours += minutes // 60\n    minutes = minutes % 60\n"
        "    return hours, minutes\n",
    )
)
def rest_carried_on(program: Program) -> Iterator[Place]:
    """See the rule: `a += b % n` and behind it `b = b // n`, or `b //= n`."""
    for step in program.all(ast.AugAssign):
        match step:
            case ast.AugAssign(
                op=ast.Add(), value=ast.BinOp(left=part, op=ast.Mod(), right=ast.Constant(value=int(size)))
            ):
                pass
            case _:
                continue
        kept = ast.unparse(part)
        for other in program.after(step, 1):
            match other:
                case ast.Assign(
                    targets=[target], value=ast.BinOp(left=left, op=ast.FloorDiv(), right=ast.Constant(value=same))
                ) if ast.unparse(target) == ast.unparse(left) == kept and same == size != _DECIMAL:
                    yield Place(step.lineno, ast.unparse(step.target))
                case ast.AugAssign(target=target, op=ast.FloorDiv(), value=ast.Constant(value=same)):
                    if ast.unparse(target) == kept and same == size != _DECIMAL:
                        yield Place(step.lineno, ast.unparse(step.target))


_DECIMAL: Final = 10
"""Whoever adds up digits takes the last one and goes on with the others."""


@check(
    Rule(
        code="letters-beyond-the-alphabet",
        title="`{name}` is taken round alone, not the letter with it",
        weights={"correctness": 0.4},
        level="learning",
        why="`%` binds stronger than `+`: only the shift is kept below 26, and `z` still runs over the end.",
        do="Put brackets around the place of the letter together with the shift.",
        example="def moved(letter, shift):\n    return chr(ord(letter) - ord('a') + shift % 26 + ord('a'))\n",
        better="def moved(letter, shift):\n    return chr((ord(letter) - ord('a') + shift) % 26 + ord('a'))\n",
    )
)
def letters_beyond_the_alphabet(program: Program) -> Iterator[Place]:
    """See the rule: in `chr(...)` a sum of an `ord(...)` and of something alone `% 26`."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id="chr"), args=[ast.BinOp() as whole]):
                terms = list(summands(whole, less=True))
                letter = any(call_name(one) == "ord" for one in terms)
                for one in terms:
                    match one:
                        case ast.BinOp(left=ast.Name(id=shift), op=ast.Mod(), right=size) if letter:
                            if is_const(size, 26):
                                yield Place(node.lineno, shift)


@check(
    Rule(
        code="extra-paid-twice",
        title="`{name}` is in the first part already, and is paid once more",
        weights={"correctness": 0.35},
        level="beginner",
        why="All hours are paid at the usual rate, and those above the limit again at the higher one.",
        do="Count the usual ones only up to the limit.",
        example="def wages(hours, rate):\n    if hours <= 40:\n        return hours * rate\n    extra = hours - 40\n"
        "    return hours * rate + extra * rate * 1.5\n",
        better="def wages(hours, rate):\n    if hours <= 40:\n        return hours * rate\n    extra = hours - 40\n"
        "    return 40 * rate + extra * rate * 1.5\n",
    )
)
def extra_paid_twice(program: Program) -> Iterator[Place]:
    """See the rule: `extra = x - n`, and a sum of a product of `x` and a product of `extra` with more than one."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[ast.Name(id=extra)],
                value=ast.BinOp(left=whole, op=ast.Sub(), right=ast.Constant())
                | ast.Call(
                    func=ast.Name(id="max"),
                    args=[ast.Constant(value=0), ast.BinOp(left=whole, op=ast.Sub(), right=ast.Constant())]
                    | [ast.BinOp(left=whole, op=ast.Sub(), right=ast.Constant()), ast.Constant(value=0)],
                ),
            ):
                all_of = ast.unparse(whole)
            case _:
                continue
        for other in program.after(step, 2):
            value = other.value if isinstance(other, ast.Assign | ast.Return) else None
            match value:
                case ast.BinOp(left=usual, op=ast.Add(), right=ast.BinOp(op=ast.Mult()) as more):
                    factors = [one.value for one in ast.walk(more) if isinstance(one, ast.Constant)]
                    raised = any(isinstance(one, float) and one > 1 for one in factors)
                    if raised and extra in names_in(more) and _has_factor(usual, all_of):
                        yield Place(other.lineno, extra)
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=usual, op=ast.Add(), right=ast.BinOp(op=ast.Mult()) as more):
                parts = [one for one in ast.walk(more) if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub)]
                factors = [one.value for one in ast.walk(more) if isinstance(one, ast.Constant)]
            case _:
                continue
        over = [ast.unparse(one.left) for one in parts if isinstance(one.right, ast.Constant)]
        raised = any(isinstance(one, float) and 1 < one <= _DOUBLE for one in factors)
        if raised and len(over) == 1 and _has_factor(usual, over[0]) and _HOURS.search(over[0].lower()):
            yield Place(node.lineno, over[0])
    for choice in program.all(ast.If):
        yield from _paid_by_both(program, choice)


def _paid_by_both(program: Program, choice: ast.If) -> Iterator[Place]:
    """`if x > n: pay += n * rate + ...`, and then `pay += x * rate` for all."""
    match choice, program.after(choice, 1):
        case (
            ast.If(
                test=ast.Compare(left=amount, ops=[ast.Gt() | ast.GtE()], comparators=[bound]),
                body=body,
                orelse=[],
            ),
            [ast.AugAssign(target=target, op=ast.Add(), value=usual) as step],
        ) if _has_factor(usual, ast.unparse(amount)):
            paid = [one.value for one in body if isinstance(one, ast.AugAssign) and same(one.target, target)]
            parts = [one for value in paid for one in ast.walk(value) if isinstance(one, ast.BinOp)]
            if any(_has_factor(one, ast.unparse(bound)) for one in parts) and not _changes(body, amount):
                yield Place(step.lineno, ast.unparse(amount))


def _changes(body: list[ast.stmt], amount: ast.expr) -> bool:
    """Whether the amount is another one behind the block, or the block is left."""
    if isinstance(body[-1], ast.Continue | ast.Return | ast.Break | ast.Raise):
        return True
    stored = (one for step in body for one in ast.walk(step) if isinstance(getattr(one, "ctx", None), ast.Store))
    return ast.unparse(amount) in map(ast.unparse, stored)


_DOUBLE: Final = 2.0
_HOURS: Final = re.compile(r"hours?|stunden|worked")
"""What is paid more of beyond a limit."""


def _has_factor(node: ast.expr, text: str) -> bool:
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return text in (ast.unparse(left), ast.unparse(right))
    return False


CHECKS: tuple[Check, ...] = (
    under_each_others_names,
    one_difference_turned_round,
    amount_left_out,
    only_the_growth_is_kept,
    rest_carried_on,
    letters_beyond_the_alphabet,
    extra_paid_twice,
)
