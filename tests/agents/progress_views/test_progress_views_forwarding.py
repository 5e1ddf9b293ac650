"""Two workers, each with half of the partitions: whoever is asked, the owner answers."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from fleet.web.forward import FORWARDED_BY, owner_url
from schemas.partitioner import partition_for

Client = TestClient[Any, Any]

CHANGELOG = "fleet-mastery-changelog"
SCORES = {"completion": 0.85, "quiz": 0.90, "quality": 0.75, "consistency": 0.80}
UPDATE = {"component": "loops", "scores": SCORES}
STUDENT = "stu-00123"
HOME = partition_for(STUDENT.encode(), 6)
PATH = f"/progress/{STUDENT}"


class Pair:
    """`owner` has the student's partition, `other` has not."""

    def __init__(self, owner: Client, other: Client, world: Any, other_world: Any) -> None:
        self.owner, self.other = owner, other
        self.world, self.other_world = world, other_world


@pytest.fixture
async def pair(world: Any, tmp_path: Path, build_app: Any) -> AsyncIterator[Pair]:
    away = type(world)(tmp_path / "other")
    away.table.disown(HOME)
    ports = [unused_port(), unused_port()]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    apps = [build_app(world, urls[0]), build_app(away, urls[1])]
    for app in apps:
        app.assignor.changelog_distribution = {urls[0]: {CHANGELOG: [HOME]}, urls[1]: {CHANGELOG: []}}
    clients = [
        TestClient(TestServer(app.web.web_app, port=port), auto_decompress=False)
        for app, port in zip(apps, ports, strict=True)
    ]
    for client in clients:
        await client.start_server()
    yield Pair(*clients, world, away)
    for client in clients:
        await client.close()
    away.close()


async def problem(response: Any, status: int) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(await response.text())
    assert (response.status, response.content_type) == (status, "application/problem+json"), body
    return body


async def test_the_same_answer_from_both(pair: Pair) -> None:
    sent = await pair.other.post(f"{PATH}?wait=applied", json=UPDATE)
    assert (sent.status, (await sent.json())["overall_mastery"]) == (200, 0.84)
    assert (len(pair.world.sent), len(pair.other_world.sent)) == (1, 0)
    for path in (PATH, f"{PATH}/history?component=loops&days=3"):
        here, there = await pair.owner.get(path), await pair.other.get(path)
        assert (there.status, await there.read()) == (200, await here.read())
        assert there.content_type == here.content_type
    tag = (await pair.owner.get(PATH)).headers["ETag"]
    assert (await pair.other.get(PATH)).headers["ETag"] == tag
    assert (await pair.other.get(PATH, headers={"If-None-Match": tag})).status == 304
    assert (await pair.other.head(PATH)).status == 200


async def test_the_owners_refusal_comes_through(pair: Pair) -> None:
    assert (await problem(await pair.other.get(PATH), 404))["type"] == "/problems/unknown-student"
    await pair.owner.post(PATH, json={**UPDATE, "idempotency_key": "k"})
    other = {**UPDATE, "idempotency_key": "k", "component": "files"}
    assert (await problem(await pair.other.post(f"{PATH}?wait=applied", json=other), 422))["code"] == (
        "idempotency_conflict"
    )


async def test_bad_requests_are_refused_without_asking_the_owner(pair: Pair) -> None:
    await pair.owner.close()
    await problem(await pair.other.post(f"{PATH}?wait=applied", json={"component": "loops"}), 422)
    await problem(await pair.other.get(f"{PATH}/history?days=0"), 422)


async def test_a_request_is_handed_on_once_only(pair: Pair) -> None:
    response = await pair.other.get(PATH, headers={FORWARDED_BY: "http://elsewhere"})
    assert (await problem(response, 503))["type"] == "/problems/partition-away"
    assert response.headers["Retry-After"].isdigit()


async def test_a_partition_that_nobody_has_is_a_503(pair: Pair) -> None:
    pair.world.table.disown(HOME)
    response = await pair.owner.get(PATH)
    body = await problem(response, 503)
    assert (body["type"], "not on any worker" in body["detail"]) == ("/problems/partition-away", True)
    assert response.headers["Retry-After"].isdigit()
    relayed = await pair.other.get(PATH)
    assert (await problem(relayed, 503))["type"] == "/problems/partition-away"
    assert relayed.headers["Retry-After"].isdigit()


async def test_an_owner_that_is_gone_is_a_503_that_can_be_repeated(pair: Pair) -> None:
    await pair.owner.close()
    await problem(await pair.other.get(PATH), 503)
    body = await problem(await pair.other.post(f"{PATH}?wait=applied", json=UPDATE), 503)
    assert body["repeat_with"].keys() == {"event_id", "idempotency_key", "timestamp"}


async def test_the_repetition_of_a_lost_answer_counts_once(pair: Pair) -> None:
    """What the first try names in `repeat_with` is what the owner was given."""
    body = await (await pair.other.post(f"{PATH}?wait=applied", json=UPDATE)).json()
    names = ("event_id", "idempotency_key", "timestamp")
    again = await pair.owner.post(f"{PATH}?wait=applied", json={**UPDATE, **{name: body[name] for name in names}})
    assert (await again.json())["duplicate"] is True


async def test_a_silent_owner_is_a_504(pair: Pair, build_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio  # noqa: PLC0415 - only here

    released = asyncio.Event()

    async def stuck(_: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    monkeypatch.setattr("agents.progress.views.READ_S", 0.1)
    silent = web.Application()
    silent.router.add_route("*", "/{any:.*}", stuck)
    async with TestServer(silent) as server:
        app = build_app(pair.other_world)
        app.assignor.changelog_distribution = {str(server.make_url("/")): {CHANGELOG: [HOME]}}
        async with TestClient(TestServer(app.web.web_app)) as client:
            found = await problem(await client.get(PATH), 504)
            released.set()
    assert found["type"] == "/problems/owner-silent"


def test_the_owner_is_read_from_the_assignment() -> None:
    spread = {"http://a": {CHANGELOG: [0, 2], "other": [1]}, "http://b": {CHANGELOG: [1]}, "http://c": {}}
    assert [owner_url(spread, CHANGELOG, one) for one in range(4)] == ["http://a", "http://b", "http://a", None]
