"""What a child may write to the runner, checked strictly: whatever else it writes ends it. Pure."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final, Literal, Never

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from agents.runner.program import Frame, Raised, Step, Value

__all__ = [
    "HEADER",
    "MAX_MESSAGE",
    "CallMessage",
    "EndMessage",
    "Message",
    "ModuleMessage",
    "ReadyMessage",
    "RefusedMessage",
    "TamperedError",
    "TraceMessage",
    "decode",
    "encode",
]

HEADER: Final = 4
"""Bytes of the big-endian length before each message."""

MAX_MESSAGE: Final = 512 << 10
"""Bytes of one message: the strings of a result (`jail/values.py`) with every character escaped, and room."""

_INT_DIGITS: Final = 4_200
"""Hexadecimal digits of an int: what `jail/values.py` sends at most is 4,096."""

_JSON_DIGITS: Final = 20

_NODES: Final = 10_000
_DEPTH: Final = 24
_MEMBERS: Final = 1_000
"""Values inside of one result, their depth, keys or members of one of them: not less than in `jail/values.py`."""

_COLLECTIONS: Final[Mapping[str, Callable[[Iterable[Any]], Any]]] = {"tuple": tuple, "set": set, "frozenset": frozenset}


class TamperedError(Exception):
    """The bytes are nothing that the runner's own code in the child writes."""


def _bounded(length: int) -> StringConstraints:
    return StringConstraints(max_length=length)


