"""Divided by how many something else has: by the keys instead of what they count, by the rows instead of a row."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_SHARE: Final = re.compile(r"percent|prozent|share|portion|fraction|ratio|\bpct\b|majority|half|%")


@check(
    Rule(
        code="share-of-the-keys",
        title="`{name}` is how many keys there are, not how many were counted",
        weights={"correctness": 0.4},
        level="beginner",
        why="A dictionary is as long as it has keys. A share is a part of all that was counted under them, and that is "
        "the sum of its values.",
        do="Compare each count with the sum of all counts.",
        example="def show(counts):\n    total = len(counts)\n    for name, count in counts.items():\n"
        "        print(name, f'{count / total:.0%}')\n",
        better="def show(counts):\n    total = sum(counts.values())\n    for name, count in counts.items():\n"
        "        print(name, f'{count / total:.0%}')\n",
    )
)
def share_of_the_keys(program: Program) -> Iterator[Place]:
    """See the rule: a value of `d.items()`, or `d[key]`, divided by `len(d)` for a share, or compared with its half."""
    for loop in program.walks:
        table, value = _walked(loop)
        around = loop if isinstance(loop, ast.For) else program.parents[loop]
        for node in ast.walk(around) if value else ():
            whole: ast.expr | None = None
            match node:
                case ast.BinOp(left=left, op=ast.Div(), right=whole) if ast.unparse(left) == value:
                    statement = program.statement(node)
                    text = ast.unparse(statement).lower() if isinstance(statement, ast.Assign | ast.Expr) else ""
                    shares = "100" in text or _SHARE.search(f"{text} {program.purpose(node)}")
                case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[half]) if (
                    ast.unparse(left) == value and (whole := _halved(half)) is not None
                ):
                    shares = True
                case _:
                    continue
            if shares and whole is not None and _length_of(program, whole) == table:
                yield Place(node.lineno, ast.unparse(whole))


def _walked(loop: ast.For | ast.comprehension) -> tuple[str, str]:
    """The dictionary that a loop goes through, and what the value of a turn is called there."""
    match loop:
        case (
            ast.For(target=ast.Tuple(elts=[_, ast.Name(id=value)]), iter=ast.Call(func=items, args=[]))
            | ast.comprehension(target=ast.Tuple(elts=[_, ast.Name(id=value)]), iter=ast.Call(func=items, args=[]))
        ) if isinstance(items, ast.Attribute) and items.attr == "items":
            return ast.unparse(items.value), value
        case (
            ast.For(target=ast.Name(id=key), iter=(ast.Name() | ast.Attribute()) as table)
            | ast.comprehension(target=ast.Name(id=key), iter=(ast.Name() | ast.Attribute()) as table)
        ):
            return ast.unparse(table), f"{ast.unparse(table)}[{key}]"
    return "", ""


def _halved(node: ast.expr) -> ast.expr | None:
    """`x` of `x / 2`, `x // 2` and `x * 0.5`."""
    match node:
        case ast.BinOp(left=whole, op=ast.Div() | ast.FloorDiv(), right=two) if is_const(two, 2):
            return whole
        case ast.BinOp(left=whole, op=ast.Mult(), right=half) if is_const(half, 0.5):
            return whole
    return None


def _length_of(program: Program, node: ast.expr) -> str:
    """`x` of `len(x)`, written there or kept under a name."""
    match program.written(node) if isinstance(node, ast.Name) else node:
        case ast.Call(func=ast.Name(id="len"), args=[owner]):
            return ast.unparse(owner)
    return ""


@check(
    Rule(
        code="divided-by-the-other-number",
        title="`{name}` is not how many were added up here",
        weights={"correctness": 0.4},
        level="beginner",
        why="The sum is that of one loop, and it is divided by the length of what another loop goes through.",
        do="Divide by how many values went into the sum.",
        example="def means(groups):\n    for name, values in groups.items():\n        total = 0\n"
        "        for value in values:\n            total += value\n        print(name, total / len(groups))\n",
        better="def means(groups):\n    for name, values in groups.items():\n        total = 0\n"
        "        for value in values:\n            total += value\n        print(name, total / len(values))\n",
    )
)
def divided_by_the_other_number(program: Program) -> Iterator[Place]:
    """See the rule: begun in an outer loop, grown once in each turn of an inner one, and divided behind that."""
    for inner in program.all(ast.For):
        outer = program.parents[inner]
        if not isinstance(outer, ast.For) or not all(isinstance(one, ast.AugAssign) for one in inner.body):
            continue
        grown = [
            one.target.id for one in inner.body if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name)
        ]
        begun = [
            one.targets[0].id
            for one in program.before(inner, _NEAR)
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and is_const(one.value, 0, 0.0)
        ]
        for step in program.after(inner, _NEAR):
            for node in program.within(step):
                match node:
                    case ast.BinOp(
                        left=ast.Name(id=total),
                        op=ast.Div() | ast.FloorDiv(),
                        right=ast.Call(func=ast.Name(id="len"), args=[counted]),
                    ) if total in grown and total in begun:
                        pass
                    case _:
                        continue
                if _is_other(outer, inner, counted):
                    yield Place(node.lineno, ast.unparse(node.right))


_NEAR: Final = 4


def _is_other(outer: ast.For, inner: ast.For, counted: ast.expr) -> bool:
    """Whether what is counted is walked by the outer loop, or is a row of what the inner one walks."""
    match inner.iter, counted:
        case ast.Name() as walked, ast.Subscript(value=rows, slice=place) if is_const(place, 0):
            return same(walked, rows) and _one_of_each_row(inner)
    match outer.iter:
        case ast.Name() as walked:
            return same(walked, counted) and bool(names_in(outer.target) & names_in(inner.iter))
        case ast.Call(func=ast.Attribute(value=table, attr="items" | "values"), args=[]):
            return same(table, counted) and bool(names_in(outer.target) & names_in(inner.iter))
    return False


def _one_of_each_row(inner: ast.For) -> bool:
    """Whether each turn adds one element of its row."""
    match inner.body:
        case [ast.AugAssign(value=ast.Subscript(value=ast.Name(id=row)))]:
            return isinstance(inner.target, ast.Name) and inner.target.id == row
    return False


@check(
    Rule(
        code="divided-by-the-number-of-groups",
        title="The sum of one group is divided by `{name}`, the number of groups",
        weights={"correctness": 0.4},
        level="beginner",
        why="How many went into the sum of a group was counted for each group, and that count is not used.",
        do="Divide each sum by the count of the same group.",
        example="def means(pairs):\n    sums, counts = {}, {}\n    for key, value in pairs:\n"
        "        sums[key] = sums.get(key, 0) + value\n        counts[key] = counts.get(key, 0) + 1\n"
        "    return {key: sums[key] / len(counts) for key in sums}\n",
        better="def means(pairs):\n    sums, counts = {}, {}\n    for key, value in pairs:\n"
        "        sums[key] = sums.get(key, 0) + value\n        counts[key] = counts.get(key, 0) + 1\n"
        "    return {key: sums[key] / counts[key] for key in sums}\n",
    )
)
def divided_by_the_number_of_groups(program: Program) -> Iterator[Place]:
    """See the rule: `a[key] / len(b)`, where `b[...]` grows by 1 and nothing reads an element of it."""
    counting: list[tuple[ast.stmt, ast.expr]] = [
        (one, one.target) for one in program.all(ast.AugAssign) if _by_one(one)
    ]
    counting += [(one, one.targets[0]) for one in program.all(ast.Assign) if _by_one(one)]
    grown = {
        (program.scope(one), ast.unparse(target.value)) for one, target in counting if isinstance(target, ast.Subscript)
    }
    for node in program.all(ast.BinOp) if grown else ():
        match node:
            case ast.BinOp(
                left=ast.Subscript(value=sums), op=ast.Div(), right=ast.Call(func=ast.Name(id="len"), args=[counts])
            ) if (program.scope(node), ast.unparse(counts)) in grown:
                pass
            case _:
                continue
        if not same(sums, counts):
            yield Place(node.lineno, ast.unparse(node.right))


def _by_one(step: ast.Assign | ast.AugAssign) -> bool:
    """`x[key] += 1`, and `x[key] = x.get(key, 0) + 1`."""
    if isinstance(step, ast.AugAssign):
        return isinstance(step.op, ast.Add) and is_const(step.value, 1)
    return isinstance(step.value, ast.BinOp) and is_const(step.value.right, 1)


CHECKS: tuple[Check, ...] = (share_of_the_keys, divided_by_the_other_number, divided_by_the_number_of_groups)
