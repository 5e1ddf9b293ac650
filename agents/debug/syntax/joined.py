"""Lines that are joined where they should be parted: backslashes, statements and blocks in one line. Pure."""

from collections.abc import Iterator

from agents.debug.syntax.lexer import LogicalLine, Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import BLOCK_WORDS, HARD_STATEMENTS, ends_operand, is_statement
from agents.mistakes.findings import Kind

__all__ = ["AFTER_BACKSLASH", "KINDS", "joined_rule", "statement_inside_rule"]

AFTER_BACKSLASH = Kind(
    code="text-after-backslash",
    type="SyntaxError",
    severity="error",
    message="{what} follows the backslash \\ that should end the line.",
    cause="A backslash joins a line to the next one only if it is the very last character of its line; not even a "
    "space may follow.",
    think="Let your editor show spaces: what is the last character of the line?",
    fix="Remove what follows the backslash, or put the whole expression in brackets: inside them lines need no "
    "backslash.",
    example="total = 1 + \\ \n    2\n",
    fine="total = 1 + \\\n    2\n",
)
BACKSLASH_LEFT = Kind(
    code="backslash-joins-statements",
    type="SyntaxError",
    severity="error",
    message="The backslash \\ at the end of the line joins the next line to it, although {what}.",
    cause="For Python both lines are one, and as one line they make no sense.",
    think="Is the statement complete without the next line?",
    fix="Remove the backslash.",
    example="height = 9 \\\nprint(height)\n",
    fine="height = 9\nprint(height)\n",
)
BRANCH_IN_LINE = Kind(
    code="branch-on-same-line",
    type="SyntaxError",
    severity="error",
    message="`{word}` must begin a line of its own, in the column of its `{head}`.",
    cause="Behind `{head} ...:` one simple statement may stand in the same line, but the next branch may not.",
    think="How would these branches look if each of them had a line of its own?",
    fix="Begin a new line before `{word}`.",
    example="n = 3\nif n > 2: print('big') else: print('small')\n",
    fine="n = 3\nprint('big' if n > 2 else 'small')\n",
)
BLOCK_IN_LINE = Kind(
    code="block-on-same-line",
    type="SyntaxError",
    severity="error",
    message="`{word}` opens a block, so it must begin a line of its own.",
    cause="Behind a colon or a semicolon only simple statements may stand in the same line: none that needs a block "
    "itself.",
    think="Which of the two blocks stands inside the other? Their indentation should show it.",
    fix="Begin a new line before `{word}`, and indent it as it belongs.",
    example="for n in range(3): if n > 1: print(n)\n",
    fine="for n in range(3):\n    if n > 1: print(n)\n",
)
STATEMENT_IN_LINE = Kind(
    code="two-statements-in-line",
    type="SyntaxError",
    severity="error",
    message="With `{word}` a new statement begins, but it stands in the same line as {before}.",
    cause="The end of a line is the end of a statement. Python expects each statement on a line of its own.",
    think="Where does the first statement end?",
    fix="Begin a new line before `{word}`.",
    example="x = 5 y = 6\n",
    fine="x = 5\ny = 6\n",
)
LINE_BREAK = Kind(
    code="line-break-in-expression",
    type="SyntaxError",
    severity="error",
    message="The expression goes on in the next line, but Python does not know that.",
    cause="The end of a line is the end of a statement, unless a bracket is still open.",
    think="How could Python tell that `{word}` belongs to what stands on the other line?",
    fix="Put brackets around the whole expression, or write it on one line.",
    example="a = 1\nb = 2\ntotal = a +\n    b\n",
    fine="a = 1\nb = 2\ntotal = (a +\n    b)\n",
)
KINDS = (LINE_BREAK, AFTER_BACKSLASH, BACKSLASH_LEFT, BRANCH_IN_LINE, BLOCK_IN_LINE, STATEMENT_IN_LINE)

_JOINS = 3
"""Backslashes near the fault that are looked at."""

_BRANCHES = ("else", "elif", "except", "finally")
_STARTS = {"else": "if", "elif": "if", "except": "try", "finally": "try"}


