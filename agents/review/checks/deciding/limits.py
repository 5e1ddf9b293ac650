"""Limits: values that are held on the wrong side of one, and what is left over, given out beyond one.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_AT_MOST: Final = (
    r"(?:at (?:the )?most|(?:no|never|not|nobody|nothing)(?: [a-z]+){0,2} (?:more|higher|greater|larger|longer) than"
    r"|capped (?:at|to)|cap of"
    r"|(?:never|not|cannot) (?:exceeds?|go(?:es)? (?:over|above)|rises? above)|maximum(?: of| is|:)|limited to)"
)
_AT_LEAST: Final = (
    r"(?:at (?:the )?least|(?:no|never|not)(?: [a-z]+){0,2} (?:less|fewer|lower|smaller|shorter) than"
    r"|(?:never|not)(?: [a-z]+){0,2} below"
    r"|minimum(?: of| is|:))"
)


def _sign(before: str, after: str) -> re.Pattern[str]:
    """A text that names a bound: `at most 20`, `20 at most`, `at most the capacity`."""
    number = r"(\d+(?:\.\d+)?)(?![\d.]*\d)"
    unit = r" ?(?:[€$%]|[a-z]+ )? ?(?<!and )(?<!or )"
    ends = r"(?: *[.,;:)]| *$)"
    name = r"(?:the |its )?[`']?(?:self\.)?([a-z_]\w*)"
    return re.compile(rf"{before}[^\d.\n]{{0,20}}{number}|{number}{unit}{after}{ends}|{before} {name}", re.MULTILINE)


_MOST: Final = _sign(_AT_MOST, "(?:at (?:the )?most|or less)")
_LEAST: Final = _sign(_AT_LEAST, "(?:at (?:the )?least|or more)")

_UPPER: Final = words("MAX MAXIMUM CAP CEILING MOST HIGHEST HIGH UPPER LIMIT CAPACITY")
_LOWER: Final = words("MIN MINIMUM FLOOR LEAST LOWEST LOW LOWER")


class _Bound(NamedTuple):
    """A value that is held by a limit: `max(value, limit)`, or the `if` that does the same."""

    node: ast.expr | ast.stmt
    value: ast.expr
    limit: ast.expr
    greater: bool  # the greater of the two is taken
    target: str


@check(
    Rule(
        code="bound-on-the-wrong-side",
        title="`{name}` holds the value on the other side of the bound",
        weights={"correctness": 0.3},
        level="beginner",
        why="`max(x, 5)` is 5 or more, and `min(x, 5)` is 5 or less.",
        do="At most: take the lesser of the two. At least: take the greater.",
        example='def capped(points):\n    """Points, at most 100."""\n    return max(points, 100)\n',
        better='def capped(points):\n    """Points, at most 100."""\n    return min(points, 100)\n',
    )
)
def bound_on_the_wrong_side(program: Program) -> Iterator[Place]:
    """See the rule: by the words of the function about the same number, or by the name of the limit."""
    told = _Told(program)
    found = list(_bounds(program, told))
    kept = {(program.scope(one.node), ast.dump(one.limit), one.greater) for one in found}
    for one in found:
        if (program.scope(one.node), ast.dump(one.limit), not one.greater) in kept:
            continue
        if (_side_named(one) or told.side(one.limit)) == (1 if one.greater else -1):
            yield Place(one.node.lineno, ast.unparse(one.node).split("\n")[0].rstrip(":")[:40])


class _Told:
    """What the functions say of their bounds."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.known: dict[ast.AST, tuple[set[float | str], set[float | str]]] = {}

    def side(self, limit: ast.expr) -> int:
        """1 where the text says that it is the most, by number or by name, -1 for the least, 0 for neither or both."""
        scope = self.program.scope(limit)
        if not isinstance(scope, Function):
            return 0
        if scope not in self.known:
            said = self.program.said(scope)
            self.known[scope] = (_bounds_in(_MOST, said), _bounds_in(_LEAST, said))
        most, least = self.known[scope]
        number = self.program.number(limit)
        keys: set[float | str] = set() if number is None else {float(number)}
        if isinstance(limit, ast.Name | ast.Attribute):
            keys.add(ast.unparse(limit).split(".")[-1].lower())
        return bool(keys & most) - bool(keys & least)


