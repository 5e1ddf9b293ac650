"""Which list or dictionary a name stands for, in whatever function of the program it is used. Nothing is run."""

import ast
from collections import defaultdict
from functools import cached_property
from typing import Final

from agents.review.program import Program, base_name, callee

__all__ = ["Holder", "Holders"]

Holder = tuple[ast.AST, str]
"""The scope in which something is made, and its name there; attributes belong to the program."""

_MOST: Final = 8
"""Steps from function to function: nobody hands a list on more often."""


class Holders:
    """Follows lists and dictionaries through the functions that return them and those that they are handed to.

    Args:
        program: is gone through once.
    """

    def __init__(self, program: Program) -> None:
        self._program = program

    def of(self, node: ast.expr) -> Holder | None:
        """Where what an expression stands for was made, as far as it is known."""
        first = self.origin(node)
        if isinstance(first, ast.Name):
            return self._scope(first), first.id
        return (self._program.tree, base_name(first)) if base_name(first).startswith("self.") else None

    def origin(self, node: ast.expr) -> ast.expr:
        """What it is called where it was made, or else the expression that a function is called with."""
        for _ in range(_MOST):
            step = self._before(node)
            if step is None:
                break
            node = step
        return node

    def _scope(self, node: ast.Name) -> ast.AST:
        """The scope in which a name is given its value."""
        program = self._program
        scope = program.scope(node)
        while scope is not program.tree and node.id not in program.parameters(scope):
            if (scope, node.id) in self._stores:
                break
            scope = program.scope(scope)
        return program.tree if node.id in program.outer_names else scope

    @cached_property
    def _stores(self) -> dict[Holder, list[ast.Name]]:
        """Where a name is given a value."""
        stores: dict[Holder, list[ast.Name]] = defaultdict(list)
        for node in self._program.all(ast.Name):
            if not isinstance(node.ctx, ast.Load):
                stores[self._program.scope(node), node.id].append(node)
        return dict(stores)

    def _before(self, node: ast.expr) -> ast.expr | None:
        """What the value was called before a function returned it, or was handed it."""
        if isinstance(node, ast.Call):
            return self._returned.get(callee(node))
        if not isinstance(node, ast.Name):
            return None
        scope = self._scope(node)
        stores = self._stores.get((scope, node.id), [])
        if not stores and isinstance(scope, ast.FunctionDef):
            return self._handed.get((scope.name, node.id))
        given = self._program.values(stores[0]) if len(stores) == 1 else []
        return given[0] if given and isinstance(given[0], ast.Call) and callee(given[0]) in self._returned else None

    @cached_property
    def _returned(self) -> dict[str, ast.expr]:
        """Function -> the name that it returns, where that is one."""
        found: dict[str, list[ast.expr]] = defaultdict(list)
        for node in self._program.all(ast.Return):
            function = self._program.function_of(node)
            if function is not None and node.value is not None:
                found[function.name].append(node.value)
        return {
            name: given[0]
            for name, given in found.items()
            if len({ast.unparse(one) for one in given}) == 1 and isinstance(given[0], ast.Name | ast.Attribute)
        }

    @cached_property
    def _handed(self) -> dict[tuple[str, str], ast.expr]:
        """(function, parameter) -> what it is called with first."""
        known = {one.name: [*self._program.parameters(one)] for one in self._program.functions}
        handed: dict[tuple[str, str], ast.expr] = {}
        for call in self._program.all(ast.Call):
            names = known.get(callee(call), [])
            for name, given in zip(names[names[:1] == ["self"] :], call.args, strict=False):
                handed.setdefault((callee(call), name), given)
        return handed
