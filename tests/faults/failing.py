"""Events that fail in every way, among good ones: what is sent, and what has to become of each."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agents.runtime.records import retry_of
from fleet.oracle import SourceRecord, expected
from fleet.simulate import Shares, SimulatedRecord, Simulation, progress_encoder
from schemas.codec import Codec
from schemas.dead_letters import MAX_RETRIES, DeadLetterStatus, ErrorEvent
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTER_STATUS, DEAD_LETTERS
from tables.checkpoint import Checkpoint
from tables.failure_entry import CLOSED, Entry, Place, with_failure, with_status
from tables.failures import ENTRY_PREFIX
from tables.retry_schedule import RetrySchedule
from tests.faults.launch import LATER_SCHEMA, MEETS_BUG, MEETS_RULE, NEEDS_DEPENDENCY
from tests.faults.survival import Scenario, drained, stop_all
from tests.stack.support import Fleet, Worker, all_records, until

NEVER_KNOWN = "unknown schema id"
"""The one kind of poison of the simulation of which a worker cannot know that it is: the schema may come."""

_HEADER = 5  # magic byte and schema id
_EVERY = 33
"""One event in so many needs the dependency, one the schema, one meets the bug: 3 % beside 2 % of poison."""


@dataclass
class Flags:
    """What is wrong at the moment: files that a worker of `tests.faults.launch` looks for."""

    folder: Path

    def raise_all(self) -> None:
        self.folder.mkdir()
        for name in ("dependency", "schema", "bug", "rule"):
            (self.folder / name).touch()

    def lower(self, *names: str) -> None:
        for name in names:
            (self.folder / name).unlink()


def later(value: bytes) -> bytes:
    """A record under a schema id that is known only later."""
    schema_id = int.from_bytes(value[1:_HEADER], "big")
    return value[:1] + (LATER_SCHEMA + schema_id).to_bytes(4, "big") + value[_HEADER:]


@dataclass
class Sent:
    """The records, and by the bytes of those that fail, in which way."""

    records: list[SimulatedRecord]
    failing: Mapping[bytes, str]


WAYS = ("dependency", "schema", "bug")

_COMPONENTS = {"dependency": NEEDS_DEPENDENCY, "bug": MEETS_BUG, "rule": MEETS_RULE}


def failing_history(
    events: int, seed: int, now_ms: int, *, ways: Sequence[str] = WAYS, every: int = _EVERY, poison: float = 0.02
) -> Sent:
    """Simulated events, 5 % of which fail, where nothing else is asked for.

    Args:
        events: how many in all.
        seed: of the simulation.
        now_ms: the present, in milliseconds since 1970.
        ways: in which events fail by turns.
        every: one event in so many does.
        poison: share of those that nothing can mend.
    """
    encode = progress_encoder()
    simulation = Simulation(students=200, seed=seed, encode=encode, shares=Shares(poison=poison))
    codec = Codec(FileRegistry.load())
    records: list[SimulatedRecord] = []
    failing: dict[bytes, str] = {}
    for number, one in enumerate(simulation.history(events, now_ms=now_ms)):
        record = one
        if one.kind == "poison":
            failing[one.value] = one.detail
        elif number % every == 0:
            way = ways[number // every % len(ways)]
            event = codec.decode(one.value)[1]
            value = encode({**event, "component": _COMPONENTS.get(way, event["component"])})
            if way == "schema":
                value = later(value)
            record = replace(one, value=value)
            failing[value] = way
        records.append(record)
    return Sent(records, failing)


# -- what became of them -----------------------------------------------------------------------------------------------
@dataclass
class Heard:
    """Everything on the two topics of dead letters, folded by the product's reducer, and the bytes it is about."""

    entries: dict[str, Entry] = field(default_factory=dict)
    letters: int = 0
    values: dict[str, bytes] = field(default_factory=dict)
    resolved: Counter[str] = field(default_factory=Counter)
    statuses: int = 0

    def states(self, failing: Mapping[bytes, str]) -> dict[str, Counter[str]]:
        """By way of failing, how many entries are in which state."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for name, entry in self.entries.items():
            found[failing.get(self.values.get(name, b""), "?")][entry.state] += 1
        return found


async def hear(fleet: Fleet) -> Heard:
    heard = Heard()
    codec = Codec(FileRegistry.load())
    for record in await all_records(fleet, DEAD_LETTERS.name):
        event = ErrorEvent.from_avro(codec.decode(record.value)[1])
        place = Place(record.topic, record.partition, record.offset)
        entry = with_failure(heard.entries.get(event.origin or ""), event, place)
        heard.entries[entry.id] = entry
        heard.letters += 1
        heard.values[entry.id] = event.original_value or b""
    for record in await all_records(fleet, DEAD_LETTER_STATUS.name):
        status = DeadLetterStatus.from_avro(codec.decode(record.value)[1])
        heard.entries[status.entry_id] = with_status(heard.entries.get(status.entry_id), status)
        heard.resolved[status.entry_id] += status.status == "resolved"
        heard.statuses += 1
    return heard


async def settled(scenario: Scenario, *workers: Worker) -> Heard:
    """Wait until nothing more happens, and end the workers. All that was said by then is in their tables."""
    fleet, heard = scenario.fleet, Heard()
    assert await drained(fleet, *workers) == []

    async def folded() -> bool:
        nonlocal heard
        heard = await hear(fleet)
        read = []
        for topic in (DEAD_LETTERS, DEAD_LETTER_STATUS):
            ledgers = [await one.ledger(topic.name) for one in workers]
            read.append(sum(one.get(name, 0) for one in ledgers for name in ("applied", "duplicates", "dead_letters")))
        return read == [heard.letters, heard.statuses]

    await until("all that was said is folded", folded)
    stop_all(fleet)
    scenario.checked["dead letters"] += heard.letters
    scenario.checked["entries"] += len(heard.entries)
    return heard


# -- what has to be so -------------------------------------------------------------------------------------------------
WANTED = {"dependency": "resolved", "schema": "resolved", "bug": "permanent"}
"""Before the bug is mended; poison is permanent."""


def must_fail(sent: Sent) -> set[bytes]:
    """Records that fail whenever they are read first: the others may find the dependency or the schema there."""
    return {value for value, way in sent.failing.items() if way not in ("dependency", "schema")}


def open_ones(heard: Heard, sent: Sent) -> int:
    """Entries that are missing or not yet in the state in which they have to end."""
    undone = sum(
        entry.state != WANTED.get(sent.failing.get(heard.values.get(name, b""), ""), "permanent")
        for name, entry in heard.entries.items()
    )
    return undone + len(must_fail(sent) - set(heard.values.values()))


def judge_entries(heard: Heard, sent: Sent, schedule: RetrySchedule, copies: Sequence[Any]) -> list[str]:
    """What is wrong with the entries, once the bug is mended and its events are replayed."""
    wrong: list[str] = []
    values = set(heard.values.values())
    if not must_fail(sent) <= values <= set(sent.failing):
        wrong.append("the dead letters do not hold the bytes of what failed, byte for byte")
    for name, entry in heard.entries.items():
        way = sent.failing.get(heard.values[name], "?")
        numbers = [one.number for one in entry.attempts]
        if way in ("dependency", "schema"):
            fine = entry.state == "resolved" and numbers[-1] < MAX_RETRIES
        elif way == "bug":
            fine = entry.state == "resolved" and numbers == list(range(MAX_RETRIES + 1))
        elif way == NEVER_KNOWN:
            fine = entry.state == "permanent" and numbers == list(range(MAX_RETRIES + 1))
        else:
            fine = entry.state == "permanent" and numbers == [0] and entry.attempts[0].permanent
        if not fine:
            wrong.append(f"{name} ({way}) is {entry.state} after attempts {numbers}")
        if heard.resolved[name] != (entry.state == "resolved"):
            wrong.append(f"{name} ({way}) was resolved {heard.resolved[name]} times")
    unseen = set(sent.failing.values()) - {sent.failing.get(value) for value in values}
    wrong += [f"nothing failed for {way}: nothing is shown" for way in unseen]
    return [f"entries: {one}" for one in [*wrong, *_early(heard, schedule, copies)]]


def judge_replays(heard: Heard, sent: Sent) -> list[str]:
    """What is wrong with entries that failed for good, once all of them are replayed."""
    wrong = [
        f"{name} is {entry.state} and was resolved {heard.resolved[name]} times"
        for name, entry in heard.entries.items()
        if (entry.state, heard.resolved[name], len(entry.attempts)) != ("resolved", 1, 1)
    ]
    if sorted(heard.values.values()) != sorted(sent.failing):
        wrong.append("the dead letters are not those of what failed")
    return [f"entries: {one}" for one in wrong]


def _early(heard: Heard, schedule: RetrySchedule, copies: Sequence[Any]) -> list[str]:
    """Copies that came before their time: the broker dated them."""
    wrong = []
    for record in copies:
        retry = retry_of(record)
        if retry is None or retry.attempt > MAX_RETRIES:
            continue
        name = ":".join(map(str, retry.entry))
        before = {one.number: one.failed_at for one in heard.entries[name].attempts}.get(retry.attempt - 1)
        if before is None:
            wrong.append(f"{name}: copy {retry.attempt} follows no failure of the one before")
            continue
        waited = record.timestamp - before
        if waited < schedule.delay_ms(name, retry.attempt):
            wrong.append(f"{name}: copy {retry.attempt} was sent after {waited} ms")
    return wrong


def judge_state(fleet: Fleet, log: Sequence[SourceRecord]) -> list[str]:
    """The stopped workers' tables against the oracle: every good event counts once, however often it was sent."""
    known = (LATER_SCHEMA + 1).to_bytes(4, "big")
    truth = expected(
        replace(one, value=one.value[:1] + (1).to_bytes(4, "big") + one.value[_HEADER:])
        if one.value is not None and one.value[1:_HEADER] == known
        else one
        for one in log
    )
    values, ledger = fleet.tables()
    wrong = [
        f"{key} is not the oracle's"
        for key in values.keys() | truth.values.keys()
        if values.get(key) != truth.values.get(key)
    ]
    applied = sum(one.applied for one in truth.ledger.values())
    if ledger["applied"] != applied:
        wrong.append(f"{ledger['applied']} events are applied, and {applied} are good")
    if sum(ledger[name] for name in ("applied", "duplicates", "dead_letters", "rerouted")) != len(log):
        wrong.append(f"the ledger {ledger} does not add up to the {len(log)} records of the log")
    return [f"live state: {one}" for one in wrong]


