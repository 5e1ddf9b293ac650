"""Small slips that Python takes, in another sense than the one that is meant. Pure."""

import ast
import builtins
import re
from collections.abc import Iterator

from agents.mistakes.checks.program import Check, Program, span_of, target_names
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK"]

CARET = Kind(
    code="caret-is-no-power",
    type="Logic",
    severity="warning",
    message="`{text}` is no power: `^` compares bits.",
    cause="In Python a power is written with `**`; `^` is an operation on the bits of two whole numbers.",
    think="What should the result be for 5, and what does Python give?",
    fix="Write `**` for a power.",
    example="def square(x):\n    return x ^ 2\n",
    fine="def square(x):\n    return x ** 2\n",
)
MISSING_F = Kind(
    code="f-is-missing",
    type="Logic",
    severity="warning",
    message="`{{{name}}}` stays as it is: only a text with `f` in front of it puts the value of `{name}` there.",
    cause="Without the `f` curly brackets are ordinary characters.",
    think="Does the program show the value or the name?",
    fix="Write `f` in front of the opening quote.",
    example="name = 'Ada'\nprint('Hello {name}')\n",
    fine="name = 'Ada'\nprint(f'Hello {name}')\n",
)
METHOD_AS_VALUE = Kind(
    code="method-not-called",
    type="Logic",
    severity="warning",
    message="`{text}` is the method itself and not its result: the brackets are missing.",
    cause="A method runs when its name is followed by brackets, even when they are empty.",
    think="What makes a method run?",
    fix="Write `{text}()`.",
    example="name = 'ada'\nloud = name.upper\nprint(loud)\n",
    fine="name = 'ada'\nloud = name.upper()\nprint(loud)\n",
)
RAISES_VALUE = Kind(
    code="raise-needs-an-error",
    type="TypeError",
    severity="error",
    message="`raise` needs an error, and {text} is none.",
    cause="Only objects of exception classes can be raised; a text alone is not one.",
    think="What kind of error is it: a wrong value, a wrong type, something missing?",
    fix="Put the text into an error: `raise ValueError({text})`.",
    example="def root(x):\n    if x < 0:\n        raise 'negative'\n    return x ** 0.5\n",
    fine="def root(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x ** 0.5\n",
)
NOT_RAISED = Kind(
    code="error-without-raise",
    type="Logic",
    severity="warning",
    message="`{text}` makes an error and does not raise it: the program goes on.",
    cause="An error stops a program only when it is raised.",
    think="Which word hands an error to whoever called?",
    fix="Write `raise` in front of it.",
    example="def pay(cash, amount):\n    if amount > cash:\n        ValueError('no')\n    return cash - amount\n",
    fine="def pay(cash, amount):\n    if amount > cash:\n        raise ValueError('no')\n    return cash - amount\n",
)
FLOATS_EQUAL = Kind(
    code="floats-compared",
    type="Logic",
    severity="warning",
    message="`{text}` compares a computed decimal number with `==`: tiny rounding errors make it false.",
    cause="Most decimal fractions have no exact form in the computer: `0.1 + 0.2` is not `0.3`.",
    think="What does Python show for `0.1 + 0.2`?",
    fix="Ask whether the two are close: `math.isclose(a, b)`.",
    example="total = 0.1 + 0.2\nprint(total == 0.1 * 3)\n",
    fine="import math\n\ntotal = 0.1 + 0.2\nprint(math.isclose(total, 0.3))\n",
)
ZERO_GIVEN = Kind(
    code="zero-handed-over",
    type="ZeroDivisionError",
    severity="error",
    message="With 0 for `{name}`, `{function}` divides by zero in line {line}.",
    cause="Nothing can be divided by 0, and the function does not ask for that case.",
    think="What should `{function}` give when `{name}` is 0?",
    fix="Ask for 0 before dividing.",
    example="def share(total, people):\n    return total / people\n\nprint(share(9, 0))\n",
    fine="def share(total, people):\n    if people == 0:\n        return 0\n    return total / people\n\n"
    "print(share(9, 0))\n",
)

_OF_TEXTS = frozenset(
    [
        "upper", "lower", "strip", "lstrip", "rstrip", "capitalize", "swapcase", "casefold", "splitlines", "isdigit",
        "isalpha", "isalnum", "isupper", "islower", "isspace", "isnumeric", "startswith", "endswith", "readlines",
        "readline",
    ]
)  # fmt: skip
_SUMS = frozenset(("sum", "max", "min", "sorted"))
_SORTS = frozenset(("sorted", "sort", "max", "min"))
_FIELD = re.compile(r"(?<!\{)\{([A-Za-z_]\w*)\}(?!\})")
_BITS = (ast.BitAnd, ast.BitOr, ast.LShift, ast.RShift, ast.Invert)
_POWERS = (2, 3)


