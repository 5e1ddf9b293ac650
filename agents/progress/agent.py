"""The progress agent's stream glue: what it does with a batch of each topic."""

from functools import cache

from agents.progress.folding import EventFolder
from agents.progress.logic import Limits
from agents.progress.quizzes import QuizNoticing
from agents.progress.requests import RequestAnswerer
from agents.runtime.spec import AgentContext
from schemas.codec import Codec
from schemas.plain_events import EventReader
from schemas.progress import ScorePolicy
from tables.ownership import Ownership

__all__ = ["answerer", "folder"]


@cache  # one for a process: it learns which schemas it can read in a short way
def _reader(codec: Codec, policy: ScorePolicy, max_major: int | None) -> EventReader:
    return EventReader(codec, policy, max_major)


def folder(context: AgentContext, owned: Ownership) -> QuizNoticing:
    """What folds a batch of `learning.events` into mastery, and notices low quiz scores."""
    options = context.options
    limits = Limits(options.max_lateness_ms, options.max_ahead_ms, options.max_components)
    reader = _reader(context.codec, options.score_policy, options.schema_max_major)
    events = EventFolder(reader, limits, owned, options.erasure_keys)
    return QuizNoticing(events, context.codec, options.struggle, owned.partition)


def answerer(context: AgentContext, owned: Ownership) -> RequestAnswerer:
    """What answers a batch of `progress.requests`."""
    return RequestAnswerer(context.codec, context.options.max_record_bytes, owned)
