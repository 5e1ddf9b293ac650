"""Operators' tools on real workers: over HTTP, and by the commands, which ask over HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTER_STATUS, LEARNING_EVENTS, PARTITIONS
from tests.stack.support import Fleet, Worker, all_records, dlq, shared, until

pytestmark = pytest.mark.stack

PROGRAM = ("-m", "tests.stack.broken_deployment")
WHO = {"actor": "ada", "reason": "a test"}
GOOD = {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}


def event(name: str, student: str, **changes: Any) -> dict[str, Any]:
    fields = {
        "event_id": f"evt-{name}",
        "event_type": "student.progress.update",
        "timestamp": changes.pop("timestamp", None),
        "version": "1.0",
        "student_id": student,
        "component": "loops",
        "scores": GOOD,
        "mastery": 0.84,
        "idempotency_key": f"key-{name}",
    }
    return fields | changes


async def send(fleet: Fleet, *events: dict[str, Any] | bytes, student: str = "stu-1") -> None:
    import time  # noqa: PLC0415 - beside its use

    codec = Codec(FileRegistry.load())
    async with AIOKafkaProducer(bootstrap_servers=fleet.brokers) as producer:
        for one in events:
            raw, key = one, student
            if isinstance(one, dict):
                key = one["student_id"]
                one["timestamp"] = one["timestamp"] or int(time.time() * 1000)
                raw = codec.encode(LEARNING_EVENTS.subject, one)
            home = partition_for(key.encode(), PARTITIONS)
            await producer.send_and_wait(LEARNING_EVENTS.name, raw, key=key.encode(), partition=home)


async def listed(worker: Worker, count: int, query: str = "") -> list[dict[str, Any]]:
    """Wait until so many dead letters are in a list."""

    async def enough() -> dict[str, Any] | None:
        status, body = await worker.get(f"/dead-letters?limit=500{query}")
        return body if status == 200 and len(body["dead_letters"]) == count else None

    return list((await until(f"{count} dead letters listed (see {worker.tail()})", enough))["dead_letters"])


async def became(worker: Worker, entry_id: str, state: str) -> dict[str, Any]:
    async def so() -> dict[str, Any] | None:
        status, body = await worker.get(f"/dead-letters/{entry_id}")
        return body if status == 200 and body["state"] == state else None

    return dict(await until(f"{entry_id} is {state} (see {worker.tail()})", so))


async def test_poison_is_listed_shown_corrected_and_discarded(fleet: Fleet) -> None:
    first, second = fleet.worker("one"), fleet.worker("two")
    await shared(first, second)
    wrong = event("wrong", "stu-1", mastery=0.2)
    others = [event(f"other-{number}", f"stu-{number}", component="") for number in range(2, 10)]
    await send(fleet, wrong, b"rubbish", *others)
    found = await listed(first, 10)
    assert [one["id"] for one in found] == sorted(one["id"] for one in found)
    assert found == await listed(second, 10), "whoever is asked gives the same list"
    assert {one["state"] for one in found} == {"permanent"}

    await pages_and_filters(first, second, [one["id"] for one in found])
    rubbish = next(one["id"] for one in found if one["error_type"] == "undecodable")
    broken = next(one["id"] for one in found if one["student_id"] == "stu-1" and one["error_type"] == "invalid")
    await shown_as_bytes(second, rubbish)
    await corrected(first, second, broken)
    await discarded(first, second, rubbish)
    for unknown in ("learning.events:0:987654", "learning.events:9:1"):
        status, problem = await first.post(f"/dead-letters/{unknown}/replay", WHO)
        assert (status, problem["type"]) == (404, "/problems/unknown-dead-letter")
    status, problem = await first.get("/dead-letters/nonsense")
    assert (status, problem["type"]) == (422, "/problems/invalid")

    _, counts = await second.get("/dead-letters/stats")
    assert counts["open"] == 8
    assert counts["by_state"] == {"permanent": 8, "superseded": 1, "discarded": 1}
    assert counts["open_by_error_type"] == {"invalid": 8}


async def pages_and_filters(first: Worker, second: Worker, wanted: list[str]) -> None:
    # Pages hold together whoever is asked for the next one.
    ids: list[str] = []
    after, workers = "", [first, second] * 3
    while workers:
        _, page = await workers.pop().get(f"/dead-letters?limit=3{after}")
        ids += [one["id"] for one in page["dead_letters"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert ids == wanted

    assert len(await listed(first, 1, "&student_id=stu-5")) == 1
    assert len(await listed(first, 1, "&error_type=undecodable")) == 1
    assert await listed(first, 0, "&state=waiting") == []
    assert await listed(first, 0, "&older_than=3600") == []
    status, problem = await first.get("/dead-letters?agnet=progress")
    assert (status, problem["type"]) == (422, "/problems/invalid")


async def shown_as_bytes(worker: Worker, rubbish: str) -> None:
    # What cannot be decoded is shown as bytes.
    _, body = await worker.get(f"/dead-letters/{rubbish}")
    assert bytes.fromhex(body["payload"]["hex"]) == b"rubbish"
    assert body["payload"]["key"] == "stu-1"
    assert 29 * 86_400 < body["replayable_seconds"] <= 30 * 86_400


async def corrected(first: Worker, second: Worker, broken: str) -> None:
    # A correction: refused while it is wrong, then applied, and the entry is closed.
    _, body = await first.get(f"/dead-letters/{broken}")
    payload = body["payload"]["decoded"]
    assert payload["mastery"] == 0.2
    status, problem = await first.post(f"/dead-letters/{broken}/edit", {**WHO, "payload": payload})
    assert (status, problem["type"]) == (422, "/problems/invalid")
    late = {**payload, "mastery": 0.84, "timestamp": 1_000_000_000_000}
    status, problem = await first.post(f"/dead-letters/{broken}/edit", {**WHO, "payload": late})
    assert (status, problem["type"]) == (422, "/problems/would-fail"), problem
    del payload["mastery"]
    status, answer = await first.post(f"/dead-letters/{broken}/edit", {**WHO, "payload": payload})
    assert (status, answer["state"]) == (200, "superseded"), answer
    body = await became(second, broken, "superseded")
    told = {(one["what"], one.get("actor")) for one in body["history"]}
    assert ("superseded", "ada") in told
    status, mastery = await first.get("/progress/stu-1")
    assert (status, mastery["mastery"]) == (200, {"loops": 0.84})
    status, problem = await first.post(f"/dead-letters/{broken}/edit", {**WHO, "payload": payload})
    assert (status, problem["type"]) == (409, "/problems/dead-letter-closed")


async def discarded(first: Worker, second: Worker, rubbish: str) -> None:
    # A discard needs a reason, and holds.
    status, problem = await first.post(f"/dead-letters/{rubbish}/discard", {"actor": "ada"})
    assert (status, problem["type"]) == (422, "/problems/invalid")
    status, _ = await first.post(f"/dead-letters/{rubbish}/discard", WHO)
    assert status == 200
    await became(second, rubbish, "discarded")
    for action in ("discard", "replay"):
        status, problem = await second.post(f"/dead-letters/{rubbish}/{action}", WHO)
        assert (status, problem["type"]) == (409, "/problems/dead-letter-closed")


async def test_what_a_bug_refused_is_replayed_by_one_command_once_it_is_repaired(fleet: Fleet, tmp_path: Path) -> None:
    flag = tmp_path / "broken"
    flag.touch()
    settings = {"BROKEN_WHILE": str(flag), "FLEET_RETRY_DELAY": "0.05", "FLEET_RETRY_MAX_DELAY": "0.1"}
    worker = fleet.worker(program=PROGRAM, **settings)
    await worker.ready()
    students = [f"stu-{number}" for number in range(40)]
    await send(fleet, *(event(student, student) for student in students))
    await listed(worker, 40, "&state=permanent")
    _, counts = await worker.get("/dead-letters/stats")
    assert counts["open_by_error_type"] == {"unexpected": 40}

    status, out, error = await dlq(worker, "replay", "--dry-run", "--reason", "look", "--json")
    assert status == 0, error
    assert json.loads(out)["outcomes"] == {"dead_letter": 40}, "today's code has the bug still"
    flag.unlink()
    _, out, _ = await dlq(worker, "replay", "--dry-run", "--reason", "look", "--json")
    tried = json.loads(out)
    assert tried["outcomes"] == {"applied": 40}
    change = tried["results"][0]["changes"]
    assert all(value["before"] is None and value["after"]["overall_mastery"] == 0.84 for value in change.values())
    assert len(change) == 2, "the latest value and that of the day"
    assert (await worker.get("/progress/stu-1"))[0] == 404, "nothing was changed"

    status, _, error = await dlq(worker, "replay", "--agent", "nobody", "--reason", "none")
    assert status == 1
    assert "no dead letter matches" in error
    status, out, error = await dlq(worker, "replay", "--rate", "100", "--reason", "repaired", "--by", "ada", "--json")
    assert status == 0, error
    assert json.loads(out)["outcomes"] == {"sent": 40}
    done = await listed(worker, 40, "&state=resolved")
    assert {one["retry_count"] for one in done} == {5}
    for student in students:
        _, mastery = await worker.get(f"/progress/{student}")
        assert mastery["mastery"] == {"loops": 0.84}
    codec = Codec(FileRegistry.load())
    said = [codec.decode(one.value)[1] for one in await all_records(fleet, DEAD_LETTER_STATUS.name)]
    by_ada = [one for one in said if one["actor"] == "ada"]
    assert len(by_ada) == 40
    assert {(one["status"], one["reason"], one["attempt"]) for one in by_ada} == {("retrying", "repaired", 6)}
    status, out, _ = await dlq(worker, "stats")
    assert status == 0
    assert "0 open" in out
    status, out, _ = await dlq(worker, "list", "--state", "resolved", "--student", "stu-7")
    assert "stu-7" in out
    status, out, _ = await dlq(worker, "show", done[0]["id"])
    assert "repaired" in out
