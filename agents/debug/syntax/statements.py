"""Statements that are begun wrongly: keywords, colons, branches without their head. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from agents.debug.syntax.lexer import LogicalLine, Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import BLOCK_WORDS, KEYWORDS, ends_operand, is_statement
from agents.mistakes.findings import Kind, Span

__all__ = ["KINDS", "import_rule", "statement_rule"]

MISSING_COLON = Kind(
    code="missing-colon",
    type="SyntaxError",
    severity="error",
    message="The colon at the end of this `{word}` line is missing.",
    cause="Lines that begin with if, elif, else, for, while, def, class, try, except or with open a block, and a colon "
    "ends them.",
    think="How does Python know where the condition ends and where the block begins?",
    fix="Write a colon at the end of the line.",
    example="for n in range(3)\n    print(n)\n",
    fine="for n in range(3):\n    print(n)\n",
)
MISSPELT_KEYWORD = Kind(
    code="misspelt-keyword",
    type="SyntaxError",
    severity="error",
    message="`{word}` looks like Python's word `{keyword}`, but it is spelt differently.",
    cause="Python knows its keywords only in one exact spelling, in small letters (except True, False and None).",
    think="Compare the first word of the line letter by letter with how you learnt it.",
    fix="Write `{keyword}` instead of `{word}`.",
    example="whlie True:\n    break\n",
    fine="while True:\n    break\n",
)
ELSE_IF = Kind(
    code="else-if",
    type="SyntaxError",
    severity="error",
    message="Python writes `elif` for “else if”.",
    cause="`else` stands alone with its colon. A further condition needs the one word `elif`.",
    think="Python has its own word for “otherwise, if”.",
    fix="Write `elif` instead of `{word}`.",
    example="x = 1\nif x > 1:\n    print(1)\nelse if x > 0:\n    print(0)\n",
    fine="x = 1\nif x > 1:\n    print(1)\nelif x > 0:\n    print(0)\n",
)
ELSE_WITH_CONDITION = Kind(
    code="else-with-condition",
    type="SyntaxError",
    severity="error",
    message="`else` takes no condition.",
    cause="`else` means “in all other cases”. With a condition it has to be `elif`.",
    think="Do you mean all other cases, or only some of them?",
    fix="Write `elif` if you need the condition; else remove the condition.",
    example="x = 1\nif x > 1:\n    print(1)\nelse x < 1:\n    print(0)\n",
    fine="x = 1\nif x > 1:\n    print(1)\nelse:\n    print(0)\n",
)
BRANCH_ALONE = Kind(
    code="branch-without-start",
    type="SyntaxError",
    severity="error",
    message="This `{word}` belongs to no `{starts}` before it.",
    cause="`{word}` must follow the block of its `{starts}` directly, and begin in the same column. A line between "
    "that is not indented ends the block.",
    think="Which line does this `{word}` answer? Do both begin in the same column, with nothing between their blocks?",
    fix="Put `{word}` in the column of its `{starts}`, directly after that block.",
    example="x = 1\nif x > 1:\n    print(1)\nprint(2)\nelse:\n    print(0)\n",
    fine="x = 1\nif x > 1:\n    print(1)\nelse:\n    print(0)\n",
)
TRY_ALONE = Kind(
    code="try-without-except",
    type="SyntaxError",
    severity="error",
    message="The `try` in line {opened} has no `except` or `finally` after its block.",
    cause="`try` only makes sense together with what to do when it fails.",
    think="What should happen when the block of the `try` fails?",
    fix="Add an `except` line in the column of the `try`, with a block of its own.",
    example="try:\n    n = int('3')\nprint(n)\n",
    fine="try:\n    n = int('3')\nexcept ValueError:\n    n = 0\nprint(n)\n",
)
DEF_WITHOUT_BRACKETS = Kind(
    code="def-without-brackets",
    type="SyntaxError",
    severity="error",
    message="The brackets after the function's name `{name}` are missing.",
    cause="A function is defined as `def name(parameters):`; they are needed also when there are no parameters.",
    think="What has to stand between a function's name and the colon?",
    fix="Write () after the name, with the parameters inside if there are any.",
    example="def greet:\n    print('hi')\n",
    fine="def greet():\n    print('hi')\n",
)
FOR_WITHOUT_IN = Kind(
    code="for-without-in",
    type="SyntaxError",
    severity="error",
    message="This `for` line does not have the form `for name in values:`.",
    cause="A `for` loop needs the word `in` between the name and the values that it goes through.",
    think="Read the loop aloud: for each ... in ...",
    fix="Write `in` between the loop's name and its values.",
    example="for n range(3):\n    print(n)\n",
    fine="for n in range(3):\n    print(n)\n",
)
IMPORT_ORDER = Kind(
    code="import-order",
    type="SyntaxError",
    severity="error",
    message="An import reads `import module` or `from module import name`.",
    cause="Python expects `from` first and `import` second when single names are imported.",
    think="Say it in Python's order: from where, then what.",
    fix="Write `from module import name`.",
    example="import sqrt from math\nprint(sqrt(4))\n",
    fine="from math import sqrt\nprint(sqrt(4))\n",
)
KINDS = (
    MISSING_COLON,
    MISSPELT_KEYWORD,
    ELSE_IF,
    ELSE_WITH_CONDITION,
    BRANCH_ALONE,
    TRY_ALONE,
    DEF_WITHOUT_BRACKETS,
    FOR_WITHOUT_IN,
    IMPORT_ORDER,
)

_FOR_HEAD = 8
"""Tokens in which the names of a `for` end: `for`, three names with commas, and the word behind them."""

_STARTS = {"else": "if", "elif": "if", "except": "try", "finally": "try"}
_FIRST_WORDS = tuple(
    sorted((KEYWORDS | {"print"}) - {"and", "or", "is", "in", "as", "nonlocal", "None", "True", "False", "lambda"})
)
_JOINING = ("and", "or", "in", "is", "not", "if", "else", "for", "as", "from", "async")
_INNER_WORDS = ("in", "and", "or", "not", "is", "if", "else", "for", "import", "as", "lambda", "None", "True", "False")


def statement_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of the statement at the fault, and of the one before it."""
    yield from _branch(spot)
    yield from _try(spot)
    yield from _def(spot)
    yield from _imports(spot)
    for line in _lines(spot):
        yield from _colon(line)
        yield from _keyword(line)
    yield from _for(spot)
    yield from _inner_keyword(spot)


