"""Ciphers: letters that are moved on and leave the alphabet, keys that end too early, and the way back."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_LETTERS: Final = 26


def _has_remainder(node: ast.AST) -> bool:
    return any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mod | ast.BitXor) for one in ast.walk(node))


def _number_of(node: ast.expr) -> str:
    """The letter whose number an expression is, if that is no letter written down."""
    match node:
        case ast.Call(func=ast.Name(id="ord"), args=[letter]) if not isinstance(letter, ast.Constant):
            return ast.unparse(letter)
    return ""


@check(
    Rule(
        code="one-branch-leaves-the-alphabet",
        title="`{name}` goes on behind the last letter",
        weights={"correctness": 0.4},
        level="beginner",
        why="Behind the last letter come signs that are none. A remainder brings the letter back into the alphabet.",
        do="Do in all branches the same with the number of the letter.",
        example="def moved(sign, key):\n    if sign.isupper():\n        return chr((ord(sign) - 65 + key) % 26 + 65)\n"
        "    return chr(ord(sign) - 97 + key + 97)\n",
        better="def moved(sign, key):\n    if sign.isupper():\n        return chr((ord(sign) - 65 + key) % 26 + 65)\n"
        "    return chr((ord(sign) - 97 + key) % 26 + 97)\n",
    )
)
def one_branch_leaves_the_alphabet(program: Program) -> Iterator[Place]:
    """See the rule: in one branch alone there is no remainder, or a first letter is taken off and put on again."""
    made: dict[ast.AST, list[tuple[ast.expr, set[str]]]] = defaultdict(list)
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="chr"), args=[ast.BinOp() as sums]):
                letters = [one for one in ast.walk(sums) if isinstance(one, ast.Call) and _number_of(one)]
                if len(letters) == 1:
                    keys = names_in(sums) - names_in(letters[0]) - {"ord"}
                    made[program.scope(call)].append((sums, keys))
    lines = set()
    for numbers in made.values():
        wrapped = [keys for number, keys in numbers if _has_remainder(number)]
        moved = set.intersection(*wrapped) if wrapped else set()
        for number, keys in numbers:
            left = not _has_remainder(number) and not _is_asked(program, number)
            if left and (keys & moved or _is_put_back(number)):
                lines.add(number.lineno)
                yield Place(number.lineno, ast.unparse(number)[:50])
    yield from (place for place in _unlike_branches(program) if place.line not in lines)


def _unlike_branches(program: Program) -> Iterator[Place]:
    """`(ord(x) - a + n) % m`, and in a block beside it a sum of the same shape without `%`."""
    for branch in program.all(ast.If):
        beside = branch.orelse or program.after(branch, 1)
        match beside:
            case [ast.If(body=block)]:
                pass
            case block if branch.orelse:
                pass
            case _:
                continue
        for ours, theirs in ((branch.body, block), (block, branch.body)):
            round_here = {program.shape(total, names=False) for total, taken in _sums(program, ours) if taken}
            if round_here and not any(_may_go_round(step) for step in theirs):
                found = next(
                    (total for total, _ in _sums(program, theirs) if program.shape(total, names=False) in round_here),
                    None,
                )
                if found is not None:
                    yield Place(found.lineno, ast.unparse(found)[:40])


def _sums(program: Program, block: list[ast.stmt]) -> list[tuple[ast.BinOp, bool]]:
    """Places of letters that a block works out, with and without `%`."""
    found = []
    for step in block:
        if not isinstance(step, ast.Assign | ast.AugAssign | ast.Return | ast.Expr):
            continue
        for node in ast.walk(step):
            if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)):
                continue
            around = program.parents[node]
            sign = around.op if isinstance(around, ast.BinOp) else None
            if not isinstance(sign, ast.Add | ast.Sub) and _is_moved(node):
                found.append((node, isinstance(sign, ast.Mod) and same(getattr(around, "left", None), node)))
    return found


def _may_go_round(step: ast.stmt) -> bool:
    """Whether it has a condition, a loop or a remainder of its own."""
    if not isinstance(step, ast.Assign | ast.AugAssign | ast.Return | ast.Expr | ast.Continue):
        return True
    return any(isinstance(one, ast.Mod | ast.IfExp) for one in ast.walk(step))


def _is_moved(node: ast.BinOp) -> bool:
    """Whether it is the number of a letter, counted from the first one, and a shift."""
    terms = summands(node, less=True)
    by_code = len(terms) > _PAIR and any(call_name(one) == "ord" for one in terms)
    return by_code or (len(terms) == _PAIR and any(method_of(one) in ("index", "find") for one in terms))


_PAIR: Final = 2


def _is_put_back(number: ast.expr) -> bool:
    """Whether a term is taken off and added again, with something else beside it."""
    sums = [one for one in ast.walk(number) if isinstance(one, ast.BinOp)]
    off, on = ({ast.unparse(one.right) for one in sums if isinstance(one.op, sign)} for sign in (ast.Sub, ast.Add))
    return bool(off & on and on - off)


def _is_asked(program: Program, number: ast.expr) -> bool:
    """Whether the branch around has asked whether the moved letter is still in the alphabet."""
    tests = [up.test for _, up in program.up(number) if isinstance(up, ast.If | ast.IfExp)]
    return any(
        isinstance(one, ast.BinOp) and names_in(one) & names_in(number) for test in tests for one in ast.walk(test)
    )


@check(
    Rule(
        code="remainder-of-the-whole-number",
        title="`{name}` takes the remainder of the letter's number, not of its place in the alphabet",
        weights={"correctness": 0.4},
        level="beginner",
        why="The number of `a` is 97. Only what is left when the number of the first letter is taken off counts from "
        "0, and 26 places later the alphabet begins anew.",
        do="Take the number of the first letter off before the remainder is taken.",
        example="def moved(sign, key):\n    return chr((ord(sign) + key) % 26 + ord('a'))\n",
        better="def moved(sign, key):\n    return chr((ord(sign) - ord('a') + key) % 26 + ord('a'))\n",
    )
)
def remainder_of_the_whole_number(program: Program) -> Iterator[Place]:
    """See the rule: `(ord(c) + k) % 26` with a first letter added, and `ord(c) + k % 26` without one taken off."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(op=ast.Add()):
                parts = summands(node)
            case _:
                continue
        for part in parts:
            match part:
                case ast.BinOp(left=ast.BinOp(op=ast.Add()) as inner, op=ast.Mod(), right=size) if _is_alphabet(
                    program, size
                ):
                    pass
                case _:
                    continue
            sums = summands(inner)
            letters = [one for one in sums if _number_of(one)]
            keys = [one for one in sums if isinstance(one, ast.Name) and one.id in _parameters(program, one)]
            first = [one for one in parts if one is not part]
            if len(letters) == 1 and len(keys) == 1 and len(sums) == len(letters + keys) and len(first) == 1:
                yield Place(node.lineno, ast.unparse(part)[:50])


