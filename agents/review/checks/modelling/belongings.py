"""What a list or a dictionary of a program holds, and what is taken out of it or asked of it all the same."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program
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


CHECKS: tuple[Check, ...] = (part_for_the_whole_record,)