def _bounds_in(sign: re.Pattern[str], said: str) -> set[float | str]:
    found: set[float | str] = set()
    for number, other, name in sign.findall(said):
        found.add(name or float(number or other))
    return found


def _side_named(bound: _Bound) -> int:
    """The same by the name of a constant, or of the attribute that goes with the one that is held."""
    name = ast.unparse(bound.limit).split(".")[-1]
    parts = _parts(name)
    side = bool(parts & _UPPER) - bool(parts & _LOWER)
    if not side or any(_parts(one) & (_UPPER | _LOWER) for one in names_in(bound.value)):
        return 0
    rest = "_".join(part for part in name.lower().split("_") if part.upper() not in _UPPER | _LOWER)
    own = isinstance(bound.limit, ast.Attribute) and rest and bound.target == rest
    return side if name.isupper() or own or isinstance(bound.limit, ast.Name) else 0


def _parts(name: str) -> set[str]:
    return set(re.split(r"[._]", name.upper()))


def _bounds(program: Program, told: _Told) -> Iterator[_Bound]:
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="max" | "min" as name), args=[one, other], keywords=[]):
                target = _target(program, call)
                for value, limit in ((one, other), (other, one)):
                    if _is_limit(program, told, limit) and not _is_limit(program, told, value):
                        yield _Bound(call, value, limit, name == "max", target)
    choices: list[ast.If | ast.IfExp] = [*program.all(ast.If), *program.all(ast.IfExp)]
    for node in choices:
        match node.test:
            case ast.Compare(left=one, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as sign], comparators=[other]):
                pass
            case _:
                continue
        below = isinstance(sign, ast.Lt | ast.LtE)
        for value, limit, lesser in ((one, other, below), (other, one, not below)):
            if (
                _is_limit(program, told, limit)
                and not _is_limit(program, told, value)
                and _holds(program, node, value, limit)
            ):
                yield _Bound(node, value, limit, lesser, ast.unparse(value).split(".")[-1])


def _is_limit(program: Program, told: _Told, node: ast.expr) -> bool:
    """A number, an attribute by its name, or a parameter that the function holds values by."""
    if isinstance(node, ast.Name) and program.number(node) is None:
        function = program.scope(node)
        if not isinstance(function, ast.FunctionDef) or node.id not in program.parameters(function):
            return False
        holds = re.search(r"clamp|clip|bounded|capped", function.name) and _parts(node.id) & (_UPPER | _LOWER)
        return not program.values(node) and bool(holds or told.side(node))
    named = isinstance(node, ast.Attribute) and bool(_parts(node.attr) & (_UPPER | _LOWER))
    return named or program.number(node) is not None


def _target(program: Program, call: ast.Call) -> str:
    match program.parents[call]:
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
            return name
    return ""


def _holds(program: Program, node: ast.If | ast.IfExp, value: ast.expr, limit: ast.expr) -> bool:
    """Whether the limit takes the place of the value: `if value < limit: value = limit`."""
    match node:
        case ast.IfExp(body=body, orelse=other):
            return same(body, limit) and same(other, value)
        case ast.If(body=[ast.Assign(targets=[target], value=given)], orelse=[]):
            return same(given, limit) and ast.unparse(target) == ast.unparse(value)
        case ast.If(body=[ast.Return(value=given)], orelse=[]) if same(given, limit):
            block = getattr(program.parents[node], "body", [])
            after = block[-1] if len(block) > 1 and block[-2] is node else None
            return isinstance(after, ast.Return) and same(after.value, value)
    return False


