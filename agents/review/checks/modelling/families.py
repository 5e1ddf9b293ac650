"""Classes that come from others, copies of objects, and what an object remembers of its past."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods, own
from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 2


def _bases(program: Program) -> Iterator[tuple[ast.ClassDef, ast.ClassDef]]:
    """Classes with the one that they come from, where that is written down here too."""
    known = {one.name: one for one in program.all(ast.ClassDef)}
    for owner in known.values():
        for base in owner.bases:
            if isinstance(base, ast.Name) and base.id in known and known[base.id] is not owner:
                yield owner, known[base.id]


@check(
    Rule(
        code="class-asked-for-the-object",
        title="`{name}` asks the class for what only its objects have",
        weights={"correctness": 0.4},
        level="beginner",
        why="The attribute is set on each object, by `self.`: the class itself does not have it.",
        do="Ask the object.",
        example="class Dog:\n    def __init__(self, name):\n        self.name = name\n\n    def bark(self):\n"
        "        return Dog.name + ': woof'\n",
        better="class Dog:\n    def __init__(self, name):\n        self.name = name\n\n    def bark(self):\n"
        "        return self.name + ': woof'\n",
    )
)
def class_asked_for_the_object(program: Program) -> Iterator[Place]:
    """See the rule: `Dog.name` where the class sets `self.name` alone."""
    known = {one.name: one for one in program.all(ast.ClassDef) if not one.bases and not one.keywords}
    kept: dict[str, set[str]] = {}
    set_by_name = {
        one.attr
        for one in program.all(ast.Attribute)
        if isinstance(one.ctx, ast.Store) and isinstance(one.value, ast.Name) and one.value.id in known
    }
    for node in program.all(ast.Attribute):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr, ctx=ast.Load()) if name in known:
                owner = known[name]
            case _:
                continue
        if name not in kept:
            kept[name] = _only_of_objects(owner)
        if attr in kept[name] and attr not in set_by_name:
            yield Place(node.lineno, f"{name}.{attr}")


def _only_of_objects(owner: ast.ClassDef) -> set[str]:
    """Attributes set by `self.` and neither in the class nor by its name."""
    by_object: set[str] = set()
    by_class: set[str] = set()
    for node in ast.walk(owner):
        match node:
            case ast.Attribute(value=ast.Name(id=whose), attr=attr, ctx=ast.Store()):
                (by_object if whose == "self" else by_class).add(attr)
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name):
                by_class.add(name)
    return by_object - by_class if not owner.decorator_list else set()


@check(
    Rule(
        code="asks-for-more-than-it-gets",
        title="`{name}` needs arguments that the class it comes from never hands over",
        weights={"correctness": 0.4},
        level="learning",
        why="The method above calls it by the name that all kinds share, in one way: with other parameters it fails.",
        do="Give it the same parameters as in the class that it comes from.",
        example="class Shape:\n    def area(self):\n        return 0\n\n    def show(self):\n"
        "        print(self.area())\n\n\nclass Square(Shape):\n    def area(self, side):\n        return side * side\n",
        better="class Shape:\n    def area(self):\n        return 0\n\n    def show(self):\n"
        "        print(self.area())\n\n\nclass Square(Shape):\n    def __init__(self, side):\n"
        "        self.side = side\n\n"
        "    def area(self):\n        return self.side * self.side\n",
    )
)
def asks_for_more_than_it_gets(program: Program) -> Iterator[Place]:
    """See the rule: `self.m()` in the base, and `m` of the other class with more parameters that have no default."""
    for owner, base in _bases(program):
        called = {
            node.func.attr: len(node.args)
            for node in ast.walk(base)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_name(node.func.value, "self")
            if not node.keywords and not any(isinstance(one, ast.Starred) for one in node.args)
        }
        for name, method in methods(owner).items():
            needed = len(method.args.args) - 1 - len(method.args.defaults)
            if name in called and name in methods(base) and needed > called[name] and not method.args.vararg:
                yield Place(method.lineno, name)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


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
        code="handed-up-in-another-order",
        title="`{name}` is handed to another parameter than the one of its name",
        weights={"correctness": 0.4},
        level="beginner",
        why="Arguments go to the parameters by their places; the class above has another order.",
        do="Look at the order of the parameters in the class that it comes from.",
        example="class Animal:\n    def __init__(self, name, sound):\n        self.name = name\n"
        "        self.sound = sound\n\n\nclass Cat(Animal):\n    def __init__(self, name):\n"
        "        super().__init__('meow', name)\n",
        better="class Animal:\n    def __init__(self, name, sound):\n        self.name = name\n"
        "        self.sound = sound\n\n\nclass Cat(Animal):\n    def __init__(self, name):\n"
        "        super().__init__(name, 'meow')\n",
    )
)
def handed_up_in_another_order(program: Program) -> Iterator[Place]:
    """See the rule: `super().__init__(...)` with a name at a place where the base has another parameter."""
    for owner, base in _bases(program):
        above, init = methods(base).get("__init__"), methods(owner).get("__init__")
        if above is None or init is None:
            continue
        wanted = [one.arg for one in above.args.args[1:]]
        for node in ast.walk(init):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"), args=given
                ):
                    wrong = [
                        one.id
                        for place, one in zip(wanted, given, strict=False)
                        if isinstance(one, ast.Name) and one.id in wanted and one.id != place
                    ]
                    if wrong:
                        yield Place(node.lineno, wrong[0])


@check(
    Rule(
        code="copy-that-is-none",
        title="`{name}` is not copied: both have the same one",
        weights={"correctness": 0.4},
        level="beginner",
        why="Another name or object for the same list is no copy: what one of them changes, the other one sees.",
        do="Make a new list of the elements; where they are lists themselves, of each of them too.",
        example="class Deck:\n    def __init__(self):\n        self.cards = []\n\n    def copy(self):\n"
        "        other = Deck()\n        other.cards = self.cards\n        return other\n",
        better="class Deck:\n    def __init__(self):\n        self.cards = []\n\n    def copy(self):\n"
        "        other = Deck()\n        other.cards = list(self.cards)\n        return other\n",
    )
)
def copy_that_is_none(program: Program) -> Iterator[Place]:
    """See the rule: `other.x = self.x` in `copy`, `return self.x` where the docstring promises a copy."""
    for owner in program.all(ast.ClassDef):
        collections = _collections(owner)
        for name, method in methods(owner).items():
            copies = name in _COPIES
            promised = re.match(r"(?:returns? )?a copy of", (ast.get_docstring(method) or "").lower())
            for node in program.within(method) if copies or promised else ():
                match node:
                    case ast.Assign(
                        targets=[ast.Attribute(value=ast.Name(id=other), attr=attr)],
                        value=ast.Attribute(value=ast.Name(id="self"), attr=mine),
                    ) if copies and other != "self" and attr == mine and attr in collections:
                        yield Place(node.lineno, f"self.{mine}")
                    case ast.Return(value=ast.Attribute(value=ast.Name(id="self"), attr=mine)) if mine in collections:
                        yield Place(node.lineno, f"self.{mine}")


_COPIES: Final = words("copy clone duplicate __copy__ __deepcopy__ get_copy make_copy")


def _collections(owner: ast.ClassDef) -> set[str]:
    """Attributes that are given a list, set or dictionary that is made there."""
    found = set()
    for node in ast.walk(owner):
        if isinstance(node, ast.Assign) and (
            isinstance(node.value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
            or call_name(node.value) in ("list", "dict", "set", "deque")
            or (isinstance(node.value, ast.BinOp) and isinstance(node.value.left, ast.List))
        ):
            found |= {own(one) for one in node.targets if isinstance(one, ast.Attribute)}
    return found - {""}


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
                        popped and _owner(change.value) == text
                    ):
                        yield Place(step.lineno, state_text)


def _owner(change: ast.AST) -> str:
    return (
        ast.unparse(change.func.value)
        if isinstance(change, ast.Call) and isinstance(change.func, ast.Attribute)
        else ""
    )


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
    front = {_owner(one) for one in program.all(ast.Call) if method_of(one) in ("insert", "appendleft")}
    for node in program.all(ast.Call):
        function = program.function_of(node)
        takes = method_of(node) == "popleft" or (method_of(node) == "pop" and node.args and is_const(node.args[0], 0))
        named = function is not None and re.match(r"_?(?:undo|redo)(?:_|$)", function.name)
        if function is not None and takes and named and _owner(node) not in front:
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
    """See the rule: `append` and `if len(x) > n: x.pop()`; `popitem()` when it is full; `oldest = x.pop()`."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[ast.Name(id="oldest" | "oldest_key" | "least_recent")], value=ast.Call(args=[]) as taken
            ):
                if method_of(taken) == "pop" and _is_appended_to(program, step, _owner(taken)):
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
                and _owner(put.value) == ast.unparse(held)
            ):
                yield Place(call.lineno, ast.unparse(call))


def _is_appended_to(program: Program, step: ast.stmt, held: str) -> bool:
    """Whether new elements are put at the end of a list, in the function or class around a statement."""
    around = next((up for _, up in program.up(step) if isinstance(up, ast.ClassDef)), None)
    scope = around or program.function_of(step) or program.tree
    return any(method_of(one) == "append" and _owner(one) == held for one in ast.walk(scope))


def _puts_key(steps: list[ast.stmt], owner: ast.expr) -> bool:
    return any(
        isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Subscript) and same(one.targets[0].value, owner)
        for one in steps
    )


CHECKS: tuple[Check, ...] = (
    class_asked_for_the_object,
    asks_for_more_than_it_gets,
    calls_itself_for_the_other,
    handed_up_in_another_order,
    copy_that_is_none,
    remembered_too_late,
    oldest_taken_back,
    newest_thrown_out,
)
