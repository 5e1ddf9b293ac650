"""Signs between parts, letters in the other case, and texts that are worked out and then forgotten."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="cleaned-and-not-asked",
        title="`{name}` is put together and never read",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop gathers what counts in a text of its own, and then the old text is used all the same.",
        do="Look at the lines behind the loop, and ask which of the two texts they should use.",
        example="def mirrored(text):\n    letters = ''\n    for sign in text:\n        if sign.isalpha():\n"
        "            letters += sign.lower()\n    return text == text[::-1]\n",
        better="def mirrored(text):\n    letters = ''\n    for sign in text:\n        if sign.isalpha():\n"
        "            letters += sign.lower()\n    return letters == letters[::-1]\n",
    )
)
def cleaned_and_not_asked(program: Program) -> Iterator[Place]:
    """See the rule: a text or list grows in a loop over a parameter, and a function that returns never reads it."""
    for function in program.functions:
        returns = any(isinstance(one, ast.Return) and one.value is not None for one in program.within(function))
        for begun in function.body if returns else ():
            match begun:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value="") | ast.List(elts=[])):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=1)) if _SIGN.fullmatch(name):
                    pass
                case _:
                    continue
            places = program.places(function, name)[:_MANY]
            if name in program.outer_names or len(places) < _TWO or len(places) == _MANY:
                continue
            grown = any(
                isinstance(one.ctx, ast.Load) or isinstance(program.parents[one], ast.AugAssign) for one in places
            )
            signed = isinstance(begun.value, ast.Constant) and begun.value.value == 1
            if (
                (grown or signed)
                and all(_only_grows(program, one) for one in places)
                and not _is_inner(program, function, name)
            ):
                yield Place(begun.lineno, name)


_MANY: Final = 50  # places of a name that are looked at
_SHORT: Final = 15  # statements of a function in which a list that nobody reads is no leftover
_TWO: Final = 2
_SIGN: Final = re.compile(r"sign|factor|direction")


def _only_grows(program: Program, name: ast.Name) -> bool:
    """Whether a place of a name gives it a value, adds to it, or appends to it as a statement."""
    around = program.parents[name]
    if not isinstance(name.ctx, ast.Load):
        return isinstance(around, ast.Assign | ast.AugAssign)
    if isinstance(around, ast.Attribute) and around.attr == "append":
        return isinstance(program.parents[program.parents[around]], ast.Expr)
    step = program.statement(name)
    grown = isinstance(step, ast.Assign) and isinstance(step.value, ast.BinOp) and step.value.left is name
    return grown and isinstance(step, ast.Assign) and ast.unparse(step.targets[0]) == name.id


def _is_inner(program: Program, function: ast.AST, name: str) -> bool:
    """Whether a function or class within reads the name."""
    return len(program.by_name[name]) != len(program.places(function, name)) and any(
        program.scope(one) is not function and any(up is function for _, up in program.up(one))
        for one in program.by_name[name][:_MANY]
    )


@check(
    Rule(
        code="separator-at-the-end-too",
        title="`{name}` always holds, so the sign stands behind the last one as well",
        weights={"correctness": 0.4},
        level="beginner",
        why="Every place is less than the length. The last place is the length less one.",
        do="Ask for what is true for all but the last place.",
        example="def row(cells):\n    text = ''\n    for i in range(len(cells)):\n        text += cells[i]\n"
        "        if i < len(cells):\n            text += ','\n    return text\n",
        better="def row(cells):\n    text = ''\n    for i in range(len(cells)):\n        text += cells[i]\n"
        "        if i < len(cells) - 1:\n            text += ','\n    return text\n",
    )
)
def separator_at_the_end_too(program: Program) -> Iterator[Place]:
    """See the rule: `i < len(x)` and `i != len(x)`, where `i` counts the places of `x`."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Name(id=place),
                ops=[ast.Lt() | ast.NotEq()],
                comparators=[ast.Call(func=ast.Name(id="len"), args=[owner]) as size],
            ):
                pass
            case _:
                continue
        around = program.parents[node]
        if not isinstance(around, ast.If | ast.IfExp) or around.test is not node:
            continue
        for loop in program.loops_around(node):
            counted = isinstance(loop, ast.For) and _counts(loop, place, size, owner)
            if counted and isinstance(loop, ast.For) and program.steady(owner, loop):
                yield Place(node.lineno, ast.unparse(node))


def _counts(loop: ast.For, place: str, size: ast.expr, owner: ast.expr) -> bool:
    match loop:
        case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[*_, end])):
            return name == place and same(end, size) and len(loop.iter.args) <= _TWO  # type: ignore[attr-defined]  # a call's
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=name), _]), iter=ast.Call(func=ast.Name(id="enumerate"), args=[whole])
        ):
            return name == place and same(whole, owner)
    return False


@check(
    Rule(
        code="separator-behind-the-last",
        title="`{name}` ends with the sign that should stand between the parts",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each turn puts the sign behind its part, the last turn as well.",
        do="Join the parts, or take the sign at the end off.",
        example='def listed(names):\n    """Return the names, separated by commas."""\n    text = \'\'\n'
        "    for name in names:\n        text += name + ', '\n    return text\n",
        better='def listed(names):\n    """Return the names, separated by commas."""\n    text = \'\'\n'
        "    for name in names:\n        text += name + ', '\n    return text[:-2]\n",
    )
)
def separator_behind_the_last(program: Program) -> Iterator[Place]:
    """See the rule: a text grows by parts with a sign behind them and is returned so; the docstring says separated."""
    for loop in program.all(ast.For):
        after = program.after(loop, 1)
        match loop.body[-1], after:
            case (
                ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.BinOp() | ast.JoinedStr() as added),
                [ast.Return(value=ast.Name(id=given))],
            ) if name == given:
                sign = _last_text(added)
            case _:
                continue
        said = " ".join(program.purpose(loop).split())
        signs = next((one for word, one in _SIGNS.items() if _BETWEEN[word].search(said)), "")
        if signs and sign.strip() and sign.strip() in signs and len(loop.body) == 1:
            yield Place(after[0].lineno, name)


