"""Ciphers: letters that are moved on and leave the alphabet, keys that end too early, and the way back."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const, method_of, names_in, same
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
    for numbers in made.values():
        wrapped = [keys for number, keys in numbers if _has_remainder(number)]
        moved = set.intersection(*wrapped) if wrapped else set()
        for number, keys in numbers:
            left = not _has_remainder(number) and not _is_asked(program, number)
            if left and (keys & moved or _is_put_back(number)):
                yield Place(number.lineno, ast.unparse(number)[:50])


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
        code="one-letter-beside",
        title="`{name}` takes off another number than the alphabet has letters",
        weights={"correctness": 0.4},
        level="beginner",
        why="The letter behind z is a: it lies 26 places before the one that would follow.",
        do="Try it with the last letter and one step.",
        example="def moved(sign, key):\n    number = ord(sign) + key\n    if number > ord('z'):\n        number -= 25\n"
        "    return chr(number)\n",
        better="def moved(sign, key):\n    number = ord(sign) + key\n    if number > ord('z'):\n        number -= 26\n"
        "    return chr(number)\n",
    )
)
def one_letter_beside(program: Program) -> Iterator[Place]:
    """See the rule: 25 or 27 taken off, or added, where a number is beyond the last or first letter."""
    nodes: list[ast.If | ast.While] = [*program.all(ast.If), *program.all(ast.While)]
    for node in nodes:
        match node.test:
            case ast.Compare(left=number, ops=[ast.Gt() | ast.Lt()], comparators=[bound]) if _is_end(bound):
                pass
            case _:
                continue
        for step in node.body:
            match step:
                case ast.AugAssign(target=target, op=ast.Add() | ast.Sub(), value=ast.Constant(value=25 | 27)):
                    source = target
                case ast.Assign(
                    targets=[target],
                    value=ast.BinOp(left=source, op=ast.Add() | ast.Sub(), right=ast.Constant(value=25 | 27)),
                ):
                    pass
                case _:
                    continue
            if ast.unparse(target) == ast.unparse(number) == ast.unparse(source):
                yield Place(step.lineno, ast.unparse(step))


def _is_end(bound: ast.expr) -> bool:
    """Whether it is the number of the first or last letter."""
    match bound:
        case ast.Call(func=ast.Name(id="ord"), args=[ast.Constant(value="a" | "z" | "A" | "Z")]):
            return True
    return is_const(bound, 65, 90, 97, 122)


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


@check(
    Rule(
        code="key-ends-too-early",
        title="`{name}` lies behind the end of the key when the text is longer",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each letter takes the next place of the key, and a key is shorter than most texts.",
        do="Begin anew with the key when it is used up.",
        example="def mix(text, key):\n    found = []\n    used = 0\n    for sign in text:\n"
        "        found.append((sign, key[used]))\n        used += 1\n    return found\n",
        better="def mix(text, key):\n    found = []\n    used = 0\n    for sign in text:\n"
        "        found.append((sign, key[used % len(key)]))\n        used += 1\n    return found\n",
    )
)
def key_ends_too_early(program: Program) -> Iterator[Place]:
    """See the rule: a parameter that is called a key, read by a counter of a walk through another text."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(value=ast.Name(id=key) as owner, slice=ast.Name(id=place), ctx=ast.Load()):
                pass
            case _:
                continue
        scope = program.scope(node)
        loops = [one for one in program.loops_around(node) if isinstance(one, ast.For)]
        if not _KEY.fullmatch(key) or key not in program.parameters(scope) or program.values(owner) or not loops:
            continue
        loop = loops[-1]
        if key in names_in(loop.iter) or _is_for_numbers(loop):
            continue
        counts = [program.parents[one] for one in program.places(scope, place)[:50]]
        stores = [one for one in counts if isinstance(one, ast.AugAssign | ast.Assign | ast.For | ast.Tuple)]
        steps = [one for one in stores if isinstance(one, ast.AugAssign) and is_const(one.value, 1)]
        begun = [one for one in stores if isinstance(one, ast.Assign) and is_const(one.value, 0)]
        asked = any(isinstance(one, ast.Compare | ast.BinOp) for one in counts)
        if len(stores) == len(steps) + len(begun) == 2 and len(steps) == 1 and not asked:  # noqa: PLR2004 - of each one
            yield Place(node.lineno, ast.unparse(node))


_KEY: Final = re.compile(r"key|keyword|key_?word|secret|passphrase|password")


def _is_for_numbers(loop: ast.For) -> bool:
    return isinstance(loop.iter, ast.Call) and getattr(loop.iter.func, "id", "") in ("range", "zip")


@check(
    Rule(
        code="no-way-back",
        title="`{name}` moves in the same direction as its counterpart",
        weights={"correctness": 0.4},
        level="beginner",
        why="What one function adds the other one has to take off. Now the text is moved twice as far.",
        do="Follow one letter through both functions.",
        example="def encrypt(text, key):\n    return ''.join(chr((ord(one) - 97 + key) % 26 + 97) for one in text)\n"
        "\n\ndef decrypt(text, key):\n    return ''.join(chr((ord(one) - 97 + key) % 26 + 97) for one in text)\n",
        better="def encrypt(text, key):\n    return ''.join(chr((ord(one) - 97 + key) % 26 + 97) for one in text)\n"
        "\n\ndef decrypt(text, key):\n    return ''.join(chr((ord(one) - 97 - key) % 26 + 97) for one in text)\n",
    )
)
def no_way_back(program: Program) -> Iterator[Place]:
    """See the rule: both are written alike, and add a parameter or attribute before a remainder is taken."""
    named = {(program.parents[one], one.name.lower()): one for one in program.functions}
    for (owner, name), back in named.items():
        there = _COUNTERPARTS.get(re.split(r"_", name)[0])
        forth = named.get((owner, name.replace(*there[::-1]))) if there else None
        if forth is not None and forth is not back and _moves(back) and _code(forth) == _code(back):
            yield Place(back.lineno, back.name)


_COUNTERPARTS: Final = {
    "decrypt": ("encrypt", "decrypt"),
    "decode": ("encode", "decode"),
    "decipher": ("encipher", "decipher"),
}


def _code(function: Function) -> list[str]:
    """The statements of a function, without its docstring."""
    return [
        ast.dump(one)
        for one in function.body
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]


def _moves(function: Function) -> bool:
    """Whether a name or attribute is added to the number of a letter, and a remainder is taken."""
    return _has_remainder(function) and any(
        isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add) and isinstance(one.right, ast.Name | ast.Attribute)
        for one in ast.walk(function)
    )


CHECKS: tuple[Check, ...] = (
    one_branch_leaves_the_alphabet,
    remainder_of_the_whole_number,
    one_letter_beside,
    place_behind_the_alphabet,
    key_ends_too_early,
    no_way_back,
)
