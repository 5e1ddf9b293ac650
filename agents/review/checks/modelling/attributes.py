"""One attribute or parameter in the place of another: crossed parts, values that are handed over and never kept.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from agents.review.checking import Check, check
from agents.review.program import Function, Program, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="other-value-kept",
        title="`{name}` is handed over and never used: another value takes its place",
        weights={"correctness": 0.4},
        level="beginner",
        why="The caller hands the value over, and the object never learns it.",
        do="Compare the name on the left with the one on the right, and the order of what is handed on.",
        example="class Book:\n    def __init__(self, title, author):\n        self.title = title\n"
        "        self.author = title\n",
        better="class Book:\n    def __init__(self, title, author):\n        self.title = title\n"
        "        self.author = author\n",
    )
)
def other_value_kept(program: Program) -> Iterator[Place]:
    """See the rule: a parameter that nothing reads, where an attribute or parameter of its name gets another one."""
    expected = _expected_by_class(program)
    for function in program.functions:
        owner = program.parents[function]
        given = program.parameters(function)
        if not isinstance(owner, ast.ClassDef) or len(given) < _SELF_AND_ONE:
            continue
        read = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
        unread = set(given) - read - {"self", "cls"}
        for node in function.body if unread else ():
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=attribute)], value=ast.Name(id=value)
                ) if attribute.lstrip("_") in unread and value in given:
                    yield Place(node.lineno, attribute.lstrip("_"))
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=parent, attr="__init__"), args=values)):
                    names = [one for base in owner.bases for one in expected.get(ast.unparse(base), [])]
                    own = [] if isinstance(parent, ast.Call) else ["self"]
                    for wanted, handed in zip([*own, *names], values, strict=False):
                        if wanted in unread and isinstance(handed, ast.Name) and handed.id in given:
                            yield Place(node.lineno, wanted)
    yield from _set_elsewhere(program)


_SELF_AND_ONE: Final = 2


def _expected_by_class(program: Program) -> dict[str, list[str]]:
    """Class -> the parameters of its `__init__`, in order."""
    return {
        owner.name: [arg.arg for arg in one.args.args[1:]]
        for owner in program.all(ast.ClassDef)
        for one in owner.body
        if isinstance(one, ast.FunctionDef) and one.name == "__init__"
    }


def _set_elsewhere(program: Program) -> Iterator[Place]:
    """`set_height` that stores into the width, of an object that has a height."""
    for owner in program.all(ast.ClassDef):
        kept = {
            one.attr for one in ast.walk(owner) if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)
        }
        for method in owner.body:
            if not isinstance(method, ast.FunctionDef) or not method.name.startswith(("set_", "change_", "update_")):
                continue
            wanted = method.name.partition("_")[2]
            stored = [
                one for one in ast.walk(method) if isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load)
            ]
            match method.body[-1]:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=attribute)], value=ast.Name(id=value)
                ) if len(stored) == 1 and value in program.parameters(method):
                    other = attribute.lstrip("_") != wanted and ({wanted, f"_{wanted}", f"__{wanted}"} & kept)
                    setter = f"set_{attribute.lstrip('_')}"
                    named = any(isinstance(one, ast.FunctionDef) and one.name == setter for one in owner.body)
                    if other and (named or value == wanted):
                        yield Place(stored[0].lineno, value)


class _Part(NamedTuple):
    """Two operands of one kind of operation, each as `(whose, which)`: `("self", "x")`, or `("1", "x")` of `x1`."""

    node: ast.expr
    sign: str
    one: tuple[str, str]
    other: tuple[str, str]


def _operand(node: ast.expr) -> tuple[str, str] | None:
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return owner, name.lstrip("_")
        case ast.Name(id=name) if found := re.fullmatch(r"([a-z]+?)_?([12])", name):
            return found[2], found[1]
    return None


def _part(node: ast.expr) -> _Part | None:
    """`self.x + other.x`, `(x2 - x1) ** 2`, `abs(self.x - other.x)`, `self.x == other.x`."""
    match node:
        case ast.BinOp(left=ast.BinOp() as inner, op=ast.Pow()):
            return _part(inner)
        case ast.BinOp(left=ast.BinOp() as left, op=ast.Mult(), right=ast.BinOp() as right) if ast.dump(
            left
        ) == ast.dump(right):
            return _part(left)
        case ast.Call(func=ast.Name(id="abs" | "round" | "pow") | ast.Attribute(attr="pow"), args=[inner, *_]):
            return _part(inner)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as sign, right=right):
            pass
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as sign], comparators=[right]):
            pass
        case _:
            return None
    one, other = _operand(left), _operand(right)
    return _Part(node, type(sign).__name__, one, other) if one and other else None


def _group(node: ast.AST) -> list[ast.expr]:
    """What stands side by side in a call, a tuple, a list, a condition or a sum."""
    match node:
        case ast.Call(args=values) | ast.Tuple(elts=values) | ast.List(elts=values) | ast.BoolOp(values=values):
            return values
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return [*(_group(left) if isinstance(left, ast.BinOp) and _part(left) is None else [left]), right]
    return []


@check(
    Rule(
        code="parts-crossed",
        title="`{name}` stands where another part belongs",
        weights={"correctness": 0.4},
        level="beginner",
        why="The parts next to it pair what belongs together, and this one takes the same part twice.",
        do="Pair each part with its counterpart.",
        example="class Vector:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def plus(self, other):\n        return Vector(self.x + other.x, self.y + other.x)\n",
        better="class Vector:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def plus(self, other):\n        return Vector(self.x + other.x, self.y + other.y)\n",
    )
)
def parts_crossed(program: Program) -> Iterator[Place]:
    """See the rule: every other pair agrees, or each part of one object is taken once and of the other one twice."""
    for node in program.all(ast.Call, ast.Tuple, ast.List, ast.BoolOp, ast.BinOp):
        around = program.parents.get(node)
        if isinstance(node, ast.BinOp) and isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add | ast.Sub):
            continue
        values = _group(node)
        parts = [_part(one) for one in values]
        found = [one for one in parts if one is not None]
        if len(found) < _PAIR or len(found) < len(values) or len({one.sign for one in found}) > 1:
            continue
        wrong = _crossed(found)
        if wrong is not None and _are_all_there(program, node, found):
            yield Place(wrong.node.lineno, ast.unparse(wrong.node)[:40])


_PAIR: Final = 2
_ENDS: Final = words("start end begin stop low high left right top bottom min max first last")
"""Both ends of something may be compared with one end of another."""


def _crossed(parts: list[_Part]) -> _Part | None:
    """The part that takes again what another one has taken, or that takes nothing of the other object."""
    straight = [one for one in parts if one.one[1] == one.other[1] and one.one[0] != one.other[0]]
    rest = [one for one in parts if one not in straight]
    if not straight or not rest:
        return None
    first, second = Counter(one.one[1] for one in parts), Counter(one.other[1] for one in parts)
    if len({(one.one[0], one.other[0]) for one in parts}) == 1:
        once, twice = (first, second) if len(first) > len(second) else (second, first)
        again = max(once.values()) == 1 and set(twice) < set(once) and not set(once) & _ENDS
        return rest[0] if again else None
    alone = rest[0] if len(rest) == 1 else None
    itself = alone is not None and alone.one == alone.other and first[alone.one[1]] == 1 and alone.sign != "Add"
    return alone if itself else None


def _are_all_there(program: Program, node: ast.AST, parts: list[_Part]) -> bool:
    """Whether each name with its number, `x1` or `x_1`, is one of the program; attributes are."""
    owners = {whose for one in parts for whose, _ in (one.one, one.other)}
    if not owners <= {"1", "2"}:
        return True
    wanted = {(name, whose) for one in parts for _, name in (one.one, one.other) for whose in owners}
    return all(
        _given(program, node, f"{name}{whose}") or _given(program, node, f"{name}_{whose}") for name, whose in wanted
    )


def _given(program: Program, node: ast.AST, name: str) -> bool:
    scope = program.scope(node)
    return name in program.parameters(scope) or bool(program.places(scope, name))


_TOP: Final = re.compile(r"^_*(top|num|numer|numerator|zaehler|n|p|a)$")
_BOTTOM: Final = re.compile(r"^_*(bottom|den|denom|denominator|nenner|d|q|b)$")


@check(
    Rule(
        code="fractions-added-wrong",
        title="`{name}` is not the top of the sum",
        weights={"correctness": 0.4},
        level="beginner",
        why="With the product of both bottoms below, each top is multiplied by the bottom of the other fraction.",
        do="Work it out on paper for 1/2 and 1/3, and compare the parts.",
        example="class Ratio:\n    def __init__(self, top, bottom):\n        self.top = top\n"
        "        self.bottom = bottom\n\n"
        "    def __add__(self, other):\n        top = self.top * other.top + other.bottom * self.bottom\n"
        "        return Ratio(top, self.bottom * other.bottom)\n",
        better="class Ratio:\n    def __init__(self, top, bottom):\n        self.top = top\n"
        "        self.bottom = bottom\n\n"
        "    def __add__(self, other):\n        top = self.top * other.bottom + other.top * self.bottom\n"
        "        return Ratio(top, self.bottom * other.bottom)\n",
    )
)
def fractions_added_wrong(program: Program) -> Iterator[Place]:
    """See the rule: in a method that adds or subtracts, with the product of both bottoms beside it."""
    for function in program.functions:
        if not re.fullmatch(r"_*r?(add|sub|subtract|plus|minus)_*(fraction)?", function.name.lower()):
            continue
        sums: list[ast.BinOp] = []
        below = False
        for node in program.within(function):
            match node:
                case ast.Compare():  # of equal bottoms the tops alone may be added
                    sums, below = [], False
                    break
                case ast.BinOp(op=ast.Add() | ast.Sub()):
                    sums.append(node)
                case ast.BinOp(op=ast.Mult()) if not _in_sum(program, node):
                    product = _operands(node)
                    below = below or (len(product) == _PAIR and all(_BOTTOM.match(name) for _, name in product))
        for total in sums if below else ():
            yield from _wrong_top(total)


def _in_sum(program: Program, node: ast.AST) -> bool:
    return isinstance(program.parents[node], ast.BinOp)


def _operands(node: ast.expr) -> list[tuple[str, str]]:
    """Of a product of two attributes, or of one attribute."""
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) else [node]
    found = [
        (one.value.id, one.attr) for one in sides if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
    ]
    return found if len(found) == len(sides) else []


def _wrong_top(total: ast.BinOp) -> Iterator[Place]:
    parts = [_operands(total.left), _operands(total.right)]
    if not all(parts):
        return
    flat = [one for part in parts for one in part]
    owners = {whose for whose, _ in flat}
    known = all(_TOP.match(name) or _BOTTOM.match(name) for _, name in flat) and len(owners) == _PAIR
    tops = any(_TOP.match(name) for _, name in flat)
    right = all(
        len(part) == _PAIR
        and len({whose for whose, _ in part}) == _PAIR
        and sum(bool(_TOP.match(name)) for _, name in part) == 1
        for part in parts
    )
    tops_of = {whose for whose, name in flat if _TOP.match(name)}
    if known and tops and not (right and tops_of == owners):
        yield Place(total.lineno, ast.unparse(total)[:50])


@check(
    Rule(
        code="own-instead-of-the-others",
        title="`{name}` changes the object itself, not the one that it is about",
        weights={"correctness": 0.4},
        level="beginner",
        why="The other object is handed over, and nothing ever happens to it.",
        do="Change the attribute of the other object.",
        example="class Knight:\n    def __init__(self):\n        self.health = 9\n        self.strength = 2\n\n"
        "    def attack(self, enemy):\n        self.health -= self.strength\n        print(enemy.health)\n",
        better="class Knight:\n    def __init__(self):\n        self.health = 9\n        self.strength = 2\n\n"
        "    def attack(self, enemy):\n        enemy.health -= self.strength\n        print(enemy.health)\n",
    )
)
def own_instead_of_the_others(program: Program) -> Iterator[Place]:
    """See the rule: a method that attacks or heals somebody by its name, and only shows him."""
    for function in program.functions:
        given = [one for one in program.parameters(function) if one != "self"]
        if len(given) != 1 or not re.match(
            r"_*(attack|hit|strike|shoot|bite|punch|fight|heal|stab)(_|$)", function.name
        ):
            continue
        changed: list[tuple[int, str]] = []
        acts = False
        for node in program.within(function):
            match node:
                case ast.AugAssign(
                    target=ast.Attribute(value=ast.Name(id="self"), attr=name), op=ast.Sub() | ast.Add(), value=value
                ) if re.search(r"health|hp|life|lives|hit_?points|energy", name):
                    from_own = any(isinstance(one, ast.Name) and one.id == "self" for one in ast.walk(value))
                    changed += [(node.lineno, f"self.{name}")] if from_own else []
                case ast.Call(func=ast.Attribute(value=ast.Name(id=owner))) if owner in (*given, "self"):
                    acts = True
                case ast.Attribute(value=ast.Name(id=owner), ctx=ast.Store()) if owner in given:
                    around = program.parents[node]  # a bound that is set alone changes nothing else
                    acts = acts or not (isinstance(around, ast.Assign) and isinstance(around.value, ast.Constant))
                case ast.Attribute(value=ast.Name(id=owner)) if owner in given:
                    acts = acts or isinstance(program.parents[node], ast.BinOp | ast.AugAssign)
        if changed and not acts and _uses_as_object(program, function, given[0]):
            yield Place(*changed[0])


def _uses_as_object(program: Program, function: Function, name: str) -> bool:
    """Whether a parameter is an object with attributes, or nothing is done with it at all."""
    uses = [program.parents[one] for one in program.places(function, name)]
    return all(isinstance(one, ast.Attribute) for one in uses) and name not in ("damage", "points", "amount", "power")


@check(
    Rule(
        code="shown-twice",
        title="`{name}` is shown twice, and another attribute never",
        weights={"correctness": 0.35},
        level="beginner",
        why="The text repeats one attribute where the other one belongs.",
        do="Compare the text with the attributes of the object.",
        example="class Person:\n    def __init__(self, first, last):\n        self.first = first\n"
        "        self.last = last\n\n"
        "    def __str__(self):\n        return f'{self.first} {self.first}'\n",
        better="class Person:\n    def __init__(self, first, last):\n        self.first = first\n"
        "        self.last = last\n\n"
        "    def __str__(self):\n        return f'{self.first} {self.last}'\n",
    )
)
def shown_twice(program: Program) -> Iterator[Place]:
    """See the rule: in `__str__` or the like, with an attribute that nothing in the program reads."""
    read: dict[str, int] = defaultdict(int)
    for node in program.all(ast.Attribute):
        read[node.attr] += isinstance(node.ctx, ast.Load)
    results: list[ast.Return | ast.Expr] = [*program.all(ast.Return), *program.all(ast.Expr)]
    for result in results:
        function = program.function_of(result)
        if function is None or not re.match(r"__str__|__repr__|show|desc|info|display|print|to_str", function.name):
            continue
        owner = program.parents[function]
        shown = Counter(_shown_in(result.value)) if result.value is not None else Counter()
        twice = [name for name, count in shown.items() if count > 1]
        if len(twice) == 1 and isinstance(owner, ast.ClassDef) and any(not read[one] for one in _kept(owner)):
            yield Place(result.lineno, f"self.{twice[0]}")


def _shown_in(node: ast.expr) -> list[str]:
    """The object's own attributes in a text, in the order in which they are put together."""
    match node:
        case ast.JoinedStr(values=values) | ast.Call(func=ast.Name(id="str" | "print"), args=values):
            return [name for one in values for name in _shown_in(one)]
        case ast.FormattedValue(value=value):
            return _shown_in(value)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [*_shown_in(left), *_shown_in(right)]
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return [name]
    return []


def _kept(owner: ast.ClassDef) -> Iterator[str]:
    """Attributes that `__init__` gets from its parameters."""
    for method in owner.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            for step in method.body:
                match step:
                    case ast.Assign(
                        targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=ast.Name(id=value)
                    ) if value == name:
                        yield name


CHECKS: tuple[Check, ...] = (
    other_value_kept,
    parts_crossed,
    fractions_added_wrong,
    own_instead_of_the_others,
    shown_twice,
)
