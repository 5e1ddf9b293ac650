"""Which keys the mirror copies, where they lie, and how a script call is laid out."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tables.mastery import dated_key, latest_key, winner_key
from tables.projections.layout import FIELDS, MirroredValue, is_mirrored, marker_key, parse, version_of
from tables.projections.mirror_script import arguments
from tables.projections.projection import latest_per_key


@dataclass(frozen=True)
class FakeRecord:
    offset: int
    key: bytes | None
    value: bytes | None = b"{}"
    timestamp: int = 0
    headers: tuple[tuple[str, Any], ...] = field(default=())


@pytest.mark.parametrize("key", [latest_key("stu-1"), dated_key("stu-1", "2026-01-13"), latest_key("müller")])
def test_public_mastery_is_mirrored(key: bytes) -> None:
    assert is_mirrored(key)


@pytest.mark.parametrize(
    "key",
    [
        winner_key("stu-1", "loops", "2026-01-13"),
        winner_key("stu-1", "mastery", "2026-01-13"),  # a component may have any name
        b"checkpoint:learning.events",
        b"idempotency:stu-1:0102",
        b"student::mastery:latest",
        b"student:stu-1:mastery:",
        b"student:stu-1:mastery",
        b"student:stu-1:mastery:latest:more",
        b"xstudent:stu-1:mastery:latest",
        b"",
        None,
    ],
)
def test_internal_keys_are_not_mirrored(key: bytes | None) -> None:
    assert not is_mirrored(key)


def test_markers_of_two_fleets_or_partitions_never_meet_and_are_no_values() -> None:
    keys = {marker_key(b"", "a", 1), marker_key(b"", "b", 1), marker_key(b"", "a", 2), marker_key(b"app||", "a", 1)}
    assert len(keys) == 4
    assert b"app||fleet:mirror:a:1" in keys
    assert not any(is_mirrored(key) for key in keys)


def test_versions_start_at_one() -> None:
    assert version_of(0) == 1


def test_parse_reads_our_values_and_those_of_others() -> None:
    assert FIELDS == (b"data", b"version", b"topic")
    assert parse(b"{}", b"7", b"t") == MirroredValue(b"{}", 7, "t")
    assert parse(b"{}", b"1", None) == MirroredValue(b"{}", 1, "")
    assert parse(None, None, None) is None
    assert parse(b"{}", b"soon", None) is None


def test_the_last_record_of_a_key_is_kept() -> None:
    records = [FakeRecord(1, b"a"), FakeRecord(2, b"b"), FakeRecord(3, b"a", None), FakeRecord(4, None)]
    assert {key: record.offset for key, record in latest_per_key(records).items()} == {b"a": 3, b"b": 2}


def test_a_call_lists_keys_then_versions_then_data() -> None:
    call = arguments(b"m", "topic", (3, 9), [(b"a", 5, b"A"), (b"b", 6, b"B")], [(b"c", 7)])
    assert call == [4, b"m", b"a", b"b", b"c", "topic", 3, 9, 2, "5 6 7", b"A", b"B"]
