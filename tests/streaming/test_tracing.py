"""One upload is one trace, from the request over relay, identify and index; off, nothing is said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from insecta import tracing
from insecta.domain.events import GROUPS, Event
from insecta.errors import BadSettings
from insecta.services.identify import identify
from insecta.services.index import index
from insecta.services.relay import Relay
from insecta.settings import Settings
from streaming.process import Shell
from streaming.worker import Consumer, Worker
from tests.api.conftest import IMAGES, JPEG, ScriptedPlatform, client, draw, made
from tests.event_logs import KafkaLogs


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Sequence[Any]]]:
    """Finished spans of this process; afterwards nothing is recorded again."""
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    monkeypatch.setattr(tracing, "_tracer", None)
    exporter = InMemorySpanExporter()
    provider = tracing.record(SimpleSpanProcessor(exporter), "test")
    yield exporter.get_finished_spans
    provider.shutdown()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[ScriptedPlatform]:
    opened = made(Settings(data=tmp_path / "data"))
    yield opened
    opened.close()


def upload(platform: ScriptedPlatform) -> httpx.Response:
    async def go() -> httpx.Response:
        async with client(platform) as http:
            return await http.post(IMAGES, content=draw(), headers=JPEG)

    return asyncio.run(go())


@pytest.mark.server
def test_one_upload_is_one_trace(
    platform: ScriptedPlatform, kafka_server: str, spans: Callable[[], Sequence[Any]]
) -> None:
    logs = KafkaLogs(kafka_server)
    relay = Relay(platform.catalogue, logs.make("relay"))
    assert relay.lead()
    while relay.step():
        pass  # the promotion, which no trace began
    assert upload(platform).status_code == 202

    def identify_all(events: Sequence[Event]) -> None:
        champion = platform.classifier()
        identify(platform.catalogue, platform.store, champion, events, platform.classifier)

    def index_all(events: Sequence[Event]) -> None:
        index(platform.catalogue, platform.index, platform.release, events)

    for group, handle in (("identify", identify_all), ("index", index_all)):
        while relay.step():
            pass
        consumer = Consumer(group, GROUPS[group], 8, handle, lambda: None)
        log = logs.make(group)
        worker = Worker(consumer, log, Shell(platform.catalogue, group))
        while found := log.poll(GROUPS[group], 8, 4.0):
            worker.process(found)
    relay.close()
    logs.close()
    (request,) = [one for one in spans() if one.name == f"POST {IMAGES}"]
    trace = request.context.trace_id
    told = {
        (one.name, one.attributes["insecta.event"])
        for one in spans()
        if one.context.trace_id == trace and "insecta.event" in (one.attributes or {})
    }
    assert told == {
        ("relay", "ImageReceived"),
        ("identify", "ImageReceived"),
        ("relay", "ImageIdentified"),
        ("index", "ImageReceived"),
        ("index", "ImageIdentified"),
    }
    by_id = {one.context.span_id: one for one in spans()}
    (answered,) = [
        one
        for one in spans()
        if one.name == "index" and one.attributes["insecta.event"] == "ImageIdentified"
    ]
    chain = [answered]
    while chain[-1].parent is not None:
        chain.append(by_id[chain[-1].parent.span_id])
    names = [one.name for one in chain]
    assert (names[:2], names[-1]) == (["index", "identify"], f"POST {IMAGES}")
    assert {one.resource.attributes["service.name"] for one in chain} == {"insecta-test"}


def test_nothing_is_recorded_unless_it_is_asked_for(
    platform: ScriptedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "_tracer", None)
    assert upload(platform).status_code == 202
    with platform.catalogue.reading() as tx:
        bodies = [body for _, _, body in tx.outbox.after(0, GROUPS["index"], 10)]
    assert bodies
    assert not any("traceparent" in body for body in bodies)


def test_without_its_extra_a_setting_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(BadSettings, match=r"pip install .*insecta\[traces\]"):
        tracing.configure(Settings(traces="http://127.0.0.1:4318").traces, "api")
