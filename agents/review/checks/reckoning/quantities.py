"""Formulas in which something is left out: a square, the division of a sum, the hour that is carried, midnight.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_RADIUS: Final = r"r|rad|radius"
_SPEED: Final = r"v|velocity|speed"
_TIME: Final = r"t|time|seconds|secs|duration"
_HEIGHT: Final = r"h|height|height_m|height_in_m|size"
_DEGREES: Final = (
    (r"(?=.*\b(sphere|ball)\b)(?=.*\bvolume\b)", _RADIUS, 3),
    (r"(?=.*\b(cone|cylinder|can|pipe)\b)(?=.*\bvolume\b)", _RADIUS, 2),
    (r"(?=.*\b(sphere|ball)\b)(?=.*\b(surface|area)\b)(?!.*\bvolume\b)", _RADIUS, 2),
    (r"(?=.*\bkinetic\b)", _SPEED, 2),
    (
        r"(?=.*\b(fall|falls|fallen|drop|drops|dropped)\b)(?=.*\b(distance|far|way|depth|height|metres|meters)\b)",
        _TIME,
        2,
    ),
    (r"(?=.*\bbmi\b)", _HEIGHT, -2),
)
"""Words of a function, the name of a quantity, how often it has to be multiplied; below zero it divides."""


def _parts(node: ast.expr) -> Iterator[tuple[ast.expr, int]]:
    """What is multiplied or divided, and how often."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            yield from _parts(left)
            yield from _parts(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            yield from _parts(left)
            yield from ((one, -power) for one, power in _parts(right))
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int(power))):
            yield from ((one, times * power) for one, times in _parts(left))
        case ast.Call(func=ast.Name(id="pow") | ast.Attribute(attr="pow"), args=[left, ast.Constant(value=int(power))]):
            yield from ((one, times * power) for one, times in _parts(left))
        case ast.Call(func=ast.Name(id="round" | "float" | "int"), args=[inner, *_]):
            yield from _parts(inner)
        case _:
            yield node, 1


def _results(program: Program) -> Iterator[tuple[ast.expr, str]]:
    """What functions return and what names get, with the words for it."""
    for result in program.all(ast.Return):
        if isinstance(result.value, ast.BinOp | ast.Call):
            around = [one.name for _, one in program.up(result) if isinstance(one, ast.ClassDef)]
            yield result.value, f"{program.purpose(result)} {' '.join(around)}".lower()
    for node in program.all(ast.Assign):
        match node.targets:
            case [ast.Name(id=name) | ast.Attribute(attr=name)]:
                yield node.value, name.lower().replace("_", " ")


@check(
    Rule(
        code="power-of-a-quantity-wrong",
        title="`{name}` does not have the power that the formula gives it",
        weights={"correctness": 0.4},
        level="beginner",
        why="An area has a length twice in it, a volume three times, and other formulas have their squares.",
        do="Look the formula up, and try it for 1 and for 2.",
        example="def kinetic_energy(mass, velocity):\n    return mass * velocity / 2\n",
        better="def kinetic_energy(mass, velocity):\n    return mass * velocity**2 / 2\n",
    )
)
def power_of_a_quantity_wrong(program: Program) -> Iterator[Place]:
    """See the rule: where all of a value is one product or quotient of names, numbers and powers."""
    for value, asked in _results(program):
        if not isinstance(value, ast.BinOp | ast.Call):
            continue
        said = " ".join(asked.split())
        for words, quantity, degree in _DEGREES:
            if re.match(words, said):
                parts = list(_parts(value))
                plain = all(isinstance(one, ast.Name | ast.Attribute | ast.Constant) for one, _ in parts)
                found = [(one, times) for one, times in parts if _is_called(one, quantity)]
                times = sum(times for _, times in found)
                if plain and found and len(parts) > 1 and times != degree and not _is_kept(program, found[0][0]):
                    yield Place(value.lineno, ast.unparse(found[0][0]))
                break


