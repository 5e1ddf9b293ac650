"""Values that are used up, shared, thrown away or read as something else: what Python does quietly."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_own, is_stored
from agents.review.program import Function, Program, call_name, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="plus-behind-equals",
        title="`{name}` sets the value instead of adding to it",
        weights={"correctness": 0.3},
        level="beginner",
        why="`= +1` gives plus one, whatever was there before.",
        do="Write `+=`.",
        example="score = 5\nprint('begins with', score)\nscore = +10\nprint('ends with', score)\n",
        better="score = 5\nprint('begins with', score)\nscore += 10\nprint('ends with', score)\n",
    )
)
def plus_behind_equals(program: Program) -> Iterator[Place]:
    """See the rule: `x = +1`."""
    for node in program.all(ast.Assign):
        match node.value:
            case ast.UnaryOp(op=ast.UAdd(), operand=ast.Constant()) if not _SIGN.search(ast.unparse(node.targets[0])):
                yield Place(node.lineno, ast.unparse(node)[:30])


_SIGN: Final = re.compile(r"sign|dir|step|delta|offset|\bd[xy]\b", re.IGNORECASE)
"""Names of what is plus or minus one."""


@check(
    Rule(
        code="enumerate-turned-round",
        title="`enumerate` gives the number first: `{name}` gets it",
        weights={"correctness": 0.35},
        level="beginner",
        why="The first name gets the number, the second one the element.",
        do="Write the two names in the other order.",
        example="for name, place in enumerate(['Mia', 'Noah'], 1):\n    print(place, name)\n",
        better="for place, name in enumerate(['Mia', 'Noah'], 1):\n    print(place, name)\n",
    )
)
def enumerate_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: the second of the two names is that of a number, and the first is not."""
    for node in program.all(ast.For):
        match node:
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)]),
                iter=ast.Call(func=ast.Name(id="enumerate")),
            ):
                if _NUMBER.fullmatch(second) and not _NUMBER.fullmatch(first):
                    yield Place(node.lineno, first)


_NUMBER: Final = re.compile(r"i|j|k|ind|idx|index|place|pos|position|rank|no|nr|line_?(?:no|number)")


