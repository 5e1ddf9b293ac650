"""How one sees in code that it uses a concept: for every concept that families practise, a look at the tree.

The acceptance tests of the families use it, so that an exercise practises what it says.
"""

import ast
from collections.abc import Callable, Mapping

from agents.exercise.syntax import Tree, any_node, attributes, calls, functions, imports, is_recursive, methods

__all__ = ["EVIDENCE"]

Look = Callable[[Tree], bool]

_STRING_METHODS = {"strip", "split", "join", "upper", "lower", "title", "replace", "count", "find", "startswith"} | {
    "endswith", "isdigit", "isalpha", "capitalize", "center", "ljust", "rjust", "zfill", "swapcase", "removesuffix",
}  # fmt: skip
_LIST_METHODS = {"append", "extend", "insert", "remove", "pop", "index", "reverse"}
_FILE_MODES = {"w", "a", "x"}


def _node(*kinds: type[ast.AST]) -> Look:
    return lambda tree: any_node(tree, *kinds)


def _calls(*names: str) -> Look:
    return lambda tree: not set(names).isdisjoint(calls(tree))


def _imports(*modules: str) -> Look:
    return lambda tree: not set(modules).isdisjoint(imports(tree))


def _decorated(*names: str) -> Look:
    def look(tree: Tree) -> bool:
        return any(
            name in ast.unparse(one)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            for one in node.decorator_list
            for name in names
        )

    return look


def _loop_holding(*kinds: type[ast.AST]) -> Look:
    def look(tree: Tree) -> bool:
        loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)]
        return any(isinstance(node, kinds) for loop in loops for part in loop.body for node in ast.walk(part))

    return look


def _opens(tree: Tree, *, writing: bool) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            given = [*node.args[1:2], *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
            mode = given[0].value if given and isinstance(given[0], ast.Constant) else "r"
            if (str(mode)[0] in _FILE_MODES) == writing:
                return True
    return False


def _bases(tree: Tree) -> list[str]:
    return [ast.unparse(base) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases]


def _inherits(tree: Tree) -> bool:
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return not own.isdisjoint(_bases(tree))


def _overrides(tree: Tree) -> bool:
    names = [method.name for method in methods(tree) if not method.name.startswith("__")]
    return len(names) > len(set(names))


def _method_names(tree: Tree) -> set[str]:
    return {method.name for method in methods(tree)}


def _class_attribute(tree: Tree) -> bool:
    return any(
        isinstance(part, ast.Assign | ast.AnnAssign)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for part in node.body
    )


def _inner_function(tree: Tree) -> bool:
    return any(
        isinstance(node, ast.FunctionDef | ast.Lambda)
        for function in functions(tree)
        for part in function.body
        for node in ast.walk(part)
    )


def _composed(tree: Tree) -> bool:
    """A class keeps objects of another class of the code, or a list of whatever it is given."""
    return any(
        isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.List | ast.Dict | ast.Call)
        and "self." in ast.unparse(node)
        for method in methods(tree)
        if method.name == "__init__"
        for node in ast.walk(method)
    )


def _given(tree: Tree) -> set[str]:
    """Parameters and what loops go over: a name that is called and is one of these stands for any function."""
    return {one.arg for function in functions(tree) for one in function.args.args} | {
        node.target.id for node in ast.walk(tree) if isinstance(node, ast.For) and isinstance(node.target, ast.Name)
    }


def _annotated(tree: Tree) -> bool:
    return any(
        function.returns is not None and all(one.annotation for one in function.args.args)
        for function in functions(tree)
    )