def _is_called(node: ast.expr, quantity: str) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return bool(re.fullmatch(quantity, name.lower().lstrip("_")))


def _is_kept(program: Program, node: ast.expr) -> bool:
    """Whether a name gets its value here, so that it may be squared already."""
    return isinstance(node, ast.Name) and any(isinstance(one, ast.BinOp) for one in program.values(node))


@check(
    Rule(
        code="sum-not-divided",
        title="`{name}` is the sum, and the average is asked for",
        weights={"correctness": 0.4},
        level="beginner",
        why="An average, and so the variance as well, is a sum divided by how many values there are.",
        do="Divide by the number of values.",
        example="def mean_age(ages):\n    total = 0\n    for age in ages:\n        total += age\n    return total\n",
        better="def mean_age(ages):\n    total = 0\n    for age in ages:\n        total += age\n"
        "    return total / len(ages)\n",
    )
)
def sum_not_divided(program: Program) -> Iterator[Place]:
    """See the rule: what is returned is only ever added to, as it stands or below a root."""
    for function in program.functions:
        if not re.search(r"(^|_)(average|avg|mean|variance|var|deviation|stdev|std)(_|$)", function.name.lower()):
            continue
        if re.search(
            r"sum|total|square|moving|count|absolute|weight|geometric|harmonic|median|above|below|over|under",
            function.name.lower(),
        ):
            continue
        results = [one for one in program.within(function) if isinstance(one, ast.Return)]
        last = results[-1] if results else None
        if last is None or not isinstance(function.body[-1], ast.Return):
            continue
        kept = _below_root(function.body[-1].value)
        if kept is not None and _is_sum(program, function, kept):
            yield Place(function.body[-1].lineno, ast.unparse(kept)[:30])


def _below_root(node: ast.expr | None) -> ast.expr | None:
    match node:
        case ast.Call(func=ast.Name(id="sqrt" | "round") | ast.Attribute(attr="sqrt"), args=[below, *_]):
            return _below_root(below)
        case ast.BinOp(left=below, op=ast.Pow(), right=half) if is_const(half, 0.5):
            return below
    return node


def _is_sum(program: Program, function: Function, node: ast.expr) -> bool:
    """Whether it is a sum that a loop or `sum` makes, of which no part is divided."""
    given: list[ast.expr] = []
    match node:
        case ast.Call(func=ast.Name(id="sum"), args=[ast.expr() as summed]):
            given = [summed]
        case ast.Name(id=name):
            added = False
            for place in program.places(function, name):
                match program.parents[place]:
                    case ast.AugAssign(target=target, op=ast.Add(), value=value) if target is place:
                        added = True
                        given.append(value)
                    case ast.Assign(value=ast.Call(func=ast.Name(id="sum"), args=[summed])):
                        added = True
                        given.append(summed)
                    case ast.Assign(value=value) if is_const(value, 0):
                        pass
                    case parent:
                        if isinstance(place.ctx, ast.Store) or isinstance(parent, ast.BinOp):
                            return False
            given = given if added else []
        case _:
            return False
    weighed = any(isinstance(one, ast.Div | ast.FloorDiv | ast.Mult) for value in given for one in ast.walk(value))
    return bool(given) and not weighed


_BEFORE: Final = r"old|before|start|initial|previous|prev|original|begin|earlier|first|last_year"
_AFTER: Final = r"new|after|end|final|current|now|later|second|this_year"
_CHANGE: Final = re.compile(r"\b(change|growth|increase|decrease|grown|rise|gain|loss|inflation)\b")


