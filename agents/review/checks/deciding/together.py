"""Conditions for several things at once: all of them equal, none of them empty."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_PAIR: Final = 2
_ALL_EQUAL: Final = re.compile(
    r"(?<!not )(?<!n't )\b(?:equilateral|(?:all (?:three |four |of them |are |sides |numbers |dice |values )*"
    r"|three )(?:equal|the same|identical|alike)|three of a kind)\b"
)


@check(
    Rule(
        code="all-equal-by-one-pair",
        title="`{name}` holds as soon as one pair is equal",
        weights={"correctness": 0.4},
        level="beginner",
        why="All are equal when each pair is. With `or` one equal pair is enough.",
        do="Try values of which just two are equal.",
        example="a, b, c = 3, 3, 5\nif a == b or b == c:\n    print('all three equal')\n",
        better="a, b, c = 3, 3, 5\nif a == b and b == c:\n    print('all three equal')\n",
    )
)
def all_equal_by_one_pair(program: Program) -> Iterator[Place]:
    """See the rule: by what is said in that case, or by the name of the function that returns it."""
    for node in program.all(ast.BoolOp):
        if not isinstance(node.op, ast.Or) or not all(map(_is_pair, node.values)):
            continue
        around = program.parents[node]
        if isinstance(around, ast.If) and around.test is node:
            said = _said(around.body[0])
        elif isinstance(around, ast.Return):
            function = program.function_of(node)
            said = function.name.lower().replace("_", " ") if function is not None else ""
        else:
            continue
        names = {ast.unparse(side) for one in node.values for side in _sides(one)}
        if len(names) > _PAIR and _ALL_EQUAL.search(said):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _sides(node: ast.expr) -> list[ast.expr]:
    return [node.left, *node.comparators] if isinstance(node, ast.Compare) else []


def _is_pair(node: ast.expr) -> bool:
    """Whether it asks two values, none of them written down, for being equal."""
    match node:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return all(isinstance(one, ast.Name | ast.Attribute | ast.Subscript) for one in (left, right))
    return False


def _said(step: ast.stmt) -> str:
    """The text that a statement prints, returns or keeps, where that is written down as it is."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(text)), *_])):
            return text.lower()
        case ast.Return(value=ast.Constant(value=str(text))) | ast.Assign(value=ast.Constant(value=str(text))):
            return text.lower()
    return ""


_NEEDS_ALL: Final = re.compile(
    r"\b(?:before|in front of|left of)\b[^.;]*\band\b[^.;]*\b(?:after|behind|right of)\b"
    r"|\bon both sides\b|\b(?:both|all|each)(?: of the)? (?:parts?|sides?)\b|\b(?:must not|may not|cannot) be empty\b"
)
_MAY_LACK: Final = re.compile(r"\b(?:optional|or|either|may be (?:empty|missing|left out))\b")


@check(
    Rule(
        code="one-empty-part-let-through",
        title="`{name}` is content though one part is empty",
        weights={"correctness": 0.4},
        level="beginner",
        why="Both parts are needed: a text of which one part alone is empty passes here.",
        do="Try a text of which just one part is empty.",
        example="def valid_address(address):\n    name, domain = address.split('@')\n"
        "    if name == '' and domain == '':\n        return False\n    return True\n",
        better="def valid_address(address):\n    name, domain = address.split('@')\n"
        "    if name == '' or domain == '':\n        return False\n    return True\n",
    )
)
def one_empty_part_let_through(program: Program) -> Iterator[Place]:
    """See the rule: parts of one text that was split at `@`, or of which the docstring demands both."""
    for node in program.all(ast.BoolOp):
        empty = [_empty(one) for one in node.values]
        filled = [_filled(one) for one in node.values]
        if isinstance(node.op, ast.And):
            names = empty if _refuses(program.parents[node]) else []
        else:
            names = filled if isinstance(program.parents[node], ast.Return) else []
        if not names or not all(names):
            continue
        sign = _split_at(program, node, set(names))
        said = program.purpose(node)
        needed = bool(_NEEDS_ALL.search(said)) and not _MAY_LACK.search(said)
        if sign == "@" or (sign and needed):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _refuses(node: ast.AST) -> bool:
    match node:
        case ast.If(body=[ast.Return(value=ast.Constant(value=False)) | ast.Raise()], orelse=[]):
            return True
    return False


def _filled(node: ast.expr) -> str:
    """The name that is asked for not being empty."""
    match node:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.NotEq()], comparators=[ast.Constant(value="")]):
            return name
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]),
            ops=[ast.Gt() | ast.NotEq()],
            comparators=[ast.Constant(value=0)],
        ):
            return name
    return ""


def _empty(node: ast.expr) -> str:
    """The name that is asked for being empty."""
    match node:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value="")]):
            return name
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return name
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=0)],
        ):
            return name
    return ""


def _split_at(program: Program, node: ast.BoolOp, names: set[str]) -> str:
    """The sign at which the text was split whose parts have these names."""
    first = program.places(program.scope(node), min(names))[:_MANY]
    for one in first:
        target = program.parents[one]
        match program.parents.get(target):
            case ast.Assign(
                targets=[ast.Tuple(elts=parts)], value=ast.Call(args=[ast.Constant(value=str(sign)), *_]) as call
            ) if method_of(call) in ("split", "rsplit", "partition", "rpartition"):
                if names <= {part.id for part in parts if isinstance(part, ast.Name)}:
                    return sign
    return ""


_MANY: Final = 20  # places of a name that are looked at

CHECKS: tuple[Check, ...] = (
    all_equal_by_one_pair,
    one_empty_part_let_through,
)
