"""Questions before a change that are asked the wrong way round, too late, or whose answer nobody heeds."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import own
from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 3
"""Statements behind a question in which the change is looked for."""

_PUTS: Final = ("append", "add")
_TAKES: Final = ("remove", "pop", "popleft")
_EMPTY: Final = ("", " ", "-", ".", "_", "#", "empty", "free")


def _refuses(node: ast.If) -> bool:
    """Whether the branch leaves, with an error or with an answer that means no."""
    match node.body[-1]:
        case ast.Raise() | ast.Return(value=None | ast.Constant(value=False | None | str()) | ast.JoinedStr()):
            return not node.orelse
    return False


def _only_prints(node: ast.If) -> bool:
    return not node.orelse and all(
        isinstance(one, ast.Pass) or (isinstance(one, ast.Expr) and call_name(one.value) == "print")
        for one in node.body
    )


def _said(node: ast.If) -> str:
    """All texts in the branch, in small letters."""
    parts = [one.value for step in node.body for one in ast.walk(step) if isinstance(one, ast.Constant)]
    return " ".join(one for one in parts if isinstance(one, str)).lower()


@check(
    Rule(
        code="refused-and-not-left",
        title="`{name}` is done although the line before has just refused it",
        weights={"correctness": 0.4},
        level="beginner",
        why="The message is shown, and then the program goes on as if nothing had been asked.",
        do="Let only one of the two happen: the refusal or the change.",
        example="def give(shelf, book):\n    if book not in shelf:\n        print('It is not here.')\n"
        "    shelf.remove(book)\n",
        better="def give(shelf, book):\n    if book not in shelf:\n        print('It is not here.')\n        return\n"
        "    shelf.remove(book)\n",
    )
)
def refused_and_not_left(program: Program) -> Iterator[Place]:
    """See the rule: an `if` that only prints, and what it refuses is done right behind it."""
    for node in program.all(ast.If):
        if not _only_prints(node):
            continue
        said, setter = _said(node), _sets_one(program, node)
        for step in program.after(node, _NEAR):
            match node.test:
                case ast.Compare(left=key, ops=[ast.NotIn()], comparators=[owner]):
                    done = _takes_out(step, owner, key)
                case ast.Compare(left=key, ops=[ast.In()], comparators=[owner]):
                    done = _puts_in(step, owner, key) and bool(_ALREADY.search(said))
                case ast.Attribute() | ast.Subscript() as place:
                    done = _sets(step, place) and bool(_ALREADY.search(said))
                case ast.Compare(
                    left=ast.Attribute() | ast.Subscript() as place, ops=[ast.IsNot() | ast.NotEq()], comparators=[_]
                ):
                    done = _sets(step, place) and bool(_ALREADY.search(said))
                case _:
                    done = False
            bad_value = setter and setter in names_in(node.test) and _keeps(step, setter) and not _WARNS.search(said)
            if done or bad_value:
                yield Place(step.lineno, ast.unparse(step)[:50])
                break


_ALREADY: Final = re.compile(r"already|taken|occupied|booked|exists|in use|duplicate|twice|sold|not free|reserved")
_WARNS: Final = re.compile(r"warn|note|careful|caution|unusual|attention|set(?:ting)? to|using|default")


def _sets_one(program: Program, node: ast.AST) -> str:
    """The value that a setter is given: the parameter of `@x.setter`, or the only one of `set_...`."""
    function = program.function_of(node)
    if not isinstance(function, ast.FunctionDef):
        return ""
    marked = any(isinstance(one, ast.Attribute) and one.attr == "setter" for one in function.decorator_list)
    given = [one for one in program.parameters(function) if one != "self"]
    return given[0] if len(given) == 1 and (marked or function.name.startswith("set_")) else ""


def _keeps(step: ast.stmt, name: str) -> bool:
    """`self.x = value`."""
    match step:
        case ast.Assign(targets=[ast.Attribute() as target], value=ast.Name(id=given)):
            return given == name and own(target) != ""
    return False


def _takes_out(step: ast.stmt, owner: ast.expr, key: ast.expr) -> bool:
    """Whether a statement needs the key to be there."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=value, attr=name), args=[one])) if name in _TAKES:
            return same(value, owner) and same(one, key)
        case ast.Delete(targets=[ast.Subscript(value=value, slice=one)]):
            return same(value, owner) and same(one, key)
        case ast.AugAssign(target=ast.Subscript(value=value, slice=one)):
            return same(value, owner) and same(one, key)
    return False


