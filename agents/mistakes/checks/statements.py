"""Lines that compute something and throw it away. Pure."""

import ast
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

COMPARISON_STATEMENT = Kind(
    code="comparison-as-statement",
    type="Logic",
    severity="warning",
    message="`{text}` compares two values and does nothing with the answer.",
    cause="`==` asks whether two values are equal; it does not store anything. A line that only asks has no effect.",
    think="Do you want to ask something here, or to store a value?",
    fix="Write one `=` to store the value.",
    example="total = 0\ntotal == 5\nprint(total)\n",
    fine="total = 0\ntotal = 5\nprint(total)\n",
)
UNUSED_VALUE = Kind(
    code="result-not-used",
    type="Logic",
    severity="warning",
    message="`{text}` computes a value, but nothing is done with it.",
    cause="{why}",
    think="Where should the result of this line go?",
    fix="Store it (`name = {text}`), return it or print it.",
    example="name = 'ada'\nname.upper()\nprint(name)\n",
    fine="name = 'ada'\nname = name.upper()\nprint(name)\n",
)
NOT_CALLED = Kind(
    code="function-not-called",
    type="Logic",
    severity="warning",
    message="`{text}` only names the function; without brackets it does not run.",
    cause="A function runs when its name is followed by brackets, even when they are empty.",
    think="What makes a function run?",
    fix="Write `{text}()`.",
    example="values = [2, 1]\nvalues.sort\nprint(values)\n",
    fine="values = [2, 1]\nvalues.sort()\nprint(values)\n",
)
NONE_KEPT = Kind(
    code="none-from-method",
    type="Logic",
    severity="warning",
    message="`.{method}()` changes the list itself and gives back None, which is what you keep here.",
    cause="Methods that change a list, set or dictionary in place return None: what they do is not a copy.",
    think="Does the method make something new, or does it change what is there?",
    fix="Call `.{method}()` on a line of its own and go on using the old name.",
    example="values = [2, 1]\nvalues = values.sort()\nprint(values)\n",
    fine="values = [2, 1]\nvalues.sort()\nprint(values)\n",
)
PRINT_KEPT = Kind(
    code="value-of-print",
    type="Logic",
    severity="warning",
    message="`print(...)` gives back None; that is what is used here.",
    cause="print shows a text on the screen. It does not hand the text on to the program.",
    think="Who needs the value: a person who reads the screen, or the next line of the program?",
    fix="Store or return the value itself, and print it on a line of its own.",
    example="x = print(5)\n",
    fine="x = 5\nprint(x)\n",
)

_PURE_METHODS = frozenset(
    [
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "title",
        "capitalize",
        "split",
        "join",
        "center",
        "ljust",
        "rjust",
        "zfill",
        "swapcase",
        "casefold",
        "format",
    ]
)
_GIVEN = {
    "strip": (0, 1), "lstrip": (0, 1), "rstrip": (0, 1), "replace": (2, 3), "split": (0, 2), "join": (1, 1),
    "center": (1, 2), "ljust": (1, 2), "rjust": (1, 2), "zfill": (1, 1), "format": (0, 20),
}  # fmt: skip
"""How many values methods of texts take, the least and the most; none where nothing is said."""
_PURE_FUNCTIONS = frozenset(
    [
        "len",
        "sorted",
        "reversed",
        "abs",
        "max",
        "min",
        "sum",
        "round",
        "int",
        "float",
        "str",
        "list",
        "tuple",
        "set",
        "dict",
        "range",
        "zip",
        "enumerate",
    ]
)
_IN_PLACE = frozenset(("sort", "append", "extend", "reverse", "insert", "remove", "clear"))
_REARRANGES = frozenset(("sort", "reverse"))
_OF_LISTS = _REARRANGES | {"append", "extend"}
"""Methods that lists alone have, as far as one sees nothing but the name."""
_METHODS = frozenset(
    [
        "sort",
        "append",
        "extend",
        "reverse",
        "pop",
        "clear",
        "upper",
        "lower",
        "strip",
        "split",
        "keys",
        "values",
        "items",
        "close",
        "read",
        "readline",
        "copy",
    ]
)


def _run(program: Program) -> Iterator[Finding]:
    for node in program.nodes:
        match node:
            case ast.Expr(value=ast.Subscript() as value):
                yield from _looked_up(program, node, value)
            case ast.Expr(value=value):
                yield from _statement(program, node, value)
            case ast.Assign(value=value) | ast.Return(value=ast.expr() as value) | ast.AugAssign(value=value):
                yield from _kept(program, value)
            case ast.For(iter=value):
                yield from _kept(program, value)
        for one in _used(node):
            yield from _kept(program, one)
            if isinstance(one, ast.Name) and one.id in program.plain_functions:
                yield NOT_CALLED.at(span_of(one, program.source), text=one.id)


