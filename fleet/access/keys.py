"""Keys that tokens are signed with: a secret of our own, and the public keys of an identity provider (RFC 7517).

The home of key handling by joserfc. A key is good for one algorithm: a token cannot choose how it is checked.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey

from fleet.access.errors import KeysAwayError
from schemas.canonical import JsonError, loads

__all__ = ["JwksLimits", "Key", "KeySource", "Keys", "PublicKeys", "public_keys"]

log = logging.getLogger(__name__)

Key = OctKey | RSAKey | ECKey

KeySource = Callable[[], Awaitable[bytes]]
"""Reads the provider's JWKS document; raises `OSError` or `TimeoutError` where it cannot be had."""

_RSA_BITS: Final = 2048
"""RFC 7518, section 3.3."""

_Found = Mapping[tuple[str, str | None], Key]


@dataclass(frozen=True)
class JwksLimits:
    """How often the provider is asked, in seconds.

    Attributes:
        every: as long as all is well.
        pause: at least, between two looks for a key that is not known: a stranger's tokens make no load.
    """

    every: float = 300.0
    pause: float = 10.0


class PublicKeys:
    """A provider's keys, read again now and then, and when a token names one that is not known."""

    def __init__(self, source: KeySource, limits: JwksLimits, clock: Callable[[], float]) -> None:
        self._source = source
        self._limits = limits
        self._clock = clock
        self._keys: _Found | None = None
        self._document = b""
        self._looked: float | None = None
        self._lock = asyncio.Lock()
        self.generation = 0
        """Another number is another set of keys."""

    async def find(self, algorithm: str, key_id: str | None) -> Key | None:
        """The key for a token.

        Raises:
            KeysAwayError: none have been had yet.
        """
        found = self._known(algorithm, key_id)
        if found is None:
            await self._look(self._clock())
            found = self._known(algorithm, key_id)
        if self._keys is None:
            raise KeysAwayError
        return found

    def _known(self, algorithm: str, key_id: str | None) -> Key | None:
        keys = self._keys or {}
        if key_id is not None:
            return keys.get((algorithm, key_id))
        fitting = [key for (fits, _), key in keys.items() if fits == algorithm]
        return fitting[0] if len(fitting) == 1 else None

    async def keep_fresh(self) -> None:
        """Read the keys at once and then for ever. A provider that is away costs nothing but a line in the log."""
        while True:
            async with self._lock:
                await self._read()
            await asyncio.sleep(self._limits.every if self._keys is not None else self._limits.pause)

    async def _look(self, asked: float) -> None:
        async with self._lock:  # whoever waited here finds what the first has read
            if self._looked is None or asked - self._looked >= self._limits.pause:
                await self._read()

    async def _read(self) -> None:
        try:
            document = await self._source()
            if document != self._document or self._keys is None:
                self._keys = public_keys(document)
                self._document = document
                self.generation += 1
        except (OSError, TimeoutError, ValueError) as error:
            kept = "no token can be checked by them" if self._keys is None else "those known stay good"
            log.warning("the issuer's keys cannot be read (%s: %s): %s", type(error).__name__, error, kept)
        self._looked = self._clock()  # after the answer: a slow provider is not asked again at once


def public_keys(document: bytes) -> _Found:
    """The keys of a JWKS document that tokens may be checked by: RS256 and ES256, meant for signatures.

    Raises:
        ValueError: it is no such document, or has no such key.
    """
    try:
        listed = loads(document)["keys"]
        found = {place: key for one in listed if (made := _public_key(one)) is not None for place, key in [made]}
    except (JsonError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"no JWKS document: {error!r:.200}") from None
    if not found:
        raise ValueError("it has no RSA key of 2048 bits and no P-256 key for signatures")
    return found


def _public_key(raw: Any) -> tuple[tuple[str, str | None], Key] | None:
    if not isinstance(raw, dict) or raw.get("use", "sig") != "sig" or "verify" not in raw.get("key_ops", ["verify"]):
        return None
    try:
        made = _imported(raw)
    except (JoseError, ValueError, TypeError, KeyError):
        log.warning("a key of the issuer cannot be read: it is passed over")
        return None
    if made is None or raw.get("alg", made[0]) != made[0]:
        return None
    key_id = raw.get("kid")
    return (made[0], key_id if isinstance(key_id, str) else None), made[1]


def _imported(raw: dict[str, Any]) -> tuple[str, Key] | None:
    """The algorithm and the key. Symmetric ones are passed over: a published secret is none."""
    if raw.get("kty") == "RSA":
        key = RSAKey.import_key(raw)
        return ("RS256", key) if key.public_key.key_size >= _RSA_BITS else None
    if raw.get("kty") == "EC" and raw.get("crv") == "P-256":
        return "ES256", ECKey.import_key(raw)
    return None


@dataclass(frozen=True)
class Keys:
    """All keys of a worker.

    Attributes:
        secret: for HS256.
        public: for RS256 and ES256.
    """

    secret: OctKey | None = None
    public: PublicKeys | None = None

    async def find(self, algorithm: str, key_id: str | None) -> Key | None:
        """The key by which a token is checked; None where there is none, or the algorithm is not taken.

        Raises:
            KeysAwayError: the provider's have not been had yet.
        """
        if algorithm == "HS256":
            return self.secret
        if algorithm in ("RS256", "ES256") and self.public is not None:
            return await self.public.find(algorithm, key_id)
        return None

    @property
    def generation(self) -> int:
        """Another number is another set of keys."""
        return self.public.generation if self.public is not None else 0
