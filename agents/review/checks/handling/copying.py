"""Lists that are changed in place and changed back, or copied only on the outside."""

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import line_of
from agents.review.program import Function, Program, call_name, is_const, method_of, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_LENGTH: Final = 10
"""Stands for the length of a list when places are worked out."""


def _counted(loop: ast.stmt) -> tuple[str, ast.expr] | None:
    """`(i, n)` of `for i in range(n)`, and of a range that ends one before."""
    match loop:
        case ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=[stop])):
            pass
        case ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=[first, stop])) if (
            is_const(first, 0)
        ):
            pass
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=index), _]), iter=ast.Call(func=ast.Name(id="enumerate"), args=[items])
        ):
            return index, ast.Call(func=ast.Name(id="len", ctx=ast.Load()), args=[items], keywords=[])
        case _:
            return None
    if isinstance(stop, ast.BinOp) and isinstance(stop.op, ast.Sub) and is_const(stop.right, 1):
        stop = stop.left
    return (index, stop) if isinstance(stop, ast.Name) or call_name(stop) == "len" else None


def _swap(block: list[ast.stmt], at: int) -> tuple[ast.Subscript, ast.Subscript] | None:
    """The two places that are swapped by the statement of a block, or by it and the two before."""
    match block[max(at - 2, 0) : at + 1]:
        case [
            *_,
            ast.Assign(
                targets=[ast.Tuple(elts=[ast.Subscript() as one, ast.Subscript() as other])],
                value=ast.Tuple(elts=[first, second]),
            ),
        ]:
            crossed = ast.unparse(one) == ast.unparse(second) and ast.unparse(other) == ast.unparse(first)
            return (one, other) if crossed else None
        case [
            ast.Assign(targets=[ast.Name(id=kept)], value=ast.Subscript() as one),
            ast.Assign(targets=[ast.Subscript() as target], value=ast.Subscript() as other),
            ast.Assign(targets=[ast.Subscript() as last], value=ast.Name(id=back)),
        ] if kept == back:
            crossed = ast.unparse(one) == ast.unparse(target) and ast.unparse(other) == ast.unparse(last)
            return (one, other) if crossed else None
    return None


def _place(node: ast.expr, known: dict[str, int]) -> int | None:
    """What a sum or difference of known names, by how they are written, and numbers is."""
    text = ast.unparse(node)
    if text in known:
        return known[text]
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.UnaryOp(op=ast.USub() | ast.Invert() as sign, operand=inner):
            value = _place(inner, known)
            return None if value is None else -value - isinstance(sign, ast.Invert)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as step, right=right):
            one, other = _place(left, known), _place(right, known)
            if one is None or other is None:
                return None
            return one + other if isinstance(step, ast.Add) else one - other
    return None


@check(
    Rule(
        code="swapped-back",
        title="The loop swaps `{name}` and swaps it back again",
        weights={"correctness": 0.35},
        level="beginner",
        why="In the first half of the turns each pair is swapped, and in the second half it is met again from its "
        "other side: at the end all is as it was.",
        do="Go only as far as each pair is met once.",
        example="def turn_round(items):\n    for i in range(len(items)):\n"
        "        items[i], items[-1 - i] = items[-1 - i], items[i]\n",
        better="def turn_round(items):\n    for i in range(len(items) // 2):\n"
        "        items[i], items[-1 - i] = items[-1 - i], items[i]\n",
    )
)
def swapped_back(program: Program) -> Iterator[Place]:
    """See the rule: an element with that at the same place from the end, or a place of a table with its mirror."""
    for loop in program.all(ast.For):
        counted = _counted(loop)
        if counted is None or any(isinstance(one, ast.Break | ast.Continue | ast.Return) for one in loop.body):
            continue
        index, stop = counted
        named = {
            step.targets[0].id: step.value
            for step in loop.body
            if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name)
        }
        for at, statement in enumerate(loop.body):
            pair = _swap(loop.body, at)
            if pair is not None and (_mirrored(pair, index, stop, named) or _transposed(program, loop, pair)):
                yield Place(statement.lineno, ast.unparse(pair[0])[:40])


