"""Ways through a program: branches that are never taken, names that only some branches give a value. Pure."""

import ast
import builtins
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from agents.mistakes.checks.conditions import is_complete
from agents.mistakes.checks.implied import Condition, implies, interval_of
from agents.mistakes.checks.program import Check, Program, names_in, own_nodes, span_of, target_names
from agents.mistakes.findings import Finding, Kind, Span

__all__ = ["CHECK"]

BRANCH_NEVER = Kind(
    code="branch-never-taken",
    type="Logic",
    severity="warning",
    message="This branch is never taken: whenever `{text}` holds, `{before}` in line {line} holds as well.",
    cause="Of an `if` with its `elif`s only the first branch whose condition holds is taken. So it is for `if`s in a "
    "row that each end with `return`.",
    think="Take a value for which this condition is true: which branch is taken for it?",
    fix="Ask the narrower question first: put this branch in front of the one in line {line}.",
    example="p = int(input())\nif p >= 50:\n    print('passed')\nelif p >= 90:\n    print('great')\n",
    fine="p = int(input())\nif p >= 90:\n    print('great')\nelif p >= 50:\n    print('passed')\n",
)
ELSE_OF_LAST = Kind(
    code="else-of-the-last-if-only",
    type="Logic",
    severity="warning",
    message="This `else` answers only the `if` directly before it: it is also taken when `{text}` holds.",
    cause="Each `if` begins a new question. Line {line} has been dealt with by then, but Python asks on.",
    think="Follow a value for which `{text}` holds: which lines run for it?",
    fix="Write `elif` for the second question.",
    example="x = int(input())\nif x > 0:\n    print('plus')\nif x < 0:\n    print('minus')\nelse:\n    print('zero')\n",
    fine="x = int(input())\nif x > 0:\n    print('plus')\nelif x < 0:\n    print('minus')\nelse:\n    print('zero')\n",
)
HANDLER_NEVER = Kind(
    code="handler-never-reached",
    type="Logic",
    severity="warning",
    message="This `except {later}` is never reached: `except {earlier}` before it catches the same errors.",
    cause="Python takes the first `except` that fits, and every {later} is also a {earlier}.",
    think="Which of the two is more special, and which is asked first?",
    fix="Put the more special error first, or leave this `except` out.",
    example="try:\n    n = int('x')\nexcept Exception:\n    n = 0\nexcept ValueError:\n    n = 1\n",
    fine="try:\n    n = int('x')\nexcept ValueError:\n    n = 1\nexcept Exception:\n    n = 0\n",
)
MAYBE_NO_VALUE = Kind(
    code="maybe-no-value",
    type="UnboundLocalError",
    severity="warning",
    message="`{name}` may have no value here: line {line} gives it one in some cases only.",
    cause="When none of the branches that give `{name}` a value is taken, Python stops here with an error.",
    think="Which values lead past all the lines that set `{name}`?",
    fix="Give `{name}` a first value before the branches, or set it in the remaining case too.",
    example="def price(kind):\n    if kind == 'child':\n        cost = 5\n    elif kind == 'adult':\n        cost = 9\n"
    "    return cost\n",
    fine="def price(kind):\n    if kind == 'child':\n        cost = 5\n    else:\n        cost = 9\n    return cost\n",
)
LOOP_ONCE = Kind(
    code="loop-ends-in-first-round",
    type="Loop",
    severity="warning",
    message="`{word}` ends the loop in its first round, before the other elements had their turn.",
    cause="`{word}` stands in the loop itself, not in an `if`, so every round ends with it: the first one does.",
    think="When should the loop end: after the first element, or after the last one?",
    fix="Move the `{word}` behind the loop, or into the `if` that it belongs to.",
    example="def total(xs):\n    result = 0\n    for x in xs:\n        result += x\n        return result\n",
    fine="def total(xs):\n    result = 0\n    for x in xs:\n        result += x\n    return result\n",
)

