"""How much a reader has to keep in mind: a number of 0 to 1, and the lines of code. Pure."""

import ast
import math

from agents.debug.syntax.lexer import tokens
from agents.linting.source import Source

__all__ = ["complexity_score", "lines_of_code"]

_SCALE = 15.0
"""Points at which the score is 0.63: the usual limit of cognitive complexity for one function."""


def complexity_score(tree: ast.Module | None) -> float:
    """0 for a straight row of statements, nearer to 1 the more branches and nesting; 3 decimals.

    Every branch, loop, handler, comprehension and conditional expression counts one point and one more for each that
    it stands inside; a row of `and` or `or` counts one. The score is 1 - exp(-points / 15): it grows with every point
    and never reaches 1. It is 0 where nothing could be read.
    """
    points = _points(tree, 0) if tree is not None else 0
    return round(1 - math.exp(-points / _SCALE), 3)


def _points(node: ast.AST, depth: int) -> int:
    points, deeper = 0, depth
    match node:
        case ast.If() | ast.For() | ast.AsyncFor() | ast.While() | ast.ExceptHandler() | ast.IfExp() | ast.Match():
            points, deeper = 1 + depth, depth + 1
        case ast.comprehension():
            points, deeper = 1 + depth + len(node.ifs), depth + 1
        case ast.BoolOp():
            points = 1
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() | ast.ClassDef():
            deeper = depth + 1 if isinstance(node, ast.Lambda) else 0
    if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        inner = sum(_points(child, deeper) for child in [node.test, *node.body])
        return points + inner + _points(node.orelse[0], depth)  # `elif` is no deeper than its `if`
    return points + sum(_points(child, deeper) for child in ast.iter_child_nodes(node))


def lines_of_code(source: Source) -> int:
    """Lines that hold code: without empty ones and those that are only comment."""
    return len({line for token in tokens(source).code for line in range(token.line, token.end_line + 1)})
