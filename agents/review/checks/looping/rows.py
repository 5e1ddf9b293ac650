"""Rows of values: windows that reach behind the end, rows filled from the wrong side, places after a tie.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="window-behind-the-end",
        title="The last ones of `{name}` are shorter than the others",
        weights={"correctness": 0.35},
        level="beginner",
        why="A slice that begins near the end stops at the end, with fewer elements than the window has.",
        do="Let the last one begin where a whole window is left.",
        example="def averages(values, window):\n    result = []\n    for start in range(len(values)):\n"
        "        result.append(sum(values[start:start + window]) / window)\n    return result\n",
        better="def averages(values, window):\n    result = []\n    for start in range(len(values) - window + 1):\n"
        "        result.append(sum(values[start:start + window]) / window)\n    return result\n",
    )
)
def window_behind_the_end(program: Program) -> Iterator[Place]:
    """See the rule: the part is divided by the size of the window, or the words ask for windows of one size."""
    for loop, window, taken_off in _windows(program):
        if taken_off is None and not _asks_size(program, loop, window) and _kept_whole(program, loop, window):
            yield Place(window.lineno, ast.unparse(window)[:40])


@check(
    Rule(
        code="last-window-left-out",
        title="The last `{name}` has no turn",
        weights={"correctness": 0.35},
        level="beginner",
        why="`range` stops before its end. Of 5 elements 3 groups of 3 neighbours begin at 0, 1 and 2, and 5 - 3 is 2.",
        do="Add 1 to the end of the range.",
        example="def find(text, word):\n    for start in range(len(text) - len(word)):\n"
        "        if text[start:start + len(word)] == word:\n            return start\n    return -1\n",
        better="def find(text, word):\n    for start in range(len(text) - len(word) + 1):\n"
        "        if text[start:start + len(word)] == word:\n            return start\n    return -1\n",
    )
)
def last_window_left_out(program: Program) -> Iterator[Place]:
    """See the rule: `range(len(x) - size)`, and nothing in the loop looks at what follows the window."""
    for loop, window, taken_off in _windows(program):
        size = window.slice.upper  # type: ignore[attr-defined]  # a window's
        again = [one for one in ast.walk(loop) if isinstance(one, ast.BinOp) and one is not size and same(one, size)]
        others = [
            one
            for one in ast.walk(loop)
            if isinstance(one, ast.Subscript) and one is not window and same(one.value, window.value)
        ]
        if taken_off is not None and same(taken_off, size.right) and not again and not others:
            yield Place(window.lineno, ast.unparse(window)[:40])


def _windows(program: Program) -> Iterator[tuple[ast.AST, ast.Subscript, ast.expr | None]]:
    """Loops with the one window that they look at in each turn, and what is taken off the length before its end."""
    for loop, place, end in _counted(program):
        values, taken_off = _length(program, end)
        parts = [one for one in ast.walk(loop) if isinstance(one, ast.Subscript)] if values else []
        windows = [one for one in parts if _is_window(one, values, place)]
        if len(windows) == 1:
            yield loop, windows[0], taken_off


def _counted(program: Program) -> Iterator[tuple[ast.AST, str, ast.expr]]:
    """Loops that count a name up to an end by 1, from 0 with `range`."""
    for walk in program.walks:
        loop = walk if isinstance(walk, ast.For) else program.parents[walk]
        match walk.iter:
            case ast.Call(func=ast.Name(id="range"), args=[end] | [ast.Constant(value=0), end]):
                if isinstance(walk.target, ast.Name):
                    yield loop, walk.target.id, end
    for again in program.all(ast.While):
        match again.test:
            case ast.Compare(left=ast.Name(id=place), ops=[ast.Lt()], comparators=[end]):
                if f"{place} += 1" in map(ast.unparse, again.body[-1:]):
                    yield again, place, end


def _length(program: Program, end: ast.expr) -> tuple[str, ast.expr | None]:
    """`("values", size)` of `len(values) - size`, with None of `len(values)`."""
    taken_off: ast.expr | None = None
    length = end
    if isinstance(end, ast.BinOp) and isinstance(end.op, ast.Sub):
        length, taken_off = end.left, end.right
    match program.value(length):
        case ast.Call(func=ast.Name(id="len"), args=[values]):
            return ast.unparse(values), taken_off
    return "", None


def _is_window(part: ast.Subscript, values: str, place: str) -> bool:
    """Whether it is `values[place:place + size]`."""
    match part.slice:
        case ast.Slice(lower=ast.Name() as lower, upper=ast.BinOp(left=left, op=ast.Add(), right=size), step=None):
            same_place = same(lower, left) and lower.id == place
            return same_place and not is_const(size, 1) and ast.unparse(part.value) == values
    return False


def _asks_size(program: Program, loop: ast.AST, window: ast.Subscript) -> bool:
    """Whether the loop asks for anything that may leave the short ones out, or goes on with them otherwise."""
    name = _name_of(program, window)
    for node in ast.walk(loop):
        match node:
            case ast.If() | ast.IfExp() | ast.Break() | ast.Continue() | ast.comprehension(ifs=[_, *_]):
                return True
            case ast.Call(func=ast.Name(id="len"), args=[one]) if name and ast.unparse(one) in (
                name,
                ast.unparse(window),
            ):
                return True
    return False


def _name_of(program: Program, window: ast.Subscript) -> str:
    match program.parents[window]:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


_WINDOWS: Final = re.compile(
    r"\b(n_?grams?|k_?mers?|windows?|moving|rolling|sliding|consecutive|full|shingles?)\b|\bof (length|size) \w\b"
)


def _kept_whole(program: Program, loop: ast.AST, window: ast.Subscript) -> bool:
    """Whether the window is divided by its size, or kept by a function whose words ask for windows."""
    size = ast.unparse(window.slice.upper.right)  # type: ignore[attr-defined]  # a window's
    name = _name_of(program, window)
    parts = {name, ast.unparse(window)} - {""}
    divided = any(
        isinstance(one, ast.BinOp)
        and isinstance(one.op, ast.Div | ast.FloorDiv)
        and ast.unparse(one.right) == size
        and ast.unparse(one.left) in {f"sum({part})" for part in parts}
        for one in ast.walk(loop)
    )
    function = program.function_of(window)
    if divided or function is None:
        return divided
    said = f"{function.name.replace('_', ' ')} {program.said(function)}"
    kept = isinstance(loop, ast.ListComp) or any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr == "append"
        and any(part in ast.unparse(one) for part in parts)
        for one in ast.walk(loop)
    )
    return kept and bool(_WINDOWS.search(said))


_ONCE: Final = re.compile(
    r"at most once|only once|not more than once|0/1|0-1|\b01\b|zero.one|once at most|without repetition|no repetition"
    r"|\b(?:taken|used|picked|chosen|packed|counted) (?:exactly |just )?once\b"
)
_OFTEN: Final = re.compile(r"unbounded|unlimited|repeat|repetition|any number|infinite|complete|as often|many times")
_EACH_ONCE: Final = re.compile(r"knapsack|subset_?sum|can_?partition|partition_?equal", re.IGNORECASE)


@check(
    Rule(
        code="taken-more-than-once",
        title="`{name}` is filled upwards, so that one element counts several times",
        weights={"correctness": 0.35},
        level="learning",
        why="A place that this element has just changed is read again for it further up.",
        do="Fill it from the greatest place down: then each place reads what was there before the element.",
        example="def can_split(numbers, total):\n    # each number at most once\n"
        "    reached = [True] + [False] * total\n    for number in numbers:\n"
        "        for place in range(number, total + 1):\n"
        "            reached[place] = reached[place] or reached[place - number]\n    return reached[total]\n",
        better="def can_split(numbers, total):\n    # each number at most once\n"
        "    reached = [True] + [False] * total\n    for number in numbers:\n"
        "        for place in range(total, number - 1, -1):\n"
        "            reached[place] = reached[place] or reached[place - number]\n    return reached[total]\n",
    )
)
def taken_more_than_once(program: Program) -> Iterator[Place]:
    """See the rule: in a function whose words or name say that each may be taken once."""
    for inner in program.all(ast.For):
        function = program.function_of(inner)
        outer = program.parents[inner]
        match inner:
            case ast.For(
                target=ast.Name(id=place),
                iter=ast.Call(func=ast.Name(id="range"), args=[_] | [_, _]),
            ) if function is not None and isinstance(outer, ast.For):
                pass
            case _:
                continue
        filled = list(_filled_upwards(inner, place))
        if not filled:
            continue
        said = f"{function.name} {program.said(function)}"
        plain = _EACH_ONCE.search(function.name) and not _OFTEN.search(said.lower())
        if plain or _ONCE.search(said):
            yield from filled


def _filled_upwards(loop: ast.For, place: str) -> Iterator[Place]:
    """A row whose places are given what its lower places hold."""
    stored: dict[str, int] = {}
    read: set[str] = set()
    for node in ast.walk(loop):
        match node:
            case ast.Subscript(value=ast.Name(id=row), slice=ast.Name(id=found), ctx=ast.Store()) if found == place:
                stored[row] = node.lineno
            case ast.Subscript(
                value=ast.Name(id=row), slice=ast.BinOp(left=ast.Name(id=found), op=ast.Sub()), ctx=ast.Load()
            ) if found == place:
                read.add(row)
    yield from (Place(line, row) for row, line in stored.items() if row in read)


@check(
    Rule(
        code="places-after-a-tie",
        title="`{name}` goes on after a tie as if nobody shared a place",
        weights={"correctness": 0.3},
        level="learning",
        why="The text says which place comes after two that are equal, and the count does not arrive there.",
        do="Follow the text with four values, of which two are equal.",
        example='def ranks(points):\n    """Ranks of sorted points; equal ones share one: 1, 2, 2, 4."""\n'
        "    result, rank, last = [], 0, None\n    for place, value in enumerate(points, 1):\n"
        "        if value != last:\n            rank += 1\n        last = value\n"
        "        result.append((place, rank))\n    return result\n",
        better='def ranks(points):\n    """Ranks of sorted points; equal ones share one: 1, 2, 2, 4."""\n'
        "    result, rank, last = [], 0, None\n    for place, value in enumerate(points, 1):\n"
        "        if value != last:\n            rank = place\n        last = value\n"
        "        result.append((place, rank))\n    return result\n",
    )
)
def places_after_a_tie(program: Program) -> Iterator[Place]:
    """See the rule: raised by 1 where the value differs, though the text shows that places are left out."""
    for loop in program.all(ast.For):
        raised: list[Place] = []
        for node in loop.body:
            match node:
                case ast.If(test=test, body=body, orelse=[]) if _differs(test):
                    raised.extend(_raised_by_one(body))
        function = program.function_of(loop) if raised else None
        if function is not None and _leaves_places_out(program.said(function)):
            yield from raised


def _differs(test: ast.expr) -> bool:
    """Whether it asks for another value than the one before, also behind `i == 0 or`."""
    test = test.values[-1] if isinstance(test, ast.BoolOp) else test
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.NotEq | ast.Lt | ast.Gt)


_SHOWN: Final = re.compile(r"\b(\d+), (\d+), \2,? (?:and )?(\d+)\b")
"""`1, 2, 2, 4`."""


def _leaves_places_out(said: str) -> bool:
    shown = _SHOWN.search(said)
    if shown is None:
        return bool(re.search(r"(?:rank|place|position)s? (?:is|are) (?:skipped|left out)", said))
    before, tied, after = map(int, shown.groups())
    return before + 1 == tied == after - 2


def _raised_by_one(body: list[ast.stmt]) -> Iterator[Place]:
    for one in body:
        match one:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Constant(value=1)):
                if re.search("rank|place|position", name):
                    yield Place(one.lineno, name)


CHECKS: tuple[Check, ...] = (
    window_behind_the_end,
    last_window_left_out,
    taken_more_than_once,
    places_after_a_tie,
)
