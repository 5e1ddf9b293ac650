from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.times import TimestampMs, UtcDatetime, iso_utc, now_ms, utc_now


class _Times(BaseModel):
    model_config = ConfigDict(strict=True)
    at: UtcDatetime = datetime(2026, 1, 1, tzinfo=UTC)
    ms: TimestampMs = 1


@given(st.integers(-62_135_596_800_000, 253_402_300_799_999))
def test_iso_utc_has_three_decimals_and_reads_back(timestamp_ms: int) -> None:
    text = iso_utc(timestamp_ms)
    assert len(text) == len("2026-01-13T10:30:00.000Z")
    read = datetime.fromisoformat(text)
    assert (read - datetime(1970, 1, 1, tzinfo=UTC)) == timedelta(milliseconds=timestamp_ms)


def test_iso_utc_of_the_specs_timestamp() -> None:
    assert iso_utc(1642095000000) == "2022-01-13T17:30:00.000Z"


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - bounds of the strategy are naive
def test_instants_are_brought_to_utc_and_cut_to_milliseconds(given_at: datetime) -> None:
    at = _Times(at=given_at).at
    assert at.tzinfo is UTC
    assert timedelta(0) <= given_at - at < timedelta(milliseconds=1)
    assert _Times.model_validate({"at": at.isoformat()}).at == at
    assert _Times.model_validate_json(_Times(at=at).model_dump_json()).at == at


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 1),  # noqa: DTZ001 - naive on purpose
        "2026-01-13T10:30:00",
        "2026-01-13",
        "1642095000",
        "soon",
        1642095000,
        None,
        "0001-01-01T00:00:00+14:00",
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))),
    ],
    ids=repr,
)
def test_what_names_no_instant_is_refused(at: Any) -> None:
    with pytest.raises(ValidationError):
        _Times(at=at)


@pytest.mark.parametrize("ms", [0, -1, 2**53, True, 1.0, "1"])
def test_timestamps_are_whole_milliseconds_within_what_json_keeps(ms: Any) -> None:
    with pytest.raises(ValidationError):
        _Times(ms=ms)
    assert _Times(ms=2**53 - 1).ms == 2**53 - 1


def test_defaults_of_models_are_the_present() -> None:
    before = datetime.now(UTC)
    assert abs(utc_now() - before) < timedelta(minutes=1)
    assert abs(now_ms() / 1000 - before.timestamp()) < 60
    assert utc_now().microsecond % 1000 == 0
