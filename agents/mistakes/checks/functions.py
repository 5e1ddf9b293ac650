"""What functions give back, and what they are called with. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.conditions import is_complete
from agents.mistakes.checks.program import Check, Function, Program, own_nodes, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

MISSING_RETURN = Kind(
    code="missing-return",
    type="Logic",
    severity="warning",
    message="`{name}` does not return a value on every way through it.",
    cause="Some ways end with `return value`, but the end of the function can be reached without one. Then the result "
    "is None.",
    think="For which values is none of the `return` lines reached?",
    fix="Add a `return` for the remaining case at the end of the function.",
    example="def sign(x):\n    if x > 0:\n        return 1\n    elif x < 0:\n        return -1\n",
    fine="def sign(x):\n    if x > 0:\n        return 1\n    elif x < 0:\n        return -1\n    return 0\n",
)
NO_RESULT = Kind(
    code="function-without-result",
    type="Logic",
    severity="warning",
    message="`{name}` returns nothing, so its value here is None.",
    cause="A function without `return value` gives None. {why}",
    think="What does the function do with its result: show it, or hand it back?",
    fix="End `{name}` with `return` and the result.",
    example="def double(x):\n    print(2 * x)\n\ny = double(2)\nprint(y)\n",
    fine="def double(x):\n    return 2 * x\n\ny = double(2)\nprint(y)\n",
)
WRONG_COUNT = Kind(
    code="wrong-argument-count",
    type="TypeError",
    severity="error",
    message="`{name}` is called with {given}, but it takes {wanted}.",
    cause="A call needs one value for each parameter of the `def` line {line} that has no default, and no more.",
    think="Compare the call with the `def` line: which value belongs to which parameter?",
    fix="Call `{name}` with {wanted}, or change its parameters.",
    example="def area(a, b):\n    return a * b\n\nprint(area(2))\n",
    fine="def area(a, b):\n    return a * b\n\nprint(area(2, 3))\n",
)
GLOBAL_NEEDED = Kind(
    code="missing-global",
    type="UnboundLocalError",
    severity="error",
    message="`{name}` is changed in this function, but it has no value there.",
    cause="`{text}` first reads `{name}`. As the function gives the name a value, it is the function's own and not the "
    "one outside, and it has no value yet.",
    think="Which `{name}` do you mean: that of the program, or one of the function's own?",
    fix="Better: pass the value in and return the new one. Or declare `global {name}` first in the function.",
    example="count = 0\n\ndef up():\n    count += 1\n\nup()\n",
    fine="count = 0\n\ndef up():\n    global count\n    count += 1\n\nup()\n",
)
PARAMETER_LOST = Kind(
    code="parameter-overwritten",
    type="Logic",
    severity="warning",
    message="The value of the parameter `{name}` is thrown away: the function gives it another one before using it.",
    cause="A call hands over a value for `{name}`, and this line replaces it at once.",
    think="What should happen to the value with which the function is called?",
    fix="Remove this line and use the parameter, or remove the parameter.",
    example="def square(x):\n    x = 5\n    return x * x\n",
    fine="def square(x):\n    return x * x\n",
)
SELF_MISSING = Kind(
    code="method-without-self",
    type="Logic",
    severity="warning",
    message="The method `{name}` has no parameter `self`.",
    cause="Python hands the object to a method as its first value. Without a parameter for it the call fails.",
    think="How does the method know on which object it works?",
    fix="Write `self` as the first parameter.",
    example="class Dog:\n    def bark():\n        print('woof')\n",
    fine="class Dog:\n    def bark(self):\n        print('woof')\n",
)
MISSPELT_SPECIAL = Kind(
    code="misspelt-special-method",
    type="Logic",
    severity="warning",
    message="`{name}` looks like `{wanted}`, but Python only calls the exact name.",
    cause="Special methods have two underscores on both sides; any other name is an ordinary method that nobody calls.",
    think="How many underscores are there on each side, and how is the word spelt?",
    fix="Write `{wanted}`.",
    example="class Dog:\n    def _init_(self, name):\n        self.name = name\n",
    fine="class Dog:\n    def __init__(self, name):\n        self.name = name\n",
)

_SPECIAL = {
    "_init_": "__init__", "__int__": "__init__", "__init_": "__init__", "_init__": "__init__", "__inti__": "__init__",
    "init": "__init__", "_str_": "__str__", "__string__": "__str__", "_repr_": "__repr__", "_eq_": "__eq__",
}  # fmt: skip


def _run(program: Program) -> Iterator[Finding]:
    for function in program.functions:
        yield from _missing(program, function)
        yield from _global(program, function)
        yield from _overwritten(program, function)
        yield from _method(program, function)
    for call in program.calls:
        if isinstance(call.func, ast.Name) and call.func.id in program.plain_functions:
            function = program.plain_functions[call.func.id]
            yield from _count(program, call, function)
            yield from _result(program, call, function)
    for owner in (node for node in program.nodes if isinstance(node, ast.ClassDef)):
        yield from _own_calls(program, owner)


# -- what comes back ---------------------------------------------------------------------------------------------------
def _returns(function: Function) -> list[ast.Return]:
    return [node for node in own_nodes(function) if isinstance(node, ast.Return)]


def _is_generator(function: Function) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(function))


def _missing(program: Program, function: Function) -> Iterator[Finding]:
    returns = _returns(function)
    with_value = [one for one in returns if one.value is not None and not _is_none(one.value)]
    if not with_value or len(with_value) < len(returns) or _is_generator(function) or not _falls_off(function.body):
        return
    if function.name.startswith("__") or _may_find_nothing(program, function, with_value):
        return
    line = function.lineno
    yield MISSING_RETURN.at(
        span_of(function, program.source).of_line(line, program.source.line(line)), name=function.name
    )


def _may_find_nothing(program: Program, function: Function, returns: list[ast.Return]) -> bool:
    """A search that gives None for nothing found: by a loop at its end, or where a caller asks for that.

    An answer of yes or no needs both.
    """
    decides = any(isinstance(one.value, ast.Constant) and isinstance(one.value.value, bool) for one in returns)
    if (
        isinstance(function.body[-1], ast.For | ast.AsyncFor | ast.While)
        and not decides
        and not _printed(program, function)
    ):
        return True
    calls = (call for call in program.calls if isinstance(call.func, ast.Name) and call.func.id == function.name)
    asked = {ast.If, ast.While, ast.BoolOp, ast.NamedExpr}
    if not decides and any(type(program.parents[call]) in asked for call in calls):
        return True
    kept = {
        target.id
        for call in program.calls
        if isinstance(call.func, ast.Name) and call.func.id == function.name
        for parent in [program.parents[call]]
        if isinstance(parent, ast.Assign)
        for target in parent.targets
        if isinstance(target, ast.Name)
    }
    return any(
        isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Name)
        and node.left.id in kept
        and _is_none(node.comparators[0])
        for node in program.nodes
    )


def _printed(program: Program, function: Function) -> bool:
    """Whether the result goes straight into a calculation or onto the screen."""
    return any(
        isinstance(program.parents[call], ast.BinOp)
        for call in program.calls
        if isinstance(call.func, ast.Name) and call.func.id == function.name
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _falls_off(block: list[ast.stmt]) -> bool:  # noqa: C901, PLR0911 - one for each kind of statement
    """Whether the end of a block can be reached."""
    last = block[-1]
    match last:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return False
        case ast.If():
            tests = list(_tests(last))
            complete = len(tests) > 1 and is_complete(tests)
            if complete or last.orelse:
                return _falls_off(last.body) or _arm_falls_off(last.orelse, complete=complete)
            return True
        case ast.With() | ast.AsyncWith():
            return _falls_off(last.body)
        case ast.While(test=ast.Constant(value=value)) if value:
            return any(isinstance(node, ast.Break) for node in own_nodes(last))
        case ast.Try():
            if last.finalbody and not _falls_off(last.finalbody):
                return False
            ends = [last.orelse or last.body, *(handler.body for handler in last.handlers)]
            return any(_falls_off(end) for end in ends)
        case ast.Match(cases=[*_, ast.match_case(pattern=ast.MatchAs(pattern=None), guard=None)]):  # `case _`
            return any(_falls_off(one.body) for one in last.cases)
        case ast.Match():
            return True
        case ast.Assert(test=ast.Constant(value=value)):
            return bool(value)
        case ast.Expr(value=ast.Call(func=ast.Name(id="exit" | "quit") | ast.Attribute(attr="exit"))):
            return False
    return True


def _tests(node: ast.If) -> Iterator[ast.expr]:
    """The conditions of an `if` and its `elif`s, where no `else` follows."""
    yield node.test
    if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        yield from _tests(node.orelse[0])


def _arm_falls_off(block: list[ast.stmt], *, complete: bool) -> bool:
    """`elif` after `elif`, of which one is always taken if they are complete."""
    if complete and len(block) == 1 and isinstance(block[0], ast.If):
        return _falls_off(block[0].body) or (bool(block[0].orelse) and _arm_falls_off(block[0].orelse, complete=True))
    return _falls_off(block)


def _result(program: Program, call: ast.Call, function: ast.FunctionDef) -> Iterator[Finding]:
    if any(one.value is not None for one in _returns(function)) or _is_generator(function) or _is_stub(function):
        return
    parent = program.parents[call]
    match parent:
        case ast.Assign(value=value) if value is call:
            pass
        case ast.Call(func=ast.Name(id="print" | "len" | "str" | "int" | "sum"), args=arguments) if call in arguments:
            pass
        case ast.BinOp() | ast.Compare() | ast.FormattedValue() | ast.For(iter=ast.Call()):
            pass
        case _:
            return
    printed = any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        for node in own_nodes(function)
    )
    why = "It prints something, but printing shows a value to people and hands nothing on." if printed else ""
    yield NO_RESULT.at(span_of(call, program.source), name=function.name, why=why)


def _is_stub(function: Function) -> bool:
    """Not written yet: nothing but a text, `pass` or `...`, or one that always raises."""
    return all(
        isinstance(one, ast.Pass | ast.Raise) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in function.body
    )


# -- what goes in ------------------------------------------------------------------------------------------------------
def _count(program: Program, call: ast.Call, function: ast.FunctionDef, taken: int = 0) -> Iterator[Finding]:
    """Whether as many values are handed over as there are parameters, without those that Python hands over."""
    arguments = function.args
    if arguments.vararg or arguments.kwarg or any(isinstance(one, ast.Starred) for one in call.args):
        return
    if any(keyword.arg is None for keyword in call.keywords) or arguments.kwonlyargs:
        return
    most = len(arguments.posonlyargs) + len(arguments.args) - taken
    least = most - len(arguments.defaults)
    given = len(call.args) + len(call.keywords)
    if least <= given <= most:
        return
    yield WRONG_COUNT.at(
        span_of(call, program.source),
        name=function.name,
        given=_values(given),
        wanted=_values(most) if least == most else f"{least} to {_values(most)}",
        line=function.lineno,
    )


def _own_calls(program: Program, owner: ast.ClassDef) -> Iterator[Finding]:
    """`self.m(...)` in a class that has the only `m` of the program, and defines it once."""
    named = [one for one in owner.body if isinstance(one, ast.FunctionDef) and not one.decorator_list]
    methods = {one.name: one for one in named if one.args.args and one.args.args[0].arg == "self"}
    for node in ast.walk(owner):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)) if name in methods:
                if program.times_defined(name) == 1:
                    yield from _count(program, node, methods[name], taken=1)


def _values(count: int) -> str:
    return {0: "no value", 1: "1 value"}.get(count, f"{count} values")


def _global(program: Program, function: Function) -> Iterator[Finding]:
    """The first that a function does with an outer name is to add to it."""
    outer = {
        target.id
        for node in program.tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    declared = {
        name for node in own_nodes(function) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names
    }
    parameters = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    stored = [node for node in own_nodes(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    seen: set[str] = set()
    for node in own_nodes(function):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
            others = [
                one for one in stored if one.id == name and one is not node.target and not _augments(program, one)
            ]
            if name in outer and name not in declared | parameters | seen and not others:
                seen.add(name)
                yield GLOBAL_NEEDED.at(span_of(node, program.source), name=name, text=program.text(node))


def _augments(program: Program, name: ast.Name) -> bool:
    return isinstance(program.parents[name], ast.AugAssign)


def _overwritten(program: Program, function: Function) -> Iterator[Finding]:
    parameters = {one.arg for one in [*function.args.posonlyargs, *function.args.args]} - {"self", "cls"}
    if isinstance(program.parents.get(function), ast.ClassDef):
        return
    used: set[str] = set()
    for statement in function.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in parameters - used:
                read = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
                if name not in read and (not isinstance(value, ast.Call | ast.Await) or "input" in read):
                    yield PARAMETER_LOST.at(span_of(statement, program.source), name=name)
        used |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _method(program: Program, function: Function) -> Iterator[Finding]:
    owner = program.parents.get(function)
    if not isinstance(owner, ast.ClassDef):
        return
    arguments = function.args
    bare = not (arguments.posonlyargs or arguments.args or arguments.vararg)
    line = program.source.line(function.lineno)
    span = span_of(function, program.source).of_line(function.lineno, line)
    wanted = _SPECIAL.get(function.name)
    if wanted is not None and (function.name != "init" or arguments.args):
        yield MISSPELT_SPECIAL.at(span, name=function.name, wanted=wanted)
    if bare and not function.decorator_list:
        yield SELF_MISSING.at(span, name=function.name)


CHECK = Check(
    (MISSING_RETURN, NO_RESULT, WRONG_COUNT, GLOBAL_NEEDED, PARAMETER_LOST, SELF_MISSING, MISSPELT_SPECIAL), _run
)
