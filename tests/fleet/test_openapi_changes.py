"""What breaks clients of the HTTP interface is found, and nothing else is."""

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from fleet.openapi_changes import breaches
from fleet.reference import BASELINE, PAGES, fleet_openapi

ROOT = Path(__file__).resolve().parents[2]

Api = dict[str, Any]

OLD: Api = {
    "openapi": "3.1.0",
    "paths": {
        "/things/{name}": {
            "get": {
                "operationId": "get_thing",
                "parameters": [
                    {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 10}},
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                    "404": {"$ref": "#/components/responses/Problem"},
                },
            },
            "post": {
                "operationId": "make_thing",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Asked"}}},
                },
                "responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}},
            },
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["name", "parts"],
                "properties": {
                    "name": {"type": "string"},
                    "kind": {"enum": ["a", "b"]},
                    "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
                    "levels": {"type": "object", "additionalProperties": {"type": "number"}},
                },
            },
            "Part": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
            "Asked": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 50},
                    "kind": {"enum": ["a", "b"]},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
            },
        },
        "responses": {"Problem": {"content": {"application/problem+json": {"schema": {"type": "object"}}}}},
    },
}


def get(api: Api) -> Any:
    return api["paths"]["/things/{name}"]["get"]


def post(api: Api) -> Any:
    return api["paths"]["/things/{name}"]["post"]


def schema(api: Api, name: str) -> Any:
    return api["components"]["schemas"][name]


def fields(api: Api, name: str) -> Any:
    return schema(api, name)["properties"]


Change = Callable[[Api], Any]

