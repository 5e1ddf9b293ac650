"""The form and the order of a result that a docstring names, and that the code does not give it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="decimals-not-kept",
        title="`{name}` shows 2.5 where 2.50 is promised",
        weights={"correctness": 0.3},
        level="beginner",
        why="`round` gives a number, and a number has no zeros at its end.",
        do="Say in the f-string how many decimals are shown, with `:.2f`.",
        example="def price_tag(price):\n    '''Return the price with two decimals.'''\n"
        "    return f'{round(price, 2)} EUR'\n",
        better="def price_tag(price):\n    '''Return the price with two decimals.'''\n    return f'{price:.2f} EUR'\n",
    )
)
def decimals_not_kept(program: Program) -> Iterator[Place]:
    """See the rule: what `round` gives becomes text, in a function that promises decimals."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="round"), args=[_, ast.Constant(value=int(places))]) if places > 0:
                pass
            case _:
                continue
        around = program.parents[call]
        shown = isinstance(around, ast.FormattedValue) and around.format_spec is None
        if (shown or call_name(around) == "str") and _DECIMALS.search(program.purpose(call)):
            yield Place(call.lineno, ast.unparse(call))


_DECIMALS: Final = re.compile(
    r"\b(?:with|exactly|always)(?: \w+){0,2} (?:two|2|three|3|one|1) "
    r"(?:decimals?|decimal places?|digits? (?:after|behind))\b"
)


@check(
    Rule(
        code="sign-other-than-said",
        title="`{name}` works with another sign than the docstring says",
        weights={"correctness": 0.35},
        level="beginner",
        why="The parts are joined, or the text is taken apart, at another place than it is promised.",
        do="Use the sign that the docstring names.",
        example="def columns(line):\n    '''Return the columns, which are separated by semicolons.'''\n"
        "    return line.split(',')\n",
        better="def columns(line):\n    '''Return the columns, which are separated by semicolons.'''\n"
        "    return line.split(';')\n",
    )
)
def sign_other_than_said(program: Program) -> Iterator[Place]:
    """See the rule: one `split` or `join` in a function that names one sign, or shows the text in an example."""
    for function in program.functions:
        said = ast.get_docstring(function) or ""
        signs, example = _signs(said), _EXAMPLE.search(said)
        if not signs and example is None:
            continue
        inside = list(program.within(function))
        calls = [one for one in inside if isinstance(one, ast.Call) and method_of(one) in ("split", "join")]
        if len(calls) != 1 or any(method_of(one) in ("replace", "sub", "partition") for one in inside):
            continue
        used = _sign_of(calls[0])
        written = "".join(one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str))
        code = written.replace(said, "") if said in written else written
        if used is None:
            continue
        misses = bool(signs) and not any(one in used or one in code for one in signs)
        if misses or (example and not signs and _is_elsewhere(program, function, calls[0], used, said)):
            yield Place(calls[0].lineno, ast.unparse(calls[0])[:40])


_NAMED: Final = {
    "blank": " ", "space": " ", "comma": ",", "semicolon": ";", "tab": "\t", "dash": "-", "hyphen": "-", "colon": ":",
    "newline": "\n", "slash": "/", "dot": ".", "period": ".", "underscore": "_",
}  # fmt: skip
_SEPARATED: Final = re.compile(
    r"\b(?:separated|joined|split|divided|delimited|connected) (?:by|with|at) (?:single |a |an |the )?"
    r"(blank|space|comma|semicolon|tab|dash|hyphen|colon|newline|slash|dot|period|underscore)(?:e?s)?\b( and| or|,)?"
)
_EXAMPLE: Final = re.compile(r"""\b(?:like|as|format|form|of the form|e\.g\.|for example) ['"`]([^'"`\n]+)['"`]""")


def _signs(said: str) -> set[str]:
    """Signs that a docstring names; none where it names several."""
    found = _SEPARATED.findall(" ".join(said.lower().split()))
    names = {name for name, _ in found}
    return set() if any(more for _, more in found) or len(names) != 1 else {_NAMED[one] for one in names}


