"""Examples that a program gives itself: `>>>` in docstrings, and comments beside `print(...)` that say what comes."""

import ast
import doctest
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from agents.runner.program import CallResult
from agents.trials.probe import Found, shown

__all__ = ["HARNESS", "ExampleProbe", "example_probes"]

HARNESS: Final = '''

def _example(code, scope={}):
    """Run an example; return what it prints, and what an expression gives as the interactive interpreter shows it."""
    import contextlib, io

    if not scope:
        scope.update(globals())
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<example>", "single"), scope)
    return printed.getvalue()
'''

_EXAMPLES_MAX: Final = 10
"""Of one docstring: more would be a test suite, which is run elsewhere."""

_CHECKER: Final = doctest.OutputChecker()
_FLAGS: Final = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS

_SAYS: Final = re.compile(
    r"#\s*(?:(?:should|must|will|would)\s+(?:be|give|print|return|show|say|output)|expected(?:\s+output)?|expect|output|"
    r"prints?|returns?|gives|result|ans(?:wer)?)?\s*(?::|=>|->|==?|→)?\s*(.+?)\s*$",
    re.IGNORECASE,
)


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
        return [f"_example({code!r})" for code in self.codes]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        for code, want, result in zip(self.codes, self.wants, results, strict=True):
            if result.status == "not_run":
                return None
            if result.status != "ok" or result.value is None or not result.value.has_data:
                got = f"the error {result.error.type}" if result.error is not None else f"no end ({result.status})"
            elif _CHECKER.check_output(want, result.value.data, _FLAGS):
                continue
            else:
                got = shown(result.value.data.strip())[1:-1] or "nothing"
            told = f"your own example `{code.strip()}` gives {got}, and beside it stands {want.strip() or 'nothing'}"
            return Found("example", self.line, self.name, told)
        return Found(None, self.line, self.name)


def example_probes(text: str, tree: ast.Module) -> Iterator[ExampleProbe]:
    """Every example of a program that can be asked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            probe = _of_docstring(node)
            if probe is not None:
                yield probe
    yield from _of_comments(text, tree)


def _of_docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> ExampleProbe | None:
    try:
        examples = doctest.DocTestParser().get_examples(ast.get_docstring(node) or "")
    except ValueError:  # badly indented
        return None
    if not 0 < len(examples) <= _EXAMPLES_MAX or any(one.exc_msg is not None for one in examples):
        return None
    name = getattr(node, "name", "the program")
    codes, wants = tuple(one.source for one in examples), tuple(one.want for one in examples)
    return ExampleProbe(getattr(node, "lineno", 1), name, codes, wants)


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
                pass
            case _:
                continue
        comment = comments.get(node.end_lineno or node.lineno, "")
        want = _literal(comment)
        if name in own and want is not None and _is_constant(asked):
            yield ExampleProbe(node.lineno, name, (f"print({ast.unparse(asked)})\n",), (want + "\n",))


def _literal(comment: str) -> str | None:
    """What a comment says comes, as `print` shows it; None where it says something else."""
    said = _SAYS.match(comment)
    if said is None:
        return None
    try:
        return str(ast.literal_eval(said.group(1)))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _is_constant(call: ast.Call) -> bool:
    try:
        for one in (*call.args, *(keyword.value for keyword in call.keywords)):
            ast.literal_eval(one)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
