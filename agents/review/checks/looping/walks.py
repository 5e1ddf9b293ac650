"""Loops that search, collect or take numbers apart, and do not get there: they stand still, or keep nothing.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.nodes import line_of
from agents.review.program import Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="search-stands-still",
        title="`{name}` leaves the search where it is",
        weights={"correctness": 0.3},
        level="learning",
        why="When two places are left, the middle is one of the two ends. A search that goes on with the middle itself "
        "stays there for ever.",
        do="Go on beside the middle: one more, or one less.",
        example="def place(values, wanted):\n    low, high = 0, len(values) - 1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if values[middle] == wanted:\n            return middle\n"
        "        if values[middle] < wanted:\n            low = middle\n        else:\n            high = middle - 1\n"
        "    return -1\n",
        better="def place(values, wanted):\n    low, high = 0, len(values) - 1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if values[middle] == wanted:\n            return middle\n"
        "        if values[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n    return -1\n",
    )
)
def search_stands_still(program: Program) -> Iterator[Place]:
    """See the rule: the middle of two whole numbers, rounded down, in a loop that no `break` leaves."""
    for loop in program.all(ast.While):
        inside = [one for part in loop.body for one in ast.walk(part)]
        match loop.test:
            case ast.Compare(
                left=ast.Name(id=low), ops=[ast.Lt() | ast.LtE() as sign], comparators=[ast.Name(id=high)]
            ):
                middle = next((name for one in inside if (name := _middle_of(one, low, high))), "")
                ends = (low, high) if isinstance(sign, ast.LtE) else (low,)
                leaves = any(isinstance(one, ast.Break) for one in inside)
            case _:  # until it is found, however near the ends are
                low, high = next((found for one in loop.body if (found := _ends_of(one))[0]), ("", ""))
                middle = next((name for one in loop.body if (name := _middle_of(one, low, high))), "")
                ends, leaves = (low,), bool(names_in(loop.test) & {low, high})
        if not middle or leaves:
            continue
        asked = [one for one in inside if isinstance(one, ast.Compare) and {low, high} & names_in(one)]
        for node in inside:
            match node:
                case ast.Assign(targets=[ast.Name(id=end)], value=ast.Name(id=given)):
                    if end in ends and given == middle and not asked:
                        yield Place(node.lineno, ast.unparse(node))


def _ends_of(node: ast.AST) -> tuple[str, str]:
    """The two names of `middle = (low + high) // 2`, the lower one first, as far as that is known."""
    match node:
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.BinOp(
                left=ast.BinOp(left=ast.Name(id=one), op=ast.Add(), right=ast.Name(id=other)), op=ast.FloorDiv()
            ),
        ):
            return (other, one) if re.match(r"hi|max|upper|top|right|end|last", one) else (one, other)
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.BinOp(
                left=ast.Name(id=one), op=ast.Add(), right=ast.BinOp(left=ast.BinOp(left=ast.Name(id=other)))
            ),
        ):
            return one, other
    return "", ""


def _middle_of(node: ast.AST, low: str, high: str) -> str:
    """The name that gets the middle of two names, rounded down."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.BinOp(
                left=ast.BinOp(left=ast.Name(id=one), op=ast.Add(), right=ast.Name(id=other)),
                op=ast.FloorDiv(),
                right=two,
            ),
        ) if {one, other} == {low, high} and is_const(two, 2):
            return name
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.BinOp(
                left=ast.Name(id=first),
                op=ast.Add(),
                right=ast.BinOp(
                    left=ast.BinOp(left=ast.Name(id=one), op=ast.Sub(), right=ast.Name(id=other)),
                    op=ast.FloorDiv(),
                    right=two,
                ),
            ),
        ) if (first, one, other) == (low, high, low) and is_const(two, 2):
            return name
    return ""