def _lines(spot: Spot) -> Iterator[LogicalLine]:
    yield spot.line
    before = spot.previous
    near = spot.at == 0 or spot.fault.type == "IndentationError"
    if before is not None and near and (before.last.is_op(":") or not is_statement(before, spot.source)):
        yield before


def _colon(line: LogicalLine) -> Iterator[Repair]:
    first = line.first
    word = line.tokens[1] if first.is_word("async") and len(line.tokens) > 1 else first
    if not word.is_word(*BLOCK_WORDS):
        return
    last = line.last
    if not last.is_op(":"):
        end = last.start if last.is_op(";", ".", ",", "=") else last.end
        yield Repair.of(MISSING_COLON, span_of(last), [Edit(end, last.end, ":")], word=word.text)
    depth = 0
    for before, token in pairwise(line.tokens):  # the block stands on the same line
        depth += before.is_op("(", "[", "{") - before.is_op(")", "]", "}")
        ended = ends_operand(before) or (before is first and before.is_word("try", "else", "finally"))
        if token.type == "name" and token.text not in _JOINING and ended and depth == 0:
            yield Repair.of(MISSING_COLON, span_of(before), [Edit(before.end, before.end, ":")], word=word.text)
            return


def _keyword(line: LogicalLine) -> Iterator[Repair]:
    first = line.first
    if first.type != "name" or (first.text in KEYWORDS and not first.text.isupper()):
        return
    for keyword in _alike(first.text, _FIRST_WORDS):
        edit = Edit(first.start, first.end, keyword)
        yield Repair.of(MISSPELT_KEYWORD, span_of(first), [edit], word=first.text, keyword=keyword)
        if keyword in BLOCK_WORDS and not line.last.is_op(":"):
            colon = Edit(line.last.end, line.last.end, ":")
            yield Repair.of(MISSPELT_KEYWORD, span_of(first), [edit, colon], word=first.text, keyword=keyword)
    yield from _glued(first)


