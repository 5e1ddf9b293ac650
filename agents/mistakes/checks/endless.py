"""Loops and recursions that cannot end. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Function, Program, own_nodes, span_of, target_names
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

NEVER_ENDS = Kind(
    code="loop-never-ends",
    type="Loop",
    severity="warning",
    message="This `while` loop cannot end: nothing inside it changes its condition `{text}`.",
    cause="The condition is asked again before each round. {why}",
    think="Which line inside the loop makes the condition false one day?",
    fix="Change {names} inside the loop, or leave the loop with `break`.",
    example="i = 0\nwhile i < 3:\n    print(i)\n",
    fine="i = 0\nwhile i < 3:\n    print(i)\n    i += 1\n",
)
AWAY_FROM_END = Kind(
    code="loop-moves-away",
    type="Loop",
    severity="warning",
    message="`{name}` moves away from the value that would end this loop.",
    cause="The loop goes on while `{text}`, but each round makes `{name}` {direction}.",
    think="Write down the value of `{name}` for the first three rounds. Does it come nearer to the end?",
    fix="Change the sign of the step, or turn the comparison round.",
    example="i = 5\nwhile i > 0:\n    print(i)\n    i += 1\n",
    fine="i = 5\nwhile i > 0:\n    print(i)\n    i -= 1\n",
)
STEP_SOMETIMES = Kind(
    code="step-only-sometimes",
    type="Loop",
    severity="warning",
    message="When `{test}` does not hold, nothing changes in a round, and the loop goes on for ever.",
    cause="Only line {step}, behind the `if`, brings the loop nearer to its end.",
    think="What is different in the round after one in which the `if` was not entered?",
    fix="Take line {step} out of the `if`: into the column of the `if` itself.",
    example="n = 7\nwhile n > 0:\n    if n % 5 == 0:\n        print('five')\n        n = n - 1\n",
    fine="n = 7\nwhile n > 0:\n    if n % 5 == 0:\n        print('five')\n    n = n - 1\n",
)
NO_BASE_CASE = Kind(
    code="recursion-without-end",
    type="Recursion",
    severity="warning",
    message="`{name}` calls itself on every way through it, so it never ends.",
    cause="Each call waits for another one. There must be a case that answers without calling the function again.",
    think="For which value is the answer known at once?",
    fix="Return that answer before the call to `{name}`, behind an `if`.",
    example="def fact(n):\n    return n * fact(n - 1)\n",
    fine="def fact(n):\n    if n == 0:\n        return 1\n    return n * fact(n - 1)\n",
)

SAME_CALL = Kind(
    code="recursion-stands-still",
    type="Recursion",
    severity="warning",
    message="`{text}` calls the function again with exactly the same values.",
    cause="The same values do the same again, for ever. Each call must come nearer to the case that ends it.",
    think="Which value is smaller or shorter in the next call?",
    fix="Call `{name}` with a changed value, such as `n - 1`.",
    example="def fact(n):\n    if n == 0:\n        return 1\n    return n * fact(n)\n",
    fine="def fact(n):\n    if n == 0:\n        return 1\n    return n * fact(n - 1)\n",
)

_PLAIN = (
    ast.Name,
    ast.Constant,
    ast.Compare,
    ast.BoolOp,
    ast.UnaryOp,
    ast.BinOp,
    ast.cmpop,
    ast.boolop,
    ast.unaryop,
    ast.operator,
    ast.expr_context,
)
"""Conditions of nothing else can only change by what the loop does to their names."""

_LEAVERS = frozenset(("exit", "quit", "_exit", "abort"))
_WAITERS = frozenset(("sleep", "update", "flip", "accept", "recv", "pause", "run_pending", "tick"))
"""Calls of programs that go on until they are stopped from outside: games, servers, timers."""
_BRANCHES = (ast.If, ast.While, ast.For, ast.Try, ast.IfExp, ast.BoolOp, ast.Match, ast.comprehension, ast.With)


def _run(program: Program) -> Iterator[Finding]:
    for node in program.nodes:
        if isinstance(node, ast.While):
            yield from _while(program, node)
        elif isinstance(node, Function):
            yield from _recursion(program, node)
            yield from _asks_itself(program, node)


def _while(program: Program, loop: ast.While) -> Iterator[Finding]:
    if _leaves(loop):
        return
    plain = all(isinstance(node, _PLAIN) for node in ast.walk(loop.test))
    names = {node.id for node in ast.walk(loop.test) if isinstance(node, ast.Name)}
    if not plain or _falsy(loop.test):
        return
    if names & _changed(program, loop, names):
        yield from _direction(program, loop)
        yield from _sometimes(program, loop, names)
        return
    why = "It asks for nothing that could change." if not names else "The values in it stay what they are."
    yield NEVER_ENDS.at(
        span_of(loop.test, program.source),
        text=program.text(loop.test),
        names=", ".join(f"`{name}`" for name in sorted(names)) or "what it asks for",
        why=why,
    )


def _falsy(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and not test.value


def _leaves(loop: ast.While) -> bool:
    for node in own_nodes(loop):
        match node:
            case ast.Return() | ast.Raise() | ast.Yield() | ast.YieldFrom() | ast.Await():
                return True
            case ast.Break() if _belongs(loop, node):
                return True
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _LEAVERS | _WAITERS:
                return True
    return False


def _belongs(loop: ast.While, leave: ast.Break) -> bool:
    """Whether a `break` is this loop's, not that of a loop inside it."""

    def inside(statements: list[ast.stmt]) -> bool:
        for one in statements:
            if one is leave:
                return True
            blocks = [getattr(one, field, []) for field in ("body", "orelse", "finalbody")]
            if isinstance(one, ast.For | ast.While | ast.AsyncFor):
                blocks = [one.orelse]
            blocks += [handler.body for handler in getattr(one, "handlers", [])]
            blocks += [case.body for case in getattr(one, "cases", [])]
            if any(inside(block) for block in blocks):
                return True
        return False

    return inside(loop.body)