ALWAYS_ONE = Kind(
    code="range-always-true",
    type="Logic",
    severity="warning",
    message="`{text}` is always true: every number `{name}` is on at least one of the two sides.",
    cause="With `or` one true side is enough.",
    think="Try a number that should fail: which of the two sides does it pass?",
    fix="Join the two with `and`, or write `low < {name} < high`.",
    example="x = int(input())\nif x > 1 or x < 10:\n    print('between')\n",
    fine="x = int(input())\nif x > 1 and x < 10:\n    print('between')\n",
)
NEVER_BOTH = Kind(
    code="range-never-true",
    type="Logic",
    severity="warning",
    message="`{text}` is never true: no number `{name}` is on both sides.",
    cause="With `and` both sides have to be true for the same number.",
    think="Try a number that should pass: does it pass both sides?",
    fix="Join the two with `or`, or turn one of the signs around.",
    example="x = int(input())\nif x < 0 and x > 100:\n    print('outside')\n",
    fine="x = int(input())\nif x < 0 or x > 100:\n    print('outside')\n",
)

_ENDLESS = float("inf")


def _run(program: Program) -> Iterator[Finding]:
    rows = _rows(program)
    later = set(rows.values())
    for node in program.nodes:
        if isinstance(node, ast.If) and node not in later:
            yield from _never(program, node, rows)
        elif isinstance(node, ast.Try):
            yield from _handlers(program, node)
        elif isinstance(node, ast.For):
            yield from _once(program, node)
        elif isinstance(node, ast.BoolOp):
            yield from _same_for_all(program, node)
    for block in program.blocks:
        for one, two in pairwise(block):
            if isinstance(one, ast.If) and isinstance(two, ast.If):
                yield from _lost_elif(program, one, two)
    for scope in (program.tree, *program.functions):
        yield from _unset(program, scope)


# -- branches ----------------------------------------------------------------------------------------------------------
def _chain(node: ast.If) -> tuple[list[ast.If], list[ast.stmt]]:
    """An `if` with its `elif`s, and the block of the `else`."""
    arms = [node]
    while len(arms[-1].orelse) == 1 and isinstance(arms[-1].orelse[0], ast.If):
        arms.append(arms[-1].orelse[0])
    return arms, arms[-1].orelse


def _never(program: Program, node: ast.If, rows: Mapping[ast.If, ast.If]) -> Iterator[Finding]:
    parent = program.parents[node]
    if isinstance(parent, ast.If) and parent.orelse == [node]:
        return
    arms, otherwise = _chain(node)
    while not otherwise and node in rows:
        node = rows[node]
        more, otherwise = _chain(node)
        arms += more
    earlier: deque[tuple[ast.expr, Condition]] = deque(maxlen=_ARMS)
    for test in (arm.test for arm in arms):
        condition = Condition.of(test)
        before = next((one for one, known in earlier if condition.steady and implies(condition, known)), None)
        if before is not None:
            yield BRANCH_NEVER.at(
                span_of(test, program.source),
                text=program.text(test),
                before=program.text(before),
                line=before.lineno,
            )
        if not condition.steady:  # it may have changed something: names that others keep stay what they are
            earlier = deque((one for one in earlier if one[1].local), maxlen=_ARMS)
        earlier.append((test, condition))


_ARMS = 40
"""Conditions before one that it is compared with."""


def _rows(program: Program) -> dict[ast.If, ast.If]:
    """An `if` that leaves the block whenever one of its conditions holds -> the `if` directly after it."""
    return {
        one: two
        for block in program.blocks
        for one, two in pairwise(block)
        if isinstance(one, ast.If) and isinstance(two, ast.If) and all(_leaves(arm.body) for arm in _chain(one)[0])
    }


def _leaves(block: list[ast.stmt]) -> bool:
    return isinstance(block[-1], ast.Return | ast.Raise | ast.Break | ast.Continue)


