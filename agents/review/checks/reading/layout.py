"""How the text looks, beyond what ruff's rules say."""

import ast
import tokenize
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

INDENT = 4
"""Blanks of a level of indentation (PEP 8)."""


@check(
    Rule(
        code="mixed-quotes",
        title="Single and double quotes are mixed",
        weights={"style": 0.05},
        level="proficient",
        why="A change of quotes looks as if it meant something.",
        do="Choose one kind; use the other only for a text that has the first within.",
        example="print('one', \"two\")\nprint('three')\n",
        better="print('one', 'two')\nprint('three')\n",
    )
)
def mixed_quotes(program: Program) -> Iterator[Place]:
    """See the rule: the fewer ones count."""
    single: list[int] = []
    double: list[int] = []
    for token in program.tokens:
        if token.type == tokenize.STRING:
            body = token.string.lstrip("rRbBfFuU")
            if body.startswith(('"""', "'''")) or ("'" in body[1:-1]) or ('"' in body[1:-1]):
                continue
            (single if body[0] == "'" else double).append(token.start[0])
    fewer = min(single, double, key=len)
    if fewer:
        yield Place(fewer[0], "", min(len(fewer), 4) ** 0.5)


@check(
    Rule(
        code="odd-indentation",
        title="A block is indented by {name} blanks instead of 4",
        weights={"style": 0.08, "readability": 0.04},
        level="beginner",
        why="Blocks are what indentation shows; with the same width everywhere the eye finds them.",
        do="Indent each level by 4 blanks. Editors do that with the tab key.",
        example="for number in range(3):\n  print(number)\n",
        better="for number in range(3):\n    print(number)\n",
    )
)
def odd_indentation(program: Program) -> Iterator[Place]:
    """See the rule: each block whose step is not 4, tabs left to ruff."""
    widths = [0]
    for token in program.tokens:
        if token.type == tokenize.INDENT:
            width = len(token.string.expandtabs(8)) if "\t" not in token.string else widths[-1] + INDENT
            if width - widths[-1] != INDENT:
                yield Place(token.start[0], str(width - widths[-1]))
            widths.append(width)
        elif token.type == tokenize.DEDENT and len(widths) > 1:
            widths.pop()


@check(
    Rule(
        code="needless-parentheses",
        title="Parentheses around the whole of a condition",
        weights={"style": 0.06, "readability": 0.02},
        level="learning",
        why="Python's `if`, `while` and `return` need none; readers look for what they group.",
        do="Take them away.",
        example="age = int(input())\nif (age > 17):\n    print('adult')\n",
        better="age = int(input())\nif age > 17:\n    print('adult')\n",
        ruff=("UP034",),
    )
)
def needless_parentheses(program: Program) -> Iterator[Place]:
    """See the rule."""
    plain = [one for one in program.tokens if one.type not in (tokenize.NL, tokenize.COMMENT)]
    for at, token in enumerate(plain[:-1]):
        if token.type == tokenize.NAME and token.string in ("if", "elif", "while", "return", "not", "in"):
            opening = plain[at + 1]
            closing = _closing(plain, at + 1) if opening.string == "(" else None
            if closing is None or closing - at < 3 or plain[closing].start[0] != opening.start[0]:  # noqa: PLR2004 - `()` is a tuple
                continue
            after = plain[closing + 1].string if closing + 1 < len(plain) else ""
            ends = after == ":" if token.string in ("if", "elif", "while", "in") else after in ("\n", "")
            if ends and not _is_group_of_more(plain, at + 1, closing) and token.string != "not":
                yield Place(token.start[0])


def _closing(tokens: list[tokenize.TokenInfo], at: int) -> int | None:
    depth = 0
    for position in range(at, len(tokens)):
        depth += tokens[position].string in ("(", "[", "{")
        depth -= tokens[position].string in (")", "]", "}")
        if depth == 0:
            return position
    return None


def _is_group_of_more(tokens: list[tokenize.TokenInfo], start: int, end: int) -> bool:
    """Whether the parentheses hold a tuple, a generator or a walrus, which need them."""
    depth = 0
    for token in tokens[start : end + 1]:
        depth += token.string in ("(", "[", "{")
        depth -= token.string in (")", "]", "}")
        if depth == 1 and token.string in (",", "for", ":=", "yield"):
            return True
    return False


@check(
    Rule(
        code="backslash-at-line-end",
        title="A line is continued with a backslash",
        weights={"style": 0.06},
        level="proficient",
        why="A blank behind the backslash, which nobody sees, breaks the program.",
        do="Put the expression in parentheses: within them lines may end anywhere.",
        example="total = 1 + \\\n    2\nprint(total)\n",
        better="total = (1 +\n         2)\nprint(total)\n",
    )
)
def backslash_at_line_end(program: Program) -> Iterator[Place]:
    """See the rule."""
    strings = {
        line for one in program.tokens if one.type == tokenize.STRING for line in range(one.start[0], one.end[0])
    }
    for number, line in enumerate(program.lines, 1):
        if line.endswith("\\") and number not in strings and "#" not in line:
            yield Place(number)


@check(
    Rule(
        code="naming-mixed",
        title="Names are written in different ways ({name})",
        weights={"style": 0.07, "readability": 0.04},
        level="learning",
        why="Python writes `lower_case` for functions and variables, `CapWords` for classes, `CAPITALS` for constants.",
        do="Rename what differs; editors can rename everywhere at once.",
        example="def printAll(itemList):\n    for oneItem in itemList:\n        print(oneItem)\n",
        better="def print_all(items):\n    for item in items:\n        print(item)\n",
        ruff=("N802", "N803", "N806", "N815", "N816", "N801", "N999", "N804", "N805", "N807", "N818"),
    )
)
def naming_mixed(program: Program) -> Iterator[Place]:
    """See the rule; ruff knows functions, parameters and classes. Here: other variables, and `Name` for a variable."""
    seen: set[str] = set()
    for node in program.all(ast.Name):
        name = node.id
        if not isinstance(node.ctx, ast.Store) or name in seen or not isinstance(program.scope(node), ast.Module):
            continue
        seen.add(name)
        camel = name[:1].islower() and any(sign.isupper() for sign in name)
        value = getattr(program.statement(node), "value", None)
        type_like = isinstance(value, ast.Call | ast.Subscript | ast.Name | ast.Attribute | ast.BinOp)
        capital = name[:1].isupper() and any(sign.islower() for sign in name) and not type_like
        if (camel and not _is_mixed_case(name)) or capital:
            yield Place(node.lineno, name)


def _is_mixed_case(name: str) -> bool:
    """What ruff's N816 tells already."""
    return "_" not in name.strip("_") and name[:1].islower()


CHECKS: tuple[Check, ...] = (
    mixed_quotes,
    odd_indentation,
    needless_parentheses,
    backslash_at_line_end,
    naming_mixed,
)
