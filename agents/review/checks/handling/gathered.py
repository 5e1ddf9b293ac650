"""Groups and sums by key that lose something: first ones twice, new groups not kept, parts that do not grow."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import blocks
from agents.review.program import Program, call_name, is_const, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="first-put-in-twice",
        title="`{name}` gets the first one twice",
        weights={"correctness": 0.4},
        level="beginner",
        why="For a new key it is put in at the beginning, and by the next line, which runs for every key, once more.",
        do="Follow a key that comes for the first time.",
        example="def tally(votes):\n    counts = {}\n    for vote in votes:\n        if vote not in counts:\n"
        "            counts[vote] = 1\n        counts[vote] += 1\n    return counts\n",
        better="def tally(votes):\n    counts = {}\n    for vote in votes:\n        if vote not in counts:\n"
        "            counts[vote] = 0\n        counts[vote] += 1\n    return counts\n",
    )
)
def first_put_in_twice(program: Program) -> Iterator[Place]:
    """See the rule: `if k not in d: d[k] = x` or `d.setdefault(k, x)`, and then `d[k] += x` or `d[k].append(x)`."""
    for block in blocks(program):
        for before, after in pairwise(block):
            begun = _begun(before)
            if begun is None:
                continue
            place, value = begun
            match after, value:
                case ast.AugAssign(target=target, op=ast.Add(), value=more), ast.Constant(value=1) | ast.Name():
                    twice = ast.unparse(target) == place and same(more, value)
                case ast.Expr(
                    value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add"), args=[more])
                ), ast.List(elts=[first]) | ast.Set(elts=[first]):
                    twice = ast.unparse(owner) == place and same(more, first) and not isinstance(more, ast.Constant)
                case _:
                    continue
            if twice:
                yield Place(after.lineno, place[:40])


def _begun(node: ast.stmt) -> tuple[str, ast.expr] | None:
    """The place that a statement begins for a new key, and with what."""
    match node:
        case ast.If(
            test=ast.Compare(left=key, ops=[ast.NotIn()], comparators=[owner]),
            body=[*_, ast.Assign(targets=[ast.Subscript(value=stored, slice=index)], value=value)],
            orelse=[],
        ) if same(key, index) and same(owner, stored):
            return f"{ast.unparse(owner)}[{ast.unparse(key)}]", value
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="setdefault"), args=[key, value])):
            return f"{ast.unparse(owner)}[{ast.unparse(key)}]", value
    return None


_FILLS: Final = words("append add extend update insert")


@check(
    Rule(
        code="new-group-not-kept",
        title="`{name}` is a new list each time, which stays outside the dictionary",
        weights={"correctness": 0.4},
        level="beginner",
        why="`get` gives the second value for a new key and does not put it into the dictionary.",
        do="Put the list into the dictionary as well, or let `setdefault` do that.",
        example="def by_size(words):\n    groups = {}\n    for word in words:\n"
        "        group = groups.get(len(word), [])\n        group.append(word)\n    return groups\n",
        better="def by_size(words):\n    groups = {}\n    for word in words:\n"
        "        group = groups.setdefault(len(word), [])\n        group.append(word)\n    return groups\n",
    )
)
def new_group_not_kept(program: Program) -> Iterator[Place]:
    """See the rule: `group = d.get(k, [])` that is only filled, where the dictionary gets nothing else."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=group) as target],
                value=ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="get"), args=[_, begin]),
            ) if ast.unparse(begin) in ("[]", "{}", "set()", "list()", "dict()"):
                pass
            case _:
                continue
        scope = program.scope(node)
        begins = program.value(owner)
        empty = begins is not None and ast.unparse(begins) in ("{}", "dict()")
        uses = [program.parents[one] for one in program.places(scope, group) if one is not target]
        fills = all(isinstance(one, ast.Attribute) and one.attr in _FILLS for one in uses)
        if uses and fills and empty and not _is_filled(program, scope, owner.id):
            yield Place(node.lineno, group)


