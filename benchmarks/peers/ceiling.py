"""The same fold in plain aiokafka, fastavro and dicts: no table, no changelog, no offsets. Nobody can be faster.

With `--until` it reads each partition up to an offset: what another contender that stops early has to have made of it.
"""

import argparse
import asyncio
import gc
import json

from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.meter import Meter
from benchmarks.peers.in_memory import InMemory

TOPIC = "learning.events"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("brokers")
    parser.add_argument("until", type=json.loads, help="JSON: partition -> offset to stop before")
    options = parser.parse_args()
    ends = {TopicPartition(TOPIC, int(partition)): offset for partition, offset in options.until.items()}
    meter, state = Meter(sum(ends.values())), InMemory()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)  # as the fleet's worker
    consumer = AIOKafkaConsumer(
        bootstrap_servers=options.brokers,
        auto_offset_reset="earliest",
        max_poll_records=5000,
        max_partition_fetch_bytes=4 << 20,
    )
    await consumer.start()
    consumer.assign(list(ends))
    done = not sum(ends.values())
    while not done:
        for tp, fetched in (await consumer.getmany(timeout_ms=1000)).items():
            meter.begin()
            records = fetched if fetched[-1].offset < ends[tp] else [one for one in fetched if one.offset < ends[tp]]
            if records:
                state.fold(records)
                state.write()
                done = meter.add(len(records))
    meter.stop()
    await consumer.stop()
    meter.report(state.outcome())


if __name__ == "__main__":
    asyncio.run(main())
