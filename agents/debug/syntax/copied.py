"""What was copied along with the code: prompts, line numbers, the fences of a chat, signs of a web page. Pure."""

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from agents.debug.syntax.compiler import Fault
from agents.debug.syntax.lexer import Tokens, tokens
from agents.debug.syntax.repair import Edit, Repair
from agents.debug.syntax.words import KEYWORDS, is_statement
from agents.linting.source import Source
from agents.mistakes.findings import Kind, Span

__all__ = ["KINDS", "copied_repair"]

PROMPT = Kind(
    code="copied-prompt",
    type="SyntaxError",
    severity="error",
    message="`{sign}` is Python's prompt, not a part of the program.",
    cause="The shell writes `>>>` to say that it waits for code. It came along when the session was copied; lines "
    "without a prompt are what the shell answered.",
    think="Which characters of this line did you, or the author, type?",
    fix="Take the prompts away, and the lines that the shell has answered.",
    example=">>> x = 5\n>>> print(x)\n5\n",
    fine="x = 5\nprint(x)\n",
)
FENCE = Kind(
    code="copied-fence",
    type="SyntaxError",
    severity="error",
    message="The line of backticks marks code in a chat or on a web page; it is no Python.",
    cause="Three backticks tell such pages where code begins and ends. They came along when the code was copied.",
    think="Where does the program itself begin, and where does it end?",
    fix="Remove the lines with the backticks.",
    example="```python\nx = 5\nprint(x)\n```\n",
    fine="x = 5\nprint(x)\n",
)
NUMBERS = Kind(
    code="copied-line-numbers",
    type="SyntaxError",
    severity="error",
    message="The lines begin with their numbers, which are no part of the program.",
    cause="Books and web pages count lines in front of the code. The numbers came along when it was copied.",
    think="Which part of the line is code?",
    fix="Take the numbers away.",
    example="1 x = 5\n2 y = 6\n3 print(x + y)\n",
    fine="x = 5\ny = 6\nprint(x + y)\n",
)
NUMBER = Kind(
    code="copied-line-number",
    type="SyntaxError",
    severity="error",
    message="The line begins with the number {number}, which is no part of the program.",
    cause="Books and web pages count lines in front of the code; here the number of a line came along.",
    think="Which part of the line is code?",
    fix="Take the number away.",
    example="x = 5\n2 print(x)\n",
    fine="x = 5\nprint(x)\n",
)
ENTITY = Kind(
    code="copied-html",
    type="SyntaxError",
    severity="error",
    message="`{entity}` is how web pages write {sign} in their source; it is no Python.",
    cause="The code was copied from the source of a web page, where some signs have names between & and ;.",
    think="Which sign did the author type here?",
    fix="Write {sign} instead of `{entity}`.",
    example="x = 1\nif x &lt; 3:\n    print(x)\n",
    fine="x = 1\nif x < 3:\n    print('&lt;')\n",
)
TAG = Kind(
    code="copied-html-tag",
    type="SyntaxError",
    severity="error",
    message="`{tag}` is a mark of a web page, not a part of the program.",
    cause="Marks in angle brackets tell a browser how to show a page. They came along when its source was copied.",
    think="Where does the program itself begin, and where does it end?",
    fix="Remove the marks in angle brackets.",
    example="<pre>\nx = 5\nprint(x)\n</pre>\n",
    fine="x = 5\nprint(x)\n",
)
COMMAND = Kind(
    code="copied-command",
    type="SyntaxError",
    severity="error",
    message="`{command}` is a command for the terminal or a notebook, not a part of the program.",
    cause="Commands install packages, start programs and change folders. A program only holds statements of Python.",
    think="Where is this line typed: into the program, or into the window in which programs are started?",
    fix="Remove the line; type the command in the terminal if it is needed.",
    example="pip install requests\nx = 5\n",
    fine="x = 5\n",
)
TRACEBACK = Kind(
    code="copied-traceback",
    type="SyntaxError",
    severity="error",
    message="This is an error message of Python, not a part of the program.",
    cause="It was shown when a program failed, and came along when the window was copied.",
    think="Which lines did you write, and which were shown to you?",
    fix="Remove the lines of the error message.",
    example="x = 1\nTraceback (most recent call last):\n  File 'a.py', line 1, in <module>\nNameError: no name 'y'\n",
    fine="x = 1\n",
)
KINDS = (PROMPT, FENCE, NUMBERS, NUMBER, ENTITY, TAG, COMMAND, TRACEBACK)

_PROMPT = re.compile(r"\s*(>>>|\.\.\.|In \[\d*\]:) ?")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_NUMBER = re.compile(r"\s*(\d+)(?:[.:)|][ \t]?|[ \t])")
_NUMBERED_MIN = 2
_COMMAND = re.compile(
    r"\s*(?:\$ |!|%%?)?"
    r"(?:(?:python|pip|conda|npm|git|cd|sudo|apt|brew|mkdir|py)\d?(?:\.exe)? +[-\w./~]|(?<=[!%])[a-z]+\b)"
)
_TRACEBACK = re.compile(
    r"\s*Traceback \(most recent|\s+File [\"'].*[\"'], line \d+|\w+(?:Error|Exception|Interrupt)\b.*"
)
_TAG = re.compile(r"\s*(<!--.*|</?[a-zA-Z]+(?:\s[^>]*)?>)")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d+|#x[\da-fA-F]+);")


