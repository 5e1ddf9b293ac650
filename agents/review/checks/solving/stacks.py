"""Stacks, heaps and queues: what comes out of them, in which order, and what is put in beside their own ways.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="last-pushed-taken-for-the-left",
        title="`{name}` takes the second number for the first",
        weights={"correctness": 0.35},
        level="learning",
        why="A stack gives back what was put on it last. What comes first is the right number, and the left one comes "
        "after it: `7 2 -` would give -5.",
        do="Write down the stack for `7 2 -`, and which number comes first.",
        example="def evaluate(tokens):\n    stack = []\n    for token in tokens:\n        if token == '-':\n"
        "            first = stack.pop()\n            second = stack.pop()\n"
        "            stack.append(first - second)\n        else:\n            stack.append(int(token))\n"
        "    return stack.pop()\n",
        better="def evaluate(tokens):\n    stack = []\n    for token in tokens:\n        if token == '-':\n"
        "            second = stack.pop()\n            first = stack.pop()\n"
        "            stack.append(first - second)\n        else:\n            stack.append(int(token))\n"
        "    return stack.pop()\n",
    )
)
def last_pushed_taken_for_the_left(program: Program) -> Iterator[Place]:
    """See the rule: two in a row from a list, and the first of them is what something is taken from or divided."""
    popped: dict[tuple[ast.AST, str], str] = {}
    for step in program.all(ast.Assign):
        match program.after(step, 1):
            case [ast.Assign(targets=[ast.Name(id=later)], value=again)] if _pops(again):
                first = step.targets[0]
                if isinstance(first, ast.Name) and same(step.value, again):
                    popped[program.scope(step), first.id] = later
        match step:
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=two)])], value=ast.Tuple(elts=given)
            ):
                if len(given) == _PAIR and all(map(_pops, given)) and same(*given):
                    popped[program.scope(step), one] = two
    for node in program.all(ast.BinOp) if popped else ():
        match node:
            case ast.BinOp(left=ast.Name(id=one), op=ast.Sub() | ast.Div() | ast.FloorDiv(), right=ast.Name(id=two)):
                if popped.get((program.scope(node), one)) == two:
                    yield Place(node.lineno, ast.unparse(node))


_PAIR: Final = 2


def _pops(node: ast.expr) -> bool:
    """Whether something is taken off the end of a list."""
    match node:
        case ast.Call(func=ast.Attribute(attr="pop"), args=[]):
            return True
        case ast.Call(func=ast.Attribute(attr="pop"), args=[place]):
            return is_const(place, -1)
    return False


_KINDS: Final = re.compile(r"[\])}>]{2,4}")
"""Closing brackets alone, of several kinds."""


@check(
    Rule(
        code="kind-of-bracket-never-asked",
        title="`{name}` takes off whatever was opened last, also one of another kind",
        weights={"correctness": 0.4},
        level="learning",
        why="There are several kinds of brackets. `(]` is taken for right, since nothing compares the one that closes "
        "with the one that was opened.",
        do="Compare what comes off with what belongs to the closing one.",
        example="def balanced(text):\n    opened = []\n    for sign in text:\n        if sign in '([{':\n"
        "            opened.append(sign)\n        elif sign in ')]}':\n            opened.pop()\n"
        "    return not opened\n",
        better="def balanced(text):\n    opened = []\n    fits = True\n    for sign in text:\n"
        "        if sign in '([{':\n"
        "            opened.append(sign)\n        elif sign in ')]}':\n"
        "            fits = fits and opened.pop() + sign in ('()', '[]', '{}')\n"
        "    return fits and not opened\n",
    )
)
def kind_of_bracket_never_asked(program: Program) -> Iterator[Place]:
    """See the rule: closing brackets of several kinds, and what is popped for them goes nowhere."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=ast.Name(), ops=[ast.In()], comparators=[kinds]):
                written = program.value(kinds) or kinds
            case _:
                continue
        signs = "".join(str(one.value) for one in ast.walk(written) if isinstance(one, ast.Constant))
        only = _KINDS.fullmatch(signs)
        drops = [one for one in node.body if isinstance(one, ast.Expr) and _pops(one.value)]
        if not only or not drops:
            continue
        owner = drops[0].value.func.value  # type: ignore[attr-defined]  # `_pops` has seen a call of a method
        looked = any(
            isinstance(one, ast.Subscript) and same(one.value, owner) for part in node.body for one in ast.walk(part)
        )
        if not looked:
            yield Place(drops[0].lineno, ast.unparse(drops[0]))


