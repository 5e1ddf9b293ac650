"""Steps of a loop in the wrong order or at the wrong depth: what is kept, set back, thrown away or asked too early."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, TypeGuard

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added, blocks
from agents.review.nodes import lies_in, same_text
from agents.review.program import Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_BEFORE: Final = re.compile(r"^(prev|previous|before|last|old|former|vorher|letzte[rs]?)(_\w+)?$|_before$")


@check(
    Rule(
        code="previous-never-moves-on",
        title="`{name}` stays what it was before the loop",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each turn compares with the same first value, not with the one of the turn before.",
        do="Keep the value at the end of each turn.",
        example="def rises(values):\n    count = 0\n    previous = values[0]\n    for value in values[1:]:\n"
        "        if value > previous:\n            count += 1\n    return count\n",
        better="def rises(values):\n    count = 0\n    previous = values[0]\n    for value in values[1:]:\n"
        "        if value > previous:\n            count += 1\n        previous = value\n    return count\n",
    )
)
def previous_never_moves_on(program: Program) -> Iterator[Place]:
    """See the rule: a name for the one before, given once, that a loop compares or subtracts its element with."""
    seen: set[tuple[ast.AST, str]] = set()
    pairs: list[ast.Compare | ast.BinOp] = [*program.all(ast.Compare), *program.all(ast.BinOp)]
    for node in pairs:
        names = _pair(node)
        for name, element in (names, names[::-1]):
            scope = program.scope(node)
            if not name or not _BEFORE.search(name) or (scope, name) in seen:
                continue
            stores = [one for one in program.places(scope, name) if not isinstance(one.ctx, ast.Load)]
            loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
            if loop is None or element not in names_in(loop.target) or name in program.outer_names:
                continue
            if len(stores) == 1 and isinstance(program.parents[stores[0]], ast.Assign) and not lies_in(loop, stores[0]):
                seen.add((scope, name))
                yield Place(node.lineno, name)

    yield from _moved_behind_the_loop(program)
    for attribute, line in _attributes_that_stay(program).items():
        yield Place(line, f"self.{attribute}")


def _moved_behind_the_loop(program: Program) -> Iterator[Place]:
    """The one before that a loop asks for, and that only the line behind the loop sets."""
    for loop in program.all(ast.For):
        for step in program.after(loop, 1):
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=element)) if element in names_in(
                    loop.target
                ):
                    pass
                case _:
                    continue
            places = program.places(program.scope(loop), name)
            inside = [one for one in places if lies_in(loop, one)]
            begun = any(isinstance(one.ctx, ast.Store) and one.lineno < loop.lineno for one in places)
            behind = any(one.lineno > step.lineno for one in places)
            if inside and begun and not behind and all(isinstance(one.ctx, ast.Load) for one in inside):
                yield Place(step.lineno, name)


def _attributes_that_stay(program: Program) -> dict[str, int]:
    """Attributes named as the one before that only `__init__` sets: where they are compared with a parameter."""
    stores: dict[str, list[ast.Attribute]] = defaultdict(list)
    for node in program.all(ast.Attribute):
        if not isinstance(node.ctx, ast.Load):
            stores[node.attr].append(node)
    found: dict[str, int] = {}
    for compared in program.all(ast.Compare):
        match compared:
            case ast.Compare(
                left=ast.Name(id=name), comparators=[ast.Attribute(value=ast.Name(id="self"), attr=attribute)]
            ):
                pass
            case ast.Compare(
                left=ast.Attribute(value=ast.Name(id="self"), attr=attribute), comparators=[ast.Name(id=name)]
            ):
                pass
            case _:
                continue
        function = program.function_of(compared)
        if not _BEFORE.search(attribute) or len(stores[attribute]) != 1 or function is None:
            continue
        begun = program.parents[stores[attribute][0]]
        plain = isinstance(begun, ast.Assign) and isinstance(begun.value, ast.Constant)
        if plain and name in program.parameters(function):
            found.setdefault(attribute, compared.lineno)
    return found


def _pair(node: ast.Compare | ast.BinOp) -> tuple[str, str]:
    """The two names that are compared or subtracted."""
    match node:
        case ast.Compare(left=ast.Name(id=one), ops=[sign], comparators=[ast.Name(id=other)]):
            return ("", "") if isinstance(sign, ast.In | ast.NotIn) else (one, other)
        case ast.BinOp(left=ast.Name(id=one), op=ast.Sub(), right=ast.Name(id=other)):
            return one, other
    return "", ""


@check(
    Rule(
        code="compared-with-its-copy",
        title="`{name}` compares a value with itself",
        weights={"correctness": 0.35},
        level="beginner",
        why="The line before has just made the two the same, so the old value is gone before it is asked for.",
        do="Compare first, and keep the new value afterwards.",
        example="def rises(values):\n    found = []\n    before = 0\n    for value in values:\n"
        "        before = value\n        found.append(value > before)\n    return found\n",
        better="def rises(values):\n    found = []\n    before = 0\n    for value in values:\n"
        "        found.append(value > before)\n        before = value\n    return found\n",
    )
)
def compared_with_its_copy(program: Program) -> Iterator[Place]:
    """See the rule: `a = b` in a loop, and in the statement behind it `a` and `b` compared or subtracted."""
    for block in blocks(program):
        for before, after in pairwise(block):
            match before:
                case ast.Assign(targets=[ast.Name(id=one)], value=ast.Name(id=other)) if program.in_loop(before):
                    pass
                case _:
                    continue
            asked: ast.AST = after.test if isinstance(after, ast.If | ast.While) else after
            if isinstance(after, ast.For | ast.With | ast.Try | ast.While | ast.FunctionDef | ast.ClassDef):
                continue
            found = next((part for part in ast.walk(asked) if set(_sides(part)) == {one, other}), None)
            if found is not None and one != other:
                yield Place(after.lineno, ast.unparse(found)[:40])


def _sides(node: ast.AST) -> tuple[str, str]:
    return _pair(node) if isinstance(node, ast.Compare | ast.BinOp) else ("", "")


@check(
    Rule(
        code="kept-where-nothing-changes",
        title="`{name}` is kept only where it is what it was",
        weights={"correctness": 0.35},
        level="beginner",
        why="In this branch both have been found equal, so the line changes nothing, and the other branch keeps "
        "nothing.",
        do="Keep the value in every turn, or in the other branch.",
        example="def without_repeats(letters):\n    found = []\n    last = ''\n    for letter in letters:\n"
        "        if letter != last:\n            found.append(letter)\n        else:\n            last = letter\n"
        "    return found\n",
        better="def without_repeats(letters):\n    found = []\n    last = ''\n    for letter in letters:\n"
        "        if letter != last:\n            found.append(letter)\n        last = letter\n    return found\n",
    )
)
def kept_where_nothing_changes(program: Program) -> Iterator[Place]:
    """See the rule: `if a == b: a = b`, or in the `else` of `!=`."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=one, ops=[ast.Eq()], comparators=[other]):
                equal = node.body
            case ast.Compare(left=one, ops=[ast.NotEq()], comparators=[other]):
                equal = node.orelse
            case _:
                continue
        pair = {ast.unparse(one), ast.unparse(other)}
        for statement in equal:
            match statement:
                case ast.Assign(targets=[target], value=value):
                    if (
                        isinstance(value, ast.Name | ast.Attribute | ast.Subscript)
                        and {ast.unparse(target), ast.unparse(value)} == pair
                    ):
                        yield Place(statement.lineno, ast.unparse(target)[:30])
                case _:
                    continue
            break


