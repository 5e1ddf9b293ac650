"""What interrupts a program that is out of time."""

__all__ = ["TimeLimit", "interrupt_after"]

_SHARE, _LEAST_S = (
    0.05,
    0.2,
)  # of the time that is left for telling where it was; seconds of it at least, if it has them


def interrupt_after(wall_seconds: float) -> float:
    """Seconds after which a program is interrupted that may take so many: the rest is for its report."""
    return max(wall_seconds - max(_SHARE * wall_seconds, _LEAST_S), wall_seconds / 2)


class TimeLimit(BaseException):  # what students read as the type: not an error of theirs to catch
    """The time is used up."""

    __module__ = "builtins"  # a traceback names no module then
