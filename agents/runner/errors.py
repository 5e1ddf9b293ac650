"""What a caller of the runner has to handle: a program that is too large, no room, no runner."""

__all__ = ["ProgramError", "RunnerBusyError", "RunnerUnavailableError"]


class ProgramError(ValueError):
    """The program breaks a bound of the runner: the message says which. Send a smaller one (422)."""


class RunnerBusyError(Exception):
    """As many programs wait as may wait (429). Nothing ran; ask again after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RunnerUnavailableError(Exception):
    """Programs cannot be run here and now (503). The message says why: a layer that the kernel lacks, or no process."""
