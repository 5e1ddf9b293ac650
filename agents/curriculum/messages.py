"""What a student's message is made of: words, code, and what Python said. Pure."""

import ast
import re
import textwrap
from dataclasses import dataclass

from agents.curriculum.chat import spelt_out

__all__ = ["Message", "parse_leniently", "split_message"]

_FENCE = re.compile(r"```[ \t]*(?:\w+[ \t]*\n)?\n?(.*?)(?:```|\Z)", re.DOTALL)
_ERROR = re.compile(r"\b([A-Z]\w*(?:Error|Exception|Interrupt|Warning)|StopIteration)\b")
_TRACE_LINE = re.compile(r'\s*(Traceback \(most recent call last\)|File "[^"]*", line \d+|\^+\s*$)')
_CODE_LINE = re.compile(
    r"""
    \s*(?:
      (?:async\s+)?(?:def|class)\s+\w+\s*[(:]
    | (?:if|elif|while|for|with|match|case)\b.*:\s*(?:\#.*)?$
    | for\s+\w+\s+in\s+\S+(?:\(.*\))?$                        # a colon may be what is missing
    | (?:else|try|finally|except(?:\s+[\w.(), ]+)?)\s*:
    | (?:import\s+[\w.]+(?:\s*,\s*\w+)*(?:\s+as\s+\w+)?|from\s+[\w.]+\s+import\s+.+)$
    | @\w[\w.]*(?:\(.*\))?\s*$
    | [A-Za-z_][\w.\[\]'"]*(?:\s*,\s*\w+)*\s*(?:[-+*/%|&]|//|\*\*)?=\s*\S   # an assignment
    | [A-Za-z_][\w.]*\(.*\)?\s*$                               # a call
    | print\s*[("']
    )
    """,
    re.VERBOSE,
)
_STATEMENT = re.compile(r"\s*(?:global|nonlocal|del|assert|return|raise|yield|break|continue|pass)\b")
_PROSE_BEFORE = re.compile(r"^[A-Za-z][\w']*(?: [\w',?!.:;-]+){3,}")
_AFTER_A_SENTENCE = re.compile(
    r"(?<=[.:?!]) +(?=(?:def \w+\(|class \w+[(:]|for \w+ in [^?]*:|while [^?]*:|import \w|from \w+ import"
    r"|\w+ = \S|print\())"
)
"""Where code goes on in the line in which it was announced."""

_LINES_MAX = 200
"""Lines of code that are parsed: each line that has to be left out costs another try."""

_INLINE = re.compile(r"`([^`\n]+)`")
_BRACKETED = re.compile(r"[\w.]*[\[{(][^\[\]{}()]*(?:[\[{(][^\[\]{}()]*[\]})])?[^\[\]{}()]*[\]})]")


@dataclass(frozen=True)
class Message:
    """A message in parts.

    Attributes:
        prose: what was written in words, inline code included.
        code: what looks like a program, line by line; empty if there is none.
        errors: names of exceptions, from tracebacks and from the words.
        traceback: whether a traceback or part of one was pasted.
        inline: pieces of code within the words.
    """

    prose: str
    code: str
    errors: tuple[str, ...]
    traceback: bool
    inline: tuple[str, ...]


def split_message(text: str) -> Message:
    """Take a message apart. What is unclear counts as words."""
    fenced = [found.strip("\n") for found in _FENCE.findall(text)] if "```" in text else []
    rest = _FENCE.sub("\n", text) if fenced else text
    prose: list[str] = []
    code: list[str] = []
    traced = False
    in_trace = False
    for line in rest.splitlines():
        if _TRACE_LINE.match(line):
            traced = in_trace = True
        elif in_trace and line.startswith("    "):
            continue  # a line of source that the traceback quotes
        elif _is_code(line, after=bool(code) and line.startswith((" ", "\t"))):
            code.append(line)
            in_trace = False
        else:
            words, *announced = _AFTER_A_SENTENCE.split(line, maxsplit=1)
            prose.append(words)
            code.extend(announced)
            in_trace = False
    text_alone = spelt_out("\n".join(prose)).strip()
    errors = tuple(dict.fromkeys(_ERROR.findall(text)))
    inline = tuple(_INLINE.findall(text_alone)) or tuple(_BRACKETED.findall(text_alone))
    program = textwrap.dedent("\n".join([*fenced, *code])).strip("\n")
    return Message(text_alone, program, errors, traced, inline)


def _is_code(line: str, *, after: bool) -> bool:
    if not line.strip():
        return False
    if after:  # and indented
        return True
    if _PROSE_BEFORE.match(line) and not re.match(
        r"\s*(?:if|elif|while|for|with|from|import|def|class|return)\b", line
    ):
        return False
    if _STATEMENT.match(line):  # also how a sentence may begin: `return or print`
        return _parses(line.strip())
    return _CODE_LINE.match(line) is not None and _ERROR.match(line.strip()) is None


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def parse_leniently(code: str) -> ast.Module | None:
    """The syntax tree of the longest beginning of some code that is valid; None if not even a line is."""
    lines = code.splitlines()[:_LINES_MAX]
    while lines:
        if _parses("\n".join(lines)):
            return ast.parse("\n".join(lines))
        lines.pop()
    return None
