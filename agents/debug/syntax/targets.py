"""What stands left of `=`, and names that cannot be names. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import KEYWORDS
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "target_rule"]

KEYWORD_AS_NAME = Kind(
    code="keyword-as-name",
    type="SyntaxError",
    severity="error",
    message="`{word}` is a word of the Python language and cannot be used as a name.",
    cause="Words such as class, for, if, import or None have a fixed meaning, so that nothing else can be called so.",
    think="Which other name says as clearly what it stands for?",
    fix="Choose another name, for example `{word}_` or a longer word.",
    example="class = 'A1'\n",
    fine="class_name = 'A1'\n",
)
NAME_WITH_DIGIT = Kind(
    code="name-begins-with-digit",
    type="SyntaxError",
    severity="error",
    message="A name must not begin with a digit, as `{word}` does.",
    cause="When a word begins with a digit, Python expects a number. Names begin with a letter or _.",
    think="What may the first sign of a name be? Or did you mean to multiply?",
    fix="Begin the name with a letter, or write the operator between the number and the name.",
    example="2nd = 5\n",
    fine="second = 5\n",
)
NAME_WITH_HYPHEN = Kind(
    code="name-with-hyphen",
    type="SyntaxError",
    severity="error",
    message="A name cannot hold a minus sign: `{word}`.",
    cause="Python reads `{word}` as a subtraction, and a value can only be stored in a name.",
    think="Which sign can join two words to one name?",
    fix="Use an underscore: `{wanted}`.",
    example="my-age = 12\n",
    fine="my_age = 12\n",
)
NAME_WITH_SPACE = Kind(
    code="name-with-space",
    type="SyntaxError",
    severity="error",
    message="A name cannot hold a space: `{word}`.",
    cause="A space ends a name. Python sees two names side by side and does not know what to do with them.",
    think="Which sign can join two words to one name?",
    fix="Use an underscore: `{wanted}`.",
    example="my age = 12\n",
    fine="my_age = 12\n",
)
ASSIGN_TO_VALUE = Kind(
    code="assignment-to-value",
    type="SyntaxError",
    severity="error",
    message="There is no name on the left of `=`, so Python cannot store anything there.",
    cause="`name = value` stores the value on the right under the name on the left. On the left stands {what}, which "
    "is itself a value.",
    think="Which side is the box, and which side is what goes into it? Or do you want to compare?",
    fix="Put the name on the left and the value on the right; to compare, write `==`.",
    example="5 = x\n",
    fine="x = 5\n",
)
DELETE_VALUE = Kind(
    code="delete-of-value",
    type="SyntaxError",
    severity="error",
    message="`del` can only remove a name or an element, not {what}.",
    cause="`del` takes a name, `list[index]` or `dict[key]`.",
    think="What exactly should be gone afterwards?",
    fix="Name what is to be removed.",
    example="x = [1]\ndel len(x)\n",
    fine="x = [1]\ndel x[0]\n",
)
KINDS = (KEYWORD_AS_NAME, NAME_WITH_DIGIT, NAME_WITH_HYPHEN, NAME_WITH_SPACE, ASSIGN_TO_VALUE, DELETE_VALUE)

_CANNOT = re.compile(r"cannot (?:assign to|use assignment expressions with) (.+?)(?: here)?(?:\.|$)")
_CANNOT_DELETE = re.compile(r"cannot delete (.+)")


def target_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of targets and names."""
    yield from _hyphen(spot)
    yield from _keyword(spot)
    yield from _digit(spot)
    yield from _space(spot)
    yield from _value(spot)


def _hyphen(spot: Spot) -> Iterator[Repair]:
    """`my-age = 12`, `def my-name():`."""
    row = spot.row
    start = 1 if row[0].is_word("def", "class", "for", "import") else 0
    part = list[Token]()
    for token in row[start:]:
        if token.type == "name" or token.is_op("-"):
            part.append(token)
        else:
            break
    if len(part) >= 3 and len(part) % 2 and all(one.is_op("-") for one in part[1::2]):  # noqa: PLR2004 - a, -, b
        word = "-".join(one.text for one in part[::2])
        wanted = word.replace("-", "_")
        edit = Edit(part[0].start, part[-1].end, wanted)
        yield Repair.of(NAME_WITH_HYPHEN, span_of(part[0], part[-1]), [edit], word=word, wanted=wanted)


