"""Two that become one, or one that is cut and put together anew: which of the two counts, and which comes first.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_DEFAULT: Final = re.compile(r"(?:^|[_.])(?:defaults?|fallbacks?|standard)(?:_(?!for|of)|$)")
_OWN: Final = re.compile(
    r"(?:^|[_.])(?:users?|own|given|custom|overrides?|chosen|personal|preferences|prefs|choices|wishes|wanted|"
    r"settings|options|config|configuration)(?:_|$)"
)


@check(
    Rule(
        code="defaults-win",
        title="The defaults replace what `{name}` holds",
        weights={"correctness": 0.4},
        level="beginner",
        why="Of two dictionaries that are put together, the later one wins where both have a key.",
        do="Begin with the defaults, and put the other one on top.",
        example="DEFAULTS = {'volume': 5}\n\n\ndef settings_for(user):\n    return {**user, **DEFAULTS}\n",
        better="DEFAULTS = {'volume': 5}\n\n\ndef settings_for(user):\n    return {**DEFAULTS, **user}\n",
    )
)
def defaults_win(program: Program) -> Iterator[Place]:
    """See the rule: `{**user, **DEFAULTS}`, `user | DEFAULTS`, or an update of the user's with the defaults."""
    for node in program.all(ast.Dict, ast.BinOp, ast.Call, ast.For):
        match node:
            case ast.Dict(keys=[None, None], values=[first, second]):
                pass
            case ast.BinOp(left=first, op=ast.BitOr(), right=second):
                pass
            case ast.Call(func=ast.Attribute(value=first, attr="update"), args=[second], keywords=[]):
                pass
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=value)]),
                iter=ast.Call(func=ast.Attribute(value=second, attr="items")),
                body=[ast.Assign(targets=[ast.Subscript(value=first, slice=ast.Name(id=to))], value=ast.Name(id=new))],
            ) if (to, new) == (key, value):
                pass
            case _:
                continue
        if not _is_default(second) or _is_default(first) or re.search(r"reset|restor|clear", program.purpose(node)):
            continue
        owner = _begun_with(program, first)
        if isinstance(owner, ast.Name) and _OWN.search(owner.id.lower()) and not _DEFAULT.search(owner.id.lower()):
            yield Place(node.lineno, owner.id)


def _is_default(node: ast.expr) -> bool:
    plain = isinstance(node, ast.Name | ast.Attribute)
    return plain and bool(_DEFAULT.search(ast.unparse(node).lower()))


def _begun_with(program: Program, node: ast.expr) -> ast.expr | None:
    """The parameter that a dictionary is, or that it is a copy of and nothing else."""
    scope = program.scope(node)
    if isinstance(node, ast.Name) and node.id in program.parameters(scope):
        return None if program.values(node) else node
    match program.value(node):
        case (
            ast.Call(func=ast.Name(id="dict"), args=[ast.Name() as source], keywords=[])
            | ast.Call(func=ast.Attribute(value=ast.Name() as source, attr="copy"), args=[])
            | ast.Call(func=ast.Attribute(attr="copy" | "deepcopy"), args=[ast.Name() as source])
        ) if source.id in program.parameters(scope):
            return source
    return None


_RIGHT: Final = re.compile(r"\bright|clockwise")
_LEFT: Final = re.compile(r"\bleft|anti|counter")


@check(
    Rule(
        code="turned-to-the-other-side",
        title="`{name}` rotates to the other side",
        weights={"correctness": 0.4},
        level="beginner",
        why="`x[k:] + x[:k]` moves the first `k` to the end: to the left. To the right the last `k` go first.",
        do="Cut the same number of places off the other end.",
        example="def rotate_right(values, k):\n    return values[k:] + values[:k]\n",
        better="def rotate_right(values, k):\n    return values[-k:] + values[:-k]\n",
    )
)
def turned_to_the_other_side(program: Program) -> Iterator[Place]:
    """See the rule: a function that says `rotate` and one side alone, and puts two pieces together."""
    for function in program.functions:
        said = program.purpose(function)
        right, left = bool(_RIGHT.search(said)), bool(_LEFT.search(said))
        if right == left or not re.search(r"\brotat|\bshift", said):
            continue
        for node in program.within(function):
            match node:
                case ast.BinOp(
                    left=ast.Subscript(value=one, slice=ast.Slice(lower=ast.expr() as cut, upper=None, step=None)),
                    op=ast.Add(),
                    right=ast.Subscript(value=other, slice=ast.Slice(lower=None, upper=ast.expr() as again, step=None)),
                ) if same(one, other) and same(cut, again):
                    pass
                case _:
                    continue
            from_end = isinstance(cut, ast.UnaryOp) and isinstance(cut.op, ast.USub)
            places = cut.operand if isinstance(cut, ast.UnaryOp) else cut
            if from_end == left and _is_given(program, function, places):
                yield Place(node.lineno, ast.unparse(node))


def _is_given(program: Program, function: Function, places: ast.expr) -> bool:
    """Whether it is a positive number of places as it was given, but for whole turns that are left out."""
    if isinstance(places, ast.Constant):
        return True
    if not isinstance(places, ast.Name):
        return False
    for value in program.values(places):
        match value:
            case ast.BinOp(left=ast.Name(), op=ast.Mod(), right=ast.Name() | ast.Call()):
                continue
        return False
    sources = {one.id for value in program.values(places) if value is not None for one in _names(value)}
    return bool(({places.id} | sources) & {*program.parameters(function)})


