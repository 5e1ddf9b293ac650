"""Every page of a worker's whole app by every role and for every owner, without any server: only the gate counts.

tests/stack/test_access.py asks a real worker the same, and more.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import TCPConnector
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from agents.exercise.catalogue import families
from agents.exercise.tickets import Ticket, Tickets
from agents.runtime.access import Role
from fleet.access.config import rules
from fleet.access.tokens import mint
from fleet.app import Fleet, build
from fleet.settings import Settings
from tests.fleet.access_rights import ME, OTHER, PARTS, RIGHTS, body_of, expected

SECRET = "a secret of forty characters, no phrase!"
PATIENCE = 10.0
"""Seconds after which a request that was not refused counts as let in: without a broker some wait for it for longer."""


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    settings = Settings(
        kafka_brokers="127.0.0.1:1", auth_secret=SecretStr(SECRET), data_dir=tmp_path, redis_mirror=False
    )
    return build(settings, leave=pytest.fail)


@pytest.fixture
async def client(fleet: Fleet) -> AsyncIterator[TestClient[Any, Any]]:
    # Without a limit: a request that waits for a connection would count as one that is let in.
    async with TestClient(TestServer(fleet.app.web.web_app), connector=TCPConnector(limit=0)) as one:
        yield one


def exercise_of(student: str) -> str:
    settings = Settings()
    tickets = Tickets(settings.exercise_key.get_secret_value(), 3600)
    name, family = next(iter(families().items()))
    return tickets.issue(Ticket(name, family.version, 7, int(time.time()), 0.0, ()), student)


async def test_every_page_by_everybody_for_everybody(fleet: Fleet, client: TestClient[Any, Any]) -> None:
    operations = {f"{m.upper()} {p}": one for p, methods in fleet.api["paths"].items() for m, one in methods.items()}
    assert set(operations) == set(RIGHTS), "say in tests/fleet/access_rights.py who may"
    told = rules(fleet.settings)
    tokens = {
        role: mint(
            SECRET, told, subject=role, role=Role(role), seconds=600, now=time.time(),
            student_id=ME if role == "student" else None,
        )
        for role in Role
    }  # fmt: skip
    wrong: list[str] = []
    exercises = {owner: exercise_of(owner) for owner in (ME, OTHER)}  # beforehand: the families are read here
    at_once = asyncio.Semaphore(8)  # so that a request's patience is not spent on waiting for others

    async def ask(name: str, role: str | None, owner: str) -> None:
        method, path = name.split(" ")
        where = path.format(**PARTS, student_id=owner, exercise_id=exercises[owner])
        body = body_of(name, operations[name], owner, exercises[owner])
        headers = {} if role is None else {"Authorization": f"Bearer {tokens[Role(role)]}"}
        try:
            async with asyncio.timeout(PATIENCE):
                async with client.request(method, where, json=body, headers=headers) as response:
                    status, text = response.status, await response.text()
        except TimeoutError:
            status, text = 0, "let in"
        wanted = expected(RIGHTS[name], role, own=owner == ME)
        if (status not in (401, 403)) if wanted == "yes" else (str(status) == wanted):
            return
        wrong.append(f"{name} by {role} for {owner}: {status}, not {wanted}: {text}")

    everything = [(name, role, owner) for name in RIGHTS for role in (None, *Role) for owner in (ME, OTHER)]
    refused = [one for one in everything if expected(RIGHTS[one[0]], one[1], own=one[2] == ME) != "yes"]

    async def ask_soon(name: str, role: str | None, owner: str) -> None:
        async with at_once:
            await ask(name, role, owner)

    await asyncio.gather(*(ask_soon(*one) for one in refused))
    assert not wrong, "\n".join(wrong)
    await asyncio.gather(*(ask(*one) for one in everything if one not in refused))
    assert not wrong, "\n".join(wrong)


async def test_pages_beside_the_interface_are_public_or_guarded(fleet: Fleet, client: TestClient[Any, Any]) -> None:
    others = {route.path: route for route in fleet.routes if route.path not in fleet.api["paths"]}
    public = {"/", "/static/{version}/{name}", "/openapi.json", "/openapi/{agent}.json", "/asyncapi.json", "/docs"}
    assert {path for path, route in others.items() if route.access.public} == public
    for path in others.keys() - public:
        assert (await client.get(path)).status == 401, path


async def test_no_page_of_the_framework_is_served(client: TestClient[Any, Any]) -> None:
    for path in ("/router", "/router/mastery/x", "/table", "/tables", "/table/mastery", "/stats", "/graph", "/admin"):
        assert (await client.get(path)).status == 404, path
