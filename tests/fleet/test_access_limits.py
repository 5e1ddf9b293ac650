"""How often somebody may ask, headers on every answer, other sites, TLS, and the log of what admins do."""

import json
import logging
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.access import ADMINS, LEARNERS, PUBLIC, Role
from agents.runtime.app import BatchLimits, FleetApp
from agents.runtime.web import NoQuery, Route, json_response, read_json
from fleet.access.authenticator import Authenticator
from fleet.access.config import throttle
from fleet.access.keys import Keys
from fleet.access.limits import Throttle
from fleet.access.tokens import Rules, mint, secret_key
from fleet.client.errors import FleetError
from fleet.settings import Settings, SettingsError, load_settings
from fleet.web.forward import Forwarder
from fleet.web.guard import Guard
from fleet.web.headers import SecurityHeaders, preflight
from fleet.web.middleware import application_options
from fleet.web.routes import add_routes
from fleet.web.tls import client_context, server_context
from fleet.web_client import WebClient, web_url
from schemas.base import Model

SECRET = "a secret of forty characters, no phrase!"
RULES = Rules("issuer", "fleet")
STUDENT = frozenset({Role.STUDENT})


# -- buckets -----------------------------------------------------------------------------------------------------------
def test_a_minutes_requests_may_come_at_once_and_then_at_the_rate() -> None:
    limit = Throttle({(Role.STUDENT, "ask"): 6}, 10)
    assert [limit.wait("ada", STUDENT, "ask", 100.0) for _ in range(6)] == [0.0] * 6
    assert limit.wait("ada", STUDENT, "ask", 100.0) == pytest.approx(10.0)
    assert limit.wait("ada", STUDENT, "ask", 105.0) == pytest.approx(5.0)
    assert limit.wait("ada", STUDENT, "ask", 110.0) == 0.0
    assert limit.wait("ada", STUDENT, "ask", 110.0) > 0.0
    assert limit.wait("ada", STUDENT, "read", 110.0) == 0.0, "reading is not asking"
    assert limit.wait("alan", STUDENT, "ask", 110.0) == 0.0, "others have their own"


def test_the_most_generous_role_counts_and_none_is_no_limit() -> None:
    limit = Throttle({(Role.STUDENT, "ask"): 1, (Role.TEACHER, "ask"): 3, (Role.ADMIN, "ask"): 0}, 10)
    both = frozenset({Role.STUDENT, Role.TEACHER})
    assert [limit.wait("ada", both, "ask", 0.0) == 0.0 for _ in range(4)] == [True, True, True, False]
    assert all(limit.wait("root", frozenset({Role.ADMIN}), "ask", 0.0) == 0.0 for _ in range(100))
    assert all(limit.wait("root", frozenset({Role.SERVICE}), "ask", 0.0) == 0.0 for _ in range(100))


def test_what_is_remembered_is_bounded() -> None:
    limit = Throttle({(Role.STUDENT, "ask"): 1}, 3)
    for number in range(50):
        limit.wait(f"stu-{number}", STUDENT, "ask", 0.0)
    assert len(limit._buckets) == 3
    assert limit.wait("stu-49", STUDENT, "ask", 0.0) > 0.0


@given(st.lists(st.floats(0, 30), max_size=80), st.integers(1, 20))
def test_nobody_ever_gets_more_than_the_rate(gaps: list[float], most: int) -> None:
    limit = Throttle({(Role.STUDENT, "ask"): most}, 10)
    now, admitted = 0.0, []
    for gap in gaps:
        now += gap
        wait = limit.wait("ada", STUDENT, "ask", now)
        assert 0.0 <= wait <= 60.0 / most + 1e-6
        if wait == 0.0:
            admitted.append(now)
    for first, start in enumerate(admitted):
        for count, end in enumerate(admitted[first:], 1):
            assert count <= most + (end - start) * most / 60 + 1e-6


# -- a worker's pages --------------------------------------------------------------------------------------------------
class Why(Model):
    """A body that says why."""

    reason: str
    actor: str = "claimed"


async def fine(_: web.Request) -> web.Response:
    return json_response({})


async def page(_: web.Request) -> web.Response:
    return web.Response(text="<!doctype html>", content_type="text/html")


async def act(request: web.Request) -> web.Response:
    await read_json(request, Why, 1000)
    return json_response({})


