"""What a list or a dictionary of a program holds, and what is taken out of it or asked of it all the same."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _records(program: Program) -> dict[str, list[str]]:
    """List -> the names of the parts of the tuples that are put into it, where nothing else is."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=owner, attr="append" | "insert"), args=[*_, ast.Tuple(elts=parts)]):
                found[ast.unparse(owner)].append([one.id if isinstance(one, ast.Name) else "" for one in parts])
            case ast.Call(func=ast.Attribute(value=owner, attr="append" | "insert" | "extend" | "add"), args=[*_, _]):
                found[ast.unparse(owner)].append([])
    return {name: all_parts[0] for name, all_parts in found.items() if len(all_parts) == 1 and len(all_parts[0]) > 1}


@check(
    Rule(
        code="part-for-the-whole-record",
        title="`{name}` is held against whole records, of which it is only a part",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each element of the list is a tuple; it is never equal to one of its parts.",
        do="Take the part that is meant out of the tuple, and compare that.",
        example="class Album:\n    def __init__(self):\n        self.songs = []\n\n"
        "    def add(self, title, seconds):\n        self.songs.append((title, seconds))\n\n"
        "    def remove(self, title):\n        self.songs = [song for song in self.songs if song != title]\n",
        better="class Album:\n    def __init__(self):\n        self.songs = []\n\n"
        "    def add(self, title, seconds):\n        self.songs.append((title, seconds))\n\n"
        "    def remove(self, title):\n        self.songs = [song for song in self.songs if song[0] != title]\n",
    )
)
def part_for_the_whole_record(program: Program) -> Iterator[Place]:
    """See the rule: a name like that of a part, compared with an element, looked for in the list or removed from it."""
    records = {name: parts for name, parts in _records(program).items() if name.startswith("self.")}
    elements: dict[tuple[ast.AST, str], list[str]] = {}
    for walk in program.walks if records else ():
        if isinstance(walk.target, ast.Name) and ast.unparse(walk.iter) in records:
            elements[program.scope(walk), walk.target.id] = records[ast.unparse(walk.iter)]
    for node in program.all(ast.Compare, ast.Call) if records else ():
        match node:
            case ast.Compare(left=ast.Name() as one, ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Name() as other]):
                scope = program.scope(node)
                wrong = other.id in elements.get((scope, one.id), []) or one.id in elements.get((scope, other.id), [])
            case ast.Compare(left=ast.Name(id=part), ops=[ast.In() | ast.NotIn()], comparators=[whole]):
                wrong = part in records.get(ast.unparse(whole), [])
            case ast.Call(func=ast.Attribute(value=whole, attr="remove" | "index"), args=[ast.Name(id=part)]):
                wrong = part in records.get(ast.unparse(whole), [])
            case _:
                continue
        if wrong:
            yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="parts-in-another-order",
        title="`{name}` takes the parts in another order than they are put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="A tuple is taken apart by place, not by name: each name gets what stands at its place.",
        do="Compare the order with the line that puts the tuples into the list.",
        example="class Diary:\n    def __init__(self):\n        self.entries = []\n\n"
        "    def write(self, day, text):\n        self.entries.append((day, text))\n\n"
        "    def days(self):\n        return [day for text, day in self.entries]\n",
        better="class Diary:\n    def __init__(self):\n        self.entries = []\n\n"
        "    def write(self, day, text):\n        self.entries.append((day, text))\n\n"
        "    def days(self):\n        return [day for day, text in self.entries]\n",
    )
)
def parts_in_another_order(program: Program) -> Iterator[Place]:
    """See the rule: the same names, in another order."""
    records = _records(program)
    for walk in program.walks:
        match walk.target:
            case ast.Tuple(elts=targets):
                names = [one.id for one in targets if isinstance(one, ast.Name)]
            case _:
                continue
        parts = records.get(ast.unparse(walk.iter), [])
        if "" not in parts and names != parts and sorted(names) == sorted(parts):
            yield Place(walk.target.lineno, ast.unparse(walk.target))


