"""Fetched bytes to records: as aiokafka reads them, and on where it would stop."""

from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.codec import gzip_encode
from aiokafka.consumer.fetcher import READ_COMMITTED, READ_UNCOMMITTED, PartitionRecords
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import calc_crc32c

from tables.kafka.records import KafkaRecord, _FetchedBatches, _PartitionRecords

TP = TopicPartition("topic", 3)
GZIP = 1
Row = tuple[bytes | None, bytes | None, list[tuple[str, bytes | None]]]
ROWS: list[Row] = [
    (b"a", b"1", []),
    (None, b"2", [("trace", b"x"), ("none", None)]),
    (b"c", None, [("nam\u00e9", b"")]),
    (b"d", b"4", []),
]


def batch(rows: list[Row], base: int = 0, *, compression: int = 0, producer: int = -1) -> bytes:
    """One record batch as a broker stores it."""
    builder = DefaultRecordBatchBuilder(2, compression, producer >= 0, producer, 0, 0, 1 << 20)
    for number, (key, value, headers) in enumerate(rows):
        builder.append(number, timestamp=1000 + number, key=key, value=value, headers=headers)
    return base.to_bytes(8, "big") + bytes(builder.build())[8:]


def read(data: bytes, begin: int = 0, aborted: Any = (), isolation: int = READ_UNCOMMITTED) -> tuple[list[Any], int]:
    """The records, and where the next fetch begins."""
    check_crcs = True
    records = _PartitionRecords(TP, _FetchedBatches(data), list(aborted), begin, None, None, check_crcs, isolation)
    return list(records), records.next_fetch_offset


@pytest.mark.parametrize("compression", [0, GZIP])
@pytest.mark.parametrize("begin", [0, 2, 5, 8])
def test_records_and_positions_are_aiokafkas(compression: int, begin: int) -> None:
    data = batch(ROWS, compression=compression) + batch(ROWS, 4, compression=compression)
    check_crcs = True
    theirs = PartitionRecords(TP, MemoryRecords(data), [], begin, None, None, check_crcs, READ_UNCOMMITTED)
    names = KafkaRecord._fields
    expected = [tuple(getattr(one, name) for name in names) for one in theirs]
    found, position = read(data, begin)
    assert [tuple(one) for one in found] == expected
    assert position == theirs.next_fetch_offset


def test_what_is_asked_of_a_record_is_there() -> None:
    (first, second, *_), _ = read(batch(ROWS))
    assert (first.topic, first.partition, first.offset, first.timestamp, first.headers) == ("topic", 3, 0, 1000, ())
    assert (second.key, second.value, second.headers) == (None, b"2", (("trace", b"x"), ("none", None)))


def test_records_of_an_aborted_transaction_are_hidden_from_readers_of_committed_ones() -> None:
    data = batch(ROWS, producer=7) + batch(ROWS, 4, producer=8)
    assert [one.offset for one in read(data, aborted=[(7, 0)], isolation=READ_COMMITTED)[0]] == [4, 5, 6, 7]
    assert len(read(data, aborted=[(7, 0)])[0]) == 8
    assert read(batch(ROWS, producer=7), aborted=[(7, 0)], isolation=READ_COMMITTED) == ([], 4)


@pytest.mark.parametrize("compression", [0, GZIP])
@pytest.mark.parametrize("begin", [4, 5])
def test_a_header_name_that_is_no_utf8_is_read_with_its_bytes_written_out(compression: int, begin: int) -> None:
    plain = batch([*ROWS[:2], (b"x", b"3", [("ab", b"v")]), ROWS[3]], 4)
    broken = reseal(plain.replace(b"\x04ab\x02v", b"\x04a\xff\x02v"), compression)
    found, position = read(broken + batch(ROWS, 8), begin)
    assert [one.offset for one in found] == list(range(begin, 12))
    assert position == 12
    odd = next(one for one in found if one.offset == 6)
    assert (odd.key, odd.value, odd.headers) == (b"x", b"3", (("a\\xff", b"v"),))


def test_a_damaged_batch_is_told() -> None:
    data = bytearray(batch(ROWS))
    data[-3] ^= 1
    with pytest.raises(CorruptRecordException, match="topic/3"):
        read(bytes(data))


def reseal(data: bytes, compression: int) -> bytes:
    """A changed batch with its body compressed and a checksum that fits."""
    head, body = bytearray(data[:61]), data[61:]
    if compression:
        body = gzip_encode(body)
        head[22] |= compression
    head[8:12] = (len(head) + len(body) - 12).to_bytes(4, "big")
    head[17:21] = calc_crc32c(bytes(head[21:]) + body).to_bytes(4, "big")
    return bytes(head) + body
