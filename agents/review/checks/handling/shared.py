"""One list or dictionary that stands in many places, and places that move while elements are taken out."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import MUTATORS, Program, base_name, is_const, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="one-object-for-all-turns",
        title="`{name}` is made once, so that all turns keep one and the same",
        weights={"correctness": 0.4},
        level="learning",
        why="What is kept is no copy: a change in a later turn changes what the turns before have kept as well.",
        do="Make a new one at the beginning of each turn.",
        example="def read(lines):\n    records = []\n    record = {}\n    for line in lines:\n"
        "        record['name'] = line.strip()\n        records.append(record)\n    return records\n",
        better="def read(lines):\n    records = []\n    for line in lines:\n        record = {}\n"
        "        record['name'] = line.strip()\n        records.append(record)\n    return records\n",
    )
)
def one_object_for_all_turns(program: Program) -> Iterator[Place]:
    """See the rule: made before a loop, kept in each of its turns, and changed there or through what keeps it."""
    inner = {base_name(one.value) for one in program.all(ast.Subscript) if _changes_inside(program, one)}
    loops: list[ast.For | ast.While] = [*program.all(ast.For), *program.all(ast.While)]
    for loop in loops:
        for step in (*loop.body, *_kept_in_some_turns(program, loop)):
            match step:
                case ast.Expr(
                    value=ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[ast.Name(id=name) as kept])
                ):
                    pass
                case ast.Assign(targets=[ast.Subscript(value=owner)], value=ast.Name(id=name) as kept):
                    pass
                case _:
                    continue
            scope = program.scope(loop)
            end = loop.end_lineno or loop.lineno
            places = program.places(scope, name)
            if len(places) > _MANY:
                continue
            stores = [one for one in places if not isinstance(one.ctx, ast.Load)]
            begins = program.value(kept)
            around = program.loops_around(loop)
            first = around[-1].lineno if around else loop.lineno
            if len(stores) != 1 or stores[0].lineno >= first or name in program.parameters(scope) or begins is None:
                continue
            if not _is_made(begins) or any(isinstance(one, ast.Break | ast.Return) for one in ast.walk(loop)):
                continue
            uses = [program.parents[one] for one in places if loop.lineno <= one.lineno <= end]
            changed = any(_is_changed(one) for one in uses)
            handed = bool(inner) and isinstance(begins, ast.BinOp | ast.List)
            later = len(uses) == 1 and (base_name(owner) in inner or handed)
            if base_name(owner) != name and (changed or later):
                yield Place(step.lineno, name)


def _kept_in_some_turns(program: Program, loop: ast.For | ast.While) -> Iterator[ast.stmt]:
    """What a branch of the loop keeps in a list, where the last one is kept there behind the loop as well."""
    behind = {ast.unparse(one) for after in program.after(loop, 2) for one in (after, *getattr(after, "body", []))}
    branches = [one for one in loop.body if isinstance(one, ast.If)]
    for branch in branches:
        for step in (*branch.body, *branch.orelse):
            inner = step.body if isinstance(step, ast.If) else [step]
            yield from (one for one in inner if isinstance(one, ast.Expr) and ast.unparse(one) in behind)


_MANY: Final = 50  # places of a name that are looked at


def _is_made(node: ast.expr) -> bool:
    """Whether it is a list, dictionary or set of plain values."""
    match node:
        case ast.List(elts=parts) | ast.Set(elts=parts):
            return all(isinstance(one, ast.Constant) for one in parts)
        case ast.Dict(values=parts):
            return all(isinstance(one, ast.Constant) or _is_made(one) for one in parts)
        case ast.BinOp(left=ast.List(elts=[ast.Constant()]), op=ast.Mult()):
            return True
        case ast.Call(func=ast.Name(id="list" | "dict" | "set"), args=[]):
            return True
    return False


def _is_changed(use: ast.AST) -> bool:
    match use:
        case ast.Subscript(ctx=ast.Store()):
            return True
        case ast.Attribute(attr=method):
            return method in MUTATORS - {"write", "close"}
    return False


def _changes_inside(program: Program, node: ast.Subscript) -> bool:
    """Whether it changes what an element holds: `x[a][b] = y`, `x[a].append(y)`."""
    around = program.parents[node]
    if isinstance(node.value, ast.Subscript):
        return isinstance(node.ctx, ast.Store)
    return isinstance(around, ast.Attribute) and around.attr in MUTATORS - {"pop", "write", "close"}


@check(
    Rule(
        code="fromkeys-shares-its-value",
        title="`{name}` gives all keys one and the same value",
        weights={"correctness": 0.4},
        level="learning",
        why="The list is made once, before `fromkeys` is called, and each key stands for it.",
        do="Make a new list for each key, in a loop or a dictionary comprehension.",
        example="def empty_lists(names):\n    marks = dict.fromkeys(names, [])\n    for name in names:\n"
        "        marks[name].append(len(name))\n    return marks\n",
        better="def empty_lists(names):\n    marks = {name: [] for name in names}\n    for name in names:\n"
        "        marks[name].append(len(name))\n    return marks\n",
    )
)
def fromkeys_shares_its_value(program: Program) -> Iterator[Place]:
    """See the rule: a list, dictionary or set that is empty at first, so that something is to be put in."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(attr="fromkeys"), args=[_, given]) if _is_made(given):
                yield Place(call.lineno, ast.unparse(call)[:40])


