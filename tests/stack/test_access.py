"""Every page of a real worker, asked by everybody: what is allowed is answered, and everything else is refused.

What is expected stands in tests/fleet/access_rights.py, apart from what the routes declare.
"""

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from agents.runtime.access import Role
from fleet.access.config import rules
from fleet.access.tokens import mint
from fleet.settings import Settings
from tests.fleet.access_rights import ME, OTHER, PARTS, RIGHTS, UPDATE, WHY, body_of, expected
from tests.stack.support import Fleet, Worker, shared

pytestmark = pytest.mark.stack

SECRET = "a secret of forty characters, no phrase!"


def token(role: str, /, *, student: str = ME, secret: str = SECRET, **changes: Any) -> str:
    told = rules(Settings())
    about = student if role == "student" else None
    if not changes:
        return mint(
            secret, told, subject=f"the {role}", role=Role(role), seconds=3600, now=time.time(), student_id=about
        )
    claims = {
        "iss": told.issuer,
        "aud": told.audience,
        "sub": "x",
        "exp": int(time.time()) + 60,
        "role": role,
        **changes,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret), algorithms=["HS256"])


async def ask(
    worker: Worker, method: str, path: str, role: str | None = None, body: Any = None, **more: Any
) -> tuple[int, Any, Mapping[str, str]]:
    """Status, body and headers."""
    headers = {"Authorization": f"Bearer {token(role)}"} if role is not None else {}
    if body is not None:
        headers["Content-Type"] = "application/json"
        more["data"] = BytesIO(json.dumps(body).encode())
    headers |= more.pop("headers", {})
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, worker.url + path, headers=headers, **more) as response,
    ):
        raw = await response.read()
        told = json.loads(raw) if raw and response.content_type.endswith("json") else None
        return response.status, told, response.headers


async def exercise_of(worker: Worker, student: str) -> str:
    body = {"student_id": student, "query": "an exercise please", "topic": "loops"}
    status, made, _ = await ask(worker, "POST", "/exercise/generate", "admin", body)
    assert status == 200, made
    return str(made["metadata"]["exercise_id"])


@pytest.fixture
async def worker(fleet: Fleet, tmp_path: Path) -> Worker:
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps({"keys": [RSA.as_dict(private=False)]}))
    return fleet.worker(FLEET_AUTH="required", FLEET_AUTH_SECRET=SECRET, FLEET_AUTH_JWKS=str(keys))


RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa"})


async def test_everybody_gets_what_is_theirs_and_nothing_else(fleet: Fleet, worker: Worker) -> None:
    await worker.ready()
    for student in (ME, OTHER):
        assert (await ask(worker, "POST", f"/progress/{student}?wait=applied", "service", UPDATE))[0] in (200, 202)
    await worker.read(2)
    exercises = {student: await exercise_of(worker, student) for student in (ME, OTHER)}
    _, api, _ = await ask(worker, "GET", "/openapi.json")
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in api["paths"].items()
        for method, operation in methods.items()
    }
    assert set(operations) == set(RIGHTS), "say here who may"
    wrong: list[str] = []
    asked = 0
    for name, rights in RIGHTS.items():
        method, path = name.split(" ")
        documented = {int(status) for status in operations[name]["responses"]}
        for role in (None, "student", "teacher", "service", "admin"):
            for owner in (ME, OTHER):
                about = f"{owner}-who-goes" if method == "DELETE" else owner  # the others are asked about later
                where = path.format(**PARTS, student_id=about, exercise_id=exercises[owner])
                body = body_of(name, operations[name], owner, exercises[owner])
                status, answer, headers = await ask(worker, method, where, role, body)
                asked += 1
                wanted = expected(rights, role, own=owner == ME)
                fine = (status < 400 or status in (404, 409, 422)) if wanted == "yes" else str(status) == wanted
                if status in (401, 403):
                    fine = fine and answer["status"] == status
                if status == 401:
                    fine = fine and headers["WWW-Authenticate"].startswith("Bearer")
                if not fine or status not in documented:
                    wrong.append(f"{name} by {role} for {owner}: {status}, not {wanted}: {answer}")
    assert not wrong, "\n".join(wrong)
    assert asked == len(RIGHTS) * 10
    status, page, _ = await ask(worker, "GET", f"/exercise/{exercises[ME]}", "student")
    assert (status, "reference_solution" in page) == (200, False)
    assert "reference_solution" in (await ask(worker, "GET", f"/exercise/{exercises[ME]}", "teacher"))[1]

    await _students_ask_for_others(worker)
    await _bad_tokens_are_refused(worker)
    await _a_provider_signs_too(worker)
    await _no_page_of_the_framework_is_served(worker)
    await _what_is_done_is_told_with_the_tokens_subject(worker)
    await _no_header_crashes(worker)
    second = fleet.worker("worker-2", FLEET_AUTH="required", FLEET_AUTH_SECRET=SECRET)
    await _an_owner_checks_again(worker, second)


