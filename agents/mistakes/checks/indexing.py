"""Loops over places: one too far, one too few. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

ONE_TOO_FAR = Kind(
    code="index-one-too-far",
    type="Index",
    severity="warning",
    message="`{access}` goes one place too far: `{name}` is counted from 0 to `len({name}) - 1`.",
    cause="{why}",
    think="If the list has 3 elements, which numbers do their places have? Which number does this reach last?",
    fix="Let the places end at `len({name}) - 1`: `range(len({name}))` does.",
    example="values = [1, 2, 3]\nfor i in range(len(values) + 1):\n    print(values[i])\n",
    fine="values = [1, 2, 3]\nfor i in range(len(values)):\n    print(values[i])\n",
)
LENGTH_AS_INDEX = Kind(
    code="length-as-index",
    type="Index",
    severity="warning",
    message="`{access}` asks for the place after the last one.",
    cause="Places are counted from 0, so the last place is the length minus 1.",
    think="Which number has the last place of a list with 3 elements?",
    fix="Write `{name}[-1]` or `{name}[len({name}) - 1]` for the last element.",
    example="values = [1, 2, 3]\nlast = values[len(values)]\nprint(last)\n",
    fine="values = [1, 2, 3]\nlast = values[len(values) - 1]\nprint(last)\n",
)
LENGTH_AS_VALUES = Kind(
    code="loop-over-number",
    type="TypeError",
    severity="error",
    message="`for ... in {text}` goes through a single number, which has no parts.",
    cause="A `for` loop needs something with elements. `len(...)` is one number: how many there are.",
    think="Should the loop go through the elements, or count their places?",
    fix="Write `range({text})` to count, or name the collection itself to get its elements.",
    example="values = [1, 2, 3]\nfor i in len(values):\n    print(i)\n",
    fine="values = [1, 2, 3]\nfor i in range(len(values)):\n    print(i)\n",
)
CHANGED_WHILE_LOOPING = Kind(
    code="list-changed-while-looping",
    type="Loop",
    severity="warning",
    message="`{name}` is changed while the loop goes through it, so elements are skipped.",
    cause="The loop remembers a place, not an element. When one is removed, the next one moves into its place and "
    "is never looked at.",
    think="Go through it by hand with [1, 2, 3]: what is at the next place after one was removed?",
    fix="Loop over a copy (`for x in {name}[:]`), or build a new list of what stays.",
    example="values = [1, 1, 2]\nfor v in values:\n    if v == 1:\n        values.remove(v)\n",
    fine="values = [1, 1, 2]\nfor v in values[:]:\n    if v == 1:\n        values.remove(v)\n",
)
ELEMENT_AS_INDEX = Kind(
    code="element-as-index",
    type="Index",
    severity="warning",
    message="`{element}` is already an element of `{name}`, but here it is used as a place: `{access}`.",
    cause="`for {element} in {name}` gives the elements one by one, not their numbers.",
    think="What is `{element}` in the first round?",
    fix="Use `{element}` itself, or loop with `range(len({name}))`.",
    example="values = [5, 7]\nfor v in values:\n    print(values[v])\n",
    fine="values = [5, 7]\nfor v in values:\n    print(v)\n",
)


def _run(program: Program) -> Iterator[Finding]:  # noqa: C901 - a table of shapes
    for node in program.nodes:
        match node:
            case ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=arguments)):
                yield from _range(program, node, index, arguments)
            case ast.For(iter=ast.Call(func=ast.Name(id="len" | "int" | "sum" | "abs")) as iterated):
                yield LENGTH_AS_VALUES.at(span_of(iterated, program.source), text=program.text(iterated))
            case ast.For(iter=ast.Constant(value=int() | float()) as iterated):
                yield LENGTH_AS_VALUES.at(span_of(iterated, program.source), text=program.text(iterated))
            case ast.For(target=ast.Name(id=element), iter=ast.Name(id=name)):
                yield from _elements(program, node, element, name)
            case ast.For(target=ast.Tuple(), iter=ast.Name(id=name)):
                yield from _elements(program, node, "", name)
            case ast.For(iter=ast.Attribute() as owner):
                yield from _of_object(program, node, owner)
            case ast.For(iter=ast.Call(func=ast.Name(id="enumerate"), args=[ast.Name(id=name)])):
                yield from _elements(program, node, "", name)
            case ast.Subscript(value=ast.Name(id=name), slice=slice_, ctx=ast.Load()) if _is_len(slice_, name):
                yield LENGTH_AS_INDEX.at(span_of(node, program.source), access=program.text(node), name=name)
            case ast.While(test=ast.Compare(left=ast.Name(id=index), ops=[ast.LtE()], comparators=[bound])):
                yield from _while(program, node, index, bound)


def _is_len(node: ast.expr, name: str | None = None) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=measured)]):
            return name is None or measured == name
    return False


def _measured(node: ast.expr) -> str | None:
    """`len(x) + 1` gives x."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=int(more))) if more > 0 and _is_len(left):
            return left.args[0].id  # type: ignore[attr-defined, no-any-return]  # `_is_len` looked at it
    return None


def _range(program: Program, loop: ast.For, index: str, arguments: list[ast.expr]) -> Iterator[Finding]:
    if not arguments or len(arguments) > 2:  # noqa: PLR2004 - with a step of its own it is another matter
        return
    stop = arguments[-1]
    name = _measured(stop)
    if name is not None:
        why = f"`{program.text(stop)}` is one more than there are places, and the loop reaches all numbers below it."
        yield from _accesses(program, loop, index, name, why)
    elif _is_len(stop):
        yield from _next_place(program, loop, index, stop.args[0].id)  # type: ignore[attr-defined]  # as above