@check(
    Rule(
        code="rest-given-once-too-often",
        title="`{name}` gives out one more than is left",
        weights={"correctness": 0.35},
        level="beginner",
        why="The count begins with 0, so that with a rest of 1 both 0 and 1 get one more.",
        do="Ask with `<`.",
        example="def split(total, people):\n    share, rest = divmod(total, people)\n    parts = []\n"
        "    for place in range(people):\n        parts.append(share + 1 if place <= rest else share)\n"
        "    return parts\n",
        better="def split(total, people):\n    share, rest = divmod(total, people)\n    parts = []\n"
        "    for place in range(people):\n        parts.append(share + 1 if place < rest else share)\n"
        "    return parts\n",
    )
)
def rest_given_once_too_often(program: Program) -> Iterator[Place]:
    """See the rule: what counts from 0 is compared with a remainder, and 1 is added where it fits."""
    rests = _rests(program)
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=ast.Name() as place, ops=[ast.LtE()], comparators=[rest]):
                pass
            case ast.Compare(left=rest, ops=[ast.GtE()], comparators=[ast.Name() as place]):
                pass
            case _:
                continue
        around = program.parents[node]
        adds = isinstance(around, ast.If | ast.IfExp) and around.test is node and _adds_one(around)
        adds = adds or (isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add))
        if adds and _is_rest(program, rest, rests) and _from_zero(program, place):
            yield Place(node.lineno, ast.unparse(node)[:40])
    for loop in program.all(ast.For):
        match loop.iter:
            case ast.Call(
                func=ast.Name(id="range"), args=[ast.BinOp(left=rest, op=ast.Add(), right=ast.Constant(value=1))]
            ) if _is_rest(program, rest, rests) and any(_raises(one) for one in loop.body):
                yield Place(loop.lineno, ast.unparse(loop.iter)[:40])


def _rests(program: Program) -> set[tuple[ast.AST, str]]:
    """(scope, name) of the second value that `divmod` gives."""
    found = set()
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Tuple(elts=[_, ast.Name(id=name)])], value=ast.Call(func=ast.Name(id="divmod"))
            ):
                found.add((program.scope(node), name))
    return found


_LEFT: Final = re.compile(r"rest|remain|left|extra|surplus|over", re.IGNORECASE)
_GIVEN_OUT: Final = re.compile(r"split|share|distribut|divide|deal|allot|portion", re.IGNORECASE)


def _is_rest(program: Program, node: ast.expr, rests: set[tuple[ast.AST, str]]) -> bool:
    """Whether it is a remainder, by its name or that of the function one that is given out."""
    function = program.function_of(node)
    named = isinstance(node, ast.Name) and _LEFT.search(node.id)
    if not named and not (function is not None and _GIVEN_OUT.search(function.name)):
        return False
    if isinstance(node, ast.Name) and len(program.values(node)) == 1 and (program.scope(node), node.id) in rests:
        return True
    value = program.value(node)
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod)


def _adds_one(node: ast.If | ast.IfExp) -> bool:
    """Whether a branch gives or adds one more: `share + 1`, `parts[place] += 1`."""
    body = node.body if isinstance(node.body, list) else [node.body]
    return any(_raises(one) for one in body)


def _raises(part: ast.AST) -> bool:
    return any(
        (isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) and is_const(one.value, 1))
        or (isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add) and is_const(one.right, 1))
        for one in ast.walk(part)
    )


def _from_zero(program: Program, place: ast.Name) -> bool:
    """Whether a name counts from 0: by `range`, by `enumerate`, or by a `while` that begins with 0."""
    for _, around in program.up(place):
        match around:
            case ast.For(target=target, iter=source):
                pass
            case ast.ListComp(generators=[ast.comprehension(target=target, iter=source)]):
                pass
            case ast.FunctionDef():
                break
            case _:
                continue
        if place.id in names_in(target):
            return _counts(target, source)
    return any(is_const(one, 0) for one in program.values(place))


def _counts(target: ast.expr, source: ast.expr) -> bool:
    match target, source:
        case ast.Name(), ast.Call(func=ast.Name(id="range"), args=[_]):
            return True
        case ast.Name(), ast.Call(func=ast.Name(id="range"), args=[first, _]):
            return is_const(first, 0)
        case ast.Tuple(), ast.Call(func=ast.Name(id="enumerate"), args=[_], keywords=[]):
            return True
    return False


CHECKS: tuple[Check, ...] = (
    bound_on_the_wrong_side,
    rest_given_once_too_often,
)
