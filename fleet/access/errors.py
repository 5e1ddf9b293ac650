"""Why a request has no caller."""

__all__ = ["KeysAwayError", "NoTokenError", "TokenError"]


class TokenError(Exception):
    """The token is not good here. The message says why, in words for whoever sent it."""


class NoTokenError(TokenError):
    """There is none."""


class KeysAwayError(Exception):
    """Whether the token is good cannot be said: the issuer's keys have not been had yet."""
