"""What a loop begins with, and begins anew with: lines, sums and flags of a row, first values, growth, averages."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.nodes import lies_in
from agents.review.program import Program, base_name, call_name, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _stores(program: Program, node: ast.AST, name: str) -> list[ast.Name]:
    return [one for one in program.places(program.scope(node), name) if not isinstance(one.ctx, ast.Load)]


@check(
    Rule(
        code="row-not-begun-anew",
        title="`{name}` still holds what the rows before have left in it",
        weights={"correctness": 0.35},
        level="beginner",
        why="It begins once, before the outer loop, and the inner loop goes on with it in every row.",
        do="Begin it at the start of each turn of the outer loop.",
        example="def show(grid):\n    line = ''\n    for row in grid:\n        for cell in row:\n"
        "            line += str(cell)\n        print(line)\n",
        better="def show(grid):\n    for row in grid:\n        line = ''\n        for cell in row:\n"
        "            line += str(cell)\n        print(line)\n",
    )
)
def row_not_begun_anew(program: Program) -> Iterator[Place]:
    """See the rule: a line, list, sum or flag that only an inner loop changes, and the outer one uses in each turn."""
    for outer in program.loops:
        inner = next((one for one in outer.body if isinstance(one, ast.For | ast.While)), None)
        if inner is None or program.loops_around(outer):
            continue
        behind = outer.body[outer.body.index(inner) + 1 :]
        for statement in behind:
            name = _put_out(statement) or _averaged(statement, inner) or _compared(statement, outer)
            end = outer.end_lineno or outer.lineno
            stores = [one for one in _stores(program, outer, name) if one.lineno <= end] if name else []
            begun = [one for one in stores if one.lineno < outer.lineno]
            changed = [one for one in stores if lies_in(inner, one)]
            if len(begun) != 1 or len(stores) != len(begun) + len(changed) or name in program.outer_names:
                continue
            whole = _is_of_the_row(program, begun[0], changed, inner, statement)
            if whole and not _RUNNING.search(program.told_around(outer)):
                yield Place(inner.lineno, name)


_RUNNING: Final = re.compile(r"running|cumul|prefix|so far|until now|growing|together|all rows|bisher|laufend")


_THIS: Final = re.compile(
    r"\b(this|in|of|per) (row|line|day|week|month|sentence|group|class)\b|\b(row|line|day|week|group) (sum|total)\b"
)


def _put_out(statement: ast.stmt) -> str:
    """The name that a statement prints or appends as it is, or asks for as a flag before it keeps something."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Name(id=name)])):
            return name
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[ast.Name(id=name)])):
            return name
        case ast.Expr(
            value=ast.Call(
                func=ast.Name(id="print") | ast.Attribute(attr="append"),
                args=[ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[ast.Name(id=name)])],
            )
        ):
            return name
        case ast.Expr(
            value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(said)), ast.Name(id=name)])
        ):
            return name if _THIS.search(said.lower()) else ""
        case ast.If(test=ast.Name(id=name) | ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name))):
            inside = [one for part in (*statement.body, *statement.orelse) for one in ast.walk(part)]
            leaves = any(isinstance(one, ast.Break | ast.Return | ast.Raise) for one in inside)
            keeps = any(method_of(one) == "append" or call_name(one) == "print" or added(one) for one in inside)
            return name if keeps and not leaves else ""
    return ""


def _compared(statement: ast.stmt, outer: ast.For | ast.AsyncFor | ast.While) -> str:
    """The name that a statement compares with what is another one in each turn of the outer loop: `total == number`."""
    match statement:
        case ast.If(test=ast.Compare(left=ast.Name(id=one), ops=[_], comparators=[ast.Name(id=other)])):
            pass
        case ast.If(
            test=ast.Compare(
                left=ast.Name(id=one) | ast.BinOp(left=ast.Name(id=one), op=ast.Mod(), right=ast.Constant()),
                ops=[ast.Eq()],
                comparators=[right],
            )
        ) if len(names := names_in(right) - {"int", "len"}) == 1:
            (other,) = names
        case _:
            return ""
    if isinstance(outer, ast.While):
        given = {step.target.id for step in outer.body if _counts_on(step)}  # type: ignore[attr-defined]  # a step's
    else:
        given = {part.id for part in ast.walk(outer.target) if isinstance(part, ast.Name)}
    return one if other in given else other if one in given else ""


