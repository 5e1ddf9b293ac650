"""The batch transport: Faust's Kafka driver, except that all fetched records of one partition arrive as one event.

Faust delivers one record at a time, about 100 us each before any work is done. It is extended here at its own seams: a
transport is chosen by URL scheme (`kafka-batch://`), and its consumer decides what a message is. Differences to Faust:

- a batch is acknowledged as a whole, when its effects are committed, never when it was read;
- owned partitions are resumed at the table's checkpoint, not at the group's committed offset, which is for lag tools
  and for agents without a table;
- a fetch says where it began: aiokafka moves its position when records leave it, and whatever is lost between there and
  an agent (a fetch that outlives a rebalance, a cancelled one) is fetched again, so that step 1 can believe a batch;
- a partition with too many batches under way leaves the fetch set until it drains: the fetch loop never waits for an
  agent, so that a slow one holds up nobody else;
- a partition can be held: it leaves the fetch set until it is released, and goes on where it is told;
- only committed records are read (`read_committed`);
- a failed offset commit is a log line: at most requests are answered again, under the same response id;
- a worker that is told to stop leaves its group at once if another one can take over.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import faust
from aiokafka.errors import KafkaError
from faust.transport import drivers
from faust.transport.drivers import aiokafka as kafka_driver
from faust.types.tuples import TP, ConsumerMessage

from tables.errors import BrokerUnavailableError
from tables.kafka import records

__all__ = ["SCHEME", "TP", "BatchMessage", "BatchSchema", "Flight", "Transport", "register"]

SCHEME = "kafka-batch"

log = logging.getLogger(__name__)

_SATURATED_POLL_S = 0.02
"""Seconds of one poll while a partition is out of the fetch set: it is looked at again that often. At 1,000 events/s
0.1, 0.05 and 0.02 made an event visible after 171, 123 and 55 ms (median) for 19, 28 and 46 % of a core."""

_PARTIAL_WAIT_MS = 20
"""Milliseconds for which the broker may hold back a fetch that leaves partitions out, because records of them were
not taken yet. aiokafka has one fetch under way for each broker: while it waits for partitions that get nothing, those
that get something wait too, up to Faust's 1.5 s (measured: empty fetches of 1 s while 1,000 events/s arrived)."""


_FETCH_WAIT_MS = 250
"""Milliseconds for which the broker may hold a fetch back while there is nothing new: one connection answers in turn,
so that after a rebalance the first new fetch waits for the last old one."""


_LAST_COMMIT_S = 1.0
"""Seconds for the last offset commit of an assignment: what is not committed is answered again, no more."""


class BatchMessage(ConsumerMessage):
    """All records fetched from one partition, as one Faust message.

    `value` is the list of aiokafka records, `offset` the last record's, `start` the fetch position that the batch
    continues: the seek, or the end of the batch before it.
    """

    __slots__ = ("flight", "start")

    start: int
    flight: "Flight"

    def on_final_ack(self, consumer: Any) -> bool:
        """The batch's effects are committed."""
        consumer.batch_done(self)
        return True

    def reached(self, offset: int) -> None:
        """The effects of all records up to this one are committed: a worker that takes over begins behind it."""
        self.flight.done[self.tp] = offset + 1


class Flight:
    """Positions and batches under way since the last seek. A new one begins with every assignment."""

    def __init__(self, positions: Mapping[TP, int], epoch: int = 0, generation: int = 0) -> None:
        self.positions = dict(positions)  # per partition: where the next batch starts
        self.epoch = epoch  # of the seek
        self.generation = generation  # of the consumer group
        self.pending: Counter[TP] = Counter()
        self.records: Counter[TP] = Counter()  # those in them
        self.done: dict[TP, int] = {}  # per partition: the offset to commit to the group
        self.drained = asyncio.Event()
        self.held: set[TP] = set()
        self.released: dict[TP, int] = {}  # where to go on, once what was under way has been dropped

    def hold(self, tp: TP) -> None:
        """Fetch nothing of this partition; what is under way is to be dropped."""
        self.held.add(tp)

    def release(self, tp: TP, position: int) -> None:
        """Fetch the partition again, from there."""
        self.held.discard(tp)
        self.released[tp] = position
        self.drained.set()

    def stands(self, tp: TP) -> bool:
        """Whether a batch of the partition does not count, as the partition is held or begins anew."""
        return tp in self.held or tp in self.released

    def left(self, message: BatchMessage) -> None:
        """A batch is no longer under way."""
        self.pending[message.tp] -= 1
        self.records[message.tp] -= len(message.value)
        self.drained.set()


