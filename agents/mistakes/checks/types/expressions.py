"""The type of an expression, and what in it cannot work. Pure."""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import ClassVar

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from agents.mistakes.checks.program import Program, span_of, target_names
from agents.mistakes.checks.types import kinds
from agents.mistakes.checks.types.lattice import UNKNOWN, Env, Value, join
from agents.mistakes.checks.types.library import CALLS, METHOD_NAMES, METHODS, MODULE_CALLS, element_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["Expressions"]

_SIGNS: Mapping[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_ROWS = ("str", "list", "tuple")
_CONTAINERS = ("list", "tuple", "dict", "set", "str", "range")
_FROM_OTHERS: Mapping[str, str] = {
    "push": "append", "add": "append", "push_back": "append", "length": "len", "size": "len", "contains": "in",
    "includes": "in", "indexOf": "index", "toUpperCase": "upper", "toLowerCase": "lower", "trim": "strip",
    "substring": "[ ]", "charAt": "[ ]", "has_key": "in", "toString": "str",
}  # fmt: skip
_NEAR = 0.6  # of 1


@dataclass
class Expressions:
    """Evaluates expressions of one program.

    Attributes:
        program: what is looked at.
        returns: what functions at the top of the program give, where that is known.
        found: mistakes so far.
        quiet: above 0 nothing is reported: the code is guarded.
    """

    program: Program
    returns: Mapping[str, Value]
    found: list[Finding] = field(default_factory=list)
    quiet: int = 0

    def __post_init__(self) -> None:
        """Names that the program gives a meaning of its own are not Python's."""
        star = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in self.program.nodes)
        self._modules = {
            alias.name
            for node in self.program.nodes
            if isinstance(node, ast.Import)
            for alias in node.names
            if alias.asname is None
        }
        self._taken = target_names(self.program.tree)
        self._builtins = {} if star else {name: value for name, value in CALLS.items() if name not in self._taken}

    def report(self, kind: Kind, node: ast.AST, *, origins: Iterable[Value] = (), **facts: str) -> None:
        """Note a mistake."""
        if self.quiet:
            return
        origin = next((one.origin for one in origins if one.origin), "")
        told = f" Here, {origin}." if origin else ""
        text = self.program.text(node)
        self.found.append(kind.at(span_of(node, self.program.source), **{"text": text, "origin": told, **facts}))

    def type_of(self, node: ast.expr | None, env: Env) -> Value:
        """What is known of an expression's value; mistakes inside it are reported."""
        if node is None:
            return UNKNOWN
        handler = self._handlers.get(type(node))
        if handler is not None:
            return handler(self, node, env)
        self._inside(node, env)
        return UNKNOWN

    def _inside(self, node: ast.AST, env: Env) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.type_of(child, env)
            elif isinstance(child, ast.keyword):
                self.type_of(child.value, env)

    # -- values --------------------------------------------------------------------------------------------------------
    def _constant(self, node: ast.Constant, _: Env) -> Value:
        kind = type(node.value).__name__
        return Value(kind, "str" if kind == "str" else "")

    def _name(self, node: ast.Name, env: Env) -> Value:
        return env.get(node.id, UNKNOWN)

    def _row(self, node: ast.List | ast.Tuple | ast.Set, env: Env) -> Value:
        values = [self.type_of(one, env) for one in node.elts]
        types = {one.type for one in values}
        element = types.pop() if len(types) == 1 else ""
        return Value(type(node).__name__.lower(), element)

    def _dict(self, node: ast.Dict, env: Env) -> Value:
        self._inside(node, env)
        return Value("dict")

    def _joined(self, node: ast.JoinedStr, env: Env) -> Value:
        for one in node.values:
            if isinstance(one, ast.FormattedValue):
                self.type_of(one.value, env)
        return Value("str", "str")

    def _lambda(self, _: ast.Lambda, __: Env) -> Value:
        return UNKNOWN

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, env: Env) -> Value:
        inner = dict(env)
        for one in node.generators:
            self.iterate(one.iter, one.target, inner)
            for test in one.ifs:
                self.type_of(test, inner)
                inner = self.narrowed(test, inner)
        element = self.type_of(node.elt, inner).type
        kind = {ast.ListComp: "list", ast.SetComp: "set"}.get(type(node), "")
        return Value(kind, element)

    def _dict_comprehension(self, node: ast.DictComp, env: Env) -> Value:
        inner = dict(env)
        for one in node.generators:
            self.iterate(one.iter, one.target, inner)
            for test in one.ifs:
                inner = self.narrowed(test, inner)
        self.type_of(node.key, inner)
        self.type_of(node.value, inner)
        return Value("dict")

    def _if_else(self, node: ast.IfExp, env: Env) -> Value:
        self.type_of(node.test, env)
        inner = self.narrowed(node.test, env)
        return join(self.type_of(node.body, inner), self.type_of(node.orelse, inner))

    def _bool(self, node: ast.BoolOp, env: Env) -> Value:
        values = []
        for one in node.values:
            values.append(self.type_of(one, env))
            env = self.narrowed(one, env)
        return reduce(join, values)

    def _walrus(self, node: ast.NamedExpr, env: Env) -> Value:
        value = self.type_of(node.value, env)
        env[node.target.id] = value
        return value

    # -- operators -----------------------------------------------------------------------------------------------------
    def _binary(self, node: ast.BinOp, env: Env) -> Value:
        left, right = self.type_of(node.left, env), self.type_of(node.right, env)
        return self.operate(node, node.op, left, right, node.right)

    def operate(self, node: ast.AST, op: ast.operator, left: Value, right: Value, divisor: ast.expr) -> Value:
        """The result of an operator."""
        if isinstance(op, ast.Div | ast.FloorDiv | ast.Mod) and left.is_number and _is_zero(divisor):
            self.report(kinds.DIVISION_BY_ZERO, node)
        if not left.type or not right.type:
            return UNKNOWN
        if left.is_number and right.is_number:
            return _number(op, left, right)
        result = _other(op, left, right)
        if result is not None:
            if left.origin and left.type == "str" and isinstance(op, ast.Mult):
                self.report(kinds.TEXT_REPEATED, node, origins=(left,))
            return result
        facts = {"left": left.in_words, "right": right.in_words, "sign": _SIGNS.get(type(op), "the operator")}
        mixed = isinstance(op, ast.Add) and {left.type, right.type} & {"str"} and (left.is_number or right.is_number)
        self.report(kinds.TEXT_PLUS if mixed else kinds.OPERANDS, node, origins=(left, right), **facts)
        return UNKNOWN

    def _unary(self, node: ast.UnaryOp, env: Env) -> Value:
        value = self.type_of(node.operand, env)
        if isinstance(node.op, ast.Not):
            return Value("bool")
        return value if value.type in ("int", "float") else UNKNOWN

    def _compare(self, node: ast.Compare, env: Env) -> Value:
        values = [self.type_of(one, env) for one in (node.left, *node.comparators)]
        for op, left, right in zip(node.ops, values, values[1:], strict=False):
            if not left.type or not right.type:
                continue
            facts = {"left": left.in_words, "right": right.in_words}
            if isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
                same = left.type == right.type and left.type not in ("NoneType", "dict")
                if not same and not (left.is_number and right.is_number):
                    self.report(kinds.COMPARED, node, origins=(left, right), sign=_SIGNS[type(op)], **facts)
            elif isinstance(op, ast.Eq | ast.NotEq) and {left.type, right.type} in ({"str", "int"}, {"str", "float"}):
                self.report(kinds.NEVER_EQUAL, node, origins=(left, right), **facts)
        tells = all(isinstance(op, ast.In | ast.NotIn | ast.Is | ast.IsNot) for op in node.ops)
        return (
            Value("bool") if tells or all(one.type for one in values) else UNKNOWN
        )  # arrays compare element by element

    # -- calls and elements --------------------------------------------------------------------------------------------
    def _call(self, node: ast.Call, env: Env) -> Value:
        arguments = [self.type_of(one, env) for one in node.args]
        for keyword in node.keywords:
            self.type_of(keyword.value, env)
        match node.func:
            case ast.Name(id=name) if name in env:
                value = env[name]
                if value.type:
                    self.report(kinds.NOT_CALLABLE, node, origins=(value,), left=value.in_words)
                return UNKNOWN
            case ast.Name(id=name):
                return self._named_call(node, name, arguments)
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self._modules and module not in env:
                return MODULE_CALLS.get((module, name), UNKNOWN)
            case ast.Attribute(value=owner, attr=method):
                value = self.type_of(owner, env)
                self._attribute_exists(node.func, value, method)
                return METHODS.get((value.type, method), UNKNOWN)
        value = self.type_of(node.func, env)
        if value.type:
            self.report(kinds.NOT_CALLABLE, node, origins=(value,), left=value.in_words)
        return UNKNOWN

    def _named_call(self, node: ast.Call, name: str, arguments: list[Value]) -> Value:
        if name in self.returns:
            return self.returns[name]
        if name not in self._builtins and name not in _CHECKED:
            return UNKNOWN
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            self._argument(node, name, arguments[0])
        elif name == "range" and any(one.type in ("float", "str", "list") for one in arguments):
            wrong = next(one for one in arguments if one.type in ("float", "str", "list"))
            self._wrong(node, name, wrong, "It counts in whole numbers.")
        value = self._builtins.get(name, UNKNOWN)
        if name in ("list", "sorted", "set", "tuple") and len(arguments) == 1:
            return Value(value.type, element_of(arguments[0]).type, arguments[0].origin)
        return value

    def _argument(self, node: ast.Call, name: str, value: Value) -> None:
        if not value.type or name in self._taken:
            return
        if name == "range" and value.type not in ("int", "bool"):
            self._wrong(node, name, value, "It counts in whole numbers: give it one, such as len(...).")
        elif name == "len" and (value.is_number or value.type == "NoneType"):
            self._wrong(node, name, value, "It counts the elements of a collection or the characters of a text.")
        elif name in ("int", "float") and value.type in ("list", "tuple", "dict", "set", "NoneType", "range"):
            self._wrong(node, name, value, "It converts one text or number.")
        elif name in ("sum", "max", "min", "sorted", "list", "set", "tuple") and value.is_number:
            self._wrong(node, name, value, "It needs a collection, such as a list.")
        elif name == "sum" and value.element == "str":
            why = "It adds numbers; the elements are texts."
            self._wrong(node, name, value, why)
        elif name in ("int", "float") and value.type == "str" and not node.keywords and not _reads(name, node.args[0]):
            self.report(kinds.NUMBER_TEXT, node)

    def _wrong(self, node: ast.Call, name: str, value: Value, why: str) -> None:
        words = "a list of texts" if value.element == "str" and value.type == "list" else value.in_words
        self.report(kinds.WRONG_ARGUMENT, node, origins=(value,), name=name, left=words, why=why)

    def _attribute(self, node: ast.Attribute, env: Env) -> Value:
        value = self.type_of(node.value, env)
        self._attribute_exists(node, value, node.attr)
        return UNKNOWN

    def _attribute_exists(self, node: ast.Attribute, value: Value, name: str) -> None:
        known = METHOD_NAMES.get(value.type)
        if value.type == "NoneType" and not hasattr(None, name):
            self.report(kinds.NO_SUCH_METHOD, node, origins=(value,), name=name, left="None", near="")
        if known is None or name in known or not isinstance(node.ctx, ast.Load):
            return
        public = [one for one in known if not one.startswith("_")]
        score = DamerauLevenshtein.normalized_similarity
        near = process.extractOne(name, public, scorer=score, score_cutoff=_NEAR)
        meant = _FROM_OTHERS.get(name, near[0] if near is not None else "")
        told = f" Perhaps you mean `{meant}`." if meant else ""
        self.report(kinds.NO_SUCH_METHOD, node, origins=(value,), name=name, left=value.in_words, near=told)

    def _subscript(self, node: ast.Subscript, env: Env) -> Value:
        value = self.type_of(node.value, env)
        place = self.type_of(node.slice, env)
        if value.is_number or value.type == "NoneType":
            self.report(kinds.NOT_INDEXABLE, node, origins=(value,), left=value.in_words)
        elif value.type in _ROWS and place.type in ("str", "float", "list", "tuple", "NoneType"):
            self.report(kinds.INDEX_TYPE, node, origins=(place,), right=place.in_words)
        elif value.type in ("str", "tuple") and isinstance(node.ctx, ast.Store | ast.Del):
            self.report(kinds.CANNOT_CHANGE, node, left=value.in_words)
        if isinstance(node.slice, ast.Slice):
            return Value(value.type, value.element, value.origin) if value.type in _ROWS else UNKNOWN
        return element_of(value) if value.type in _ROWS else UNKNOWN

    def _slice(self, node: ast.Slice, env: Env) -> Value:
        self._inside(node, env)
        return Value("slice")

    _handlers: ClassVar[Mapping[type[ast.AST], Callable[..., Value]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.List: _row,
        ast.Tuple: _row,
        ast.Set: _row,
        ast.Dict: _dict,
        ast.JoinedStr: _joined,
        ast.Lambda: _lambda,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _dict_comprehension,
        ast.IfExp: _if_else,
        ast.BoolOp: _bool,
        ast.NamedExpr: _walrus,
        ast.BinOp: _binary,
        ast.UnaryOp: _unary,
        ast.Compare: _compare,
        ast.Call: _call,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.Slice: _slice,
    }

    # -- for statements ------------------------------------------------------------------------------------------------
    def iterate(self, source: ast.expr, target: ast.expr, env: Env) -> None:
        """Go through a value: the target gets its elements."""
        value = self.type_of(source, env)
        if value.is_number or value.type == "NoneType":
            self.report(kinds.NOT_ITERABLE, source, origins=(value,), left=value.in_words)
        self.bind(target, element_of(value), env)

    def bind(self, target: ast.expr, value: Value, env: Env) -> None:
        """Give a target a value."""
        match target:
            case ast.Name(id=name):
                env[name] = value
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for one in targets:
                    inner = one.value if isinstance(one, ast.Starred) else one
                    self.bind(inner, UNKNOWN if isinstance(one, ast.Starred) else element_of(value), env)
            case ast.Subscript() | ast.Attribute():
                self.type_of(target, env)

    def narrowed(self, test: ast.expr, env: Env) -> Env:
        """What is still known behind a test: nothing of names that it asks for their type, for None, or at all."""
        doubtful: set[str] = set()
        for node in ast.walk(test):
            match node:
                case ast.Compare(left=left, ops=ops, comparators=others):
                    plain = all(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in ops)
                    if not plain:
                        doubtful |= {one.id for one in (left, *others) if isinstance(one, ast.Name)}
                case ast.Call(args=arguments):
                    doubtful |= {one.id for one in arguments if isinstance(one, ast.Name)}
                case ast.BoolOp(values=values):
                    doubtful |= {value.id for value in values if isinstance(value, ast.Name)}
                case ast.UnaryOp(operand=ast.Name(id=name)):
                    doubtful.add(name)
                case ast.Attribute(value=ast.Name(id=name)):
                    doubtful.add(name)
        if isinstance(test, ast.Name):
            doubtful.add(test.id)
        return {name: value for name, value in env.items() if name not in doubtful} if doubtful else env


_CHECKED = frozenset(("sum", "max", "min"))
"""Their result depends on more than types, but their argument can be judged."""


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value == 0


def _number(op: ast.operator, left: Value, right: Value) -> Value:
    if "complex" in (left.type, right.type) or isinstance(op, ast.Pow | ast.MatMult):
        return UNKNOWN
    if isinstance(op, ast.Div):
        return Value("float", origin="/ gives a number with a point, also where it comes out even")
    if "float" in (left.type, right.type):
        return Value("float", origin=left.origin or right.origin)
    return Value("int")


_KNOWN = frozenset((*_CONTAINERS, "NoneType", "int", "float", "bool"))
"""Types of which it is known what their operators take."""


def _other(op: ast.operator, left: Value, right: Value) -> Value | None:
    """The result of an operator where not both sides are numbers; None where it cannot work."""
    whole = ("int", "bool")
    match op:
        case ast.Add() if left.type == right.type and left.type in _ROWS:
            return join(left, right) if left.type == "str" else Value(left.type)
        case ast.Mult() if left.type in _ROWS and right.type in whole:
            return Value(left.type, left.element)
        case ast.Mult() if right.type in _ROWS and left.type in whole:
            return Value(right.type, right.element)
        case ast.Mod() if left.type == "str":
            return Value("str", "str")
    of_sets = isinstance(op, ast.Sub | ast.BitAnd | ast.BitOr | ast.BitXor | ast.LShift | ast.RShift | ast.MatMult)
    sets = isinstance(op, ast.Sub) and left.type == right.type == "set"
    followed = not of_sets or (isinstance(op, ast.Sub) and not sets)
    return None if followed and left.type in _KNOWN and right.type in _KNOWN else UNKNOWN


def _reads(name: str, argument: ast.expr) -> bool:
    """Whether a text that stands in the code can be read as a number; of others nothing is known."""
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        return True
    try:
        int(argument.value) if name == "int" else float(argument.value)
    except ValueError:
        return False
    return True