def _lost_elif(program: Program, one: ast.If, two: ast.If) -> Iterator[Finding]:
    """`if x > 0: ...`, `if x < 0: ... else: ...`: the `else` is also taken after the first."""
    ends = _leaves(one.body)
    if one.orelse or not two.orelse or ends or isinstance(two.orelse[0], ast.If):
        return
    name = _apart(one.test, two.test)
    if name is not None and name.isidentifier() and name not in target_names(one):
        line = two.orelse[0].lineno - 1
        while not program.source.line(line).strip().startswith("else"):
            if line <= two.lineno:
                return
            line -= 1
        text = program.source.line(line)
        yield ELSE_OF_LAST.at(Span.of_line(line, text), line=one.lineno, text=program.text(one.test))


def _apart(first: ast.expr, second: ast.expr) -> str | None:
    """The name of which two conditions cannot hold together."""
    match first, second:
        case (
            ast.Compare(left=ast.Name(id=one), ops=[ast.Eq()], comparators=[ast.Constant(value=this)]),
            ast.Compare(left=ast.Name(id=two), ops=[ast.Eq()], comparators=[ast.Constant(value=that)]),
        ):
            return one if one == two and this != that else None
    narrow, wide = interval_of(first), interval_of(second)
    if narrow is None or wide is None or narrow[0] != wide[0]:
        return None
    low, high = sorted((narrow[1:], wide[1:]))
    return narrow[0] if high[0] > low[1] else None


def _same_for_all(program: Program, node: ast.BoolOp) -> Iterator[Finding]:
    """`x > 1 or x < 10`: every number passes one of the two; `x < 1 and x > 10`: none passes both."""
    for one, two in pairwise(node.values):
        first, second = interval_of(one), interval_of(two)
        if first is None or second is None or first[0] != second[0]:
            continue
        facts = {"text": program.text(node), "name": first[0]}
        low, high = sorted((first[1:], second[1:]))
        apart = high[0] > low[1]
        if isinstance(node.op, ast.And) and apart and "==" not in facts["text"]:
            yield NEVER_BOTH.at(span_of(node, program.source), **facts)
        endless = low[0][0] == -_ENDLESS and max(low[1], high[1])[0] == _ENDLESS
        if isinstance(node.op, ast.Or) and endless and not apart and high[0] <= low[1]:
            yield ALWAYS_ONE.at(span_of(node, program.source), **facts)


# -- handlers ----------------------------------------------------------------------------------------------------------
def _handlers(program: Program, node: ast.Try) -> Iterator[Finding]:
    seen: list[type[BaseException]] = []
    for handler in node.handlers:
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        caught = [_builtin_error(one) for one in types]
        for error in caught:
            earlier = next((one for one in seen if error is not None and issubclass(error, one)), None)
            if error is not None and earlier is not None and len(caught) == 1:
                line = program.source.line(handler.lineno)
                yield HANDLER_NEVER.at(
                    Span.of_line(handler.lineno, line), later=error.__name__, earlier=earlier.__name__
                )
        seen += [one for one in caught if one is not None]


def _builtin_error(node: ast.expr | None) -> type[BaseException] | None:
    found = getattr(builtins, node.id, None) if isinstance(node, ast.Name) else None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


# -- loops -------------------------------------------------------------------------------------------------------------
def _once(program: Program, loop: ast.For) -> Iterator[Finding]:
    """The last line leaves, though the lines before it collect something or search."""
    last = loop.body[-1]
    if not isinstance(last, ast.Break | ast.Return) or any(isinstance(node, ast.Continue) for node in own_nodes(loop)):
        return
    inside = [node for statement in loop.body[:-1] for node in ast.walk(statement)]
    collects = any(isinstance(node, ast.AugAssign) for node in inside) or any(
        isinstance(node, ast.Attribute) and node.attr in ("append", "add") for node in inside
    )
    searches = any(isinstance(one, ast.If) and _finds(one.body[-1], loop) for one in loop.body[:-1])
    if collects or searches:
        word = "break" if isinstance(last, ast.Break) else "return"
        yield LOOP_ONCE.at(span_of(last, program.source), word=word)


