"""What loops gather for a group: keys that are not kept, counts that stay 1, totals that go on into the next group."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 30  # places of a name that are looked at


@check(
    Rule(
        code="value-kept-for-its-key",
        title="`{name}` gets the value once more, and the name that belongs to it gets lost",
        weights={"correctness": 0.4},
        level="beginner",
        why="Two names get the same value, and the loop has another one that nothing uses: whose value it is.",
        do="Ask what each of the two names is to hold.",
        example="def wettest(rain):\n    most = 0\n    best_day = ''\n    for day, amount in rain.items():\n"
        "        if amount > most:\n            most = amount\n            best_day = amount\n"
        "    return best_day, most\n",
        better="def wettest(rain):\n    most = 0\n    best_day = ''\n    for day, amount in rain.items():\n"
        "        if amount > most:\n            most = amount\n            best_day = day\n"
        "    return best_day, most\n",
    )
)
def value_kept_for_its_key(program: Program) -> Iterator[Place]:
    """See the rule: in an `if` of a loop over pairs, where the first or second of the pair is not read at all."""
    used: dict[ast.AST, set[str]] = {}
    for node in program.all(ast.If):
        kept = [one for one in node.body if isinstance(one, ast.Assign) and isinstance(one.value, ast.Name)]
        loop = program.parents[node]
        if len(kept) != _BOTH or not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Tuple):
            continue
        names = [one.value.id for one in kept if isinstance(one.value, ast.Name)]
        pair = {one.id for one in loop.target.elts if isinstance(one, ast.Name)}
        if loop not in used:
            used[loop] = {name for step in loop.body for name in names_in(step)}
        unused = {one for one in pair - used[loop] if one != "_"}
        if names[0] == names[1] and names[0] in pair and unused and ast.unparse(node.test).count(names[0]):
            yield Place(kept[1].lineno, ast.unparse(kept[1].targets[0]))


_BOTH: Final = 2
_COUNT: Final = re.compile(r"(?:^|_)(?:count|counter|number|amount|anzahl|times|days|hits|num|total)(?:_|$)")


@check(
    Rule(
        code="count-set-to-one",
        title="`{name}` is 1 at most, however many there are",
        weights={"correctness": 0.4},
        level="beginner",
        why="`= 1` puts the count back to 1 each time. It never becomes 2.",
        do="Let it grow by one.",
        example="def wet_days(rain):\n    count = 0\n    for amount in rain:\n        if amount >= 1:\n"
        "            count = 1\n    return count\n",
        better="def wet_days(rain):\n    count = 0\n    for amount in rain:\n        if amount >= 1:\n"
        "            count += 1\n    return count\n",
    )
)
def count_set_to_one(program: Program) -> Iterator[Place]:
    """See the rule: begun with 0 before a loop, set to 1 in it and to nothing else, and read behind it."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=name) as target], value=value) if is_const(value, 1):
                pass
            case _:
                continue
        loops = [one for one in program.loops_around(step) if isinstance(one, ast.For | ast.While)]
        if not loops or not _COUNT.search(name.lower()):
            continue
        places = program.places(program.scope(step), name)[:_MANY]
        stores = [one for one in places if not isinstance(one.ctx, ast.Load)]
        begun = [one for one in stores if one is not target]
        end = loops[-1].end_lineno or step.lineno
        reads = [one for one in places if isinstance(one.ctx, ast.Load)]
        nothing = len(begun) == 1 and begun[0].lineno < loops[-1].lineno
        before = program.parents[begun[0]] if nothing else None
        zero = isinstance(before, ast.Assign) and is_const(before.value, 0)
        behind = bool(reads) and all(one.lineno > end for one in reads)
        if zero and behind and name not in program.outer_names:
            yield Place(step.lineno, name)


_HELD: Final = re.compile(r"balance|saldo|level|position|height|depth|altitude|stock|running|cumul|so_far|konto|money")


