"""Ways through trees and graphs: one side forgotten, another order, places that nobody marks, cells counted twice.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_true
from agents.review.program import Program, call_name, callee, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _child(node: ast.AST) -> tuple[str, str]:
    """The owner and the side of `node.left`, `node["right"]`, `self.left_child`; nothing otherwise."""
    match node:
        case ast.Attribute(value=owner, attr=name):
            pass
        case ast.Subscript(value=owner, slice=ast.Constant(value=str() as name)):
            pass
        case _:
            return "", ""
    found = re.fullmatch(r"_*(left|right)(_?(child|node|subtree|tree))?", name.lower())
    return (ast.unparse(owner), found.group(1)) if found else ("", "")


def _asked_child(test: ast.expr) -> tuple[str, str]:
    """The child whose presence alone a condition asks for."""
    match test:
        case ast.Compare(left=asked, ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=None)]):
            return _child(asked)
    return _child(test)


@check(
    Rule(
        code="second-side-never-reached",
        title="`{name}` returns with one side of the tree and never comes to the other",
        weights={"correctness": 0.4},
        level="beginner",
        why="A node that has both children ends with the first `return`. What stands on the other side is left out.",
        do="Work out both sides first, and return once.",
        example="def total(node):\n    if node.left:\n        return node.value + total(node.left)\n"
        "    if node.right:\n        return node.value + total(node.right)\n    return node.value\n",
        better="def total(node):\n    if node is None:\n        return 0\n"
        "    return node.value + total(node.left) + total(node.right)\n",
    )
)
def second_side_never_reached(program: Program) -> Iterator[Place]:
    """See the rule: two conditions, each for one child being there, and each adds to what that child gives."""
    for function in program.functions:
        steps = [one for one in function.body if isinstance(one, ast.If)]
        steps += [two for one in steps for two in one.orelse if isinstance(two, ast.If)]
        for one, two in pairwise(steps):
            (owner, side), (again, other) = _asked_child(one.test), _asked_child(two.test)
            both = owner and owner == again and {side, other} == {"left", "right"}
            if both and _adds_child(one, function.name, side) and _adds_child(two, function.name, other):
                yield Place(one.lineno, function.name)


def _adds_child(node: ast.If, function: str, side: str) -> bool:
    """Whether the body is a sum with what the function gives for one child."""
    match node.body:
        case [ast.Return(value=ast.BinOp() as joined)]:
            calls = [one for one in ast.walk(joined) if isinstance(one, ast.Call) and callee(one) == function]
            sides = {found for call in calls for one in ast.walk(call) if (found := _child(one)[1])}
            return sides == {side}
    return False


_ORDERS: Final = (
    (re.compile(r"\bin[ -]?order\b(?! to)"), (0, 2, 1)),
    (re.compile(r"\bpre[ -]?order\b"), (2, 0, 1)),
    (re.compile(r"\bpost[ -]?order\b"), (0, 1, 2)),
)
"""What a function is called, the order of the left side (0), the right side (1) and the node (2)."""
_SORTED: Final = re.compile(
    r"\b(search tree|bst|binary tree)\b.*\b(ascending|sorted|increasing)\b|in (ascending|sorted) order"
)
_HELD: Final = re.compile(r"_*(key|val|value|data|item|info|element|name|number|content|word|label)")


@check(
    Rule(
        code="visited-in-another-order",
        title="`{name}` comes to the node itself at another time than its name says",
        weights={"correctness": 0.4},
        level="learning",
        why="In order means left side, node, right side; preorder the node first, postorder the node last.",
        do="Put the line for the node itself where the name says.",
        example="def inorder(node):\n    if node:\n        print(node.value)\n        inorder(node.left)\n"
        "        inorder(node.right)\n",
        better="def inorder(node):\n    if node:\n        inorder(node.left)\n        print(node.value)\n"
        "        inorder(node.right)\n",
    )
)
def visited_in_another_order(program: Program) -> Iterator[Place]:
    """See the rule: a function with one inner call for each side and one place where it uses what the node holds."""
    for function in program.functions:
        said = program.purpose(function).replace("_", " ")
        orders = [order for words, order in _ORDERS if words.search(said)]
        if not orders and _SORTED.search(said):
            orders = [(0, 2, 1)]
        if len(orders) != 1:
            continue
        inside = list(program.within(function))
        calls = [one for one in inside if isinstance(one, ast.Call) and callee(one) == function.name]
        places = [(_place(call), _side_of(call)) for call in calls]
        held = [one for one in inside if isinstance(one, ast.Attribute | ast.Subscript) and _is_held(program, one)]
        places += [(_place(one), 2) for one in held]
        found = tuple(kind for _, kind in sorted(places))
        if sorted(found) == [0, 1, 2] and found != orders[0] and found.index(0) < found.index(1):
            yield Place(held[0].lineno, function.name)


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _side_of(call: ast.Call) -> int:
    """0 for the left side, 1 for the right, -1 for anything else."""
    sides = {side for one in ast.walk(call) if (side := _child(one)[1])}
    return {"left": 0, "right": 1}.get(sides.pop(), -1) if len(sides) == 1 else -1


def _is_held(program: Program, node: ast.Attribute | ast.Subscript) -> bool:
    """Whether it is what a node holds, used and not asked for."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node.slice, "value", "")
    asked = isinstance(program.parents[node], ast.Compare)
    return isinstance(node.ctx, ast.Load) and isinstance(name, str) and bool(_HELD.fullmatch(name)) and not asked