def _sign_of(call: ast.Call) -> str | None:
    """At what a text is split or joined; None where that is not written down."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(sign)), attr="join")):
            return sign
        case ast.Call(func=ast.Attribute(attr="split"), args=[ast.Constant(value=str(sign)), *_]):
            return sign
        case ast.Call(func=ast.Attribute(attr="split"), args=[], keywords=[]):
            return " \t\n"
    return None


def _is_elsewhere(program: Program, function: Function, call: ast.Call, used: str, said: str) -> bool:
    """Whether a parameter is split at a sign that is nowhere in the docstring, which shows how it looks."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr="split"):
            return name in program.parameters(function) and bool(used.strip()) and used.strip() not in said
    return False


@check(
    Rule(
        code="order-other-than-said",
        title="`{name}` gives the opposite order of what the docstring says",
        weights={"correctness": 0.35},
        level="beginner",
        why="Without `reverse=True` the smallest comes first, and with it the greatest.",
        do="Turn the order round.",
        example="def ranking(scores):\n    '''Return the scores, best first.'''\n    return sorted(scores)\n",
        better="def ranking(scores):\n    '''Return the scores, best first.'''\n"
        "    return sorted(scores, reverse=True)\n",
    )
)
def order_other_than_said(program: Program) -> Iterator[Place]:
    """See the rule: one plain sorting in a function that names the order, and nothing that turns it."""
    for function in program.functions:
        said = (ast.get_docstring(function) or "").lower()
        down, up = bool(_DOWN.search(said)), bool(_UP.search(said))
        if down == up or _UNSURE.search(said):
            continue
        inside = list(program.within(function))
        sorts = [one for one in inside if isinstance(one, ast.Call) and _sorts(one)]
        if len(sorts) != 1 or any(map(_turns, inside)):
            continue
        reverse = next((one.value for one in sorts[0].keywords if one.arg == "reverse"), None)
        key = next((one.value for one in sorts[0].keywords if one.arg == "key"), None)
        plain = key is None or (isinstance(key, ast.Name) and key.id in ("len", "int", "float"))
        plain = plain or (isinstance(key, ast.Lambda) and isinstance(key.body, ast.Subscript | ast.Attribute))
        wrong = reverse is None or is_const(reverse, False) if down else is_const(reverse, True)  # noqa: FBT003
        if wrong and plain:
            yield Place(sorts[0].lineno, ast.unparse(sorts[0])[:40])


_DOWN: Final = re.compile(
    r"\b(?:descending|(?:best|greatest|highest|largest|biggest|longest|most \w+)(?: \w+)? (?:first|to))\b|"
    r"\bfrom (?:the )?(?:highest|largest|greatest|biggest)\b"
)
_UP: Final = re.compile(
    r"\b(?:ascending|(?:smallest|lowest|cheapest|shortest|fewest)(?: \w+)? (?:first|to))\b|"
    r"\bfrom (?:the )?(?:lowest|smallest|cheapest)\b|\balphabetical\w*"
)
_UNSURE: Final = re.compile(r"revers|\b(?:times?|laps?|seconds|golf|ranks?)\b")
"""The best time is the smallest."""


def _sorts(call: ast.Call) -> bool:
    return call_name(call) == "sorted" or method_of(call) == "sort"


def _turns(node: ast.AST) -> bool:
    """Whether something turns an order round, or takes from its end."""
    if isinstance(node, ast.Slice):
        return node.step is not None
    if isinstance(node, ast.For | ast.While | ast.ListComp):
        return any(is_const(one, -1) or isinstance(one, ast.USub) for one in ast.walk(node))
    return call_name(node) == "reversed" or method_of(node) in ("reverse", "pop", "insert", "appendleft")


CHECKS: tuple[Check, ...] = (
    decimals_not_kept,
    sign_other_than_said,
    order_other_than_said,
)
