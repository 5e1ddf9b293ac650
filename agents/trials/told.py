"""Examples that are told in words: `f(2) == 4`, `Input: 2, Output: 4`, `for n = 2 the result is 4`. Pure.

Whatever is not certain is no example: every argument and the result have to be constants that stand there whole.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Told", "constant", "constant_call", "told", "value_alone"]

_TEXT_MAX: Final = 20_000
"""Characters of a text that is read: a docstring, not a book."""

_VALUE_MAX: Final = 2_000
"""Characters of a value."""

_FOUND_MAX: Final = 20
"""Examples of one text: more would be a test suite, which is run elsewhere."""

_ARROW: Final = r"(?:==?=?>|==?|-+>|→|➞|⇒|➔|➜|↦)"
_VERB: Final = (
    r"(?:(?:the\s+)?(?:function|it|result|output|answer|return(?:ed)?\s+value)\s+)?"
    r"(?:(?:should|must|will|would|has\s+to)\s+)?"
    r"(?:be|is|gives?|returns?|prints?|yields?|outputs?|equals?|becomes?|evaluates?\s+to|results?\s+in|produces?)"
)
_GIVES: Final = re.compile(
    rf"[`'\"]?\s*(?:#+\s*)?(?:{_ARROW}|:?\s*{_VERB}\s*:?|(?<=#)|(?<=#\s))\s*(?:{_ARROW}\s*)?[`]?\s*", re.IGNORECASE
)
"""What stands between a call and its result."""

_RESULT: Final = re.compile(
    rf"[\s,.;:)]*(?:(?:and|then|so)\s+)?(?:{_ARROW}|(?:expected\s+)?(?:output|result|answer|returns?)\s*(?:[:=]|{_ARROW})"
    rf"|{_VERB}|[^\n=>→]{{0,60}}?\b(?:output|result|answer)\s+(?:should|must|will|would)\s+be)\s*[:=]?\s*[`]?",
    re.IGNORECASE,
)
"""What stands between the last argument and the result: `Output:`, `the result should be`, `return`."""

_PAIR: Final = re.compile(r"^(.*\S)\s*(?:->|=>|→|\bgives\b|\breturns\b)\s*(\S.*)$")
_QUOTED: Final = re.compile(
    r"(?<![\w'\"])('[^'\"\n\\]{3,60}'|\"[^'\"\n\\]{3,60}\")\s+(?:becomes|turns\s+into|is\s+turned\s+into)\s+"
    r"('[^'\"\n\\]{0,60}'|\"[^'\"\n\\]{0,60}\")(?=[,.;:)\s]*(?:$|\n|and\b|['\"(]|[.;)]))"
)
"""`'apple' becomes 'appleway'`, several of them in a line."""
_STARTS: Final = re.compile(r"(?:^|[.,:;(]|\b(?:and|so|example|instance))\s*$")
"""What stands before a whole text that is an example: of `every 'y' becomes 'ies'` the rest is not known."""
_BEFORE_MAX: Final = 40
"""Characters before an example in which it is looked what stands there."""
_OF_PARTS: Final = re.compile(
    r"\b(?:end(?:s|ing)?|suffix|prefix|letters?|every|each|final|syllable|replac\w*)\b", re.IGNORECASE
)

_EXAMPLE: Final = re.compile(r"(?:\be\.g\.|\bfor (?:example|instance)),?\s+", re.IGNORECASE)
_FOR: Final = re.compile(r"\s+for\s+(?=['\"\[(\d-])")
_ENDS_FOR: Final = re.compile(r"\s*(?:$|[.;)](?!\d))")
"""`e.g. 'A. L.' for 'ada lovelace'`: the result comes first."""

_LINE_MAX: Final = 200
"""Characters of a line in which an argument is looked for: many places of it are tried."""

_INPUT: Final = re.compile(r"\binput\s*[:=]\s*", re.IGNORECASE)
_BOUND: Final = re.compile(
    r"\s*(?!(?:output|expected|result|answer|returns?|explanation)\b)([A-Za-z_]\w*)\s*(?:=|:|\bis\b)\s*", re.IGNORECASE
)
"""A name that is given a value."""
_BETWEEN: Final = re.compile(r"[\s,;]*(?:\band\b)?[\s,;]*")

_NUMBER: Final = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*(?:e[-+]?\d+)?|\.\d+)(?![\w%°])", re.IGNORECASE)
_WORD: Final = re.compile(r"(?:[Tt]rue|[Ff]alse|None)\b")
_ENDS: Final = re.compile(r"[`]?\s*(?:$|[,.;:)\]]|#|\n|[`]|because\b|\(|//|--|—)")
"""What may follow a result: anything else, an operator or a unit, would make it something else."""

_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Told:
    """One example: what a function is given, without and with names, and what it gives then; told in which line."""

    arguments: tuple[Any, ...]
    named: tuple[tuple[str, Any], ...]
    result: Any
    line: int = 1


def told(text: str, function: str, parameters: Sequence[str]) -> list[Told]:
    """The examples of a function that a text tells.

    Args:
        text: a docstring, or a comment.
        function: its name.
        parameters: its names of what every call has to give, in order.
    """
    text = text[:_TEXT_MAX]
    found = (
        [*_calls(text, function)]
        or [*_inputs(text, parameters)]
        or [*_bindings(text, parameters)]
        or ([*_becoming(text), *_results_first(text)] if len(parameters) == 1 else [])
        or ([*_pairs(text)] if len(parameters) == 1 else [])
    )
    return found[:_FOUND_MAX]


def _calls(text: str, function: str) -> Iterator[Told]:
    """`f(2) == 4` and its like."""
    for match in re.finditer(rf"(?<![\w.]){re.escape(function)}\(", text):
        end = _closed(text, match.end() - 1)
        given = constant_call(text[match.start() : end]) if end is not None else None
        between = _GIVES.match(text, end) if end is not None else None
        result = _result(text, between.end()) if between is not None else None
        if given is not None and result is not None:
            yield Told(*given, *result)


def _inputs(text: str, parameters: Sequence[str]) -> Iterator[Told]:
    """`Input: [1, 2]` with `Output: 3` behind it; several arguments stand there by name, or one after the other."""
    for match in _INPUT.finditer(text):
        if (given := _given(text, match.end(), parameters)) is not None:
            values, at = given
            between = _RESULT.match(text, at)
            result = _result(text, between.end()) if between is not None else None
            if result is not None:
                yield Told(tuple(values), (), *result)


def _bindings(text: str, parameters: Sequence[str]) -> Iterator[Told]:
    """`n = 2, k = 3 -> 8`: every parameter by name, and the result directly behind."""
    if not parameters:
        return
    for match in re.finditer(rf"\b{re.escape(parameters[0])}\s*(?:=|:|\bis\b)\s*", text):
        named, at = _named(text, match.start())
        if {*named} == {*parameters}:
            between = _RESULT.match(text, at)
            result = _result(text, between.end()) if between is not None else None
            if result is not None:
                yield Told(tuple(named[name] for name in parameters), (), *result)


def _pairs(text: str) -> Iterator[Told]:
    """`125 -> '2:05'` in one line: an argument, an arrow and the result."""
    for line in text.splitlines():
        match = _PAIR.match(line) if len(line) <= _LINE_MAX else None
        if match is not None and (result := value_alone(match.group(2))) is not None:
            given = match.group(1)
            for at, sign in enumerate(given):
                begins = sign.isdigit() or sign in "'\"[({-"
                if begins and not (at and given[at - 1].isalnum()) and (one := constant(given[at:])) is not None:
                    yield Told((one[0],), (), *result)
                    break


def _becoming(text: str) -> Iterator[Told]:
    """`'apple' becomes 'appleway', 'string' becomes 'ingstray'`: whole texts, no parts of them."""
    for match in _QUOTED.finditer(text) if not _OF_PARTS.search(text) else ():
        given, result = constant(match.group(1)), constant(match.group(2))
        starts = _STARTS.search(text[max(match.start() - _BEFORE_MAX, 0) : match.start()])
        if given is not None and result is not None and starts:
            yield Told(given, (), *result)


def _results_first(text: str) -> Iterator[Told]:
    """`e.g. 'A. L.' for 'ada lovelace'`."""
    for begin in _EXAMPLE.finditer(text):
        result = _value(text, begin.end())
        middle = _FOR.match(text, result[1]) if result is not None else None
        given = _value(text, middle.end()) if middle is not None else None
        if result is not None and given is not None and _ENDS_FOR.match(text, given[1]):
            yield Told((given[0],), (), result[0])


def _given(text: str, at: int, parameters: Sequence[str]) -> tuple[list[Any], int] | None:
    """The arguments from a place on, and where they end."""
    named, end = _named(text, at)
    if named:
        values: list[Any] = [*named.values()]
        if {*named} == {*parameters}:
            values = [named[name] for name in parameters]
        return (values, end) if len(values) == len(parameters) else None
    values = []
    while len(values) < len(parameters) and (one := _value(text, at)) is not None:
        values.append(one[0])
        end = one[1]
        gap = _BETWEEN.match(text, end)
        at = gap.end() if gap is not None else end
    return (values, end) if values and len(values) == len(parameters) else None


def _named(text: str, at: int) -> tuple[dict[str, Any], int]:
    """`name = value` as long as there are more, and where the last one ends."""
    found: dict[str, Any] = {}
    end = at
    while match := _BOUND.match(text, at):
        one = _value(text, match.end())
        if one is None or match.group(1) in found:
            break
        found[match.group(1)] = one[0]
        end = one[1]
        gap = _BETWEEN.match(text, end)
        at = gap.end() if gap is not None else end
    return found, end


def _result(text: str, at: int) -> tuple[Any] | None:
    """The value that stands at a place and ends there, alone in a tuple as it may be None."""
    one = _value(text, at)
    if one is None:
        return None
    value, end = one
    if _ENDS.match(text, end):
        return (value,)
    line = text[at:].partition("\n")[0]
    last = line.rpartition("=")[2].strip()
    if re.fullmatch(r"[-+*/\d\s.()]+=[-+*/\d\s.()]+", line.strip()):  # 19 - 5 - 6 = 8
        return constant(last)
    return None


def value_alone(text: str) -> tuple[Any] | None:
    """The constant that a text begins with when nothing but a remark follows; alone in a tuple as it may be None."""
    return _result(text.strip(), 0)


def _value(text: str, at: int) -> tuple[Any, int] | None:
    """The constant that begins at a place, and where it ends."""
    if at >= len(text):
        return None
    sign = text[at]
    if sign in _CLOSING:
        end = _closed(text, at)
    elif sign in "'\"":
        end = _quoted(text, at)
    else:
        match = _WORD.match(text, at) or _NUMBER.match(text, at)
        end = match.end() if match is not None else None
        if end is not None and text[end - 1] == ".":  # of the sentence
            end -= 1
    if end is None or end - at > _VALUE_MAX:
        return None
    words = {"true": "True", "false": "False"}
    found = constant(words.get(text[at:end], text[at:end]))
    return None if found is None else (found[0], end)


def _closed(text: str, at: int) -> int | None:
    """Behind the bracket that closes the one at a place."""
    open_ones: list[str] = []
    while at < len(text) and len(open_ones) < _NESTED_MAX:
        sign = text[at]
        if sign in _CLOSING:
            open_ones.append(_CLOSING[sign])
        elif open_ones and sign == open_ones[-1]:
            open_ones.pop()
            if not open_ones:
                return at + 1
        elif sign in "'\"":
            end = _quoted(text, at)
            if end is None:
                return None
            at = end - 1
        at += 1
    return None


_NESTED_MAX: Final = 20


def _quoted(text: str, at: int) -> int | None:
    """Behind the quotation mark that closes the one at a place."""
    sign = text[at]
    end = at + 1
    while end < len(text) and text[end] != "\n" and end - at < _VALUE_MAX:
        if text[end] == "\\":
            end += 1
        elif text[end] == sign:
            return end + 1
        end += 1
    return None


def constant(text: str) -> tuple[Any] | None:
    """What a text is when it is read as a constant, alone in a tuple as it may be None."""
    try:
        return (ast.literal_eval(text.strip()),)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def constant_call(text: str) -> tuple[tuple[Any, ...], tuple[tuple[str, Any], ...]] | None:
    """The arguments of a call, without and with names, when all of them are constants."""
    try:
        match ast.parse(text.strip(), mode="eval").body:
            case ast.Call(args=arguments, keywords=keywords):
                return (
                    tuple(ast.literal_eval(one) for one in arguments),
                    tuple((one.arg or "", ast.literal_eval(one.value)) for one in keywords),
                )
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    return None
