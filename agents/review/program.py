"""A student's program as checks look at it: the tree with its parents, scopes, loops, comments. Nothing is run."""

import ast
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Final, TypeVar

__all__ = [
    "Function",
    "Loop",
    "Program",
    "base_name",
    "call_name",
    "callee",
    "counts_from_zero",
    "is_const",
    "method_of",
    "names_in",
    "same",
    "words",
]

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
LOOPS: Final = (ast.For, ast.AsyncFor, ast.While)


def words(text: str) -> frozenset[str]:
    """A set of words, written as words."""
    return frozenset(text.split())


SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)

MUTATORS: Final = words(
    "append extend insert remove pop clear sort reverse add discard update setdefault popitem appendleft popleft "
    "extendleft write close"
)
"""Methods that change what they are called on."""

Node = TypeVar("Node", bound=ast.AST)


class Program:
    """A program that compiles.

    Args:
        text: lines end with a line feed alone.
        tree: of the text.
    """

    def __init__(self, text: str, tree: ast.Module) -> None:
        self.text = text
        self.tree = tree
        self.lines = text.split("\n")
        self.nodes: list[ast.AST] = []  # in the order of the text
        self.parents: dict[ast.AST, ast.AST] = {}
        self._shapes: dict[tuple[object, ...], int] = {}
        self._shape_of: dict[tuple[ast.AST, bool], int] = {}
        self._by_type: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        stack: list[ast.AST] = [tree]
        while stack:
            node = stack.pop()
            self.nodes.append(node)
            self._by_type[type(node)].append(node)
            children = list(ast.iter_child_nodes(node))
            for child in children:
                if not isinstance(child, ast.expr_context | ast.operator | ast.cmpop | ast.boolop | ast.unaryop):
                    self.parents[child] = node
            stack.extend(child for child in reversed(children) if child in self.parents)

    # -- the tree ------------------------------------------------------------------------------------------------------
    @cached_property
    def loops(self) -> list[ast.For | ast.AsyncFor | ast.While]:
        """Every loop that is a statement."""
        return [*self.all(ast.For), *self.all(ast.AsyncFor), *self.all(ast.While)]

    @cached_property
    def walks(self) -> list[ast.For | ast.comprehension]:
        """Everything that goes through something element by element."""
        return [*self.all(ast.For), *self.all(ast.comprehension)]

    def all(self, *types: type[Node]) -> Iterator[Node]:
        """Every node of these types."""
        for kind in types:
            yield from self._by_type.get(kind, ())  # type: ignore[misc]  # the table keeps each type apart

    @cached_property
    def functions(self) -> list[Function]:
        """Every function and method."""
        return [*self.all(ast.FunctionDef), *self.all(ast.AsyncFunctionDef)]

    @cached_property
    def function_names(self) -> set[str]:
        """Names of the functions defined here."""
        return {one.name for one in self.functions}

    def up(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """Pairs of a node and its parent, from the node to the module."""
        while (parent := self.parents.get(node)) is not None:
            yield node, parent
            node = parent

    def scope(self, node: ast.AST) -> ast.AST:
        """The function, lambda, class or module around a node."""
        return next(parent for _, parent in self.up(node) if isinstance(parent, SCOPES))

    def function_of(self, node: ast.AST) -> Function | None:
        """The function around a node."""
        return next((up for _, up in self.up(node) if isinstance(up, ast.FunctionDef | ast.AsyncFunctionDef)), None)

    def purpose(self, node: ast.AST) -> str:
        """The name and docstring of the function around a node, or of a function itself, as words in small letters."""
        function = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else self.function_of(node)
        if function is None:
            return ""
        return f"{function.name.replace('_', ' ')} {ast.get_docstring(function) or ''}".lower()

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that a node is in."""
        if isinstance(node, ast.stmt):
            return node
        return next((up for _, up in self.up(node) if isinstance(up, ast.stmt)), None)

    def after(self, node: ast.stmt, most: int) -> list[ast.stmt]:
        """The statements that follow in the same block, the first few of them."""
        block, at = self._positions.get(node, ([], 0))
        return block[at + 1 : at + 1 + most]

    def before(self, node: ast.stmt, most: int) -> list[ast.stmt]:
        """The statements that stand before it in the same block, the last few of them."""
        block, at = self._positions.get(node, ([], 0))
        return block[max(0, at - most) : at]

    @cached_property
    def _positions(self) -> dict[ast.AST, tuple[list[ast.stmt], int]]:
        """Statement -> its block and its place there."""
        blocks = [block for node in self.nodes for _, block in ast.iter_fields(node) if isinstance(block, list)]
        return {one: (block, at) for block in blocks for at, one in enumerate(block) if isinstance(one, ast.stmt)}

    def within(self, node: ast.AST) -> Iterator[ast.AST]:
        """A node and what is in it, without the insides of functions and classes defined there."""
        if not isinstance(node, SCOPES):
            return self._walk(node)
        if node not in self._insides:  # a hundred checks go through every function
            self._insides[node] = list(self._walk(node))
        return iter(self._insides[node])

    @cached_property
    def _insides(self) -> dict[ast.AST, list[ast.AST]]:
        return {}

    def _walk(self, node: ast.AST) -> Iterator[ast.AST]:
        stack = [node]
        while stack:
            one = stack.pop()
            yield one
            stack.extend(
                child for child in ast.iter_child_nodes(one) if child in self.parents and not isinstance(child, SCOPES)
            )

    @cached_property
    def sizes(self) -> dict[ast.AST, int]:
        """Function -> statements in it, with those of functions and classes defined there."""
        sizes: dict[ast.AST, int] = defaultdict(int)
        for node in self.nodes:
            if isinstance(node, ast.stmt):
                for _, parent in self.up(node):
                    if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
                        sizes[parent] += 1
        return sizes

    @cached_property
    def self_calls(self) -> dict[ast.AST, list[ast.Call]]:
        """Function -> its calls of itself, also as a method, in the order of the text."""
        calls: dict[ast.AST, list[ast.Call]] = defaultdict(list)
        for node in self.all(ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                    around = (
                        one for _, one in self.up(node) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
                    )
                    owner = next((one for one in around if one.name == name), None)
                    if owner is not None:
                        calls[owner].append(node)
        return calls

    def shape(self, node: ast.AST, *, names: bool = True) -> int:
        """A number that is the same for what is written alike but for constants.

        Args:
            node: what is compared.
            names: whether variables count: without them the numbers are others, and functions that are called count.
        """
        known = self._shape_of.get((node, names))
        if known is None:
            parts: list[object] = [type(node), names]
            if not names and isinstance(node, ast.Call):
                parts.append(call_name(node))
            for name, value in ast.iter_fields(node):
                if isinstance(value, ast.AST):
                    parts.append(self.shape(value, names=names))
                elif isinstance(value, list):
                    inner = (self.shape(one, names=names) if isinstance(one, ast.AST) else one for one in value)
                    parts.append(tuple(inner))
                elif isinstance(node, ast.Constant) and isinstance(value, str | int | float):
                    continue
                elif names or not isinstance(node, ast.Name):
                    parts.append((name, value))
            known = self._shape_of[node, names] = self._shapes.setdefault(tuple(parts), len(self._shapes))
        return known

    # -- loops ---------------------------------------------------------------------------------------------------------
    def loops_around(self, node: ast.AST) -> list[Loop]:
        """The loops that run this node again and again, the innermost first, within its function."""
        found: list[Loop] = []
        for child, parent in self.up(node):
            if isinstance(parent, SCOPES):
                break
            if isinstance(parent, ast.For | ast.AsyncFor) and any(child is one for one in parent.body):
                found.append(parent)
            if isinstance(parent, ast.While) and (child is parent.test or any(child is one for one in parent.body)):
                found.append(parent)
            if isinstance(parent, COMPREHENSIONS) and not _first_source(child, parent, node, self.parents):
                found.append(parent)
        return found

    def in_loop(self, node: ast.AST) -> bool:
        """Whether a loop runs it again and again."""
        return bool(self.loops_around(node))

    def changed_in(self, loop: Loop) -> set[str]:
        """Names that a loop assigns or changes."""
        if loop not in self._changed:
            self._changed[loop] = self._find_changed(loop)
        return self._changed[loop]

    @cached_property
    def _changed(self) -> dict[ast.AST, set[str]]:
        return {}

    def _find_changed(self, loop: Loop) -> set[str]:
        changed: set[str] = set()
        for node in ast.walk(loop):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                changed.add(node.id)
            elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
                changed.add(base_name(node))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
                changed.add(base_name(node.func.value))
            elif isinstance(node, ast.MatchAs | ast.MatchStar | ast.ExceptHandler):
                changed.add(node.name or "")
        changed.discard("")
        return changed

    def steady(self, node: ast.AST, loop: Loop) -> bool:
        """Whether an expression gives the same in every turn of a loop, as far as names tell."""
        return not (names_in(node) & self.changed_in(loop))

    # -- where names stand ---------------------------------------------------------------------------------------------
    @cached_property
    def by_name(self) -> dict[str, list[ast.Name]]:
        """Every place of a name."""
        places: dict[str, list[ast.Name]] = defaultdict(list)
        for node in self.all(ast.Name):
            places[node.id].append(node)
        return places

    @cached_property
    def _by_scope(self) -> dict[tuple[ast.AST, str], list[ast.Name]]:
        places: dict[tuple[ast.AST, str], list[ast.Name]] = defaultdict(list)
        for node in self.all(ast.Name):
            places[self.scope(node), node.id].append(node)
        return places

    def places(self, scope: ast.AST, name: str) -> list[ast.Name]:
        """Every place of a name in a scope, those within it left out."""
        return self._by_scope.get((scope, name), [])

    @cached_property
    def outer_names(self) -> set[str]:
        """Names that some function takes from outside, to change them."""
        taken = [node.names for node in self.all(ast.Global)] + [node.names for node in self.all(ast.Nonlocal)]
        return {name for names in taken for name in names}

    # -- what names stand for ------------------------------------------------------------------------------------------
    @cached_property
    def _bound(self) -> dict[tuple[ast.AST, str], list[ast.expr | None]]:
        """(scope, name) -> what is assigned to it; None for a value that is not written down."""
        bound: dict[tuple[ast.AST, str], list[ast.expr | None]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        bound[self.scope(node), target.id].append(node.value)
                    else:
                        self._bind_parts(bound, target)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                bound[self.scope(node), node.target.id].append(node.value or node.annotation)
            elif isinstance(node, ast.NamedExpr):
                bound[self.scope(node), node.target.id].append(node.value)
            elif isinstance(node, ast.For | ast.AsyncFor):
                self._bind_parts(bound, node.target)
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                self._bind_parts(bound, node.optional_vars)
        return bound

    def _bind_parts(self, bound: dict[tuple[ast.AST, str], list[ast.expr | None]], target: ast.AST) -> None:
        scope = self.scope(target)
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                bound[scope, part.id].append(None)

    def values(self, name: ast.Name) -> list[ast.expr | None]:
        """What is assigned to a name in its scope; None for a value that is not written down."""
        return self._bound.get((self.scope(name), name.id), [])

    def written(self, name: ast.Name) -> ast.expr | None:
        """The only value that is written down for a name: in its function, or else outside of all."""
        if name.id in self.outer_names:
            return None
        scope = self.scope(name)
        inside = name.id in self.parameters(scope) or (scope, name.id) in self._bound
        values = self._bound.get((scope if inside else self.tree, name.id), [])
        return values[0] if len(values) == 1 and name.id not in self.parameters(scope) else None

    def value(self, node: ast.expr) -> ast.expr | None:
        """An expression as it stands; of a name what is assigned to it, where that is one expression."""
        if not isinstance(node, ast.Name):
            return node
        given = self.values(node)
        return given[0] if len(given) == 1 else None

    def reads(self, scope: ast.AST, name: str) -> list[int]:
        """Lines of a scope in which a name is read, in their order."""
        return [node.lineno for node in self.places(scope, name) if isinstance(node.ctx, ast.Load)]

    def fixed(self, node: ast.AST) -> bool:
        """Whether it is a few values that are written down: a display, or a name for one that nothing changes."""
        if isinstance(node, ast.Name):
            values = self._bound.get((self.scope(node), node.id), [])
            changed = self._methods.get((self.scope(node), node.id), set()) & MUTATORS
            return len(values) == 1 and not changed and isinstance(values[0], ast.List | ast.Tuple | ast.Set | ast.Dict)
        return isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict)

    def parameters(self, function: ast.AST) -> dict[str, ast.arg]:
        """Parameters by name."""
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return {}
        given = function.args
        return {one.arg: one for one in [*given.posonlyargs, *given.args, *given.kwonlyargs]}

    @cached_property
    def _methods(self) -> dict[tuple[ast.AST, str], set[str]]:
        """(scope, name) -> methods called on it there."""
        called: dict[tuple[ast.AST, str], set[str]] = defaultdict(set)
        for node in self.all(ast.Attribute):
            if isinstance(node.value, ast.Name):
                called[self.scope(node), node.value.id].add(node.attr)
        return called

    def kind(self, node: ast.AST) -> str:
        """What an expression is: a type's name, `number`, `parameter` if it is one of unknown type, or ""."""
        if isinstance(node, ast.Attribute) and base_name(node).startswith("self."):
            return self._attribute_kinds.get(base_name(node), "")
        if not isinstance(node, ast.Name):
            return _kind_of(node)
        for _, scope in self.up(node):
            if not isinstance(scope, SCOPES) or isinstance(scope, ast.ClassDef):
                continue
            values = self._bound.get((scope, node.id))
            parameter = self.parameters(scope).get(node.id)
            if values is None and parameter is None:
                continue
            return self._kind_here(scope, node.id, values or [], parameter)
        return ""

    @cached_property
    def _attribute_kinds(self) -> dict[str, str]:
        """`self.x` -> what is assigned to it, where that is one kind in all classes."""
        kinds: dict[str, set[str]] = defaultdict(set)
        given = [(target, node.value) for node in self.all(ast.Assign) for target in node.targets]
        given += [(node.target, node.value) for node in self.all(ast.AnnAssign) if node.value is not None]
        for target, value in given:
            if isinstance(target, ast.Attribute):
                kinds[base_name(target)].add(_kind_of(value) or "other")
        return {name: next(iter(found)) for name, found in kinds.items() if len(found) == 1}

    def _kind_here(self, scope: ast.AST, name: str, values: list[ast.expr | None], parameter: ast.arg | None) -> str:
        kinds = {_kind_of(value) if value is not None else "" for value in values} - {""}
        if parameter is not None and parameter.annotation is not None:
            kinds.add(_kind_of(parameter.annotation) or "other")
        if len(kinds) == 1:
            return kinds.pop()
        if kinds:
            return "other"
        methods = self._methods.get((scope, name), set())
        for kind, signs in _SIGNS.items():
            if methods & signs:
                return kind
        return "parameter" if parameter is not None and not values else ""

    @cached_property
    def _constants(self) -> dict[str, float]:
        """Names in capitals that the module gives one number."""
        given = {name: values for (scope, name), values in self._bound.items() if scope is self.tree and name.isupper()}
        return {
            name: values[0].value
            for name, values in given.items()
            if len(values) == 1
            and isinstance(values[0], ast.Constant)
            and isinstance(values[0].value, int | float)
            and not isinstance(values[0].value, bool)
        }

    def number(self, node: ast.AST) -> float | None:
        """The number that is written down, as itself or as a constant in capitals."""
        if isinstance(node, ast.Name):
            return self._constants.get(node.id)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return node.value  # type: ignore[return-value]  # a number, as the line before says
        return None

    # -- comments ------------------------------------------------------------------------------------------------------
    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        """Every token."""
        try:
            return list(tokenize.generate_tokens(io.StringIO(self.text).readline))
        except (tokenize.TokenError, IndentationError, SyntaxError):  # what the compiler takes and tokenize does not
            return []

    @cached_property
    def comments(self) -> dict[int, str]:
        """By line, the comment without its sign."""
        return {one.start[0]: one.string.lstrip("# ") for one in self.tokens if one.type == tokenize.COMMENT}

    def said(self, node: Function | ast.ClassDef | ast.Module) -> str:
        """What the text and the comments of a function, class or program say, in small letters."""
        if node not in self._said:
            first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", len(self.lines))
            comments = [self.comments[line] for line in range(first - 1, last + 1) if line in self.comments]
            self._said[node] = "\n".join([ast.get_docstring(node) or "", *comments]).lower()
        return self._said[node]

    def told_around(self, node: ast.AST) -> str:
        """The name, the text and the comments of the function around a node, or what the program says of itself."""
        scope = self.scope(node)
        said = self.said(scope) if isinstance(scope, ast.FunctionDef | ast.Module) else ""
        return f"{self.purpose(node)} {said}"

    @cached_property
    def _said(self) -> dict[ast.AST, str]:
        return {}


_SIGNS: Final = {
    "list": frozenset({"append", "extend", "insert", "sort", "reverse"}),
    "dict": frozenset({"keys", "items", "values", "get", "setdefault"}),
    "set": frozenset({"add", "union", "intersection", "difference", "issubset"}),
    "str": frozenset({"upper", "lower", "strip", "split", "startswith", "endswith", "isalpha", "isdigit", "replace"}),
}
"""Methods that tell what something is."""

_TYPES: Final = {
    "list": "list", "List": "list", "sorted": "list", "dict": "dict", "Dict": "dict", "Counter": "dict",
    "defaultdict": "dict", "OrderedDict": "dict", "set": "set", "Set": "set", "frozenset": "set", "str": "str",
    "input": "str", "int": "number", "float": "number", "len": "number", "sum": "number", "abs": "number",
    "round": "number", "tuple": "tuple", "Tuple": "tuple", "range": "range", "deque": "deque",
}  # fmt: skip
"""Names of types and functions -> what they stand for or give."""

_METHODS: Final = {
    "split": "list", "splitlines": "list", "readlines": "list", "join": "str", "lower": "str", "upper": "str",
    "strip": "str", "replace": "str", "title": "str", "format": "str", "read": "str", "readline": "str",
    "count": "number",
}  # fmt: skip
"""Methods -> what they give."""


def _kind_of(node: ast.AST) -> str:  # noqa: C901, PLR0911 - a table of shapes
    match node:
        case ast.List() | ast.ListComp():
            return "list"
        case ast.Dict() | ast.DictComp():
            return "dict"
        case ast.Set() | ast.SetComp():
            return "set"
        case ast.Tuple():
            return "tuple"
        case ast.JoinedStr() | ast.Constant(value=str()):
            return "str"
        case ast.Constant(value=int() | float()):
            return "number"
        case ast.Name(id=name):  # an annotation
            return (
                _TYPES.get(name, "") if name not in ("input", "sorted", "len", "sum", "abs", "round", "range") else ""
            )
        case ast.Subscript(value=ast.Name(id=name)):  # an annotation
            return _TYPES.get(name, "") if name[:1].isupper() or name in ("list", "dict", "set", "tuple") else ""
        case ast.Call(func=ast.Name(id=name)):
            return _TYPES.get(name, "")
        case ast.Call(func=ast.Attribute(attr=name)):
            return _METHODS.get(name, "") or _TYPES.get(name, "")
        case ast.BinOp(left=left, op=ast.Add() | ast.Mult(), right=right):
            kinds = {_kind_of(left), _kind_of(right)}
            return next((one for one in ("list", "str") if one in kinds), "number" if kinds == {"number"} else "")
        case ast.BinOp(left=left, op=ast.Mod()) if _kind_of(left) == "str":
            return "str"
    return ""


def _first_source(child: ast.AST, loop: ast.AST, node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a node is in what a comprehension goes through first: that is worked out once."""
    generators: list[ast.comprehension] = loop.generators  # type: ignore[attr-defined]  # a comprehension's
    if child is not generators[0]:
        return False
    while parents[node] is not child:
        if node is child:
            return False
        node = parents[node]
    return node is generators[0].iter


# -- shapes of expressions ---------------------------------------------------------------------------------------------
def base_name(node: ast.AST) -> str:
    """`a` of `a`, `a.b`, `a[0].c`; `self.b` of what hangs on it; "" otherwise."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            return f"self.{node.attr}"
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def names_in(node: ast.AST) -> set[str]:
    """Names that an expression reads, `self.x` as one."""
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            found.add(one.id)
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "self":
            found.add(f"self.{one.attr}")
    found.discard("self")
    return found


def call_name(node: ast.AST) -> str:
    """`f` of `f(...)`, the last part of `m.f(...)` where `m` is a plain name; "" otherwise."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr=name)):
            return name
    return ""


def callee(node: ast.Call) -> str:
    """The last part of what is called: `f` of `f(...)`, `m` of `<anything>.m(...)`."""
    return node.func.id if isinstance(node.func, ast.Name) else method_of(node)


def method_of(node: ast.AST) -> str:
    """`m` of `<anything>.m(...)`; "" otherwise."""
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def counts_from_zero(loop: ast.AST, index: str) -> bool:
    """Whether a `for` statement counts a name upwards from 0 by `range`."""
    match loop:
        case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[_])):
            return name == index
        case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[first, *_])):
            return name == index and is_const(first, 0)
    return False


def is_const(node: ast.AST | None, *values: object) -> bool:
    """Whether it is one of these constants; `-1` counts as one."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        return isinstance(value, int | float) and -value in values
    return isinstance(node, ast.Constant) and node.value in values and type(node.value) is not bool


def same(one: ast.AST | None, other: ast.AST | None) -> bool:
    """Whether two expressions are written alike."""
    return one is not None and other is not None and ast.dump(one) == ast.dump(other)