@check(
    Rule(
        code="group-goes-on-with-the-last",
        title="`{name}` still holds the groups before when it is compared",
        weights={"correctness": 0.35},
        level="beginner",
        why="The sum begins once, before the first group. With each group it grows, and the last one wins.",
        do="Begin the sum anew for each group.",
        example="def best_shop(shops):\n    best = ''\n    most = 0\n    total = 0\n"
        "    for shop, sales in shops.items():\n        for sale in sales:\n            total += sale\n"
        "        if total > most:\n            most = total\n            best = shop\n    return best\n",
        better="def best_shop(shops):\n    best = ''\n    most = 0\n    for shop, sales in shops.items():\n"
        "        total = 0\n        for sale in sales:\n            total += sale\n"
        "        if total > most:\n            most = total\n            best = shop\n    return best\n",
    )
)
def group_goes_on_with_the_last(program: Program) -> Iterator[Place]:
    """See the rule: an inner loop alone adds to a sum, and the outer one keeps the greatest, or each, by its name."""
    for outer in program.all(ast.For):
        for at, inner in enumerate(outer.body):
            if not isinstance(inner, ast.For) or not names_in(inner.iter) & _stored(outer.target):
                continue
            sums = {
                pair[0].id
                for one in ast.walk(inner)
                if isinstance(one, ast.AugAssign) and (pair := added(one)) is not None and isinstance(pair[0], ast.Name)
            }
            for name in sorted(sums)[:_MANY]:
                behind = outer.body[at + 1 : at + 1 + _MANY]
                places = program.places(program.scope(outer), name)[:_MANY]
                stores = [one for one in places if not isinstance(one.ctx, ast.Load)]
                end = inner.end_lineno or inner.lineno
                own = [one for one in stores if inner.lineno <= one.lineno <= end]
                begun = [program.parents[one] for one in stores if one not in own]
                once = len(begun) == 1 and isinstance(begun[0], ast.Assign) and is_const(begun[0].value, 0, 0.0)
                first = once and begun[0].lineno < outer.lineno  # type: ignore[attr-defined]  # a statement
                said = f"{name} {program.purpose(outer)}".lower()
                if first and any(_keeps(one, name, outer) for one in behind) and not _HELD.search(said):
                    yield Place(inner.lineno, name)


def _stored(target: ast.expr) -> set[str]:
    return {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}


def _keeps(step: ast.stmt, name: str, outer: ast.For) -> bool:
    """Whether a statement keeps a sum as the best so far with the name of its group, or under that name."""
    match step:
        case ast.If(test=ast.Compare(left=ast.Name(id=asked), ops=[ast.Gt() | ast.Lt()]), body=body) if asked == name:
            kept = [one for one in body if isinstance(one, ast.Assign)]
            record = any(isinstance(one.value, ast.Name) and one.value.id == name for one in kept)
            group = any(isinstance(one.value, ast.Name) and one.value.id in _stored(outer.target) for one in kept)
            return record and group
        case ast.Assign(targets=[ast.Subscript(slice=ast.Name(id=key))], value=ast.Name(id=given)):
            return given == name and key in _stored(outer.target)
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Name(id=key), *others])):
            return key in _stored(outer.target) and any(ast.unparse(one) == name for one in others)
    return False