def _mirrored(
    pair: tuple[ast.Subscript, ast.Subscript], index: str, stop: ast.expr, named: dict[str, ast.expr]
) -> bool:
    """Whether two places lie equally far from both ends, for the whole length."""
    one, other = pair
    if not same(one.value, other.value) or names_in(stop) & {index}:
        return False
    for at in (1, 3):
        known = {ast.unparse(stop): _LENGTH, index: at}
        places = [
            _place(named.get(part.id, part) if isinstance(part, ast.Name) else part, known)
            for part in (one.slice, other.slice)
        ]
        if None in places or at not in places or sum(filter(None, places)) not in (_LENGTH - 1, -1):
            return False
    return True


def _transposed(program: Program, loop: ast.For, pair: tuple[ast.Subscript, ast.Subscript]) -> bool:
    """Whether `m[i][j]` and `m[j][i]` are swapped for all i and all j."""
    inner, outer = _counted(loop), None
    around = program.parents[loop]
    if isinstance(around, ast.For):
        outer = _counted(around)
    match pair:
        case (
            ast.Subscript(value=ast.Subscript(value=table, slice=ast.Name(id=a)), slice=ast.Name(id=b)),
            ast.Subscript(value=ast.Subscript(value=again, slice=ast.Name(id=c)), slice=ast.Name(id=d)),
        ) if (a, b) == (d, c) and same(table, again):
            pass
        case _:
            return False
    if inner is None or outer is None or {inner[0], outer[0]} != {a, b}:
        return False
    return not names_in(inner[1]) & {a, b}


_OUTSIDE_CALLS: Final = words("list dict copy")
_CHANGES: Final = words(
    "append extend insert remove pop clear sort reverse add discard update difference_update intersection_update "
    "symmetric_difference_update setdefault popitem"
)
_SAYS_KEPT: Final = re.compile(
    r"\b(stay|stays|unchanged|not changed|not change|without changing|untouched|copy|copies|copied|new)\b"
)
_NAMED_COPY: Final = re.compile(
    r"(?:^|_)(?:new|copy|copied|old|backup|saved|original|before|clone|snapshot|result|next|left|open|remaining)(?:_|$)"
)
_NAMED_KEPT: Final = re.compile(r"(?:^|_)(?:copy|copied|old|backup|saved|original|before|clone|snapshot)(?:_|$)|copy$")
_TABLES: Final = words("numpy pandas torch tensorflow")


def _copied(node: ast.expr) -> ast.Name | None:
    """The name of which an expression copies the outside alone."""
    found = _source(node)
    return found if isinstance(found, ast.Name) else None


def _source(node: ast.expr) -> ast.expr | None:
    """What an expression copies the outside of alone."""
    match node:
        case ast.ListComp(elt=ast.Name(id=one), generators=[ast.comprehension(target=target, iter=source, ifs=[])]):
            found = source if isinstance(target, ast.Name) and target.id == one else None
        case ast.DictComp(
            key=ast.Name(id=key),
            value=ast.Name(id=value),
            generators=[
                ast.comprehension(
                    target=ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=other)]),
                    iter=ast.Call(func=ast.Attribute(value=source, attr="items")),
                    ifs=[],
                )
            ],
        ):
            found = source if (key, value) == (one, other) else None
        case ast.Call(func=ast.Name(id=function), args=[source], keywords=[]) if function in _OUTSIDE_CALLS:
            found = source
        case ast.Call(func=ast.Attribute(value=ast.Name(id="copy"), attr="copy"), args=[source]):
            found = source
        case ast.Call(func=ast.Attribute(value=source, attr="copy"), args=[]):
            found = source
        case ast.Subscript(value=source, slice=ast.Slice(lower=None, upper=None, step=None)):
            found = source
        case ast.List(elts=[ast.Starred(value=source)]) | ast.Dict(keys=[None], values=[source]):
            found = source
        case _:
            return None
    return found


