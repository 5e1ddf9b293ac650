"""Types along the statements of a program: what each name holds at each point. Pure.

A mistake is reported only where the types are exact on the way that leads there: where ways meet and differ, in code
that a `try` guards, and for parameters nothing is known. In a loop the first round is what counts: it really happens.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from agents.mistakes.checks.program import Check, Function, Program, own_nodes, target_names
from agents.mistakes.checks.types.expressions import Expressions
from agents.mistakes.checks.types.kinds import KINDS
from agents.mistakes.checks.types.lattice import UNKNOWN, Env, Value, join, merged
from agents.mistakes.findings import Finding

__all__ = ["CHECK"]

_NO_RETURN = "the function has no `return` with a value"


def _run(program: Program) -> Iterator[Finding]:
    shared = program.shared_names
    returns: dict[str, Value] = {}
    silent = _Flow(Expressions(program, returns, quiet=1), shared)
    for name, function in program.plain_functions.items():
        returns[name] = silent.result_of(function)
    flow = _Flow(Expressions(program, {name: value for name, value in returns.items() if value.type}), shared)
    flow.block(program.tree.body, {})
    for one in program.functions:
        flow.block(one.body, {})
    for node in program.nodes:
        if isinstance(node, ast.ClassDef):
            flow.block([one for one in node.body if isinstance(one, ast.Assign | ast.Expr)], {})
    yield from flow.expressions.found


class _Flow:
    def __init__(self, expressions: Expressions, shared: set[str]) -> None:
        self.expressions = expressions
        self._shared = shared
        self._results: list[Value] = []
        self._stored: dict[ast.AST, set[str]] = {}

    def result_of(self, function: Function) -> Value:
        """What a function gives back, as far as it is always the same type."""
        own = list(own_nodes(function))
        if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own):
            return UNKNOWN
        returns = [node for node in own if isinstance(node, ast.Return)]
        if not any(node.value is not None for node in returns):
            stub = all(isinstance(one, ast.Pass | ast.Raise | ast.Expr) for one in function.body)
            calls = any(isinstance(node, ast.Call) for node in own)
            return UNKNOWN if stub and not calls else Value("NoneType", origin=_NO_RETURN)
        self._results = []
        ends = self.block(function.body, {})
        if ends is not None:  # the end can be reached: then it may be None as well
            return UNKNOWN
        result = self._results[0] if self._results else UNKNOWN
        for one in self._results[1:]:
            result = join(result, one)
        return result

    def block(self, statements: list[ast.stmt], env: Env) -> Env | None:
        """What is known after the statements; None where their end is never reached."""
        now: Env | None = env
        for statement in statements:
            if now is None:
                return None
            now = self._statement(statement, now)
            if now is not None:
                for name in self._shared & now.keys():
                    now[name] = UNKNOWN
        return now

    def _statement(self, node: ast.stmt, env: Env) -> Env | None:
        follow = self._followed.get(type(node))
        if follow is not None:
            return follow(self, node, env)
        return {name: value for name, value in env.items() if name not in self._stores(node)}

    def _stores(self, node: ast.AST) -> set[str]:
        """Names that get a value anywhere in a statement."""
        if node not in self._stored:
            self._stored[node] = target_names(node)
        return self._stored[node]

    def _without(self, node: ast.AST, env: Env) -> Env:
        stored = self._stores(node)
        return {name: value for name, value in env.items() if name not in stored}

    # -- statements that only compute
    def _assign(self, node: ast.Assign, env: Env) -> Env:
        value = node.value
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
                found = [self.expressions.type_of(one, env) for one in value.elts]
                for one, known in zip(target.elts, found, strict=True):
                    self.expressions.bind(one, known, env)
            else:
                self.expressions.bind(target, self.expressions.type_of(value, env), env)
        return env

    def _annotated(self, node: ast.AnnAssign, env: Env) -> Env:
        if node.value is not None:
            self.expressions.bind(node.target, self.expressions.type_of(node.value, env), env)
        return env

    def _augmented(self, node: ast.AugAssign, env: Env) -> Env:
        left = self.expressions.type_of(_loaded(node.target), env)
        right = self.expressions.type_of(node.value, env)
        extends = left.type == "list" and isinstance(node.op, ast.Add) and not right.is_number
        result = Value("list") if extends else self.expressions.operate(node, node.op, left, right, node.value)
        self.expressions.bind(node.target, result, env)
        return env

    def _expression(self, node: ast.Expr, env: Env) -> Env:
        self.expressions.type_of(node.value, env)
        return env

    def _assert(self, node: ast.Assert, env: Env) -> Env:
        self.expressions.type_of(node.test, env)
        return self.expressions.narrowed(node.test, env)

    # -- statements that steer
    def _return(self, node: ast.Return, env: Env) -> None:
        found = self.expressions.type_of(node.value, env) if node.value is not None else Value("NoneType")
        self._results.append(found)

    def _leave(self, _: ast.stmt, __: Env) -> None:
        return None

    def _with(self, node: ast.With | ast.AsyncWith, env: Env) -> Env | None:
        for item in node.items:
            self.expressions.type_of(item.context_expr, env)
            if item.optional_vars is not None:
                self.expressions.bind(item.optional_vars, UNKNOWN, env)
        return self.block(node.body, env)

    def _if(self, node: ast.If, env: Env) -> Env | None:
        self.expressions.type_of(node.test, env)
        known = self.expressions.narrowed(node.test, env)
        then, other = self.block(node.body, dict(known)), self.block(node.orelse, dict(known))
        if then is None or other is None:
            return other if then is None else then
        # What the test asked for is known again after it, where neither way changed it.
        kept = {name: value for name, value in self._without(node, env).items() if name not in known}
        return {**kept, **merged(then, other)}

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, env: Env) -> Env:
        stored = self._stores(node)
        inner = {name: value for name, value in env.items() if name not in stored or value.type != "NoneType"}
        if isinstance(node, ast.While):
            self.expressions.type_of(node.test, env)
            inner = dict(self.expressions.narrowed(node.test, inner))
        else:
            self.expressions.iterate(node.iter, node.target, inner)
        self.block(node.body, inner)
        after = self._without(node, env)
        self.block(node.orelse, dict(after))
        return after

    def _guarded(self, node: ast.Try, env: Env) -> Env:
        quiet = 1 if node.handlers else 0
        self.expressions.quiet += quiet
        self.block(node.body, dict(env))
        self.expressions.quiet -= quiet
        after = self._without(node, env)
        for block in (*(handler.body for handler in node.handlers), node.orelse, node.finalbody):
            self.block(block, dict(after))
        return after

    _followed: ClassVar[Mapping[type[ast.stmt], Callable[..., Env | None]]] = {
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Expr: _expression,
        ast.Assert: _assert,
        ast.Return: _return,
        ast.Raise: _leave,
        ast.Break: _leave,
        ast.Continue: _leave,
        ast.If: _if,
        ast.For: _loop,
        ast.AsyncFor: _loop,
        ast.While: _loop,
        ast.Try: _guarded,
        ast.With: _with,
        ast.AsyncWith: _with,
    }
    """What is followed; of any other statement only the names count that it gives a value."""


def _loaded(target: ast.expr) -> ast.expr:
    """The target of `+=` as a value."""
    match target:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case ast.Subscript(value=value, slice=place):
            return ast.copy_location(ast.Subscript(value, place, ast.Load()), target)
        case ast.Attribute(value=value, attr=name):
            return ast.copy_location(ast.Attribute(value, name, ast.Load()), target)
    return target


CHECK = Check(KINDS, _run)
