"""Turns and steps on a compass: no way back to the first direction, the wrong side, opposites that are alike."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, is_const, method_of, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_CIRCLES: Final = (
    ("n", "e", "s", "w"),
    ("north", "east", "south", "west"),
    ("up", "right", "down", "left"),
    ("u", "r", "d", "l"),
    ("^", ">", "v", "<"),
)
"""The four directions, clockwise."""
_OPPOSITE: Final = {
    one: other
    for pair in (
        "up down", "left right", "north south", "east west", "n s", "e w", "u d", "l r", "forward backward",
        "forward back", "forwards backwards", "^ v", "< >", "deposit withdraw", "buy sell", "add remove",
    )
    for one, other in (pair.split(), pair.split()[::-1])
}  # fmt: skip


def _way(node: ast.AST | None) -> str:
    return node.value.lower() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _turn(ways: list[str]) -> int:
    """1 if directions follow each other clockwise, -1 the other way round, 0 if they are no directions."""
    for circle in _CIRCLES:
        if sorted(ways) == sorted(circle):
            steps = {(circle.index(other) - circle.index(one)) % 4 for one, other in pairwise([*ways, ways[0]])}
            return 1 if steps == {1} else -1 if steps == {3} else 0
    return 0


def _circles(program: Program) -> dict[str, int]:
    """Names of lists of directions, and to which side they go."""
    found: dict[str, int] = {}
    for node in program.all(ast.Assign):
        match node.value:
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                turn = _turn([_way(one) for one in parts])
            case ast.Constant(value=str(text)):
                turn = _turn(list(text.lower()))
            case _:
                continue
        for target in node.targets if turn else ():
            found[_last(target)] = turn
    return found


def _last(node: ast.AST) -> str:
    """The last part of a name."""
    return getattr(node, "attr", getattr(node, "id", ""))


def _owner(program: Program, node: ast.expr) -> ast.AST:
    """What may change a name: its class, its function or the program, as with an entry that is handed on."""
    if isinstance(node, ast.Subscript):
        return program.tree
    if base_name(node).startswith("self."):
        around = (up for _, up in program.up(node) if isinstance(up, ast.ClassDef))
        return next(around, program.tree)
    return program.scope(node)


def _step(node: ast.AST) -> tuple[ast.expr, ast.expr, int] | None:
    """What a statement changes by adding to it, by how much, and the sign; no matter if it goes round."""
    match node:
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as sign, value=by):
            return target, by, 1 if isinstance(sign, ast.Add) else -1
        case (
            ast.Assign(targets=[target], value=ast.BinOp(left=value, op=ast.Mod()))
            | ast.Assign(targets=[target], value=value)
        ):
            match value:
                case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=by):
                    if ast.unparse(left) == ast.unparse(target):
                        return target, by, 1 if isinstance(sign, ast.Add) else -1
    return None


@check(
    Rule(
        code="no-way-round",
        title="`{name}` runs out of the directions: after the last one nothing follows",
        weights={"correctness": 0.4},
        level="beginner",
        why="After a whole turn one looks in the first direction again. Here the number goes on growing, and fits "
        "nothing any more.",
        do="Bring the number back into its range after each turn: as a remainder does.",
        example="WAYS = 'NESW'\n\n\ndef turn_right(way):\n    return WAYS[WAYS.index(way) + 1]\n",
        better="WAYS = 'NESW'\n\n\ndef turn_right(way):\n    return WAYS[(WAYS.index(way) + 1) % len(WAYS)]\n",
    )
)
def no_way_round(program: Program) -> Iterator[Place]:
    """See the rule: places in a list of directions and angles that are only added to."""
    circles = _circles(program)
    for one in program.all(ast.Subscript):
        if _last(one.value) in circles and _next_one(one) and not _asks_for_the_last(program, one):
            yield Place(one.lineno, ast.unparse(one)[:50])
    used = _numbers_of_ways(program, circles)
    steps: dict[_Holder, ast.AST] = {}
    minded: set[_Holder] = set()
    for node in program.nodes if used else ():
        found = _step(node)
        if found is not None:
            key = (_owner(program, found[0]), ast.unparse(found[0]))
            if is_const(found[1], 90) or (not used.get(key, True) and (is_const(found[1], 1) or _last(found[1]))):
                steps.setdefault(key, node)
        minded.update((_owner(program, part), ast.unparse(part)) for part in _minded(node))
    for key, node in steps.items():
        if key in used and key not in minded and isinstance(node, ast.stmt):
            yield Place(node.lineno, key[1])


_Holder = tuple[ast.AST, str]
"""What may change a name, and the name."""


def _numbers_of_ways(program: Program, circles: dict[str, int]) -> dict[_Holder, bool]:
    """Names of places in a list of directions, and of angles (true)."""
    used = {
        (_owner(program, one.slice), ast.unparse(one.slice)): False
        for one in program.all(ast.Subscript)
        if _last(one.value) in circles and isinstance(one.slice, ast.Name | ast.Attribute)
    }
    for one in program.all(ast.Compare):
        if isinstance(one.ops[0], ast.Eq) and is_const(one.comparators[0], 90, 180, 270):
            used.setdefault((_owner(program, one.left), ast.unparse(one.left)), True)
    return used


def _next_one(node: ast.Subscript) -> bool:
    """`ways[ways.index(way) + 1]`."""
    match node.slice:
        case ast.BinOp(left=ast.Call() as call, op=ast.Add(), right=one):
            return method_of(call) == "index" and is_const(one, 1)
    return False


def _asks_for_the_last(program: Program, node: ast.AST) -> bool:
    scope = program.function_of(node) or program.tree
    return any(isinstance(one, ast.Compare | ast.Try) for one in program.within(scope))


def _minded(node: ast.AST) -> Iterator[ast.expr]:
    """Parts that a remainder is taken of, or that are compared with an end."""
    match node:
        case ast.BinOp(left=left, op=ast.Mod()):
            yield from (one for one in ast.walk(left) if isinstance(one, ast.Name | ast.Attribute | ast.Subscript))
        case ast.AugAssign(target=target, op=ast.Mod()):
            yield target
        case ast.Compare(left=left, comparators=sides):
            plain = all(is_const(one, 0, 90, 180, 270) for one in sides) and all(
                isinstance(one, ast.Eq) for one in node.ops
            )
            if not plain:
                yield from (one for one in (left, *sides) if isinstance(one, ast.Name | ast.Attribute | ast.Subscript))
        case ast.Call(args=arguments):
            yield from (one for one in arguments if isinstance(one, ast.Name | ast.Attribute))


@check(
    Rule(
        code="turned-the-wrong-way",
        title="`{name}` turns to the other side than is said",
        weights={"correctness": 0.4},
        level="beginner",
        why="Clockwise, that is to the right, east comes after north.",
        do="Start with north, turn once, and say what comes out.",
        example="WAYS = ['N', 'E', 'S', 'W']\n\n\ndef turn_left(place):\n    place = (place + 1) % 4\n"
        "    print(WAYS[place])\n    return place\n",
        better="WAYS = ['N', 'E', 'S', 'W']\n\n\ndef turn_left(place):\n    place = (place - 1) % 4\n"
        "    print(WAYS[place])\n    return place\n",
    )
)
def turned_the_wrong_way(program: Program) -> Iterator[Place]:
    """See the rule: in a function or a branch for `left` or `right`; also dictionaries with such names."""
    circles = _circles(program)
    if len(set(circles.values())) == 1:
        clockwise = next(iter(circles.values()))
        places = {_last(one.slice) for one in program.all(ast.Subscript) if _last(one.value) in circles} | {
            _last(node.targets[0]) for node in program.all(ast.Assign) if method_of(node.value) == "index"
        }
        for side, block in _sides(program):
            for one in block:
                for place in _reached(one, circles):
                    if place != side * clockwise:
                        yield Place(one.lineno, ast.unparse(one)[:50])
                found = _step(one)
                if found is not None and _last(found[0]) in places and is_const(found[1], 1, 3):
                    sign = found[2] if is_const(found[1], 1) else -found[2]
                    if sign != side * clockwise:
                        yield Place(one.lineno, ast.unparse(one)[:50])
    yield from _turned_tables(program)


def _turned_tables(program: Program) -> Iterator[Place]:
    """Dictionaries for one side by their name, in which the directions follow each other to the other."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[target], value=ast.Dict(keys=keys, values=values)):
                side = _side_of(_last(target))
            case _:
                continue
        steps = {_way(key): _way(value) for key, value in zip(keys, values, strict=True)}
        way, order = next(iter(steps), ""), []
        while way in steps and way not in order:
            order.append(way)
            way = steps[way]
        if side and len(order) == len(steps) and _turn(order) == -side:
            yield Place(node.lineno, ast.unparse(target))


