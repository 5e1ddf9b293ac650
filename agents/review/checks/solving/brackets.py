"""Brackets, tags and whatever else is opened and closed: what nobody closes, what was never open.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_BALANCED: Final = re.compile(r"bracket|paren|balanced|well.?formed|closed|nested|klammer")
_COUNTS: Final = re.compile(r"as many|same number|same amount|equal number|depth|deep|count")
_OPENING: Final = frozenset("([{<")
_CLOSING: Final = frozenset(")]}>")


def _matchers(program: Program) -> Iterator[tuple[Function, ast.For]]:
    """Functions that tell whether brackets match, each with its one loop through the text."""
    for function in program.functions:
        if not _BALANCED.search(program.purpose(function)):
            continue
        inside = list(program.within(function))
        signs = {one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        loops = [one for one in inside if isinstance(one, ast.For | ast.While)]
        opened = any(set(one) & _OPENING and len(one) < 5 for one in signs)  # noqa: PLR2004 - no sentence
        closed = any(set(one) & _CLOSING and len(one) < 5 for one in signs)  # noqa: PLR2004 - no sentence
        if opened and closed and len(loops) == 1 and isinstance(loops[0], ast.For):
            yield function, loops[0]


@check(
    Rule(
        code="brackets-left-open",
        title="`{name}` says yes though something may still be open",
        weights={"correctness": 0.4},
        level="beginner",
        why="At the end, what was opened and never closed is still noted. Nobody asks for it.",
        do="At the end, ask whether anything is left.",
        example="def balanced(text):\n    opened = []\n    for sign in text:\n        if sign == '(':\n"
        "            opened.append(sign)\n        elif sign == ')' and (not opened or opened.pop() != '('):\n"
        "            return False\n    return True\n",
        better="def balanced(text):\n    opened = []\n    for sign in text:\n        if sign == '(':\n"
        "            opened.append(sign)\n        elif sign == ')' and (not opened or opened.pop() != '('):\n"
        "            return False\n    return not opened\n",
    )
)
def brackets_left_open(program: Program) -> Iterator[Place]:
    """See the rule: behind the loop stands `return True`, and what is kept was not asked for."""
    told = set()
    for function, loop in _matchers(program):
        match function.body[-1]:
            case ast.Return(value=ast.Constant(value=True)) as end if loop in function.body:
                behind = function.body[function.body.index(loop) + 1 :]
                kept = program.changed_in(loop) - names_in(loop.target)
                if kept and not any(kept & names_in(one) for one in behind):
                    told.add(end)
                    yield Place(end.lineno, function.name)
    for node in program.all(ast.Return):
        if node not in told and (name := _answers_without_asking(program, node)):
            yield Place(node.lineno, name)


def _answers_without_asking(program: Program, node: ast.Return) -> str:
    """The name of the function that ends with yes behind a loop that opens, closes and refuses."""
    function, loop = program.function_of(node), _loop_before(program, node)
    if function is None or loop is None or not _refused(program, loop, node):
        return ""
    kept = {name for name in _put_and_taken(program, loop) if _begun_in(program, function, name)}
    asked = names_in(loop.test if isinstance(loop, ast.While) else loop.iter)
    asked = asked.union(*(names_in(one) for one in (*loop.orelse, *program.after(loop, _BEHIND))))
    return function.name if kept and not kept & asked and _speaks_of_pairs(program, function) else ""


_BEHIND: Final = 6  # statements between the loop and the answer that are looked at
_PAIRS: Final = re.compile(r"\btags?\b|\bx?html\b|\bxml\b|\blids?\b|\bbraces?\b|\bquotes?\b|\bblocks?\b")
_WORDS: Final = (("open", "close"), ("begin", "end"), ("start", "end"), ("if", "endif"), ("<", "</"), ("(", ")"))


def _loop_before(program: Program, node: ast.Return) -> ast.For | ast.While | None:
    """The loop that stands before an answer in its block, or whose `else` it is."""
    around = program.parents[node]
    if isinstance(around, ast.For | ast.While) and node in around.orelse:
        return around
    block = getattr(around, "body", [])
    before = block[max(0, block.index(node) - _BEHIND) : block.index(node)] if node in block[-1:] else []
    return next((one for one in reversed(before) if isinstance(one, ast.For | ast.While)), None)


def _speaks_of_pairs(program: Program, function: Function) -> bool:
    """Whether a function is about what is opened and closed, by its words or by the signs that it compares."""
    said = f"{program.purpose(function)} {' '.join(program.parameters(function))} {program.said(function)}"
    if _BALANCED.search(said) or _PAIRS.search(said):
        return True
    inside = list(program.within(function))
    named = [program.written(one) for one in inside if isinstance(one, ast.Name) and one.id.isupper()]
    parts = [*inside, *(part for one in named if one is not None for part in ast.walk(one))]
    texts = {one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    signs = {sign for one in texts if len(one) <= _FEW for sign in one}
    return bool(signs & _OPENING and signs & _CLOSING) or any({*pair} <= texts for pair in _WORDS)


_FEW: Final = 8  # signs, not a sentence


def _refused(program: Program, loop: ast.For | ast.While, end: ast.Return) -> bool:
    """Whether the loop says no where something does not fit, and the end says yes otherwise."""
    inside = [one for part in loop.body for one in ast.walk(part)]
    match end.value:
        case ast.Constant(value=True | str() as yes):
            ends = [one.value for one in inside if isinstance(one, ast.Return)]
            values = [one.value for one in ends if isinstance(one, ast.Constant)]
            return any(type(value) is type(yes) and value != yes for value in values)
        case ast.Name(id=name) as answer:
            given = program.values(answer)
            falls = any(isinstance(one, ast.Assign) and ast.unparse(one) == f"{name} = False" for one in inside)
            return falls and all(isinstance(one, ast.Constant) and isinstance(one.value, bool) for one in given)
    return False


def _put_and_taken(program: Program, loop: ast.For | ast.While) -> Iterator[str]:
    """What grows in one branch of a loop and is taken from in another: a list that is a stack, or a number."""
    put: dict[str, list[ast.AST]] = {}
    taken: list[tuple[str, ast.AST]] = []
    for node in (one for part in loop.body for one in ast.walk(part)):
        name, more = _change(node)
        if name and more:
            put.setdefault(name, []).append(node)
        elif name:
            taken.append((name, node))
    for name, node in taken:
        branches = [_branch(program, one) for one in put.get(name, ())]
        around = {id(up) for up, _ in program.up(node)}
        if branches and not any(not branch or around & {*map(id, branch)} for branch in branches):
            yield name


def _change(node: ast.AST) -> tuple[str, bool]:
    """What grows by one (True), or gets one less at its end (False)."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[_])):
            return ast.unparse(owner), True
        case ast.Call(func=ast.Attribute(value=owner, attr="pop"), args=args) if not args or is_const(args[0], -1):
            return ast.unparse(owner), False
        case (
            ast.AugAssign(target=owner, op=ast.Add() | ast.Sub() as sign, value=one)
            | ast.Assign(
                targets=[ast.Name() as owner],
                value=ast.BinOp(left=ast.Name(), op=ast.Add() | ast.Sub() as sign, right=one),
            )
        ):
            name = ast.unparse(owner)
            again = isinstance(node, ast.AugAssign) or ast.unparse(node).startswith(f"{name} = {name} ")
            number = is_const(one, 1)
            more = isinstance(sign, ast.Add)
            return (name if again and (number or more) else "", more)
        case (
            ast.Delete(targets=[ast.Subscript(value=owner, slice=end)])
            | ast.Assign(targets=[owner], value=ast.Subscript(slice=ast.Slice(lower=None, upper=ast.expr() as end)))
        ) if is_const(end, -1):
            return ast.unparse(owner), False
    return "", False


