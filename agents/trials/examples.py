"""Examples that a program gives itself: `>>>` in docstrings, arrows in them, and comments beside `print(...)`."""

import ast
import doctest
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from agents.runner.program import CallResult
from agents.trials.probe import OUTSIDE, Found, same, shown

__all__ = ["HARNESS", "ExampleProbe", "example_probes"]

HARNESS: Final = '''

def _example(group, code, scopes={}):
    """Run an example of a group; return what it prints, and what it gives as the interactive interpreter shows it."""
    import contextlib, io

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<example>", "single"), scopes.setdefault(group, dict(globals())))
    return printed.getvalue()[:5000]
'''

_SOURCE_MAX: Final = 5_000
"""Characters of an example, and of what it shows."""

_LINE_MAX: Final = 200
"""Characters of a line in which an arrow is looked for: many places of it are tried."""

_EXAMPLES_MAX: Final = 10
"""Of one docstring: more would be a test suite, which is run elsewhere."""

_UNKNOWN: Final = re.compile(f"NameError|{OUTSIDE.pattern}")
"""Errors that say nothing of an example: what it names may be defined by what was left out."""

_CHECKER: Final = doctest.OutputChecker()
_FLAGS: Final = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS

_SAYS: Final = re.compile(
    r"#\s*(?:(?:should|must|will|would)\s+(?:be|give|print|return|show|say|output)|expected(?:\s+output)?|expect|output|"
    r"prints?|returns?|gives|result|ans(?:wer)?)?\s*(?::|=>|->|==?|→)?\s*(.+?)\s*$",
    re.IGNORECASE,
)


_ARROW: Final = re.compile(r"^(.*\S)\s*(?:->|=>|→|\bgives\b|\breturns\b)\s*(\S.*)$")
"""A line of a docstring with an input and what comes of it."""


@dataclass(frozen=True, slots=True)
class ExampleProbe:
    """The examples of one docstring, or of one comment; `wants` has what each prints."""

    line: int
    name: str
    codes: tuple[str, ...]
    wants: tuple[str, ...]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [f"_example({f'{self.line} {self.codes[0]}'!r}, {code!r})" for code in self.codes]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        for code, want, result in zip(self.codes, self.wants, results, strict=True):
            if result.status == "error" and result.error is not None and not _UNKNOWN.fullmatch(result.error.type):
                got = f"the error {result.error.type}"
            elif result.status != "ok" or result.value is None or not result.value.has_data:
                return None
            elif _fits(want, result.value.data):
                continue
            else:
                got = shown(result.value.data.strip())[1:-1] or "nothing"
            told = f"your own example `{code.strip()}` gives {got}, and beside it stands {want.strip() or 'nothing'}"
            return Found("example", self.line, self.name, told)
        return Found(None, self.line, self.name)


def _fits(want: str, got: str) -> bool:
    """Whether an example shows what is wanted; numbers, and sets and dicts, are compared as such."""
    if _CHECKER.check_output(want, got, _FLAGS):
        return True
    try:
        return same(ast.literal_eval(want.strip()), ast.literal_eval(got.strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def example_probes(text: str, tree: ast.Module) -> Iterator[ExampleProbe]:
    """Every example of a program that can be asked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield from filter(_is_short, _of_docstring(node))
    yield from filter(_is_short, _of_comments(text, tree))


def _is_short(probe: ExampleProbe) -> bool:
    return all(len(one) <= _SOURCE_MAX for one in (*probe.codes, *probe.wants))


def _of_docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> Iterator[ExampleProbe]:
    text = ast.get_docstring(node) or ""
    name, line = getattr(node, "name", "the program"), getattr(node, "lineno", 1)
    try:
        found = doctest.DocTestParser().get_examples(text)
    except ValueError:  # badly indented
        return
    if found:
        plain = all(one.exc_msg is None and not one.options and "<" not in one.want for one in found)
        if plain and len(found) <= _EXAMPLES_MAX:
            yield ExampleProbe(line, name, tuple(one.source for one in found), tuple(one.want for one in found))
    elif isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg != "self":
        for said in filter(None, (_ARROW.match(one) for one in text.splitlines() if len(one) <= _LINE_MAX)):
            call, want = _call(said.group(1), node), _literal(said.group(2))
            if call is not None and want is not None:
                yield ExampleProbe(line, name, (f"print({call})\n",), (want + "\n",))


def _of_comments(text: str, tree: ast.Module) -> Iterator[ExampleProbe]:
    """`print(f(3))  # 6`: one call of a function of the program, with constants, and a literal in the comment."""
    comments = {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Call(func=ast.Name(id=name)) as asked])):
                said = _SAYS.match(comments.get(node.end_lineno or node.lineno, ""))
                want = _literal(said.group(1)) if said is not None else None
                if name in own and want is not None and _is_constant(asked):
                    yield ExampleProbe(node.lineno, name, (f"print({ast.unparse(asked)})\n",), (want + "\n",))


def _call(text: str, function: ast.FunctionDef) -> str | None:
    """The call that stands, or is meant, at the end of a text: `f(3)`, or `3` for a function with one parameter."""
    own = text.rfind(f"{function.name}(")
    if own >= 0:
        try:
            call = ast.parse(text[own:].strip(), mode="eval").body
        except SyntaxError:
            return None
        return ast.unparse(call) if isinstance(call, ast.Call) and _is_constant(call) else None
    if len(function.args.args) - len(function.args.defaults) > 1:
        return None
    for at, letter in enumerate(text):
        if not (at and text[at - 1].isalnum()) and (letter.isdigit() or letter in "'\"[({-"):
            try:
                return f"{function.name}({ast.literal_eval(text[at:].strip())!r})"
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
                continue
    return None


def _literal(text: str) -> str | None:
    """What a text is, or is up to a sign that ends it, as `print` shows it; None where it has words."""
    text = text.strip()
    for end in (len(text), *(at for at in range(len(text) - 1, 0, -1) if text[at] in ",.;)")):
        try:
            return str(ast.literal_eval(text[:end].strip()))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
    return None


def _is_constant(call: ast.Call) -> bool:
    try:
        for one in (*call.args, *(keyword.value for keyword in call.keywords)):
            ast.literal_eval(one)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
