"""Chains of nodes and halves of lists: what is hung on itself, counted one short, or left out."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]


@check(
    Rule(
        code="first-hung-on-itself",
        title="`{name}` is hung behind itself when it is the first",
        weights={"correctness": 0.4},
        level="learning",
        why="With an empty chain it becomes the first, and then the way to the end finds it and hangs it on once more: "
        "the chain goes round for ever.",
        do="Leave the method once the first is set, or do the rest in an `else`.",
        example="class Chain:\n    def add(self, value):\n        node = Node(value)\n        if self.head is None:\n"
        "            self.head = node\n        last = self.head\n        while last.next:\n"
        "            last = last.next\n        last.next = node\n",
        better="class Chain:\n    def add(self, value):\n        node = Node(value)\n        if self.head is None:\n"
        "            self.head = node\n            return\n        last = self.head\n        while last.next:\n"
        "            last = last.next\n        last.next = node\n",
    )
)
def first_hung_on_itself(program: Program) -> Iterator[Place]:
    """See the rule: set as the first in an `if` that goes on, and hung at the end of the way that begins there."""
    for node in program.all(ast.If):
        match node.body:
            case [*_, ast.Assign(targets=[first], value=ast.Name(id=new))] if not node.orelse:
                head = ast.unparse(first)
            case _:
                continue
        if head not in ast.unparse(node.test):
            continue
        behind = program.after(node, _NEAR)
        walker = next((one.targets[0] for one in behind if isinstance(one, ast.Assign) and _reads(one, head)), None)
        loop = next((one for one in behind if isinstance(one, ast.While)), None)
        for step in behind:
            match step:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=at))], value=ast.Name(id=hung)):
                    if loop and isinstance(walker, ast.Name) and (at, hung) == (walker.id, new):
                        yield Place(step.lineno, new)


_NEAR: Final = 5
"""Statements behind the `if`."""


def _reads(node: ast.Assign, text: str) -> bool:
    return ast.unparse(node.value) == text


@check(
    Rule(
        code="last-link-not-counted",
        title="`{name}` stops at the last one before it is counted",
        weights={"correctness": 0.4},
        level="learning",
        why="The last node has nothing behind it: the loop ends there, and the count has not yet seen it.",
        do="Go on while there is a node, not while there is one behind it.",
        example="def length(head):\n    count = 0\n    while head.next is not None:\n        count += 1\n"
        "        head = head.next\n    return count\n",
        better="def length(head):\n    count = 0\n    while head is not None:\n        count += 1\n"
        "        head = head.next\n    return count\n",
    )
)
def last_link_not_counted(program: Program) -> Iterator[Place]:
    """See the rule: a function named for how many there are counts from 0 while `x.next`, and gives that back."""
    for function in program.functions:
        if not _COUNTS.search(function.name):
            continue
        for loop in (one for one in function.body if isinstance(one, ast.While)):
            match loop.test:
                case (
                    ast.Attribute(value=ast.Name(id=at), attr=link)
                    | ast.Compare(left=ast.Attribute(value=ast.Name(id=at), attr=link), ops=[ast.IsNot() | ast.NotEq()])
                ) if any(ast.unparse(one) == f"{at} = {at}.{link}" for one in loop.body):
                    pass
                case _:
                    continue
            counted = {
                one.target.id
                for one in loop.body
                if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name) and is_const(one.value, 1)
            }
            match function.body[-1]:
                case ast.Return(value=ast.Name(id=name)) if name in counted and name != at:
                    begun = [one for one in program.places(function, name) if one.lineno < loop.lineno]
                    starts = [program.parents[one] for one in begun]
                    if starts and all(isinstance(one, ast.Assign) and is_const(one.value, 0) for one in starts):
                        yield Place(loop.lineno, function.name)


_COUNTS: Final = re.compile(
    r"^(?:__len__|len|length|size|count\w*|number_of\w*|get_(?:length|size|count)|list_length)$"
)


@check(
    Rule(
        code="middle-left-out",
        title="`{name}` is in neither of the two halves",
        weights={"correctness": 0.4},
        level="learning",
        why="One half ends before the middle, and the other begins behind it: the element there is lost.",
        do="Let one half begin where the other ends.",
        example="def both_halves(cards):\n    middle = len(cards) // 2\n"
        "    return cards[:middle], cards[middle + 1:]\n",
        better="def both_halves(cards):\n    middle = len(cards) // 2\n    return cards[:middle], cards[middle:]\n",
    )
)
def middle_left_out(program: Program) -> Iterator[Place]:
    """See the rule: `x[:m]` and `x[m + 1:]` in a function that never looks at `x[m]`."""
    for function in program.functions:
        before: set[tuple[str, str]] = set()
        behind: dict[tuple[str, str], int] = {}
        looked: set[tuple[str, str]] = set()
        halved: set[str] = set()
        for node in program.within(function):
            match node:
                case ast.Subscript(value=ast.Name(id=x), slice=ast.Slice(lower=None, upper=ast.Name(id=m), step=None)):
                    before.add((x, m))
                case ast.Subscript(
                    value=ast.Name(id=x),
                    slice=ast.Slice(
                        lower=ast.BinOp(left=ast.Name(id=m), op=ast.Add(), right=one), upper=None, step=None
                    ),
                ) if is_const(one, 1):
                    behind[x, m] = node.lineno
                case ast.Subscript(value=ast.Name(id=x), slice=ast.Name(id=m)):
                    looked.add((x, m))
                case ast.Assign(targets=[ast.Name(id=m)], value=ast.BinOp(op=ast.FloorDiv(), right=two)):
                    if is_const(two, 2):
                        halved.add(m)
        for (x, m), line in behind.items():
            if (x, m) in before - looked and m in halved and not _LEAVES.search(program.purpose(function)):
                yield Place(line, f"{x}[{m}]")


_LEAVES: Final = re.compile(r"\b(?:mirror|palindrom\w*|symmetr\w*|without the middle|middle)\b")


@check(
    Rule(
        code="head-stays-at-the-old-end",
        title="`{name}` turns the links round and leaves the head where it was",
        weights={"correctness": 0.4},
        level="learning",
        why="After the loop the old first node is the last one. Whoever begins at the head sees that node alone.",
        do="Say which node is the first after the loop.",
        example="class Chain:\n    def __init__(self):\n        self.head = None\n\n    def reverse(self):\n"
        "        before = None\n        node = self.head\n        while node:\n            behind = node.next\n"
        "            node.next = before\n            before = node\n            node = behind\n",
        better="class Chain:\n    def __init__(self):\n        self.head = None\n\n    def reverse(self):\n"
        "        before = None\n        node = self.head\n        while node:\n            behind = node.next\n"
        "            node.next = before\n            before = node\n            node = behind\n"
        "        self.head = before\n",
    )
)
def head_stays_at_the_old_end(program: Program) -> Iterator[Place]:
    """See the rule: a method that reverses a chain from `self.head` on, and neither sets it nor gives anything back."""
    for function in program.functions:
        if not function.name.startswith("reverse") or not isinstance(program.parents[function], ast.ClassDef):
            continue
        inside = list(program.within(function))
        turns = any(
            isinstance(one, ast.Attribute) and one.attr == "next" and isinstance(one.ctx, ast.Store) for one in inside
        )
        own = [one for one in inside if isinstance(one, ast.Attribute) and ast.unparse(one.value) == "self"]
        begins = any(one.attr in ("head", "first") for one in own)
        sets = any(isinstance(one.ctx, ast.Store) for one in own)
        loops = any(isinstance(one, ast.While) for one in inside)
        gives = any(isinstance(one, ast.Return) and one.value is not None for one in inside)
        calls = any(isinstance(one, ast.Call) for one in inside)
        if turns and begins and loops and not sets and not gives and not calls:
            yield Place(function.lineno, function.name)


@check(
    Rule(
        code="both-sides-added-for-the-height",
        title="`{name}` adds the two sides, where only the longer one counts",
        weights={"correctness": 0.4},
        level="learning",
        why="Going down a tree one takes one side or the other, not both.",
        do="Draw a tree with one node on each side, and count its levels.",
        example="def height(tree):\n    if tree is None:\n        return 0\n"
        "    return 1 + height(tree.left) + height(tree.right)\n",
        better="def height(tree):\n    if tree is None:\n        return 0\n"
        "    return 1 + max(height(tree.left), height(tree.right))\n",
    )
)
def both_sides_added_for_the_height(program: Program) -> Iterator[Place]:
    """See the rule: in a function of height or depth the sum of what the two sides give."""
    for function in program.functions:
        if not _HEIGHT.search(function.name):
            continue
        sides: dict[str, str] = {}
        for node in program.within(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    sides[name] = _side(value, function.name)
        for node in program.within(function):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                parts = [
                    sides.get(one.id, "") if isinstance(one, ast.Name) else _side(one, function.name)
                    for one in summands(node)
                ]
                if {"left", "right"} <= set(parts):
                    yield Place(node.lineno, function.name)
                    break


_HEIGHT: Final = re.compile(r"^(?:get_|max_|tree_)?(?:height|depth|levels?)$")


def _side(value: ast.expr, function: str) -> str:
    """`left` or `right` of what a call of the function itself is asked."""
    text = ast.unparse(value)
    if f"{function}(" not in text:
        return ""
    return next((side for side in ("left", "right") if f".{side}" in text), "")


CHECKS: tuple[Check, ...] = (
    first_hung_on_itself,
    last_link_not_counted,
    middle_left_out,
    head_stays_at_the_old_end,
    both_sides_added_for_the_height,
)