@dataclass(frozen=True)
class Fetched:
    """What one fetch took out of aiokafka."""

    epoch: int  # of the seek it follows
    starts: Mapping[TP, int]  # per sought partition, with records or not: the position at which the fetch began
    records: Mapping[TP, list[Any]]


class _Thread(kafka_driver.AIOKafkaConsumerThread):
    """Faust's consumer thread, which alone knows where fetches begin: seeks and fetches take turns in it."""

    _epoch = 0
    _fetcher: Any = None  # whose requests are hurried
    _sought: Any = None  # aiokafka's assignment at the last seek
    _next: Mapping[TP, int] = {}  # positions in that assignment
    held: frozenset[TP] = frozenset()  # partitions whose records nobody waits for

    def _create_worker_consumer(self, transport: Any) -> Any:
        records.install()
        consumer = super()._create_worker_consumer(transport)
        # Faust sets this only together with its own exactly_once; aiokafka reads it when the consumer starts.
        consumer._isolation_level = "read_committed"  # noqa: SLF001
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MS  # noqa: SLF001 - Faust has 1,500 and no setting for it
        return consumer

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Fetch nothing before it is known from where, and nothing of changelogs ever.

        aiokafka would hold some MiB of each, and what it waits for at the broker would delay the first real fetch.
        """
        self._ensure_consumer().pause(*map(kafka_driver.ensure_aiokafka_TP, assigned))
        await super().on_partitions_assigned(assigned, generation_id)

    async def on_thread_stop(self) -> None:
        """Leave the group when the worker hands over: aiokafka never does so for a static member (see ADR 13).

        The tables have given their partitions up by now, and nothing else is sent to the group after this.
        """
        if self._consumer is not None and self.app.hands_over():
            self._consumer._coordinator._group_instance_id = None  # noqa: SLF001
        await super().on_thread_stop()

    async def fetch(self, active: set[TP], timeout: float) -> Fetched:  # noqa: ASYNC109 - Faust's name
        """Records of the active partitions; those that came before the assignment was sought are dropped."""
        return cast("Fetched", await self.call_thread(self._fetch, active, timeout))

    async def _fetch(self, active: set[TP], timeout: float) -> Fetched:  # noqa: ASYNC109
        consumer = self._ensure_consumer()
        self._never_wait_for_some(consumer._fetcher)  # noqa: SLF001
        records = await self._fetch_records(
            consumer,
            active,
            timeout=timeout,
            max_records=consumer._max_poll_records,  # noqa: SLF001
        )
        # No seek comes in between: nothing is awaited between here and where aiokafka moved its positions.
        if self._assignment() is not self._sought:
            return Fetched(self._epoch, {}, {})
        starts = self._next
        taken = {TP(*tp): found for tp, found in records.items() if found and tp in starts}
        self._next = {**starts, **{tp: found[-1].offset + 1 for tp, found in taken.items()}}
        return Fetched(self._epoch, starts, taken)

    def _never_wait_for_some(self, fetcher: Any) -> None:
        """See `_PARTIAL_WAIT_MS`. A consumer has its fetcher from its start on."""
        if fetcher is self._fetcher:
            return
        self._fetcher = fetcher
        whole, actions = fetcher._fetch_max_wait_ms, fetcher._get_actions_per_node  # noqa: SLF001

        def hurried(assignment: Any) -> Any:
            partial = any(tp in self._next and tp not in self.held for tp in fetcher._records)  # noqa: SLF001
            fetcher._fetch_max_wait_ms = min(whole, _PARTIAL_WAIT_MS) if partial else whole  # noqa: SLF001
            return actions(assignment)

        fetcher._get_actions_per_node = hurried  # noqa: SLF001

    async def seek_all(self, positions: Mapping[TP, int]) -> int:
        """Begin at these positions; every fetch from now on belongs to the epoch returned."""
        return int(await self.call_thread(self._seek_all, positions))

    async def _seek_all(self, positions: Mapping[TP, int]) -> int:
        self._epoch += 1
        self._sought, self._next = self._assignment(), {}
        self._seek_each(positions)
        changelogs = self.app.tables.changelog_topics
        sources = [tp for tp in self.assignment() if tp.topic not in changelogs]
        self._ensure_consumer().resume(*map(kafka_driver.ensure_aiokafka_TP, sources))
        return self._epoch

    def unread(self) -> dict[TP, int]:
        """Offsets between the position and the last stable one of each sought partition; 0 where not known yet."""
        if self._consumer is None:  # the thread starts
            return {}
        assignment, sought = self._assignment(), self._next
        if assignment is None or assignment is not self._sought:
            return {}
        states = {tp: assignment.state_value(kafka_driver.ensure_aiokafka_TP(tp)) for tp in sought}
        return {
            tp: max(0, (state.lso or 0) - state.position) if state is not None and state.has_valid_position else 0
            for tp, state in states.items()
        }

    async def rewind(self, epoch: int, positions: Mapping[TP, int]) -> None:
        """Fetch these again, unless all was sought anew in the meantime."""
        await self.call_thread(self._rewind, epoch, positions)

    async def _rewind(self, epoch: int, positions: Mapping[TP, int]) -> None:
        if epoch == self._epoch and self._assignment() is self._sought:
            self._seek_each(positions)

    def _seek_each(self, positions: Mapping[TP, int]) -> None:
        assigned = self.assignment()
        kept = {tp: offset for tp, offset in positions.items() if tp in assigned}
        for tp, offset in kept.items():
            self._ensure_consumer().seek(kafka_driver.ensure_aiokafka_TP(tp), offset)
        self._next = {**self._next, **kept}

    def _assignment(self) -> Any:
        subscription = self._ensure_consumer()._subscription.subscription  # noqa: SLF001
        return subscription.assignment if subscription is not None else None

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        assigned = self.assignment()
        wanted = {kafka_driver.ensure_aiokafka_TP(tp): offset for tp, offset in offsets.items() if tp in assigned}
        try:
            await self._ensure_consumer().commit(wanted)
        except KafkaError as exc:
            log.warning("offset commit failed (tried again): %r", exc)
            return False
        return True

    async def group_positions(self, tps: set[TP]) -> dict[TP, int]:
        """Where the group goes on: at its committed offset, or at the beginning where there is none any more."""
        return dict(await self.call_thread(self._group_positions, tps)) if tps else {}

    async def _group_positions(self, tps: set[TP]) -> dict[TP, int]:
        consumer = self._ensure_consumer()
        logs = {tp: kafka_driver.ensure_aiokafka_TP(tp) for tp in tps}
        begins, ends = await asyncio.gather(
            consumer.beginning_offsets(list(logs.values())), consumer.end_offsets(list(logs.values()))
        )
        found: dict[TP, int] = {}
        for tp, one in logs.items():
            committed = await consumer.committed(one)
            found[tp] = begins[one] if committed is None else committed
            if not begins[one] <= found[tp] <= ends[one]:
                log.error(
                    "%s/%d: %s..%s of it is left, not %s: requests are lost", *tp, begins[one], ends[one], committed
                )
                found[tp] = begins[one]
        return found

    async def committed_offsets(self, tps: set[TP]) -> dict[TP, int | None]:
        consumer = self._ensure_consumer()

        async def read() -> dict[TP, int | None]:
            return {tp: await consumer.committed(kafka_driver.ensure_aiokafka_TP(tp)) for tp in tps}

        return dict(await self.call_thread(read))


class BatchConsumer(kafka_driver.Consumer):
    """Faust's consumer with batches as messages. `app` must be a `FleetApp`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flight = Flight({})
        self._sought = False  # since the flow was stopped
        self._flowing = asyncio.Event()  # sought, and Faust's queues take what comes

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    async def committed_offsets(self, tps: set[TP]) -> dict[TP, int | None]:
        """The group's committed offsets, None where there is none."""
        return await self._thread.committed_offsets(tps)

    def backlog(self) -> dict[TP, int]:
        """Per sought partition that is not held: offsets that are stable and not read, and batches under way."""
        flight = self.flight
        unread = self._thread.unread()
        return {tp: count + flight.pending[tp] for tp, count in unread.items() if not flight.stands(tp)}

    def lag(self) -> dict[TP, int]:
        """Per sought partition: offsets that are not processed yet, as far as the broker has told.

        Of a partition that is held the broker tells nothing more: what had come when it was held is counted.
        """
        flight, unread = self.flight, self._thread.unread()
        return {tp: count + flight.records[tp] for tp, count in unread.items()}

    # -- acknowledgement -----------------------------------------------------------------------------------------------
    def batch_done(self, message: BatchMessage) -> None:
        """Step 7: the group's offset may move past the batch. Batches of a partition end in their order."""
        message.acked = True
        self._unacked_messages.discard(message)
        message.flight.done[message.tp] = message.offset + 1
        message.flight.left(message)

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in list(self.flight.done) if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        return self.flight.done.get(tp)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Faust would acknowledge the offsets inside a batch when it is *read*."""

    async def commit_reached(self) -> None:
        """Tell the group what has been acknowledged, before a partition is given up: who takes over begins there."""
        reached = self.acknowledged()
        if reached:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_COMMIT_S):
                    await self._commit(reached)

    def is_current(self, message: BatchMessage) -> bool:
        """Whether a batch belongs to the assignment of now: if not, whoever has its partition reads it again."""
        return self._sought and message.flight is self.flight

    def acknowledged(self) -> dict[TP, int]:
        """Per partition of agents without a table: the offset that has been reached since the last seek."""
        return {tp: offset for tp, offset in self.flight.done.items() if tp.topic in self.app.group_topics}

    # -- position ------------------------------------------------------------------------------------------------------
    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seek owned partitions to their checkpoint + 1, and those of agents without a table to the group's offset.

        Only the recovery calls this, while nothing is read.
        """
        generation = self.app.consumer_generation_id
        resumed = {tp: self.app.resume_position(tp) for tp in self.assignment()}
        positions = {tp: start for tp, start in resumed.items() if start is not None}
        try:
            positions |= await self._thread.group_positions({tp for tp in resumed if tp.topic in self.app.group_topics})
        except KafkaError as exc:
            self.app.leave(BrokerUnavailableError(f"the group's offsets cannot be read: {exc!r}"))
            raise
        epoch = await self._thread.seek_all(positions)
        self.flight = Flight(positions, epoch, generation)
        self._sought = True
        self._flowing.clear()
        return positions

    def stop_flow(self) -> None:
        """The partitions are revoked."""
        super().stop_flow()
        self._sought = False
        self._flowing.clear()

    def resume_flow(self) -> None:
        """Faust calls this twice after an assignment: before its recovery, and at the end of it.

        It empties its queues just before either. What is fetched between the seek and the second time would be lost.
        """
        super().resume_flow()
        if self._sought:
            self._flowing.set()

    # -- fetching ------------------------------------------------------------------------------------------------------
    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, BatchMessage]]:  # noqa: ASYNC109 - Faust's name
        """Fetch once, and yield what came as batches, partition by partition in turn."""
        if not self.flow_active:
            await self.wait(self.can_resume_flow)
        if not self._flowing.is_set():
            await self.wait_first(self._flowing, timeout=timeout)
            return
        await self._begin_anew()
        assigned = self._get_active_partitions()
        fetchable = {tp for tp in assigned if not self.flight.stands(tp)}
        active = {tp for tp in fetchable if self._has_room(tp)}
        if not active:
            self.flight.drained.clear()
            waited = self.flight.drained.wait() if assigned else asyncio.sleep(timeout)
            await self.wait_first(waited, self.suspend_flow, timeout=timeout)
            return
        fetched = await self._thread.fetch(active, timeout if len(active) == len(fetchable) else _SATURATED_POLL_S)
        flight = self.flight  # of now: a fetch may begin before a seek and bring what came after it
        if self.should_stop or fetched.epoch != flight.epoch or not self._flowing.is_set():
            return
        starts = {tp: start for tp, start in fetched.starts.items() if not flight.stands(tp)}
        lost = {tp: flight.positions[tp] for tp, start in starts.items() if start != flight.positions[tp]}
        if lost:
            log.warning("fetched records did not arrive, fetching again from %s", lost)
            await self._thread.rewind(flight.epoch, lost)
        records = {tp: found for tp, found in fetched.records.items() if tp in starts and tp not in lost}
        for tp, chunk in _in_turn(records, self.app.batches.max_records, self.app.batches.max_bytes):
            if not self.flow_active or self.flight is not flight:
                return
            if not flight.stands(tp):
                yield tp, self._batch(tp, chunk, flight)

    async def _begin_anew(self) -> None:
        """Seek the partitions that were released, those of which nothing is under way any more."""
        flight = self.flight
        ready = {tp: position for tp, position in flight.released.items() if not flight.pending[tp]}
        if ready:
            await self._thread.rewind(flight.epoch, ready)
            flight.positions.update(ready)
            for tp in ready:
                del flight.released[tp]
        self._thread.held = frozenset(tp for tp in flight.positions if flight.stands(tp))

    def _has_room(self, tp: TP) -> bool:
        """Whether another batch of the partition may be under way.

        Behind less than a full batch there is not: what arrives meanwhile becomes one batch, and so one transaction,
        instead of several that wait for each other.
        """
        limits, flight = self.app.batches, self.flight
        pending = flight.pending[tp]
        return not pending or (pending < limits.max_pending and flight.records[tp] >= limits.max_records)

    def _batch(self, tp: TP, chunk: list[Any], flight: Flight) -> BatchMessage:
        last = chunk[-1]
        message = BatchMessage(
            last.topic,
            last.partition,
            last.offset,
            last.timestamp / 1000.0,
            last.timestamp_type,
            (),
            None,
            chunk,
            None,
            0,
            0,
            tp,
            generation_id=flight.generation,
        )
        message.start, flight.positions[tp] = flight.positions[tp], last.offset + 1
        message.flight = flight
        flight.pending[tp] += 1
        flight.records[tp] += len(chunk)
        return message


