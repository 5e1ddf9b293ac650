"""Linked lists, stacks and queues: the node before, the two ends, and what is taken out. Nothing is run."""

import ast
from collections.abc import Iterator

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


CHECKS: tuple[Check, ...] = (
    hung_behind_nothing,
    node_before_is_the_node,
)
