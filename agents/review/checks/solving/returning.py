"""Functions that call themselves: what the last call gives, what is handed on, which side comes back.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="nothing-comes-of-nothing",
        title="`{name}` ends with an empty list, and so it always gives one",
        weights={"correctness": 0.4},
        level="learning",
        why="What is built comes from what the inner call gives, one result for each of those. The last call gives "
        "none at all, so there is nothing to build on, up to the first call.",
        do="Write down what the last call gives, and what the one before it makes of that.",
        example="def orders(items):\n    if not items:\n        return []\n    found = []\n"
        "    for place, item in enumerate(items):\n        for rest in orders(items[:place] + items[place + 1 :]):\n"
        "            found.append([item, *rest])\n    return found\n",
        better="def orders(items):\n    if not items:\n        return [[]]\n    found = []\n"
        "    for place, item in enumerate(items):\n        for rest in orders(items[:place] + items[place + 1 :]):\n"
        "            found.append([item, *rest])\n    return found\n",
    )
)
def nothing_comes_of_nothing(program: Program) -> Iterator[Place]:
    """See the rule: an empty list in the end, and else one that gets something only in a loop over the own result."""
    for function, calls in program.self_calls.items():
        returns = [one for one in program.within(function) if isinstance(one, ast.Return)] if len(calls) == 1 else []
        empty = [one for one in returns if isinstance(one.value, ast.List) and not one.value.elts]
        others = [one for one in returns if one not in empty]
        walks = [one for one in program.walks if one.iter is calls[0]]
        if not (empty and others and walks):
            continue
        if all(_only_of(program, one.value, walks[0]) for one in others):
            yield Place(empty[0].lineno, getattr(function, "name", ""))


def _only_of(program: Program, value: ast.expr | None, walk: ast.For | ast.comprehension) -> bool:
    """Whether a result holds nothing but what comes of a walk."""
    match value:
        case ast.ListComp(generators=generators):
            return walk in generators
        case ast.Name():
            made = program.values(value)
            adds = [
                one
                for one in program.places(program.scope(value), value.id)
                if isinstance(program.parents[one], ast.Attribute | ast.AugAssign)
            ]
            within = isinstance(walk, ast.For) and all(walk in program.loops_around(one) for one in adds)
            empty = len(made) == 1 and isinstance(made[0], ast.List) and not made[0].elts
            return bool(adds) and within and empty
    return False


@check(
    Rule(
        code="all-equal-letters-taken-out",
        title="`{name}` takes out every letter that is equal, not the one alone",
        weights={"correctness": 0.3},
        level="learning",
        why="`replace` changes all places. A word with a letter that is there twice loses both of them.",
        do="Take out the letter at its place.",
        example="def orders(word):\n    if len(word) < 2:\n        return [word]\n    found = []\n"
        "    for letter in word:\n"
        '        for rest in orders(word.replace(letter, "")):\n            found.append(letter + rest)\n'
        "    return found\n",
        better="def orders(word):\n    if len(word) < 2:\n        return [word]\n    found = []\n"
        "    for letter in word:\n"
        '        for rest in orders(word.replace(letter, "", 1)):\n            found.append(letter + rest)\n'
        "    return found\n",
    )
)
def all_equal_letters_taken_out(program: Program) -> Iterator[Place]:
    """See the rule: a call of itself with the text without the letter that the loop is at."""
    for calls in program.self_calls.values():
        for call in calls:
            for given in call.args:
                match given:
                    case ast.Call(func=ast.Attribute(value=ast.Name(), attr="replace"), args=[ast.Name() as one, new]):
                        turns = any(one.id in program.changed_in(loop) for loop in program.loops_around(call))
                        if is_const(new, "") and turns:
                            yield Place(given.lineno, ast.unparse(given))


def _filled_when_none(function: Function) -> Iterator[str]:
    """Parameters that are None if nothing is given, and get a new set, list or dictionary then."""
    names = function.args.args[len(function.args.args) - len(function.args.defaults) :]
    nothing = {
        one.arg
        for one, default in zip(names, function.args.defaults, strict=True)
        if isinstance(default, ast.Constant) and default.value is None
    }
    for node in function.body if nothing else ():
        match node:
            case ast.If(
                test=ast.Compare(left=ast.Name(id=name), ops=[ast.Is() | ast.Eq()])
                | ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)),
                body=[ast.Assign(targets=[ast.Name(id=again)], value=ast.Dict() | ast.Set() | ast.Call())],
            ) if name == again and name in nothing:
                yield name


@check(
    Rule(
        code="not-handed-on",
        title="`{name}` is not handed on: each inner call begins with an empty one",
        weights={"correctness": 0.35},
        level="learning",
        why="What has been noted so far is known to this call alone. The inner call gets nothing, makes an empty one "
        "of its own, and does everything again, in a circle without an end.",
        do="Give the inner call what this one has.",
        example="def explore(rooms, room, seen=None):\n    if seen is None:\n        seen = set()\n"
        "    seen.add(room)\n    for door in rooms[room]:\n        if door not in seen:\n"
        "            explore(rooms, door)\n    return seen\n",
        better="def explore(rooms, room, seen=None):\n    if seen is None:\n        seen = set()\n"
        "    seen.add(room)\n    for door in rooms[room]:\n        if door not in seen:\n"
        "            explore(rooms, door, seen)\n    return seen\n",
    )
)
def not_handed_on(program: Program) -> Iterator[Place]:
    """See the rule: every call of itself leaves out a parameter in which something is noted and looked up."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, ast.FunctionDef):
            continue
        names = [one.arg for one in function.args.args]
        names = names[names[:1] in (["self"], ["cls"]) :]
        for name in _filled_when_none(function):
            asked = any(
                isinstance(one, ast.Compare)
                and isinstance(one.ops[0], ast.In | ast.NotIn)
                and isinstance(one.comparators[0], ast.Name)
                and one.comparators[0].id == name
                for one in program.within(function)
            )
            place = names.index(name)
            left_out = all(
                len(call.args) <= place
                and not any(isinstance(one, ast.Starred) for one in call.args)
                and all(one.arg not in (name, None) for one in call.keywords)
                for call in calls
            )
            if asked and left_out:
                yield Place(calls[0].lineno, name)