def _reached(node: ast.stmt, circles: dict[str, int]) -> Iterator[int]:
    """1 for what follows in a list of directions, -1 for what stands before: `ways[(place + 1) % 4]`."""
    for one in ast.walk(node) if isinstance(node, ast.Assign | ast.Return) else ():
        if not isinstance(one, ast.Subscript) or _last(one.value) not in circles:
            continue
        place = one.slice
        if isinstance(place, ast.BinOp) and isinstance(place.op, ast.Mod):
            place = place.left
        match place:
            case ast.BinOp(op=ast.Add() | ast.Sub() as sign, right=by) if is_const(by, 1, 3):
                yield (1 if isinstance(sign, ast.Add) else -1) * (1 if is_const(by, 1) else -1)


def _sides(program: Program) -> Iterator[tuple[int, list[ast.stmt]]]:
    """Blocks for a turn to the right (1) or to the left (-1)."""
    for function in program.functions:
        if side := _side_of(function.name):
            yield side, function.body
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(ops=[ast.Eq()], comparators=[ast.Constant(value=str(said))]):
                if side := _side_of(said):
                    yield side, node.body


def _side_of(said: str) -> int:
    found = re.fullmatch(r"(?:.*[ _])?(left|right|l|r)(?:[ _](?:of|turn|from|way|next))?", said.lower())
    if found is None:
        return 0
    return 1 if found[1] in ("right", "r") else -1