def _finds(node: ast.stmt, loop: ast.For) -> bool:
    """Whether a line answers for an element: it returns, sets a flag, or keeps the element."""
    match node:
        case ast.Return() | ast.Assign(value=ast.Constant(value=bool())):
            return True
        case ast.Assign(value=ast.Name(id=name)):
            return isinstance(loop.target, ast.Name) and name == loop.target.id
    return False


# -- names without a value ---------------------------------------------------------------------------------------------
def _unset(program: Program, scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Finding]:
    known = {node.arg for node in own_nodes(scope) if isinstance(node, ast.arg)} | program.shared_names
    if isinstance(scope, ast.Module):
        known |= set(dir(builtins))
    for index, statement in enumerate(scope.body):
        if isinstance(statement, ast.If | ast.Try | ast.For | ast.While):
            for name in sorted(_given(statement) - known):
                use = _first_use(scope.body[index + 1 :], name)
                if use is not None and _passes(statement, name):
                    yield MAYBE_NO_VALUE.at(span_of(use, program.source), name=name, line=statement.lineno)
        known |= target_names(statement)


def _given(statement: ast.stmt) -> set[str]:
    """Names that a statement assigns, those of functions and imports left out."""
    inside = list(own_nodes(statement))
    of_comprehensions = {
        name for node in inside if isinstance(node, ast.comprehension) for name in names_in(node.target)
    }
    stored = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored - of_comprehensions


def _first_use(block: Sequence[ast.stmt], name: str) -> ast.Name | None:
    """Where a name is read in any case; None when it may first get a value or the place may not be reached."""
    for statement in block:
        match statement:
            case ast.Return() | ast.Expr() | ast.Assign() | ast.AugAssign() | ast.AnnAssign():
                looked_at: ast.AST | None = statement
            case ast.If(test=test) | ast.While(test=test):
                looked_at = test
            case ast.For(iter=source):
                looked_at = source
            case _:
                looked_at = None
        if looked_at is not None:
            inside = [looked_at, *own_nodes(looked_at)]
            if any(isinstance(node, ast.comprehension) and name in names_in(node.target) for node in inside):
                return None
            for node in inside:
                if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
                    return node
        if name in target_names(statement) or not isinstance(
            statement, ast.Return | ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign
        ):
            return None
    return None


def _passes(statement: ast.stmt, name: str) -> bool:  # noqa: C901, PLR0911 - one for each kind of statement
    """Whether a statement may end without having given the name a value."""
    match statement:
        case ast.If():
            arms, after = _chain(statement)
            if not after and is_complete([arm.test for arm in arms]):
                return any(_block_passes(arm.body, name) for arm in arms)
            return any(_block_passes(block, name) for block in [*(arm.body for arm in arms), after])
        case ast.Try():
            if not _block_passes(statement.finalbody, name):
                return False
            handled = any(_block_passes(handler.body, name) for handler in statement.handlers)
            return handled or _block_passes([*statement.body, *statement.orelse], name)
        case ast.With() | ast.AsyncWith():
            return _block_passes(statement.body, name) and name not in _given(statement)
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return False
        case ast.Expr(value=ast.Call(func=ast.Name(id="exit" | "quit") | ast.Attribute(attr="exit" | "_exit"))):
            return False
        case ast.Expr(value=ast.Call()):
            return True
        case ast.For(body=[ast.If() as only]) if not statement.orelse:  # a search that may find nothing
            return not (isinstance(statement.target, ast.Name) and statement.target.id == name) and _passes(only, name)
        case ast.For() | ast.While() | ast.AsyncFor() | ast.Match():  # what they do depends on values
            return name not in target_names(statement)
    return name not in target_names(statement)


def _block_passes(block: Sequence[ast.stmt], name: str) -> bool:
    return all(_passes(one, name) for one in block)


CHECK = Check((BRANCH_NEVER, ELSE_OF_LAST, ALWAYS_ONE, NEVER_BOTH, HANDLER_NEVER, MAYBE_NO_VALUE, LOOP_ONCE), _run)
