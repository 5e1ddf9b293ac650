"""The best so far, and the second best: a record that is no record, a place that is not handed down.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_RECORD: Final = re.compile(
    r"(?:^|[_.])(?:best|top|max|maxi|maximum|min|mini|minimum|most|least|record|peak|champion|winner|leader|"
    r"(?:tall|short|long|high|low|larg|small|bigg|great|fast|quick|slow|cheap|wid|narrow|deep|heavi|light|old|young|"
    r"strong|weak|rich|poor|hott|warm|cold|cool|near|clos|farth|furth|earli|few|steep|thick|thin|loud|dear)est)"
    r"(?:$|_)|_so_far$|^max[a-z]*$"
)
_OF_ALL: Final = re.compile(
    r"than (?:all|any|every\w*|each)\b.{0,30}(?:before|in front|so far|earlier|previous|left)|new records?\b"
)
_ENDS: Final = (ast.Continue, ast.Break, ast.Return, ast.Raise)


def _order(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The greater side and the lesser one of `x > y` and `x < y`."""
    match node:
        case ast.Compare(left=more, ops=[ast.Gt() | ast.GtE()], comparators=[less]):
            return more, less
        case ast.Compare(left=less, ops=[ast.Lt() | ast.LtE()], comparators=[more]):
            return more, less
    return None


def _parts(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) else [test]


