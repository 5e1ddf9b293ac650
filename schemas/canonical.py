"""Canonical JSON: the same value gives the same bytes, whoever writes it. The only home of msgspec.

Keys are sorted, there is no white space, text is UTF-8, floats are the shortest form that reads back equal. State
values that are compared byte for byte (tables, mirrors, rebuilds) are written by `dumps` alone.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

__all__ = ["Fragment", "JsonError", "Part", "dumps", "loads", "typed"]

Value = TypeVar("Value")

JsonError = msgspec.DecodeError
"""Raised by `loads` for bytes that are not JSON."""

Fragment = msgspec.Raw
"""JSON bytes that `dumps` puts in unchanged wherever a value may stand; they must be canonical themselves."""

Part = msgspec.Struct
"""Base of classes that `typed` reads: fields of an object, typed. A quarter quicker than a dataclass."""

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder()

dumps = _encoder.encode


def loads(raw: bytes) -> Any:
    """Decode JSON bytes.

    Raises:
        JsonError: the bytes are not JSON; a state value that is not is a corrupt table.
    """
    return _decoder.decode(raw)


def typed(kind: type[Value]) -> Callable[[bytes], Value]:
    """Return what reads JSON objects as a `Part`: fields that it does not have are passed over, which is quick."""
    return msgspec.json.Decoder(kind).decode
