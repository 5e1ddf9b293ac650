"""A faulty worker: `python -m tests.faults.launch worker` is `python -m fleet worker`, patched from outside.

`FAULT_POINT=name:n` acts at the n-th passing of a point, `FAULT_BREAK=name` takes a protection away. The points are
named after the numbered steps of docs/delivery.md. The product's code has no hooks for this.
"""

import asyncio
import os
import runpy
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiokafka
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

from agents.progress import folding
from agents.retry import agent as retry_agent
from agents.retry.desk import Desk
from agents.retry.timer import RetryTimer
from agents.runtime.errors import PoisonError, TransientError
from agents.runtime.guard import Guard
from agents.runtime.stream import BatchAgent
from agents.runtime.transport import BatchConsumer, Fetched, _Thread
from schemas.dead_letters import ErrorEvent
from schemas.plain_events import EventReader
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTER_STATUS
from tables import owned, restore
from tables.cache import LruCache
from tables.failure_entry import Entry, Place
from tables.kafka.clients import ProducerLimits, plain_producer, transactional_producer
from tables.ownership import Emit, Ownership
from tables.restore import Restorer
from tables.retry_schedule import RetrySchedule
from tables.store import LocalPosition, PartitionStore

POINTS = {
    "fenced": 3,  # a: the producers of some partitions are initialised, nothing is restored
    "restored": 3,  # b: some partitions are restored, others not
    "owned": 1,  # c: all are owned, no batch was read
    "1": 3,  # the batch continues
    "2": 150,  # in the middle of a batch: a record is decoded and validated
    "3": 150,  # in the middle of a batch: a record is folded
    "4": 3,  # the batch is folded
    "5-open": 3,  # the transaction is open, nothing is sent
    "5-emitted": 3,  # dead letters have reached the broker, the changelog's records have not
    "5-sent": 3,  # all has reached the broker, the commit has not
    "5": 3,  # committed, nothing is written locally
    "6-written": 3,  # written locally, the cache is as before
    "6": 3,  # nothing is acknowledged
    "7": 3,  # acknowledged
}
"""Every point with the passing at which it acts: late enough that batches of several partitions are under way."""

INSIDE = {
    "abandon": "batch dropped in the process",
    "lost-fetch": "fetch lost in the process",
    "blocked": "event loop blocked",
    "stuck": "batch that never ends",
    "unowned": "take-over that never ends",
}
"""The faults of a process that lives on, in words."""

_FOR_EVER_S = 3600.0

_seen: Counter[str] = Counter()


def passed(point: str) -> bool:
    """Count a passing; whether the fault is due."""
    name, _, number = os.environ.get("FAULT_POINT", "").partition(":")
    if point != name:
        return False
    _seen[point] += 1
    return _seen[point] == int(number)


def reach(point: str) -> None:
    """Die here if the fault is due, as `kill -9` does; or let the process `FAULT_STOPS` stand still."""
    if passed(point):
        other = os.environ.get("FAULT_STOPS")
        os.kill(int(other or os.getpid()), signal.SIGSTOP if other else signal.SIGKILL)


def after(owner: Any, name: str, point: str) -> None:
    """Reach a point when a plain method has returned."""
    original = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        reach(point)
        return result

    setattr(owner, name, wrapped)


def around(
    owner: Any,
    name: str,
    *,
    before: str | None = None,
    then: str | None = None,
    counts: Callable[[Any], bool] = lambda _: True,
) -> None:
    """Reach points before and after a coroutine method, of those objects that count."""
    original = getattr(owner, name)

    async def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        if before is not None and counts(self):
            reach(before)
        result = await original(self, *args, **kwargs)
        if then is not None and counts(self):
            reach(then)
        return result

    setattr(owner, name, wrapped)


def place_points() -> None:
    """Make every point reachable."""
    # Every table is taken over at once; points are counted in the mastery table's alone.
    around(Restorer, "restore", before="fenced", then="restored", counts=lambda one: "-mastery-" in one.topic)
    around(owned.OwnedTable, "own_all", then="owned", counts=lambda one: one.name == "mastery")
    _place_standby_reads()
    around(BatchAgent, "_check_continuity", then="1")
    after(EventReader, "read", "2")
    after(folding.EventFolder, "apply", "3")
    after(Guard, "fold", "4")
    around(aiokafka.AIOKafkaProducer, "begin_transaction", then="5-open")
    around(aiokafka.AIOKafkaProducer, "commit_transaction", before="5-sent", then="5")
    after(LruCache, "update", "6")
    after(BatchConsumer, "batch_done", "7")
    _place_between_sends()
    _place_local_write()
    _place_abandoned_batch()
    _place_lost_fetch()
    _place_standstills()
    _place_long_fetches()
    _place_small_restores()
    _place_failing_events()
    _place_copies()


def _place_between_sends() -> None:
    send_batch = aiokafka.AIOKafkaProducer.send_batch

    async def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        if os.environ.get("FAULT_POINT", "").startswith("5-emitted"):
            await self.flush()  # what was sent before waits in the client otherwise
        reach("5-emitted")
        return await send_batch(self, *args, **kwargs)

    aiokafka.AIOKafkaProducer.send_batch = wrapped


