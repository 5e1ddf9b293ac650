"""Searches by halves and walks along linked lists: what lies at the very end, or at the very beginning, is missed.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="last-place-never-looked-at",
        title="`{name}` ends its search when one place is left, without looking at it",
        weights={"correctness": 0.35},
        level="learning",
        why="With `<` the loop has no turn for one single place. What is there is never found, and nothing can come "
        "behind the last.",
        do="Try a list of one element: give that place a turn, or begin with the length when a place to insert at is "
        "asked for.",
        example="def find(values, wanted):\n    low, high = 0, len(values) - 1\n    while low < high:\n"
        "        middle = (low + high) // 2\n        if values[middle] == wanted:\n            return middle\n"
        "        if values[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n    return -1\n",
        better="def find(values, wanted):\n    low, high = 0, len(values) - 1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if values[middle] == wanted:\n            return middle\n"
        "        if values[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n    return -1\n",
    )
)
def last_place_never_looked_at(program: Program) -> Iterator[Place]:
    """See the rule: a search that gives up behind the loop, or returns where to insert, and looks at nothing more."""
    for loop in program.all(ast.While):
        function = program.function_of(loop)
        match loop.test:
            case ast.Compare(left=ast.Name(id=low), ops=[ast.Lt()], comparators=[ast.Name(id=high)]):
                pass
            case _:
                continue
        if function is None or loop.orelse or loop not in function.body:
            continue
        steps = {ast.unparse(one) for one in ast.walk(loop) if isinstance(one, ast.Assign)}
        middle = next((step.split(" = ")[0] for step in steps if re.search(r"// 2$", step)), "")
        after = function.body[function.body.index(loop) + 1 :]
        match after:
            case [ast.Return(value=value)] if f"{high} = {middle} - 1" in steps:
                missed = _says_no(value) and _compares(loop, middle, ast.Eq)
            case [ast.Return(value=ast.Name(id=found))] if {f"{high} = {middle}", f"{low} = {middle} + 1"} <= steps:
                inserts = re.search("insert|bisect", f"{function.name} {ast.get_docstring(function) or ''}".lower())
                missed = found in (low, high) and inserts is not None and _stops_before_the_end(function, high)
            case _:
                continue
        if middle and missed:
            yield Place(loop.lineno, function.name)


def _says_no(node: ast.expr | None) -> bool:
    return node is None or is_const(node, -1) or (isinstance(node, ast.Constant) and node.value in (None, False))


def _compares(loop: ast.While, middle: str, sign: type[ast.cmpop]) -> bool:
    """Whether the value in the middle is compared so."""
    return any(
        isinstance(one, ast.Compare) and isinstance(one.ops[0], sign) and middle in names_in(one) and _looks(one)
        for one in ast.walk(loop)
    )


def _looks(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Subscript) for one in ast.walk(node))


def _stops_before_the_end(function: Function, high: str) -> bool:
    """Whether `high` begins with the last place, and elements are compared once alone, with a parameter."""
    given = {one.arg for one in function.args.args}
    begins = False
    compared: list[set[str]] = []
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == high:
                begins = begins or _is_last(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=False)
                begins = begins or any(
                    isinstance(one, ast.Name) and one.id == high and _is_last(value) for one, value in pairs
                )
            case ast.Compare() if _looks(node):
                plain = {one.id for one in (node.left, *node.comparators) if isinstance(one, ast.Name)}
                compared.append(plain & given)
    return begins and len(compared) == 1 and bool(compared[0])


def _is_last(node: ast.expr) -> bool:
    """`len(x) - 1`."""
    match node:
        case ast.BinOp(left=ast.Call(func=ast.Name(id="len")), op=ast.Sub(), right=right):
            return is_const(right, 1)
    return False


_DUMMY: Final = re.compile(r"_?(dummy|sentinel|fake|pre_?head|anchor)(_?(head|node|root))?", re.IGNORECASE)
_NEXT: Final = re.compile(r"_?(next|nxt|link|succ)(_node)?")


@check(
    Rule(
        code="old-beginning-handed-over",
        title="`{name}` is not where the list begins now",
        weights={"correctness": 0.4},
        level="learning",
        why="An extra node stands before the list so that the first real one can be removed or put there. The list "
        "begins behind that extra node, whichever node that is in the end.",
        do="Return what comes behind the extra node.",
        example="from chains import Node\n\n\ndef without(head, value):\n"
        "    dummy = Node(None, head)\n    node = dummy\n    while node.next:\n"
        "        if node.next.value == value:\n            node.next = node.next.next\n        else:\n"
        "            node = node.next\n    return head\n",
        better="from chains import Node\n\n\ndef without(head, value):\n"
        "    dummy = Node(None, head)\n    node = dummy\n    while node.next:\n"
        "        if node.next.value == value:\n            node.next = node.next.next\n        else:\n"
        "            node = node.next\n    return dummy.next\n",
    )
)
def old_beginning_handed_over(program: Program) -> Iterator[Place]:
    """See the rule: the first node as it was given, or the extra node itself, after a walk that began there."""
    for function in program.functions:
        inside = list(program.within(function))
        extra = {name for one in inside if (name := _extra_node(one))}
        if not extra:
            continue
        walkers = {name for one in inside for name in _began_at(one, extra)}
        hooks = any(
            isinstance(one, ast.Attribute)
            and isinstance(one.ctx, ast.Store)
            and _NEXT.fullmatch(one.attr)
            and isinstance(one.value, ast.Name)
            and one.value.id in walkers
            for one in inside
        )
        given = set(program.parameters(function)) & {name for one in inside for name in _hooked(one, extra)}
        for node in inside if hooks else ():
            match node:
                case ast.Return(value=ast.Name(id=name) as value) if name in extra | given:
                    if name in extra or not program.values(value):
                        yield Place(node.lineno, name)


def _extra_node(node: ast.AST) -> str:
    """The name of a node that is made to stand before a list."""
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
        return ""
    return next((one.id for one in node.targets if isinstance(one, ast.Name) and _DUMMY.fullmatch(one.id)), "")


def _began_at(node: ast.AST, extra: set[str]) -> Iterator[str]:
    """Names that are set to the extra node."""
    if not isinstance(node, ast.Assign):
        return
    made = any(isinstance(one, ast.Name) and one.id in extra for one in node.targets)
    for target in node.targets:
        match target, node.value:
            case ast.Name(id=name), ast.Name(id=source) if source in extra:
                yield name
            case ast.Name(id=name), ast.Call() if made and name not in extra:
                yield name
            case ast.Tuple(elts=names), ast.Tuple(elts=values):
                for one, value in zip(names, values, strict=False):
                    if isinstance(one, ast.Name) and isinstance(value, ast.Name) and value.id in extra:
                        yield one.id


def _hooked(node: ast.AST, extra: set[str]) -> Iterator[str]:
    """Names of what is put behind the extra node at the beginning."""
    match node:
        case ast.Assign(targets=[*_, ast.Name(id=name)], value=ast.Call(args=arguments)) if name in extra:
            yield from (one.id for one in arguments if isinstance(one, ast.Name))
        case ast.Assign(
            targets=[ast.Attribute(value=ast.Name(id=name), attr=attribute)], value=ast.Name(id=source)
        ) if name in extra and _NEXT.fullmatch(attribute):
            yield source


CHECKS: tuple[Check, ...] = (last_place_never_looked_at, old_beginning_handed_over)