@check(
    Rule(
        code="used-up",
        title="`{name}` gives its elements once only, and is gone through twice",
        weights={"correctness": 0.35},
        level="learning",
        why="What `map`, `filter` and `zip` give is used up by the first loop or `sum`; the second finds nothing.",
        do="Make a list of it first, or keep what the first one gave.",
        example="numbers = map(int, '3 4'.split())\nprint(sum(numbers))\nprint(sum(numbers) / 2)\n",
        better="numbers = map(int, '3 4'.split())\ntotal = sum(numbers)\nprint(total)\nprint(total / 2)\n",
    )
)
def used_up(program: Program) -> Iterator[Place]:
    """See the rule: a name for an iterator, given once, and taken whole by two statements of one block."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Call() | ast.GeneratorExp() as value):
                pass
            case _:
                continue
        if isinstance(value, ast.Call) and call_name(value) not in {"map", "filter", "zip", "reversed"}:
            continue
        if isinstance(value, ast.Call) and not isinstance(value.func, ast.Name):
            continue
        if len(program.values(target)) != 1:
            continue
        block = _block(program, node)
        taken = {
            id(statement): one.lineno
            for one in program.places(program.scope(node), name)
            if one.lineno > node.lineno and _takes_all(program, one)
            for statement in [_in_block(program, one, block)]
            if statement is not None and not isinstance(statement, ast.If | ast.Try)
        }
        lines = sorted(taken.values())
        if len(lines) > 1:
            yield Place(lines[1], name)


_WHOLE: Final = frozenset(
    ("sum", "max", "min", "list", "sorted", "set", "tuple", "len", "dict", "enumerate", "any", "all")
)


def _takes_all(program: Program, name: ast.Name) -> bool:
    around = program.parents.get(name)
    if isinstance(around, ast.Call):
        return call_name(around) in _WHOLE and name in around.args
    return isinstance(around, ast.For | ast.comprehension) and around.iter is name


def _block(program: Program, statement: ast.stmt) -> list[ast.stmt]:
    around = program.parents[statement]
    for field in ("body", "orelse", "finalbody"):
        block = getattr(around, field, None)
        if isinstance(block, list) and statement in block:
            return block
    return [statement]


def _in_block(program: Program, node: ast.AST, block: list[ast.stmt]) -> ast.stmt | None:
    """The statement of a block that holds a node."""
    inside: ast.AST | None = node
    while inside is not None:
        if inside in block:
            return inside
        inside = program.parents.get(inside)
    return None


@check(
    Rule(
        code="result-dropped",
        title="What `{name}` gives back is thrown away",
        weights={"correctness": 0.3},
        level="beginner",
        why="The function changes nothing but its own variables, so the call has no effect.",
        do="Give the result a name, the old one for example.",
        example="def add_bonus(score):\n    score = score + 10\n    return score\n\n\nscore = 50\nadd_bonus(score)\n"
        "print(score)\n",
        better="def add_bonus(score):\n    score = score + 10\n    return score\n\n\n"
        "score = 50\nscore = add_bonus(score)\n"
        "print(score)\n",
    )
)
def result_dropped(program: Program) -> Iterator[Place]:
    """See the rule: a call as a statement, of a function that works out a value of names and numbers alone."""
    pure = {one.name for one in program.tree.body if isinstance(one, ast.FunctionDef) and _only_works_out(program, one)}
    for node in program.all(ast.Expr):
        called = call_name(node.value)
        tried = isinstance(program.parents[node], ast.Try)  # to see whether an error comes
        if called in pure and isinstance(getattr(node.value, "func", None), ast.Name) and not tried:
            yield Place(node.lineno, called)


_PURE: Final = frozenset(("len", "sum", "max", "min", "abs", "round", "range", "int", "float", "str", "sorted", "list"))


_EFFECTS: Final = (ast.Global, ast.Nonlocal, ast.Raise, ast.Assert, ast.Yield, ast.YieldFrom, ast.Await)


def _only_works_out(program: Program, function: ast.FunctionDef) -> bool:
    returns = False
    for node in program.within(function):
        if isinstance(node, ast.Return):
            returns = returns or (node.value is not None and not isinstance(node.value, ast.Constant))
        if isinstance(node, ast.Call) and not _is_pure(node):
            return False
        stores = isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)
        if stores or isinstance(node, _EFFECTS):
            return False
    return returns and not function.decorator_list


_OF_TEXTS: Final = frozenset(("strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "replace", "join"))
"""Methods of texts, which never change: what they give is all that they do."""


def _is_pure(call: ast.Call) -> bool:
    return call.func.id in _PURE if isinstance(call.func, ast.Name) else method_of(call) in _OF_TEXTS


@check(
    Rule(
        code="same-list-kept",
        title="`{name}` is kept itself each time, not as it is now",
        weights={"correctness": 0.3},
        level="learning",
        why="What is kept is one and the same list: when it changes later, all that was kept changes with it.",
        do="Keep a copy: `list(...)` or `.copy()`.",
        example="def paths(n):\n    found = []\n\n    def extend(path):\n        if len(path) == n:\n"
        "            found.append(path)\n            return\n        for side in 'LR':\n            path.append(side)\n"
        "            extend(path)\n            path.pop()\n\n    extend([])\n    return found\n",
        better="def paths(n):\n    found = []\n\n    def extend(path):\n        if len(path) == n:\n"
        "            found.append(path.copy())\n            return\n        for side in 'LR':\n"
        "            path.append(side)\n"
        "            extend(path)\n            path.pop()\n\n    extend([])\n    return found\n",
    )
)
def same_list_kept(program: Program) -> Iterator[Place]:
    """See the rule: what a function that calls itself appends to and pops, or hands on in a loop, is kept itself."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, Function) or not calls:
            continue
        given = program.parameters(function)
        handed = {one.id for call in calls if program.in_loop(call) for one in call.args if isinstance(one, ast.Name)}
        done: dict[str, set[str]] = {}
        kept: list[tuple[int, str]] = []
        for node in program.within(function):
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr=method), args=arguments):
                    done.setdefault(ast.unparse(owner), set()).add(method)
                    match arguments:
                        case [ast.Name() | ast.Attribute() as one] if method == "append" and not same(owner, one):
                            kept.append((node.lineno, ast.unparse(one)))
                case ast.Return(value=ast.List(elts=[ast.Name(id=name)])):
                    kept.append((node.lineno, name))
        for line, name in kept:
            renewed = [one for one in program.places(function, name) if not isinstance(one.ctx, ast.Load)]
            tried = {"append", "pop"} <= done.get(name, set()) and (name in given or not renewed)
            if tried or (name in given and name in handed and done.get(name, set()) == {"append"}):
                yield Place(line, name)


@check(
    Rule(
        code="inner-count-goes-on",
        title="`{name}` is not set back for the next turn of the outer loop",
        weights={"correctness": 0.3},
        level="beginner",
        why="After the first turn it stands at its end, so the inner loop is never entered again.",
        do="Set it just before the inner loop.",
        example="row = 0\ncolumn = 0\nwhile row < 3:\n    while column < 4:\n"
        "        print(row, column)\n        column += 1\n"
        "    row += 1\n",
        better="row = 0\nwhile row < 3:\n    column = 0\n    while column < 4:\n        print(row, column)\n"
        "        column += 1\n    row += 1\n",
    )
)
def inner_count_goes_on(program: Program) -> Iterator[Place]:
    """See the rule: the counter of an inner `while` is only ever added to within the outer loop."""
    for inner in program.all(ast.While):
        match inner.test:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Lt() | ast.LtE()], comparators=[bound]):
                pass
            case _:
                continue
        around = [one for one in program.loops_around(inner) if isinstance(one, ast.For | ast.While)]
        outer = around[0] if around else None
        if outer is None or not program.steady(bound, outer) or names_in(getattr(outer, "test", inner)) & {name}:
            continue
        changes = [
            program.parents.get(one)
            for one in program.places(program.scope(inner), name)
            if not isinstance(one.ctx, ast.Load) and outer.lineno <= one.lineno <= (outer.end_lineno or outer.lineno)
        ]
        plain = all(isinstance(one, ast.AugAssign) and is_const(one.value, 1) for one in changes)
        leaves = any(isinstance(one, ast.Break | ast.Return) for one in program.within(inner))
        if changes and plain and not leaves and all(_in(inner, one) for one in changes):
            yield Place(inner.lineno, name)