def _accesses(program: Program, loop: ast.For | ast.While, index: str, name: str, why: str) -> Iterator[Finding]:
    """`name[index]` inside the loop where nothing guards it."""
    if _guarded(loop, index):
        return
    for node in (one for statement in loop.body for one in ast.walk(statement)):
        match node:
            case ast.Subscript(value=ast.Name(id=indexed), slice=ast.Name(id=place)) if (indexed, place) == (
                name,
                index,
            ):
                yield ONE_TOO_FAR.at(span_of(node, program.source), access=program.text(node), name=name, why=why)
                return


def _next_place(program: Program, loop: ast.For, index: str, name: str) -> Iterator[Finding]:
    """`name[index + 1]` in a loop over all places."""
    if _guarded(loop, index) and not _asks_too_far(loop, index, name):
        return
    for node in (one for statement in loop.body for one in ast.walk(statement)):
        match node:
            case ast.Subscript(
                value=ast.Name(id=indexed),
                slice=ast.BinOp(left=ast.Name(id=place), op=ast.Add(), right=ast.Constant(value=int(more))),
            ) if (indexed, place) == (name, index) and more > 0:
                why = f"In the last round `{index}` is already the last place, and `{index} + {more}` lies behind it."
                yield ONE_TOO_FAR.at(span_of(node, program.source), access=program.text(node), name=name, why=why)
                return


def _asks_too_far(loop: ast.For, index: str, name: str) -> bool:
    """Whether the loop is left by nothing but what its one condition finds, and that itself looks at the next place."""
    match loop.body:
        case [ast.If(test=ast.Compare() as test, orelse=[])]:
            sides = [ast.unparse(one) for one in (test.left, *test.comparators)]
            return f"{name}[{index} + 1]" in sides
    return False


def _guarded(loop: ast.For | ast.While, index: str) -> bool:
    """Whether something in the body asks for the index, leaves, or catches: then it may well be right."""
    for node in (one for statement in loop.body for one in ast.walk(statement)):
        match node:
            case ast.Compare() if any(
                isinstance(side, ast.Name | ast.BinOp)
                and any(isinstance(one, ast.Name) and one.id == index for one in ast.walk(side))
                for side in [node.left, *node.comparators]
            ):
                return True
            case ast.Try() | ast.Break() | ast.Return() | ast.Raise():
                return True
    return False


def _while(program: Program, loop: ast.While, index: str, bound: ast.expr) -> Iterator[Finding]:
    if _is_len(bound):
        name = bound.args[0].id  # type: ignore[attr-defined]  # `_is_len` looked at it
        first = loop.body[0]
        stepped = isinstance(first, ast.AugAssign) and isinstance(first.target, ast.Name) and first.target.id == index
        if not stepped:
            why = f"The loop goes on while `{program.text(loop.test)}`, so it also runs for the length itself."
            yield from _accesses(program, loop, index, name, why)


def _elements(program: Program, loop: ast.For, element: str, name: str) -> Iterator[Finding]:
    for node in (one for statement in loop.body for one in ast.walk(statement)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="remove" | "pop" | "insert")) if (
                owner == name
            ):
                if not _ends_after(program, node, loop) and not _put_back(loop, name):
                    yield CHANGED_WHILE_LOOPING.at(span_of(node, program.source), name=name)
                    return
            case ast.Subscript(value=ast.Name(id=owner), slice=ast.Name(id=place), ctx=ast.Load()) if (
                owner,
                place,
            ) == (name, element) and _is_list(program, name):
                access = program.text(node)
                yield ELEMENT_AS_INDEX.at(span_of(node, program.source), element=element, name=name, access=access)
                return


def _of_object(program: Program, loop: ast.For, owner: ast.Attribute) -> Iterator[Finding]:
    """`self.x.remove(...)` in a loop through `self.x`."""
    name = program.text(owner)
    for node in (one for statement in loop.body for one in ast.walk(statement)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute() as changed, attr="remove")):
                if program.text(changed) == name and not _ends_after(program, node, loop):
                    yield CHANGED_WHILE_LOOPING.at(span_of(node, program.source), name=name)
                    return


def _put_back(loop: ast.For, name: str) -> bool:
    """Whether the round puts an element back, as one does who tries things out."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "append"
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        for node in ast.walk(loop)
    )


def _ends_after(program: Program, node: ast.AST, loop: ast.For) -> bool:
    """Whether the loop is left right after the change: then nothing can be skipped."""
    while node is not loop:
        parent = program.parents[node]
        for field in ("body", "orelse"):
            block = getattr(parent, field, None)
            if isinstance(block, list) and node in block:
                after = block[block.index(node) + 1 :]
                if any(isinstance(one, ast.Break | ast.Return | ast.Raise) for one in after):
                    return True
        node = parent
    return False


def _is_list(program: Program, name: str) -> bool:
    """Whether a name is given nothing but list displays: a dictionary's keys are its places."""
    values = [
        node.value
        for node in program.nodes
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
    ]
    return bool(values) and all(isinstance(value, ast.List | ast.ListComp) for value in values)


CHECK = Check(
    (ONE_TOO_FAR, LENGTH_AS_INDEX, LENGTH_AS_VALUES, CHANGED_WHILE_LOOPING, ELEMENT_AS_INDEX),
    _run,
)
