"""What a method keeps under a name that nobody reads, and what it reads that nobody has kept."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from agents.review.changes import methods, own
from agents.review.checking import Check, check
from agents.review.program import MUTATORS, Program, is_const, method_of, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _stored(node: ast.AST) -> set[str]:
    """Attributes of the object that are set within a node."""
    return {
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute)
        and isinstance(one.ctx, ast.Store)
        and isinstance(one.value, ast.Name)
        and one.value.id == "self"
    }


def _of_class(owner: ast.ClassDef) -> dict[str, ast.expr]:
    """What the class itself gives a value."""
    found = {}
    for step in owner.body:
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    return found


@check(
    Rule(
        code="kept-for-nobody",
        title="`{name}` is a name of this method alone: the object keeps its own `{name}` as it was",
        weights={"correctness": 0.35},
        level="beginner",
        why="Without `self.` (or the name of the class) in front, the value is gone when the method ends.",
        do="Say whose it is: write in front of it whom it belongs to.",
        example="class Timer:\n    def __init__(self, start):\n        self.start = start\n"
        "        self.left = start\n\n"
        "    def tick(self):\n        self.left -= 1\n\n    def reset(self):\n        left = self.start\n",
        better="class Timer:\n    def __init__(self, start):\n        self.start = start\n        self.left = start\n\n"
        "    def tick(self):\n        self.left -= 1\n\n    def reset(self):\n        self.left = self.start\n",
    )
)
def kept_for_nobody(program: Program) -> Iterator[Place]:
    """See the rule: a local name that its method never reads, called as an attribute of the object or its class."""
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        attributes = {name for name, value in _of_class(owner).items() if isinstance(value, ast.Constant)}
        attributes |= _stored(known["__init__"]) if "__init__" in known else set()
        for method in known.values():
            reads = {one.id for one in ast.walk(method) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
            for step in program.within(method):
                match step:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in reads:
                        pass
                    case _:
                        continue
                plain = not isinstance(value, ast.Call | ast.Await | ast.Yield)
                alone = name in attributes and name not in program.parameters(method)
                if plain and alone and name not in program.outer_names and not _is_self(value, name):
                    yield Place(step.lineno, name)


def _is_self(value: ast.expr, name: str) -> bool:
    """`left = self.left`: a short name that is not used."""
    return isinstance(value, ast.Attribute) and value.attr == name


@check(
    Rule(
        code="handed-over-and-overwritten",
        title="`{name}` is handed over, and gets another value before anybody has looked at it",
        weights={"correctness": 0.4},
        level="beginner",
        why="What stands on the left of `=` gets the value: here it is the parameter, and the object keeps its old "
        "one.",
        do="Turn the two sides round.",
        example="class Lamp:\n    def __init__(self):\n        self.colour = 'red'\n\n    def paint(self, colour):\n"
        "        colour = self.colour\n",
        better="class Lamp:\n    def __init__(self):\n        self.colour = 'red'\n\n    def paint(self, colour):\n"
        "        self.colour = colour\n",
    )
)
def handed_over_and_overwritten(program: Program) -> Iterator[Place]:
    """See the rule: `x = self.x` for a parameter that has not been read."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Name(id="self"), attr=attr)):
                pass
            case _:
                continue
        method = program.function_of(node)
        if method is None or name not in program.parameters(method) or attr.strip("_") != name:
            continue
        if all(line > node.lineno for line in program.reads(method, name)):
            yield Place(node.lineno, name)


@check(
    Rule(
        code="asks-itself-for-ever",
        title="`{name}` gives back itself, not the value behind it",
        weights={"correctness": 0.4},
        level="beginner",
        why="The name in it is its own: a property calls itself until Python gives up, a method hands itself over.",
        do="Give back the attribute in which the value is kept.",
        example="class Jar:\n    def __init__(self, honey):\n        self._honey = honey\n\n    @property\n"
        "    def honey(self):\n        return self.honey\n",
        better="class Jar:\n    def __init__(self, honey):\n        self._honey = honey\n\n    @property\n"
        "    def honey(self):\n        return self._honey\n",
    )
)
def asks_itself_for_ever(program: Program) -> Iterator[Place]:
    """See the rule: `self.x` read in the property `x`; `return self.x` in the method `x`."""
    for owner in program.all(ast.ClassDef):
        for name, method in methods(owner).items():
            marks = {ast.unparse(one) for one in method.decorator_list}
            if any(one.endswith((".setter", ".deleter")) for one in marks):
                continue
            for node in program.within(method):
                if not (isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Load)):
                    continue
                itself = isinstance(node.value, ast.Name) and node.value.id == "self"
                returned = isinstance(program.parents[node], ast.Return) and name not in _stored(owner)
                if itself and ("property" in marks or (not marks and returned)):
                    yield Place(node.lineno, name)


