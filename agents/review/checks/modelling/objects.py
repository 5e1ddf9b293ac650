"""Classes whose objects do not do what their methods promise: by what is never kept, or never returned.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods
from agents.review.checking import Check, check
from agents.review.program import Program, method_of, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ANSWERING: Final = words(
    "__str__ __repr__ __format__ __eq__ __ne__ __lt__ __gt__ __le__ __ge__ __contains__ __add__ __sub__ __mul__ "
    "__truediv__ __floordiv__ __mod__ __neg__ __abs__ __int__ __float__ __iter__"
)
"""Special methods of which Python uses the value; for a few others ruff says that it is missing."""


def _gives_nothing(program: Program, function: ast.FunctionDef) -> bool:
    """Whether a function with a body never hands over a value, and is not there to be replaced or to fail."""
    inside = [one for one in program.within(function) if one is not function]
    ends = (ast.Raise, ast.Yield, ast.YieldFrom)
    if any(isinstance(one, ends) or (isinstance(one, ast.Return) and one.value is not None) for one in inside):
        return False
    return not all(_is_filler(one) for one in function.body) and not function.decorator_list


def _is_filler(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


@check(
    Rule(
        code="special-method-without-value",
        title="`{name}` gives nothing back",
        weights={"correctness": 0.3},
        level="beginner",
        why="Python calls it to get a value, such as the text that `print` shows. Printing is no value.",
        do="Return the value.",
        example="class Dog:\n    def __init__(self, name):\n        self.name = name\n\n    def __str__(self):\n"
        "        print(self.name)\n",
        better="class Dog:\n    def __init__(self, name):\n        self.name = name\n\n    def __str__(self):\n"
        "        return self.name\n",
    )
)
def special_method_without_value(program: Program) -> Iterator[Place]:
    """See the rule: a special method without a `return` of something."""
    for owner in program.all(ast.ClassDef):
        for name, method in methods(owner).items():
            if name in _ANSWERING and _gives_nothing(program, method):
                yield Place(method.lineno, name)


@check(
    Rule(
        code="with-gets-nothing",
        title="`with ... as` gets None from `{name}`",
        weights={"correctness": 0.3},
        level="learning",
        why="The name behind `as` stands for what `__enter__` returns, and it returns nothing.",
        do="Return `self` from `__enter__`, or what the block shall work with.",
        example="class Log:\n    def __enter__(self):\n        self.lines = []\n\n    def __exit__(self, *error):\n"
        "        print(self.lines)\n\n\nwith Log() as log:\n    log.lines.append('in')\n",
        better="class Log:\n    def __enter__(self):\n        self.lines = []\n        return self\n\n"
        "    def __exit__(self, *error):\n        print(self.lines)\n\n\nwith Log() as log:\n"
        "    log.lines.append('in')\n",
    )
)
def with_gets_nothing(program: Program) -> Iterator[Place]:
    """See the rule: a class of this program that is used so, with an attribute of the name."""
    empty = {
        owner.name
        for owner in program.all(ast.ClassDef)
        if "__enter__" in (known := methods(owner)) and _gives_nothing(program, known["__enter__"])
    }
    for item in program.all(ast.withitem):
        match item:
            case ast.withitem(
                context_expr=ast.Call(func=ast.Name(id=owner)) as made, optional_vars=ast.Name(id=name)
            ) if owner in empty:
                block = program.parents[item]
                used = (one.value for one in ast.walk(block) if isinstance(one, ast.Attribute))
                if any(isinstance(one, ast.Name) and one.id == name for one in used):
                    yield Place(made.lineno, owner)


@check(
    Rule(
        code="counted-for-one-object",
        title="`self.{name}` changes this object's own number, not that of the class",
        weights={"correctness": 0.3},
        level="learning",
        why="`self.x += 1` reads the class's value and keeps the sum in the object: the class's own does not change.",
        do="Change it through the name of the class.",
        example="class Dog:\n    count = 0\n\n    def __init__(self):\n        self.count += 1\n\n\nDog()\n"
        "print(Dog.count)\n",
        better="class Dog:\n    count = 0\n\n    def __init__(self):\n        Dog.count += 1\n\n\nDog()\n"
        "print(Dog.count)\n",
    )
)
def counted_for_one_object(program: Program) -> Iterator[Place]:
    """See the rule: a number of the class, stored through objects alone; what `__init__` adds counts this one only."""
    by_name: dict[str, list[ast.Attribute]] = defaultdict(list)
    for node in program.all(ast.Attribute):
        by_name[node.attr].append(node)
    for owner in program.all(ast.ClassDef):
        last = owner.end_lineno or owner.lineno
        numbers = {
            target.id
            for one in owner.body
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
            for target in one.targets
            if isinstance(target, ast.Name) and type(one.value.value) in (int, float)
        }
        for name in sorted(numbers):
            through_class = [one for one in by_name[name] if _is_of(one, owner.name)]
            read = any(isinstance(one.ctx, ast.Load) for one in through_class)
            kept = any(isinstance(one.ctx, ast.Store) for one in through_class)
            own = [one for one in by_name[name] if _is_own(one, name) and owner.lineno <= one.lineno <= last]
            stored = [program.parents[one] for one in own if isinstance(one.ctx, ast.Store)]
            added = [one for one in stored if _is_added(one, name)]
            begun = any(
                isinstance(method := program.function_of(one), ast.FunctionDef) and method.name == "__init__"
                for one in added
            )
            if (read or begun) and not kept and added and len(stored) == len(added):
                yield Place(added[0].lineno, name)  # type: ignore[attr-defined]  # a statement's


def _is_of(node: ast.Attribute, owner: str) -> bool:
    """Whether it hangs on the class itself, by its name or as a method of the class or an object knows it."""
    match node.value:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name in (owner, "cls", "__class__")
        case ast.Call(func=ast.Name(id="type")):
            return True
    return False


def _is_own(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name and _is_self(node.value)


def _is_added(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.AugAssign) and _is_own(node.target, name)


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


@check(
    Rule(
        code="self-forgotten",
        title="`{name}` is a name of this method alone; the object's own is `self.{name}`",
        weights={"correctness": 0.3},
        level="beginner",
        why="A name without `self.` is gone when the method ends: the object keeps nothing of it.",
        do="Write `self.` in front of it.",
        example="class Purse:\n    def __init__(self):\n        self.money = 0\n\n    def earn(self, amount):\n"
        "        money = self.money + amount\n\n    def show(self):\n        print(self.money)\n",
        better="class Purse:\n    def __init__(self):\n        self.money = 0\n\n    def earn(self, amount):\n"
        "        self.money += amount\n\n    def show(self):\n        print(self.money)\n",
    )
)
def self_forgotten(program: Program) -> Iterator[Place]:
    """See the rule: a local name that only its own assignments read, called as an attribute that others read."""
    for owner in program.all(ast.ClassDef):
        readers = _readers(owner)
        for method in methods(owner).values():
            steps = [one for one in program.within(method) if _sets_local(one) and not _for_effect(program, one)]
            inside = list(ast.walk(method)) if steps else []
            if any(isinstance(one, ast.Global | ast.Nonlocal) or _looks_at_all(one) for one in inside):
                continue
            kept = {one.attr for one in inside if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)}
            own = {(_target(one), id(part)) for one in steps for part in ast.walk(one)}
            own |= {(_target(one), id(part)) for one, test in _limits(inside, steps) for part in ast.walk(test)}
            free = {one.id for one in inside if isinstance(one, ast.Name) and (one.id, id(one)) not in own}
            for step in steps:
                name = _target(step)
                if name not in free | kept and (readers[name] - {method} or _goes_on_from_own(step, name)):
                    yield Place(step.lineno, name)  # type: ignore[attr-defined]  # a statement's


def _limits(inside: list[ast.AST], steps: list[ast.AST]) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Steps with the conditions under which they alone are done: `if hunger < 0: hunger = 0`."""
    for node in inside:
        if isinstance(node, ast.If) and not node.orelse and len(node.body) == 1 and node.body[0] in steps:
            yield node.body[0], node.test


