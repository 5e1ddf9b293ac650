"""The same fold as its users' guide would have it: `async for` over events, one table write an event.

It validates with the same models, deduplicates by idempotency key, and keeps the latest and the day's mastery, in
Faust's own RocksDB tables with changelogs. It has less to do than the fleet's worker: no late events on earlier days,
no dead letters with original bytes, no routing, no transaction, no Redis mirror. What it does not have either is
exactness: after a kill -9 its table and its offsets may disagree.
"""

import os
from typing import Any

import faust
from faust.serializers import codecs

from benchmarks.meter import Meter
from schemas.codec import Codec
from schemas.errors import SchemaError
from schemas.progress import normalise
from schemas.registry import FileRegistry
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tables.mastery import day_of

METER = Meter(int(os.environ.get("BENCH_RECORDS", "0")))
CODEC = Codec(FileRegistry.load())
KEYS_KEPT = 1000  # idempotency keys of a student


class AvroEvent(faust.Codec):  # type: ignore[misc] # Faust is untyped here
    """Avro through the fleet's own codec, so that decoding costs both the same."""

    def _loads(self, raw: bytes) -> Any:
        try:
            return CODEC.decode(raw)[1]
        except SchemaError:
            return None

    def _dumps(self, value: Any) -> bytes:
        raise NotImplementedError


codecs.register("avro-event", AvroEvent())
app = faust.App(
    os.environ.get("BENCH_APP", "idiomatic"),
    broker=f"kafka://{os.environ.get('FLEET_KAFKA_BROKERS', '127.0.0.1:9092')}",
    store="rocksdb://",
    datadir=os.environ.get("BENCH_DATA", "idiomatic-data"),
    topic_partitions=PARTITIONS,
    topic_replication_factor=1,
    table_standby_replicas=0,
    consumer_auto_offset_reset="earliest",
    stream_wait_empty=False,
    web_enabled=False,
    worker_redirect_stdouts=False,
)
events = app.topic(
    LEARNING_EVENTS.name, key_type=str, key_serializer="raw", value_serializer="avro-event", partitions=PARTITIONS
)
mastery = app.Table("mastery", partitions=PARTITIONS)


@app.agent(events)  # type: ignore[untyped-decorator] # Faust is untyped here
async def progress(stream: Any) -> None:
    async for raw in stream:
        METER.begin()
        _fold(raw)
        if METER.add(1):
            os._exit(0)


def _fold(raw: Any) -> None:
    if raw is None:
        return
    try:
        event = normalise(raw, "clamp").event
    except SchemaError:
        return
    state = mastery.get(event.student_id) or {"latest": {}, "days": {}, "keys": []}
    if event.idempotency_key in state["keys"]:
        return
    state["keys"] = [*state["keys"][-KEYS_KEPT:], event.idempotency_key]
    known = state["latest"].get(event.component)
    if known is None or known[0] <= event.timestamp:
        state["latest"][event.component] = [event.timestamp, event.scores.model_dump(), event.mastery]
    parts = state["latest"].values()
    state["days"][day_of(event.timestamp)] = sum(part[2] for part in parts) / len(parts)
    mastery[event.student_id] = state


if __name__ == "__main__":
    app.main()
