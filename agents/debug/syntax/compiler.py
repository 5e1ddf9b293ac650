"""Python's own compiler: whether code compiles, and what it says where it does not. It never runs anything."""

import ast
import warnings
from dataclasses import dataclass

from agents.linting.source import Source
from schemas.errors import InvalidError

__all__ = ["Compiled", "Fault", "compiled", "grammar_fault"]

_NAME = "<student>"


@dataclass(frozen=True, slots=True)
class Fault:
    """What the compiler says. Places count from 1; column and end are those of the compiler, clamped to the code."""

    type: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """Code that compiles.

    Attributes:
        tree: its syntax tree.
        warned: what the compiler warned of: line and message.
    """

    tree: ast.Module
    warned: tuple[tuple[int, str], ...]


def compiled(source: Source) -> Compiled | Fault:
    """Compile code without running it.

    Raises:
        InvalidError: it is nested too deeply for the compiler.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tree = _parsed(source)
        if isinstance(tree, Fault):
            return tree
        try:
            compile(source.text, _NAME, "exec", dont_inherit=True)  # finds what the parser does not, such as scopes
        except SyntaxError as error:
            return _fault(source, error)
        except (RecursionError, MemoryError):
            raise _too_deep() from None
    return Compiled(tree, tuple(dict.fromkeys((one.lineno, str(one.message)) for one in caught)))


def grammar_fault(source: Source) -> Fault | None:
    """What the parser alone says against the code, in half of the time. Raises as `compiled`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = _parsed(source)
    return result if isinstance(result, Fault) else None


def _parsed(source: Source) -> ast.Module | Fault:
    try:
        return ast.parse(source.text, _NAME)
    except SyntaxError as error:
        return _fault(source, error)
    except (RecursionError, MemoryError):
        raise _too_deep() from None
    except (ValueError, OverflowError) as error:  # such as a number of more digits than Python converts
        return Fault("SyntaxError", str(error), 1, 1, 1, 2)


def _too_deep() -> InvalidError:
    return InvalidError.of("code", "is nested too deeply: write it in smaller expressions or blocks")


def _fault(source: Source, error: SyntaxError) -> Fault:
    last = len(source.lines)
    line = min(max(error.lineno or last, 1), last)
    column = max(error.offset or 1, 1)
    end_line = min(max(error.end_lineno or line, line), last)
    end_column = error.end_offset or 0
    if end_column <= 0 or (end_line == line and end_column <= column):
        end_column = column + 1
    return Fault(type(error).__name__, error.msg, line, column, end_line, end_column)
