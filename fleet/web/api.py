"""The interfaces' own descriptions: `/openapi.json` and `/asyncapi.json` for programs, `/docs` for people."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from aiohttp import web

from agents.runtime.access import PUBLIC
from agents.runtime.web import Route, json_response
from fleet.openapi import agent_names, agent_openapi

__all__ = ["ApiViews", "allowed"]

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ddd; text-transform: capitalize }
section { margin: 1rem 0 } code, pre { font: 14px/1.45 ui-monospace, monospace }
pre { background: #f6f6f4; padding: .8rem; overflow-x: auto; border-radius: 4px }
.method { display: inline-block; width: 3.5rem; font-weight: 600; color: #0b5d3b } summary { cursor: pointer }
@media (prefers-color-scheme: dark) {
  body { background: #16181a; color: #e6e6e6 } pre { background: #222528 } h2 { border-color: #333 }
  .method { color: #6fcf97 } a { color: #8ab4f8 }
}
"""


class ApiViews:
    """Serves documents that were made once.

    Args:
        api: an OpenAPI document.
        topics: an AsyncAPI document.
    """

    def __init__(self, api: Mapping[str, Any], topics: Mapping[str, Any]) -> None:
        self._api = api
        self._topics = topics
        self._by_agent = {agent: agent_openapi(api, agent) for agent in agent_names(api)}
        self._page = page(api)

    def routes(self) -> list[Route]:
        """All pages."""
        return [
            Route("GET", "/openapi.json", self.document, "This interface as OpenAPI 3.1.", access=PUBLIC),
            Route(
                "GET", "/openapi/{agent}.json", self.of_agent, "The pages of one agent as OpenAPI 3.1.", access=PUBLIC
            ),
            Route("GET", "/asyncapi.json", self.topics, "The topics as AsyncAPI 3.0.", access=PUBLIC),
            Route("GET", "/docs", self.docs, "This interface for people.", access=PUBLIC),
        ]

    async def document(self, _: web.Request) -> web.Response:
        """`GET /openapi.json`."""
        return json_response(self._api)

    async def of_agent(self, request: web.Request) -> web.Response:
        """`GET /openapi/{agent}.json`."""
        found = self._by_agent.get(request.match_info["agent"])
        if found is None:
            raise web.HTTPNotFound
        return json_response(found)

    async def topics(self, _: web.Request) -> web.Response:
        """`GET /asyncapi.json`."""
        return json_response(self._topics)

    async def docs(self, _: web.Request) -> web.Response:
        """`GET /docs`."""
        return web.Response(text=self._page, content_type="text/html")


def page(api: Mapping[str, Any]) -> str:
    """The document as a page without scripts. Pure."""
    by_tag: dict[str, list[str]] = {}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            by_tag.setdefault(operation["tags"][0], []).append(_section(method, path, operation, api))
    parts = [f"<h2>{escape(tag)}</h2>{''.join(sections)}" for tag, sections in sorted(by_tag.items())]
    agents = [f"<a href=/openapi/{name}.json>{escape(name)}</a>" for name in agent_names(api)]
    info = api["info"]
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style><h1>{escape(info['title'])}</h1>"
        f"<p>{escape(info['description'])} Version {escape(info['version'])}; for programs: "
        f"<a href=/openapi.json>/openapi.json</a>, or for one agent {', '.join(agents)}. Over Kafka: "
        f"<a href=/asyncapi.json>/asyncapi.json</a>.</p>{''.join(parts)}</html>"
    )


def _section(method: str, path: str, operation: Mapping[str, Any], api: Mapping[str, Any]) -> str:
    lines = [
        f"<section><code><span class=method>{escape(method.upper())}</span> {escape(path)}</code>",
        f"<div>{escape(operation['summary'])}</div>",
        f"<div>For: {escape(', '.join(allowed(operation)))}.</div>",
    ]
    query = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
    if query:
        lines.append(f"<div>Parameters: {', '.join(f'<code>{escape(name)}</code>' for name in query)}</div>")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None:
        if "example" in body:
            lines.append(f"<pre>{escape(json.dumps(body['example'], indent=2, ensure_ascii=False))}</pre>")
        schema = _resolved(body["schema"], api)
        lines.append(f"<details><summary>body</summary><pre>{escape(json.dumps(schema, indent=2))}</pre></details>")
    statuses = ", ".join(sorted(operation["responses"]))
    return "".join([*lines, f"<details><summary>answers</summary>{escape(statuses)}</details></section>"])


def allowed(operation: Mapping[str, Any]) -> list[str]:
    """Who may, in words: roles, or everybody."""
    return [role for one in operation["security"] for role in one["bearer"]] or ["everybody"]


def _resolved(schema: Mapping[str, Any], api: Mapping[str, Any]) -> Any:
    name = schema.get("$ref", "").rpartition("/")[2]
    return api["components"]["schemas"].get(name, schema)
