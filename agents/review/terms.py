"""What a sum is made of. Pure."""

import ast

__all__ = ["summands"]


def summands(node: ast.expr, *, less: bool = False) -> list[ast.expr]:
    """The parts of a sum, from left to right; with `less`, what is taken off counts as a part as well."""
    signs = (ast.Add, ast.Sub) if less else (ast.Add,)
    found: list[ast.expr] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.BinOp) and isinstance(one.op, signs):
            waiting += [one.right, one.left]
        else:
            found.append(one)
    return found
