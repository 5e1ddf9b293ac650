"""A small agent without a table, for tests of what all such agents share: it counts the lines of code."""

import asyncio
from functools import partial
from typing import Any

from agents.runner.program import Program
from agents.runtime.answering import Answer, RefusedError, Respond, Signal
from agents.runtime.errors import TransientError
from agents.runtime.patience import BusyError
from agents.runtime.problems import ProblemType
from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec, Answering
from schemas.errors import InvalidError
from schemas.mastery import MasteryScores
from schemas.requests import DebugRequest
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, DEBUG_REQUESTS, LEARNING_SIGNALS
from tests.agents import cpu_jobs as jobs

OTHER_LANGUAGE = ProblemType("other-language", 422, "Only Python is read here", "Send Python.")


def responder(services: Services) -> Respond:
    return partial(respond, services=services)


async def respond(request: DebugRequest, mastery: MasteryScores | None, services: Any = None) -> Answer:
    """Count lines, or do what the first line says, so that tests can ask for everything that may happen."""
    if request.language != "python":
        raise RefusedError(OTHER_LANGUAGE, "the language must be Python", known=["python"])
    word, _, rest = request.code.split("\n")[0].partition(" ")
    if word in RAISED:
        raise RAISED[word]
    if word == "#sleep":
        await asyncio.sleep(float(rest))
    if word in ELSEWHERE:
        return await ELSEWHERE[word](request.code, services)
    lines = request.code.count("\n") + 1
    noticed = (Signal("error", "loops", "SyntaxError", {"line": 1}),) if "error" in request.code else ()
    known: dict[str, Any] = {} if mastery is None else {"overall": mastery.overall_mastery}
    more = {"more": "x" * (1 << 20)} if word == "#huge" else {}
    metadata = {"lines": lines, **known, **more}
    return Answer(f"The code has {lines} lines.", metadata, request.query + request.code, noticed)


async def count(code: str, services: Services) -> Answer:
    return Answer("counted elsewhere", {"lines": await services.cpu.run(jobs.lines, code)}, code)


async def crash(_: str, services: Services) -> Answer:
    await services.cpu.run(jobs.exit_at_once, 1)
    raise AssertionError


async def run(code: str, services: Services) -> Answer:
    done = await services.programs.run(Program(code))
    return Answer(done.status, {"stdout": done.stdout}, code)


RAISED = {
    "#bug": ZeroDivisionError("nobody foresaw this"),
    "#busy": BusyError("3 jobs wait already", 2.4),
    "#field": InvalidError.of("code", "must be other code"),
    "#gone": asyncio.CancelledError(),
    "#later": TransientError("runner_away", "the runner does not answer"),
}
ELSEWHERE = {"#cpu": count, "#crash": crash, "#run": run}

SPEC = AgentSpec(
    name="debug",
    title="Counts lines",
    writes=(AGENT_RESPONSES, DEAD_LETTERS, LEARNING_SIGNALS),
    answers=(
        Answering(
            DebugRequest,
            responder,
            DEBUG_REQUESTS,
            "/debug/analyze",
            "Counts the lines of code.",
            example={"student_id": "stu-00123", "query": "Why?", "code": "a = 1\nerror"},
        ),
    ),
    problems=(OTHER_LANGUAGE,),
    cpu_modules=("tests.agents.cpu_jobs",),
    runs_programs=True,
)
