"""Steps that are done before or behind another one, where the result depends on which comes first."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 4
"""Statements behind an assignment that are looked at."""


@check(
    Rule(
        code="difference-behind-the-change",
        title="`{name}` is always 0: the two have just been made the same",
        weights={"correctness": 0.45},
        level="beginner",
        why="The old value is gone when the difference is worked out, so nothing of the change is left to measure.",
        do="Work the difference out first, and set the new value afterwards.",
        example="class Meter:\n    def __init__(self):\n        self.stand = 0\n        self.used = 0\n\n"
        "    def read(self, stand):\n        self.stand = stand\n        self.used += stand - self.stand\n",
        better="class Meter:\n    def __init__(self):\n        self.stand = 0\n        self.used = 0\n\n"
        "    def read(self, stand):\n        self.used += stand - self.stand\n        self.stand = stand\n",
    )
)
def difference_behind_the_change(program: Program) -> Iterator[Place]:
    """See the rule: `self.a = b`, and in one of the next statements `self.a - b` or `b - self.a`."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Attribute() as target], value=ast.Name() | ast.Attribute() as value):
                pass
            case _:
                continue
        names = names_in(target) | names_in(value)
        for later in program.after(step, _NEAR):
            if not isinstance(later, ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.AnnAssign):
                break
            found = next((one for one in ast.walk(later) if _between(one, target, value)), None)
            if found is not None:
                yield Place(later.lineno, ast.unparse(found)[:40])
                break
            acts = isinstance(later, ast.Expr) and call_name(later.value) != "print"
            if acts or _stored(later) & names:
                break


@check(
    Rule(
        code="emptied-before-it-is-used",
        title="`{name}` has just been set to 0, and is asked for what it was",
        weights={"correctness": 0.45},
        level="beginner",
        why="The old amount is gone when the next line works with it.",
        do="Work with the old amount first, and set it to 0 afterwards.",
        example="class Box:\n    def __init__(self):\n        self.coins = 0\n\n    def put(self, coins):\n"
        "        self.coins += coins\n\n    def pay(self, price):\n        self.coins = 0\n"
        "        change = self.coins - price\n        return change\n",
        better="class Box:\n    def __init__(self):\n        self.coins = 0\n\n    def put(self, coins):\n"
        "        self.coins += coins\n\n    def pay(self, price):\n        change = self.coins - price\n"
        "        self.coins = 0\n        return change\n",
    )
)
def emptied_before_it_is_used(program: Program) -> Iterator[Place]:
    """See the rule: `self.a = 0`, or something empty, and in the next line a name of the method for what it was."""
    for step in program.all(ast.Assign):
        match step, program.after(step, 1):
            case (
                ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self")) as emptied], value=value),
                [ast.Assign(targets=[ast.Name()], value=used)],
            ) if is_const(value, 0, "") or ast.unparse(value) in ("[]", "{}", "set()"):
                pass
            case _:
                continue
        whole = ast.unparse(used) == ast.unparse(emptied)
        worked_out = isinstance(used, ast.BinOp) and ast.unparse(emptied) in map(ast.unparse, (used.left, used.right))
        if whole or worked_out:
            yield Place(step.lineno + 1, ast.unparse(emptied))