def _keyword(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    for index, token in enumerate(row):
        if token.type != "name" or token.text not in KEYWORDS:
            continue
        before = row[index - 1] if index else None
        after = row[index + 1] if index + 1 < len(row) else None
        target = after is not None and after.is_op("=", "+=", "-=") and (before is None or before.is_op(",", "("))
        named = before is not None and before.is_word("def", "class", "for", "import", "as", "global")
        loose = abs(index - spot.at) <= 1 and (before is None or not before.is_word("async"))
        parameter = before is not None and before.is_op("(", ",", ".") and after is not None and after.is_op(",", ")")
        if target or (named and loose) or (parameter and loose):
            edit = Edit(token.end, token.end, "_")
            yield Repair.of(KEYWORD_AS_NAME, span_of(token), [edit], sure=False, word=token.text)


def _digit(spot: Spot) -> Iterator[Repair]:
    """`2nd = 5`: a number with a name right behind it."""
    row = spot.row
    for number, name in pairwise(row):
        if number.type == "number" and name.type == "name" and number.end == name.start:
            word = number.text + name.text
            yield Repair.of(
                NAME_WITH_DIGIT, span_of(number, name), [Edit(number.start, number.start, "_")], sure=False, word=word
            )


def _space(spot: Spot) -> Iterator[Repair]:
    """`my age = 12`: two names and then `=`."""
    row = spot.row
    start = 1 if row[0].is_word("def", "class") else 0
    part = list[Token]()
    for token in row[start:]:
        if token.type != "name" or (token.text in KEYWORDS and token is not row[start]):
            break
        part.append(token)
    behind = row[start + len(part)] if start + len(part) < len(row) else None
    if len(part) >= 2 and part[0].text not in KEYWORDS and behind is not None and behind.is_op("=", "(", "+="):  # noqa: PLR2004 - two words
        if behind.is_op("(") and not start:
            return
        word, wanted = " ".join(one.text for one in part), "_".join(one.text for one in part)
        edit = Edit(part[0].start, part[-1].end, wanted)
        yield Repair.of(NAME_WITH_SPACE, span_of(part[0], part[-1]), [edit], word=word, wanted=wanted)


def _value(spot: Spot) -> Iterator[Repair]:
    message = spot.fault.message
    deleted = _CANNOT_DELETE.match(message)
    if deleted is not None:
        yield Repair.of(DELETE_VALUE, spot.span, [spot.without_line()], sure=False, what=_what(deleted[1]))
        return
    cannot = _CANNOT.match(message)
    if cannot is None and "illegal expression for augmented assignment" not in message:
        return
    row = spot.row
    if row[0].is_word("if", "elif", "while", "assert"):  # a comparison: another rule's
        return
    sign = next((index for index, token in enumerate(row) if token.is_op("=", "+=", "-=", "*=", "/=", ":=")), None)
    what = _what(cannot[1] if cannot is not None else "several values")
    if sign is not None and sign + 2 == len(row) and row[sign + 1].type == "name" and row[sign].is_op("="):
        left = spot.source.text[row[0].start : row[sign - 1].end]
        edit = Edit(row[0].start, row[-1].end, f"{row[-1].text} = {left}")
        yield Repair.of(ASSIGN_TO_VALUE, spot.span, [edit], what=what)
    if sign is not None:
        edit = Edit(row[sign].start, row[sign].end, "==")
        yield Repair.of(ASSIGN_TO_VALUE, spot.span, [edit], sure=False, what=what)
    yield Repair.of(ASSIGN_TO_VALUE, spot.span, [spot.without_line()], sure=False, what=what)


def _what(words: str) -> str:
    article = "" if words.startswith(("attribute", "True", "False", "None", "several")) else "a "
    return f"{article}{words}".replace("a expression", "an expression").replace("a attribute", "an attribute")
