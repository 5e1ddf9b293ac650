"""Which concepts a piece of code uses, by its syntax tree. Pure.

A table from kinds of nodes, names of functions, methods and modules to concepts, and a few rules for what a single node
does not show, such as a loop within a loop.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["concepts_in"]

_NODES: Mapping[type[ast.AST], str] = {
    ast.Assign: "variables",
    ast.BinOp: "numbers",
    ast.Compare: "booleans",
    ast.BoolOp: "logical-operators",
    ast.Not: "logical-operators",
    ast.If: "if-statements",
    ast.IfExp: "conditional-expressions",
    ast.For: "for-loops",
    ast.While: "while-loops",
    ast.Break: "break-and-continue",
    ast.Continue: "break-and-continue",
    ast.Match: "match-statements",
    ast.List: "lists",
    ast.Tuple: "tuples",
    ast.Dict: "dictionaries",
    ast.Set: "sets",
    ast.Subscript: "indexing-and-slicing",
    ast.ListComp: "list-comprehensions",
    ast.DictComp: "dict-comprehensions",
    ast.SetComp: "dict-comprehensions",
    ast.GeneratorExp: "generators",
    ast.Yield: "generators",
    ast.YieldFrom: "generators",
    ast.JoinedStr: "f-strings",
    ast.FunctionDef: "defining-functions",
    ast.arg: "parameters-and-arguments",
    ast.Lambda: "lambda-functions",
    ast.Return: "return-values",
    ast.Starred: "unpacking",
    ast.Global: "scope",
    ast.Nonlocal: "scope",
    ast.ClassDef: "classes-and-objects",
    ast.With: "with-statement",
    ast.Try: "try-except",
    ast.Raise: "raising-exceptions",
    ast.Assert: "assertions",
    ast.Import: "importing-modules",
    ast.ImportFrom: "importing-modules",
}

_FUNCTIONS: Mapping[str, str] = {
    "print": "print-function",
    "input": "user-input",
    "int": "type-conversion",
    "float": "type-conversion",
    "str": "type-conversion",
    "type": "values-and-types",
    "isinstance": "values-and-types",
    "range": "range-function",
    "set": "sets",
    "tuple": "tuples",
    "dict": "dictionaries",
    "enumerate": "enumerate-and-zip",
    "zip": "enumerate-and-zip",
    "sorted": "sorting",
    "map": "higher-order-functions",
    "filter": "higher-order-functions",
    "reduce": "higher-order-functions",
    "iter": "iterators",
    "next": "iterators",
    "super": "inheritance",
    "open": "reading-files",
    "Path": "file-paths",
    "deepcopy": "mutability",
    "deque": "stacks-and-queues",
    "Counter": "collections-module",
    "defaultdict": "collections-module",
    "breakpoint": "debugging",
}

_METHODS: Mapping[str, str] = {
    **dict.fromkeys(("append", "extend", "insert", "remove", "pop"), "list-methods"),
    **dict.fromkeys(
        ("split", "join", "strip", "replace", "upper", "lower", "startswith", "endswith", "title"), "string-methods"
    ),
    **dict.fromkeys(("items", "keys", "values", "get", "setdefault"), "dictionaries"),
    **dict.fromkeys(("union", "intersection", "add", "discard"), "sets"),
    **dict.fromkeys(("encode", "decode"), "text-encoding"),
    **dict.fromkeys(("read", "readlines", "readline", "read_text"), "reading-files"),
    **dict.fromkeys(("write", "writelines", "write_text"), "writing-files"),
    "sort": "sorting",
    "format": "f-strings",
    "copy": "mutability",
}

_MODULES: Mapping[str, str] = {
    "math": "math-module",
    "random": "random-module",
    "datetime": "datetime-module",
    "time": "datetime-module",
    "collections": "collections-module",
    "itertools": "itertools-module",
    "re": "regular-expressions",
    "csv": "csv-files",
    "json": "json-data",
    "pathlib": "file-paths",
    "argparse": "command-line-arguments",
    "sys": "command-line-arguments",
    "unittest": "unit-testing",
    "pytest": "unit-testing",
    "dataclasses": "dataclasses",
    "abc": "abstract-classes",
    "functools": "higher-order-functions",
}

_DECORATORS: Mapping[str, str] = {
    "property": "properties",
    "setter": "properties",
    "classmethod": "class-and-static-methods",
    "staticmethod": "class-and-static-methods",
    "dataclass": "dataclasses",
    "abstractmethod": "abstract-classes",
}

_LOOPS = (ast.For, ast.While)
_DOCUMENTED = (ast.Module, ast.FunctionDef, ast.ClassDef)


def concepts_in(tree: ast.AST) -> set[str]:
    """Ids of the concepts that a program uses."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if type(node) in _NODES:
            found.add(_NODES[type(node)])
        if type(node) in _RULES:
            found.update(_RULES[type(node)](node))
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            found.add("comments")
    return found


