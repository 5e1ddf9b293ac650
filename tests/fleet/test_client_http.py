"""The HTTP client against a server that behaves as it is told: what is sent, sent again, and made of answers."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

import fleet.client.errors as client_errors
from agents.concepts.requests import PathRequest
from agents.exercise.requests import HintsRequest, VerifyRequest
from agents.runtime.problems import CATALOGUE, ProblemError
from agents.triage.requests import TriageRequest
from fleet.client import (
    BusyError,
    FleetClient,
    FleetError,
    InvalidRequestError,
    NotFoundError,
    Retries,
    ServerError,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
)
from fleet.client.errors import problem_error
from fleet.client.retrying import NotSentError, again
from fleet.topology import AGENTS
from schemas.requests import AgentRequest, DebugRequest, ExerciseRequest, ReviewRequest

ROOT = Path(__file__).resolve().parents[2]
SCORES = {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}
RECEIPT = {
    "event_id": "e",
    "idempotency_key": "e",
    "timestamp": 1,
    "topic": "learning.events",
    "partition": 0,
    "offset": 1,
    "clamped": False,
}
RESPONSE = {
    "response_id": "debug-1",
    "agent_type": "debug",
    "student_id": "stu-1",
    "timestamp": "2026-01-13T10:30:00.000Z",
    "content": "It is fine.",
    "metadata": {},
    "token_efficiency": 0.5,
    "processing_time_ms": 1.0,
    "version": "1.0",
}
VIEW = {
    "student_id": "stu-1",
    "latest_scores": {"loops": SCORES},
    "overall_mastery": 0.84,
    "last_updated": "2026-01-13T10:30:00.000Z",
    "components_tracked": ["loops"],
    "level": "proficient",
    "mastery": {"loops": 0.84},
    "levels": {"loops": "proficient"},
}

QUICK = Retries(attempts=4, seconds=30.0, first_delay=0.0)

Reply = Callable[[], web.Response] | None


@dataclass
class Server:
    """Answers with what it was given, one after the other, and keeps what it was asked. None cuts the connection."""

    replies: list[Reply] = field(default_factory=list)
    asked: list[web.Request] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    url: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.asked.append(request)
        self.bodies.append(json.loads(raw) if raw else None)
        self.connections.add(request.transport)
        reply = self.replies.pop(0)
        if reply is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return reply()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    one = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", one.handle)
    async with TestServer(app) as running:
        one.url = str(running.make_url("")).rstrip("/")
        yield one


def ok(body: Any, status: int = 200) -> Reply:
    return lambda: web.json_response(body, status=status)


def problem(code: str, retry_after: str | None = "0") -> Reply:
    kind = next(kind for kind in CATALOGUE if kind.code == code)
    document = ProblemError(kind, "so it is").document("/")
    headers = {"Retry-After": retry_after} if retry_after is not None else {}
    return lambda: web.json_response(document, status=kind.status, headers=headers)


# -- what is sent ------------------------------------------------------------------------------------------------------
async def test_a_report_that_has_to_be_sent_again_is_the_same_event_each_time(server: Server) -> None:
    server.replies = [problem("unconfirmed"), None, problem("owner-silent", None), ok(RECEIPT, 202)]
    async with FleetClient(server.url, retries=QUICK, clock=lambda: 1.5, new_id=iter("ab").__next__) as client:
        receipt = await client.report("stu-1", "loops", SCORES)
    assert receipt.offset == 1
    assert server.bodies == [server.bodies[0]] * 4
    assert server.bodies[0] == {
        "component": "loops",
        "scores": SCORES,
        "event_id": "a",
        "idempotency_key": "a",
        "timestamp": 1500,
    }


async def test_two_reports_are_two_events_unless_the_platform_says_otherwise(server: Server) -> None:
    server.replies = [ok(RECEIPT, 202)] * 3
    async with FleetClient(server.url) as client:
        await client.report("stu-1", "loops", SCORES)
        await client.report("stu-1", "loops", SCORES)
        await client.report("stu-1", "loops", SCORES, idempotency_key="mine", timestamp=7)
    keys = [one["idempotency_key"] for one in server.bodies]
    assert len(set(keys)) == 3
    assert (keys[2], server.bodies[2]["timestamp"]) == ("mine", 7)


async def test_waiting_for_the_effect_gives_the_mastery_or_a_receipt(server: Server) -> None:
    server.replies = [ok({**VIEW, **RECEIPT, "duplicate": False}), ok({**RECEIPT, "note": "later"}, 202)]
    async with FleetClient(server.url) as client:
        first = await client.report("stu-1", "loops", SCORES, wait=True)
        second = await client.report("stu-1", "loops", SCORES, wait=True)
    assert getattr(first, "mastery", None) == {"loops": 0.84}
    assert (second.note, getattr(second, "mastery", None)) == ("later", None)
    assert server.asked[0].query == {"wait": "applied"}


async def test_an_agent_is_sent_what_the_caller_has_set_and_nothing_else(server: Server) -> None:
    server.replies = [ok(RESPONSE), ok({**RESPONSE, "agent_type": "exercise"})]
    async with FleetClient(server.url) as client:
        await client.debug(DebugRequest(student_id="stu-1", query="Why?", code="print("))
        await client.exercise(ExerciseRequest(student_id="stu-1", query="One, please", topic="loops"))
    assert server.bodies[0] == {"student_id": "stu-1", "query": "Why?", "code": "print("}
    assert "difficulty" not in server.bodies[1], "a default is nobody's wish"


ASKED = {
    "debug": DebugRequest(student_id="s", query="q", code="c"),
    "review": ReviewRequest(student_id="s", query="q", code="c"),
    "explain": AgentRequest(student_id="s", query="q"),
    "path": PathRequest(student_id="s", goal="loops"),
    "exercise": ExerciseRequest(student_id="s", query="q", topic="loops"),
    "verify": VerifyRequest(student_id="s", exercise_id="x", code="c"),
    "hints": HintsRequest(student_id="s", exercise_id="x"),
    "triage": TriageRequest(student_id="s", query="q"),
}


async def test_every_kind_of_request_has_its_method(server: Server) -> None:
    server.replies = [ok(RESPONSE) for _ in ASKED]
    async with FleetClient(server.url) as client:
        for name, request in ASKED.items():
            await getattr(client, name)(request)
    posted = {one.path: one.model for spec in AGENTS for one in spec.answers if one.path is not None}
    posted["/triage"] = TriageRequest
    assert {one.path: type(sent) for one, sent in zip(server.asked, ASKED.values(), strict=True)} == posted


async def test_names_may_hold_any_character_and_a_token_is_asked_for_each_time(server: Server) -> None:
    server.replies = [ok(VIEW), ok(VIEW), ok(VIEW)]
    tokens = iter(["first", "second"])

    async def late() -> str:
        return next(tokens)

    async with FleetClient(server.url, token=late) as client:
        await client.progress("stu 1/ä")
        await client.progress("stu-1")
    assert server.asked[0].rel_url.raw_path == "/progress/stu%201%2F%C3%A4"
    assert [one.headers["Authorization"] for one in server.asked] == ["Bearer first", "Bearer second"]
    async with FleetClient(server.url, token="fixed") as client:
        await client.progress("stu-1")
    assert server.asked[-1].headers["Authorization"] == "Bearer fixed"


async def test_a_page_that_is_no_json_is_read_as_it_is(server: Server) -> None:
    server.replies = [lambda: web.Response(text="fleet_ready 1"), problem("busy")]
    async with FleetClient(server.url, retries=QUICK) as client:
        assert await client.text("metrics") == "fleet_ready 1"
        with pytest.raises(BusyError):
            await client.text("metrics")
    assert [one.path for one in server.asked] == ["/metrics", "/metrics"]


async def test_connections_are_kept(server: Server) -> None:
    server.replies = [ok(VIEW)] * 20
    async with FleetClient(server.url) as client:
        for _ in range(20):
            await client.progress("stu-1")
    assert len(server.connections) == 1


async def test_pages_of_a_history_are_one(server: Server) -> None:
    def page(days: list[str], cursor: str | None) -> Reply:
        history = [{"date": day, "overall_mastery": 0.01 * int(day[-2:]), "mastery": {}} for day in days]
        return ok(
            {
                "student_id": "stu-1",
                "component": None,
                "days": 400,
                "history": history,
                "trend": [],
                "change": None,
                "next": cursor,
            }
        )

    server.replies = [page(["2026-01-30", "2026-01-20"], "2026-01-20"), page(["2026-01-10"], None)]
    async with FleetClient(server.url) as client:
        found = await client.history("stu-1", days=400)
    assert [one.date for one in found.history] == ["2026-01-30", "2026-01-20", "2026-01-10"]
    assert (found.trend, found.change, found.next) == ([0.1, 0.2, 0.3], 0.2, None)
    assert server.asked[0].query == {"days": "400", "limit": "366"}
    assert server.asked[1].query["cursor"] == "2026-01-20"


# -- what is sent again ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["busy", "partition-away", "try-again"])
async def test_what_was_not_done_is_asked_again(server: Server, code: str) -> None:
    server.replies = [problem(code), problem(code), ok(RESPONSE)]
    async with FleetClient(server.url, retries=QUICK) as client:
        assert (await client.debug(DebugRequest(student_id="s", query="q", code="c"))).content == "It is fine."


@pytest.mark.parametrize("reply", [None, "owner-silent", "unconfirmed"])
async def test_a_request_that_may_have_had_its_effect_is_not_repeated(server: Server, reply: str | None) -> None:
    server.replies = [None if reply is None else problem(reply, None if reply == "owner-silent" else "0"), ok(RESPONSE)]
    async with FleetClient(server.url, retries=QUICK) as client:
        with pytest.raises((UnreachableError, UnavailableError)):
            await client.debug(DebugRequest(student_id="s", query="q", code="c"))
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", ["invalid", "unknown-student", "too-large", "refused"])
async def test_what_will_not_change_is_not_asked_again(server: Server, code: str) -> None:
    server.replies = [problem(code), ok(VIEW)]
    async with FleetClient(server.url, retries=QUICK) as client:
        with pytest.raises(FleetError):
            await client.progress("stu-1")
    assert len(server.asked) == 1


async def test_patience_ends_with_the_last_error(server: Server) -> None:
    server.replies = [problem("busy")] * 9
    async with FleetClient(server.url, retries=QUICK) as client:
        with pytest.raises(BusyError, match="HTTP 429"):
            await client.progress("stu-1")
    assert len(server.asked) == QUICK.attempts


async def test_nobody_there_is_said_with_the_address() -> None:
    async with FleetClient("http://127.0.0.1:1", retries=QUICK) as client:
        with pytest.raises(NotSentError, match=r"127\.0\.0\.1:1"):
            await client.progress("stu-1")


async def test_an_answer_that_does_not_come_ends_the_attempt(server: Server) -> None:
    import asyncio  # noqa: PLC0415 - for this test alone

    ended = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        await ended.wait()
        return web.Response()

    app = web.Application()
    app.router.add_get("/progress/{id}", never)
    async with TestServer(app) as running:
        url = str(running.make_url(""))
        async with FleetClient(url, timeout=0.05, retries=Retries(attempts=1)) as client:
            with pytest.raises(UnreachableError, match="TimeoutError"):
                await client.progress("stu-1")
        ended.set()


async def waited(retries: Retries, *errors: FleetError, chance: float = 0.0) -> list[float]:
    pauses: list[float] = []
    left = list(errors)

    async def call() -> str:
        if left:
            raise left.pop(0)
        return "done"

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    await again(call, retries, repeatable=True, chance=lambda: chance, sleep=sleep)
    return pauses


async def test_delays_double_and_the_fleets_own_is_kept() -> None:
    retries = Retries(attempts=9, seconds=1000, first_delay=0.2, longest_delay=1.0)
    away = UnreachableError("away")
    assert await waited(retries, away, away, away, away) == pytest.approx([0.2, 0.4, 0.8, 1.0])
    assert await waited(retries, away, chance=0.5) == pytest.approx([0.3])
    asked = problem_error(503, {}, "7")
    assert await waited(retries, asked, away) == pytest.approx([7.0, 0.4])
    assert await waited(retries, asked, chance=1.0) == pytest.approx([7.2])


async def test_a_call_may_be_any_function_that_gives_an_awaitable() -> None:
    async def answer() -> str:
        return "done"

    assert await again(lambda: answer(), QUICK, repeatable=True) == "done"  # noqa: PLW0108 - that is the point


async def test_no_attempt_begins_after_the_time_allowed() -> None:
    with pytest.raises(UnavailableError):
        await waited(Retries(seconds=5.0), problem_error(503, {}, "7"))


# -- what is made of answers -------------------------------------------------------------------------------------------
def test_every_kind_of_problem_has_its_error() -> None:
    problems = [*CATALOGUE, *(kind for spec in AGENTS for kind in spec.problems)]
    for kind in problems:
        error = problem_error(kind.status, ProblemError(kind, "why", errors=[]).document("/x"), "3")
        assert type(error) is not client_errors.ProblemError, kind.code
        assert (error.code, error.status, error.title, error.detail) == (kind.code, kind.status, kind.title, "why")
        assert error.retry_after == 3
        assert kind.title in str(error)
    assert type(problem_error(500, {"type": "about:blank", "title": "Internal"}, None)) is ServerError
    assert problem_error(404, {"type": "about:blank"}, None).code == ""


async def test_fields_to_blame_are_named(server: Server) -> None:
    blamed = {"type": "/problems/invalid", "errors": [{"field": "scores.quiz", "reason": "must be a number"}]}
    server.replies = [ok(blamed, 422)]
    async with FleetClient(server.url) as client:
        with pytest.raises(InvalidRequestError) as caught:
            await client.report("stu-1", "loops", SCORES)
    assert caught.value.errors == [("scores.quiz", "must be a number")]


OTHERS: dict[str, tuple[Any, type[FleetError]]] = {
    "a page": (lambda: web.Response(text="<html>"), UnreachableError),
    "a list": (ok([1]), UnreachableError),
    "no page": (lambda: web.Response(text="gone", status=404), NotFoundError),
    "a proxy's error": (lambda: web.Response(text="bad gateway", status=502), UnavailableError),
    "an error of its own": (ok({"type": "about:blank"}, 500), ServerError),
    "another shape": (ok({"student_id": "stu-1"}), UnexpectedAnswerError),
}


@pytest.mark.parametrize("case", OTHERS)
async def test_answers_of_others_are_told_apart(server: Server, case: str) -> None:
    reply, kind = OTHERS[case]
    server.replies = [reply]
    async with FleetClient(server.url, retries=Retries(attempts=1)) as client:
        with pytest.raises(kind):
            await client.progress("stu-1")


# -- what it costs -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("module", "kept_out"),
    [
        ("fleet.client", ("faust", "mode", "rocksdict", "aiokafka", "click", "fleet.settings")),
        ("fleet.client.kafka", ("faust", "mode", "rocksdict", "click", "fleet.settings")),
    ],
)
def test_importing_it_loads_no_worker(module: str, kept_out: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(sorted(set({kept_out!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
