"""Erasing a student: the order as it travels through Kafka, and the mark that is left. Pure.

An order is a record without a value under the student's key, as a compacted topic is told to forget a key, with the
header `fleet-erase`: it stands in the order of the records that it ends. It is signed, as whoever may write events must
not be able to erase somebody.
"""

import hmac
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from schemas.canonical import JsonError, dumps, loads
from schemas.ids import STUDENT_ID_MAX, is_name, is_text

__all__ = ["ERASE", "EraseOrder", "mark_of", "marks_of", "read_order", "signed_order"]

ERASE: Final = "fleet-erase"
"""The header of an order: a JSON object with its id, time, who, why, and signature."""

_MARK_BYTES: Final = 16
"""Of the keyed hash that is left of a student: two alike among ten million have a chance of 1 in 10^24."""

_TEXT: Final = 300
"""Longest id, name and reason, in characters."""


@dataclass(frozen=True)
class EraseOrder:
    """To forget a student.

    Attributes:
        student_id: whom.
        order_id: carried out once, however often it is read.
        at: when it was given, in milliseconds since 1970.
        actor: who gave it.
        reason: why.
    """

    student_id: str
    order_id: str
    at: int
    actor: str
    reason: str

    def header(self, key: str) -> tuple[str, bytes]:
        """The header, signed."""
        told = {name: value for name, value in asdict(self).items() if name != "student_id"}
        return ERASE, dumps({**told, "signature": _signature(self, key)})


def signed_order(key: bytes | None, value: object, keys: Sequence[str]) -> EraseOrder | None:
    """The order of a record; None where it is none, or was not signed with one of the keys.

    Args:
        key: of the record.
        value: of its header.
        keys: secrets; all that are still in use.
    """
    if key is None or not isinstance(value, bytes):
        return None
    try:
        told = loads(value)
        order = EraseOrder(key.decode(), *(told[name] for name in ("order_id", "at", "actor", "reason")))
        signature = told["signature"]
    except (JsonError, UnicodeDecodeError, KeyError, TypeError):
        return None
    texts = (order.order_id, order.actor, order.reason)
    if type(order.at) is not int or not all(is_text(one, _TEXT) for one in texts):
        return None
    if not is_name(order.student_id, STUDENT_ID_MAX):  # one that would not be accepted any more can still be erased
        return None
    if not isinstance(signature, str) or not signature.isascii():
        return None
    genuine = any(hmac.compare_digest(signature, _signature(order, secret)) for secret in keys)
    return order if genuine else None


def read_order(key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> bytes | None:
    """The header of a record that claims to be an order, not looked into; None for every other record."""
    if value or key is None:
        return None
    return next((content for name, content in reversed(headers) if name == ERASE), None)


def _signature(order: EraseOrder, key: str) -> str:
    text = dumps(["fleet erase order", *asdict(order).values()])
    return hmac.digest(key.encode(), text, "sha256").hex()


def mark_of(student_id: str, key: str) -> str:
    """What is left of an erased student: 32 hex digits that say nothing without the key."""
    return hmac.digest(key.encode(), b"fleet erased student\x00" + student_id.encode(), "sha256")[:_MARK_BYTES].hex()


def marks_of(student_id: str, keys: Sequence[str]) -> list[str]:
    """The marks under every key: that of the first is written, all are looked for."""
    return [mark_of(student_id, key) for key in keys]
