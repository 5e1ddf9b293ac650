"""Characters that are not Python: from word processors, other languages, other alphabets. Pure."""

import unicodedata

from agents.debug.syntax.expressions import SWAPPED_OPERATOR
from agents.debug.syntax.joined import AFTER_BACKSLASH
from agents.debug.syntax.lexer import Token, Tokens
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.linting.source import Source
from agents.mistakes.findings import Kind, Span

__all__ = ["KINDS", "only_backslash", "strange_repair"]

CURLY_QUOTES = Kind(
    code="curly-quotes",
    type="SyntaxError",
    severity="error",
    message="The quotes {sign} are typographic ones; Python knows only the straight quotes \" and '.",
    cause="Word processors, chats and web pages replace straight quotes by curly ones when code is copied.",
    think="Look very closely at the quotes: are they straight, or do they lean?",
    fix="Type the quotes anew with your keyboard's straight quote key.",
    example="print(“hello”)\n",
    fine='print("“hello”")\n',
)
LOOKALIKE = Kind(
    code="lookalike-character",
    type="SyntaxError",
    severity="error",
    message="The character {sign} ({name}) looks like {wanted}, but Python does not know it.",
    cause="It is another character of Unicode. It often comes from copying text, or from another keyboard layout.",
    think="Which character of the keyboard did you mean here?",
    fix="Type {wanted} instead of {sign}.",
    example="total = 3 × 4\n",
    fine="total = 3 * 4\n",
)
INVISIBLE = Kind(
    code="invisible-character",
    type="SyntaxError",
    severity="error",
    message="There is an invisible character here ({name}).",
    cause="It came with copied text. It looks like a space or like nothing, but Python does not accept it in code.",
    think="What cannot be seen can only be typed anew.",
    fix="Delete this line and type it again.",
    example="x\u00a0= 1\n",
    fine="x = 1\n",
)
FOREIGN_SIGN = Kind(
    code="unknown-character",
    type="SyntaxError",
    severity="error",
    message="The character {sign} has no meaning in Python code.",
    cause="Python uses letters, digits, _ and a small set of signs; {sign} is only allowed inside texts and comments.",
    think="Is this part of a text that lacks its quotes, or a sign from another language?",
    fix="Remove {sign}, or put quotes around the text that it belongs to.",
    example="price = $5\n",
    fine='price = "$5"\n',
)
EXCLAMATION = Kind(
    code="exclamation-mark-for-not",
    type="SyntaxError",
    severity="error",
    message="`!` does not mean “not” in Python.",
    cause="Other languages write `!done`; Python writes the word `not`. Only `!=` (is not equal) has the sign.",
    think="Python often uses an English word where other languages use a sign.",
    fix="Write `not` and a space instead of `!`.",
    example="done = False\nif !done:\n    print(1)\n",
    fine="done = False\nif not done:\n    print(1)\n",
)
STRAY_BACKSLASH = Kind(
    code="stray-backslash",
    type="SyntaxError",
    severity="error",
    message="There is a backslash \\ in the middle of the code.",
    cause="Outside of texts, \\ may only be the very last character of a line, where it joins the next line to it.",
    think="Did you mean the division sign /, or is this a text without quotes?",
    fix="Write / to divide, or put the text in quotes, or remove the backslash.",
    example="half = 10 \\ 2\n",
    fine="half = 10 / 2\n",
)
KINDS = (CURLY_QUOTES, LOOKALIKE, INVISIBLE, FOREIGN_SIGN, EXCLAMATION, STRAY_BACKSLASH)

_DOUBLE, _SINGLE = "“”„‟«»〝〞＂", "‘’‚‛´′＇`"
_ALIKE = {
    "×": "*", "∗": "*", "·": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "—": "-", "‐": "-", "≤": "<=", "≥": ">=",
    "≠": "!=", "…": "...", "→": "->", "；": ";", "：": ":", "，": ",", "（": "(", "）": ")", "［": "[", "］": "]",
    "｛": "{", "｝": "}", "＝": "=", "＋": "+", "－": "-", "＊": "*", "／": "/", "＜": "<", "＞": ">", "。": ".",
    "、": ",", "【": "[", "】": "]", "²": "**2", "³": "**3",
}  # fmt: skip


