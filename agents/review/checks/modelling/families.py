"""Classes that come from others, copies of objects, and what an object remembers of its past."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods
from agents.review.checking import Check, check
from agents.review.nodes import owner_text
from agents.review.program import Program, call_name, is_const, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 2


@check(
    Rule(
        code="calls-itself-for-the-other",
        title="`{name}` calls itself, not the method that it replaces",
        weights={"correctness": 0.4},
        level="beginner",
        why="`self.` finds the new method again: it calls itself until Python gives up.",
        do="Call the method of the class that it comes from.",
        example="class Door:\n    def open(self):\n        print('open')\n\n\nclass Gate(Door):\n    def open(self):\n"
        "        print('creak')\n        self.open()\n",
        better="class Door:\n    def open(self):\n        print('open')\n\n\nclass Gate(Door):\n    def open(self):\n"
        "        print('creak')\n        super().open()\n",
    )
)
def calls_itself_for_the_other(program: Program) -> Iterator[Place]:
    """See the rule: a statement that is always done calls the same method of the same object."""
    for owner in program.all(ast.ClassDef):
        for name, method in methods(owner).items() if owner.bases else ():
            for step in method.body:
                match step:
                    case ast.Expr(value=call) | ast.Return(value=call) | ast.Assign(value=call):
                        inner = call.left if isinstance(call, ast.BinOp) else call
                        if isinstance(inner, ast.Call) and ast.unparse(inner.func) == f"self.{name}":
                            yield Place(step.lineno, name)
                    case ast.If() | ast.For() | ast.While() | ast.Try() | ast.With():
                        break


@check(
    Rule(
        code="remembered-too-late",
        title="`{name}` is remembered when it has changed already",
        weights={"correctness": 0.4},
        level="beginner",
        why="To go back, the state before the change is needed; what is put on the list here is the state after it.",
        do="Put the old state on the list first, and change it then.",
        example="class Note:\n    def __init__(self):\n        self.text = ''\n        self.past = []\n\n"
        "    def write(self, words):\n        self.text += words\n        self.past.append(self.text)\n\n"
        "    def undo(self):\n        if self.past:\n            self.text = self.past.pop()\n",
        better="class Note:\n    def __init__(self):\n        self.text = ''\n        self.past = []\n\n"
        "    def write(self, words):\n        self.past.append(self.text)\n        self.text += words\n\n"
        "    def undo(self):\n        if self.past:\n            self.text = self.past.pop()\n",
    )
)
def remembered_too_late(program: Program) -> Iterator[Place]:
    """See the rule: `x` changes, `past.append(x)` behind it, and `x = past.pop()` elsewhere; or the way forth."""
    back: dict[str, str] = {}
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Attribute() | ast.Name() as state],
                value=ast.Call(func=ast.Attribute(value=past, attr="pop"), args=[]),
            ) if isinstance(state, ast.Attribute) or state.id in program.outer_names:
                back[ast.unparse(past)] = ast.unparse(state)
    changes: list[ast.Assign | ast.AugAssign] = [*program.all(ast.AugAssign), *program.all(ast.Assign)]
    for change in changes:
        target = change.target if isinstance(change, ast.AugAssign) else change.targets[0]
        state_text = ast.unparse(target)
        if state_text not in back.values():
            continue
        popped = method_of(change.value) == "pop"
        for step in program.after(change, 1):
            match step:
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=past, attr="append"), args=[kept])):
                    text = ast.unparse(past)
                    if back.get(text) == state_text == ast.unparse(kept) and not (
                        popped and owner_text(change.value) == text
                    ):
                        yield Place(step.lineno, state_text)


@check(
    Rule(
        code="oldest-taken-back",
        title="`{name}` takes back the oldest step, not the last one",
        weights={"correctness": 0.4},
        level="beginner",
        why="The last step was put at the end of the list; `pop(0)` takes from the beginning.",
        do="Take from the end at which new steps are put in.",
        example="def undo(steps):\n    if not steps:\n        return None\n    return steps.pop(0)\n",
        better="def undo(steps):\n    if not steps:\n        return None\n    return steps.pop()\n",
    )
)
def oldest_taken_back(program: Program) -> Iterator[Place]:
    """See the rule: `pop(0)` in `undo` or `redo`, of what nothing puts in at the front."""
    front = {owner_text(one) for one in program.all(ast.Call) if method_of(one) in ("insert", "appendleft")}
    for node in program.all(ast.Call):
        function = program.function_of(node)
        takes = method_of(node) == "popleft" or (method_of(node) == "pop" and node.args and is_const(node.args[0], 0))
        named = function is not None and re.match(r"_?(?:undo|redo)(?:_|$)", function.name)
        if function is not None and takes and named and owner_text(node) not in front:
            yield Place(node.lineno, function.name)


@check(
    Rule(
        code="newest-thrown-out",
        title="`{name}` throws out what has just been put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="The newest stands at the end, and that is where it is taken out again: nothing new ever stays.",
        do="Take out the one at the other end.",
        example="def note(log, event, most):\n    log.append(event)\n    if len(log) > most:\n        log.pop()\n",
        better="def note(log, event, most):\n    log.append(event)\n    if len(log) > most:\n        log.pop(0)\n",
    )
)
def newest_thrown_out(program: Program) -> Iterator[Place]:
    """See the rule: `append` and `if len(x) > n: x.pop()`; `popitem()` when it is full; `oldest = x.pop()`; at 0."""
    yield from _at_the_front(program)
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[ast.Name(id="oldest" | "oldest_key" | "least_recent")], value=ast.Call(args=[]) as taken
            ):
                if method_of(taken) == "pop" and _is_appended_to(program, step, owner_text(taken)):
                    yield Place(step.lineno, ast.unparse(step))
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(
                    left=ast.Call(func=ast.Name(id="len"), args=[held]),
                    ops=[ast.Gt() | ast.GtE() as sign],
                    comparators=[_],
                ),
                body=[
                    ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="pop" | "popitem" as name)) as call)
                ],
            ) if same(held, owner):
                pass
            case _:
                continue
        last = [one.value for one in call.keywords if one.arg == "last"]
        if name == "popitem":
            newest = not last or (isinstance(last[0], ast.Constant) and last[0].value is True)
            if newest and (_puts_key(program.before(node, _NEAR), owner) or isinstance(sign, ast.GtE)):
                yield Place(call.lineno, ast.unparse(call))
        elif not call.args or is_const(call.args[0], -1):
            before = program.before(node, 1)
            put = before[0] if before else None
            if (
                isinstance(put, ast.Expr)
                and method_of(put.value) == "append"
                and owner_text(put.value) == ast.unparse(held)
            ):
                yield Place(call.lineno, ast.unparse(call))


def _at_the_front(program: Program) -> Iterator[Place]:
    """What is put in at the front and taken out there, at once or where a question asks for something else."""
    for put in program.all(ast.Call):
        statement, owner = program.parents[put], owner_text(put)
        first = method_of(put) == "insert" and len(put.args) == _BOTH and is_const(put.args[0], 0)
        if not (first or method_of(put) == "appendleft") or not isinstance(statement, ast.Expr):
            continue
        for at, step in enumerate(program.after(statement, _NEAR)):
            match step:
                case ast.If(test=test) | ast.While(test=test) if _asks_otherwise(test, owner):
                    taken = [branch[0] for branch in (step.body, step.orelse) if len(branch) == 1]
                case _:  # later, it may have been there for what stands between
                    taken = [step] if at == 0 else []
            for one in taken:
                if _takes_first(one, owner):
                    yield Place(one.lineno, ast.unparse(one))


_BOTH: Final = 2


def _asks_otherwise(test: ast.expr, owner: str) -> bool:
    """Whether a question does not look at what has just been put in: only at the length, or at something else."""
    lengths = [one for one in ast.walk(test) if call_name(one) == "len"]
    return ast.unparse(test).count(owner) == len([one for one in lengths if owner in ast.unparse(one)])


def _takes_first(step: ast.stmt, owner: str) -> bool:
    match step:
        case ast.Expr(value=ast.Call(args=arguments) as call):
            zero = len(arguments) == 1 and is_const(arguments[0], 0)
            return owner_text(call) == owner and (method_of(call) == "popleft" or (method_of(call) == "pop" and zero))
        case ast.Delete(targets=[ast.Subscript(value=held, slice=place)]):
            return is_const(place, 0) and ast.unparse(held) == owner
    return False


def _is_appended_to(program: Program, step: ast.stmt, held: str) -> bool:
    """Whether new elements are put at the end of a list, in the function or class around a statement."""
    around = next((up for _, up in program.up(step) if isinstance(up, ast.ClassDef)), None)
    scope = around or program.function_of(step) or program.tree
    return any(method_of(one) == "append" and owner_text(one) == held for one in ast.walk(scope))


def _puts_key(steps: list[ast.stmt], owner: ast.expr) -> bool:
    return any(
        isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Subscript) and same(one.targets[0].value, owner)
        for one in steps
    )


CHECKS: tuple[Check, ...] = (
    calls_itself_for_the_other,
    remembered_too_late,
    oldest_taken_back,
    newest_thrown_out,
)
