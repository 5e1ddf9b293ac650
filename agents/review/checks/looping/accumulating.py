"""What a loop, or one call after another, should gather: sums, counts and lists that are set back, or never grow."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS", "added", "blocks"]


def blocks(program: Program) -> Iterator[list[ast.stmt]]:
    """Every list of statements."""
    for node in program.all(*_HOLDERS):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if block:
                yield block


_HOLDERS: Final = (
    ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While,
    ast.With, ast.AsyncWith, ast.Try, ast.ExceptHandler, ast.match_case,
)  # fmt: skip
"""What has statements within it."""


def added(node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    """What a statement adds to, and what it adds: `x += y`, `x = x + y`, `x = y + x`."""
    match node:
        case ast.AugAssign(target=target, op=ast.Add(), value=value):
            return target, value
        case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Add(), right=right)):
            text = ast.unparse(target)
            if ast.unparse(left) == text:
                return target, right
            if ast.unparse(right) == text:
                return target, left
    return None


def _mentions(block: list[ast.stmt], name: str) -> int:
    """How often a name, or `self.x`, stands in statements."""
    inside = [node for statement in block for node in ast.walk(statement)]
    if name.startswith("self."):
        return sum(isinstance(node, ast.Attribute) and ast.unparse(node) == name for node in inside)
    return sum(isinstance(node, ast.Name) and node.id == name for node in inside)


@check(
    Rule(
        code="begun-and-replaced",
        title="`{name}` replaces what the line before has begun",
        weights={"correctness": 0.35},
        level="beginner",
        why="The value to begin with is never used: whatever the key has gathered before is thrown away.",
        do="Add to the value of the key.",
        example="def hours_of(days):\n    hours = {}\n    for name, time in days:\n        if name not in hours:\n"
        "            hours[name] = 0\n        hours[name] = time\n    return hours\n",
        better="def hours_of(days):\n    hours = {}\n    for name, time in days:\n        if name not in hours:\n"
        "            hours[name] = 0\n        hours[name] += time\n    return hours\n",
    )
)
def begun_and_replaced(program: Program) -> Iterator[Place]:
    """See the rule: `if k not in d: d[k] = 0` or `d.setdefault(k, 0)`, and then `d[k] = x` that does not ask for it."""
    for block in blocks(program):
        for before, after in pairwise(block):
            match after:
                case ast.Assign(targets=[ast.Subscript(value=owner, slice=key) as place], value=value):
                    begun = _begun(before)
                case _:
                    continue
            if begun is None or not same(begun[0], owner) or not same(begun[1], key):
                continue
            if base_name(owner) not in names_in(value) and not any(
                isinstance(one, ast.Call) for one in ast.walk(value)
            ):
                yield Place(after.lineno, ast.unparse(place)[:40])
    for node in program.all(ast.If):
        replaced = _replaced_if_there(node)
        if replaced is not None:
            yield Place(replaced.lineno, ast.unparse(replaced.targets[0])[:40])


def _replaced_if_there(node: ast.If) -> ast.Assign | None:
    """`d[k] = x` of `if k in d: d[k] = x`, where the other branch begins with 0 or nothing."""
    match node:
        case ast.If(
            test=ast.Compare(left=key, ops=[sign], comparators=[owner]),
            body=[ast.Assign(targets=[ast.Subscript(value=one, slice=index)], value=value) as there],
            orelse=[ast.Assign(targets=[ast.Subscript(value=other, slice=again)], value=begun) as new],
        ) if same(key, index) and same(key, again) and same(owner, one) and same(owner, other):
            pass
        case _:
            return None
    if isinstance(sign, ast.NotIn):
        there, new, value, begun = new, there, begun, value
    reads = base_name(owner) in names_in(value) or isinstance(value, ast.Constant | ast.Call)
    return there if isinstance(sign, ast.In | ast.NotIn) and _is_empty(begun) and not reads else None


def _begun(node: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
    """The dictionary and the key of a statement that begins a value for a new key, and does nothing else."""
    match node:
        case ast.If(
            test=ast.Compare(left=key, ops=[ast.NotIn()], comparators=[owner])
            | ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left=key, ops=[ast.In()], comparators=[owner]))
            | ast.Compare(left=ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[key]), ops=[ast.Is()]),
            body=[ast.Assign(targets=[ast.Subscript(value=stored, slice=index)])],
            orelse=[],
        ) if same(key, index) and same(stored, owner):
            return owner, key
        case ast.Assign(
            targets=[ast.Subscript(value=stored, slice=index)],
            value=ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[key, ast.Constant()]),
        ) if same(key, index) and same(stored, owner):
            return owner, key
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="setdefault"), args=[key, _])):
            return owner, key
    return None


@check(
    Rule(
        code="begun-anew-for-the-key",
        title="`{name}` begins anew each time the key comes",
        weights={"correctness": 0.35},
        level="beginner",
        why="What the key has gathered before is thrown away, so that it never holds more than the last one.",
        do="Begin it only for a key that is not there yet.",
        example="class Marks:\n    def __init__(self):\n        self.marks = {}\n\n    def add(self, name, mark):\n"
        "        self.marks[name] = []\n        self.marks[name].append(mark)\n",
        better="class Marks:\n    def __init__(self):\n        self.marks = {}\n\n    def add(self, name, mark):\n"
        "        if name not in self.marks:\n            self.marks[name] = []\n"
        "        self.marks[name].append(mark)\n",
    )
)
def begun_anew_for_the_key(program: Program) -> Iterator[Place]:
    """See the rule: `d[k] = []` and at once `d[k].append(x)`, of a key that a loop or a caller gives."""
    for block in blocks(program):
        for before, after in pairwise(block):
            match before:
                case ast.Assign(targets=[ast.Subscript(value=owner, slice=key) as place], value=value):
                    name = base_name(owner)
                case ast.If(
                    test=ast.Compare(left=key, ops=[ast.In()], comparators=[owner]),
                    body=[ast.Assign(targets=[ast.Subscript(value=stored, slice=index) as place], value=value)],
                    orelse=[],
                ) if same(key, index) and same(stored, owner):
                    if _is_empty(value) and _fills(after, place):
                        yield Place(before.body[0].lineno, ast.unparse(place)[:40])
                    continue
                case _:
                    continue
            if not _is_empty(value) or not name or not _fills(after, place):
                continue
            around = program.parents[before]
            alone = _mentions(getattr(around, "body", block), name) == _mentions([before, after], name)
            alone = alone or isinstance(after, ast.If)  # what it asks for cannot be there yet
            if alone and _comes_again(program, around, name, key):
                yield Place(before.lineno, ast.unparse(place)[:40])


def _is_empty(node: ast.expr) -> bool:
    match node:
        case ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Constant(value=0):
            return True
        case ast.Call(func=ast.Name(id="list" | "set" | "dict" | "Counter"), args=[], keywords=[]):
            return True
    return False


def _fills(node: ast.stmt, place: ast.expr) -> bool:
    """Whether a statement puts one thing to what stands at a place."""
    text = ast.unparse(place)
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add"), args=[_])):
            return ast.unparse(owner) == text
        case ast.AugAssign(target=target, op=ast.Add()):
            return ast.unparse(target) == text
        case ast.Assign(targets=[ast.Subscript(value=owner)]):
            return ast.unparse(owner) == text
        case ast.If(test=ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[owner])):
            return ast.unparse(owner) == text
    return False


def _comes_again(program: Program, around: ast.AST, name: str, key: ast.expr) -> bool:
    """Whether a dictionary lives on, and a key may come a second time: in a method, or worked out in a loop."""
    if isinstance(around, ast.For):
        whole = ast.unparse(around.target) == ast.unparse(key)
        local = any(
            not isinstance(one.ctx, ast.Load) and around.lineno <= one.lineno <= (around.end_lineno or 0)
            for one in program.places(program.scope(around), name)
        )
        return bool(names_in(key) & program.changed_in(around)) and not whole and not local
    if not isinstance(around, Function) or around.name in ("__init__", "__new__") or not name.startswith("self."):
        return False
    return bool(names_in(key)) and names_in(key) <= set(program.parameters(around))


@check(
    Rule(
        code="count-stays-as-it-is",
        title="`{name}` counts nothing, or the first one twice",
        weights={"correctness": 0.35},
        level="beginner",
        why="`get` gives what the key has, or the second value for a new key. The first time makes 1, every other time "
        "one more.",
        do="Begin with 0 for a new key, and add 1 in any case.",
        example="def tally(votes):\n    counts = {}\n    for vote in votes:\n"
        "        counts[vote] = counts.get(vote, 1)\n    return counts\n",
        better="def tally(votes):\n    counts = {}\n    for vote in votes:\n"
        "        counts[vote] = counts.get(vote, 0) + 1\n    return counts\n",
    )
)
def count_stays_as_it_is(program: Program) -> Iterator[Place]:
    """See the rule: `d[k] = d.get(k, 0)` and `d[k] = d.get(k, 1) + 1`, with nothing else done to `d` there."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=owner, slice=key)],
                value=ast.Call(func=ast.Attribute(value=asked, attr="get"), args=[index, ast.Constant(value=0 | 1)]),
            ):
                pass
            case ast.Assign(
                targets=[ast.Subscript(value=owner, slice=key)],
                value=ast.BinOp(
                    left=ast.Call(func=ast.Attribute(value=asked, attr="get"), args=[index, ast.Constant(value=1)]),
                    op=ast.Add(),
                    right=ast.Constant(value=1),
                ),
            ):
                pass
            case _:
                continue
        if not same(owner, asked) or not same(key, index):
            continue
        around = next((one for one in program.loops_around(node) if isinstance(one, ast.For | ast.While)), None)
        home = around or program.function_of(node)
        name = base_name(owner)
        if home is not None and (around or name.startswith("self.")) and _mentions(home.body, name) == 2:  # noqa: PLR2004 - both in this line
            yield Place(node.lineno, ast.unparse(node)[:50])


