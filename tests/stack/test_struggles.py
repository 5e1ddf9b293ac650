"""Struggle detection with real workers: a class in real time, a kill in the middle, and the agents' own pages."""

import asyncio
import shutil
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.progress import ComponentScores, StudentProgress, mastery_of
from schemas.registry import FileRegistry
from schemas.signals import LearningSignal, StruggleAlert
from schemas.topics import LEARNING_EVENTS, LEARNING_SIGNALS, PARTITIONS, STRUGGLE_ALERTS
from tests.agents.struggle.oracle import Bounds, S, expected
from tests.stack.struggling_class import EXERCISE_S, Cue, script
from tests.stack.support import Fleet, Worker, all_records, shared, until

pytestmark = pytest.mark.stack

CODEC = Codec(FileRegistry.load())
SETTINGS = {"FLEET_STRUGGLE_EXERCISE_MINUTES": str(EXERCISE_S / 60)}


def signal_of(cue: Cue, number: int, now: float) -> bytes:
    signal = LearningSignal(
        signal_id=f"cue-{number}",
        student_id=cue.student,
        timestamp=datetime.fromtimestamp(now, UTC),
        kind=cue.kind,  # type: ignore[arg-type]  # the script's kinds are plain text; the model checks them
        source="script",
        component=cue.component,
        detail=cue.detail,
        metadata={"exercise_id": cue.exercise} if cue.exercise is not None else {},
    )
    return CODEC.encode(LEARNING_SIGNALS.subject, signal.to_avro())


def event_of(cue: Cue, number: int, now: float) -> bytes:
    quiz = float(cue.detail or 0)
    scores = ComponentScores(completion=0.6, quiz=quiz, quality=0.5, consistency=0.5)
    event = StudentProgress(
        event_id=f"quiz-{number}",
        timestamp=int(now * 1000),
        student_id=cue.student,
        component=cue.component or "",
        scores=scores,
        mastery=mastery_of(scores),
        idempotency_key=f"quiz-{number}",
    )
    return CODEC.encode(LEARNING_EVENTS.subject, event.to_avro())


async def play(fleet: Fleet, cues: list[Cue]) -> None:
    """Send everything at its time."""
    begin = time.time()
    async with AIOKafkaProducer(bootstrap_servers=fleet.brokers, linger_ms=5) as producer:
        for number, cue in enumerate(cues):
            await asyncio.sleep(max(0.0, begin + cue.at - time.time()))
            topic = LEARNING_EVENTS if cue.kind == "quiz" else LEARNING_SIGNALS
            raw = (event_of if cue.kind == "quiz" else signal_of)(cue, number, begin + cue.at)
            key = cue.student.encode()
            for _ in range(cue.copies):
                await producer.send(topic.name, raw, key=key, partition=partition_for(key, PARTITIONS))


async def alerts(fleet: Fleet) -> list[StruggleAlert]:
    found = await all_records(fleet, STRUGGLE_ALERTS.name)
    return [StruggleAlert.from_avro(CODEC.decode(one.value, STRUGGLE_ALERTS.value)[1]) for one in found]


def told(found: list[StruggleAlert]) -> dict[str, set[tuple[str, str, bool]]]:
    """By student: rule, subject, and whether it was closed."""
    closed = {one.alert_id for one in found if one.metadata["state"] == "closed"}
    by_student: dict[str, set[tuple[str, str, bool]]] = {}
    for one in found:
        what = (one.metadata["rule"], one.metadata["subject"] or "", one.alert_id in closed)
        by_student.setdefault(one.student_id, set()).add(what)
    return by_student


async def whole_list(worker: Worker, **query: str) -> list[dict[str, Any]]:
    """All pages of `GET /struggles`."""
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        words = "&".join(f"{name}={value}" for name, value in query.items())
        status, page = await worker.get(f"/struggles?limit=37&{words}{after}")
        assert status == 200, page
        found += page["struggles"]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


async def oracle(fleet: Fleet) -> set[tuple[Any, ...]]:
    """The alerts that the signals mean which stand on the topic, worked out apart from the agent."""
    signals: dict[str, dict[str, S]] = {}
    for record in await all_records(fleet, LEARNING_SIGNALS.name):
        one = LearningSignal.from_avro(CODEC.decode(record.value, LEARNING_SIGNALS.value)[1])
        if one.kind != "tick":
            at = round(one.timestamp.timestamp() * 1000)
            s = S(at, one.kind, one.component, one.detail, one.metadata.get("exercise_id"))
            signals.setdefault(one.student_id, {}).setdefault(one.signal_id, s)
    bounds = Bounds(exercise_ms=round(EXERCISE_S * 1000))
    now = round(time.time() * 1000)
    return {
        (student, one.rule, one.subject, one.raised, one.closed, one.how)
        for student, known in signals.items()
        for one in expected(sorted(known.values()), now, bounds)
    }


