"""The codec beside bare fastavro: reading and writing one record after the other, by turns in one process.

What the codec does beside: it looks up the schema by the id in front, checks what kind of record it is, refuses bytes
that follow, and makes one error of the many that damage can raise. Events are also read as the fold reads them, which
includes validation.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from fastavro import parse_schema, schemaless_reader, schemaless_writer

from benchmarks.report import Section, say, spread, table
from fleet.asyncapi.examples import examples
from fleet.topology import AGENTS
from schemas.codec import Codec
from schemas.plain_events import EventReader
from schemas.registry import FileRegistry
from schemas.topics import CATALOGUE, LEARNING_EVENTS, Topic

__all__ = ["measure"]

RECORDS: Final = 3_000  # of a turn, which takes some 10 to 20 ms: short against the moods of a shared machine
ROUNDS: Final = 15
HEADER: Final = 5  # bytes of the wire format

Turn = Callable[[], object]


def compare(bare: Turn, ours: Turn) -> tuple[list[float], list[float], list[float]]:
    """CPU microseconds a record of both, and the ratio of each round; who begins changes with every round."""
    bare()
    ours()
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    for number in range(ROUNDS):
        spent = {}
        for turn in (bare, ours) if number % 2 else (ours, bare):
            began = time.process_time()
            for _ in range(RECORDS):
                turn()
            spent[turn] = (time.process_time() - began) / RECORDS * 1e6
        found[0].append(spent[bare])
        found[1].append(spent[ours])
        found[2].append(spent[ours] / spent[bare])
    return found


def row(what: str, found: tuple[list[float], list[float], list[float]]) -> list[str]:
    bare, ours, ratios = found
    rate = 1e6 / statistics.median(ours)
    return [
        what,
        f"{statistics.median(bare):.2f}",
        f"{statistics.median(ours):.2f}",
        f"{rate:,.0f}",
        spread(ratios, 2),
    ]


def of_topic(topic: Topic, fields: dict[str, Any], registry: FileRegistry) -> list[list[str]]:
    """Reading and writing the records of one topic."""
    codec = Codec(registry)
    raw = codec.encode(topic.subject, fields)
    head = raw[:HEADER]
    registered = registry.schema(int.from_bytes(head[1:], "big"))  # a record is written with the oldest that can say it
    schema = parse_schema(dict(registered.schema))

    def bare_read() -> None:
        stream = BytesIO(raw)
        stream.seek(HEADER)
        schemaless_reader(stream, schema, None)

    def bare_write() -> None:
        stream = BytesIO()
        stream.write(head)
        schemaless_writer(stream, schema, fields)
        stream.getvalue()

    kind = f"{registered.name.partition('.')[2]} ({len(raw)} bytes)"
    rows = [
        row(f"{kind}, read", compare(bare_read, lambda: codec.decode(raw, topic.value))),
        row(f"{kind}, written", compare(bare_write, lambda: codec.encode(topic.subject, fields))),
    ]
    if topic is LEARNING_EVENTS:
        reader = EventReader(codec, "clamp")
        rows.append(row(f"{kind}, read as the fold does", compare(bare_read, lambda: reader.read(raw))))
    return rows


async def measure() -> Section:
    """Every kind of record of which there is an example."""
    registry = FileRegistry.load()
    shown = examples(AGENTS)
    rows = [
        one
        for topic in CATALOGUE
        if topic.name in shown
        for one in of_topic(topic, json.loads(json.dumps(shown[topic.name])), registry)
    ]
    text = (
        f"CPU time, medians of {ROUNDS} rounds of {RECORDS:,} records, by turns in one process. The ratio is of the "
        "two turns of one round: minimum / median / maximum.\n\n"
        + table(("record", "bare fastavro, us", "codec, us", "codec, records/s", "codec / bare"), rows)
    )
    return Section("Codec", "python -m benchmarks.codec", text)


if __name__ == "__main__":
    say(asyncio.run(measure()).markdown())
