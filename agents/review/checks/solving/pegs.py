"""Signs that are compared place by place, and what has been seen: the special case asked too late, or counted twice."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _member(test: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The element and the text or list of `x in y`."""
    match test:
        case ast.Compare(left=element, ops=[ast.In()], comparators=[owner]):
            return element, owner
    return None


def _is_place_of(test: ast.expr, element: ast.expr, owner: ast.expr) -> bool:
    """Whether it asks for the element at one place of the owner."""
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            for one, other in ((left, right), (right, left)):
                if same(one, element) and isinstance(other, ast.Subscript) and same(other.value, owner):
                    return not isinstance(other.slice, ast.Slice)
    return False


@check(
    Rule(
        code="right-place-asked-too-late",
        title="`{name}` is never reached: what is at the right place is somewhere in it as well",
        weights={"correctness": 0.4},
        level="beginner",
        why="The first condition holds for all that the second one is meant for. It takes them away.",
        do="Ask for the special case before the general one.",
        example="def marks(secret, guess):\n    found = []\n    for i in range(len(guess)):\n"
        "        if guess[i] in secret:\n            found.append('yellow')\n        elif guess[i] == secret[i]:\n"
        "            found.append('green')\n    return found\n",
        better="def marks(secret, guess):\n    found = []\n    for i in range(len(guess)):\n"
        "        if guess[i] == secret[i]:\n            found.append('green')\n        elif guess[i] in secret:\n"
        "            found.append('yellow')\n    return found\n",
    )
)
def right_place_asked_too_late(program: Program) -> Iterator[Place]:
    """See the rule: `if x in y: ... elif x == y[i]`, also with names for the two signs."""
    for node in program.all(ast.If):
        asked = _member(node.test)
        later = node.orelse
        if asked is None or len(later) != 1 or not isinstance(later[0], ast.If):
            continue
        test = later[0].test
        by_names = False
        for loop in program.loops_around(node):
            match loop:
                case ast.For(target=ast.Tuple(elts=targets), iter=ast.Call(func=ast.Name(id="zip"), args=sources)) if (
                    len(targets) == len(sources) and isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)
                ):
                    pairs = dict(zip(map(ast.unparse, targets), map(ast.unparse, sources), strict=True))
                    sides = {ast.unparse(test.left), ast.unparse(test.comparators[0])}
                    owners = {pairs.get(one) for one in sides - {ast.unparse(asked[0])}}
                    by_names = ast.unparse(asked[0]) in sides and owners == {ast.unparse(asked[1])}
        if by_names or _is_place_of(test, *asked):
            yield Place(later[0].lineno, ast.unparse(test))


@check(
    Rule(
        code="right-place-counted-twice",
        title="`{name}` counts again those at the right place",
        weights={"correctness": 0.4},
        level="beginner",
        why="A sign at the right place is in the secret as well: it is counted as right and as misplaced.",
        do="Count as misplaced only those that are not at the right place, or take the right ones off.",
        example="def score(secret, guess):\n    black = white = 0\n    for i in range(len(guess)):\n"
        "        if guess[i] == secret[i]:\n            black += 1\n        if guess[i] in secret:\n"
        "            white += 1\n    return black, white\n",
        better="def score(secret, guess):\n    black = white = 0\n    for i in range(len(guess)):\n"
        "        if guess[i] == secret[i]:\n            black += 1\n        elif guess[i] in secret:\n"
        "            white += 1\n    return black, white\n",
    )
)
def right_place_counted_twice(program: Program) -> Iterator[Place]:
    """See the rule: two conditions one behind the other, or two sums, and no difference in the function."""
    for function in program.functions:
        inside = list(program.within(function))
        if any(_takes_off(one) for one in inside):
            continue
        exact = [one for one in inside if isinstance(one, ast.Call) and _sums(one, ast.Eq)]
        for node in inside:
            if isinstance(node, ast.If) and not node.orelse and _counts(node.body):
                for behind in program.after(node, 1):
                    if not isinstance(behind, ast.If) or not _counts(behind.body):
                        continue
                    asked = _member(behind.test)
                    if asked is not None and _is_place_of(node.test, *asked):
                        yield Place(behind.lineno, _counts(behind.body))
            elif exact and isinstance(node, ast.Call) and _sums(node, ast.In):
                named = ast.unparse(program.parents[node]).split("=")[0].strip()
                if re.fullmatch(r"cows?|whites?|misplaced|partial|near|half|yellows?", named):
                    yield Place(node.lineno, named)


