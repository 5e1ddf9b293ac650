"""A worker whose fleet has a second table: `python -m tests.stack.counting worker` counts learning signals.

The counts are exact only if every batch is committed once, whatever happens to workers.
"""

import asyncio
from collections import Counter
from typing import Any

from agents.progress.spec import SPEC as PROGRESS
from agents.runtime.guard import Outcome
from agents.runtime.records import Origin
from agents.runtime.spec import AgentContext, AgentSpec, Source
from fleet.settings import load_settings
from fleet.topic_admin import ensure_topics
from fleet.worker import run
from schemas.signals import LearningSignal
from schemas.topics import DEAD_LETTERS, LEARNING_SIGNALS
from tables.erasures import holding
from tables.ownership import Emit, Ownership
from tables.spec import TableSpec


def foreign(key: bytes | None, _: bytes | None) -> str | None:
    return None if key is not None and key.startswith((b"signals:", b"checkpoint:")) else f"the key {key!r}"


class Counting:
    """One batch. See `agents.runtime.guard.Handler`."""

    clamped = 0

    def __init__(self, context: AgentContext, owned: Ownership) -> None:
        self._made_from = context, owned
        self._codec = context.codec
        self._store = owned.store
        self._added: Counter[str] = Counter()

    def read(self, raw: bytes) -> LearningSignal:
        return LearningSignal.from_avro(self._codec.decode(raw, LEARNING_SIGNALS.value)[1])

    def fields(self, raw: bytes) -> dict[str, Any] | None:
        return self._codec.fields(raw, LEARNING_SIGNALS.value)

    def one_by_one(self) -> "Counting":
        return Counting(*self._made_from)

    def student_id(self, value: LearningSignal) -> str:
        return value.student_id

    def apply(self, value: LearningSignal, _: Origin) -> Outcome:
        self._added[value.student_id] += 1
        return "applied"

    def changes(self) -> tuple[dict[bytes, bytes | None], list[Emit], dict[str, Any]]:
        before = {one: self._store.get(f"signals:{one}".encode()) for one in self._added}
        return (
            {f"signals:{one}".encode(): b"%d" % (int(raw or b"0") + self._added[one]) for one, raw in before.items()},
            [],
            {},
        )


COUNTING = AgentSpec(
    name="counting",
    title="Counts learning signals by student",
    sources=(Source(LEARNING_SIGNALS, Counting),),
    writes=(DEAD_LETTERS,),
    table=TableSpec("counts", foreign, LEARNING_SIGNALS.name, *holding("signals:{}")),
)
AGENTS = (PROGRESS, COUNTING)


if __name__ == "__main__":
    settings = load_settings(struggle_quiz=0.0)  # no score lies below it: the tests' signals alone are counted
    asyncio.run(ensure_topics(settings.kafka_brokers or "", settings, AGENTS))
    run(settings, agents=AGENTS)
