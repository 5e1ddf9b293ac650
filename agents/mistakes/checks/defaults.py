"""Names that hide others, defaults that are shared. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Function, Program, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

MUTABLE_DEFAULT = Kind(
    code="mutable-default",
    type="Logic",
    severity="warning",
    message="The default value of `{name}` is one and the same {what} for all calls.",
    cause="A default value is made once, when Python reads the `def`. What one call puts into it is still there at the "
    "next call.",
    think="When is the default value made: at the definition, or at each call?",
    fix="Use None as the default and make a new {what} inside the function.",
    example="def add(item, items=[]):\n    items.append(item)\n    return items\n",
    fine="def add(item, items=None):\n    items = items or []\n    items.append(item)\n    return items\n",
)
SHADOWED_BUILTIN = Kind(
    code="shadowed-builtin",
    type="Logic",
    severity="hint",
    message="`{name}` is the name of one of Python's own functions; from here on it means your value instead.",
    cause="A name means what it was given last. After this line, `{name}(...)` no longer reaches Python's function.",
    think="Will you, or somebody who reads on, need Python's `{name}` later?",
    fix="Choose another name, such as `{name}_` or one that says what it holds.",
    example="list = [1, 2, 3]\nprint(list)\n",
    fine="values = [1, 2, 3]\nprint(values)\n",
)

_SHADOWED = frozenset(
    [
        "list",
        "dict",
        "set",
        "tuple",
        "str",
        "int",
        "float",
        "bool",
        "sum",
        "min",
        "max",
        "len",
        "range",
        "input",
        "print",
        "type",
        "id",
        "open",
        "sorted",
        "map",
        "filter",
        "zip",
        "abs",
        "round",
        "all",
        "any",
        "next",
        "iter",
        "object",
    ]
)


def _run(program: Program) -> Iterator[Finding]:
    for function in program.functions:
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(reversed(positional), reversed(arguments.defaults), strict=False),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        for argument, default in pairs:
            what = _mutable(default)
            if what is not None and default is not None and _gets_out(program, function, argument.arg):
                yield MUTABLE_DEFAULT.at(span_of(default, program.source), name=argument.arg, what=what)
    yield from _shadowed(program)


def _gets_out(program: Program, function: Function, name: str) -> bool:
    """Whether the default may be changed: by the function, or by whoever it is handed to."""
    uses = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == name]
    return any(_hands_on(program, node) for node in uses)


def _hands_on(program: Program, node: ast.Name) -> bool:
    parent = program.parents[node]
    match parent:
        case ast.Compare() | ast.For() | ast.comprehension() | ast.BoolOp() | ast.If() | ast.UnaryOp() | ast.BinOp():
            return False
        case ast.Subscript():
            return isinstance(parent.ctx, ast.Store | ast.Del)
        case ast.Call(func=ast.Name(id="len" | "sum" | "min" | "max" | "sorted" | "list" | "set" | "print" | "zip")):
            return False
        case ast.Attribute(attr="get" | "items" | "keys" | "values" | "copy" | "index" | "count"):
            return False
        case ast.Starred() | ast.keyword(arg=None) | ast.FormattedValue():
            return False
    return True


def _mutable(node: ast.expr | None) -> str | None:
    match node:
        case ast.List() | ast.ListComp() | ast.Call(func=ast.Name(id="list")):
            return "list"
        case ast.Dict() | ast.DictComp() | ast.Call(func=ast.Name(id="dict")):
            return "dictionary"
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set")):
            return "set"
    return None


def _shadowed(program: Program) -> Iterator[Finding]:
    seen: set[str] = set()
    for node in program.nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.arg(arg=name):
                outside = not isinstance(program.scope_of(node), ast.ClassDef | ast.Lambda)
                if name in _SHADOWED and name not in seen and outside:
                    seen.add(name)
                    yield SHADOWED_BUILTIN.at(span_of(node, program.source), name=name)


CHECK = Check((MUTABLE_DEFAULT, SHADOWED_BUILTIN), _run)
