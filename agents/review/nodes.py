"""Small questions about one node of a program. Pure."""

import ast
from typing import TypeGuard

__all__ = [
    "calls_with_its_own_parameters",
    "is_own",
    "is_stored",
    "is_that_name",
    "is_true",
    "last_name",
    "lies_in",
    "line_of",
    "owner_text",
    "same_text",
    "shown_together",
]


def last_name(node: ast.AST) -> str:
    """`size` of `self.tank.size`, and the name itself where it is one."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def owner_text(node: ast.AST) -> str:
    """`self.tank` of `self.tank.fill(3)`."""
    return ast.unparse(node.func.value) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def line_of(node: ast.expr) -> int:
    """Its line, as a key to sort by."""
    return node.lineno


def is_own(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Whether it is an attribute of `self`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def is_stored(node: ast.Name | ast.Attribute | ast.Subscript) -> bool:
    """Whether it is given a value here, or taken away, and not read."""
    return not isinstance(node.ctx, ast.Load)


def is_true(node: ast.AST | None) -> bool:
    """Whether it is `True` itself."""
    return isinstance(node, ast.Constant) and node.value is True


def is_that_name(node: ast.AST, name: ast.Name) -> bool:
    """Whether it is this name, in another place."""
    return isinstance(node, ast.Name) and node.id == name.id


def same_text(one: ast.expr, other: ast.expr) -> bool:
    """Whether two are written alike, one of them stored to and the other read."""
    return ast.unparse(one) == ast.unparse(other)


def lies_in(loop: ast.AST, node: ast.expr) -> bool:
    """Whether a node stands in the lines of a loop."""
    return getattr(loop, "lineno", 0) <= node.lineno <= (getattr(loop, "end_lineno", 0) or 0)


def shown_together(node: ast.AST) -> list[ast.expr]:
    """The values that a text, a tuple or a call shows side by side."""
    match node:
        case ast.JoinedStr(values=values):
            return [one.value for one in values if isinstance(one, ast.FormattedValue)]
        case ast.Tuple(elts=values, ctx=ast.Load()):
            return values
        case ast.Call(func=ast.Name(id="print") | ast.Attribute(value=ast.Constant(), attr="format"), args=values):
            return [one for one in values if not isinstance(one, ast.Constant)]
    return []


def calls_with_its_own_parameters(call: ast.Call, function: ast.AST) -> bool:
    """Whether a function calls itself with its own parameters as they are."""
    given = [one.arg for one in getattr(function, "args").args if one.arg != "self"]  # noqa: B009 - of any function
    return given == [one.id if isinstance(one, ast.Name) else "" for one in call.args] and not call.keywords
