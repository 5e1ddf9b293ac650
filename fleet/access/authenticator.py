"""From an `Authorization` header to a caller, quickly: what was checked once is remembered until it expires."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b

from agents.runtime.access import Caller
from fleet.access import tokens
from fleet.access.errors import TokenError
from fleet.access.keys import Keys

__all__ = ["Authenticator"]


class Authenticator:
    """Checks tokens.

    Args:
        keys: that they may be signed with.
        rules: what they must say.
        clock: the present, in seconds since 1970.
        remembered: most tokens that are remembered, some 400 bytes each, by a digest: none can be read from memory.
    """

    def __init__(self, keys: Keys, rules: tokens.Rules, clock: Callable[[], float], remembered: int) -> None:
        self._keys = keys
        self._rules = rules
        self._clock = clock
        self._most = remembered
        self._seen: OrderedDict[bytes, tuple[Caller, float]] = OrderedDict()
        self._generation = keys.generation

    async def caller(self, authorization: Sequence[str]) -> Caller:
        """Who is calling.

        Args:
            authorization: the values of all such headers.

        Raises:
            NoTokenError: nobody says so.
            TokenError: the token is not good here.
            KeysAwayError: that cannot be said at the moment.
        """
        token = tokens.bearer(authorization)
        digest = blake2b(token.encode(), digest_size=16).digest()
        if self._generation != self._keys.generation:  # a key may have been withdrawn
            self._seen.clear()
            self._generation = self._keys.generation
        now = self._clock()
        known = self._seen.get(digest)
        if known is not None:
            if now < known[1]:
                self._seen.move_to_end(digest)
                return known[0]
            del self._seen[digest]
            raise TokenError("It has expired")
        algorithm, key_id = tokens.header_of(token)
        key = await self._keys.find(algorithm, key_id)
        if key is None:
            raise TokenError("It is signed by nobody who is known here")
        claims = tokens.verified(token, key, algorithm, self._rules, now)
        found = tokens.caller(claims, self._rules)
        self._remember(digest, found, claims["exp"] + self._rules.leeway)
        return found

    def _remember(self, digest: bytes, found: Caller, until: float) -> None:
        if self._most == 0:
            return
        self._seen[digest] = found, until
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
