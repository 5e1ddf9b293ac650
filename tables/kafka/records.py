"""Records as aiokafka gives them, made in half the time. Extends aiokafka 0.14 at one private seam.

A fetched record costs aiokafka's Python 1.2 us, of which unpacking is 0.2; a worker reads every event, and for its
mirror every record of its changelog. Here a record is a tuple that is made in the loop itself: 0.6 us.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException

__all__ = ["KafkaRecord", "install"]


class KafkaRecord(NamedTuple):
    """One record of a partition. Times are milliseconds since 1970; `timestamp_type` is 1 where the broker set it."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


class _PartitionRecords(fetcher.PartitionRecords):
    """The records of one fetched partition. Which transactions were aborted is aiokafka's to say."""

    next_fetch_offset: int

    def _unpack_records(self) -> Iterator[KafkaRecord]:
        topic, partition = self._tp
        new = tuple.__new__  # the class itself would take as long again to call it
        while self._records.has_next():
            batch = self._records.next_batch()
            if self._check_crcs and not batch.validate_crc():
                raise CorruptRecordException(f"invalid CRC in {topic}/{partition} at {batch.base_offset}")
            if not self._is_hidden(batch):
                begin, dated = self.next_fetch_offset, batch.timestamp_type
                for record in batch:
                    offset = record.offset
                    if offset < begin:
                        continue  # a batch is fetched whole: its head may have been read before
                    self.next_fetch_offset = offset + 1
                    headers = tuple(record.headers) if record.headers else ()
                    yield new(
                        KafkaRecord,
                        (topic, partition, offset, record.timestamp, dated, record.key, record.value, headers),
                    )
            # Compaction may have removed the last records of a batch, but not its last offset.
            self.next_fetch_offset = batch.next_offset

    def _is_hidden(self, batch: Any) -> bool:
        """Whether a batch holds markers, or records of an aborted transaction that must not be seen."""
        if self._isolation_level == fetcher.READ_COMMITTED and batch.producer_id is not None:
            self._consume_aborted_up_to(batch.base_offset)
            if batch.is_control_batch and self._contains_abort_marker(batch):
                self._aborted_producers.discard(batch.producer_id)  # what it writes next is another transaction
            if batch.is_transactional and batch.producer_id in self._aborted_producers:
                return True
        return bool(batch.is_control_batch)


def install() -> None:
    """Let aiokafka's consumers of this process give `KafkaRecord`s."""
    fetcher.PartitionRecords = _PartitionRecords