@check(
    Rule(
        code="next-one-skipped",
        title="`{name}` goes on although the next element has just moved to its place",
        weights={"correctness": 0.4},
        level="beginner",
        why="When an element is taken out, all that follow move one place down. The one that moves here is skipped.",
        do="Go on to the next place only where nothing was taken out.",
        example="def without_short(words):\n    i = 0\n    while i < len(words):\n        if len(words[i]) < 2:\n"
        "            words.pop(i)\n        i += 1\n    return words\n",
        better="def without_short(words):\n    i = 0\n    while i < len(words):\n        if len(words[i]) < 2:\n"
        "            words.pop(i)\n        else:\n            i += 1\n    return words\n",
    )
)
def next_one_skipped(program: Program) -> Iterator[Place]:
    """See the rule: `while i < len(x)`, with `x.pop(i)` or `del x[i]` in an `if`, and `i += 1` in any case."""
    for loop in program.all(ast.While):
        steps = [one for one in loop.body if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)]
        match steps:
            case [ast.AugAssign(target=ast.Name(id=index), value=one)] if is_const(one, 1):
                pass
            case _:
                continue
        if f"{index} < len(" not in ast.unparse(loop.test):
            continue
        for node in loop.body:
            if not isinstance(node, ast.If) or node.orelse:
                continue
            inside = [part for step in node.body for part in ast.walk(step)]
            leaves = any(isinstance(part, ast.Break | ast.Return | ast.Continue | ast.AugAssign) for part in inside)
            moved = [part for part in inside if isinstance(part, ast.Name) and part.id == index]
            again = any(isinstance(part.ctx, ast.Store) for part in moved)
            if not leaves and not again and any(_takes_out(part, index) for part in inside):
                yield Place(node.lineno, index)


def _takes_out(node: ast.AST, index: str) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="pop"), args=[ast.Name(id=place)]):
            return place == index
        case ast.Delete(targets=[ast.Subscript(slice=ast.Name(id=place))]):
            return place == index
    return False


_GROWS: Final = words("update extend append add")


@check(
    Rule(
        code="grows-what-was-handed-in",
        title="`{name}` is the set or list of the caller, and grows with the next one",
        weights={"correctness": 0.35},
        level="learning",
        why="The first time the key comes the very set or list that was handed in is kept. The next time more is put "
        "into it, and the caller finds that in what is his.",
        do="Keep a copy of the first one.",
        example="def merged(books):\n    whole = {}\n    for book in books:\n"
        "        for name, numbers in book.items():\n"
        "            if name in whole:\n                whole[name].update(numbers)\n            else:\n"
        "                whole[name] = numbers\n    return whole\n",
        better="def merged(books):\n    whole = {}\n    for book in books:\n"
        "        for name, numbers in book.items():\n"
        "            if name in whole:\n                whole[name].update(numbers)\n            else:\n"
        "                whole[name] = set(numbers)\n    return whole\n",
    )
)
def grows_what_was_handed_in(program: Program) -> Iterator[Place]:
    """See the rule: `d[k] = v` for a new key and `d[k].update(...)` for a known one, where `v` is part of a walk."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=key, ops=[ast.In()], comparators=[table]):
                known, new = node.body, node.orelse
            case ast.Compare(left=key, ops=[ast.NotIn()], comparators=[table]):
                known, new = node.orelse, node.body
            case _:
                continue
        whole = f"{ast.unparse(table)}[{ast.unparse(key)}]"
        loop = next(iter(program.loops_around(node)), None)
        grows = any(_grows(step, whole) for step in known)
        if not grows or not isinstance(loop, ast.For) or program.function_of(node) is None:
            continue
        for step in new:
            match step:
                case ast.Assign(targets=[target], value=ast.Name() | ast.Subscript() as value):
                    if ast.unparse(target) == whole and _is_part(program, value, loop, ast.unparse(key)):
                        yield Place(step.lineno, ast.unparse(value))


def _is_part(program: Program, value: ast.expr, loop: ast.For, key: str) -> bool:
    """Whether it is a part of what a loop goes through: its variable, or what another table has under the key."""
    if isinstance(value, ast.Name):
        written = program.values(value)
        if not any(written):
            inside = value.id in {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
            return inside and _is_handed_in(program, loop.iter, loop)
        if len(written) != 1 or written[0] is None:
            return False
        value = written[0]
    if not isinstance(value, ast.Subscript) or ast.unparse(value.slice) != key:
        return False
    return _is_handed_in(program, value.value, loop)


def _is_handed_in(program: Program, source: ast.expr, loop: ast.For) -> bool:
    """Whether it belongs to a parameter, or to one of several that a loop around goes through."""
    match source:
        case ast.Call(func=ast.Attribute(value=owner, attr="items"), args=[]):
            source = owner
    given = program.parameters(program.scope(loop)).keys()
    name = base_name(source)
    for around in program.loops_around(loop):
        if isinstance(around, ast.For) and name in names_in(around.target):
            return not any(isinstance(one, ast.Call) for one in ast.walk(around.iter)) and bool(
                names_in(around.iter) & given
            )
    return name in given


def _grows(step: ast.stmt, whole: str) -> bool:
    """Whether a statement puts more into what a table holds."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=name))):
            return name in _GROWS and ast.unparse(owner) == whole
        case ast.AugAssign(target=target, op=ast.BitOr()):
            return ast.unparse(target) == whole
    return False


CHECKS: tuple[Check, ...] = (
    one_object_for_all_turns,
    fromkeys_shares_its_value,
    next_one_skipped,
    grows_what_was_handed_in,
)
