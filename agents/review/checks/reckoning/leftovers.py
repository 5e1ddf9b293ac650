"""Numbers that cannot be meant: the whole of a rest, a part by the first place, a lack below zero, percent twice."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 2  # statements between the remainder and the quotient


@check(
    Rule(
        code="whole-of-the-rest",
        title="`{name}` is 0: the remainder has been taken before",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is left of a division is less than the divisor, so the divisor never fits into it once more.",
        do="Work out how often it fits before only the rest is kept.",
        example="class Watch:\n    def __init__(self):\n        self.hours = 0\n        self.minutes = 0\n\n"
        "    def wait(self, minutes):\n        self.minutes += minutes\n        self.minutes %= 60\n"
        "        self.hours += self.minutes // 60\n",
        better="class Watch:\n    def __init__(self):\n        self.hours = 0\n        self.minutes = 0\n\n"
        "    def wait(self, minutes):\n        self.minutes += minutes\n        self.hours += self.minutes // 60\n"
        "        self.minutes %= 60\n",
    )
)
def whole_of_the_rest(program: Program) -> Iterator[Place]:
    """See the rule: `x %= n` or `x = x % n`, and then `x // n`; `x % n // n`."""
    for step in program.all(ast.AugAssign, ast.Assign):
        match step:
            case ast.AugAssign(target=target, op=ast.Mod(), value=divisor):
                pass
            case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Mod(), right=divisor)) if ast.unparse(
                target
            ) == ast.unparse(left):
                pass
            case _:
                continue
        wanted = f"{ast.unparse(target)} // {ast.unparse(divisor)}"
        for later in program.after(step, _NEAR):
            if isinstance(later, ast.Assign | ast.AugAssign) and wanted in ast.unparse(later.value):
                yield Place(later.lineno, wanted)
            if isinstance(later, ast.Assign | ast.AugAssign) and ast.unparse(target) in _targets(later):
                break
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(op=ast.Mod(), right=first), op=ast.FloorDiv(), right=second):
                if ast.unparse(first) == ast.unparse(second):
                    yield Place(node.lineno, ast.unparse(node))


def _targets(step: ast.Assign | ast.AugAssign) -> list[str]:
    return [ast.unparse(one) for one in (step.targets if isinstance(step, ast.Assign) else [step.target])]


@check(
    Rule(
        code="divides-by-the-first-place",
        title="`{name}` divides by 0 in the first turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="`range` and `enumerate` begin with 0; in the first turn one element has been counted, not none.",
        do="Ask how many elements there are up to this turn, the first one included.",
        example="def means(values):\n    found = []\n    total = 0\n    for at, value in enumerate(values):\n"
        "        total += value\n        found.append(total / at)\n    return found\n",
        better="def means(values):\n    found = []\n    total = 0\n    for at, value in enumerate(values):\n"
        "        total += value\n        found.append(total / (at + 1))\n    return found\n",
    )
)
def divides_by_the_first_place(program: Program) -> Iterator[Place]:
    """See the rule: a division by the index alone, which no condition of the loop asks for and nothing changes."""
    for loop in program.all(ast.For):
        index = _index_from_zero(loop)
        if not index:
            continue
        inside = [one for step in loop.body for one in ast.walk(step)]
        asks = [one.test for one in inside if isinstance(one, ast.If | ast.IfExp | ast.While)]
        asks += [part for one in inside if isinstance(one, ast.BoolOp) for part in one.values]
        changed = sum(
            isinstance(one, ast.Name) and one.id == index and isinstance(one.ctx, ast.Store) for one in inside
        )
        if changed or any(index in names_in(one) for one in asks) or any(isinstance(one, ast.Try) for one in inside):
            continue
        for one in inside:
            match one:
                case ast.BinOp(op=ast.Div() | ast.FloorDiv(), right=ast.Name(id=name)) if name == index:
                    if program.loops_around(one)[:1] == [loop] and isinstance(program.statement(one), _PLAIN):
                        yield Place(one.lineno, ast.unparse(one)[:40])


_PLAIN: Final = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return)


def _index_from_zero(loop: ast.For) -> str:
    match loop:
        case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[_])):
            return name
        case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[first, _])):
            return name if is_const(first, 0) else ""
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=name), _]),
            iter=ast.Call(func=ast.Name(id="enumerate"), args=[_], keywords=[]),
        ):
            return name
    return ""


@check(
    Rule(
        code="percent-sign-twice",
        title="`{name}` is made a number of percent twice, or gets two signs",
        weights={"correctness": 0.35},
        level="beginner",
        why="The format with `%` multiplies by 100 itself, and writes the sign.",
        do="Give this format the part of 1, or use the one with `f` for what is in percent already.",
        example="def show(part, whole):\n    share = part / whole\n    print(f'{share * 100:.1%} of all')\n",
        better="def show(part, whole):\n    share = part / whole\n    print(f'{share:.1%} of all')\n",
    )
)
def percent_sign_twice(program: Program) -> Iterator[Place]:
    """See the rule: `{x * 100:.1%}`, `{x:.1%} %`; `p = x * 100` with `{p:.1%}`."""
    for text in program.all(ast.JoinedStr):
        for at, part in enumerate(text.values):
            if not isinstance(part, ast.FormattedValue) or part.format_spec is None:
                continue
            if not ast.unparse(part.format_spec).rstrip("'\"").endswith("%"):
                continue
            behind = text.values[at + 1] if at + 1 < len(text.values) else None
            signs = isinstance(behind, ast.Constant) and re.match(r" ?%", str(behind.value))
            given = program.values(part.value) if isinstance(part.value, ast.Name) else [part.value]
            number = given[0] if len(given) == 1 else None
            if signs or (number is not None and _HUNDRED.search(ast.unparse(number))):
                yield Place(part.lineno, ast.unparse(part.value)[:40])


_HUNDRED: Final = re.compile(r"\* 100(?:\.0)?(?![\d.])|(?<![\d.])100(?:\.0)? \*")


@check(
    Rule(
        code="shortfall-below-zero",
        title="`{name}` is always below zero here",
        weights={"correctness": 0.3},
        level="beginner",
        why="The condition has just made sure that the first one is smaller, so what is missing comes out negative.",
        do="Take the smaller one off the greater one.",
        example="def missing(stock, wanted):\n    short = {}\n    for name, number in stock.items():\n"
        "        if number < wanted[name]:\n            short[name] = number - wanted[name]\n    return short\n",
        better="def missing(stock, wanted):\n    short = {}\n    for name, number in stock.items():\n"
        "        if number < wanted[name]:\n            short[name] = wanted[name] - number\n    return short\n",
    )
)
def shortfall_below_zero(program: Program) -> Iterator[Place]:
    """See the rule: `if a < b: kept = a - b`, kept in a dictionary, a list, or under a name of what is missing."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=less, ops=[ast.Lt() | ast.LtE()], comparators=[more]):
                pass
            case ast.Compare(left=more, ops=[ast.Gt() | ast.GtE()], comparators=[less]):
                pass
            case _:
                continue
        if isinstance(less, ast.Constant) or isinstance(more, ast.Constant):
            continue
        wrong = f"{ast.unparse(less)} - {ast.unparse(more)}"
        for step in node.body:
            if any(ast.unparse(one) == wrong for one in _kept(step)) and _IS_MISSING.search(
                f"{ast.unparse(step)} {program.purpose(node)}".lower()
            ):
                yield Place(step.lineno, wrong[:40])


_IS_MISSING: Final = re.compile(
    r"order|short|miss|need|excess|over(?!lap)|exceed|surplus|lack|refill|debt|owe|late|delay|overtime|extra|deficit|gap"
)


def _kept(step: ast.stmt) -> list[ast.expr]:
    """What a statement keeps, as it stands or as part of a pair."""
    match step:
        case ast.Assign(value=value) | ast.AugAssign(op=ast.Add(), value=value) | ast.Return(value=ast.expr() as value):
            pass
        case ast.Expr(value=ast.Call(args=[value]) as call) if method_of(call) == "append":
            pass
        case _:
            return []
    return [value, *value.elts] if isinstance(value, ast.Tuple) else [value]


CHECKS: tuple[Check, ...] = (whole_of_the_rest, divides_by_the_first_place, percent_sign_twice, shortfall_below_zero)
