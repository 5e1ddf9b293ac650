"""Places and stocks that change step by step: goals that are passed, slips after the end, steps the wrong way."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_DRAWN: Final = re.compile(r"rand|roll|dice|die|throw|choice|input|wuerfel")


def _change(node: ast.AST) -> tuple[str, int, ast.expr] | None:
    """What a statement adds to or takes off, the sign, and how much."""
    match node:
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as sign, value=by):
            return ast.unparse(target), 1 if isinstance(sign, ast.Add) else -1, by
        case ast.Assign(targets=[target], value=ast.BinOp() as value):
            while isinstance(value.left, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
                value = value.left
            if isinstance(value.op, ast.Add | ast.Sub) and ast.unparse(value.left) == ast.unparse(target):
                return ast.unparse(target), 1 if isinstance(value.op, ast.Add) else -1, value.right
    return None


@check(
    Rule(
        code="slips-after-the-top",
        title="`{name}` goes down again on the day on which the top is reached",
        weights={"correctness": 0.4},
        level="beginner",
        why="Who is at the top in the evening is out, and does not slip back at night. The loop takes the slip off "
        "before anybody looks.",
        do="Look whether the top is reached directly after the way up.",
        example="def days_of_snail(depth, up, down):\n    height = days = 0\n    while height < depth:\n"
        "        height += up\n        height -= down\n        days += 1\n    return days\n",
        better="def days_of_snail(depth, up, down):\n    height = up\n    days = 1\n    while height < depth:\n"
        "        height += up - down\n        days += 1\n    return days\n",
    )
)
def slips_after_the_top(program: Program) -> Iterator[Place]:
    """See the rule: up and down in one turn of a loop up to an end, where climbing or nights are spoken of."""
    for loop in program.all(ast.While):
        match loop.test, loop.body[-1]:
            case ast.Compare(left=left, ops=[ast.Lt()], comparators=[_]), _:
                inside: list[ast.stmt] = loop.body
            case ast.Constant(value=True), ast.If(
                test=ast.Compare(left=left, ops=[ast.GtE()], comparators=[_]), body=[*_, ast.Break() | ast.Return()]
            ):
                inside = loop.body[:-1]
            case _:
                continue
        climbs = ast.unparse(left)
        changes = [found for one in loop.body if (found := _change(one)) is not None and found[0] == climbs]
        signs = [sign for _, sign, _ in changes]
        at_once = signs == [1] and isinstance(changes[0][2], ast.BinOp) and isinstance(changes[0][2].op, ast.Sub)
        begun = (one for one in program.before(loop, 6) if isinstance(one, ast.Assign))
        from_zero = any(climbs in map(ast.unparse, one.targets) and is_const(one.value, 0) for one in begun)
        tests = (one.test for step in inside for one in ast.walk(step) if isinstance(one, ast.If))
        looks = any(climbs in ast.unparse(one) for one in tests)
        said = f"{program.purpose(loop)} {' '.join(sorted(names_in(loop)))} {_shown(program, loop)}".lower()
        if from_zero and not looks and (at_once or signs == [1, -1]) and _CLIMBS.search(said):
            yield Place(loop.lineno, climbs)


_CLIMBS: Final = re.compile(r"snail|slug|climb|slip|slide|night|\bwell\b|frog")


def _shown(program: Program, loop: ast.While) -> str:
    return " ".join(ast.unparse(one) for one in program.after(loop, 1) if isinstance(one, ast.Expr | ast.Return))


@check(
    Rule(
        code="passes-the-goal",
        title="`{name}` may jump over the goal, and never stops then",
        weights={"correctness": 0.4},
        level="beginner",
        why="The steps are of different sizes. Only one number ends the game, and the step may lead behind it.",
        do="Decide what happens when the step is too big, and ask for that.",
        example="import random\n\n\ndef play():\n    place = 0\n    while place != 30:\n"
        "        place += random.randint(1, 6)\n    return place\n",
        better="import random\n\n\ndef play():\n    place = 0\n    while place < 30:\n"
        "        place += random.randint(1, 6)\n    return place\n",
    )
)
def passes_the_goal(program: Program) -> Iterator[Place]:
    """See the rule: a random step is added as it is, and the place is asked for equality alone."""
    for loop in program.loops:
        inside = list(ast.walk(loop))
        drawn = {
            target.id
            for one in inside
            if isinstance(one, ast.Assign)
            and isinstance(one.value, ast.Call)
            and _DRAWN.search(ast.unparse(one.value.func))
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) and _DRAWN.search(loop.target.id):
            drawn.add(loop.target.id)
        for step in loop.body:
            found = _change(step)
            if found is None or found[1] < 0:
                continue
            name, _, by = found
            random = (isinstance(by, ast.Name) and by.id in drawn) or (
                isinstance(by, ast.Call) and _DRAWN.search(ast.unparse(by.func)) is not None
            )
            if random and _ends_at(loop, inside, name) and not _minds(inside, name):
                yield Place(step.lineno, name)


def _ends_at(loop: ast.For | ast.AsyncFor | ast.While, inside: list[ast.AST], name: str) -> bool:
    """Whether a loop ends when a place is just one number, and not otherwise."""
    match loop:
        case ast.While(test=ast.Compare(left=left, ops=[ast.NotEq()], comparators=[_])):
            return ast.unparse(left) == name
    for one in inside:
        match one:
            case ast.If(
                test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=int(goal))]),
                body=[*_, ast.Return() | ast.Break()],
            ) if ast.unparse(left) == name and goal > 6:  # noqa: PLR2004 - more than one die shows
                return True
    return False


def _minds(inside: list[ast.AST], name: str) -> bool:
    """Whether anything asks on which side of a number a place is, or brings it back."""
    for one in inside:
        match one:
            case ast.Compare(ops=ops) if any(not isinstance(sign, ast.Eq | ast.NotEq | ast.In) for sign in ops):
                if name in ast.unparse(one):
                    return True
            case ast.Call(args=[_, *_]) if call_name(one) in ("min", "max") and name in ast.unparse(one):
                return True
            case ast.BinOp(op=ast.Mod()) | ast.AugAssign(op=ast.Mod() | ast.Sub()) if name in ast.unparse(one):
                return True
    return False


@check(
    Rule(
        code="rest-turned-round",
        title="`{name}` falls below zero",
        weights={"correctness": 0.4},
        level="beginner",
        why="It is greater than what it is taken off from: the difference has a minus.",
        do="Put in a number that is greater by 2, and work out what should come out.",
        example="def bounce(place, goal):\n    if place > goal:\n        place = goal - place\n    return place\n",
        better="def bounce(place, goal):\n    if place > goal:\n        place = 2 * goal - place\n    return place\n",
    )
)
def rest_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: `x = end - x` directly where `x > end` was asked."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[right]):
                sides = [ast.unparse(right), ast.unparse(left)]
            case ast.Compare(left=right, ops=[ast.Lt() | ast.LtE()], comparators=[left]):
                sides = [ast.unparse(right), ast.unparse(left)]
            case _:
                continue
        match node.body[0]:
            case ast.Assign(targets=[target], value=ast.BinOp(left=one, op=ast.Sub(), right=other)):
                if (
                    [ast.unparse(one), ast.unparse(other)] == sides
                    and ast.unparse(target) == sides[1]
                    and sides[0] != "0"
                ):
                    yield Place(node.body[0].lineno, sides[1])


@check(
    Rule(
        code="away-from-the-target",
        title="`{name}` moves away from where it should go",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is below the target has to go up. It goes down here, and the loop never ends.",
        do="Take two numbers, and follow the first steps.",
        example="def ride(floor, target):\n    while floor != target:\n        if floor < target:\n"
        "            floor -= 1\n        else:\n            floor += 1\n        print(floor)\n",
        better="def ride(floor, target):\n    while floor != target:\n        if floor < target:\n"
        "            floor += 1\n        else:\n            floor -= 1\n        print(floor)\n",
    )
)
def away_from_the_target(program: Program) -> Iterator[Place]:
    """See the rule: in a loop until two are equal, of which the lower one gets less."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
                ends = {ast.unparse(left), ast.unparse(right)}
            case _:
                continue
        for node in loop.body:
            match node:
                case ast.If(test=ast.Compare(left=one, ops=[ast.Lt() | ast.Gt() as sign], comparators=[other])):
                    names = [ast.unparse(one), ast.unparse(other)]
                case _:
                    continue
            lower = names[0] if isinstance(sign, ast.Lt) else names[1]
            for step in node.body if set(names) == ends else ():
                found = _change(step)
                if (
                    found
                    and found[0] in ends
                    and found[1] != (1 if found[0] == lower else -1)
                    and not names_in(found[2])
                ):
                    yield Place(step.lineno, found[0])


