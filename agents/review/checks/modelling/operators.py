"""Operators of classes of one's own: sums, products and comparisons that take a part wrongly."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from agents.review.changes import methods
from agents.review.checking import Check, check
from agents.review.program import Program, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_SIGNS: Final[dict[str, type[ast.operator]]] = {
    **dict.fromkeys(("__add__", "add", "plus"), ast.Add),
    **dict.fromkeys(("__sub__", "sub", "subtract", "minus"), ast.Sub),
    **dict.fromkeys(("__mul__", "mul", "multiply", "times"), ast.Mult),
    **dict.fromkeys(("__truediv__", "div", "divide", "divided_by"), ast.Div),
}
_PAIR: Final = 2


class _Part(NamedTuple):
    """`self.a + other.b`: the two attributes, and the sign between them."""

    node: ast.expr
    own: str
    other: str
    sign: type[ast.operator]


def _part(node: ast.expr) -> _Part | None:
    match node:
        case ast.BinOp(
            left=ast.Attribute(value=ast.Name(id="self"), attr=own),
            op=sign,
            right=ast.Attribute(value=ast.Name(id=whose), attr=other),
        ) if whose != "self":
            return _Part(node, own, other, type(sign))
    return None


def _made(owner: ast.ClassDef, method: ast.FunctionDef) -> Iterator[list[ast.expr]]:
    """What new objects of the same class are made of, in what a method returns."""
    for node in ast.walk(method):
        match node:
            case ast.Return(value=ast.Call(func=func, args=[_, _, *_] as given, keywords=[])) if ast.unparse(func) in (
                owner.name,
                "type(self)",
                "self.__class__",
            ):
                yield given


def _all_methods(program: Program) -> Iterator[tuple[ast.ClassDef, ast.FunctionDef]]:
    for owner in program.all(ast.ClassDef):
        for method in methods(owner).values():
            yield owner, method


@check(
    Rule(
        code="part-joined-by-another-sign",
        title="`{name}` is not joined as the parts next to it",
        weights={"correctness": 0.4},
        level="beginner",
        why="Every part of the result is worked out in the same way from the same parts of the two objects.",
        do="Work the operator out by hand with two small objects, part by part.",
        example="class Vector:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __sub__(self, other):\n        return Vector(self.x - other.x, self.y + other.y)\n",
        better="class Vector:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __sub__(self, other):\n        return Vector(self.x - other.x, self.y - other.y)\n",
    )
)
def part_joined_by_another_sign(program: Program) -> Iterator[Place]:
    """See the rule: a new object whose parts are all `self.a <sign> other.a`, in an operator with one sign."""
    for owner, method in _all_methods(program):
        wanted = _SIGNS.get(method.name)
        for given in _made(owner, method) if wanted else ():
            parts = [part for one in given if (part := _part(one)) is not None]
            if len(parts) < len(given):
                continue
            signs = {one.sign for one in parts}
            if wanted in (ast.Add, ast.Sub):
                wrong = [one for one in parts if one.sign in (ast.Add, ast.Sub) and one.sign is not wanted]
                all_crossed = all(one.own != one.other for one in parts) and signs == {wanted}
                wrong += parts[:1] if all_crossed else []
            elif wanted is ast.Mult:
                wrong = [one for one in parts if one.sign is ast.Add] if ast.Mult in signs else []
            else:  # the top times the other's top is a product, not a quotient
                straight = all(one.own == one.other for one in parts)
                wrong = parts[1:] if signs == {ast.Mult} and straight and len(parts) == _PAIR else []
            for one in wrong[:1]:
                yield Place(one.node.lineno, ast.unparse(one.node)[:40])


@check(
    Rule(
        code="one-part-left-as-it-is",
        title="`{name}` changes only some of the parts",
        weights={"correctness": 0.4},
        level="beginner",
        why="To scale or turn round an object is to do it with each of its parts.",
        do="Do the same with each part.",
        example="class Vector:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __neg__(self):\n        return Vector(-self.x, self.y)\n",
        better="class Vector:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __neg__(self):\n        return Vector(-self.x, -self.y)\n",
    )
)
def one_part_left_as_it_is(program: Program) -> Iterator[Place]:
    """See the rule: `Vector(self.x * k, self.y)` where the parts are coordinates, or are added elsewhere."""
    for owner, method in _all_methods(program):
        if method.name not in _FOR_ALL_PARTS:
            continue
        for given in _made(owner, method):
            plain = [attr for one in given if (attr := _own_alone(one))]
            changed = [one for one in given if isinstance(one, ast.BinOp | ast.UnaryOp) and _works_on_own(one)]
            if plain and changed and len(plain) + len(changed) == len(given):
                summed = {part.own for one in ast.walk(owner) if isinstance(one, ast.expr) and (part := _part(one))}
                if all(one in summed or len(one) == 1 for one in plain):
                    yield Place(given[0].lineno, method.name)


_FOR_ALL_PARTS: Final = words(
    "__neg__ neg negate negated negative opposite __mul__ __rmul__ __truediv__ __floordiv__ scale scaled times stretch "
    "multiply multiplied enlarge"
)


def _own_alone(node: ast.expr) -> str:
    """`x` of `self.x`."""
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
    return ""


def _works_on_own(node: ast.BinOp | ast.UnaryOp) -> bool:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=part):
            return bool(_own_alone(part))
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() | ast.FloorDiv(), right=right):
            return bool(_own_alone(left) or _own_alone(right))
    return False


@check(
    Rule(
        code="order-by-any-part",
        title="`{name}` lets a lesser part decide, whatever the greater one says",
        weights={"correctness": 0.4},
        level="beginner",
        why="2 h 10 min would be less than 1 h 50 min, as 10 is less than 50. The smaller part counts only where the "
        "greater ones are equal.",
        do="Compare the parts from the greatest to the least, as pairs or one after the other.",
        example="class Span:\n    def __init__(self, hours, minutes):\n        self.hours = hours\n"
        "        self.minutes = minutes\n\n    def __lt__(self, other):\n"
        "        return self.hours < other.hours or self.minutes < other.minutes\n",
        better="class Span:\n    def __init__(self, hours, minutes):\n        self.hours = hours\n"
        "        self.minutes = minutes\n\n    def __lt__(self, other):\n"
        "        return (self.hours, self.minutes) < (other.hours, other.minutes)\n",
    )
)
def order_by_any_part(program: Program) -> Iterator[Place]:
    """See the rule: two comparisons of the same kind joined by `or`; by `and` too where the parts are units."""
    for _, method in _all_methods(program):
        if method.name not in ("__lt__", "__gt__", "__le__", "__ge__"):
            continue
        for node in ast.walk(method):
            match node:
                case ast.Return(value=ast.BoolOp(op=joined, values=values)):
                    pairs = [_compared(one) for one in values]
                    names = {one[0] for one in pairs if one}
                    signs = {one[1] for one in pairs if one}
                    alike = all(pairs) and len(names) == len(pairs) and len(signs) == 1
                    if alike and (isinstance(joined, ast.Or) or all(_UNIT.search(one) for one in names)):
                        yield Place(node.lineno, method.name)


_UNIT: Final = re.compile(
    r"(?:^|_)(?:hour|minute|second|h|min|sec|euro|dollar|pound|cent|penny|pence|year|month|day|feet|foot|inche?|major|"
    r"minor|patch|metre|meter)s?$"
)


def _compared(node: ast.expr) -> tuple[str, type[ast.cmpop]] | None:
    """`a` and the sign of `self.a < other.a`."""
    match node:
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id="self"), attr=name),
            ops=[ast.Lt() | ast.Gt() | ast.LtE() | ast.GtE() as sign],
            comparators=[ast.Attribute(value=ast.Name(), attr=other)],
        ) if name == other:
            return name, type(sign)
    return None


@check(
    Rule(
        code="fractions-compared-wrong",
        title="`{name}` compares what belongs to no common bottom",
        weights={"correctness": 0.4},
        level="beginner",
        why="a/b is less than c/d when a times d is less than c times b: each top goes with the bottom of the other.",
        do="Multiply each top by the other's bottom.",
        example="class Ratio:\n    def __init__(self, top, bottom):\n        self.top = top\n"
        "        self.bottom = bottom\n\n    def __lt__(self, other):\n"
        "        return self.top * other.bottom < other.top * other.bottom\n",
        better="class Ratio:\n    def __init__(self, top, bottom):\n        self.top = top\n"
        "        self.bottom = bottom\n\n    def __lt__(self, other):\n"
        "        return self.top * other.bottom < other.top * self.bottom\n",
    )
)
def fractions_compared_wrong(program: Program) -> Iterator[Place]:
    """See the rule: products of attributes on both sides that are not each other's mirror."""
    for _, method in _all_methods(program):
        if not re.fullmatch(r"__(?:lt|gt|le|ge|eq|ne)__", method.name):
            continue
        for node in ast.walk(method):
            match node:
                case ast.Compare(left=left, comparators=[right]) if (one := _factors(left)) and (
                    two := _factors(right)
                ):
                    names = {part for _, part in one}
                    whole = names == {part for _, part in two} and len(names) == _PAIR
                    mine = [part for whose, part in one if whose == "self"] + [
                        part for whose, part in two if whose == "self"
                    ]
                    if whole and (len(mine) != _PAIR or len(set(mine)) != _PAIR):
                        yield Place(node.lineno, ast.unparse(node)[:50])


