"""Reading partitions up to given ends."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

__all__ = ["read_between"]

_POLL_MS = 200


async def read_between(
    consumer: Any, starts: Mapping[Any, int], ends: Mapping[Any, int], stall_seconds: float
) -> AsyncIterator[tuple[Any, Sequence[Any]]]:
    """Yield batches of records from `starts` up to, not including, `ends`, both by TopicPartition.

    Args:
        consumer: started, and assigned at least these partitions; others are not read.
        starts: offsets to begin at.
        ends: offsets to end at, as the consumer's isolation level gives them.
        stall_seconds: longest wait for anything to move.

    Raises:
        TimeoutError: nothing moved for `stall_seconds`.
    """
    for partition, start in starts.items():
        consumer.seek(partition, start)
    positions = dict(starts)
    now = asyncio.get_running_loop().time
    deadline = now() + stall_seconds
    while open_ := [partition for partition in positions if positions[partition] < ends[partition]]:
        async with asyncio.timeout_at(deadline):
            fetched = await consumer.getmany(*open_, timeout_ms=_POLL_MS)
            # Positions, not offsets: transaction markers and aborted records take offsets but are never delivered.
            moved = {partition: await consumer.position(partition) for partition in positions}
        for partition, records in fetched.items():
            wanted = [record for record in records if record.offset < ends[partition]]
            if wanted:
                yield partition, wanted
        if moved != positions:
            positions, deadline = moved, now() + stall_seconds
