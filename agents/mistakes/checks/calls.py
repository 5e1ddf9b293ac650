"""Calls and assignments whose numbers, modes or parts do not fit. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, own_nodes, span_of, target_names
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

SUM_OF_TEXTS = Kind(
    code="sum-of-typed-texts",
    type="TypeError",
    severity="error",
    message="`{name}` holds what was typed in, which is text, and `sum` adds numbers.",
    cause="`input` always gives a text, also when digits were typed.",
    think="What type does each element of `{name}` have?",
    fix="Turn each one into a number when it is read: `int(input())` or `float(input())`.",
    example="grades = []\nfor i in range(3):\n    grades.append(input())\nprint(sum(grades))\n",
    fine="grades = []\nfor i in range(3):\n    grades.append(int(input()))\nprint(sum(grades))\n",
)
NUMBER_WALKED = Kind(
    code="number-to-go-through",
    type="TypeError",
    severity="error",
    message="`{function}` goes through `{name}` in line {line}, and this call gives it a number.",
    cause="A `for` loop needs something with elements, and a number has no parts.",
    think="Should the loop go through elements, or count?",
    fix="Loop over `range({name})` to count, or call `{function}` with a list.",
    example="def repeat(n):\n    for i in n:\n        print('hi')\n\nrepeat(3)\n",
    fine="def repeat(n):\n    for i in range(n):\n        print('hi')\n\nrepeat(3)\n",
)

_ONE = frozenset(("append", "remove", "extend"))
_MEAN = ("average", "mean", "avg")
_READING = frozenset(("read", "readline", "readlines"))
_WRITING = frozenset(("write", "writelines"))


def _run(program: Program) -> Iterator[Finding]:  # noqa: C901, PLR0912 - a table of shapes
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
                if method in _ONE and isinstance(program.only_value(name), ast.List | ast.ListComp):
                    yield TOO_MANY_GIVEN.at(span_of(node, program.source), method=method, count=len(given))
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[joined]):
                listed = program.only_value(joined.id) if isinstance(joined, ast.Name) else joined
                if _numbers(listed) and not _filled(program, joined):
                    yield JOIN_NUMBERS.at(span_of(joined, program.source), text=program.text(joined))
            case ast.With():
                yield from _mode(program, node)
            case ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id=name)]) if _holds_input(program, name):
                yield SUM_OF_TEXTS.at(span_of(node, program.source), name=name)
            case ast.Call(func=ast.Name(id=name)) if name in program.plain_functions:
                yield from _goes_through(program, node, program.plain_functions[name])
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
        again = any(name in target_names(statement) for statement in node.body)
        if not isinstance(mode, str) or "+" in mode or again:
            continue
        wrong, said = (_WRITING, "reading") if "r" in mode or not set(mode) & set("wax") else (_READING, "writing")
        for one in (inner for statement in node.body for inner in [statement, *own_nodes(statement)]):
            match one:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="json" | "pickle"), attr="dump"), args=[_, ast.Name(id=to)]
                ):
                    wrongly, method = to == name and wrong is _WRITING, "write"
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="json" | "pickle"), attr="load"), args=[ast.Name(id=of)]
                ):
                    wrongly, method = of == name and wrong is _READING, "read"
                case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)):
                    wrongly = owner == name and method in wrong
                case _:
                    continue
            if wrongly:
                yield WRONG_MODE.at(span_of(one, program.source), name=name, mode=said, method=method)
                return


def _holds_input(program: Program, name: str) -> bool:
    """Whether a list is filled with nothing but what was typed in."""
    match program.only_value(name):
        case ast.List(elts=[]):
            pass
        case _:
            return False
    given = [
        call.args[0]
        for call in program.calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("append", "insert", "extend")
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == name
        and call.args
    ]
    return bool(given) and all(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "input" for one in given
    )


def _goes_through(program: Program, call: ast.Call, function: ast.FunctionDef) -> Iterator[Finding]:
    """A parameter that the function goes through, and that this call gives a number."""
    stored = {node.id for node in own_nodes(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    walked = {
        node.iter.id: node
        for node in own_nodes(function)
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Name)
    }
    asked = {
        node.args[0].id
        for node in own_nodes(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("isinstance", "type", "hasattr")
        and node.args
        and isinstance(node.args[0], ast.Name)
    }
    for parameter, value in zip(function.args.args, call.args, strict=False):
        number = isinstance(value, ast.Constant) and type(value.value) in (int, float)
        if number and parameter.arg in walked and parameter.arg not in stored | asked:
            line = walked[parameter.arg].lineno
            yield NUMBER_WALKED.at(span_of(call, program.source), function=function.name, name=parameter.arg, line=line)
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


CHECK = Check(
    (
        EMPTY_RANGE,
        TOO_MANY_GIVEN,
        JOIN_NUMBERS,
        SUM_OF_TEXTS,
        NUMBER_WALKED,
        WRONG_MODE,
        UNPACK_COUNT,
        AVERAGE_CUT,
        CASE_DIFFERS,
    ),
    _run,
)