def _counts_on(step: ast.stmt) -> bool:
    return isinstance(step, ast.AugAssign) and isinstance(step.target, ast.Name)


def _averaged(statement: ast.stmt, inner: ast.For | ast.While) -> str:
    """The sum that a statement divides by the length of what the inner loop goes through."""
    if isinstance(inner, ast.While) or isinstance(statement, ast.For | ast.While):
        return ""
    for node in ast.walk(statement):
        match node:
            case ast.BinOp(
                left=ast.Name(id=name),
                op=ast.Div(),
                right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=all_of)]),
            ):
                return name if all_of in names_in(inner.iter) else ""
    return ""


def _is_of_the_row(
    program: Program, begun: ast.Name, changed: list[ast.Name], inner: ast.For | ast.While, use: ast.stmt
) -> bool:
    """Whether what begins as nothing is gathered by the inner loop alone, as one row of something."""
    start = program.parents[begun]
    if not isinstance(start, ast.Assign):
        return False
    sums = bool(changed) and all(added(program.parents[one]) for one in changed)
    if isinstance(use, ast.If) and isinstance(use.test, ast.Compare):
        return sums and is_const(start.value, 0, 1)
    if isinstance(use, ast.If):
        given = [program.parents[one] for one in changed]
        flags = [one.value for one in given if isinstance(one, ast.Assign)]
        bools = all(isinstance(one, ast.Constant) and isinstance(one.value, bool) for one in [start.value, *flags])
        asked = isinstance(start.value, ast.Constant) and bools
        other = isinstance(use.test, ast.Name) == (isinstance(start.value, ast.Constant) and start.value.value is True)
        return (
            asked
            and (other or bool(use.orelse))
            and len(flags) == len(given) > 0
            and len({ast.unparse(one) for one in [start.value, *flags]}) > 1
        )
    appends = isinstance(start.value, ast.List) and not start.value.elts and not changed
    if appends:
        return any(
            method_of(one) == "append" and isinstance(one, ast.Call) and base_name(one.func) == begun.id
            for one in ast.walk(inner)
        ) and bool(_ROW.search(begun.id) or ".join(" in ast.unparse(use))
    if is_const(start.value, ""):
        return sums and bool(_ROW.search(begun.id))
    kept = isinstance(use, ast.Expr) and isinstance(use.value, ast.Call) and len(use.value.args) > 0
    kept = kept and (method_of(use.value) == "append" or len(use.value.args) > 1)  # type: ignore[attr-defined]  # a call, as said before
    return sums and is_const(start.value, 0, 0.0) and (kept or bool(_averaged(use, inner)))


_ROW: Final = re.compile(r"(^|_)(line|row|text|zeile|reihe|stars|output|result_row|new_row|string|s)(_|$)")


@check(
    Rule(
        code="grows-from-the-beginning",
        title="`{name}` takes the first value in every turn, not the one that has grown",
        weights={"correctness": 0.3},
        level="beginner",
        why="What comes on top is worked out of the value before the loop, so it is the same each time.",
        do="Work it out of the value that the turn before has left.",
        example="def grown(start, rate, years):\n    money = start\n    for year in range(years):\n"
        "        money = start + start * rate\n        print(year, money)\n    return money\n",
        better="def grown(start, rate, years):\n    money = start\n    for year in range(years):\n"
        "        money += money * rate\n        print(year, money)\n    return money\n",
    )
)
def grows_from_the_beginning(program: Program) -> Iterator[Place]:
    """See the rule: `x = s` before the loop, and `x = s + s * r` in it, or `x += s * r` where growth is meant."""
    texts = _texts(program)
    for loop in program.loops:
        firsts: dict[str, str] = {}
        for step in loop.body:
            match step:
                case (
                    ast.Assign(targets=[ast.Name(id=name) as target], value=value)
                    | ast.AugAssign(target=ast.Name(id=name) as target, op=ast.Add(), value=value)
                ):
                    pass
                case _:
                    continue
            if name not in firsts:
                firsts[name] = _first_value(program, loop, target)
            first = firsts[name]
            if (
                not first
                or first in program.changed_in(loop)
                or any(isinstance(one, ast.Call | ast.IfExp) for one in ast.walk(value))
            ):
                continue
            anew = isinstance(step, ast.Assign) and name not in names_in(value)
            if anew and isinstance(loop, ast.For):
                wrong = first in names_in(value) and program.steady(value, loop) and isinstance(value, ast.BinOp)
                wrong = wrong and not any(isinstance(one, ast.Break | ast.Return) for one in ast.walk(loop))
            else:
                wrong = not anew and _part_of(loop, value, first) and _grows(f"{program.told_around(loop)} {texts}")
            if wrong:
                yield Place(step.lineno, name)


