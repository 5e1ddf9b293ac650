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

NO_ATTRIBUTE = Kind(
    code="object-without-attribute",
    type="AttributeError",
    severity="error",
    message="`{text}`: objects of the class `{owner}` have no `{name}`.",
    cause="An object has what its class defines and what is assigned to it; capital and small letters differ.",
    think="Compare the name with those in the class, letter by letter.",
    fix="Use a name that `{owner}` has, or add `{name}` to it.",
    example="class Circle:\n    def area(self):\n        return 3\n\nc = Circle()\nprint(c.Area())\n",
    fine="class Circle:\n    def area(self):\n        return 3\n\nc = Circle()\nprint(c.area())\n",
)
WRONG_FOR_INIT = Kind(
    code="wrong-values-for-class",
    type="TypeError",
    severity="error",
    message="`{owner}` is called with {count} values, but its `__init__` takes {wanted} besides `self`.",
    cause="A call of a class hands its values to `__init__` (line {line}); `self` is added by Python.",
    think="Which value belongs to which parameter of `__init__`?",
    fix="Call `{owner}` with {wanted} values, or change the parameters of `__init__`.",
    example="class Book:\n    def __init__(self, title, author):\n        self.title = title + author\n"
    "\nprint(Book('Dune').title)\n",
    fine="class Book:\n    def __init__(self, title, author):\n        self.title = title + author\n"
    "\nprint(Book('Dune', 'Herbert').title)\n",
)

_OPEN = {"__getattr__", "__getattribute__", "__slots__", "__dict__"}
_FOR_OTHERS = re.compile("base|abstract|mixin", re.IGNORECASE)


def _run(program: Program) -> Iterator[Finding]:
    classes = {node.name: node for node in program.nodes if isinstance(node, ast.ClassDef)}
    stored = {
        node.attr
        for node in program.nodes
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and not _augmented(program, node)
    }
    bound = {node.id for node in program.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    dynamic = any(isinstance(node, ast.Name) and node.id in ("setattr", "vars") for node in program.nodes)
    above = {one.id for owner in classes.values() for one in owner.bases if isinstance(one, ast.Name)}
    for owner in classes.values():
        plain = not (owner.bases or owner.keywords or owner.decorator_list or owner.name in above)
        if plain and not dynamic and not _FOR_OTHERS.search(owner.name):
            yield from _never(program, owner, stored)
        yield from _base(program, owner, classes)
    if not dynamic:
        yield from _of_object(program, classes, stored)
    for call in program.calls:
        if isinstance(call.func, ast.Name) and call.func.id in classes and call.func.id not in bound:
            yield from _arguments(program, call, classes[call.func.id])


def _of_object(program: Program, classes: dict[str, ast.ClassDef], stored: set[str]) -> Iterator[Finding]:
    """`name.attribute`, where the name stands for an object of a plain class of this program and nothing else."""
    told: set[str] = set()
    for node in program.nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Load()) if attribute not in stored:
                made = program.only_value(name)
            case _:
                continue
        match made:
            case ast.Call(func=ast.Name(id=owner)) if owner in classes:
                plain = classes[owner]
            case _:
                continue
        if plain.bases or plain.keywords or plain.decorator_list or attribute[:2] == "__" or attribute in told:
            continue
        own = {one for statement in plain.body for one in _names(statement)}
        if attribute not in own and not own & _OPEN:
            told.add(attribute)
            yield NO_ATTRIBUTE.at(span_of(node, program.source), text=program.text(node), owner=owner, name=attribute)


def _arguments(program: Program, call: ast.Call, owner: ast.ClassDef) -> Iterator[Finding]:
    init = _init(owner)
    if owner.bases or owner.keywords or owner.decorator_list or init is None:
        return
    given = init.args
    spread = any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords)
    if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or spread or init.decorator_list:
        return
    most = len(given.args) - 1
    least, count = most - len(given.defaults), len(call.args) + len(call.keywords)
    if not least <= count <= most:
        wanted = str(most) if least == most else f"{least} to {most}"
        yield WRONG_FOR_INIT.at(
            span_of(call, program.source), owner=owner.name, count=count, wanted=wanted, line=init.lineno
        )


def _augmented(program: Program, node: ast.Attribute) -> bool:
    parent = program.parents[node]
    return isinstance(parent, ast.AugAssign) and parent.target is node


def _of_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _never(program: Program, owner: ast.ClassDef, stored: set[str]) -> Iterator[Finding]:
    own = {name for statement in owner.body for name in _names(statement)} | stored
    if own & _OPEN or not any(isinstance(one, ast.FunctionDef) and one.name == "__init__" for one in owner.body):
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


CHECK = Check((NEVER_GIVEN, BASE_NOT_PREPARED, NO_ATTRIBUTE, WRONG_FOR_INIT), _run)
