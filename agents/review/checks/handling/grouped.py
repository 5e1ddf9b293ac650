"""What is gathered by key: sums that are replaced, letters that count once, keys instead of what they stand for."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="sum-by-key-replaced",
        title="`{name}` keeps the last amount of each key",
        weights={"correctness": 0.35},
        level="beginner",
        why="`=` forgets what the key had already; a key that comes twice keeps the second amount alone.",
        do="Follow two entries with the same key.",
        example="sales = [('Ada', 3), ('Bob', 4), ('Ada', 5)]\ntotals = {}\nfor name, amount in sales:\n"
        "    print(name)\n"
        "    totals[name] = amount\nprint(totals)\n",
        better="sales = [('Ada', 3), ('Bob', 4), ('Ada', 5)]\ntotals = {}\nfor name, amount in sales:\n"
        "    print(name)\n"
        "    totals[name] = totals.get(name, 0) + amount\nprint(totals)\n",
    )
)
def sum_by_key_replaced(program: Program) -> Iterator[Place]:
    """See the rule: a table that is one of sums, by its name or the words, and is only ever set, in a loop."""
    for loop in program.all(ast.For):
        if call_name(loop.iter) in ("range", "set", "enumerate") or method_of(loop.iter) in ("items", "keys"):
            continue
        given = names_in(loop.target) | {
            one.targets[0].id
            for one in loop.body
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
        }
        for step in (node for one in loop.body for node in ast.walk(one) if isinstance(node, ast.Assign)):
            match step:
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=table), slice=key)], value=value):
                    pass
                case _:
                    continue
            plain = isinstance(value, ast.Name | ast.Subscript | ast.Attribute | ast.BinOp)
            calls = any(isinstance(one, ast.Call) for one in [*ast.walk(value), *ast.walk(key)])
            whole = isinstance(loop.target, ast.Name) and isinstance(key, ast.Name) and key.id == loop.target.id
            uses = [one for one in program.places(program.scope(loop), table) if isinstance(one.ctx, ast.Load)]
            inside = [one for one in uses if loop.lineno <= one.lineno <= (loop.end_lineno or 0)]
            sums = _SUMS.search(table) or _SAYS_SUM.search(program.purpose(loop))
            own = table not in program.parameters(program.scope(loop))
            moves = names_in(key) & given and names_in(value) & given
            if plain and not calls and not whole and len(inside) == 1 and sums and moves and own:
                yield Place(step.lineno, table)


_SUMS: Final = re.compile(r"^(?:totals?|sums?|spent|expenses|debts?|total_\w+|\w+_totals?|\w+_sums?)$")
_SAYS_SUM: Final = re.compile(r"\b(?:sum|total) of\b|\b(?:totals?|sums?) (?:per|by|for each)\b|\badd(?:s|ed)? up\b")


@check(
    Rule(
        code="letters-counted-once",
        title="`{name}` forgets how often each letter stands there",
        weights={"correctness": 0.4},
        level="learning",
        why="A set has each letter once: `lop`, `loop` and `pool` all become the same.",
        do="Sort the letters themselves.",
        example='def by_letters(words):\n    """Group the words that have exactly the same letters."""\n'
        "    groups = {}\n"
        "    for word in words:\n        key = ''.join(sorted(set(word)))\n"
        "        groups.setdefault(key, []).append(word)\n    return groups\n",
        better='def by_letters(words):\n    """Group the words that have exactly the same letters."""\n'
        "    groups = {}\n"
        "    for word in words:\n        key = ''.join(sorted(word))\n"
        "        groups.setdefault(key, []).append(word)\n    return groups\n",
    )
)
def letters_counted_once(program: Program) -> Iterator[Place]:
    """See the rule: `sorted(set(word))` where the words speak of anagrams or of the same letters."""
    for node in program.all(ast.Call):
        once = call_name(node) == "sorted" and len(node.args) == 1 and call_name(node.args[0]) == "set"
        if once and _ANAGRAM.search(program.purpose(node)):
            yield Place(node.lineno, ast.unparse(node))


_ANAGRAM: Final = re.compile(r"\banagrams?\b|\bsame letters\b")


@check(
    Rule(
        code="gives-back-what-was-asked",
        title="`{name}` is compared with the key, which is then given back",
        weights={"correctness": 0.35},
        level="beginner",
        why="A loop over a dictionary gives its keys: when one is equal to what was asked for, it says nothing new.",
        do="Compare what the key stands for.",
        example="def owner_of(phone_book, number):\n    for name in phone_book:\n        if name == number:\n"
        "            return name\n    return None\n",
        better="def owner_of(phone_book, number):\n    for name, held in phone_book.items():\n"
        "        if held == number:\n            return name\n    return None\n",
    )
)
def gives_back_what_was_asked(program: Program) -> Iterator[Place]:
    """See the rule: `for k in d: if k == x: return k`, of a dictionary by its use or its name."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=key),
                iter=ast.Name(id=table) as whole,
                body=[
                    ast.If(
                        test=ast.Compare(left=ast.Name(id=one), ops=[ast.Eq()], comparators=[ast.Name(id=asked)]),
                        body=[ast.Return(value=ast.Name(id=back))],
                    )
                ],
            ) if one == back == key != asked:
                if program.kind(whole) == "dict" or _DICT.search(table):
                    yield Place(loop.body[0].lineno, asked)