def _first_value(program: Program, loop: ast.For | ast.AsyncFor | ast.While, target: ast.Name) -> str:
    """The name of which a variable has its only value from before the loop."""
    if len(program.places(program.scope(loop), target.id)) > _MANY:
        return ""
    given = [one for one in _stores(program, loop, target.id) if not lies_in(loop, one) and one.lineno < loop.lineno]
    match [program.parents[one] for one in given]:
        case [ast.Assign(targets=[_], value=ast.Name(id=first))]:
            return first
        case [ast.Assign(targets=[_], value=ast.Constant())]:
            return _copy_of(program, loop, target.id)
    return ""


def _copy_of(program: Program, loop: ast.For | ast.AsyncFor | ast.While, name: str) -> str:
    """A name that is given the value of another before a loop, and keeps it."""
    for one in program.places(program.scope(loop), name):
        match program.parents[one]:
            case ast.Assign(targets=[ast.Name(id=copy)], value=ast.Name()) if not lies_in(loop, one):
                if one.lineno < loop.lineno and len(_stores(program, loop, copy)) == 1:
                    return copy
    return ""


def _part_of(loop: ast.For | ast.AsyncFor | ast.While, value: ast.expr, first: str) -> bool:
    """Whether a value has a part of the first one in it: `first * rate`, also by a name that the loop gives it."""
    parts = [value]
    for one in loop.body:
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=part) if name in names_in(value) and name != first:
                parts.append(part)
    return any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div) and first in names_in(node)
        for part in parts
        for node in ast.walk(part)
    )


_GROWTH: Final = re.compile(
    r"compound|zinseszins|\binterest (?:is added|comes|goes|every|each)|savings?\b|\bgrow|growth|doubl|\bloan|"
    r"paid back|pay back|interest on interest"
)
_EVENLY: Final = re.compile(r"simple|linear|flat|straight|same (amount|interest)|each year the same|constant")


def _texts(program: Program) -> str:
    """Texts of a program that are no long ones, in small letters."""
    return " ".join(
        one.value.lower() for one in program.all(ast.Constant) if isinstance(one.value, str) and len(one.value) < _LONG
    )


def _grows(said: str) -> bool:
    return bool(_GROWTH.search(said)) and not _EVENLY.search(said)


_LONG: Final = 200
_MANY: Final = 100  # places of a name that are looked at


