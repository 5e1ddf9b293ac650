"""What an object holds and may not leave its bounds: the question and the step, lower and upper ends."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import own
from agents.review.checking import Check, check
from agents.review.nodes import last_name
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_CAPACITY: Final = re.compile(r"(?:^|_)(?:capacity|limit|size|room|space|volume|seats|places|max|maximum)(?:_\w+)?$")

_OWN_LIMIT: Final = re.compile(r"(?:^|_)(?:capacity|limit|size)$")


def _parts(test: ast.expr) -> list[ast.expr]:
    """The conditions that must all hold."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


@check(
    Rule(
        code="one-more-than-the-limit",
        title="`{name}` lets in one more than there may be",
        weights={"correctness": 0.35},
        level="beginner",
        why="At the limit itself the condition still holds, and one more is added.",
        do="Follow what happens when the limit is reached already.",
        example="class Title:\n    def __init__(self, copies):\n        self.copies = copies\n        self.lent = 0\n\n"
        "    def lend(self):\n        if self.lent <= self.copies:\n            self.lent += 1\n",
        better="class Title:\n    def __init__(self, copies):\n        self.copies = copies\n        self.lent = 0\n\n"
        "    def lend(self):\n        if self.lent < self.copies:\n            self.lent += 1\n",
    )
)
def one_more_than_the_limit(program: Program) -> Iterator[Place]:
    """See the rule: `if self.x <= self.y: self.x += 1` where x counts from 0, or a round number such as 10."""
    zeros = _begun_with_zero(program)
    for node in program.all(ast.If):
        for test in _parts(node.test):
            match test:
                case ast.Compare(left=ast.Attribute() as level, ops=[ast.LtE()], comparators=[end]) if own(level):
                    pass
                case _:
                    continue
            round_number = (
                isinstance(end, ast.Constant) and isinstance(end.value, int) and end.value % 5 == 0 < end.value
            )
            held = isinstance(end, ast.Attribute) and own(end) != "" and _text(level) in zeros
            named = (
                _PLACES.search(last_name(level).lower())
                or _GOALS.search(last_name(end).lower())
                or _CAPACITY.search(last_name(end).lower())
            )
            match node.body[0]:
                case ast.AugAssign(target=target, op=ast.Add(), value=ast.Constant(value=1)):
                    if (round_number or held) and not named and _text(target) == _text(level):
                        yield Place(node.lineno, _text(test))


_PLACES: Final = re.compile(r"index|pos|pointer|place|cursor|line|step|year|month|day|turn|round|^[a-z]$")
_GOALS: Final = re.compile(r"target|goal|end|stop|last|until|top")


def _begun_with_zero(program: Program) -> set[str]:
    """Attributes that are set to 0 somewhere."""
    return {
        _text(target)
        for node in program.all(ast.Assign)
        if is_const(node.value, 0)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }


