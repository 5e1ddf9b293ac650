"""ruff: rules that find mistakes rather than style, told in our words; and a second opinion on the syntax."""

from collections.abc import Mapping

from agents.linting import ruff
from agents.linting.source import Source
from agents.mistakes.findings import Finding, Kind, Severity, Span

__all__ = ["KINDS", "rule_findings", "syntax_errors"]


def _kind(  # noqa: PLR0917 - the rows of a table
    code: str, message: str, cause: str, think: str, fix: str, example: str, fine: str
) -> Kind:
    severity: Severity = "hint" if code in _HABITS else "warning"
    return Kind(code, "Logic", severity, message, cause, think, fix, example, fine)


_HABITS = ("compared-with-none", "types-compared", "catches-everything", "parameter-reused-by-loop")
"""The program does what is meant, most often."""


_BY_RULE: Mapping[str, Kind] = {
    "B005": _kind(
        "strip-removes-letters",
        "strip() with several characters removes each of them, not the word.",
        "`'abcab'.strip('ab')` takes away every a and b at both ends, in any order.",
        "Should a word go, or single letters?",
        "Use removeprefix() or removesuffix() for a word.",
        "name = 'data.data'\nprint(name.strip('.data'))\n",
        "name = 'data.data'\nprint(name.removesuffix('.data'))\n",
    ),
    "B020": _kind(
        "loop-hides-its-values",
        "The loop gives its own values' name another meaning.",
        "The name in front of `in` replaces the collection behind it in the first round.",
        "What does the name mean after the first round?",
        "Use another name for the single element.",
        "items = [1, 2]\nfor items in items:\n    print(items)\n",
        "items = [1, 2]\nfor item in items:\n    print(item)\n",
    ),
    "B023": _kind(
        "function-keeps-last-value",
        "The function made in this loop sees the loop's last value, not the one of its round.",
        "A function looks up names when it is called. By then the loop has ended.",
        "When is the value looked up: when the function is made, or when it is called?",
        "Give the value to the function as a default: `lambda n=n: ...`.",
        "fs = []\nfor n in range(3):\n    fs.append(lambda: n)\n",
        "fs = []\nfor n in range(3):\n    fs.append(lambda n=n: n)\n",
    ),
    "B012": _kind(
        "leaves-in-finally",
        "`return`, `break` or `continue` inside `finally` swallows every error.",
        "`finally` runs whatever happens. Leaving from there throws the error away.",
        "What happens to an error when the block is left like this?",
        "Move the statement behind the `try`.",
        "def f():\n    try:\n        return 1\n    finally:\n        return 2\n",
        "def f():\n    try:\n        return 1\n    finally:\n        print('done')\n",
    ),
    "E711": _kind(
        "compared-with-none",
        "None is compared with `==`.",
        "There is only one None, so Python asks for it with `is`.",
        "Do you ask whether two values are equal, or whether there is a value at all?",
        "Write `is None` or `is not None`.",
        "x = None\nif x == None:\n    print('nothing')\n",
        "x = None\nif x is None:\n    print('nothing')\n",
    ),
    "E721": _kind(
        "types-compared",
        "Types are compared with `==`.",
        "`isinstance(value, type)` says what is meant, and also accepts more special types.",
        "Do you want to know whether the value can be used like this type?",
        "Write `isinstance(value, type)`.",
        "x = 1\nif type(x) == int:\n    print(x)\n",
        "x = 1\nif isinstance(x, int):\n    print(x)\n",
    ),
    "E722": _kind(
        "catches-everything",
        "`except:` catches every error, also those from misspelt names.",
        "Then a mistake in the code is hidden, and you wonder why nothing happens.",
        "Which error do you expect here?",
        "Name the error: `except ValueError:`.",
        "try:\n    n = int('x')\nexcept:\n    n = 0\n",
        "try:\n    n = int('x')\nexcept ValueError:\n    n = 0\n",
    ),
    "PLR0124": _kind(
        "compared-with-itself",
        "A value is compared with itself.",
        "The answer is always the same.",
        "With which other value should it be compared?",
        "Put the other name on one of the sides.",
        "a = 1\nb = 2\nif a == a:\n    print(b)\n",
        "a = 1\nb = 2\nif a == b:\n    print(b)\n",
    ),
    "PLW0127": _kind(
        "assigned-to-itself",
        "A name is given its own value.",
        "Nothing changes by this line.",
        "Which name should get which value?",
        "Write `self.name = name` in a class, or remove the line.",
        "width = 3\nwidth = width\n",
        "width = 3\nheight = width\n",
    ),
    "PLE0101": _kind(
        "init-returns-value",
        "`__init__` returns a value.",
        "`__init__` prepares a new object; the object itself is the result of the call.",
        "What do you get when you call the class?",
        "Store the value in `self` instead of returning it.",
        "class A:\n    def __init__(self):\n        self.x = 1\n        return self.x\n",
        "class A:\n    def __init__(self):\n        self.x = 1\n",
    ),
    "PLR1704": _kind(
        "parameter-reused-by-loop",
        "The loop or block gives a parameter of the function another value.",
        "What the call handed over is lost from here on.",
        "Do you still need the value of the parameter?",
        "Use another name.",
        "def show(n):\n    for n in range(3):\n        print(n)\n",
        "def show(n):\n    for k in range(n):\n        print(k)\n",
    ),
}

KINDS: tuple[Kind, ...] = tuple(_BY_RULE.values())

_RULES = ruff.Rules(select=tuple(_BY_RULE))

_SYNTAX = "invalid-syntax"


def rule_findings(source: Source) -> tuple[list[Finding], str | None]:
    """What ruff finds in code that compiles; and what was left out."""
    report = ruff.lint(source.text, _RULES)
    found = [
        _BY_RULE[one.rule].at(Span(one.line, one.column, one.end_line, max(one.end_column, one.column + 1)))
        for one in report.findings
        if one.rule in _BY_RULE
    ]
    return found, report.left_out


def syntax_errors(source: Source) -> list[int]:
    """Lines where ruff's parser, which goes on after a mistake, cannot read the code; none when it does not answer."""
    report = ruff.lint(source.text, _RULES)
    return sorted({one.line for one in report.findings if one.rule == _SYNTAX})