Name = Annotated[str, _bounded(500)]
Short = Annotated[str, _bounded(500)]
Text = Annotated[str, _bounded(8_000)]
Number = Annotated[int, Field(ge=0, le=1 << 31)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FrameMessage(_Part):
    """See `program.Frame`."""

    file: Name
    function: Name
    line: Number | None
    column: Number | None
    end_line: Number | None
    end_column: Number | None


class RaisedMessage(_Part):
    """See `program.Raised`. `cause` tells a used up memory or time from exceptions of the program's own."""

    type: Name
    message: Text
    file: Name | None = None
    line: Number | None = None
    column: Number | None = None
    end_line: Number | None = None
    end_column: Number | None = None
    frames: Annotated[list[FrameMessage], Field(max_length=50)]
    frames_omitted: Number
    locals: Annotated[dict[Name, Short], Field(max_length=50)] = Field(default_factory=dict)
    cause: Literal["memory", "time"] | None

    def raised(self) -> Raised:
        """As callers get it."""
        return Raised(
            type=_clean(self.type),
            message=_clean(self.message),
            file=None if self.file is None else _clean(self.file),
            line=self.line,
            column=self.column,
            end_line=self.end_line,
            end_column=self.end_column,
            frames=tuple(
                Frame(_clean(one.file), _clean(one.function), one.line, one.column, one.end_line, one.end_column)
                for one in self.frames
            ),
            frames_omitted=self.frames_omitted,
            locals=_clean_all(self.locals),
        )


class ValueMessage(_Part):
    """See `program.Value`. `data` is a list of the encoded value, or an empty one."""

    type: Name
    repr: Text
    repr_cut: bool
    data: Annotated[list[Any], Field(max_length=1)]

    def value(self) -> Value:
        """As callers get it.

        Raises:
            TamperedError: the data is not encoded as `jail/values.py` does.
        """
        has_data = bool(self.data)
        try:
            data = _Decoder().decode(self.data[0]) if has_data else None
        except (TypeError, ValueError, KeyError) as exc:  # such as an unhashable key
            raise TamperedError("a value is not encoded as values are") from exc
        return Value(_clean(self.type), _clean(self.repr), self.repr_cut, has_data, data)


class ReadyMessage(_Part):
    """The child is locked down and waits."""

    kind: Literal["ready"]
    layers: dict[Name, Text | None]
    resident: Annotated[int, Field(ge=0)]


class RefusedMessage(_Part):
    """The child ends: a layer could not be applied."""

    kind: Literal["refused"]
    layer: Name
    reason: Text


class ModuleMessage(_Part):
    """The module ran, or did not compile."""

    kind: Literal["module"]
    error: RaisedMessage | None
    compiled: bool


class CallMessage(_Part):
    """The answer to call `n`."""

    kind: Literal["call"]
    n: Number
    value: ValueMessage | None
    error: RaisedMessage | None


class TraceMessage(_Part):
    """Some more of the trace: steps of (line, file, function, depth, changed), and newly executed lines."""

    kind: Literal["trace"]
    steps: Annotated[
        list[Annotated[list[Any], Field(min_length=5, max_length=5)]],
        Field(max_length=100),
    ]
    lines: Annotated[list[Number], Field(max_length=100)]
    cut: bool

    def decoded(self) -> tuple[Step, ...]:
        """As callers get them."""
        try:
            return tuple(
                Step(line, _clean(file), _clean(function), depth, _clean_all(changed))
                for line, file, function, depth, changed in map(_STEP.validate_python, self.steps)
            )
        except ValidationError as exc:
            raise TamperedError("a step of the trace is none") from exc


class EndMessage(_Part):
    """Threads have ended and exit functions have run; the process ends."""

    kind: Literal["end"]
    error: RaisedMessage | None


_STEP: TypeAdapter[tuple[int, str, str, int, dict[str, str]]] = TypeAdapter(
    Annotated[
        tuple[Number, Name, Name, Number, Annotated[dict[Name, Short], Field(max_length=50)]], Field(strict=False)
    ]
)

Message = ReadyMessage | RefusedMessage | ModuleMessage | CallMessage | TraceMessage | EndMessage
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


def encode(message: dict[str, Any]) -> bytes:
    """A message to the child, with its length."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    return len(body).to_bytes(HEADER, "big") + body


def decode(body: bytes) -> Message:
    """A message of the child, without its length.

    Raises:
        TamperedError: it is none.
    """
    try:
        loaded = json.loads(body, parse_int=_int, parse_constant=_refuse)
        return _MESSAGE.validate_python(loaded)
    except (ValueError, RecursionError) as exc:  # undecodable, no JSON, too deep, or of the wrong shape
        raise TamperedError("the process wrote what is no message") from exc


def _int(digits: str) -> int:
    if len(digits) > _JSON_DIGITS:
        raise ValueError("too many digits")
    return int(digits)


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is no JSON")


def _clean(text: str) -> str:
    """Without unpaired surrogates, which neither HTTP nor Avro can carry."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _clean_all(texts: dict[str, str]) -> dict[str, str]:
    return {_clean(name): _clean(text) for name, text in texts.items()}


class _Decoder:
    """Counts, as the encoder does: a message of nothing but brackets would take long."""

    def __init__(self) -> None:
        self._nodes = _NODES

    def decode(self, encoded: Any, depth: int = _DEPTH) -> Any:
        self._nodes -= 1
        if depth == 0 or self._nodes < 0:
            raise ValueError("too deep or too large")
        if encoded is None or isinstance(encoded, bool | int | str):
            return encoded
        if isinstance(encoded, float):
            if not math.isfinite(encoded):  # 1e999
                raise ValueError("no JSON number")
            return encoded
        if isinstance(encoded, list):
            return [self.decode(one, depth - 1) for one in encoded]
        if not isinstance(encoded, dict) or encoded.keys() != {"k", "v"}:
            raise ValueError("no tagged value")
        return self._tagged(encoded["k"], encoded["v"], depth)

    def _tagged(self, kind: Any, value: Any, depth: int) -> Any:
        if kind == "float":
            return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[value]
        if kind == "int" and len(value) <= _INT_DIGITS:
            return int(value, 16)
        if kind == "bytes":
            return bytes.fromhex(value)
        if kind == "dict" and len(value) <= _MEMBERS:
            return {self.decode(key, depth - 1): self.decode(one, depth - 1) for key, one in value}
        if kind not in _COLLECTIONS or (kind != "tuple" and len(value) > _MEMBERS):
            raise ValueError("no known tag")
        return _COLLECTIONS[kind](self.decode(one, depth - 1) for one in value)
