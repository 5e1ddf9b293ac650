"""Events that fail: for good, for a while, and until somebody mends a bug. Nothing is lost, nothing counts twice."""

import asyncio
import json
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    Sent,
    closed,
    failing_history,
    hear,
    judge_entries,
    judge_failures_table,
    judge_state,
    later,
    open_ones,
    settled,
)
from tests.faults.record import BREAK, KILLS, SEED
from tests.faults.survival import LAUNCH, Scenario, end_of, last_words, must_be_seen, restart
from tests.stack.support import all_records, dlq, until

pytestmark = pytest.mark.stack

EVENTS = 20_000 if KILLS else 1_000
SENDING_S = 20 if KILLS else 3
DELAY_S = 0.5 if KILLS else 0.3
SECRET = "nobody-else-shall-read-this"
PATIENCE = 300.0 if KILLS else 60.0

DEATHS = ("copied:50", "5-sent:200") if KILLS else ("copied:5",)


@dataclass(frozen=True)
class Missing:
    """What shows that a protection of retries is missing: where workers die meanwhile, and how the events fail."""

    deaths: Sequence[str]
    ways: Sequence[str]


SHOWN_BY = {
    "attempts": Missing(["copied:5"], ["bug"]),  # its copy is sent twice, and both fail
    "schedule": Missing([], ["bug"]),
    "closing": Missing(["closed:3"], ["dependency"]),  # what was said to be applied is applied only later
}
QUICK_BREAKS = ("closing",)
BREAK_EVENTS = 400


async def test_events_that_fail_are_retried_replayed_and_never_lost(scenario: Scenario) -> None:
    sent = failing_history(EVENTS, SEED, int(time.time() * 1000))
    assert await survive_failures(scenario, sent, DEATHS, rate=EVENTS / SENDING_S) == []


@pytest.mark.parametrize("name", SHOWN_BY if KILLS or BREAK else QUICK_BREAKS)
async def test_a_missing_protection_is_seen(scenario: Scenario, name: str) -> None:
    shown = SHOWN_BY[name]
    sent = failing_history(BREAK_EVENTS, SEED, int(time.time() * 1000), ways=shown.ways, every=10, poison=0.0)
    scenario.noticed += await survive_failures(scenario, sent, shown.deaths, broken=name)
    must_be_seen(scenario, name)


async def survive_failures(
    scenario: Scenario, sent: Sent, deaths: Sequence[str], *, rate: float | None = None, broken: str = ""
) -> list[str]:
    """Let events fail and be mended while workers die.

    Args:
        scenario: on its fleet.
        sent: the events.
        deaths: the points at which one worker after the other dies.
        rate: events/s.
        broken: the protection that is taken away in all of them.

    Returns:
        What is wrong afterwards; empty when nothing is.
    """
    fleet = scenario.fleet
    scenario.injected.update(f"event that fails: {way}" for way in sent.failing.values())
    flags = Flags(fleet.tmp_path / "flags")
    flags.raise_all()
    points = [*deaths, ""]
    worker = fleet.worker(
        program=LAUNCH,
        FAULT_FLAGS=str(flags.folder),
        FAULT_BREAK=broken,
        FAULT_POINT=points[0],
        FLEET_RETRY_DELAY=str(DELAY_S),
    )
    await worker.ready()
    sending = asyncio.create_task(produce(sent.records, brokers=fleet.brokers, rate=rate))

    async def mend() -> None:
        await worker.read(len(sent.records) // 2)
        flags.lower("dependency", "schema")

    mending = asyncio.create_task(mend())
    for point, following in pairwise(points):
        status = await end_of(worker)
        if status != -signal.SIGKILL:
            return [f"worker: at {point} it ended with {status}: {last_words(worker)}"]
        scenario.injected[f"kill -9 at {point.partition(':')[0]}"] += 1
        restart(worker, following)
    await asyncio.gather(sending, mending)

    heard = Heard()

    async def ended() -> bool:
        nonlocal heard
        heard = await hear(fleet)
        return open_ones(heard, sent) == 0

    try:
        await until("every entry resolved or permanent", ended, patience=PATIENCE)
    except pytest.fail.Exception:
        return [f"entries: they are {heard.states(sent.failing)}: {worker.tail()}"]

    flags.lower("bug")
    bugs = [name for name in heard.entries if sent.failing[heard.values[name]] == "bug"]
    if bugs:

        async def listed() -> bool:
            _, page = await worker.get("/dead-letters?error_type=unexpected&state=permanent&limit=500")
            return len(page["dead_letters"]) == len(bugs)

        await until("the table has what its topics say", listed)
        status, out, error = await dlq(worker, "replay", "--error-type", "unexpected", "--reason", "mended", "--json")
        if (status, out and json.loads(out)["outcomes"]) != (0, {"sent": len(bugs)}):
            return [f"replay: {out}{error}"]

    async def repaired() -> bool:
        nonlocal heard
        heard = await hear(fleet)
        return closed(heard, bugs)

    await until("what met the bug is resolved", repaired)
    heard = await settled(scenario, worker)
    copies = await all_records(fleet, LEARNING_EVENTS.name)
    scenario.checked["copies"] += len(copies) - len(sent.records)
    wrong = judge_entries(heard, sent, RetrySchedule(int(DELAY_S * 1000)), copies)
    return [*wrong, *judge_state(fleet, await fleet.log()), *judge_failures_table(fleet, heard)]


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
