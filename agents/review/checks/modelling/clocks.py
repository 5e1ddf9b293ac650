"""Clocks that carry, switches, and ways up and down: the rest lost, only one way, lengths against each other."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods, own
from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="rest-lost-at-the-carry",
        title="`{name}` loses what goes beyond the full one",
        weights={"correctness": 0.4},
        level="beginner",
        why="55 minutes and 10 more are one hour and 5 minutes: set to 0, the 5 are lost.",
        do="Take a full one off, so that the rest stays.",
        example="def put_forward(hour, minute):\n    minute += 10\n    if minute >= 60:\n        minute = 0\n"
        "        hour += 1\n    return hour, minute\n",
        better="def put_forward(hour, minute):\n    minute += 10\n    if minute >= 60:\n        minute -= 60\n"
        "        hour += 1\n    return hour, minute\n",
    )
)
def rest_lost_at_the_carry(program: Program) -> Iterator[Place]:
    """See the rule: `x += k`, and behind it `if x >= n: x = 0` or `x -= m`, with another one that goes on."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=left, ops=[ast.GtE() | ast.Gt()], comparators=[ast.Constant(value=int(full))]),
                body=[first, second],
                orelse=[],
            ):
                text = ast.unparse(left)
            case _:
                continue
        sets, carries = (first, second) if _target(first) == text else (second, first)
        carried = isinstance(carries, ast.AugAssign) or (
            isinstance(carries, ast.Assign) and isinstance(carries.value, ast.BinOp)
        )
        before = [one for one in program.before(node, 1) if isinstance(one, ast.AugAssign) and _target(one) == text]
        if not carried or not before or _target(sets) != text or _target(carries) == text:
            continue
        match sets:
            case ast.Assign(value=ast.Constant(value=0)) if not is_const(before[0].value, 1):
                yield Place(sets.lineno, text)
            case ast.AugAssign(op=ast.Sub(), value=ast.Constant(value=int(less))) if less != full:
                yield Place(sets.lineno, text)


def _target(step: ast.stmt) -> str:
    match step:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
            return ast.unparse(target)
    return ""