def _goes_on_from_own(step: ast.AST, name: str) -> bool:
    """`balance = self.balance - amount`: the attribute itself is worked on."""
    return any(
        isinstance(one, ast.Attribute) and one.attr == name and ast.unparse(one.value) == "self"
        for one in ast.walk(step)
    )


def _sets_local(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()]) | ast.AugAssign(target=ast.Name()):
            return True
        case ast.AnnAssign(target=ast.Name(), value=ast.expr()):
            return True
    return False


_PLAIN_CALLS: Final = words("int float str len sum max min abs round input list dict set sorted")


def _for_effect(program: Program, node: ast.AST) -> bool:
    """Whether what is kept may only be a way to call something, or a short name for the attribute itself."""
    match node:
        case ast.Assign(value=ast.Call(func=ast.Name(id=name))) if name in _PLAIN_CALLS:
            pass
        case ast.Assign(value=ast.Call() | ast.Await() | ast.Yield() | ast.Attribute(value=ast.Name(id="self"))):
            return True
        case ast.Assign(value=ast.Attribute(value=ast.Attribute())):
            return True
    owner = program.scope(program.scope(node))
    tested = isinstance(owner, ast.ClassDef) and any(one.startswith("test") for one in methods(owner))
    return tested or any(isinstance(parent, ast.With | ast.Try) for _, parent in program.up(node))


