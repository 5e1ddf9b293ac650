"""Work that ends, fails or goes on at the wrong moment: one half of a transfer, a line to be skipped, a key letter.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_GIVES: Final = words("deposit add credit receive put pay_in")
_TAKES: Final = words("withdraw take remove debit subtract spend pay_out pay deduct")


@check(
    Rule(
        code="one-half-alone",
        title="`{name}` may do one half of its work alone",
        weights={"correctness": 0.35},
        level="beginner",
        why="Taking away may fail. Then the other side has got it all the same, and there is more than before.",
        do="Take away first, and give only when that has worked.",
        example="class Account:\n    def __init__(self):\n        self.balance = 0\n\n    def deposit(self, amount):\n"
        "        self.balance += amount\n\n    def withdraw(self, amount):\n        if amount > self.balance:\n"
        "            raise ValueError('not enough')\n        self.balance -= amount\n\n\n"
        "def transfer(source, target, amount):\n    target.deposit(amount)\n    source.withdraw(amount)\n",
        better="class Account:\n    def __init__(self):\n        self.balance = 0\n\n    def deposit(self, amount):\n"
        "        self.balance += amount\n\n    def withdraw(self, amount):\n        if amount > self.balance:\n"
        "            raise ValueError('not enough')\n        self.balance -= amount\n\n\n"
        "def transfer(source, target, amount):\n    source.withdraw(amount)\n    target.deposit(amount)\n",
    )
)
def one_half_alone(program: Program) -> Iterator[Place]:
    """See the rule: giving before it is asked or known whether there is enough; methods are those written here."""
    raises, refuses = _failing_methods(program)
    for function in program.functions:
        if not re.search(r"(^|_)(transfer|move|send|pay|give)(_|$)", function.name.lower()):
            continue
        line = _given_unasked(function)
        for one, two in pairwise(_unasked(function)):
            first, second = _half(one), _half(two)
            if first is None or second is None or first[0] == second[0] or first[2] != second[2]:
                continue
            gives_first = first[1] in _GIVES and second[1] in raises | refuses
            goes_on = first[1] in refuses and second[1] in _GIVES
            line = one.lineno if gives_first or goes_on else line
        if line:
            yield Place(line, function.name)


def _given_unasked(function: Function) -> int:
    """The line where something is added, before a question that may end the function, and before it is taken away."""
    given: ast.AugAssign | None = None
    asked = False
    for step in function.body:
        match step:
            case ast.AugAssign(op=ast.Add()) if given is None and not asked:
                given = step
            case ast.If(test=ast.Compare(), body=[*_, ast.Return() | ast.Raise()]):
                asked = True
            case ast.AugAssign(op=ast.Sub()) if given is not None and asked:
                return given.lineno if _are_halves(given, step) else 0
    return 0


def _are_halves(given: ast.AugAssign, taken: ast.AugAssign) -> bool:
    """Whether the same is added to one thing and taken from another of its kind."""
    match given.target, taken.target:
        case ast.Attribute(value=one, attr=kept), ast.Attribute(value=other, attr=lost):
            alike = kept == lost and not same(one, other)
        case ast.Subscript(value=one), ast.Subscript(value=other):
            alike = same(one, other) and not same(given.target, taken.target)
        case _:
            return False
    return alike and same(given.value, taken.value)


def _failing_methods(program: Program) -> tuple[set[str], set[str]]:
    """Methods that take away: those of which one may raise an error, and those that return False instead."""
    raises: set[str] = set()
    refuses: set[str] = set()
    for function in program.functions:
        if function.name in _TAKES and isinstance(program.parents[function], ast.ClassDef):
            inside = list(program.within(function))
            if any(isinstance(one, ast.Raise) for one in inside):
                raises.add(function.name)
            elif any(isinstance(one, ast.Return) and _is_false(one.value) for one in inside):
                refuses.add(function.name)
    return raises, refuses


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _unasked(function: Function) -> list[ast.stmt]:
    """The body of a function that asks for nothing."""
    return [] if any(isinstance(one, ast.If | ast.Try) for one in function.body) else function.body


def _half(node: ast.stmt) -> tuple[str, str, str] | None:
    """Whose, which method and what it is given: of a call as a statement."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=name), args=[given], keywords=[])):
            return ast.unparse(owner), name, ast.unparse(given)
    return None


