"""Loops that go on until something is reached: what they count, when they end, and what each turn takes or adds."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added, blocks
from agents.review.program import Program, base_name, is_const, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _stores(program: Program) -> dict[tuple[ast.AST | None, str], list[ast.AST]]:
    """(scope, name), and (None, attribute): the statements that give it a value."""
    found: dict[tuple[ast.AST | None, str], list[ast.AST]] = defaultdict(list)
    for name in program.all(ast.Name):
        if not isinstance(name.ctx, ast.Load):
            found[program.scope(name), name.id].append(program.parents[name])
    for attribute in program.all(ast.Attribute):
        if not isinstance(attribute.ctx, ast.Load):
            found[None, attribute.attr].append(program.parents[attribute])
    return found


def _counts_one(node: ast.AST) -> bool:
    step = added(node)
    return step is not None and is_const(step[1], 1)


@check(
    Rule(
        code="run-never-ends",
        title="`{name}` counts on after a break in the row",
        weights={"correctness": 0.35},
        level="beginner",
        why="Nothing sets it back, so it is the number of all, not of those one after the other.",
        do="Begin anew in the case that ends the row.",
        example="def longest_rain(days):\n    best = 0\n    run = 0\n    for rain in days:\n        if rain:\n"
        "            run += 1\n        best = max(best, run)\n    return best\n",
        better="def longest_rain(days):\n    best = 0\n    run = 0\n    for rain in days:\n        if rain:\n"
        "            run += 1\n        else:\n            run = 0\n        best = max(best, run)\n    return best\n",
    )
)
def run_never_ends(program: Program) -> Iterator[Place]:
    """See the rule: it only grows, under a condition; and the greatest of it is kept, or it is named as a row."""
    stores = _stores(program)
    greatest = _greatest(program)
    key: tuple[ast.AST | None, str]
    steps: list[ast.AugAssign | ast.Assign] = [*program.all(ast.AugAssign), *program.all(ast.Assign)]
    for node in steps:
        if not _counts_one(node) or not _only_sometimes(program, node):
            continue
        target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
        if isinstance(target, ast.Attribute):
            name, key = target.attr, (None, target.attr)
        elif isinstance(target, ast.Name) and program.in_loop(node) and target.id not in program.outer_names:
            name, key = target.id, (program.scope(node), target.id)
        else:
            continue
        begins = [one for one in stores[key] if not _counts_one(one)]
        once = len(begins) == 1 and isinstance(begins[0], ast.Assign) and not program.in_loop(begins[0])
        kept = (program.scope(node), ast.unparse(target)) in greatest
        named = _ROW.search(name) or (_ends_by_it(program, node, name) and _IN_A_ROW.search(program.text))
        if once and (kept or (named and program.in_loop(node))):
            yield Place(node.lineno, ast.unparse(target))


def _only_sometimes(program: Program, node: ast.stmt) -> bool:
    """Whether a statement stands under a condition, or behind one that goes on with the next turn."""
    around = program.parents[node]
    if not isinstance(around, ast.For | ast.While) or node not in around.body:
        return isinstance(around, ast.If)
    before = around.body[: around.body.index(node)]
    return any(isinstance(one, ast.If) and isinstance(one.body[-1], ast.Continue) for one in before)


_ROW: Final = re.compile(r"(^|_)(streak|consecutive|in_a_row|in_row)(_|$)")


_IN_A_ROW: Final = re.compile(r"in a row|consecutive|hintereinander|in succession", re.IGNORECASE)


def _ends_by_it(program: Program, node: ast.stmt, name: str) -> bool:
    """Whether the loop goes on until there are enough of them."""
    loop = program.loops_around(node)[0] if program.in_loop(node) else None
    match loop:
        case ast.While(test=ast.Compare(left=ast.Name(id=found), ops=[ast.Lt() | ast.NotEq()])):
            return found == name
        case ast.For(body=body):
            tests = [
                one.test for one in body if isinstance(one, ast.If) and isinstance(one.body[-1], ast.Return | ast.Break)
            ]
            return any(isinstance(one, ast.Compare) and ast.unparse(one.left) == name for one in tests)
    return False


def _greatest(program: Program) -> set[tuple[ast.AST, str]]:
    """(scope, counter): of which the greatest value is kept in the scope."""
    found = set()
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[best], value=ast.Call(func=ast.Name(id="max"), args=[one, other])):
                pair = {ast.unparse(one), ast.unparse(other)}
                found |= (
                    {(program.scope(node), text) for text in pair - {ast.unparse(best)}} if len(pair) > 1 else set()
                )
            case ast.Assign(targets=[best], value=ast.Name() | ast.Attribute() as counter):
                around = program.parents[node]
                match getattr(around, "test", None):
                    case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()], comparators=[right]):
                        if {ast.unparse(left), ast.unparse(right)} == {ast.unparse(best), ast.unparse(counter)}:
                            found.add((program.scope(node), ast.unparse(counter)))
    return found


@check(
    Rule(
        code="end-taken-for-an-entry",
        title="`{name}` takes what ends the input for an entry",
        weights={"correctness": 0.35},
        level="beginner",
        why="The value that ends the loop is counted or kept before anything asks whether it is the end.",
        do="Ask for the end first.",
        example="names = []\nwhile True:\n    name = input('Name: ')\n    names.append(name)\n    if name == 'stop':\n"
        "        break\nprint(names)\n",
        better="names = []\nwhile True:\n    name = input('Name: ')\n    if name == 'stop':\n        break\n"
        "    names.append(name)\nprint(names)\n",
    )
)
def end_taken_for_an_entry(program: Program) -> Iterator[Place]:
    """See the rule: `while True` with a `break`, or a `while` that asks for the end, and reads first in each turn."""
    for loop in program.all(ast.While):
        asked, end, steps = _entry(loop)
        if not asked or end is None:
            continue
        for step in steps:
            name = _gathers(program, loop, step, asked, end)
            if name and not _taken_off(program, loop, name):
                yield Place(step.lineno, name)


_STOP: Final = words("stop end quit exit q x done finish finished fertig ende stopp e 0 -1 fin no n nein")
_GUESS: Final = re.compile(r"guess|tip|answer|pass|pin|code|attempt|try|roll|dice|throw", re.IGNORECASE)


_ORDER: Final = re.compile(rf"{_GUESS.pattern}|command|cmd|choice|option|action|befehl|wahl|menu|key", re.IGNORECASE)


def _entry(loop: ast.While) -> tuple[str, ast.expr | None, list[ast.stmt]]:
    """The name of what is typed in, the value that ends the loop, and what is done before anything asks for it."""
    if not loop.body or not (name := _typed_in(loop.body[0])):
        return "", None, []
    if not is_true(loop.test):
        return name, _end(loop.test, name, ast.NotEq), [one for one in loop.body[1:] if not _typed_in(one)]
    before: list[ast.stmt] = []
    for statement in loop.body[1:]:
        if isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Break):
            return name, _end(statement.test, name, ast.Eq), before
        before.append(statement)
    return "", None, []


def is_true(node: ast.expr) -> bool:
    """Whether it is `True` or `1`, as the condition of a loop without an end."""
    return isinstance(node, ast.Constant) and node.value in (True, 1)


def _typed_in(node: ast.stmt) -> str:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            asks = (isinstance(one, ast.Call) and ast.unparse(one.func) == "input" for one in ast.walk(value))
            return name if any(asks) else ""
    return ""


def _end(test: ast.expr, name: str, sign: type[ast.cmpop]) -> ast.expr | None:
    """The value that ends the loop, where the condition asks for nothing else."""
    match test:
        case ast.Compare(left=left, ops=[found], comparators=[ast.Constant() | ast.UnaryOp() as end]):
            below = ast.Lt if sign is ast.Eq else ast.GtE
            negative = isinstance(found, below) and is_const(end, 0)
            fits = (isinstance(found, sign) or negative) and names_in(left) == {name}
            return (ast.Constant(value=-1) if negative else end) if fits else None
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=asked)) if sign is ast.Eq and asked == name:
            return ast.Constant(value="")
        case ast.Name(id=asked) if sign is ast.NotEq and asked == name:
            return ast.Constant(value="")
    return None


def _gathers(program: Program, loop: ast.While, step: ast.stmt, asked: str, end: ast.expr) -> str:
    """What a statement adds the entry to, or counts it by, though it may be the end."""
    text = isinstance(end, ast.Constant) and isinstance(end.value, str)
    stops = text and (not end.value or end.value.strip().lower() in _STOP)  # type: ignore[attr-defined]  # a constant
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add"), args=[given])):
            fits = stops or (not text and not _GUESS.search(asked))
            return ast.unparse(owner) if fits and asked in names_in(given) else ""
        case _ if _counts_one(step):
            name = base_name(step.target if isinstance(step, ast.AugAssign) else step.targets[0])  # type: ignore[attr-defined]  # one of the two adds
            return name if _divides(program, loop, name) or (stops and not _ORDER.search(asked)) else ""
        case _ if (found := added(step)) is not None:
            adds = isinstance(found[1], ast.Name) and found[1].id == asked
            return base_name(found[0]) if adds and not text and not is_const(end, 0) else ""
    return ""


def _divides(program: Program, loop: ast.While, name: str) -> bool:
    return any(
        isinstance(around := program.parents[one], ast.BinOp) and isinstance(around.op, ast.Div) and around.right is one
        for one in program.places(program.scope(loop), name)
    )


def _taken_off(program: Program, loop: ast.While, name: str) -> bool:
    """Whether the one too many is taken off behind the loop."""
    for one in program.places(program.scope(loop), name):
        if one.lineno <= (loop.end_lineno or 0):
            continue
        around = program.parents[one]
        off = isinstance(around, ast.BinOp | ast.AugAssign) and isinstance(around.op, ast.Sub)
        if off or isinstance(around, ast.Subscript | ast.Delete) or getattr(around, "attr", "") in ("pop", "remove"):
            return True
        if isinstance(around, ast.Call) and isinstance(program.parents[around], ast.BinOp):  # `len(names) - 1`
            return True
    return False


@check(
    Rule(
        code="steps-counted-from-one",
        title="`{name}` is one more than the steps that were taken",
        weights={"correctness": 0.3},
        level="beginner",
        why="Before the first turn nothing has been done yet. Each turn adds one, so it begins with one too many.",
        do="Begin with 0.",
        example="def years_until(goal, money):\n    years = 1\n    while money < goal:\n        money *= 1.03\n"
        "        years += 1\n    return years\n",
        better="def years_until(goal, money):\n    years = 0\n    while money < goal:\n        money *= 1.03\n"
        "        years += 1\n    return years\n",
    )
)
def steps_counted_from_one(program: Program) -> Iterator[Place]:
    """See the rule: years, months or steps, counted beside one quantity that nothing has changed before the loop."""
    for loop in program.all(ast.While):
        for step in loop.body:
            match step:
                case (
                    ast.AugAssign(target=ast.Name(id=name) as counter)
                    | ast.Assign(targets=[ast.Name(id=name) as counter])
                ):
                    pass
                case _:
                    continue
            if not _counts_one(step) or not _STEPS.search(name) or name in names_in(loop.test):
                continue
            places = program.places(program.scope(loop), name)
            begun = [one for one in program.values(counter) if one is not None and is_const(one, 1)]
            inside = [one for one in places if loop.lineno <= one.lineno <= (loop.end_lineno or 0)]
            own = [one for one in ast.walk(step) if isinstance(one, ast.Name)]
            stores = [one for one in places if not isinstance(one.ctx, ast.Load) and one not in own]
            whole = [one for one in places if one not in inside and isinstance(program.parents[one], ast.BinOp)]
            if begun and len(stores) == 1 and len(inside) == len(own) and not whole and _untouched(program, loop):
                yield Place(stores[0].lineno, name)


_STEPS: Final = re.compile(
    r"^(years?|months?|weeks?|hours|steps?|halvings|doublings|periods|generations|bounces|folds|moves|jahre|monate|schritte)$"
)


def _untouched(program: Program, loop: ast.While) -> bool:
    """Whether what the loop asks for begins as it is given: with 0, a parameter, or a number that is made greater."""
    asked = {one.id: one for one in ast.walk(loop.test) if isinstance(one, ast.Name)}
    changed = [one for one in asked.values() if one.id in program.changed_in(loop)]
    if len(changed) != 1 or any(isinstance(one, ast.Break | ast.Call) for one in ast.walk(loop)):
        return False
    name = changed[0].id
    scope = program.scope(loop)
    outside = [
        program.parents[one]
        for one in program.places(scope, name)
        if not isinstance(one.ctx, ast.Load) and not loop.lineno <= one.lineno <= (loop.end_lineno or 0)
    ]
    if name in program.parameters(scope):
        return not outside
    match outside:
        case [ast.Assign(value=ast.Constant(value=0))]:
            return True
        case [ast.Assign(value=ast.Name())]:
            return True
        case [ast.Assign(value=ast.Constant(value=value))]:
            by_itself = any(
                isinstance(one, ast.BinOp | ast.AugAssign) and isinstance(one.op, ast.Mult | ast.FloorDiv | ast.Div)
                for one in ast.walk(loop)
            )
            return by_itself and value != 1
    return False


@check(
    Rule(
        code="taken-once-only",
        title="`{name}` is taken off once, though it may fit in more often",
        weights={"correctness": 0.35},
        level="beginner",
        why="An `if` asks once. When the same value fits in again, the loop has gone on to the next one.",
        do="Ask again and again with `while`.",
        example="def change(cents):\n    coins = []\n    for coin in (200, 100, 50, 20, 10, 5, 2, 1):\n"
        "        if cents >= coin:\n            coins.append(coin)\n            cents -= coin\n    return coins\n",
        better="def change(cents):\n    coins = []\n    for coin in (200, 100, 50, 20, 10, 5, 2, 1):\n"
        "        while cents >= coin:\n            coins.append(coin)\n            cents -= coin\n    return coins\n",
    )
)
def taken_once_only(program: Program) -> Iterator[Place]:
    """See the rule: coins and numerals of which several may be needed, and divisors; not powers of two."""
    for loop in program.loops:
        for at, statement in enumerate(loop.body):
            if not isinstance(statement, ast.If) or statement.orelse or _leaves(statement):
                continue
            part = _subtracted(statement)
            if isinstance(loop, ast.For) and part is not None and names_in(part) & names_in(loop.target):
                outer = any(isinstance(one, ast.While) for one in program.loops_around(loop))
                if not outer and _needed_more_often(program, loop):
                    yield Place(statement.lineno, ast.unparse(part))
            divisor = _divided(statement)
            if divisor and _goes_on(loop, loop.body[at + 1 :], divisor) and len(program.loops_around(loop)) == 0:
                yield Place(statement.lineno, divisor)
    for chain in _chains(program):
        more = any(high > _TWICE * low > 0 for (_, high), (_, low) in pairwise(chain))
        if more and len(chain) > _TWICE:
            yield from (Place(statement.lineno, f"{number:g}") for statement, number in chain)


def _chains(program: Program) -> Iterator[list[tuple[ast.If, float]]]:
    """`if`s of a block, out of all loops, each of which takes off the number that it asks for."""
    for block in blocks(program):
        chains: dict[str, list[tuple[ast.If, float]]] = defaultdict(list)
        for statement in block:
            part = _subtracted(statement) if isinstance(statement, ast.If) and not statement.orelse else None
            number = program.number(part) if part is not None else None
            if isinstance(statement, ast.If) and number is not None:
                chains[" ".join(sorted(names_in(statement.test)))].append((statement, number))
        yield from (chain for chain in chains.values() if not program.in_loop(chain[0][0]))


def _leaves(node: ast.stmt) -> bool:
    return any(isinstance(one, ast.Break | ast.Return | ast.Continue | ast.While | ast.For) for one in ast.walk(node))


def _subtracted(node: ast.If) -> ast.expr | None:
    """`v` of `if x >= v: ... x -= v`."""
    match node.test:
        case ast.Compare(left=rest, ops=[ast.GtE()], comparators=[part]):
            pass
        case ast.Compare(left=part, ops=[ast.LtE()], comparators=[rest]):
            pass
        case _:
            return None
    texts = {
        f"{ast.unparse(rest)} -= {ast.unparse(part)}",
        f"{ast.unparse(rest)} = {ast.unparse(rest)} - {ast.unparse(part)}",
    }
    return (
        part
        if any(isinstance(one, ast.AugAssign | ast.Assign) and ast.unparse(one) in texts for one in node.body)
        else None
    )


_PIECES: Final = re.compile(r"\b(coins?|notes?|bank_?notes?|bills?|denominations?|roman|numerals?|muenzen?|scheine?)\b")
_TWICE: Final = 2


def _needed_more_often(program: Program, loop: ast.For) -> bool:
    """Whether one value is more than twice the next: then the smaller is needed twice; else what the names say."""
    values = program.written(loop.iter) if isinstance(loop.iter, ast.Name) else loop.iter
    given = values.elts if isinstance(values, ast.List | ast.Tuple) else []
    numbers = []
    for one in given:
        first = one.elts if isinstance(one, ast.Tuple) else [one]
        numbers += [found for part in first if (found := program.number(part)) is not None][:1]
    if given and len(numbers) == len(given):
        falling = sorted(numbers, reverse=True)
        return falling == numbers and any(high > _TWICE * low for high, low in pairwise(falling))
    said = f"{ast.unparse(loop.target)} {ast.unparse(loop.iter)}".lower()
    return not given and bool(_PIECES.search(said))


def _divided(node: ast.If) -> str:
    """`d` of `if n % d == 0: ... n //= d`."""
    match node.test:
        case ast.Compare(
            left=ast.BinOp(left=ast.Name(id=rest), op=ast.Mod(), right=ast.Name(id=divisor)),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=0)],
        ):
            texts = {f"{rest} //= {divisor}", f"{rest} = {rest} // {divisor}", f"{rest} /= {divisor}"}
            return (
                divisor
                if any(ast.unparse(one) in texts for one in node.body if isinstance(one, ast.AugAssign | ast.Assign))
                else ""
            )
    return ""


def _goes_on(loop: ast.For | ast.AsyncFor | ast.While, after: list[ast.stmt], divisor: str) -> bool:
    """Whether the next turn takes the next divisor in any case."""
    if isinstance(loop, ast.While):
        return any(_counts_one(one) and divisor in names_in(one) for one in after)
    return base_name(loop.target) == divisor


CHECKS: tuple[Check, ...] = (
    run_never_ends,
    end_taken_for_an_entry,
    steps_counted_from_one,
    taken_once_only,
)