def _place_standby_reads() -> None:
    """A restore is read by the same code: only standbys count, which keep to a slower pace."""
    changes = Restorer._changes

    def wrapped(self: Restorer, *args: Any) -> Any:
        if self.pace.pause:
            reach("followed")
        return changes(self, *args)

    Restorer._changes = wrapped


def _place_local_write() -> None:
    """Commits write, and restores: each has points of its own."""
    commit, write = Ownership.commit, PartitionStore.write
    committing: set[int] = set()

    async def wrapped_commit(self: Ownership, *args: Any) -> None:
        committing.add(id(self.store))
        await commit(self, *args)

    def wrapped_write(self: PartitionStore, *args: Any) -> None:
        write(self, *args)
        reach("6-written" if id(self) in committing else "restoring")

    Ownership.commit = wrapped_commit
    PartitionStore.write = wrapped_write


def _place_abandoned_batch() -> None:
    process = BatchAgent._process

    async def wrapped(self: BatchAgent, message: Any) -> bool:
        return False if passed("abandon") else await process(self, message)

    BatchAgent._process = wrapped


def _place_lost_fetch() -> None:
    """What a fetch took out of the client gets lost, as when whoever waits for it is cancelled."""
    fetch = _Thread.fetch

    async def wrapped(self: _Thread, *args: Any) -> Fetched:
        fetched = await fetch(self, *args)
        if fetched.records and passed("lost-fetch"):
            return Fetched(fetched.epoch, fetched.starts, {})
        return fetched

    _Thread.fetch = wrapped


def _place_standstills() -> None:
    """What only the watchdog notices: a loop that is blocked, a batch and a take-over that never end."""
    check, own_all = BatchAgent._check_continuity, owned.OwnedTable.own_all

    async def wrapped_check(self: BatchAgent, *args: Any) -> None:
        if passed("blocked"):
            time.sleep(_FOR_EVER_S)  # noqa: ASYNC251 - that is the fault
        if passed("stuck"):
            await asyncio.sleep(_FOR_EVER_S)
        await check(self, *args)

    async def wrapped_own_all(self: owned.OwnedTable, *args: Any) -> bool:
        if passed("unowned"):
            await asyncio.sleep(_FOR_EVER_S)
        return await own_all(self, *args)

    BatchAgent._check_continuity, owned.OwnedTable.own_all = wrapped_check, wrapped_own_all


def _place_long_fetches() -> None:
    """Fetches of `FAULT_FETCH_SECONDS` when nothing comes, so that each rebalance finds one under way."""
    seconds = float(os.environ.get("FAULT_FETCH_SECONDS", "0"))
    fetch = AIOKafkaConsumerThread._fetch_records

    async def wrapped(self: Any, consumer: Any, active: Any, timeout: float, max_records: int) -> Any:  # noqa: ASYNC109
        return await fetch(self, consumer, active, timeout=max(timeout, seconds), max_records=max_records)

    AIOKafkaConsumerThread._fetch_records = wrapped


def _place_small_restores() -> None:
    """Restores that take many fetches, of `FAULT_RESTORE_RECORDS` each, however little there is."""
    most = os.environ.get("FAULT_RESTORE_RECORDS")
    if most is not None:
        consumer = restore.consumer
        restore.consumer = lambda *args, **options: consumer(*args, **{**options, "max_records": int(most)})


# -- events that fail for a while --------------------------------------------------------------------------------------
NEEDS_DEPENDENCY = "needs-a-dependency"
MEETS_BUG = "meets-a-bug"
MEETS_RULE = "meets-a-rule"
"""Components of events that fail while the file `dependency`, `bug`, or `rule` lies in the folder `FAULT_FLAGS`."""

LATER_SCHEMA = 0x7FFF_FE00
"""Schema ids above this are unknown while the file `schema` lies there; then what is one above it is schema 1."""

_LATER_SCHEMAS = range(LATER_SCHEMA, LATER_SCHEMA + 100)


def _place_failing_events() -> None:
    if "FAULT_FLAGS" not in os.environ:
        return
    flags = Path(os.environ["FAULT_FLAGS"])
    apply, schema = folding.EventFolder.apply, FileRegistry.schema

    def wrapped_apply(self: folding.EventFolder, event: Any, origin: Any) -> Any:
        if event.component == NEEDS_DEPENDENCY and (flags / "dependency").exists():
            raise TransientError("dependency_down", "the dependency is down")
        if event.component == MEETS_BUG and (flags / "bug").exists():
            raise KeyError(event.student_id)
        if event.component == MEETS_RULE and (flags / "rule").exists():
            raise PoisonError("invalid", "a rule that is wrong itself")
        return apply(self, event, origin)

    def wrapped_schema(self: FileRegistry, schema_id: int) -> Any:
        known = schema_id in _LATER_SCHEMAS and not (flags / "schema").exists()
        return schema(self, schema_id - LATER_SCHEMA if known else schema_id)

    folding.EventFolder.apply, FileRegistry.schema = wrapped_apply, wrapped_schema


