"""The same fold as a Quix Streams application with its state in RocksDB and its changelog topic.

Keys of a student's state: `latest`, `day:{day}`, `days` (their list), `won:{component}` (winners by day), `key:{hash}`.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rocksdict
from quixstreams import Application, State
from quixstreams.processing.context import ProcessingContext

from benchmarks.meter import Meter
from benchmarks.peers.mastery import (
    MAX_COMPONENTS,
    Public,
    Winner,
    changed_days,
    content_hash,
    day_of,
    digest,
    key_hash,
    read,
)


class Fold:
    """Applied to each event with its student's state."""

    def __init__(self, meter: Meter) -> None:
        self.outcomes: Counter[str] = Counter(applied=0, duplicates=0, rejected=0)
        self._meter = meter

    def __call__(self, value: bytes, _key: Any, timestamp: int, _headers: Any, state: State) -> bytes:
        # A partition's append times never fall: each is the watermark.
        self._meter.begin()
        self.outcomes[self._fold(value, timestamp, state)] += 1
        self._meter.add(1)
        return value

    def _fold(self, value: bytes, append_ms: int, state: State) -> str:
        event = read(value, append_ms)
        if event is None:
            return "rejected"
        student, component, winner, key, kind = event
        known_key = b"key:" + key_hash(key).encode()
        content = content_hash(component, winner, kind).encode()
        known = state.get_bytes(known_key)
        if known is not None:
            return "duplicates" if known == content else "rejected"
        latest = state.get(b"latest")
        new = latest is None or component not in latest["latest_scores"]
        if new and latest is not None and len(latest["latest_scores"]) >= MAX_COMPONENTS:
            return "rejected"
        state.set_bytes(known_key, content)
        self._apply(student, component, winner, latest, state, new=new)
        return "applied"

    def _apply(
        self, student: str, component: str, winner: Winner, latest: Public | None, state: State, *, new: bool
    ) -> None:
        won_key = b"won:" + component.encode()
        won: dict[str, Any] = {} if new else state.get(won_key) or {}
        day = day_of(winner[0])
        known = won.get(day)
        if known is not None and tuple(known) >= winner:
            return
        won[day] = winner
        state.set(won_key, won)
        changes = changed_days(
            student,
            component,
            winner,
            latest=latest,
            won=won,
            days=lambda: state.get(b"days"),
            value_of=lambda one: state.get(b"day:" + one.encode()),
        )
        last = "" if latest is None else latest["last_updated"][:10]
        for one, public in changes.items():
            state.set(b"day:" + one.encode(), public)
            if one >= last:
                state.set(b"latest", public)
        if day != last:
            days = state.get(b"days") or []
            if day not in days:
                state.set(b"days", [*days, day])


def values(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The public values on disk."""
    for path in sorted(folder.glob("*/default/learning.events/*")):
        store = rocksdict.Rdict(
            str(path), rocksdict.Options(raw_mode=True), access_type=rocksdict.AccessType.read_only()
        )
        rows: Any = store.items()  # raw mode: bytes
        for raw_key, value in rows:
            student, _, name = raw_key.partition(b"|")
            if name == b"latest" or name.startswith(b"day:"):
                yield f"student:{student.decode()}:mastery:{name.decode().removeprefix('day:')}", value


def run(fold: Any, meter: Meter) -> Path:
    """Arguments: brokers, records, consumer group, state folder. Ends when all are committed."""
    application = Application(
        broker_address=sys.argv[1],
        consumer_group=sys.argv[3],
        state_dir=sys.argv[4],
        auto_offset_reset="earliest",
        loglevel="WARNING",
    )
    topic = application.topic("learning.events", key_deserializer="bytes", value_deserializer="bytes")
    application.dataframe(topic).apply(fold, stateful=True, metadata=True)
    commit = ProcessingContext.commit_checkpoint

    def measured(self: Any, force: bool = False, revoking: bool = False) -> None:  # noqa: FBT001, FBT002 - Quix's
        commit(self, force=force, revoking=revoking)
        if force:
            meter.stop()  # the last checkpoint: closing is not work

    ProcessingContext.commit_checkpoint = measured
    application.run(count=int(sys.argv[2]), collect=False)
    return Path(sys.argv[4])


def main() -> None:
    meter = Meter()
    fold = Fold(meter)
    folder = run(fold, meter)
    meter.report({**fold.outcomes, **digest(values(folder))})


if __name__ == "__main__":
    main()