def copied_repair(source: Source, found: Tokens, fault: Fault) -> Repair | None:
    """The repair of everything that was copied along, where the compiler stumbles over such a line."""
    text = source.line(fault.line)
    span = Span.of_line(fault.line, text)
    if (prompt := _PROMPT.match(text)) is not None and prompt[1] != "...":
        marks = (_PROMPT.match(line) for line in source.lines)
        edits = [
            _edit(source, number, 0, len(source.line(number)) if mark is None else mark.end())
            for number, mark in enumerate(marks, 1)
        ]
        return Repair.of(PROMPT, span, _real(edits), sure=False, sign=prompt[1])
    if _FENCE.match(text):
        fences = (number for number, line in enumerate(source.lines, 1) if _FENCE.match(line))
        edits = [_edit(source, number, 0, len(source.line(number))) for number in fences]
        return Repair.of(FENCE, span, edits, sure=False)
    if _COMMAND.match(text) and "=" not in text:
        command = " ".join(text.split()[:2])
        return Repair.of(COMMAND, span, [_edit(source, fault.line, 0, len(text))], sure=False, command=command)
    if (tag := _TAG.match(text)) is not None:
        tags = [_edit(source, number, 0, len(line)) for number, line in enumerate(source.lines, 1) if _TAG.match(line)]
        return Repair.of(TAG, span, tags, sure=False, tag=tag[1])
    return _traceback(source, fault) or _entities(source, found, fault) or _numbers(source, text, span)


def _traceback(source: Source, fault: Fault) -> Repair | None:
    """From its first line to the one that names the error; the lines of code that it quotes are indented."""
    if not _TRACEBACK.match(source.line(fault.line)):
        return None
    lines = range(fault.line, len(source.lines) + 1)
    start = next((line for line in range(fault.line, 0, -1) if "Traceback (most" in source.line(line)), None)
    if start is None:
        return None
    last = next(
        (line for line in lines if re.match(r"\w+(?:Error|Exception|Interrupt)\b", source.line(line))), fault.line
    )
    edits = [_edit(source, line, 0, len(source.line(line))) for line in range(start, last + 1)]
    return Repair.of(TRACEBACK, Span.of_line(start, source.line(start)), _real(edits), sure=False)


def _numbers(source: Source, text: str, span: Span) -> Repair | None:
    """Of all lines, or of one whose rest is a statement."""
    number = _NUMBER.match(text)
    if number is None:
        return None
    found = [(line, mark) for line, one in enumerate(source.lines, 1) if (mark := _NUMBER.match(one))]
    first = int(found[0][1][1]) - found[0][0]
    counted = [(line, mark) for line, mark in found if int(mark[1]) - line == first]
    if all(int(one[1]) < int(two[1]) for (_, one), (_, two) in pairwise(found)):  # in steps, as in BASIC
        counted = found
    filled = sum(bool(line.strip()) for line in source.lines)
    if len(counted) >= max(_NUMBERED_MIN, filled - 1):
        edits = [_edit(source, line, 0, mark.end()) for line, mark in counted]
        return Repair.of(NUMBERS, span, edits, sure=False)
    alone = tokens(Source(text[number.end() :].strip() or "-"))
    line = alone.logical_line(1)
    begins = int(number[1]) == span.line or (line is not None and line.first.is_word(*KEYWORDS, "print"))
    if begins and line is not None and line.first.type == "name" and is_statement(line, alone.source):
        edit = _edit(source, span.line, number.start(1), number.end())
        return Repair.of(NUMBER, span, [edit], number=number[1])
    return None


def _entities(source: Source, found: Tokens, fault: Fault) -> Repair | None:
    """All of the code outside of its texts, where the line of the fault has one."""
    texts = {(one.line, one.column + at) for one in found.code if one.type == "string" for at in _places(one.text)}
    marks = [
        (line, mark)
        for line, text in enumerate(source.lines, 1)
        for mark in _ENTITY.finditer(text)
        if (line, mark.start() + 1) not in texts
    ]
    here = next((mark for line, mark in marks if line == fault.line), None)
    if here is None:
        return None
    edits = [replace(_edit(source, line, mark.start(), mark.end()), text=_sign(mark[0])) for line, mark in marks]
    place = Span(fault.line, here.start() + 1, fault.line, here.end() + 1)
    sign = _sign(here[0])
    return Repair.of(ENTITY, place, edits, entity=here[0], sign=sign if sign.strip() else "a space")


def _places(text: str) -> list[int]:
    """Where entities begin in a text of one line."""
    return [mark.start() for mark in _ENTITY.finditer(text)]


def _sign(entity: str) -> str:
    return html.unescape(entity).replace("\u00a0", " ")


def _edit(source: Source, line: int, first: int, last: int) -> Edit:
    """Take characters of a line away."""
    start = source.offset(line, 1)
    return Edit(start + first, start + last, "")


def _real(edits: Iterable[Edit]) -> list[Edit]:
    return [edit for edit in edits if edit.end > edit.start]
