"""Tables and rankings: whoever has most stands on top."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_POINTS: Final = re.compile(
    r"(?:^|[^a-z])(?:points?|scores?|wins?|votes?|goals?|marks?|grades?|ratings?|likes?|sales|stars|medals|punkte|"
    r"(?:high|total|final)_?scores?)(?:$|[^a-z])"
)
_TABLE: Final = re.compile(
    r"(?:^|[^a-z])(?:ranking|ranked|leader_?board|podium|standings?|high_?scores?|score_?board|hall of fame|league|"
    r"winners?|medal(?:s|lists?)?|top(?:[ _-](?:\w+))?|best|places?)(?:$|[^a-z])"
)
_FEWER_IS_BETTER: Final = re.compile(
    r"(?:^|[^a-z])(?:times?|laps?|seconds?|minutes|strokes?|golf|penalt\w+|faults?|errors?|mistakes|misses|moves|guesses|"
    r"attempts|dist\w*|prices?|costs?|lowest|smallest|fewest|worst|last|ascending|bottom|weakest|least|rising|"
    r"upwards?|grow\w*|median|percentiles?|quantiles?)(?:$|[^a-z])"
)
_PLACE: Final = re.compile(r"^(?:place|rank|position|pos|nr|number|platz)$")
_MANY: Final = 20  # places of a name that are looked at


@check(
    Rule(
        code="least-on-top",
        title="`{name}` puts those with the fewest points on top",
        weights={"correctness": 0.35},
        level="beginner",
        why="Sorting goes from the smallest to the greatest, and the first place belongs to the most points.",
        do="Sort the other way round.",
        example="def ranking(points):\n    table = sorted(points.items(), key=lambda entry: entry[1])\n"
        "    for place, (team, score) in enumerate(table, start=1):\n        print(place, team, score)\n",
        better="def ranking(points):\n    table = sorted(points.items(), key=lambda entry: entry[1], reverse=True)\n"
        "    for place, (team, score) in enumerate(table, start=1):\n        print(place, team, score)\n",
    )
)
def least_on_top(program: Program) -> Iterator[Place]:
    """See the rule: sorted upwards by points, where places are counted or the first ones are taken as the best."""
    sorts = [one for one in program.all(ast.Call) if call_name(one) == "sorted" or method_of(one) == "sort"]
    if not sorts:
        return
    turned = _turned(program)
    keys = {one.name: one for one in program.functions}
    from_the_end = {program.scope(one) for one in program.all(ast.Subscript) if _is_from_the_end(one.slice)}
    from_the_end |= {program.scope(one) for one in program.all(ast.BinOp) if _is_from_the_end(one)}
    from_the_end |= {program.scope(one) for one in program.all(ast.Call) if method_of(one) in ("pop", "insert")}
    told: dict[ast.AST, list[bool]] = {}
    for call in sorts:
        scope = program.scope(call)
        key = next((one.value for one in call.keywords if one.arg == "key"), None)
        if key is None or scope in from_the_end or scope in turned or not _goes_up(call, key, keys):
            continue
        holder = _holder(program, call)
        uses: list[ast.AST] = [call, *program.places(scope, holder)[:_MANY]] if holder else [call]
        around = [pair for one in uses for pair in _inside(program, one)]
        loops = [loop for child, loop in around if isinstance(loop, ast.For) and child is loop.iter]
        first = any(isinstance(one, ast.Subscript) and _is_of_the_first(one.slice) for _, one in around)
        given = any(isinstance(one, ast.Return) for _, one in around)
        source = call.args[0] if call_name(call) == "sorted" and call.args else None
        before = [one for use in uses[1:2] if isinstance(use, ast.Name) for one in program.values(use)[:1] if one]
        parts = [key, *([source] if source else []), *before, *(one.target for one in loops)]
        by = " ".join([holder, *map(ast.unparse, parts)]).lower()
        around_it = program.function_of(call) or program.tree
        if around_it not in told:
            said = f"{program.purpose(call)} {program.said(around_it)}".lower()
            fewest = bool(_FEWER_IN_GAME.search(_words_of(program, around_it)))
            told[around_it] = [fewest, *(bool(sign.search(said)) for sign in (_POINTS, _FEWER_IS_BETTER, _TABLE))]
        fewest, points, fewer, named = told[around_it]
        column = _column(key, keys)
        by_points = _POINTS.search(column or by) or (points and not column)
        if not by_points or fewest or fewer or _FEWER_IS_BETTER.search(by):
            continue
        table = (named or bool(_TABLE.search(holder.lower()))) and (first or given or bool(loops))
        if table or any(map(_counts_places, loops)):
            yield Place(call.lineno, ast.unparse(call)[:40])


_FEWER_IN_GAME: Final = re.compile(r"\bgolf|\bstrokes?\b|\blap_?times?\b|penalty points|\blowest\b|worst first")


def _inside(program: Program, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Pairs of a node and its parent up to the statement."""
    for child, parent in program.up(node):
        yield child, parent
        if isinstance(parent, ast.stmt):
            return