async def _students_ask_for_others(worker: Worker) -> None:
    ways: list[tuple[str, str, Any]] = [
        ("GET", f"/progress/{OTHER}", None),
        ("GET", "/progress/stu%2D2", None),
        ("HEAD", f"/progress/{OTHER}", None),
        ("GET", f"/progress/{ME}%00", None),
        ("GET", f"/progress/{ME}/", None),
        ("GET", f"/progress/{ME}?student_id={OTHER}", None),
        ("GET", f"/progress/{OTHER}?student_id={ME}", None),
        ("GET", f"/progress/{OTHER}/history", None),
        ("GET", f"/progress/{OTHER}/explain", None),
        ("GET", f"/concepts?student_id={OTHER}", None),
        ("POST", "/debug/analyze", {"student_id": OTHER, "query": "?", "code": "1"}),
        ("POST", f"/debug/analyze?student_id={ME}", {"student_id": OTHER, "query": "?", "code": "1"}),
        ("POST", "/triage?async=1", {"student_id": OTHER, "query": "what is a loop?"}),
        ("POST", f"/progress/{ME}", UPDATE),
        ("GET", "/students", None),
    ]
    for method, path, body in ways:
        status, _, _ = await ask(worker, method, path, "student", body)
        assert status in (403, 404, 422), (method, path, status)  # 422: a parameter that there is not
    forged = {"Fleet-Forwarded-By": "http://127.0.0.1:1"}
    assert (await ask(worker, "GET", f"/progress/{OTHER}", "student", headers=forged))[0] == 403


async def _bad_tokens_are_refused(worker: Worker) -> None:
    now = int(time.time())
    good = token("admin")
    head, claims, signature = good.split(".")
    none = _by_hand({"alg": "none"}, {"role": "admin", "exp": now + 60}, "")
    public = RSA.as_pem(private=False).decode()
    bad = {
        "forged": token("admin", secret="another secret of forty characters!!!!!!"),
        "none": none,
        "no signature": f"{head}.{claims}.",
        "changed": f"{head}.{claims[:-4]}AAAA.{signature}",
        "expired": token("admin", exp=now - 60),
        "without expiry": token("admin", exp=None),
        "not yet valid": token("admin", nbf=now + 3600),
        "wrong audience": token("admin", aud="others"),
        "wrong issuer": token("admin", iss="others"),
        "no role": token("admin", role=None),
        "unknown key": jwt.encode({"alg": "RS256", "kid": "who"}, {"role": "admin"}, RSA, algorithms=["RS256"]),
        "public key for a secret": _by_hand({"alg": "HS256", "kid": "rsa"}, {"role": "admin", "exp": now + 60}, public),
        "two": f"{good}, Bearer {good}",
        "rubbish": "rubbish",
    }
    for why, one in bad.items():
        status, answer, headers = await ask(worker, "GET", "/dead-letters", headers={"Authorization": f"Bearer {one}"})
        assert (status, answer["type"]) == (401, "/problems/unauthenticated"), (why, answer)
        assert 'error="invalid_token"' in headers["WWW-Authenticate"], why
    assert (await ask(worker, "GET", "/dead-letters", headers={"Authorization": f"bearer {good}"}))[0] == 200


