"""What a loop should carry on to its next turns or its end: a record, a lower end, the last digit, an answer."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_stored
from agents.review.program import SCOPES, Loop, Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MOST: Final = re.compile(
    r"(?:^|_)(?:best|max|maximum|longest|highest|largest|biggest|greatest|most|record|warmest|hottest|wettest|oldest|"
    r"tallest|heaviest|fastest|richest|strongest|latest|top)(?:_|$)|^max[a-z]*$"
)
_LEAST: Final = re.compile(
    r"(?:^|_)(?:best|min|minimum|shortest|lowest|smallest|least|fewest|nearest|closest|cheapest|coldest|"
    r"youngest|lightest|earliest|driest|slowest)(?:_|$)"
)


@check(
    Rule(
        code="record-not-kept",
        title="`{name}` is compared with and never gets the better value",
        weights={"correctness": 0.4},
        level="beginner",
        why="What belongs to the record is kept, the record itself is not: all later ones are compared with the "
        "value from before the loop.",
        do="Keep the new value together with what belongs to it.",
        example="def longest_row(rows):\n    best = 0\n    longest = None\n    for row in rows:\n"
        "        if len(row) > best:\n            longest = row\n    return longest\n",
        better="def longest_row(rows):\n    best = 0\n    longest = None\n    for row in rows:\n"
        "        if len(row) > best:\n            best = len(row)\n            longest = row\n    return longest\n",
    )
)
def record_not_kept(program: Program) -> Iterator[Place]:
    """See the rule: `if x > best: other = y`, where `best` has one value alone, from before the loop."""
    for node in program.all(ast.If):
        loops = program.loops_around(node)
        kept = [one for one in node.body if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)]
        if not loops or len(kept) != len(node.body) or node.orelse:
            continue
        parts = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        for part in parts:
            record = _record(part)
            if record is None or record.id in program.outer_names:
                continue
            scope = program.scope(node)
            stores = [one for one in program.places(scope, record.id) if not isinstance(one.ctx, ast.Load)]
            if record.id in program.parameters(scope) or len(stores) != 1 or stores[0].lineno >= loops[-1].lineno:
                continue
            begun = program.parents[stores[0]]
            varies = any(not program.steady(one.value, loops[0]) for one in kept)
            if isinstance(begun, ast.Assign) and _begins(begun.value, loops) and varies:
                yield Place(node.lineno, record.id)


def _record(node: ast.expr) -> ast.Name | None:
    """The name of a record that something better is compared with."""
    match node:
        case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[right]):
            more, less = left, right
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[right]):
            more, less = right, left
        case _:
            return None
    if isinstance(less, ast.Name) and _MOST.search(less.id) and not isinstance(more, ast.Constant):
        return less
    if isinstance(more, ast.Name) and _LEAST.search(more.id) and not isinstance(less, ast.Constant):
        return more
    return None


def _begins(value: ast.expr, loops: list[Loop]) -> bool:
    """Whether it is what a search for the greatest or the least begins with: a bound, or the first one of all."""
    match value:
        case (
            ast.Subscript(value=ast.Subscript(value=owner, slice=place))
            | ast.Attribute(value=ast.Subscript(value=owner, slice=place))
            | ast.Subscript(value=owner, slice=place)
            | ast.Call(func=ast.Name(id="len"), args=[ast.Subscript(value=owner, slice=place)])
        ):
            walked = {name for one in loops if isinstance(one, ast.For) for name in names_in(one.iter)}
            return is_const(place, 0) and bool(walked & names_in(owner))
        case ast.Call(func=ast.Name(id="float")) | ast.Attribute(attr="inf" | "maxsize"):
            return True
    return is_const(value, 0, 1, -1, 0.0, None) or ast.unparse(value) in ("-math.inf", "-sys.maxsize")


_LOWER: Final = re.compile(
    r"^(?:lower|low|prev|previous|last|below|bottom|floor|start|begin|from|done|used|taxed|reached|vorher|unten)(?:_\w+)?$|"
    r"_(?:before|below|start|done)$"
)


@check(
    Rule(
        code="lower-end-stays",
        title="`{name}` stays 0 in every turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="It stands for where the part before has ended. As it never moves on, each part is measured from the "
        "very beginning.",
        do="Set it to the end of the part, as the last step of each turn.",
        example="def cost(amount, steps):\n    total = 0\n    start = 0\n    for end, price in steps:\n"
        "        total += (min(amount, end) - start) * price\n    return total\n",
        better="def cost(amount, steps):\n    total = 0\n    start = 0\n    for end, price in steps:\n"
        "        total += (min(amount, end) - start) * price\n        start = end\n    return total\n",
    )
)
def lower_end_stays(program: Program) -> Iterator[Place]:
    """See the rule: `min(x, end) - lower` or `end - lower` in a `for` of more than one name, with `lower` always 0."""
    seen = set()
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=left, op=ast.Sub(), right=ast.Name(id=name) as lower) if _LOWER.search(name):
                pass
            case _:
                continue
        loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
        if loop is None or name in program.outer_names or not names_in(left) & names_in(loop.target):
            continue
        parts = isinstance(left, ast.Name) and isinstance(loop.target, ast.Tuple)
        if name in names_in(loop.iter) or not (parts or call_name(left) == "min"):
            continue
        scope = program.scope(node)
        stores = [one for one in program.places(scope, name) if not isinstance(one.ctx, ast.Load)]
        begun = program.written(lower)
        if len(stores) == 1 and is_const(begun, 0) and stores[0].lineno < loop.lineno and (scope, name) not in seen:
            seen.add((scope, name))
            yield Place(node.lineno, name)


@check(
    Rule(
        code="last-digit-lost",
        title="The loop ends before the first digit of `{name}` has had its turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="The digits are taken off from the right, so the first one is all that is left at the end. The condition "
        "stops there, and nothing behind the loop looks at it.",
        do="Go on as long as there is anything left, that is until 0.",
        example="def digits_of(number):\n    digits = []\n    while number >= 10:\n"
        "        digits.append(number % 10)\n        number //= 10\n    return digits\n",
        better="def digits_of(number):\n    digits = []\n    while number > 0:\n"
        "        digits.append(number % 10)\n        number //= 10\n    return digits\n",
    )
)
def last_digit_lost(program: Program) -> Iterator[Place]:
    """See the rule: `while n > 9` with `n % 10` and `n // 10`, and any other base, where `n` is not read behind it."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Gt() | ast.GtE() as sign], comparators=[end]):
                least = program.number(end)
            case _:
                continue
        if least is None or least + isinstance(sign, ast.Gt) < 2 or loop.orelse or name in program.outer_names:  # noqa: PLR2004 - below 2 only 0 is left
            continue
        base = next((found for step in loop.body if (found := _taken_off(step, name)) is not None), None)
        if base is None or least > (program.number(base) or 0):
            continue
        inside = [one for part in loop.body for one in ast.walk(part)]
        if any(isinstance(one, ast.Break | ast.Return | ast.Continue) for one in inside):
            continue
        stores = [one for one in inside if isinstance(one, ast.Name) and one.id == name and is_stored(one)]
        rests = [one for one in inside if _is_rest(one, name, base)]
        gathers = any(not isinstance(program.parents[one], ast.Compare | ast.If | ast.While) for one in rests)
        behind = [line for line in program.reads(program.scope(loop), name) if line > (loop.end_lineno or 0)]
        around = any(name in names_in(one) for one in program.loops_around(loop) if isinstance(one, ast.While))
        if len(stores) == 1 and gathers and not behind and not around:
            yield Place(loop.lineno, name)


