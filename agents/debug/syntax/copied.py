"""What was copied along with the code: prompts, line numbers, the fences of a chat or a web page. Pure."""

import re
from collections.abc import Iterable

from agents.debug.syntax.compiler import Fault
from agents.debug.syntax.repair import Edit, Repair
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
KINDS = (PROMPT, FENCE, NUMBERS)

_PROMPT = re.compile(r"\s*(>>>|\.\.\.|In \[\d*\]:) ?")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_NUMBER = re.compile(r"\s*(\d+)(?:[.:)|][ \t]?|[ \t])")
_NUMBERED_MIN = 2


def copied_repair(source: Source, fault: Fault) -> Repair | None:
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
    if _NUMBER.match(text):
        found = [(number, mark) for number, line in enumerate(source.lines, 1) if (mark := _NUMBER.match(line))]
        first = int(found[0][1][1]) - found[0][0]
        counted = [(number, mark) for number, mark in found if int(mark[1]) - number == first]
        filled = sum(bool(line.strip()) for line in source.lines)
        if len(counted) >= max(_NUMBERED_MIN, filled - 1):
            edits = [_edit(source, number, 0, mark.end()) for number, mark in counted]
            return Repair.of(NUMBERS, span, edits, sure=False)
    return None


def _edit(source: Source, line: int, first: int, last: int) -> Edit:
    """Take characters of a line away."""
    start = source.offset(line, 1)
    return Edit(start + first, start + last, "")


def _real(edits: Iterable[Edit]) -> list[Edit]:
    return [edit for edit in edits if edit.end > edit.start]
