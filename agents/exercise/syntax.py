"""What Python code is made of, read from its tree: for concepts that a solution uses and constraints it keeps."""

import ast
from collections.abc import Callable, Iterator

__all__ = ["Tree", "any_node", "attributes", "calls", "functions", "imports", "is_recursive", "methods"]

Tree = ast.AST
"""Parsed code."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def any_node(tree: Tree, *kinds: type[ast.AST], when: Callable[[ast.AST], bool] = lambda _: True) -> bool:
    """Whether there is a node of one of the kinds for which the condition holds."""
    return any(isinstance(node, kinds) and when(node) for node in ast.walk(tree))


def calls(tree: Tree) -> Iterator[str]:
    """Names that are called, without what stands before the dot: `len(x)` and `text.strip()` give `len`, `strip`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr


def _own_calls(tree: Tree) -> Iterator[str]:
    """Names that are called as plain functions or on `self` and `cls`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                yield called.id
            elif isinstance(called, ast.Attribute) and ast.unparse(called.value) in {"self", "cls"}:
                yield called.attr


def attributes(tree: Tree) -> set[str]:
    """Names behind a dot."""
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def imports(tree: Tree) -> set[str]:
    """Top-level modules that are imported anywhere."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def functions(tree: Tree) -> Iterator[FunctionNode]:
    """Every function and method."""
    return (node for node in ast.walk(tree) if isinstance(node, FunctionNode))


def methods(tree: Tree) -> Iterator[FunctionNode]:
    """Functions that stand directly in a class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (part for part in node.body if isinstance(part, FunctionNode))


def is_recursive(tree: Tree) -> bool:
    """Whether a function calls itself, also by way of others, or a method itself on `self`.

    Names stand for functions: two functions of one name are taken for one. What is called on other objects, such as
    `super().area()` or `self.songs.remove(song)`, is somebody else's.
    """
    called = {function.name: set(_own_calls(function)) for function in functions(tree)}

    def reaches(start: str) -> bool:
        seen: set[str] = set()
        waiting = list(called[start])
        while waiting:
            name = waiting.pop()
            if name == start:
                return True
            if name in called and name not in seen:
                seen.add(name)
                waiting.extend(called[name])
        return False

    return any(map(reaches, called))