def _takes_off(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Sub):
        return True
    return isinstance(node, ast.Call) and method_of(node) in ("remove", "pop", "discard", "replace")


def _counts(block: list[ast.stmt]) -> str:
    """What a branch counts one more of, and nothing else."""
    match block:
        case [ast.AugAssign(target=target, op=ast.Add(), value=one)] if is_const(one, 1):
            return ast.unparse(target)
    return ""


def _sums(node: ast.Call, sign: type[ast.cmpop]) -> bool:
    """Whether it counts by `sum` the elements for which one comparison holds."""
    if call_name(node) != "sum" or not node.args or not isinstance(node.args[0], ast.GeneratorExp):
        return False
    made = node.args[0]
    tests = made.generators[0].ifs or [made.elt]
    return len(tests) == 1 and isinstance(tests[0], ast.Compare) and isinstance(tests[0].ops[0], sign)


@check(
    Rule(
        code="seen-and-never-asked",
        title="`{name}` is begun and never asked",
        weights={"correctness": 0.4},
        level="beginner",
        why="What has been visited is taken again and again, and in a circle for ever.",
        do="Before something is put into the queue, ask whether it has been there already.",
        example="def reach(roads, start, goal):\n    waiting = [start]\n    seen = {start}\n    while waiting:\n"
        "        place = waiting.pop(0)\n        if place == goal:\n            return True\n"
        "        for other in roads[place]:\n            waiting.append(other)\n    return False\n",
        better="def reach(roads, start, goal):\n    waiting = [start]\n    seen = {start}\n    while waiting:\n"
        "        place = waiting.pop(0)\n        if place == goal:\n            return True\n"
        "        for other in roads[place]:\n            if other not in seen:\n                seen.add(other)\n"
        "                waiting.append(other)\n    return False\n",
    )
)
def seen_and_never_asked(program: Program) -> Iterator[Place]:
    """See the rule: a collection of that name that is only begun or added to, where a queue is worked off."""
    for loop in program.all(ast.While):
        if not isinstance(loop.test, ast.Name | ast.Compare | ast.Call):
            continue
        queue = loop.test.id if isinstance(loop.test, ast.Name) else ""
        puts = {
            ast.unparse(one.func.value)
            for one in ast.walk(loop)
            if isinstance(one, ast.Call)
            and isinstance(one.func, ast.Attribute)
            and one.func.attr in ("append", "put", "push")
        }
        if not queue or queue not in puts:
            continue
        for begun in program.before(loop, 6):
            match begun:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Set() | ast.List() | ast.Call()) if _SEEN.search(
                    name
                ):
                    uses = [one for one in program.places(program.scope(loop), name) if isinstance(one.ctx, ast.Load)]
                    if all(_only_adds(program, one) for one in uses):
                        yield Place(begun.lineno, name)


_SEEN: Final = re.compile(r"(?:^|_)(?:seen|visited|explored|checked|been|besucht)(?:$|_)")


def _only_adds(program: Program, name: ast.Name) -> bool:
    around = program.parents[name]
    return isinstance(around, ast.Attribute) and around.attr in ("add", "append")


