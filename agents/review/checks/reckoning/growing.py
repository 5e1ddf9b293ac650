"""Interest and growth: worked out once for all years, from the start in each of them, or with the wrong sign."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in, words
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_GROWTH: Final = re.compile(
    r"(?:^|_)(?:interest|interests|growth|increase|inflation|zinsen|rate|percent|yield)(?:_|$)", re.IGNORECASE
)


@check(
    Rule(
        code="growth-worked-out-once",
        title="`{name}` stays what it was at the start, while the sum grows",
        weights={"correctness": 0.35},
        level="beginner",
        why="In the second year there is more than in the first, and so it brings more.",
        do="Work the growth out anew in each turn.",
        example="def saved(money, rate, years):\n    interest = money * rate / 100\n    for year in range(years):\n"
        "        money += interest\n    return money\n",
        better="def saved(money, rate, years):\n    for year in range(years):\n"
        "        interest = money * rate / 100\n        money += interest\n    return money\n",
    )
)
def growth_worked_out_once(program: Program) -> Iterator[Place]:
    """See the rule: a loop adds to a sum what was worked out of that sum before the loop, unless it is to be so."""
    for loop in program.loops:
        changed = program.changed_in(loop)
        for step in loop.body:
            match step:
                case ast.AugAssign(target=ast.Name(id=total), op=ast.Add(), value=ast.Name() as more):
                    pass
                case ast.Assign(
                    targets=[ast.Name(id=total)],
                    value=ast.BinOp(left=ast.Name(id=again), op=ast.Add(), right=ast.Name() as more),
                ) if total == again:
                    pass
                case _:
                    continue
            value = program.value(more)
            if more.id in changed or not isinstance(value, ast.BinOp) or total not in names_in(value):
                continue
            named = any(_GROWTH.search(one) for one in (more.id, *names_in(value)))
            said = program.said(program.function_of(loop) or program.tree) + program.purpose(loop)
            if named and isinstance(value.op, ast.Mult | ast.Div) and not _SIMPLE.search(said):
                yield Place(value.lineno, more.id)


_SIMPLE: Final = re.compile(r"simple|linear|without compound|same (?:amount|interest)|each year the same")


@check(
    Rule(
        code="times-for-the-power",
        title="`{name}` multiplies by the years, where each year multiplies anew",
        weights={"correctness": 0.4},
        level="beginner",
        why="After two years the factor has been applied twice: once to the start, once to what came of it.",
        do="Work out two years by hand. Look for the sign that multiplies something by itself several times.",
        example="def worth(capital, rate, years):\n    return capital * (1 + rate / 100) * years\n",
        better="def worth(capital, rate, years):\n    return capital * (1 + rate / 100) ** years\n",
    )
)
def times_for_the_power(program: Program) -> Iterator[Place]:
    """See the rule: `(1 + rate) * years`, where the rate is one of growth."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=left, op=ast.Mult(), right=ast.Name(id=times)) if _YEARS.fullmatch(times.lower()):
                factor = left.right if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult) else left
            case _:
                continue
        if _is_growth(factor):
            yield Place(node.lineno, ast.unparse(node)[:50])


_YEARS: Final = re.compile(r"(?:n_?|num_?|number_of_)?(?:years?|periods?|generations?|jahre)")


def _is_growth(node: ast.expr) -> bool:
    """Whether it is `1 + rate` or `1 - rate`, of interest or growth."""
    match node:
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Add() | ast.Sub(), right=part):
            names = names_in(part)
            return any(_GROWTH.search(one) for one in names) and not any(_ONCE.search(one) for one in names)
    return False


_ONCE: Final = re.compile(r"tax|vat|tip|discount|fee|steuer|mwst|margin|markup")
"""Rates that are applied once, however long it lasts."""