@check(
    Rule(
        code="key-goes-on-at-blanks",
        title="`{name}` goes on for characters that use up no letter of the key",
        weights={"correctness": 0.3},
        level="learning",
        why="Only the letters are changed, each with the next letter of the key. After a blank the wrong letter of the "
        "key is taken.",
        do="Count only where a letter of the key was used.",
        example="def vigenere(text, key):\n    result = []\n    used = 0\n    for char in text:\n"
        "        if char.isalpha():\n            result.append((char, key[used % len(key)]))\n        else:\n"
        "            result.append(char)\n        used += 1\n    return result\n",
        better="def vigenere(text, key):\n    result = []\n    used = 0\n    for char in text:\n"
        "        if char.isalpha():\n            result.append((char, key[used % len(key)]))\n"
        "            used += 1\n        else:\n            result.append(char)\n    return result\n",
    )
)
def key_goes_on_at_blanks(program: Program) -> Iterator[Place]:
    """See the rule: a place in a key, counted in every turn, and asked for in the branch of the letters alone."""
    places: dict[ast.AST, list[str]] = defaultdict(list)
    for node in program.all(ast.Subscript):
        match node.slice:
            case ast.BinOp(left=ast.Name(id=name), op=ast.Mod(), right=ast.Call(func=ast.Name(id="len"))):
                branch = next((one for one, up in program.up(node) if isinstance(up, ast.For | ast.While)), node)
                if isinstance(branch, ast.If) and branch.orelse:
                    places[branch].append(name)
    for branch, names in places.items():
        function, loop = program.function_of(branch), program.parents[branch]
        text = f"{function.name} {ast.get_docstring(function) or ''}".lower() if function is not None else ""
        if not re.search(r"vigen|use up no|not use up|key letter|letters? of the key", text):
            continue
        for step in getattr(loop, "body", []):
            match step:
                case ast.AugAssign(target=ast.Name(id=name), value=value) if name in names and is_const(value, 1):
                    yield Place(step.lineno, name)


@check(
    Rule(
        code="kept-though-lost",
        title="`{name}` is returned with all that was collected, though it should be nothing",
        weights={"correctness": 0.3},
        level="learning",
        why="The docstring says that this case ends with nothing. What the turns before have added is handed over "
        "all the same.",
        do="Return nothing in that case, and add only after asking for it.",
        example="def play(rolls):\n    '''Add up the rolls; a 1 ends the turn with no points.'''\n    points = 0\n"
        "    for roll in rolls:\n        points += roll\n        if roll == 1:\n            return points\n"
        "    return points\n",
        better="def play(rolls):\n    '''Add up the rolls; a 1 ends the turn with no points.'''\n    points = 0\n"
        "    for roll in rolls:\n        points += roll\n        if roll == 1:\n            return 0\n"
        "    return points\n",
    )
)
def kept_though_lost(program: Program) -> Iterator[Place]:
    """See the rule: a loop adds to a name and returns it in one case; nothing ever sets it back, or returns 0.

    So when it only leaves the loop in that case, and what stands behind hands the name over.
    """
    for around in (*program.functions, program.tree):
        if not _LOSES.search(" ".join(program.said(around).split())):
            continue
        if any(isinstance(one, ast.Return) and is_const(one.value, 0) for one in program.within(around)):
            continue
        for loop in program.within(around):
            if isinstance(loop, ast.For | ast.While):
                yield from _kept(program, loop)


_LOSES: Final = re.compile(
    r"\b(?:with|scores?|gets?|gives?|for|earns?|wins?|brings?) (?:no|zero|0) points\b|"
    r"\b(?:scores?|with) nothing\b|\bnothing is (?:scored|earned|won)\b|"
    r"\b(?:loses?|losing|forfeits?) (?:all|everything|the points|what)|\b(?:all|everything|points) (?:is|are) lost\b"
)


def _kept(program: Program, loop: ast.For | ast.While) -> Iterator[Place]:
    """Where a loop returns what it adds to, in one case, and nothing else gives that name a value but its beginning."""
    steps = [part for one in loop.body for part in (one, *(one.orelse if isinstance(one, ast.If) else ()))]
    added = {
        step.target.id: step.target
        for step in steps
        if isinstance(step, ast.AugAssign) and isinstance(step.target, ast.Name)
    }
    match program.after(loop, 1):
        case [ast.Return(value=ast.Name(id=name)) | ast.AugAssign(value=ast.Name(id=name))]:
            behind = {name}
        case [ast.Expr(value=ast.Call(func=ast.Name(id="print")) as shown)]:
            behind = names_in(shown) & {*added}
        case _:
            behind = set()
    for step in loop.body:
        match step:
            case ast.If(test=ast.Compare(ops=[ast.Eq() | ast.In()]), body=[*_, ast.Return(value=ast.Name(id=name))]):
                kept = {name}
            case ast.If(test=ast.Compare(ops=[ast.Eq() | ast.In()]), body=[*_, ast.Break()]) if not loop.orelse:
                kept = behind
            case _:
                continue
        lost = [one for one in kept if one in added and len(step.body) <= _TOLD]
        for name in lost:
            if [is_const(one, 0) for one in program.values(added[name])] == [True] and not _is_set(step, name):
                yield Place(step.body[-1].lineno, name)


_TOLD: Final = 2
"""Statements of the branch: it may say something first."""


def _is_set(step: ast.If, name: str) -> bool:
    """Whether the branch changes the name, or keeps in another one that the case has come."""
    return any(isinstance(one, ast.AugAssign | ast.Assign) for one in step.body) or name in names_in(step.test)


CHECKS: tuple[Check, ...] = (
    one_half_alone,
    key_goes_on_at_blanks,
    kept_though_lost,
)
