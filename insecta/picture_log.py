"""One log line for each picture and step, and what any line is about, as fields of its own.

Lines of `PICTURES` are for collectors (INSECTA_JSON_LOGS) or level DEBUG: too many for people.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from insecta.domain.events import Event

PICTURES = logging.getLogger("insecta.pictures")
ABOUT = "about_"
"""Begins the attributes of a record that become fields of its line."""


def about(things: Mapping[str, object]) -> dict[str, str]:
    """`extra` of a log call: those things that are known, such as `image`, `sha256`, `run`."""
    return {f"{ABOUT}{name}": str(thing) for name, thing in things.items() if thing is not None}


def about_event(event: Event) -> dict[str, str]:
    """The same of an event; `sha256` is the digest of the picture's bytes."""
    return about(
        {
            "event": event.id,
            "specimen": getattr(event, "specimen_id", None),
            "image": getattr(event, "image_id", None),
            "sha256": getattr(event, "sha256", None),
            "run": getattr(event, "run_id", None),
            "release": getattr(event, "release", None),
            "trace": event.trace,
        }
    )