@check(
    Rule(
        code="place-set-in-each-turn",
        title="Each turn of the loop gives `{name}` another value: only the last one is left",
        weights={"correctness": 0.35},
        level="beginner",
        why="The place stays the same while the loop goes on, and `=` replaces what stands in it.",
        do="Add to what is there with `+=`.",
        example="def bills(orders, prices):\n    sums = [0] * len(orders)\n    for guest, order in enumerate(orders):\n"
        "        for item, amount in order:\n            sums[guest] = amount * prices[item]\n    return sums\n",
        better="def bills(orders, prices):\n    sums = [0] * len(orders)\n    for guest, order in enumerate(orders):\n"
        "        for item, amount in order:\n            sums[guest] += amount * prices[item]\n    return sums\n",
    )
)
def place_set_in_each_turn(program: Program) -> Iterator[Place]:
    """See the rule: as the one thing that a `for` loop does, with a product, sum or number of its element."""
    for loop in program.all(ast.For):
        match loop.body:
            case [*steps, ast.Assign(targets=[ast.Subscript() | ast.Attribute() as place], value=value) as store]:
                pass
            case _:
                continue
        if not all(isinstance(one, ast.Assign) for one in steps) or _mentions(loop.body, base_name(place)) != 1:
            continue
        changed = program.changed_in(loop)
        made = {part.id for part in ast.walk(loop) if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)}
        steady = not names_in(place) & made and not (names_in(place) - {base_name(place)}) & changed
        worked_out = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Add | ast.Div)
        calls = any(isinstance(one, ast.Call) for one in [*ast.walk(place), *ast.walk(value)])
        if steady and worked_out and names_in(value) & made and not calls:
            yield Place(store.lineno, ast.unparse(place)[:30])
    for loop in program.all(ast.For):
        match loop.body:
            case [ast.Assign(targets=[ast.Name() as sum_of_all], value=value)]:
                if names_in(value) & names_in(loop.target) and _sums_by_name(program, loop, sum_of_all):
                    yield Place(sum_of_all.lineno, sum_of_all.id)


