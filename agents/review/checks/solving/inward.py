"""Functions that call themselves: an end that gives nothing, a way back and forth, an end that is not cut off.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
from collections.abc import Iterator
from itertools import combinations

from agents.review.checking import Check, check
from agents.review.program import MUTATORS, Function, Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FEW = 20  # calls of a function by itself that are compared


@check(
    Rule(
        code="grows-from-nothing",
        title="`{name}` always gives an empty list: at its end there is nothing to go on with",
        weights={"correctness": 0.4},
        level="learning",
        why="Each result is made from those of the inner call. The innermost call gives none at all, so that no loop "
        "over them ever takes a turn.",
        do="There is one way to choose from nothing: say what that single result is.",
        example="def codes(length):\n    if length == 0:\n        return []\n    shorter = codes(length - 1)\n"
        "    return ['0' + code for code in shorter] + ['1' + code for code in shorter]\n",
        better="def codes(length):\n    if length == 0:\n        return ['']\n    shorter = codes(length - 1)\n"
        "    return ['0' + code for code in shorter] + ['1' + code for code in shorter]\n",
    )
)
def grows_from_nothing(program: Program) -> Iterator[Place]:
    """See the rule: every value that is returned is an empty list, or made of what the function itself returns."""
    for function in program.self_calls:
        if not isinstance(function, Function) or program.self_calls[function][_FEW:]:
            continue
        inside = list(program.within(function))
        returns = [one.value for one in inside if isinstance(one, ast.Return)]
        yields = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in inside)
        plain = [one for one in returns if isinstance(one, ast.List) and not one.elts]
        made = [one for one in returns if one not in plain]
        if plain and made and not yields and all(_is_empty(program, one, function, 3) for one in made):
            yield Place(function.lineno, function.name)


def _is_empty(  # noqa: PLR0911 - a table of shapes
    program: Program, node: ast.expr | None, function: Function, deep: int
) -> bool:
    """Whether an expression is empty as long as the function itself gives nothing but empty lists."""
    match node:
        case ast.List(elts=[]):
            return True
        case ast.Call() if node in program.self_calls[function]:
            return True
        case ast.Call(func=ast.Name(id="list" | "sorted" | "set"), args=[one]):
            return _is_empty(program, one, function, deep)
        case ast.ListComp(generators=generators):
            return any(_is_empty(program, one.iter, function, deep) for one in generators)
        case ast.BinOp(left=left, op=ast.Add(), right=right) if deep:
            return _is_empty(program, left, function, deep - 1) and _is_empty(program, right, function, deep - 1)
        case ast.Name(id=name) if deep:
            given = program.values(node)
            if not given or not all(_is_empty(program, one, function, deep - 1) for one in given):
                return False
            uses = program.places(program.scope(node), name)
            return all(_adds_nothing(program, one, function, deep - 1) for one in uses)
    return False


def _adds_nothing(program: Program, name: ast.Name, function: Function, deep: int) -> bool:
    """Whether a use of a list puts nothing into it, or only in a loop that takes no turn."""
    around = program.parents[name]
    changes = (isinstance(around, ast.Attribute) and around.attr in MUTATORS) or isinstance(around, ast.AugAssign)
    loops = program.loops_around(name) if changes else []
    turns = (one.iter for one in loops if isinstance(one, ast.For))
    handed = isinstance(around, ast.Call) and name in around.args and call_name(around) not in ("len", "print")
    stored = isinstance(around, ast.Subscript) and not isinstance(around.ctx, ast.Load)
    return not handed and not stored and (not changes or any(_is_empty(program, t, function, deep) for t in turns))


@check(
    Rule(
        code="back-and-forth-without-marks",
        title="`{name}` goes on to its neighbours, and they come back to it, without an end",
        weights={"correctness": 0.4},
        level="learning",
        why="Nothing is changed where it has been. From the next cell the way leads back to this one, and from here "
        "on again.",
        do="Leave a mark in each cell before going on, and turn round where the mark is.",
        example="def reaches(field, row, col):\n    if not (0 <= row < len(field) and 0 <= col < len(field[0])):\n"
        "        return False\n    if field[row][col] == 'x':\n        return True\n"
        "    return reaches(field, row + 1, col) or reaches(field, row - 1, col)\n",
        better="def reaches(field, row, col):\n    if not (0 <= row < len(field) and 0 <= col < len(field[0])):\n"
        "        return False\n    if field[row][col] == 'x':\n        return True\n"
        "    return reaches(field, row + 1, col) or reaches(field, row, col + 1)\n",
    )
)
def back_and_forth_without_marks(program: Program) -> Iterator[Place]:
    """See the rule: two calls that differ in `row + 1` and `row - 1` alone, and nothing the function does besides."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, Function) or calls[_FEW:] or any(map(_leaves_a_mark, ast.walk(function))):
            continue
        given = [[ast.unparse(one) for one in call.args] for call in calls if not call.keywords]
        own = {name for name in program.parameters(function) if name not in ("self", "cls")}
        if any(_are_opposite(one, other, own) for one, other in combinations(given, 2)):
            yield Place(calls[0].lineno, function.name)