def _between(node: ast.AST, one: ast.expr, other: ast.expr) -> bool:
    """Whether it is the difference of two expressions; the way they are stored or read does not matter."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
        return False
    return {ast.unparse(node.left), ast.unparse(node.right)} == {ast.unparse(one), ast.unparse(other)}


def _stored(step: ast.stmt) -> set[str]:
    stored = [
        one for one in ast.walk(step) if isinstance(one, ast.Name | ast.Attribute) and not isinstance(one.ctx, ast.Load)
    ]
    return {name for one in stored for name in names_in(one)}


_FROM_OLD: Final = re.compile(
    r"\b(?:from|on|of|with|by|use|uses|using) (?:the |both |two )*(?:old|previous|former) "
    r"(?:\w+ )?(?:numbers?|values?|ones?|amounts?|counts?|populations?|states?|sizes?|figures?)\b|"
    r"\bfrom the (?:numbers|values|amounts|counts|populations|states|sizes|figures) "
    r"(?:of|at) the (?:day|week|month|year|turn|step|round|hour|minute|generation|season|period) before\b|"
    r"\bat the same time\b|\bsimultaneous(?:ly)?\b"
)


@check(
    Rule(
        code="new-value-for-the-old",
        title="`{name}` is worked out from a value that has just become new",
        weights={"correctness": 0.4},
        level="beginner",
        why="The text says that the new values come from the old ones. One of them has been replaced in the line "
        "before.",
        do="Work out both new values first and replace both afterwards, or assign both in one line.",
        example="def grow(hares, wolves, years):\n    '''Both follow from the old numbers.'''\n"
        "    for _ in range(years):\n        hares = hares * 2 - wolves\n        wolves = wolves + hares // 9\n"
        "    return hares, wolves\n",
        better="def grow(hares, wolves, years):\n    '''Both follow from the old numbers.'''\n"
        "    for _ in range(years):\n        hares, wolves = hares * 2 - wolves, wolves + hares // 9\n"
        "    return hares, wolves\n",
    )
)
def new_value_for_the_old(program: Program) -> Iterator[Place]:
    """See the rule: `a = f(a, b)` and right behind it `b = g(a, b)`, in a function that speaks of old values."""
    for first in program.all(ast.Assign):
        function = program.function_of(first)
        match first, program.after(first, 1):
            case (
                ast.Assign(targets=[ast.Name() | ast.Attribute() as one], value=value),
                [ast.Assign(targets=[ast.Name() | ast.Attribute() as other], value=behind)],
            ) if function is not None:
                pass
            case _:
                continue
        both = names_in(one) | names_in(other)
        said = " ".join(program.said(function).split())
        trick = ast.unparse(behind) == f"{ast.unparse(one)} - {ast.unparse(other)}"  # gives the old one back
        tells = _FROM_OLD.search(said) and not trick and "swap" not in said and "exchange" not in said
        if tells and len(both) == len((one, other)) and both <= names_in(value) and both <= names_in(behind):
            yield Place(first.lineno + 1, ast.unparse(other))


_DOWN: Final = re.compile(
    r"\bcount(?:s|ing)?[ _]?down\b|\bn, ?\(?n ?- ?1\b|\bdown to (?:0|1|zero|one)\b|\bfrom n to (?:0|1|zero|one)\b|"
    r"\b(?:descending|falling|decreasing) order\b"
)
_UP: Final = re.compile(
    r"\bcount(?:s|ing)?[ _]?up\b|\b1, ?2, ?(?:3, ?)?(?:\.\.\.|…),? ?n\b|\b(?:from )?(?:0|1|zero|one) (?:up )?to n\b|"
    r"\b(?:ascending|rising|increasing) order\b"
)


@check(
    Rule(
        code="shown-on-the-other-side",
        title="`{name}` shows the numbers in the other order than it says",
        weights={"correctness": 0.45},
        level="beginner",
        why="What stands behind the call of itself is done on the way back, the innermost call first. What stands "
        "before it is done on the way in.",
        do="Put the output on the other side of the call.",
        example="def count_down(n):\n    if n == 0:\n        print('Go!')\n        return\n    count_down(n - 1)\n"
        "    print(n)\n",
        better="def count_down(n):\n    if n == 0:\n        print('Go!')\n        return\n    print(n)\n"
        "    count_down(n - 1)\n",
    )
)
def shown_on_the_other_side(program: Program) -> Iterator[Place]:
    """See the rule: `print(n)` beside `f(n - 1)` in a function whose name or docstring tells the order."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, Function) or len(calls) != 1:
            continue
        said = " ".join(program.purpose(function).split())
        down, up = bool(_DOWN.search(said)), bool(_UP.search(said))
        shown = [one for one in program.within(function) if _shows(one, set(program.parameters(function)))]
        if down == up or len(shown) != 1 or re.search(r"\b(?:back|again|reverse\w*)\b", said):
            continue
        around = program.statement(calls[0])
        if around is None or not isinstance(around, ast.Expr | ast.Return):
            continue
        for block in _blocks(function):
            for before, after in pairwise(block):
                wrong = (around, shown[0]) if down else (shown[0], around)
                if before is wrong[0] and after is wrong[1] and _is_less(calls[0], shown[0]):
                    yield Place(shown[0].lineno, function.name)  # type: ignore[attr-defined]  # a statement's


def _blocks(function: Function) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(function):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield block


def _shows(node: ast.AST, given: set[str]) -> bool:
    """Whether it is the output of a parameter."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Name(id=name), *_])):
            return name in given
    return False


def _is_less(call: ast.Call, shown: ast.AST) -> bool:
    """Whether a function is called with what is shown less 1."""
    match shown:
        case ast.Expr(value=ast.Call(args=[name, *_])):
            return any(
                isinstance(one, ast.BinOp)
                and isinstance(one.op, ast.Sub)
                and is_const(one.right, 1)
                and same(one.left, name)
                for one in call.args
            )
    return False


CHECKS: tuple[Check, ...] = (
    emptied_before_it_is_used,
    difference_behind_the_change,
    new_value_for_the_old,
    shown_on_the_other_side,
)
