"""The same fold as a Quix Streams application with its state in RocksDB and its changelog topic."""

import os
import sys
from typing import Any

from quixstreams import Application, State

from benchmarks.meter import Meter
from benchmarks.peers.mastery import fold


def main() -> None:
    """Arguments: brokers, records, consumer group, state folder."""
    meter = Meter(int(sys.argv[2]))
    application = Application(
        broker_address=sys.argv[1],
        consumer_group=sys.argv[3],
        state_dir=sys.argv[4],
        auto_offset_reset="earliest",
        commit_interval=1.0,
        loglevel="WARNING",
    )
    topic = application.topic("learning.events", key_deserializer="str", value_deserializer="bytes")

    def apply(value: bytes, state: State) -> Any:
        meter.begin()
        found = fold(value)
        if found is not None:
            _, component, kept = found
            components = state.get("mastery") or {}
            components[component] = kept
            state.set("mastery", components)
        if meter.add(1):
            os._exit(0)
        return value

    application.dataframe(topic).apply(apply, stateful=True)
    application.run()


if __name__ == "__main__":
    main()