def _is_filled(program: Program, scope: ast.AST, name: str) -> bool:
    """Whether something is put into a dictionary of this name, or it is handed to somebody."""
    for one in program.places(scope, name):
        match program.parents[one]:
            case ast.Subscript(ctx=ast.Store() | ast.Del()):
                return True
            case ast.Attribute(attr="update" | "setdefault"):
                return True
            case ast.Call() as call if call_name(call) not in _READERS:
                return True
    return False


_READERS: Final = words("print len sum sorted list tuple set dict str max min any all enumerate reversed")


@check(
    Rule(
        code="old-part-dropped",
        title="`{name}` is taken out and not used: the new entry forgets it",
        weights={"correctness": 0.4},
        level="beginner",
        why="The entry is taken apart and put together anew; a part that is left out has gone lost.",
        do="Write down the entry after two values of the same key.",
        example="def laps(entries):\n    found = {}\n    for name, time in entries:\n"
        "        count, total = found.get(name, (0, 0))\n        found[name] = (count + 1, time)\n    return found\n",
        better="def laps(entries):\n    found = {}\n    for name, time in entries:\n"
        "        count, total = found.get(name, (0, 0))\n        found[name] = (count + 1, total + time)\n"
        "    return found\n",
    )
)
def old_part_dropped(program: Program) -> Iterator[Place]:
    """See the rule: `a, b = d.get(k, (0, 0))` or `a, b = d[k]`, and `d[k] = (a + 1, x)` in the same block."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Subscript() as place], value=ast.Tuple(elts=[_, *_] as new) | ast.List(elts=[_, *_] as new)
            ):
                pass
            case _:
                continue
        for before in program.before(node, 3):
            for at, name in enumerate(_taken_apart(before, ast.unparse(place))):
                others = [one for one in new if one is not new[at]] if at < len(new) else []
                reads = program.reads(program.scope(node), name)
                grows = any(isinstance(one, ast.BinOp) for one in others)
                plain = at < len(new) and isinstance(new[at], ast.Name | ast.Subscript | ast.Attribute)
                if plain and grows and not reads and _SUM.search(name) and not _NEWEST.search(ast.unparse(new[at])):
                    yield Place(node.lineno, name)


def _taken_apart(node: ast.stmt, place: str) -> list[str]:
    """The names that the parts of an entry are given; none where it is another one."""
    match node:
        case ast.Assign(
            targets=[ast.Tuple(elts=parts)],
            value=ast.Call(func=ast.Attribute(value=owner, attr="get" | "setdefault"), args=[key, *_]),
        ):
            same_place = f"{ast.unparse(owner)}[{ast.unparse(key)}]" == place
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Subscript() as entry):
            same_place = ast.unparse(entry) == place
        case _:
            return []
    return [one.id if isinstance(one, ast.Name) else "_" for one in parts] if same_place else []


_SUM: Final = re.compile(
    r"(?:^|_)(?:totals?|sums?|amount|points?|goals|minutes|hours|km|spent|paid|revenue|turnover|sold|balance|earned|quantity)"
    r"(?:_|$)"
)
_NEWEST: Final = re.compile(
    r"(?:^|[^a-z])(?:last|latest|current|newest|most recent|max|min|best|name|date|price|status|state|seen|final|avg)"
    r"(?:$|[^a-z])"
)


@check(
    Rule(
        code="one-part-replaced",
        title="`{name}` keeps the last value, while the number beside it grows",
        weights={"correctness": 0.35},
        level="beginner",
        why="The one part of the entry counts all of them, and the other one knows the last alone.",
        do="Follow two values of the same key.",
        example="def table(games):\n    found = {}\n    for team, goals in games:\n        if team not in found:\n"
        "            found[team] = [0, 0]\n        found[team][0] += 1\n        found[team][1] = goals\n"
        "    return found\n",
        better="def table(games):\n    found = {}\n    for team, goals in games:\n        if team not in found:\n"
        "            found[team] = [0, 0]\n        found[team][0] += 1\n        found[team][1] += goals\n"
        "    return found\n",
    )
)
def one_part_replaced(program: Program) -> Iterator[Place]:
    """See the rule: `d[k][a] += 1` beside `d[k][b] = x`, where the parts begin with 0 or are called a sum."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Subscript() as entry, slice=ast.Constant(value=part))],
                value=ast.Name() | ast.Subscript() | ast.Attribute() as value,
            ):
                pass
            case _:
                continue
        text = ast.unparse(entry)
        near = [*program.before(node, 3), *program.after(node, 3)]
        counts = [one for one in near if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)]
        beside = any(_is_part(one.target, text) and not same(one.target, node.targets[0]) for one in counts)
        if not beside or names_in(value) & names_in(entry) - names_in(entry.slice):
            continue
        zeros = any(_begins_with_zeros(one, text) for one in near)
        called = part if isinstance(part, str) else ""
        grows = _SUM.search(called) if called else zeros
        if grows and not _NEWEST.search(called or ast.unparse(value)):
            yield Place(node.lineno, ast.unparse(node.targets[0])[:40])


