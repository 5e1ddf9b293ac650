"""Calls and assignments whose numbers, modes or parts do not fit. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, own_nodes, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

EMPTY_RANGE = Kind(
    code="range-is-empty",
    type="Loop",
    severity="warning",
    message="`{text}` gives no number at all: it counts upwards from {start}, and {stop} is not above it.",
    cause="`range` counts up by 1 unless a third number says otherwise.",
    think="Which way should the loop count?",
    fix="Give a negative step to count down: `range({start}, {stop}, -1)`; or swap the two numbers.",
    example="for i in range(10, 0):\n    print(i)\n",
    fine="for i in range(10, 0, -1):\n    print(i)\n",
)
TOO_MANY_GIVEN = Kind(
    code="method-takes-one-value",
    type="TypeError",
    severity="error",
    message="`.{method}()` takes one value, and here it is given {count}.",
    cause="A list takes one element at a time, unless it is given a whole list with `.extend()`.",
    think="How many elements should the list have gained after this line?",
    fix="Call `.{method}()` once for each value.",
    example="values = []\nvalues.append(1, 2)\nprint(values)\n",
    fine="values = []\nvalues.append(1)\nvalues.append(2)\nprint(values)\n",
)
JOIN_NUMBERS = Kind(
    code="join-of-numbers",
    type="TypeError",
    severity="error",
    message="`join` puts texts together, and `{text}` holds numbers.",
    cause="Python does not turn numbers into texts by itself here.",
    think="What type do the elements have, and which does `join` need?",
    fix="Turn each one into a text with `str` first.",
    example="numbers = [1, 2]\nprint(', '.join(numbers))\n",
    fine="numbers = [1, 2]\nprint(', '.join(str(n) for n in numbers))\n",
)
WRONG_MODE = Kind(
    code="file-opened-for-the-other",
    type="UnsupportedOperation",
    severity="error",
    message="`{name}` was opened for {mode}, so `.{method}()` fails.",
    cause="`open` takes the mode as its second value: 'r' (which is the default) to read, 'w' to write, 'a' to append.",
    think="What should happen with the file, and which letter says so?",
    fix="Open it with the mode that fits.",
    example="with open('a.txt') as file:\n    file.write('hi')\n",
    fine="with open('a.txt', 'w') as file:\n    file.write('hi')\n",
)
UNPACK_COUNT = Kind(
    code="unequal-unpacking",
    type="ValueError",
    severity="error",
    message="{names} on the left, {values} on the right: they do not pair up.",
    cause="When several names are assigned at once, each takes one value, and none may be left over.",
    think="Which value belongs to which name?",
    fix="Give each value a name, and each name a value.",
    example="name, age = 'Ada', 36, 'London'\nprint(name, age)\n",
    fine="name, age, city = 'Ada', 36, 'London'\nprint(name, age, city)\n",
)
AVERAGE_CUT = Kind(
    code="average-without-decimals",
    type="Logic",
    severity="warning",
    message="`//` cuts the decimals off: the average of 1 and 2 becomes 1.",
    cause="`//` divides without remainder; `/` gives the exact quotient.",
    think="What should the average of 1 and 2 be?",
    fix="Divide with `/`.",
    example="def average(a, b):\n    return (a + b) // 2\n",
    fine="def average(a, b):\n    return (a + b) / 2\n",
)
CASE_DIFFERS = Kind(
    code="letters-never-equal",
    type="Logic",
    severity="warning",
    message="`{text}` is never true: the left side has only {case} letters.",
    cause="`.lower()` leaves no capital letter and `.upper()` no small one, but the text on the other side has some.",
    think="What does the left side give for the very text on the right?",
    fix="Write the text on the right in the same case.",
    example="answer = input()\nif answer.lower() == 'Yes':\n    print('ok')\n",
    fine="answer = input()\nif answer.lower() == 'yes':\n    print('ok')\n",
)

_ONE = frozenset(("append", "remove", "extend"))
_MEAN = ("average", "mean", "avg")
_READING = frozenset(("read", "readline", "readlines"))
_WRITING = frozenset(("write", "writelines"))


def _run(program: Program) -> Iterator[Finding]:  # noqa: C901 - a table of shapes
    for node in program.nodes:
        match node:
            case ast.For(
                iter=ast.Call(func=ast.Name(id="range"), args=[ast.Constant() as start, ast.Constant() as stop])
            ):
                if isinstance(start.value, int) and isinstance(stop.value, int) and start.value > stop.value:
                    text = program.text(node.iter)
                    span = span_of(node.iter, program.source)
                    yield EMPTY_RANGE.at(span, text=text, start=start.value, stop=stop.value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=[_, _, *_] as given):
                if method in _ONE and isinstance(_only_value(program, name), ast.List | ast.ListComp):
                    yield TOO_MANY_GIVEN.at(span_of(node, program.source), method=method, count=len(given))
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[joined]):
                listed = _only_value(program, joined.id) if isinstance(joined, ast.Name) else joined
                if _numbers(listed) and not _filled(program, joined):
                    yield JOIN_NUMBERS.at(span_of(joined, program.source), text=program.text(joined))
            case ast.With():
                yield from _mode(program, node)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                if len(names) != len(values) and not any(isinstance(one, ast.Starred) for one in [*names, *values]):
                    span = span_of(node, program.source)
                    yield UNPACK_COUNT.at(span, names=_count(names, "name"), values=_count(values, "value"))
            case ast.BinOp(op=ast.FloorDiv()) if _is_mean(program, node):
                yield AVERAGE_CUT.at(span_of(node, program.source))
            case ast.Compare(
                left=ast.Call(func=ast.Attribute(attr="lower" | "upper" as method)),
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=str(text))],
            ) if text != (text.lower() if method == "lower" else text.upper()):
                case = "small" if method == "lower" else "capital"
                yield CASE_DIFFERS.at(span_of(node, program.source), text=program.text(node), case=case)


def _count(parts: list[ast.expr], word: str) -> str:
    return f"{len(parts)} {word}{'s' * (len(parts) != 1)}"


def _only_value(program: Program, name: str) -> ast.expr | None:
    """The one value that a name is given in the whole program."""
    stores = [
        node
        for node in program.nodes
        if (isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load))
        or (isinstance(node, ast.arg) and node.arg == name)
    ]
    if len(stores) != 1:
        return None
    parent = program.parents[stores[0]]
    return parent.value if isinstance(parent, ast.Assign) and parent.targets == stores else None


def _numbers(node: ast.expr | None) -> bool:
    """A list of written numbers, or of numbers counted off."""
    match node:
        case ast.List(elts=[_, *_] as elements):
            return all(isinstance(one, ast.Constant) and type(one.value) in (int, float) for one in elements)
        case ast.Call(func=ast.Name(id="range")):
            return True
    return False


def _filled(program: Program, joined: ast.expr) -> bool:
    """Whether other elements may come into the list later."""
    if not isinstance(joined, ast.Name):
        return False
    uses = [node for node in program.nodes if isinstance(node, ast.Name) and node.id == joined.id]
    return any(isinstance(program.parents[node], ast.Attribute | ast.Subscript) for node in uses)


def _mode(program: Program, node: ast.With) -> Iterator[Finding]:
    for item in node.items:
        match item:
            case ast.withitem(
                context_expr=ast.Call(func=ast.Name(id="open"), args=arguments, keywords=keywords),
                optional_vars=ast.Name(id=name),
            ):
                pass
            case _:
                continue
        given = next((one.value for one in keywords if one.arg == "mode"), arguments[1] if len(arguments) > 1 else None)
        mode = given.value if isinstance(given, ast.Constant) else "r" if given is None else None
        if not isinstance(mode, str) or "+" in mode:
            continue
        wrong, said = (_WRITING, "reading") if "r" in mode or not set(mode) & set("wax") else (_READING, "writing")
        for one in (inner for statement in node.body for inner in [statement, *own_nodes(statement)]):
            match one:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)):
                    if owner == name and method in wrong:
                        yield WRONG_MODE.at(span_of(one, program.source), name=name, mode=said, method=method)
                        return


def _is_mean(program: Program, node: ast.BinOp) -> bool:
    """`//` as the whole value of what is called an average."""
    parent = program.parents[node]
    match parent:
        case ast.Assign(targets=[ast.Name(id=name)]):
            pass
        case ast.Return():
            scope = program.scope_of(parent)
            name = scope.name if isinstance(scope, ast.FunctionDef) else ""
        case _:
            return False
    return any(word in name.lower() for word in _MEAN)


CHECK = Check((EMPTY_RANGE, TOO_MANY_GIVEN, JOIN_NUMBERS, WRONG_MODE, UNPACK_COUNT, AVERAGE_CUT, CASE_DIFFERS), _run)
