"""The gateway's file: what Kong takes, the pages that there are, and the same rights as the worker's."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from fleet.kong import Kind, kong, to_yaml
from fleet.reference import fleet_openapi, gateway_page

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy" / "kong.yaml"
PUBLIC = {"/", "/static/1/page.js", "/openapi.json", "/openapi/debug.json", "/asyncapi.json", "/docs"}
"""Pages that the interface does not describe, and the dashboard's."""


RATES: dict[Kind, int] = {"read": 1, "ask": 2, "report": 3, "admin": 4}


def record(required: list[str] | None = None, **fields: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": fields, "required": required or []}


def many(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def one_of(*values: Any) -> dict[str, Any]:
    return {"enum": list(values)}


TEXT, FLAG = {"type": "string", "minLength": 1}, {"type": "boolean"}
NUMBER = {"type": "number", "exclusiveMinimum": 0}
MILLISECONDS = {"type": "integer", "minimum": 1, "maximum": 2_147_483_646}
HEADERS = record(headers=many(TEXT), json=many(TEXT))
PLUGINS: dict[str, dict[str, Any]] = {
    "jwt": record(
        uri_param_names=many(TEXT),
        cookie_names=many(TEXT),
        header_names=many(TEXT),
        key_claim_name=TEXT,
        secret_is_base64=FLAG,
        claims_to_verify=many(one_of("exp", "nbf")),
        anonymous=TEXT,
        run_on_preflight=FLAG,
        maximum_expiration={"type": "number", "minimum": 0, "maximum": 31_536_000},
        realm=TEXT,
    ),
    "acl": record(
        allow=many(TEXT),
        deny=many(TEXT),
        hide_groups_header=FLAG,
        always_use_authenticated_groups=FLAG,
        include_consumer_groups=FLAG,
    ),
    "rate-limiting": record(
        **dict.fromkeys(("second", "minute", "hour", "day", "month", "year"), NUMBER),
        limit_by=one_of("consumer", "credential", "ip", "service", "header", "path", "consumer-group"),
        header_name=TEXT,
        path=TEXT,
        policy=one_of("local", "cluster", "redis"),
        fault_tolerant=FLAG,
        hide_client_headers=FLAG,
        error_code=NUMBER,
        error_message=TEXT,
        sync_rate={"type": "number"},
    ),
    "correlation-id": record(
        header_name=TEXT, generator=one_of("uuid", "uuid#counter", "tracker"), echo_downstream=FLAG
    ),
    "request-size-limiting": record(
        ["allowed_payload_size"],
        allowed_payload_size={"type": "integer", "minimum": 1},
        size_unit=one_of("megabytes", "kilobytes", "bytes"),
        require_content_length=FLAG,
    ),
    "response-transformer": record(remove=HEADERS, rename=HEADERS, replace=HEADERS, add=HEADERS, append=HEADERS),
}
PLUGIN = {
    "oneOf": [
        record(["name"], name={"const": name}, config=config, tags=many(TEXT)) for name, config in PLUGINS.items()
    ]
}
ROUTE = record(
    ["name", "paths"],
    name={"type": "string", "pattern": r"^[A-Za-z0-9._~-]+$"},
    methods=many({"type": "string", "pattern": "^[A-Z]+$"}),
    hosts=many(TEXT),
    paths=many({"type": "string", "pattern": "^(/|~/)"}),
    headers={"type": "object"},
    protocols=many(one_of("http", "https", "grpc", "grpcs", "tcp", "tls", "udp", "ws", "wss")),
    https_redirect_status_code=one_of(426, 301, 302, 307, 308),
    regex_priority={"type": "integer"},
    strip_path=FLAG,
    preserve_host=FLAG,
    path_handling=one_of("v0", "v1"),
    request_buffering=FLAG,
    response_buffering=FLAG,
    tags=many(TEXT),
    plugins=many(PLUGIN),
)
SERVICE = record(
    ["name", "host"],
    name=TEXT,
    protocol=one_of("http", "https"),
    host=TEXT,
    port={"type": "integer", "minimum": 1, "maximum": 65_535},
    path=TEXT,
    retries={"type": "integer", "minimum": 0, "maximum": 32_767},
    connect_timeout=MILLISECONDS,
    write_timeout=MILLISECONDS,
    read_timeout=MILLISECONDS,
    tags=many(TEXT),
    routes=many(ROUTE),
    plugins=many(PLUGIN),
)
SECRET = record(
    ["key"],
    key=TEXT,
    algorithm=one_of("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"),
    secret=TEXT,
    rsa_public_key=TEXT,
    tags=many(TEXT),
)
CONSUMER = record(
    ["username"],
    username=TEXT,
    custom_id=TEXT,
    tags=many(TEXT),
    acls=many(record(["group"], group=TEXT)),
    jwt_secrets=many(SECRET),
    plugins=many(PLUGIN),
)
SCHEMA = record(
    ["_format_version"],
    _format_version=one_of("3.0"),
    _transform=FLAG,
    services=many(SERVICE),
    routes=many(ROUTE),
    consumers=many(CONSUMER),
    plugins=many(PLUGIN),
)
"""Of Kong's declarative format and of the plugins used here: the names of its fields and their bounds, none besides."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def api() -> dict[str, Any]:
    return dict(fleet_openapi())


def routes(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [route for service in document["services"] for route in service["routes"]]


def plugins(route: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["config"] for one in route.get("plugins", [])}


def test_the_file_is_what_the_declarations_make() -> None:
    assert FILE.read_text(encoding="utf-8") == gateway_page(), "python -m fleet.reference"


def test_kong_takes_it(document: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    wrong = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(document)]
    assert not wrong
    names = [route["name"] for route in routes(document)]
    assert len(names) == len(set(names))


def test_the_schema_is_strict() -> None:
    for change in (
        {"paths": ["progress"]},
        {"strip_pth": True},
        {"plugins": [{"name": "jwt", "config": {"claims": []}}]},
    ):
        bad = {
            "_format_version": "3.0",
            "services": [{"name": "a", "host": "b", "routes": [{"name": "r", "paths": ["/"], **change}]}],
        }
        assert list(Draft202012Validator(SCHEMA).iter_errors(bad)), change


def matching(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """The route that Kong chooses: the one of the greatest priority whose expression fits."""
    fitting = [
        route
        for route in routes(document)
        if method in route["methods"] and any(re.match(one.removeprefix("~"), path) for one in route["paths"])
    ]
    assert fitting, f"no route for {method} {path}"
    best = max(route["regex_priority"] for route in fitting)
    chosen = [route for route in fitting if route["regex_priority"] == best]
    assert len(chosen) == 1, f"{method} {path} has two routes: {[one['name'] for one in chosen]}"
    return chosen[0]


def test_every_page_has_its_route_and_the_same_rights(document: dict[str, Any], api: dict[str, Any]) -> None:
    named = set()
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            where = re.sub(r"{\w+}", "x.y-1%3A2", path)
            route = matching(document, method.upper(), where)
            assert route["name"] == operation["operationId"], where
            named.add(route["name"])
            roles = sorted(role for one in operation["security"] for role in one["bearer"])
            asked = plugins(route)
            assert set(asked) == ({"jwt", "acl", "rate-limiting"} if roles else set()), where
            assert asked.get("acl", {}).get("allow", []) == roles
            if roles:
                assert asked["jwt"]["claims_to_verify"] == ["exp"]
    others = {route["name"]: route for route in routes(document) if route["name"] not in named}
    assert all(route["methods"] == ["GET", "HEAD"] for route in others.values())
    for path in PUBLIC:
        route = matching(document, "GET", path)
        assert route["name"] in others
        assert "plugins" not in route
    assert plugins(matching(document, "GET", "/live"))["acl"]["allow"] == ["admin", "teacher"]


@pytest.mark.parametrize("path", ["/nowhere", "/progress", "/progress/a/b/c", "/dead-letters/a/b", "/table", "/router"])
def test_nothing_else_gets_through(document: dict[str, Any], path: str) -> None:
    with pytest.raises(AssertionError, match="no route"):
        matching(document, "GET", path)
    with pytest.raises(AssertionError, match="no route"):
        matching(document, "DELETE", "/progress/a")


def test_every_role_has_a_consumer_and_no_secret_is_told(document: dict[str, Any]) -> None:
    for consumer in document["consumers"]:
        (secret,), (group,) = consumer["jwt_secrets"], consumer["acls"]
        assert consumer["username"] == secret["key"] == group["group"]
        assert secret["secret"] == '${{ env "DECK_FLEET_AUTH_SECRET" }}'
    assert {one["username"] for one in document["consumers"]} == {"student", "teacher", "service", "admin"}
    assert {one["name"] for one in document["plugins"]} == {
        "correlation-id",
        "request-size-limiting",
        "response-transformer",
    }


def test_what_is_written_reads_back_alike(api: dict[str, Any]) -> None:
    made = kong(api, max_body_bytes=1 << 20, others=[], a_minute=RATES)
    assert yaml.safe_load(to_yaml(made, "two\nlines")) == made
    odd = {"odd": [{"b": [], "c": {}}, "x: y", "- z", 'it\'s "so"', [1, [2]], None, True, '${{ env "X" }}']}
    assert yaml.safe_load(to_yaml(odd, "")) == odd