@check(
    Rule(
        code="debt-falls-by-the-interest",
        title="`{name}` goes down by the interest",
        weights={"correctness": 0.4},
        level="beginner",
        why="Interest makes what is owed more. Only what is paid makes it less.",
        do="Follow one year by hand.",
        example="def still_owed(loan, rate, payment):\n    loan = loan - loan * rate - payment\n    return loan\n",
        better="def still_owed(loan, rate, payment):\n    loan = loan + loan * rate - payment\n    return loan\n",
    )
)
def debt_falls_by_the_interest(program: Program) -> Iterator[Place]:
    """See the rule: a debt becomes itself less a product of itself and a rate."""
    for node in program.all(ast.Assign, ast.AugAssign):
        match node:
            case ast.Assign(targets=[ast.Name() | ast.Attribute() as debt], value=ast.BinOp() as value):
                less = [one.right for one in ast.walk(value) if isinstance(one, ast.BinOp) and _takes_off(one)]
                keeps = ast.unparse(summands(value, less=True)[0]) == ast.unparse(debt)
            case ast.AugAssign(target=ast.Name() | ast.Attribute() as debt, op=ast.Sub(), value=taken):
                less, keeps = [taken], True
            case _:
                continue
        if not keeps or not _DEBT.search(ast.unparse(debt).lower()):
            continue
        for one in less:
            inside = names_in(one)
            if ast.unparse(debt) in inside and any(_INTEREST.search(name) for name in inside):
                yield Place(node.lineno, ast.unparse(debt))


_DEBT: Final = re.compile(r"(?:^|[_.])(?:debts?|loans?|mortgage|owed|schulden)(?:_|$)")
_INTEREST: Final = re.compile(r"(?:^|[_.])(?:interest|rate|percent|zins)(?:_|$)")


def _takes_off(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Sub)


@check(
    Rule(
        code="from-the-start-each-year",
        title="`{name}` is the same in every turn: it is worked out of the start",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each turn multiplies the start once. What the years before have brought is not in it.",
        do="Work the new value out of the one of the year before, or count the years in.",
        example="start = 5000\nrate = 0.03\nfor year in range(1, 6):\n    value = start * (1 + rate)\n"
        "    print(year, value)\n",
        better="start = 5000\nrate = 0.03\nvalue = start\nfor year in range(1, 6):\n    value *= 1 + rate\n"
        "    print(year, value)\n",
    )
)
def from_the_start_each_year(program: Program) -> Iterator[Place]:
    """See the rule: `x = start * (1 + rate)` or `start + start * rate`, of names that the loop leaves as they are."""
    for loop in program.all(ast.For):
        changed = program.changed_in(loop)
        if not isinstance(loop.target, ast.Name) or loop.target.id not in _TURNS:
            continue
        for step in loop.body:
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() as value):
                    used = names_in(value)
                case _:
                    continue
            grows = any(_is_growth(one) for one in ast.walk(value) if isinstance(one, ast.expr))
            rated = any(_GROWTH.search(one) for one in used)
            twice = isinstance(value.op, ast.Add) and bool(names_in(value.left) & names_in(value.right))
            if rated and len(used) > 1 and not used & changed and (grows or twice):
                yield Place(step.lineno, name)


_TURNS: Final = words("_ year years y month months period i n step day week generation jahr")


@check(
    Rule(
        code="one-year-too-few",
        title="`{name}` has one turn less than there are years",
        weights={"correctness": 0.35},
        level="beginner",
        why="From 1 up to, but without, 5 are four turns. Each year has to have one.",
        do="Count the turns for one year.",
        example="def after(money, years):\n    for year in range(1, years):\n        print(year)\n"
        "        money = money * 1.03\n    return money\n",
        better="def after(money, years):\n    for year in range(years):\n        print(year)\n"
        "        money = money * 1.03\n    return money\n",
    )
)
def one_year_too_few(program: Program) -> Iterator[Place]:
    """See the rule: a loop over `range(1, years)`, of a parameter or what was typed in, lets something grow."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(),
                iter=ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=1), ast.Name() as end]) as turns,
            ) if re.fullmatch(r"(?:n_|num_)?(?:years|months|weeks|days|jahre)", end.id.lower()):
                pass
            case _:
                continue
        value = program.value(end)
        known = end.id in program.parameters(program.scope(loop)) or (
            value is not None and "input(" in ast.unparse(value)
        )
        grows = any(
            isinstance(step, ast.AugAssign)
            or (isinstance(step, ast.Assign) and names_in(step.value) & names_in(step.targets[0]))
            for step in loop.body
        )
        before = [one for one in program.before(loop, 3) if isinstance(one, ast.Expr) or "*" in ast.unparse(one)]
        keeps = any(isinstance(one, ast.Subscript | ast.List) for one in ast.walk(loop))
        if known and grows and not before and not keeps:
            yield Place(loop.lineno, ast.unparse(turns))


CHECKS: tuple[Check, ...] = (
    one_year_too_few,
    growth_worked_out_once,
    times_for_the_power,
    debt_falls_by_the_interest,
    from_the_start_each_year,
)