@check(
    Rule(
        code="remainder-before-the-sum",
        title="`{name}`: the remainder is taken of the last number alone",
        weights={"correctness": 0.35},
        level="beginner",
        why="`%` goes before `+`, as `*` does. What is left of the `+` stays whole.",
        do="Put the sum in brackets.",
        example="def is_dark(row, column):\n    return row + column % 2 == 0\n",
        better="def is_dark(row, column):\n    return (row + column) % 2 == 0\n",
    )
)
def remainder_before_the_sum(program: Program) -> Iterator[Place]:
    """See the rule: `a + b % n` compared with 0 or 1, or with another one of the kind."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                if _rest_added(left) and (is_const(right, 0, 1) or _rest_added(right)):
                    yield Place(node.lineno, ast.unparse(left))


def _rest_added(node: ast.expr) -> bool:
    match node:
        case ast.BinOp(
            left=ast.Name() | ast.Attribute() | ast.Subscript(),
            op=ast.Add(),
            right=ast.BinOp(left=ast.Name() | ast.Attribute() | ast.Subscript(), op=ast.Mod()),
        ):
            return True
    return False


@check(
    Rule(
        code="no-move-of-the-knight",
        title="`{name}` is no move of the knight",
        weights={"correctness": 0.4},
        level="beginner",
        why="A knight goes two fields in one direction and one in the other.",
        do="Write down all the moves from one field, and compare.",
        example="def knight_move(dx, dy):\n    return dx == 1 and dy == 2 or dx == 2 and dy == 2\n",
        better="def knight_move(dx, dy):\n    return dx == 1 and dy == 2 or dx == 2 and dy == 1\n",
    )
)
def no_move_of_the_knight(program: Program) -> Iterator[Place]:
    """See the rule: pairs of differences, and lists of eight steps, where a knight is spoken of."""
    for test in program.all(ast.BoolOp):
        numbers = [
            one.comparators[0] for one in test.values if isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.Eq)
        ]
        pair = [one.value for one in numbers if isinstance(one, ast.Constant) and one.value in (1, 2)]
        whole = isinstance(test.op, ast.And) and len(pair) == len(test.values) == 2  # noqa: PLR2004 - both directions
        if whole and "knight" in program.purpose(test) and pair[0] == pair[1]:
            yield Place(test.lineno, ast.unparse(test))
    lists: list[ast.List | ast.Tuple] = [*program.all(ast.List), *program.all(ast.Tuple)]
    for listed in lists:
        if len(listed.elts) != _MOVES:
            continue
        steps = [_pair(one) for one in listed.elts]
        odd = [at for at, one in enumerate(steps) if sorted(map(abs, one)) != [1, 2]]
        twice = [at for at, one in enumerate(steps) if one in steps[:at]]
        if all(steps) and len(odd) + len(twice) == 1:
            yield Place(listed.elts[(odd or twice)[0]].lineno, ast.unparse(listed.elts[(odd or twice)[0]]))


_MOVES: Final = 8
"""Of a knight."""


def _pair(node: ast.expr) -> tuple[int, ...]:
    if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != 2:  # noqa: PLR2004 - across and down
        return ()
    numbers = (-2, -1, 0, 1, 2)
    return tuple(next((value for value in numbers if is_const(one, value)), 0) for one in node.elts)


@check(
    Rule(
        code="shrinks-when-it-eats",
        title="`{name}` loses its end when it eats, and grows in all other turns",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each turn puts a new head in front. The end has to go in every turn in which nothing was eaten.",
        do="Say how long the body is after a step with food, and after one without.",
        example="def step(body, head, food):\n    body.insert(0, head)\n    if head == food:\n        body.pop()\n",
        better="def step(body, head, food):\n    body.insert(0, head)\n    if head != food:\n        body.pop()\n",
    )
)
def shrinks_when_it_eats(program: Program) -> Iterator[Place]:
    """See the rule: the end is taken off where the head meets food or an apple, directly behind the new head."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=left, ops=[ast.Eq() | ast.In()], comparators=[right]),
                body=[
                    ast.Expr(
                        value=ast.Call(
                            func=ast.Attribute(value=body, attr="pop" | "popleft"), args=[] | [ast.Constant()]
                        )
                    )
                ],
                orelse=[],
            ):
                pass
            case _:
                continue
        head = any(
            isinstance(one, ast.Expr)
            and method_of(one.value) in ("insert", "append", "appendleft")
            and isinstance(one.value, ast.Call)
            and isinstance(one.value.func, ast.Attribute)
            and same(one.value.func.value, body)
            for one in program.before(node, 3)
        )
        if head and re.search(r"food|apple|fruit|berr", f"{ast.unparse(left)} {ast.unparse(right)}".lower()):
            yield Place(node.lineno, ast.unparse(body))


CHECKS: tuple[Check, ...] = (
    right_place_asked_too_late,
    right_place_counted_twice,
    seen_and_never_asked,
    remainder_before_the_sum,
    no_move_of_the_knight,
    shrinks_when_it_eats,
)