@check(
    Rule(
        code="opposite-ways-alike",
        title="`{name}` does the same as its opposite",
        weights={"correctness": 0.4},
        level="beginner",
        why="Two directions that are opposite to each other lead to the same place here: a slip of copying.",
        do="Write the step of each of the two as numbers, and compare them.",
        example="def move(x, y, way):\n    if way == 'up':\n        y += 1\n    elif way == 'down':\n        y += 1\n"
        "    elif way == 'left':\n        x -= 1\n    return x, y\n",
        better="def move(x, y, way):\n    if way == 'up':\n        y += 1\n    elif way == 'down':\n        y -= 1\n"
        "    elif way == 'left':\n        x -= 1\n    return x, y\n",
    )
)
def opposite_ways_alike(program: Program) -> Iterator[Place]:
    """See the rule: branches of one chain, cases, steps in a dictionary, and two directions with one follower."""
    for node in program.all(ast.If):
        if not isinstance(program.parents[node], ast.If) or node not in getattr(program.parents[node], "orelse", ()):
            siblings = [one for one in program.after(node, 3) if isinstance(one, ast.If)] if not node.orelse else []
            yield from _alike([pair for one in (node, *siblings) for pair in _branches(one)])
    for choice in program.all(ast.Match):
        cases = [(_way(getattr(one.pattern, "value", None)), one.body) for one in choice.cases]
        yield from _alike([(word, body) for word, body in cases if word])
    for table in program.all(ast.Dict):
        steps = {_way(key): value for key, value in zip(table.keys, table.values, strict=True) if _way(key)}
        vectors = {way: _vector(value) for way, value in steps.items()}
        for way, vector in vectors.items():
            back = vectors.get(_OPPOSITE.get(way, ""))
            if (
                vector
                and back
                and way < _OPPOSITE[way]
                and any(one + other for one, other in zip(vector, back, strict=True))
            ):
                yield Place(steps[way].lineno, way)
        follow = [_way(value) for value in steps.values()]
        circle = next((one for one in _CIRCLES if sorted(steps) == sorted(one)), ())
        if circle and set(follow) < set(circle):
            yield Place(table.lineno, next(one for one in follow if follow.count(one) > 1))


