"""How a job of the CPU pool may fail other than by its own error."""

from agents.runtime.errors import TransientError

__all__ = ["JobCrashedError", "JobFailedError", "JobLostError", "JobTimeoutError", "RemoteStackError"]


class JobLostError(TransientError):
    """The job gave no result. An agent that knows what that says about the request catches it and answers so."""

    kind = "cpu_lost"

    def __init__(self, message: str) -> None:
        super().__init__(self.kind, message)

    def __reduce__(self) -> tuple[type["JobLostError"], tuple[str]]:
        return type(self), (str(self),)


class JobCrashedError(JobLostError):
    """The job took its process with it, such as by its need of memory. Other jobs did not notice."""

    kind = "cpu_crashed"


class JobTimeoutError(JobLostError):
    """The job took longer than `FLEET_CPU_DEADLINE`; its process was killed."""

    kind = "cpu_deadline"


class JobFailedError(Exception):
    """The job raised an error of a class that cannot be sent from one process to another; the message names it."""


class RemoteStackError(Exception):
    """The cause of an error that a job raised: where it was raised, in the other process."""
