"""The order in which lines run: too early, never, or again and again from the start. Pure."""

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.mistakes.checks.program import Check, Loop, Program, own_nodes, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

UNREACHABLE = Kind(
    code="unreachable-code",
    type="Logic",
    severity="warning",
    message="This line never runs: line {leaver} before it always leaves the block with `{word}`.",
    cause="After `{word}` Python goes on elsewhere; what follows in the same block is never reached.",
    think="Where does Python go after line {leaver}?",
    fix="Move this line in front of the `{word}`, or indent one of the two differently.",
    example="def double(x):\n    return 2 * x\n    print('done')\n",
    fine="def double(x):\n    print('done')\n    return 2 * x\n",
)
RETURNS_AT_ONCE = Kind(
    code="loop-returns-at-once",
    type="Logic",
    severity="warning",
    message="The loop never gets beyond its first round: both ways through it end with `return`.",
    cause="`return` ends the function at once. When the `if` and the `else` both return, only the first element "
    "is ever looked at.",
    think="When do you know the answer: after the first element, or only after all of them?",
    fix="Move the second `return` behind the loop: in the column of the `for`.",
    example="def has_even(xs):\n    for x in xs:\n        if x % 2 == 0:\n            return True\n        else:\n"
    "            return False\n",
    fine="def has_even(xs):\n    for x in xs:\n        if x % 2 == 0:\n            return True\n    return False\n",
)
RESET_IN_LOOP = Kind(
    code="accumulator-reset",
    type="Logic",
    severity="warning",
    message="`{name}` begins anew in every round of the loop, so nothing adds up.",
    cause="Line {line} is inside the loop: each round forgets what the rounds before have collected.",
    think="How often should `{name}` begin at its first value: once, or in every round?",
    fix="Move `{text}` in front of the loop.",
    example="def total(xs):\n    for x in xs:\n        result = 0\n        result += x\n    return result\n",
    fine="def total(xs):\n    result = 0\n    for x in xs:\n        result += x\n    return result\n",
)
LAST_ONLY = Kind(
    code="only-the-last-round-counts",
    type="Logic",
    severity="warning",
    message="Each round gives `{name}` a new value and forgets the one before: only the last round counts.",
    cause="`=` replaces. To collect, the old value has to be part of the new one.",
    think="What should `{name}` hold after the second round?",
    fix="Add to `{name}` with `+=`, or append to it.",
    example="def total(xs):\n    result = 0\n    for x in xs:\n        result = x * 2\n    return result\n",
    fine="def total(xs):\n    result = 0\n    for x in xs:\n        result += x * 2\n    return result\n",
)
ELSE_OF_LOOP = Kind(
    code="else-belongs-to-loop",
    type="Indentation",
    severity="warning",
    message="This `else` belongs to the loop, not to an `if`, and as the loop has no `break` it always runs.",
    cause="`else` answers the line that begins in the same column. After a loop it means “when no `break` happened”.",
    think="Which line begins in the same column as this `else`?",
    fix="Indent the `else` to the column of its `if`, or leave it out.",
    example="for x in [1, 2]:\n    if x > 1:\n        print('big')\nelse:\n    print('small')\n",
    fine="for x in [1, 2]:\n    if x > 1:\n        print('big')\n    else:\n        print('small')\n",
)
LOOP_VARIABLE_CHANGED = Kind(
    code="loop-variable-changed",
    type="Logic",
    severity="hint",
    message="Changing `{name}` here does not change the next round: the `for` loop gives it a new value each time.",
    cause="A `for` loop takes the next value from its own list of values, whatever the round did to the name.",
    think="Who decides which value `{name}` has in the next round?",
    fix="Use a `while` loop to steer the value yourself, or another name inside the loop.",
    example="for i in range(5):\n    print(i)\n    i = i + 2\n",
    fine="i = 0\nwhile i < 5:\n    print(i)\n    i = i + 2\n",
)

_LAST = re.compile("last|latest|prev|current|end", re.IGNORECASE)
_WORDS = {ast.Return: "return", ast.Break: "break", ast.Continue: "continue", ast.Raise: "raise"}


def _run(program: Program) -> Iterator[Finding]:
    for block in program.blocks:
        for before, after in pairwise(block):
            word = _WORDS.get(type(before))
            if word is not None:
                yield UNREACHABLE.at(span_of(after, program.source), leaver=before.lineno, word=word)
                break
    for loop in program.loops:
        yield from _at_once(program, loop)
        yield from _reset(program, loop)
        yield from _else(program, loop)
        yield from _last_only(program, loop)
        yield from _variable(program, loop)