@check(
    Rule(
        code="taken-out-and-dropped",
        title="`{name}` takes something out and gives it to nobody",
        weights={"correctness": 0.35},
        level="learning",
        why="What was taken out is gone: whoever calls the method wants to have it, and gets None.",
        do="Give back what was taken out.",
        example="class Pile:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
        "        self.items.append(item)\n\n    def pop(self):\n        if not self.items:\n"
        "            raise IndexError('empty')\n        self.items.pop()\n",
        better="class Pile:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
        "        self.items.append(item)\n\n    def pop(self):\n        if not self.items:\n"
        "            raise IndexError('empty')\n        return self.items.pop()\n",
    )
)
def taken_out_and_dropped(program: Program) -> Iterator[Place]:
    """See the rule: a method that is called as the one of a list is, and ends with it."""
    for function in program.all(ast.FunctionDef):
        if function.name not in _TAKES or not isinstance(program.parents[function], ast.ClassDef):
            continue
        last = function.body[-1]
        gives = any(isinstance(one, ast.Return) and one.value is not None for one in program.within(function))
        if isinstance(last, ast.Expr) and method_of(last.value) in ("pop", "popleft") and not gives:
            yield Place(last.lineno, function.name)


_TAKES: Final = ("pop", "dequeue", "popleft", "pop_front", "pop_back", "pop_left", "take", "draw", "poll")


@check(
    Rule(
        code="heap-filled-by-hand",
        title="`{name}` changes the heap without keeping its order",
        weights={"correctness": 0.4},
        level="learning",
        why="A heap keeps the smallest at its beginning only when everything comes and goes by the functions for "
        "heaps. What is appended stays at the end, however small it is.",
        do="Put in and take out by the functions that know the order.",
        example="import heapq\n\n\ndef smallest_first(jobs):\n    heap = []\n    for job in jobs:\n"
        "        heap.append(job)\n    return [heapq.heappop(heap) for _ in jobs]\n",
        better="import heapq\n\n\ndef smallest_first(jobs):\n    heap = []\n    for job in jobs:\n"
        "        heapq.heappush(heap, job)\n    return [heapq.heappop(heap) for _ in jobs]\n",
    )
)
def heap_filled_by_hand(program: Program) -> Iterator[Place]:
    """See the rule: `append` and `pop` of what is handed to a function for heaps, where nothing puts it in order."""
    heaps: dict[str, set[str]] = {}
    for call in program.all(ast.Call):
        if call_name(call) in _HEAPS and call.args:
            heaps.setdefault(ast.unparse(call.args[0]), set()).add(call_name(call))
    for call in program.all(ast.Call) if heaps else ():
        match call.func:
            case ast.Attribute(value=owner, attr="append" | "pop" as name):
                ways = heaps.get(ast.unparse(owner), set())
            case _:
                continue
        appended = name == "append" and "heappop" in ways
        popped = (
            name == "pop" and not call.args and ways == {"heappush"} and isinstance(owner, ast.Name | ast.Attribute)
        )
        if (appended and not ways & {"heapify"}) or popped:
            yield Place(call.lineno, f"{ast.unparse(owner)}.{name}")


_HEAPS: Final = ("heappush", "heappop", "heapify", "heappushpop", "heapreplace")