def joined_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of backslashes, and of blocks and branches in one line."""
    yield from _after_backslash(spot)
    yield from _line_break(spot)
    yield from _left_over(spot)
    yield from _branch(spot)
    yield from _block(spot)


def _after_backslash(spot: Spot) -> Iterator[Repair]:
    """Spaces behind it; a comment or code is what `strange` finds."""
    for token in spot.found.all:
        if token.type == "continuation" and token.line == spot.fault.line and token.text.rstrip("\n") != "\\":
            edit = Edit(token.start + 1, token.start + len(token.text.rstrip("\n")), "")
            yield Repair.of(AFTER_BACKSLASH, span_of(token), [edit], sure=False, what="A space")


def _line_break(spot: Spot) -> Iterator[Repair]:
    """An operator at the end of a line or at the beginning of the next, which is indented deeper."""
    for line, after in ((spot.line, _next(spot)), (spot.previous, spot.line)):
        if line is None or after is None or after.indent <= line.indent:
            continue
        sign = line.last if _goes_on(line.last) else after.first
        gap = spot.source.text[line.last.end : after.first.start]
        if _goes_on(sign) and not gap.strip() and gap.count("\n") == 1:
            edit = Edit(line.last.end, line.last.end, " \\")
            yield Repair.of(LINE_BREAK, span_of(sign), [edit], sure=False, word=sign.text)


def _next(spot: Spot) -> LogicalLine | None:
    after = spot.found.logical_line(spot.line.last.end_line + 1)
    return after if after is not None and after.first.start > spot.line.last.start else None


def _goes_on(token: Token) -> bool:
    signs = ("+", "-", "*", "/", "//", "%", "==", "!=", "<", ">", "<=", ">=", ".", "=", "+=", ",")
    return token.is_op(*signs) or token.is_word("and", "or", "not", "in", "is")


def _left_over(spot: Spot) -> Iterator[Repair]:
    """Both parts are statements by themselves; or nothing is left to join with."""
    row = spot.row
    joins = [token for token in spot.found.all if token.type == "continuation" and row[0].start < token.start]
    for token in sorted(joins, key=lambda token: abs(token.line + 1 - spot.fault.line))[:_JOINS]:
        first = tuple(one for one in row if one.end <= token.start)
        rest = tuple(one for one in row if one.start >= token.end)
        if first and (not rest or (_stands(spot, first) and _stands(spot, rest))):
            what = "that is a statement of its own" if rest else "nothing stands there"
            edit = Edit(token.start, token.start + 1, "" if _stands(spot, first) else " None")
            yield Repair.of(BACKSLASH_LEFT, span_of(token), [edit], sure=False, what=what)


def _stands(spot: Spot, row: tuple[Token, ...]) -> bool:
    return is_statement(LogicalLine(row, 0), spot.source)


def _flat(row: tuple[Token, ...]) -> Iterator[tuple[int, Token]]:
    """The tokens outside of all brackets."""
    depth = 0
    for index, token in enumerate(row):
        if token.is_op(")", "]", "}"):
            depth -= 1
        elif token.is_op("(", "[", "{"):
            depth += 1
        elif depth == 0:
            yield index, token


def _branch(spot: Spot) -> Iterator[Repair]:
    """`if a: b else: c`: each branch but the first becomes a simple statement."""
    row = spot.row
    flat = list(_flat(row))
    colons = [index for index, token in flat if token.is_op(":")]
    if not row[0].is_word(*BLOCK_WORDS) or not colons:
        return
    heads, start = [], None
    for index, token in flat:
        if token.is_word(*_BRANCHES) and index > colons[0] + 1:
            start = index
            if token.is_word("else") and index + 1 < len(row) and not row[index + 1].is_op(":"):
                heads.append((index, index))  # its colon is missing as well
                start = None
        elif token.is_op(":") and start is not None:
            heads.append((start, index))
            start = None
    if not heads:
        return
    first = row[heads[0][0]]
    head = row[0].text if row[0].is_word("for", "while") else _STARTS[first.text]
    edits = [Edit(row[index].start, row[end].end, ";") for index, end in heads]
    whole = [spot.without_line()] if row[-1].is_op(":") or row[0].is_word("try") else edits
    yield Repair.of(BRANCH_IN_LINE, span_of(first), whole, sure=False, word=first.text, head=head)


def _block(spot: Spot) -> Iterator[Repair]:
    """`for a in b: if c: d`: the inner head is left out."""
    row = spot.row
    flat = dict(_flat(row))
    for index, token in flat.items():
        before = flat.get(index - 1)
        if not token.is_word(*BLOCK_WORDS, "async") or not index:
            continue
        colon = next((one for after, one in flat.items() if after > index and one.is_op(":")), None)
        if token.is_word("if", "while") and colon is not None and ends_operand(row[index - 1]):  # `x = 1 if y: z`
            yield Repair.of(BLOCK_IN_LINE, span_of(token), [spot.without_line()], sure=False, word=token.text)
            return
        if before is None or not before.is_op(":", ";"):
            continue
        edit = Edit(token.start, colon.end, "") if colon is not None and colon is not row[-1] else spot.without_line()
        if not token.is_word(*_BRANCHES):  # a branch is another rule's
            yield Repair.of(BLOCK_IN_LINE, span_of(token), [edit], sure=False, word=token.text)
            yield Repair.of(BLOCK_IN_LINE, span_of(token), [spot.without_line()], sure=False, word=token.text)
            return
    first = next((index for index, token in flat.items() if token.is_op(":")), len(row))
    if row[0].is_word("class") and row[-1].is_op(":") and first + 1 < len(row) - 1:  # a mangled `def` behind it
        inner = row[first + 1]
        yield Repair.of(BLOCK_IN_LINE, span_of(inner), [spot.without_line()], sure=False, word=inner.text)


def statement_inside_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of a statement right behind another: `x = 5 y = 6`, `print(x) return x`."""
    row = spot.row
    assigned = False
    flat = dict(_flat(row))
    for index, token in flat.items():
        after = row[index + 1] if index + 1 < len(row) else None
        begins = token.is_word(*HARD_STATEMENTS)
        if token.type == "name" and after is not None:
            begins |= assigned and after.is_op("=", "+=", "-=")
            begins |= token.is_word("print") and after.is_op("(")
        if index and begins and ends_operand(row[index - 1]):
            shown = f"`{row[index - 1].text}`" if "\n" not in row[index - 1].text else "the text"
            edit = Edit(token.start, token.start, ";")
            place = span_of(token)
            out = Edit(row[0].start, row[index - 1].end, "pass")
            for edits in ([edit], [edit, out]):
                yield Repair.of(STATEMENT_IN_LINE, place, edits, sure=False, word=token.text, before=shown)
        assigned |= token.is_op("=", "+=", "-=")
