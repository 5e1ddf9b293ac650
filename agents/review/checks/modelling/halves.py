"""Changes that belong together, of which one half is missing: what is put in one place and stays in the other.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.changes import LOOKS, Changes, classes, own
from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, is_const, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 8
"""Attributes: a method that changes more of them does more than one thing. As many methods are compared with it."""

_AMOUNT: Final = re.compile(
    r"(^|_)(counts?|size|length|total|free|available|used|taken|occupied|places?|seats?|spots?|weight|quantity|number|num"
    r"|load|left|remaining|lent|borrowed|passengers|people|stock)(_|$)"
)
_SPARE: Final = re.compile(r"(^|_)(free|available|occupied|taken|seats|places|spots)(_|$)")
_KEPT_FOR_EVER: Final = re.compile(
    r"(^|_)(log|logs|history|next|id|ids|ever|all|sales|revenue|sold|earned|served|spent|visits)(_|$)"
)


@check(
    Rule(
        code="half-not-undone",
        title="`{name}` is not changed back",
        weights={"correctness": 0.4},
        level="beginner",
        why="One method changes two attributes together, and the method for the way back changes one of them alone: "
        "afterwards they contradict each other.",
        do="Change both of them in both methods.",
        example="class Garage:\n    def __init__(self):\n        self.free = 9\n        self.cars = []\n\n"
        "    def enter(self, plate):\n        if self.free == 0:\n            return\n"
        "        self.cars.append(plate)\n        self.free -= 1\n\n"
        "    def leave(self, plate):\n        self.cars.remove(plate)\n        print(self.free)\n",
        better="class Garage:\n    def __init__(self):\n        self.free = 9\n        self.cars = []\n\n"
        "    def enter(self, plate):\n        if self.free == 0:\n            return\n"
        "        self.cars.append(plate)\n        self.free -= 1\n\n"
        "    def leave(self, plate):\n        self.cars.remove(plate)\n        self.free += 1\n",
    )
)
def half_not_undone(program: Program) -> Iterator[Place]:
    """See the rule: nobody changes the other one back, and what it holds is asked for, or its name tells an amount."""
    for _, _, methods in classes(program):
        signs: dict[str, set[int]] = defaultdict(set)
        asked: set[str] = set()
        back: dict[tuple[str, int], list[Changes]] = defaultdict(list)
        for method in methods:
            asked |= method.asked
            for name, found in method.signs.items():
                signs[name] |= found
                if len(found) == 1:
                    back[name, next(iter(found))].append(method)
        for method in methods:
            if 1 < len(method.signs) <= _MANY:
                yield from _not_undone(method, signs, asked, back)
        yield from _size_grows_alone(methods, signs)


def _size_grows_alone(methods: list[Changes], signs: dict[str, set[int]]) -> Iterator[Place]:
    """A size to which is added with each element; a method that takes one out by its name leaves it as it is."""
    for name in ("size", "_size", "__size", "length", "_length", "__length", "count", "_count"):
        counted = signs[name] == {1} and any(name in one.numbers for one in methods)
        taking = [one for one in methods if _TAKES_OUT.match(one.method.name) and not one.calls and 0 in _all(one)]
        measured = any(
            name in one.read | one.asked and one.method.name not in ("__str__", "__repr__") for one in methods
        )
        if counted and measured and taking and not any(name in one.signs for one in taking):
            yield Place(taking[0].method.lineno, f"self.{name}")


_TAKES_OUT: Final = re.compile(r"(pop|dequeue|remove|delete|pop_front|remove_first|delete_first)(_|$)")


def _all(changes: Changes) -> set[int]:
    return {sign for found in changes.signs.values() for sign in found}


def _not_undone(
    method: Changes, signs: dict[str, set[int]], asked: set[str], back: dict[tuple[str, int], list[Changes]]
) -> Iterator[Place]:
    for half, ways in method.signs.items():
        one_way = signs[half] - {0} == ways and ways in ({1}, {-1})  # beside a method that begins anew
        if not one_way or not half or _KEPT_FOR_EVER.search(half) or half in method.read:
            continue
        for other, sign in method.signs.items():
            for reverse in back[other, -next(iter(sign))][:_MANY] if other != half and sign in ({1}, {-1}) else ():
                if half in reverse.signs or reverse.calls:
                    continue
                together = sign == ways and 1 in sign
                held = half in asked or (half in method.numbers and _AMOUNT.search(half))
                spare = _SPARE.search(half) and (half not in method.numbers or half in asked | reverse.read)
                if (together and held) or (not together and (spare or _asks_for(reverse.method, half, other, ways))):
                    yield Place(reverse.method.lineno, f"self.{half}")
                    return


def _asks_for(method: ast.FunctionDef, half: str, other: str, ways: set[int]) -> bool:
    """Whether a method changes the other one only if something can be taken out of this one, or is not yet in it."""
    for step in ast.walk(method):
        match step:
            case ast.If(
                test=ast.Compare(ops=[ast.In() | ast.NotIn() as sign], comparators=[asked]), body=[*_, last]
            ) if own(asked) == half:
                leaves = isinstance(last, ast.Return | ast.Raise) and all(
                    isinstance(one, ast.Expr) and call_name(one.value) == "print" for one in step.body[:-1]
                )
                inside = isinstance(sign, ast.In) is not leaves
                below = any(own(one) == other for part in step.body for one in ast.walk(part))
                if inside is (1 in ways) and below is not leaves:
                    return True
    return False


_TRANSFERS: Final = re.compile(r"(^|_)(transfer|transfers|move|send|give|trade)(_|$)")
_OTHER_SIDE: Final = re.compile(
    r"(^|_)(self|other|another|to|from|target|dest|destination|receiver|recipient|sender|giver|account|acc|person|friend"
    r"|player|source|src|dst|first|second|a|b|into)\d?(_|$)"
)
_ACTIONS: Final = words(
    "deposit add credit receive put withdraw take remove debit subtract spend pay deduct pay_in pay_out give"
)


@check(
    Rule(
        code="one-side-of-a-transfer",
        title="`{name}` changes one side alone",
        weights={"correctness": 0.4},
        level="beginner",
        why="What one side gives has to reach the other one: here it is gone, or comes from nowhere.",
        do="Change both sides by the same amount.",
        example="class Purse:\n    def __init__(self, coins):\n        self.coins = coins\n\n"
        "    def give(self, other, amount):\n        if amount <= self.coins:\n            self.coins -= amount\n"
        "            print(other.coins)\n",
        better="class Purse:\n    def __init__(self, coins):\n        self.coins = coins\n\n"
        "    def give(self, other, amount):\n        if amount <= self.coins:\n            self.coins -= amount\n"
        "            other.coins += amount\n            print(other.coins)\n",
    )
)
def one_side_of_a_transfer(program: Program) -> Iterator[Place]:
    """See the rule: an amount is added or subtracted once, for one of two sides that a function is given."""
    for function in program.functions:
        given = list(program.parameters(function))
        if not _TRANSFERS.search(function.name.lower()) or len(given) < _SIDES_AND_AMOUNT:
            continue
        amounts = [one for one in given if re.search(r"amount|money|sum|value|points|coins|quantity|units?$|n$", one)]
        sides = [
            one for one in given if one not in amounts and one not in ("cls", "currency", "reason", "note", "date")
        ]
        changed: list[tuple[ast.expr, int]] = []
        touched: set[str] = set()
        for node in program.within(function):
            changed += _changed_by(node, set(amounts))
            touched |= _touched(node)
        if len(changed) != 1 or isinstance(function.body[-1], ast.Raise):
            continue
        target, line = changed[0]
        holder = base_name(target).partition(".")[0]
        others = [one for one in sides if one not in (_side(target), holder)]
        if _side(target) in sides and len(others) == 1 and _OTHER_SIDE.search(others[0]) and others[0] not in touched:
            yield Place(line, function.name)


_SIDES_AND_AMOUNT: Final = 3


def _changed_by(node: ast.AST, amounts: set[str]) -> list[tuple[ast.expr, int]]:
    """What is changed by an amount as it is, and where."""
    match node:
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub(), value=ast.Name(id=name)) if name in amounts:
            return [(target, node.lineno)]
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=method), args=[ast.Name(id=name)])):
            if name in amounts and method in _ACTIONS:
                return [(owner, node.lineno)]
    return []


def _side(node: ast.expr) -> str:
    """Whose it is: `other` of `other.coins`, `key` of `accounts[key]`."""
    match node:
        case ast.Subscript(slice=ast.Name(id=name)):
            return name
        case ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return _side(inner)
        case ast.Name(id=name):
            return name
    return ""


def _touched(node: ast.AST) -> set[str]:
    """Names that may be changed by something: stored into, called, or handed on."""
    match node:
        case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
            return {_side(node)}
        case ast.Call(func=function, args=arguments, keywords=keywords):
            shows = call_name(node) in LOOKS or (isinstance(function, ast.Attribute) and function.attr == "format")
            given = [] if shows else [*arguments, *(one.value for one in keywords)]
            names = {one.id for each in given for one in ast.walk(each) if isinstance(one, ast.Name)}
            return names | ({_side(function.value)} if isinstance(function, ast.Attribute) else set())
        case ast.For(iter=walked) | ast.Assign(value=walked) | ast.Return(value=ast.expr() as walked):
            return {one.id for one in ast.walk(walked) if isinstance(one, ast.Name)}
    return set()


@check(
    Rule(
        code="moved-and-left-behind",
        title="`{name}` is copied to its new place and stays in the old one as well",
        weights={"correctness": 0.35},
        level="beginner",
        why="After moving or renaming, what was moved is there once, and not in the old place.",
        do="Take it out of the old place.",
        example="def rename(phones, old, new):\n    phones[new] = phones[old]\n",
        better="def rename(phones, old, new):\n    phones[new] = phones.pop(old)\n",
    )
)
def moved_and_left_behind(program: Program) -> Iterator[Place]:
    """See the rule: in a function that moves or renames by its name; nothing stores, deletes or pops the old one."""
    for function in program.functions:
        if not re.match(r"_*(rename|move|relocate)(_|$)", function.name.lower()):
            continue
        inside = list(program.within(function))
        gone = {
            ast.unparse(one) for one in inside if isinstance(one, ast.Subscript) and not isinstance(one.ctx, ast.Load)
        }
        popped = any(isinstance(one, ast.Attribute) and one.attr in ("pop", "remove", "clear") for one in inside)
        for node in inside:
            match node:
                case ast.Assign(targets=[ast.Subscript() as target], value=given_value) if (
                    isinstance(value := program.value(given_value), ast.Subscript)
                    and base_name(target) == base_name(value)
                    and _named_places(target)
                    and _named_places(value)
                ):
                    given = program.parameters(function)
                    known = all(one in given for one in _named_places(value))
                    alone = not same(target.slice, value.slice) and ast.unparse(value) not in gone
                    if known and alone and not popped and not program.in_loop(node):
                        yield Place(node.lineno, ast.unparse(value)[:30])


def _named_places(node: ast.expr) -> list[str]:
    """The names by which an element is taken: `["row", "column"]`; none where something is worked out."""
    names: list[str] = []
    while isinstance(node, ast.Subscript):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not all(isinstance(one, ast.Name) for one in parts):
            return []
        names += [ast.unparse(one) for one in parts]
        node = node.value
    return names


@check(
    Rule(
        code="taken-and-left-there",
        title="`{name}` is given out and stays there",
        weights={"correctness": 0.35},
        level="beginner",
        why="The next call takes the same element again.",
        do="Take the element out: `pop` gives it and removes it.",
        example="class Counter:\n    def __init__(self):\n        self.value = 0\n        self.steps = [0]\n\n"
        "    def undo(self):\n        if self.steps:\n            self.value = self.steps[-1]\n",
        better="class Counter:\n    def __init__(self):\n        self.value = 0\n        self.steps = [0]\n\n"
        "    def undo(self):\n        if self.steps:\n            self.value = self.steps.pop()\n",
    )
)
def taken_and_left_there(program: Program) -> Iterator[Place]:
    """See the rule: the first or last element, in a method that takes it back or out by its name; it changes none."""
    for _, _, methods in classes(program):
        for changes in methods:
            method = changes.method
            if not re.match(r"(undo|revert|pop|dequeue|serve|deal|draw|call_next|next_customer)(_|$)", method.name):
                continue
            for node in program.within(method):
                match node:
                    case ast.Assign(targets=[target], value=ast.Subscript(value=kept, slice=place)):
                        taken = method.name.startswith(("undo", "revert")) and isinstance(target, ast.Attribute)
                    case ast.Return(value=ast.Subscript(value=kept, slice=place)):
                        taken = not method.name.startswith(("undo", "revert"))
                    case _:
                        continue
                name = own(kept)
                stays = isinstance(kept, ast.Attribute) and name not in changes.signs and not changes.calls
                if taken and name and stays and is_const(place, 0, -1):
                    yield Place(node.lineno, f"self.{name}")


@check(
    Rule(
        code="one-side-shortened",
        title="`{name}` is not divided by what both have in common",
        weights={"correctness": 0.4},
        level="beginner",
        why="A fraction keeps its value only if the same divides its top and its bottom.",
        do="Divide both by it.",
        example="from math import gcd\n\n\ndef shorten(top, bottom):\n    common = gcd(top, bottom)\n"
        "    return top // common, bottom\n",
        better="from math import gcd\n\n\ndef shorten(top, bottom):\n    common = gcd(top, bottom)\n"
        "    return top // common, bottom // common\n",
    )
)
def one_side_shortened(program: Program) -> Iterator[Place]:
    """See the rule: one is divided by the greatest common divisor, and the other kept beside it as it is."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=common)], value=ast.Call(args=[one, other]) as call) if re.search(
                "gcd|ggt|common_divisor", ast.unparse(call.func).lower()
            ):
                function = program.function_of(node)
                if function is not None:
                    yield from _shortened(program, function, common, (one, other))