def _factors(node: ast.expr) -> list[tuple[str, str]]:
    """`self.top * other.bottom` as pairs of owner and part."""
    match node:
        case ast.BinOp(
            left=ast.Attribute(value=ast.Name(id=one), attr=first),
            op=ast.Mult(),
            right=ast.Attribute(value=ast.Name(id=two), attr=second),
        ):
            return [(one, first), (two, second)]
    return []


@check(
    Rule(
        code="complex-product-wrong",
        title="`{name}` is not what two complex numbers give",
        weights={"correctness": 0.4},
        level="beginner",
        why="i times i is -1: the product of the two imaginary parts is taken off the real part, and the mixed "
        "products are added.",
        do="Multiply (a + bi) by (c + di) out on paper.",
        example="class Complex:\n    def __init__(self, re, im):\n        self.re = re\n        self.im = im\n\n"
        "    def __mul__(self, other):\n        return Complex(\n"
        "            self.re * other.re + self.im * other.im, self.re * other.im + self.im * other.re\n        )\n",
        better="class Complex:\n    def __init__(self, re, im):\n        self.re = re\n        self.im = im\n\n"
        "    def __mul__(self, other):\n        return Complex(\n"
        "            self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re\n        )\n",
    )
)
def complex_product_wrong(program: Program) -> Iterator[Place]:
    """See the rule: both parts of a product, and the sign of the imaginary part in the conjugate."""
    for owner, method in _all_methods(program):
        if method.name in ("conjugate", "conj", "conjugated"):
            for given in _made(owner, method):
                if len(given) == _PAIR and all(map(_own_alone, given)):
                    yield Place(given[0].lineno, method.name)
        if method.name not in ("__mul__", "multiply", "times", "mul"):
            continue
        for given in _made(owner, method):
            match given:
                case [ast.BinOp(left=a, op=first, right=b), ast.BinOp(left=c, op=second, right=d)]:
                    products = [_factors(one) for one in (a, b, c, d)]
                case _:
                    continue
            names = {part for _, part in chain(*products)}
            if not all(products) or len(names) != _PAIR or not all(_COMPLEX.match(one) for one in names):
                continue
            straight = all(len({part for _, part in one}) == 1 for one in products[:_PAIR])
            mixed = all(len({part for _, part in one}) == _PAIR for one in products[_PAIR:])
            right = isinstance(first, ast.Sub) and isinstance(second, ast.Add) and straight and mixed
            if not right:
                yield Place(given[0].lineno, method.name)


