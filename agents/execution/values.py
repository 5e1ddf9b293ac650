"""Whether a result is the expected one, and how values are shown. Pure."""

import math
from typing import Any

__all__ = ["is_expected", "same_output", "shown"]

_TOLERANCE = 1e-9
"""Relative and absolute: further than the noise of adding floats in another order, nearer than any mistake."""

_SHOWN = 80  # characters: fits into a sentence


def is_expected(got: Any, expected: Any, *, by_json: bool) -> bool:
    """Whether a value is the expected one.

    Args:
        got: what the program gave.
        expected: what it should have given.
        by_json: the expectation came as JSON, which has no tuples, sets and number keys: an array may stand for any
            row of values, a text key for a number.
    """
    if isinstance(got, bool) or isinstance(expected, bool):
        return got is expected or (type(got) is type(expected) and got == expected)
    if isinstance(got, int | float) and isinstance(expected, int | float):
        return _close(got, expected)
    if isinstance(got, list | tuple) and isinstance(expected, list | tuple):
        same_type = by_json or type(got) is type(expected)
        pairs = zip(got, expected, strict=False)
        return same_type and len(got) == len(expected) and all(is_expected(*pair, by_json=by_json) for pair in pairs)
    if isinstance(got, set | frozenset) and isinstance(expected, list) and by_json:
        return len(got) == len(expected) and all(_among(one, expected, by_json=by_json) for one in got)
    if isinstance(got, dict) and isinstance(expected, dict):
        return _same_dict(got, expected, by_json=by_json)
    return type(got) is type(expected) and bool(got == expected)


def _close(got: float, expected: float) -> bool:
    try:
        return got == expected or math.isclose(got, expected, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    except OverflowError:  # an int beyond all floats
        return False


def _among(one: Any, expected: list[Any], *, by_json: bool) -> bool:
    return any(is_expected(one, other, by_json=by_json) for other in expected)


def _same_dict(got: dict[Any, Any], expected: dict[Any, Any], *, by_json: bool) -> bool:
    keyed = {str(key) if by_json else key: value for key, value in got.items()}
    if len(keyed) != len(expected) or keyed.keys() != expected.keys():
        return False
    return all(is_expected(keyed[key], value, by_json=by_json) for key, value in expected.items())


def same_output(got: str, expected: str) -> bool:
    """Whether the printed text is the expected one; spaces at the ends of lines and empty lines at the end are free."""
    return _lines(got) == _lines(expected)


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def shown(value: str) -> str:
    """A text or a value's representation, short and in one line."""
    flat = value.replace("\n", "\\n")
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 3] + "..."
