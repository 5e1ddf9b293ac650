"""The gateway's configuration, drawn from the interface's own description: Kong, declarative format 3.0.

Kong checks a token first and turns away what is not allowed or too much; the worker checks it again. Pure.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from agents.runtime.access import Role
from agents.runtime.web import Route

__all__ = ["kong", "to_yaml"]

_READ_MS: Final = 60_000
"""Milliseconds between two readings of an answer: an agent's deadline is half of that, a `?wait=applied` takes 20 s at
most, and `/live` says something every second, unbuffered (it asks Kong for that by `X-Accel-Buffering: no`)."""

_CONNECT_MS: Final = 2_000
_MEBIBYTE: Final = 1 << 20

Kind = Literal["read", "ask", "report", "admin"]

_FILLED_IN: Final = '${{ env "DECK_FLEET_AUTH_SECRET" }}'
"""Filled in by decK from the environment: no secret stands in the file."""


def kong(
    api: Mapping[str, Any], *, max_body_bytes: int, others: Iterable[Route], a_minute: Mapping[Kind, int]
) -> dict[str, Any]:
    """The configuration.

    Args:
        api: the interface as OpenAPI.
        max_body_bytes: of a request.
        others: all pages; some are not in the interface.
        a_minute: requests of one token, by kind. The worker's own limits tell roles apart.
    """
    routes = [_route(path, method, operation, a_minute) for path, method, operation in _operations(api)]
    further = {(one.path, one.method): one for one in others if one.path not in api["paths"]}
    routes += [_route(path, method, _operation(one), a_minute) for (path, method), one in sorted(further.items())]
    return {
        "_format_version": "3.0",
        "_transform": True,
        "services": [
            {
                "name": "agent-fleet",
                "protocol": "http",
                "host": "worker",
                "port": 6066,
                "connect_timeout": _CONNECT_MS,
                "read_timeout": _READ_MS,
                "write_timeout": _READ_MS,
                "retries": 0,  # a POST that was not answered may have had its effect
                "routes": routes,
            }
        ],
        "consumers": [
            {
                "username": role.value,
                "jwt_secrets": [{"key": role.value, "algorithm": "HS256", "secret": _FILLED_IN}],
                "acls": [{"group": role.value}],
            }
            for role in sorted(Role)
        ],
        "plugins": [
            _plugin("correlation-id", header_name="X-Request-ID", generator="uuid", echo_downstream=True),
            _plugin(
                "request-size-limiting",
                allowed_payload_size=max_body_bytes // _MEBIBYTE,
                size_unit="megabytes",
                require_content_length=False,
            ),
            _plugin(
                "response-transformer",
                remove={"headers": ["Server", "Via", "X-Kong-Upstream-Latency", "X-Kong-Proxy-Latency"]},
                add={
                    "headers": ["X-Content-Type-Options:nosniff", "X-Frame-Options:DENY", "Referrer-Policy:no-referrer"]
                },
            ),
        ],
    }


def _operations(api: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in sorted(api["paths"].items()):
        for method, operation in sorted(methods.items()):
            yield path, method.upper(), operation


def _route(path: str, method: str, operation: Mapping[str, Any], a_minute: Mapping[Kind, int]) -> dict[str, Any]:
    roles = sorted(role for one in operation["security"] for role in one["bearer"])
    route: dict[str, Any] = {
        "name": operation["operationId"],
        "methods": ["GET", "HEAD"] if method == "GET" else [method],
        "paths": [_pattern(path)],
        "strip_path": False,
        "regex_priority": _priority(path),
        "protocols": ["http", "https"],
    }
    if roles:
        route["plugins"] = [
            # A consumer stands for a role: its key is what the claim says. `nbf` would have to be in every token.
            _plugin(
                "jwt",
                key_claim_name="role",
                claims_to_verify=["exp"],
                uri_param_names=[],
                run_on_preflight=False,
            ),
            _plugin("acl", allow=roles, hide_groups_header=True),
            _plugin(
                "rate-limiting",
                minute=a_minute[_kind(method, roles)],
                policy="local",
                limit_by="header",
                header_name="Authorization",
                fault_tolerant=True,
            ),
        ]
    return route


def _kind(method: str, roles: list[str]) -> Kind:
    if roles == [Role.ADMIN]:
        return "admin"
    if method == "GET":
        return "read"
    return "report" if Role.SERVICE in roles else "ask"


def _operation(route: Route) -> dict[str, Any]:
    """A page as the interface would describe it."""
    name = re.sub(r"[^a-z]+", "_", route.path).strip("_")
    return {
        "operationId": f"page_{name}".rstrip("_"),
        "security": [] if route.access.public else [{"bearer": [role]} for role in sorted(route.access.roles)],
    }


def _priority(path: str) -> int:
    """A fixed path goes before one with a part that varies."""
    return 10 * path.count("/") - path.count("{")


def _pattern(path: str) -> str:
    """A path as Kong matches it: `~` begins a regular expression, which would else match any path that begins so."""
    parts = re.split(r"{\w+}", path)
    return f"~{'[^/]*'.join(map(re.escape, parts))}$"


def _plugin(name: str, **config: Any) -> dict[str, Any]:
    return {"name": name, "config": config}


def to_yaml(document: Mapping[str, Any], note: str) -> str:
    """Such a document as YAML in blocks, below a comment. Scalars are written as JSON, which YAML reads alike."""
    comment = "".join(f"# {line}\n" for line in note.splitlines())
    return comment + "".join(f"{line}\n" for line in _lines(document))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if isinstance(inner, (Mapping, list)) and inner:
                yield f"{name}:"
                yield from (f"  {line}" for line in _lines(inner))
            else:
                yield f"{name}: {_scalar(inner)}"
    else:
        for one in value:
            if isinstance(one, (Mapping, list)) and one:
                first, *rest = _lines(one)
                yield f"- {first}"
                yield from (f"  {line}" for line in rest)
            else:
                yield f"- {_scalar(one)}"


def _scalar(value: Any) -> str:
    """One in double quotes would be spoilt for decK's templates by a backslash before each quote: then single ones."""
    if isinstance(value, str) and '"' in value and "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)
