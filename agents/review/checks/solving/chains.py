"""Linked lists: a link that is cut, an end that is not moved, a node that is left out.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FIRST: Final = re.compile(r"_{0,2}(head|first|top|front|root_?node|start|anfang|kopf)(_node)?")
_LAST: Final = re.compile(r"_{0,2}(tail|last|rear|back|end)(_node)?")
_NEXT: Final = re.compile(r"_{0,2}(next|nxt|next_node|successor|link)")
_EMPTIES: Final = re.compile(r"init|clear|reset|empty|set|load|build|from|create|start|make")


@check(
    Rule(
        code="rest-of-the-chain-lost",
        title="`{name}` becomes the new node, and all that was behind it is lost",
        weights={"correctness": 0.4},
        level="beginner",
        why="The other nodes are reached by the first one only. The new node does not know it.",
        do="Let the new node point to the node that was first, before it becomes the first.",
        example="from chains import Node\n\n\nclass Stack:\n    def __init__(self):\n        self.top = None\n\n"
        "    def push(self, value):\n        node = Node(value)\n        self.top = node\n\n"
        "    def pop(self):\n        value = self.top.value\n        self.top = self.top.next\n        return value\n",
        better="from chains import Node\n\n\nclass Stack:\n    def __init__(self):\n        self.top = None\n\n"
        "    def push(self, value):\n        node = Node(value, self.top)\n        self.top = node\n\n"
        "    def pop(self):\n        value = self.top.value\n        self.top = self.top.next\n        return value\n",
    )
)
def rest_of_the_chain_lost(program: Program) -> Iterator[Place]:
    """See the rule: a method that sets the first node without reading it, in a class that walks from it."""
    for owner in program.all(ast.ClassDef):
        methods = [one for one in owner.body if isinstance(one, ast.FunctionDef)]
        walked = {name for one in methods for node in program.within(one) for name in _walks_from(node)}
        for method in methods if walked else ():
            if _EMPTIES.search(method.name) or len(program.parameters(method)) < 2:  # noqa: PLR2004 - self and a value
                continue
            own = [one for one in program.within(method) if isinstance(one, ast.Attribute)]
            for step in method.body:
                match step:
                    case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                        read = any(one.attr == name and isinstance(one.ctx, ast.Load) for one in own)
                        if name in walked and not read and _is_new(program, value):
                            yield Place(step.lineno, f"self.{name}")


def _walks_from(node: ast.AST) -> Iterator[str]:
    """`head` of `self.head = self.head.next` and `node = self.head`."""
    match node:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=name), attr=link):
            if _FIRST.fullmatch(name) and _NEXT.fullmatch(link):
                yield name
        case ast.Assign(targets=[ast.Name()], value=ast.Attribute(value=ast.Name(id="self"), attr=name)):
            if _FIRST.fullmatch(name):
                yield name


def _is_new(program: Program, node: ast.expr) -> bool:
    """Whether it is an object that is made here of a class."""
    made = program.value(node) if isinstance(node, ast.Name) else node
    return isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id[:1].isupper()


@check(
    Rule(
        code="end-stays-behind",
        title="`{name}` stays where it was: the next node takes the place of this one",
        weights={"correctness": 0.4},
        level="beginner",
        why="The new node is hooked on behind the last one, and is not noted as the last. The next one is hooked on at "
        "the same place.",
        do="Note the new node as the last one.",
        example="from chains import Node\n\n\nclass Line:\n    def __init__(self):\n"
        "        self.head = self.tail = Node()\n\n    def add(self, value):\n        node = Node(value)\n"
        "        self.tail.next = node\n",
        better="from chains import Node\n\n\nclass Line:\n    def __init__(self):\n"
        "        self.head = self.tail = Node()\n\n    def add(self, value):\n        node = Node(value)\n"
        "        self.tail.next = node\n"
        "        self.tail = node\n",
    )
)
def end_stays_behind(program: Program) -> Iterator[Place]:
    """See the rule: a method hooks something on behind `self.tail`, and the branch does not set `self.tail`."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=name), attr=link)],
                value=ast.Name() | ast.Call(),
            ) if _LAST.fullmatch(name) and _NEXT.fullmatch(link):
                pass
            case _:
                continue
        function = program.function_of(node)
        if function is None:
            continue
        near = {id(one) for one in _on_the_way(program, node)}
        inside = list(program.within(function))
        sets = any(
            isinstance(one, ast.Attribute)
            and (one.attr == name or _FIRST.fullmatch(one.attr))
            and id(program.statement(one)) in near
            for one in inside
            if not isinstance(getattr(one, "ctx", ast.Load()), ast.Load)
        )
        if not sets and not any(isinstance(one, ast.Call) and _is_of_self(one) for one in inside):
            yield Place(node.lineno, f"self.{name}")


