"""Brackets without a partner. Pure."""

from itertools import pairwise

from agents.debug.syntax.lexer import Token, Tokens
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.words import BLOCK_WORDS, HARD_STATEMENTS, begins_operand, ends_operand
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "bracket_repairs"]

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

_PLACES = 12
"""Places tried for a missing bracket; each costs one parse."""

_PARTNER = {"(": ")", "[": "]", "{": "}", ")": "(", "]": "[", "}": "{"}


def bracket_repairs(found: Tokens) -> list[Repair]:
    """Repairs of the first bracket at fault, the likeliest first; none if all have partners.

    Strings must have their ends already.
    """
    if _balanced(found):
        return _head_open(found)
    stack: list[Token] = []
    before: Token | None = None
    head = found.code[0]
    for index, token in enumerate(found.code):
        if stack and before is not None and _left(found, index, stack, head):
            return _unclosed(found, stack, before)
        if not stack and before is not None and token.line > before.end_line:
            head = token
        if token.is_op("(", "[", "{"):
            stack.append(token)
        elif token.is_op(")", "]", "}"):
            if not stack:
                return _extra(found, index)
            if stack[-1].text != _PARTNER[token.text]:
                return _crossed(found, stack, token, before or token)
            stack.pop()
        before = token
    return _unclosed(found, stack, _last_inside(found, stack)) if stack else []


def _balanced(found: Tokens) -> bool:
    stack: list[str] = []
    for token in found.code:
        if token.is_op("(", "[", "{"):
            stack.append(token.text)
        elif token.is_op(")", "]", "}") and (not stack or stack.pop() != _PARTNER[token.text]):
            return False
    return not stack


def _head_open(found: Tokens) -> list[Repair]:
    """`for i in range(n:` whose partner stands in a later line, so that all are paired."""
    stack: list[Token] = []
    head = found.code[0]
    for before, token in pairwise([head, *found.code]):
        begins = before.is_op(":") and token.line > before.end_line and token.is_word(*HARD_STATEMENTS, "if", "for")
        if stack and begins and head.is_word(*BLOCK_WORDS) and not stack[-1].is_op("{"):
            return _unclosed(found, stack, before)
        if not stack and token.line > before.end_line:
            head = token
        if token.is_op("(", "[", "{"):
            stack.append(token)
        elif token.is_op(")", "]", "}"):
            stack.pop()
    return []


def _left(found: Tokens, index: int, stack: list[Token], head: Token) -> bool:
    """Whether a token stands outside of the brackets that are open: in a new statement, or in the block of its head."""
    before, token = found.code[index - 1], found.code[index]
    opens = head.is_word(*BLOCK_WORDS) and not stack[-1].is_op("{")
    if token.line == before.end_line:
        return opens and before.is_op(":") and token.is_word(*HARD_STATEMENTS)
    if opens and before.is_op(":"):
        return True
    if opens and ends_operand(before) and token.type == "name" and token.text not in ("and", "or", "in", "is", "not"):
        return token.text not in ("if", "for", "else")
    return _new_statement(found, index, stack)


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


def _unclosed(found: Tokens, stack: list[Token], last: Token) -> list[Repair]:
    """The brackets may close behind any value after the inner one; at the end of the row is the likeliest."""
    inner = stack[-1]
    closers = "".join(_PARTNER[token.text] for token in reversed(stack))
    region = [token for token in found.code if inner.start <= token.start <= last.start]
    ends = [last, *(one for one in reversed(region[:-1]) if ends_operand(one) or one is inner)]
    if last.is_op(":") and len(region) > 1:  # the head of a block: its colon stays outside
        ends.insert(0, region[-2])
    return [_closed(inner, end, closers) for end in ends[:_PLACES]]


def _closed(inner: Token, end: Token, closers: str) -> Repair:
    own_line = end.is_op(",")  # after a comma at its end, the partner is missing on a line of its own
    return Repair.of(
        UNCLOSED_BRACKET,
        span_of(inner) if inner.line == end.end_line or own_line else span_of(end),
        [Edit(end.end, end.end, closers)],
        opener=inner.text,
        closer=_PARTNER[inner.text],
        opened=inner.line,
    )


def _extra(found: Tokens, index: int) -> list[Repair]:
    """One closing bracket too many, or an opening one too few: after a name, or before any value of the row."""
    code = found.code
    closer = code[index]
    opener = _PARTNER[closer.text]
    row = [token for token in code[:index] if token.line == closer.line]
    repairs = []
    for name, after in pairwise(row):
        if closer.text == ")" and name.type == "name" and ends_operand(name) and begins_operand(after, name):
            gap = Edit(name.end, after.start, "(")
            repairs.append(Repair.of(MISSING_OPENER, span_of(name), [gap], closer=closer.text, name=name.text))
    removed = Edit(closer.start, closer.end, "")
    repairs.append(Repair.of(EXTRA_CLOSER, span_of(closer), [removed], closer=closer.text, opener=opener))
    for token in [closer, *reversed(row)][:_PLACES]:
        edit = Edit(token.start, token.start, opener)
        where = span_of(closer)
        repairs.append(Repair.of(EXTRA_CLOSER, where, [edit], sure=False, closer=closer.text, opener=opener))
    return repairs


def _crossed(found: Tokens, stack: list[Token], closer: Token, before: Token) -> list[Repair]:
    inner = stack[-1]
    wanted = _PARTNER[inner.text]
    if any(token.text == _PARTNER[closer.text] for token in stack[:-1]):
        return _unclosed(found, [inner], before)
    facts = {"opener": inner.text, "opened": inner.line, "closer": closer.text, "wanted": wanted}
    swapped = [Edit(closer.start, closer.end, wanted)]
    removed = [Edit(closer.start, closer.end, "")]
    opener = _PARTNER[closer.text]
    return [
        Repair(WRONG_CLOSER.at(span_of(closer), **facts), tuple(swapped)),
        Repair.of(EXTRA_CLOSER, span_of(closer), removed, closer=closer.text, opener=opener),
    ]