@check(
    Rule(
        code="digits-never-end",
        title="`{name}` does not take the last digit off",
        weights={"correctness": 0.35},
        level="beginner",
        why="`% 10` keeps the last digit, `/ 10` makes a number with decimals; `// 10` takes the last digit off.",
        do="Go on with the whole quotient, `// 10`.",
        example="n = 123\ntotal = 0\nwhile n > 0:\n    total += n % 10\n    n /= 10\nprint(total)\n",
        better="n = 123\ntotal = 0\nwhile n > 0:\n    total += n % 10\n    n //= 10\nprint(total)\n",
    )
)
def digits_never_end(program: Program) -> Iterator[Place]:
    """See the rule: the only change of the number that the condition asks for."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Name(id=number):
                pass
            case ast.Compare(
                left=ast.Name(id=number), ops=[ast.Gt() | ast.NotEq()], comparators=[ast.Constant(value=0)]
            ):
                pass
            case _:
                continue
        inside = [one for part in loop.body for one in ast.walk(part)]
        stores = [
            program.parents[one]
            for one in inside
            if isinstance(one, ast.Name) and one.id == number and isinstance(one.ctx, ast.Store)
        ]
        leaves = any(isinstance(one, ast.Break | ast.Return | ast.Raise) for one in inside)
        taken = any(_works(one, number, ast.Mod) for one in inside if one not in stores)
        for step in stores if len(stores) == 1 and not leaves else []:
            value = step.value if isinstance(step, ast.Assign) else step
            stays = _works(value, number, ast.Mod)
            if stays or (_works(value, number, ast.Div) and taken):
                yield Place(step.lineno, ast.unparse(step)[:40])  # type: ignore[attr-defined]  # a statement's


def _works(node: ast.AST, number: str, sign: type[ast.operator]) -> bool:
    """Whether a node is `number <sign> 10`, or of another small number; also `number <sign>= 10`."""
    match node:
        case ast.BinOp(left=ast.Name(id=found), op=op, right=ast.Constant(value=int())):
            return found == number and isinstance(op, sign)
        case ast.AugAssign(target=ast.Name(id=found), op=op, value=ast.Constant(value=int())):
            return found == number and isinstance(op, sign)
    return False


@check(
    Rule(
        code="kept-the-wrong-way",
        title="`{name}` changes the element, not what was to be kept",
        weights={"correctness": 0.35},
        level="beginner",
        why="The name of the loop gets its next value in the next turn anyway, so that nothing is kept.",
        do="Turn the assignment round.",
        example="best = ''\nfor word in ['to', 'tea', 'ten']:\n    if len(word) > len(best):\n        word = best\n"
        "print(best)\n",
        better="best = ''\nfor word in ['to', 'tea', 'ten']:\n    if len(word) > len(best):\n        best = word\n"
        "print(best)\n",
    )
)
def kept_the_wrong_way(program: Program) -> Iterator[Place]:
    """See the rule: nothing in the loop reads the element after that."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=element),
                body=[*_, ast.If(test=ast.Compare() as test, body=[ast.Assign() as step], orelse=[])],
                orelse=[],
            ):
                pass
            case _:
                continue
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=best)) if name == element:
                if {element, best} <= names_in(test) and not _is_read_after(program, loop, element):
                    yield Place(step.lineno, ast.unparse(step))


def _is_read_after(program: Program, loop: ast.For, name: str) -> bool:
    end = loop.end_lineno or loop.lineno
    places = program.places(program.scope(loop), name)
    return any(isinstance(one.ctx, ast.Load) and one.lineno > end for one in places)


