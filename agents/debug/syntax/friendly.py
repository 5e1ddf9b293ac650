"""friendly-traceback's explanations of a SyntaxError. The only home of friendly_traceback.

The library executes the faulty line where the message is "f-string: invalid syntax" (in `source_info`). That must never
happen here: such faults are not given to it, and the module's `exec` is replaced by one that refuses.
Runtime errors never go through this library: it evaluates expressions of the failed program.
"""

import ast
import warnings
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, Never

from agents.linting.source import Source

__all__ = ["Explanation", "explained"]

_NAME = "<explained>"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why, and what to try."""

    why: str
    try_this: str


class _RefusedError(Exception):
    """The library wanted to run code."""


def _refuse(*_: Any, **__: Any) -> Never:
    raise _RefusedError


@cache
def _library() -> tuple[Any, Any, Any]:
    # Imported at first use: it takes 0.2 s, and most code never needs it.
    from friendly_traceback.source_cache import cache as sources  # noqa: PLC0415 - see above
    from friendly_traceback.syntax_errors import analyze_syntax, source_info  # noqa: PLC0415 - see above

    statement: Any = vars(source_info)["Statement"]
    vars(source_info)["exec"] = vars(source_info)["eval"] = _refuse
    return sources, analyze_syntax, statement


def explained(source: Source) -> Explanation | None:
    """What friendly-traceback says of the first SyntaxError; None where it knows nothing, or fails."""
    sources, analysis, statement = _library()
    sources.add(_NAME, source.text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source.text, _NAME)
    except SyntaxError as error:
        return _explain(error, analysis, statement)
    finally:
        sources.remove(_NAME)
    return None


def _explain(error: SyntaxError, analysis: Any, statement: Any) -> Explanation | None:
    try:
        seen = statement(error, error.text or "\n")
        found = analysis.find_syntax_error_cause(error, SimpleNamespace(statement=seen))
    except Exception:  # noqa: BLE001 - a library of heuristics on broken code: without it there is still an answer
        return None
    why = " ".join(str(found.get("cause", "")).split())
    if not why or "cannot guess" in why or "report this" in why:
        return None
    hint = " ".join(str(found.get("suggest", "")).split())
    return Explanation(why, hint or "Change the line as the explanation says, then run it again.")
