"""Who gets in: what routes declare, and what the guard makes of it. tests/stack/test_access.py asks every route."""

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import Field

from agents.runtime.access import (
    ADMINS,
    ANYBODY,
    LEARNERS,
    PRODUCERS,
    PUBLIC,
    TEACHERS,
    UNDECLARED,
    Access,
    Role,
    actor_of,
    caller_of,
)
from agents.runtime.app import BatchLimits, FleetApp
from agents.runtime.web import Query, Route, json_response, read_json
from fleet.access.authenticator import Authenticator
from fleet.access.errors import KeysAwayError
from fleet.access.keys import JwksLimits, Keys, PublicKeys
from fleet.access.tokens import Rules, mint, secret_key
from fleet.reference import fleet_openapi
from fleet.web.guard import OPEN, Guard
from fleet.web.routes import add_routes
from schemas.base import Model

SECRET = "a secret of forty characters, no phrase!"
RULES = Rules("issuer", "fleet")
ACCESS = {
    "public": PUBLIC,
    "admins": ADMINS,
    "teachers": TEACHERS,
    "learners": LEARNERS,
    "producers": PRODUCERS,
    "anybody": ANYBODY,
    "nobody": UNDECLARED,
}
ALLOWED = {
    "public": {"", "student", "teacher", "service", "admin"},
    "admins": {"admin"},
    "teachers": {"teacher", "admin"},
    "learners": {"student", "teacher", "admin"},
    "producers": {"service", "admin"},
    "anybody": {"student", "teacher", "service", "admin"},
    "nobody": set(),
}


class Asked(Model):
    """A body about somebody."""

    student_id: str
    text: str = Field("", max_length=10)


class Whose(Query):
    """Parameters."""

    student_id: str | None = None


async def who(request: web.Request) -> web.Response:
    caller = caller_of(request)
    return json_response({"subject": None if caller is None else caller.subject, "actor": actor_of(request, "claimed")})


async def asked(request: web.Request) -> web.Response:
    return json_response({"student_id": (await read_json(request, Asked, 1000)).student_id})


ROUTES = [
    *(Route("GET", f"/{name}", who, "Who.", access=access) for name, access in ACCESS.items()),
    Route("GET", "/of/{student_id}", who, "Of one.", query=Whose, access=LEARNERS),
    Route("POST", "/ask", asked, "Ask.", body=Asked, access=LEARNERS),
    Route("POST", "/odd", asked, "Ask.", body=Asked, access=Access(frozenset({Role.STUDENT, Role.SERVICE}))),
]


def token(role: str, student_id: str | None = None, **more: Any) -> dict[str, str]:
    if role == "student":
        student_id = student_id or "stu-1"
    made = mint(
        SECRET, RULES, subject=f"a-{role}", role=Role(role), seconds=60, now=time.time(), student_id=student_id, **more
    )
    return {"Authorization": f"Bearer {made}"}


Serve = Callable[[Guard], Any]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    clients: list[TestClient[Any, Any]] = []

    async def start(guard: Guard) -> TestClient[Any, Any]:
        app = FleetApp(
            "fleet",
            leave=pytest.fail,
            batches=BatchLimits(1, 1, 1),
            broker="kafka://127.0.0.1:1",
            store="memory://",
            web_tables_enabled=False,
            web_router_enabled=False,
        )
        add_routes(app, ROUTES, guard)
        client: TestClient[Any, Any] = TestClient(TestServer(app.web.web_app))
        clients.append(client)
        await client.start_server()
        return client

    yield start
    for client in clients:
        await client.close()


@pytest.fixture
async def client(serve: Serve) -> TestClient[Any, Any]:
    keys = Keys(secret_key(SECRET))
    served: TestClient[Any, Any] = await serve(Guard(Authenticator(keys, RULES, time.time, 10)))
    return served


@pytest.mark.parametrize("name", ACCESS)
async def test_a_route_lets_in_whom_it_names(client: TestClient[Any, Any], name: str) -> None:
    for role in ("", *Role):
        response = await client.get(f"/{name}", headers=token(role) if role else {})
        wanted = 200 if role in ALLOWED[name] else 403 if role else 401
        body = await response.json()
        assert response.status == wanted, (role, body)
        if wanted != 200:
            assert response.content_type == "application/problem+json"
            challenge = response.headers["WWW-Authenticate"]
            assert challenge.startswith('Bearer realm="agent-fleet"')
            assert ("insufficient_scope" in challenge) == (wanted == 403)
            assert "error" not in challenge or wanted == 403
        elif name != "public":
            assert body == {"subject": f"a-{role}", "actor": f"a-{role}"}, "the token's word, not the caller's"


