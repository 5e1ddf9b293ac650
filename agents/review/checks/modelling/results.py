"""Methods that give a new object and leave their own as it is."""

import ast
from collections import Counter
from collections.abc import Iterator

from agents.review.changes import LOOKS, methods
from agents.review.checking import Check, check
from agents.review.program import MUTATORS, Function, Program, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="new-object-thrown-away",
        title="`{name}` gives a new object, and nobody takes it",
        weights={"correctness": 0.4},
        level="beginner",
        why="The method leaves its own object as it is and returns another one. On a line of its own it has no effect.",
        do="Keep what the method returns, under the same name or another one.",
        example="class Point:\n    def __init__(self, x):\n        self.x = x\n\n    def moved(self, by):\n"
        "        return Point(self.x + by)\n\n\npoint = Point(2)\npoint.moved(3)\nprint(point.x)\n",
        better="class Point:\n    def __init__(self, x):\n        self.x = x\n\n    def moved(self, by):\n"
        "        return Point(self.x + by)\n\n\npoint = Point(2)\npoint = point.moved(3)\nprint(point.x)\n",
    )
)
def new_object_thrown_away(program: Program) -> Iterator[Place]:
    """See the rule: a method that one class alone has, that changes nothing and always returns a new object."""
    steps = [one for one in program.all(ast.Expr) if isinstance(one.value, ast.Call) and method_of(one.value)]
    if not steps:
        return
    times = Counter(one.name for one in program.functions)
    known = {
        name: method
        for owner in program.all(ast.ClassDef)
        for name, method in methods(owner).items()
        if times[name] == 1 and name not in MUTATORS
    }
    makes = {name for name, method in known.items() if _makes_another(program, method)}
    for step in steps:
        match step.value:
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute(), attr=name)) if name in makes:
                if not isinstance(program.parents[step], ast.Try) and not _in_a_with(program, step):
                    yield Place(step.lineno, ast.unparse(step)[:40])


def _in_a_with(program: Program, step: ast.stmt) -> bool:
    """Whether it is called to see that it fails, as in a test."""
    return any(isinstance(around, ast.With) for _, around in program.up(step))


def _makes_another(program: Program, method: Function) -> bool:
    """Whether it sets names of its own at most, calls nothing that may act, and returns a new object each time."""
    owner = program.parents[method]
    names = {getattr(owner, "name", ""), "cls", "type(self)", "self.__class__", "replace"}
    returns = []
    for node in program.within(method):
        match node:
            case ast.Return(value=value):
                returns.append(value)
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                return False
            case ast.Global() | ast.Nonlocal() | ast.Yield() | ast.YieldFrom() | ast.Await():
                return False
            case ast.Expr(value=ast.Call() as call) if not _fills_own(program, method, call):
                return False
            case ast.Call(func=ast.Name(id=name)) if name in LOOKS and name != "print":
                continue
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"))):
                return False
    return bool(returns) and all(isinstance(one, ast.Call) and ast.unparse(one.func) in names for one in returns)


def _fills_own(program: Program, method: Function, call: ast.Call) -> bool:
    """Whether a call changes a list that the method itself has made."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name() as owner)):
            value = program.value(owner)
            return owner.id not in program.parameters(method) and isinstance(value, ast.List | ast.Dict | ast.ListComp)
    return False


CHECKS: tuple[Check, ...] = (new_object_thrown_away,)
