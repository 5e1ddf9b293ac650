"""Steps that belong to every turn of a loop, and that stand in one of its branches alone."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 50
"""Places of a name that are looked at."""


def _step_of(node: ast.stmt) -> str:
    """`x` of `x += 1`, `x -= 1`, `x = x + 1`, `x *= 2` and the like, by a number that is written down."""
    match node:
        case ast.AugAssign(target=ast.Name(id=name), value=ast.Constant(value=int())):
            return name
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.BinOp(left=ast.Name(id=again), right=ast.Constant(value=int())),
        ) if name == again:
            return name
    return ""


@check(
    Rule(
        code="place-moves-with-some-digits",
        title="`{name}` moves on only where the digit counts",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each digit has its place, a 0 too: behind a 0 that is passed over, all the others get the wrong value.",
        do="Move on in every turn, outside of the `if`. Try '101'.",
        example="def value_of(bits):\n    total = 0\n    weight = 2 ** (len(bits) - 1)\n    for bit in bits:\n"
        "        if bit == '1':\n            total += weight\n            weight //= 2\n    return total\n",
        better="def value_of(bits):\n    total = 0\n    weight = 2 ** (len(bits) - 1)\n    for bit in bits:\n"
        "        if bit == '1':\n            total += weight\n        weight //= 2\n    return total\n",
    )
)
def place_moves_with_some_digits(program: Program) -> Iterator[Place]:
    """See the rule: `total += b ** p` and the only step of `p`, or `total += w` and `w *= b`, where a digit is no 0."""
    for choice in program.all(ast.If):
        if choice.orelse or not _asks_for_zero(choice.test):
            continue
        loop = program.parents[choice]
        steps = {name: one for one in choice.body if (name := _step_of(one))}
        if not isinstance(loop, ast.For | ast.While) or not steps:
            continue
        for one in choice.body:
            match one:
                case ast.AugAssign(op=ast.Add(), value=value):
                    place = _place_of(value) & set(steps)
                case _:
                    continue
            for name in place:
                step = steps[name]
                stores = [
                    other
                    for other in program.places(program.scope(loop), name)[:_MANY]
                    if not isinstance(other.ctx, ast.Load) and loop.lineno < other.lineno <= (loop.end_lineno or 0)
                ]
                if len(stores) == 1 and step is not one and name not in names_in(choice.test):
                    yield Place(step.lineno, name)


def _asks_for_zero(test: ast.expr) -> bool:
    """`sign == '1'`, `digit != 0`: whether what is passed over is a 0 among digits."""
    named = bool(_DIGIT.search(ast.unparse(test).lower()))
    match test:
        case ast.Compare(ops=[ast.Eq()], comparators=[bound]):
            return is_const(bound, "1") or (named and is_const(bound, 1))
        case ast.Compare(ops=[ast.NotEq() | ast.Gt()], comparators=[bound]):
            return is_const(bound, "0") or (named and is_const(bound, 0))
    return False


_DIGIT: Final = re.compile(r"bit|digit|binar")


def _place_of(value: ast.expr) -> set[str]:
    """`p` of `2 ** p`, `digit * 10 ** p` and `1 << p`, and `w` of `w` and `digit * w`."""
    match value:
        case ast.BinOp(left=ast.Constant(), op=ast.Pow() | ast.LShift(), right=ast.Name(id=name)) | ast.Name(id=name):
            return {name}
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            powers = (left, right)
            return {name for one in powers if isinstance(one, ast.BinOp | ast.Name) for name in _place_of(one)}
    return set()


_TRIES: Final = re.compile(r"(?:^|_)(?:tries|attempts?|guess(?:es)?|versuche?)(?:$|_)")
_COUNT: Final = re.compile(r"count|counter|turns?|rounds?|steps|n")
_GUESS: Final = re.compile(r"guess|secret|\btip|hidden")
_ONE_SIDE: Final = re.compile(r"won|lost|low|high|small|big|large|wrong|right|hit|miss|under|over|above|below|hint")


@check(
    Rule(
        code="counted-on-one-side",
        title="`{name}` is counted on one side only",
        weights={"correctness": 0.4},
        level="beginner",
        why="A try that is too great is a try as well as one that is too small. It counts only in one of the branches.",
        do="Count in each turn, before or behind the branches. Try it with a number on the other side.",
        example="def play(secret, guesses):\n    tries = 0\n    for guess in guesses:\n        if guess < secret:\n"
        "            tries += 1\n            print('too small')\n        elif guess > secret:\n"
        "            print('too big')\n        else:\n            break\n    return tries\n",
        better="def play(secret, guesses):\n    tries = 0\n    for guess in guesses:\n        tries += 1\n"
        "        if guess < secret:\n            print('too small')\n        elif guess > secret:\n"
        "            print('too big')\n        else:\n            break\n    return tries\n",
    )
)
def counted_on_one_side(program: Program) -> Iterator[Place]:
    """See the rule: `if a < b` with a step of a counter of tries, and `elif a > b` or `else` without it, in a loop.

    Or `if a == b` with the only step, in `while a != b`.
    """
    for choice in program.all(ast.If):
        if not isinstance(program.parents[choice], ast.While | ast.For):
            continue
        branches = _sides(choice) or _ends(program, choice)
        if len(branches) < _BOTH:
            continue
        steps = [{name for one in block if (name := _step_of(one))} for block in branches]
        for name in steps[0] ^ steps[1]:
            told = _COUNT.fullmatch(name) and _GUESS.search(ast.unparse(choice.test).lower())
            if not (told or _TRIES.search(name)) or _ONE_SIDE.search(name):
                continue
            loop = program.parents[choice]
            stores = [
                one
                for one in program.places(program.scope(choice), name)[:_MANY]
                if not isinstance(one.ctx, ast.Load) and loop.lineno < one.lineno <= (loop.end_lineno or 0)  # type: ignore[attr-defined]
            ]
            asked = any(name in names_in(one.test) for one in ast.walk(choice) if isinstance(one, ast.If | ast.While))
            if len(stores) == 1 and not asked:
                yield Place(stores[0].lineno, name)


_BOTH: Final = 2


def _sides(choice: ast.If) -> list[list[ast.stmt]]:
    """The branches of `a < b` and of `a > b`, where a chain of choices has both."""
    found: dict[type[ast.cmpop], list[ast.stmt]] = {}
    first: ast.Compare | None = None
    node: ast.stmt | None = choice
    rest: list[ast.stmt] = []
    for _ in range(_CHAIN):
        if not isinstance(node, ast.If):
            break
        match node.test:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.Gt() as sign], comparators=[right]):
                if first is None or (same(first.left, left) and same(first.comparators[0], right)):
                    found[type(sign)] = node.body
                    first = first or node.test
        rest = node.orelse
        node = rest[0] if len(rest) == 1 else None
    if (
        len(found) == 1
        and isinstance(choice.test, ast.Compare)
        and choice.test is first
        and not isinstance(node, ast.If)
    ):
        return [*found.values(), rest] if rest else []
    return list(found.values()) if len(found) == _BOTH else []


def _ends(program: Program, choice: ast.If) -> list[list[ast.stmt]]:
    """The branches of `if a == b` in `while a != b`: none of them is the only one that tries."""
    match program.parents[choice], choice.test:
        case (
            ast.While(test=ast.Compare(left=one, ops=[ast.NotEq()], comparators=[other])),
            ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]),
        ) if choice.orelse and same(one, left) and same(other, right):
            if any(_step_of(step) for step in choice.body):
                return [choice.body, choice.orelse]
    return []


_CHAIN: Final = 5

_DEALT_WITH: Final = re.compile(
    r"(?:^|[_.])(?:guessed|guesses|tried|used|seen|visited|asked|checked|done|called|handled|processed|entered|typed|played)"
    r"(?:$|_)"
)


@check(
    Rule(
        code="remembered-in-one-branch",
        title="`{name}` remembers only some of those that were there",
        weights={"correctness": 0.4},
        level="beginner",
        why="What was there before is passed over. Those of the other branch are not remembered, and so they count "
        "again each time they come.",
        do="Remember each one, before the branches. Try one that is wrong twice.",
        example="def lost_lives(word, letters):\n    guessed = []\n    lost = 0\n    for letter in letters:\n"
        "        if letter in guessed:\n            continue\n        if letter in word:\n"
        "            guessed.append(letter)\n        else:\n            lost += 1\n    return lost\n",
        better="def lost_lives(word, letters):\n    guessed = []\n    lost = 0\n    for letter in letters:\n"
        "        if letter in guessed:\n            continue\n        guessed.append(letter)\n"
        "        if letter not in word:\n            lost += 1\n    return lost\n",
    )
)
def remembered_in_one_branch(program: Program) -> Iterator[Place]:
    """See the rule: `if x in seen: continue`, then `seen` gets x in one branch, while the other counts something."""
    for choice in program.all(ast.If):
        match choice.test:
            case ast.Compare(
                left=ast.Name() as one, ops=[ast.In()], comparators=[ast.Name() | ast.Attribute() as seen]
            ):
                name = ast.unparse(seen)
            case _:
                continue
        if not _DEALT_WITH.search(name):
            continue
        if isinstance(choice.body[-1], _LEAVES) and not choice.orelse:
            behind = program.after(choice, _NEAR)
        elif len(choice.orelse) == 1 and isinstance(choice.orelse[0], ast.If):
            behind = choice.orelse
        else:
            behind = []
        kept = [(step, keeps) for step in behind if (keeps := _keeping(step, name, one.id))]
        if len(kept) != 1 or not isinstance(kept[0][0], ast.If):
            continue
        step = kept[0][0]
        leaves = isinstance(step.body[-1], _LEAVES) and not step.orelse
        blocks = (step.body, program.after(step, _NEAR) if leaves else step.orelse)
        first, second = (any(_keeping(each, name, one.id) for each in block) for block in blocks)
        other = blocks[first]
        counts = any(isinstance(each, ast.AugAssign) and is_const(each.value, 1) for each in other)
        if first != second and counts and not _keeping_any(other, one.id):
            yield Place(step.lineno, name)


_NEAR: Final = 6
_LEAVES: Final = (ast.Continue, ast.Return, ast.Raise)


def _keeping(step: ast.stmt, owner: str, name: str) -> bool:
    """Whether `owner.append(name)`, `owner.add(name)` or `owner += name` is in a statement."""
    for node in ast.walk(step):
        match node:
            case ast.Call(func=ast.Attribute(value=kept), args=[ast.Name(id=given)]):
                if method_of(node) in ("append", "add") and given == name and ast.unparse(kept) == owner:
                    return True
            case ast.AugAssign(target=target, op=ast.Add() | ast.BitOr(), value=value):
                if ast.unparse(target) == owner and name in names_in(value):
                    return True
    return False


def _keeping_any(block: list[ast.stmt], name: str) -> bool:
    """Whether a block keeps it somewhere."""
    return any(
        method_of(node) in ("append", "add") and name in names_in(node)
        for step in block
        for node in ast.walk(step)
        if isinstance(node, ast.Call)
    )


CHECKS: tuple[Check, ...] = (place_moves_with_some_digits, counted_on_one_side, remembered_in_one_branch)