@check(
    Rule(
        code="held-at-the-wrong-end",
        title="`{name}` does not keep the value within its bounds",
        weights={"correctness": 0.4},
        level="beginner",
        why="`max` gives the greater one: it keeps a value from falling below a bound. `min` keeps it from rising "
        "above "
        "one.",
        do="Try it with a value that lies within the bounds, and with one beyond each of them.",
        example="class Debt:\n    def __init__(self):\n        self.sum = 90\n\n    def pay(self, amount):\n"
        "        self.sum = min(0, self.sum - amount)\n",
        better="class Debt:\n    def __init__(self):\n        self.sum = 90\n\n    def pay(self, amount):\n"
        "        self.sum = max(0, self.sum - amount)\n",
    )
)
def held_at_the_wrong_end(program: Program) -> Iterator[Place]:
    """See the rule: `min(0, x - y)`, `max(100, x + y)`, and both bounds exchanged."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id="min" | "max" as name), args=[first, second], keywords=[]):
                pass
            case _:
                continue
        other = "min" if name == "max" else "max"
        for bound, value in ((first, second), (second, first)):
            match program.parents[node], value:
                case _, ast.Call(func=ast.Name(id=inner), args=[one, two]) if inner == other:
                    outside, inside = ("high", "low") if name == "max" else ("low", "high")
                    wrong = _side(bound) == outside and inside in (_side(one), _side(two))
                case ast.Assign(targets=[target]), ast.BinOp(left=left, op=sign) if _text(target) == _text(left):
                    lower = isinstance(sign, ast.Sub) and name == "min" and is_const(bound, 0)
                    wrong = lower or (isinstance(sign, ast.Add) and name == "max" and _is_most(bound, value))
                case _:
                    wrong = False
            if wrong:
                yield Place(node.lineno, _text(node)[:60])


def _is_most(bound: ast.expr, value: ast.BinOp) -> bool:
    """A number that is written down and greater than the step, or a limit by its name."""
    if isinstance(bound, ast.Constant) and isinstance(value.right, ast.Constant):
        return (
            isinstance(bound.value, int | float)
            and isinstance(value.right.value, int | float)
            and (bound.value > value.right.value)
        )
    return bool(re.search(r"(?:^|_)(?:max|maximum|capacity|limit|highest)(?:_|$)", last_name(bound).lower()))


def _side(node: ast.expr) -> str:
    """Whether it is a lower or an upper bound, by its name or as a number."""
    if is_const(node, 0, 1, -1):
        return "low"
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return "high"
    name = last_name(node).lower()
    if re.search(r"(?:^|_)(?:low|lower|lowest|min|minimum|least|bottom|floor)(?:_|$)", name):
        return "low"
    return "high" if re.search(r"(?:^|_)(?:high|upper|highest|max|maximum|most|top|ceiling)(?:_|$)", name) else ""


@check(
    Rule(
        code="overflow-not-cut",
        title="`{name}` does not keep the level at its limit",
        weights={"correctness": 0.4},
        level="beginner",
        why="It is the new level that may be too high, and the level that is set to the limit then.",
        do="Follow it with a level that is too high, and with one that is not.",
        example="class Tank:\n    def __init__(self, capacity):\n        self.capacity = capacity\n"
        "        self.level = 0\n\n    def fill(self, litres):\n        self.level += litres\n"
        "        if litres > self.capacity:\n            self.level = self.capacity\n",
        better="class Tank:\n    def __init__(self, capacity):\n        self.capacity = capacity\n"
        "        self.level = 0\n\n    def fill(self, litres):\n"
        "        self.level = min(self.level + litres, self.capacity)\n",
    )
)
def overflow_not_cut(program: Program) -> Iterator[Place]:
    """See the rule: `x += a`, and behind it an `if` that asks for `a`, for `<`, or sets the limit itself."""
    for step in program.all(ast.AugAssign):
        if not isinstance(step.op, ast.Add):
            continue
        level = _text(step.target)
        for behind in program.after(step, 1):
            match behind:
                case ast.If(
                    test=ast.Compare(left=left, ops=[sign], comparators=[right]),
                    body=[ast.Assign(targets=[target], value=value)],
                    orelse=[],
                ):
                    pass
                case _:
                    continue
            asked, bound, given, kept = _text(left), _text(right), _text(target), _text(value)
            above = isinstance(sign, ast.Gt | ast.GtE)
            amount_alone = above and asked == _text(step.value) and (given, kept) == (level, bound)
            turned = not above and asked == level and (given, kept) == (level, bound)
            limit_moved = above and asked == level and (given, kept) == (bound, level)
            if (
                (amount_alone and isinstance(step.value, ast.Name))
                or (turned and isinstance(sign, ast.Lt) and _CAPACITY.search(last_name(right).lower()))
                or (limit_moved and _OWN_LIMIT.search(last_name(right).lower()))
            ):
                yield Place(behind.lineno, f"if {_text(behind.test)}")


@check(
    Rule(
        code="more-taken-than-is-there",
        title="`{name}` may take more than there is",
        weights={"correctness": 0.4},
        level="beginner",
        why="Of what is wanted and what is there, only the smaller one can be taken.",
        do="Take off what can be taken: the smaller one of the two.",
        example="class Barrel:\n    def __init__(self):\n        self.litres = 50\n\n    def draw(self, wanted):\n"
        "        drawn = max(wanted, self.litres)\n        self.litres -= drawn\n        return drawn\n",
        better="class Barrel:\n    def __init__(self):\n        self.litres = 50\n\n    def draw(self, wanted):\n"
        "        drawn = min(wanted, self.litres)\n        self.litres -= drawn\n        return drawn\n",
    )
)
def more_taken_than_is_there(program: Program) -> Iterator[Place]:
    """See the rule: `t = max(a, x)` and `x -= t`, or `t = min(a, x)` and `x -= a`; also of the room that is left."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=taken)], value=ast.Call(func=ast.Name(id="min" | "max" as name), args=[one, two])
            ):
                pass
            case _:
                continue
        both = {_text(one), _text(two)}
        for step in program.after(node, 3):
            match step:
                case ast.AugAssign(target=target, op=ast.Sub(), value=ast.Name(id=less)) if _text(target) in both:
                    rest = both - {_text(target)}
                    if (name == "max" and less == taken) or (name == "min" and {less} == rest != {taken}):
                        yield Place(step.lineno, _text(step))
                case ast.AugAssign(target=target, op=ast.Add(), value=ast.Name(id=more)):
                    if name == "max" and more == taken and any(_is_room(program, side, target) for side in (one, two)):
                        yield Place(node.lineno, _text(node.value))


def _is_room(program: Program, node: ast.expr, level: ast.expr) -> bool:
    """Whether it is what is missing to a limit, directly or by a name: `most - level`."""
    worked_out = program.written(node) if isinstance(node, ast.Name) else node
    match worked_out:
        case ast.BinOp(op=ast.Sub(), right=right):
            return _text(right) == _text(level)
    return False


CHECKS: tuple[Check, ...] = (
    one_more_than_the_limit,
    held_at_the_wrong_end,
    overflow_not_cut,
    more_taken_than_is_there,
)
