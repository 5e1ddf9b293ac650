"""A worker with an agent without a table: `python -m tests.stack.lines worker`."""

import asyncio

from agents.progress.spec import SPEC as PROGRESS
from fleet.settings import load_settings
from fleet.topic_admin import ensure_topics
from fleet.worker import run
from tests.agents.lines_agent import SPEC as LINES

AGENTS = (PROGRESS, LINES)


if __name__ == "__main__":
    settings = load_settings()
    asyncio.run(ensure_topics(settings.kafka_brokers or "", settings, AGENTS))
    run(settings, agents=AGENTS)
