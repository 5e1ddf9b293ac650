"""The load on agents over HTTP: it is open, its requests are as they should be, and what fails is told."""

import asyncio
import random
from itertools import pairwise

from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.http_agents import KINDS, Outcome, Request, arrivals, plan, send, told
from schemas.requests import AgentRequest, DebugRequest, ExerciseRequest, ReviewRequest


def test_times_are_those_of_a_poisson_process_and_the_same_again() -> None:
    times = list(arrivals(20.0, 500.0, random.Random(3)))
    assert times == sorted(times)
    assert times == list(arrivals(20.0, 500.0, random.Random(3)))
    gaps = [after - before for before, after in pairwise(times)]
    mean = sum(gaps) / len(gaps)
    assert 0.048 < mean < 0.052
    assert 0.9 < (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5 / mean < 1.1, "no metronome"


def test_requests_are_valid_and_hardly_any_are_alike() -> None:
    solutions = [{"student_id": "stu-1", "exercise_id": "x", "code": "pass"}]
    requests = plan(20.0, 60.0, solutions, [*KINDS, "verify"], 1)
    models = {"/debug/analyze": DebugRequest, "/review/assess": ReviewRequest, "/exercise/generate": ExerciseRequest}
    for one in requests:
        if one.kind != "verify":
            models.get(one.path, AgentRequest).read(one.body)
    assert {one.kind for one in requests} == {*KINDS, "verify"}
    codes = [(one.kind, one.body["code"]) for one in requests if "code" in one.body]
    assert len(set(codes)) == len(codes), "what is remembered by content flatters"


async def test_nobody_waits_for_an_answer_to_send_the_next_request() -> None:
    arrived, all_there = 0, asyncio.Event()

    async def late(_: web.Request) -> web.Response:
        nonlocal arrived
        arrived += 1
        if arrived == 30:
            all_there.set()
        await all_there.wait()
        return web.Response(status=200 if arrived else 500)

    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=429)

    app = web.Application()
    app.router.add_post("/late", late)
    app.router.add_post("/full", refuse)
    async with TestServer(app) as server:
        requests = [Request(number / 1000, "late", "/late", {}) for number in range(30)]
        outcomes = await send(str(server.make_url("")), [*requests, Request(0.04, "full", "/full", {})])
    assert len(outcomes["late"].latencies) == 30
    assert not outcomes["late"].failed
    assert outcomes["full"].failed == {"429": 1}


def test_figures_are_told_by_kind_with_what_failed() -> None:
    outcome = Outcome([float(number) for number in range(1, 101)])
    outcome.failed["429"] = 2
    text = told({"review": outcome}, 20.0, 5.0, 1.0)
    assert "| review | 51 | 96 | 100 | 100 | 100 | 2 of 429 |" in text
