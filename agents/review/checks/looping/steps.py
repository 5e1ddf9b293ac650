"""Steps that undo one another, are taken twice, or change nothing: what the values say when they are followed.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_stored
from agents.review.program import Program, base_name, is_const, method_of, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _blocks(program: Program) -> Iterator[list[ast.stmt]]:
    """Every list of statements."""
    for node in program.nodes:
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield block


def _pairs(program: Program) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """Every statement with the next one of its block."""
    for block in _blocks(program):
        yield from pairwise(block)


_AXES: Final = words(
    "x y z row col rows cols column columns width height w h left right top bottom start end first last min max best "
    "low high lo hi i j old new prev previous current cur next dx dy rx ry cx cy longest shortest largest smallest "
    "total result temp tmp copy original"
)
"""Parts of names that may well begin with one and the same value."""


@check(
    Rule(
        code="same-value-twice",
        title="`{name}` gets what the line before has worked out",
        weights={"correctness": 0.2},
        level="beginner",
        why="Two names for one and the same value: one of the two was meant to be worked out in another way.",
        do="Compare the two lines with what each name stands for.",
        example="def split(number):\n    tens = number // 10\n    ones = number // 10\n    return tens, ones\n",
        better="def split(number):\n    tens = number // 10\n    ones = number % 10\n    return tens, ones\n",
    )
)
def same_value_twice(program: Program) -> Iterator[Place]:
    """See the rule: whole division, or a product or quotient of two names, for names that are no directions."""
    for before, after in _pairs(program):
        match before, after:
            case (
                ast.Assign(targets=[ast.Name(id=one)], value=ast.BinOp() as value),
                ast.Assign(targets=[ast.Name(id=other)], value=ast.BinOp() as again),
            ) if same(value, again) and one != other:
                pass
            case _:
                continue
        plain = not any(isinstance(part, ast.Call | ast.List | ast.Tuple | ast.Subscript) for part in ast.walk(value))
        whole = isinstance(value.op, ast.FloorDiv | ast.Mod) and not is_const(value.right, 2)
        parts = {part.rstrip("0123456789") for name in (one, other) for part in name.lower().split("_")}
        named = not parts & _AXES and len(one) > 1 and len(other) > 1
        kinds = (isinstance(value.op, ast.Mult | ast.Div) and len(names_in(value)) > 1) or whole
        if plain and named and kinds and names_in(value):
            yield Place(after.lineno, other)


@check(
    Rule(
        code="same-step-twice",
        title="`{name}` stands there twice in a row",
        weights={"correctness": 0.2},
        level="beginner",
        why="The step is taken twice, as if by a slip of copying.",
        do="Remove one of the two, or write what the second was meant to do.",
        example="points = {'home': 0, 'guest': 0}\npoints['home'] += 1\npoints['home'] += 1\nprint(points)\n",
        better="points = {'home': 0, 'guest': 0}\npoints['home'] += 1\npoints['guest'] += 1\nprint(points)\n",
    )
)
def same_step_twice(program: Program) -> Iterator[Place]:
    """See the rule: a number or a name added to the same, the same name appended, the same element set."""
    for block in _blocks(program):
        twice = [after for before, after in pairwise(block) if _counts(after) and same(before, after)]
        if twice:
            often = Counter(ast.dump(one) for one in block)
            yield from (Place(one.lineno, ast.unparse(one)[:40]) for one in twice if often[ast.dump(one)] == _TWICE)


_TWICE: Final = 2
"""Times that are a slip: three of the same in a block are meant."""


def _counts(node: ast.stmt) -> bool:
    match node:
        case ast.AugAssign(op=ast.Add() | ast.Sub() | ast.Mult(), value=ast.Name() | ast.Attribute()):
            return True
        case ast.AugAssign(op=ast.Add() | ast.Sub(), value=ast.Constant(value=int() | float())):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append" | "add" | "remove"), args=[one], keywords=[])):
            return isinstance(one, ast.Name)
        case ast.Assign(targets=[ast.Subscript()], value=ast.Constant()):
            return True
    return False


@check(
    Rule(
        code="swap-loses-one",
        title="`{name}` is lost: both get the same value",
        weights={"correctness": 0.35},
        level="beginner",
        why="The first line replaces one of the two values. When the second line asks for it, it is gone.",
        do="Swap both at once: `a, b = b, a`.",
        example="first, second = 1, 2\nfirst = second\nsecond = first\nprint(first, second)\n",
        better="first, second = 1, 2\nfirst, second = second, first\nprint(first, second)\n",
    )
)
def swap_loses_one(program: Program) -> Iterator[Place]:
    """See the rule; also where the second line works with both: `a = b` and then `b = a % b` is `b % b`.

    So do `b = a + b` and then `a = b`, in a loop, and `a, b = b, b`.
    """
    for node in program.all(ast.Assign):
        if _both_get_one(node):
            yield Place(node.lineno, ast.unparse(node.targets[0])[:30])
    for before, after in _pairs(program):
        match before, after:
            case ast.Assign(targets=[one], value=other), ast.Assign(targets=[target], value=value):
                pass
            case _:
                continue
        if _follows_the_sum(one, other, target, value) and program.in_loop(before):
            yield Place(after.lineno, ast.unparse(target)[:30])
        places = (ast.Name, ast.Subscript, ast.Attribute)
        if not (isinstance(one, places) and isinstance(other, places)) or ast.unparse(other) != ast.unparse(target):
            continue
        both = {ast.unparse(one), ast.unparse(other)}
        mixed = isinstance(value, ast.BinOp) and {ast.unparse(value.left), ast.unparse(value.right)} == both
        if ast.unparse(value) == ast.unparse(one) or mixed:
            yield Place(before.lineno, ast.unparse(one)[:30])


def _both_get_one(node: ast.Assign) -> bool:
    """`x[i], x[j] = x[j], x[j]`: two places, and one of them twice."""
    match node:
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name() | ast.Subscript() | ast.Attribute() as one, other])],
            value=ast.Tuple(elts=[first, second]),
        ):
            texts = [ast.unparse(part) for part in (one, other)]
            return ast.unparse(first) == ast.unparse(second) in texts
    return False


def _follows_the_sum(one: ast.expr, value: ast.expr, follower: ast.expr, behind: ast.expr) -> bool:
    """`b = a + b` and then `a = b`."""
    match value:
        case ast.BinOp(left=ast.Name() as left, op=ast.Add(), right=ast.Name() as right):
            names = sorted((left.id, right.id))
            told = isinstance(one, ast.Name) and isinstance(follower, ast.Name)
            return (
                told
                and names == sorted((ast.unparse(one), ast.unparse(follower)))
                and ast.unparse(behind) == ast.unparse(one)
            )
    return False


def _outcomes(node: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of an `if` with its `elif`s; an empty one where no `else` stands."""
    blocks: list[list[ast.stmt]] = []
    while isinstance(node, ast.If):
        blocks.append(node.body)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
        else:
            blocks.append(node.orelse)
            break
    return blocks


