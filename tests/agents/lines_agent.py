"""A small agent without a table, for tests of what all such agents share: it counts the lines of code."""

import asyncio
import os
from typing import Any

from agents.runtime.answering import Answer, RefusedError, Respond, Signal
from agents.runtime.errors import TransientError
from agents.runtime.problems import ProblemType
from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec, Answering
from schemas.errors import InvalidError
from schemas.mastery import MasteryScores
from schemas.requests import DebugRequest
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, DEBUG_REQUESTS, LEARNING_SIGNALS

OTHER_LANGUAGE = ProblemType("other-language", 422, "Only Python is read here", "Send Python.")


def responder(_: Services) -> Respond:
    return respond


async def respond(request: DebugRequest, mastery: MasteryScores | None) -> Answer:
    """What it does depends on the code alone, so that tests can ask for everything that may happen."""
    if request.language != "python":
        raise RefusedError(OTHER_LANGUAGE, "the language must be Python", known=["python"])
    match request.code.split("\n")[0].split():
        case ["#sleep", seconds]:
            await asyncio.sleep(float(seconds))
        case ["#die"]:
            os._exit(9)
        case ["#bug"]:
            raise ZeroDivisionError("nobody foresaw this")
        case ["#later"]:
            raise TransientError("runner_away", "the runner does not answer")
        case ["#field"]:
            raise InvalidError.of("code", "must be other code")
        case ["#huge"]:
            return Answer("much", {"more": "x" * (1 << 20)}, request.code)
        case _:
            pass
    lines = request.code.count("\n") + 1
    noticed = (Signal("error", "loops", "SyntaxError", {"line": 1}),) if "error" in request.code else ()
    known: dict[str, Any] = {} if mastery is None else {"overall": mastery.overall_mastery}
    return Answer(f"The code has {lines} lines.", {"lines": lines, **known}, request.query + request.code, noticed)


SPEC = AgentSpec(
    name="debug",
    title="Counts lines",
    writes=(AGENT_RESPONSES, DEAD_LETTERS, LEARNING_SIGNALS),
    answers=(Answering(DebugRequest, responder, DEBUG_REQUESTS, "/debug/analyze", "Counts the lines of code."),),
    problems=(OTHER_LANGUAGE,),
)