@check(
    Rule(
        code="never-marked-as-visited",
        title="`{name}` never gets what was just found",
        weights={"correctness": 0.4},
        level="learning",
        why="Only what is not in it shall be taken, and nothing of what is taken comes into it. Where two ways meet, "
        "the same places are taken again and again, and in a circle for ever.",
        do="Add each place to it when it is put into the queue.",
        example="def reached(roads, start):\n    seen = {start}\n    queue = [start]\n    while queue:\n"
        "        town = queue.pop()\n        for other in roads[town]:\n            if other not in seen:\n"
        "                queue.append(other)\n    return seen\n",
        better="def reached(roads, start):\n    seen = {start}\n    queue = [start]\n    while queue:\n"
        "        town = queue.pop()\n        for other in roads[town]:\n            if other not in seen:\n"
        "                seen.add(other)\n                queue.append(other)\n    return seen\n",
    )
)
def never_marked_as_visited(program: Program) -> Iterator[Place]:
    """See the rule: while a queue holds something; what is asked with `in` or `not in` gets nothing new in it."""
    for loop in program.all(ast.While):
        queues = names_in(loop.test)
        inside = list(ast.walk(loop)) if queues else []
        waiting = {place for one in inside for place in _put_into(one, queues)}
        uses: dict[str, list[ast.Name]] = defaultdict(list)
        for name in (one for one in inside if isinstance(one, ast.Name)):
            uses[name.id].append(name)
        for node in inside:
            match node:
                case ast.Compare(left=place, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=marked)]):
                    asked = uses.pop(marked, []) if ast.unparse(place) in waiting - queues else []
                    if asked and marked not in queues and all(_marks_nothing(program, one, loop) for one in asked):
                        yield Place(node.lineno, marked)