@check(
    Rule(
        code="digit-thrown-away",
        title="The first digit is thrown away before `{name}` looks at it",
        weights={"correctness": 0.35},
        level="beginner",
        why="The division takes the last digit off, and the remainder behind it is already that of the next one.",
        do="Take the remainder first, and divide afterwards.",
        example="def digits(number):\n    found = []\n    while number > 0:\n        number //= 10\n"
        "        found.append(number % 10)\n    return found\n",
        better="def digits(number):\n    found = []\n    while number > 0:\n        found.append(number % 10)\n"
        "        number //= 10\n    return found\n",
    )
)
def digit_thrown_away(program: Program) -> Iterator[Place]:
    """See the rule: `n //= k` in a `while`, then `n % k`, which nothing has asked for before."""
    for loop in program.all(ast.While):
        for at, step in enumerate(loop.body):
            match step:
                case ast.AugAssign(target=ast.Name(id=name), op=ast.FloorDiv(), value=base):
                    pass
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.BinOp(left=ast.Name(id=same_name), op=ast.FloorDiv(), right=base),
                ) if same_name == name:
                    pass
                case _:
                    continue
            behind = _remainder(loop.body[at + 1 :], name, base)
            scope = program.scope(loop)
            asked = [
                one
                for one in program.places(scope, name)
                if isinstance(program.parents[one], ast.BinOp) and one.lineno < step.lineno
            ]
            early = any(isinstance(program.parents[one].op, ast.Mod) for one in asked)  # type: ignore[attr-defined]  # a BinOp, as said before
            if behind is not None and not early and name in names_in(loop.test):
                yield Place(behind.lineno, ast.unparse(behind)[:30])
            break


