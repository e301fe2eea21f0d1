"""Prometheus figures: of requests as they come, of the catalogue when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from insecta.services.pulse import Vitals

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry per app, so that two apps of one process do not mix."""

    def __init__(self, vitals: Callable[[], Vitals | None]) -> None:
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
        self.registry.register(_Catalogue(vitals))


class _Catalogue(Collector):
    def __init__(self, vitals: Callable[[], Vitals | None]) -> None:
        self._vitals = vitals

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        now = self._vitals()
        yield GaugeMetricFamily(
            "insecta_catalogue_up", "Whether the catalogue answers.", value=float(now is not None)
        )
        if now is None:
            return
        images = GaugeMetricFamily("insecta_images", "Living pictures.", labels=["state"])
        images.add_metric(["waiting"], now.waiting)
        images.add_metric(["looked_at"], now.images - now.waiting)
        yield images
        yield GaugeMetricFamily("insecta_specimens", "Living specimens.", value=now.specimens)
        yield GaugeMetricFamily(
            "insecta_oldest_waiting_seconds",
            "Age of the picture that has waited longest.",
            value=now.oldest_waiting,
        )
        lag = GaugeMetricFamily(
            "insecta_outbox_lag_events", "Events a group has yet to do.", labels=["group"]
        )
        for group, behind in now.lag.items():
            lag.add_metric([group], behind)
        yield lag