def _shortened(program: Program, function: Function, common: str, both: tuple[ast.expr, ast.expr]) -> Iterator[Place]:
    """Where one of both is kept divided, and the other without."""
    divided: set[str] = set()
    whole: dict[str, int] = {}
    kept: list[ast.expr] = []
    for node in program.within(function):
        match node:
            case ast.Assign(targets=[ast.Attribute()], value=value):
                kept.append(value)
            case ast.AugAssign(target=target, op=ast.FloorDiv() | ast.Div(), value=ast.Name(id=name)) if name == common:
                divided.add(ast.unparse(target))
            case ast.BinOp(left=left, op=ast.FloorDiv() | ast.Div(), right=ast.Name(id=name)) if name == common:
                divided.add(ast.unparse(left))
            case ast.Return(value=ast.Tuple(elts=values) | ast.Call(args=values)):
                kept += values
    for value in kept:
        whole.setdefault(ast.unparse(value), value.lineno)
    names = [ast.unparse(one) for one in both]
    for one, other in (names, names[::-1]):
        if one in divided and other in whole and other not in divided:
            yield Place(whole[other], other)


_OPPOSITES: Final = (
    "up down", "left right", "warmer colder", "increase decrease", "increment decrement", "louder quieter", "heat cool",
    "accelerate brake", "accelerate slow_down", "speed_up slow_down", "deposit withdraw", "forward backward",
    "enter leave", "eat starve", "charge discharge", "fill drain", "volume_up volume_down", "raise lower",
    "move_up move_down", "move_left move_right", "turn_up turn_down", "go_up go_down", "go_left go_right",
    "step_forward step_back", "next previous", "next_page previous_page", "level_up level_down",
)  # fmt: skip
"""Methods that are the way there and the way back."""