_COMPLEX: Final = re.compile(r"_?(?:re|im|real|imag|imaginary)(?:_part)?$")


@check(
    Rule(
        code="operator-gives-a-tuple",
        title="`{name}` gives a tuple, not an object of the class",
        weights={"correctness": 0.3},
        level="beginner",
        why="The sum of two objects is to be one of them again, so that it can be added, compared and shown like them.",
        do="Make a new object of the class out of the parts.",
        example="class Vector:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __add__(self, other):\n        return self.x + other.x, self.y + other.y\n",
        better="class Vector:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __add__(self, other):\n        return Vector(self.x + other.x, self.y + other.y)\n",
    )
)
def operator_gives_a_tuple(program: Program) -> Iterator[Place]:
    """See the rule: `__add__` or `__sub__` that returns as many sums as `__init__` takes."""
    for owner, method in _all_methods(program):
        init = methods(owner).get("__init__")
        if method.name not in ("__add__", "__sub__") or init is None or owner.bases:
            continue
        for node in ast.walk(method):
            match node:
                case ast.Return(value=ast.Tuple(elts=[_, _, *_] as parts)) if all(map(_part, parts)):
                    if len(parts) == len(init.args.args) - 1:
                        yield Place(node.lineno, method.name)


CHECKS: tuple[Check, ...] = (
    part_joined_by_another_sign,
    one_part_left_as_it_is,
    order_by_any_part,
    fractions_compared_wrong,
    complex_product_wrong,
    operator_gives_a_tuple,
)