def _is_part(node: ast.expr, entry: str) -> bool:
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) == entry


def _begins_with_zeros(node: ast.stmt, entry: str) -> bool:
    """Whether a statement begins an entry with zeros, for a new key."""
    match node:
        case ast.If(body=[ast.Assign(targets=[place], value=ast.List(elts=[_, *_] as parts))], orelse=[]):
            return ast.unparse(place) == entry and all(is_const(one, 0) for one in parts)
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=owner, attr="setdefault"), args=[key, ast.List(elts=[_, *_] as parts)]
            )
        ):
            place_of = f"{ast.unparse(owner)}[{ast.unparse(key)}]"
            return place_of == entry and all(is_const(one, 0) for one in parts)
    return False


@check(
    Rule(
        code="inner-group-replaced",
        title="`{name}` forgets what this pair of keys had before",
        weights={"correctness": 0.4},
        level="beginner",
        why="The outer part is begun once, and the inner one in every turn: it never holds more than the last one.",
        do="Follow two entries that have both keys in common.",
        example="def marks(rows):\n    found = {}\n    for name, subject, mark in rows:\n"
        "        if name not in found:\n            found[name] = {}\n"
        "        found[name][subject] = [mark]\n    return found\n",
        better="def marks(rows):\n    found = {}\n    for name, subject, mark in rows:\n"
        "        if name not in found:\n            found[name] = {}\n"
        "        found[name].setdefault(subject, []).append(mark)\n    return found\n",
    )
)
def inner_group_replaced(program: Program) -> Iterator[Place]:
    """See the rule: `d[a][b] = [x]` or `= 1` in each turn, or a number where the entries written down repeat a pair."""
    for loop in program.all(ast.For):
        for at, step in enumerate(loop.body):
            match step:
                case ast.Assign(
                    targets=[
                        ast.Subscript(value=ast.Subscript(value=ast.Name(id=table)) as entry, slice=inner) as place
                    ],
                    value=value,
                ):
                    pass
                case _:
                    continue
            before = loop.body[:at]
            keys = names_in(inner) | names_in(entry.slice)
            if not any(_begins_inner(one, ast.unparse(entry)) for one in before) or not keys & names_in(loop.target):
                continue
            behind = [name for one in loop.body[at + 1 :] for name in names_in(one)]
            inside = any(ast.unparse(place) in ast.unparse(one) for one in before)
            wrong = isinstance(value, ast.List) and len(value.elts) == 1 and bool(names_in(value))
            wrong = wrong or is_const(value, 1)
            if not wrong and isinstance(value, ast.Name) and not _NEWEST.search(f"{table} {value.id}"):
                wrong = _repeats(program, loop, names_in(inner) | names_in(entry.slice) - {table}, value.id)
            if wrong and not inside and table not in behind:
                yield Place(step.lineno, ast.unparse(place)[:40])


