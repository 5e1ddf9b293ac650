"""The progress agent as data: folds `learning.events` into mastery and answers `progress.requests`."""

from agents.progress.agent import answerer, folder
from agents.progress.class_views import ClassViews
from agents.progress.past_views import PastViews
from agents.progress.requests import tell
from agents.progress.views import ProgressViews
from agents.runtime.spec import AgentSpec, Answering, Source
from schemas.requests import ProgressRequest
from schemas.topics import (
    AGENT_RESPONSES,
    DEAD_LETTER_STATUS,
    DEAD_LETTERS,
    LEARNING_EVENTS,
    LEARNING_SIGNALS,
    PROGRESS_REQUESTS,
)
from tables.mastery import MASTERY

__all__ = ["SPEC"]

SPEC = AgentSpec(
    name="progress",
    title="Folds progress events into mastery; the one writer of the mastery table",
    sources=(Source(LEARNING_EVENTS, folder), Source(PROGRESS_REQUESTS, answerer)),
    writes=(AGENT_RESPONSES, LEARNING_SIGNALS, DEAD_LETTERS, DEAD_LETTER_STATUS),
    table=MASTERY,
    answers=(Answering(ProgressRequest, lambda _: tell),),
    routes=lambda services: (
        *ProgressViews.of(services).routes(),
        *PastViews.of(services).routes(),
        *ClassViews(services.reader, services.forward).routes(),
    ),
)