@check(
    Rule(
        code="inner-parts-shared",
        title="`{name}` is a copy on the outside alone: what is in it belongs to the original as well",
        weights={"correctness": 0.35},
        level="learning",
        why="The new list or dictionary holds the very same inner ones. What is changed in them is changed in both.",
        do="Copy the inner ones too, one by one or with `copy.deepcopy`.",
        example="def marked(grid, row, column):\n    new_grid = list(grid)\n    new_grid[row][column] = 'x'\n"
        "    return new_grid\n",
        better="def marked(grid, row, column):\n    new_grid = [list(line) for line in grid]\n"
        "    new_grid[row][column] = 'x'\n    return new_grid\n",
    )
)
def inner_parts_shared(program: Program) -> Iterator[Place]:
    """See the rule: the inner parts of a copy are changed, and the original is the caller's or read again."""
    imported = [name.name for node in program.all(ast.Import) for name in node.names]
    imported += [node.module or "" for node in program.all(ast.ImportFrom)]
    if _TABLES & {one.split(".")[0] for one in imported}:
        return
    yield from _kept_copies(program)
    lives: dict[tuple[ast.AST, str], _Life] = {}
    for start in program.all(ast.Assign):
        source = _copied(start.value)
        match start.targets:
            case [ast.Name(id=name) as target] if source is not None and len(program.values(target)) == 1:
                pass
            case _:
                continue
        scope = program.scope(start)
        for one in (name, source.id):
            if (scope, one) not in lives:
                lives[scope, one] = _life(program, scope, one)
        copy, original = lives[scope, name], lives[scope, source.id]
        changed, lost = copy.first_change(start.lineno), original.first_change(start.lineno)
        two = source.id != name  # and not one name for the copy and for what it was before
        spoilt = changed and (_is_kept(program, start, source) or (two and original.read > changed))
        if spoilt or (two and lost and copy.read > lost and _NAMED_KEPT.search(name.lower())):
            yield Place(start.lineno, name)


def _kept_copies(program: Program) -> Iterator[Place]:
    """Copies of the outside that a loop puts into a list, of something with inner parts that the loop changes."""
    lives: dict[tuple[ast.AST, str], _Life] = {}
    for call in program.all(ast.Call):
        if method_of(call) != "append" or len(call.args) != 1:
            continue
        source, loops = _copied(call.args[0]), program.loops_around(call)
        if source is None or not loops or not isinstance(loops[-1], ast.For | ast.While):
            continue
        place = (program.scope(call), source.id)
        if place not in lives:
            lives[place] = _life(program, *place)
        changed = lives[place].first_change(loops[-1].lineno - 1)
        if 0 < changed <= (loops[-1].end_lineno or 0):
            yield Place(call.lineno, ast.unparse(call.args[0])[:40])


@check(
    Rule(
        code="history-shares-its-rows",
        title="`{name}` copies the list, and not the lists in it",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is kept holds the same rows as before. A later change in a row is seen there too, so that nothing "
        "can be undone.",
        do="Copy each row as well.",
        example="class Board:\n    def __init__(self):\n        self.rows = [['-'] * 3 for _ in range(3)]\n"
        "        self.past = []\n\n    def play(self, row, column, sign):\n        self.past.append(list(self.rows))\n"
        "        self.rows[row][column] = sign\n",
        better="class Board:\n    def __init__(self):\n        self.rows = [['-'] * 3 for _ in range(3)]\n"
        "        self.past = []\n\n    def play(self, row, column, sign):\n"
        "        self.past.append([list(line) for line in self.rows])\n        self.rows[row][column] = sign\n",
    )
)
def history_shares_its_rows(program: Program) -> Iterator[Place]:
    """See the rule: `self.x`, made of lists, kept in another attribute by its outside, while `self.x[a][b]` changes."""
    nested: set[str] = set()
    others: set[str] = set()
    for step in program.all(ast.Assign):
        for target in step.targets:
            if isinstance(target, ast.Attribute):
                popped = method_of(step.value) == "pop" or isinstance(step.value, ast.Attribute | ast.Name)
                (nested if _is_nested(step.value) else set() if popped else others).add(ast.unparse(target))
    changed = {
        ast.unparse(node.value.value)
        for node in program.all(ast.Subscript)
        if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Subscript)
    }
    spoilt = (nested - others) & changed
    for call in program.all(ast.Call) if spoilt else ():
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(), attr="append" | "push"), args=[kept]):
                source = _source(kept)
                if isinstance(source, ast.Attribute) and ast.unparse(source) in spoilt:
                    yield Place(call.lineno, ast.unparse(kept)[:40])
    for step in program.all(ast.Assign) if spoilt else ():
        source = _source(step.value)
        apart = isinstance(step.targets[0], ast.Attribute) and not same(step.targets[0], source)
        if isinstance(source, ast.Attribute) and apart and ast.unparse(source) in spoilt:
            yield Place(step.lineno, ast.unparse(step.value)[:40])