def _changed(program: Program, loop: ast.While, names: set[str]) -> set[str]:
    """Names that the body may change: by assignment; by a method, subscript or call, unless they are numbers."""
    changed = {name for statement in loop.body for name in target_names(statement)}
    numbers = {name for node in ast.walk(loop.test) for name in _numbers(node)}
    for node in (one for statement in loop.body for one in ast.walk(statement)):
        match node:
            case ast.Attribute(value=ast.Name(id=name)) | ast.Subscript(value=ast.Name(id=name)) if name in numbers:
                continue
            case ast.Attribute(value=ast.Name(id=name)) | ast.Subscript(value=ast.Name(id=name)):
                changed.add(name)
            case ast.Call(args=arguments):
                changed |= {
                    one.id for argument in arguments for one in ast.walk(argument) if isinstance(one, ast.Name)
                } - numbers
            case ast.NamedExpr(target=ast.Name(id=name)):
                changed.add(name)
    return changed | (names & program.shared_names)


def _sometimes(program: Program, loop: ast.While, names: set[str]) -> Iterator[Finding]:
    """A loop that changes what it asks for in one `if` alone, which in the next round sees the same values."""
    changing = [one for one in loop.body if names & (target_names(one) | _touched(one))]
    match changing:
        case [ast.If(test=test, orelse=[]) as alone]:
            pass
        case _:
            return
    asked = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    others = [one for one in loop.body if one is not alone]
    moved = {name for one in others for name in target_names(one) | _touched(one)}
    plain = all(isinstance(node, _PLAIN) for node in ast.walk(test))
    steps = [node for one in alone.body for node in ast.walk(one) if isinstance(node, ast.Assign | ast.AugAssign)]
    step = next((node for node in steps if names & target_names(node)), None)
    numbers = {name for node in ast.walk(loop.test) for name in _numbers(node)}
    settled = asked & moved or (asked | names) & program.shared_names or ast.dump(test) == ast.dump(loop.test)
    if plain and step is not None and names <= numbers and not settled:
        yield STEP_SOMETIMES.at(span_of(test, program.source), test=program.text(test), step=step.lineno)


def _touched(statement: ast.stmt) -> set[str]:
    """Names of which a statement hands over, calls or changes a part."""
    found: set[str] = set()
    for node in ast.walk(statement):
        match node:
            case ast.Attribute(value=ast.Name(id=name)):
                found.add(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                found.add(name)
    return found


def _numbers(node: ast.AST) -> Iterator[str]:
    """Names that are compared with a number or a text: what they are is replaced, never changed in place."""
    match node:
        case ast.Compare(left=ast.Name(id=name), comparators=[ast.Constant(value=int() | float() | str())]):
            yield name
        case ast.Compare(
            left=ast.Name(id=left), ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]
        ):
            yield left
            if isinstance(right, ast.Name):
                yield right.id