def _kept(step: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """What a statement gives a value, and the value; `a, b = c, d` gives two."""
    match step:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            yield from ((ast.unparse(one), value) for one, value in zip(targets, values, strict=False))
        case ast.Assign(targets=[target], value=value):
            yield ast.unparse(target), value


def _beaten(test: ast.expr, target: str, value: ast.expr) -> str:
    """`>` or `<`, where one part of a condition asks whether the value beats what is kept: `len(x) > len(best)`."""
    for part in _parts(test):
        sides = _order(part)
        if sides is None or target not in ast.unparse(part):
            continue
        more, less = map(ast.unparse, sides)
        if _with(less, target, value) == more != less:
            return ">"
        if _with(more, target, value) == less != more:
            return "<"
    return ""


def _with(text: str, target: str, value: ast.expr) -> str:
    """An expression in which the value stands for the target, and parts of the value for parts of it."""
    new = [(target, value)]
    match value:
        case ast.Dict(keys=keys, values=values):
            new = [(f"{target}[{ast.unparse(key)}]", one) for key, one in zip(keys, values, strict=True) if key] + new
        case ast.Tuple(elts=values) | ast.List(elts=values):
            new = [(f"{target}[{at}]", one) for at, one in enumerate(values)] + new
    for old, one in new:
        put = ast.unparse(one)
        text = re.sub(rf"(?<![\w.]){re.escape(old)}(?!\w)", lambda _, put=put: put, text)  # type: ignore[misc]
    return text


def _again_and_again(program: Program, node: ast.stmt, target: str) -> bool:
    """Whether it is done in a loop, or by a method with what its object keeps."""
    return program.in_loop(node) or target.startswith("self.")


@check(
    Rule(
        code="record-set-in-each-turn",
        title="`{name}` takes over every value, not only one that beats it",
        weights={"correctness": 0.35},
        level="beginner",
        why="After a turn it is the value of that turn, better or not. The next one is compared with its neighbour "
        "instead of with the best so far.",
        do="Set it only where the condition has found something better.",
        example="def views(houses):\n    count = 0\n    tallest = 0\n    for height in houses:\n"
        "        if height > tallest:\n            count += 1\n        tallest = height\n    return count\n",
        better="def views(houses):\n    count = 0\n    tallest = 0\n    for height in houses:\n"
        "        if height > tallest:\n            count += 1\n            tallest = height\n    return count\n",
    )
)
def record_set_in_each_turn(program: Program) -> Iterator[Place]:
    """See the rule: behind the `if` that compares a record, or in both of its branches, where nothing is sorted."""
    for node in program.all(ast.If):
        if not any(_order(part) for part in _parts(node.test)):
            continue
        own = {ast.unparse(one) for one in node.body if isinstance(one, ast.Assign)}
        both = [one for one in node.orelse if isinstance(one, ast.Assign) and ast.unparse(one) in own]
        behind = list(takewhile(lambda one: not isinstance(one, _ENDS), program.after(node, 4)))
        for step in (*behind, *both):
            for target, value in _kept(step):
                if (
                    (_RECORD.search(target.lower()) or _OF_ALL.search(program.purpose(node)))
                    and _beaten(node.test, target, value)
                    and _again_and_again(program, node, target)
                    and (step in both or not _leaves(node))
                    and not _in_order(program, node)
                ):
                    yield Place(step.lineno, target)


def _leaves(node: ast.If) -> bool:
    """Whether a branch ends the turn, so that what stands behind is done for some values alone."""
    return any(isinstance(one, _ENDS) for one in ast.walk(node))


def _in_order(program: Program, node: ast.stmt) -> bool:
    """Whether the values come sorted, so that each is the best so far, or the method is there to set the value."""
    function = program.function_of(node)
    if function is not None and re.search(r"\bsort|ascending|descending|ordered|^ *set ", program.purpose(function)):
        return True
    walked = {name for one in program.loops_around(node) if isinstance(one, ast.For) for name in names_in(one.iter)}
    if any("sort" in ast.unparse(one.iter) for one in program.loops_around(node) if isinstance(one, ast.For)):
        return True
    scope = program.scope(node)
    places = [place for name in walked for place in program.places(scope, name)]
    return any(
        "sort" in ast.unparse(step)
        for place in places
        if isinstance(step := program.statement(place), ast.Assign | ast.Expr | ast.AnnAssign)
    )


@check(
    Rule(
        code="second-place-not-handed-down",
        title="The old value of `{name}` is lost: it would be the second best now",
        weights={"correctness": 0.35},
        level="beginner",
        why="When something beats the best one, the best one so far moves down to the second place. Here the second "
        "place keeps what it had.",
        do="Hand the old best value down before the new one takes its place.",
        example="def two_highest(marks):\n    first = second = 0\n    for mark in marks:\n        if mark > first:\n"
        "            first = mark\n        elif mark > second:\n            second = mark\n    return first, second\n",
        better="def two_highest(marks):\n    first = second = 0\n    for mark in marks:\n        if mark > first:\n"
        "            second = first\n            first = mark\n        elif mark > second:\n"
        "            second = mark\n    return first, second\n",
    )
)
def second_place_not_handed_down(program: Program) -> Iterator[Place]:
    """See the rule: two places for one value, the second one where the first is not beaten, or is another value."""
    for node in program.all(ast.If):
        match node.orelse, program.after(node, 1):
            case ([ast.If() as other], _) if not _ends_the_search(other):
                chained = True
            case ([], [ast.If() as other]) if not other.orelse:
                chained = False
            case _:
                continue
        for best, value in (found for step in node.body for found in _kept(step)):
            sign = _beaten(node.test, best, value)
            if not sign or not _again_and_again(program, node, best):
                continue
            for second, again in (found for step in other.body for found in _kept(step)):
                apart = [part for part in _parts(other.test) if not _beaten(part, second, again)]
                if (
                    second != best
                    and ast.unparse(value) == ast.unparse(again)
                    and _beaten(other.test, second, again) == sign
                    and (chained or apart)
                    and all(_asks_for_another(part, best) for part in apart)
                    and not _hands_down(node.body, best, second)
                ):
                    yield Place(node.lineno, best)


def _ends_the_search(node: ast.If) -> bool:
    """Whether what beats neither of two is an answer: then they are steps of a row that grows."""
    while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        node = node.orelse[0]
    return any(isinstance(one, _ENDS) for part in node.orelse for one in ast.walk(part))


def _asks_for_another(part: ast.expr, best: str) -> bool:
    """`x != best`, `x < best`; also whether there is a second one at all."""
    if not isinstance(part, ast.Compare):
        return False
    none = any(isinstance(one, ast.Constant) and one.value is None for one in part.comparators)
    return none or best in ast.unparse(part)


def _hands_down(block: list[ast.stmt], best: str, second: str) -> bool:
    """Whether the second place gets a value, and not the new best one instead of the old."""
    replaced = False
    for step in block:
        targets = dict(_kept(step))
        if second in targets:
            return not (replaced and ast.unparse(targets[second]) == best)
        if second in (ast.unparse(one) for one in ast.walk(step) if isinstance(one, ast.Name | ast.Attribute)):
            return True
        replaced = replaced or best in targets
    return False


_GREATEST: Final = re.compile(r"^(?:highest|max|maximum|largest|biggest|longest|most|latest)(?:_|$)")
_BEST: Final = re.compile(r"^(?:best|top)(?:_\w+)? .*(?:score|point|mark|grade|rating)")
_LEAST: Final = re.compile(r"^(?:lowest|min|minimum|smallest|cheapest|shortest|fewest|least|earliest|worst)(?:_|$)")


@check(
    Rule(
        code="worst-under-the-key",
        title="`{name}` keeps the other extreme for each key",
        weights={"correctness": 0.4},
        level="beginner",
        why="A new value takes the place of the old one when the condition holds, and it holds for those on the wrong "
        "side.",
        do="Follow one key with two values, the greater one first.",
        example="highest = {}\nfor name, mark in [('a', 3), ('a', 5)]:\n"
        "    if name not in highest or mark < highest[name]:\n        highest[name] = mark\nprint(highest)\n",
        better="highest = {}\nfor name, mark in [('a', 3), ('a', 5)]:\n"
        "    if name not in highest or mark > highest[name]:\n        highest[name] = mark\nprint(highest)\n",
    )
)
def worst_under_the_key(program: Program) -> Iterator[Place]:
    """See the rule: `if x < best[key]: best[key] = x`, and `>` for the least, by the name of the dictionary."""
    for node in program.all(ast.If):
        for part in _parts(node.test):
            sides = _order(part)
            for step in node.body if sides is not None else ():
                match step:
                    case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=table)) as place], value=value):
                        more, less = map(ast.unparse, sides)  # type: ignore[arg-type]  # asked above
                        kept, given = ast.unparse(place), ast.unparse(value)
                        high = _GREATEST.search(table) or _BEST.search(f"{table} {given}")
                        down = high and (more, less) == (kept, given)
                        up = _LEAST.search(table) and (more, less) == (given, kept)
                        if (down or up) and not re.search(
                            r"time|cost|price|distance|dist|lap|run|way|path|golf", table + given
                        ):
                            yield Place(node.lineno, table)


CHECKS: tuple[Check, ...] = (
    record_set_in_each_turn,
    second_place_not_handed_down,
    worst_under_the_key,
)