async def test_a_class_of_200_with_a_worker_killed_in_the_middle(fleet: Fleet) -> None:
    cues, wanted = script(seed=7)
    first, second = fleet.worker("one", **SETTINGS), fleet.worker("two", **SETTINGS)
    await shared(first, second)
    playing = asyncio.create_task(play(fleet, cues))
    await asyncio.sleep(8.0)  # in the middle of it: everybody has begun, and hardly anybody has ended
    first.kill()
    await asyncio.sleep(1.0)
    first.start()
    await playing
    await shared(first, second)
    count = sum(map(len, wanted.values()))

    async def all_told() -> bool:
        found = await alerts(fleet)
        return sum(map(len, told(found).values())) >= count and told(found) == {k: v for k, v in wanted.items() if v}

    await until(f"{count} alerts and their ends (see {second.tail()})", all_told)
    await asyncio.sleep(2.0)  # whatever else would come, comes now
    found = await alerts(fleet)
    assert told(found) == {student: what for student, what in wanted.items() if what}, "all found, and no false one"
    assert set(Counter((one.alert_id, one.metadata["state"]) for one in found).values()) == {1}, "each once"
    ended = {one.alert_id: one for one in found if one.metadata["state"] == "closed"}
    apart = {
        (
            one.student_id,
            one.metadata["rule"],
            one.metadata["subject"] or "",
            round(one.timestamp.timestamp() * 1000),
            round(ended[one.alert_id].timestamp.timestamp() * 1000) if one.alert_id in ended else None,
            ended[one.alert_id].metadata["closed_by"] if one.alert_id in ended else None,
        )
        for one in found
        if one.metadata["state"] == "open"
    }
    assert apart == await oracle(fleet)

    still_open = {one.alert_id for one in found} - ended.keys()
    for worker in (first, second):
        listed = await whole_list(worker)
        assert [one["place"] for one in listed] == sorted(one["place"] for one in listed)
        assert {one["alert_id"] for one in listed} == still_open
        assert len(listed) == len(still_open)
    stuck = await whole_list(first, rule="stuck")
    assert {(one["student_id"], "stuck") for one in stuck} == {
        (one.student_id, "stuck") for one in found if one.alert_id in still_open and one.metadata["rule"] == "stuck"
    }
    busy = next(student for student, what in wanted.items() if len(what) == 5)
    status, page = await second.get(f"/struggles/{busy}")
    assert (status, len(page["open"]), page["closed"]) == (200, 5, [])
    assert await first.get(f"/struggles/{busy}") == (status, page)
    assert [first.stop(), second.stop()] == [0, 0]
    before = fleet.partitions("struggles")
    for worker in (first, second):
        shutil.rmtree(worker.folder.parent / "struggles")
    first.start()
    await first.ready()
    assert first.stop() == 0
    assert fleet.partitions("struggles") == before, "what is restored equals what was there"


async def test_the_agents_notice_what_a_student_does(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()
    broken = {"student_id": "stu-1", "query": "why?", "code": "print(nam)", "context": {"component": "variables"}}
    for _ in range(3):
        status, answer = await worker.post("/debug/analyze", broken)
        assert status == 200, answer
    status, answer = await worker.post(
        "/triage", {"student_id": "stu-2", "query": "I'm stuck, I don't understand loops"}
    )
    assert status == 200, answer
    status, made = await worker.post("/exercise/generate", {"student_id": "stu-3", "query": "one", "topic": "loops"})
    assert status == 200, made
    exercise = made["metadata"]["exercise_id"]
    about = {"student_id": "stu-3", "context": {"exercise_id": exercise}}
    status, answer = await worker.post("/triage", {**about, "query": "give me a hint please"})
    assert (status, answer["agent_type"], answer["content"]) == (200, "exercise", made["metadata"]["hints"][0])
    for number in range(5):
        verify = {"student_id": "stu-3", "exercise_id": exercise, "code": "x = 1"}
        asked = {**about, "query": "here is my solution", "code": "x = 1"}
        path, body = ("/triage", asked) if number % 2 else ("/exercise/verify", verify)
        status, answer = await worker.post(path, body)
        assert (status, answer["agent_type"], answer["metadata"]["passed"]) == (200, "exercise", False), answer
    event = {"component": "files", "scores": {"completion": 0.5, "quiz": 0.2, "quality": 0.5, "consistency": 0.5}}
    status, answer = await worker.post("/progress/stu-4?wait=applied", event)
    assert status == 200, answer

    async def rules() -> set[tuple[str, str]] | None:
        found = {(one["student_id"], one["rule"]) for one in await whole_list(worker)}
        return found if len(found) >= 5 else None

    assert await until(f"alerts (see {worker.tail()})", rules) == {
        ("stu-1", "repeated_error"),
        ("stu-2", "stuck"),
        ("stu-3", "failed_runs"),
        ("stu-3", "repeated_error"),
        ("stu-4", "low_quiz"),
    }
    status, page = await worker.get("/struggles?rule=unknown")
    assert (status, page["status"]) == (422, 422)
    working = {**broken, "code": "nam = 1\nprint(nam)"}
    assert (await worker.post("/debug/analyze", working))[0] == 200

    async def closed() -> bool:
        page = (await worker.get("/struggles/stu-1"))[1]
        return [one["closed_by"] for one in page["closed"]] == ["passed"] and not page["open"]

    await until("closed by the success", closed)
