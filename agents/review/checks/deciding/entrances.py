"""Loops that never begin, never end or end with what they should refuse, and limits of which the first takes all."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="first-limit-takes-all",
        title="`{name}` lets the lowest limit win",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whoever has 95 points has at least 50 as well: the loop ends at the first limit, and never comes to the "
        "higher ones.",
        do="Ask for the highest limit first.",
        example="def mark(points):\n    for limit, name in [(50, 'pass'), (70, 'good'), (90, 'best')]:\n"
        "        if points >= limit:\n            return name\n    return 'fail'\n",
        better="def mark(points):\n    for limit, name in [(90, 'best'), (70, 'good'), (50, 'pass')]:\n"
        "        if points >= limit:\n            return name\n    return 'fail'\n",
    )
)
def first_limit_takes_all(program: Program) -> Iterator[Place]:
    """See the rule: limits in rising order, and the first one that is reached, or in falling order from above."""
    for loop in program.all(ast.For):
        match loop.body:
            case [
                *_,
                ast.If(
                    test=ast.Compare(left=left, ops=[sign], comparators=[right]), body=[*_, ast.Return() | ast.Break()]
                ),
            ] if len(loop.body) == 1:
                pass
            case _:
                continue
        rows = _rows(program, loop)
        target = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
        names = [one.id if isinstance(one, ast.Name) else "" for one in target]
        for asked, limit, reached in ((left, right, ast.GtE | ast.Gt), (right, left, ast.LtE | ast.Lt)):
            if not isinstance(limit, ast.Name) or limit.id not in names or names_in(asked) & {*names}:
                continue
            limits = [row[names.index(limit.id)] for row in rows if len(row) == len(names)]
            rising = isinstance(sign, reached)
            known = isinstance(sign, ast.GtE | ast.Gt | ast.LtE | ast.Lt)
            in_order = sorted(limits) if rising else sorted(limits, reverse=True)
            if known and len(set(limits)) == len(rows) > 1 and limits == in_order:
                yield Place(loop.lineno, ast.unparse(loop.body[0].test))  # type: ignore[attr-defined]  # an if


def _rows(program: Program, loop: ast.For) -> list[list[float]]:
    """The numbers in the rows of a table that is written down; infinity for all that is none."""
    source = loop.iter
    if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "items":
        source = source.func.value
    value = program.written(source) if isinstance(source, ast.Name) else source
    match value:
        case ast.List(elts=rows) | ast.Tuple(elts=rows):
            parts = [one.elts if isinstance(one, ast.Tuple | ast.List) else [one] for one in rows]
        case ast.Dict(keys=keys, values=values) if source is not loop.iter:
            parts = [[key, one] for key, one in zip(keys, values, strict=True) if key is not None]
        case _:
            return []
    return [[number if (number := program.number(one)) is not None else float("inf") for one in row] for row in parts]


@check(
    Rule(
        code="measured-by-itself",
        title="`{name}` compares a number with a multiple of itself",
        weights={"correctness": 0.4},
        level="beginner",
        why="What it is compared with grows together with it: the answer is the same in every turn.",
        do="Keep the goal under a name of its own before the loop.",
        example="def years_to_double(money, rate):\n    years = 0\n    while money < 2 * money:\n"
        "        money += money * rate\n        years += 1\n    return years\n",
        better="def years_to_double(money, rate):\n    years = 0\n    goal = 2 * money\n    while money < goal:\n"
        "        money += money * rate\n        years += 1\n    return years\n",
    )
)
def measured_by_itself(program: Program) -> Iterator[Place]:
    """See the rule: `while x < 2 * x`."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(
                left=ast.Name(id=one), ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[other]
            ):
                pass
            case _:
                continue
        scaled = isinstance(other, ast.BinOp) and isinstance(other.op, ast.Mult | ast.Div | ast.Add | ast.Sub)
        constant = isinstance(other, ast.BinOp) and any(
            isinstance(part, ast.Constant) for part in (other.left, other.right)
        )
        if scaled and constant and names_in(other) == {one}:
            yield Place(loop.lineno, ast.unparse(loop.test))


