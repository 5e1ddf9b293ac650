"""Each one with each other, where each meets itself as well, or each pair counts twice."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ITSELF: Final = re.compile(r"itself|himself|herself|themsel|including|reflexive|symmetric|matrix|table|grid|square")


@check(
    Rule(
        code="meets-itself",
        title="`{name}` is compared with itself as well",
        weights={"correctness": 0.35},
        level="beginner",
        why="Both loops go through all of the same list, so in one turn both stand at the same element, and that is "
        "always equal to itself. Every pair comes twice, too.",
        do="Let the inner loop begin behind the place of the outer one.",
        example="def twins(people):\n    found = []\n    for i in range(len(people)):\n"
        "        for j in range(len(people)):\n            if people[i]['born'] == people[j]['born']:\n"
        "                found.append((i, j))\n    return found\n",
        better="def twins(people):\n    found = []\n    for i in range(len(people)):\n"
        "        for j in range(i + 1, len(people)):\n            if people[i]['born'] == people[j]['born']:\n"
        "                found.append((i, j))\n    return found\n",
    )
)
def meets_itself(program: Program) -> Iterator[Place]:
    """See the rule: two loops over one list, and `x[i].a == x[j].a` keeps or counts; nothing compares the two."""
    for inner in program.all(ast.For):
        outer = program.parents[inner]
        if not isinstance(outer, ast.For) or not isinstance(inner.target, ast.Name):
            continue
        pair = _same_walk(outer, inner)
        if pair is None or _ITSELF.search(program.purpose(inner)):
            continue
        one, other, whole = pair
        inside = [node for part in inner.body for node in ast.walk(part)]
        tests = [node for node in inside if isinstance(node, ast.Compare)]
        names = _names_of(outer, inner, whole)
        asked = {
            node for part in inner.body if isinstance(part, ast.If) and _keeps(part) for node in ast.walk(part.test)
        }
        apart = any(not isinstance(node.ops[0], ast.Eq) and _both(node, one, other, names) for node in tests)
        equal = any(_equal_parts(node, names[one], names[other]) for node in tests if node in asked)
        if equal and not apart:
            yield Place(inner.lineno, whole)


def _names_of(outer: ast.For, inner: ast.For, whole: str) -> dict[str, set[str]]:
    """What the elements are called at which the two loops stand, by the variables of the loops."""
    names: dict[str, set[str]] = {}
    for loop in (outer, inner):
        variable = ast.unparse(loop.target)
        names[variable] = {f"{whole}[{variable}]"} if isinstance(loop.iter, ast.Call) else {variable}
    for step in (*outer.body, *inner.body):
        match step:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                given = list(zip(targets, values, strict=False))
            case ast.Assign(targets=[target], value=value):
                given = [(target, value)]
            case _:
                given = []
        for target, value in given:
            for known in names.values():
                if ast.unparse(value) in known and isinstance(target, ast.Name):
                    known.add(target.id)
    return names


def _both(node: ast.Compare, one: str, other: str, names: dict[str, set[str]]) -> bool:
    """Whether the two elements, their places or parts of them are compared with each other."""
    first, second = (
        {variable, *(name for name in names[variable] if name.isidentifier())} for variable in (one, other)
    )
    found = names_in(node)
    return bool(first & found) and bool(second & found)


def _same_walk(outer: ast.For, inner: ast.For) -> tuple[str, str, str] | None:
    """The names of two loops over all of one list, and the list; None for other loops."""
    if not isinstance(outer.target, ast.Name) or not isinstance(inner.target, ast.Name):
        return None
    if outer.target.id == inner.target.id or outer.iter is inner.iter:
        return None
    match outer.iter, inner.iter:
        case ast.Name(id=whole), ast.Name(id=again) if whole == again:
            return outer.target.id, inner.target.id, whole
        case (
            ast.Call(
                func=ast.Name(id="range"), args=[*_, ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=whole)])]
            ),
            ast.Call(func=ast.Name(id="range"), args=[*begin, last]),
        ) if ast.unparse(last) == f"len({whole})" and all(ast.unparse(part) == "0" for part in begin):
            return outer.target.id, inner.target.id, whole
    return None


def _keeps(node: ast.If) -> bool:
    """Whether a branch keeps or counts something and nothing else."""
    return not node.orelse and all(
        isinstance(one, ast.AugAssign)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) and "append" in ast.unparse(one.value.func))
        for one in node.body
    )


def _equal_parts(node: ast.Compare, one: set[str], other: set[str]) -> bool:
    """Whether the same part of both elements is asked to be equal."""
    match node:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            parts = (ast.unparse(left), ast.unparse(right))
            for first in one:
                for second in other:
                    if parts[0].startswith(first) and parts[1].startswith(second):
                        return parts[0][len(first) :] == parts[1][len(second) :] != ""
    return False


_SIMILAR: Final = re.compile(
    r"similar|match|partner|closest|nearest|alike|common|twin|friend|neighbo|recommend|suggest|other"
)


@check(
    Rule(
        code="finds-itself",
        title="`{name}` is the best match for itself",
        weights={"correctness": 0.35},
        level="beginner",
        why="The loop goes through all of them, also through the one that is asked for. Nobody is closer to it than it "
        "is itself.",
        do="Leave out the one for which another is looked for.",
        example="def most_similar(likes, name):\n    best, most = None, -1\n    for other in likes:\n"
        "        score = len(likes[name] & likes[other])\n        if score > most:\n"
        "            best, most = other, score\n    return best\n",
        better="def most_similar(likes, name):\n    best, most = None, -1\n    for other in likes:\n"
        "        score = len(likes[name] & likes[other])\n        if other != name and score > most:\n"
        "            best, most = other, score\n    return best\n",
    )
)
def finds_itself(program: Program) -> Iterator[Place]:
    """See the rule: `x[other]` beside `x[name]` in a loop over `x` that keeps the best, and never compares the two."""
    for loop in program.all(ast.For):
        table, key, value = _table(loop)
        if not table or not _SIMILAR.search(f"{program.purpose(loop)} {key}"):
            continue
        inside = [node for part in loop.body for node in ast.walk(part)]
        own = _fixed_key(inside, table, key) or _same_table(program, loop, table)
        reads = bool(value) or any(
            ast.unparse(node) == f"{table}[{key}]" for node in inside if isinstance(node, ast.Subscript)
        )
        kept = any(
            isinstance(node, ast.Assign) and key in names_in(node.value) and _in_if(program, node) for node in inside
        )
        if not own or not reads or not kept or own == key or own in program.changed_in(loop):
            continue
        apart = any(isinstance(node, ast.Compare) and {own, key} == _sides(node) for node in inside)
        scope: ast.AST = program.function_of(loop) or program.tree
        removed = any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("pop", "remove", "discard")
            and any(own in names_in(given) for given in node.args)
            for node in program.within(scope)
        )
        if not apart and not removed:
            yield Place(loop.lineno, own)


def _sides(node: ast.Compare) -> set[str]:
    return {ast.unparse(one) for one in (node.left, *node.comparators)}


def _table(loop: ast.For) -> tuple[str, str, str]:
    """The dictionary that a loop goes through, its key there, and its value where that has a name."""
    match loop:
        case ast.For(target=ast.Name(id=key), iter=ast.Name(id=table)):
            return table, key, ""
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=value)]),
            iter=ast.Call(func=ast.Attribute(value=ast.Name(id=table), attr="items"), args=[]),
        ):
            return table, key, value
    return "", "", ""


def _fixed_key(inside: list[ast.AST], table: str, key: str) -> str:
    """Another name that stands for a key of the table in a loop: the one that is asked for."""
    for node in inside:
        match node:
            case ast.Subscript(value=ast.Name(id=owner), slice=ast.Name(id=name)) if owner == table and name != key:
                return name
    return ""


def _same_table(program: Program, loop: ast.For, table: str) -> str:
    """The key of an outer loop over the same table."""
    outer = program.parents[loop]
    found = _table(outer) if isinstance(outer, ast.For) else ("", "", "")
    return found[1] if found[0] == table and found[2] else ""


def _in_if(program: Program, node: ast.AST) -> bool:
    up = program.parents[node]
    return isinstance(up, ast.If) and any(
        isinstance(one.ops[0], ast.Gt | ast.Lt | ast.GtE | ast.LtE) for one in _compares(up)
    )


def _compares(node: ast.If) -> list[ast.Compare]:
    return [one for one in ast.walk(node.test) if isinstance(one, ast.Compare)]


_FRIENDS: Final = re.compile(r"friend|suggest|recommend|follow|contact|knows?\b|may know|people you")


@check(
    Rule(
        code="suggested-to-oneself",
        title="`{name}` is a friend of each friend, and is suggested as well",
        weights={"correctness": 0.35},
        level="beginner",
        why="Friends have each other: among the friends of a friend stands the one for whom something is looked for, "
        "and nothing leaves that one out.",
        do="Leave out the one that the search begins with.",
        example="def suggestions(friends, name):\n    found = set()\n    for friend in friends[name]:\n"
        "        for other in friends[friend]:\n            if other not in friends[name]:\n"
        "                found.add(other)\n    return found\n",
        better="def suggestions(friends, name):\n    found = set()\n    for friend in friends[name]:\n"
        "        for other in friends[friend]:\n            if other not in friends[name]:\n"
        "                found.add(other)\n    found.discard(name)\n    return found\n",
    )
)
def suggested_to_oneself(program: Program) -> Iterator[Place]:
    """See the rule: `for f in x[name]`, `for o in x[f]`, and `name` is used for nothing but `x[name]`."""
    for inner in program.all(ast.For):
        outer = program.parents[inner]
        match outer, inner:
            case (
                ast.For(target=ast.Name(id=friend), iter=ast.Subscript(value=table, slice=ast.Name(id=name))),
                ast.For(target=ast.Name(id=_), iter=ast.Subscript(value=again, slice=ast.Name(id=key))),
            ) if key == friend and same(table, again):
                pass
            case _:
                continue
        function = program.function_of(inner)
        if not isinstance(function, Function) or not _FRIENDS.search(f"{program.purpose(inner)} {ast.unparse(table)}"):
            continue
        uses = [one for one in program.places(function, name) if isinstance(one.ctx, ast.Load)]
        only = all(isinstance(up := program.parents[one], ast.Subscript) and up.slice is one for one in uses)
        if only and name in program.parameters(function):
            yield Place(inner.lineno, name)


CHECKS: tuple[Check, ...] = (meets_itself, finds_itself, suggested_to_oneself)
