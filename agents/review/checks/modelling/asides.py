"""Lines of a method that say the same as the one beside them, where only one of the two can be meant."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods, own
from agents.review.checking import Check, check
from agents.review.nodes import last_name, same_text
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="no-in-any-case",
        title="`{name}` gives the same answer whether it is refused or done",
        weights={"correctness": 0.4},
        level="beginner",
        why="Who calls it learns from the answer whether it went well, and here all ways end with the same one.",
        do="Give the other answer where it is done.",
        example="class Card:\n    def __init__(self):\n        self.credit = 0\n\n    def load(self, amount):\n"
        "        self.credit += amount\n\n    def pay(self, price):\n        if price > self.credit:\n"
        "            return False\n        self.credit -= price\n        return False\n",
        better="class Card:\n    def __init__(self):\n        self.credit = 0\n\n    def load(self, amount):\n"
        "        self.credit += amount\n\n    def pay(self, price):\n        if price > self.credit:\n"
        "            return False\n        self.credit -= price\n        return True\n",
    )
)
def no_in_any_case(program: Program) -> Iterator[Place]:
    """See the rule: a refusal with False, a change of the object, and False at the end as well."""
    for owner in program.all(ast.ClassDef):
        for name, method in methods(owner).items():
            match method.body:
                case [*steps, ast.Return(value=ast.Constant(value=False)) as last] if steps and not owner.bases:
                    pass
                case _:
                    continue
            given = [one.value for one in program.within(method) if isinstance(one, ast.Return)]
            changes = any(isinstance(one, ast.AugAssign | ast.Assign) and own(_target(one)) for one in steps)
            refuses = any(isinstance(one, ast.If) and isinstance(one.body[-1], ast.Return) for one in steps)
            alike = all(isinstance(one, ast.Constant) and one.value is False for one in given)
            if changes and refuses and alike:
                yield Place(last.lineno, name)


def _target(step: ast.Assign | ast.AugAssign) -> ast.expr:
    return step.targets[0] if isinstance(step, ast.Assign) else step.target


@check(
    Rule(
        code="put-in-all-free-places",
        title="`{name}` takes every place that is free, not the first of them",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes on after a place was found, and puts the same into the next free one as well.",
        do="Leave the loop as soon as there is a place.",
        example="def park(places, plate):\n    for number, car in enumerate(places):\n        if car is None:\n"
        "            places[number] = plate\n    return None\n",
        better="def park(places, plate):\n    for number, car in enumerate(places):\n        if car is None:\n"
        "            places[number] = plate\n            return number\n    return None\n",
    )
)
def put_in_all_free_places(program: Program) -> Iterator[Place]:
    """See the rule: `for i, x in ...: if x is None: xs[i] = one`, and a word for not found behind the loop."""
    for loop in program.all(ast.For):
        function = program.function_of(loop)
        match [loop, *program.after(loop, 1)]:
            case [
                ast.For(
                    target=ast.Tuple(elts=[ast.Name(id=place), ast.Name(id=held)]),
                    body=[ast.If(test=ast.Compare() as test, body=[ast.Assign() as step], orelse=[])],
                ),
                ast.Return(value=ast.Constant(value=None | False | -1)),
            ]:
                pass
            case _:
                continue
        match test, step:
            case (
                ast.Compare(left=ast.Name(id=asked), ops=[ast.Is() | ast.Eq()], comparators=[nobody]),
                ast.Assign(targets=[ast.Subscript(slice=ast.Name(id=index))], value=ast.Name(id=new)),
            ) if asked == held and index == place and is_const(nobody, None, "", 0, " ", ".", "-"):
                if function is not None and new in program.parameters(function):
                    yield Place(step.lineno, function.name)


_FALLS: Final = (ast.Lt, ast.LtE)
_RISES: Final = (ast.Gt, ast.GtE)


@check(
    Rule(
        code="same-for-both-ends",
        title="`{name}` becomes the same when it is too little and when it is too much",
        weights={"correctness": 0.4},
        level="beginner",
        why="The two conditions ask for opposite cases, and both give one and the same value.",
        do="Say what shall hold in each of the two cases.",
        example="class Heater:\n    def __init__(self):\n        self.on = False\n\n    def read(self, degrees):\n"
        "        if degrees < 18:\n            self.on = True\n"
        "        elif degrees > 22:\n            self.on = True\n",
        better="class Heater:\n    def __init__(self):\n        self.on = False\n\n    def read(self, degrees):\n"
        "        if degrees < 18:\n            self.on = True\n"
        "        elif degrees > 22:\n            self.on = False\n",
    )
)
def same_for_both_ends(program: Program) -> Iterator[Place]:
    """See the rule: `if x < a: self.y = True`, `elif x > b: self.y = True`."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=one, ops=[sign]),
                body=[ast.Assign(targets=[ast.Attribute() as first], value=ast.Constant() as value)],
                orelse=[
                    ast.If(
                        test=ast.Compare(left=other, ops=[opposite]),
                        body=[ast.Assign(targets=[second], value=ast.Constant() as again)],
                        orelse=[],
                    )
                ],
            ) if same_text(one, other) and same_text(first, second) and same_text(value, again):
                apart = (isinstance(sign, _FALLS) and isinstance(opposite, _RISES)) or (
                    isinstance(sign, _RISES) and isinstance(opposite, _FALLS)
                )
                if apart:
                    yield Place(again.lineno, ast.unparse(first))