ROUTES = [
    Route("GET", "/public", fine, "Public.", access=PUBLIC),
    Route("GET", "/page", page, "A page.", access=PUBLIC),
    Route("GET", "/mine/{student_id}", fine, "Mine.", query=NoQuery, access=LEARNERS),
    Route("POST", "/act/{entry_id}/{student_id}", act, "Act.", body=Why, access=ADMINS),
]


def token(role: Role, student_id: str | None = None) -> dict[str, str]:
    made = mint(SECRET, RULES, subject=f"a-{role}", role=role, seconds=60, now=time.time(), student_id=student_id)
    return {"Authorization": f"Bearer {made}"}


Serve = Callable[..., Awaitable[TestClient[Any, Any]]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    clients: list[TestClient[Any, Any]] = []

    async def start(
        rates: Any = None, *, origins: frozenset[str] = frozenset(), tls: ssl.SSLContext | None = None
    ) -> TestClient[Any, Any]:
        app = FleetApp(
            "fleet",
            leave=pytest.fail,
            batches=BatchLimits(1, 1, 1),
            broker="kafka://127.0.0.1:1",
            store="memory://",
            web_application_options=application_options(4096, [preflight(origins)]),
            web_tables_enabled=False,
            web_router_enabled=False,
        )
        limit = Throttle(rates, 100) if rates is not None else None
        guard = Guard(Authenticator(Keys(secret_key(SECRET)), RULES, time.time, 10), limit, lambda: 0.0)
        add_routes(app, ROUTES, guard)
        app.web.web_app.on_response_prepare.append(SecurityHeaders(tls=tls is not None, origins=origins))
        server = TestServer(app.web.web_app, host="localhost", scheme="https" if tls is not None else "http")
        client: TestClient[Any, Any] = TestClient(server)
        clients.append(client)
        await server.start_server(ssl=tls)
        await client.start_server()
        return client

    yield start
    for client in clients:
        await client.close()


async def test_who_asks_too_often_is_told_when_to_ask_again(serve: Serve) -> None:
    client = await serve({(Role.STUDENT, "read"): 2})
    mine = token(Role.STUDENT, "stu-1")
    for _ in range(2):
        assert (await client.get("/mine/stu-1", headers=mine)).status == 200
    response = await client.get("/mine/stu-1", headers=mine)
    assert (response.status, (await response.json())["type"]) == (429, "/problems/too-often")
    assert response.headers["Retry-After"] == "30"
    assert (await client.get("/mine/stu-2", headers=mine)).status == 429, "before anything is looked at"
    assert (await client.get("/mine/stu-1", headers=token(Role.TEACHER))).status == 200
    assert (await client.get("/public")).status == 200


async def test_every_answer_has_its_headers(serve: Serve) -> None:
    client = await serve()
    for path, headers, status in (
        ("/public", {}, 200),
        ("/mine/stu-1", {}, 401),
        ("/mine/stu-1", token(Role.TEACHER), 200),
        ("/mine/stu-2", token(Role.STUDENT, "stu-1"), 403),
        ("/nowhere", {}, 404),
    ):
        response = await client.get(path, headers={**headers, "Origin": "https://other.example.org"})
        assert response.status == status
        told = response.headers
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["X-Frame-Options"] == "DENY"
        assert told["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert told["Cross-Origin-Resource-Policy"] == "same-origin"
        assert told["Server"] == "agent-fleet"
        assert ("no-store" in told.get("Cache-Control", "")) == (status in (200, 403) and path != "/public")
        assert "Access-Control-Allow-Origin" not in told
        assert "Strict-Transport-Security" not in told
    policy = (await client.get("/page")).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]


async def test_only_named_sites_may_ask(serve: Serve) -> None:
    origin = "https://lms.example.org"
    client = await serve(origins=frozenset({origin}))
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    response = await client.options("/mine/stu-1", headers={"Origin": origin, **asks})
    assert response.status == 204
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Origin" in response.headers["Vary"]
    for path in ("/mine/stu-1", "/nowhere"):
        response = await client.get(path, headers={"Origin": origin})
        assert response.headers["Access-Control-Allow-Origin"] == origin, "refusals can be read too"
        assert "WWW-Authenticate" in response.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in response.headers
    for stranger in (f"{origin}.evil.org", "http://lms.example.org", "null", "*"):
        response = await client.options("/mine/stu-1", headers={"Origin": stranger, **asks})
        assert (response.status, "Access-Control-Allow-Origin" in response.headers) == (405, False), stranger
    anywhere = await serve(origins=frozenset({"*"}))
    response = await anywhere.get("/public", headers={"Origin": "https://x.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "https://x.example"


@pytest.mark.parametrize("origins", ["lms.example.org", "https://lms.example.org/", "https://a,ftp://b"])
def test_origins_are_origins(monkeypatch: pytest.MonkeyPatch, origins: str) -> None:
    monkeypatch.setenv("FLEET_CORS_ORIGINS", origins)
    with pytest.raises(SettingsError, match="FLEET_CORS_ORIGINS"):
        load_settings()


def test_limits_come_from_settings_and_off_has_none() -> None:
    limit = throttle(Settings(rate_student_asks=1))
    assert limit is not None
    assert [limit.wait("ada", STUDENT, "ask", 0.0) == 0.0 for _ in range(2)] == [True, False]
    assert throttle(Settings(auth="off")) is None


# -- audit -------------------------------------------------------------------------------------------------------------
async def test_what_admins_do_is_told_with_who_and_why(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    client = await serve()
    path = "/act/learning.events:0:7/stu-1"
    body = {"reason": "it was\nme", "actor": "somebody else"}
    assert (await client.post(path, json=body, headers=token(Role.ADMIN))).status == 200
    assert (await client.post(path, json=body, headers=token(Role.TEACHER))).status == 403
    assert (await client.post(path, json=body)).status == 401
    assert (await client.get("/mine/stu-1", headers=token(Role.ADMIN))).status == 200
    lines = [one.getMessage() for one in caplog.records if one.name == "fleet.audit"]
    done, refused = [json.loads(line.removeprefix("audit ")) for line in lines]
    assert done == {
        "action": "POST /act/{entry_id}/{student_id}",
        "on": {"entry_id": "learning.events:0:7"},
        "reason": "it was\nme",
        "roles": ["admin"],
        "status": 200,
        "subject": "a-admin",
        "verified": True,
    }
    assert (refused["subject"], refused["status"], refused["reason"]) == ("a-teacher", 403, None)
    assert all("\n" not in line and "stu-1" not in line.replace("{student_id}", "") for line in lines)
    assert logging.getLogger("fleet.audit").isEnabledFor(logging.INFO)


# -- TLS ---------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that is its own authority, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, private


async def test_workers_and_commands_speak_tls(serve: Serve, certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    settings = Settings(web_tls_cert=cert, web_tls_key=key, web_tls_ca=cert, web_host="localhost")
    assert web_url(settings) == "https://localhost:6066"
    client = await serve(tls=server_context(settings))
    url = f"https://localhost:{client.server.port}"
    teacher = token(Role.TEACHER)["Authorization"].removeprefix("Bearer ")
    async with WebClient(url, teacher, cert) as asked:
        assert await asked.get("mine", "stu-1") == {}
    async with WebClient(url, teacher) as stranger:
        with pytest.raises(FleetError):
            await stranger.get("mine", "stu-1")

    # One worker hands a request on to another.
    forward = Forwarder(lambda _: url, "https://localhost:1", tls=lambda: client_context(settings.web_tls_ca))
    app = web.Application()

    async def hand_on(request: web.Request) -> web.Response:
        return await forward(request, 0, seconds=5.0)

    app.router.add_get("/mine/{student_id}", hand_on)
    async with TestClient(TestServer(app)) as first:
        assert (await first.get("/mine/stu-1", headers=token(Role.TEACHER))).status == 200
        assert (await first.get("/mine/stu-1")).status == 401
        assert (await first.get("/mine/stu-2", headers=token(Role.STUDENT, "stu-1"))).status == 403
    await forward.stop()


def test_files_that_cannot_be_used_are_told(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    assert server_context(Settings()) is None
    with pytest.raises(SettingsError, match="belong together"):
        server_context(Settings(web_tls_cert=cert))
    with pytest.raises(SettingsError, match="FLEET_WEB_TLS_CERT"):
        server_context(Settings(web_tls_cert=key, web_tls_key=cert))
    with pytest.raises(SettingsError, match="FLEET_WEB_TLS_CA"):
        client_context(tmp_path / "none.pem")
