"""Quix Streams with less to do: the last event of each component, one state value a student, no more."""

from typing import Any

from quixstreams import State

from benchmarks.meter import Meter
from benchmarks.peers.mastery import read
from benchmarks.peers.quix_worker import run


def main() -> None:
    meter = Meter()

    def fold(value: bytes, _key: Any, timestamp: int, _headers: Any, state: State) -> bytes:
        meter.begin()
        event = read(value, timestamp)
        if event is not None:
            components = state.get(b"latest") or {}
            components[event[1]] = event[2:4]
            state.set(b"latest", components)
        meter.add(1)
        return value

    run(fold, meter)
    meter.report()


if __name__ == "__main__":
    main()