@check(
    Rule(
        code="parent-of-another-count",
        title="`{name}` is the parent where places are counted from 1, and here they begin with 0",
        weights={"correctness": 0.35},
        level="mastered",
        why="With the children at 2n + 1 and 2n + 2 the parent of place 2 is 0, and half of 2 is 1. Both ways have to "
        "count from the same place.",
        do="Go from a place to its children, and back by the rule for the parent: you have to come to where you began.",
        example="class Heap:\n    def __init__(self):\n        self.items = []\n\n    def parent(self, place):\n"
        "        parent = place // 2\n        return self.items[parent]\n\n    def child(self, place):\n"
        "        child = 2 * place + 1\n        return self.items[child]\n",
        better="class Heap:\n    def __init__(self):\n        self.items = []\n\n    def parent(self, place):\n"
        "        parent = (place - 1) // 2\n        return self.items[parent]\n\n    def child(self, place):\n"
        "        child = 2 * place + 1\n        return self.items[child]\n",
    )
)
def parent_of_another_count(program: Program) -> Iterator[Place]:
    """See the rule: in one class, or outside of all, a parent by half of the place and a child by twice and 1."""
    twice: set[ast.AST] = set()
    parents: list[tuple[ast.AST, ast.Assign, str]] = []
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() as value):
                around = _class_of(program, step)
            case _:
                continue
        text = re.sub(r"\b[a-z]\w*\b", "n", ast.unparse(value))
        if text in ("2 * n + 1", "n * 2 + 1"):
            twice.add(around)
        if text == "n // 2" and "parent" in name.lower():
            parents.append((around, step, ast.unparse(value)))
    yield from (Place(step.lineno, text) for around, step, text in parents if around in twice)


def _class_of(program: Program, node: ast.AST) -> ast.AST:
    return next((one for _, one in program.up(node) if isinstance(one, ast.ClassDef)), program.tree)


@check(
    Rule(
        code="moved-over-too-early",
        title="`{name}` is put on top of what has waited longer",
        weights={"correctness": 0.35},
        level="mastered",
        why="The second stack gives out the oldest first. Whatever is moved on top of what is still there comes before "
        "it, though it came later.",
        do="Move the new ones over only when the second stack is empty.",
        example="class Line:\n    def __init__(self):\n        self.new = []\n        self.old = []\n\n"
        "    def put(self, item):\n        self.new.append(item)\n\n    def get(self):\n        while self.new:\n"
        "            self.old.append(self.new.pop())\n        return self.old.pop()\n",
        better="class Line:\n    def __init__(self):\n        self.new = []\n        self.old = []\n\n"
        "    def put(self, item):\n        self.new.append(item)\n\n    def get(self):\n        if not self.old:\n"
        "            while self.new:\n                self.old.append(self.new.pop())\n"
        "        return self.old.pop()\n",
    )
)
def moved_over_too_early(program: Program) -> Iterator[Place]:
    """See the rule: all of one attribute is moved to another in any case, and then one is taken from there."""
    for loop in program.all(ast.While):
        match loop.body:
            case [ast.Expr(value=ast.Call(func=ast.Attribute(value=old, attr="append"), args=[new]))] if _pops(new):
                method = program.parents[loop]
            case _:
                continue
        if not (isinstance(method, ast.FunctionDef) and ast.unparse(old).startswith("self.")):
            continue
        behind = method.body[method.body.index(loop) + 1 :]
        back = any(isinstance(one, ast.While) and any(same(old, part) for part in ast.walk(one.test)) for one in behind)
        takes = any(
            isinstance(one, ast.Call) and _pops(one) and same(one.func.value, old)  # type: ignore[attr-defined]
            for step in behind
            for one in ast.walk(step)
        )
        before = method.body[: method.body.index(loop)]
        leaves = any(isinstance(one, ast.If) and any(same(old, part) for part in ast.walk(one.test)) for one in before)
        if takes and not back and not leaves:
            yield Place(loop.lineno, ast.unparse(new))


CHECKS: tuple[Check, ...] = (
    last_pushed_taken_for_the_left,
    kind_of_bracket_never_asked,
    taken_out_and_dropped,
    heap_filled_by_hand,
    parent_of_another_count,
    moved_over_too_early,
)