EVIDENCE: Mapping[str, Look] = {
    # -- basics
    "values-and-types": _calls("type", "isinstance"),
    "variables": _node(ast.Assign),
    "numbers": _node(ast.BinOp),
    "strings": lambda tree: any_node(tree, ast.BinOp, ast.Subscript) or "len" in calls(tree),
    "booleans": _node(ast.Compare),
    "type-conversion": _calls("int", "float", "str"),
    "f-strings": _node(ast.JoinedStr),
    "string-methods": _calls(*_STRING_METHODS),
    "none-value": lambda tree: any_node(tree, ast.Constant, when=lambda node: ast.unparse(node) == "None"),
    # -- control flow
    "if-statements": _node(ast.If),
    "logical-operators": lambda tree: any_node(tree, ast.BoolOp),
    "truthiness": lambda tree: (
        any_node(
            tree,
            ast.If,
            ast.IfExp,
            ast.While,
            when=lambda node: isinstance(
                getattr(node, "test", None), ast.Name | ast.Call | ast.UnaryOp | ast.Subscript
            ),
        )
        or any_node(tree, ast.BoolOp)
        or not {"any", "all", "bool"}.isdisjoint(calls(tree))
    ),
    "conditional-expressions": _node(ast.IfExp),
    "for-loops": _node(ast.For),
    "range-function": _calls("range"),
    "while-loops": _node(ast.While),
    "break-and-continue": _node(ast.Break, ast.Continue),
    "accumulators": _loop_holding(ast.AugAssign),
    "nested-loops": _loop_holding(ast.For, ast.While),
    "match-statements": _node(ast.Match),
    # -- data structures
    "lists": lambda tree: any_node(tree, ast.List) or "list" in calls(tree),
    "indexing-and-slicing": _node(ast.Subscript),
    "list-methods": _calls(*_LIST_METHODS),
    "tuples": _node(ast.Tuple),
    "unpacking": lambda tree: any_node(
        tree,
        ast.Assign,
        ast.For,
        when=lambda node: any(
            isinstance(target, ast.Tuple | ast.List)
            for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
        ),
    ),
    "dictionaries": lambda tree: any_node(tree, ast.Dict, ast.DictComp) or "dict" in calls(tree),
    "sets": lambda tree: any_node(tree, ast.Set, ast.SetComp) or "set" in calls(tree),
    "mutability": lambda tree: bool({"copy", "deepcopy", "list"} & set(calls(tree))) or any_node(tree, ast.Slice),
    "enumerate-and-zip": _calls("enumerate", "zip"),
    "sorting": _calls("sorted", "sort"),
    "nested-data": lambda tree: (
        any_node(tree, ast.Subscript, ast.Attribute, when=_reaches_in)
        or _loop_holding(ast.For, ast.comprehension)(tree)
    ),
    "list-comprehensions": _node(ast.ListComp),
    "dict-comprehensions": _node(ast.DictComp, ast.SetComp),
    "stacks-and-queues": _calls("pop", "popleft"),
    # -- functions
    "defining-functions": lambda tree: any(True for _ in functions(tree)),
    "parameters-and-arguments": lambda tree: any(len(one.args.args) > 1 for one in functions(tree)),
    "return-values": _node(ast.Return),
    "default-arguments": lambda tree: any(one.args.defaults or one.args.kw_defaults for one in functions(tree)),
    "variable-arguments": lambda tree: any(one.args.vararg or one.args.kwarg for one in functions(tree)),
    "scope": _node(ast.Nonlocal, ast.Global),
    "type-hints": _annotated,
    "recursion": is_recursive,
    "lambda-functions": _node(ast.Lambda),
    "higher-order-functions": lambda tree: (
        not {"map", "filter", "reduce"}.isdisjoint(calls(tree)) or not _given(tree).isdisjoint(calls(tree))
    ),
    "iterators": _calls("iter", "next"),
    "generators": _node(ast.Yield, ast.YieldFrom),
    "closures": _inner_function,
    "decorators": lambda tree: _inner_function(tree) and not _given(tree).isdisjoint(calls(tree)),
    # -- object-oriented programming
    "classes-and-objects": _node(ast.ClassDef),
    "constructors": lambda tree: "__init__" in _method_names(tree),
    "methods": lambda tree: any(not name.startswith("__") for name in _method_names(tree)),
    "class-attributes": _class_attribute,
    "class-and-static-methods": _decorated("classmethod", "staticmethod"),
    "encapsulation": lambda tree: any(name.startswith("_") and not name.endswith("__") for name in attributes(tree)),
    "properties": _decorated("property"),
    "special-methods": lambda tree: any(name.startswith("__") and name != "__init__" for name in _method_names(tree)),
    "inheritance": _inherits,
    "polymorphism": lambda tree: _inherits(tree) and _overrides(tree),
    "abstract-classes": lambda tree: "abc" in imports(tree) and _decorated("abstractmethod")(tree),
    "composition": _composed,
    "dataclasses": _decorated("dataclass"),
    # -- files
    "reading-files": lambda tree: _opens(tree, writing=False),
    "with-statement": _node(ast.With),
    "writing-files": lambda tree: _opens(tree, writing=True),
    "file-paths": _imports("pathlib", "os"),
    "text-encoding": lambda tree: (
        not {"encode", "decode", "open"}.isdisjoint(calls(tree))
        and (any_node(tree, ast.keyword, when=lambda node: getattr(node, "arg", "") == "encoding") or _codec(tree))
    ),
    "csv-files": _imports("csv"),
    "json-data": _imports("json"),
    # -- errors
    "built-in-exceptions": lambda tree: any_node(tree, ast.ExceptHandler, ast.Raise),
    "try-except": _node(ast.Try),
    "raising-exceptions": _node(ast.Raise),
    "custom-exceptions": lambda tree: any(base.endswith(("Exception", "Error")) for base in _bases(tree)),
    "assertions": _node(ast.Assert),
    # -- libraries
    "importing-modules": lambda tree: bool(imports(tree)),
    "math-module": _imports("math"),
    "random-module": _imports("random"),
    "datetime-module": _imports("datetime"),
    "collections-module": _imports("collections"),
    "itertools-module": _imports("itertools"),
    "regular-expressions": _imports("re"),
}
"""By concept id."""


def _reaches_in(node: ast.AST) -> bool:
    """What is got out of something is itself got out of something."""
    return isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.value, ast.Subscript)


def _codec(tree: Tree) -> bool:
    return not {"encode", "decode"}.isdisjoint(calls(tree))
