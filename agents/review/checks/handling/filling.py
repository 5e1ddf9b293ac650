"""Collections that are filled so that something is lost: by a key that comes again, or where one part ends."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, is_const, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_LISTS: Final = re.compile(r"\b(lists?|grouped|group|groups|average|averages|mean|all (the )?\w+ (of|per|for)|per)\b")
_MEASURES: Final = words("sum len max min sorted mean fmean median stdev")
_COUNTS: Final = re.compile(
    r"(^|_)(counts?|counter|frequency|frequencies|tally|histogram|occurrences|how_often)(_|$)|how often|how many|"
    r"\b(count|counts|frequency|frequencies)\b"
)


@check(
    Rule(
        code="only-the-last-kept",
        title="`{name}` replaces what the key had before",
        weights={"correctness": 0.35},
        level="beginner",
        why="When the same key comes again, the value of the turns before is lost: nothing is collected or counted.",
        do="Begin a list or a count only for a new key, and add to the old one otherwise.",
        example="def lengths(words):\n    found = {}\n    for word in words:\n        found[len(word)] = [word]\n"
        "    return {size: sorted(group) for size, group in found.items()}\n",
        better="def lengths(words):\n    found = {}\n    for word in words:\n"
        "        found.setdefault(len(word), []).append(word)\n"
        "    return {size: sorted(group) for size, group in found.items()}\n",
    )
)
def only_the_last_kept(program: Program) -> Iterator[Place]:
    """See the rule: `d[key] = [value]` or `d[key] = 1` as all that a loop does with a dictionary that begins empty."""
    seen: set[tuple[ast.AST, str]] = set()
    for store in program.all(ast.Assign):
        match store:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=name) as owner, slice=key)], value=ast.List() | ast.Constant()
            ):
                pass
            case _:
                continue
        loop = next((one for one in program.loops_around(store) if isinstance(one, ast.For)), None)
        places = is_const(store.value, 1) and _begins_with_zeros(program, owner)
        drawn = any(map(_is_drawn, [key, *_given(program, key)]))
        begins = _begins_as_dict(program, owner) or places
        if loop is None or not begins or not (drawn or _may_come_again(program, loop, key)):
            continue
        scope = program.scope(store)
        if (scope, name) in seen:
            continue
        seen.add((scope, name))
        inside = [one for one in program.places(scope, name) if _in(loop, one)]
        if inside != [owner] or _grows(program, scope, name):
            continue
        match store.value:
            case ast.List(elts=[value]) if names_in(value) & _elements(program, store):
                said = bool(_LISTS.search(program.purpose(store))) or _turns_round(program, store, key)
                wrong = said or _measured(program, scope, name)
            case ast.Constant(value=1):
                wrong = drawn or any(map(_COUNTS.search, (name, program.purpose(store))))
            case _:
                continue
        if wrong:
            yield Place(store.lineno, ast.unparse(store)[:40])
    for method in program.functions:
        yield from _of_object(program, method)


_SEVERAL: Final = re.compile(
    r"\b(?:several|multiple|many|more than one|any number of|a list of|all (?:the |of the )?(?:his|her|their|its)?|"
    r"each of|another|one more)\b"
)


def _of_object(program: Program, method: Function) -> Iterator[Place]:
    """`self.d[key] = [value]` as all that a method does, where the text speaks of several values."""
    owner = program.parents[method]
    steps = [one for one in method.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    match steps:
        case [
            ast.Assign(
                targets=[ast.Subscript(value=ast.Attribute(value=ast.Name(id="self"), attr=table), slice=key)],
                value=ast.List(elts=[value]),
            ) as store
        ] if isinstance(owner, ast.ClassDef):
            given = set(program.parameters(method))
        case _:
            return
    if not (
        names_in(key) & given
        and names_in(value) & given
        and _SEVERAL.search(f"{program.purpose(method)} {program.said(method)}")
    ):
        return
    grows = re.compile(
        rf"self\.{table}(?:\[[^\]]+\]|\.(?:get|setdefault)\(.*\))\.(?:append|extend|insert)\(|\.update\("
    )
    if not grows.search(ast.unparse(owner)):
        yield Place(store.lineno, ast.unparse(store)[:40])


def _elements(program: Program, store: ast.Assign) -> set[str]:
    """The elements of all loops around."""
    loops = [one for one in program.loops_around(store) if isinstance(one, ast.For)]
    return {name for one in loops for name in names_in(one.target)}


def _turns_round(program: Program, store: ast.Assign, key: ast.expr) -> bool:
    """Whether the key is an element of what another dictionary holds for its keys."""
    around = [one for one in program.loops_around(store) if isinstance(one, ast.For)]
    match around:
        case [*inner, ast.For(target=ast.Tuple(elts=[_, held]), iter=ast.Call(func=ast.Attribute(attr="items")))]:
            sources = [held, *(one.target for one in inner if names_in(one.iter) & names_in(held))]
            return ast.unparse(key) == ast.unparse(sources[-1])
    return False


def _in(loop: ast.For, node: ast.expr) -> bool:
    return loop.lineno <= node.lineno <= (loop.end_lineno or loop.lineno)


def _begins_as_dict(program: Program, owner: ast.Name) -> bool:
    """Whether the only value of a name is a dictionary with nothing in it."""
    match program.values(owner):
        case [ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="dict" | "Counter"), args=[], keywords=[])]:
            return True
        case [ast.Call(func=ast.Name(id="defaultdict"), args=[_])]:
            return True
    return False


def _begins_with_zeros(program: Program, owner: ast.Name) -> bool:
    """Whether the only value of a name is a list of zeros."""
    match program.values(owner):
        case [ast.BinOp(left=ast.List(elts=[zero]), op=ast.Mult())] | [ast.ListComp(elt=zero)]:
            return is_const(zero, 0)
        case [ast.List(elts=[_, *_] as zeros)]:
            return all(is_const(one, 0) for one in zeros)
    return False


def _is_drawn(node: ast.expr | None) -> bool:
    """Whether a number comes by chance: then it comes again."""
    return node is not None and any(call_name(one) in ("randint", "randrange") for one in ast.walk(node))


def _given(program: Program, node: ast.expr) -> list[ast.expr | None]:
    return [value for one in ast.walk(node) if isinstance(one, ast.Name) for value in program.values(one)]


def _may_come_again(program: Program, loop: ast.For, key: ast.expr) -> bool:
    """Whether two turns may have the same key: it is worked out from the element, or the value of a dictionary."""
    once = program.kind(loop.iter) in ("set", "dict") or method_of(loop.iter) == "keys" or "set" in names_in(loop.iter)
    if once and ast.unparse(loop.target) == ast.unparse(key):
        return False
    match loop.target, loop.iter:
        case ast.Name(id=element), ast.Call(func=ast.Name(id="range")):
            return not isinstance(key, ast.Name) and element in names_in(key)
        case ast.Tuple(elts=[_, ast.Name(id=value)]), ast.Call(func=ast.Attribute(attr="items")):
            return value in names_in(key)
        case ast.Tuple(elts=[_, second]), ast.Call(func=ast.Name(id="enumerate")):
            return bool(names_in(second) & names_in(key))
    return True


def _grows(program: Program, scope: ast.AST, name: str) -> bool:
    """Whether something else is put into a dictionary, or into what it holds."""
    for one in program.places(scope, name):
        part = program.parents[one]
        if isinstance(part, ast.Subscript) and isinstance(program.parents[part], ast.Attribute | ast.AugAssign):
            return True
        if isinstance(part, ast.Attribute) and part.attr in ("setdefault", "update", "get"):
            return True
    return False


def _measured(program: Program, scope: ast.AST, name: str) -> bool:
    """Whether the values of a dictionary are summed up, counted or compared."""
    for one in program.places(scope, name):
        part = program.parents[one]
        around = program.parents[part]
        if isinstance(part, ast.Subscript) and call_name(around) in _MEASURES:
            return True
        walk = program.parents.get(around)
        if not isinstance(part, ast.Attribute) or part.attr not in ("items", "values"):
            continue
        if isinstance(walk, ast.For | ast.comprehension) and walk.iter is around:
            inner = names_in(walk.target)
            block = walk if isinstance(walk, ast.For) else program.parents[walk]
            if any(
                isinstance(call, ast.Call)
                and call_name(call) in _MEASURES
                and call.args
                and _is_of(call.args[0], inner)
                for call in ast.walk(block)
            ):
                return True
    return False


def _is_of(node: ast.expr, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


@check(
    Rule(
        code="element-lost-at-the-change",
        title="The turn that keeps `{name}` loses its own element",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is full or ends is kept and begins anew with nothing. The element of this turn belongs to the next "
        "one, and no branch puts it there.",
        do="Begin the next one with the element.",
        example="def chunks(values, size):\n    found = []\n    chunk = []\n    for value in values:\n"
        "        if len(chunk) < size:\n            chunk.append(value)\n        else:\n"
        "            found.append(chunk)\n            chunk = []\n    return [*found, chunk]\n",
        better="def chunks(values, size):\n    found = []\n    chunk = []\n    for value in values:\n"
        "        if len(chunk) < size:\n            chunk.append(value)\n        else:\n"
        "            found.append(chunk)\n            chunk = [value]\n    return [*found, chunk]\n",
    )
)
def element_lost_at_the_change(program: Program) -> Iterator[Place]:
    """See the rule: a branch by what is gathered, without the element that all other branches use."""
    for loop in program.all(ast.For):
        elements = names_in(loop.target)
        for at, statement in enumerate(loop.body):
            if not isinstance(statement, ast.If):
                continue
            tests, blocks = _chain(statement)
            gathered = {name for block in blocks for name in [_begun_anew(block)] if name}
            if len(gathered) != 1 or len(blocks) < 2:  # noqa: PLR2004 - one that keeps and one that adds
                continue
            name = gathered.pop()
            after = [*loop.body[:at], *loop.body[at + 1 :]]
            if not all(_by_what_is_gathered(test, name, elements) for test in tests) or _mention(after, elements):
                continue
            lost = [block for block in blocks if _begun_anew(block) and not _mention(block, elements)]
            others = [block for block in blocks if block not in lost]
            if len(lost) == 1 and others and all(_adds(block, name, elements) for block in others):
                yield Place(lost[0][-1].lineno, name)


def _chain(node: ast.If) -> tuple[list[ast.expr], list[list[ast.stmt]]]:
    """The conditions and the blocks of an `if` with its `elif`s and `else`."""
    tests, blocks = [node.test], [node.body]
    while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        node = node.orelse[0]
        tests.append(node.test)
        blocks.append(node.body)
    return tests, [*blocks, node.orelse] if node.orelse else blocks


def _begun_anew(block: list[ast.stmt]) -> str:
    """The name that a block keeps elsewhere, and then empties."""
    match block:
        case [
            ast.Expr(
                value=ast.Call(func=ast.Attribute(attr="append"), args=[kept]) | ast.Yield(value=ast.expr() as kept)
            ),
            ast.Assign(targets=[ast.Name(id=name)], value=value),
        ] if name in names_in(kept):
            empty = is_const(value, "", 0) or (isinstance(value, ast.List | ast.Tuple) and not value.elts)
            return name if empty else ""
    return ""


def _by_what_is_gathered(test: ast.expr, name: str, elements: set[str]) -> bool:
    """Whether a condition asks for the length of what is gathered, or compares it with the element."""
    if isinstance(test, ast.UnaryOp | ast.Name):
        return names_in(test) == {name}
    if isinstance(test, ast.BoolOp):
        return all(_by_what_is_gathered(one, name, elements) for one in test.values)
    if not isinstance(test, ast.Compare):
        return False
    read = names_in(test)
    sides = [test.left, *test.comparators]
    measured = any(
        call_name(one) == "len" and names_in(one) == {"len", name} for side in sides for one in ast.walk(side)
    )
    return name in read and (measured or bool(read & elements))


def _mention(block: list[ast.stmt], elements: set[str]) -> bool:
    return any(isinstance(one, ast.Name) and one.id in elements for part in block for one in ast.walk(part))


def _adds(block: list[ast.stmt], name: str, elements: set[str]) -> bool:
    """Whether a block puts the element to what is gathered."""
    return any(
        base_name(target) == name and _mention([step], elements)
        for step in block
        for target in [_target(step)]
        if target is not None
    )


def _target(step: ast.stmt) -> ast.expr | None:
    """What a statement changes."""
    match step:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
            return target
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add" | "extend"))):
            return owner
    return None


CHECKS: tuple[Check, ...] = (
    only_the_last_kept,
    element_lost_at_the_change,
)
