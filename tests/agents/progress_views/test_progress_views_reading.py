"""GET of a student's progress and history."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient
from yarl import URL

Client = TestClient[Any, Any]

LOOPS = {"completion": 0.85, "quiz": 0.90, "quality": 0.75, "consistency": 0.80}
FUNCTIONS = {"completion": 0.70, "quiz": 0.65, "quality": 0.80, "consistency": 0.75}
NOW_MS = 1_768_300_200_000
DAY_MS = 86_400_000


async def learn(client: Client, component: str, scores: dict[str, float], **more: Any) -> None:
    response = await client.post("/progress/stu-00123", json={"component": component, "scores": scores, **more})
    assert response.status == 202, await response.text()


async def problem(response: Any, status: int) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(await response.text())
    assert (response.status, response.content_type) == (status, "application/problem+json"), body
    assert body.keys() >= {"type", "title", "status", "detail", "instance"}
    assert body["status"] == status
    assert "Traceback" not in json.dumps(body)
    return body


async def test_mastery_of_each_component_and_of_all(client: Client) -> None:
    await learn(client, "loops", LOOPS)
    await learn(client, "functions", FUNCTIONS)
    response = await client.get("/progress/stu-00123")
    assert (response.status, response.content_type) == (200, "application/json")
    body = await response.json()
    assert body == {
        "student_id": "stu-00123",
        "latest_scores": {"functions": FUNCTIONS, "loops": LOOPS},
        "overall_mastery": 0.775,
        "last_updated": "2026-01-13T10:30:00.000Z",
        "components_tracked": ["functions", "loops"],
        "level": "proficient",
        "mastery": {"functions": 0.71, "loops": 0.84},
        "levels": {"functions": "proficient", "loops": "proficient"},
    }


async def test_an_unknown_student_is_a_404(client: Client) -> None:
    for path in ("/progress/nobody", "/progress/nobody/history"):
        body = await problem(await client.get(path), 404)
        assert (body["type"], body["instance"]) == ("/problems/unknown-student", path)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("", "empty"),
        ("ada%40example.org", "pseudonym"),
        ("a%3Ab", "':'"),
        ("a%00b", "control"),
        ("a%0Ab", "control"),
        ("%20a", "space"),
        ("x" * 51, "at most 50"),
        ("%FF", "UTF-8"),
    ],
)
async def test_a_bad_student_id_is_a_422_that_says_why(client: Client, part: str, words: str) -> None:
    for path in (f"/progress/{part}", f"/progress/{part}/history"):
        body = await problem(await client.session.get(_encoded(client, path)), 422)
        assert body["errors"][0]["field"] == "student_id"
        assert words in body["errors"][0]["reason"]


def _encoded(client: Client, path: str) -> URL:
    return URL(f"{client.make_url('/')}{path[1:]}", encoded=True)


@pytest.mark.parametrize("student", ["ünïcode-学生", "a/b", "50%", "{x}", "x" * 50])
async def test_unusual_but_good_ids_find_their_student(client: Client, student: str) -> None:
    url = _encoded(client, f"/progress/{quote(student, safe='')}")
    sent = await client.session.post(url, json={"component": "loops", "scores": LOOPS})
    assert sent.status == 202, await sent.text()
    response = await client.session.get(url)
    assert (response.status, (await response.json())["student_id"]) == (200, student)
    assert (await client.session.get(_encoded(client, sent.headers["Location"]))).status == 200


async def test_an_unchanged_value_is_not_sent_again(client: Client) -> None:
    await learn(client, "loops", LOOPS)
    first = await client.get("/progress/stu-00123")
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = await client.get("/progress/stu-00123", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
    assert (await client.get("/progress/stu-00123", headers={"If-None-Match": '"other"'})).status == 200
    await learn(client, "loops", FUNCTIONS, timestamp=NOW_MS + 1)
    changed = await client.get("/progress/stu-00123", headers={"If-None-Match": tag})
    assert changed.status == 200
    assert changed.headers["ETag"] != tag


async def test_head_is_get_without_its_body(client: Client) -> None:
    await learn(client, "loops", LOOPS)
    response = await client.head("/progress/stu-00123")
    assert (response.status, await response.read()) == (200, b"")
    assert "ETag" in response.headers


@pytest.fixture
async def five_days(client: Client) -> Client:
    """`loops` on five days, 2026-01-09 to 2026-01-13, and `functions` on one; mastery equals the day's place / 10."""
    for back in range(5):
        part = (5 - back) / 10
        scores = dict.fromkeys(LOOPS, part)
        await learn(client, "loops", scores, timestamp=NOW_MS - back * DAY_MS)
    await learn(client, "functions", dict.fromkeys(LOOPS, 1.0), timestamp=NOW_MS - 2 * DAY_MS)
    return client