_SIGNS: Final = {"comma": ",", "semicolon": ";", "dash": "-", "hyphen": "-", "slash": "/", "pipe": "|"}
_BETWEEN: Final = {
    word: re.compile(
        rf"\b(?:separated|divided|joined|delimited) (?:by|with) (?:a |an )?{word}(?:e?s)?\b|\b{word}-separated"
    )
    for word in _SIGNS
}


def _last_text(node: ast.expr) -> str:
    """The text that an expression ends with, as far as it is written down."""
    match node:
        case ast.BinOp(op=ast.Add(), right=ast.Constant(value=str(text))):
            return text
        case ast.JoinedStr(values=[*_, ast.Constant(value=str(text))]):
            return text
    return ""


@check(
    Rule(
        code="letters-of-one-word-alone",
        title="`{name}` does not tell how often each letter is there",
        weights={"correctness": 0.4},
        level="beginner",
        why="'aab' and 'abb' have the same letters and the same length, and are no anagrams.",
        do="Sort the letters of both, or count them.",
        example="def anagrams(one, other):\n    return len(one) == len(other) and all(sign in other for sign in one)\n",
        better="def anagrams(one, other):\n    return sorted(one) == sorted(other)\n",
    )
)
def letters_of_one_word_alone(program: Program) -> Iterator[Place]:
    """See the rule: `all(c in b for c in a)` or `set(a) == set(b)`, in a function for anagrams."""
    for node in program.all(ast.Call, ast.Compare):
        if "anagram" not in program.purpose(node) or _counts_letters(program, node):
            continue
        match node:
            case ast.Call(
                func=ast.Name(id="all"),
                args=[ast.GeneratorExp(elt=ast.Compare(left=ast.Name(), ops=[ast.In()], comparators=[ast.Name()]))],
            ):
                yield Place(node.lineno, ast.unparse(node)[:50])
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                both = call_name(left) == call_name(right) == "set"
                if both and isinstance(program.parents[node], ast.BoolOp | ast.If):
                    yield Place(node.lineno, ast.unparse(node)[:50])


def _counts_letters(program: Program, node: ast.AST) -> bool:
    """Whether the function counts or sorts letters as well."""
    function = program.function_of(node)
    return function is not None and any(
        call_name(one) in ("sorted", "Counter") or method_of(one) in ("count", "sort", "remove", "replace", "get")
        for one in program.within(function)
    )


@check(
    Rule(
        code="never-the-same-letters",
        title="`{name}` is never found: the text has the other letters",
        weights={"correctness": 0.4},
        level="beginner",
        why="The text was turned to letters of one case, and is held against letters of the other.",
        do="Write both in the same case.",
        example="def vowels(text):\n    count = 0\n    for sign in text.lower():\n        if sign in 'AEIOU':\n"
        "            count += 1\n    return count\n",
        better="def vowels(text):\n    count = 0\n    for sign in text.lower():\n        if sign in 'aeiou':\n"
        "            count += 1\n    return count\n",
    )
)
def never_the_same_letters(program: Program) -> Iterator[Place]:
    """See the rule: a letter of a text in small letters among written capitals, or the other way round."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=ast.Name() as sign, ops=[ast.In()], comparators=[among]):
                written = program.written(among) if isinstance(among, ast.Name) else among
            case _:
                continue
        loops = [one for one in program.loops_around(node) if isinstance(one, ast.For)]
        source = next((one.iter for one in loops if ast.unparse(one.target) == sign.id), None)
        turned = program.value(source) if source is not None else None
        letters = _letters(written)
        if letters and program.values(sign) == [None] and turned is not None:
            small, great = method_of(turned) == "lower", method_of(turned) == "upper"
            if (small and letters.isupper()) or (great and letters.islower()):
                yield Place(node.lineno, ast.unparse(node))


def _letters(node: ast.expr | None) -> str:
    """The letters of a written text, list, tuple or set."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) and node.value.isalpha() else ""
    parts = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else []
    texts = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return "".join(texts) if len(texts) == len(parts) and "".join(texts).isalpha() else ""


@check(
    Rule(
        code="minutes-without-the-zero",
        title="`{name}` shows 7:5 for five minutes past seven",
        weights={"correctness": 0.35},
        level="beginner",
        why="A number is shown with as many digits as it has, and minutes and seconds are written with two.",
        do="Say in the f-string that the number has two digits: `:02`.",
        example="def clock(total):\n    return f'{total // 60}:{total % 60}'\n",
        better="def clock(total):\n    return f'{total // 60}:{total % 60:02}'\n",
    )
)
def minutes_without_the_zero(program: Program) -> Iterator[Place]:
    """See the rule: a remainder by 60 right behind a colon, in an f-string, without a form."""
    for node in program.all(ast.JoinedStr):
        for before, part in zip(node.values, node.values[1:], strict=False):
            match before, part:
                case (
                    ast.Constant(value=str(colon)),
                    ast.FormattedValue(value=value, format_spec=None),
                ) if colon == ":":
                    rest = program.value(value)
                    left = isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Mod) and is_const(rest.right, 60)
                    if left and node.values[0] is not before:
                        yield Place(node.lineno, ast.unparse(node)[:40])


CHECKS: tuple[Check, ...] = (
    cleaned_and_not_asked,
    separator_at_the_end_too,
    separator_behind_the_last,
    letters_of_one_word_alone,
    never_the_same_letters,
    minutes_without_the_zero,
)
