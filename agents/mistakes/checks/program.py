"""A program as the checks see it: its tree with what several checks need. Pure."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from agents.linting.source import Source
from agents.mistakes.findings import Finding, Kind, Span

__all__ = ["Check", "Function", "Loop", "Program", "names_in", "own_nodes", "span_of", "target_names"]

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.While | ast.AsyncFor
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class Program:
    """A tree and its source."""

    tree: ast.Module
    source: Source

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node, parents before children."""
        return list(ast.walk(self.tree))

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The parent of each node."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def functions(self) -> list[Function]:
        """Every `def`."""
        return [node for node in self.nodes if isinstance(node, Function)]

    @cached_property
    def loops(self) -> list[Loop]:
        """Every loop statement."""
        return [node for node in self.nodes if isinstance(node, Loop)]

    @cached_property
    def calls(self) -> list[ast.Call]:
        """Every call."""
        return [node for node in self.nodes if isinstance(node, ast.Call)]

    @cached_property
    def plain_functions(self) -> dict[str, ast.FunctionDef]:
        """Functions at the top of the program whose name has no other meaning anywhere in it."""
        bound: dict[str, int] = {}
        for node in self.nodes:
            for name in _bound_names(node):
                bound[name] = bound.get(name, 0) + 1
        return {
            node.name: node
            for node in self.tree.body
            if isinstance(node, ast.FunctionDef) and not node.decorator_list and bound[node.name] == 1
        }

    def times_defined(self, name: str) -> int:
        """How many functions, methods and attributes of objects have this name."""
        return self._times_defined[name]

    @cached_property
    def _times_defined(self) -> Counter[str]:
        stored = (node for node in self.nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))
        return Counter([*(one.name for one in self.functions), *(one.attr for one in stored)])

    @cached_property
    def shared_names(self) -> set[str]:
        """Names that some function declares as belonging to what is around it."""
        return {name for node in self.nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}

    @cached_property
    def parameter_names(self) -> set[str]:
        """Names of all parameters."""
        return {node.arg for node in self.nodes if isinstance(node, ast.arg)}

    def only_value(self, name: str) -> ast.expr | None:
        """The one value that a name is given in the whole program; None when there are several, or none is written."""
        return self._only_values.get(name)

    @cached_property
    def _only_values(self) -> dict[str, ast.expr]:
        counts: dict[str, int] = {}
        values: dict[str, ast.expr] = {}
        for node in self.nodes:
            for name in _bound_names(node):
                counts[name] = counts.get(name, 0) + 1
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    values[name] = value
        return {name: value for name, value in values.items() if counts[name] == 1}

    def value_here(self, name: ast.Name) -> ast.expr | None:
        """The one value that a name is given in its own function, or else in the whole program."""
        own = self._values_here.get((self.scope_of(name), name.id), [])
        return own[0] if len(own) == 1 else None if own else self.only_value(name.id)

    @cached_property
    def _values_here(self) -> dict[tuple[ast.AST, str], list[ast.expr | None]]:
        """(scope, name) -> what it is given there; None for what is no plain assignment."""
        found: dict[tuple[ast.AST, str], list[ast.expr | None]] = {}
        for node in self.nodes:
            for name in _bound_names(node):
                around = self.parents.get(node)
                plain = isinstance(around, ast.Assign) and isinstance(node, ast.Name)
                value = around.value if isinstance(around, ast.Assign) and plain else None
                found.setdefault((self.scope_of(node), name), []).append(value)
        return found

    @cached_property
    def other_things(self) -> set[str]:
        """Names for modules, and for objects that a call of a class (`Button(...)`, `tk.Tk()`) has made."""
        found = {name for node in self.nodes if isinstance(node, ast.alias) for name in _bound_names(node)}
        for node in self.nodes:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=made))
                    | ast.withitem(context_expr=ast.Call(func=made), optional_vars=ast.Name(id=name))
                ):
                    called = made.id if isinstance(made, ast.Name) else getattr(made, "attr", "")
                    if called[:1].isupper():
                        found.add(name)
        return found

    @cached_property
    def blocks(self) -> list[list[ast.stmt]]:
        """Every list of statements that run one after another."""
        found = []
        for node in self.nodes:
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list) and block:
                    found.append(block)
        return found

    def scope_of(self, node: ast.AST) -> ast.AST:
        """The function, class or module around a node."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, _SCOPES):
                return node
        return self.tree

    def text(self, node: ast.AST) -> str:
        """The code of a node, in one line and short enough to be quoted."""
        span = span_of(node, self.source)
        start, end = self.source.offset(span.line, span.column), self.source.offset(span.end_line, span.end_column)
        found = " ".join(self.source.text[start:end].split())
        return found if len(found) <= 60 else found[:57] + "..."  # noqa: PLR2004 - fits into a sentence


_BINDING = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Name,
    ast.arg,
    ast.alias,
    ast.ExceptHandler,
)
"""Nodes that may give a name a meaning."""


def _bound_names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Name(ctx=ast.Store() | ast.Del()):
            yield node.id
        case ast.arg():
            yield node.arg
        case ast.alias():
            yield (node.asname or node.name).partition(".")[0]
        case ast.ExceptHandler(name=str(name)):
            yield name


@dataclass(frozen=True)
class Check:
    """A check as the registry knows it.

    Attributes:
        kinds: every kind of mistake it may report.
        run: finds them.
    """

    kinds: tuple[Kind, ...]
    run: Callable[[Program], Iterator[Finding]]


def span_of(node: ast.AST, source: Source) -> Span:
    """The place of a node; the tree counts columns in bytes, people in characters."""
    line = getattr(node, "lineno", 1)
    end_line = getattr(node, "end_lineno", None) or line
    column = _characters(source.line(line), getattr(node, "col_offset", 0))
    end = _characters(source.line(end_line), getattr(node, "end_col_offset", None) or 0)
    if (end_line, end) <= (line, column):
        end_line, end = line, column + 1
    return Span(line, column + 1, end_line, end + 1)


def _characters(line: str, offset: int) -> int:
    return offset if line.isascii() else len(line.encode()[:offset].decode(errors="ignore"))


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes below a node, without what belongs to functions and classes inside it."""
    left = [*ast.iter_child_nodes(node)][::-1]
    while left:
        child = left.pop()
        yield child
        if not isinstance(child, _SCOPES):
            left += [*ast.iter_child_nodes(child)][::-1]


def names_in(node: ast.AST) -> set[str]:
    """Names that stand below a node, read or given a value."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def target_names(node: ast.AST) -> set[str]:
    """Names that are given a value anywhere below a node, functions inside it included."""
    return {name for one in ast.walk(node) if isinstance(one, _BINDING) for name in _bound_names(one)}