def _in(loop: ast.While, node: ast.AST | None) -> bool:
    line = getattr(node, "lineno", 0)
    return loop.lineno <= line <= (loop.end_lineno or loop.lineno)


@check(
    Rule(
        code="kept-result-grows-old",
        title="`self.{name}` is worked out once, and what it comes from changes",
        weights={"correctness": 0.3},
        level="learning",
        why="A method changes what it was worked out from, and later calls still give the old result.",
        do="Work it out where it is asked for, or again where its parts change.",
        example="class Square:\n    def __init__(self, side):\n        self.side = side\n"
        "        self.surface = side * side\n\n"
        "    def scale(self, factor):\n        self.side *= factor\n\n    def area(self):\n"
        "        return self.surface\n",
        better="class Square:\n    def __init__(self, side):\n        self.side = side\n\n"
        "    def scale(self, factor):\n        self.side *= factor\n\n    def area(self):\n"
        "        return self.side * self.side\n",
    )
)
def kept_result_grows_old(program: Program) -> Iterator[Place]:
    """See the rule: `__init__` works an attribute out of a parameter that it keeps; a method changes that alone."""
    for owner in program.all(ast.ClassDef):
        methods = [one for one in owner.body if isinstance(one, ast.FunctionDef)]
        init = next((one for one in methods if one.name == "__init__"), None)
        if init is None:
            continue
        kept, worked_out = _set_up(init)
        stored = {method.name: _stored(method) for method in methods if method is not init}
        for name, (line, sources) in worked_out.items():
            if any(name in one for one in stored.values()):
                continue
            for source in sources & set(kept):
                if any(kept[source] in one for one in stored.values()):
                    yield Place(line, name)
                    break


def _set_up(init: ast.FunctionDef) -> tuple[dict[str, str], dict[str, tuple[int, set[str]]]]:
    """Parameter -> the attribute that keeps it; attribute that is worked out -> its line, and of which parameters."""
    kept: dict[str, str] = {}
    worked_out: dict[str, tuple[int, set[str]]] = {}
    given = {one.arg for one in init.args.args[1:]}
    for node in init.body:
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=ast.Name(id=source)):
                kept[source] = name
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=ast.BinOp() as value
            ) if not any(isinstance(one, ast.Call) for one in ast.walk(value)):
                found = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)} & given
                attributes = {one.attr for one in ast.walk(value) if isinstance(one, ast.Attribute)}
                worked_out[name] = (node.lineno, found | {source for source, one in kept.items() if one in attributes})
    return kept, worked_out


def _stored(method: ast.FunctionDef) -> set[str]:
    """Attributes of `self` that a method gives another value."""
    return {one.attr for one in ast.walk(method) if is_own(one) and is_stored(one)}


@check(
    Rule(
        code="walk-loses-the-beginning",
        title="Walking on by `self.{name}` itself, the object forgets where it begins",
        weights={"correctness": 0.35},
        level="learning",
        why="After the loop the object holds the end: everything that was in it is lost.",
        do="Walk with a variable of its own that begins there.",
        example="class Chain:\n    def __init__(self):\n        self.head = None\n\n"
        "    def size(self):\n        count = 0\n"
        "        while self.head is not None:\n            count += 1\n            self.head = self.head.next\n"
        "        return count\n",
        better="class Chain:\n    def __init__(self):\n        self.head = None\n\n"
        "    def size(self):\n        count = 0\n"
        "        node = self.head\n        while node is not None:\n            count += 1\n"
        "            node = node.next\n"
        "        return count\n",
    )
)
def walk_loses_the_beginning(program: Program) -> Iterator[Place]:
    """See the rule: `self.x = self.x.next` in a loop of a method that by its name only looks."""
    for function in program.functions:
        if not _LOOKS.match(function.name):
            continue
        for loop in program.within(function):
            if not isinstance(loop, ast.While):
                continue
            for node in ast.walk(loop):
                match node:
                    case ast.Assign(
                        targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                        value=ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=again), attr="next"),
                    ) if name == again:
                        yield Place(node.lineno, name)


_LOOKS: Final = re.compile(
    r"size|len|count|length|print|show|display|contains|find|search|has|get|to_|sum|total|index|__(?:len|str|contains)__"
)


CHECKS: tuple[Check, ...] = (
    plus_behind_equals,
    enumerate_turned_round,
    used_up,
    result_dropped,
    same_list_kept,
    inner_count_goes_on,
    kept_result_grows_old,
    walk_loses_the_beginning,
)