def _target(node: ast.AST) -> str:
    """The name that a statement sets; "" for another target."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return target.id if isinstance(target, ast.Name) else ""


def _looks_at_all(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("locals", "vars", "eval")


def _readers(owner: ast.ClassDef) -> dict[str, set[ast.FunctionDef]]:
    """Attribute -> methods that read it as a value."""
    readers: dict[str, set[ast.FunctionDef]] = defaultdict(set)
    for method in owner.body:
        if isinstance(method, ast.FunctionDef):
            inside = list(ast.walk(method))
            called = {id(one.func) for one in inside if isinstance(one, ast.Call)}
            for one in inside:
                own = isinstance(one, ast.Attribute) and _is_self(one.value) and isinstance(one.ctx, ast.Load)
                if own and id(one) not in called:
                    readers[one.attr].add(method)  # type: ignore[attr-defined]  # an attribute's
    return readers


@check(
    Rule(
        code="question-without-answer",
        title="`{name}` asks for something and gives no answer",
        weights={"correctness": 0.2},
        level="beginner",
        why="Its name promises a value, and whoever calls it gets None.",
        do="Return the value, and leave printing to the caller.",
        example="class Tank:\n    def __init__(self, litres):\n        self.litres = litres\n\n"
        "    def is_empty(self):\n        print(self.litres == 0)\n",
        better="class Tank:\n    def __init__(self, litres):\n        self.litres = litres\n\n"
        "    def is_empty(self):\n        return self.litres == 0\n",
    )
)
def question_without_answer(program: Program) -> Iterator[Place]:
    """See the rule: `get_...`, `is_...`, `has_...` of a class that changes nothing and returns nothing."""
    told = {method_of(one.value) for one in program.all(ast.Expr)}  # what is called to show something, as it does
    for owner in program.all(ast.ClassDef):
        for name, method in methods(owner).items():
            asks = re.match(r"(is|has|get|can)_[a-z]", name) and name not in told
            if asks and _gives_nothing(program, method) and all(map(_only_shows, program.within(method))):
                yield Place(method.lineno, name)
            if name in ("pop", "popleft", "dequeue", "peek", "top") and _drops(program, method):
                yield Place(method.lineno, name)


def _drops(program: Program, method: ast.FunctionDef) -> bool:
    """Whether a method ends by taking an element out, says when there is none, and hands the element to nobody."""
    refuses = any(isinstance(one, ast.Raise) for one in program.within(method))
    match method.body[-1]:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="pop" | "popleft"))):
            return refuses and not any(isinstance(one, ast.Return) for one in program.within(method))
    return False


def _only_shows(node: ast.AST) -> bool:
    """Whether nothing is changed and nobody is called who may change something."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name == "print"
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Delete() | ast.Global() | ast.Nonlocal() | ast.With():
            return False
        case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()) | ast.Assert():
            return False
        case ast.Call(func=ast.Name(id="input" | "open" | "next" | "exec")):
            return False
    return True


CHECKS: tuple[Check, ...] = (
    special_method_without_value,
    with_gets_nothing,
    counted_for_one_object,
    self_forgotten,
    question_without_answer,
)
