"""The HTTP interface as an OpenAPI 3.1 document, drawn from the routes and the pydantic models that the views read.

Pure: routes and problems in, a JSON object out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from agents.runtime.access import ADMINS, Access
from agents.runtime.problems import PROBLEM_JSON, ProblemType
from agents.runtime.web import Route

__all__ = ["VERSION", "agent_names", "agent_openapi", "openapi"]

VERSION: Final = "1.0.0"
"""Of the interface: a change that breaks a client is a new major one."""

_JSON: Final = "application/json"
_REF: Final = "#/components/schemas/{model}"
_BY_HTTP: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
"""Statuses of the web server itself; the catalogue of problems has all others."""

_BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "A token with one of the roles that an operation names. A student may ask for themself only.",
}

_PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "A path of this server, which says what to do."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong this time."},
    },
}


def openapi(routes: Iterable[Route], problems: Sequence[ProblemType]) -> dict[str, Any]:
    """Describe the pages.

    Args:
        routes: of every page.
        problems: every kind of problem document.
    """
    routes = sorted(routes, key=lambda one: (one.path, one.method))
    models = {
        model
        for route in routes
        for model in (route.body, route.query, route.answers, route.accepted)
        if model is not None
    }
    refs, definitions = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda one: one.__name__)], ref_template=_REF
    )
    statuses = sorted({kind.status for kind in problems} | {int(status) for status in _BY_HTTP})
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs, statuses)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Agent Fleet",
            "version": VERSION,
            "description": "Students' progress and mastery, and the agents that help them.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {**definitions.get("$defs", {}), "Problem": _PROBLEM},
            "responses": {f"Problem{status}": _problem(status, problems) for status in statuses},
            "securitySchemes": {"bearer": _BEARER},
        },
    }


def agent_names(api: Mapping[str, Any]) -> list[str]:
    """The agents that have pages."""
    found = {operation.get("x-agent") for methods in api["paths"].values() for operation in methods.values()}
    return sorted(filter(None, found))


def agent_openapi(api: Mapping[str, Any], agent: str) -> dict[str, Any]:
    """The part of the document that is about one agent, whole in itself.

    Args:
        api: of all pages.
        agent: one of `agent_names`.
    """
    paths: dict[str, dict[str, Any]] = {}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            if operation.get("x-agent") == agent:
                paths.setdefault(path, {})[method] = operation
    needed: set[str] = set()
    _reach(paths, api, needed)
    components: dict[str, dict[str, Any]] = {}
    for kind, parts in api["components"].items():
        kept = {name: part for name, part in parts.items() if f"#/components/{kind}/{name}" in needed}
        if kind == "securitySchemes" or kept:  # schemes are named, not referred to
            components[kind] = kept or dict(parts)
    info = {**api["info"], "title": f"{api['info']['title']}: {agent}"}
    return {**api, "info": info, "paths": paths, "components": components}


def _reach(part: Any, api: Mapping[str, Any], needed: set[str]) -> None:
    """Add every `$ref` of a part, and of what it leads to."""
    if isinstance(part, Mapping):
        ref = part.get("$ref")
        if isinstance(ref, str) and ref not in needed:
            needed.add(ref)
            _, _, kind, name = ref.split("/")
            _reach(api["components"][kind][name], api, needed)
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            _reach(one, api, needed)


def _operation(route: Route, refs: Mapping[Any, Any], statuses: Iterable[int]) -> dict[str, Any]:
    tag = "admin" if route.access == ADMINS else route.path.split("/")[1]
    operation: dict[str, Any] = {
        "operationId": re.sub(r"[^a-z]+", "_", f"{route.method} {route.path}".lower()).strip("_"),
        "summary": route.summary,
        "tags": [tag],
        "security": _security(route.access),
        "parameters": [*_path_parameters(route.path), *_query_parameters(route.query)],
        "responses": {
            "200": _text(route.texts) if route.texts else _answered("Done.", _schema(route.answers, refs)),
            **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses},
        },
    }
    if route.agent:
        operation["x-agent"] = route.agent
    if route.accepted is not None:
        operation["responses"]["202"] = _answered("It takes effect in a moment.", _schema(route.accepted, refs))
    if route.body is not None:
        content: dict[str, Any] = {"schema": _schema(route.body, refs)}
        if route.example:
            content["example"] = dict(route.example)
        operation["requestBody"] = {"required": True, "content": {_JSON: content}}
    return operation


def _security(access: Access) -> list[dict[str, list[str]]]:
    """One of the roles is enough (OpenAPI 3.1, Security Requirement Object); none is asked for where it is public."""
    return [] if access.public else [{"bearer": [role]} for role in sorted(access.roles)]


def _schema(model: type[BaseModel] | None, refs: Mapping[Any, Any]) -> dict[str, Any]:
    return {"type": "object"} if model is None else dict(refs[model, "validation"])


def _answered(description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {_JSON: {"schema": dict(schema)}}}


def _text(kinds: Iterable[str]) -> dict[str, Any]:
    return {"description": "Done.", "content": {kind: {"schema": {"type": "string"}} for kind in kinds}}


def _problem(status: int, problems: Iterable[ProblemType]) -> dict[str, Any]:
    kinds = [f"`{kind.code}`: {kind.title}" for kind in problems if kind.status == status]
    return {
        "description": "; ".join(kinds) or HTTPStatus(status).phrase,
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema(ref_template=_REF)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": one}
        for name, one in schema.get("properties", {}).items()
    ]