def _remainder(block: list[ast.stmt], name: str, base: ast.expr) -> ast.BinOp | None:
    for statement in block:
        for node in ast.walk(statement):
            match node:
                case ast.BinOp(left=ast.Name(id=found), op=ast.Mod(), right=right) if found == name and same(
                    right, base
                ):
                    return node
    return None


@check(
    Rule(
        code="counted-only-where-it-ends",
        title="`{name}` changes only in the turn that leaves the loop",
        weights={"correctness": 0.35},
        level="beginner",
        why="All other turns leave it as it is, so the condition of the loop never ends it.",
        do="Change it in the turns that go on.",
        example="def ask(secret):\n    tries = 3\n    while tries > 0:\n        if input('PIN: ') == secret:\n"
        "            tries -= 1\n            break\n        print('wrong')\n    return tries\n",
        better="def ask(secret):\n    tries = 3\n    while tries > 0:\n        if input('PIN: ') == secret:\n"
        "            break\n        tries -= 1\n        print('wrong')\n    return tries\n",
    )
)
def counted_only_where_it_ends(program: Program) -> Iterator[Place]:
    """See the rule: each step of the one number that a `while` asks for stands in a block that ends with `break`."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=ast.Name(id=name), comparators=[ast.Constant() | ast.Name()]):
                pass
            case _:
                continue
        stores = [
            one
            for one in program.places(program.scope(loop), name)
            if not isinstance(one.ctx, ast.Load) and lies_in(loop, one)
        ]
        steps = [program.parents[one] for one in stores]
        counts = all(isinstance(one, ast.AugAssign) and _ends_with_leaving(program, one, loop) for one in steps)
        if steps and counts and name not in program.outer_names:
            yield Place(stores[0].lineno, name)


def _ends_with_leaving(program: Program, step: ast.AST, loop: ast.While) -> bool:
    around = program.parents[step]
    if around is loop or not isinstance(around, ast.If):
        return False
    block = around.body if step in around.body else around.orelse
    return isinstance(block[-1], ast.Break | ast.Return)


@check(
    Rule(
        code="goes-on-when-done",
        title="The loop goes on until both have come: `{name}`",
        weights={"correctness": 0.35},
        level="beginner",
        why="With `or` one of the two is enough to go on: after the right answer as well, and when no try is left.",
        do="Join the two with `and`.",
        example="def play(secret):\n    lives = 3\n    found = False\n    while lives > 0 or not found:\n"
        "        if input('Guess: ') == secret:\n            found = True\n        else:\n            lives -= 1\n"
        "    return found\n",
        better="def play(secret):\n    lives = 3\n    found = False\n    while lives > 0 and not found:\n"
        "        if input('Guess: ') == secret:\n            found = True\n        else:\n            lives -= 1\n"
        "    return found\n",
    )
)
def goes_on_when_done(program: Program) -> Iterator[Place]:
    """See the rule: tries that are left, or a number of them, and `not` what was found, or an answer that is not it."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.BoolOp(op=ast.Or(), values=[one, other]):
                pass
            case _:
                continue
        for tries, done in ((one, other), (other, one)):
            if (
                _tries_left(tries)
                and _not_done(done)
                and not any(isinstance(part, ast.Break) for part in ast.walk(loop))
            ):
                yield Place(loop.lineno, ast.unparse(loop.test)[:50])
        if _both_to_win(one, other, loop) and _WINS.search(_said_after(program, loop)):
            yield Place(loop.lineno, ast.unparse(loop.test)[:50])