def _on_the_way(program: Program, node: ast.stmt) -> Iterator[ast.stmt]:
    """The statements of the block of a node, and of the blocks around it."""
    for child, parent in program.up(node):
        for _, block in ast.iter_fields(parent):
            if isinstance(block, list) and child in block:
                yield from block
        if isinstance(parent, Function):
            return


def _is_of_self(node: ast.Call) -> bool:
    match node.func:
        case ast.Attribute(value=ast.Name(id="self")):
            return True
    return False


def _step_of(loop: ast.While) -> str:
    """The name that a loop moves on to the next node as its last step: `node = node.next`."""
    match loop.body[-1]:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Name(id=again), attr=link)):
            return name if name == again and _NEXT.fullmatch(link) else ""
    return ""


@check(
    Rule(
        code="last-node-left-out",
        title="The loop ends at the last node, before it has its turn",
        weights={"correctness": 0.35},
        level="beginner",
        why="The last node has no next one, so that the condition is false there. What it holds is never looked at.",
        do="Go on as long as there is a node, not as long as there is a next one.",
        example="def show(head):\n    node = head\n    while node.next is not None:\n        print(node.value)\n"
        "        node = node.next\n",
        better="def show(head):\n    node = head\n    while node is not None:\n        print(node.value)\n"
        "        node = node.next\n",
    )
)
def last_node_left_out(program: Program) -> Iterator[Place]:
    """See the rule: what a node holds is used in every turn, and the node is not asked for behind the loop."""
    for loop in program.all(ast.While):
        name = _step_of(loop)
        if not name or _asked_next(loop.test) != name:
            continue
        inside = [one for part in loop.body[:-1] for one in ast.walk(part)]
        held = [one.attr for one in inside if isinstance(one, ast.Attribute) and _is_of(one, name)]
        own = {id(one) for one in ast.walk(loop)}
        places = program.places(program.scope(loop), name)
        after = any(id(one) not in own and isinstance(one.ctx, ast.Load) and one.lineno > loop.lineno for one in places)
        links = any(_NEXT.fullmatch(one) or re.search("prev|left|right", one) for one in held)
        if held and not links and not after and not program.loops_around(loop):
            yield Place(loop.lineno)


def _is_of(node: ast.Attribute, name: str) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == name


def _asked_next(test: ast.expr) -> str:
    """`node` of `node.next`, `node.next is not None` and `node.next != None`."""
    match test:
        case ast.Compare(left=ast.Attribute() as asked, ops=[ast.IsNot() | ast.NotEq()], comparators=[none]):
            test = asked if isinstance(none, ast.Constant) and none.value is None else test
    match test:
        case ast.Attribute(value=ast.Name(id=name), attr=link) if _NEXT.fullmatch(link):
            return name
    return ""


