"""What grows old: ages worked out backwards, the fresh ones thrown away, results that are never kept."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="kept-after-the-change",
        title="`{name}` is kept when it is changed already: undoing gives back the same",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is taken back later is the state after the change, and that is the state there is.",
        do="Keep the old state first, and change it then.",
        example="class Text:\n    def __init__(self):\n        self.text = ''\n        self.old = []\n\n"
        "    def add(self, more):\n        self.text += more\n        self.old.append(self.text)\n\n"
        "    def undo(self):\n        if self.old:\n            self.text = self.old.pop()\n",
        better="class Text:\n    def __init__(self):\n        self.text = ''\n        self.old = []\n\n"
        "    def add(self, more):\n        self.old.append(self.text)\n        self.text += more\n\n"
        "    def undo(self):\n        if self.old:\n            self.text = self.old.pop()\n",
    )
)
def kept_after_the_change(program: Program) -> Iterator[Place]:
    """See the rule: `x += ...`, then `old.append(x)`, where an `undo` sets `x = old.pop()` and takes one only."""
    for owner in program.all(ast.ClassDef):
        methods = [one for one in owner.body if isinstance(one, Function)]
        undoing = {pair for one in methods if "undo" in one.name.lower() for pair in _taken_back(one)}
        for method in methods if undoing else ():
            changed: set[str] = set()
            for step in method.body:
                match step:
                    case ast.AugAssign(target=target):
                        changed.add(ast.unparse(target))
                    case ast.Assign(targets=[target], value=value):
                        if base_name(target) in names_in(value) or ast.unparse(value) in program.parameters(method):
                            changed.add(ast.unparse(target))
                    case ast.Expr(value=ast.Call(func=ast.Attribute(value=old, attr="append"), args=[kept])):
                        pair = (ast.unparse(kept), ast.unparse(old))
                        if pair in undoing and pair[0] in changed and "undo" not in method.name.lower():
                            yield Place(step.lineno, pair[0])


def _taken_back(method: Function) -> Iterator[tuple[str, str]]:
    """(state, list) of `self.state = self.list.pop()`, where nothing else is taken from the list."""
    taken = [one for one in ast.walk(method) if isinstance(one, ast.Call) and ast.unparse(one.func).endswith(".pop")]
    looks = any(isinstance(one, ast.Subscript) and is_const(one.slice, -1) for one in ast.walk(method))
    for one in ast.walk(method):
        match one:
            case ast.Assign(targets=[state], value=ast.Call(func=ast.Attribute(value=old, attr="pop"), args=[])):
                if len(taken) == 1 and not looks:
                    yield ast.unparse(state), ast.unparse(old)


CHECKS: tuple[Check, ...] = (kept_after_the_change,)