def _by_hand(header: dict[str, Any], claims: dict[str, Any], secret: str) -> str:
    def part(raw: bytes) -> str:
        return urlsafe_b64encode(raw).decode().rstrip("=")

    head = f"{part(json.dumps(header).encode())}.{part(json.dumps(claims).encode())}"
    return f"{head}.{part(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())}"


async def _a_provider_signs_too(worker: Worker) -> None:
    told = rules(Settings())
    claims = {"iss": told.issuer, "aud": told.audience, "sub": "ada", "exp": int(time.time()) + 60, "role": ["teacher"]}
    signed = jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, RSA, algorithms=["RS256"])
    status, _, _ = await ask(worker, "GET", f"/progress/{OTHER}", headers={"Authorization": f"Bearer {signed}"})
    assert status == 200


async def _no_page_of_the_framework_is_served(worker: Worker) -> None:
    for path in ("/router", "/router/mastery/x", "/table", "/tables", "/table/mastery", "/stats", "/graph", "/admin"):
        for role in (None, "admin"):
            assert (await ask(worker, "GET", path, role))[0] == 404, path


async def _what_is_done_is_told_with_the_tokens_subject(worker: Worker) -> None:
    await ask(worker, "POST", "/dead-letters/replay", "admin", {**WHY, "dry_run": True})
    lines = [line for line in worker.log.read_text().splitlines() if "fleet.audit" in line]
    assert any("the admin" in line and "to see who may" in line for line in lines), worker.tail()
    assert not any("nobody in particular" in line for line in lines)


async def _no_header_crashes(worker: Worker) -> None:
    good = token("student")
    parts = st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60),
        st.lists(st.sampled_from([*good.split("."), "", "e30", "bnVsbA"]), max_size=5).map(".".join),
    )
    seen: list[tuple[str, int]] = []

    async with aiohttp.ClientSession() as session:

        async def one(value: str) -> None:
            async with session.get(f"{worker.url}/progress/{ME}", headers={"Authorization": value}) as response:
                seen.append((value, response.status))

        values: list[str] = []

        @settings(max_examples=150, database=None)
        @given(st.sampled_from(["Bearer ", "bearer", "Basic ", ""]), parts)
        def collect(scheme: str, rest: str) -> None:
            values.append((scheme + rest).strip())

        collect()
        for value in values:
            await one(value)
    assert len(seen) >= 100
    for value, status in seen:
        assert status in (200 if value == f"Bearer {good}" else 401, 400), (value, status)


async def _an_owner_checks_again(first: Worker, second: Worker) -> None:
    await shared(first, second)
    students = [f"stu-{number}" for number in range(3, 15)]
    for worker in (first, second):
        for student in students:
            own = {"Authorization": f"Bearer {token('student', student=student)}"}
            assert (await ask(worker, "GET", f"/progress/{student}", headers=own))[0] == 404, "not known, but allowed"
            assert (await ask(worker, "GET", f"/progress/{student}"))[0] == 401
            assert (await ask(worker, "GET", f"/progress/{student}", "student"))[0] == 403
        status, page, _ = await ask(worker, "GET", "/students?limit=1", "teacher")
        assert (status, [one["student_id"] for one in page["students"]]) == (200, [ME])
        status, page, _ = await ask(worker, "GET", f"/students?after={ME}", "teacher")
        assert (status, [one["student_id"] for one in page["students"]], page["next"]) == (200, [OTHER], None)
        assert page["students"][0]["mastery"]["loops"] == 0.84