@check(
    Rule(
        code="branch-value-lost",
        title="`{name}` is given a value here that the next `if` replaces in any case",
        weights={"correctness": 0.35},
        level="beginner",
        why="The second `if` asks anew, and each of its branches gives another value.",
        do="Make one choice of both: `elif` instead of the second `if`.",
        example="def fare(age):\n    if age < 6:\n        price = 0\n    if age < 18:\n        price = 5\n    else:\n"
        "        price = 9\n    return price\n",
        better="def fare(age):\n    if age < 6:\n        price = 0\n    elif age < 18:\n        price = 5\n    else:\n"
        "        price = 9\n    return price\n",
    )
)
def branch_value_lost(program: Program) -> Iterator[Place]:
    """See the rule: an `if` that does nothing but give one name a value, and one that gives it in every branch."""
    for before, after in _pairs(program):
        if not (isinstance(before, ast.If) and isinstance(after, ast.If)):
            continue
        first = [name for block in _outcomes(before) if block for name in [_only_given(block)]]
        name = first[0]
        if not name or set(first) != {name}:
            continue
        second = _outcomes(after)
        given = all(any(_gives(one, name) for one in block) for block in second)
        reads = any(
            isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load) for one in ast.walk(after)
        )
        if given and not reads:
            yield Place(before.body[0].lineno, name)


def _only_given(block: list[ast.stmt]) -> str:
    """The name to which a block gives a value that is written down, where it does nothing else."""
    match block:
        case [ast.Assign(targets=[ast.Name(id=name)], value=value)]:
            return "" if any(isinstance(one, ast.Call) for one in ast.walk(value)) else name
    return ""


def _gives(node: ast.stmt, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=found)]):
            return found == name
    return False


@check(
    Rule(
        code="stays-as-it-began",
        title="`{name}` stays what it is at the beginning",
        weights={"correctness": 0.35},
        level="beginner",
        why="0 times anything is 0, False `and` anything is False, and True `or` anything is True.",
        do="Begin a product with 1, what all must fulfil with True, and what one must fulfil with False.",
        example="product = 0\nfor number in [2, 3, 4]:\n    product *= number\nprint(product)\n",
        better="product = 1\nfor number in [2, 3, 4]:\n    product *= number\nprint(product)\n",
    )
)
def stays_as_it_began(program: Program) -> Iterator[Place]:
    """See the rule: set once before a loop, and changed in no other way."""
    for start in program.all(ast.Assign):
        match start:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                pass
            case _:
                continue
        if type(value) not in (int, float, bool) or (value and value is not True):
            continue
        stores = {one for one in program.places(program.scope(start), name) if is_stored(one)}
        if len(stores) > _STORES_MAX:
            continue
        steps = [parent for one in stores if _keeps(parent := program.parents[one], name, value)]
        shared = name in program.outer_names
        targets = {target for target in stores if program.parents[target] in steps}
        again = any(program.in_loop(one) for one in steps) and not program.in_loop(start)
        if again and stores == {start.targets[0], *targets} and not shared:
            yield Place(start.lineno, name)


