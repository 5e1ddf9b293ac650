"""Triage as data: reads a student's message and lets the right agent answer it."""

from agents.runtime.spec import AgentSpec
from agents.triage.agent import NAME
from agents.triage.problems import AGENT_ABSENT
from agents.triage.routing import TOPICS
from agents.triage.views import TriagePages
from schemas.topics import LEARNING_SIGNALS

__all__ = ["SPEC"]

SPEC = AgentSpec(
    name=NAME,
    title="Lets the right agent answer a message",
    writes=(*TOPICS.values(), LEARNING_SIGNALS),
    routes=lambda services: TriagePages(services).routes(),
    problems=(AGENT_ABSENT,),
)