@check(
    Rule(
        code="set-twice-in-a-row",
        title="`{name}` is set, and set again by the next line",
        weights={"correctness": 0.35},
        level="beginner",
        why="Nothing reads the first value before the second one takes its place.",
        do="Ask whether one of the two lines is meant for another attribute.",
        example="class Mill:\n    def __init__(self):\n        self.water = 5\n        self.beans = 9\n\n"
        "    def use(self):\n        self.water -= 1\n        self.beans -= 1\n\n    def refill(self):\n"
        "        self.water = 5\n        self.water = 9\n",
        better="class Mill:\n    def __init__(self):\n        self.water = 5\n        self.beans = 9\n\n"
        "    def use(self):\n        self.water -= 1\n        self.beans -= 1\n\n    def refill(self):\n"
        "        self.water = 5\n        self.beans = 9\n",
    )
)
def set_twice_in_a_row(program: Program) -> Iterator[Place]:
    """See the rule: two plain values for one attribute of the object, which no method is called for."""
    setters = {
        one.value.id for one in program.all(ast.Attribute) if one.attr == "setter" and isinstance(one.value, ast.Name)
    }
    for step in program.all(ast.Assign):
        match [step, *program.after(step, 1)]:
            case [
                ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name) as first], value=value),
                ast.Assign(targets=[second], value=again),
            ] if same_text(first, second) and name not in setters:
                plain = all(isinstance(one, ast.Constant | ast.Name) for one in (value, again))
                if plain and ast.dump(value) != ast.dump(again):
                    yield Place(again.lineno, ast.unparse(first))


_BEYOND: Final = re.compile(
    r"^(?:over|excess|surplus|overflow|too_much|extra|missing|short|shortage|lacking|spilled|spilt|left_over|leftover|rest|"
    r"difference|gap|late|days_late|overdue)$"
)


@check(
    Rule(
        code="difference-below-zero",
        title="`{name}` is below zero wherever the condition holds",
        weights={"correctness": 0.35},
        level="beginner",
        why="The condition has just found which of the two is the larger one, and the larger one is taken off.",
        do="Take the smaller one off the larger one.",
        example="def pour(level, capacity, litres):\n    level += litres\n    if level > capacity:\n"
        "        over = capacity - level\n        return over\n    return 0\n",
        better="def pour(level, capacity, litres):\n    level += litres\n    if level > capacity:\n"
        "        over = level - capacity\n        return over\n    return 0\n",
    )
)
def difference_below_zero(program: Program) -> Iterator[Place]:
    """See the rule: `if a > b: over = b - a`, by the name of what is beyond a bound or missing."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=more, ops=[ast.Gt() | ast.GtE()], comparators=[less]):
                pass
            case ast.Compare(left=less, ops=[ast.Lt() | ast.LtE()], comparators=[more]):
                pass
            case _:
                continue
        match node.body[0]:
            case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Sub(), right=right) as taken):
                if same_text(left, less) and same_text(right, more) and _BEYOND.search(last_name(target).lower()):
                    yield Place(taken.lineno, ast.unparse(taken))


@check(
    Rule(
        code="one-value-for-two-parts",
        title="`{name}` is given what belongs to the part before it",
        weights={"correctness": 0.4},
        level="beginner",
        why="There is a value with its own name for each of the two, and both get the same one.",
        do="Compare the names on both sides of each line.",
        example="class Ship:\n    def __init__(self):\n        self.x = 0\n        self.y = 0\n\n"
        "    def sail(self, dx, dy):\n        if dx == dy == 0:\n            return\n"
        "        self.x += dx\n        self.y += dx\n",
        better="class Ship:\n    def __init__(self):\n        self.x = 0\n        self.y = 0\n\n"
        "    def sail(self, dx, dy):\n        if dx == dy == 0:\n            return\n"
        "        self.x += dx\n        self.y += dy\n",
    )
)
def one_value_for_two_parts(program: Program) -> Iterator[Place]:
    """See the rule: `self.a += a1` and `self.b += a1` in a row, where the function has a `b1` as well."""
    for step in program.all(ast.Assign, ast.AugAssign):
        for behind in program.after(step, 1):
            if not isinstance(behind, ast.Assign | ast.AugAssign) or type(behind) is not type(step):
                continue
            first, second, used = own(_target(step)), own(_target(behind)), _value_name(step)
            if not first or not second or first == second or used == "" or _value_name(behind) != used:
                continue
            meant, scope = _counterpart(used, first, second), program.scope(step)
            if meant and (meant in program.parameters(scope) or program.places(scope, meant)):
                yield Place(behind.lineno, f"self.{second}")


def _value_name(step: ast.Assign | ast.AugAssign) -> str:
    """The one name that a statement puts in or adds, with or without a factor."""
    match step.value:
        case ast.Name(id=name) | ast.BinOp(left=ast.Name(id=name), op=ast.Mult()):
            return name
    return ""


def _counterpart(used: str, one: str, other: str) -> str:
    """`dy` for `dx` where the one attribute is `x` and the other `y`."""
    one, other = one.strip("_"), other.strip("_")
    if used.count(one) != 1 or other in used or (len(one) == 1 and not re.search(rf"(?:^|_|d){one}$|^{one}", used)):
        return ""
    return used.replace(one, other)


CHECKS: tuple[Check, ...] = (
    no_in_any_case,
    put_in_all_free_places,
    same_for_both_ends,
    set_twice_in_a_row,
    difference_below_zero,
    one_value_for_two_parts,
)