_STORES_MAX: Final = 50
"""Values that one name is given: a name with more is no product, and each of them would be looked at with each."""


def _keeps(node: ast.AST, name: str, value: object) -> bool:
    """Whether a statement leaves the name what it is, as long as it has this value."""
    match node:
        case ast.AugAssign(target=ast.Name(id=found), op=ast.Mult() | ast.Div()):
            return found == name and type(value) is not bool
        case ast.Assign(targets=[ast.Name(id=found)], value=ast.BinOp(left=left, op=ast.Mult(), right=right)):
            return found == name and type(value) is not bool and any(_is_name(one, name) for one in (left, right))
        case ast.Assign(targets=[ast.Name(id=found)], value=ast.BoolOp(op=op, values=[first, *_])):
            return found == name and _is_name(first, name) and isinstance(op, ast.Or if value is True else ast.And)
    return False


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


@check(
    Rule(
        code="every-turn-the-same",
        title="Every turn gives `{name}` the same value again",
        weights={"correctness": 0.35},
        level="beginner",
        why="What it is made of does not change in the loop. If the first turn does not end it, none does.",
        do="Work the new value out from the old one.",
        example="def halve(number, limit):\n    rest = number\n    while rest > limit:\n        rest = number // 2\n"
        "    return rest\n",
        better="def halve(number, limit):\n    rest = number\n    while rest > limit:\n        rest //= 2\n"
        "    return rest\n",
    )
)
def every_turn_the_same(program: Program) -> Iterator[Place]:
    """See the rule: all that the condition asks for, and no turn can leave the loop in another way."""
    for loop in program.all(ast.While):
        asked = names_in(loop.test)
        inside = [one for part in loop.body for one in ast.walk(part)]
        leaves = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.Await, ast.Try, ast.Continue)
        odd = (ast.Call, ast.Attribute, ast.Subscript, ast.NamedExpr)
        if any(isinstance(one, leaves) or _ends(one) for one in inside):
            continue
        if any(isinstance(one, odd) for one in ast.walk(loop.test)):
            continue
        changed = program.changed_in(loop)
        again = []
        for statement in loop.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() as value) if name in asked:
                    again.append((name, statement, names_in(value)))
        stores = [one.id for one in inside if isinstance(one, ast.Name) and one.id in asked and is_stored(one)]
        settled = all(read and not read & changed for _, _, read in again)
        local = isinstance(program.scope(loop), ast.FunctionDef) or not any(
            isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in program.function_names
            for one in inside
        )
        calls = any(isinstance(one, odd) for _, step, _ in again for one in ast.walk(step))
        if again and settled and local and not calls and sorted(stores) == sorted(name for name, _, _ in again):
            yield Place(again[0][1].lineno, again[0][0])


def _ends(node: ast.AST) -> bool:
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else method_of(node)
    return name in ("exit", "quit", "_exit", "abort")


@check(
    Rule(
        code="first-counts-for-none",
        title="The first `{name}` counts as none",
        weights={"correctness": 0.25},
        level="beginner",
        why="When a key comes for the first time, it has come once. Here the count begins with 0.",
        do="Begin with 1, or let `collections.Counter` count.",
        example="counts = {}\nfor letter in 'abca':\n    if letter in counts:\n        counts[letter] += 1\n    else:\n"
        "        counts[letter] = 0\nprint(counts)\n",
        better="counts = {}\nfor letter in 'abca':\n    if letter in counts:\n        counts[letter] += 1\n    else:\n"
        "        counts[letter] = 1\nprint(counts)\n",
    )
)
def first_counts_for_none(program: Program) -> Iterator[Place]:
    """See the rule: where the dictionary is used for nothing else in the loop, such as for numbers in a row."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as sign], comparators=[owner]),
                body=[added],
                orelse=[started],
            ):
                pass
            case _:
                continue
        if isinstance(sign, ast.NotIn):
            added, started = started, added
        place = f"{ast.unparse(owner)}[{ast.unparse(key)}]"
        begins = isinstance(started, ast.Assign) and ast.unparse(started) == f"{place} = 0"
        counts = ast.unparse(added) in (f"{place} += 1", f"{place} = {place} + 1")
        loops = program.loops_around(node)
        if begins and counts and loops:
            name = base_name(owner)
            uses = sum(isinstance(one, ast.Name) and one.id == name for one in ast.walk(loops[0]))
            own = sum(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node))
            if uses == own:
                yield Place(started.lineno, ast.unparse(key)[:30])


CHECKS: tuple[Check, ...] = (
    same_value_twice,
    same_step_twice,
    swap_loses_one,
    branch_value_lost,
    stays_as_it_began,
    every_turn_the_same,
    first_counts_for_none,
)