def _direction(program: Program, loop: ast.While) -> Iterator[Finding]:
    match loop.test:
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant() | ast.Name() as bound]):
            pass
        case _:
            return
    steps = [node for statement in loop.body for node in ast.walk(statement) if _binds(node, name)]
    if isinstance(bound, ast.Name) and any(bound.id in target_names(one) for one in loop.body):
        return
    wrong = {ast.Lt: ast.Sub, ast.LtE: ast.Sub, ast.Gt: ast.Add, ast.GtE: ast.Add}.get(type(op))
    if wrong is None or not steps:
        return
    if all(isinstance(step, ast.AugAssign) and isinstance(step.op, wrong) and _positive(step.value) for step in steps):
        direction = "smaller" if wrong is ast.Sub else "larger"
        yield AWAY_FROM_END.at(
            span_of(steps[0], program.source), name=name, text=program.text(loop.test), direction=direction
        )


def _binds(node: ast.AST, name: str) -> bool:
    """Whether a node is a statement that gives the name a value, or something that might."""
    match node:
        case ast.AugAssign(target=ast.Name(id=target)):
            return target == name
        case ast.Assign() | ast.For() | ast.AnnAssign() | ast.NamedExpr() | ast.With():
            return name in {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and _stored(one)}
    return False


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _positive(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float) and value.value > 0


def _recursion(program: Program, function: Function) -> Iterator[Finding]:
    nodes = list(own_nodes(function))
    yield from _same_call(program, function, nodes)
    if any(isinstance(node, _BRANCHES) for node in nodes) or any(isinstance(node, ast.Raise) for node in nodes):
        yield from _falls_into_call(program, function)
        return
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id=name)) if name == function.name and name in program.plain_functions:
                yield NO_BASE_CASE.at(span_of(node, program.source), name=name)
                return


def _asks_itself(program: Program, function: Function) -> Iterator[Finding]:
    """A property whose method reads, or a setter that sets, the attribute of its own name."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Name(id="property"):
                own: type[ast.expr_context] = ast.Load
            case ast.Attribute(value=ast.Name(id=name), attr="setter") if name == function.name:
                own = ast.Store
            case _:
                continue
        for node in own_nodes(function):
            match node:
                case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=use) if name == function.name:
                    if isinstance(use, own):
                        yield NO_BASE_CASE.at(span_of(node, program.source), name=name)
                        return


def _falls_into_call(program: Program, function: Function) -> Iterator[Finding]:
    """A call of itself that no branch leads past: what asks for the last case does not leave the function."""
    for statement in function.body:
        match statement:
            case (
                ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call)
                | ast.Return(value=ast.Call(func=ast.Name(id=name)) as call)
            ) if name == function.name and name in program.plain_functions:
                yield NO_BASE_CASE.at(span_of(call, program.source), name=name)
                return
        leaves = (ast.Return, ast.Raise, ast.Yield, ast.While, ast.Try, ast.With)
        if any(isinstance(node, leaves) for node in [statement, *own_nodes(statement)]) or _exits(statement):
            return


def _exits(statement: ast.stmt) -> bool:
    calls = (node.func for node in ast.walk(statement) if isinstance(node, ast.Call))
    names = (one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in calls)
    return any(name in _LEAVERS for name in names)


def _same_call(program: Program, function: Function, nodes: list[ast.AST]) -> Iterator[Finding]:
    parameters = [one.arg for one in function.args.args]
    changed = {name for statement in function.body for name in target_names(statement)}
    if not parameters or changed & set(parameters) or function.args.vararg or function.args.kwarg:
        return
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if (
                name == function.name and name in program.plain_functions
            ):
                given = [one.id for one in arguments if isinstance(one, ast.Name)]
                if given == parameters and len(arguments) == len(parameters) and not _mutated(nodes, parameters):
                    yield SAME_CALL.at(span_of(node, program.source), text=program.text(node), name=name)
                    return


def _mutated(nodes: list[ast.AST], names: list[str]) -> bool:
    """Whether something may change in place what the names stand for, or wait for something else to change."""
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=name)) | ast.Subscript(value=ast.Name(id=name)) if name in names:
                return True
            case ast.Call(func=ast.Name(id="input" | "next")) | ast.Global() | ast.Nonlocal() | ast.Try():
                return True
    return False


CHECK = Check((NEVER_ENDS, AWAY_FROM_END, STEP_SOMETIMES, NO_BASE_CASE, SAME_CALL), _run)