def _in_turn(records: Mapping[TP, list[Any]], max_records: int, max_bytes: int) -> Iterator[tuple[TP, list[Any]]]:
    """Cut each partition's records into batches and deal them out in turn, so that no partition waits for another."""
    queues = [(tp, _cut(fetched, max_records, max_bytes)) for tp, fetched in records.items() if fetched]
    while queues:
        remaining = []
        for tp, chunks in queues:
            chunk = next(chunks, None)
            if chunk is not None:
                yield tp, chunk
                remaining.append((tp, chunks))
        queues = remaining


def _cut(fetched: list[Any], max_records: int, max_bytes: int) -> Iterator[list[Any]]:
    for begin in range(0, len(fetched), max_records):
        chunk = fetched[begin : begin + max_records]
        if sum(map(_size, chunk)) <= max_bytes:
            yield chunk
        else:
            yield from _cut_by_size(chunk, max_bytes)


def _cut_by_size(fetched: list[Any], max_bytes: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    size = 0
    for record in fetched:
        length = _size(record)
        if chunk and size + length > max_bytes:
            yield chunk
            chunk, size = [], 0
        chunk.append(record)
        size += length
    yield chunk


def _size(record: Any) -> int:
    return len(record.value or b"") + len(record.key or b"")


class Transport(kafka_driver.Transport):
    """Faust's Kafka transport with `BatchConsumer`."""

    Consumer = BatchConsumer


class BatchSchema(faust.Schema):
    """Hands the list of raw records through: decoding happens in the guard, where its errors become dead letters."""

    def loads_key(self, *_: Any, **__: Any) -> None:
        """Batches have no key."""

    def loads_value(self, _app: Any, message: Any, **_: Any) -> Any:
        """The list of records."""
        return message.value


def register() -> None:
    """Make the URL scheme known to Faust."""
    drivers.TRANSPORTS.aliases[SCHEME] = f"{__name__}:Transport"
