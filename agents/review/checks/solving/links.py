"""Linked lists, stacks and queues: the node before, the two ends, and what is taken out. Nothing is run."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_FIND = "def remove(head, value):\n    before = None\n    node = head\n    while node is not None:\n"


def _step(node: ast.stmt) -> tuple[str, str]:
    """`x` and the link of `x = x.next`; empty otherwise."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Name(id=source), attr=link)):
            return (name, link) if name == source else ("", "")
    return "", ""


@check(
    Rule(
        code="hung-behind-nothing",
        title="`{name}` is None behind this loop",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes on until there is no node any more, so that nothing can be hung behind it.",
        do="Stop at the node that has none behind it.",
        example="def append(head, new):\n    node = head\n    while node is not None:\n        node = node.next\n"
        "    node.next = new\n",
        better="def append(head, new):\n    node = head\n    while node.next is not None:\n        node = node.next\n"
        "    node.next = new\n",
    )
)
def hung_behind_nothing(program: Program) -> Iterator[Place]:
    """See the rule: `while x is not None: x = x.next`, and then an attribute of `x`."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Name(id=name):
                pass
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=None)]
            ):
                pass
            case _:
                continue
        leaves = any(isinstance(one, ast.Break) for one in program.within(loop))
        if leaves or not any(_step(one)[0] == name for one in loop.body):
            continue
        for behind in program.after(loop, 1):
            for one in program.within(behind) if isinstance(behind, ast.Assign | ast.Return | ast.Expr) else ():
                if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == name:
                    yield Place(behind.lineno, name)
                    break


@check(
    Rule(
        code="node-before-is-the-node",
        title="`{name}` becomes the new node, not the one before it",
        weights={"correctness": 0.4},
        level="beginner",
        why="The line before has gone on already, so that both names stand for the same node.",
        do="Keep the present node first, and go on then.",
        example=_FIND
        + "        if node.value == value:\n            before.next = node.next\n            return head\n"
        "        node = node.next\n        before = node\n    return head\n",
        better=_FIND + "        if node.value == value:\n            before.next = node.next\n            return head\n"
        "        before = node\n        node = node.next\n    return head\n",
    )
)
def node_before_is_the_node(program: Program) -> Iterator[Place]:
    """See the rule: `x = x.next` and directly behind it `p = x`, where `p.next` is set in the loop."""
    for loop in program.all(ast.While):
        for first, second in zip(loop.body, loop.body[1:], strict=False):
            name, link = _step(first)
            match second:
                case ast.Assign(targets=[ast.Name(id=before)], value=ast.Name(id=kept)) if name and kept == name:
                    pass
                case _:
                    continue
            hangs = any(
                isinstance(one, ast.Attribute)
                and isinstance(one.ctx, ast.Store)
                and ast.unparse(one) == f"{before}.{link}"
                for one in program.within(loop)
            )
            if hangs:
                yield Place(second.lineno, before)


@check(
    Rule(
        code="all-gone-with-the-first",
        title="`{name}` becomes None, and with the first node all the others are lost",
        weights={"correctness": 0.4},
        level="beginner",
        why="The chain is reached by its first node only. When that one goes, the one behind it has to be the first.",
        do="Draw three nodes, take the first one out, and say which one the chain begins with then.",
        example=_FIND.replace("is not None", "and node.value != value")
        + "        before = node\n        node = node.next\n    if before is None:\n        head = None\n"
        "    elif node:\n        before.next = node.next\n    return head\n",
        better=_FIND.replace("is not None", "and node.value != value")
        + "        before = node\n        node = node.next\n    if before is None:\n        head = head.next\n"
        "    elif node:\n        before.next = node.next\n    return head\n",
    )
)
def all_gone_with_the_first(program: Program) -> Iterator[Place]:
    """See the rule: `head = None` where there is no node before, or where the first one is the one to be removed."""
    for function in program.functions:
        inside = list(program.within(function))
        if not any(_cuts_out(one) for one in inside):
            continue
        for node in (one for one in inside if isinstance(one, ast.If)):
            for there, (block, other) in ((False, (node.body, node.orelse)), (True, (node.orelse, node.body))):
                for step in block:
                    match step:
                        case ast.Assign(targets=[ast.Name() | ast.Attribute() as head], value=ast.Constant(value=None)):
                            first = _FIRST.fullmatch(ast.unparse(head).rpartition(".")[2])
                        case _:
                            continue
                    removed = not there and _asks_the_first(node.test, head)
                    if first and (removed or _is_the_first(node.test, _cut_in(other), head, there=there)):
                        yield Place(step.lineno, ast.unparse(head))


_FIRST: Final = re.compile(r"_{0,2}(?:head|first|top|front|start)(?:_node)?")


def _cuts_out(node: ast.AST) -> bool:
    """`before.next = node.next`, or `node.next = node.next.next`."""
    match node:
        case ast.Assign(targets=[ast.Attribute(attr=link)], value=ast.Attribute(attr=behind)):
            return link == behind
    return False


def _cut_in(block: list[ast.stmt]) -> ast.stmt | None:
    """What cuts a node out in a block, or in an `elif`."""
    inner = [part for one in block[:1] if isinstance(one, ast.If) for part in one.body]
    return next((one for one in [*block, *inner] if _cuts_out(one)), None)


def _is_the_first(test: ast.expr, cut: ast.stmt | None, head: ast.expr, *, there: bool) -> bool:
    """Whether a test says that there is nothing before the node that is cut out, or that it is the first one."""
    match cut:
        case ast.Assign(targets=[ast.Attribute(value=owner)], value=ast.Attribute(value=source)):
            before, node = ast.unparse(owner), ast.unparse(source)
        case _:
            return False
    first = ast.unparse(head)
    nothing = {f"{before} is None", f"not {before}", f"{before} == None"}
    same = {f"{node} {sign} {first}" for sign in ("is", "==")} | {f"{first} {sign} {node}" for sign in ("is", "==")}
    some = {before, f"{before} is not None", f"{before} != None", f"{node} is not {first}", f"{node} != {first}"}
    return ast.unparse(test) in (some if there else nothing | same)


def _asks_the_first(test: ast.expr, head: ast.expr) -> bool:
    """`head.value == value`, alone or behind `head is not None`."""
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    match parts[-1]:
        case ast.Compare(left=ast.Attribute(value=owner, attr=attr), ops=[ast.Eq()], comparators=[ast.Name()]):
            only = {ast.unparse(head), f"{ast.unparse(head)} is not None"}
            return ast.unparse(owner) in only and attr != "next" and {*map(ast.unparse, parts[:-1])} <= only
    return False


CHECKS: tuple[Check, ...] = (
    all_gone_with_the_first,
    hung_behind_nothing,
    node_before_is_the_node,
)
