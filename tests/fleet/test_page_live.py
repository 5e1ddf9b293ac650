"""The page over HTTP: its files, the class, and the stream. Other workers are played."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from agents.runtime.problems import PARTITION_AWAY, ProblemError
from agents.runtime.web import json_response
from fleet.app import build
from fleet.metrics.watches import DeadLetterCounts
from fleet.settings import Settings
from fleet.web.middleware import application_options
from fleet.web.page.live import LiveViews
from fleet.web.page.pulse import PartitionPulse
from fleet.web.page.static import FOLDER, POLICY, PageViews, load
from fleet.web.page.views import ClassViews, part
from schemas.topics import PARTITIONS
from tests.fleet.page_support import Table, mastery, rosters


class Fleet:
    """This worker has partitions 0 and 1, another one 2; the others are on their way."""

    def __init__(self, folder: Path) -> None:
        self.table = Table(folder, (0, 1))
        self.other = Table(folder / "other", (2,))
        self.rosters = rosters(self.table)
        self.theirs = rosters(self.other)
        self.asked: list[tuple[int, Mapping[str, str] | None]] = []
        self.status = 200
        breakers: Any = type("None", (), {"paused": lambda _: ()})()
        counts = DeadLetterCounts({"waiting": 1, "retrying": 2, "permanent": 4}, 1_000)
        table: Any = self.table

        async def letters(_: int) -> DeadLetterCounts:
            return counts

        def alerts(partition: int) -> dict[str, Any]:
            return {"open": 2, "newest": f"000000000000{partition}:a"}

        pulse = PartitionPulse(table, self.rosters, dict, breakers, letters, alerts)
        self.live = LiveViews(pulse.read, self._forward, limit=2, every=0.05)
        other: Any = self.other
        self.their_pulse = PartitionPulse(other, self.theirs, dict, breakers, letters, alerts)
        self.views = ClassViews(self.rosters, self._forward)

    async def _forward(
        self, request: web.Request, partition: int, *, query: Mapping[str, str] | None = None, **_: Any
    ) -> web.Response:
        self.asked.append((partition, query))
        if self.status != 200:
            return web.Response(status=self.status)
        if partition != 2:
            raise ProblemError(PARTITION_AWAY, "not there")
        if request.path == "/live":
            return json_response(await self.their_pulse.read(2, (query or {}).get("after")))
        return json_response(part((await self.theirs.of(2))[1], self_query(request).wanted()))


def self_query(request: web.Request) -> Any:
    from fleet.web.page.views import ClassQuery  # noqa: PLC0415 - what the other worker would do

    return ClassQuery.read(dict(request.query))


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    made = Fleet(tmp_path)
    yield made
    made.table.close()
    made.other.close()


@pytest.fixture
async def client(fleet: Fleet) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(**application_options(4096))
    for route in (*PageViews().routes(), *fleet.views.routes(), *fleet.live.routes()):
        app.router.add_get(route.path, route.handler)
    app.on_shutdown.append(fleet.live.stop)
    async with TestClient(TestServer(app)) as made:
        yield made


async def pulse(stream: Any) -> dict[str, Any]:
    """The next message of a stream."""
    head = await stream.content.readline()
    assert head == b"event: pulse\n"
    data = await stream.content.readline()
    assert await stream.content.readline() == b"\n"
    return dict(json.loads(data.removeprefix(b"data: ")))


# -- files -------------------------------------------------------------------------------------------------------------
async def test_the_index_is_checked_again_and_files_are_kept(client: TestClient[Any, Any]) -> None:
    answer = await client.get("/")
    assert (answer.status, answer.content_type) == (200, "text/html")
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    again = await client.get("/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    paths = re.findall(r'(?:src|href)="(/static/[^"#]+)', await answer.text())
    assert len(paths) > 3
    for path in paths:
        file = await client.get(path)
        assert file.status == 200, path
        assert "immutable" in file.headers["Cache-Control"]
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        old = await client.get(re.sub(r"/static/\w+/", "/static/old/", path))
        assert (old.status, old.headers["Cache-Control"]) == (200, "no-store")
    assert (await client.get("/static/old/none.js")).status == 404
    assert (await client.get("/static/old/..%2fapi.py")).status == 404


def test_nothing_is_inline_and_every_import_is_there() -> None:
    _, files = load()
    page = files["index.html"].body.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>|<script(?![^>]*\bsrc=)", page)
    assert "{{" not in page
    for name, file in files.items():
        for wanted in re.findall(r'from "\./([\w.]+)"', file.body.decode()):
            assert wanted in files, f"{name} imports {wanted}"
        assert "innerHTML" not in file.body.decode(), name


def test_a_changed_file_has_another_path(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    before, _ = load(tmp_path)
    assert before == load()[0]
    (tmp_path / "app.js").write_text("// another", encoding="utf-8")
    after, files = load(tmp_path)
    assert before != after
    assert after.encode() in files["index.html"].body


# -- the class ---------------------------------------------------------------------------------------------------------
async def test_a_page_without_all_partitions_is_refused(client: TestClient[Any, Any]) -> None:
    answer = await client.get("/class")
    assert answer.status == 503
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "sort=x", "level=x", "after=x", "after=1:a:b", "who=x"])
async def test_bad_parameters_are_named(client: TestClient[Any, Any], query: str) -> None:
    assert (await client.get(f"/class?{query}")).status == 422


async def test_one_partition_is_asked_for_alone(client: TestClient[Any, Any], fleet: Fleet) -> None:
    fleet.other.put({"theirs": mastery(loops=0.95)}, partition=2)
    answer = await (await client.get("/class?partition=2&sort=weakest")).json()
    assert [row["student_id"] for row in answer["rows"]] == ["theirs"]
    assert answer["components"] == {"loops": [0, 0, 0, 1]}
    assert fleet.asked == [(2, {"partition": "2", "sort": "weakest"})]


# -- the stream --------------------------------------------------------------------------------------------------------
async def test_changes_of_all_workers_come_in_one_stream(client: TestClient[Any, Any], fleet: Fleet) -> None:
    fleet.table.put({"ours": mastery(loops=0.5)})
    async with client.get("/live") as stream:
        assert stream.content_type == "text/event-stream"
        first = await pulse(stream)
        assert (first["students"], first["complete"], first["partitions_away"]) == (1, False, [3, 4, 5])
        assert (first["dead_letters"]["open"], first["dead_letters"]["permanent"]) == (21, 12)  # of three partitions
        assert first["alerts"] == {"open": 6, "newest": "0000000000000:a"}
        fleet.table.put({"ours": mastery(loops=0.95)})
        fleet.other.put({"theirs": mastery(loops=0.1)}, partition=2)
        changed: dict[str, float] = {}
        while len(changed) < 2:
            message = await pulse(stream)
            changed |= {row["student_id"]: row["overall"] for row in message["changed"]}
        assert changed == {"ours": 0.95, "theirs": 0.1}
        assert message["components"] == {"loops": [1, 0, 0, 1]}


async def test_one_gathering_serves_all_and_ends_with_the_last(client: TestClient[Any, Any], fleet: Fleet) -> None:
    async with client.get("/live") as one, client.get("/live") as two:
        await pulse(one)
        await pulse(two)
        async with client.get("/live") as third:
            assert third.status == 429
            assert third.headers["Retry-After"]
        asked = len(fleet.asked)
        await pulse(one)
        await pulse(two)
        assert len(fleet.asked) - asked <= 2 * (PARTITIONS - 2)
    job = fleet.live._job
    assert job is not None
    await asyncio.wait_for(job, 10)
    assert fleet.live.listeners == 0


async def test_who_has_lost_their_rights_is_sent_away(client: TestClient[Any, Any], fleet: Fleet) -> None:
    async with client.get("/live") as stream:
        await pulse(stream)
        fleet.status = 401
        async with asyncio.timeout(10):
            while await stream.content.readline():
                pass


async def test_a_reader_who_does_not_read_loses_the_stream(fleet: Fleet) -> None:
    live = fleet.live
    from fleet.web.page.live import _Listener  # noqa: PLC0415 - what the job does to it is what is tested

    request: Any = None
    listener = _Listener(request)
    for _ in range(6):
        listener.give(b"x")
    assert listener.lost
    assert live.listeners == 0


async def test_a_stream_ends_with_the_server(client: TestClient[Any, Any], fleet: Fleet) -> None:
    async with client.get("/live") as stream:
        await pulse(stream)
        await fleet.live.stop()
        async with asyncio.timeout(10):
            while await stream.content.readline():
                pass
    assert (await client.get("/live")).status == 429


async def test_another_worker_is_answered_for_one_partition(client: TestClient[Any, Any], fleet: Fleet) -> None:
    fleet.table.put({"ours": mastery(loops=0.5)}, partition=1)
    first = await (await client.get("/live?partition=1")).json()
    fleet.table.put({"ours": mastery(loops=0.6)}, partition=1)
    second = await (await client.get("/live", params={"partition": "1", "after": first["place"]})).json()
    assert [row["overall"] for row in second["changed"]] == [0.6]
    assert (await client.get("/live?partition=5")).status == 503


# -- in a worker -------------------------------------------------------------------------------------------------------
async def test_a_worker_serves_the_page_and_not_fausts(tmp_path: Path) -> None:
    settings = Settings(kafka_brokers="127.0.0.1:1", data_dir=tmp_path, auth_secret=SecretStr("only-for-tests" * 3))
    built = build(settings, leave=lambda _: None)
    built.app.web.init_server()
    async with TestClient(TestServer(built.app.web.web_app)) as client:
        answer = await client.get("/")
        assert "Agent Fleet" in await answer.text()
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert (await client.get(f"/static/{load()[0]}/app.js")).status == 200
        for path in ("/class", "/live", "/live?partition=0"):
            assert (await client.get(path)).status == 401, "the page is for everybody, what it shows is not"
    assert "/class" in built.api["paths"]
