"""Tables, rows and digits: a table that stays zero, rows taken for columns, digits counted from the wrong end.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import MUTATORS, Program, base_name, call_name, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="table-stays-zero",
        title="`{name}` holds nothing but zeros, whatever is added up from it",
        weights={"correctness": 0.4},
        level="learning",
        why="Every place is worked out from other places of the table, and all of them begin with 0. One place has to "
        "be known from the beginning.",
        do="Fill in what is known without counting, the first place most of the time.",
        example="def ways(coins, amount):\n    table = [0] * (amount + 1)\n    for coin in coins:\n"
        "        for total in range(coin, amount + 1):\n            table[total] += table[total - coin]\n"
        "    return table[amount]\n",
        better="def ways(coins, amount):\n    table = [1] + [0] * amount\n    for coin in coins:\n"
        "        for total in range(coin, amount + 1):\n            table[total] += table[total - coin]\n"
        "    return table[amount]\n",
    )
)
def table_stays_zero(program: Program) -> Iterator[Place]:
    """See the rule: a list of zeros that is given nothing but sums and products of its own places."""
    for start in program.all(ast.Assign):
        match start.targets:
            case [ast.Name(id=name) as target] if len(program.values(target)) == 1 and _is_zeros(start.value):
                pass
            case _:
                continue
        if name in program.outer_names:
            continue
        uses = [one for one in program.places(program.scope(start), name) if one is not target]
        fills = [whole for one in uses if (whole := _whole(program, one)) is not None]
        stored = [program.parents[one] for one in fills if not isinstance(one.ctx, ast.Load)]
        everywhere = len(program.by_name[name]) == len(uses) + 1 or not isinstance(program.scope(start), ast.Module)
        known = len(fills) + sum(_is_harmless(program, one) for one in uses) == len(uses) and everywhere
        if stored and known and all(_stays_zero(program, step, name) for step in stored):
            yield Place(start.lineno, name)


def _is_zeros(node: ast.expr) -> bool:
    """`[0] * n`, `[[0] * n for ...]`, `[0 for ...]`, the same with `False`."""
    match node:
        case ast.BinOp(left=ast.List(elts=[zero]), op=ast.Mult()):
            return _is_nothing(zero)
        case ast.ListComp(elt=elt):
            return _is_nothing(elt) or _is_zeros(elt)
    return False


def _is_nothing(node: ast.expr) -> bool:
    return is_const(node, 0) or (isinstance(node, ast.Constant) and node.value is False)


def _whole(program: Program, name: ast.Name) -> ast.Subscript | None:
    """The whole of `table[i][j]`, of which a name is the beginning."""
    node: ast.expr = name
    while isinstance(around := program.parents[node], ast.Subscript) and around.value is node:
        node = around
    return node if isinstance(node, ast.Subscript) and not _is_passed_on(program, node) else None


def _is_passed_on(program: Program, node: ast.Subscript) -> bool:
    """Whether a row may be changed elsewhere: by a method, in a loop, or by another name."""
    around = program.parents[node]
    if isinstance(around, ast.Attribute):
        return around.attr in MUTATORS
    return isinstance(around, ast.For) or (isinstance(around, ast.Assign) and around.value is node and _is_row(around))


def _is_row(step: ast.Assign) -> bool:
    return any(isinstance(one, ast.Name) for one in step.targets)


def _is_harmless(program: Program, name: ast.Name) -> bool:
    around = program.parents[name]
    return call_name(around) in ("len", "print", "sum", "max", "min") or isinstance(around, ast.Return)


def _stays_zero(program: Program, step: ast.AST, name: str) -> bool:
    match step:
        case ast.Assign(value=ast.Constant(value=True)):  # where another place is true
            around = program.parents[step]
            tests = around.test if isinstance(around, ast.If) and step in around.body else None
            parts = tests.values if isinstance(tests, ast.BoolOp) and isinstance(tests.op, ast.And) else [tests]
            return any(one is not None and _is_of_table(one, name) for one in parts)
        case ast.AugAssign(op=ast.Add() | ast.Sub() | ast.Mult(), value=value) | ast.Assign(value=value):
            return _is_of_table(value, name)
    return False


def _is_of_table(node: ast.expr, name: str) -> bool:  # noqa: PLR0911 - a table of shapes
    """Whether an expression is zero as long as all places of a table are."""
    match node:
        case ast.Subscript():
            return base_name(node) == name
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return _is_of_table(left, name) and _is_of_table(right, name)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _is_of_table(left, name) or _is_of_table(right, name)
        case ast.Call(func=ast.Name(id="max" | "min"), args=[_, _, *_] as parts, keywords=[]):
            return all(_is_of_table(one, name) for one in parts)
        case ast.BoolOp(op=ast.And(), values=parts):
            return any(_is_of_table(one, name) for one in parts)
        case ast.BoolOp(values=parts):
            return all(_is_of_table(one, name) for one in parts)
    return _is_nothing(node)


@check(
    Rule(
        code="row-taken-for-column",
        title="`{name}` takes the number of a column for the number of a row",
        weights={"correctness": 0.35},
        level="beginner",
        why="The first number in brackets chooses the row, the second one the column. In a table that is wider than "
        "high, such a row is not there.",
        do="Write the two numbers in the other order, or exchange the two ends of `range`.",
        example="def show(table):\n    for column in range(len(table[0])):\n"
        "        for row in range(len(table)):\n            print(table[row][0], table[column][row])\n",
        better="def show(table):\n    for column in range(len(table[0])):\n"
        "        for row in range(len(table)):\n            print(table[row][0], table[row][column])\n",
    )
)
def row_taken_for_column(program: Program) -> Iterator[Place]:
    """See the rule: `x[a][b]` where `a` counts to the length of `x[0]`, and `b` to the length of `x`."""
    counted: dict[tuple[ast.AST, str], list[ast.expr]] = {}
    for walk in program.walks:
        for name, bound in _counts_to(walk):
            counted.setdefault((program.scope(walk.target), name), []).append(program.value(bound) or bound)
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(
                value=ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=first)), slice=ast.Name(id=second)
            ):
                scope = program.scope(node)
                rows, columns = counted.get((scope, first), []), counted.get((scope, second), [])
                wide = bool(rows) and all(ast.unparse(one) == f"len({table}[0])" for one in rows)
                high = bool(columns) and all(ast.unparse(one) == f"len({table})" for one in columns)
                if wide and high and "square" not in program.purpose(node):
                    yield Place(node.lineno, ast.unparse(node))


def _counts_to(walk: ast.For | ast.comprehension) -> Iterator[tuple[str, ast.expr]]:
    """The name and the end of `for i in range(n)`."""
    match walk.target, walk.iter:
        case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[bound]):
            yield name, bound
        case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=0), bound]):
            yield name, bound
        case ast.Name(id=name), _:
            yield name, walk.iter


_FROM_THE_END: Final = re.compile(r"lowest first|least significant|little|reversed|backwards|from the right|polynom")
_SIGN: Final = re.compile(r"(sign|char|ch|c|digit|d|bit|b|letter|symbol|ziffer)")


@check(
    Rule(
        code="places-from-the-wrong-end",
        title="`{name}` gives the first digit the lowest place",
        weights={"correctness": 0.4},
        level="beginner",
        why="The first digit of a number counts most. With places counted from the left, `10` is worth what `01` "
        "should be.",
        do="Go through the digits backwards, or count the places from the end.",
        example="def value_of(digits):\n    total = 0\n    for place, digit in enumerate(digits):\n"
        "        total += int(digit) * 2**place\n    return total\n",
        better="def value_of(digits):\n    total = 0\n    for place, digit in enumerate(reversed(digits)):\n"
        "        total += int(digit) * 2**place\n    return total\n",
    )
)
def places_from_the_wrong_end(program: Program) -> Iterator[Place]:
    """See the rule: a number of a digit times `2 ** place`, in a loop through the text from its beginning."""
    for power in program.all(ast.BinOp):
        match power:
            case ast.BinOp(left=base, op=ast.Pow(), right=ast.Name(id=place)):
                pass
            case _:
                continue
        if not (isinstance(base, ast.Name) or is_const(base, 2, 3, 8, 10, 16)) or _is_told(program, power):
            continue
        for walk in program.loops_around(power):
            for part in [walk] if isinstance(walk, ast.For) else getattr(walk, "generators", []):
                sign = _walked_forwards(program, part, place)
                if sign and _is_digit_here(program, power, sign):
                    yield Place(power.lineno, ast.unparse(power))


def _is_told(program: Program, node: ast.AST) -> bool:
    function = program.function_of(node)
    return function is not None and bool(_FROM_THE_END.search(f"{function.name} {program.said(function)}"))


def _walked_forwards(program: Program, walk: ast.For | ast.comprehension, place: str) -> str:
    """How a sign is written in a loop that counts places upwards and goes through a text forwards."""
    match walk.target, walk.iter:
        case (
            ast.Tuple(elts=[ast.Name(id=name), ast.Name(id=sign)]),
            ast.Call(func=ast.Name(id="enumerate"), args=[ast.Name() as text]),
        ) if name == place and _SIGN.fullmatch(sign):
            return sign if _is_as_given(program, text) else ""
        case (
            ast.Name(id=name),
            ast.Call(func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[ast.Name() as text])]),
        ) if name == place:
            return f"{text.id}[{name}]" if _is_as_given(program, text) else ""
    return ""


def _is_as_given(program: Program, text: ast.Name) -> bool:
    """Whether nothing has turned a text round."""
    return not program.values(text)


def _is_digit_here(program: Program, power: ast.BinOp, sign: str) -> bool:
    """Whether the power stands for the sign: beside `int(sign)`, or where the sign is asked for."""
    around = program.parents[power]
    if isinstance(around, ast.BinOp) and isinstance(around.op, ast.Mult):
        other = around.left if around.right is power else around.right
        match other:
            case ast.Call(func=ast.Name(id="int"), args=[one]):
                return ast.unparse(one) == sign
            case ast.Call(func=ast.Attribute(attr="index" | "find"), args=[one]):
                return ast.unparse(one) == sign
            case ast.Subscript(slice=one):
                return ast.unparse(one) == sign
    match program.parents.get(around):
        case ast.If(test=ast.Compare(left=one, ops=[ast.Eq()], comparators=[ast.Constant(value="1")])):
            return ast.unparse(one) == sign
    return False


_BOTH_ENDS: Final = re.compile(r"inclusive|included|including|both ends|through the last|\[\w+, ?\w+\]")
_SUMS: Final = re.compile(r"(prefix|pre|cum|acc|running|partial)\w*|\w*(prefix|sums|totals)|p|ps")


@check(
    Rule(
        code="last-one-not-in-the-sum",
        title="`{name}` leaves one end of the range out",
        weights={"correctness": 0.4},
        level="learning",
        why="Both ends shall count. The difference of the sums at these two places holds all between them and one of "
        "the two ends.",
        do="Try a range of one element: which difference gives that element.",
        example="def range_sum(prefix, first, last):\n    '''Add up from first to last, both included.'''\n"
        "    return prefix[last] - prefix[first]\n",
        better="def range_sum(prefix, first, last):\n    '''Add up from first to last, both included.'''\n"
        "    return prefix[last + 1] - prefix[first]\n",
    )
)
def last_one_not_in_the_sum(program: Program) -> Iterator[Place]:
    """See the rule: sums up to each place, and the words say that both ends are included."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Subscript(value=row, slice=ast.Name(id=last)),
                op=ast.Sub(),
                right=ast.Subscript(value=again, slice=ast.Name(id=first)),
            ) if first != last and ast.unparse(row) == ast.unparse(again):
                function = program.function_of(node)
                said = program.said(function) if function is not None else ""
                name = ast.unparse(row).rpartition(".")[2].lower()
                moved = any(_is_counted_on(program, node, one) for one in (first, last))
                if _SUMS.fullmatch(name) and _BOTH_ENDS.search(said) and not moved and "exclu" not in said:
                    yield Place(node.lineno, ast.unparse(node))


def _is_counted_on(program: Program, node: ast.AST, name: str) -> bool:
    """Whether a name is no longer what was given."""
    places = program.places(program.scope(node), name)
    return any(isinstance(program.parents[one], ast.AugAssign) for one in places)


CHECKS: tuple[Check, ...] = (
    table_stays_zero,
    row_taken_for_column,
    places_from_the_wrong_end,
    last_one_not_in_the_sum,
)