BREAKS: Mapping[str, tuple[Change, str]] = {
    "a path removed": (lambda api: api["paths"].pop("/things/{name}"), "GET /things/{name}: is gone"),
    "a method removed": (lambda api: api["paths"]["/things/{name}"].pop("post"), "POST /things/{name}: is gone"),
    "an operation renamed": (lambda api: get(api).update(operationId="thing"), "operationId: was get_thing"),
    "credentials needed": (lambda api: get(api).update(security=[{"bearer": []}]), "credentials are needed"),
    "a parameter removed": (lambda api: get(api)["parameters"].pop(), "query limit: is gone"),
    "a parameter required": (lambda api: get(api)["parameters"][1].update(required=True), "limit: is required now"),
    "a new required parameter": (
        lambda api: get(api)["parameters"].append({"name": "x", "in": "query", "required": True, "schema": {}}),
        "query x: is required now",
    ),
    "a parameter bounded": (lambda api: get(api)["parameters"][1]["schema"].update(maximum=5), "limit: maximum is 5"),
    "an answer removed": (lambda api: get(api)["responses"].pop("200"), "answer 200: is gone"),
    "another media type": (
        lambda api: get(api)["responses"].update({"200": {"content": {"text/html": {}}}}),
        "is not application/json any more",
    ),
    "a field of the answer removed": (lambda api: fields(api, "Thing").pop("kind"), "answer 200: kind: is gone"),
    "a required field of the answer removed": (
        lambda api: (fields(api, "Thing").pop("name"), schema(api, "Thing").update(required=["parts"])),
        "answer 200: name: is gone",
    ),
    "a field of the answer that may be missing": (
        lambda api: schema(api, "Thing").update(required=["parts"]),
        "answer 200: name: may be missing now",
    ),
    "a type in the answer changed": (
        lambda api: fields(api, "Thing").update(name={"type": "integer"}),
        "answer 200: name: may be integer, where string was agreed",
    ),
    "an answer that may be null": (
        lambda api: fields(api, "Thing").update(name={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "answer 200: name: may be null",
    ),
    "a type deep in the answer changed": (
        lambda api: fields(api, "Part").update(id={"type": "number"}),
        "answer 200: parts[].id: may be number",
    ),
    "a type in a map changed": (
        lambda api: fields(api, "Thing")["levels"].update(additionalProperties={"type": "string"}),
        "answer 200: levels{}: may be string",
    ),
    "a body required": (
        lambda api: (
            post(api)["requestBody"]["content"].update({"text/csv": {}})
            or post(api)["requestBody"]["content"].pop("application/json")
        ),
        "body: may not be application/json any more",
    ),
    "a field of the body required": (
        lambda api: schema(api, "Asked").update(required=["name", "kind"]),
        "body: kind: is required now",
    ),
    "a new required field of the body": (
        lambda api: (fields(api, "Asked").update(new={}), schema(api, "Asked").update(required=["name", "new"])),
        "body: new: is required now",
    ),
    "a field of the body removed": (lambda api: fields(api, "Asked").pop("note"), "body: note: is gone"),
    "a type in the body changed": (
        lambda api: fields(api, "Asked").update(name={"type": "integer"}),
        "body: name: may be string, where integer was agreed",
    ),
    "a field of the body that may not be null any more": (
        lambda api: fields(api, "Asked").update(note={"type": "string"}),
        "body: note: may be null, where string was agreed",
    ),
    "a value of the body removed": (lambda api: fields(api, "Asked")["kind"]["enum"].pop(), "may not be b any more"),
    "values of the body fixed": (
        lambda api: fields(api, "Asked")["name"].update(enum=["x"]),
        "body: name: may be certain values only",
    ),
    "a shorter text in the body": (lambda api: fields(api, "Asked")["name"].update(maxLength=9), "maxLength is 9"),
    "a longer text in the body": (lambda api: fields(api, "Asked")["name"].update(minLength=2), "minLength is 2"),
    "a pattern in the body": (lambda api: fields(api, "Asked")["name"].update(pattern="^x"), "has to match ^x"),
    "a body that is closed": (
        lambda api: schema(api, "Asked").update(additionalProperties=False),
        "body: other fields are refused now",
    ),
}

BREAKS_NOT: Mapping[str, Change] = {
    "nothing": lambda _: None,
    "a new path": lambda api: api["paths"].update({"/new": {}}),
    "a new method": lambda api: api["paths"]["/things/{name}"].update(delete={}),
    "another name of a path's parameter": lambda api: api["paths"].update(
        {"/things/{id}": api["paths"].pop("/things/{name}")}
    ),
    "a new optional parameter": lambda api: get(api)["parameters"].append({"name": "x", "in": "query", "schema": {}}),
    "a parameter that may be more": lambda api: get(api)["parameters"][1]["schema"].update(maximum=20),
    "a new field of the answer": lambda api: fields(api, "Thing").update(new={"type": "string"}),
    "a field that is always in the answer now": lambda api: schema(api, "Thing")["required"].append("kind"),
    "a new value in the answer": lambda api: fields(api, "Thing")["kind"]["enum"].append("c"),
    "an answer that is never null any more": lambda api: fields(api, "Thing").update(size={"type": "integer"}),
    "a new optional field of the body": lambda api: fields(api, "Asked").update(new={"type": "string"}),
    "a field of the body that may be left out": lambda api: schema(api, "Asked").update(required=[]),
    "a new value in the body": lambda api: fields(api, "Asked")["kind"]["enum"].append("c"),
    "a field of the body that may be null": lambda api: fields(api, "Asked").update(
        name={"anyOf": [{"type": "string", "minLength": 1, "maxLength": 50}, {"type": "null"}]}
    ),
    "a longer text": lambda api: fields(api, "Asked")["name"].update(maxLength=90),
    "another way to fail": lambda api: get(api)["responses"].update({"409": {}}),
    "a way to fail less": lambda api: get(api)["responses"].pop("404"),
    "a new answer": lambda api: get(api)["responses"].update({"202": {}}),
    "other words": lambda api: get(api).update(summary="Another."),
    "a schema of another name": lambda api: (
        api["components"]["schemas"].update(Other=schema(api, "Part")),
        fields(api, "Thing")["parts"].update(items={"$ref": "#/components/schemas/Other"}),
    ),
}


def changed(change: Change) -> Api:
    new = copy.deepcopy(OLD)
    change(new)
    return new


@pytest.mark.parametrize("case", BREAKS)
def test_what_breaks_a_client_is_told_with_its_place(case: str) -> None:
    change, said = BREAKS[case]
    found = [str(one) for one in breaches(OLD, changed(change))]
    assert any(said in one for one in found), found


@pytest.mark.parametrize("case", BREAKS_NOT)
def test_what_breaks_nobody_passes(case: str) -> None:
    assert breaches(OLD, changed(BREAKS_NOT[case])) == []


def test_a_schema_that_contains_itself_has_an_end() -> None:
    one, two = copy.deepcopy(OLD), copy.deepcopy(OLD)
    for api in (one, two):
        fields(api, "Part")["parts"] = {"type": "array", "items": {"$ref": "#/components/schemas/Part"}}
    assert breaches(one, two) == []
    fields(two, "Part").pop("parts")
    assert [one.what for one in breaches(one, two)] == ["is gone"]


def test_the_interface_breaks_no_client_of_the_last_release() -> None:
    baseline = json.loads((ROOT / PAGES / BASELINE).read_text(encoding="utf-8"))
    found = breaches(baseline, fleet_openapi())
    assert not found, "\n".join(map(str, ["undo these, or see docs/interfaces.md for a new major version:", *found]))