def _of_function(node: ast.FunctionDef) -> Iterator[str]:
    arguments = node.args
    if arguments.defaults or any(arguments.kw_defaults):
        yield "default-arguments"
    if arguments.vararg or arguments.kwarg:
        yield "variable-arguments"
    if node.returns is not None:
        yield "type-hints"
    for decorator in node.decorator_list:
        yield _DECORATORS.get(_name_of(decorator), "decorators")
    inside = [one for one in ast.walk(node) if one is not node]
    if any(isinstance(one, ast.Call) and _name_of(one.func) == node.name for one in inside):
        yield "recursion"
    inner = {one.name for one in inside if isinstance(one, ast.FunctionDef)}
    returned = {_name_of(one.value) for one in inside if isinstance(one, ast.Return) and one.value is not None}
    if inner & returned or any(isinstance(one, ast.Nonlocal) for one in inside):
        yield "closures"


def _of_class(node: ast.ClassDef) -> Iterator[str]:
    bases = [_name_of(base) for base in node.bases]
    if any(base.endswith(("Error", "Exception")) for base in bases):
        yield "custom-exceptions"
    elif any(base in ("ABC", "Protocol") for base in bases):
        yield "abstract-classes"
    elif any(base != "object" for base in bases):
        yield "inheritance"
    for decorator in node.decorator_list:
        yield _DECORATORS.get(_name_of(decorator), "decorators")
    for part in node.body:
        if isinstance(part, ast.Assign):
            yield "class-attributes"
        elif isinstance(part, ast.FunctionDef):
            special = part.name.startswith("__") and part.name.endswith("__")
            yield "constructors" if part.name == "__init__" else "special-methods" if special else "methods"


def _of_loop(node: ast.For | ast.While) -> Iterator[str]:
    inside = [one for part in node.body for one in ast.walk(part)]
    if any(isinstance(one, _LOOPS) for one in inside):
        yield "nested-loops"
    if any(isinstance(one, ast.AugAssign) for one in inside):
        yield "accumulators"
    if isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
        yield "unpacking"


def _of_call(node: ast.Call) -> Iterator[str]:
    name = _name_of(node.func)
    if isinstance(node.func, ast.Name):
        if name == "open" and any(_is_write_mode(one) for one in [*node.args[1:2], *(k.value for k in node.keywords)]):
            yield "writing-files"
        elif name in _FUNCTIONS:
            yield _FUNCTIONS[name]
    elif name in _METHODS:
        yield _METHODS[name]
    if any(isinstance(one, ast.Starred) for one in node.args) or any(one.arg is None for one in node.keywords):
        yield "variable-arguments"
    if any(one.arg in ("sep", "end") for one in node.keywords):
        yield "print-function"


def _is_write_mode(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value[:1] in ("w", "a", "x")


def _name_of(node: ast.expr) -> str:
    """The last part of a name: `d` of `a.b.c.d(...)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return _name_of(function)
        case _:
            return ""


def _of_import(node: ast.Import) -> Iterator[str]:
    packages = (one.name.partition(".")[0] for one in node.names)
    yield from (_MODULES[package] for package in packages if package in _MODULES)


def _of_import_from(node: ast.ImportFrom) -> Iterator[str]:
    package = (node.module or "").partition(".")[0]
    if package in _MODULES:
        yield _MODULES[package]


def _of_assignment(node: ast.Assign) -> Iterator[str]:
    if isinstance(node.targets[0], ast.Tuple | ast.List):
        yield "unpacking"


def _of_constant(node: ast.Constant) -> Iterator[str]:
    if node.value is None:
        yield "none-value"
    elif isinstance(node.value, bool):
        yield "booleans"
    elif isinstance(node.value, str):
        yield "strings"


def _of_subscript(node: ast.Subscript) -> Iterator[str]:
    if isinstance(node.value, ast.Subscript):
        yield "nested-data"


def _of_if(node: ast.If) -> Iterator[str]:
    test = node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test
    if isinstance(test, ast.Name):
        yield "truthiness"


_RULES: Mapping[type[ast.AST], Callable[[Any], Iterator[str]]] = {
    ast.FunctionDef: _of_function,
    ast.ClassDef: _of_class,
    ast.For: _of_loop,
    ast.While: _of_loop,
    ast.Call: _of_call,
    ast.Import: _of_import,
    ast.ImportFrom: _of_import_from,
    ast.Assign: _of_assignment,
    ast.AnnAssign: lambda _: iter(("type-hints",)),
    ast.arg: lambda node: iter(("type-hints",) if node.annotation is not None else ()),
    ast.Constant: _of_constant,
    ast.Subscript: _of_subscript,
    ast.If: _of_if,
}
