"""Whether one end of a follower answers, told in one log line when it changes rather than at every attempt."""

import logging

__all__ = ["Link"]

log = logging.getLogger(__name__)


class Link:
    """The state of a connection, as its user sees it.

    Attributes:
        connected: whether the last exchange succeeded; False before the first.
        error: the last failure in one line; None while connected.
    """

    def __init__(self, what: str) -> None:
        self.connected = False
        self.error: str | None = None
        self._what = what

    def succeeded(self) -> None:
        """An exchange has succeeded."""
        if not self.connected:
            log.info("%s: connected", self._what)
        self.connected, self.error = True, None

    def failed(self, cause: BaseException) -> None:
        """An exchange has failed; it will be tried again."""
        reason = " ".join(str(cause).split()) or type(cause).__name__
        if self.connected or self.error is None:
            log.warning("%s: away, trying again until it answers: %s", self._what, reason)
        self.connected, self.error = False, reason