def _names(node: ast.expr) -> list[ast.Name]:
    return [one for one in ast.walk(node) if isinstance(one, ast.Name)]


_FROM_ZERO: Final = re.compile(
    r">= ?0|\bnon-?negative|\b(?:0|zero) (?:or (?:more|greater|larger|above)|is allowed|upwards?|and above)|\bfrom 0\b|"
    r"\bnot negative|\bat least 0\b|\bnatural number.{0,12}(?:0|zero)"
)


@check(
    Rule(
        code="no-digit-for-zero",
        title="For 0 the loop does not run, and `{name}` stays empty",
        weights={"correctness": 0.35},
        level="beginner",
        why="The digits are taken off as long as the number is greater than 0. The number 0 has one digit, too.",
        do="Give the one digit back where the number is 0 from the beginning.",
        example="def to_binary(n):\n    '''Write a number >= 0 in binary.'''\n    text = ''\n    while n > 0:\n"
        "        text = str(n % 2) + text\n        n //= 2\n    return text\n",
        better="def to_binary(n):\n    '''Write a number >= 0 in binary.'''\n    if n == 0:\n        return '0'\n"
        "    text = ''\n    while n > 0:\n        text = str(n % 2) + text\n        n //= 2\n    return text\n",
    )
)
def no_digit_for_zero(program: Program) -> Iterator[Place]:
    """See the rule: the docstring allows 0, or the program asks for it, and nothing else looks at the number."""
    for function in program.functions:
        for at, loop in enumerate(function.body):
            number = _used_up(loop)
            if not number:
                continue
            text = _built_by(function.body[at + 1 :])
            begins = [step for step in function.body[:at] if _begins_empty(step, text)]
            if not begins or not isinstance(loop, ast.While) or not _gathers(loop, number, text):
                continue
            elsewhere = [step for step in function.body if step is not loop and number in names_in(step)]
            if number not in program.parameters(function) or not all(_is_below_zero(one, number) for one in elsewhere):
                continue
            if _FROM_ZERO.search(program.purpose(function)) or _asked_for_zero(program, function, number):
                yield Place(loop.lineno, text)


def _used_up(loop: ast.stmt) -> str:
    """`n` of `while n > 0`, where each turn divides it."""
    match loop:
        case (
            ast.While(test=ast.Name(id=number))
            | ast.While(
                test=ast.Compare(
                    left=ast.Name(id=number), ops=[ast.Gt() | ast.NotEq()], comparators=[ast.Constant(value=0)]
                )
            )
        ) if not loop.orelse:
            divided = (f"{number} //= ", f"{number} = {number} // ", f"{number} >>= ", f"{number} = {number} >> ")
            if any(ast.unparse(step).startswith(divided) for step in loop.body) or any(
                ast.unparse(step).replace("(", "").startswith(f"{number}, ") and "divmod" in ast.unparse(step)
                for step in loop.body
            ):
                return number
    return ""


def _built_by(behind: list[ast.stmt]) -> str:
    """`text` of `return text`, `return text[::-1]`, `return "".join(reversed(text))`, alone behind the loop."""
    if len(behind) == 1 and isinstance(behind[0], ast.Return) and behind[0].value is not None:
        value = behind[0].value
        match value:
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=""), attr="join"), args=[inner]):
                value = inner
        match value:
            case (
                ast.Name(id=text)
                | ast.Subscript(value=ast.Name(id=text), slice=ast.Slice(lower=None, upper=None))
                | ast.Call(func=ast.Name(id="reversed" | "list"), args=[ast.Name(id=text)])
            ):
                return text
    return ""


def _begins_empty(step: ast.stmt, text: str) -> bool:
    match step:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value="") | ast.List(elts=[])):
            return name == text
    return False


def _gathers(loop: ast.While, number: str, text: str) -> bool:
    """Whether the remainder of the number gets into the text in each turn."""
    whole = ast.unparse(loop)
    rest = f"{number} % " in whole or f"divmod({number}, " in whole or f"{number} & 1" in whole
    return rest and any(text in names_in(step) and not isinstance(step, ast.If) for step in loop.body)


def _is_below_zero(step: ast.stmt, number: str) -> bool:
    """Whether all that a statement does with the number is to ask whether it is negative."""
    match step:
        case ast.If(
            test=ast.Compare(left=ast.Name(id=name), ops=[ast.Lt()], comparators=[ast.Constant(value=0)]),
            body=[ast.Raise()],
            orelse=[],
        ):
            return name == number
    return False


def _asked_for_zero(program: Program, function: Function, number: str) -> bool:
    """Whether the program calls the function with 0 for the number."""
    at = [*program.parameters(function)].index(number)
    calls = [one for one in program.all(ast.Call) if call_name(one) == function.name and len(one.args) > at]
    return any(is_const(one.args[at], 0) for one in calls)


CHECKS: tuple[Check, ...] = (defaults_win, turned_to_the_other_side, no_digit_for_zero)
