"""The course over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from agents.concepts.agent import concepts_agent
from agents.concepts.views import ConceptPages
from fleet.web.middleware import application_options


@pytest.fixture
async def client() -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(**application_options(4096))
    for route in ConceptPages(concepts_agent()).routes():
        app.router.add_get(route.path, route.handler)
    async with TestClient(TestServer(app)) as made:
        yield made


async def get(client: TestClient[Any, Any], path: str) -> tuple[int, dict[str, Any]]:
    response = await client.get(path)
    return response.status, await response.json(content_type=None)


async def test_a_concept_by_any_name(client: TestClient[Any, Any]) -> None:
    for name in ("list-comprehensions", "List%20comprehensions", "listcomp"):
        status, page = await get(client, f"/concepts/{name}")
        assert (status, page["id"]) == (200, "list-comprehensions")
    assert set(page["explanation"]) == {"beginner", "learning", "proficient"}
    assert page["exercise"] == {"topic": "list-comprehensions"}


async def test_an_unknown_one_is_a_problem_with_the_nearest(client: TestClient[Any, Any]) -> None:
    status, problem = await get(client, "/concepts/dictonaris")
    assert (status, problem["type"]) == (404, "/problems/unknown-concept")
    assert "dictionaries" in problem["nearest"]


async def test_all_concepts_page_by_page(client: TestClient[Any, Any]) -> None:
    seen: list[str] = []
    path = "/concepts?limit=40"
    while True:
        status, page = await get(client, path)
        assert status == 200
        seen += [one["id"] for one in page["concepts"]]
        if "next" not in page:
            break
        path = f"/concepts?limit=40&after={page['next']}"
    assert seen == list(concepts_agent().course.concepts)
    _, files = await get(client, "/concepts?module=files")
    assert [one["id"] for one in files["concepts"]] == list(concepts_agent().course.modules["files"].concepts)


@pytest.mark.parametrize(
    ("query", "field"), [("module=x", "module"), ("after=x", "after"), ("limit=0", "limit"), ("page=2", "page")]
)
async def test_a_bad_parameter_is_named(client: TestClient[Any, Any], query: str, field: str) -> None:
    status, problem = await get(client, f"/concepts?{query}")
    assert (status, problem["errors"][0]["field"]) == (422, field)
