"""Prometheus figures: of requests as they come, of the platform and its workers when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from insecta import meters
from insecta.services.pulse import Vitals

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
Measured = Callable[[], Mapping[str, Sequence[meters.Sample]]]


class Metrics:
    """One registry per app, so that two apps of one process do not mix."""

    def __init__(self, vitals: Callable[[], Vitals | None], measured: Measured) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self.requests = Counter(
            "insecta_requests",
            "Answered requests.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "insecta_request_seconds",
            "Time to the end of the answer.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.registry.register(_WhenAsked(lambda: _platform(vitals())))
        self.registry.register(_WhenAsked(lambda: meters.told(measured())))


class _WhenAsked(Collector):
    """Families that are made anew for every scrape."""

    def __init__(self, make: Callable[[], Iterable[Metric]]) -> None:
        self._make = make

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield from self._make()


def _platform(now: Vitals | None) -> Iterator[Metric]:
    yield _gauge("catalogue_up", "Whether the catalogue answers.", float(now is not None))
    if now is None:
        return
    yield _gauge("event_log_up", "Whether the event log answers.", float("index" in now.backlogs))
    yield _gauge(
        "search_index_up", "Whether the search index answers.", float(now.documents is not None)
    )
    states = {"waiting": now.waiting, "looked_at": now.images - now.waiting}
    yield _family("images", "Living pictures.", "state", states)
    yield _gauge("specimens", "Living specimens.", now.specimens)
    yield _gauge(
        "oldest_waiting_seconds", "Age of the picture that has waited longest.", now.oldest_waiting
    )
    yield _gauge("lacking_indexes", "Live indexes that are being filled again.", now.lacking)
    yield _family(
        "lag_events",
        "Events a group has yet to do; of the relay: to hand over.",
        "group",
        {group: one.behind for group, one in now.backlogs.items()},
    )
    yield _family(
        "dead_letters",
        "Dead letters that wait for a person.",
        "group",
        {group: one.dead for group, one in now.backlogs.items()},
    )
    if now.documents is not None:
        yield _gauge("documents", "Specimens that are found in the live index.", now.documents)
    if now.gap is not None:
        yield _gauge("gap_specimens", "Specimens accepted, neither found nor put aside.", now.gap)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"insecta_{name}", text, value=value)


def _family(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"insecta_{name}", text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