def _leaves_a_mark(node: ast.AST) -> bool:
    """Whether something is changed, counted down, or kept for all calls."""
    if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        return True
    return method_of(node) in MUTATORS or isinstance(node, ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom)


def _are_opposite(one: list[str], other: list[str], own: set[str]) -> bool:
    """Whether two rows of arguments are the function's own parameters but for one, a step this way and that way."""
    if len(one) != len(other):
        return False
    unlike = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    alike = [first for first, second in zip(one, other, strict=True) if first == second]
    if len(unlike) != 1 or not {*alike} <= own:
        return False
    first, second = sorted(unlike[0])
    return first.endswith(" + 1") and second == f"{first[:-4]} - 1" and first[:-4] in own


@check(
    Rule(
        code="only-one-end-cut-off",
        title="`{name}` compares both ends of a text and goes on with one of them still there",
        weights={"correctness": 0.4},
        level="beginner",
        why="The two ends belong together. When one stays, it is compared with the wrong partner next time.",
        do="Say what is left when both ends have been looked at.",
        example="def mirrors(word):\n    if len(word) < 2:\n        return True\n"
        "    return word[0] == word[-1] and mirrors(word[1:])\n",
        better="def mirrors(word):\n    if len(word) < 2:\n        return True\n"
        "    return word[0] == word[-1] and mirrors(word[1:-1])\n",
    )
)
def only_one_end_cut_off(program: Program) -> Iterator[Place]:
    """See the rule: `x[0]` is compared with `x[-1]`, and every inner call gets `x[1:]` or `x[:-1]`."""
    for function, calls in program.self_calls.items():
        compared = {name for one in program.within(function) if (name := _both_ends(one))}
        if not compared or calls[_FEW:]:
            continue
        cut = {ast.unparse(call.args[0]) for call in calls if call.args}
        for name in compared:
            if len(cut) == 1 and cut <= {f"{name}[1:]", f"{name}[:-1]", f"{name}[1:len({name})]"}:
                yield Place(calls[0].lineno, next(iter(cut)))


def _both_ends(node: ast.AST) -> str:
    """`x` of `x[0] == x[-1]`."""
    match node:
        case ast.Compare(
            left=ast.Subscript(value=ast.Name(id=name), slice=first),
            ops=[ast.Eq() | ast.NotEq()],
            comparators=[ast.Subscript(value=ast.Name(id=again), slice=last)],
        ) if name == again and is_const(first, 0, -1) and is_const(last, 0, -1):
            return name if ast.unparse(first) != ast.unparse(last) else ""
    return ""


@check(
    Rule(
        code="beginning-instead-of-the-place",
        title="`{name}` goes on behind the beginning of the loop, not behind what was chosen",
        weights={"correctness": 0.4},
        level="learning",
        why="The loop has moved on by then. What was chosen, and what comes before it, is offered once more.",
        do="Count on from the place of what was chosen.",
        example="def pick(names, start, chosen):\n    print(chosen)\n    for place in range(start, len(names)):\n"
        "        pick(names, start + 1, [*chosen, names[place]])\n",
        better="def pick(names, start, chosen):\n    print(chosen)\n    for place in range(start, len(names)):\n"
        "        pick(names, place + 1, [*chosen, names[place]])\n",
    )
)
def beginning_instead_of_the_place(program: Program) -> Iterator[Place]:
    """See the rule: in a loop from a parameter on, which is used for nothing else there."""
    for function, calls in program.self_calls.items():
        for call in calls[:_FEW]:
            loops = program.loops_around(call)
            match loop := next(iter(loops), None):
                case ast.For(target=ast.Name(id=place), iter=ast.Call(func=ast.Name(id="range"), args=[first, _])):
                    begin = ast.unparse(first)
                case _:
                    continue
            given = [ast.unparse(one) for one in call.args]
            uses = [
                one for step in loop.body for one in ast.walk(step) if isinstance(one, ast.Name) and one.id == begin
            ]
            taken = any(isinstance(one, ast.Subscript) and ast.unparse(one.slice) == place for one in ast.walk(loop))
            if f"{begin} + 1" in given and begin in program.parameters(function) and len(uses) == 1 and taken:
                yield Place(call.lineno, f"{begin} + 1")


CHECKS: tuple[Check, ...] = (
    grows_from_nothing,
    back_and_forth_without_marks,
    only_one_end_cut_off,
    beginning_instead_of_the_place,
)
