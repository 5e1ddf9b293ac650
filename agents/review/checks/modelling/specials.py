"""Methods that Python itself calls, and methods whose answer is another thing than they promise."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods, own
from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const, method_of, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_COUNT_BASE = "class Count:\n    def __init__(self, end):\n        self.end = end\n        self.now = 0\n\n"


def _iterators(program: Program) -> Iterator[tuple[ast.ClassDef, dict[str, ast.FunctionDef]]]:
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        if "__next__" in known:
            yield owner, known


@check(
    Rule(
        code="iterator-gives-no-iterator",
        title="`__iter__` of `{name}` gives back a value, not what the values come from",
        weights={"correctness": 0.4},
        level="learning",
        why="A loop asks `__iter__` for the object that has `__next__`.",
        do="Give back the object itself.",
        example=_COUNT_BASE + "    def __iter__(self):\n        return self.now\n\n    def __next__(self):\n"
        "        if self.now >= self.end:\n            raise StopIteration\n        self.now += 1\n"
        "        return self.now\n",
        better=_COUNT_BASE + "    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
        "        if self.now >= self.end:\n            raise StopIteration\n        self.now += 1\n"
        "        return self.now\n",
    )
)
def iterator_gives_no_iterator(program: Program) -> Iterator[Place]:
    """See the rule: `__iter__` returns an attribute that `__next__` counts with, or that is a display."""
    for owner, known in _iterators(program):
        changed = {own(one) for one in ast.walk(known["__next__"]) if _is_kept(one)}
        for node in ast.walk(known["__iter__"]) if "__iter__" in known else ():
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Attribute) and own(node.value) in changed:
                yield Place(node.lineno, owner.name)


def _is_kept(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)


@check(
    Rule(
        code="iterator-stands-still",
        title="`__next__` of `{name}` never moves on",
        weights={"correctness": 0.4},
        level="learning",
        why="Nothing changes from call to call, so that it gives the same element for ever.",
        do="Move on by one place before the element is given back.",
        example=_COUNT_BASE + "    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
        "        if self.now >= self.end:\n            raise StopIteration\n        return self.now\n",
        better=_COUNT_BASE + "    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
        "        if self.now >= self.end:\n            raise StopIteration\n        self.now += 1\n"
        "        return self.now\n",
    )
)
def iterator_stands_still(program: Program) -> Iterator[Place]:
    """See the rule: neither an attribute that is set nor a call of anything but plain functions."""
    for owner, known in _iterators(program):
        inside = list(ast.walk(known["__next__"]))
        moves = any(
            _is_kept(one)
            or (isinstance(one, ast.Subscript) and not isinstance(one.ctx, ast.Load))
            or (isinstance(one, ast.Call) and call_name(one) not in _PLAIN)
            or (isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Del))
            for one in inside
        )
        gives = any(isinstance(one, ast.Return) and one.value is not None for one in inside)
        if gives and not moves and any(own(one) for one in inside):
            yield Place(known["__next__"].lineno, owner.name)


_PLAIN: Final = words("len range abs min max sum int str float round StopIteration")


@check(
    Rule(
        code="iterator-leaves-one-out",
        title="`__next__` of `{name}` leaves out one end of the list",
        weights={"correctness": 0.4},
        level="learning",
        why="The element belongs to the place that was asked about: it is taken before the place moves on, and the "
        "last "
        "place has its turn as well.",
        do="Follow what happens with a list of one element.",
        example="class Purse:\n    def __init__(self, coins):\n        self.coins = coins\n        self.at = 0\n\n"
        "    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
        "        if self.at >= len(self.coins):\n            raise StopIteration\n        self.at += 1\n"
        "        return self.coins[self.at]\n",
        better="class Purse:\n    def __init__(self, coins):\n        self.coins = coins\n        self.at = 0\n\n"
        "    def __iter__(self):\n        return self\n\n    def __next__(self):\n"
        "        if self.at >= len(self.coins):\n            raise StopIteration\n"
        "        coin = self.coins[self.at]\n        self.at += 1\n        return coin\n",
    )
)
def iterator_leaves_one_out(program: Program) -> Iterator[Place]:
    """See the rule: the place moves between the question and the element, or the question is about the last place."""
    for owner, known in _iterators(program):
        match known["__next__"].body:
            case [
                ast.If(test=ast.Compare(left=place, ops=[sign], comparators=[end]), body=[ast.Raise()], orelse=[]),
                *rest,
            ] if own(place):
                pass
            case _:
                continue
        moved = [at for at, one in enumerate(rest) if isinstance(one, ast.AugAssign) and _alike(one.target, place)]
        taken = [at for at, one in enumerate(rest) if any(_is_at(part, place) for part in ast.walk(one))]
        if not moved or not taken:
            continue
        match end:
            case ast.Call(func=ast.Name(id="len")) if isinstance(sign, ast.GtE | ast.Eq):
                wrong = moved[0] < taken[0] and _begins_with_zero(known, own(place))
            case ast.BinOp(left=ast.Call(func=ast.Name(id="len")), op=ast.Sub(), right=ast.Constant(value=1)):
                wrong = isinstance(sign, ast.GtE | ast.Eq) and taken[0] < moved[0]
            case _:
                wrong = False
        if wrong:
            yield Place(known["__next__"].lineno, owner.name)


def _alike(one: ast.expr, other: ast.expr) -> bool:
    """Whether two expressions read alike, whether they are set or read."""
    return ast.unparse(one) == ast.unparse(other)


def _is_at(node: ast.AST, place: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and same(node.slice, place)


def _begins_with_zero(known: dict[str, ast.FunctionDef], name: str) -> bool:
    """Whether `__init__` or `__iter__` sets an attribute to 0."""
    begun = [one for method in ("__init__", "__iter__") if method in known for one in ast.walk(known[method])]
    return any(
        isinstance(one, ast.Assign) and is_const(one.value, 0) and any(own(each) == name for each in one.targets)
        for one in begun
    )


@check(
    Rule(
        code="error-given-back",
        title="`{name}` is given back like a value, and nothing fails",
        weights={"correctness": 0.4},
        level="beginner",
        why="`return` hands the name of the error over as the answer; only `raise` ends what is going on.",
        do="Raise it.",
        example="class Count:\n    def __init__(self, left):\n        self.left = left\n\n    def __next__(self):\n"
        "        if self.left == 0:\n            return StopIteration\n        self.left -= 1\n"
        "        return self.left\n",
        better="class Count:\n    def __init__(self, left):\n        self.left = left\n\n    def __next__(self):\n"
        "        if self.left == 0:\n            raise StopIteration\n        self.left -= 1\n"
        "        return self.left\n",
    )
)
def error_given_back(program: Program) -> Iterator[Place]:
    """See the rule: a built-in error that is returned where other ways through return something else."""
    for node in program.all(ast.Return):
        match node.value:
            case ast.Name(id="StopIteration" | "ValueError" | "IndexError" | "KeyError" | "TypeError" as name):
                around = program.parents[node]
                if isinstance(around, ast.If) and around.body[-1] is node:
                    yield Place(node.lineno, name)


@check(
    Rule(
        code="special-method-gives-another-kind",
        title="`{name}` must give another kind of value",
        weights={"correctness": 0.4},
        level="beginner",
        why="Python asks for a text from `__str__` and `__repr__`, and for a whole number from `__len__`: anything "
        "else "
        "is an error.",
        do="Put the parts together into one text.",
        example="class Card:\n    def __init__(self, rank, suit):\n        self.rank = rank\n"
        "        self.suit = suit\n\n"
        "    def __str__(self):\n        return self.rank, self.suit\n",
        better="class Card:\n    def __init__(self, rank, suit):\n        self.rank = rank\n"
        "        self.suit = suit\n\n"
        "    def __str__(self):\n        return f'{self.rank} {self.suit}'\n",
    )
)
def special_method_gives_another_kind(program: Program) -> Iterator[Place]:
    """See the rule: a tuple, a list or a number from `__str__`; a tuple, a list or a text from `__len__`."""
    for node in program.all(ast.Return):
        method = program.function_of(node)
        name = method.name if method is not None else ""
        if name not in ("__str__", "__repr__", "__len__") or not isinstance(program.parents[method], ast.ClassDef):  # type: ignore[index]  # it has a name, so it is there
            continue
        match node.value:
            case ast.Tuple() | ast.List() | ast.Dict() | ast.ListComp():
                yield Place(node.lineno, name)
            case ast.Call(func=ast.Name(id="len" | "sum" | "int" | "list" | "tuple")) if name != "__len__":
                yield Place(node.lineno, name)
            case ast.Constant(value=int() | float()) if name != "__len__":
                yield Place(node.lineno, name)
            case ast.JoinedStr() | ast.Constant(value=str()) | ast.Call(func=ast.Name(id="str")) if name == "__len__":
                yield Place(node.lineno, name)


@check(
    Rule(
        code="ranks-compared-as-texts",
        title="`{name}` compares the ranks as texts, so that '10' comes before '2'",
        weights={"correctness": 0.4},
        level="beginner",
        why="Texts are compared letter by letter; the order of the ranks is that of their list.",
        do="Compare the places that the two have in the list of ranks.",
        example="RANKS = ['2', '3', '10', 'K', 'A']\n\n\nclass Card:\n    def __init__(self, rank):\n"
        "        self.rank = rank\n\n    def __lt__(self, other):\n        return self.rank < other.rank\n",
        better="RANKS = ['2', '3', '10', 'K', 'A']\n\n\nclass Card:\n    def __init__(self, rank):\n"
        "        self.rank = rank\n\n    def __lt__(self, other):\n"
        "        return RANKS.index(self.rank) < RANKS.index(other.rank)\n",
    )
)
def ranks_compared_as_texts(program: Program) -> Iterator[Place]:
    """See the rule: a list or dictionary of ranks with '10' in it, called as the attribute that is compared."""
    lists = {}
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=parts) | ast.Tuple(elts=parts)):
                lists[name.lower()] = parts
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(keys=keys)):
                lists[name.lower()] = [one for one in keys if one is not None]
    ordered = {
        name.rstrip("s")
        for name, parts in lists.items()
        if any(is_const(one, "10") for one in parts)
        and any(is_const(one, "2", "3", "7", "9", "A", "K") for one in parts)
    }
    for asked in program.all(ast.Compare) if ordered else ():
        match asked:
            case ast.Compare(
                left=ast.Attribute(value=ast.Name(id=one), attr=left),
                ops=[ast.Lt() | ast.Gt() | ast.LtE() | ast.GtE()],
                comparators=[ast.Attribute(value=ast.Name(id=two), attr=right)],
            ) if one != two and left == right:
                if any(re.search(rf"(?:^|_){left.strip('_').lower()}(?:_|$)", known) for known in ordered):
                    yield Place(asked.lineno, ast.unparse(asked)[:50])


@check(
    Rule(
        code="change-behind-the-return",
        title="`{name}` stands behind `return` and is never done",
        weights={"correctness": 0.35},
        level="beginner",
        why="`return` ends the function at once.",
        do="Do it before the value is given back.",
        example="class Counter:\n    def __init__(self):\n        self.number = 0\n\n    def draw(self):\n"
        "        return self.number\n        self.number += 1\n",
        better="class Counter:\n    def __init__(self):\n        self.number = 0\n\n    def draw(self):\n"
        "        drawn = self.number\n        self.number += 1\n        return drawn\n",
    )
)
def change_behind_the_return(program: Program) -> Iterator[Place]:
    """See the rule: an attribute, an entry or a list is changed right behind a `return` of the same block."""
    for node in program.all(ast.Return):
        for step in program.after(node, 1):
            match step:
                case ast.AugAssign(target=target) | ast.Assign(targets=[ast.Attribute() | ast.Subscript() as target]):
                    yield Place(step.lineno, ast.unparse(target)[:40])
                case ast.Expr(value=call) if method_of(call) in ("append", "add", "remove", "pop", "clear", "insert"):
                    yield Place(step.lineno, ast.unparse(step)[:40])


@check(
    Rule(
        code="new-one-promised",
        title="`{name}` promises a new object and changes the old one",
        weights={"correctness": 0.35},
        level="beginner",
        why="Whoever calls it gets None, and the object itself is another one from then on.",
        do="Make the new object and give it back.",
        example="class Size:\n    def __init__(self, width):\n        self.width = width\n\n"
        "    def scaled(self, times):\n"
        '        """A new size, so many times as wide."""\n        self.width *= times\n',
        better="class Size:\n    def __init__(self, width):\n        self.width = width\n\n"
        "    def scaled(self, times):\n"
        '        """A new size, so many times as wide."""\n        return Size(self.width * times)\n',
    )
)
def new_one_promised(program: Program) -> Iterator[Place]:
    """See the rule: a docstring that begins so, and neither a value that is returned nor an error."""
    for function in program.functions:
        promised = re.match(r"(?:returns? )?an? (?:new|changed|scaled) ", (ast.get_docstring(function) or "").lower())
        if not promised or not any(_is_kept(one) and base_name(one).startswith("self.") for one in ast.walk(function)):
            continue
        ends = (ast.Return, ast.Yield, ast.YieldFrom, ast.Raise)
        sets = re.match(r"__init__$|_?(?:set|add|start|begin|reset|open|insert)", function.name)
        if not sets and not any(isinstance(one, ends) for one in program.within(function)):
            yield Place(function.lineno, function.name)


@check(
    Rule(
        code="cents-without-a-zero",
        title="`{name}` shows 3.05 as 3.5",
        weights={"correctness": 0.3},
        level="beginner",
        why="Behind the point there are always two digits, also for fewer than ten cents.",
        do="Give the second number two digits with a zero in front.",
        example="class Price:\n    def __init__(self, euros, cents):\n        self.euros = euros\n"
        "        self.cents = cents\n\n    def __str__(self):\n        return f'{self.euros}.{self.cents}'\n",
        better="class Price:\n    def __init__(self, euros, cents):\n        self.euros = euros\n"
        "        self.cents = cents\n\n    def __str__(self):\n        return f'{self.euros}.{self.cents:02d}'\n",
    )
)
def cents_without_a_zero(program: Program) -> Iterator[Place]:
    """See the rule: `{euros}.{cents}` in an f-string, without a format."""
    for node in program.all(ast.JoinedStr):
        for first, sign, second in zip(node.values, node.values[1:], node.values[2:], strict=False):
            match first, sign, second:
                case (
                    ast.FormattedValue(),
                    ast.Constant(value="." | ","),
                    ast.FormattedValue(value=ast.Name(id=name) | ast.Attribute(attr=name) as shown, format_spec=None),
                ) if re.search(r"(?:^|_)(?:cents?|pence)$", name) and program.kind(shown) != "str":
                    yield Place(node.lineno, ast.unparse(node)[:40])


CHECKS: tuple[Check, ...] = (
    iterator_gives_no_iterator,
    iterator_stands_still,
    iterator_leaves_one_out,
    error_given_back,
    special_method_gives_another_kind,
    ranks_compared_as_texts,
    change_behind_the_return,
    new_one_promised,
    cents_without_a_zero,
)
