"""Brackets without a partner. Pure."""

from itertools import pairwise

from agents.debug.findings import Kind
from agents.debug.syntax.lexer import Token, Tokens
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.words import HARD_STATEMENTS, begins_operand, ends_operand

__all__ = ["KINDS", "bracket_repair"]

UNCLOSED_BRACKET = Kind(
    code="unclosed-bracket",
    type="SyntaxError",
    severity="error",
    message="The bracket {opener} in line {opened} is never closed.",
    cause="Python looks for the partner {closer} and reads the following lines as if they still stood inside the "
    "brackets. So it often complains about a line that is fine.",
    think="Each opening bracket needs a closing one of the same kind. Count both on each line.",
    fix="Write {closer} at the end of what belongs inside the brackets.",
    example='print("sum:", max(1, 2)\nprint("done")\n',
    fine='print("sum:", max(1, 2))\nprint("done")\n',
)
EXTRA_CLOSER = Kind(
    code="unmatched-closing-bracket",
    type="SyntaxError",
    severity="error",
    message="The closing bracket {closer} has no opening partner.",
    cause="Every {closer} must close a {opener} that was opened before. Here all of them are closed already.",
    think="Pair up the brackets of this line from the inside out: which one is left over?",
    fix="Remove this {closer}, or add the missing {opener} before it.",
    example="print(len([1, 2])))\n",
    fine="print(len([1, 2]))\n",
)
WRONG_CLOSER = Kind(
    code="wrong-closing-bracket",
    type="SyntaxError",
    severity="error",
    message="{opener} from line {opened} is closed by {closer}, which is another kind of bracket.",
    cause="Brackets close in the reverse order in which they were opened, each by its own kind: (), [], {{}}.",
    think="Which bracket was opened last before this place? That one has to be closed first.",
    fix="Use {wanted} here.",
    example="values = [1, 2, 3)\n",
    fine="values = [1, 2, 3]\n",
)
MISSING_OPENER = Kind(
    code="missing-opening-bracket",
    type="SyntaxError",
    severity="error",
    message="There is a closing {closer}, but the opening ( after {name} is missing.",
    cause="To call a function, its arguments stand between two brackets: both of them are needed.",
    think="Read the call aloud: the name, open bracket, what it works on, close bracket.",
    fix="Write ( directly after {name}.",
    example='print "hello")\n',
    fine='print("hello")\n',
)
KINDS = (UNCLOSED_BRACKET, EXTRA_CLOSER, WRONG_CLOSER, MISSING_OPENER)

_PARTNER = {"(": ")", "[": "]", "{": "}", ")": "(", "]": "[", "}": "{"}


def bracket_repair(found: Tokens) -> Repair | None:
    """The first bracket at fault, if any. Strings must have their ends already."""
    if _balanced(found):
        return None
    stack: list[Token] = []
    before: Token | None = None
    for index, token in enumerate(found.code):
        if stack and before is not None and token.line > before.end_line and _new_statement(found, index, stack):
            return _unclosed(stack, before)
        if token.is_op("(", "[", "{"):
            stack.append(token)
        elif token.is_op(")", "]", "}"):
            if not stack:
                return _extra(found, index)
            if stack[-1].text != _PARTNER[token.text]:
                return _crossed(stack, token, before or token)
            stack.pop()
        before = token
    return _unclosed(stack, _last_inside(found, stack)) if stack else None


def _balanced(found: Tokens) -> bool:
    stack: list[str] = []
    for token in found.code:
        if token.is_op("(", "[", "{"):
            stack.append(token.text)
        elif token.is_op(")", "]", "}") and (not stack or stack.pop() != _PARTNER[token.text]):
            return False
    return not stack


def _new_statement(found: Tokens, index: int, stack: list[Token]) -> bool:
    """Whether the token that begins a line begins a statement, although brackets are open."""
    code = found.code
    token, before = code[index], code[index - 1]
    indent = _indent(found, stack[0])
    outside = token.column - 1 <= indent
    if token.is_word(*HARD_STATEMENTS):
        return True
    after = code[index + 1] if index + 1 < len(code) else None
    if token.is_word("if", "for", "else", "match", "async") and outside:
        row = [one for one in code[index:] if one.line == token.line]
        return row[-1].is_op(":")
    if token.type == "name" and after is not None and after.is_op("=", "+=", "-=", "*=", "/="):
        return not stack[-1].is_op("(") or not before.is_op(",", "(") or (outside and not _later_closed(code, index))
    return outside and ends_operand(before) and begins_operand(token, before)


def _later_closed(code: list[Token], index: int) -> bool:
    """Whether the row of the token ends in a comma or closes more than it opens: arguments, one a line."""
    row = [one for one in code[index:] if one.line == code[index].line]
    depth = sum(one.is_op("(", "[", "{") - one.is_op(")", "]", "}") for one in row)
    return depth < 0 or row[-1].is_op(",")


def _indent(found: Tokens, token: Token) -> int:
    line = found.source.line(token.line)
    return len(line) - len(line.lstrip(" \t"))


def _last_inside(found: Tokens, stack: list[Token]) -> Token:
    """The last token that may stand inside: before the first line that is not indented deeper."""
    code = found.code
    start = code.index(stack[-1])
    indent = _indent(found, stack[0])
    for before, token in zip(code[start:], code[start + 1 :], strict=False):
        if token.line > before.end_line and token.column - 1 <= indent and not token.is_op(")", "]", "}"):
            return before
    return code[-1]


def _unclosed(stack: list[Token], last: Token) -> Repair:
    inner = stack[-1]
    closers = "".join(_PARTNER[token.text] for token in reversed(stack))
    span = span_of(inner) if inner.line == last.end_line else span_of(last)
    edit = Edit(last.end, last.end, closers)
    return Repair.of(UNCLOSED_BRACKET, span, [edit], opener=inner.text, closer=_PARTNER[inner.text], opened=inner.line)


def _extra(found: Tokens, index: int) -> Repair:
    code = found.code
    closer = code[index]
    row = [token for token in code[:index] if token.line == closer.line]
    for name, after in pairwise(row):
        if closer.text == ")" and ends_operand(name) and name.type == "name" and begins_operand(after, name):
            gap = Edit(name.end, after.start, "(")
            return Repair.of(MISSING_OPENER, span_of(name), [gap], closer=closer.text, name=name.text)
    edit = Edit(closer.start, closer.end, "")
    return Repair.of(EXTRA_CLOSER, span_of(closer), [edit], closer=closer.text, opener=_PARTNER[closer.text])


def _crossed(stack: list[Token], closer: Token, before: Token) -> Repair:
    inner = stack[-1]
    if any(token.text == _PARTNER[closer.text] for token in stack[:-1]):
        edit = Edit(before.end, before.end, _PARTNER[inner.text])
        span = span_of(inner) if inner.line == before.end_line else span_of(before)
        return Repair.of(
            UNCLOSED_BRACKET, span, [edit], opener=inner.text, closer=_PARTNER[inner.text], opened=inner.line
        )
    edit = Edit(closer.start, closer.end, _PARTNER[inner.text])
    return Repair.of(
        WRONG_CLOSER,
        span_of(closer),
        [edit],
        opener=inner.text,
        opened=inner.line,
        closer=closer.text,
        wanted=_PARTNER[inner.text],
    )