def _put_into(node: ast.AST, queues: set[str]) -> Iterator[str]:
    """What is put into a queue, alone or with something else."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "appendleft" | "put"), args=[given]):
            if name in queues:
                yield ast.unparse(given)
                yield from map(ast.unparse, given.elts if isinstance(given, ast.Tuple) else ())


def _marks_nothing(program: Program, name: ast.Name, loop: ast.While) -> bool:
    """Whether a use only asks, or adds what is the same in every turn."""
    around = program.parents[name]
    call = program.parents[around]
    match around, call:
        case ast.Compare(), _:
            return isinstance(name.ctx, ast.Load)
        case ast.Attribute(attr="add" | "append"), ast.Call(args=[given]):
            return program.steady(given, loop)
    return False


@check(
    Rule(
        code="distance-from-the-start-alone",
        title="`{name}` counts on from the start each time, not from where the way came",
        weights={"correctness": 0.4},
        level="learning",
        why="The start never changes in the loop, so that every place gets the same distance.",
        do="Count on from the place that was just taken out of the queue.",
        example="def hops(roads, start):\n    far = {start: 0}\n    queue = [start]\n    while queue:\n"
        "        town = queue.pop()\n        for other in roads[town]:\n            if other not in far:\n"
        "                far[other] = far[start] + 1\n                queue.append(other)\n    return far\n",
        better="def hops(roads, start):\n    far = {start: 0}\n    queue = [start]\n    while queue:\n"
        "        town = queue.pop()\n        for other in roads[town]:\n            if other not in far:\n"
        "                far[other] = far[town] + 1\n                queue.append(other)\n    return far\n",
    )
)
def distance_from_the_start_alone(program: Program) -> Iterator[Place]:
    """See the rule: while a queue holds something, `far[x]` is given `far[s]` and more, and `s` never changes."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=row, slice=place)],
                value=ast.BinOp(left=ast.Subscript(value=again, slice=ast.Name() as start), op=ast.Add()),
            ) if same(row, again):
                pass
            case _:
                continue
        loop = next((one for one in reversed(program.loops_around(node)) if isinstance(one, ast.While)), None)
        if loop is None or not program.steady(start, loop) or program.steady(place, loop):
            continue
        if any(_takes_from(one, names_in(loop.test)) for one in ast.walk(loop)):
            yield Place(node.lineno, ast.unparse(node.targets[0]))


def _takes_from(node: ast.AST, queues: set[str]) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="pop" | "popleft" | "get")):
            return name in queues
    return False


_LIVES: Final = re.compile(r"(?<![a-z])(alive|living|live|lives|life|populated|conway)(?![a-z])")
_MINES: Final = re.compile(r"mine|bomb")


@check(
    Rule(
        code="cell-counts-itself",
        title="`{name}` counts the cell in the middle among its neighbours",
        weights={"correctness": 0.4},
        level="beginner",
        why="From -1 to 1 in both directions there are nine cells: the eight around, and the cell itself.",
        do="Leave out the step that goes nowhere, or take the cell itself off at the end.",
        example="def living_neighbours(board, row, col):\n    count = 0\n    for down in (-1, 0, 1):\n"
        "        for right in (-1, 0, 1):\n            count += board[row + down][col + right]\n    return count\n",
        better="def living_neighbours(board, row, col):\n    count = -board[row][col]\n    for down in (-1, 0, 1):\n"
        "        for right in (-1, 0, 1):\n            count += board[row + down][col + right]\n    return count\n",
    )
)
def cell_counts_itself(program: Program) -> Iterator[Place]:
    """See the rule: living neighbours, where nothing asks for the middle or takes it off."""
    text = program.text.lower()
    if _MINES.search(text) or not _LIVES.search(text):
        return
    for function in program.functions:
        if "neigh" not in program.purpose(function):
            continue
        inside = list(program.within(function))
        walks = [one for one in inside if isinstance(one, ast.For | ast.comprehension) and _is_around(one)]
        steps = {name for one in walks for name in names_in(one.target)}
        counts = any(isinstance(one, ast.AugAssign) or call_name(one) == "sum" for one in inside)
        if len(steps) == 2 and counts and not any(_leaves_out(one, steps) for one in inside):  # noqa: PLR2004 - both ways
            yield Place(function.lineno, function.name)


def _is_around(walk: ast.For | ast.comprehension) -> bool:
    """Whether a name goes from one before to one behind."""
    match walk.iter:
        case ast.Tuple(elts=steps) | ast.List(elts=steps):
            found = sorted(ast.unparse(one) for one in steps) == ["-1", "0", "1"]
        case ast.Call(func=ast.Name(id="range"), args=[ast.BinOp(op=ast.Sub(), right=low), ast.BinOp(right=high)]):
            found = is_const(low, 1) and is_const(high, 2)
        case ast.Call(func=ast.Name(id="range"), args=[low, high]):
            found = is_const(low, -1) and is_const(high, 2)
        case _:
            return False
    return found and isinstance(walk.target, ast.Name)