def _sums_by_name(program: Program, loop: ast.For, target: ast.Name) -> bool:
    """Whether a name begins with 0 before the loops around, gets nothing else in them, and is read behind them."""
    around = [one for one in program.loops_around(loop) if isinstance(one, ast.For | ast.While)]
    places = program.places(program.scope(loop), target.id)
    if not around or target.id in program.outer_names:
        return False
    outer = around[-1]
    inside = [one for one in places if outer.lineno <= one.lineno <= (outer.end_lineno or 0)]
    begun = [program.parents[one] for one in places if one.lineno < outer.lineno]
    zero = len(begun) == 1 and isinstance(begun[0], ast.Assign) and is_const(begun[0].value, 0)
    behind = [one for one in places if one.lineno > (outer.end_lineno or 0)]
    reads = bool(behind) and all(isinstance(one.ctx, ast.Load) for one in behind)
    return inside == [target] and zero and reads and not re.search("last|prev|current|end", target.id)


@check(
    Rule(
        code="sum-of-the-object-replaced",
        title="`{name}` is replaced by the last value instead of growing by it",
        weights={"correctness": 0.35},
        level="beginner",
        why="It begins with 0 and should hold all that comes; `=` forgets what came before.",
        do="Add the value with `+=`.",
        example="class Trip:\n    def __init__(self):\n        self.total = 0\n        self.stages = 0\n\n"
        "    def add(self, length):\n        self.total = length\n        self.stages += 1\n",
        better="class Trip:\n    def __init__(self):\n        self.total = 0\n        self.stages = 0\n\n"
        "    def add(self, length):\n        self.total += length\n        self.stages += 1\n",
    )
)
def sum_of_the_object_replaced(program: Program) -> Iterator[Place]:
    """See the rule: an attribute named as a sum, in a method that adds by its name or counts beside it."""
    for owner in program.all(ast.ClassDef):
        begun = _begun_with_zero(owner)
        divided = _divided(owner) if begun else set()
        for method in owner.body:
            if not isinstance(method, Function) or method.name.startswith(("__", "set", "reset", "update")):
                continue
            counts = any(isinstance(one, ast.AugAssign) and is_const(one.value, 1) for one in method.body)
            grown = {name for one in method.body if (step := added(one)) for name in names_in(step[1])}
            for one in method.body:
                match one:
                    case ast.Assign(
                        targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=ast.Name(id=value)
                    ) if name in begun and value in program.parameters(method):
                        named = _SUM.search(name) and (counts or _ADDING.match(method.name))
                        kept = not _LATEST.search(name) and value not in grown
                        adds = _STRONG.match(method.name) and kept
                        if named or adds or (counts and name in divided and kept):
                            yield Place(one.lineno, f"self.{name}")


