"""Traces from an upload to the index (OpenTelemetry): where an event leads, its trace goes on.

The context travels in the envelope of events as W3C `traceparent` (CloudEvents' Distributed Tracing
extension). Nothing is recorded, and nothing imported, unless `configure` was called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from insecta.domain.events import Event
from insecta.errors import BadSettings

_tracer: Any = None
_open: ContextVar[Mapping[str, Any]] = ContextVar("insecta_open_spans", default={})  # noqa: B039
"""Spans of the events in hand, by their key; never changed in place."""


def configure(address: str, process: str) -> Any:
    """Send spans to an OTLP/HTTP collector from now on; returns the provider. Raises BadSettings."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise BadSettings(
            f"INSECTA_TRACES needs the module {error.name}", hint='pip install "insecta[traces]"'
        ) from error
    exporter = OTLPSpanExporter(endpoint=f"{address.rstrip('/')}/v1/traces")
    return record(BatchSpanProcessor(exporter), process)


def record(processor: Any, process: str) -> Any:
    """Give every span of this process to an OpenTelemetry span processor; returns the provider."""
    global _tracer
    from opentelemetry import trace
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    about = Resource({"service.name": f"insecta-{process}", "service.namespace": "insecta"})
    provider = TracerProvider(resource=about)
    provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)
    _tracer = trace.get_tracer("insecta")
    return provider


def leading_to(key: str) -> str | None:
    """`traceparent` for an event that is written now: of the event with its key, or of the request."""
    if _tracer is None:
        return None
    from opentelemetry import propagate, trace

    carrier: dict[str, str] = {}
    span = _open.get().get(key) or trace.get_current_span()
    propagate.inject(carrier, trace.set_span_in_context(span))
    return carrier.get("traceparent")


@contextmanager
def handling(name: str, events: Sequence[Event]) -> Iterator[None]:
    """A span of this name in the trace of each event, as long as they are handled together."""
    if _tracer is None:
        yield
        return
    spans = [(event.key, _begun(name, event, len(events))) for event in events if event.trace]
    token = _open.set({**_open.get(), **dict(spans)})
    try:
        yield
    except BaseException as error:
        for _, span in spans:
            span.record_exception(error)
        raise
    finally:
        _open.reset(token)
        for _, span in spans:
            span.end()


def _begun(name: str, event: Event, batch: int) -> Any:
    from opentelemetry import propagate

    attributes = {
        "insecta.event": type(event).__name__,
        "insecta.key": event.key,
        "messaging.message.id": str(event.id),
        "messaging.batch.message_count": batch,
    }
    digest = getattr(event, "sha256", None)
    if digest:
        attributes["insecta.sha256"] = digest
    parent = propagate.extract({"traceparent": event.trace})
    return _tracer.start_span(name, context=parent, attributes=attributes)
