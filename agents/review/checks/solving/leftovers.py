"""What a walk leaves behind: the rest of the longer list, the first node of a chain.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="rest-of-one-list-lost",
        title="What is left of `{name}` when the other list is used up gets lost",
        weights={"correctness": 0.35},
        level="beginner",
        why="The loop ends as soon as one of the two has nothing more. The other one may still have elements then, and "
        "it can be either of them.",
        do="Behind the loop, add what is left of both: one of the two rests is empty.",
        example="def joined(one, other):\n    result = []\n    while one and other:\n        if one[0] <= other[0]:\n"
        "            result.append(one.pop(0))\n        else:\n            result.append(other.pop(0))\n"
        "    result += one\n    return result\n",
        better="def joined(one, other):\n    result = []\n    while one and other:\n        if one[0] <= other[0]:\n"
        "            result.append(one.pop(0))\n        else:\n            result.append(other.pop(0))\n"
        "    result += one\n    result += other\n    return result\n",
    )
)
def rest_of_one_list_lost(program: Program) -> Iterator[Place]:
    """See the rule: both give to a third place, each in its branch, and one alone is spoken of behind the loop."""
    for loop in program.all(ast.While):
        parts, body = _goes_on(loop)
        if len(parts) != 2:  # noqa: PLR2004 - both lists
            continue
        inside = [one for part in body for one in ast.walk(part)]
        sides = [_side(part, inside) for part in parts]
        (one, _), (other, _) = sides
        if not one or not other or one == other or any(isinstance(node, ast.Break | ast.Return) for node in inside):
            continue
        named = {name: found for node in inside for name, found in _named(node, sides)}
        given: dict[str, dict[str, ast.AST]] = defaultdict(dict)
        for node in inside:
            if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr):
                for side, place, branch in _gives(node, sides, named):
                    given[place][side] = branch or program.parents[node]
        apart = [
            place
            for place, found in given.items()
            if place
            and place not in (one, other)
            and {one, other} <= found.keys()
            and (found[one] is not found[other] or isinstance(found[one], ast.If))
        ]
        end = loop.body[-1].end_lineno or 0
        behind = [side for side in (one, other) if apart and _is_read_behind(program, loop, side, end)]
        if len(behind) == 1:
            yield Place(loop.lineno, other if behind == [one] else one)


def _goes_on(loop: ast.While) -> tuple[list[ast.expr], list[ast.stmt]]:
    """What a loop asks for in order to go on, or to end with its first step, and its other steps."""
    match loop.test, loop.body[0]:
        case ast.BoolOp(op=ast.And(), values=parts), _:
            return parts, loop.body
        case ast.UnaryOp(op=ast.Not(), operand=ast.BoolOp(op=ast.Or(), values=parts)), _:
            return parts, loop.body
        case ast.Constant(value=True), ast.If(
            test=ast.BoolOp(op=ast.Or(), values=parts), body=[ast.Break()], orelse=[]
        ):
            return parts, loop.body[1:]
    return [], []


def _named(node: ast.AST, sides: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """`x` and the list of `x = values[i]` and of `x, y = values[i], others[j]`."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = list(zip(targets, values, strict=False))
        case ast.Assign(targets=[target], value=value):
            pairs = [(target, value)]
        case _:
            return
    for target, value in pairs:
        for whole, index in sides:
            if isinstance(target, ast.Name) and _is_element(value, whole, index):
                yield target.id, whole