def _is_nested(value: ast.expr) -> bool:
    """Whether it is a list of lists that is written down."""
    match value:
        case ast.ListComp(elt=part) | ast.List(elts=[part, *_]):
            pass
        case _:
            return False
    repeated = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult)
    part = part.left if repeated and isinstance(part, ast.BinOp) else part
    return isinstance(part, ast.List | ast.ListComp) or call_name(part) == "list"


@dataclass(frozen=True, slots=True)
class _Life:
    """What happens to a name's value, by lines; 0 where it never does.

    Attributes:
        changed: where an inner part of it is changed, in order.
        stored: the last one that gives the name, or what it holds directly, another value.
        read: the last one that reads it.
    """

    changed: list[int]
    stored: int
    read: int

    def first_change(self, after: int) -> int:
        """The first line below another one with a change, where no inner part is replaced there; 0 for none."""
        at = bisect_right(self.changed, after)
        return self.changed[at] if at < len(self.changed) and self.stored <= after else 0


def _life(program: Program, scope: ast.AST, name: str) -> _Life:
    places = program.places(scope, name)
    changed = sorted(filter(None, (_inner_change(program, one) for one in places)))
    stored = max((one.lineno for one in places if _stored(program, one)), default=0)
    return _Life(changed, stored, max(program.reads(scope, name), default=0))


def _stored(program: Program, name: ast.Name) -> bool:
    """Whether a name, or what it holds directly, is given another value."""
    around = program.parents[name]
    if isinstance(around, ast.Subscript) and around.value is name:
        return isinstance(around.ctx, ast.Store)
    return isinstance(name.ctx, ast.Store)


def _inner_change(program: Program, name: ast.Name) -> int:
    """The line in which something within an inner part of what a name holds is changed; 0 for none."""
    part = program.parents[name]
    if isinstance(part, ast.Subscript) and part.value is name and not isinstance(part.slice, ast.Slice):
        return part.lineno if _is_changed(program, part) else 0
    loop, target = _walked(program, name)
    if loop is None or target is None:
        return 0
    places = program.places(program.scope(name), target.id)
    begin = bisect_left(places, loop.lineno, key=line_of)
    inner = places[begin : bisect_right(places, loop.end_lineno or loop.lineno, begin, key=line_of)]
    if any(isinstance(one.ctx, ast.Store) and one is not target for one in inner):
        return 0
    return next((one.lineno for one in inner if _is_changed(program, one)), 0)


def _walked(program: Program, name: ast.Name) -> tuple[ast.For | None, ast.Name | None]:
    """The loop that goes through what a name holds, and the loop's name for the inner part."""
    part = program.parents[name]
    of_values = isinstance(part, ast.Attribute) and part.attr in ("values", "items")
    walked = program.parents[part] if of_values else name
    loop = program.parents.get(walked)
    if not isinstance(loop, ast.For) or loop.iter is not walked:
        return None, None
    target = loop.target
    if isinstance(part, ast.Attribute) and part.attr == "items":
        target = target.elts[-1] if isinstance(target, ast.Tuple) else loop.iter
    return loop, target if isinstance(target, ast.Name) else None


def _is_changed(program: Program, node: ast.expr) -> bool:
    """Whether what an expression stands for is changed: an element of it, or by a method."""
    around = program.parents[node]
    if isinstance(around, ast.Subscript) and around.value is node:
        return isinstance(around.ctx, ast.Store | ast.Del)
    if isinstance(around, ast.Attribute) and around.attr in _CHANGES:
        call = program.parents[around]
        return isinstance(call, ast.Call) and isinstance(program.parents[call], ast.Expr)
    return False


def _is_kept(program: Program, start: ast.Assign, source: ast.Name) -> bool:
    """Whether the original is the caller's and shall stay what it is."""
    target = start.targets[0]
    scope = program.scope(start)
    name = target.id if isinstance(target, ast.Name) else ""
    if source.id not in program.parameters(scope):
        return False
    said = ast.get_docstring(scope) if isinstance(scope, Function) else None
    if _SAYS_KEPT.search((said or "").lower()) or _NAMED_COPY.search(name.lower()):
        return True
    return any(isinstance(program.parents[one], ast.Return) for one in program.places(scope, name))


CHECKS: tuple[Check, ...] = (
    swapped_back,
    inner_parts_shared,
    history_shares_its_rows,
)