async def test_a_student_asks_for_nobody_else(client: TestClient[Any, Any]) -> None:
    mine = token("student")
    for path, status in {
        "/of/stu-1": 200,
        "/of/stu-2": 403,
        "/of/stu-%31": 200,
        "/of/stu-1%20": 403,
        "/of/STU-1": 403,
        "/of/stu-1?student_id=stu-1": 200,
        "/of/stu-1?student_id=stu-2": 403,
        "/of/stu-1?student_id=stu-1&student_id=stu-2": 403,
        "/anybody?student_id=stu-2": 403,
    }.items():
        assert (await client.get(path, headers=mine)).status == status, path
        assert (await client.get(path, headers=token("teacher"))).status == 200, path


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"student_id": "stu-1"}', 200),
        ('{"student_id": "stu-2"}', 403),
        ('{"student_id": "stu-1", "student_id": "stu-2"}', 403),
        ('{"student_id": "stu-2", "student_id": "stu-1"}', 200),  # what is read is what counts
        ('{"student_id": "\\u0073tu-2"}', 403),
        ('{"student_id": "stu-1 "}', 403),
        ('{"student_id": ["stu-1"]}', 422),
        ('{"text": "stu-1"}', 422),
        ("", 400),
    ],
)
async def test_a_students_body_is_about_themself(client: TestClient[Any, Any], body: str, status: int) -> None:
    for path in ("/ask", "/odd"):
        headers = {**token("student"), "Content-Type": "application/json"}
        response = await client.post(path, data=body.encode(), headers=headers)
        assert response.status == status, await response.text()
        if status == 200:
            assert (await response.json())["student_id"] == "stu-1"
    headers = {**token("teacher"), "Content-Type": "application/json"}
    assert (await client.post("/ask", data=b'{"student_id": "stu-2"}', headers=headers)).status == 200


async def test_a_refused_token_is_told_why(client: TestClient[Any, Any]) -> None:
    response = await client.get("/anybody", headers={"Authorization": "Bearer a.b.c"})
    assert response.status == 401
    assert 'error="invalid_token", error_description="It is not' in response.headers["WWW-Authenticate"]
    body = json.loads(await response.read())
    assert (body["type"], body["status"]) == ("/problems/unauthenticated", 401)
    assert (await client.get("/public", headers={"Authorization": "Bearer a.b.c"})).status == 200


async def test_keys_that_cannot_be_had_are_no_fault_of_the_caller(serve: Serve) -> None:
    async def away() -> bytes:
        raise OSError("away")

    public = PublicKeys(away, JwksLimits(), time.monotonic)
    client = await serve(Guard(Authenticator(Keys(public=public), RULES, time.time, 10)))
    header = "eyJhbGciOiJSUzI1NiJ9"  # {"alg":"RS256"}
    response = await client.get("/anybody", headers={"Authorization": f"Bearer {header}.e30.c2ln"})
    assert (response.status, (await response.json())["type"]) == (503, "/problems/keys-away")
    assert response.headers["Retry-After"].isdigit()
    with pytest.raises(KeysAwayError):
        await public.find("RS256", None)


async def test_without_any_key_nobody_gets_in(serve: Serve) -> None:
    client = await serve(Guard(Authenticator(Keys(), RULES, time.time, 10)))
    assert (await client.get("/anybody", headers=token("admin"))).status == 401
    assert (await client.get("/public")).status == 200


async def test_off_lets_everybody_in_and_believes_their_word(serve: Serve) -> None:
    client = await serve(OPEN)
    for name in ACCESS:
        response = await client.get(f"/{name}")
        assert (response.status, (await response.json())["actor"]) == (200, "claimed")
    assert (await client.get("/of/stu-2")).status == 200


# -- declarations ------------------------------------------------------------------------------------------------------
def test_every_route_declares_who_may_call_it() -> None:
    api = fleet_openapi()
    roles = {role.value for role in Role}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            named = [one["bearer"] for one in operation["security"]]
            assert not named or all(len(one) == 1 and one[0] in roles for one in named)
            public = path in PUBLIC_PATHS
            assert bool(named) != public, (
                f"{method.upper()} {path}: give its Route an `access`, or name it here as public"
            )


PUBLIC_PATHS = {
    "/health/live",
    "/health/ready",
    "/metrics",
    "/openapi.json",
    "/openapi/{agent}.json",
    "/asyncapi.json",
    "/docs",
    "/problems/{code}",
}