def _side(part: ast.expr, inside: list[ast.AST]) -> tuple[str, str]:
    """A list and the name of the place in it, of `i < len(x)`, `i < n`, `x`, `len(x) > 0`, `node is not None`."""
    match part:
        case ast.Name() | ast.Attribute():
            return ast.unparse(part), ""
        case ast.Call(func=ast.Name(id="len"), args=[whole]):
            return ast.unparse(whole), ""
        case ast.Compare(left=left, comparators=[right]):
            pass
        case _:
            return "", ""
    for index in (left, right):
        owners = {
            ast.unparse(one.value)
            for one in inside
            if isinstance(one, ast.Subscript) and ast.unparse(one.slice) == ast.unparse(index)
        }
        if len(owners) == 1 and isinstance(index, ast.Name | ast.Attribute):
            return owners.pop(), ast.unparse(index)
    whole = left if isinstance(right, ast.Constant | ast.List) else right
    return _side(whole, inside) if isinstance(left, ast.Constant) or whole is left else ("", "")


def _gives(
    step: ast.stmt, sides: list[tuple[str, str]], named: dict[str, str]
) -> Iterator[tuple[str, str, ast.AST | None]]:
    """The list whose element a statement puts somewhere, and where: `r.append(x[i])`, `r[k] = x.pop(0)`."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner), args=[*_, value])):
            place = base_name(owner)
        case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
            place = "yield"
        case ast.Assign(targets=[ast.Attribute(value=owner)], value=ast.Name(id=node)) if (node, "") in sides:
            yield node, base_name(owner), None
            return
        case ast.Assign(targets=[target], value=value) | ast.AugAssign(target=target, value=value):
            place = base_name(target)
        case _:
            return
    choice = isinstance(value, ast.IfExp)
    for one in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
        parts = list(ast.walk(one))
        found = {whole for whole, index in sides if any(_is_element(part, whole, index) for part in parts)}
        found |= {named[part.id] for part in parts if isinstance(part, ast.Name) and part.id in named}
        if len(found) == 1:
            yield found.pop(), place, one if choice else None


def _is_element(node: ast.AST, whole: str, index: str) -> bool:
    match node:
        case ast.Subscript(value=owner, slice=place):
            return ast.unparse(owner) == whole and ast.unparse(place) == (index or "0")
        case ast.Call(func=ast.Attribute(value=owner, attr="pop" | "popleft")):
            return not index and ast.unparse(owner) == whole
        case ast.Attribute(value=owner):
            return not index and ast.unparse(owner) == whole and not isinstance(owner, ast.Attribute)
    return False


def _is_read_behind(program: Program, loop: ast.While, side: str, end: int) -> bool:
    """Whether a list is read behind a line, other than for its length."""
    scope = program.scope(loop)
    root = re.split(r"[.\[]", side, maxsplit=1)[0]
    for place in reversed(program.places(scope, root)):
        if place.lineno <= end:
            return False
        if not isinstance(place.ctx, ast.Load):
            continue
        node: ast.AST = place
        while isinstance(program.parents[node], ast.Attribute) and ast.unparse(node) != side:
            node = program.parents[node]
        if ast.unparse(node) == side and call_name(program.parents[node]) != "len":
            return True
    return False


_FEW: Final = 4  # links that are changed in one function and looked at
_EXTRA: Final = re.compile(
    r"dummy|sentinel|fake|header|anchor|never the (?:first|head)|(?:except|but) the (?:first|head)"
)


@check(
    Rule(
        code="first-node-never-taken-out",
        title="`{name}` can never take out the first node",
        weights={"correctness": 0.35},
        level="beginner",
        why="The walk asks from the second node on. When the first one is wanted, no link is changed, and the "
        "beginning stays where it is.",
        do="Ask the first node as well. There is no node before it: the beginning itself has to move on.",
        example="class Chain:\n    def __init__(self):\n        self.head = None\n\n    def remove(self, value):\n"
        "        node = self.head\n        while node and node.next:\n            if node.next.value == value:\n"
        "                node.next = node.next.next\n                return\n            node = node.next\n",
        better="class Chain:\n    def __init__(self):\n        self.head = None\n\n    def remove(self, value):\n"
        "        if self.head and self.head.value == value:\n            self.head = self.head.next\n"
        "            return\n        node = self.head\n        while node and node.next:\n"
        "            if node.next.value == value:\n                node.next = node.next.next\n"
        "                return\n            node = node.next\n",
    )
)
def first_node_never_taken_out(program: Program) -> Iterator[Place]:
    """See the rule: a node that holds a given value is taken out, and nothing asks the first one or moves it."""
    looked: Counter[Function | None] = Counter()
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=name) as before, attr=link)],
                value=ast.Attribute(value=ast.Attribute() | ast.Name() as gone, attr=again),
            ) if link == again and ast.unparse(gone) != name:
                function = program.function_of(node)
            case _:
                continue
        begin = _beginning(program, before, gone, link) if looked[function] < _FEW else None
        if function is None or begin is None or _EXTRA.search(ast.unparse(function).lower()):
            continue
        looked[function] += 1
        inside = list(program.within(function))
        moving = {name} | names_in(gone)
        asked = any(isinstance(one, ast.Compare) and _asks(one, ast.unparse(gone), link, moving) for one in inside)
        start = ast.unparse(begin)
        known = any(
            isinstance(one, ast.Attribute) and one.attr != link and ast.unparse(one.value) in (start, name)
            for one in inside
        )
        moved = any(
            isinstance(one, ast.Attribute | ast.Name)
            and not isinstance(one.ctx, ast.Load)
            and ast.unparse(one) == start
            for one in inside
        )
        helped = any(isinstance(one, ast.Call) and base_name(one.func).startswith("self.") for one in inside)
        if asked and not known and not moved and not helped and _begins_with_nodes(program, function, begin):
            yield Place(node.lineno, function.name)


def _beginning(program: Program, before: ast.Name, gone: ast.expr, link: str) -> ast.expr | None:
    """Where the walk begins that takes out `gone` behind `before`: `self.head`, or a parameter."""
    given = [one for one in program.values(before) if one is not None]
    goes = [one for one in program.values(gone) if one is not None] if isinstance(gone, ast.Name) else []
    steps = {f"{before.id}.{link}", ast.unparse(gone)} & {ast.unparse(one) for one in given}
    if not steps or (isinstance(gone, ast.Attribute) and ast.unparse(gone) != f"{before.id}.{link}"):
        return None
    empty = any(isinstance(one, ast.Constant) and one.value is None for one in given)
    for one in goes if empty else given:
        match one:
            case ast.Attribute(value=ast.Name(id="self")):
                return one
            case ast.Name(id=name) if name in program.parameters(program.scope(before)):
                return one
    return None


def _asks(node: ast.Compare, gone: str, link: str, moving: set[str]) -> bool:
    """Whether what the node holds is compared with something that stays the same on the way."""
    sides = [node.left, *node.comparators]
    held = [
        one for one in sides if isinstance(one, ast.Attribute) and one.attr != link and ast.unparse(one.value) == gone
    ]
    return len(held) == 1 and not any(names_in(one) & moving for one in sides if one not in held)


def _begins_with_nodes(program: Program, function: Function, begin: ast.expr) -> bool:
    """Whether there may be no node at the beginning, so that it is none that only stands before the others."""
    if isinstance(begin, ast.Name):
        return any(ast.unparse(one) == f"return {begin.id}" for one in function.body)
    owner = program.scope(function)
    inits = [one for one in getattr(owner, "body", []) if getattr(one, "name", "") == "__init__"]
    for init in inits if isinstance(owner, ast.ClassDef) else ():
        for one in program.within(init):
            match one:
                case ast.Assign(targets=targets, value=value):
                    pass
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    targets = [target]
                case _:
                    continue
            none = isinstance(value, ast.Constant) and value.value is None
            if ast.unparse(begin) in map(ast.unparse, targets):
                return none or (isinstance(value, ast.Name) and value.id in program.parameters(init))
    return False


CHECKS: tuple[Check, ...] = (rest_of_one_list_lost, first_node_never_taken_out)
