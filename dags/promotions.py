"""The asset of promotions, and where Kafka is configured the watcher that updates it.

An event is a hint: it starts `reidentification`, which pulls whatever is pending from the catalogue.
"""

from __future__ import annotations

import json
import os
from typing import Any

from airflow.sdk import Asset, AssetWatcher

CONNECTION = "insecta_kafka"
"""Airflow's connection to Kafka: `AIRFLOW_CONN_INSECTA_KAFKA`; without it nothing is watched."""
TOPIC = "releases.promoted"
EVENT = "insecta.ReleasePromoted.v1"


def announced(message: Any) -> str | None:
    """The release that an event says was promoted; None for anything else, which starts nothing."""
    try:
        told = json.loads(message.value())
    except (TypeError, ValueError):
        return None
    if not isinstance(told, dict) or told.get("type") != EVENT:
        return None
    return str(told["data"]["release"])


def watchers() -> list[AssetWatcher]:
    """One where Kafka is configured."""
    if not os.environ.get(f"AIRFLOW_CONN_{CONNECTION.upper()}"):
        return []
    from airflow.providers.apache.kafka.triggers.msg_queue import KafkaMessageQueueTrigger

    trigger = KafkaMessageQueueTrigger(
        topics=[TOPIC], apply_function="promotions.announced", kafka_config_id=CONNECTION,
        poll_timeout=1, poll_interval=5,
    )  # fmt: skip
    return [AssetWatcher(name="promotions_in_kafka", trigger=trigger)]


PROMOTED = Asset("insecta://promotions", watchers=watchers())
