"""Trees, and functions that call themselves: the wrong child, an answer that is dropped, a search that gives up early.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_true
from agents.review.program import MUTATORS, Function, Program, call_name, is_const, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="own-answer-dropped",
        title="`{name}` calls itself and drops the answer",
        weights={"correctness": 0.4},
        level="beginner",
        why="The inner call finds something out and nobody takes it: the outer one goes on as if it had not asked.",
        do="Hand the answer on to whoever called, or use it.",
        example="def contains(tree, key):\n    if tree is None:\n        return False\n    if key < tree.key:\n"
        "        contains(tree.left, key)\n    if key > tree.key:\n        return contains(tree.right, key)\n"
        "    return key == tree.key\n",
        better="def contains(tree, key):\n    if tree is None:\n        return False\n    if key < tree.key:\n"
        "        return contains(tree.left, key)\n    if key > tree.key:\n        return contains(tree.right, key)\n"
        "    return key == tree.key\n",
    )
)
def own_answer_dropped(program: Program) -> Iterator[Place]:
    """See the rule: in a function that changes nothing, so that its answer is all it has; or in a generator."""
    for function in program.functions:
        inside = list(program.within(function))
        dropped = [one for one in inside if isinstance(one, ast.Expr) and _is_own(program, one.value, function)]
        if not dropped or function.decorator_list:
            continue
        yields = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in inside)
        answers = any(isinstance(one, ast.Return) and not _is_none(one.value) for one in inside)
        acts = any(_acts(program, one, function) for one in inside if one is not function)
        if yields or (answers and not acts) or _only_tells_whether(program, inside, function):
            yield Place(dropped[0].lineno, function.name)


def _only_tells_whether(program: Program, inside: list[ast.AST], function: Function) -> bool:
    """Whether a function tells nothing but True or False, both in the end, and no inner call has a say in it."""
    returns = [one for one in inside if isinstance(one, ast.Return)]
    values = [one.value for one in returns]
    told = {one.value for one in values if isinstance(one, ast.Constant)}
    calls = program.self_calls.get(function, [])
    unheard = all(isinstance(program.parents[one], ast.Expr) for one in calls[:_FEW])
    alone = not any(program.before(one, 1) for one in returns if is_true(one.value))  # what it finds, it does not keep
    last = function.body[-1]
    ends = isinstance(last, ast.Return) and isinstance(last.value, ast.Constant) and last.value.value is False
    return told == {True, False} and all(isinstance(one, ast.Constant) for one in values) and unheard and ends and alone


_CHILD: Final = re.compile(r"_?(left|right|next|prev|previous|child|sibling|subtree)(_.*)?")


def _is_own(program: Program, node: ast.expr, function: Function) -> bool:
    """Whether it is a call of the function by itself, for a child as well: `self.left.find(key)`."""
    method = isinstance(program.parents.get(function), ast.ClassDef)
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name == function.name and not method
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
            child = owner == "self" or (_CHILD.fullmatch(owner) is not None and name not in MUTATORS)
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=owner), attr=name)):
            child = _CHILD.fullmatch(owner) is not None and name not in MUTATORS
        case _:
            return False
    return child and method and name == function.name


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


_FUNCTIONS: Final = words(
    "len sum max min abs round int float str bool list tuple set dict sorted isinstance type range enumerate zip "
    "hasattr getattr any all reversed"
)
_METHODS: Final = words("lower upper strip startswith endswith split get keys values items isdigit isalpha")
_EFFECTS: Final = (ast.Global, ast.Nonlocal, ast.Raise, ast.Assert, ast.With, ast.Try, ast.Await, ast.Delete)


def _acts(program: Program, node: ast.AST, function: Function) -> bool:
    """Whether something may be changed, or end in an error, besides what the function itself does."""
    if isinstance(node, ast.Call) and not _is_own(program, node, function):
        name = method_of(node) or call_name(node)
        if (
            name in MUTATORS
            and isinstance(node.func, ast.Attribute)
            and _is_made_here(program, node.func.value, function)
        ):
            return False
        return name not in (_METHODS if method_of(node) else _FUNCTIONS) and not name[:1].isupper()
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        around = program.parents[node]
        hooked = isinstance(around, ast.Assign) and _is_own(program, around.value, function)
        if isinstance(node, ast.Subscript) and _is_made_here(program, node.value, function):
            return False
        return not (hooked and isinstance(node, ast.Attribute))
    return isinstance(node, _EFFECTS)


def _is_made_here(program: Program, node: ast.expr, function: Function) -> bool:
    """Whether it is a list or the like that each call makes anew, and that no inner call is given."""
    if not isinstance(node, ast.Name) or node.id in program.parameters(function) or node.id in program.outer_names:
        return False
    given = program.values(node) if program.scope(node) is function else []
    fresh = bool(given) and all(isinstance(one, ast.List | ast.Dict | ast.Set) or _is_empty(one) for one in given)
    return fresh and not any(node.id in names_in(call) for call in program.self_calls.get(function, [])[:_FEW])


_FEW: Final = 20  # calls of a function by itself that are looked at


def _is_empty(node: ast.expr | None) -> bool:
    return node is not None and call_name(node) in ("list", "dict", "set")


@check(
    Rule(
        code="search-ends-with-the-first-branch",
        title="`{name}` searches the first branch alone: what stands behind it is never looked at",
        weights={"correctness": 0.4},
        level="beginner",
        why="`return` hands on whatever the inner search says, also that it has found nothing.",
        do="Return only when the inner search has found something, and go on otherwise.",
        example="def contains(nested, wanted):\n    for item in nested:\n        if isinstance(item, list):\n"
        "            return contains(item, wanted)\n        if item == wanted:\n            return True\n"
        "    return False\n",
        better="def contains(nested, wanted):\n    for item in nested:\n"
        "        if contains(item, wanted) if isinstance(item, list) else item == wanted:\n            return True\n"
        "    return False\n",
    )
)
def search_ends_with_the_first_branch(program: Program) -> Iterator[Place]:
    """See the rule: within a loop after which nothing was found, for any element that has elements itself."""
    for node in program.all(ast.Return):
        function = program.function_of(node)
        if function is None or node.value is None or not _is_own(program, node.value, function):
            continue
        loops = [one for one in program.loops_around(node) if isinstance(one, ast.For)]
        if not loops or len(loops) != len(program.loops_around(node)) or not _finds_nothing(program, loops[-1]):
            continue
        elements = names_in(loops[0].target)
        given = names_in(node.value) - elements
        hands_on = bool(given & {*program.parameters(function), f"self.{function.name}"})
        steps = names_in(node.value) if _goes_back_and_forth(program, loops[0].iter) else elements
        found = hands_on and (steps is not elements or _is_any_branch(program, node, elements))
        if found and steps & names_in(node.value):
            yield Place(node.lineno, function.name)


def _finds_nothing(program: Program, loop: ast.For) -> bool:
    """Whether a function ends behind a loop with False, None or -1."""
    block = getattr(program.parents[loop], "body", [])
    match block[block.index(loop) + 1 :] if loop in block else [loop]:
        case []:
            return isinstance(program.parents[loop], Function)
        case [ast.Return(value=value)]:
            return _is_none(value) or is_const(value, -1) or (isinstance(value, ast.Constant) and value.value is False)
    return False


def _goes_back_and_forth(program: Program, node: ast.expr) -> bool:
    """Whether a loop is over steps in a grid that are written down: none of them is more right than another."""
    steps = program.written(node) if isinstance(node, ast.Name) else node
    parts = steps.elts if isinstance(steps, ast.List | ast.Tuple) else []
    return len(parts) > 1 and any(isinstance(one, ast.USub) for part in parts for one in ast.walk(part))


def _is_any_branch(program: Program, node: ast.AST, elements: set[str]) -> bool:
    """Whether the nearest condition around asks for nothing but whether an element has elements, or is new."""
    around = program.parents[node]
    if not isinstance(around, ast.If):  # straight in the loop, whatever comes first is all that is searched
        return not any(isinstance(one, ast.Continue | ast.Break) for one in program.within(around))
    test, wanted = around.test, node in around.body
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, wanted = test.operand, not wanted
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), *_]):
            return wanted and name in elements
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="is_dir" | "isdir"), args=arguments):
            return wanted and bool({name, *(found for one in arguments for found in names_in(one))} & elements)
        case ast.Compare(left=ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=name)]), ops=[ast.Eq() | ast.Is()]):
            return wanted and name in elements
        case ast.Compare(left=ast.Name(id=name), ops=[ast.In() | ast.NotIn() as sign], comparators=[seen]):
            new = wanted == isinstance(sign, ast.NotIn)
            return new and name in elements and _SEEN.search(ast.unparse(seen)) is not None
    return False


_SEEN: Final = re.compile(r"(^|[._])(seen|visited|known|explored|path|done)$")


@check(
    Rule(
        code="other-child-than-asked",
        title="`{name}` is used where the other child was asked for",
        weights={"correctness": 0.4},
        level="beginner",
        why="The question whether there is a child was about the other side. The one that is used may be None, and "
        "what belongs to one side lands on the other.",
        do="Use the child that the condition asks for.",
        example="class Tree:\n    def __init__(self, key):\n        self.key = key\n        self.left = None\n"
        "        self.right = None\n\n    def add_greater(self, key):\n        if self.right is None:\n"
        "            self.right = Tree(key)\n        else:\n            self.left.add_greater(key)\n",
        better="class Tree:\n    def __init__(self, key):\n        self.key = key\n        self.left = None\n"
        "        self.right = None\n\n    def add_greater(self, key):\n        if self.right is None:\n"
        "            self.right = Tree(key)\n        else:\n            self.right.add_greater(key)\n",
    )
)
def other_child_than_asked(program: Program) -> Iterator[Place]:
    """See the rule: `if x.right is None` puts something there, and goes on with `x.left` otherwise; or the other way.

    Whoever has asked for that other child before knows that it is there.
    """
    for node in program.all(ast.If):
        asked, absent = _asked_child(node.test)
        sibling = _sibling(asked)
        if not sibling or _asks_before(program, node, sibling):
            continue
        empty, other = (node.body, node.orelse) if absent else (node.orelse, node.body)
        leaves = bool(node.body) and isinstance(node.body[-1], ast.Return | ast.Break | ast.Continue)
        if not node.orelse and leaves and absent:
            other = _after(program, node)[:1]
        puts = {ast.unparse(target): one for one in empty if isinstance(one, ast.Assign) for target in one.targets}
        made = any(isinstance(one.value, ast.Call) for one in puts.values())
        if sibling in puts and asked not in puts and isinstance(puts[sibling].value, ast.Call):
            yield Place(puts[sibling].lineno, sibling)
        elif asked in puts and made and (line := _goes_on_with(other, sibling, asked)):
            yield Place(line, sibling)


def _asked_child(test: ast.expr) -> tuple[str, bool]:
    """`x.left`, and whether the body is for its absence: of `x.left is None`, `not x.left`, `x.left`..."""
    match test:
        case ast.Compare(left=ast.Attribute() as child, ops=[sign], comparators=[ast.Constant(value=None)]):
            return ast.unparse(child), isinstance(sign, ast.Is | ast.Eq)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute() as child):
            return ast.unparse(child), True
        case ast.Attribute():
            return ast.unparse(test), False
    return "", False


def _sibling(child: str) -> str:
    """`x.right` for `x.left`, and the other way round; "" for what is no child."""
    owner, _, name = child.rpartition(".")
    for one, other in (("left", "right"), ("right", "left")):
        if re.search(rf"(^|_){one}(_|$|child)", name):
            return f"{owner}.{name.replace(one, other)}"
    return ""


def _asks_before(program: Program, node: ast.If, sibling: str) -> bool:
    """Whether a condition around, or a statement before in the block, speaks of the sibling."""
    around = [one.test for _, one in islice(program.up(node), 4) if isinstance(one, ast.If | ast.While)]
    block = getattr(program.parents[node], "body", [])
    before = block[: block.index(node)][-3:] if node in block else []
    return any(sibling in ast.unparse(one) for one in (*around, *before))


def _after(program: Program, node: ast.stmt) -> list[ast.stmt]:
    around = program.parents[node]
    block = next((part for name in ("body", "orelse") if node in (part := getattr(around, name, []))), [node])
    return block[block.index(node) + 1 :]


def _goes_on_with(block: list[ast.stmt], sibling: str, asked: str) -> int:
    """The line where a block calls something for the sibling, or walks there; 0 if it speaks of the other as well."""
    match block:
        case [ast.Expr(value=ast.Call() as call)] | [ast.Return(value=ast.Call() as call)]:
            owner = call.func.value if isinstance(call.func, ast.Attribute) else call
            used = sibling in map(ast.unparse, (owner, *call.args))
        case [ast.Assign(targets=[ast.Name()], value=ast.Attribute() as value)]:
            used = ast.unparse(value) == sibling
        case _:
            return 0
    return block[0].lineno if used and asked not in ast.unparse(block[0]) else 0


@check(
    Rule(
        code="looks-on-the-wrong-side",
        title="`{name}` sends the smaller ones to the right; elsewhere they go to the left",
        weights={"correctness": 0.4},
        level="beginner",
        why="In a tree that is kept in order, what was put on one side is found on that side alone.",
        do="Go the same way for the same comparison everywhere.",
        example="from trees import Node\n\n\ndef add(node, key):\n"
        "    if node is None:\n        return Node(key)\n    if key < node.key:\n"
        "        node.left = add(node.left, key)\n    else:\n        node.right = add(node.right, key)\n"
        "    return node\n\n\n"
        "def contains(node, key):\n    if node is None or key == node.key:\n        return node is not None\n"
        "    if key < node.key:\n        return contains(node.right, key)\n    return contains(node.left, key)\n",
        better="from trees import Node\n\n\ndef add(node, key):\n"
        "    if node is None:\n        return Node(key)\n    if key < node.key:\n"
        "        node.left = add(node.left, key)\n    else:\n        node.right = add(node.right, key)\n"
        "    return node\n\n\n"
        "def contains(node, key):\n    if node is None or key == node.key:\n        return node is not None\n"
        "    if key < node.key:\n        return contains(node.left, key)\n    return contains(node.right, key)\n",
    )
)
def looks_on_the_wrong_side(program: Program) -> Iterator[Place]:
    """See the rule: a key is compared with that of a node, and the branch goes on with one child of it alone."""
    ways = [(node, ordered) for node in program.all(ast.If) if (ordered := _is_ordered(node)) is not None]
    usual = any(ordered for _, ordered in ways)
    for node, ordered in ways:
        function = program.function_of(node)
        if usual and not ordered and function is not None:
            yield Place(node.lineno, function.name)


def _is_ordered(node: ast.If) -> bool | None:
    """Whether smaller keys go to the left there, or greater ones to the right; None where no child is chosen."""
    match node.test:
        case ast.Compare(
            left=ast.Name() | ast.Attribute() as left, ops=[sign], comparators=[ast.Name() | ast.Attribute() as right]
        ):
            smaller = isinstance(sign, ast.Lt | ast.LtE)
        case _:
            return None
    if not smaller and not isinstance(sign, ast.Gt | ast.GtE):
        return None
    if isinstance(left, ast.Attribute) and isinstance(right, ast.Name):
        left, right, smaller = right, left, not smaller
    if not (isinstance(right, ast.Attribute) and _KEY.fullmatch(right.attr)) or not _descends(node.body):
        return None
    owner = ast.unparse(right.value)
    text = " ".join(ast.unparse(one) for one in node.body)
    sides = {side for side in ("left", "right") if re.search(rf"\b{re.escape(owner)}\.{side}\b", text)}
    return smaller == (sides == {"left"}) if len(sides) == 1 else None


_KEY: Final = re.compile(r"_?(key|val|value|data|item|info|element|number|name)")


def _descends(block: list[ast.stmt]) -> bool:
    """Whether a block is one step to a child: a call for it, or a walk there; or asks for it first."""
    match block:
        case [ast.Return(value=ast.Call())] | [ast.Expr(value=ast.Call())] | [ast.Assign(value=ast.Call())]:
            return True
        case [ast.Assign(targets=[ast.Name()], value=ast.Attribute())]:
            return True
        case [ast.If(test=test)]:
            return bool(_asked_child(test)[0])
    return False


CHECKS: tuple[Check, ...] = (
    own_answer_dropped,
    search_ends_with_the_first_branch,
    other_child_than_asked,
    looks_on_the_wrong_side,
)
