"""The form and the order of a result that a docstring names, and that the code does not give it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, callee, is_const, method_of
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
        yield from _of_several(program, function, said)
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


def _of_several(program: Program, function: Function, said: str) -> Iterator[Place]:
    """One of two `join` that has a sign which the docstring does not name, and one that it names is nowhere else."""
    named = [_NAMED.get(one.strip("'\"`"), one.strip("'\"`")) for one, _ in _SEPARATORS.findall(said)]
    if len(set(named)) != _TWO or not _SEPARATED_BY.search(said):
        return
    inside = list(program.within(function))
    joins = {
        one: one.func.value.value
        for one in inside
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and method_of(one) == "join"
        if isinstance(one.func.value, ast.Constant) and isinstance(one.func.value.value, str)
    }
    others = [one for one, sign in joins.items() if sign not in named]
    lacking = [one for one in set(named) if one not in joins.values()]
    if len(joins) != _TWO or len(others) != 1 or len(lacking) != 1:
        return
    texts = [one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    code = [one for one in texts if one not in named and lacking[0] in one and " ".join(one.split()) not in said]
    if not any(one == lacking[0] for one in texts) and not any("\n" not in one for one in code):
        yield Place(others[0].lineno, ast.unparse(others[0])[:40])


_TWO: Final = 2
_SEPARATED_BY: Final = re.compile(r"\b(?:separated|joined|divided|delimited|connected) (?:by|with)\b")
_SEPARATORS: Final = re.compile(
    r"""\b(?:by|with) (?:one |single |a |an |the )?((['"`])[^'"`\w]{1,5}\2|(?:blank|space|comma|semicolon|tab|dash|"""
    r"""hyphen|colon|newline|slash|dot|period|underscore)(?=s?\b))"""
)

_NAMED: Final = {
    "blank": " ", "space": " ", "comma": ",", "semicolon": ";", "tab": "\t", "dash": "-", "hyphen": "-", "colon": ":",
    "newline": "\n", "slash": "/", "dot": ".", "period": ".", "underscore": "_",
}  # fmt: skip
_SEPARATED: Final = re.compile(
    r"\b(?:separated|joined|split|divided|delimited|connected) (?:by|with|at) (?:single |a |an |the )?"
    r"(blank|space|comma|semicolon|tab|dash|hyphen|colon|newline|slash|dot|period|underscore)(?:e?s)?\b(?! lines?\b)"
    r"( and| or|,)?"
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
        plain = plain or (isinstance(key, ast.Lambda) and _is_of_one(program, key.body))
        wrong = reverse is None or is_const(reverse, False) if down else is_const(reverse, True)  # noqa: FBT003
        if wrong and plain:
            yield Place(sorts[0].lineno, ast.unparse(sorts[0])[:40])


_DOWN: Final = re.compile(
    r"\b(?:descending|(?:best|greatest|highest|largest|biggest|longest|newest|most \w+)(?: \w+)? (?:first|to))\b|"
    r"\bfrom (?:the )?(?:highest|largest|greatest|biggest)\b"
)
_UP: Final = re.compile(
    r"\b(?:ascending|(?:smallest|lowest|cheapest|shortest|fewest)(?: \w+)? (?:first|to))\b|"
    r"\bfrom (?:the )?(?:lowest|smallest|cheapest)\b|\balphabetical\w*"
)
_UNSURE: Final = re.compile(
    r"revers|\b(?:times?|laps?|seconds|golf|ranks?)\b|"
    r"\b(?:longest|most) (?:overdue|late|waiting|open|idle|unused|urgent|important)\b"
)
"""The best time is the smallest, what has waited longest has the smallest date, and the most urgent may be number 1."""


def _is_of_one(program: Program, key: ast.expr) -> bool:
    """Whether a key is a part of the element, or what its method or a function says of it, which turns nothing."""
    match key:
        case ast.Subscript() | ast.Attribute():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name()), args=[]) | ast.Call(func=ast.Name(), args=[ast.Name()]):
            asked = [one for one in program.functions if one.name == callee(key)]
            return bool(asked) and not any(isinstance(part, ast.USub) for one in asked for part in ast.walk(one))
    return False


def _sorts(call: ast.Call) -> bool:
    return call_name(call) == "sorted" or method_of(call) == "sort"


def _turns(node: ast.AST) -> bool:
    """Whether something turns an order round, or takes from its end."""
    if isinstance(node, ast.Slice):
        return node.step is not None
    if isinstance(node, ast.For | ast.While | ast.ListComp):
        return any(is_const(one, -1) or isinstance(one, ast.USub) for one in ast.walk(node))
    return call_name(node) == "reversed" or method_of(node) in ("reverse", "pop", "insert", "appendleft")


@check(
    Rule(
        code="sign-left-at-the-end",
        title="`{name}` ends with a sign that the docstring does not show",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each turn puts the sign behind its part, the last turn as well.",
        do="Compare the last letters of the result with the example in the docstring.",
        example='def initials(name):\n    """Return the initials, e.g. \'A. L.\' for \'ada lovelace\'."""\n'
        "    text = ''\n"
        "    for part in name.split():\n        text += part[0].upper() + '. '\n    return text\n",
        better='def initials(name):\n    """Return the initials, e.g. \'A. L.\' for \'ada lovelace\'."""\n'
        "    text = ''\n"
        "    for part in name.split():\n        text += part[0].upper() + '. '\n    return text.strip()\n",
    )
)
def sign_left_at_the_end(program: Program) -> Iterator[Place]:
    """See the rule: a text that grows in one place of a loop, and is returned as it is after it."""
    for loop in program.all(ast.For):
        function = program.function_of(loop)
        after = program.after(loop, 1)
        if function is None or not after or not isinstance(after[0], ast.Return):
            continue
        match loop.body[-1], after[0].value:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=added), ast.Name(id=given):
                pass
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.BinOp(left=ast.BinOp(left=ast.Name(id=again), op=ast.Add()), op=ast.Add(), right=added),
            ), ast.Name(id=given) if again == name:
                pass
            case _:
                continue
        sign = _last_text(added)
        shown = _results(ast.get_docstring(function) or "") if given == name and sign else []
        stores = [one for one in program.places(function, name)[:_MANY] if not isinstance(one.ctx, ast.Load)]
        ends = any(isinstance(one, ast.Break | ast.Continue | ast.Return) for one in ast.walk(loop))
        if len(stores) != _BEGUN_AND_GROWN or ends or sign.rstrip() == sign:
            continue
        if any(sign in one.rstrip() for one in shown) and not any(one.endswith(sign) for one in shown):
            yield Place(after[0].lineno, name)


