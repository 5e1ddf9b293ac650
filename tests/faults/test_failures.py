"""Events that fail: for good, for a while, and until somebody mends a bug. Nothing is lost, nothing counts twice."""

import asyncio
import json
import time
from collections.abc import Callable

import pytest

from fleet.simulate import produce
from schemas.codec import Codec
from schemas.registry import FileRegistry
from schemas.requests import AgentRequest, ProgressRequest
from schemas.topics import (
    AGENT_RESPONSES,
    CONCEPTS_REQUESTS,
    DEAD_LETTER_STATUS,
    DEAD_LETTERS,
    LEARNING_EVENTS,
    PROGRESS_REQUESTS,
)
from tables.failure_entry import Entry
from tables.kafka.clients import plain_producer
from tables.retry_schedule import RetrySchedule
from tests.faults.failing import (
    Flags,
    Heard,
    closed,
    failing_history,
    hear,
    judge_entries,
    judge_failures_table,
    judge_state,
    later,
    open_ones,
)
from tests.faults.record import KILLS, SEED
from tests.faults.survival import LAUNCH, Scenario, drained, stop_all
from tests.stack.support import all_records, dlq, until

pytestmark = pytest.mark.stack

EVENTS = 20_000 if KILLS else 1_000
DEATHS = 2 if KILLS else 1
SENDING_S = 20 if KILLS else 3
DELAY_S = 0.5 if KILLS else 0.3
SECRET = "nobody-else-shall-read-this"
PATIENCE = 300.0 if KILLS else 60.0


async def test_events_that_fail_are_retried_replayed_and_never_lost(scenario: Scenario) -> None:
    fleet = scenario.fleet
    sent = failing_history(EVENTS, SEED, int(time.time() * 1000))
    scenario.injected.update(f"event that fails: {way}" for way in sent.failing.values())
    flags = Flags(fleet.tmp_path / "flags")
    flags.raise_all()
    worker = fleet.worker(program=LAUNCH, FAULT_FLAGS=str(flags.folder), FLEET_RETRY_DELAY=str(DELAY_S))
    await worker.ready()

    sending = asyncio.create_task(produce(sent.records, brokers=fleet.brokers, rate=EVENTS / SENDING_S))
    for number in range(DEATHS):
        await worker.read(EVENTS * (number + 1) // (DEATHS + 1))
        worker.kill()
        scenario.injected["kill -9 while copies are due"] += 1
        if number == 0:
            flags.lower("dependency", "schema")
        worker.start()
        await worker.ready()
    await sending

    heard = Heard()

    async def ended() -> bool:
        nonlocal heard
        heard = await hear(fleet)
        return open_ones(heard, sent) == 0

    try:
        await until("every entry resolved or permanent", ended, patience=PATIENCE)
    except pytest.fail.Exception:
        pytest.fail(f"they are {heard.states(sent.failing)}: {worker.tail()}")

    flags.lower("bug")
    bugs = [name for name in heard.entries if sent.failing[heard.values[name]] == "bug"]
    assert bugs
    status, out, error = await dlq(worker, "replay", "--error-type", "unexpected", "--reason", "mended", "--json")
    assert (status, json.loads(out)["outcomes"]) == (0, {"sent": len(bugs)}), error

    async def repaired() -> bool:
        nonlocal heard
        heard = await hear(fleet)
        return closed(heard, bugs)

    await until("what met the bug is resolved", repaired)
    assert await drained(fleet, worker) == []

    async def folded() -> bool:
        ledgers = [await worker.ledger(topic) for topic in ("dead-letter.queue", "dead-letter.status")]
        return [sum(one[name] for name in ("applied", "duplicates", "dead_letters")) for one in ledgers] == [
            heard.letters,
            heard.statuses,
        ]

    await until("all that was said is folded", folded)
    stop_all(fleet)
    copies = await all_records(fleet, LEARNING_EVENTS.name)
    wrong = judge_entries(heard, sent, RetrySchedule(int(DELAY_S * 1000)), copies)
    wrong += judge_state(fleet, await fleet.log())
    wrong += judge_failures_table(fleet, heard)
    assert wrong == []
    scenario.checked["dead letters"] += heard.letters
    scenario.checked["entries"] += len(heard.entries)
    scenario.checked["copies"] += len(copies) - EVENTS


async def test_requests_that_fail_are_sent_again_from_where_they_stand(scenario: Scenario) -> None:
    """Of an agent with a table and of one without. What students wrote is nowhere but in the requests' topics."""
    fleet, codec = scenario.fleet, Codec(FileRegistry.load())
    flags = Flags(fleet.tmp_path / "flags")
    flags.raise_all()
    worker = fleet.worker(program=LAUNCH, FAULT_FLAGS=str(flags.folder), FLEET_RETRY_DELAY="0.5")
    await worker.ready()
    requests = {
        PROGRESS_REQUESTS: ProgressRequest(student_id="stu-1", query=SECRET).to_avro(),
        CONCEPTS_REQUESTS: AgentRequest(student_id="stu-1", query=f"What is a loop? {SECRET}").to_avro(),
    }
    producer = plain_producer(fleet.brokers)
    await producer.start()
    for topic, request in requests.items():
        await producer.send_and_wait(topic.name, later(codec.encode(topic.subject, request)), b"stu-1")
    await producer.stop()
    scenario.injected["request that fails"] += len(requests)

    heard = Heard()

    async def all_are(so: Callable[[Entry], bool]) -> bool:
        nonlocal heard
        heard = await hear(fleet)
        return len(heard.entries) == len(requests) and all(map(so, heard.entries.values()))

    await until(f"both are sent again (see {worker.tail()})", lambda: all_are(lambda one: one.sent > 0))
    flags.lower("schema")
    await until(f"both are resolved (see {worker.tail()})", lambda: all_are(lambda one: one.state == "resolved"))
    answers = [codec.decode(one.value)[1] for one in await all_records(fleet, AGENT_RESPONSES.name)]
    topics = {"progress": PROGRESS_REQUESTS, "concepts": CONCEPTS_REQUESTS}
    by_agent = {topics[one["agent_type"]].name: one["response_id"] for one in answers}
    assert len(answers) == len(requests)
    assert {topic: one.partition("-")[2] for topic, one in by_agent.items() if topic == CONCEPTS_REQUESTS.name} == {
        one.origin.topic: one.id for one in heard.entries.values() if one.origin.topic == CONCEPTS_REQUESTS.name
    }, "an answer is known by the first copy of its request"
    for topic in (DEAD_LETTERS, DEAD_LETTER_STATUS):
        for record in await all_records(fleet, topic.name):
            assert SECRET.encode() not in record.value + b"".join(value or b"" for _, value in record.headers)
