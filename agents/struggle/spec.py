"""The struggle agent as data: from what was noticed about students to alerts for their teachers."""

from collections.abc import Iterable

from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec, Job, Source
from agents.runtime.web import Route
from agents.struggle.agent import SignalFolder
from agents.struggle.timer import StruggleTimer
from agents.struggle.views import StrugglesViews
from schemas.topics import DEAD_LETTER_STATUS, DEAD_LETTERS, LEARNING_SIGNALS, STRUGGLE_ALERTS
from tables.ownership import Emit
from tables.struggles import STRUGGLES
from tables.struggles_reader import StrugglesReader

__all__ = ["SPEC"]


def _jobs(services: Services) -> Iterable[Job]:
    async def send(emit: Emit) -> object:
        return await services.publisher.publish(emit.topic, emit.key, emit.value, emit.partition)

    return (StruggleTimer(services.tables[STRUGGLES.name], send, services.codec, clock=services.clock).run,)


def _routes(services: Services) -> Iterable[Route]:
    return StrugglesViews(StrugglesReader(services.tables[STRUGGLES.name]), services.forward).routes()


SPEC = AgentSpec(
    name="struggle",
    title="Notices who struggles, and tells their teachers why",
    sources=(Source(LEARNING_SIGNALS, SignalFolder),),
    writes=(STRUGGLE_ALERTS, LEARNING_SIGNALS, DEAD_LETTERS, DEAD_LETTER_STATUS),
    table=STRUGGLES,
    jobs=_jobs,
    routes=_routes,
)
