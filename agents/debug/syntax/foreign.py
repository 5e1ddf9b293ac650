"""Habits of other languages. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.borrowed import TYPES
from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import BLOCK_WORDS, KEYWORDS, ends_operand
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
    cause="Other languages mark comments with `{word}`. For Python it is no comment, so it tries to read the words "
    "behind it as code.",
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
C_FOR = Kind(
    code="counting-loop-of-another-language",
    type="SyntaxError",
    severity="error",
    message="Python's `for` has no beginning, condition and step: it goes through values.",
    cause="`for (i = 0; i < n; i++)` is another language. In Python `range` makes the numbers to count through.",
    think="From which number to which should be counted?",
    fix="Write `for i in range(n):`.",
    example="for (i = 0; i < 3; i++):\n    print(i)\n",
    fine="for i in range(3):\n    print(i)\n",
)
COMMENT_WITHOUT_SIGN = Kind(
    code="comment-without-sign",
    type="SyntaxError",
    severity="error",
    message="From `{word}` on this line reads like a comment, but it has no #.",
    cause="Python reads the whole line as code up to a #, and words side by side are no code.",
    think="Which part of the line is for Python, and which for people?",
    fix="Write # in front of `{word}`.",
    example="price = 3\ntotal = price * 2 the total price\n",
    fine="price = 3\ntotal = price * 2  # the total price\n",
)
KINDS = (PLUS_PLUS, COMMENT_WITHOUT_SIGN, BRACES, C_FOR, DECLARATION, THEN, COMMENT_SLASHES, TEXT_AS_CODE)

_PROSE_MIN = 3  # words in a row: two are more often a missing operator


def foreign_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of other languages' habits."""
    for line in [spot.line] if spot.previous is None or spot.at else [spot.line, spot.previous]:
        yield from _increment(line.tokens)
        yield from _braces(spot, line.tokens)
    yield from _counting(spot)
    yield from _declared(spot.row)
    yield from _then(spot.row)
    yield from _slashes(spot)
    yield from _other_comments(spot)
    yield from _prose(spot)
    yield from _trailing_prose(spot)


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
                gone = Edit(name.end, two.end, "")
                yield Repair.of(PLUS_PLUS, span_of(name, two), [gone], sure=False, word=word, wanted=wanted)


def _braces(spot: Spot, row: tuple[Token, ...]) -> Iterator[Repair]:
    """`if x > 0 {` and everything up to its `}` is one logical line for the tokens: brackets join lines."""
    head = row[0].is_word(*BLOCK_WORDS, "function", "switch")
    row = tuple(token for _, token in _outside(row))
    opener = next((token for before, token in pairwise(row) if token.is_op("{") and (head or _opens(before))), None)
    if opener is None:
        return
    end = next((token for token in reversed(row) if token.is_op("}")), None)
    edits = [Edit(opener.start, opener.end, ":")]
    if end is not None:
        edits.append(Edit(end.start, end.end, ""))
    yield Repair.of(BRACES, span_of(opener), edits, sure=False)
    yield Repair.of(BRACES, span_of(opener), [spot.without_line()], sure=False)


def _opens(before: Token) -> bool:
    """Whether a curly bracket behind it can only be the beginning of a block."""
    return ends_operand(before) or before.is_word("else", "try", "finally", "do")


def _counting(spot: Spot) -> Iterator[Repair]:
    """`for (i = 0; i < n; i++)`, with or without brackets."""
    row = spot.row
    if row[0].is_word("for") and any(token.is_op(";") for token in row) and not any(one.is_word("in") for one in row):
        end = next((token for token in reversed(row) if token.is_op(")", ";")), row[-1])
        yield Repair.of(C_FOR, span_of(row[0], end), [spot.without_line()], sure=False)


def _declared(row: tuple[Token, ...]) -> Iterator[Repair]:
    """`int x = 5`, `String[] names = a`, `for (int i`, and parameters: `def f(int x, int y)`."""
    starts = [0] + [index + 1 for index, token in enumerate(row) if token.is_op("(", ",")]
    runs = [(start, end) for start in starts if (end := _behind_types(row, start)) > start]
    if not runs:
        return
    start, end = runs[0]
    word = " ".join(one.text for one in row[start:end] if one.type == "name")
    edits = [Edit(row[first].start, row[name].start, "") for first, name in runs]
    for some in (edits, edits[:1]):
        yield Repair.of(DECLARATION, span_of(row[start], row[end - 1]), some, word=word)


def _behind_types(row: tuple[Token, ...], start: int) -> int:
    """Where the name behind types stands, which may have brackets; the start if there is none."""
    end = start
    while end < len(row) and (row[end].is_word(*TYPES) or (end > start and row[end].is_op("[", "]"))):
        end += 1
    named = end < len(row) and row[end].type == "name" and row[end].text not in KEYWORDS
    return end if named else start


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
            before = spot.row[spot.row.index(token) - 1]
            if not filler and before.type == "op" and not ends_operand(before) and not before.is_op(":", ";", ","):
                filler = " None"
            end = spot.source.text.find("*/", token.end) + 2
            if word == "/*" and end > line_end:  # over several lines
                filler, line_end = filler + "\n" * spot.source.text.count("\n", token.start, end), end
            edit = Edit(token.start, line_end, filler)
            yield Repair.of(COMMENT_SLASHES, span_of(token), [edit], sure=False, word=word)
            return


def _other_comments(spot: Spot) -> Iterator[Repair]:
    """`-- text` of SQL, `<!-- text -->` of HTML, `REM text` of BASIC."""
    row = spot.row
    line = spot.source.line(row[0].line).strip()
    word = next((one for one in ("--", "<!--", "/*", "REM ", "%%") if line.startswith(one)), None)
    if word is not None and len(row) > 2:  # noqa: PLR2004 - the sign and a word
        yield Repair.of(COMMENT_SLASHES, span_of(row[0], row[-1]), [spot.without_line()], sure=False, word=word.strip())


def _trailing_prose(spot: Spot) -> Iterator[Repair]:
    """`total = 2 * x the total price`: plain words behind a value, up to the end of the line."""
    row = spot.row
    start = len(row)
    while start and row[start - 1].type == "name" and row[start - 1].text not in KEYWORDS - {"in", "is", "and", "or"}:
        start -= 1
    if start and ends_operand(row[start - 1]) and len(row) - start >= _PROSE_MIN:
        first = row[start]
        yield Repair.of(
            COMMENT_WITHOUT_SIGN,
            span_of(first, row[-1]),
            [Edit(first.start, row[-1].end, "")],
            sure=False,
            word=first.text,
        )


def _prose(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    words = 0
    if row[-1].is_op(":") and any(token.is_op("<", ">", "==", "=", "(") for token in row):
        return
    if row[0].is_op("*", "-") and len(row) > 1:  # an item of a list
        row = (*row[1:], row[-1])
    for token in row:
        if token.type != "name":
            break
        words += 1
    if words >= _PROSE_MIN and not row[0].is_word(*BLOCK_WORDS, "return", "print", "import", "from"):
        yield Repair.of(TEXT_AS_CODE, span_of(row[0], row[-1]), [spot.without_line()], sure=False)


def _outside(row: tuple[Token, ...]) -> Iterator[tuple[int, Token]]:
    """The tokens outside of round and square brackets, with their index."""
    depth = 0
    for index, token in enumerate(row):
        depth -= token.is_op(")", "]")
        if depth <= 0:
            yield index, token
        depth += token.is_op("(", "[")
