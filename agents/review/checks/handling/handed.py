"""Lists that a function is given and should make shorter or longer, and does so for itself alone."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="changed-for-itself-alone",
        title="`{name}` is a new list that nobody sees: the caller keeps the old one",
        weights={"correctness": 0.4},
        level="learning",
        why="A slice, a sum or a comprehension makes a new list. The name stands for it until the function ends; the "
        "list that was handed over stays as it was.",
        do="Change the list itself, or return the new one.",
        example="def add(tasks, task):\n    if task not in tasks:\n        tasks = tasks + [task]\n",
        better="def add(tasks, task):\n    if task not in tasks:\n        tasks.append(task)\n",
    )
)
def changed_for_itself_alone(program: Program) -> Iterator[Place]:
    """See the rule: a parameter is given what is made of it, outside of loops, and is not read from there on."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                function = program.function_of(node)
            case _:
                continue
        if function is None or program.scope(node) is not function or name not in program.parameters(function):
            continue
        if name in program.outer_names or program.in_loop(node) or not _made_of(value, name):
            continue
        last = node.end_lineno or node.lineno
        later = any(line > last for line in program.reads(function, name))
        inner = any(program.scope(one) is not function for one in _within(program, name, function))
        tries = any(isinstance(up, ast.Try | ast.With) for _, up in program.up(node))
        if not (later or inner or tries):
            yield Place(node.lineno, name)


def _made_of(value: ast.expr, name: str) -> bool:
    """Whether a value is a new list, or a new text, made of what the name stands for."""
    match value:
        case ast.Subscript(value=ast.Name(id=whole), slice=ast.Slice()):
            return whole == name
        case ast.BinOp(left=ast.Name(id=whole), op=ast.Add(), right=ast.List()):
            return whole == name
        case ast.BinOp(left=ast.List(), op=ast.Add(), right=ast.Name(id=whole)):
            return whole == name
        case ast.ListComp(generators=[ast.comprehension(iter=ast.Name(id=whole))]):
            return whole == name
        case ast.Call(args=[ast.Name(id=whole), *_]) if call_name(value) == "sorted":
            return whole == name
    return False


def _within(program: Program, name: str, function: ast.AST) -> list[ast.Name]:
    """Places of a name that stand between the first and the last line of a function."""
    first, last = getattr(function, "lineno", 0), getattr(function, "end_lineno", 0)
    return [one for one in program.by_name.get(name, [])[:_MANY] if first <= one.lineno <= last]


_MANY: Final = 200


CHECKS: tuple[Check, ...] = (changed_for_itself_alone,)