@check(
    Rule(
        code="opposites-do-the-same",
        title="`{name}` and its opposite do not cancel each other out",
        weights={"correctness": 0.4},
        level="beginner",
        why="By their names one is the way back of the other: what one adds, the other has to subtract.",
        do="Compare the two methods line by line.",
        example="class Lift:\n    def __init__(self):\n        self.floor = 0\n\n"
        "    def up(self):\n        self.floor += 1\n\n    def down(self):\n        self.floor += 1\n",
        better="class Lift:\n    def __init__(self):\n        self.floor = 0\n\n"
        "    def up(self):\n        self.floor += 1\n\n    def down(self):\n        self.floor -= 1\n",
    )
)
def opposites_do_the_same(program: Program) -> Iterator[Place]:
    """See the rule: each of the two changes one number alone, in the same direction or not the same number."""
    for _, _, methods in classes(program):
        by_name = {one.method.name: one for one in methods}
        for pair in _OPPOSITES:
            one, other = (by_name.get(name) for name in pair.split())
            if one is None or other is None or one.calls or other.calls:
                continue
            steps = [(name, sign) for each in (one, other) for name, sign in each.signs.items()]
            plain = all(len(sign) == 1 and 0 not in sign for _, sign in steps)
            numbers = all(name in one.numbers | other.numbers for name, _ in steps)
            axes = {name for name, _ in steps} in ({"x", "y"}, {"row", "column"}, {"row", "col"})
            alike = len(steps) == _BOTH and (steps[0] == steps[1] or axes)
            if plain and numbers and alike:
                yield Place(other.method.lineno, other.method.name)


_BOTH: Final = 2


CHECKS: tuple[Check, ...] = (
    half_not_undone,
    one_side_of_a_transfer,
    moved_and_left_behind,
    taken_and_left_there,
    one_side_shortened,
    opposites_do_the_same,
)