def _puts_in(step: ast.stmt, owner: ast.expr, key: ast.expr) -> bool:
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=value, attr=name), args=[one])) if name in _PUTS:
            return same(value, owner) and same(one, key)
        case ast.Assign(targets=[ast.Subscript(value=value, slice=one)]):
            return same(value, owner) and same(one, key)
    return False


def _sets(step: ast.stmt, place: ast.expr) -> bool:
    return isinstance(step, ast.Assign) and ast.unparse(step.targets[0]) == ast.unparse(place)


@check(
    Rule(
        code="sent-away-the-wrong-one",
        title="`{name}` sends away just what should be let in",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition is the opposite of the one under which it has to be refused.",
        do="Say in words when it must be refused, and write down that.",
        example="class Shed:\n    def __init__(self, capacity):\n        self.capacity = capacity\n"
        "        self.bikes = []\n\n"
        "    def park(self, bike):\n        if len(self.bikes) < self.capacity:\n            return False\n"
        "        self.bikes.append(bike)\n        return True\n",
        better="class Shed:\n    def __init__(self, capacity):\n        self.capacity = capacity\n"
        "        self.bikes = []\n\n"
        "    def park(self, bike):\n        if len(self.bikes) >= self.capacity:\n            return False\n"
        "        self.bikes.append(bike)\n        return True\n",
    )
)
def sent_away_the_wrong_one(program: Program) -> Iterator[Place]:
    """See the rule: refused with room, with something there to take, or with a place that is free."""
    for node in program.all(ast.If):
        if not _refuses(node):
            continue
        parts = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.And):
            continue
        later = program.after(node, _NEAR)
        if any(_is_wrong_for(test, step) for test in parts for step in later):
            yield Place(node.lineno, f"if {ast.unparse(node.test)}"[:60])


def _is_wrong_for(test: ast.expr, step: ast.stmt) -> bool:
    match test, step:
        case (
            ast.Compare(
                left=ast.Call(func=ast.Name(id="len"), args=[held]),
                ops=[ast.Lt() | ast.LtE() | ast.Eq() as sign],
                comparators=[end],
            ),
            ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add" | "insert"))),
        ):
            return (
                same(held, owner)
                and (isinstance(end, ast.Attribute) != isinstance(sign, ast.Eq))
                and (isinstance(end, ast.Attribute) or is_const(end, 0))
            )
        case (
            (ast.Attribute() | ast.Name() as held),
            (ast.Return(value=value) | ast.Assign(value=value) | ast.Expr(value=value)),
        ):
            return value is not None and method_of(value) in _TAKES and _owner_of(value) == ast.unparse(held)
        case ast.UnaryOp(op=ast.Not(), operand=place), ast.Assign(targets=[target], value=ast.Constant(value=True)):
            return isinstance(place, ast.Subscript) and ast.unparse(place) == ast.unparse(target)
        case (
            ast.Compare(left=ast.Subscript() as place, ops=[ast.Eq()], comparators=[ast.Constant(value=empty)]),
            ast.Assign(targets=[target], value=given),
        ):
            return empty in _EMPTY and ast.unparse(place) == ast.unparse(target) and not is_const(given, empty)
    return False


def _owner_of(node: ast.expr) -> str:
    return ast.unparse(node.func.value) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


