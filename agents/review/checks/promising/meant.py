"""What a function says of itself, by its name or its own words, and what it does: the opposite, or a part of it.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS", "end_of", "first_of"]

_GREAT: Final = words("top highest largest biggest greatest longest maximum max most best")
_SMALL: Final = words("bottom lowest smallest shortest fewest cheapest minimum min least worst")
_UNSURE: Final = words("most best least worst")
"""What is best may be what costs least; `at_most` is a bound."""


_OTHERS: Final = words(
    "at common between sum sub subarray substring subsequence prefix suffix increasing window profit path product area "
    "depth distance difference possible allowed needed required steps moves jumps coins capacity width size length len "
    "height rooms boats"
)
"""Words of names that ask for more than one element: the longest common part is no longer than the shortest."""


def _parts(name: str) -> set[str]:
    """The words of a name that is written with low lines."""
    return set(name.lower().split("_"))


def _sense(name: str) -> int:
    """1 where a name asks for the greatest, -1 for the smallest, 0 for neither or both."""
    parts = _parts(name)
    if parts & _OTHERS:
        return 0
    return bool(parts & _GREAT) - bool(parts & _SMALL)


@check(
    Rule(
        code="first-from-the-wrong-side",
        title="`{name}` gives those from the other end",
        weights={"correctness": 0.3},
        level="beginner",
        why="`sorted` puts the smallest first, and with `reverse=True` the greatest.",
        do="Turn the order round.",
        example="def top_scores(scores, count):\n    return sorted(scores)[:count]\n",
        better="def top_scores(scores, count):\n    return sorted(scores, reverse=True)[:count]\n",
    )
)
def first_from_the_wrong_side(program: Program) -> Iterator[Place]:
    """See the rule: one end of a sorted list, in a function whose name says which are wanted."""
    for function in program.functions:
        sense = 0 if _less_is_better(function) else _sense(function.name)
        inside = list(program.within(function)) if sense else []
        known = _orders(inside)
        for node in inside:
            match node:
                case ast.Subscript(value=ast.Call(func=ast.Name(id="sorted"), keywords=given) as owner, slice=part):
                    first = first_of(given) * end_of(part)
                case ast.Subscript(value=ast.Name(id=name), slice=part) as owner if name in known:
                    first = first_of(known[name]) * end_of(part)
                case ast.Call(func=ast.Name(id="nsmallest" | "nlargest" as called)) as owner:
                    first = -1 if called == "nsmallest" else 1
                case ast.Call(func=ast.Attribute(attr="nsmallest" | "nlargest" as called)) as owner:
                    first = -1 if called == "nsmallest" else 1
                case _:
                    continue
            used = program.parents[node]
            kept = isinstance(owner, ast.Call) and isinstance(used, ast.Assign | ast.For)
            if not kept and not isinstance(used, ast.Return | ast.comprehension | ast.Call):
                continue
            unsure = _parts(function.name) & _UNSURE - (set() if _keyed(owner) else {"best"})
            if first == -sense and not unsure and not (_keyed(owner) and not isinstance(node, ast.Subscript)):
                yield Place(node.lineno, function.name)


def _less_is_better(function: Function) -> bool:
    """Whether the best ones are the least: laps, strokes, prices."""
    given = " ".join([*(one.arg for one in function.args.args), ast.get_docstring(function) or ""])
    return "best" in function.name.lower() and _LESS.search(f"{function.name} {given}".lower()) is not None


_LESS: Final = re.compile(
    r"(?:\b|_)(?:times?|laps?|seconds|minutes|strokes?|distances?|prices?|costs?|errors?)(?:\b|_)"
)


def _keyed(node: ast.expr) -> bool:
    """Whether the order may be another than that of the values themselves."""
    keys = (one.arg == "key" for one in ast.walk(node) if isinstance(one, ast.keyword))
    return isinstance(node, ast.Name) or any(keys)


def _orders(inside: list[ast.AST]) -> dict[str, list[ast.keyword]]:
    """Names that stand for a sorted list and are changed by nothing else -> how it was sorted."""
    orders: dict[str, list[list[ast.keyword]]] = {}
    changed = set()
    for node in inside:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="sorted"), keywords=given))
                | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="sort"), keywords=given)
            ):
                orders.setdefault(name, []).append(given)
            case (
                ast.Assign(targets=[ast.Name(id=name)])
                | ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="reverse" | "pop" | "append" | "insert" | "remove")
                )
            ):
                changed.add(name)
    return {name: given[0] for name, given in orders.items() if len(given) == 1 and name not in changed}


def end_of(part: ast.expr) -> int:
    """1 where a place or a slice is at the beginning, -1 at the end, 0 in the middle."""
    match part:
        case ast.Slice(lower=None, upper=ast.expr() as bound, step=None):
            return 0 if isinstance(bound, ast.UnaryOp) else 1
        case ast.Slice(lower=ast.UnaryOp(op=ast.USub()), upper=None, step=None):
            return -1
    return 1 if is_const(part, 0) else -1 if is_const(part, -1) else 0


def first_of(given: list[ast.keyword]) -> int:
    """1 where a sorted list begins with the greatest, -1 with the smallest, 0 where that is not known."""
    sense = -1
    for one in given:
        match one:
            case ast.keyword(arg="reverse", value=ast.Constant(value=bool(turned))):
                sense = -sense if turned else sense
            case (
                ast.keyword(arg="key", value=ast.Lambda(body=ast.Subscript() | ast.Attribute() | ast.Name()))
                | ast.keyword(arg="key", value=ast.Name(id="len") | ast.Attribute(attr="get"))
                | ast.keyword(arg="key", value=ast.Call(func=ast.Name(id="itemgetter" | "attrgetter"), args=[_]))
            ):
                pass
            case ast.keyword(arg="key", value=ast.Lambda(body=ast.UnaryOp(op=ast.USub()))):
                sense = -sense
            case _:
                return 0
    return sense


@check(
    Rule(
        code="opposite-extreme",
        title="`{name}` returns the other extreme",
        weights={"correctness": 0.3},
        level="beginner",
        why="`max` gives the greatest and `min` the smallest.",
        do="Call the one that the name of the function speaks of, or give the function another name.",
        example="def largest(numbers):\n    return min(numbers)\n",
        better="def largest(numbers):\n    return max(numbers)\n",
    )
)
def opposite_extreme(program: Program) -> Iterator[Place]:
    """See the rule: of all elements of something; the lesser of two values may well be the greatest one allowed."""
    for function in program.functions:
        sense = _sense(function.name)
        match function.body[-1]:
            case ast.Return(value=ast.Name(id=returned)):
                pass
            case _:
                returned = ""
        if not sense or _parts(function.name) & _UNSURE:
            continue
        inside = list(program.within(function))
        calls = {call_name(one) for one in inside if isinstance(one, ast.Call)}
        for node in inside:
            match node:
                case ast.Return(value=ast.Call(func=ast.Name(id="min" | "max" as called), args=[one])):
                    pass
                case ast.Assign(
                    targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="min" | "max" as called), args=[one])
                ) if name == returned:
                    pass
                case _:
                    continue
            wrong = (called == "min") == (sense > 0) and isinstance(one, ast.Name | ast.Attribute | ast.Call)
            if wrong and not calls & ({"max"} if called == "min" else {"min"}):
                yield Place(node.lineno, function.name)


_GREATEST: Final = words("largest biggest greatest longest highest maximum max")
_SMALLEST: Final = words("smallest shortest lowest minimum min")


@check(
    Rule(
        code="search-for-the-other-extreme",
        title="`{name}` takes what lies on the other side of it",
        weights={"correctness": 0.3, "readability": 0.12},
        level="beginner",
        why="The greatest is replaced by what is greater, and the smallest by what is smaller.",
        do="Turn the comparison round.",
        example="def largest(numbers):\n    found = numbers[0]\n    for number in numbers:\n"
        "        if number < found:\n            found = number\n    return found\n",
        better="def largest(numbers):\n    found = numbers[0]\n    for number in numbers:\n        if number > found:\n"
        "            found = number\n    return found\n",
    )
)
def search_for_the_other_extreme(program: Program) -> Iterator[Place]:
    """See the rule: where the name that is kept says which one is looked for, or the function that returns it."""
    for node in program.all(ast.If):
        test = node.test.values[-1] if isinstance(node.test, ast.BoolOp) else node.test  # after `found is None or`
        match test, node.body:
            case (
                ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as sign], comparators=[right]),
                [ast.Assign(targets=[ast.Name(id=kept)], value=taken), *_],
            ) if program.in_loop(node) and not node.orelse:
                sense = _wanted(program, node, kept)
            case _:
                continue
        one, other = ast.dump(left), ast.dump(right)
        best, new = ast.dump(ast.Name(id=kept, ctx=ast.Load())), ast.dump(taken)
        less = isinstance(sign, ast.Lt | ast.LtE)
        if new in one and one.replace(new, best) == other:
            taken_side = -1 if less else 1
        elif new in other and other.replace(new, best) == one:
            taken_side = 1 if less else -1
        else:
            continue
        if taken_side == -sense:
            yield Place(node.lineno, kept)


def _wanted(program: Program, node: ast.If, kept: str) -> int:
    """1 for the greatest, -1 for the smallest: by the name alone, or the function that returns it at its end."""
    parts = _parts(kept)
    if parts & _OTHERS:
        return 0
    sense = bool(parts & _GREATEST) - bool(parts & _SMALLEST)
    function = program.function_of(node)
    if sense or function is None or parts & (_GREATEST | _SMALLEST):
        return sense
    match function.body[-1]:
        case ast.Return(value=ast.Name(id=name)) if name == kept:
            parts = _parts(function.name)
            sense = bool(parts & _GREATEST) - bool(parts & _SMALLEST)
            said = set(re.findall(r"\w+", (ast.get_docstring(function) or "").lower()))
            if not sense and not said & (_OTHERS | {"not", "most", "least"}):
                sense = bool(said & _GREATEST) - bool(said & _SMALLEST)
            return 0 if parts & _OTHERS else sense
    return 0


@check(
    Rule(
        code="all-after-one",
        title="`{name}` says yes as soon as one element fits",
        weights={"correctness": 0.3},
        level="beginner",
        why="Whether all elements fit is known only when the last one has been looked at.",
        do="Leave the loop with False at the first that does not fit, and return True after it.",
        example="def all_even(numbers):\n    for number in numbers:\n        if number % 2 == 0:\n"
        "            return True\n    return False\n",
        better="def all_even(numbers):\n    for number in numbers:\n        if number % 2 != 0:\n"
        "            return False\n    return True\n",
    )
)
def all_after_one(program: Program) -> Iterator[Place]:
    """See the rule: a loop of one question, in a function that is called `all_...` or `every_...`."""
    for function in program.functions:
        if not re.match(r"(is_|are_|has_|have_)?(all|every)_", function.name):
            continue
        match function.body[-2:]:
            case [
                ast.For(body=[ast.If(body=[ast.Return(value=ast.Constant(value=True)) as yes], orelse=[])], orelse=[]),
                ast.Return(value=ast.Constant(value=False)),
            ]:
                yield Place(yes.lineno, function.name)
    yield from _one_letter_is_enough(program)


_COMPLETE: Final = re.compile(
    r"(?:^|_)(?:won|win|wins|solved|complete|completed|finished|done|guessed|revealed)(?:_|$)"
)
_UNCOVERED: Final = re.compile(r"guess|tried|reveal|uncover|letters|correct|found|hits")


def _one_letter_is_enough(program: Program) -> Iterator[Place]:
    """A word is solved when one of its letters was guessed: `any`, or a loop that says yes at once."""
    for function in program.functions:
        if not _COMPLETE.search(function.name.lower()):
            continue
        match function.body[-2:]:
            case [
                ast.For(target=target, body=[ast.If(test=test, body=[ast.Return(value=ast.Constant(value=True))])]),
                ast.Return(value=ast.Constant(value=False)),
            ] if _is_uncovered(test, target):
                yield Place(test.lineno, function.name)
    for call in program.all(ast.Call):
        match call, program.parents[call]:
            case (
                ast.Call(
                    func=ast.Name(id="any"),
                    args=[ast.GeneratorExp(elt=test, generators=[ast.comprehension(target=target, ifs=[])])],
                ),
                ast.Return() | ast.Assign() as around,
            ) if _is_uncovered(test, target):
                names = [ast.unparse(one) for one in getattr(around, "targets", [])]
                inner = program.function_of(call) if isinstance(around, ast.Return) else None
                names += [inner.name] if inner is not None else []
                if any(_COMPLETE.search(one.lower().replace(".", "_")) for one in names):
                    yield Place(call.lineno, names[0])


def _is_uncovered(test: ast.expr, letter: ast.expr) -> bool:
    match test:
        case ast.Compare(left=ast.Name() as asked, ops=[ast.In()], comparators=[found]):
            return ast.unparse(letter) == asked.id and bool(_UNCOVERED.search(ast.unparse(found).lower()))
    return False


@check(
    Rule(
        code="letters-leave-the-alphabet",
        title="`{name}` moves letters beyond the last one",
        weights={"correctness": 0.2},
        level="learning",
        why="After z come signs that are no letters. A cipher goes on with a.",
        do="Take the remainder of the letter's place in the alphabet, with `% 26`.",
        example='"""A cipher."""\n\nFIRST = ord("a")\nLETTERS = 26\n\n\ndef caesar(text, key):\n    """Move them."""\n'
        '    return "".join(chr(ord(one) + key) for one in text)\n\n\nprint(FIRST, LETTERS)\n',
        better='"""A cipher."""\n\nFIRST = ord("a")\nLETTERS = 26\n\n\ndef caesar(text, key):\n    """Move them."""\n'
        '    return "".join(chr((ord(one) - FIRST + key) % LETTERS + FIRST) for one in text)\n',
    )
)
def letters_leave_the_alphabet(program: Program) -> Iterator[Place]:
    """See the rule: a function that is called so and never asks whether a letter is still one."""
    for function in program.functions:
        if not _parts(function.name) & words("caesar cesar rot rot13 shift encrypt cipher encode"):
            continue
        inside = list(ast.walk(function))
        wraps = any(isinstance(one, ast.Mod | ast.BitXor) or is_const(one, 25, 26) or _asks(one) for one in inside)
        letters = "caesar" in function.name or any(
            method_of(one) in ("isalpha", "isupper", "islower") for one in inside
        )
        for node in inside:
            match node:
                case ast.Call(
                    func=ast.Name(id="chr"),
                    args=[ast.BinOp(left=ast.Call(func=ast.Name(id="ord")), op=ast.Add(), right=ast.Name(id=key))],
                ) if letters and not wraps and key in program.parameters(function):
                    yield Place(node.lineno, function.name)


def _asks(node: ast.AST) -> bool:
    """Whether a comparison may be about the moved letter: one with a written letter is about the given one."""
    sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
    plain = any(isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.isalpha() for one in sides)
    return bool(sides) and not plain


_SHARES: Final = words("discount percent percentage rate tax tip vat interest pct")
_OFTEN_SHARES: Final = words("discount percent percentage rate vat interest")
"""What is a part where it is less than 1: a tip may be half a euro."""


@check(
    Rule(
        code="percent-of-nothing",
        title="`{name}` is no part of the amount: it is a number like 0.2",
        weights={"correctness": 0.3},
        level="beginner",
        why="20 percent of an amount is `amount * 20 / 100`. Without the amount a fifth of one is added or taken off.",
        do="Multiply by what it is a percentage of.",
        example="def after_discount(price, discount):\n    return price - discount / 100\n",
        better="def after_discount(price, discount):\n    return price - price * discount / 100\n",
    )
)
def percent_of_nothing(program: Program) -> Iterator[Place]:
    """See the rule: added to, or taken off, what is itself no share."""
    for node in program.all(ast.BinOp, ast.AugAssign):
        match node:
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
                pass
            case ast.AugAssign(target=left, op=ast.Add() | ast.Sub(), value=right):
                pass
            case _:
                continue
        match right:
            case ast.BinOp(left=ast.Name(id=share) | ast.Attribute(attr=share), op=ast.Div(), right=hundred) if (
                is_const(hundred, 100)
            ):
                amounts = left if isinstance(left, ast.Name | ast.Attribute | ast.Subscript) else None
            case ast.Name(id=share) if 0 < (program.number(right) or 0) < 1 and _parts(share) & _OFTEN_SHARES:
                amounts = left if isinstance(left, ast.Name | ast.Attribute | ast.Subscript) else None
            case _:
                continue
        if amounts is not None and _parts(share) & _SHARES and not _is_share(amounts, share):
            yield Place(node.lineno, ast.unparse(right)[:40])


def _is_share(node: ast.expr, share: str) -> bool:
    """Whether a name stands for a share or a factor itself, or the other for cents."""
    known = _SHARES | words(
        "factor multiplier ratio share fraction growth scale multiple result total_rate coefficient"
    )
    return any(_parts(one.split(".")[-1]) & known for one in names_in(node)) or bool(_parts(share) & {"cent", "cents"})


_FREEZING: Final = 32


@check(
    Rule(
        code="degrees-turned-wrong",
        title="`{name}` is not how degrees are turned from one scale into the other",
        weights={"correctness": 0.3},
        level="beginner",
        why="Water boils at 100 degrees Celsius, which are 212 degrees Fahrenheit: 9 for each 5, and 32 more.",
        do="Try it with 100 and with 212 by hand. Mind that `*` and `/` are worked out before `+` and `-`.",
        example="def celsius(fahrenheit):\n    return fahrenheit - 32 * 5 / 9\n",
        better="def celsius(fahrenheit):\n    return (fahrenheit - 32) * 5 / 9\n",
    )
)
def degrees_turned_wrong(program: Program) -> Iterator[Place]:
    """See the rule: a formula of one name with 32, 5 and 9 (or 1.8), tried with the temperatures of boiling water."""
    for node in program.all(ast.BinOp):
        if isinstance(program.parents[node], ast.BinOp):
            continue
        names = names_in(node)
        numbers = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
        known = numbers in ({_FREEZING, 5, 9}, {_FREEZING, 1.8})
        known_parts = (ast.BinOp, ast.Name, ast.Constant, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Load)
        plain = all(isinstance(one, known_parts) for one in ast.walk(node))
        if not known or not plain or len(names) != 1:
            continue
        if not any(abs(_at(node, given) - right) < 1 for given, right in ((100, 212), (212, 100))):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _at(node: ast.expr, given: float) -> float:
    """The value of a formula for a value of its one name; of sums, products and quotients alone."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _at(left, given) + _at(right, given)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _at(left, given) - _at(right, given)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _at(left, given) * _at(right, given)
        case ast.BinOp(left=left, op=ast.Div() | ast.FloorDiv(), right=right):
            return _at(left, given) / (_at(right, given) or 1.0)
    return given


CHECKS: tuple[Check, ...] = (
    first_from_the_wrong_side,
    opposite_extreme,
    search_for_the_other_extreme,
    all_after_one,
    letters_leave_the_alphabet,
    percent_of_nothing,
    degrees_turned_wrong,
)