def _place_copies() -> None:
    """Copies of failed records that have reached the broker, sent by the timer or by hand, and nothing said of them."""
    say, confirmed = RetryTimer._say, Desk._confirmed

    async def wrapped_say(self: RetryTimer, entry: Entry, state: Any, *others: Any) -> None:
        if state == "retrying":
            reach("copied")
        await say(self, entry, state, *others)

    async def wrapped_confirmed(self: Desk, emit: Emit) -> None:
        copy = emit.topic != DEAD_LETTER_STATUS.name
        if copy:
            reach("replaying")
        await confirmed(self, emit)
        if copy:
            reach("replayed")

    RetryTimer._say, Desk._confirmed = wrapped_say, wrapped_confirmed


# -- protections taken away --------------------------------------------------------------------------------------------
def no_checkpoint() -> None:
    """The changelog gets the values, but not how far they reach."""
    transact = Ownership._transact

    async def wrapped(self: Ownership, writes: Any, *others: Any) -> None:
        await transact(self, {key: one for key, one in writes.items() if not key.startswith(b"checkpoint:")}, *others)

    Ownership._transact = wrapped


def local_write_first() -> None:
    """Step 6 before step 5."""
    transact = Ownership._transact

    async def wrapped(self: Ownership, writes: Any, *others: Any) -> None:
        self.store.write(writes, LocalPosition(self.changelog_id, self.position, time.time()))
        await transact(self, writes, *others)

    Ownership._transact = wrapped


class _NoTransactions:
    """A plain producer that pretends: what it sends is visible at once."""

    def __init__(self, brokers: str, limits: ProducerLimits) -> None:
        self._producer = plain_producer(brokers, max_request_size=limits.max_request_size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._producer, name)

    async def begin_transaction(self) -> None:
        reach("5-open")

    async def commit_transaction(self) -> None:
        reach("5-sent")


def no_transaction() -> None:
    """Every record becomes visible on its own, and there is no marker behind them."""
    transact = Ownership._transact

    async def wrapped(self: Ownership, *given: Any) -> None:
        await transact(self, *given)
        self.position -= 1

    Ownership._transact = wrapped
    owned.transactional_producer = lambda brokers, _id, limits: _NoTransactions(brokers, limits)


def no_fencing() -> None:
    """Every owner has a transactional id of its own: nothing of the one before is refused or aborted."""
    owned.transactional_producer = lambda brokers, name, limits: transactional_producer(
        brokers, f"{name}-{uuid4()}", limits
    )


def no_continuity() -> None:
    """Step 1 lets every batch through."""

    async def unchecked(*_: Any) -> None:
        return

    BatchAgent._check_continuity = unchecked


def no_deduplication() -> None:
    """Step 3 knows no key."""
    folding.judge_key = lambda *_: "new"


def every_letter_counts() -> None:
    """A second copy of one number that fails is one more attempt."""
    original = retry_agent.with_failure

    def wrapped(entry: Entry | None, event: ErrorEvent, letter: Place) -> Entry:
        last = entry.last if entry is not None else None
        again = last is not None and letter != last.letter
        return original(entry, event.model_copy(update={"attempt": last.number + 1}) if again else event, letter)

    retry_agent.with_failure = wrapped


def half_of_each_delay() -> None:
    """Retries are due before their time."""
    delay_ms = RetrySchedule.delay_ms

    def wrapped(self: RetrySchedule, *given: Any) -> int:
        return delay_ms(self, *given) // 2

    RetrySchedule.delay_ms = wrapped


def said_before_the_commit() -> None:
    """What becomes of dead letters is not said in the transaction that makes it so, but before."""
    transact = Ownership._transact
    producers: list[Any] = []

    async def wrapped(self: Ownership, writes: Any, emits: Any, *others: Any) -> None:
        ends = [one for one in emits if one.topic == DEAD_LETTER_STATUS.name and "-mastery-" in self.changelog]
        if ends:
            if not producers:
                producers.append(plain_producer(os.environ["FLEET_KAFKA_BROKERS"]))
                await producers[0].start()
            for one in ends:
                await producers[0].send_and_wait(one.topic, one.value, one.key, partition=one.partition)
            reach("closed")
        await transact(self, writes, [one for one in emits if one not in ends], *others)

    Ownership._transact = wrapped


BREAKS = {
    "checkpoint": no_checkpoint,
    "write-order": local_write_first,
    "transaction": no_transaction,
    "fencing": no_fencing,
    "continuity": no_continuity,
    "dedupe": no_deduplication,
    "attempts": every_letter_counts,
    "schedule": half_of_each_delay,
    "closing": said_before_the_commit,
}

if __name__ == "__main__":
    broken = os.environ.get("FAULT_BREAK", "")
    if broken:
        BREAKS[broken]()
    place_points()
    runpy.run_module("fleet", run_name="__main__")