@check(
    Rule(
        code="hour-that-no-clock-has",
        title="`{name}` lets a time through that no clock shows",
        weights={"correctness": 0.35},
        level="beginner",
        why="Hours go from 0 to 23, minutes and seconds from 0 to 59.",
        do="Try it with 24 and with 60.",
        example="def set_alarm(hour):\n    if not 0 <= hour <= 24:\n        raise ValueError('no such hour')\n"
        "    return hour\n",
        better="def set_alarm(hour):\n    if not 0 <= hour <= 23:\n        raise ValueError('no such hour')\n"
        "    return hour\n",
    )
)
def hour_that_no_clock_has(program: Program) -> Iterator[Place]:
    """See the rule: `0 <= hour <= 24`, `minute > 60`, for what is called one hour or one minute."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(ops=[ast.LtE(), ast.LtE()], comparators=[value, ast.Constant(value=int(most))]) if (
                is_const(node.left, 0)
            ):
                pass
            case ast.Compare(left=value, ops=[ast.Gt()], comparators=[ast.Constant(value=int(most))]):
                around = next((up for _, up in program.up(node) if not isinstance(up, ast.BoolOp)), None)
                if not (isinstance(around, ast.If) and isinstance(around.body[-1], ast.Raise)):
                    continue
            case _:
                continue
        name = ast.unparse(value).split(".")[-1].strip("_")
        if (name, most) in (("hour", 24), ("minute", 60), ("second", 60)):
            yield Place(node.lineno, ast.unparse(node))


_VERBS: Final = {
    "open": (r"(?:is_)?open(?:ed)?", True),
    "lock": (r"(?:is_)?locked", True),
    "unlock": (r"(?:is_)?locked", False),
    "close": (r"(?:is_)?open(?:ed)?", False),
    "turn_on": (r"(?:is_)?on", True),
    "turn_off": (r"(?:is_)?on", False),
    "switch_on": (r"(?:is_)?on", True),
    "switch_off": (r"(?:is_)?on", False),
    "activate": (r"(?:is_)?active", True),
    "deactivate": (r"(?:is_)?active", False),
    "enable": (r"(?:is_)?enabled", True),
    "disable": (r"(?:is_)?enabled", False),
}


@check(
    Rule(
        code="switched-another-way",
        title="`{name}` does not do what its name says",
        weights={"correctness": 0.4},
        level="beginner",
        why="A method that opens leaves it open, whatever it was before; one that switches over must know both ways.",
        do="Try it twice in a row.",
        example="class Door:\n    def __init__(self):\n        self.open = False\n\n    def open_door(self):\n"
        "        self.open = not self.open\n",
        better="class Door:\n    def __init__(self):\n        self.open = False\n\n    def open_door(self):\n"
        "        self.open = True\n",
    )
)
def switched_another_way(program: Program) -> Iterator[Place]:
    """See the rule: `not`, or the other value, in a method called for one way; one value alone in `toggle`."""
    for owner in program.all(ast.ClassDef):
        for name, method in methods(owner).items():
            toggles = re.fullmatch(r"_?(?:toggle|flip)(?:_\w+)?", name)
            body = [
                one for one in method.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            ]
            match body:
                case [ast.Assign(targets=[target], value=ast.Constant(value=bool()))] if toggles and own(target):
                    yield Place(method.lineno, name)
            verb = next((one for one in _VERBS if re.fullmatch(rf"{one}(?:_\w+)?", name)), "")
            for step in program.within(method) if verb else ():
                match step:
                    case ast.Assign(targets=[ast.Attribute(attr=attr) as target], value=value) if own(target):
                        pattern, wanted = _VERBS[verb]
                        turned = isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
                        other = isinstance(value, ast.Constant) and value.value is (not wanted)
                        if re.fullmatch(pattern, attr) and (turned or other):
                            yield Place(step.lineno, name)


@check(
    Rule(
        code="way-that-adds-up-to-nothing",
        title="`{name}` adds ways up and down against each other",
        weights={"correctness": 0.4},
        level="beginner",
        why="A way down counts as less than nothing here, so that all that is left is the difference of both ends.",
        do="Count each way as a length, whatever its direction.",
        example="def travelled(start, stops):\n    total = 0\n    here = start\n    for stop in stops:\n"
        "        total += stop - here\n        here = stop\n    return total\n",
        better="def travelled(start, stops):\n    total = 0\n    here = start\n    for stop in stops:\n"
        "        total += abs(stop - here)\n        here = stop\n    return total\n",
    )
)
def way_that_adds_up_to_nothing(program: Program) -> Iterator[Place]:
    """See the rule: `t += a - b`, and right behind it `b = a`."""
    for step in program.all(ast.AugAssign):
        match step:
            case ast.AugAssign(target=target, op=ast.Add(), value=ast.BinOp(left=new, op=ast.Sub(), right=old)):
                way = _WAY.search(ast.unparse(target).lower()) and _GOAL.search(ast.unparse(new).lower())
            case _:
                continue
        for behind in program.after(step, 1):
            match behind:
                case ast.Assign(targets=[kept], value=value) if (
                    way and same(value, new) and ast.unparse(kept) == ast.unparse(old)
                ):
                    if not _goes_one_way(program, step, {ast.unparse(new), ast.unparse(old)}):
                        yield Place(step.lineno, ast.unparse(step)[:50])


def _goes_one_way(program: Program, step: ast.AugAssign, ends: set[str]) -> bool:
    """Whether the stops are sorted, or the function asks which of both ends is the farther one."""
    for node in program.within(program.function_of(step) or program.tree):
        if isinstance(node, ast.Compare) and ends <= {ast.unparse(one) for one in [node.left, *node.comparators]}:
            return True
        if call_name(node) == "sorted" or method_of(node) == "sort":
            return True
    return False


_WAY: Final = re.compile(r"distan|travel|floors|moved|path|walk|trip|total")
_GOAL: Final = re.compile(r"stop|target|floor|position|goal|destination|request|house|place|track|wanted")


@check(
    Rule(
        code="here-never-moves",
        title="`{name}` stays where it began, though each way begins where the last one ended",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each way is measured from the beginning again.",
        do="Move on at the end of each turn.",
        example="def travelled(start, stops):\n    total = 0\n    here = start\n    for stop in stops:\n"
        "        total += abs(stop - here)\n    return total\n",
        better="def travelled(start, stops):\n    total = 0\n    here = start\n    for stop in stops:\n"
        "        total += abs(stop - here)\n        here = stop\n    return total\n",
    )
)
def here_never_moves(program: Program) -> Iterator[Place]:
    """See the rule: a name for the present place, given a value once before the loop, in `abs(stop - here)`."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(
                func=ast.Name(id="abs"), args=[ast.BinOp(left=ast.Name(id=one), op=ast.Sub(), right=ast.Name(id=two))]
            ):
                pass
            case _:
                continue
        loop = next(iter(program.loops_around(node)), None)
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
            continue
        name = two if loop.target.id == one else one if loop.target.id == two else ""
        stores = [part for part in program.places(program.scope(node), name) if isinstance(part.ctx, ast.Store)]
        if len(stores) == 1 and _HERE.fullmatch(name) and isinstance(program.parents[node], ast.AugAssign):
            yield Place(node.lineno, name)


_HERE: Final = re.compile(r"here|position|pos|current\w*|prev\w*|previous\w*|last\w*|location|floor|at")

CHECKS: tuple[Check, ...] = (
    rest_lost_at_the_carry,
    hour_that_no_clock_has,
    switched_another_way,
    way_that_adds_up_to_nothing,
    here_never_moves,
)
