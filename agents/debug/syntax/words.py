"""The words of Python as the lenient analysis sees them. Pure."""

import keyword

from agents.debug.syntax.compiler import grammar_fault
from agents.debug.syntax.lexer import LogicalLine, Token
from agents.linting.source import Source

__all__ = ["BLOCK_WORDS", "HARD_STATEMENTS", "KEYWORDS", "begins_operand", "ends_operand", "is_statement"]

KEYWORDS = frozenset(keyword.kwlist)

HARD_STATEMENTS = frozenset(
    [
        "def",
        "class",
        "return",
        "while",
        "import",
        "try",
        "except",
        "finally",
        "with",
        "raise",
        "del",
        "pass",
        "break",
        "continue",
        "global",
        "nonlocal",
        "assert",
        "elif",
    ]
)
"""Words that begin a statement and stand nowhere else."""

BLOCK_WORDS = frozenset(["if", "elif", "else", "for", "while", "def", "class", "try", "except", "finally", "with"])
"""Words that open a block, whose line ends with a colon."""

_VALUES = frozenset(("None", "True", "False"))
_BEFORE_OPERAND = frozenset(("not", "lambda", "await", "yield"))


def is_statement(line: LogicalLine | None, source: Source) -> bool:
    """Whether a logical line can be read by itself, as a statement or as the head of a block."""
    if line is None:
        return False
    first, last = line.first, line.last
    text = source.text[first.start : last.end]
    if last.is_op(":"):
        text += " pass"
    if first.is_op("@"):
        text += "\ndef _(): pass"
    elif first.is_word("try"):
        text += "\nfinally: pass"
    elif first.is_word("elif", "else"):
        text = "if 1: pass\n" + text
    elif first.is_word("except", "finally"):
        text = "try: pass\n" + text
    return grammar_fault(Source(text)) is None


def ends_operand(token: Token) -> bool:
    """Whether a value may end here."""
    if token.type == "name":
        return token.text not in KEYWORDS or token.text in _VALUES
    return token.type in ("number", "string") or token.is_op(")", "]", "}", "...")


def begins_operand(token: Token, before: Token) -> bool:
    """Whether a value begins here that cannot go on the one before: two strings in a row are one."""
    if token.type == "name":
        return token.text not in KEYWORDS or token.text in _VALUES or token.text in _BEFORE_OPERAND
    return token.type == "number" or (token.type in ("string", "open_string") and before.type != "string")
