"""What grows old: ages worked out backwards, the fresh ones thrown away, results that are never kept."""

import ast
from collections.abc import Iterator

from agents.review.changes import classes
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


@check(
    Rule(
        code="redo-after-another-step",
        title="`{name}` keeps what was undone when something new is done",
        weights={"correctness": 0.35},
        level="learning",
        why="After a new step the steps that were undone before it belong to another way: doing them again brings back "
        "what does not fit any more.",
        do="Ask what `redo` shall do after undo and a new step.",
        example="class Page:\n    def __init__(self):\n        self.lines = []\n        self.undone = []\n\n"
        "    def write(self, line):\n        self.lines.append(line)\n        print(line)\n\n"
        "    def undo(self):\n        if self.lines:\n"
        "            self.undone.append(self.lines.pop())\n\n    def redo(self):\n        if self.undone:\n"
        "            self.lines.append(self.undone.pop())\n",
        better="class Page:\n    def __init__(self):\n        self.lines = []\n        self.undone = []\n\n"
        "    def write(self, line):\n        self.lines.append(line)\n        print(line)\n"
        "        self.undone.clear()\n\n"
        "    def undo(self):\n        if self.lines:\n            self.undone.append(self.lines.pop())\n\n"
        "    def redo(self):\n        if self.undone:\n            self.lines.append(self.undone.pop())\n",
    )
)
def redo_after_another_step(program: Program) -> Iterator[Place]:
    """See the rule: what `undo` fills and `redo` empties is touched by no method that adds a step."""
    for owner, _, methods in classes(program):
        by_name = {one.method.name: one for one in methods}
        undo, redo = by_name.get("undo"), by_name.get("redo")
        if undo is None or redo is None or owner.bases or undo.calls or redo.calls:
            continue
        undone = {name for name, found in undo.signs.items() if found == {1} and redo.signs.get(name) == {-1}}
        done = {name for name, found in undo.signs.items() if found == {-1} and redo.signs.get(name) == {1}}
        steps = [
            one
            for one in methods
            if one is not undo and one is not redo and any(1 in one.signs.get(each, ()) for each in done)
        ]
        forgotten = [name for name in undone if not any(name in one.signs or one.calls for one in steps)]
        if steps and forgotten:
            yield Place(steps[0].method.lineno, f"self.{forgotten[0]}")


CHECKS: tuple[Check, ...] = (kept_after_the_change, redo_after_another_step)