def _run(program: Program) -> Iterator[Finding]:
    attributes = {node.attr for node in program.nodes if isinstance(node, ast.Attribute)}
    texts = not attributes & {"format", "format_map", "substitute", "replace", "safe_substitute"}
    bound = target_names(program.tree)
    bits = any(isinstance(node, _BITS) for node in program.nodes)
    for node in program.nodes:
        match node:
            case ast.BinOp(op=ast.BitXor(), right=ast.Constant(value=int(power))) if power in _POWERS and not bits:
                yield CARET.at(span_of(node, program.source), text=program.text(node))
            case ast.Constant(value=str(text)) if texts and "{" in text:
                yield from _field(program, node, text, bound)
            case ast.Attribute(
                attr=method,
                value=ast.Name(id=owner)
                | ast.Subscript(value=ast.Name(id=owner))
                | ast.Call(func=ast.Name(id="input" as owner)),
            ):
                if (method in _OF_TEXTS and owner != "str" and method not in bound and _is_value(program, node)) or (
                    _is_method(program, node) and _is_reckoned_with(program, node)
                ):
                    yield METHOD_AS_VALUE.at(span_of(node, program.source), text=program.text(node))
            case ast.Raise(exc=ast.Constant(value=str()) | ast.JoinedStr() as raised):
                yield RAISES_VALUE.at(span_of(node, program.source), text=program.text(raised))
            case (
                ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call)
                | ast.Return(value=ast.Call(func=ast.Name(id=name), args=[ast.Constant() | ast.JoinedStr()]) as call)
            ) if _is_error(name):
                yield NOT_RAISED.at(span_of(node, program.source), text=program.text(call))
            case ast.Compare(ops=[ast.Eq() | ast.NotEq()]) if _computed(node.left) or _computed(node.comparators[0]):
                yield FLOATS_EQUAL.at(span_of(node, program.source), text=program.text(node))
            case ast.Call(func=ast.Name(id=name)) if name in program.plain_functions:
                yield from _zero(program, node, program.plain_functions[name])


def _field(program: Program, node: ast.Constant, text: str, bound: set[str]) -> Iterator[Finding]:
    """A text that is printed, read with, returned or kept, and names a variable in curly brackets."""
    parent = program.parents[node]
    match parent:
        case ast.Call(func=ast.Name(id="print" | "input")) | ast.Return() | ast.Assign() | ast.BinOp(op=ast.Add()):
            name = next((one for one in _FIELD.findall(text) if one in bound), None)
            if name is not None:
                yield MISSING_F.at(span_of(node, program.source), name=name)


def _is_value(program: Program, node: ast.Attribute) -> bool:
    """Used as if it were a result: not called, not handed over, not kept as a function."""
    parent = program.parents[node]
    match parent:
        case ast.Return() | ast.BinOp() | ast.FormattedValue() | ast.Assign() | ast.For():
            return isinstance(node.ctx, ast.Load)
        case ast.If() | ast.While() | ast.BoolOp() | ast.UnaryOp() | ast.Compare() | ast.IfExp():
            return True
        case ast.Call(func=ast.Name(id="print" | "int" | "float" | "len"), args=arguments):
            return node in arguments
    return False


def _is_method(program: Program, node: ast.Attribute) -> bool:
    """Whether it names a method of a class of this program, the only thing that has this name in it."""
    method = next((one for one in program.functions if one.name == node.attr), None)
    return (
        method is not None
        and not method.decorator_list
        and isinstance(program.parents[method], ast.ClassDef)
        and program.times_defined(node.attr) == 1
    )


def _is_reckoned_with(program: Program, node: ast.Attribute) -> bool:
    """Whether it is compared, added up, sorted by or shown: what no one does with a method itself."""
    parent = program.parents[node]
    match parent:
        case ast.BinOp() | ast.FormattedValue() | ast.AugAssign():
            return True
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            return isinstance(right if left is node else left, ast.Constant | ast.Call | ast.BinOp)
        case ast.Compare(ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]):
            return True
        case ast.GeneratorExp() | ast.ListComp():
            return parent.elt is node and _is_call_of(program.parents[parent], _SUMS)
        case ast.Lambda():
            around = program.parents[parent]
            return isinstance(around, ast.keyword) and _is_call_of(program.parents[around], _SORTS)
    return False


def _is_call_of(node: ast.AST, names: frozenset[str]) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in names
    return False


def _is_error(name: str) -> bool:
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, Exception)


def _computed(node: ast.expr) -> bool:
    """A sum or product with a decimal fraction that has no exact form."""
    return isinstance(node, ast.BinOp) and any(
        isinstance(one, ast.Constant) and isinstance(one.value, float) and not (one.value * 1024).is_integer()
        for one in ast.walk(node)
    )


def _zero(program: Program, call: ast.Call, function: ast.FunctionDef) -> Iterator[Finding]:
    branches = (ast.If, ast.Try, ast.IfExp, ast.BoolOp, ast.For, ast.While, ast.Match, ast.AugAssign)
    inside = list(ast.walk(function))
    if any(isinstance(node, branches) for node in inside):
        return
    for parameter, value in zip(function.args.args, call.args, strict=False):
        if not isinstance(value, ast.Constant) or type(value.value) not in (int, float) or value.value != 0:
            continue
        for node in inside:
            match node:
                case ast.Name(id=name, ctx=ast.Store()) if name == parameter.arg:
                    return
                case ast.BinOp(op=ast.Div() | ast.FloorDiv() | ast.Mod(), right=ast.Name(id=name)):
                    if name == parameter.arg:
                        yield ZERO_GIVEN.at(
                            span_of(call, program.source), name=name, function=function.name, line=node.lineno
                        )
                        return


CHECK = Check(
    (CARET, MISSING_F, METHOD_AS_VALUE, RAISES_VALUE, NOT_RAISED, FLOATS_EQUAL, ZERO_GIVEN),
    _run,
)
