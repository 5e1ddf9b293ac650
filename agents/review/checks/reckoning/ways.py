"""Ways that are added up: there and back is twice the way, not none."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_WAY: Final = re.compile(
    r"(?:^|_)(?:distances?|travell?ed|way|walked|moved|movement|movements|seek|seeks|route|driven|mileage|trip|path|"
    r"journey|covered|strecke|weg)(?:_|$)"
)
_WHERE: Final = re.compile(
    r"(?:^|_)(?:floor|position|pos|place|at|location|loc|house|stop|track|cylinder|here|there|target|destination|dest|"
    r"goal|head|seat|level|current|cur|now|to|from|source|next|prev|previous|last|new|old|shelf|street|door|column|"
    r"row|col|x|y|a|b|p|q|point)\d?(?:_|$)|^[xyabpq]\d?$"
)
_READ_OFF: Final = re.compile(r"reading|odometer|meter|clock|time|stamp|date|hour|minute|second|speed|price|level_of")
_UPWARDS: Final = re.compile(
    r"ascend|increas|in order|sorted|upwards|only up|never back|displacement|net |signed|forward"
)
_DISTANCE: Final = re.compile(r"\b(?:manhattan|taxicab|city ?block|distance|how far)\b")


@check(
    Rule(
        code="way-back-taken-off",
        title="`{name}` takes the way back off the way there",
        weights={"correctness": 0.35},
        level="beginner",
        why="From a higher place to a lower one the difference is below zero, while the way that is gone is not.",
        do="Take the difference without its sign, with `abs`.",
        example="class Lift:\n    def __init__(self):\n        self.floor = 0\n        self.travelled = 0\n\n"
        "    def go_to(self, floor):\n        self.travelled += floor - self.floor\n        self.floor = floor\n",
        better="class Lift:\n    def __init__(self):\n        self.floor = 0\n        self.travelled = 0\n\n"
        "    def go_to(self, floor):\n        self.travelled += abs(floor - self.floor)\n        self.floor = floor\n",
    )
)
def way_back_taken_off(program: Program) -> Iterator[Place]:
    """See the rule: differences of places that are added up as a way, by `+=` or `sum`, or two in a distance."""
    ordered: dict[Function | ast.Module, set[str] | None] = {}
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Sub):
            continue
        way = _way(program, node).split(".")[-1].lower()
        if not _WAY.search(way) or not _is_between_places(node):
            continue
        function = program.function_of(node) or program.tree
        if function not in ordered:
            ordered[function] = _ordered(program, function)
        known = ordered[function]
        if known is not None and not known & {ast.unparse(node.left), ast.unparse(node.right)}:
            yield Place(node.lineno, ast.unparse(node)[:40])


def _way(program: Program, node: ast.BinOp) -> str:
    """What the sum is called to which a difference is added."""
    around = program.parents[node]
    match around:
        case ast.AugAssign(target=total, op=ast.Add()):
            return _of_sum(program, total)
        case ast.Assign(targets=[ast.Name() as between]):
            return _added_by(program, between)
        case ast.BinOp(op=ast.Add(), left=left) if isinstance(program.parents[around], ast.Assign):
            target = program.parents[around].targets[0]  # type: ignore[attr-defined]  # an assignment's
            return ast.unparse(target) if ast.unparse(left) == ast.unparse(target) else ""
        case ast.BinOp(op=ast.Add(), right=ast.BinOp(op=ast.Sub())) if _is_axis(program, around):
            return "distance" if around.left is node else ""
        case ast.GeneratorExp() | ast.ListComp() if call_name(program.parents[around]) == "sum":
            return _named_sum(program, around)
        case _:
            return ""


def _of_sum(program: Program, total: ast.expr) -> str:
    """What a sum is called; one that is only called a sum, by the function."""
    function = program.function_of(total)
    plain = function is not None and ast.unparse(total) in ("total", "sum", "result", "s", "summe")
    return function.name if plain and function is not None else ast.unparse(total)


def _added_by(program: Program, name: ast.Name) -> str:
    """What the sum is called to which a difference is added under a name of its own."""
    for one in program.places(program.scope(name), name.id)[:_MANY]:
        around = program.parents[one]
        if isinstance(around, ast.AugAssign) and isinstance(around.op, ast.Add) and around.value is one:
            return _of_sum(program, around.target) if program.value(one) is not None else ""
    return ""


_MANY: Final = 50  # places of a name that are looked at


def _is_axis(program: Program, node: ast.BinOp) -> bool:
    """Whether two differences together are the answer of a function for a distance."""
    asked = _DISTANCE.search(program.purpose(node)) and "squared" not in program.purpose(node)
    both = isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Sub)
    return bool(asked) and both and isinstance(program.parents[node], ast.Return | ast.Assign)


def _named_sum(program: Program, node: ast.expr) -> str:
    """What a sum is called, by the name that it is given or the function that returns it."""
    function = program.function_of(node)
    match program.parents[program.parents[node]]:
        case ast.Assign(targets=[target]):
            return ast.unparse(target)
        case ast.Return() if function is not None:
            return function.name
    return ""


def _is_between_places(node: ast.BinOp) -> bool:
    """Whether both sides are places, one of which may be higher than the other or lower."""
    sides = [_last(one) for one in (node.left, node.right)]
    return all(_WHERE.search(one) for one in sides) and not any(_READ_OFF.search(one) for one in sides)


def _last(node: ast.expr) -> str:
    """The last word by which a side is called; of an element by its place, a plain letter."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lower()
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name.lower().removesuffix("s")
        case ast.Subscript(value=ast.Subscript() as inner):
            return _last(inner)
    return ""


def _ordered(program: Program, function: Function | ast.Module) -> set[str] | None:
    """What is compared as greater or less in a function; None where all is in an order there, or said to be."""
    if _UPWARDS.search(f"{program.purpose(function)} {program.said(function)}"):
        return None
    compared: set[str] = set()
    for one in program.within(function):
        match one:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]):
                compared |= {ast.unparse(left), ast.unparse(right)}
            case ast.Call(func=ast.Name(id="sorted") | ast.Attribute(attr="sort")):
                return None
    return compared


CHECKS: tuple[Check, ...] = (way_back_taken_off,)
