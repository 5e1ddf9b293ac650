"""The same fold in plain aiokafka, fastavro and a dict: no table, no changelog, no offsets. Nobody can be faster."""

import asyncio
import sys
from typing import Any

from aiokafka import AIOKafkaConsumer

from benchmarks.meter import Meter
from benchmarks.peers.mastery import fold


async def main() -> None:
    """Arguments: brokers, records."""
    meter = Meter(int(sys.argv[2]))
    consumer = AIOKafkaConsumer(
        "learning.events",
        bootstrap_servers=sys.argv[1],
        auto_offset_reset="earliest",
        max_poll_records=5000,
        max_partition_fetch_bytes=4 << 20,
    )
    await consumer.start()
    states: dict[str, dict[str, Any]] = {}
    while True:
        for records in (await consumer.getmany(timeout_ms=1000)).values():
            meter.begin()
            for record in records:
                found = fold(record.value)
                if found is not None:
                    student, component, kept = found
                    states.setdefault(student, {})[component] = kept
            if meter.add(len(records)):
                await consumer.stop()
                return


if __name__ == "__main__":
    asyncio.run(main())
