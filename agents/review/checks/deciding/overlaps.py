"""Whether two spans of time overlap, asked in a way that lets some of them through."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_START: Final = re.compile(r"start|begin|from|low|left|first|since|arrival|checkin|check_in|arrive")
_END: Final = re.compile(r"end|stop|finish|until|till|high|right|last|departure|checkout|check_out|leave|to")
_SHORT: Final = re.compile(r"([se])_?([12ab])|([12ab])_?([se])")
_NAMED: Final = re.compile(
    rf"(?:([a-z0-9_]+)_)?({_START.pattern}|{_END.pattern})(?:_?(?:time|date|day|hour|minute))?(?:_?([a-z0-9]+))?"
)
_ABOUT: Final = re.compile(
    r"overlap|clash|conflict|collid|collision|double[- ]?book|\bfree\b|\bis_free|available|availability|busy|taken|"
    r"occupied|intersect|at the same time|\bbook(ed|ing|ings)?\b|reserv"
)
_INSIDE: Final = re.compile(r"contain|inside|within|cover|nested|enclos|fits?\b|subset|fully|complete|whole|full")


@dataclass(frozen=True, slots=True)
class _Bound:
    """One end of a span: whose it is, and whether it is the start."""

    owner: str
    start: bool


def _bound(node: ast.expr) -> _Bound | None:
    """Which end of which span an expression is: `a[0]`, `a.start`, `a["end"]`, `start`, `new_end`, `s1`."""
    match node:
        case ast.Subscript(value=owner, slice=ast.Constant(value=0 | 1 as place)):
            return _Bound(ast.unparse(owner), place == 0)
        case ast.Subscript(value=owner, slice=ast.Constant(value=str(part))) | ast.Attribute(value=owner, attr=part):
            found = _NAMED.fullmatch(part.lower())
            return _Bound(ast.unparse(owner), bool(_START.fullmatch(found[2]))) if found else None
        case ast.Name(id=name):
            if short := _SHORT.fullmatch(name.lower()):
                return _Bound(short[2] or short[3], (short[1] or short[4]) == "s")
            found = _NAMED.fullmatch(name.lower())
            return _Bound(found[1] or found[3] or "", bool(_START.fullmatch(found[2]))) if found else None
    return None


def _orders(node: ast.BoolOp) -> list[tuple[_Bound, _Bound]]:
    """(what is to be less, what is to be more) of each part that compares ends of two spans."""
    found = []
    for part in node.values:
        match part:
            case ast.Compare(left=less, ops=[ast.Lt() | ast.LtE()], comparators=[more]):
                pass
            case ast.Compare(left=more, ops=[ast.Gt() | ast.GtE()], comparators=[less]):
                pass
            case ast.Compare(left=less, ops=[ast.Lt() | ast.LtE(), ast.Lt() | ast.LtE()], comparators=[middle, more]):
                one, two, three = _bound(less), _bound(middle), _bound(more)
                if one is not None and two is not None and three is not None:
                    found += [(one, two), (two, three)]
                continue
            case _:
                continue
        one, two = _bound(less), _bound(more)
        if one is not None and two is not None:
            found.append((one, two))
    return found


def _about(program: Program, node: ast.AST) -> str:
    """What is said around a test: the function's name and text, or else the texts and names of the `if` around it."""
    function = program.function_of(node)
    if function is not None:
        return f"{program.purpose(function)} {program.said(function)}"
    return next((ast.unparse(up).lower() for _, up in program.up(node) if isinstance(up, ast.For | ast.If)), "")


@check(
    Rule(
        code="overlap-joined-by-the-wrong-word",
        title="`{name}` joins the two halves of the question by the wrong word",
        weights={"correctness": 0.4},
        level="beginner",
        why="Two spans overlap when each of them begins before the other ends: both must hold. They are apart when one "
        "of them ends before the other begins: one is enough.",
        do="Draw two spans that are apart, and two that overlap, and work out both halves for each.",
        example="def clash(first, second):\n    return first[0] < second[1] or second[0] < first[1]\n",
        better="def clash(first, second):\n    return first[0] < second[1] and second[0] < first[1]\n",
    )
)
def overlap_joined_by_the_wrong_word(program: Program) -> Iterator[Place]:
    """See the rule: `a.start < b.end or b.start < a.end`, and `a.end < b.start and b.end < a.start`."""
    for node in program.all(ast.BoolOp):
        orders = _orders(node) if len(node.values) == _BOTH else []
        if len(orders) != _BOTH:
            continue
        (one, two), (three, four) = orders
        crossed = one.owner == four.owner != two.owner == three.owner
        starts = one.start and three.start and not two.start and not four.start
        ends = two.start and four.start and not one.start and not three.start
        if crossed and ((starts and isinstance(node.op, ast.Or)) or (ends and isinstance(node.op, ast.And))):
            yield Place(node.lineno, ast.unparse(node)[:60])


