"""Pseudonyms: what the fleet knows a student by. Made at the edge, so that no name or address ever comes in. Pure."""

import hmac
import unicodedata
from base64 import b32encode

from schemas.ids import check_pseudonym

__all__ = ["pseudonym"]

_BYTES = 15
"""Of the keyed hash: 120 bits, 24 letters. Among ten million students the chance of two alike is below 1 in 10^22."""

KEY_MIN = 16
"""Shortest key, in characters: a shorter one could be found by trying."""


def pseudonym(identity: str, key: str, prefix: str = "stu-") -> str:
    """The student id of a person: the same for the same key, and of no help in finding the person without it.

    Letters' case, outer and repeated blanks do not count, as people write an address now so and now so.

    Args:
        identity: what the organisation knows the person by, such as an e-mail address or a matriculation number.
        key: secret, at least 16 characters; with another key everybody is another student (docs/privacy.md).
        prefix: of the id.

    Raises:
        ValueError: the identity is empty or the key too short.
        InvalidError: the prefix does not make a student id.
    """
    plain = " ".join(unicodedata.normalize("NFKC", identity).casefold().split())
    if not plain:
        msg = "the identity is empty"
        raise ValueError(msg)
    if len(key) < KEY_MIN:
        msg = f"the key must have at least {KEY_MIN} characters"
        raise ValueError(msg)
    # RFC 2104. What it is for is part of it, so that the same key elsewhere gives other values.
    digest = hmac.digest(key.encode(), b"fleet student id\x00" + plain.encode(), "sha256")
    return check_pseudonym(prefix + b32encode(digest[:_BYTES]).decode().lower())
