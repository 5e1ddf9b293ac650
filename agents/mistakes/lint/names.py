"""Names without a value, values without a use: what pyflakes finds, in our words."""

import ast
import builtins
import keyword
import re
import sys
from collections.abc import Callable, Mapping
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from agents.linting import flakes
from agents.linting.findings import Finding as Flake
from agents.mistakes.checks.program import Program, target_names
from agents.mistakes.findings import Finding, Kind, Span

__all__ = ["KINDS", "name_findings"]

UNDEFINED = Kind(
    code="undefined-name",
    type="NameError",
    severity="error",
    message="`{name}` has no value anywhere in this program.",
    cause="Python looks for a name where it is used; a name exists only after it was given a value, or after a def, "
    "class or import made it. {why}",
    think="Where does this name get its value? Compare the spelling of both places letter by letter.",
    fix="{fix}",
    example="total = 1\nprint(totl)\n",
    fine="total = 1\nprint(total)\n",
)
UNDEFINED_LOCAL = Kind(
    code="local-before-value",
    type="UnboundLocalError",
    severity="error",
    message="`{name}` is used in this function before it gets its value there.",
    cause="Because the function gives `{name}` a value somewhere, the name is the function's alone, and the value "
    "from outside is not seen.",
    think="Is this name the function's own, or the one of the program around it?",
    fix="Give `{name}` its value first, pass it in as a parameter, or declare `global {name}`.",
    example="count = 0\n\ndef show():\n    print(count)\n    count = 1\n\nshow()\n",
    fine="count = 0\n\ndef show():\n    print(count)\n\nshow()\n",
)
UNUSED_VARIABLE = Kind(
    code="unused-variable",
    type="Style",
    severity="hint",
    message="`{name}` gets a value here, but nothing uses it afterwards.",
    cause="Either the line is not needed, or another line uses a different name by mistake.",
    think="Which line should use this value?",
    fix="Use `{name}` where it is needed, or remove the line.",
    example="def area(width, height):\n    result = width * height\n    return width\n",
    fine="def area(width, height):\n    result = width * height\n    return result\n",
)
UNUSED_IMPORT = Kind(
    code="unused-import",
    type="Style",
    severity="hint",
    message="`{name}` is imported but not used.",
    cause="An import that nobody uses makes readers look for its use.",
    think="What did you need it for?",
    fix="Remove the import, or use it.",
    example="import math\nprint(1)\n",
    fine="import math\nprint(math.pi)\n",
)
REDEFINED = Kind(
    code="defined-twice",
    type="Logic",
    severity="warning",
    message="`{name}` was already defined in line {first}; from here on only this one counts.",
    cause="A second `def` or `class` of the same name replaces the first, which is then never used.",
    think="Do you need both? Then each needs a name of its own.",
    fix="Rename one of the two, or remove the one that is not needed.",
    example="def area(r):\n    return 3 * r\n\ndef area(a, b):\n    return a * b\n",
    fine="def circle(r):\n    return 3 * r\n\ndef area(a, b):\n    return a * b\n",
)
REPEATED_KEY = Kind(
    code="repeated-key",
    type="Logic",
    severity="warning",
    message="The key {name} occurs more than once in this dictionary, with different values.",
    cause="A dictionary keeps one value for each key: the last one wins.",
    think="Which of the values should be found under this key?",
    fix="Remove or rename all but one.",
    example="ages = {'Ada': 36, 'Ada': 37}\n",
    fine="ages = {'Ada': 36, 'Bob': 37}\n",
)
FORMAT_MISMATCH = Kind(
    code="format-mismatch",
    type="TypeError",
    severity="error",
    message="The placeholders of this text and the values given to it do not match.",
    cause="Each placeholder needs exactly one value. ({said})",
    think="Count the placeholders in the text, then the values.",
    fix="Give as many values as there are placeholders, or write an f-string.",
    example="print('%s is %s' % ('Ada',))\n",
    fine="print('%s is %s' % ('Ada', 36))\n",
)
ASSERT_TUPLE = Kind(
    code="assert-always-true",
    type="Logic",
    severity="warning",
    message="This `assert` is always true: the brackets with a comma make a tuple.",
    cause="`assert condition, message` has no brackets around both. A tuple that holds something counts as true.",
    think="What exactly is checked here?",
    fix="Remove the brackets around the condition and the message.",
    example="x = 1\nassert (x == 2, 'x must be 2')\n",
    fine="x = 1\nassert x == 2, 'x must be 2'\n",
)
KINDS = (
    UNDEFINED,
    UNDEFINED_LOCAL,
    UNUSED_VARIABLE,
    UNUSED_IMPORT,
    REDEFINED,
    REPEATED_KEY,
    FORMAT_MISMATCH,
    ASSERT_TUPLE,
)