def _branches(node: ast.If) -> Iterator[tuple[str, list[ast.stmt]]]:
    """The words that a chain asks for one after the other, and what it does then."""
    subject = ""
    while True:
        match node.test:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[word]) if subject in ("", ast.unparse(left)):
                subject = ast.unparse(left)
                yield _way(word), node.body
        if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
            return
        node = node.orelse[0]


def _alike(branches: list[tuple[str, list[ast.stmt]]]) -> Iterator[Place]:
    done = dict(branches)
    for word, body in branches:
        other = done.get(_OPPOSITE.get(word, ""), [])
        steps = any(isinstance(one, ast.AugAssign) or _step(one) for one in body)
        if steps and word > _OPPOSITE.get(word, "") and list(map(ast.dump, body)) == list(map(ast.dump, other)):
            yield Place(max(body[0].lineno, other[0].lineno), ast.unparse(body[0])[:40])


def _vector(node: ast.expr) -> tuple[float, ...]:
    """`(0, -1)` as numbers; empty for anything else."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ()
    pair = isinstance(value, tuple | list) and len(value) == 2 and all(type(one) in (int, float) for one in value)  # noqa: PLR2004
    return tuple(value) if pair else ()


@check(
    Rule(
        code="second-sees-the-first",
        title="`{name}` is worked out with what the line before has just replaced",
        weights={"correctness": 0.4},
        level="beginner",
        why="After the first line the old value is gone. Both new values should come from the two old ones.",
        do="Change both in one line, or keep the old value under another name.",
        example="def turn_right(dx, dy):\n    dx = dy\n    dy = -dx\n    return dx, dy\n",
        better="def turn_right(dx, dy):\n    dx, dy = dy, -dx\n    return dx, dy\n",
    )
)
def second_sees_the_first(program: Program) -> Iterator[Place]:
    """See the rule: a pair of numbers that become each other, one of them with the other sign."""
    for node in program.all(ast.Assign):
        for behind in program.after(node, 1):
            match node, behind:
                case ast.Assign(targets=[one], value=first), ast.Assign(targets=[other], value=second):
                    pass
                case _:
                    continue
            signs = [isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub) for part in (first, second)]
            crossed = [ast.unparse(part.operand if isinstance(part, ast.UnaryOp) else part) for part in (first, second)]
            if any(signs) and crossed == [ast.unparse(other), ast.unparse(one)] and crossed[0] != crossed[1]:
                yield Place(behind.lineno, ast.unparse(other))


@check(
    Rule(
        code="ways-cancel-each-other",
        title="`{name}` lets steps to the left take off steps up",
        weights={"correctness": 0.4},
        level="beginner",
        why="The distance along the streets is the sum of both distances, each of them without its sign.",
        do="Take each of the two without its sign, and add them then.",
        example="def manhattan(x, y):\n    return abs(x + y)\n",
        better="def manhattan(x, y):\n    return abs(x) + abs(y)\n",
    )
)
def ways_cancel_each_other(program: Program) -> Iterator[Place]:
    """See the rule: `abs(x + y)` where the words speak of Manhattan or taxis."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="abs"), args=[ast.BinOp(op=ast.Add())]):
                around = program.function_of(call) or program.tree
                said = (
                    f"{program.purpose(call)} {program.said(around)} {ast.unparse(program.parents[call])[:80].lower()}"
                )
                if any(one in said for one in _STREETS):
                    yield Place(call.lineno, ast.unparse(call))


_STREETS: Final = words("manhattan taxicab taxi_cab")

CHECKS: tuple[Check, ...] = (
    no_way_round,
    turned_the_wrong_way,
    opposite_ways_alike,
    second_sees_the_first,
    ways_cancel_each_other,
)