@check(
    Rule(
        code="added-when-there",
        title="`{name}` is only reached by what is there already",
        weights={"correctness": 0.3},
        level="beginner",
        why="Nothing that is not in the collection is ever added: what it has at the beginning is all it ever holds.",
        do="Ask with `not in`.",
        example="def kinds(letters):\n    seen = []\n    for letter in letters:\n        if letter in seen:\n"
        "            seen.append(letter)\n    return seen\n",
        better="def kinds(letters):\n    seen = []\n    for letter in letters:\n        if letter not in seen:\n"
        "            seen.append(letter)\n    return seen\n",
    )
)
def added_when_there(program: Program) -> Iterator[Place]:
    """See the rule: the only place where a collection of this function gets anything."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=element, ops=[ast.In()], comparators=[ast.Name(id=name) as owner]), body=body
            ):
                pass
            case _:
                continue
        adds = [one for part in body for one in ast.walk(part) if _adds(one, owner, element)]
        if not adds or not _begins_empty(program, node, name, most=1):
            continue
        uses = _uses(program, name, program.scope(node))
        grows = [one for one in uses if isinstance(one, ast.Attribute) and one.attr != "copy"]
        stored = [one for one in uses if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store)]
        if len(grows) == len(adds) and not stored:
            yield Place(adds[0].lineno, ast.unparse(adds[0])[:40])  # type: ignore[attr-defined]  # a call's


def _adds(node: ast.AST, owner: ast.expr, element: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="append" | "add"), args=[one]):
            return same(value, owner) and same(one, element)
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=one):  # a text of letters
            return isinstance(owner, ast.Name) and owner.id == name and same(one, element)
    return False


def _begins_empty(program: Program, node: ast.AST, name: str, *, most: int = 0) -> bool:
    """Whether the only value that a name gets, in the same function, is an empty list or set, or has few elements."""
    scope = program.scope(node)
    stores = [program.parents[one] for one in program.places(scope, name) if not isinstance(one.ctx, ast.Load)]
    match stores:
        case [ast.Assign(value=value)]:
            few = isinstance(value, ast.List | ast.Set) and len(value.elts) <= most
            return (_is_empty(value) or few) and name not in program.parameters(scope)
    return False


def _is_empty(node: ast.expr) -> bool:
    """Whether it makes a list, set or dictionary with nothing in it."""
    match node:
        case ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="set" | "list"), args=[]):
            return True
    return False


def _uses(program: Program, name: str, scope: ast.AST) -> list[ast.AST]:
    """What every reading of a name stands in, in a function and those within it, or in the whole program."""
    read = (one for one in program.by_name[name] if isinstance(one.ctx, ast.Load))
    return [program.parents[one] for one in read if any(around is scope for _, around in program.up(one))]


@check(
    Rule(
        code="never-filled",
        title="`{name}` stays empty, and the program asks what is in it",
        weights={"correctness": 0.3},
        level="beginner",
        why="Nothing ever adds to it, so that `in` finds nothing in it.",
        do="Add what has been seen.",
        example="def has_double(values):\n    seen = set()\n    for value in values:\n        if value in seen:\n"
        "            return True\n    return False\n",
        better="def has_double(values):\n    seen = set()\n    for value in values:\n        if value in seen:\n"
        "            return True\n        seen.add(value)\n    return False\n",
    )
)
def never_filled(program: Program) -> Iterator[Place]:
    """See the rule: empty at first, and then only asked with `in`, measured, returned, or taken from."""
    attributes: dict[str, list[ast.Attribute]] = defaultdict(list)
    stored: Counter[str] = Counter()
    for attribute in program.all(ast.Attribute):
        attributes[attribute.attr].append(attribute)
        stored[attribute.attr] += not isinstance(attribute.ctx, ast.Load)
    for start in program.all(ast.Assign):
        match start.targets:
            case [ast.Name(id=name) as target] if len(program.values(target)) == 1:
                uses = _uses_of_name(program, start, name)
            case [ast.Attribute(value=ast.Name(id="self"), attr=name)]:
                once = stored[name] == 1 and _is_empty(start.value)
                places = attributes[name] if once else []
                uses = [program.parents[one] for one in places if isinstance(one.ctx, ast.Load)]
            case _:
                continue
        asked = [one for one in uses if isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.In | ast.NotIn)]
        if asked and all(one in asked or _adds_nothing(program, one) for one in uses):
            yield Place(start.lineno, name)


def _uses_of_name(program: Program, start: ast.Assign, name: str) -> list[ast.AST]:
    """What the readings of a name stand in, where it begins empty and nothing else has it."""
    if not _begins_empty(program, start, name) or name in program.outer_names:
        return []
    function, places = program.function_of(start), program.by_name[name]
    if function is not None:
        begin = bisect_left(places, function.lineno, key=line_of)
        places = places[begin : bisect_right(places, function.end_lineno or function.lineno, begin, key=line_of)]
    elif not isinstance(program.scope(start), ast.Module) or any(
        program.scope(one) is not program.tree for one in places
    ):
        return []
    return [program.parents[one] for one in places if isinstance(one.ctx, ast.Load)]


def _adds_nothing(program: Program, use: ast.AST) -> bool:
    """Whether a collection holds no more after what is done with it."""
    if isinstance(use, ast.Attribute):
        return use.attr in ("remove", "discard", "clear") and isinstance(program.parents[use], ast.Call)
    return isinstance(use, ast.Return) or call_name(use) in ("len", "print")


@check(
    Rule(
        code="both-sides-alike",
        title="`{name}` says the same on both sides",
        weights={"correctness": 0.25},
        level="beginner",
        why="One of the two was meant to be something else: the other child, the other name, the number before.",
        do="Compare the two sides, and write the other one.",
        example="def height(node):\n    if node is None:\n        return 0\n"
        "    return 1 + max(height(node.left), height(node.left))\n",
        better="def height(node):\n    if node is None:\n        return 0\n"
        "    return 1 + max(height(node.left), height(node.right))\n",
    )
)
def both_sides_alike(program: Program) -> Iterator[Place]:
    """See the rule: the greater of a value and itself, a value `and` itself, a child of a tree visited twice."""
    own = {id(call) for calls in program.self_calls.values() for call in calls}
    for node in program.all(ast.Call, ast.BoolOp, ast.BinOp):
        match node:
            case ast.Call(func=ast.Name(id="max" | "min"), args=[one, other], keywords=[]):
                alike = same(one, other) and not _is_random(one)
            case ast.BoolOp(values=[one, other]):
                alike = same(one, other) and not _is_random(one)
            case ast.BinOp(left=one, right=other, op=ast.Add()):
                one = one.right if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add) else one
                function = program.function_of(node)
                fibonacci = function is not None and "fib" in function.name.lower()
                part = any(isinstance(inner, ast.Attribute) for inner in getattr(one, "args", []))
                alike = same(one, other) and id(one) in own and (fibonacci or part)
            case _:
                continue
        if alike:
            yield Place(node.lineno, ast.unparse(node)[:50])


def _is_random(node: ast.expr) -> bool:
    """Whether a call may give another value the second time."""
    return any(isinstance(one, ast.Call) and not one.args for one in ast.walk(node)) or any(
        "rand" in call_name(one) or call_name(one) in ("input", "next") for one in ast.walk(node)
    )


CHECKS: tuple[Check, ...] = (
    search_stands_still,
    digits_never_end,
    kept_the_wrong_way,
    added_when_there,
    never_filled,
    both_sides_alike,
)