def _begins_inner(node: ast.stmt, entry: str) -> bool:
    """Whether a statement makes an empty dictionary for a new outer key."""
    match node:
        case ast.If(body=[ast.Assign(targets=[place], value=ast.Dict(keys=[]))], orelse=[]):
            return ast.unparse(place) == entry
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=owner, attr="setdefault"), args=[key, ast.Dict(keys=[])])
        ):
            return f"{ast.unparse(owner)}[{ast.unparse(key)}]" == entry
    return False


def _repeats(program: Program, loop: ast.For, keys: set[str], value: str) -> bool:
    """Whether the entries that a loop goes through are written down, and two have the same keys and other numbers."""
    rows = program.value(loop.iter) if isinstance(loop.iter, ast.Name) else loop.iter
    if not isinstance(rows, ast.List) or not isinstance(loop.target, ast.Tuple):
        return False
    names = [one.id if isinstance(one, ast.Name) else "" for one in loop.target.elts]
    seen: dict[str, str] = {}
    for row in rows.elts:
        if not isinstance(row, ast.Tuple) or len(row.elts) != len(names) or value not in names or not keys <= {*names}:
            return False
        given = dict(zip(names, row.elts, strict=True))
        number = given[value]
        if not isinstance(number, ast.Constant) or type(number.value) not in (int, float):
            return False
        key = " ".join(ast.unparse(given[one]) for one in sorted(keys))
        if seen.setdefault(key, ast.unparse(number)) != ast.unparse(number):
            return True
    return False


@check(
    Rule(
        code="repeated-key-replaced",
        title="`{name}` keeps the last number of a key, and the entries have several",
        weights={"correctness": 0.35},
        level="beginner",
        why="`=` forgets what the key had already; in the entries above, a key comes more than once.",
        do="Look for a key that is there twice, and add up what it should hold.",
        example="def report():\n    sales = [('tea', 3), ('jam', 4), ('tea', 5)]\n    sold = {}\n"
        "    for item, number in sales:\n        sold[item] = number\n    print(sold)\n",
        better="def report():\n    sales = [('tea', 3), ('jam', 4), ('tea', 5)]\n    sold = {}\n"
        "    for item, number in sales:\n        sold[item] = sold.get(item, 0) + number\n    print(sold)\n",
    )
)
def repeated_key_replaced(program: Program) -> Iterator[Place]:
    """See the rule: `d[k] = x` in each turn, through entries that are written down and have a key twice."""
    for loop in program.all(ast.For):
        for step in loop.body:
            match step:
                case ast.Assign(
                    targets=[ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=key))], value=ast.Name(id=value)
                ) if key != value:
                    pass
                case _:
                    continue
            scope = program.scope(loop)
            places = program.places(scope, table)[:_MANY]
            uses = [one for one in places if loop.lineno <= one.lineno <= (loop.end_lineno or 0)]
            said = f"{table} {value} {program.purpose(loop)} {_comments(program, loop)}"
            if len(uses) == 1 and not _NEWEST.search(said) and _repeats(program, loop, {key}, value):
                yield Place(step.lineno, table)


_MANY: Final = 50  # places of a name that are looked at


def _comments(program: Program, loop: ast.For) -> str:
    """What is said in and just above a loop, in small letters."""
    lines = range(loop.lineno - 2, (loop.end_lineno or loop.lineno) + 1)
    return " ".join(program.comments.get(line, "") for line in lines).lower()


CHECKS: tuple[Check, ...] = (
    first_put_in_twice,
    new_group_not_kept,
    old_part_dropped,
    one_part_replaced,
    inner_group_replaced,
    repeated_key_replaced,
)