def judge_failures_table(fleet: Fleet, heard: Heard) -> list[str]:
    """The failures table says what was said on the topics; every ledger of every table is balanced."""
    wrong: list[str] = []
    found: dict[str, Entry] = {}
    read: Counter[str] = Counter()
    for table in ("mastery", "failures"):
        for content in fleet.partitions(table).values():
            for key, raw in content.items():
                if key.startswith(ENTRY_PREFIX.decode()):
                    found[Entry.load(raw).id] = Entry.load(raw)
                if key.startswith("checkpoint:"):
                    checkpoint = Checkpoint.load(raw)
                    read[key] += checkpoint.read
                    if checkpoint.imbalance:
                        wrong.append(f"{table}: {key} has an imbalance of {checkpoint.imbalance}")
                    if table == "failures" and checkpoint.ledger.dead_letters:
                        wrong.append(f"{checkpoint.ledger.dead_letters} records of {key} could not be read")
    if found != heard.entries:
        different = [name for name in found.keys() | heard.entries.keys() if found.get(name) != heard.entries.get(name)]
        wrong.append(f"{len(different)} entries are not what the topics say, such as {different[0]}")
    if read[f"checkpoint:{DEAD_LETTERS.name}"] != heard.letters:
        wrong.append(f"{read} records read, and {heard.letters} dead letters")
    return [f"failures table: {one}" for one in wrong]


def closed(heard: Heard, names: Sequence[str]) -> bool:
    return all(heard.entries[name].state in CLOSED for name in names)
