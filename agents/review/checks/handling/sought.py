"""What is looked for in a dictionary by the wrong side: values among keys, keys for values, another length."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _source(node: ast.expr) -> ast.expr:
    """The dictionary of `d.items()` and `d.keys()`."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="items" | "keys")):
            return owner
    return node


_ASKS_NAME: Final = re.compile(
    r"\breturns? (?:the )?(?:name|person|student|pupil|player|team|product|item|word|key|city|town|country|month|day"
    r"|fruit|candidate|employee|subject)\b(?! of (?:points|times))|\bwho has\b|\bname of the\b"
)


@check(
    Rule(
        code="value-for-its-name",
        title="`{name}` gives the number, and the text wants to know whose it is",
        weights={"correctness": 0.4},
        level="beginner",
        why="The greatest of the values is a number: it does not tell which key it belongs to.",
        do="Look for the key with that value.",
        example='def best_student(grades):\n    """Return the name of the student with the most points."""\n'
        "    return max(grades.values())\n",
        better='def best_student(grades):\n    """Return the name of the student with the most points."""\n'
        "    return max(grades, key=grades.get)\n",
    )
)
def value_for_its_name(program: Program) -> Iterator[Place]:
    """See the rule: `return max(d.values())` alone, by the docstring."""
    for node in program.all(ast.Return):
        match node.value:
            case ast.Call(
                func=ast.Name(id="max" | "min"),
                args=[ast.Call(func=ast.Attribute(attr="values"), args=[])],
                keywords=[],
            ):
                function = program.function_of(node)
                said = (ast.get_docstring(function) or "").lower() if function is not None else ""
                if _ASKS_NAME.search(said) and "number" not in said:
                    yield Place(node.lineno, ast.unparse(node.value)[:40])


@check(
    Rule(
        code="divided-by-the-outer-length",
        title="`{name}` is the number of all groups, and the sum is that of one group",
        weights={"correctness": 0.4},
        level="beginner",
        why="The inner loop adds up what one group holds; its average needs the number of elements in that group.",
        do="Divide by the length of what the inner loop goes through.",
        example="def averages(marks):\n    for name in marks:\n        total = 0\n        for mark in marks[name]:\n"
        "            print(mark)\n            total += mark\n        print(name, total / len(marks))\n",
        better="def averages(marks):\n    for name in marks:\n        total = 0\n        for mark in marks[name]:\n"
        "            print(mark)\n            total += mark\n        print(name, total / len(marks[name]))\n",
    )
)
def divided_by_the_outer_length(program: Program) -> Iterator[Place]:
    """See the rule: a sum that begins anew for each group, divided by the length of what the outer loop is for."""
    for share in program.all(ast.BinOp):
        match share:
            case ast.BinOp(
                left=ast.Call(func=ast.Name(id="sum"), args=[ast.Name() as group]),
                op=ast.Div() | ast.FloorDiv(),
                right=ast.Call(func=ast.Name(id="len"), args=[counted]),
            ) if not isinstance(counted, ast.Name) or counted.id != group.id:
                if _is_entry_of(program.value(group), counted):
                    yield Place(share.lineno, ast.unparse(share.right))
    for outer in program.all(ast.For):
        inner = [one for one in outer.body if isinstance(one, ast.For)]
        if len(inner) != 1:
            continue
        whole = ast.unparse(_source(outer.iter))
        parts = names_in(outer.target) & names_in(inner[0].iter)
        begun = {ast.unparse(one.targets[0]) for one in outer.body if isinstance(one, ast.Assign)}
        sums = {ast.unparse(one.target) for one in ast.walk(inner[0]) if isinstance(one, ast.AugAssign)} & begun
        behind = outer.body[outer.body.index(inner[0]) + 1 :]
        for node in (one for step in behind for one in ast.walk(step)) if parts and sums else ():
            match node:
                case ast.BinOp(
                    left=ast.Name(id=total), op=ast.Div(), right=ast.Call(func=ast.Name(id="len"), args=[counted])
                ) if total in sums and ast.unparse(counted) == whole:
                    yield Place(node.lineno, ast.unparse(node.right))


def _is_entry_of(value: ast.expr | None, table: ast.expr) -> bool:
    """Whether it is what the table holds under one key."""
    match value:
        case ast.Subscript(value=owner, slice=key) if not isinstance(key, ast.Slice):
            return ast.unparse(owner) == ast.unparse(table)
        case ast.Call(func=ast.Attribute(value=owner, attr="get")):
            return ast.unparse(owner) == ast.unparse(table)
    return False


CHECKS: tuple[Check, ...] = (
    value_for_its_name,
    divided_by_the_outer_length,
)