def _branch(program: Program, node: ast.AST) -> list[ast.stmt]:
    """The branch of an `if` that a statement stands in directly."""
    around = program.parents[node]
    blocks = (around.body, around.orelse) if isinstance(around, ast.If) else ()
    return next((block for block in blocks if node in block), [])


def _begun_in(program: Program, function: Function, name: str) -> bool:
    """Whether the function begins it with nothing, so that nobody else asks for it."""
    for one in program.within(function):
        for target in (
            one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
        ):
            if name in map(ast.unparse, getattr(target, "elts", [target])):
                return True
    return False


@check(
    Rule(
        code="closed-before-opened",
        title="`{name}` does not ask whether anything is open when a bracket is closed",
        weights={"correctness": 0.35},
        level="beginner",
        why="`)(` closes before it opens. That has to be noticed at once: later the two make up for each other, or "
        "there is nothing to take away.",
        do="At each closing bracket, ask first whether one is open.",
        example="def balanced(text):\n    opened = []\n    for sign in text:\n        if sign == '(':\n"
        "            opened.append(sign)\n        elif sign == ')' and opened.pop() != '(':\n"
        "            return False\n    return not opened\n",
        better="def balanced(text):\n    opened = []\n    for sign in text:\n        if sign == '(':\n"
        "            opened.append(sign)\n        elif sign == ')' and not opened:\n"
        "            return False\n    return not opened\n",
    )
)
def closed_before_opened(program: Program) -> Iterator[Place]:
    """See the rule: one is taken off a number or a list in the loop, and no condition of the loop speaks of it."""
    for function, loop in _matchers(program):
        if _COUNTS.search(program.purpose(function)):
            continue
        inside = list(ast.walk(loop))
        asked = {name for one in inside if isinstance(one, ast.If | ast.IfExp | ast.BoolOp) for name in _asked(one)}
        for node in inside:
            match node:
                case ast.AugAssign(target=ast.Name(id=name), op=ast.Sub(), value=value) if is_const(value, 1):
                    ends = [one for one in function.body if isinstance(one, ast.Return)]
                    wrong = any(_is_zero(one.value, name) for one in ends)
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="pop"), args=[]):
                    wrong = not any(isinstance(one, ast.Try) for one in function.body + loop.body)
                case _:
                    continue
            if wrong and name not in asked:
                yield Place(node.lineno, function.name)
                break


def _asked(node: ast.If | ast.IfExp | ast.BoolOp) -> set[str]:
    """Names that a condition speaks of, but for what is taken from them there."""
    parts = node.values[:-1] if isinstance(node, ast.BoolOp) else [node.test]
    popped = {
        id(one.func.value)
        for part in parts
        for one in ast.walk(part)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "pop"
    }
    return {one.id for part in parts for one in ast.walk(part) if isinstance(one, ast.Name) and id(one) not in popped}


def _is_zero(node: ast.expr | None, name: str) -> bool:
    match node:
        case ast.Compare(left=ast.Name(id=found), ops=[ast.Eq()], comparators=[value]):
            return found == name and is_const(value, 0)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=found)):
            return found == name
    return False


CHECKS: tuple[Check, ...] = (brackets_left_open, closed_before_opened)