@check(
    Rule(
        code="link-turned-before-the-step",
        title="`{name}` goes where the link points now: back",
        weights={"correctness": 0.4},
        level="learning",
        why="The link was turned round before the step, so that the way to the rest of the list is lost.",
        do="Note the next node first, then turn the link, then go to the noted one.",
        example="def turned(head):\n    before = None\n    node = head\n    while node:\n        node.next = before\n"
        "        before = node\n        node = node.next\n    return before\n",
        better="def turned(head):\n    before = None\n    node = head\n    while node:\n        after = node.next\n"
        "        node.next = before\n        before = node\n        node = after\n    return before\n",
    )
)
def link_turned_before_the_step(program: Program) -> Iterator[Place]:
    """See the rule: the link is set to what was the node of the turn before, and then followed."""
    for loop in program.all(ast.While):
        turned: dict[str, str] = {}
        stepped = {ast.unparse(one) for one in loop.body if isinstance(one, ast.Assign)}
        for step in loop.body:
            match step:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id=name), attr=link)], value=ast.Name(id=before)
                ) if _NEXT.fullmatch(link) and f"{before} = {name}" in stepped:
                    turned[name] = link
                case ast.Assign(
                    targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Name(id=again), attr=link)
                ) if turned.get(again) == link:
                    if name == again:
                        yield Place(step.lineno, name)
                case ast.Assign(targets=[ast.Name(id=name)]):
                    turned.pop(name, None)


@check(
    Rule(
        code="node-points-to-itself",
        title="`{name}` points to itself in the end, and the rest of the list is lost",
        weights={"correctness": 0.4},
        level="beginner",
        why="The first line puts the new node there. The second line takes what is there now: the new node once more.",
        do="Let the new node take over the rest first, and put it in its place then.",
        example="def insert_behind(node, new):\n    node.next = new\n    new.next = node.next\n",
        better="def insert_behind(node, new):\n    new.next = node.next\n    node.next = new\n",
    )
)
def node_points_to_itself(program: Program) -> Iterator[Place]:
    """See the rule: two lines in a row, `a.next = b` (or `self.head = b`) and `b.next = a.next`."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=new), attr=link)], value=ast.Attribute() as source
            ) if _NEXT.fullmatch(link):
                pass
            case _:
                continue
        before = _line_before(program, node)
        match before:
            case ast.Assign(targets=[ast.Attribute() as target], value=ast.Name(id=put)) if put == new:
                if ast.unparse(target) == ast.unparse(source):
                    yield Place(node.lineno, new)


def _line_before(program: Program, node: ast.stmt) -> ast.stmt | None:
    for _, block in ast.iter_fields(program.parents[node]):
        if isinstance(block, list) and node in block[1:]:
            before = block[block.index(node) - 1]
            return before if isinstance(before, ast.stmt) else None
    return None


@check(
    Rule(
        code="rest-cut-off",
        title="`{name}` takes out all nodes behind the one that was found as well",
        weights={"correctness": 0.4},
        level="beginner",
        why="With None the list ends here. What stood behind the node that was to go is lost with it.",
        do="Let the node before point to the one behind the node that goes.",
        example="def without(head, value):\n    node = head\n    while node.next:\n"
        "        if node.next.value == value:\n            node.next = None\n            break\n"
        "        node = node.next\n    return head\n",
        better="def without(head, value):\n    node = head\n    while node.next:\n"
        "        if node.next.value == value:\n            node.next = node.next.next\n            break\n"
        "        node = node.next\n    return head\n",
    )
)
def rest_cut_off(program: Program) -> Iterator[Place]:
    """See the rule: where what the next node holds is equal to something, the link to it becomes None."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=ast.Attribute(value=ast.Attribute(attr=link) as following, attr=held), ops=[ast.Eq()]
            ) if _NEXT.fullmatch(link) and not _NEXT.fullmatch(held):
                pass
            case _:
                continue
        function = program.function_of(node)
        if function is not None and re.search(
            "trunc|cut|all after|everything after|from there|split", program.purpose(node)
        ):
            continue
        for step in node.body:
            match step:
                case ast.Assign(targets=[target], value=ast.Constant(value=None)):
                    if ast.unparse(target) == ast.unparse(following):
                        yield Place(step.lineno, ast.unparse(target))


CHECKS: tuple[Check, ...] = (
    node_points_to_itself,
    rest_cut_off,
    rest_of_the_chain_lost,
    end_stays_behind,
    last_node_left_out,
    link_turned_before_the_step,
)
