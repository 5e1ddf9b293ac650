"""The line with the names of the columns, which is no entry, and lists of what has to be ordered."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_HEADER: Final = re.compile(
    r"^(?:header|headers|head|heading|columns?|column_names|fields|field_names|names|titles?|keys)$"
)


@check(
    Rule(
        code="header-taken-for-an-entry",
        title="`{name}` begins with the header, and the loop takes that for an entry",
        weights={"correctness": 0.4},
        level="beginner",
        why="The first line was read as the names of the columns. It is still the first of the list, so that the first "
        "entry consists of these names.",
        do="Go through what comes behind the first line.",
        example="def entries(text):\n    lines = text.split('\\n')\n    header = lines[0].split(',')\n    found = []\n"
        "    for line in lines:\n        found.append(dict(zip(header, line.split(','))))\n    return found\n",
        better="def entries(text):\n    lines = text.split('\\n')\n    header = lines[0].split(',')\n    found = []\n"
        "    for line in lines[1:]:\n        found.append(dict(zip(header, line.split(','))))\n    return found\n",
    )
)
def header_taken_for_an_entry(program: Program) -> Iterator[Place]:
    """See the rule: `header = lines[0]...`, a loop over all `lines`, and nothing takes the first one away."""
    for node in program.all(ast.Assign):
        match node.targets:
            case [ast.Name(id=header)] if _HEADER.search(header.lower()):
                whole = _first_of(node.value)
            case _:
                continue
        if not whole:
            continue
        scope = program.scope(node)
        uses = program.places(scope, whole)
        plain = [one for one in uses if one.lineno > node.lineno and _walked(program, one)]
        others = [one for one in uses if one.lineno > node.lineno and one not in plain]
        for name in plain[:1] if not others else ():
            loop = program.parents[name]
            looks = isinstance(loop, ast.For) and any(
                isinstance(one, ast.Continue | ast.Compare) for one in ast.walk(loop)
            )
            if not looks:
                yield Place(name.lineno, whole)


def _first_of(node: ast.expr) -> str:
    """`x` of `x[0]`, `x[0].split(",")`, `x[0].strip().split()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=place) if is_const(place, 0):
            return name
    return ""


def _walked(program: Program, node: ast.Name) -> bool:
    around = program.parents[node]
    return isinstance(around, ast.For | ast.comprehension) and around.iter is node


_WANTED: Final = re.compile(
    r"(?:^|_)(?:to_order|reorders?|to_buy|shopping|shopping_list|restock|refill|low|low_stock|running_low|short|missing|"
    r"shortages?|needed|orders?)(?:_|$)"
)
_HAVE: Final = re.compile(
    r"(?:^|[_.\['\"])(?:stock|quantity|qty|amount|count|left|have|available|on_hand|inventory|level)(?:[_\]'\"\[(]|$)"
)
_LEAST: Final = re.compile(
    r"(?:^|[_.\['\"])(?:min|minimum|minimums|threshold|reorder_level|reorder_point|reorder_at|limit|required)(?:[_\]'\"\[]|$)"
)


@check(
    Rule(
        code="orders-what-is-there",
        title="`{name}` holds for what there is enough of, and that is ordered",
        weights={"correctness": 0.4},
        level="beginner",
        why="Something has to be ordered when there is less of it than the least that is wanted.",
        do="Work the condition out for something of which nothing is left.",
        example="def list_low(stock, minimum):\n    to_order = []\n    for item in stock:\n"
        "        if stock[item] > minimum[item]:\n            to_order.append(item)\n    return to_order\n",
        better="def list_low(stock, minimum):\n    to_order = []\n    for item in stock:\n"
        "        if stock[item] < minimum[item]:\n            to_order.append(item)\n    return to_order\n",
    )
)
def orders_what_is_there(program: Program) -> Iterator[Place]:
    """See the rule: stock that is more than the least puts something on a list of what is missing."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=have, ops=[ast.Gt() | ast.GtE()], comparators=[least]):
                pass
            case ast.Compare(left=least, ops=[ast.Lt() | ast.LtE()], comparators=[have]):
                pass
            case _:
                continue
        if not _HAVE.search(ast.unparse(have).lower()) or not _LEAST.search(ast.unparse(least).lower()):
            continue
        for step in node.body[:3]:
            match step:
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "add"))):
                    pass
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]):
                    pass
                case _:
                    continue
            if _WANTED.search(name) and names_in(step) & names_in(node.test):
                yield Place(node.lineno, ast.unparse(node.test))


_SHORT: Final = re.compile(
    r"^(?:missing|needed|to_order|to_buy|shortage|shortfall|lacking|still_needed|reorder|deficit)(?:_\w+)?$"
)
_TARGET: Final = re.compile(
    r"^(?:wanted|target|needed|required|goal|minimum|desired|ordered|demand|necessary|maximum|capacity)"
)


@check(
    Rule(
        code="shortage-turned-round",
        title="`{name}` is negative when something is missing",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is missing is what is wanted less what there is.",
        do="Work it out for 5 that are wanted and 2 that are there: 3 are missing.",
        example="def orders(stock, target):\n    found = {}\n    for item, wanted in target.items():\n"
        "        missing = stock[item] - wanted\n        if missing > 0:\n            found[item] = missing\n"
        "    return found\n",
        better="def orders(stock, target):\n    found = {}\n    for item, wanted in target.items():\n"
        "        missing = wanted - stock[item]\n        if missing > 0:\n            found[item] = missing\n"
        "    return found\n",
    )
)
def shortage_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: `missing = stock - wanted`, by the names."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=have, op=ast.Sub(), right=wanted)):
                target = ast.unparse(wanted).rpartition(".")[2].lower()
            case _:
                continue
        if _SHORT.search(name) and _TARGET.search(target) and _HAVE.search(ast.unparse(have).lower()):
            yield Place(node.lineno, name)


CHECKS: tuple[Check, ...] = (header_taken_for_an_entry, orders_what_is_there, shortage_turned_round)