@check(
    Rule(
        code="nothing-kept-for-the-list",
        title="`{name}` becomes None",
        weights={"correctness": 0.4},
        level="beginner",
        why="The method changes the list itself and gives nothing back: that nothing is what is kept.",
        do="Call the method alone, without `=`.",
        example="class Crew:\n    def __init__(self):\n        self.names = []\n\n    def join(self, name):\n"
        "        self.names = self.names.append(name)\n",
        better="class Crew:\n    def __init__(self):\n        self.names = []\n\n    def join(self, name):\n"
        "        self.names.append(name)\n",
    )
)
def nothing_kept_for_the_list(program: Program) -> Iterator[Place]:
    """See the rule: `self.x = self.x.append(...)` and the like."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Attribute() as target], value=ast.Call(func=ast.Attribute(value=owner, attr=name))
            ) if name in _IN_PLACE and ast.unparse(target) == ast.unparse(owner):
                yield Place(node.lineno, ast.unparse(target))


_IN_PLACE: Final = words("append extend insert remove sort reverse clear")


@check(
    Rule(
        code="none-kept-for-a-list",
        title="`self.{name}` is None unless something is handed over, and is used as a list",
        weights={"correctness": 0.35},
        level="beginner",
        why="Without that argument the first method that adds something fails.",
        do="Give it an empty list where nothing is handed over.",
        example="class Band:\n    def __init__(self, players=None):\n        self.players = players\n\n"
        "    def join(self, player):\n        self.players.append(player)\n",
        better="class Band:\n    def __init__(self, players=None):\n        self.players = players or []\n\n"
        "    def join(self, player):\n        self.players.append(player)\n",
    )
)
def none_kept_for_a_list(program: Program) -> Iterator[Place]:
    """See the rule: a default of None that is stored as it is, never asked for, and changed by methods of lists."""
    for owner in program.all(ast.ClassDef):
        init = methods(owner).get("__init__")
        if init is None:
            continue
        defaults = dict(zip([one.arg for one in init.args.args][::-1], init.args.defaults[::-1], strict=False))
        stores: dict[str, list[ast.expr]] = defaultdict(list)
        for node in ast.walk(owner):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    stores[own(target)].append(node.value)
        for name, given in stores.items():
            match given:
                case [ast.Name(id=parameter)] if name and is_const(defaults.get(parameter), None):
                    pass
                case _:
                    continue
            asked = any(
                f"self.{name}" in ast.unparse(one.test) or parameter in ast.unparse(one.test)
                for one in ast.walk(owner)
                if isinstance(one, ast.If | ast.IfExp | ast.While)
            )
            changed = any(
                method_of(one) in MUTATORS - {"write", "close"} and _owner(one) == f"self.{name}"
                for one in ast.walk(owner)
            )
            if changed and not asked:
                yield Place(init.lineno, name)


def _owner(node: ast.AST) -> str:
    return ast.unparse(node.func.value) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


@check(
    Rule(
        code="same-number-for-all",
        title="`{name}` stays the same for every object",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each new object takes its number from the class, and the class never goes on to the next one.",
        do="Let the class count on each time an object is made.",
        example="class Ticket:\n    next_number = 1\n\n    def __init__(self):\n"
        "        self.number = Ticket.next_number\n",
        better="class Ticket:\n    next_number = 1\n\n    def __init__(self):\n"
        "        self.number = Ticket.next_number\n        Ticket.next_number += 1\n",
    )
)
def same_number_for_all(program: Program) -> Iterator[Place]:
    """See the rule: a number of the class, taken in `__init__`, that is never set again or always to one number."""
    by_name: dict[str, list[ast.Attribute]] = defaultdict(list)
    for node in program.all(ast.Attribute):
        by_name[node.attr].append(node)
    for owner in program.all(ast.ClassDef):
        init = methods(owner).get("__init__")
        inside = {id(one) for one in ast.walk(init)} if init else set()
        for name, value in _of_class(owner).items() if init else ():
            if not isinstance(value, ast.Constant) or type(value.value) is not int or not _COUNTS.search(name):
                continue
            places = by_name[name]
            stores = [program.parents[one] for one in places if isinstance(one.ctx, ast.Store)]
            taken = [one for one in places if id(one) in inside and isinstance(one.ctx, ast.Load)]
            fixed = all(isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant) for one in stores)
            if taken and fixed and all(id(one) in inside for one in stores):
                yield Place(owner.lineno, name)


_COUNTS: Final = re.compile(r"next|count|number|last_id|created|built|made|total|instances")


@check(
    Rule(
        code="kept-under-another-name",
        title="`self.{name}` is a new attribute, and nobody reads it",
        weights={"correctness": 0.35},
        level="beginner",
        why="The object has the value under another name: that one stays as it was.",
        do="Use the name that `__init__` has given it.",
        example="class Clock:\n    def __init__(self):\n        self.minute = 0\n\n    def put(self, minute):\n"
        "        self.minutes = minute\n\n    def show(self):\n        print(self.minute)\n",
        better="class Clock:\n    def __init__(self):\n        self.minute = 0\n\n    def put(self, minute):\n"
        "        self.minute = minute\n\n    def show(self):\n        print(self.minute)\n",
    )
)
def kept_under_another_name(program: Program) -> Iterator[Place]:
    """See the rule: set in one method, never read in the program, and much like an attribute of `__init__`."""
    read = {one.attr for one in program.all(ast.Attribute) if isinstance(one.ctx, ast.Load)}
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        if owner.bases or "__init__" not in known or "__slots__" in _of_class(owner):
            continue
        begun = _stored(known["__init__"])
        rest = {name: one for name, one in known.items() if name != "__init__"}
        for method in rest.values():
            for node in program.within(method):
                match node:
                    case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                        pass
                    case _:
                        continue
                if name in rest and isinstance(value, ast.Constant):  # the method itself is lost
                    yield Place(node.lineno, name)
                if name in begun | read or name in _of_class(owner) or name in rest:
                    continue
                like = [one for one in begun & read if _is_like(one, name)]
                if like and not any(one in _stored(method) for one in like):
                    yield Place(node.lineno, name)


def _is_like(one: str, other: str) -> bool:
    """Whether two names differ by an ending, or by a slip of the keys."""
    if one.strip("_") == other.strip("_"):
        return True
    return one[:1] == other[:1] and SequenceMatcher(None, one, other).ratio() > _ALIKE


_ALIKE: Final = 0.88

CHECKS: tuple[Check, ...] = (
    kept_for_nobody,
    handed_over_and_overwritten,
    asks_itself_for_ever,
    nothing_kept_for_the_list,
    none_kept_for_a_list,
    same_number_for_all,
    kept_under_another_name,
)
