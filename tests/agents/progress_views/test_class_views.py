"""The list of students: everybody once, in one order, in pages, whatever ids they have."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from agents.progress.class_views import merged
from tables.reader import student_order

LOOPS = {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}
STUDENTS = ["a", "a-b", "a;b", "a_b", "ab", "b", "é", "stu-1", "stu-10", "stu-2", "\N{GRINNING FACE}", "z"]


@pytest.fixture
async def known(client: TestClient[Any, Any]) -> list[str]:
    for student in STUDENTS:
        for component in ("loops", "files"):
            body = {"component": component, "scores": LOOPS}
            assert (await client.post(f"/progress/{student}", json=body)).status == 202
    return sorted(STUDENTS, key=student_order)


async def students(client: TestClient[Any, Any], query: str = "") -> dict[str, Any]:
    response = await client.get(f"/students{query}")
    assert response.status == 200, await response.text()
    return dict(await response.json())


async def test_all_students_are_listed_with_their_mastery(client: TestClient[Any, Any], known: list[str]) -> None:
    body = await students(client)
    assert [one["student_id"] for one in body["students"]] == known
    assert body["next"] is None
    assert body["students"][0] == {
        "student_id": known[0],
        "overall_mastery": 0.84,
        "level": "proficient",
        "mastery": {"files": 0.84, "loops": 0.84},
        "last_updated": "2026-01-13T10:30:00.000Z",
    }


@pytest.mark.parametrize("limit", [1, 2, 5, 11, 12, 13])
async def test_pages_hold_everybody_once(client: TestClient[Any, Any], known: list[str], limit: int) -> None:
    found: list[str] = []
    after = ""
    for _ in range(len(STUDENTS) + 1):
        body = await students(client, f"?limit={limit}{after}")
        page = [one["student_id"] for one in body["students"]]
        assert 0 < len(page) <= limit
        found += page
        if body["next"] is None:
            break
        assert body["next"] == page[-1]
        after = f"&after={body['next'].replace(';', '%3B')}"
    assert found == known


async def test_nobody_is_nobody(client: TestClient[Any, Any]) -> None:
    assert await students(client) == {"students": [], "next": None}


async def test_one_partition_is_a_share(client: TestClient[Any, Any], known: list[str]) -> None:
    shares = [[one["student_id"] for one in (await students(client, f"?partition={n}"))["students"]] for n in range(6)]
    assert sorted((one for share in shares for one in share), key=student_order) == known
    assert len([share for share in shares if share]) > 1


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "after=a%3Ab", "partition=6", "component=loops"])
async def test_wrong_parameters_are_told(client: TestClient[Any, Any], query: str) -> None:
    assert (await client.get(f"/students?{query}")).status == 422


async def test_a_partition_that_is_away_is_told(client: TestClient[Any, Any], world: Any) -> None:
    world.table.disown(3)
    response = await client.get("/students")
    assert (response.status, (await response.json())["type"]) == (503, "/problems/partition-away")


def test_a_short_page_of_one_partition_hides_nobody_of_another() -> None:
    def row(name: str) -> dict[str, Any]:
        return {"student_id": name}

    pages = [{"students": [row("a"), row("d")], "next": "d"}, {"students": [row("b")], "next": None}]
    assert merged(pages, 2) == {"students": [row("a"), row("b")], "next": "b"}
    assert merged(pages, 3) == {"students": [row("a"), row("b"), row("d")], "next": "d"}