@check(
    Rule(
        code="key-taken-for-the-object",
        title="`{name}` is a key, and is used as what belongs to it",
        weights={"correctness": 0.45},
        level="beginner",
        why="Going through a dictionary gives its keys.",
        do="Go through the values, or look up what belongs to the key.",
        example="class Team:\n    def __init__(self):\n        self.players = {}\n\n"
        "    def join(self, number, name):\n        self.players[number] = {'name': name, 'goals': 0}\n\n"
        "    def goals(self):\n        return sum(player['goals'] for player in self.players)\n",
        better="class Team:\n    def __init__(self):\n        self.players = {}\n\n"
        "    def join(self, number, name):\n        self.players[number] = {'name': name, 'goals': 0}\n\n"
        "    def goals(self):\n        return sum(player['goals'] for player in self.players.values())\n",
    )
)
def key_taken_for_the_object(program: Program) -> Iterator[Place]:
    """See the rule: a dictionary with a name for a key and objects or dictionaries for values."""
    tables = _tables(program)
    attributes = {one.attr for one in program.all(ast.Attribute) if not isinstance(one.ctx, ast.Load)}
    walked = {
        (program.scope(walk), walk.target.id): walk
        for walk in program.walks
        if isinstance(walk.target, ast.Name) and ast.unparse(walk.iter) in tables
    }
    told = set()
    for node in program.all(ast.Attribute, ast.Subscript) if walked else ():
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if attribute in attributes:
                pass
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
                pass
            case _:
                continue
        walk = walked.get((program.scope(node), name))
        if walk is not None and walk not in told and len(program.values(walk.target)) <= 1:  # type: ignore[arg-type]
            told.add(walk)
            yield Place(node.lineno, name)


def _tables(program: Program) -> set[str]:
    """Dictionaries into which `d[key] = ...` puts objects of this program or dictionaries, under plain names."""
    classes = {one.name for one in program.all(ast.ClassDef)}
    handed = {one.arg for one in program.all(ast.arg)}
    found = set()
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Subscript(value=owner, slice=ast.Name(id=key))], value=value):
                made = program.value(value)
            case _:
                continue
        known = isinstance(made, ast.Dict) or (
            isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id in classes
        )
        if known and key in handed and isinstance(owner, ast.Name | ast.Attribute) and program.kind(owner) == "dict":
            found.add(ast.unparse(owner))
    return found


@check(
    Rule(
        code="taken-apart-and-given-whole",
        title="`{name}` is given out whole, though it was taken apart for one of its parts",
        weights={"correctness": 0.35},
        level="beginner",
        why="The entry holds more than what is asked for, and the name for that part is never used.",
        do="Give back the part.",
        example="def look_up(table, key, now):\n    value, until = table[key]\n    if now >= until:\n"
        "        return None\n    return table[key]\n",
        better="def look_up(table, key, now):\n    value, until = table[key]\n    if now >= until:\n"
        "        return None\n    return value\n",
    )
)
def taken_apart_and_given_whole(program: Program) -> Iterator[Place]:
    """See the rule: `a, b = d[k]`, where one of the two is never read, and `return d[k]` behind it."""
    taken = {}
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Tuple(elts=[*targets])], value=ast.Subscript() as entry):
                scope = program.scope(step)
                names = [one.id for one in targets if isinstance(one, ast.Name) and not one.id.startswith("_")]
                unread = [one for one in names if not program.reads(scope, one)]
                if len(unread) == 1 and len(names) == len(targets) > 1:
                    taken[scope] = entry
    for back in program.all(ast.Return) if taken else ():
        whole = taken.get(program.scope(back))
        if whole is not None and same(whole, back.value):
            yield Place(back.lineno, ast.unparse(whole))


CHECKS: tuple[Check, ...] = (
    part_for_the_whole_record,
    parts_in_another_order,
    key_taken_for_the_object,
    taken_apart_and_given_whole,
)
