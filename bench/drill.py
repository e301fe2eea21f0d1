"""The drill: catalogue and index are gone, and come back from bucket and backup: `python -m bench drill`.

A collection of drawn pictures is taken in, identified and backed up. Then a platform with an empty data
folder is rebuilt from the first one's objects: every row, every original copied and proved against its
digest, every document. It has to find what the first one found. The peer is taking the same collection
in once more.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from bench.pictures import draw_many
from bench.processes import INSECTA, cost
from bench.record import Measure, lower_is_better

SIZE = (1_024, 768)


def main(*, small: bool) -> list[Measure]:
    number = 12 if small else 2_000
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        draw_many(place / "files", number, size=SIZE)
        first = {"INSECTA_DATA": str(place / "first")}
        second = {"INSECTA_DATA": str(place / "second")}
        cost([*INSECTA, "up", "--prepare"], first)
        taken = cost([*INSECTA, "ingest", str(place / "files"), "--collection", "ANTS"], first)
        saved = cost([*INSECTA, "backup"], first)
        bucket = (place / "first" / "objects").as_uri()
        rebuilt = cost([*INSECTA, "rebuild", "--from", bucket, "--json"], second)
        told = json.loads(rebuilt.out.splitlines()[-1])
        if told["missing"] or told["changed"] or told["documents"] != number:
            raise SystemExit(f"not everything came back: {told}")
        if _found(first) != _found(second):
            raise SystemExit("the rebuilt platform finds something else")
    pictures = f"{number:,} pictures"
    again = f"take the same {pictures} in again"
    return [
        lower_is_better(
            f"rebuild {pictures} from bucket and backup", unit, [ours], again, theirs, 2.0
        )
        for unit, ours, theirs in (
            ("s", rebuilt.seconds, taken.seconds),
            ("s of processor", rebuilt.processor, taken.processor),
        )
    ] + [lower_is_better(f"back {pictures} up", "s", [saved.seconds], again, taken.seconds, 2.0)]


def _found(settings: dict[str, str]) -> Any:
    """What a search answers: how many, and the first of them in an order of its own."""
    words = ["search", "--sort", "catalog_number:asc", "--limit", "100", "--json"]
    told = json.loads(cost([*INSECTA, *words], settings).out.splitlines()[-1])
    return told["total"], [
        (one["catalog_number"], one.get("scientific_name")) for one in told["items"]
    ]
