"""Methods and functions whose name says what they answer, and that answer something near to it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods
from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="slice-from-the-other-side",
        title="`{name}` gives other elements than the function is called for",
        weights={"correctness": 0.4},
        level="beginner",
        why="`x[:n]` gives the first n, `x[-n:]` the last n, and `x[n:]` all but the first n.",
        do="Try it with a list of five and n = 2.",
        example="def latest(events, n):\n    return events[n:]\n",
        better="def latest(events, n):\n    return events[-n:]\n",
    )
)
def slice_from_the_other_side(program: Program) -> Iterator[Place]:
    """See the rule: `last` and `top` of `n`, by the name of the function and its parameter."""
    for node in program.all(ast.Return):
        function = program.function_of(node)
        if function is None or not isinstance(node.value, ast.Subscript):
            continue
        place, given = node.value.slice, program.parameters(function)
        last = re.search(r"(?:^|_)(?:last|latest|recent|newest)(?:_|$)", function.name)
        first = re.search(r"(?:^|_)(?:top|first|best)(?:_|$)", function.name)
        match place:
            case ast.Slice(lower=ast.Name(id=n), upper=None, step=None) if n in given:
                wrong = bool(last or first)
            case ast.Slice(lower=None, upper=ast.BinOp(left=ast.Name(id=n), op=ast.Sub()), step=None) if n in given:
                wrong = bool(first)
            case ast.Slice(lower=None, upper=ast.Name(id=n), step=None) if n in given:
                front = any(
                    method_of(one) in ("insert", "appendleft", "sort", "reverse") for one in program.all(ast.Call)
                )
                wrong = bool(last) and not first and not front and isinstance(node.value.value, ast.Attribute)
            case _:
                wrong = False
        if wrong and _COUNT.match(n):
            yield Place(node.lineno, ast.unparse(node.value)[:40])


_COUNT: Final = re.compile(r"^(?:n|k|m|count|number|how_many|amount|limit|size|num)$")


@check(
    Rule(
        code="page-ends-at-its-size",
        title="`{name}` ends at the same place for every page",
        weights={"correctness": 0.4},
        level="beginner",
        why="Behind the colon stands the place where the part ends, not how long it is.",
        do="Work out both ends for the second page.",
        example="def page(lines, number, size):\n    start = number * size\n    return lines[start:size]\n",
        better="def page(lines, number, size):\n    start = number * size\n    return lines[start:start + size]\n",
    )
)
def page_ends_at_its_size(program: Program) -> Iterator[Place]:
    """See the rule: `x[start:size]` where `start` is a product of the size."""
    for node in program.all(ast.Slice):
        match node:
            case ast.Slice(lower=ast.Name() as start, upper=ast.Name() | ast.Attribute() as size, step=None):
                begun = program.value(start)
            case _:
                continue
        match begun:
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                if ast.unparse(size) in (ast.unparse(left), ast.unparse(right)):
                    yield Place(size.lineno, f"{start.id}:{ast.unparse(size)}")


@check(
    Rule(
        code="full-while-one-is-free",
        title="`{name}` says the opposite of its name",
        weights={"correctness": 0.4},
        level="beginner",
        why="As long as one place is empty, it is not full.",
        do="Turn the answer round.",
        example="class Board:\n    def __init__(self):\n        self.cells = [' '] * 9\n\n    def is_full(self):\n"
        "        return ' ' in self.cells\n",
        better="class Board:\n    def __init__(self):\n        self.cells = [' '] * 9\n\n    def is_full(self):\n"
        "        return ' ' not in self.cells\n",
    )
)
def full_while_one_is_free(program: Program) -> Iterator[Place]:
    """See the rule: an empty sign looked for in `is_full`, and given back as it is; `not in` in `has_free_...`."""
    for node in program.all(ast.Return):
        function = program.function_of(node)
        match node.value:
            case ast.Compare(
                left=ast.Constant(value=None | "" | " " | "." | "-" | "_"), ops=[ast.In() | ast.NotIn() as sign]
            ):
                pass
            case _:
                continue
        name = function.name if function is not None else ""
        full = re.fullmatch(r"(?:is_)?(?:board_)?(?:full|complete)", name) and isinstance(sign, ast.In)
        free = re.match(r"has_(?:free|room|space|empty)", name) and isinstance(sign, ast.NotIn)
        if full or free:
            yield Place(node.lineno, name)


@check(
    Rule(
        code="shown-by-print-and-printed",
        title="`{name}` prints by itself and gives back None, which is shown here",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is printed in the method does not come back: whoever wants to use it gets None.",
        do="Return the text, or call the method alone.",
        example="class Clock:\n    def __init__(self):\n        self.hour = 9\n\n    def show(self):\n"
        "        print(self.hour)\n\n\nprint('Now:', Clock().show())\n",
        better="class Clock:\n    def __init__(self):\n        self.hour = 9\n\n    def show(self):\n"
        "        return self.hour\n\n\nprint('Now:', Clock().show())\n",
    )
)
def shown_by_print_and_printed(program: Program) -> Iterator[Place]:
    """See the rule: a method of one class here that prints and returns nothing, called where its value is used."""
    by_name: dict[str, list[ast.FunctionDef]] = defaultdict(list)
    for owner in program.all(ast.ClassDef):
        for name, method in methods(owner).items():
            by_name[name].append(method)
    mute = {name for name, found in by_name.items() if all(_only_prints(program, one) for one in found)}
    for call in program.all(ast.Call) if mute else ():
        if method_of(call) not in mute:
            continue
        around = program.parents[call]
        shown = isinstance(around, ast.Call) and call_name(around) == "print" and call in around.args
        if shown or isinstance(around, ast.FormattedValue | ast.BinOp | ast.Compare):
            yield Place(call.lineno, method_of(call))


def _only_prints(program: Program, method: Function) -> bool:
    inside = list(program.within(method))
    gives = any(isinstance(one, ast.Return) and one.value is not None for one in inside)
    other = any(isinstance(one, ast.Yield | ast.YieldFrom | ast.Raise | ast.Pass) for one in inside)
    return not gives and not other and any(call_name(one) == "print" for one in inside) and not method.decorator_list


@check(
    Rule(
        code="difference-turned-round",
        title="`{name}` is below zero for the better one",
        weights={"correctness": 0.4},
        level="beginner",
        why="A goal difference is what was scored less what was let in; what is left is all that there is less what is "
        "taken.",
        do="Work it out for numbers of your own.",
        example="class Team:\n    def __init__(self):\n        self.scored = 3\n        self.conceded = 1\n\n"
        "    def goal_difference(self):\n        return self.conceded - self.scored\n",
        better="class Team:\n    def __init__(self):\n        self.scored = 3\n        self.conceded = 1\n\n"
        "    def goal_difference(self):\n        return self.scored - self.conceded\n",
    )
)
def difference_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: `goal_difference` and what is free or left, by the names of both sides."""
    for node in program.all(ast.Return):
        function = program.function_of(node)
        match node.value:
            case ast.BinOp(left=left, op=ast.Sub(), right=right) if function is not None:
                one, two = ast.unparse(left).lower(), ast.unparse(right).lower()
            case _:
                continue
        goals = re.search(r"goal_?diff|^difference$", function.name)
        if goals and _AGAINST.search(one) and _FOR.search(two):
            yield Place(node.lineno, function.name)
        free = re.search(r"(?:^|_)(?:free|left|available|remaining)(?:_|$)", function.name)
        if free and _ALL.search(two) and not _ALL.search(one) and not isinstance(left, ast.Constant):
            yield Place(node.lineno, function.name)


