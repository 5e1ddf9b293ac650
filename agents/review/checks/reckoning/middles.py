"""Middles, spreads and scales of a row of numbers: the wrong two in the middle, one side of the mean, half a scale."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="middle-by-the-other-parity",
        title="`{name}` holds for the numbers that have one middle, and two are taken",
        weights={"correctness": 0.4},
        level="beginner",
        why="An odd number of values has one in the middle. Only an even number has two, of which the mean is taken.",
        do="Try three values and four values, and look which branch each takes.",
        example="def middle(values):\n    values = sorted(values)\n    n = len(values)\n    if n % 2 == 1:\n"
        "        return (values[n // 2 - 1] + values[n // 2]) / 2\n    return values[n // 2]\n",
        better="def middle(values):\n    values = sorted(values)\n    n = len(values)\n    if n % 2 == 0:\n"
        "        return (values[n // 2 - 1] + values[n // 2]) / 2\n    return values[n // 2]\n",
    )
)
def middle_by_the_other_parity(program: Program) -> Iterator[Place]:
    """See the rule: the branch for odd lengths adds two neighbours and halves them, the one for even ones does not."""
    choices: list[ast.If | ast.IfExp] = [*program.all(ast.If), *program.all(ast.IfExp)]
    for node in choices:
        odd = _asks_for_odd(node.test)
        if odd is None:
            continue
        first: list[ast.AST] = [*node.body] if isinstance(node, ast.If) else [node.body]
        rest: list[ast.AST] = [*node.orelse] if isinstance(node, ast.If) else [node.orelse]
        if isinstance(node, ast.If) and not rest:
            rest = [*program.after(node, 2)]
        two, one = (first, rest) if odd else (rest, first)
        if any(map(_halves_two, two)) and not any(map(_halves_two, one)) and len(one) == 1:
            yield Place(node.lineno, ast.unparse(node.test))


def _asks_for_odd(test: ast.expr) -> bool | None:
    """Whether a test holds for odd numbers (True) or even ones (False); None where it asks something else."""
    match test:
        case ast.Compare(
            left=ast.BinOp(op=ast.Mod(), right=two), ops=[ast.Eq() | ast.NotEq() as sign], comparators=[rest]
        ):
            if is_const(two, 2) and is_const(rest, 0, 1):
                return is_const(rest, 1) == isinstance(sign, ast.Eq)
        case ast.BinOp(op=ast.Mod(), right=two) if is_const(two, 2):
            return True
    return None


def _halves_two(node: ast.AST) -> bool:
    """Whether two elements of one list are added up and halved."""
    for one in ast.walk(node):
        match one:
            case ast.BinOp(
                left=ast.BinOp(left=ast.Subscript(value=whole), op=ast.Add(), right=ast.Subscript(value=again)),
                op=ast.Div() | ast.FloorDiv(),
                right=two,
            ) if is_const(two, 2) and same(whole, again):
                return True
    return False


def _extreme(program: Program, node: ast.expr) -> tuple[str, str]:
    """`min` or `max` and of what, where an expression is that or a name for it."""
    known = program.written(node) if isinstance(node, ast.Name) else node
    name = node.id if isinstance(node, ast.Name) else ""
    if name and known is None:
        known = next((one for one in _parts_of(program, node)), None)
    match known:
        case ast.Call(func=ast.Name(id="min" | "max" as called), args=[whole]):
            return called, ast.unparse(whole)
    return "", ""


def _parts_of(program: Program, node: ast.expr) -> Iterator[ast.expr]:
    """What a name is given in `low, high = min(x), max(x)`."""
    places = program.places(program.scope(node), node.id)[:20] if isinstance(node, ast.Name) else []
    for place in places:
        around = program.parents[place]
        step = program.parents.get(around)
        match around, step:
            case ast.Tuple(elts=names), ast.Assign(value=ast.Tuple(elts=values)) if len(names) == len(values):
                yield values[names.index(place)]


@check(
    Rule(
        code="scale-of-half-the-span",
        title="`{name}` does not bring the values to between 0 and 1",
        weights={"correctness": 0.4},
        level="beginner",
        why="The least value becomes 0 when it is taken off. What is the greatest then is the greatest less the least: "
        "by that the whole difference has to be divided.",
        do="Work it out for the least value and for the greatest: 0 and 1 must come out.",
        example="def scaled(values):\n    low, high = min(values), max(values)\n"
        "    return [(value - low) / high for value in values]\n",
        better="def scaled(values):\n    low, high = min(values), max(values)\n"
        "    return [(value - low) / (high - low) for value in values]\n",
    )
)
def scale_of_half_the_span(program: Program) -> Iterator[Place]:
    """See the rule: `(x - min) / max`, and `x - min / (max - min)` without brackets."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(left=_, op=ast.Sub(), right=low), op=ast.Div(), right=high):
                least, greatest = _extreme(program, low), _extreme(program, high)
                wrong = least[0] == "min" and greatest == ("max", least[1])
                wrong = wrong and _extreme(program, node.left.left)[0] != "max"  # type: ignore[attr-defined]  # a difference
            case ast.BinOp(
                op=ast.Sub(), right=ast.BinOp(left=low, op=ast.Div(), right=ast.BinOp(op=ast.Sub(), right=again))
            ):
                wrong = same(low, again) and _extreme(program, low)[0] == "min"
            case _:
                continue
        if wrong:
            yield Place(node.lineno, ast.unparse(node))


_MEAN: Final = re.compile(r"^(?:mean|average|avg|mu|median|centre|center|expected|mean_\w+|average_\w+|avg_\w+)$")
_APART: Final = re.compile(
    r"outlier|distance|deviat|away from|far from|differ|within|unusual|extreme|anomal|close to|near"
)


@check(
    Rule(
        code="distance-to-one-side",
        title="`{name}` is negative for what lies below, however far away",
        weights={"correctness": 0.35},
        level="beginner",
        why="A value far below the mean is far away as well, but the difference is less than any limit.",
        do="Compare the distance without its sign.",
        example='def usual(values, mean, limit):\n    """Values whose distance from the mean is at most the limit."""\n'
        "    return [value for value in values if value - mean <= limit]\n",
        better='def usual(values, mean, limit):\n    """Values whose distance from the mean is at most the limit."""\n'
        "    return [value for value in values if abs(value - mean) <= limit]\n",
    )
)
def distance_to_one_side(program: Program) -> Iterator[Place]:
    """See the rule: the only comparison of `x - mean` with a limit, where distances or outliers are spoken of."""
    found = []
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.BinOp(left=ast.Name() | ast.Subscript(), op=ast.Sub(), right=ast.Name(id=mean)),
                ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()],
                comparators=[limit],
            ) if _MEAN.search(mean.lower()) and not is_const(limit, 0):
                found.append(node)
    for node in found if len(found) == 1 else ():
        scope: ast.AST = program.function_of(node) or program.tree
        inside = list(program.within(scope))
        signless = any(isinstance(one, ast.Call) and call_name(one) in ("abs", "fabs") for one in inside)
        squares = any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Pow) for one in ast.walk(node))
        statement = program.statement(node)
        kept = ast.unparse(statement) if isinstance(statement, ast.Assign) else ""
        said = f"{program.purpose(node)} {kept}".lower().replace("_", " ")
        both = isinstance(program.parents[node], ast.BoolOp) or "above" in said or "higher" in said
        if _APART.search(said) and names_in(node) and not (signless or squares or both):
            yield Place(node.lineno, ast.unparse(node))


CHECKS: tuple[Check, ...] = (middle_by_the_other_parity, scale_of_half_the_span, distance_to_one_side)