@check(
    Rule(
        code="set-before-it-is-asked",
        title="`{name}` has just been set: the question always finds it taken",
        weights={"correctness": 0.4},
        level="beginner",
        why="The question is about what was there before, and that is overwritten already.",
        do="Ask first, and set it afterwards.",
        example="def reserve(seats, seat, name):\n    seats[seat] = name\n    if seats[seat] is not None:\n"
        "        return 'taken'\n    return 'ok'\n",
        better="def reserve(seats, seat, name):\n    if seats[seat] is not None:\n        return 'taken'\n"
        "    seats[seat] = name\n    return 'ok'\n",
    )
)
def set_before_it_is_asked(program: Program) -> Iterator[Place]:
    """See the rule: `x[i] = v`, and directly behind it a refusal when `x[i]` is set."""
    for step in program.all(ast.Assign):
        target = step.targets[0]
        if not isinstance(target, ast.Subscript):
            continue
        place = ast.unparse(target)
        for behind in program.after(step, 1):
            if not isinstance(behind, ast.If) or not _refuses(behind):
                continue
            match behind.test:
                case ast.Subscript() as asked:
                    wrong = isinstance(step.value, ast.Constant) and step.value.value is True
                case ast.Compare(left=asked, ops=[ast.NotEq() | ast.IsNot()], comparators=[ast.Constant(value=empty)]):
                    wrong = empty is None or empty in _EMPTY
                case ast.Compare(left=asked, ops=[ast.Eq()], comparators=[given]):
                    wrong = same(given, step.value)
                case _:
                    continue
            if wrong and ast.unparse(asked) == place:
                yield Place(behind.lineno, place[:40])


@check(
    Rule(
        code="added-although-found",
        title="`{name}` gets a new one although it was found and changed",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes on after the one that was looked for, and what stands behind the loop is done in any case.",
        do="Leave when it has been found and changed.",
        example="def put(book, name, number):\n    for entry in book:\n        if entry['name'] == name:\n"
        "            entry['number'] = number\n    book.append({'name': name, 'number': number})\n",
        better="def put(book, name, number):\n    for entry in book:\n        if entry['name'] == name:\n"
        "            entry['number'] = number\n            return\n"
        "    book.append({'name': name, 'number': number})\n",
    )
)
def added_although_found(program: Program) -> Iterator[Place]:
    """See the rule: a search that changes what it finds and does not leave, and `append` to the same list behind it."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=entry),
                iter=ast.Name() | ast.Attribute() as owner,
                body=[ast.If(test=ast.Compare(ops=[ast.Eq()]), body=[change], orelse=[])],
                orelse=[],
            ):
                target = change.targets[0] if isinstance(change, ast.Assign) else getattr(change, "target", None)
            case _:
                continue
        changes = isinstance(target, ast.Attribute | ast.Subscript) and entry in names_in(target)
        for behind in program.after(loop, 1) if changes else ():
            match behind:
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=value, attr="append"))) if same(value, owner):
                    yield Place(behind.lineno, ast.unparse(owner))


@check(
    Rule(
        code="another-one-is-noted",
        title="`{name}` is noted, and the question is about another one",
        weights={"correctness": 0.4},
        level="beginner",
        why="What was asked about is never noted, so that the question gives the same answer the next time.",
        do="Note the same one that was asked about.",
        example="def vote(voted, counts, person, choice):\n    if person in voted:\n        return False\n"
        "    counts[choice] += 1\n    voted.add(choice)\n    return True\n",
        better="def vote(voted, counts, person, choice):\n    if person in voted:\n        return False\n"
        "    counts[choice] += 1\n    voted.add(person)\n    return True\n",
    )
)
def another_one_is_noted(program: Program) -> Iterator[Place]:
    """See the rule: `if a in s: refuse`, and `s.add(b)` in the same block, both parameters."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=ast.Name(id=asked), ops=[ast.In()], comparators=[owner]) if _refuses(node):
                given = program.parameters(program.function_of(node) or program.tree)
            case _:
                continue
        noted: set[str] = set()
        line = 0
        for step in program.after(node, _NEAR * 3):
            match step:
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=value, attr="append" | "add"), args=[one])) if (
                    same(value, owner)
                ):
                    noted.add(ast.unparse(one))
                    line = step.lineno
        if len(noted) == 1 and noted < given.keys() and asked in given and asked not in noted:
            yield Place(line, noted.pop())


