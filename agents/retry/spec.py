"""The retry agent as data: knows every dead letter, and sends it again when its time has come."""

from collections.abc import Iterable
from functools import partial

from agents.retry.agent import EntryFolder, FailureReading
from agents.retry.payloads import Payloads
from agents.retry.timer import RetryTimer
from agents.runtime.services import Services
from agents.runtime.spec import AgentContext, AgentSpec, Job, Source
from schemas.topics import CATALOGUE, DEAD_LETTER_STATUS, DEAD_LETTERS, LEARNING_EVENTS
from tables.failures import FAILURES
from tables.ownership import Emit, Ownership

__all__ = ["SPEC"]


def _folder(context: AgentContext, owned: Ownership) -> EntryFolder:
    return EntryFolder(owned, context.codec, context.options.retries, context.alarms)


def _jobs(services: Services) -> Iterable[Job]:
    async def send(emit: Emit) -> object:
        return await services.publisher.publish(emit.topic, emit.key, emit.value, emit.partition, headers=emit.headers)

    timer = RetryTimer(
        services.tables[FAILURES.name],
        Payloads(services.point_reader),
        send,
        services.codec,
        max_record_bytes=services.options.max_record_bytes,
        clock=services.clock,
    )
    return (timer.run,)


_source = partial(Source, handler=_folder, judge=FailureReading())

SPEC = AgentSpec(
    name="retry",
    title="Knows every dead letter, and sends it again when its time has come",
    sources=(_source(DEAD_LETTERS), _source(DEAD_LETTER_STATUS)),
    writes=(DEAD_LETTER_STATUS, LEARNING_EVENTS, *(topic for topic in CATALOGUE if topic.free_text)),
    table=FAILURES,
    jobs=_jobs,
)
