"""The same fold as Faust's users' guide would have it: `async for` over events, a table write an event.

All of a student is one value of a table with a changelog, read and written whole: one table write is the least that
Faust can do an event, and costs more than the rest. What it does not have is exactness: after a kill -9 its table and
its offsets may disagree.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextvars import Context
from typing import Any

import faust

from benchmarks.meter import Meter
from benchmarks.peers.mastery import MAX_COMPONENTS, changed_days, content_hash, day_of, digest, key_hash, read
from schemas.canonical import dumps
from schemas.topics import LEARNING_EVENTS, PARTITIONS

METER = Meter(int(os.environ.get("BENCH_RECORDS", "0")))
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
    LEARNING_EVENTS.name, key_type=bytes, key_serializer="raw", value_serializer="raw", partitions=PARTITIONS
)
mastery = app.Table("mastery", partitions=PARTITIONS)
outcomes: Counter[str] = Counter(applied=0, duplicates=0, rejected=0)
students: set[str] = set()  # whose values are compared at the end
until: dict[int, int] = {}  # partition -> offset read + 1


@app.agent(events)  # type: ignore[untyped-decorator] # Faust is untyped here
async def progress(stream: Any) -> None:
    async for event in stream.events():
        METER.begin()
        message = event.message
        outcomes[_fold(event.value, message.timestamp)] += 1
        until[message.partition] = message.offset + 1
        if METER.add(1):
            METER.stop()
            # Within an event Faust looks only into its partition.
            asyncio.get_running_loop().call_soon(_report, context=Context())
            await asyncio.Event().wait()


def _report() -> None:
    METER.report({**outcomes, **digest(_values()), "until": until})
    os._exit(0)


def _fold(raw: bytes, append_s: float) -> str:
    # A partition's append times never fall: each is the watermark.
    event = read(raw, round(append_s * 1000))
    if event is None:
        return "rejected"
    student, component, winner, key, kind = event
    state = mastery.get(student) or {"latest": None, "days": {}, "won": {}, "keys": {}}
    known_key, content = key_hash(key), content_hash(component, winner, kind)
    if known_key in state["keys"]:
        return "duplicates" if state["keys"][known_key] == content else "rejected"
    if component not in state["won"] and len(state["won"]) >= MAX_COMPONENTS:
        return "rejected"
    state["keys"][known_key] = content
    day = day_of(winner[0])
    won = state["won"].setdefault(component, {})
    if day not in won or tuple(won[day]) < winner:
        won[day] = winner
        latest = state["latest"]
        changes = changed_days(
            student,
            component,
            winner,
            latest=latest,
            won=won,
            days=lambda: state["days"],
            value_of=lambda one: state["days"][one],
        )
        state["days"].update(changes)
        state["latest"] = changes.get(max(state["days"]), latest)
    mastery[student] = state
    students.add(student)
    return "applied"


def _values() -> Iterator[tuple[str, bytes]]:
    for student in students:
        state = mastery[student]
        for day, value in [("latest", state["latest"]), *state["days"].items()]:
            yield f"student:{student}:mastery:{day}", dumps(value)


if __name__ == "__main__":
    app.main()