_ELSEWHERE: Mapping[str, str] = {
    "true": "True", "false": "False", "null": "None", "none": "None", "nil": "None", "undefined": "None",
    "NULL": "None", "TRUE": "True", "FALSE": "False", "raw_input": "input", "xrange": "range", "unicode": "str",
    "long": "int", "unichr": "chr", "basestring": "str", "println": "print", "printf": "print", "echo": "print",
    "puts": "print", "length": "len", "size": "len", "string": "str", "integer": "int", "boolean": "bool",
    "double": "float", "This": "self", "this": "self", "array": "list",
}  # fmt: skip
_MODULES = frozenset(sys.stdlib_module_names) | {"numpy", "pandas", "np", "pd", "plt"}
_BUILTINS = tuple(name for name in dir(builtins) if not name.startswith("_"))
_NEAR = 0.7  # of 1: one slip in four letters

_NAME = re.compile(r"'([^']*)'")
_LINE = re.compile(r"line (\d+)")

_OF_A_RULE = 20
"""Findings told of one rule: each looks for a name that was meant, and nobody repairs more at once."""

_Teller = Callable[[Flake, Program], Finding | None]


def name_findings(program: Program) -> tuple[list[Finding], str | None]:
    """What pyflakes says, in the words of the catalogue; and what was left out."""
    report = flakes.lint(program.tree)
    told: list[Finding] = []
    for rule, tell in _TELLERS.items():
        of_rule = (tell(one, program) for one in report.findings if one.rule == rule)
        told += islice((one for one in of_rule if one is not None), _OF_A_RULE)
    return told, report.left_out


def _name_of(flake: Flake) -> str:
    quoted = _NAME.search(flake.message)
    return quoted[1] if quoted is not None else ""


def _span(flake: Flake, name: str = "") -> Span:
    return Span(flake.line, flake.column, flake.line, flake.column + max(len(name), 1))


def _undefined(flake: Flake, program: Program) -> Finding | None:
    name = _name_of(flake)
    if name.startswith("__") or _made_otherwise(program, name) or _name_error_is_caught(program, flake.line):
        return None
    why, fix = _meant(name, program)
    return UNDEFINED.at(_span(flake, name), name=name, why=why, fix=fix)


def _meant(name: str, program: Program) -> tuple[str, str]:
    if name in _ELSEWHERE:
        return f"Python calls it `{_ELSEWHERE[name]}`.", f"Write `{_ELSEWHERE[name]}`."
    if name in _MODULES:
        return f"`{name}` is a module, which has to be imported first.", f"Write `import {name}` at the top."
    known = [*target_names(program.tree), *_BUILTINS, *keyword.kwlist]
    near = process.extractOne(name, known, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=_NEAR)
    if near is None:
        folded = {one.lower(): one for one in known}
        if name.lower() not in folded:
            return "", f"Give `{name}` a value before this line, or put quotes around it if it is a text."
        return _spelt(folded[name.lower()])
    return _spelt(near[0])


def _spelt(near: str) -> tuple[str, str]:
    return f"There is a `{near}`, which looks much like it.", f"Write `{near}` if that is what you mean."


def _made_otherwise(program: Program, name: str) -> bool:
    """Whether names come from where no linter looks: `globals()`, `exec`, or a name that is deleted again later."""
    for node in program.nodes:
        match node:
            case ast.Name(id="globals" | "exec" | "vars" | "eval" | "locals"):
                return True
            case ast.Delete(targets=targets) if any(isinstance(one, ast.Name) and one.id == name for one in targets):
                return True
    return False


def _name_error_is_caught(program: Program, line: int) -> bool:
    """Code that tries a name on purpose, as for several versions of Python."""
    return any(
        isinstance(node, ast.Try) and node.handlers and node.lineno <= line <= (node.end_lineno or line)
        for node in program.nodes
    )


def _local(flake: Flake, _: Program) -> Finding:
    name = _name_of(flake)
    return UNDEFINED_LOCAL.at(_span(flake, name), name=name)


def _unused(kind: Kind) -> _Teller:
    def tell(flake: Flake, _: Program) -> Finding | None:
        name = _name_of(flake)
        if name.startswith(("_", "__future__")):
            return None
        return kind.at(_span(flake, name), name=name)

    return tell


def _redefined(flake: Flake, _: Program) -> Finding:
    first = _LINE.search(flake.message)
    return REDEFINED.at(_span(flake), name=_name_of(flake), first=first[1] if first is not None else "?")


def _key(flake: Flake, _: Program) -> Finding:
    return REPEATED_KEY.at(_span(flake), name=flake.message.partition("key ")[2].partition(" repeated")[0])


def _format(flake: Flake, _: Program) -> Finding:
    return FORMAT_MISMATCH.at(_span(flake), said=flake.message)


def _assert(flake: Flake, _: Program) -> Finding:
    return ASSERT_TUPLE.at(_span(flake))


_TELLERS: Mapping[str, _Teller] = {
    "UndefinedName": _undefined,
    "UndefinedLocal": _local,
    "UnusedVariable": _unused(UNUSED_VARIABLE),
    "UnusedImport": _unused(UNUSED_IMPORT),
    "RedefinedWhileUnused": _redefined,
    "MultiValueRepeatedKeyLiteral": _key,
    "MultiValueRepeatedKeyVariable": _key,
    "StringDotFormatMissingArgument": _format,
    "PercentFormatPositionalCountMismatch": _format,
    "PercentFormatMissingArgument": _format,
    "AssertTuple": _assert,
}
"""By pyflakes' class. The others are the compiler's errors, or style."""
