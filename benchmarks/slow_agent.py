"""A worker with a slow agent: `python -m benchmarks.slow_agent worker` runs it beside the progress agent.

The agent answers `debug.requests` and takes 20 ms for each, in which it waits as an agent does whose work is done by
another process. The file `BENCH_ANSWERED` gets a byte for every request answered.
"""

import asyncio
import os

from agents.progress.spec import SPEC as PROGRESS
from agents.runtime.answering import Answer, Respond
from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec, Answering
from fleet.settings import load_settings
from fleet.topic_admin import ensure_topics
from fleet.worker import run
from schemas.mastery import MasteryScores
from schemas.requests import DebugRequest
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, DEBUG_REQUESTS

REQUEST_S = 0.02


def responder(_: Services) -> Respond:
    said = os.open(os.environ["BENCH_ANSWERED"], os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    async def respond(request: DebugRequest, mastery: MasteryScores | None) -> Answer:
        await asyncio.sleep(REQUEST_S)
        os.write(said, b".")
        return Answer("slow", {"known": mastery is not None}, request.code)

    return respond


AGENTS = (
    PROGRESS,
    AgentSpec(
        name="debug",
        title="Is slow",
        writes=(AGENT_RESPONSES, DEAD_LETTERS),
        answers=(Answering(DebugRequest, responder, topic=DEBUG_REQUESTS),),
    ),
)


def main() -> None:
    settings = load_settings()
    asyncio.run(ensure_topics(settings.kafka_brokers or "", settings, AGENTS))
    run(settings, agents=AGENTS)


if __name__ == "__main__":
    main()