@check(
    Rule(
        code="next-place-counted-from-the-start",
        title="`{name}` goes on behind the first of the loop, not behind the one that was taken",
        weights={"correctness": 0.35},
        level="learning",
        why="The loop has gone on to another place, and the inner call begins right behind the start all the same: "
        "what was passed over, and even what was taken, comes up again.",
        do="Begin behind the place that the loop is at.",
        example="def choose(items, count, start, chosen, found):\n    if len(chosen) == count:\n"
        "        found.append(chosen)\n        return\n    for place in range(start, len(items)):\n"
        "        choose(items, count, start + 1, [*chosen, items[place]], found)\n",
        better="def choose(items, count, start, chosen, found):\n    if len(chosen) == count:\n"
        "        found.append(chosen)\n        return\n    for place in range(start, len(items)):\n"
        "        choose(items, count, place + 1, [*chosen, items[place]], found)\n",
    )
)
def next_place_counted_from_the_start(program: Program) -> Iterator[Place]:
    """See the rule: `range(start, ...)` around a call of itself with `start + 1` in the place of `start`."""
    for function, calls in program.self_calls.items():
        given = list(program.parameters(function))
        given = given[given[:1] == ["self"] :]
        for call in calls:
            loops = program.loops_around(call)
            match loops[0] if loops else None:
                case ast.For(
                    target=ast.Name(id=place),
                    iter=ast.Call(func=ast.Name(id="range"), args=[ast.Name(id=start), _]),
                ) if start in given:
                    at = given.index(start)
                case _:
                    continue
            places = {
                one.slice.id
                for one in ast.walk(loops[0])
                if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Name)
            }
            taken = place in places and start not in places  # with both, two elements change places
            if taken and len(call.args) > at and ast.unparse(call.args[at]) == f"{start} + 1":
                yield Place(call.lineno, ast.unparse(call.args[at]))


@check(
    Rule(
        code="other-side-put-in-its-place",
        title="`{name}` gets what became of the other side",
        weights={"correctness": 0.4},
        level="learning",
        why="What was on this side is lost, and the other side is there twice.",
        do="Read the line aloud, and say which side is handed over and which one is replaced.",
        example="from trees import Node\n\n\ndef add(node, key):\n    if node is None:\n        return Node(key)\n"
        "    if key < node.key:\n        node.left = add(node.right, key)\n    else:\n"
        "        node.right = add(node.right, key)\n    return node\n",
        better="from trees import Node\n\n\ndef add(node, key):\n    if node is None:\n        return Node(key)\n"
        "    if key < node.key:\n        node.left = add(node.left, key)\n    else:\n"
        "        node.right = add(node.right, key)\n    return node\n",
    )
)
def other_side_put_in_its_place(program: Program) -> Iterator[Place]:
    """See the rule: `x.left = f(x.right, ...)`, also with keys for attributes, where the other side stays."""
    for calls in program.self_calls.values():
        for call in calls:
            match program.parents[call]:
                case ast.Assign(targets=[ast.Attribute() | ast.Subscript() as target], value=value) if value is call:
                    kept = _side(target)
                case _:
                    continue
            sides = {_side(one) for one in call.args if isinstance(one, ast.Attribute | ast.Subscript)}
            if kept is not None and sides == {(kept[0], _OTHER[kept[1]])} and len(call.args) > 1:
                yield Place(call.lineno, ast.unparse(target))