_BEGUN_AND_GROWN: Final = 2
_MANY: Final = 50  # places of a name that are looked at


def _last_text(node: ast.expr) -> str:
    """What an expression ends with, as far as that is written down."""
    match node:
        case ast.BinOp(op=ast.Add(), right=right):
            return _last_text(right)
        case ast.JoinedStr(values=[*_, last]):
            return _last_text(last)
        case ast.Constant(value=str(text)):
            return text
    return ""


_SHOWN: Final = re.compile(
    r"""(?:\b(?:becomes?|gives?|returns?|into|yields?)|->|=>|→) (['"`])([^'"`\n]+)\1|"""
    r"""\be\.g\. (['"`])([^'"`\n]+)\3(?= (?:for|from|of) )|>>> [^\n]+\n\s*(['"])([^'"\n]+)\5"""
)


def _results(said: str) -> list[str]:
    """Texts of which a docstring shows that they are what comes out."""
    return [next(text for text in (match[2], match[4], match[6]) if text) for match in _SHOWN.finditer(said)]


@check(
    Rule(
        code="stays-in-its-order",
        title="`{name}` is built in the order in which it was",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is added behind comes after the others: the first stays the first.",
        do="Write down what the name stands for after two turns.",
        example="word = 'abc'\nbackwards = ''\nfor letter in word:\n    backwards = backwards + letter\n"
        "print(backwards)\n",
        better="word = 'abc'\nbackwards = ''\nfor letter in word:\n    backwards = letter + backwards\n"
        "print(backwards)\n",
    )
)
def stays_in_its_order(program: Program) -> Iterator[Place]:
    """See the rule: by its name it is turned round, and each element of a plain walk is put behind it as it is."""
    turned: dict[ast.AST, bool] = {}
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=each), iter=ast.Name() as source, body=[*_, step]):
                pass
            case ast.For(
                target=ast.Name(id=index),
                iter=ast.Call(
                    func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[ast.Name() as source])]
                ),
                body=[*_, step],
            ):
                each = f"{source.id}[{index}]"
            case _:
                continue
        name = _grown(step, each)
        if not name or not _BACKWARDS.fullmatch(name.lower()) or _BACK.search(source.id.lower()):
            continue
        scope = program.scope(loop)
        if scope not in turned:
            turned[scope] = any(map(_turns_round, program.within(scope)))
        begins = [one for one in program.values(source) if one is not None]
        if not turned[scope] and all(_is_plain(one) for one in begins) and _begins_empty(program, loop, name):
            yield Place(step.lineno, name)


_BACKWARDS: Final = re.compile(
    r"backwards?|reversed?|rev|rueckwaerts|(?:reversed|backwards?|rev|reverse)_(?:word|text|string|str|list|letters|"
    r"items|numbers|sentence|name|line|values|words|elements)|(?:word|text|string|list|name|sentence)_(?:reversed|backwards?)"
)
_BACK: Final = re.compile(r"rev|back|stack|turned")


def _grown(step: ast.stmt, each: str) -> str:
    """The name to which a step adds an element behind what there is."""
    match step:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=added) if ast.unparse(added) == each:
            return name
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(id=old), op=ast.Add(), right=added)
        ) if ast.unparse(added) == each and old == name:
            return name
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[added])) if (
            ast.unparse(added) == each
        ):
            return name
    return ""


def _turns_round(node: ast.AST) -> bool:
    if isinstance(node, ast.Slice):
        return node.step is not None
    called = call_name(node) or method_of(node)
    return called in ("reversed", "reverse", "sorted", "sort", "insert", "pop", "appendleft", "popleft")


def _is_plain(node: ast.expr) -> bool:
    """Whether a value is a text or list as it was typed in, split or written down."""
    if isinstance(node, ast.Constant | ast.List | ast.Tuple):
        return True
    return call_name(node) in ("input", "list", "str") or method_of(node) in ("split", "lower", "strip", "upper")


def _begins_empty(program: Program, loop: ast.For, name: str) -> bool:
    """Whether a name begins as an empty text or list, and nothing is added to it in another place."""
    places = program.places(program.scope(loop), name)[:_MANY]
    stores = [one for one in places if not isinstance(one.ctx, ast.Load)]
    begins = getattr(program.parents[stores[0]], "value", None) if 0 < len(stores) <= _BEGUN_AND_GROWN else None
    return begins is not None and ast.unparse(begins) in ("''", "[]", "str()", "list()")


CHECKS: tuple[Check, ...] = (
    decimals_not_kept,
    sign_other_than_said,
    order_other_than_said,
    sign_left_at_the_end,
    stays_in_its_order,
)
