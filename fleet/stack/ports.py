"""Ports on the loopback interface."""

import random
import socket

from fleet.stack.errors import StackError

__all__ = ["HOST", "choose_port", "is_free"]

HOST = "127.0.0.1"

# Below the range from which kernels take ports for outgoing connections (Linux: from 32768), so that a port found free
# is not handed to somebody's client before the server binds it.
_FIRST, _LAST = 20_000, 32_000
_ATTEMPTS = 200


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` of the loopback interface now."""
    with socket.socket() as probe:
        # as the servers do: connections of an earlier run that wait for their end do not make a port taken
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def choose_port(wanted: int | None, what: str) -> int:
    """The wanted port, or any free one.

    Args:
        wanted: the port that must be used, or None for any.
        what: whose port it is, for the message.

    Raises:
        StackError: the wanted port is taken.
    """
    if wanted is not None:
        if not is_free(wanted):
            raise StackError(
                f"port {wanted} for {what} is taken: stop the program that listens there, "
                "or choose another port (without one, a free port is found)"
            )
        return wanted
    for _ in range(_ATTEMPTS):
        port = random.randint(_FIRST, _LAST)  # noqa: S311  # spreads parallel stacks; no secret
        if is_free(port):
            return port
    raise StackError(f"no free port for {what} between {_FIRST} and {_LAST}: stop programs that hold them")