def _is_alphabet(program: Program, size: ast.expr) -> bool:
    return is_const(size, _LETTERS) or program.number(size) == _LETTERS


def _parameters(program: Program, node: ast.Name) -> set[str]:
    """Parameters of the function around that nothing else is given to."""
    scope = program.scope(node)
    return set() if program.values(node) else set(program.parameters(scope))


@check(
    Rule(
        code="place-behind-the-alphabet",
        title="`{name}` has no letter for the last ones of the alphabet",
        weights={"correctness": 0.4},
        level="beginner",
        why="A letter near the end moves to a place that does not exist: the alphabet has to begin anew.",
        do="Take the remainder of the place by the number of letters.",
        example="LETTERS = 'abcdefghijklmnopqrstuvwxyz'\n\n\ndef moved(sign, key):\n"
        "    return LETTERS[LETTERS.index(sign) + key]\n",
        better="LETTERS = 'abcdefghijklmnopqrstuvwxyz'\n\n\ndef moved(sign, key):\n"
        "    return LETTERS[(LETTERS.index(sign) + key) % len(LETTERS)]\n",
    )
)
def place_behind_the_alphabet(program: Program) -> Iterator[Place]:
    """See the rule: the place of a letter and a name are added, and that is the place that is read."""
    for node in program.all(ast.Subscript):
        moved = program.value(node.slice) if isinstance(node.slice, ast.Name) else node.slice
        match moved:
            case ast.BinOp(left=place, op=ast.Add(), right=ast.Name() | ast.Attribute()):
                found = program.value(place) if isinstance(place, ast.Name) else place
            case _:
                continue
        if not isinstance(found, ast.Call) or method_of(found) not in ("index", "find") or not found.args:
            continue
        owner = found.func.value  # type: ignore[attr-defined]  # a method's
        text = program.written(node.value) if isinstance(node.value, ast.Name) else node.value
        once = text is None or not isinstance(text, ast.BinOp)
        asked = isinstance(node.slice, ast.Name) and _is_compared(program, node.slice)
        if same(owner, node.value) and once and not asked and _ALPHABET.search(ast.unparse(owner).lower()):
            yield Place(node.lineno, ast.unparse(node)[:50])


_ALPHABET: Final = re.compile(r"alpha|letters|chars|characters|ascii|abc|symbols")


def _is_compared(program: Program, name: ast.Name) -> bool:
    places = program.places(program.scope(name), name.id)[:50]
    return any(isinstance(program.parents[one], ast.Compare) for one in places)


CHECKS: tuple[Check, ...] = (
    one_branch_leaves_the_alphabet,
    remainder_of_the_whole_number,
    place_behind_the_alphabet,
)