def _at_once(program: Program, loop: Loop) -> Iterator[Finding]:
    if not isinstance(loop, ast.For):
        return
    match loop.body[-1]:
        case ast.If(body=[*_, ast.Return()], orelse=[*_, ast.Return() as last]):
            pass
        case _:
            return
    before = [node for statement in loop.body[:-1] for node in ast.walk(statement)]
    if not any(isinstance(node, ast.Continue) for node in before):
        yield RETURNS_AT_ONCE.at(span_of(last, program.source))


def _reset(program: Program, loop: Loop) -> Iterator[Finding]:
    for index, statement in enumerate(loop.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_start(value):
                pass
            case _:
                continue
        rest = loop.body[index + 1 :]
        collecting = [one for one in rest if _collects(one, name)]
        uses = [
            node
            for one in loop.body
            for node in ast.walk(one)
            if isinstance(node, ast.Name) and node.id == name and one is not statement and one not in collecting
        ]
        if collecting and not uses and (isinstance(loop, ast.For) or _is_read_after(program, loop, name)):
            yield RESET_IN_LOOP.at(
                span_of(statement, program.source), name=name, line=statement.lineno, text=program.text(statement)
            )


def _is_read_after(program: Program, loop: Loop, name: str) -> bool:
    """Whether the statements behind a loop use a name that its condition does not ask for."""
    _, behind = _around(program, loop)
    asked = loop.test if isinstance(loop, ast.While) else loop.iter
    return _is_named(name, behind) and not _is_named(name, [asked])


def _around(program: Program, loop: Loop) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """The statements before and behind a loop, in its block."""
    block = next(block for block in program.blocks if loop in block)
    at = block.index(loop)
    return block[:at], block[at + 1 :]


def _is_named(name: str, parts: Sequence[ast.AST]) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for one in parts for node in ast.walk(one))


def _last_only(program: Program, loop: Loop) -> Iterator[Finding]:
    """A name that begins as nothing, and is given a value of its own in each round that the round does not read."""
    if not isinstance(loop, ast.For):
        return
    before, behind = _around(program, loop)
    begun = {
        target.id
        for one in before
        if isinstance(one, ast.Assign) and _is_start(one.value)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    for statement in loop.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in begun:
                if isinstance(value, ast.Constant):
                    continue  # a flag
            case _:
                continue
        inside = [node for one in loop.body for node in ast.walk(one) if isinstance(node, ast.Name) and node.id == name]
        if len(inside) == 1 and _is_named(name, behind) and not _LAST.search(name) and not _leaves(loop):
            yield LAST_ONLY.at(span_of(statement, program.source), name=name)


def _leaves(loop: ast.For) -> bool:
    return any(isinstance(node, ast.Break | ast.Return | ast.Raise) for node in own_nodes(loop))


def _is_start(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=0 | 1 | "" | 0.0):
            return True
        case ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="list" | "dict" | "set"), args=[]):
            return True
    return False


def _collects(statement: ast.stmt, name: str) -> bool:
    """`name += x` or `name.append(x)`, perhaps behind an `if`, and nothing else with the name."""
    if isinstance(statement, ast.If) and not statement.orelse and len(statement.body) == 1:
        inside = statement.body[0]
        asked = any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(statement.test))
        return not asked and _collects(inside, name)
    match statement:
        case ast.AugAssign(target=ast.Name(id=target)):
            return target == name
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="append" | "add" | "extend"))):
            return owner == name
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.BinOp(left=ast.Name(id=left))) if left == name:
            return target == name
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.BinOp(op=ast.Add(), right=ast.Name(id=right))):
            return target == right == name
    return False


def _else(program: Program, loop: Loop) -> Iterator[Finding]:
    if not loop.orelse or not any(isinstance(node, ast.If) for node in loop.body):
        return
    if not any(isinstance(node, ast.Break | ast.Return | ast.Raise) for node in own_nodes(loop)):
        first = loop.orelse[0]
        place = span_of(first, program.source)
        line = next(
            number for number in range(place.line, 0, -1) if program.source.line(number).strip().startswith("else")
        )
        yield ELSE_OF_LOOP.at(type(place).of_line(line, program.source.line(line)))


def _variable(program: Program, loop: Loop) -> Iterator[Finding]:
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
        return
    match loop.iter, loop.body[-1]:
        case ast.Call(func=ast.Name(id="range")), ast.AugAssign(target=ast.Name(id=name)) as step:
            pass
        case ast.Call(func=ast.Name(id="range")), ast.Assign(targets=[ast.Name(id=name)]) as step:
            pass
        case _:
            return
    if name == loop.target.id:
        yield LOOP_VARIABLE_CHANGED.at(span_of(step, program.source), name=name)


CHECK = Check((UNREACHABLE, RETURNS_AT_ONCE, RESET_IN_LOOP, LAST_ONLY, ELSE_OF_LOOP, LOOP_VARIABLE_CHANGED), _run)