@check(
    Rule(
        code="alive-with-nothing-left",
        title="`{name}` lets live who has nothing left",
        weights={"correctness": 0.35},
        level="beginner",
        why="With 0 the game is over for somebody. The comparison counts 0 among the living.",
        do="Decide for 0 alone on which side it belongs.",
        example="def is_alive(health):\n    return health >= 0\n",
        better="def is_alive(health):\n    return health > 0\n",
    )
)
def alive_with_nothing_left(program: Program) -> Iterator[Place]:
    """See the rule: a function that says by its name who is alive, or dead."""
    for node in program.all(ast.Return):
        match node.value:
            case ast.Compare(left=left, ops=[ast.GtE() | ast.Lt() as sign], comparators=[zero]) if is_const(zero, 0):
                pass
            case _:
                continue
        function = program.function_of(node)
        name = function.name if function is not None else ""
        wanted = r"(?:is_|still_)?(?:alive|living)" if isinstance(sign, ast.GtE) else r"(?:is_)?(?:dead|defeated)"
        if re.fullmatch(wanted, name) and re.search(r"health|hp|li[fv]es?|energy|points", ast.unparse(left)):
            yield Place(node.lineno, ast.unparse(node.value) if node.value is not None else name)


@check(
    Rule(
        code="all-that-is-left-cut-off",
        title="`{name}` is set back where it is still within its bounds",
        weights={"correctness": 0.4},
        level="beginner",
        why="After the change it may lie beyond the bound. The condition holds for all that do not.",
        do="Say for which numbers something has to be mended.",
        example="def hit(player, damage):\n    player['health'] -= damage\n    if player['health'] > 0:\n"
        "        player['health'] = 0\n",
        better="def hit(player, damage):\n    player['health'] -= damage\n    if player['health'] < 0:\n"
        "        player['health'] = 0\n",
    )
)
def all_that_is_left_cut_off(program: Program) -> Iterator[Place]:
    """See the rule: less of it and then `> 0`, or what is left is taken out though something is left."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=left, ops=[ast.Gt() | ast.NotEq() as sign], comparators=[zero]) if is_const(zero, 0):
                name = ast.unparse(left)
            case _:
                continue
        step = next(iter(program.before(node, 1)), None)
        found = _change(step) if step is not None else None
        if found is None or found[0] != name or found[1] > 0:
            continue
        match node.body:
            case [ast.Assign(targets=[target], value=value)] if ast.unparse(target) == name and is_const(value, 0):
                if isinstance(sign, ast.Gt):
                    yield Place(node.lineno, name)
            case [ast.Delete(targets=[target]), *_] if ast.unparse(target) == name:
                yield Place(node.lineno, name)
            case [ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="pop"), args=[key, *_])), *_]:
                if f"{ast.unparse(owner)}[{ast.unparse(key)}]" == name:
                    yield Place(node.lineno, name)


@check(
    Rule(
        code="circle-never-closed",
        title="`{name}` runs on behind the last one",
        weights={"correctness": 0.4},
        level="beginner",
        why="In a circle, and when all take turns, the first comes after the last. Here the number only grows.",
        do="Bring the number back to the beginning when everybody has had a turn.",
        example="def last_of(people, k):\n    place = 0\n    while len(people) > 1:\n        place += k - 1\n"
        "        people.pop(place)\n    return people[0]\n",
        better="def last_of(people, k):\n    place = 0\n    while len(people) > 1:\n"
        "        place = (place + k - 1) % len(people)\n        people.pop(place)\n    return people[0]\n",
    )
)
def circle_never_closed(program: Program) -> Iterator[Place]:
    """See the rule: places that are taken out until one is left, and whose turn it is."""
    for loop in program.loops:
        grows = {found[0] for one in loop.body if (found := _change(one)) is not None and found[1] > 0}
        if not grows:
            continue
        inside = list(ast.walk(loop))
        until_one = isinstance(loop, ast.While) and ast.unparse(loop.test).startswith("len(")
        for one in inside:
            match one:
                case ast.Call(func=ast.Attribute(attr="pop"), args=[ast.Name(id=place)]) if until_one:
                    pass
                case ast.Subscript(slice=ast.Name(id=place)) if _TURN.fullmatch(place) or (
                    until_one and isinstance(one.ctx, ast.Del)
                ):
                    pass
                case _:
                    continue
            if place in grows and not _is_asked(inside, place):
                yield Place(one.lineno, place)
                break


_TURN: Final = re.compile(r"turn|current|current_(?:player|turn|index)|player(?:_index|_number)?|whose_turn|active")


def _is_asked(inside: list[ast.AST], name: str) -> bool:
    """Whether a place is compared, taken a remainder of, or set back."""
    for one in inside:
        match one:
            case ast.Compare() | ast.BinOp(op=ast.Mod()) | ast.AugAssign(op=ast.Mod() | ast.Sub()) | ast.Try():
                if any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(one)):
                    return True
            case ast.Assign(targets=[ast.Name(id=given)]) if given == name and _change(one) is None:
                return True
    return False


@check(
    Rule(
        code="merged-and-used-again",
        title="`{name}` goes on by one, and takes the second of the two again",
        weights={"correctness": 0.4},
        level="beginner",
        why="Two neighbours have become one. The next turn begins with the second of them, which is used up.",
        do="Go on behind both of them.",
        example="def merge(tiles):\n    merged = []\n    i = 0\n    while i < len(tiles):\n"
        "        if i + 1 < len(tiles) and tiles[i] == tiles[i + 1]:\n            merged.append(tiles[i] * 2)\n"
        "            i += 1\n        else:\n            merged.append(tiles[i])\n            i += 1\n"
        "    return merged\n",
        better="def merge(tiles):\n    merged = []\n    i = 0\n    while i < len(tiles):\n"
        "        if i + 1 < len(tiles) and tiles[i] == tiles[i + 1]:\n            merged.append(tiles[i] * 2)\n"
        "            i += 2\n        else:\n            merged.append(tiles[i])\n            i += 1\n"
        "    return merged\n",
    )
)
def merged_and_used_again(program: Program) -> Iterator[Place]:
    """See the rule: a sum or the double of two equal neighbours is appended, and the place moves by 1."""
    for node in program.all(ast.If):
        if not isinstance(program.parents[node], ast.While):
            continue
        tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        for test in tests:
            match test:
                case ast.Compare(
                    left=ast.Subscript(value=one, slice=ast.Name(id=place)),
                    ops=[ast.Eq()],
                    comparators=[ast.Subscript(value=other, slice=ast.BinOp(op=ast.Add(), right=step))],
                ) if is_const(step, 1) and ast.unparse(one) == ast.unparse(other):
                    pass
                case _:
                    continue
            puts = any(
                method_of(part) == "append" and isinstance(part, ast.Call) and isinstance(part.args[0], ast.BinOp)
                for done in node.body
                for part in ast.walk(done)
            )
            steps = [found for done in node.body if (found := _change(done)) is not None and found[0] == place]
            around = program.parents[node]
            further = [found for done in getattr(around, "body", []) if (found := _change(done)) and found[0] == place]
            if puts and not further and len(steps) == 1 and is_const(steps[0][2], 1):
                yield Place(node.lineno, place)


CHECKS: tuple[Check, ...] = (
    slips_after_the_top,
    passes_the_goal,
    rest_turned_round,
    away_from_the_target,
    alive_with_nothing_left,
    all_that_is_left_cut_off,
    circle_never_closed,
    merged_and_used_again,
)
