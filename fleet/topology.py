"""READ FIRST: every agent, what it reads, what it writes, which table it owns. Data, not code.

The Faust registration, the topics, the diagram of the docs and the conformance tests come from here.
"""

from agents.concepts.spec import SPEC as CONCEPTS
from agents.debug.spec import SPEC as DEBUG
from agents.exercise.spec import SPEC as EXERCISE
from agents.progress.spec import SPEC as PROGRESS
from agents.retry.spec import SPEC as RETRY
from agents.review.spec import SPEC as REVIEW
from agents.runtime.spec import AgentSpec
from agents.struggle.spec import SPEC as STRUGGLE
from agents.triage.spec import SPEC as TRIAGE

__all__ = ["AGENTS"]

AGENTS: tuple[AgentSpec, ...] = (CONCEPTS, DEBUG, EXERCISE, PROGRESS, RETRY, REVIEW, STRUGGLE, TRIAGE)
