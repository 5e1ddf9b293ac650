"""Keys that are not there, and loops that do not look at what they go through. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

KEY_NEVER_SET = Kind(
    code="key-never-set",
    type="KeyError",
    severity="error",
    message="`{text}` adds to a key that `{name}` does not have yet.",
    cause="`+=` first reads the old value. `{name}` begins empty, and no line gives a key its first value.",
    think="What does `{name}` hold for a key that is seen for the first time?",
    fix="Read the old value with a default: `{name}.get(key, 0)`; or set the key first when it is not `in` `{name}`.",
    example="counts = {}\nfor letter in 'hello':\n    counts[letter] += 1\nprint(counts)\n",
    fine="counts = {}\nfor letter in 'hello':\n    counts[letter] = counts.get(letter, 0) + 1\nprint(counts)\n",
)
KEY_MISSING = Kind(
    code="key-that-is-not-there",
    type="KeyError",
    severity="error",
    message="`{name}` has no key {key}: its keys are {keys}.",
    cause="A dictionary is asked by its keys, exactly as they are written; there is nothing like a place 0.",
    think="Which keys were written when `{name}` was made?",
    fix="Ask with one of its keys.",
    example="ages = {'Ada': 36, 'Bob': 41}\nprint(ages[0])\n",
    fine="ages = {'Ada': 36, 'Bob': 41}\nprint(ages['Ada'])\n",
)
KEY_ABSENT = Kind(
    code="key-just-found-absent",
    type="KeyError",
    severity="error",
    message="`{text}` adds to a key that line {line} has just found not to be there.",
    cause="`+=` first reads the old value, and in this branch there is none.",
    think="In which of the two branches does the key have a value already?",
    fix="Exchange the two branches.",
    example="n = {}\nfor c in 'abca':\n    if c in n:\n        n[c] = 1\n    else:\n        n[c] += 1\n",
    fine="n = {}\nfor c in 'abca':\n    if c in n:\n        n[c] += 1\n    else:\n        n[c] = 1\n",
)
DICT_CHANGED = Kind(
    code="dictionary-changed-while-looping",
    type="Loop",
    severity="warning",
    message="`{name}` loses or gains keys while the loop goes through it, which Python stops with an error.",
    cause="A loop over a dictionary cannot go on when its size has changed: RuntimeError.",
    think="What is the loop going through, and what does this line do to it?",
    fix="Loop over a list of it: `for key in list({name})`.",
    example="ages = {'a': 1, 'b': 200}\nfor name in ages:\n    if ages[name] > 99:\n        del ages[name]\n",
    fine="ages = {'a': 1, 'b': 200}\nfor name in list(ages):\n    if ages[name] > 99:\n        del ages[name]\n",
)
ELEMENT_IGNORED = Kind(
    code="loop-ignores-its-element",
    type="Loop",
    severity="warning",
    message="The loop never uses `{element}`; it asks the whole `{name}` in every round.",
    cause="`for {element} in {name}` puts one element after the other into `{element}`. `{name}` is still all of them.",
    think="Which of the two names holds one element in a round?",
    fix="Use `{element}` where `{text}` stands.",
    example="people = [{'name': 'Ada'}]\nfor person in people:\n    print(people['name'])\n",
    fine="people = [{'name': 'Ada'}]\nfor person in people:\n    print(person['name'])\n",
)
ELEMENT_LOST = Kind(
    code="element-change-lost",
    type="Loop",
    severity="warning",
    message="This changes only the name `{element}`, and the next round forgets it: `{name}` stays as it is.",
    cause="`{element}` is a name for the current element. To give the name another value does not put that value into "
    "`{name}`.",
    think="What is in `{name}` after the loop?",
    fix="Append the new value to a new list, or assign to a place: `{name}[i] = ...`.",
    example="def doubled(xs):\n    for x in xs:\n        x = x * 2\n    return xs\n",
    fine="def doubled(xs):\n    result = []\n    for x in xs:\n        result.append(x * 2)\n    return result\n",
)

_KEYS_CHANGE = frozenset(["pop", "popitem", "clear"])
_SHOWN = 3  # keys


def _run(program: Program) -> Iterator[Finding]:
    names: dict[str, list[ast.Name]] = {}
    for node in program.nodes:
        if isinstance(node, ast.Name):
            names.setdefault(node.id, []).append(node)
    for name, uses in names.items():
        for those in _of_one_scope(program, name, uses):
            yield from _keys(program, name, those)
    for node in program.nodes:
        match node:
            case ast.If(
                test=ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as op], comparators=[ast.Name(id=name)])
            ):
                block = node.body if isinstance(op, ast.NotIn) else node.orelse
                if block and _adds(block[0], name, key):
                    text = program.text(block[0])
                    yield KEY_ABSENT.at(span_of(block[0], program.source), text=text, line=node.lineno)
            case ast.For(iter=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="items" | "keys" | "values"))):
                yield from _changed(program, node, name)
            case ast.For(target=ast.Name(id=element), iter=ast.Name(id=name)):
                yield from _changed(program, node, name)
                yield from _ignored(program, node, element, name)
                yield from _lost(program, node, element, name, names[element])
    yield from _changed_attributes(program)


def _adds(statement: ast.stmt, name: str, key: ast.expr) -> bool:
    match statement:
        case ast.AugAssign(target=ast.Subscript(value=ast.Name(id=owner), slice=place)):
            return owner == name and ast.dump(place) == ast.dump(key)
    return False


def _of_one_scope(program: Program, name: str, uses: list[ast.Name]) -> Iterator[list[ast.Name]]:
    """The uses of a name by the function that gives it a value, or else by what is around it.

    Where a parameter has that name, or several functions within each other, all uses are taken as of one thing.
    """
    scopes = {id(node): program.scope_of(node) for node in uses}
    giving = {scopes[id(node)] for node in uses if isinstance(node.ctx, ast.Store)}
    apart = giving - {program.tree}
    nested = any(program.scope_of(scope) is not program.tree for scope in scopes.values() if scope is not program.tree)
    if len(giving) < _PAIR or nested or name in program.parameter_names:
        yield uses
        return
    for scope in apart:
        yield [node for node in uses if scopes[id(node)] is scope]
    yield [node for node in uses if scopes[id(node)] not in apart]


_PAIR = 2


def _keys(program: Program, name: str, uses: list[ast.Name]) -> Iterator[Finding]:
    stores = [node for node in uses if isinstance(node.ctx, ast.Store)]
    if len(stores) != 1 or name in program.shared_names:
        return
    match program.parents[stores[0]]:
        case ast.Assign(targets=[ast.Name()], value=ast.Dict(keys=keys)):
            pass
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Name(id="dict"), args=[], keywords=[])):
            keys = []
        case _:
            return
    others = [program.parents[node] for node in uses if node is not stores[0]]
    if not all(_only_asks(program, node, parent) for node in uses for parent in [program.parents[node]]):
        return
    asked = [one for one in others if isinstance(one, ast.Subscript)]
    for one in asked:
        parent = program.parents[one]
        if not keys and isinstance(parent, ast.AugAssign) and parent.target is one:
            yield KEY_NEVER_SET.at(span_of(parent, program.source), text=program.text(parent), name=name)
            return
        known = [key.value for key in keys if isinstance(key, ast.Constant)]
        asks = isinstance(one.slice, ast.Constant) and isinstance(one.ctx, ast.Load)
        if keys and asks and len(known) == len(keys) and one.slice.value not in known:  # type: ignore[attr-defined]  # a Constant's
            shown = ", ".join(repr(key) for key in known[:_SHOWN]) + (" ..." if len(known) > _SHOWN else "")
            yield KEY_MISSING.at(span_of(one, program.source), name=name, key=program.text(one.slice), keys=shown)


def _only_asks(program: Program, node: ast.Name, parent: ast.AST) -> bool:
    """Whether a use of the name can give it no key: it is made, read, shown, or added to."""
    match parent:
        case ast.Assign():
            return parent.targets == [node]
        case ast.Subscript(ctx=ctx):
            above = program.parents[parent]
            return isinstance(ctx, ast.Load) or (isinstance(above, ast.AugAssign) and above.target is parent)
        case ast.Return() | ast.For():
            return True
        case ast.Call(func=ast.Name(id="print" | "len" | "sorted" | "max" | "min" | "sum" | "list" | "str")):
            return True
        case ast.Attribute(attr="items" | "keys" | "values" | "get"):
            return True
    return False


def _changed_attributes(program: Program) -> Iterator[Finding]:
    """The same for dictionaries that objects hold."""
    for loop in program.loops:
        match loop:
            case ast.For(iter=ast.Attribute(value=ast.Name(id="self")) as owner):
                yield from _changed(program, loop, ast.unparse(owner))
            case ast.For(iter=ast.Call(func=ast.Attribute(value=ast.Attribute() as owner, attr=method))):
                if method in ("items", "keys", "values"):
                    yield from _changed(program, loop, ast.unparse(owner))


def _changed(program: Program, loop: ast.For, name: str) -> Iterator[Finding]:
    for node in (one for statement in loop.body for one in ast.walk(statement)):
        match node:
            case ast.Delete(targets=[ast.Subscript(value=owner, slice=ast.Name() | ast.Attribute())]):
                changes = ast.unparse(owner) == name
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if method in _KEYS_CHANGE:
                certain = isinstance(loop.iter, ast.Call)  # else a list, of which another check speaks
                changes = certain and ast.unparse(owner) == name
            case _:
                continue
        if changes and not _leaves_after(program, node, loop):
            yield DICT_CHANGED.at(span_of(node, program.source), name=name)
            return


def _leaves_after(program: Program, node: ast.AST, loop: ast.For) -> bool:
    """Whether the loop is left right after the change."""
    while node is not loop:
        parent = program.parents[node]
        for block in (getattr(parent, "body", None), getattr(parent, "orelse", None)):
            if isinstance(block, list) and node in block:
                after = block[block.index(node) :]
                if any(isinstance(one, ast.Break | ast.Return | ast.Raise) for one in after):
                    return True
        node = parent
    return False


def _ignored(program: Program, loop: ast.For, element: str, name: str) -> Iterator[Finding]:
    inside = [one for statement in loop.body for one in ast.walk(statement)]
    if element.startswith("_") or any(isinstance(one, ast.Name) and one.id == element for one in inside):
        return
    for node in inside:
        match node:
            case (
                ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str()), ctx=ast.Load())
                | ast.AugAssign(value=ast.Name(id=owner))
            ):
                if owner == name:
                    yield ELEMENT_IGNORED.at(
                        span_of(node, program.source), element=element, name=name, text=program.text(node)
                    )
                    return


def _lost(program: Program, loop: ast.For, element: str, name: str, uses: list[ast.Name]) -> Iterator[Finding]:
    last = loop.body[-1]
    match last:
        case ast.Assign(targets=[ast.Name(id=changed)]) | ast.AugAssign(target=ast.Name(id=changed)):
            pass
        case _:
            return
    end = loop.end_lineno or loop.lineno
    scope = program.scope_of(loop)
    later = any(use.lineno > end and program.scope_of(use) is scope and isinstance(use.ctx, ast.Load) for use in uses)
    if changed == element and not later:
        yield ELEMENT_LOST.at(span_of(last, program.source), element=element, name=name)


CHECK = Check((KEY_NEVER_SET, KEY_MISSING, KEY_ABSENT, DICT_CHANGED, ELEMENT_IGNORED, ELEMENT_LOST), _run)