@check(
    Rule(
        code="divided-by-the-groups",
        title="`{name}` divides what one group has by how many groups there are",
        weights={"correctness": 0.4},
        level="beginner",
        why="The sum is that of one row, and the number that divides it is that of all rows.",
        do="Divide by how many values have been added up.",
        example="def averages(students):\n    result = {}\n    for name, marks in students.items():\n"
        "        result[name] = sum(marks) / len(students)\n    return result\n",
        better="def averages(students):\n    result = {}\n    for name, marks in students.items():\n"
        "        result[name] = sum(marks) / len(marks)\n    return result\n",
    )
)
def divided_by_the_groups(program: Program) -> Iterator[Place]:
    """See the rule: `sum(row) / len(table)` in the loop that goes through the table, also by a name for the sum."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=whole, op=ast.Div(), right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=table)])
            ):
                value = program.value(whole)
            case _:
                continue
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name) or value.func.id != "sum":
            continue
        summed = names_in(value)
        for loop in program.loops_around(node):
            over = loop.iter if isinstance(loop, ast.For) else None
            if over is None or not isinstance(loop, ast.For) or names_in(over) != {table}:
                continue
            element = isinstance(over, ast.Name) or ast.unparse(over) in (f"{table}.items()", f"{table}.values()")
            inside = program.loops_around(value)[:1] == program.loops_around(node)[:1]
            if element and inside and summed - {"sum"} <= _stored(loop.target) and summed & _stored(loop.target):
                yield Place(node.lineno, ast.unparse(node)[:40])


_BACKWARDS: Final = re.compile(r"revers|backward|mirror|palindrom|umgekehrt|rückwärts")


@check(
    Rule(
        code="digits-added-not-put-behind",
        title="`{name}` adds the digits up instead of putting them behind each other",
        weights={"correctness": 0.4},
        level="beginner",
        why="A digit that comes behind others moves them one place to the left: they become ten times as much.",
        do="Make room for the new digit before it is added.",
        example="def reversed_number(n):\n    result = 0\n    while n > 0:\n        result = result + n % 10\n"
        "        n //= 10\n    return result\n",
        better="def reversed_number(n):\n    result = 0\n    while n > 0:\n        result = result * 10 + n % 10\n"
        "        n //= 10\n    return result\n",
    )
)
def digits_added_not_put_behind(program: Program) -> Iterator[Place]:
    """See the rule: the names speak of the number backwards, and the last digit is only added in the loop."""
    for loop in program.all(ast.While):
        digit = {
            step.targets[0].id
            for step in loop.body
            if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name) and _is_digit(step.value)
        }
        for step in loop.body:
            pair = added(step)
            if pair is None or not isinstance(pair[0], ast.Name):
                continue
            said = f"{pair[0].id} {program.purpose(loop)}".lower()
            last = _is_digit(pair[1]) or (isinstance(pair[1], ast.Name) and pair[1].id in digit)
            scaled = any(f"{pair[0].id} *= 10" == ast.unparse(one) for one in loop.body[:_MANY])
            if last and not scaled and _BACKWARDS.search(said) and "sum" not in said:
                yield Place(step.lineno, pair[0].id)


def _is_digit(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and is_const(node.right, 10)


@check(
    Rule(
        code="turns-not-counted",
        title="`{name}` grows once behind the loop, not with each turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="What stands behind the loop is done a single time: the number is 1 however many turns there were.",
        do="Let it grow within the loop.",
        example="def years_to(goal):\n    money = 100\n    years = 0\n    while money < goal:\n        money *= 1.05\n"
        "    years += 1\n    return years\n",
        better="def years_to(goal):\n    money = 100\n    years = 0\n    while money < goal:\n        money *= 1.05\n"
        "        years += 1\n    return years\n",
    )
)
def turns_not_counted(program: Program) -> Iterator[Place]:
    """See the rule: begun with 0, not touched in the loop, `+= 1` as the first thing behind it."""
    for loop in program.loops:
        for step in program.after(loop, 1):
            match step:
                case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value) if is_const(value, 1):
                    pass
                case _:
                    continue
            stores = [
                one
                for one in program.places(program.scope(loop), name)[:_MANY]
                if not isinstance(one.ctx, ast.Load) and one is not step.target
            ]
            begun = program.parents[stores[0]] if len(stores) == 1 else None
            nothing = isinstance(begun, ast.Assign) and is_const(begun.value, 0) and begun.lineno < loop.lineno
            again = program.in_loop(loop) or name in {one.id for one in ast.walk(loop) if isinstance(one, ast.Name)}
            if nothing and not again and name not in program.outer_names:
                yield Place(step.lineno, name)


CHECKS: tuple[Check, ...] = (
    turns_not_counted,
    value_kept_for_its_key,
    count_set_to_one,
    group_goes_on_with_the_last,
    divided_by_the_groups,
    digits_added_not_put_behind,
)