def _glued(first: Token) -> Iterator[Repair]:
    """`defarea(r):`, `returnx`, `fori in x`: the space is missing."""
    for keyword in ("def", "return", "if", "elif", "while", "for", "class", "import", "from", "else"):
        if first.text.startswith(keyword) and len(first.text) > len(keyword):
            at = first.start + len(keyword)
            yield Repair.of(
                MISSPELT_KEYWORD, span_of(first), [Edit(at, at, " ")], word=first.text, keyword=keyword + " "
            )


def _alike(word: str, known: tuple[str, ...]) -> list[str]:
    """Keywords that a word may have been meant as, the nearest first."""
    small = word.lower()
    if len(word) == 1:
        return []
    near = [(DamerauLevenshtein.distance(small, one.lower()), one) for one in known]
    allowed = 1 if len(word) <= 4 else 2  # noqa: PLR2004 - two slips in a word of four letters make another word
    return [one for distance, one in sorted(near) if distance <= allowed and one != word][:3]


def _inner_keyword(spot: Spot) -> Iterator[Repair]:
    """`for i im range(3)`, `x adn y`: a word inside the line, at the fault or just before it."""
    end = (spot.fault.end_line, spot.fault.end_column)  # the compiler may name a whole row of values
    named = [index for index, token in enumerate(spot.row) if index > spot.at and (token.line, token.column) < end]
    for index in dict.fromkeys((spot.at, spot.at - 1, spot.at + 1, *named)):
        if not 0 < index < len(spot.row):
            continue
        token = spot.row[index]
        if token.type == "name" and token.text not in KEYWORDS:
            for keyword in _alike(token.text, _INNER_WORDS):
                edit = Edit(token.start, token.end, keyword)
                yield Repair.of(MISSPELT_KEYWORD, span_of(token), [edit], word=token.text, keyword=keyword)


def _branch(spot: Spot) -> Iterator[Repair]:
    first = spot.row[0]
    if not first.is_word("else", "elif", "except", "finally"):
        return
    if first.is_word("else") and len(spot.row) > 1:
        after = spot.row[1]
        colon = [] if spot.line.last.is_op(":") else [Edit(spot.line.last.end, spot.line.last.end, ":")]
        if after.is_word("if"):
            edits = [Edit(first.start, after.end, "elif")]
            yield Repair.of(ELSE_IF, span_of(first, after), edits, word="else if")
            yield Repair.of(ELSE_IF, span_of(first, after), edits + colon, word="else if")
        elif not after.is_op(":"):
            if colon:
                edit = Edit(first.end, first.end, ":")
                yield Repair.of(MISSING_COLON, span_of(first), [edit], word="else")
            edit = Edit(first.start, first.end, "elif")
            yield Repair.of(ELSE_WITH_CONDITION, span_of(first, spot.line.last), [edit, *colon])
    if spot.at == 0:
        yield from _moved_branch(spot, first)


def _moved_branch(spot: Spot, first: Token) -> Iterator[Repair]:
    word, starts = first.text, _STARTS[first.text]
    wanted = [starts, "elif"] if starts == "if" else ["try", "except"]
    if word == "else":
        wanted += ["for", "while", "except"]
    span = Span.of_line(first.line, spot.source.line(first.line))
    tried: set[int] = set()
    for one in spot.found.before(first.line):
        if one.first.is_word(*wanted) and one.indent not in tried and one.indent != spot.line.indent:
            tried.add(one.indent)
            start = spot.source.offset(first.line, 1)
            edit = Edit(start, first.start, " " * one.indent)
            yield Repair.of(BRANCH_ALONE, span, [edit], sure=False, word=word, starts=starts)
    yield Repair.of(
        BRANCH_ALONE, span, [Edit(first.start, spot.line.last.end, "if 1:")], sure=False, word=word, starts=starts
    )