_BOTH: Final = 2


@check(
    Rule(
        code="overlap-asked-for-one-end",
        title="`{name}` sees only some of the overlaps",
        weights={"correctness": 0.35},
        level="beginner",
        why="It asks whether an end of the new span lies within the old one. A span that begins before the old one "
        "and reaches into it, or around it, is let through.",
        do="Ask whether each of the two begins before the other ends.",
        example="def is_free(bookings, start, end):\n    for old_start, old_end in bookings:\n"
        "        if old_start <= start < old_end:\n            return False\n    return start < 24\n",
        better="def is_free(bookings, start, end):\n    for old_start, old_end in bookings:\n"
        "        if start < old_end and old_start < end:\n            return False\n    return start < 24\n",
    )
)
def overlap_asked_for_one_end(program: Program) -> Iterator[Place]:
    """See the rule: `b.start <= a.start < b.end`, alone or with `a.end` there as well; or `a` as a whole within `b`."""
    for node in [*program.all(ast.BoolOp), *program.all(ast.Compare)]:
        if isinstance(program.parents[node], ast.BoolOp):
            continue
        parts = node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) else [node]
        ends = [_between(_all_of(part)) for part in parts]
        if len(ends) > _BOTH or None in ends:
            continue
        found = [one for end in ends if end is not None for one in end]
        if len({one.owner for one in found}) != 1 or len(found) != len(set(found)):
            continue
        said = _about(program, node)
        scope: ast.AST = program.function_of(node) or program.tree
        asked = _asked(program, scope, found[0].owner)
        alone = len(asked) == len(found) if len(found) == _BOTH else set(asked) == set(found)
        known = len(found) == _BOTH or _has_end(program, scope, found[0], node)
        if alone and known and _ABOUT.search(said) and not _INSIDE.search(said):
            yield Place(node.lineno, ast.unparse(node)[:60])


def _all_of(node: ast.expr) -> list[tuple[_Bound, _Bound]]:
    """The two orders of a test, where that is all it asks."""
    whole = node if isinstance(node, ast.BoolOp) else ast.BoolOp(op=ast.And(), values=[node])
    orders = _orders(whole) if isinstance(whole.op, ast.And) else []
    chained = len(whole.values) == 1
    return orders if len(orders) == _BOTH and (chained or len(whole.values) == _BOTH) else []


def _between(orders: list[tuple[_Bound, _Bound]]) -> list[_Bound] | None:
    """The ends of a span that lie between the start and the end of another one, if that is what is asked."""
    for (low, one), (other, high) in (tuple(orders), tuple(reversed(orders))) if orders else ():
        apart = low.owner == high.owner != one.owner == other.owner
        if apart and low.start and not high.start and (one == other or (one.start and not other.start)):
            return [one] if one == other else [one, other]
    return None


def _asked(program: Program, scope: ast.AST, owner: str) -> list[_Bound]:
    """The ends of a span that a scope compares with something."""
    compared = [one for one in program.within(scope) if isinstance(one, ast.Compare)]
    sides = [side for one in compared for side in (one.left, *one.comparators)]
    return [bound for side in sides if (bound := _bound(side)) is not None and bound.owner == owner]


def _has_end(program: Program, scope: ast.AST, bound: _Bound, node: ast.AST) -> bool:
    """Whether the other end of a span is there as well: as a part of the same thing, or as a name of its own."""
    if bound.owner in names_in(node):
        return True
    names = set(program.parameters(scope)) | {one.id for one in program.within(scope) if isinstance(one, ast.Name)}
    ends = [found for one in names if (found := _bound(ast.Name(id=one))) is not None]
    return any(one.owner == bound.owner and one.start != bound.start for one in ends)


CHECKS: tuple[Check, ...] = (overlap_joined_by_the_wrong_word, overlap_asked_for_one_end)
