"""What the local stack says when it cannot go on."""

__all__ = ["StackError"]


class StackError(Exception):
    """The local stack cannot start, run or stop.

    The first line of the message names what is wrong and what to do; further lines, if any, are the end of the
    server's own log.
    """