_SUM: Final = re.compile(r"(^|_)(total|sum|summe|gesamt)(_|$)")
_ADDING: Final = re.compile(
    r"(add|book|record|deposit|collect|enter|register|insert|append|pay_in|donate|buy|sell|put)"
)


_STRONG: Final = re.compile(r"(add|deposit|earn|pay_in|donate|gain|increase|collect)(_|$)")
_LATEST: Final = re.compile(r"last|latest|current|recent|next|now|limit|max|min")


def _divided(owner: ast.ClassDef) -> set[str]:
    """Attributes that are divided by another one: sums, of which an average is made."""
    return {
        node.left.attr
        for node in ast.walk(owner)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        if isinstance(node.left, ast.Attribute) and isinstance(node.right, ast.Attribute)
    }


def _begun_with_zero(owner: ast.ClassDef) -> set[str]:
    """Attributes to which `__init__` gives 0."""
    return {
        target.attr
        for method in owner.body
        if isinstance(method, Function) and method.name == "__init__"
        for one in method.body
        if isinstance(one, ast.Assign) and is_const(one.value, 0)
        for target in one.targets
        if isinstance(target, ast.Attribute)
    }


@check(
    Rule(
        code="divisor-never-counted",
        title="`{name}` is 0 for ever, and something is divided by it",
        weights={"correctness": 0.35},
        level="beginner",
        why="It begins with 0 and nothing adds to it.",
        do="Count where the sum grows as well.",
        example="def mean(values):\n    total = 0\n    count = 0\n    for value in values:\n        total += value\n"
        "    return total / count if count else 0\n",
        better="def mean(values):\n    total = 0\n    count = 0\n    for value in values:\n        total += value\n"
        "        count += 1\n    return total / count if count else 0\n",
    )
)
def divisor_never_counted(program: Program) -> Iterator[Place]:
    """See the rule: of a name given once, and of an attribute that nothing but `__init__` gives a value."""
    stored: dict[str, int] = defaultdict(int)
    for attribute in program.all(ast.Attribute):
        stored[attribute.attr] += not isinstance(attribute.ctx, ast.Load)
    zero = {name for owner in program.all(ast.ClassDef) if not owner.bases for name in _begun_with_zero(owner)}
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                op=ast.Div() | ast.FloorDiv() | ast.Mod(), right=ast.Attribute(value=ast.Name(id="self"), attr=name)
            ):
                if name in zero and stored[name] == 1:
                    yield Place(node.lineno, f"self.{name}")
            case ast.BinOp(op=ast.Div() | ast.FloorDiv(), right=ast.Name(id=name) as right):
                given = program.values(right)
                stores = [one for one in program.places(program.scope(node), name) if not isinstance(one.ctx, ast.Load)]
                known = name not in program.outer_names and name not in program.parameters(program.scope(node))
                if len(given) == len(stores) == 1 and given[0] is not None and is_const(given[0], 0) and known:
                    yield Place(node.lineno, name)


CHECKS: tuple[Check, ...] = (
    begun_and_replaced,
    begun_anew_for_the_key,
    count_stays_as_it_is,
    place_set_in_each_turn,
    sum_of_the_object_replaced,
    divisor_never_counted,
)
