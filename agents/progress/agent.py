"""The progress agent: folds `learning.events` into mastery and answers `progress.requests`."""

from functools import cache

from agents.progress.folding import EventFolder
from agents.progress.logic import Limits
from agents.progress.requests import RequestAnswerer
from agents.runtime.spec import AgentContext, AgentSpec, Source
from schemas.codec import Codec
from schemas.plain_events import EventReader
from schemas.progress import ScorePolicy
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, LEARNING_EVENTS, PROGRESS_REQUESTS
from tables.mastery import MASTERY
from tables.ownership import Ownership

__all__ = ["SPEC"]


@cache  # one for a process: it learns which schemas it can read in a short way
def _reader(codec: Codec, policy: ScorePolicy) -> EventReader:
    return EventReader(codec, policy)


def _folder(context: AgentContext, owned: Ownership) -> EventFolder:
    options = context.options
    limits = Limits(options.max_lateness_ms, options.max_ahead_ms, options.max_components)
    return EventFolder(_reader(context.codec, options.score_policy), limits, owned)


def _answerer(context: AgentContext, owned: Ownership) -> RequestAnswerer:
    return RequestAnswerer(context.codec, context.options.max_record_bytes, owned)


SPEC = AgentSpec(
    name="progress",
    title="Folds progress events into mastery; the one writer of the mastery table",
    sources=(Source(LEARNING_EVENTS, _folder), Source(PROGRESS_REQUESTS, _answerer)),
    writes=(AGENT_RESPONSES, DEAD_LETTERS),
    table=MASTERY,
)