@check(
    Rule(
        code="begins-with-one-too-many",
        title="`{name}` begins with 1 before anything has come",
        weights={"correctness": 0.3},
        level="beginner",
        why="A sum or a count holds nothing yet when its loop begins. Here the result is one too much.",
        do="Begin with 0.",
        example="def needed(guesses, secret):\n    count = 1\n    for guess in guesses:\n        count += 1\n"
        "        if guess == secret:\n            return count\n    return None\n",
        better="def needed(guesses, secret):\n    count = 0\n    for guess in guesses:\n        count += 1\n"
        "        if guess == secret:\n            return count\n    return None\n",
    )
)
def begins_with_one_too_many(program: Program) -> Iterator[Place]:
    """See the rule: added to in each turn, by 1 before it is used, or by a value of the element, and given as it is."""
    for loop in program.all(ast.For):
        for at, step in enumerate(loop.body):
            found = added(step)
            if found is None or not isinstance(found[0], ast.Name):
                continue
            name = found[0].id
            first = is_const(found[1], 1) and at == 0 and _COUNT.search(name) and not program.loops_around(loop)
            sums = _TOTAL.search(name) and names_in(found[1]) & names_in(loop.target)
            if not (first or sums) or not _takes_all(loop.iter):
                continue
            stores = _stores(program, loop, name)
            own = [one for one in ast.walk(step) if isinstance(one, ast.Name) and one.id == name]
            begun = [program.parents[one] for one in stores if one not in own]
            match begun:
                case [ast.Assign(value=ast.Constant(value=1)) as start] if start.lineno < loop.lineno:
                    pass
                case _:
                    continue
            if _given_as_it_is(program, name, loop):
                yield Place(start.lineno, name)


_COUNT: Final = re.compile(r"(^|_)(count|counter|tries|attempts|guesses|number_of\w*|steps|versuche|anzahl)$")
_TOTAL: Final = re.compile(r"(^|_)(total|sum|amount|costs?|price|bill|summe|gesamt)(_|$)")


def _takes_all(node: ast.expr) -> bool:
    """Whether a loop begins with the first element: of a name, or of a call that is no `range` from 1."""
    if call_name(node) == "range" and isinstance(node, ast.Call):
        return len(node.args) == 1
    return isinstance(node, ast.Name | ast.Attribute) or method_of(node) in ("items", "values", "split")


def _given_as_it_is(program: Program, name: str, loop: ast.For) -> bool:
    """Whether all uses hand the number over: nothing is taken off it, or asked of it."""
    uses = [one for one in program.places(program.scope(loop), name) if isinstance(one.ctx, ast.Load)]
    around = [program.parents[one] for one in uses if added(program.parents[one]) is None]
    hands = (ast.Return, ast.Call, ast.FormattedValue, ast.Tuple)
    plain = [one for one in around if not (isinstance(one, ast.BinOp) and added(program.parents[one]))]
    return bool(plain) and all(isinstance(one, hands) for one in plain)


@check(
    Rule(
        code="worked-out-and-not-added",
        title="`{name}` is worked out and not used: the loop adds something else",
        weights={"correctness": 0.3},
        level="beginner",
        why="The sum should gather what was just worked out; instead it gathers what it was worked out from.",
        do="Add what was worked out.",
        example="def cubes(numbers):\n    found = []\n    for number in numbers:\n        cube = number ** 3\n"
        "        found.append(number)\n    return found\n",
        better="def cubes(numbers):\n    found = []\n    for number in numbers:\n        cube = number ** 3\n"
        "        found.append(cube)\n    return found\n",
    )
)
def worked_out_and_not_added(program: Program) -> Iterator[Place]:
    """See the rule: a name that nothing reads, made of the loop's element, and the element added or appended."""
    for loop in program.all(ast.For):
        made: dict[str, set[str]] = {}
        for step in loop.body:
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if not name.startswith("_"):
                    if names_in(value) & names_in(loop.target) and not program.reads(program.scope(loop), name):
                        made[name] = names_in(value)
                case _:
                    gathered = _gathered(step)
                    lost = [name for name, parts in made.items() if gathered in parts]
                    if gathered in names_in(loop.target) and lost and lost[0] not in program.outer_names:
                        yield Place(step.lineno, lost[0])


def _gathered(step: ast.stmt) -> str:
    """The name that a statement adds or appends, perhaps under a condition."""
    if isinstance(step, ast.If) and len(step.body) == 1:
        step = step.body[0]
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append" | "add"), args=[ast.Name(id=name)])):
            return name
    found = added(step)
    return found[1].id if found is not None and isinstance(found[1], ast.Name) else ""


CHECKS: tuple[Check, ...] = (
    row_not_begun_anew,
    grows_from_the_beginning,
    begins_with_one_too_many,
    worked_out_and_not_added,
)