async def test_history_of_all_components(five_days: Client) -> None:
    body = await (await five_days.get("/progress/stu-00123/history")).json()
    days = [(one["date"], one["overall_mastery"], one["mastery"]) for one in body["history"]]
    assert days == [
        ("2026-01-13", 0.75, {"functions": 1.0, "loops": 0.5}),
        ("2026-01-12", 0.7, {"functions": 1.0, "loops": 0.4}),
        ("2026-01-11", 0.65, {"functions": 1.0, "loops": 0.3}),
        ("2026-01-10", 0.2, {"loops": 0.2}),
        ("2026-01-09", 0.1, {"loops": 0.1}),
    ]
    assert body["trend"] == [0.1, 0.2, 0.65, 0.7, 0.75]
    assert (body["change"], body["next"], body["component"], body["days"]) == (0.65, None, None, 30)


async def test_history_of_one_component(five_days: Client) -> None:
    body = await (await five_days.get("/progress/stu-00123/history?component=functions")).json()
    assert body["history"] == [
        {
            "date": "2026-01-11",
            "scores": dict.fromkeys(LOOPS, 1.0),
            "mastery": 1.0,
            "event_id": body["history"][0]["event_id"],
            "timestamp": "2026-01-11T10:30:00.000Z",
        }
    ]
    assert (body["trend"], body["change"]) == ([1.0], 0.0)
    empty = await (await five_days.get("/progress/stu-00123/history?component=files")).json()
    assert (empty["history"], empty["trend"], empty["change"], empty["next"]) == ([], [], None, None)


async def test_history_is_bounded_by_days(five_days: Client) -> None:
    body = await (await five_days.get("/progress/stu-00123/history?days=2")).json()
    assert [one["date"] for one in body["history"]] == ["2026-01-13", "2026-01-12"]
    assert body["next"] is None


@pytest.mark.parametrize("component", ["", "&component=loops"])
async def test_history_goes_on_at_next(five_days: Client, component: str) -> None:
    seen: list[str] = []
    cursor, pages = "", 0
    while cursor is not None:
        query = f"limit=2{component}" + (f"&before={cursor}" if cursor else "")
        body = await (await five_days.get(f"/progress/stu-00123/history?{query}")).json()
        seen += [one["date"] for one in body["history"]]
        cursor, pages = body["next"], pages + 1
    assert seen == ["2026-01-13", "2026-01-12", "2026-01-11", "2026-01-10", "2026-01-09"]
    assert pages == 3


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("days=0", "days"),
        ("days=3661", "days"),
        ("days=many", "days"),
        ("limit=0", "limit"),
        ("limit=367", "limit"),
        ("before=yesterday", "before"),
        ("before=2026-02-30", "before"),
        ("component=", "component"),
        ("component=a:b", "component"),
        ("componant=loops", "componant"),
        ("days=3&days=4", "days"),
        ("x=3&x=4", "query"),
    ],
)
async def test_a_bad_parameter_is_a_422_that_names_it(five_days: Client, query: str, field: str) -> None:
    body = await problem(await five_days.get(f"/progress/stu-00123/history?{query}"), 422)
    assert [one["field"] for one in body["errors"]] == [field]
    assert body["instance"] == "/progress/stu-00123/history"


async def test_progress_takes_no_parameters(client: Client) -> None:
    body = await problem(await client.get("/progress/stu-00123?component=loops"), 422)
    assert body["errors"][0]["field"] == "component"


async def test_every_other_error_is_a_problem_document_too(client: Client, world: Any, caplog: Any) -> None:
    assert (await problem(await client.get("/nowhere"), 404))["type"] == "about:blank"
    refused = await client.delete("/progress/stu-00123")
    await problem(refused, 405)
    assert refused.headers["Allow"] == "GET,HEAD,POST"
    world.table.ownership = None  # a defect that nobody foresaw
    body = await problem(await client.get("/progress/stu-00123"), 500)
    assert body["detail"] == "An error that nobody foresaw; it has been logged"
    assert "stu-00123" not in caplog.records[-1].getMessage()
    assert "TypeError" in caplog.records[-1].getMessage()
    assert "tables/reader.py" in caplog.records[-1].getMessage(), "the place is told"


async def test_the_type_of_a_problem_leads_to_its_description(client: Client) -> None:
    found = await problem(await client.get("/progress/nobody"), 404)
    described = await (await client.get(found["type"])).json()
    assert {name: described[name] for name in ("type", "title", "status")} == {
        name: found[name] for name in ("type", "title", "status")
    }
    await problem(await client.get("/problems/none"), 404)
