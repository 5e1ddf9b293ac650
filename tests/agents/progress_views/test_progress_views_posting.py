"""POST of progress: what is refused, what is sent, and what is answered."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from schemas.partitioner import partition_for
from tables.kafka.clients import KafkaError

Client = TestClient[Any, Any]

LOOPS = {"completion": 0.85, "quiz": 0.90, "quality": 0.75, "consistency": 0.80}
NOW_MS = 1_768_300_200_000
DAY_MS = 86_400_000
PATH = "/progress/stu-00123"
JSON = {"Content-Type": "application/json"}


def update(**changes: Any) -> dict[str, Any]:
    return {"component": "loops", "scores": LOOPS, **changes}


async def problem(response: Any, status: int) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(await response.text())
    assert (response.status, response.content_type) == (status, "application/problem+json"), body
    assert body["status"] == status
    return body


async def test_metadata_travels_with_the_event_and_a_misspelt_part_is_refused(client: Client, world: Any) -> None:
    metadata = {"item_id": "quiz-7", "passed": True, "concepts": ["loops"], "seconds": 12}
    assert (await client.post(PATH, json=update(metadata=metadata))).status == 202
    event = world.codec.decode(world.sent[0].value, "fleet.StudentProgress")[1]
    assert event["version"] == "1.1"
    assert {name: event["metadata"][name] for name in metadata} == metadata
    response = await client.post(PATH, json=update(metadata={"pased": True}))
    assert response.status == 422
    assert "metadata.pased" in await response.text()


async def test_an_update_becomes_an_event_in_the_log(client: Client, world: Any) -> None:
    response = await client.post(PATH, json=update())
    assert (response.status, response.headers["Location"]) == (202, PATH)
    body = await response.json()
    (record,) = world.sent
    home = partition_for(b"stu-00123", 6)
    assert (record.topic, record.partition, record.key) == ("learning.events", home, b"stu-00123")
    event = world.codec.decode(record.value, "fleet.StudentProgress")[1]
    assert event["scores"] == LOOPS
    assert (event["mastery"], event["timestamp"], event["student_id"]) == (0.84, NOW_MS, "stu-00123")
    assert body == {
        "event_id": event["event_id"],
        "idempotency_key": event["event_id"],
        "timestamp": NOW_MS,
        "topic": "learning.events",
        "partition": home,
        "offset": 0,
        "clamped": False,
    }


async def test_the_clients_own_ids_and_time_are_kept(client: Client, world: Any) -> None:
    own = {"event_id": "evt-1", "idempotency_key": "key-1", "timestamp": NOW_MS - DAY_MS}
    body = await (await client.post(PATH, json=update(**own))).json()
    assert {name: body[name] for name in own} == own
    event = world.codec.decode(world.sent[0].value)[1]
    assert {name: event[name] for name in own} == own


async def test_waiting_gives_the_new_mastery(client: Client) -> None:
    response = await client.post(f"{PATH}?wait=applied", json=update())
    body = await response.json()
    assert (response.status, body["overall_mastery"], body["mastery"]) == (200, 0.84, {"loops": 0.84})
    assert (body["duplicate"], body["offset"], body["topic"]) == (False, 0, "learning.events")
    assert (await (await client.get(PATH)).json()).items() <= body.items()


async def test_waiting_really_waits(client: Client, world: Any) -> None:
    world.held = True
    asked = asyncio.create_task(client.post(f"{PATH}?wait=applied", json=update()))
    async with asyncio.timeout(10):
        await world.arrived.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not asked.done()
    world.apply(world.sent[0])
    assert (await asked).status == 200


async def test_out_of_range_scores_are_clamped_and_told(client: Client) -> None:
    body = await (await client.post(f"{PATH}?wait=applied", json=update(scores={**LOOPS, "quiz": 1.7}))).json()
    assert (body["clamped"], body["latest_scores"]["loops"]["quiz"]) == (True, 1.0)


@pytest.mark.parametrize("own", [{"idempotency_key": "k"}, {"event_id": "e"}, {"event_id": "e", "timestamp": NOW_MS}])
async def test_a_repetition_is_a_duplicate(client: Client, world: Any, own: dict[str, Any]) -> None:
    first = await (await client.post(f"{PATH}?wait=applied", json=update(**own))).json()
    world.now += 5  # the repetition comes later: that must not make another event of it
    again = await client.post(f"{PATH}?wait=applied", json=update(**own))
    body = await again.json()
    assert (again.status, first["duplicate"], body["duplicate"]) == (200, False, True)
    assert body["last_updated"] == first["last_updated"]
    assert len(world.sent) == 2


async def test_a_key_used_for_something_else_is_refused_with_its_code(client: Client) -> None:
    await client.post(PATH, json=update(idempotency_key="k"))
    other = update(idempotency_key="k", component="functions")
    body = await problem(await client.post(f"{PATH}?wait=applied", json=other), 422)
    assert (body["code"], body["type"], body["idempotency_key"]) == ("idempotency_conflict", "/problems/refused", "k")


async def test_too_many_components_are_refused(client: Client) -> None:
    for name in ("a", "b", "c"):
        assert (await client.post(f"{PATH}?wait=applied", json=update(component=name))).status == 200
    body = await problem(await client.post(f"{PATH}?wait=applied", json=update(component="d")), 422)
    assert body["code"] == "too_many_components"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"component": "a:b"}, ["component"]),
        ({"component": ""}, ["component"]),
        ({"component": "x" * 51}, ["component"]),
        ({"scores": {**LOOPS, "quiz": "high"}}, ["scores.quiz"]),
        ({"scores": {"quiz": 1}}, ["scores.completion", "scores.quality", "scores.consistency"]),
        ({"scores": None}, ["scores"]),
        ({"component": None, "scores": []}, ["component", "scores"]),
        ({"event_id": "x" * 101}, ["event_id"]),
        ({"idempotency_key": ""}, ["idempotency_key"]),
        ({"timestamp": 4_070_908_800_000}, ["timestamp"]),  # 2099
        ({"timestamp": NOW_MS + 300_001}, ["timestamp"]),
        ({"timestamp": NOW_MS - 7 * DAY_MS - 1}, ["timestamp"]),
        ({"timestamp": -1}, ["timestamp"]),
        ({"timestamp": 2**63}, ["timestamp"]),
        ({"timestamp": "now"}, ["timestamp"]),
        ({"mastery": 0.9}, ["mastery"]),
    ],
)
async def test_bad_fields_are_named_and_nothing_is_sent(
    client: Client, world: Any, changes: dict[str, Any], fields: list[str]
) -> None:
    for path in (PATH, f"{PATH}?wait=applied"):
        body = await problem(await client.post(path, json=update(**changes)), 422)
        assert [one["field"] for one in body["errors"]] == fields
        assert all(one["reason"] for one in body["errors"])
    assert world.sent == []


@pytest.mark.parametrize("edge", [NOW_MS + 300_000, NOW_MS - 7 * DAY_MS])
async def test_times_at_the_bounds_are_taken(client: Client, edge: int) -> None:
    assert (await client.post(f"{PATH}?wait=applied", json=update(timestamp=edge))).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"component": NaN}',
        b"[" * 4000,
        b'{"a":1}{"b":2}',
        b"'x'",
        b'{"component": "\\ud800"}',
    ],
)
async def test_a_body_that_is_no_json_is_a_400(client: Client, world: Any, body: bytes) -> None:
    found = await problem(await client.post(PATH, data=body, headers=JSON), 400)
    assert found["type"] == "/problems/not-json"
    assert world.sent == []


@pytest.mark.parametrize("body", [b"[]", b"null", b"3", b'"x"'])
async def test_json_of_another_shape_is_a_422(client: Client, body: bytes) -> None:
    found = await problem(await client.post(PATH, data=body, headers=JSON), 422)
    assert found["errors"] == [{"field": "body", "reason": "must be a JSON object"}]


async def test_nan_and_infinity_reach_nobody(client: Client, world: Any) -> None:
    for literal in ("NaN", "Infinity", "1e999"):
        text = json.dumps(update()).replace("0.75", literal)
        response = await client.post(PATH, data=text, headers=JSON)
        assert response.status in (400, 422), literal
    assert world.sent == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
async def test_another_media_type_is_a_415(client: Client, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    response = await client.post(
        PATH, data=json.dumps(update()).encode(), headers=headers, skip_auto_headers=["Content-Type"]
    )
    await problem(response, 415)
    assert response.headers["Accept-Post"] == "application/json"


async def test_an_oversized_body_is_a_413_announced_or_not(client: Client, world: Any) -> None:
    big = json.dumps(update(component="x" * 5000)).encode()
    announced = await problem(await client.post(PATH, data=big, headers=JSON), 413)

    async def pieces() -> Any:
        yield big

    unannounced = await problem(await client.post(PATH, data=pieces(), headers=JSON), 413)
    assert announced == unannounced
    assert (announced["type"], announced["detail"]) == ("/problems/too-large", "The body must have at most 4096 bytes")
    assert world.sent == []


async def test_an_unknown_kind_of_waiting_is_a_422(client: Client) -> None:
    body = await problem(await client.post(f"{PATH}?wait=forever", json=update()), 422)
    assert body["errors"][0]["field"] == "wait"


async def test_a_bad_student_id_is_a_422(client: Client, world: Any) -> None:
    body = await problem(await client.post("/progress/ada@example.org", json=update()), 422)
    assert "pseudonym" in body["detail"]
    assert world.sent == []


# -- the broker and the partition --------------------------------------------------------------------------------------
async def test_an_absent_broker_is_a_503_and_comes_back(client: Client, world: Any) -> None:
    world.reachable = False
    response = await client.post(PATH, json=update())
    body = await problem(response, 503)
    assert response.headers["Retry-After"].isdigit()
    assert body["type"] == "/problems/unconfirmed"
    world.reachable = True
    repeated = await client.post(f"{PATH}?wait=applied", json=update(**body["repeat_with"]))
    assert (repeated.status, (await repeated.json())["duplicate"]) == (200, False)


async def test_a_silent_broker_is_a_503_whose_repetition_counts_once(client: Client, world: Any) -> None:
    world.confirming = False
    body = await problem(await client.post(PATH, json=update()), 503)
    world.apply(world.sent[0])  # it had arrived all the same
    world.confirming = True
    world.now += 60
    repeated = await client.post(f"{PATH}?wait=applied", json=update(**body["repeat_with"]))
    assert (repeated.status, (await repeated.json())["duplicate"]) == (200, True)


async def test_a_broken_producer_is_replaced(client: Client, world: Any) -> None:
    world.failure = KafkaError("fatal")
    await problem(await client.post(PATH, json=update()), 503)
    world.failure = None
    assert (await client.post(PATH, json=update())).status == 202
    assert [one.running for one in world.producers] == [False, True]


async def test_events_are_taken_while_the_partition_is_away(client: Client, world: Any) -> None:
    world.held = True
    world.table.disown(partition_for(b"stu-00123", 6))
    assert (await client.post(PATH, json=update())).status == 202


async def test_waiting_ends_with_a_note_when_the_partition_moves(client: Client, world: Any) -> None:
    world.held = True
    asked = asyncio.create_task(client.post(f"{PATH}?wait=applied", json=update()))
    async with asyncio.timeout(10):
        await world.arrived.wait()
    await asyncio.sleep(0)
    world.table.disown(world.sent[0].partition)
    response = await asked
    assert response.status == 202
    assert "moved" in (await response.json())["note"]


async def test_waiting_is_bounded(world: Any, build_app: Any, serve: Any) -> None:
    world.held = True
    client = await serve(build_app(world, applied_seconds=0.05))
    response = await client.post(f"{PATH}?wait=applied", json=update())
    assert response.status == 202
    assert "will be" in (await response.json())["note"]


async def test_the_producer_ends_with_the_server(client: Client, world: Any) -> None:
    await client.post(PATH, json=update())
    (producer,) = world.producers
    assert producer.running
    await client.close()
    assert not producer.running


# -- what is due -------------------------------------------------------------------------------------------------------
async def test_what_was_practised_becomes_due_and_the_least_remembered_comes_first(client: Client, world: Any) -> None:
    for number, (concept, passed) in enumerate([("sets", False), ("lists", True)]):
        metadata = {"item_id": f"item-{number}", "concepts": [concept], "passed": passed}
        response = await client.post(f"{PATH}?wait=applied", json=update(event_id=f"e{number}", metadata=metadata))
        assert response.status == 200
    world.now += 6 * 86_400.0
    body = await (await client.get(f"{PATH}/due")).json()
    assert [one["concept"] for one in body["concepts"]] == ["sets", "lists"]
    assert body["concepts"][0]["due"]
    assert body["practised"] == 2
    assert 0 < body["concepts"][0]["recalled"] < body["concepts"][1]["recalled"] <= 1
    assert body["concepts"][0]["rating"] < 0.2 < body["concepts"][1]["rating"]
    assert (await (await client.get(f"{PATH}/due?limit=1")).json())["concepts"] == body["concepts"][:1]
    assert (await client.get(f"{PATH}/due?days=-1")).status == 422
    assert (await client.get("/progress/nobody/due")).status == 404


async def test_more_concepts_than_are_allowed_are_refused(client: Client) -> None:
    many = {"passed": True, "concepts": ["a", "b", "c", "d"]}
    response = await client.post(f"{PATH}?wait=applied", json=update(metadata=many))
    assert (response.status, (await response.json())["code"]) == (422, "too_many_components")
