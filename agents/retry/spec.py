"""The retry agent as data: knows every dead letter, and sends it again when its time has come."""

from collections.abc import Iterable
from functools import partial

from agents.retry.agent import EntryFolder, FailureReading
from agents.retry.counting import Counting
from agents.retry.desk import Desk
from agents.retry.payloads import Payloads
from agents.retry.problems import PROBLEMS
from agents.retry.timer import RetryTimer, Send
from agents.retry.views import DeadLetterViews
from agents.runtime.services import Services
from agents.runtime.spec import AgentContext, AgentSpec, Job, Source
from agents.runtime.web import Route
from schemas.topics import CATALOGUE, DEAD_LETTER_STATUS, DEAD_LETTERS, LEARNING_EVENTS, LEARNING_SIGNALS
from tables.failures import FAILURES
from tables.failures_reader import FailuresReader
from tables.ownership import Emit, Ownership

__all__ = ["SPEC"]


def _folder(context: AgentContext, owned: Ownership) -> EntryFolder:
    options = context.options
    return EntryFolder(
        owned, context.codec, options.retries, context.alarms, options.erasure_keys, measures=context.measures
    )


def _sending(services: Services) -> Send:
    async def send(emit: Emit) -> object:
        return await services.publisher.publish(emit.topic, emit.key, emit.value, emit.partition, headers=emit.headers)

    return send


def _jobs(services: Services) -> Iterable[Job]:
    timer = RetryTimer(
        services.tables[FAILURES.name],
        Payloads(services.point_reader),
        _sending(services),
        services.codec,
        max_record_bytes=services.options.max_record_bytes,
        clock=services.clock,
        measures=services.measures,
    )
    return (timer.run,)


def _routes(services: Services) -> Iterable[Route]:
    payloads = Payloads(services.point_reader)
    services.closing.append(payloads.stop)
    desk = Desk(
        payloads=payloads,
        send=_sending(services),
        codec=services.codec,
        trials=services.trials,
        max_record_bytes=services.options.max_record_bytes,
        clock=services.clock,
    )
    reader = FailuresReader(services.tables[FAILURES.name])
    return DeadLetterViews(
        reader=reader,
        counting=Counting(reader),
        desk=desk,
        codec=services.codec,
        forward=services.forward,
        max_body_bytes=services.options.max_record_bytes,
        request_retention_ms=services.options.request_retention_ms,
    ).routes()


_REST_S = 1.0
"""In a storm of 250 failures a second an event of others was visible after 123 ms (median), with 0.3 s after 148, and
without a rest after 440. An entry is listed that much later at most, and its first retry sent that much later."""

_source = partial(Source, handler=_folder, judge=FailureReading(), rest_s=_REST_S)

SPEC = AgentSpec(
    name="retry",
    title="Knows every dead letter, and sends it again when its time has come",
    sources=(_source(DEAD_LETTERS), _source(DEAD_LETTER_STATUS)),
    writes=(DEAD_LETTER_STATUS, LEARNING_EVENTS, LEARNING_SIGNALS, *(topic for topic in CATALOGUE if topic.free_text)),
    table=FAILURES,
    jobs=_jobs,
    routes=_routes,
    problems=PROBLEMS,
)