def _used(node: ast.AST) -> list[ast.expr]:
    """Values that a node shows, compares or calculates with. Functions may be compared with each other."""
    match node:
        case ast.Call(func=ast.Name(id="print" | "len" | "sum" | "str"), args=arguments):
            return arguments
        case ast.FormattedValue(value=value):
            return [value]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Compare(left=left, ops=[op], comparators=[right]) if not isinstance(op, ast.Is | ast.IsNot):
            both = [left, right]
            sorts = isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE)
            return both if sorts or any(isinstance(one, ast.Call | ast.Constant) for one in both) else []
    return []


def _statement(program: Program, node: ast.Expr, value: ast.expr) -> Iterator[Finding]:
    span, text = span_of(node, program.source), program.text(value)
    match value:
        case ast.Compare() if not isinstance(program.parents[node], ast.With | ast.Try):  # there it shall fail
            yield COMPARISON_STATEMENT.at(span, text=text)
        case ast.Call(func=ast.Attribute(attr=method)) if method in _PURE_METHODS and _text(program, value):
            why = f"A text cannot be changed. `.{method}()` makes a new one and leaves the old one as it is."
            yield UNUSED_VALUE.at(span, text=text, why=why)
        case ast.Call(func=ast.Name(id=name)) if name in _PURE_FUNCTIONS and name not in program.plain_functions:
            yield UNUSED_VALUE.at(span, text=text, why=f"`{name}()` gives back a new value and changes nothing.")
        case ast.BinOp() | ast.UnaryOp() if _is_last_in_notebook(program, node):
            return
        case ast.BinOp():
            why = "A calculation gives a value; it does not change the names in it."
            yield UNUSED_VALUE.at(span, text=text, why=why)
        case ast.Name(id=name) if name in program.plain_functions:
            yield NOT_CALLED.at(span, text=text)
        case ast.Attribute(attr=method) if method in _METHODS:
            yield NOT_CALLED.at(span, text=text)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="super"), attr="__init__")):
            yield NOT_CALLED.at(span, text="super")


def _looked_up(program: Program, node: ast.Expr, value: ast.Subscript) -> Iterator[Finding]:
    """A part of something, which is not used."""
    tried = isinstance(program.parents[node], ast.With | ast.Try | ast.Module)  # there it may be asked to fail
    match value:
        case ast.Subscript(value=ast.Call(func=ast.Attribute(attr="split" | "partition" | "rsplit"))):
            why = "A part of a text is a new text; the old one stays as it is."
        case ast.Subscript(value=ast.Name() | ast.Attribute(), slice=ast.Name() | ast.Attribute()) if not tried:
            why = "Looking something up changes nothing: what is there stays there."
        case _:
            return
    yield UNUSED_VALUE.at(span_of(node, program.source), text=program.text(value), why=why)


def _is_last_in_notebook(program: Program, node: ast.Expr) -> bool:
    """The last line of a program that is nothing but calculations: typed as into a prompt."""
    return node is program.tree.body[-1] and all(isinstance(one, ast.Expr | ast.Assign) for one in program.tree.body)


def _text(program: Program, call: ast.Call) -> bool:
    """Whether a call may well be one of a text's method: by its owner, and by how many values it is given.

    Windows have a `title`, threads are joined, and modules have functions of such names.
    """
    owner, method = call.func.value, call.func.attr  # type: ignore[attr-defined]  # a method's call
    given = len(call.args) + len(call.keywords)
    least, most = _GIVEN.get(method, (0, 0))
    if not least <= given <= most or (method == "join" and not isinstance(owner, ast.Constant)):
        return False
    if isinstance(owner, ast.Name):
        return owner.id not in program.other_things
    if isinstance(owner, ast.Attribute):  # windows and paths have attributes with methods of other such names
        texts = all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in call.args)
        return texts and method in ("replace", "upper", "capitalize", "swapcase", "strip", "lstrip", "rstrip")
    return isinstance(owner, ast.Constant | ast.Subscript | ast.Call)


def _kept(program: Program, value: ast.expr) -> Iterator[Finding]:
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr=method)) if method in _IN_PLACE:
            yield NONE_KEPT.at(span_of(value, program.source), method=method)
        case ast.Call(func=ast.Attribute(value=ast.Attribute(value=ast.Name(id="self")), attr=method)):
            own = any(one.name == method for one in program.functions)  # an object of this program may give something
            handed = isinstance(program.parents[value], ast.Return) and method not in _REARRANGES
            if method in _OF_LISTS and not own and not handed:
                yield NONE_KEPT.at(span_of(value, program.source), method=method)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="random"), attr="shuffle")):
            yield NONE_KEPT.at(span_of(value, program.source), method="shuffle")
        case ast.Call(func=ast.Name(id="print")):
            yield PRINT_KEPT.at(span_of(value, program.source))


CHECK = Check((COMPARISON_STATEMENT, UNUSED_VALUE, NOT_CALLED, NONE_KEPT, PRINT_KEPT), _run)