def _try(spot: Spot) -> Iterator[Repair]:
    if not spot.fault.message.startswith("expected 'except' or 'finally'") or spot.row[0].is_word("except"):
        return
    limit = spot.line.indent if spot.at == 0 else spot.line.indent + 1
    for one in spot.found.before(spot.line.last.end_line + 1):
        if one.first.is_word("try") and one.indent <= limit:
            number = spot.line.first.line
            span = Span.of_line(number, spot.source.line(number))
            edit = Edit(one.first.start, one.first.end, "if 1")
            yield Repair.of(TRY_ALONE, span, [edit], sure=False, opened=one.first.line)


def _def(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    if row[0].is_word("def") and len(row) > 1 and row[1].type == "name":
        if len(row) == 2 or row[2].is_op(":"):  # noqa: PLR2004 - the word, the name and what follows
            edit = Edit(row[1].end, row[1].end, "()" if len(row) > 2 else "():")  # noqa: PLR2004 - as above
            yield Repair.of(DEF_WITHOUT_BRACKETS, span_of(row[1]), [edit], name=row[1].text)
        elif row[2].type == "name":
            end = row[-1].start if row[-1].is_op(":") else row[-1].end
            edits = [Edit(row[1].end, row[2].start, "("), Edit(end, end, ")")]
            yield Repair.of(DEF_WITHOUT_BRACKETS, span_of(row[1]), edits, name=row[1].text)


def _imports(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    if row[0].is_word("import") and any(token.is_word("from") for token in row):
        at = next(index for index, token in enumerate(row) if token.is_word("from"))
        text = spot.source.text
        names, module = text[row[1].start : row[at - 1].end], text[row[at].end : row[-1].end].strip()
        edit = Edit(row[0].start, row[-1].end, f"from {module} import {names}")
        yield Repair.of(IMPORT_ORDER, span_of(row[0], row[-1]), [edit])


def import_rule(spot: Spot) -> Iterator[Repair]:
    """Any other form of an import: `import java.util.*;`, `import "math"`. The last resort for such a line."""
    row = spot.row
    if row[0].is_word("import", "from", "using", "include") and len(row) > 1:
        yield Repair.of(IMPORT_ORDER, span_of(row[0], row[-1]), [spot.without_line()], sure=False)


def _for(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    if not row[0].is_word("for") or len(row) < 3:  # noqa: PLR2004 - less is no loop yet
        return
    span = span_of(row[0], row[-1])
    if row[1].is_op("(") and row[-1].is_op(":") and row[-2].is_op(")"):
        edits = [Edit(row[1].start, row[1].end, " "), Edit(row[-2].start, row[-2].end, "")]
        yield Repair.of(FOR_WITHOUT_IN, span, edits)
    if row[1].type == "name" and row[2].type == "name" and not row[2].is_word("in"):  # `for each name in`
        yield Repair.of(FOR_WITHOUT_IN, span, [Edit(row[1].start, row[2].start, "")])
    for token in row[1:_FOR_HEAD]:  # `for a, b = pairs`: after the names
        if token.is_word("of", "on", "to", "from", "at") or token.is_op("=", ":", "<"):
            alone = not any(one.is_word("in") for one in row)
            yield Repair.of(FOR_WITHOUT_IN, span, [Edit(token.start, token.end, " in ")], sure=alone)
    if not any(token.is_word("in") for token in row):
        for before, token in pairwise(row[1:_FOR_HEAD]):
            if before.type == "name" and not token.is_op(",", ")", "."):
                yield Repair.of(FOR_WITHOUT_IN, span, [Edit(token.start, token.start, "in ")])
