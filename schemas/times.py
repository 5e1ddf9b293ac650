"""Instants: milliseconds since 1970 in events and keys, timezone-aware UTC datetimes in requests and answers."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

__all__ = ["TimestampMs", "UtcDatetime", "iso_utc", "now_ms", "utc_now"]

TIMESTAMP_LIMIT = 2**53  # from here on a JSON reader with doubles would change the number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MINUTE_MS = 60_000

TimestampMs = Annotated[int, Field(gt=0, lt=TIMESTAMP_LIMIT)]
"""Milliseconds since 1970-01-01T00:00:00Z, above 0 and below 2**53."""


def _instant(value: Any) -> Any:
    # Read here, as pydantic also takes numbers in text and guesses from their size whether they are milliseconds.
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("instant", "must be an instant such as 2026-01-13T10:30:00.123Z") from None


def _to_utc_millis(value: datetime) -> datetime:
    try:
        value = value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("instant", "must lie in the years 1 to 9999 in UTC") from None
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


UtcDatetime = Annotated[AwareDatetime, BeforeValidator(_instant), AfterValidator(_to_utc_millis)]
"""An instant in UTC, cut to milliseconds; a text must name its offset from UTC."""


def utc_now() -> datetime:
    """Return the present instant in UTC, cut to milliseconds; only the defaults of models ask for it."""
    return _to_utc_millis(datetime.now(UTC))


def now_ms() -> int:
    """Return the present instant in milliseconds since 1970; only the defaults of models ask for it."""
    return (datetime.now(UTC) - _EPOCH) // _MILLISECOND


def iso_utc(timestamp_ms: int) -> str:
    """Write an instant as `YYYY-MM-DDTHH:MM:SS.mmmZ`, always with three decimals.

    Args:
        timestamp_ms: milliseconds since 1970, before the year 10000.

    Raises:
        OverflowError: the year would not have four digits.
    """
    minute, rest = divmod(timestamp_ms, _MINUTE_MS)
    return f"{_minute(minute)}:{rest // 1000:02d}.{rest % 1000:03d}Z"


@lru_cache(maxsize=16_384)  # the minutes of the days that events are late; a minute costs 150 bytes
def _minute(number: int) -> str:
    return (_EPOCH + timedelta(minutes=number)).isoformat(timespec="minutes")[:-6]
