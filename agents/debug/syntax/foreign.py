"""Habits of other languages. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import BLOCK_WORDS
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "foreign_rule"]

PLUS_PLUS = Kind(
    code="increment-operator",
    type="SyntaxError",
    severity="error",
    message="Python has no `{word}`.",
    cause="Other languages count up or down with `{word}`. Python says it in full.",
    think="How do you write “make it one more” with `=`?",
    fix="Write `{wanted}`.",
    example="i = 0\ni++\n",
    fine="i = 0\ni += 1\n",
)
BRACES = Kind(
    code="curly-braces-for-block",
    type="SyntaxError",
    severity="error",
    message="Python does not use curly braces for blocks.",
    cause="Other languages put `{{` and `}}` around a block. In Python a colon opens it, and the indentation shows "
    "what belongs to it.",
    think="How does Python see where a block begins and ends?",
    fix="Write a colon instead of `{{`, indent the block, and leave out `}}`.",
    example="x = 1\nif x > 0 {\n    print(x)\n}\n",
    fine="x = 1\nif x > 0:\n    print(x)\n",
)
DECLARATION = Kind(
    code="declared-variable",
    type="SyntaxError",
    severity="error",
    message="Python needs no `{word}` in front of a name.",
    cause="A name exists as soon as it gets a value. Types and words like var or let are not written before it.",
    think="What is the shortest way to say that a name gets a value?",
    fix="Leave out `{word}`.",
    example="int x = 5\n",
    fine="x = 5\n",
)
THEN = Kind(
    code="word-instead-of-colon",
    type="SyntaxError",
    severity="error",
    message="`{word}` is not Python: a colon stands there.",
    cause="The line that opens a block ends with a colon.",
    think="Which sign means “then” in Python?",
    fix="Write a colon instead of `{word}`.",
    example="x = 1\nif x > 0 then\n    print(x)\n",
    fine="x = 1\nif x > 0:\n    print(x)\n",
)
COMMENT_SLASHES = Kind(
    code="slashes-for-comment",
    type="SyntaxError",
    severity="error",
    message="A comment begins with # in Python, not with `{word}`.",
    cause="`//` means division without remainder in Python; Python tries to read the words behind it as code.",
    think="Which sign tells Python to skip the rest of the line?",
    fix="Write # in front of the comment.",
    example="x = 1\n// count up\nx = x + 1\n",
    fine="x = 1\n# count up\nx = x + 1\n",
)
TEXT_AS_CODE = Kind(
    code="plain-text-in-code",
    type="SyntaxError",
    severity="error",
    message="This line reads like ordinary text, not like Python.",
    cause="Words side by side are neither a calculation nor a call. Notes need a # in front, texts need quotes.",
    think="Should Python do something with this line, or is it for people?",
    fix="Put # in front of a note, or quotes around a text.",
    example="this program adds numbers\nprint(1 + 2)\n",
    fine="# this program adds numbers\nprint(1 + 2)\n",
)
KINDS = (PLUS_PLUS, BRACES, DECLARATION, THEN, COMMENT_SLASHES, TEXT_AS_CODE)

_TYPES = ("int", "float", "str", "string", "String", "bool", "boolean", "double", "char", "var", "let", "const", "auto",
          "set", "local", "dim", "Dim", "final", "static", "public")  # fmt: skip
_PROSE_MIN = 3  # words in a row: two are more often a missing operator


def foreign_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of other languages' habits."""
    for line in [spot.line] if spot.previous is None or spot.at else [spot.line, spot.previous]:
        yield from _increment(line.tokens)
        yield from _braces(spot, line.tokens)
    yield from _declared(spot.row)
    yield from _then(spot.row)
    yield from _slashes(spot)
    yield from _prose(spot)


def _increment(row: tuple[Token, ...]) -> Iterator[Repair]:
    for index, (one, two) in enumerate(pairwise(row)):
        if one.type == "op" and one.text in "+-" and one.text == two.text and one.end == two.start:
            name = row[index - 1] if index else None
            word = one.text * 2
            last = index + 2 == len(row) or row[index + 2].is_op(";", ")")
            if name is not None and name.type == "name" and last:
                wanted = f"{name.text} {one.text}= 1"
                edit = Edit(name.end, two.end, f" {one.text}= 1")
                yield Repair.of(PLUS_PLUS, span_of(name, two), [edit], word=word, wanted=wanted)


def _braces(spot: Spot, row: tuple[Token, ...]) -> Iterator[Repair]:
    """`if x > 0 {` and everything up to its `}` is one logical line for the tokens: brackets join lines."""
    if not row[0].is_word(*BLOCK_WORDS, "function", "switch"):
        return
    opener = next((token for token in row if token.is_op("{")), None)
    if opener is None:
        return
    end = next((token for token in reversed(row) if token.is_op("}")), None)
    edits = [Edit(opener.start, opener.end, ":")]
    if end is not None:
        edits.append(Edit(end.start, end.end, ""))
    yield Repair.of(BRACES, span_of(opener), edits, sure=False)
    yield Repair.of(BRACES, span_of(opener), [spot.without_line()], sure=False)


def _declared(row: tuple[Token, ...]) -> Iterator[Repair]:
    words = [token for token in row[:3] if token.is_word(*_TYPES)]
    if words and row[0] is words[0] and len(row) > len(words) and row[len(words)].type == "name":
        last = words[-1]
        word = " ".join(one.text for one in words)
        yield Repair.of(DECLARATION, span_of(row[0], last), [Edit(row[0].start, row[len(words)].start, "")], word=word)


def _then(row: tuple[Token, ...]) -> Iterator[Repair]:
    last = row[-2] if row[-1].is_op(":") and len(row) > 1 else row[-1]
    if row[0].is_word(*BLOCK_WORDS) and last.is_word("then", "do", "begin", "THEN", "Then") and last is not row[0]:
        before = row[row.index(last) - 1]
        yield Repair.of(THEN, span_of(last), [Edit(before.end, row[-1].end, ":")], word=last.text)


def _slashes(spot: Spot) -> Iterator[Repair]:
    for token in spot.row:
        if token.is_op("//") or (token.is_op("/") and spot.source.text[token.end : token.end + 1] == "*"):
            word = "//" if token.is_op("//") else "/*"
            line_end = spot.source.offset(token.line, 1) + len(spot.source.line(token.line))
            filler = "pass" if token is spot.row[0] else ""
            edit = Edit(token.start, line_end, filler)
            yield Repair.of(COMMENT_SLASHES, span_of(token), [edit], sure=False, word=word)
            return


def _prose(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    words = 0
    for token in row:
        if token.type != "name":
            break
        words += 1
    if words >= _PROSE_MIN and not row[0].is_word(*BLOCK_WORDS, "return", "print", "import", "from"):
        yield Repair.of(TEXT_AS_CODE, span_of(row[0], row[-1]), [spot.without_line()], sure=False)
