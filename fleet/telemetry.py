"""OpenTelemetry: spans of what `tables/tracing.py` tells. The only home of its libraries (the extra `traces`)."""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiohttp import web
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from fleet.settings import Settings
from fleet.web.metrics import Handler
from tables.tracing import TRACEPARENT

__all__ = ["OpenTelemetry", "exporting"]


def exporting(settings: Settings) -> "OpenTelemetry":
    """Send spans to the collector of the settings, in batches, from a thread of its own."""
    resource = Resource.create({"service.name": settings.app_id, "service.instance.id": settings.instance_id})
    provider = TracerProvider(ParentBasedTraceIdRatio(settings.trace_share), resource)
    endpoint = f"{(settings.otlp_endpoint or '').rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint)))
    return OpenTelemetry(provider)


class OpenTelemetry:
    """Listens. See `tables.tracing.Tracer`.

    Args:
        provider: with a sampler and somewhere to send spans to.
    """

    on = True

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("agent-fleet")
        self._propagator = TraceContextTextMapPropagator()

    @contextlib.contextmanager
    def follow(self, name: str, parents: Sequence[bytes], facts: Mapping[str, str | int]) -> Iterator[bytes | None]:
        """See `Tracer`."""
        contexts = [one for one in map(self._context, parents) if one.is_valid]
        if not contexts:
            yield None
            return
        parent = trace.set_span_in_context(trace.NonRecordingSpan(contexts[0]))
        links = [trace.Link(one) for one in contexts]
        with self._span(name, parent, kind=trace.SpanKind.CONSUMER, attributes=facts, links=links):
            yield self.current()

    @contextlib.contextmanager
    def _span(self, name: str, parent: Context | None = None, **more: Any) -> Iterator[trace.Span]:
        """A span. Of an error its class alone is told: the text may quote a record."""
        with self._tracer.start_as_current_span(
            name, parent, record_exception=False, set_status_on_exception=False, **more
        ) as span:
            try:
                yield span
            except Exception as error:
                span.set_status(trace.StatusCode.ERROR, type(error).__name__)
                raise

    def _context(self, mark: bytes) -> trace.SpanContext:
        carrier = {TRACEPARENT: mark.decode("ascii", "replace")}
        return trace.get_current_span(self._propagator.extract(carrier)).get_span_context()

    def step(self, name: str) -> contextlib.AbstractContextManager[object]:
        """See `Tracer`."""
        if not trace.get_current_span().is_recording():
            return contextlib.nullcontext()
        return self._span(name)

    def current(self) -> bytes | None:
        """See `Tracer`."""
        carrier: dict[str, str] = {}
        if trace.get_current_span().is_recording():
            self._propagator.inject(carrier)
        mark = carrier.get(TRACEPARENT)
        return mark.encode() if mark is not None else None

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A request is a span, in the trace of who asks, or in one that begins here."""
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "other"
        facts = {"http.request.method": request.method, "http.route": route}
        parent = self._propagator.extract(dict(request.headers))
        with self._span(f"{request.method} {route}", parent, kind=trace.SpanKind.SERVER, attributes=facts) as span:
            response = await handler(request)
            span.set_attribute("http.response.status_code", response.status)
            return response

    async def close(self) -> None:
        """Send what is left. It takes a few seconds where nobody listens at the other end."""
        await asyncio.to_thread(self._provider.shutdown)
