"""What a method keeps under a name that nobody reads, and what it reads that nobody has kept."""

import ast
from collections.abc import Iterator

from agents.review.changes import methods
from agents.review.checking import Check, check
from agents.review.nodes import is_own
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _stored(node: ast.AST) -> set[str]:
    """Attributes of the object that are set within a node."""
    return {one.attr for one in ast.walk(node) if is_own(one) and isinstance(one.ctx, ast.Store)}


def _of_class(owner: ast.ClassDef) -> dict[str, ast.expr]:
    """What the class itself gives a value."""
    found = {}
    for step in owner.body:
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    return found


@check(
    Rule(
        code="kept-for-nobody",
        title="`{name}` is a name of this method alone: the object keeps its own `{name}` as it was",
        weights={"correctness": 0.35},
        level="beginner",
        why="Without `self.` (or the name of the class) in front, the value is gone when the method ends.",
        do="Say whose it is: write in front of it whom it belongs to.",
        example="class Timer:\n    def __init__(self, start):\n        self.start = start\n"
        "        self.left = start\n\n"
        "    def tick(self):\n        self.left -= 1\n\n    def reset(self):\n        left = self.start\n",
        better="class Timer:\n    def __init__(self, start):\n        self.start = start\n        self.left = start\n\n"
        "    def tick(self):\n        self.left -= 1\n\n    def reset(self):\n        self.left = self.start\n",
    )
)
def kept_for_nobody(program: Program) -> Iterator[Place]:
    """See the rule: a local name that its method never reads, called as an attribute of the object or its class."""
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        attributes = {name for name, value in _of_class(owner).items() if isinstance(value, ast.Constant)}
        attributes |= _stored(known["__init__"]) if "__init__" in known else set()
        for method in known.values():
            reads = {one.id for one in ast.walk(method) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
            for step in program.within(method):
                match step:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in reads:
                        pass
                    case _:
                        continue
                plain = not isinstance(value, ast.Call | ast.Await | ast.Yield)
                alone = name in attributes and name not in program.parameters(method)
                if plain and alone and name not in program.outer_names and not _is_self(value, name):
                    yield Place(step.lineno, name)


def _is_self(value: ast.expr, name: str) -> bool:
    """`left = self.left`: a short name that is not used."""
    return isinstance(value, ast.Attribute) and value.attr == name


CHECKS: tuple[Check, ...] = (kept_for_nobody,)
