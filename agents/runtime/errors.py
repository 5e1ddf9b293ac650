"""Errors about one record, named by what happens next. Errors that end the worker are in `tables/errors.py`."""

from typing import Any

from schemas.errors import SchemaError, UnknownSchemaError

__all__ = ["PoisonError", "RecordError", "TransientError", "is_permanent"]


class RecordError(Exception):
    """One record cannot be applied. It becomes a dead letter with `code` as its error type; the batch goes on."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, str(self))


class PoisonError(RecordError):
    """A retry cannot change it: permanent at once. Look at the producer; replay the dead letter after a fix."""


class TransientError(RecordError):
    """It may succeed later: the retry agent tries again. Look at it only if it becomes permanent."""


def is_permanent(error: Exception) -> bool:
    """Whether a retry is useless. What we do not know is worth a retry."""
    if isinstance(error, RecordError):
        return isinstance(error, PoisonError)
    return isinstance(error, SchemaError) and not isinstance(error, UnknownSchemaError)
