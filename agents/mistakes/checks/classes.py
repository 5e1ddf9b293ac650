"""What objects have, and what they lack because no line gives it to them. Pure."""

import ast
import re
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, own_nodes, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

NEVER_GIVEN = Kind(
    code="attribute-never-set",
    type="AttributeError",
    severity="warning",
    message="No line gives `self.{name}` a value before it is used here.",
    cause="An attribute exists once something was assigned to it, in `__init__` most often. Spelling counts.",
    think="Where does an object of `{owner}` get its `{name}`?",
    fix="Set `self.{name}` in `__init__`, or compare its spelling with the attributes that are set there.",
    example="class Player:\n    def __init__(self):\n        self.score = 0\n\n    def hit(self):\n"
    "        self.lives -= 1\n",
    fine="class Player:\n    def __init__(self):\n        self.lives = 3\n\n    def hit(self):\n"
    "        self.lives -= 1\n",
)
BASE_NOT_PREPARED = Kind(
    code="super-init-not-called",
    type="Logic",
    severity="warning",
    message="`__init__` of `{owner}` replaces that of `{base}`, which is never called: {attributes} will be missing.",
    cause="A class has one `__init__`. When it defines its own, that of the class above runs only if it is called.",
    think="Who gives the object what `{base}` prepares?",
    fix="Call `super().__init__(...)` first.",
    example="class Animal:\n    def __init__(self, name):\n        self.name = name\n\nclass Dog(Animal):\n"
    "    def __init__(self, breed):\n        self.breed = breed\n\nprint(Dog('Collie').name)\n",
    fine="class Animal:\n    def __init__(self, name):\n        self.name = name\n\nclass Dog(Animal):\n"
    "    def __init__(self, name, breed):\n        super().__init__(name)\n        self.breed = breed\n\n"
    "print(Dog('Rex', 'Collie').name)\n",
)

_FOR_OTHERS = re.compile("base|abstract|mixin", re.IGNORECASE)


def _run(program: Program) -> Iterator[Finding]:
    classes = {node.name: node for node in program.nodes if isinstance(node, ast.ClassDef)}
    stored = {
        node.attr
        for node in program.nodes
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and not _augmented(program, node)
    }
    dynamic = any(isinstance(node, ast.Name) and node.id in ("setattr", "vars") for node in program.nodes)
    above = {one.id for owner in classes.values() for one in owner.bases if isinstance(one, ast.Name)}
    for owner in classes.values():
        plain = not (owner.bases or owner.keywords or owner.decorator_list or owner.name in above)
        if plain and not dynamic and not _FOR_OTHERS.search(owner.name):
            yield from _never(program, owner, stored)
        yield from _base(program, owner, classes)


def _augmented(program: Program, node: ast.Attribute) -> bool:
    parent = program.parents[node]
    return isinstance(parent, ast.AugAssign) and parent.target is node


def _of_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _never(program: Program, owner: ast.ClassDef, stored: set[str]) -> Iterator[Finding]:
    own = {name for statement in owner.body for name in _names(statement)} | stored
    if own & {"__getattr__", "__getattribute__", "__slots__", "__dict__"} or not any(
        isinstance(one, ast.FunctionDef) and one.name == "__init__" for one in owner.body
    ):
        return
    for node in ast.walk(owner):
        if isinstance(node, ast.Attribute) and _of_self(node) and node.attr not in own and node.attr[:2] != "__":
            yield NEVER_GIVEN.at(span_of(node, program.source), name=node.attr, owner=owner.name)
            own.add(node.attr)


def _names(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case _:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id


def _init(owner: ast.ClassDef) -> ast.FunctionDef | None:
    return next((one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)


def _base(program: Program, owner: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> Iterator[Finding]:
    match owner.bases:
        case [ast.Name(id=name)] if name in classes:
            base = classes[name]
        case _:
            return
    own, above = _init(owner), _init(base)
    if own is None or above is None or _calls_above(own):
        return
    given = _given(own)
    lacking = sorted(_given(above) - given)
    used = {node.attr for node in program.nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)}
    if lacking and used & set(lacking):
        line = program.source.line(own.lineno)
        shown = ", ".join(f"`self.{one}`" for one in lacking[:3])
        yield BASE_NOT_PREPARED.at(
            span_of(own, program.source).of_line(own.lineno, line), owner=owner.name, base=base.name, attributes=shown
        )


def _given(function: ast.FunctionDef) -> set[str]:
    return {
        node.attr
        for node in own_nodes(function)
        if isinstance(node, ast.Attribute) and _of_self(node) and isinstance(node.ctx, ast.Store)
    }


def _calls_above(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "__init__" for node in ast.walk(function))


CHECK = Check((NEVER_GIVEN, BASE_NOT_PREPARED), _run)