_AGAINST: Final = re.compile(r"conceded|against|received|allowed")
_FOR: Final = re.compile(r"scored|(?:^|[._])for(?:$|_)|shot|goals_for")
_ALL: Final = re.compile(r"(?:^|[._])(?:capacity|seats|size|spots|places|max\w*|limit|total)$")


@check(
    Rule(
        code="winner-whoever-wins",
        title="`{name}` gets the same, whichever of the two is greater",
        weights={"correctness": 0.4},
        level="beginner",
        why="The two branches are about the two sides, and both do the same for the same one.",
        do="Let the second branch be about the other side.",
        example="def play(points, home, away, home_goals, away_goals):\n    if home_goals > away_goals:\n"
        "        points[home] += 3\n    elif home_goals < away_goals:\n        points[home] += 3\n",
        better="def play(points, home, away, home_goals, away_goals):\n    if home_goals > away_goals:\n"
        "        points[home] += 3\n    elif home_goals < away_goals:\n        points[away] += 3\n",
    )
)
def winner_whoever_wins(program: Program) -> Iterator[Place]:
    """See the rule: `if a > b: x += n` and `elif a < b: x += n`, the same statement."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=left, ops=[ast.Lt() | ast.Gt() as first], comparators=[right]),
                body=[ast.AugAssign() as one],
                orelse=[
                    ast.If(
                        test=ast.Compare(left=other, ops=[ast.Lt() | ast.Gt() as second], comparators=[bound]),
                        body=[ast.AugAssign() as two],
                    )
                ],
            ) if ast.unparse(one) == ast.unparse(two) and not is_const(right, 0):
                if ast.unparse(one.target) in (ast.unparse(left), ast.unparse(right)):
                    continue  # what is to come nearer, and goes away
                straight = ast.unparse(left) == ast.unparse(other) and ast.unparse(right) == ast.unparse(bound)
                turned = ast.unparse(left) == ast.unparse(bound) and ast.unparse(right) == ast.unparse(other)
                if (straight and type(first) is not type(second)) or (turned and type(first) is type(second)):
                    yield Place(two.lineno, ast.unparse(two.target))


CHECKS: tuple[Check, ...] = (
    slice_from_the_other_side,
    page_ends_at_its_size,
    full_while_one_is_free,
    shown_by_print_and_printed,
    difference_turned_round,
    winner_whoever_wins,
)