def _both_to_win(one: ast.expr, other: ast.expr, loop: ast.While) -> bool:
    """`a < n or b < n`, where each of the two is counted in a branch of its own."""
    match one, other:
        case (
            ast.Compare(left=ast.Name(id=first), ops=[ast.Lt()], comparators=[most]),
            ast.Compare(left=ast.Name(id=second), ops=[ast.Lt()], comparators=[again]),
        ) if first != second and ast.unparse(most) == ast.unparse(again):
            counted = {
                step.target.id
                for step in ast.walk(loop)
                if isinstance(step, ast.AugAssign) and isinstance(step.target, ast.Name) and is_const(step.value, 1)
            }
            plain = {
                step.target.id
                for step in loop.body
                if isinstance(step, ast.AugAssign) and isinstance(step.target, ast.Name)
            }
            leaves = any(isinstance(part, ast.Break | ast.Return) for part in ast.walk(loop))
            return {first, second} <= counted and not plain & {first, second} and not leaves
    return False


_WINS: Final = re.compile(r"\b(?:wins?|won|winner|champion|lost|loses?)\b")


def _said_after(program: Program, loop: ast.While) -> str:
    """What the two statements behind a loop say."""
    inside = (one for step in program.after(loop, 2) for one in ast.walk(step))
    return " ".join(one.value.lower() for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str))


_TRIES: Final = re.compile(r"(^|_)(lives?|tries|try|attempts?|chances?|guesses|versuche?|leben|turns?|rounds?)(_|$)")
_DONE: Final = re.compile(r"(^|_)(found|won|solved|correct|guessed|done|success|right|finished|over|ok|valid)(_|$)")
_ANSWER: Final = re.compile(r"(^|_)(guess|answer|password|pin|code|tip|choice|eingabe)(_|$)")


def _tries_left(node: ast.expr) -> bool:
    match node:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Gt() | ast.Lt() | ast.LtE() | ast.GtE() | ast.NotEq()]):
            return bool(_TRIES.search(name.lower()))
    return False


def _not_done(node: ast.expr) -> bool:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return bool(_DONE.search(name.lower()))
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=False)]):
            return bool(_DONE.search(name.lower()))
        case ast.Compare(left=ast.Name(id=name), ops=[ast.NotEq()], comparators=[ast.Name() | ast.Constant()]):
            return bool(_ANSWER.search(name.lower()))
    return False


@check(
    Rule(
        code="sum-changed-in-each-turn",
        title="`{name}` is divided or reduced in every turn, not once at the end",
        weights={"correctness": 0.35},
        level="beginner",
        why="What the first turns added is made smaller again and again.",
        do="Do it behind the loop, when all has been added.",
        example="def mean(values):\n    total = 0\n    for value in values:\n        print('read', value)\n"
        "        total += value\n        total /= len(values)\n    return total\n",
        better="def mean(values):\n    total = 0\n    for value in values:\n        print('read', value)\n"
        "        total += value\n    total /= len(values)\n    return total\n",
    )
)
def sum_changed_in_each_turn(program: Program) -> Iterator[Place]:
    """See the rule: divided by how many there are, or times a number less than one where prices are added."""
    for loop in program.all(ast.For):
        for before, after in pairwise(loop.body):
            step, scaled = added(before), _scaled_if_asked(after)
            if step is None or scaled is None or not same_text(step[0], scaled[0]):
                continue
            factor, by = scaled[1], scaled[2]
            number = program.number(factor)
            reduced = by == "*" and number is not None and 0 < number < 1 and _prices(loop, step[1])
            reduced = reduced or (by == "+" and _prices(loop, step[1]))
            if reduced or (by == "/" and _number_of_all(factor, loop)):
                yield Place(after.lineno, ast.unparse(step[0])[:30])


