"""Linked lists, stacks and queues: the node before, the two ends, and what is taken out. Nothing is run."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods, own
from agents.review.checking import Check, check
from agents.review.program import Function, Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_REMOVES: Final = re.compile(r"_?(?:remove|delete|discard)(?:_|$)")

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
        code="node-before-stays-none",
        title="`{name}` is None for ever, and is used as a node",
        weights={"correctness": 0.4},
        level="beginner",
        why="Nothing else is ever assigned to it: the node before the present one is not kept.",
        do="Keep the present node before going on to the next one.",
        example=_FIND
        + "        if node.value == value:\n            before.next = node.next\n            return head\n"
        "        node = node.next\n    return head\n",
        better=_FIND + "        if node.value == value:\n            before.next = node.next\n            return head\n"
        "        before = node\n        node = node.next\n    return head\n",
    )
)
def node_before_stays_none(program: Program) -> Iterator[Place]:
    """See the rule: a local name that is given None alone, and an attribute of it that is set."""
    for node in program.all(ast.Attribute):
        if not isinstance(node.value, ast.Name) or isinstance(node.ctx, ast.Load):
            continue
        name = node.value
        scope = program.scope(name)
        if not isinstance(scope, Function) or name.id in program.parameters(scope) or name.id in program.outer_names:
            continue
        stores = [one for one in program.places(scope, name.id) if not isinstance(one.ctx, ast.Load)]
        given = program.values(name)
        if len(stores) == len(given) == 1 and isinstance(given[0], ast.Constant) and given[0].value is None:
            yield Place(node.lineno, name.id)


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
        code="removed-and-still-linked",
        title="`{name}` leaves in the list what is to be removed, or throws away more than that",
        weights={"correctness": 0.4},
        level="beginner",
        why="To take a node out, the one before it must point to the one behind it; the first one has the head "
        "before it.",
        do="Draw the list with its arrows before and after.",
        example=_FIND + "        if node.value == value:\n            before.next = node\n            return head\n"
        "        before = node\n        node = node.next\n    return head\n",
        better=_FIND + "        if node.value == value:\n            before.next = node.next\n            return head\n"
        "        before = node\n        node = node.next\n    return head\n",
    )
)
def removed_and_still_linked(program: Program) -> Iterator[Place]:
    """See the rule: `before.next = node` in a function that removes; `head = None` when there is no node before."""
    for function in program.functions:
        if not _REMOVES.match(function.name):
            continue
        steps = [one for one in program.within(function) if isinstance(one, ast.Assign)]
        pairs = {
            (ast.unparse(one.targets[0]), ast.unparse(one.value)) for one in steps if isinstance(one.value, ast.Name)
        }
        for step in steps:
            match step:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=before))], value=ast.Name(id=node)) if (
                    before,
                    node,
                ) in pairs and any(_step(one)[0] == node for one in steps):
                    yield Place(step.lineno, ast.unparse(step))
                case ast.Assign(targets=[ast.Attribute() as head], value=ast.Constant(value=None)) if own(head):
                    around = program.parents[step]
                    if (
                        isinstance(around, ast.If)
                        and step in around.body
                        and _is_first(around.test, {a for a, _ in pairs})
                    ):
                        yield Place(step.lineno, ast.unparse(step))


def _is_first(test: ast.expr, before: set[str]) -> bool:
    """`before is None`: the node that was found is the first one."""
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]):
            return name in before
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return name in before
    return False


@check(
    Rule(
        code="taken-and-still-on-top",
        title="`{name}` gives out the first node and leaves it where it is",
        weights={"correctness": 0.4},
        level="beginner",
        why="The next call gives out the same one again.",
        do="Let the object begin with the node behind it.",
        example="class Pile:\n    def __init__(self):\n        self.top = None\n\n    def push(self, node):\n"
        "        node.below = self.top\n        self.top = node\n\n    def pop(self):\n"
        "        if self.top is None:\n            return None\n        return self.top.data\n",
        better="class Pile:\n    def __init__(self):\n        self.top = None\n\n    def push(self, node):\n"
        "        node.below = self.top\n        self.top = node\n\n    def pop(self):\n"
        "        if self.top is None:\n            return None\n        data = self.top.data\n"
        "        self.top = self.top.below\n        return data\n",
    )
)
def taken_and_still_on_top(program: Program) -> Iterator[Place]:
    """See the rule: `pop` or `dequeue` that reads `self.top.data` and never sets `self.top`, which others set."""
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        stored = {
            name: {own(one) for one in ast.walk(method) if isinstance(one, ast.Attribute) and _is_plain_store(one)}
            for name, method in known.items()
        }
        for name, method in known.items():
            if not _TAKES.fullmatch(name) or owner.bases:
                continue
            calls = any(
                ast.unparse(one.func).startswith("self.") for one in ast.walk(method) if isinstance(one, ast.Call)
            )
            read = {
                one.value.attr
                for one in ast.walk(method)
                if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Attribute) and one.attr in _DATA
            }
            elsewhere = set().union(*(found for other, found in stored.items() if other not in ("__init__", name)))
            if not calls and (read & elsewhere) - stored[name]:
                yield Place(method.lineno, name)


_TAKES: Final = re.compile(r"pop|dequeue|pop_front|remove_first|take|poll|shift")
_DATA: Final = ("data", "value", "val", "item", "element", "key", "content")


def _is_plain_store(node: ast.Attribute) -> bool:
    """`self.x = ...`, not `self.x.y = ...`."""
    return isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)


@check(
    Rule(
        code="end-of-an-empty-queue",
        title="`self.{name}` still points to the last node when the queue is empty",
        weights={"correctness": 0.4},
        level="learning",
        why="What is put in next is hung behind a node that is gone, and the front never sees it.",
        do="Set both ends back when the last node is taken out.",
        example="class Row:\n    def __init__(self):\n        self.front = None\n        self.rear = None\n\n"
        "    def put(self, node):\n        if self.rear is None:\n            self.front = node\n        else:\n"
        "            self.rear.next = node\n        self.rear = node\n\n    def take(self):\n"
        "        node = self.front\n        self.front = self.front.next\n        return node\n",
        better="class Row:\n    def __init__(self):\n        self.front = None\n        self.rear = None\n\n"
        "    def put(self, node):\n        if self.rear is None:\n            self.front = node\n        else:\n"
        "            self.rear.next = node\n        self.rear = node\n\n    def take(self):\n"
        "        node = self.front\n        self.front = self.front.next\n        if self.front is None:\n"
        "            self.rear = None\n        return node\n",
    )
)
def end_of_an_empty_queue(program: Program) -> Iterator[Place]:
    """See the rule: `self.rear is None` asks for the empty queue, and only `__init__` ever sets it to None."""
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        rest = [one for name, one in known.items() if name != "__init__"]
        values: dict[str, list[ast.expr]] = defaultdict(list)
        asked: dict[str, int] = {}
        for node in (one for method in rest for one in ast.walk(method)):
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        values[own(target) if isinstance(target, ast.Attribute) else ""].append(value)
                case ast.Compare(
                    left=ast.Attribute(value=ast.Name(id="self"), attr=name),
                    ops=[ast.Is() | ast.Eq()],
                    comparators=[ast.Constant(value=None)],
                ):
                    asked.setdefault(name, node.lineno)
        moves = {
            name: given.attr
            for name, found in values.items()
            for given in found
            if isinstance(given, ast.Attribute) and ast.unparse(given.value) == f"self.{name}"
        }
        for name, line in asked.items():
            nodes = [one for one in values.get(name, []) if isinstance(one, ast.Name)]
            fixed = nodes and len(nodes) == len(values[name])
            if fixed and moves and name not in moves and _is_hung(owner, name, set(moves.values())):
                yield Place(line, name)


def _is_hung(owner: ast.ClassDef, end: str, links: set[str]) -> bool:
    """Whether new nodes are hung behind this end: `self.rear.next = node`."""
    return any(
        isinstance(one, ast.Attribute)
        and isinstance(one.ctx, ast.Store)
        and one.attr in links
        and ast.unparse(one.value) == f"self.{end}"
        for one in ast.walk(owner)
    )


CHECKS: tuple[Check, ...] = (
    hung_behind_nothing,
    node_before_stays_none,
    node_before_is_the_node,
    removed_and_still_linked,
    taken_and_still_on_top,
    end_of_an_empty_queue,
)
