"""Why a record is misplaced is named, counted and logged."""

import logging
import zlib

import pytest

from agents.runtime.placement import _ADVICE, CAUSES, Placements, cause_of
from schemas.partitioner import partition_for
from schemas.topics import PARTITIONS

IDS = [f"stu-{number:05}" for number in range(200)]


@pytest.mark.parametrize("student", IDS[:20])
def test_what_librdkafka_does_by_default_is_named(student: str) -> None:
    placed = zlib.crc32(student.encode()) % PARTITIONS
    assert cause_of(student.encode(), student, placed, PARTITIONS) == "crc32"


def test_other_causes() -> None:
    assert cause_of(None, "stu-1", 0, PARTITIONS) == "no_key"
    assert cause_of(b"", "stu-1", 0, PARTITIONS) == "no_key"
    assert cause_of(b"course-7", "stu-1", 0, PARTITIONS) == "other_key"
    elsewhere = next(
        number
        for number in range(PARTITIONS)
        if number not in (zlib.crc32(b"stu-1") % PARTITIONS, partition_for(b"stu-1", PARTITIONS))
    )
    assert cause_of(b"stu-1", "stu-1", elsewhere, PARTITIONS) == "other_partitioner"


def test_each_cause_has_its_advice() -> None:
    assert set(CAUSES) == set(_ADVICE)


def test_all_are_counted_and_few_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    placements = Placements()
    with caplog.at_level(logging.WARNING):
        for _ in range(1000):
            placements.saw("learning.events", "crc32")
        placements.saw("learning.events", "no_key")
    assert placements.counts == {"crc32": 1000, "no_key": 1}
    told = [record.getMessage() for record in caplog.records]
    assert [line.partition("(")[2].split()[0] for line in told] == ["1", "10", "100", "1000", "1"]
    assert "murmur2_random" in told[0]
    assert not any(one in line for line in told for one in IDS)