def _holder(program: Program, call: ast.Call) -> str:
    """The name of what was sorted."""
    match call.func, program.parents[call]:
        case ast.Attribute(value=ast.Name(id=name), attr="sort"), _:
            return name
        case _, ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


def _words_of(program: Program, around: ast.AST) -> str:
    """What stands in a function and what the program says of itself; of a script's own statements, the whole text."""
    if not isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
        return program.text.lower()
    own = program.lines[around.lineno - 1 : around.end_lineno]
    return "\n".join([ast.get_docstring(program.tree) or "", *own]).lower()


def _turned(program: Program) -> set[ast.AST]:
    """Where an order is turned round, and the functions that are asked there: it may be theirs."""
    scopes = {program.scope(one) for one in program.nodes if _turns_round(one)}
    asked = {call_name(one) for one in program.all(ast.Call) if scopes and program.scope(one) in scopes}
    return scopes | {one for one in program.functions if one.name in asked}


def _turns_round(node: ast.AST) -> bool:
    """Whether an order is turned round somewhere: then nobody can say in which it is shown."""
    if isinstance(node, ast.Slice):
        return node.step is not None
    return call_name(node) == "reversed" or method_of(node) == "reverse"


def _is_from_the_end(place: ast.expr) -> bool:
    """`-1`, `-3:`, `len(x) - 1`; also where that is worked out elsewhere."""
    parts = [place.lower, place.upper] if isinstance(place, ast.Slice) else [place]
    return any(one is not None and ast.unparse(one).startswith(("-", "len(")) for one in parts)


def _is_of_the_first(place: ast.expr) -> bool:
    """`:3` and `0`."""
    return place.lower is None if isinstance(place, ast.Slice) else is_const(place, 0)


def _counts_places(loop: ast.For) -> bool:
    """Whether a loop counts places: in its own names, or by a name that grows in it."""
    counted = [ast.unparse(one.target) for one in loop.body if isinstance(one, ast.AugAssign) and _grows(one)]
    own = [loop.target.elts[0]] if isinstance(loop.target, ast.Tuple) and call_name(loop.iter) == "enumerate" else []
    return any(_PLACE.search(one.lower()) for one in [*counted, *map(ast.unparse, own)])


def _grows(step: ast.AugAssign) -> bool:
    return isinstance(step.op, ast.Add) and is_const(step.value, 1)


def _goes_up(call: ast.Call, key: ast.expr, keys: dict[str, Function]) -> bool:
    """Whether the smallest comes first: by `reverse`, and by the sign of the key."""
    turned = next((one.value for one in call.keywords if one.arg == "reverse"), ast.Constant(value=False))
    if not isinstance(turned, ast.Constant) or not isinstance(turned.value, bool):
        return False
    body = _first_part(_body(key, keys))
    match body:
        case ast.UnaryOp(op=ast.USub()):
            return turned.value
        case ast.Subscript() | ast.Attribute():
            return not turned.value
    plain = isinstance(key, ast.Attribute) and key.attr in ("get", "__getitem__")
    plain = plain or call_name(key) in ("itemgetter", "attrgetter") or method_of(body or key) == "get"
    return plain and not turned.value


def _column(key: ast.expr, keys: dict[str, Function]) -> str:
    """The name of the attribute or column that is sorted by; "" where it has a number."""
    body = _first_part(_body(key, keys)) or key
    match body:
        case ast.Attribute(attr=name) if body is not key:
            return name.lower()
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name.lower()
        case ast.Call(args=[ast.Constant(value=str(name))]):
            return name.lower()
        case ast.Subscript(slice=ast.Constant(value=0)) | ast.Call(args=[ast.Constant(value=0)]):
            return "first"  # most often the name
    return ""


def _first_part(node: ast.expr | None) -> ast.expr | None:
    """What counts most of a key of several parts."""
    return node.elts[0] if isinstance(node, ast.Tuple) and node.elts else node


def _body(key: ast.expr, keys: dict[str, Function]) -> ast.expr | None:
    """What a key function gives, where it does nothing else."""
    if isinstance(key, ast.Lambda):
        return key.body
    function = keys.get(key.id) if isinstance(key, ast.Name) else None
    last = function.body[-1] if function is not None else None
    return last.value if isinstance(last, ast.Return) else None


CHECKS: tuple[Check, ...] = (least_on_top,)