_BOTH: Final = 2  # sides of a node
_OTHER: Final = {"left": "right", "right": "left"}


def _side(node: ast.expr) -> tuple[str, str] | None:
    """Whose left or right side it is, and which."""
    match node:
        case ast.Attribute(value=owner, attr="left" | "right" as side):
            return ast.unparse(owner), side
        case ast.Subscript(value=owner, slice=ast.Constant(value="left" | "right" as side)):
            return ast.unparse(owner), str(side)
    return None


@check(
    Rule(
        code="nothing-counts-as-one",
        title="`{name}` counts one where nothing is",
        weights={"correctness": 0.35},
        level="learning",
        why="Below every last node there are two empty places. Each of them is counted as if a node was there.",
        do="Ask what an empty tree has, and begin with that.",
        example="def size(node):\n    if node is None:\n        return 1\n"
        "    return 1 + size(node.left) + size(node.right)\n",
        better="def size(node):\n    if node is None:\n        return 0\n"
        "    return 1 + size(node.left) + size(node.right)\n",
    )
)
def nothing_counts_as_one(program: Program) -> Iterator[Place]:
    """See the rule: 1 for what is None, and 1 and both sides for what is not."""
    for function, calls in program.self_calls.items():
        if len(calls) != _BOTH or not isinstance(function, ast.FunctionDef):
            continue
        for node in function.body:
            match node:
                case ast.If(
                    test=ast.Compare(left=ast.Name(), ops=[ast.Is()], comparators=[ast.Constant(value=None)])
                    | ast.UnaryOp(op=ast.Not(), operand=ast.Name()),
                    body=[ast.Return(value=ast.Constant(value=1))],
                ):
                    sums = [one.value for one in function.body if isinstance(one, ast.Return)]
                    if len(sums) == 1 and isinstance(sums[0], ast.BinOp) and _one_and_both(sums[0], calls):
                        yield Place(node.lineno, function.name)


def _one_and_both(node: ast.BinOp, calls: list[ast.Call]) -> bool:
    parts = [one for one in ast.walk(node) if isinstance(one, ast.BinOp | ast.Constant) or one in calls]
    plus = [one for one in parts if isinstance(one, ast.BinOp)]
    return (
        len(plus) == len(calls)
        and all(isinstance(one.op, ast.Add) for one in plus)
        and all(one in parts for one in calls)
        and any(is_const(one, 1) for one in parts)
        and all(_side(one.args[0]) is not None for one in calls if one.args)
    )


@check(
    Rule(
        code="last-branch-decides",
        title="`{name}` is what the last branch gave, whatever the others found",
        weights={"correctness": 0.35},
        level="learning",
        why="Each turn of the loop replaces what the one before has found. Only the last one is given back.",
        do="Give back what was found as soon as it is found.",
        example="def find(person, name):\n    if person.name == name:\n        return person\n    found = None\n"
        "    for child in person.children:\n        found = find(child, name)\n    return found\n",
        better="def find(person, name):\n    if person.name == name:\n        return person\n    found = None\n"
        "    for child in person.children:\n        found = found or find(child, name)\n    return found\n",
    )
)
def last_branch_decides(program: Program) -> Iterator[Place]:
    """See the rule: set by a call of itself in a loop, not read there, and returned right behind it."""
    for calls in program.self_calls.values():
        for call in calls:
            step = program.parents[call]
            loop = program.parents.get(step)
            if not (isinstance(step, ast.Assign) and isinstance(loop, ast.For) and step.value is call):
                continue
            name = step.targets[0].id if isinstance(step.targets[0], ast.Name) else ""
            reads = [
                one
                for one in ast.walk(loop)
                if isinstance(one, ast.Name) and one.id == name and one.ctx.__class__ is ast.Load
            ]
            match program.after(loop, 1):
                case [ast.Return(value=ast.Name(id=given))] if given == name and not reads:
                    if not any(isinstance(one, ast.Break | ast.Return) for one in ast.walk(loop)):
                        yield Place(step.lineno, name)


CHECKS: tuple[Check, ...] = (
    nothing_comes_of_nothing,
    all_equal_letters_taken_out,
    not_handed_on,
    next_place_counted_from_the_start,
    other_side_put_in_its_place,
    nothing_counts_as_one,
    last_branch_decides,
)
