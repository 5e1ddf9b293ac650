"""Places in a text that were looked for, and slices that begin at such a place or at the place of the turn."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="opening-sign-taken-along",
        title="`{name}` takes the opening sign along, and not the closing one",
        weights={"correctness": 0.35},
        level="beginner",
        why="The place that `find` gives is that of the sign itself: the slice begins with it.",
        do="Begin behind the opening sign.",
        example="def inside(text):\n    start = text.find('(')\n    end = text.find(')')\n    return text[start:end]\n",
        better="def inside(text):\n    start = text.find('(')\n    end = text.find(')')\n"
        "    return text[start + 1:end]\n",
    )
)
def opening_sign_taken_along(program: Program) -> Iterator[Place]:
    """See the rule: a slice from where a bracket stands to where its partner stands."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(
                value=ast.Name(), slice=ast.Slice(lower=ast.Name() as start, upper=ast.Name() as end, step=None)
            ):
                pass
            case _:
                continue
        pair = _sought(program, start), _sought(program, end)
        if isinstance(program.parents[node], ast.Attribute | ast.Subscript) or isinstance(node.ctx, ast.Store):
            continue
        if pair in _PAIRS and not _cut_later(program, node):
            yield Place(node.lineno, ast.unparse(node))


_PAIRS: Final = frozenset(
    (
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("<", ">"),
        ("<<", ">>"),
        ("{{", "}}"),
        ("[[", "]]"),
        ("${", "}"),
        ("<%", "%>"),
    )
)


def _sought(program: Program, place: ast.Name) -> str:
    """What every search for a place has looked for; empty where it is given otherwise, or differs."""
    signs = set()
    for given in program.values(place):
        match given:
            case ast.Call(func=ast.Attribute(attr="find" | "index"), args=[ast.Constant(value=str(sign)), *_]):
                signs.add(sign)
            case _:
                return ""
    return signs.pop() if len(signs) == 1 else ""


def _cut_later(program: Program, node: ast.Subscript) -> bool:
    """Whether the slice gets a name of which something is cut off, or that is stripped."""
    match program.parents[node]:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return any(
                isinstance(program.parents[one], ast.Subscript | ast.Attribute)
                for one in program.places(program.scope(node), name)[:_MANY]
            )
    return False


_MANY: Final = 20  # places of a name


@check(
    Rule(
        code="end-of-the-slice-stays",
        title="`{name}` ends at the same place in every turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="The end of a slice is a place, not a length: only the first turn gets as much as is meant.",
        do="Let the end move with the beginning.",
        example="def blocks(text, size):\n    found = []\n    for at in range(0, len(text), size):\n"
        "        found.append(text[at:size])\n    return found\n",
        better="def blocks(text, size):\n    found = []\n    for at in range(0, len(text), size):\n"
        "        found.append(text[at:at + size])\n    return found\n",
    )
)
def end_of_the_slice_stays(program: Program) -> Iterator[Place]:
    """See the rule: a slice begins at the place of the turn, and ends at the step, or a length that `range` leaves."""
    for node in program.all(ast.Subscript):
        match node.slice:
            case ast.Slice(lower=ast.Name(id=at), upper=ast.expr() as end, step=None):
                pass
            case _:
                continue
        for walk in program.loops_around(node):
            sources = walk.generators if isinstance(walk, _COMPREHENSIONS) else [walk]
            for source in sources:
                if _is_length(source, at, end):
                    yield Place(node.lineno, ast.unparse(node))


_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


def _is_length(walk: ast.AST, at: str, end: ast.expr) -> bool:
    """Whether what a slice ends at is a length by the `range` of its place."""
    match walk:
        case (
            ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=given))
            | ast.comprehension(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=given))
        ) if name == at:
            pass
        case _:
            return False
    match given:
        case [_, _, step]:
            return same(step, end) and not (isinstance(step, ast.Constant) and step.value == 1)
        case [*_, bound]:
            taken = [one.right for one in ast.walk(bound) if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub)]
            return isinstance(end, ast.Name | ast.Call) and any(same(one, end) for one in taken)
    return False


CHECKS: tuple[Check, ...] = (
    opening_sign_taken_along,
    end_of_the_slice_stays,
)
