"""What interrupts a program that is out of time."""

__all__ = ["TimeLimit"]


class TimeLimit(BaseException):  # what students read as the type: not an error of theirs to catch
    """The time is used up."""

    __module__ = "builtins"  # a traceback names no module then