@check(
    Rule(
        code="compared-with-the-later-one",
        title="`{name}` is measured by the later value",
        weights={"correctness": 0.35},
        level="beginner",
        why="A change is told as a part of what there was before: from 50 to 100 it is 100 percent.",
        do="Divide by the value before the change.",
        example="def growth(old, new):\n    return (new - old) / new * 100\n",
        better="def growth(old, new):\n    return (new - old) / old * 100\n",
    )
)
def compared_with_the_later_one(program: Program) -> Iterator[Place]:
    """See the rule: the difference of both, divided by the one that its name calls new, for a change or growth."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(left=one, op=ast.Sub(), right=other), op=ast.Div(), right=divisor):
                names = [ast.unparse(each).rpartition(".")[2].lower() for each in (one, other, divisor)]
            case _:
                continue
        both = [bool(re.search(rf"(^|_)({_AFTER})(_|$)", name)) for name in names[:2]]
        earlier = [bool(re.search(rf"(^|_)({_BEFORE})(_|$)", name)) for name in names[:2]]
        later = names[both.index(True)] if any(both) and any(earlier) and both != earlier else ""
        if later and names[2] == later and _CHANGE.search(f"{program.purpose(node)} {_given_to(program, node)}"):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _given_to(program: Program, node: ast.expr) -> str:
    match program.statement(node):
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
            return name.lower().replace("_", " ")
    return ""


_CLOCK: Final = re.compile(r"clock|alarm|watch\b|midnight|24|o'clock|time of day|daytime|arriv|depart|wake|bedtime")
_NO_CLOCK: Final = re.compile(
    r"stopwatch|timer|playing|elapsed|countdown|how long|how many hours|\bwork|^(duration|length)"
)


@check(
    Rule(
        code="midnight-forgotten",
        title="`{name}` goes on after midnight: 25 o'clock",
        weights={"correctness": 0.4},
        level="beginner",
        why="The minutes begin anew after 59. The hours have to do so after 23, and here they do not.",
        do="Take the remainder for the hours as well.",
        example="HOURS = 24\n\n\nclass Clock:\n    def __init__(self):\n        self.hour = 0\n"
        "        self.minute = 0\n\n"
        "    def go_on(self, minutes):\n        total = self.minute + minutes\n"
        "        self.hour = self.hour + total // 60\n"
        "        self.minute = total % 60\n",
        better="HOURS = 24\n\n\nclass Clock:\n    def __init__(self):\n        self.hour = 0\n"
        "        self.minute = 0\n\n"
        "    def go_on(self, minutes):\n        total = self.minute + minutes\n"
        "        self.hour = (self.hour + total // 60) % HOURS\n        self.minute = total % 60\n",
    )
)
def midnight_forgotten(program: Program) -> Iterator[Place]:
    """See the rule: the minutes go round, and no number of hours stands in a class or function about a clock."""
    rounds = [one for one in program.all(ast.BinOp, ast.AugAssign, ast.If) if _goes_round(program, one)]
    owners: dict[ast.ClassDef | Function, None] = {}
    for node in rounds:
        around = [one for _, one in program.up(node) if isinstance(one, ast.ClassDef)]
        function = program.function_of(node)
        owners |= {one: None for one in (*around, function)[:1] if one is not None}
    for owner in owners:
        words = f"{re.sub('(?<=[a-z])(?=[A-Z])', ' ', owner.name)} {program.said(owner)}".lower().replace("_", " ")
        if not _CLOCK.search(words) or _NO_CLOCK.search(words):
            continue
        inside = list(ast.walk(owner))
        numbers = {program.number(one) for one in inside if isinstance(one, ast.Constant | ast.Name)}
        if numbers & {12, 13, 23, 24, 1440, 86400, 720} or any(isinstance(one, ast.Raise) for one in inside):
            continue
        hours = [one for one in inside if _adds_hours(one)]
        if hours:
            yield Place(hours[0].lineno, "hours")  # type: ignore[attr-defined]  # an expression's


def _goes_round(program: Program, node: ast.AST) -> bool:
    """`% 60` of a sum or of a name that holds one, or minutes that are set back from 60."""
    match node:
        case ast.BinOp(left=left, op=ast.Mod(), right=sixty) if is_const(sixty, 60):
            value = program.value(left) if isinstance(left, ast.Name) else left
            return any(isinstance(one, ast.Add) for one in ast.walk(value)) if value is not None else False
        case ast.AugAssign(op=ast.Mod(), value=sixty):
            return is_const(sixty, 60)
        case ast.If(test=ast.Compare(left=left, comparators=[sixty])) if is_const(sixty, 60, 59):
            return "minute" in ast.unparse(left).lower()
    return False


def _adds_hours(node: ast.AST) -> bool:
    """`hour + total // 60`, `self.hours += 1`, `total // 60` of a sum that holds the hours."""
    match node:
        case ast.BinOp(left=hours, op=ast.Add(), right=ast.BinOp(op=ast.FloorDiv(), right=sixty)) if is_const(
            sixty, 60
        ):
            return _is_hours(hours)
        case ast.AugAssign(target=hours, op=ast.Add()):
            return _is_hours(hours)
        case ast.BinOp(left=ast.Name(id="total" | "minutes" | "total_minutes" | "end"), op=ast.FloorDiv(), right=sixty):
            return is_const(sixty, 60)
    return False


def _is_hours(node: ast.expr) -> bool:
    return bool(re.search(r"(^|[._])(hours?|h|hrs?)\d?$", ast.unparse(node).lower()))


@check(
    Rule(
        code="carry-lost",
        title="`{name}` throws away the hours that the sum of the minutes makes",
        weights={"correctness": 0.4},
        level="beginner",
        why="50 minutes and 20 minutes are 1 hour and 10 minutes: the remainder alone keeps the 10 minutes.",
        do="Add the whole hours, or whole minutes, to the greater unit.",
        example="def plus(hours, minutes, more_hours, more_minutes):\n    total = minutes + more_minutes\n"
        "    return hours + more_hours, total % 60\n",
        better="def plus(hours, minutes, more_hours, more_minutes):\n    total = minutes + more_minutes\n"
        "    return hours + more_hours + total // 60, total % 60\n",
    )
)
def carry_lost(program: Program) -> Iterator[Place]:
    """See the rule: `% 60` of a sum beside hours, and no division by 60 or comparison with it in the function."""
    rests: dict[Function, ast.BinOp] = {}
    for node in program.all(ast.BinOp):
        function = program.function_of(node)
        if function is not None and isinstance(node.op, ast.Mod) and is_const(node.right, 60, 100):
            value = program.value(node.left)
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
                rests.setdefault(function, node)
    for function, rest in rests.items():
        if _adds_greater_alone(program, function, 60 if is_const(rest.right, 60) else 100):
            yield Place(rest.lineno, ast.unparse(rest)[:30])


_GREATER: Final = {60: r"(hours?|h|hrs?|minutes?|mins?)\d?", 100: r"(euros?|dollars?|pounds?|francs?)\d?"}
"""What so many of the smaller unit make."""


def _adds_greater_alone(program: Program, function: Function, size: int) -> bool:
    """Whether hours are added to hours, and 60 is there for a remainder alone."""
    greater = False
    for node in program.within(function):
        match node:
            case ast.BinOp(op=ast.Add(), left=one, right=other) | ast.AugAssign(op=ast.Add(), target=one, value=other):
                names = [ast.unparse(each).lower().rpartition(".")[2].rpartition("_")[2] for each in (one, other)]
                greater = greater or all(re.fullmatch(_GREATER[size], name) for name in names)
            case ast.Constant(value=59 | 99 | 3600) | ast.Call(func=ast.Name(id="divmod")):
                return False
            case ast.Constant(value=number) if number == size:
                parent = program.parents[node]
                if not isinstance(parent, ast.BinOp) or not isinstance(parent.op, ast.Mod):
                    return False
    return greater


@check(
    Rule(
        code="weights-do-not-add-up",
        title="`{name}` weighs its parts with numbers that do not add up to 1",
        weights={"correctness": 0.35},
        level="beginner",
        why="If all parts are 100, the whole must be 100 as well: the weights add up to 1.",
        do="Compare the weights with what the text says about them.",
        example="def final_grade(homework, exam):\n    return homework * 0.4 + exam * 0.7\n",
        better="def final_grade(homework, exam):\n    return homework * 0.4 + exam * 0.6\n",
    )
)
def weights_do_not_add_up(program: Program) -> Iterator[Place]:
    """See the rule: a sum of names, each times a part of 1, in a function or for a name that tells of a grade."""
    for node in program.all(ast.BinOp):
        around = program.parents[node]
        if not isinstance(node.op, ast.Add) or (isinstance(around, ast.BinOp) and not isinstance(around.op, ast.Div)):
            continue
        weights = [_weight(one) for one in summands(node)]
        known = [one for one in weights if one]
        function = program.function_of(node)
        name = f"{function.name if function is not None else ''}_{_given_to(program, node).replace(' ', '_')}".lower()
        weighed = len(known) == len(weights) and re.search(r"(^|_)(grade|mark|average|weighted|gpa)(_|$)", name)
        if weighed and not math.isclose(sum(known), 1, rel_tol=0.02):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _weight(node: ast.expr) -> float:
    """`0.4` of `exam * 0.4`; 0 of what is no part of 1."""
    match node:
        case ast.BinOp(left=ast.Constant(value=float(part)), op=ast.Mult(), right=ast.Name() | ast.Attribute()):
            return part if 0 < part < 1 else 0
        case ast.BinOp(left=ast.Name() | ast.Attribute(), op=ast.Mult(), right=ast.Constant(value=float(part))):
            return part if 0 < part < 1 else 0
    return 0


@check(
    Rule(
        code="replaced-instead-of-added",
        title="`self.{name}` holds the last value alone, not the sum of all",
        weights={"correctness": 0.35},
        level="beginner",
        why="It begins with 0 and stands beside a collection that grows. Each call throws away what was there before.",
        do="Add the new value to it.",
        example="class Playlist:\n    def __init__(self):\n        self.songs = []\n        self.seconds = 0\n\n"
        "    def add(self, title, seconds):\n        self.songs.append(title)\n        self.seconds = seconds\n",
        better="class Playlist:\n    def __init__(self):\n        self.songs = []\n        self.seconds = 0\n\n"
        "    def add(self, title, seconds):\n        self.songs.append(title)\n        self.seconds += seconds\n",
    )
)
def replaced_instead_of_added(program: Program) -> Iterator[Place]:
    """See the rule: a method that adds by its name appends something and stores a parameter as it is."""
    for owner in program.all(ast.ClassDef):
        zeros: dict[str, int] = defaultdict(int)
        for method in owner.body:
            if not isinstance(method, ast.FunctionDef):
                continue
            appends = any(
                isinstance(one, ast.Attribute) and one.attr in ("append", "add") and isinstance(one.ctx, ast.Load)
                for one in program.within(method)
            )
            for step in method.body:
                match step:
                    case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                        zeros[name] += method.name == "__init__" and is_const(value, 0)
                        given = isinstance(value, ast.Name) and value.id in program.parameters(method)
                        adds = re.match(r"(add|buy|deposit|put|insert|record|log|earn|pay_in|save)(_|$)", method.name)
                        alone = re.fullmatch(r"_*(money|balance|total|points|score|sum|savings)", name)
                        latest = re.search(r"last|latest|current|recent|new|max|min|best|price|rate|id$", name)
                        if zeros[name] and given and adds and (appends or alone) and not latest:
                            yield Place(step.lineno, name)


CHECKS: tuple[Check, ...] = (
    power_of_a_quantity_wrong,
    sum_not_divided,
    compared_with_the_later_one,
    midnight_forgotten,
    carry_lost,
    weights_do_not_add_up,
    replaced_instead_of_added,
)
