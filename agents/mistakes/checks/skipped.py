"""Rounds of a `while` loop that end by `continue` before anything has changed. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, names_in, span_of, target_names
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

STEP_SKIPPED = Kind(
    code="continue-skips-step",
    type="Loop",
    severity="warning",
    message="`continue` jumps back to the condition before `{name}` is changed in line {step}.",
    cause="`continue` skips the rest of the round. When the step is there, the next round is the same, for ever.",
    think="What is the value of `{name}` after a round that meets the `continue`?",
    fix="Change `{name}` before the `continue`, or use a `for` loop.",
    example="i = 0\nwhile i < 5:\n    if i == 2:\n        continue\n    print(i)\n    i += 1\n",
    fine="i = 0\nwhile i < 5:\n    i += 1\n    if i == 2:\n        continue\n    print(i)\n",
)

_SAME_AGAIN = frozenset(
    (
        "len", "ord", "chr", "int", "float", "str", "abs", "isalpha", "isdigit", "isspace", "isupper", "islower",
        "isalnum", "lower", "upper", "strip", "lstrip", "rstrip", "startswith", "endswith", "split",
    )
)  # fmt: skip
"""Functions and methods that give the same as long as they are given the same."""


def _run(program: Program) -> Iterator[Finding]:
    for node in program.nodes:
        if isinstance(node, ast.While) and _is_steady(node.test):
            yield from _skipped(program, node)


def _skipped(program: Program, loop: ast.While) -> Iterator[Finding]:
    """A `continue` in a round that has changed nothing of what it began with, before the step that would."""
    needed = names_in(loop.test)
    made: set[str] = set()  # anew in each round
    altered: set[str] = set()
    steps = _steps(loop)
    for at, statement in enumerate(loop.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_steady(value) and name not in needed:
                needed |= names_in(value) - made
                made.add(name)
            case ast.If(test=test, body=[*before, ast.Continue() as leave]) if _is_steady(test):
                needed |= names_in(test) - made
                if needed & (altered | program.shared_names):
                    return
                changed = {name for one in before for name in _changes(one)}
                later = sorted(name for name in needed - made if name in steps and steps[name][0] > at)
                if later and all(map(_is_plain, before)) and not needed & changed:
                    line = steps[later[0]][1]
                    yield STEP_SKIPPED.at(span_of(leave, program.source), name=later[0], step=line)
                    return
            case ast.If(test=test, body=[*_, ast.Break() | ast.Return()], orelse=[]) if _is_steady(test):
                needed |= names_in(test) - made
            case ast.If() | ast.AugAssign() | ast.Assign() | ast.Expr() if _is_plain(statement):
                altered |= _changes(statement)
            case _:
                return


def _is_steady(value: ast.expr) -> bool:
    """Whether an expression gives the same as long as its names stand for the same."""
    for node in ast.walk(value):
        match node:
            case ast.Call(func=ast.Name(id=name)) | ast.Attribute(attr=name) if name not in _SAME_AGAIN:
                return False
    return True


def _is_plain(statement: ast.stmt) -> bool:
    """Whether a statement leaves no loop, and changes only what it names."""
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                if name not in _SAME_AGAIN and name not in ("print", "append", "add"):
                    return False
            case ast.Break() | ast.Continue() | ast.Return() | ast.Raise() | ast.Try() | ast.Yield() | ast.Await():
                return False
    return True


def _changes(statement: ast.stmt) -> set[str]:
    """Names that a statement binds, or of which it changes a part."""
    parts = (
        one.value
        for one in ast.walk(statement)
        if isinstance(one, ast.Attribute) or (isinstance(one, ast.Subscript) and not isinstance(one.ctx, ast.Load))
    )
    return target_names(statement) | {name for one in parts for name in names_in(one)}


def _steps(loop: ast.While) -> dict[str, tuple[int, int]]:
    """Name -> the place in the loop, and the line, of the last statement that sets it by itself: `i += 1`, `i = j`."""
    steps: dict[str, tuple[int, int]] = {}
    for at, part in enumerate(loop.body):
        for node in ast.walk(part):
            match node:
                case ast.AugAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                    steps[name] = at, node.lineno
    return steps


CHECK = Check((STEP_SKIPPED,), _run)
