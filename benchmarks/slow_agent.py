"""A worker with one agent more: `python -m benchmarks.slow_agent worker` is `python -m fleet worker`, patched.

The agent reads `debug.requests` through the batch transport and takes 20 ms for each request, in which it waits as an
agent does whose work is done by another process. It owns no table: it begins at the topic's beginning. The file
`BENCH_ANSWERED` gets a byte for every request answered.
"""

import asyncio
import os
import runpy
from typing import Any

from faust.types import TP

from agents.runtime import transport
from agents.runtime.app import FleetApp
from fleet import worker
from fleet.app import Fleet, build
from schemas.topics import DEBUG_REQUESTS

REQUEST_S = 0.02


def main() -> None:
    said = os.open(os.environ["BENCH_ANSWERED"], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    resume, backlog = FleetApp.resume_position, transport.BatchConsumer.backlog
    next_offsets: dict[TP, int] = {}

    def resume_position(self: FleetApp, tp: TP) -> int | None:
        return next_offsets.get(tp, 0) if tp.topic == DEBUG_REQUESTS.name else resume(self, tp)

    def watched_backlog(self: transport.BatchConsumer) -> dict[TP, int]:
        # The watchdog looks for a checkpoint of everything that waits.
        return {tp: count for tp, count in backlog(self).items() if tp.topic != DEBUG_REQUESTS.name}

    def with_slow_agent(*args: Any, **kwargs: Any) -> Fleet:
        fleet = build(*args, **kwargs)
        topic = DEBUG_REQUESTS
        channel = fleet.app.topic(topic.name, schema=transport.BatchSchema(), partitions=topic.partitions)

        async def slow(stream: Any) -> None:
            async for event in stream.noack().events():
                for _ in event.message.value:
                    await asyncio.sleep(REQUEST_S)
                    os.write(said, b".")
                next_offsets[event.message.tp] = event.message.offset + 1
                event.ack()

        fleet.app.agent(channel, name="bench:slow")(slow)
        return fleet

    FleetApp.resume_position = resume_position  # type: ignore[method-assign]
    transport.BatchConsumer.backlog = watched_backlog  # type: ignore[method-assign]
    worker.build = with_slow_agent  # type: ignore[attr-defined] # it is imported there
    runpy.run_module("fleet", run_name="__main__")


if __name__ == "__main__":
    main()