def _scaled_if_asked(node: ast.stmt) -> tuple[ast.expr, ast.expr, str] | None:
    """What `_scaled` finds, also where it is done for what is above a number: `if total > 100: total *= 0.9`."""
    match node:
        case ast.If(test=ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()]), body=[step], orelse=[]):
            found = _scaled(step) or _reduced(step)
            return found if found is not None and same_text(found[0], left) else None
    return _scaled(node)


def _reduced(node: ast.stmt) -> tuple[ast.expr, ast.expr, str] | None:
    """`x -= x * 0.1` and `x = x - x * 0.1`."""
    match node:
        case (
            ast.AugAssign(target=target, op=ast.Sub(), value=ast.BinOp(left=again, op=ast.Mult(), right=part))
            | ast.Assign(
                targets=[target],
                value=ast.BinOp(op=ast.Sub(), right=ast.BinOp(left=again, op=ast.Mult(), right=part)),
            )
        ) if same_text(target, again):
            return target, part, "*"
    return None


def _scaled(node: ast.stmt) -> tuple[ast.expr, ast.expr, str] | None:
    """What is multiplied or divided by itself and what, and by what."""
    match node:
        case ast.AugAssign(target=target, op=ast.Mult() | ast.Div() as sign, value=value):
            return target, value, "*" if isinstance(sign, ast.Mult) else "/"
        case ast.AugAssign(target=target, op=ast.Add(), value=ast.BinOp(op=ast.Mult() | ast.Div()) as more):
            return (target, more, "+") if ast.unparse(more).startswith(f"{ast.unparse(target)} * ") else None
        case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Mult() | ast.Div() as sign, right=right)):
            return (target, right, "*" if isinstance(sign, ast.Mult) else "/") if same_text(target, left) else None
    return None


def _prices(loop: ast.For, value: ast.expr) -> bool:
    named = " ".join((ast.unparse(loop.target), ast.unparse(loop.iter), ast.unparse(value))).lower()
    return call_name(loop.iter) != "range" and bool(
        re.search(r"price|cost|item|cart|product|basket|preis|artikel", named)
    )


def _number_of_all(node: ast.expr, loop: ast.For) -> bool:
    """`len(x)` of what the loop goes through."""
    return (
        call_name(node) == "len" and isinstance(node, ast.Call) and bool(names_in(node.args[0]) & names_in(loop.iter))
    )


@check(
    Rule(
        code="asked-behind-the-loop",
        title="`{name}` is asked behind the loop, when only the last turn is left in it",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each turn works it out anew, and nobody asks for it before the next one does.",
        do="Ask for it in the loop.",
        example="def show_minors(ages):\n    for age in ages:\n        minor = age < 18\n    if minor:\n"
        "        print(age, 'is too young')\n",
        better="def show_minors(ages):\n    for age in ages:\n        minor = age < 18\n        if minor:\n"
        "            print(age, 'is too young')\n",
    )
)
def asked_behind_the_loop(program: Program) -> Iterator[Place]:
    """See the rule: a comparison of the element is all that a `for` loop does, and the next `if` asks for it."""
    for block in blocks(program):
        for loop, after in pairwise(block):
            match loop, after:
                case (
                    ast.For(body=[*steps, ast.Assign(targets=[ast.Name(id=name)], value=value)], orelse=[]),
                    ast.If(test=ast.Name(id=asked) | ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=asked))),
                ) if name == asked and isinstance(value, ast.Compare | ast.BoolOp):
                    made = {part.id for one in (loop.target, *steps) for part in ast.walk(one) if _is_stored(part)}
                case _:
                    continue
            plain = all(isinstance(one, ast.Assign) for one in steps)
            if plain and name not in names_in(value) and names_in(value) & made and not re.search("last|end", name):
                yield Place(after.lineno, name)


def _is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)


CHECKS: tuple[Check, ...] = (
    previous_never_moves_on,
    compared_with_its_copy,
    kept_where_nothing_changes,
    digit_thrown_away,
    counted_only_where_it_ends,
    goes_on_when_done,
    sum_changed_in_each_turn,
    asked_behind_the_loop,
)