@check(
    Rule(
        code="never-begins",
        title="`{name}` does not hold at the beginning, so that the loop has no turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="The sum begins with 0 and has to grow. Asked whether it is above the goal, it is not, and all is over.",
        do="Say when the loop is to go on, not when it is to end.",
        example="def weeks(goal, weekly):\n    saved = 0\n    count = 0\n    while saved > goal:\n"
        "        saved += weekly\n        count += 1\n    return count\n",
        better="def weeks(goal, weekly):\n    saved = 0\n    count = 0\n    while saved < goal:\n"
        "        saved += weekly\n        count += 1\n    return count\n",
    )
)
def never_begins(program: Program) -> Iterator[Place]:
    """See the rule: `x = 0`, `while x > goal` and only `x += ...` in it; the goal is a name that does not change."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Gt() | ast.GtE()], comparators=[ast.Name(id=goal)]):
                pass
            case ast.Compare(left=ast.Name(id=goal), ops=[ast.Lt() | ast.LtE()], comparators=[ast.Name(id=name)]):
                pass
            case _:
                continue
        scope = program.scope(loop)
        stores = [one for one in program.places(scope, name)[:_MANY] if not isinstance(one.ctx, ast.Load)]
        begun = [program.parents[one] for one in stores if one.lineno < loop.lineno]
        inside = [program.parents[one] for one in stores if one.lineno >= loop.lineno]
        grows = bool(inside) and all(isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) for one in inside)
        nothing = len(begun) == 1 and isinstance(begun[0], ast.Assign) and is_const(begun[0].value, 0, 0.0)
        goal_known = goal in program.parameters(scope) or _is_typed(program, loop, goal)
        once = goal not in program.changed_in(loop) and not program.in_loop(loop)
        if nothing and grows and goal_known and once and not re.search(r"debt|min|low|negative|start|first", goal):
            yield Place(loop.lineno, ast.unparse(loop.test))


_MANY: Final = 30  # places of a name that are looked at


def _is_typed(program: Program, loop: ast.While, name: str) -> bool:
    """Whether a name is given what was typed in, or a number above 0."""
    for place in program.places(program.scope(loop), name)[:1]:
        value = program.value(place)
        return value is not None and ("input(" in ast.unparse(value) or (program.number(value) or 0) > 0)
    return False


@check(
    Rule(
        code="refuses-what-is-allowed",
        title="`{name}` takes what lies outside, and refuses what lies within",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop ends with a number that is too small or too great, and asks again after a good one.",
        do="Ask whether it lies within both bounds, or leave the loop in the other case.",
        example="def ask_percent():\n    while True:\n        value = int(input('Percent: '))\n"
        "        if value < 0 or value > 100:\n            return value\n        print('0 to 100, please')\n",
        better="def ask_percent():\n    while True:\n        value = int(input('Percent: '))\n"
        "        if 0 <= value <= 100:\n            return value\n        print('0 to 100, please')\n",
    )
)
def refuses_what_is_allowed(program: Program) -> Iterator[Place]:
    """See the rule: a loop that asks for a number ends when it lies beyond one of two bounds, or is no number."""
    for loop in program.all(ast.While):
        for step in loop.body if isinstance(loop.test, ast.Constant) else []:
            match step:
                case ast.If(test=test, body=[ast.Break()]):
                    taken = ""
                case ast.If(test=test, body=[ast.Return(value=ast.Name(id=taken))]):
                    pass
                case _:
                    continue
            behind = program.after(step, 1)
            told = [*step.orelse, *behind][:1]
            complains = any(isinstance(one, ast.Expr) and call_name(one.value) == "print" for one in told)
            number = _beyond_both(test)
            asked = any("input(" in ast.unparse(one) and number in names_in_stores(one) for one in loop.body)
            used = not taken or taken == number
            if number and complains and asked and used and len(step.orelse + program.after(step, 2)) <= 1:
                yield Place(step.lineno, ast.unparse(test))
        if not isinstance(loop.test, ast.Constant):
            yield from _asks_while_right(program, loop)


def names_in_stores(step: ast.stmt) -> set[str]:
    """Names that an assignment gives a value."""
    return {one.id for one in ast.walk(step) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _beyond_both(test: ast.expr) -> str:
    """`x` of `x < 0 or x > 100`."""
    match test:
        case ast.BoolOp(
            op=ast.Or(),
            values=[
                ast.Compare(left=ast.Name(id=one), ops=[ast.Lt() | ast.LtE()], comparators=[ast.Constant(value=low)]),
                ast.Compare(
                    left=ast.Name(id=other), ops=[ast.Gt() | ast.GtE()], comparators=[ast.Constant(value=high)]
                ),
            ],
        ) if one == other and isinstance(low, int | float) and isinstance(high, int | float) and low < high:
            return one
    return ""


def _asks_while_right(program: Program, loop: ast.While) -> Iterator[Place]:
    """`while text.isdigit(): text = input()`, and then `int(text)`."""
    match loop:
        case ast.While(
            test=ast.Call(
                func=ast.Attribute(value=ast.Name(id=text), attr="isdigit" | "isnumeric" | "isdecimal"), args=[]
            ),
            body=[*_, ast.Assign(targets=[ast.Name(id=again)], value=ast.Call(func=ast.Name(id="input")))],
        ) if again == text:
            for behind in program.after(loop, 2):
                if any(f"{kind}({text})" in ast.unparse(behind) for kind in ("int", "float")):
                    yield Place(loop.lineno, ast.unparse(loop.test))
                    return


_TRIES: Final = re.compile(
    r"(?:^|_)(?:tries|attempts|lives|chances|versuche|tries_left|attempts_left|rounds|remaining|guesses)(?:_|$)"
)


@check(
    Rule(
        code="tries-never-run-out",
        title="`{name}` stays what it is: the loop never comes to its end",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes on while there are tries left, and no turn uses one up.",
        do="Change the number in every turn that counts.",
        example="def ask(secret):\n    tries = 3\n    word = input('Word: ')\n"
        "    while word != secret and tries > 0:\n        print('wrong')\n        word = input('Word: ')\n"
        "    return word == secret\n",
        better="def ask(secret):\n    tries = 3\n    word = input('Word: ')\n"
        "    while word != secret and tries > 0:\n        print('wrong')\n        word = input('Word: ')\n"
        "        tries -= 1\n    return word == secret\n",
    )
)
def tries_never_run_out(program: Program) -> Iterator[Place]:
    """See the rule: `while tries > 0` or `while tries < 3`, where the name never changes."""
    for loop in program.all(ast.While):
        parts = (
            loop.test.values if isinstance(loop.test, ast.BoolOp) and isinstance(loop.test.op, ast.And) else [loop.test]
        )
        for part in parts:
            match part:
                case ast.Compare(
                    left=ast.Name() as name,
                    ops=[ast.Gt() | ast.Lt() | ast.GtE() | ast.LtE() | ast.NotEq()],
                    comparators=[bound],
                ) if _TRIES.search(name.id.lower()):
                    pass
                case _:
                    continue
            calls = any(
                isinstance(one, ast.Call) and call_name(one) in program.function_names for one in ast.walk(loop)
            )
            owned = name.id not in program.outer_names or not calls
            number = program.number(bound) is not None
            value = program.values(name)
            if number and owned and value and not names_in(part) & program.changed_in(loop):
                leaves = any(isinstance(one, ast.Return | ast.Break) for one in ast.walk(loop))
                if leaves or len(parts) > 1:
                    yield Place(loop.lineno, name.id)


CHECKS: tuple[Check, ...] = (
    first_limit_takes_all,
    measured_by_itself,
    never_begins,
    refuses_what_is_allowed,
    tries_never_run_out,
)
