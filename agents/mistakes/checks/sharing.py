"""One list or dictionary under several names or in several places, where a copy is meant. Pure."""

import ast
import re
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, own_nodes, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

ROWS_SHARED = Kind(
    code="rows-are-one-list",
    type="Logic",
    severity="warning",
    message="`{text}` holds one and the same {what} several times: to change one is to change all.",
    cause="What is put into the list is a reference, not a copy. All places of the new list hold the same {what}.",
    think="How many inner ones are made here, and how many times is it put into the list?",
    fix="Make a new {what} for each place, in a loop or a list comprehension.",
    example="grid = [[0] * 3] * 3\ngrid[0][0] = 1\nprint(grid)\n",
    fine="grid = [[0] * 3 for _ in range(3)]\ngrid[0][0] = 1\nprint(grid)\n",
)
CLASS_SHARED = Kind(
    code="list-of-the-class",
    type="Logic",
    severity="warning",
    message="`{name}` belongs to the class `{owner}`: all its objects share it and see what one of them adds.",
    cause="What the body of a class assigns is made once. Only what is assigned to `self` belongs to one object.",
    think="Should each object have its own `{name}`, or all of them the same?",
    fix="Give it to each object in `__init__`: `self.{name} = ...`.",
    example="class Basket:\n    items = []\n\n    def add(self, item):\n        self.items.append(item)\n",
    fine="class Basket:\n    def __init__(self):\n        self.items = []\n\n    def add(self, item):\n"
    "        self.items.append(item)\n",
)
NOT_A_COPY = Kind(
    code="name-is-no-copy",
    type="Logic",
    severity="warning",
    message="`{copy}` is no copy of `{name}` but a second name for it: line {line} changes both.",
    cause="`=` gives a value one more name. Nothing is copied.",
    think="How many lists or dictionaries are there after this line?",
    fix="Make a copy: `{name}.copy()`.",
    example="def raised(scores):\n    new_scores = scores\n    new_scores[0] += 5\n    return new_scores\n",
    fine="def raised(scores):\n    new_scores = scores.copy()\n    new_scores[0] += 5\n    return new_scores\n",
)

_CHANGING = frozenset(
    [
        "append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "add", "discard", "update",
        "setdefault", "popitem",
    ]
)  # fmt: skip
_SAYS_COPY = re.compile(
    r"(?:^|_)(?:new|copy|copied|old|backup|saved|original|before|clone)(?:_|$)|copy$", re.IGNORECASE
)

_SAYS_KEPT = re.compile(r"(?:^|_)(?:copy|copied|backup|saved|original|before|clone)(?:_|$)|copy$", re.IGNORECASE)
"""Names for what a list was before it changes."""


def _run(program: Program) -> Iterator[Finding]:
    for node in program.nodes:
        match node:
            case ast.BinOp(op=ast.Mult(), left=ast.List(elts=elements)):
                named = [program.value_here(one) for one in elements if isinstance(one, ast.Name)]
                rows = [one for one in named if not isinstance(one, ast.Dict | ast.DictComp)]
                what = next((kind for kind in map(_mutable, [*elements, *rows]) if kind is not None), None)
                if what is not None:
                    yield ROWS_SHARED.at(span_of(node, program.source), text=program.text(node), what=what)
            case ast.ClassDef():
                yield from _of_class(program, node)
            case ast.Assign(targets=[ast.Name(id=copy)], value=ast.Name(id=name)):
                yield from _copy(program, node, copy, name)
            case ast.ListComp() | ast.For():
                yield from _in_turns(program, node)
            case ast.List(elts=[ast.Name(id=name) as row, _, *_] as elements):
                alike = all(isinstance(one, ast.Name) and one.id == name for one in elements)
                what = _mutable(program.value_here(row)) if alike else None
                if what is not None:
                    yield ROWS_SHARED.at(span_of(node, program.source), text=program.text(node), what=what)


def _in_turns(program: Program, node: ast.ListComp | ast.For) -> Iterator[Finding]:
    """One list that was made before, and that every turn puts into another one."""
    match node:
        case ast.ListComp(elt=ast.Name() as row, generators=[ast.comprehension(iter=turns)]):
            put: ast.AST = node
        case ast.For(
            iter=turns,
            body=[ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[ast.Name() as row]) as put)],
        ):
            pass
        case _:
            return
    what = _mutable(program.value_here(row)) if isinstance(turns, ast.Call) and _is_range(turns) else None
    if what is not None:
        yield ROWS_SHARED.at(span_of(put, program.source), text=program.text(put), what=what)


def _is_range(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "range"


def _mutable(node: ast.expr | None) -> str | None:
    match node:
        case ast.List() | ast.ListComp() | ast.BinOp(op=ast.Mult(), left=ast.List()):
            return "list"
        case ast.Dict() | ast.DictComp():
            return "dictionary"
    return None


def _of_class(program: Program, owner: ast.ClassDef) -> Iterator[Finding]:
    own = [node for node in ast.walk(owner) if isinstance(node, ast.Attribute)]
    for statement in owner.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="list" | "dict" | "set")),
            ):
                of_self = [one for one in own if one.attr == name and _is_self(one.value)]
                given = any(isinstance(one.ctx, ast.Store) and not _augments(program, one) for one in of_self)
                if not given and any(_changes(program, one) for one in of_self):
                    yield CLASS_SHARED.at(span_of(statement, program.source), name=name, owner=owner.name)


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _augments(program: Program, node: ast.expr) -> bool:
    parent = program.parents[node]
    return isinstance(parent, ast.AugAssign) and parent.target is node


def _changes(program: Program, node: ast.expr) -> bool:
    """Whether what an expression stands for is changed in place: an element, by a method, or by `+=`."""
    parent = program.parents[node]
    match parent:
        case ast.Subscript(ctx=ast.Store() | ast.Del()):
            return parent.value is node
        case ast.Attribute(attr=method) if method in _CHANGING:
            return isinstance(program.parents[parent], ast.Call)
    return False


def _copy(program: Program, statement: ast.Assign, copy: str, name: str) -> Iterator[Finding]:
    scope = program.scope_of(statement)
    uses = [node for node in own_nodes(scope) if isinstance(node, ast.Name) and node.id == copy]
    if sum(isinstance(node.ctx, ast.Store) for node in uses) > 1 or copy in program.shared_names:
        return
    after = [node for node in uses if node.lineno > statement.lineno]
    changed = next((node for node in after if _changes(program, node)), None)
    originals = [node for node in own_nodes(scope) if isinstance(node, ast.Name) and node.id == name]
    if changed is None and _SAYS_KEPT.search(copy):
        later = (node for node in originals if node.lineno > statement.lineno and _changes(program, node))
        lost = next(later, None)
        if lost is not None and any(node.lineno > lost.lineno for node in after):
            yield NOT_A_COPY.at(span_of(statement, program.source), copy=copy, name=name, line=lost.lineno)
    if changed is None:
        return
    kept = any(node.lineno > changed.lineno for node in originals) and any(
        node.lineno > changed.lineno for node in uses
    )
    written = sum(isinstance(node.ctx, ast.Store) for node in originals) == 1
    if _SAYS_COPY.search(copy) or (kept and written):
        yield NOT_A_COPY.at(span_of(statement, program.source), copy=copy, name=name, line=changed.lineno)


CHECK = Check((ROWS_SHARED, CLASS_SHARED, NOT_A_COPY), _run)
