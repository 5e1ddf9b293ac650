"""The interface's description is valid, complete, and shows people what programs see."""

import json
import re
from typing import Any

import pytest
from aiohttp import web
from openapi_spec_validator import validate
from pydantic import Field

from agents.runtime.access import ADMINS
from agents.runtime.problems import CATALOGUE
from agents.runtime.spec import AgentSpec
from agents.runtime.web import NoQuery, Query, Route
from fleet.openapi import agent_names, agent_openapi, openapi
from fleet.reference import fleet_openapi, json_page
from fleet.topology import AGENTS
from fleet.web.api import page
from schemas.base import Model


class Asked(Model):
    """A body."""

    name: str = Field(min_length=1)


class Answer(Model):
    """An answer."""

    length: int


class Pages(Query):
    """Parameters."""

    limit: int = Field(10, ge=1)


async def nothing(_: web.Request) -> web.Response:
    return web.Response()


no_routes = AgentSpec.__dataclass_fields__["routes"].default

ROUTES = [
    Route("GET", "/things/{name}", nothing, "One thing.", query=Pages),
    Route("POST", "/things", nothing, "Make <one>.", NoQuery, Asked, answers=Answer, example={"name": "x & y"}),
    Route("POST", "/closed", nothing, "For operators.", access=ADMINS),
]


@pytest.fixture(scope="module")
def api() -> dict[str, Any]:
    return dict(json.loads(json_page(fleet_openapi())))


def test_the_fleets_document_is_valid(api: dict[str, Any]) -> None:
    validate(api)


def test_every_request_that_agents_answer_is_in_it_with_its_example(api: dict[str, Any]) -> None:
    posted = [one for spec in AGENTS for one in spec.answers if one.path is not None]
    assert posted
    for one in posted:
        operation = api["paths"][one.path]["post"]
        body = operation["requestBody"]["content"]["application/json"]
        assert body["schema"] == {"$ref": f"#/components/schemas/{one.model.__name__}"}
        assert body.get("example", {}) == one.example
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer == {"$ref": "#/components/schemas/AgentResponse"}


def test_paths_parameters_bodies_and_answers_come_from_the_routes() -> None:
    made = openapi(ROUTES, CATALOGUE)
    validate(made)
    one = made["paths"]["/things/{name}"]["get"]
    assert [(each["name"], each["in"], each["required"]) for each in one["parameters"]] == [
        ("name", "path", True),
        ("limit", "query", False),
    ]
    assert one["parameters"][1]["schema"]["minimum"] == 1
    posted = made["paths"]["/things"]["post"]
    assert posted["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Asked"}
    assert posted["responses"]["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Answer"
    }
    assert made["components"]["schemas"]["Asked"]["properties"]["name"]["minLength"] == 1
    assert made["paths"]["/closed"]["post"]["tags"] == ["admin"]


def test_every_kind_of_problem_is_an_answer_of_every_operation() -> None:
    made = openapi(ROUTES, CATALOGUE)
    wanted = {str(kind.status) for kind in CATALOGUE} | {"404", "405", "200"}
    for methods in made["paths"].values():
        for operation in methods.values():
            assert wanted <= operation["responses"].keys()
    described = " ".join(one["description"] for one in made["components"]["responses"].values())
    assert all(f"`{kind.code}`" in described for kind in CATALOGUE)


def test_an_agents_document_is_valid_and_holds_its_pages_and_what_they_refer_to(api: dict[str, Any]) -> None:
    assert set(agent_names(api)) == {
        spec.name for spec in AGENTS if any(one.path for one in spec.answers) or spec.routes is not no_routes
    }
    together: dict[str, set[str]] = {}
    for agent in agent_names(api):
        made = agent_openapi(api, agent)
        validate(made)
        for path, methods in made["paths"].items():
            together.setdefault(path, set()).update(methods)
            assert all(operation == api["paths"][path][method] for method, operation in methods.items())
        text = json.dumps(made)
        for kind in ("schemas", "responses"):
            for name in made["components"][kind]:
                assert f'"#/components/{kind}/{name}"' in text, f"{agent} has no use for {name}"
    everything = {
        path: {method for method, operation in methods.items() if "x-agent" in operation}
        for path, methods in api["paths"].items()
    }
    assert together == {path: methods for path, methods in everything.items() if methods}
    assert "DebugRequest" in agent_openapi(api, "debug")["components"]["schemas"]
    assert "ReviewRequest" not in agent_openapi(api, "debug")["components"]["schemas"]


def test_operations_have_ids_of_their_own(api: dict[str, Any]) -> None:
    found = [operation["operationId"] for methods in api["paths"].values() for operation in methods.values()]
    assert len(set(found)) == len(found)


def test_the_page_shows_every_operation_and_escapes_what_it_shows(api: dict[str, Any]) -> None:
    shown = page(openapi(ROUTES, CATALOGUE))
    assert "Make &lt;one&gt;." in shown
    assert "x &amp; y" in shown
    everything = page(api)
    for path in api["paths"]:
        assert re.search(rf"</span> {re.escape(path)}</code>", everything), path
    assert "<script" not in everything