def strange_repair(found: Tokens) -> Repair | None:
    """The first character at fault, if any."""
    for index, token in enumerate(found.all):
        if token.type == "bad":
            return _repair(found, index)
    return None


def only_backslash(source: Source) -> Repair:
    """The repair of code that has a backslash at a line's end and nothing else, which the compiler does not take."""
    line = next((number for number, text in enumerate(source.lines, 1) if text.rstrip().endswith("\\")), 1)
    gone = Edit(0, len(source.text), "pass" + "\n" * source.text.count("\n"))
    return Repair.of(STRAY_BACKSLASH, Span.of_line(line, source.line(line)), [gone], sure=False)


def _repair(found: Tokens, index: int) -> Repair:
    token = found.all[index]
    sign, span = token.text, span_of(token)
    if sign in _DOUBLE + _SINGLE:
        return _quotes(found, token)
    if sign in _ALIKE:
        name = unicodedata.name(sign, "unnamed").lower()
        edit = Edit(token.start, token.end, _ALIKE[sign])
        return Repair.of(LOOKALIKE, span, [edit], sign=sign, name=name, wanted=_ALIKE[sign])
    if not sign.isprintable() or sign.isspace():
        name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
        return Repair.of(INVISIBLE, span, [Edit(token.start, token.end, " ")], sure=False, name=name)
    if sign == "!":
        return _exclamation(found, index)
    if sign == "\\":
        return _backslash(found, index)
    return Repair.of(FOREIGN_SIGN, span, [Edit(token.start, token.end, " ")], sure=False, sign=sign)


def _backslash(found: Tokens, index: int) -> Repair:
    """In the middle of a line, or before a comment."""
    token = found.all[index]
    rest = found.all[index + 1] if index + 1 < len(found.all) else None
    if rest is not None and rest.type == "comment":
        return Repair.of(AFTER_BACKSLASH, span_of(token, rest), [Edit(token.end, rest.end, "")], what="A comment")
    return Repair.of(STRAY_BACKSLASH, span_of(token), [Edit(token.start, token.end, "/")], sure=False)


def _exclamation(found: Tokens, index: int) -> Repair:
    """`!x`, `! =` and `=!`."""
    token = found.all[index]
    before = found.all[index - 1] if index else None
    after = found.all[index + 1] if index + 1 < len(found.all) else None
    if before is not None and before.is_op("=") and before.end == token.start:
        swapped = Edit(before.start, token.end, "!=")
        return Repair.of(SWAPPED_OPERATOR, span_of(before, token), [swapped], word="=!", wanted="!=")
    if after is not None and after.is_op("="):
        joined = Edit(token.start, after.end, "!=")
        return Repair.of(SWAPPED_OPERATOR, span_of(token, after), [joined], word="! =", wanted="!=")
    return Repair.of(EXCLAMATION, span_of(token), [Edit(token.start, token.end, "not ")])


def _quotes(found: Tokens, token: Token) -> Repair:
    """All of the line at once: they come in pairs."""
    row = [one for one in found.all if one.line == token.line and one.type == "bad"]
    signs = [one for one in row if one.text in _DOUBLE + _SINGLE]
    mark = '"' if any(one.text in _DOUBLE for one in signs) else "'"
    edits = [Edit(one.start, one.end, mark if one.text in _DOUBLE or mark == "'" else "'") for one in signs]
    if len(edits) % 2:  # one curly quote and one straight partner, which is an open string by now
        edits = [Edit(edit.start, edit.end, mark) for edit in edits]
    return Repair.of(CURLY_QUOTES, span_of(signs[0], signs[-1]), edits, sign=signs[0].text)