@check(
    Rule(
        code="asked-what-never-is",
        title="`{name}` never holds",
        weights={"correctness": 0.4},
        level="beginner",
        why="No length is less than 0, and an empty list is not None: it is there, with nothing in it.",
        do="Ask whether it is empty.",
        example="class Line:\n    def __init__(self):\n        self.people = []\n\n    def first(self):\n"
        "        if self.people is None:\n            return None\n        return self.people[0]\n",
        better="class Line:\n    def __init__(self):\n        self.people = []\n\n    def first(self):\n"
        "        if not self.people:\n            return None\n        return self.people[0]\n",
    )
)
def asked_what_never_is(program: Program) -> Iterator[Place]:
    """See the rule: `len(x) < 0`; `self.x is None` of what is only ever given a list or dictionary."""
    given: dict[str, list[ast.expr]] = {}
    for step in program.all(ast.Assign):
        for target in step.targets:
            if isinstance(target, ast.Attribute) and own(target):
                given.setdefault(own(target), []).append(step.value)
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=ast.Call(func=ast.Name(id="len")), ops=[ast.Lt()], comparators=[end]) if is_const(
                end, 0
            ):
                yield Place(node.lineno, ast.unparse(node)[:40])
            case ast.Compare(
                left=ast.Attribute(value=ast.Name(id="self"), attr=name),
                ops=[ast.Is() | ast.Eq()],
                comparators=[ast.Constant(value=None)],
            ) if given.get(name) and all(isinstance(one, ast.List | ast.Dict) for one in given[name]):
                if isinstance(program.parents[node], ast.If):
                    yield Place(node.lineno, ast.unparse(node)[:40])


@check(
    Rule(
        code="added-only-if-there",
        title="`{name}` is added only when it is there already",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is not there yet never gets in, and what is there gets in twice or begins anew.",
        do="Ask with `not in`.",
        example="class Club:\n    def __init__(self):\n        self.members = []\n\n    def join(self, person):\n"
        "        if person in self.members:\n            self.members.append(person)\n",
        better="class Club:\n    def __init__(self):\n        self.members = []\n\n    def join(self, person):\n"
        "        if person not in self.members:\n            self.members.append(person)\n",
    )
)
def added_only_if_there(program: Program) -> Iterator[Place]:
    """See the rule: `if x in self.y: self.y.append(x)` alone; `if k in t: t[k] = []` before `t[k].append(...)`."""
    for node in program.all(ast.If):
        match node:
            case ast.If(test=ast.Compare(left=key, ops=[ast.In()], comparators=[owner]), body=[only], orelse=[]) if (
                isinstance(owner, ast.Attribute) and _puts_in(only, owner, key) and isinstance(only, ast.Expr)
            ):
                yield Place(node.lineno, ast.unparse(key))
            case ast.If(
                test=ast.Compare(left=key, ops=[ast.In()], comparators=[owner]),
                body=[ast.Assign(value=ast.List(elts=[]) | ast.Constant(value=0) | ast.Dict(keys=[])) as begun],
                orelse=[],
            ) if _puts_in(begun, owner, key):
                place = ast.unparse(begun.targets[0])
                if any(place in ast.unparse(one) for one in program.after(node, 1)):
                    yield Place(node.lineno, ast.unparse(key))


CHECKS: tuple[Check, ...] = (
    refused_and_not_left,
    sent_away_the_wrong_one,
    set_before_it_is_asked,
    added_although_found,
    another_one_is_noted,
    asked_what_never_is,
    added_only_if_there,
)