def _leaves_out(node: ast.AST, steps: set[str]) -> bool:
    """Whether something asks for the middle cell, or takes it off."""
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq(), *_], comparators=[right, *_]):
            parts = [*getattr(left, "elts", [left]), *getattr(right, "elts", [right])]
            whole = isinstance(right, ast.Tuple) and not isinstance(left, ast.Tuple)  # `place != (x, y)`
            return whole or any(names_in(one) & steps for one in parts if not isinstance(one, ast.Subscript))
        case ast.BoolOp(values=values):
            return any(isinstance(one, ast.Name) and one.id in steps for one in values)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return not isinstance(operand, ast.Constant)
        case ast.BinOp(op=ast.Sub(), right=right):
            return isinstance(right, ast.Subscript | ast.Name | ast.Call)
        case ast.AugAssign(op=ast.Sub()):
            return True
    return False


@check(
    Rule(
        code="walks-to-the-other-child",
        title="`{name}` walks to the child that the condition does not ask for",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes on as long as there is a child on one side, and steps to the other, which may be None.",
        do="Step to the child that the condition asks for.",
        example="def smallest(node):\n    while node.left is not None:\n        node = node.right\n"
        "    return node.value\n",
        better="def smallest(node):\n    while node.left is not None:\n        node = node.left\n"
        "    return node.value\n",
    )
)
def walks_to_the_other_child(program: Program) -> Iterator[Place]:
    """See the rule: a loop whose body is that one step, or which never speaks of the child that was asked for."""
    for loop in program.all(ast.While):
        owner, side = _asked_child(loop.test)
        for step in loop.body if owner else ():
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == owner:
                    again, other = _child(value)
                    own = {_child(one) for part in loop.body for one in ast.walk(part)}
                    if again == owner and other != side and (owner, side) not in own:
                        yield Place(step.lineno, ast.unparse(value))


@check(
    Rule(
        code="wanted-on-both-sides",
        title="`{name}` says yes only when it is found on both sides",
        weights={"correctness": 0.4},
        level="beginner",
        why="Where there is no node the answer is no. With `and`, one such no makes the whole answer no.",
        do="One of the two sides is enough: join them with `or`.",
        example="def contains(node, wanted):\n    if node is None:\n        return False\n"
        "    if node.value == wanted:\n        return True\n"
        "    return contains(node.left, wanted) and contains(node.right, wanted)\n",
        better="def contains(node, wanted):\n    if node is None:\n        return False\n"
        "    if node.value == wanted:\n        return True\n"
        "    return contains(node.left, wanted) or contains(node.right, wanted)\n",
    )
)
def wanted_on_both_sides(program: Program) -> Iterator[Place]:
    """See the rule: False for no node, True for one that is equal, and both inner calls joined by `and`."""
    for function, calls in program.self_calls.items():
        match getattr(function, "body", []):
            case [ast.If(body=[ast.Return(value=no)]), *_, ast.Return(value=ast.BoolOp(op=ast.And(), values=parts))]:
                ends = isinstance(no, ast.Constant) and no.value is False
                answers = [one.body[0] for one in ast.walk(function) if isinstance(one, ast.If) and _asks_equal(one)]
                found = any(isinstance(one, ast.Return) and is_true(one.value) for one in answers)
                if ends and found and len(parts) > 1 and all(one in calls for one in parts):
                    yield Place(parts[0].lineno, getattr(function, "name", ""))


def _asks_equal(node: ast.If) -> bool:
    return isinstance(node.test, ast.Compare) and isinstance(node.test.ops[0], ast.Eq)


CHECKS: tuple[Check, ...] = (
    walks_to_the_other_child,
    wanted_on_both_sides,
    second_side_never_reached,
    visited_in_another_order,
    never_marked_as_visited,
    distance_from_the_start_alone,
    cell_counts_itself,
)