_DICT: Final = re.compile(r"(?:^|_)(?:book|dict|dictionary|directory|mapping|map|register|index)$")


@check(
    Rule(
        code="old-group-filled-on",
        title="`{name}` is a new group, and the old one is filled on",
        weights={"correctness": 0.4},
        level="learning",
        why="The new one is put away empty, and the name that the other lines fill still stands for the one before.",
        do="Give the new group that name as well.",
        example="def read(lines):\n    entries = []\n    days = {'start': entries}\n    for line in lines:\n"
        "        if line.endswith(':'):\n            days[line[:-1]] = []\n        else:\n"
        "            entries.append(line)\n    return days\n",
        better="def read(lines):\n    entries = []\n    days = {'start': entries}\n    for line in lines:\n"
        "        if line.endswith(':'):\n            entries = days[line[:-1]] = []\n        else:\n"
        "            entries.append(line)\n    return days\n",
    )
)
def old_group_filled_on(program: Program) -> Iterator[Place]:
    """See the rule: a branch puts an empty one away, another fills what was begun before the loop, once and for all."""
    for node in program.all(ast.If):
        loops = program.loops_around(node)
        news = [(step, *_puts_away(step)) for step in node.body]
        step, group, kind = next((one for one in news if one[1]), (node, "", ""))
        if not group or not loops or _is_reached(program, loops[0], group) > 1:
            continue
        others = node.orelse or (program.after(node, _NEAR) if isinstance(node.body[-1], ast.Continue) else [])
        filled = [name for other in others for part in program.within(other) for name in _filled(part, kind)]
        for name in {one.id: one for one in filled}.values():
            begun = program.values(name)
            stores = [one for one in program.places(program.scope(name), name.id) if isinstance(one.ctx, ast.Store)]
            outside = all(one.lineno < loops[0].lineno for one in stores)
            empty = [one for one in begun if one is not None and _emptiness(one) == kind]
            if any(line > (loops[0].end_lineno or 0) for line in program.reads(program.scope(name), name.id)):
                continue  # it is for itself, and is handed over later
            if outside and len(begun) == len(stores) == len(empty) == 1 and name.id != group:
                yield Place(step.lineno, group)


_NEAR: Final = 8
"""Statements behind the `if`."""


def _is_reached(program: Program, loop: ast.AST, group: str) -> int:
    """How often something is put into a group, or taken from it, by its key or a method."""
    return sum(
        isinstance(one, ast.Subscript | ast.Attribute) and ast.unparse(one.value) == group
        for one in program.within(loop)
    )


def _puts_away(step: ast.stmt) -> tuple[str, str]:
    """Where an empty one is put, and whether it is a list or a dictionary."""
    match step:
        case ast.Assign(targets=[ast.Subscript(value=owner)], value=value):
            return (ast.unparse(owner), _emptiness(value)) if _emptiness(value) else ("", "")
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[value])):
            return (ast.unparse(owner), _emptiness(value)) if _emptiness(value) else ("", "")
    return "", ""


def _emptiness(node: ast.expr) -> str:
    """Of what kind a new empty one is."""
    match node:
        case ast.List(elts=[]) | ast.Call(func=ast.Name(id="list"), args=[], keywords=[]):
            return "list"
        case ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="dict"), args=[], keywords=[]):
            return "dict"
    return ""


def _filled(node: ast.AST, kind: str) -> Iterator[ast.Name]:
    """The name of the list or dictionary that something is put into."""
    match node:
        case ast.Subscript(value=ast.Name() as name, ctx=ast.Store()) if kind == "dict":
            yield name
        case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="append")) if kind == "list":
            yield name


CHECKS: tuple[Check, ...] = (old_group_filled_on, sum_by_key_replaced, letters_counted_once, gives_back_what_was_asked)
