"""Examples that a program gives itself: in docstrings and comments, after `>>>`, in words, or beside a `print(...)`."""

import ast
import doctest
import io
import re
import tokenize
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import OUTSIDE, Found, alike, same, shown
from agents.trials.told import Told, constant, constant_call, told, value_alone

__all__ = ["HARNESS", "ExampleProbe", "ToldProbe", "example_probes", "told_in", "told_of_functions"]

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
            beside = f", and beside it stands {want.strip()}" if want.strip() else ", and is to hold"
            told = f"your own example `{code.strip()}` gives {got}{beside}"
            return Found("example", self.line, self.name, told)
        return Found(None, self.line, self.name)


@dataclass(frozen=True, slots=True)
class ToldProbe:
    """The examples of one function that are told in words."""

    name: str
    examples: tuple[Told, ...]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [_written(self.name, one) for one in self.examples]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        wrong = ""
        line = self.examples[0].line
        for call, example, result in zip(self.calls, self.examples, results, strict=True):
            if result.status == "error" and result.error is not None and not _UNKNOWN.fullmatch(result.error.type):
                got = f"the error {result.error.type}"
            elif result.status != "ok" or result.value is None or not result.value.has_data:
                return None
            else:
                value = _given_or_printed(result)
                if _about(example.result, value):
                    continue
                if not alike(example.result, value):  # told of something else, or another way to write it
                    return None
                got = shown(value)
            if not wrong:
                line = example.line
                wrong = f"your own example `{call}` gives {got}, and beside it stands {shown(example.result)}"
        return Found("example" if wrong else None, line, self.name, wrong)


def _written(function: str, example: Told) -> str:
    given = [*map(repr, example.arguments), *(f"{name}={value!r}" for name, value in example.named)]
    return f"{function}({', '.join(given)})"


def _given_or_printed(result: CallResult) -> Any:
    """What a call gives back, or what it prints instead."""
    value = result.value.data if result.value is not None else None
    printed = result.stdout.strip()
    if value is not None or not printed:
        return value
    found = constant(printed)
    return printed if found is None else found[0]


def _about(expected: Any, got: Any) -> bool:
    """Whether a value is the one that was told, which may be rounded."""
    if isinstance(expected, float) and isinstance(got, float):
        places = len(repr(expected).partition(".")[2])
        return same(expected, got) or abs(expected - got) <= 0.5 * 10.0**-places * (1 + _SLACK)
    return same(expected, got)


_SLACK: Final = 1e-6


def told_of_functions(tree: ast.Module, found: Mapping[str, Sequence[Told]]) -> Mapping[str, Sequence[Told]]:
    """By the name of a function at the top of a program, all its examples that are calls with constants.

    Args:
        tree: the program.
        found: those that `told_in` found.
    """
    return {
        node.name: [*found[node.name], *_of_interpreter(ast.get_docstring(node) or "", node.name)]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def told_in(text: str, tree: ast.Module) -> Mapping[str, tuple[Told, ...]]:
    """By the name of a function, its examples in words and beside a `print`."""
    comments = _comments(text)
    lines = sorted(comments)
    beside: dict[str, list[Told]] = defaultdict(list)
    for name, one in _beside_prints(tree, comments):
        beside[name].append(one)
    found = {}
    before = 0
    for node in tree.body:
        end = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef):
            around = lines[bisect_left(lines, before + 1) : bisect_left(lines, end + 1)]
            in_words = _in_words(node, ast.get_docstring(tree) or "", [comments[at] for at in around])
            found[node.name] = (*in_words[:_EXAMPLES_MAX], *beside[node.name][:_EXAMPLES_MAX])
        before = end
    return found


def _in_words(node: ast.FunctionDef, of_program: str, remarks: Sequence[str]) -> list[Told]:
    """What the docstrings and the comments in and above a function tell of it."""
    own = ast.get_docstring(node) or ""
    parameters = _parameters(node)
    found = [
        *(told(own, node.name, parameters) if ">>>" not in own else ()),
        *told("\n".join(one.lstrip("#") for one in remarks), node.name, ()),
        *told(of_program, node.name, ()),
    ]
    return [replace(one, line=node.lineno) for one in found]


def _comments(text: str) -> dict[int, str]:
    """Comments by line."""
    return {
        token.start[0]: token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }


def _parameters(node: ast.FunctionDef) -> list[str]:
    """What every call has to give."""
    given = node.args
    if given.vararg or given.kwarg or given.kwonlyargs:
        return []
    names = [one.arg for one in (*given.posonlyargs, *given.args)]
    return names[: len(names) - len(given.defaults)]


def _of_interpreter(docstring: str, function: str) -> Iterator[Told]:
    """The examples after `>>>` that are one call of the function with a constant below."""
    try:
        shown_ones = doctest.DocTestParser().get_examples(docstring)
    except ValueError:  # badly indented
        return
    for one in shown_ones:
        given = constant_call(one.source) if one.source.startswith(f"{function}(") else None
        result = constant(one.want)
        if given is not None and result is not None:
            yield Told(*given, *result)


def _fits(want: str, got: str) -> bool:
    """Whether an example shows what is wanted; numbers, and sets and dicts, are compared as such."""
    if not want.strip() and got.strip() == "True":  # `>>> f(2) == 4` with nothing below: it is to hold
        return True
    if _CHECKER.check_output(want, got, _FLAGS):
        return True
    try:
        return same(ast.literal_eval(want.strip()), ast.literal_eval(got.strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def example_probes(tree: ast.Module, found: Mapping[str, Sequence[Told]]) -> Iterator[ExampleProbe | ToldProbe]:
    """Every example of a program that can be asked: those that `told_in` found, and those of docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield from filter(_is_short, _of_docstring(node))
    for name, examples in found.items():
        if short := tuple(one for one in examples if len(_written(name, one)) <= _SOURCE_MAX):
            yield ToldProbe(name, short)


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


def _beside_prints(tree: ast.Module, comments: Mapping[int, str]) -> Iterator[tuple[str, Told]]:
    """`print(f(3))  # 6`: one call of a function of the program, with constants, and a constant in the comment."""
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Call(func=ast.Name(id=name)) as asked])):
                said = _SAYS.match(comments.get(node.end_lineno or node.lineno, ""))
                result = value_alone(said.group(1)) if said is not None else None
                given = constant_call(ast.unparse(asked)) if name in own and result is not None else None
                if given is not None and result is not None:
                    yield name, Told(*given, *result, line=node.lineno)
