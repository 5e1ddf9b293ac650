"""Cognitive complexity by complexipy: how hard the flow of a function is to follow. Under 1 ms, in this process.

The measure is SonarSource's (G. Ann Campbell, "Cognitive Complexity", 2017): a branch or loop counts 1, and 1 more for
each level it is nested in; a row of `and` or `or` counts 1.
"""

from dataclasses import dataclass

from complexipy import code_complexity

from agents.linting.silencers import unsilenced

__all__ = ["Complexity", "FunctionComplexity", "measure"]


@dataclass(frozen=True, slots=True)
class FunctionComplexity:
    """One function; a method is named `Class::method`."""

    name: str
    line: int
    end_line: int
    complexity: int


@dataclass(frozen=True, slots=True)
class Complexity:
    """Of a text.

    Attributes:
        total: of the functions and the code outside them.
        functions: in the order of the text.
        left_out: None when everything was measured.
    """

    total: int = 0
    functions: tuple[FunctionComplexity, ...] = ()
    left_out: str | None = None


def measure(text: str) -> Complexity:
    """Measure a text that compiles."""
    try:
        found = code_complexity(unsilenced(text))
    except BaseException as error:  # a panic of the Rust code is a BaseException of pyo3's
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return Complexity(left_out=f"cognitive complexity could not be measured ({type(error).__name__})")
    functions = (FunctionComplexity(one.name, one.line_start, one.line_end, one.complexity) for one in found.functions)
    return Complexity(found.complexity, tuple(sorted(functions, key=lambda one: (one.line, one.name))))