def _taken_off(step: ast.stmt, name: str) -> ast.expr | None:
    """The base of `n //= base`."""
    match step:
        case ast.AugAssign(target=ast.Name(id=found), op=ast.FloorDiv(), value=base) if found == name:
            return base
        case ast.Assign(
            targets=[ast.Name(id=found)],
            value=ast.BinOp(left=ast.Name(id=divided), op=ast.FloorDiv(), right=base),
        ) if found == divided == name:
            return base
    return None


def _is_rest(node: ast.AST, name: str, base: ast.expr) -> bool:
    match node:
        case ast.BinOp(left=ast.Name(id=found), op=ast.Mod(), right=right):
            return found == name and same(right, base)
    return False


@check(
    Rule(
        code="turns-round-too-early",
        title="`{name}` turns round at another place than behind the last one",
        weights={"correctness": 0.4},
        level="beginner",
        why="The remainder of a division by a number is less than that number. With one less than the length the last "
        "element never has its turn, with one more there is a place behind the last.",
        do="Take the remainder of the division by the whole length.",
        example="days = ['Mon', 'Tue', 'Wed']\nplace = 0\nfor _ in range(5):\n    print(days[place])\n"
        "    place = (place + 1) % (len(days) - 1)\n",
        better="days = ['Mon', 'Tue', 'Wed']\nplace = 0\nfor _ in range(5):\n    print(days[place])\n"
        "    place = (place + 1) % len(days)\n",
    )
)
def turns_round_too_early(program: Program) -> Iterator[Place]:
    """See the rule: `(i + k) % (len(x) - 1)`, or `+ 1`, as the place in `x`, there or by a name or attribute."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.BinOp(op=ast.Add() | ast.Sub()),
                op=ast.Mod(),
                right=ast.BinOp(left=length, op=ast.Sub() | ast.Add(), right=one),
            ) if is_const(one, 1):
                pass
            case _:
                continue
        whole = program.written(length) if isinstance(length, ast.Name) else length
        if whole is None or call_name(whole) != "len" or not isinstance(whole, ast.Call) or len(whole.args) != 1:
            continue
        owner, around = whole.args[0], program.parents[node]
        match around:
            case ast.Subscript(value=value) if around.slice is node and same(value, owner) and _is_step(node.left):
                yield Place(node.lineno, ast.unparse(node)[:40])
            case ast.Assign(targets=[ast.Name() | ast.Attribute() as place], value=value) if value is node:
                text = ast.unparse(place)
                moves = text in ast.unparse(node.left)
                chosen = [
                    one
                    for one in program.all(ast.Subscript)
                    if ast.unparse(one.value).rpartition(".")[2] == ast.unparse(owner).rpartition(".")[2]
                ]
                plain = any(ast.unparse(one.slice) == text for one in chosen)
                if (
                    moves
                    and plain
                    and all(text not in names_in(one.slice) or ast.unparse(one.slice) == text for one in chosen)
                ):
                    yield Place(node.lineno, text)


@check(
    Rule(
        code="answer-never-asked",
        title="`{name}` is set to True and False, and never asked",
        weights={"correctness": 0.35},
        level="beginner",
        why="The loop finds out whether something holds, and all goes on as if it did not matter.",
        do="Ask for it in the condition that it was meant for.",
        example="def full_sum(lists):\n    total = 0\n    for numbers in lists:\n        positive = True\n"
        "        for number in numbers:\n            if number < 0:\n                positive = False\n"
        "        total += len(numbers)\n    return total\n",
        better="def full_sum(lists):\n    total = 0\n    for numbers in lists:\n        positive = True\n"
        "        for number in numbers:\n            if number < 0:\n                positive = False\n"
        "        if positive:\n            total += len(numbers)\n    return total\n",
    )
)
def answer_never_asked(program: Program) -> Iterator[Place]:
    """See the rule: True before a loop or branch and False in it, or the other way round; nothing reads the name."""
    for name, places in program.by_name.items():
        if name.startswith("_") or name in program.outer_names or any(not is_stored(one) for one in places):
            continue
        scopes = {program.scope(one) for one in places}
        if len(scopes) != 1 or isinstance(next(iter(scopes)), ast.ClassDef | ast.Lambda):
            continue
        values = [_answer(program.parents[one]) for one in places]
        branches = [one for one in places if _in_branch_of_a_loop(program, one)]
        capital = name.isupper() and isinstance(next(iter(scopes)), ast.Module)
        if set(values) == {True, False} and branches and len(branches) < len(places) and not capital:
            yield Place(branches[0].lineno, name)


def _is_step(node: ast.expr) -> bool:
    """Whether a number that is written down is added or taken off: two names may stand for a place in a round."""
    return isinstance(node, ast.BinOp) and (is_const(node.right, 1) or is_const(node.left, 1))


def _answer(node: ast.AST) -> bool | None:
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant(value=bool(value))):
            return value
    return None


def _in_branch_of_a_loop(program: Program, node: ast.AST) -> bool:
    for _, parent in program.up(node):
        if isinstance(parent, SCOPES):
            return False
        if isinstance(parent, ast.If | ast.Try | ast.ExceptHandler):
            step = program.statement(node)
            block = next((one for one in (parent.body, getattr(parent, "orelse", [])) if step in one), [])
            alone = all(one is step or isinstance(one, ast.Break | ast.Continue) for one in block)
            return alone and bool(block) and bool(program.loops_around(parent))
    return False


CHECKS: tuple[Check, ...] = (
    record_not_kept,
    lower_end_stays,
    last_digit_lost,
    turns_round_too_early,
    answer_never_asked,
)
