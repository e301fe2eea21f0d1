"""Make docs/decision-cases.json, and say what this code answers to a case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from insecta.domain.release import Release
from insecta.services.decision_cases import drawn, numbers, pictures
from insecta.services.decision_cases.as_json import decided, release_from_json, release_to_json
from insecta.services.decision_cases.invented import invented_by_energy, invented_release

FORMAT = "insecta-decision-cases-1"
SEED = 1758
INVENTED, BY_ENERGY = "invented", "invented by energy"
TOLERANCE = {
    "decide": 1e-12, "promise": 1e-12, "calibrate": 1e-6, "novelty": 1e-6, "preprocess": 2e-3,
}  # fmt: skip
"""How far a number of a copy may differ: absolute, and of `preprocess` relative (quality only)."""

Json = dict[str, Any]
Case = tuple[str, Json]


def answer_of(kind: str, given: Mapping[str, Any], releases: Mapping[str, Release]) -> Json:
    """What this code answers to the input of a case."""
    if kind == "decide":
        return decided(releases[given["release"]], given)
    return _ANSWERS[kind](given)


_ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], Json]] = {
    "calibrate": numbers.calibration,
    "novelty": numbers.strangeness,
    "promise": numbers.promised,
    "preprocess": pictures.prepared,
}


def document(real: Mapping[str, Release]) -> Json:
    """The whole file. `real`: releases by name, used beside the invented ones."""
    releases = {INVENTED: invented_release(), BY_ENERGY: invented_by_energy(), **real}
    # A copy knows what JSON says of a release, so the answers are made from nothing else.
    bodies = {name: release_to_json(release) for name, release in releases.items()}
    known = {name: release_from_json(body) for name, body in bodies.items()}
    cases = [
        {"kind": kind, "name": name, "input": given, "expected": answer_of(kind, given, known)}
        for kind, (name, given) in _inputs(known)
    ]
    return {"format": FORMAT, "tolerance": TOLERANCE, "releases": bodies, "cases": cases}


def _inputs(releases: Mapping[str, Release]) -> Iterator[tuple[str, Case]]:
    random = Random(SEED)
    for name, release in releases.items():
        of_release: list[Case] = []
        if name in (INVENTED, BY_ENERGY):
            of_release += drawn.edges(name, release)
        of_release += drawn.drawn(name, release, 320 if name == INVENTED else 70, random)
        yield from (("decide", (f"{name}: {text}", given)) for text, given in of_release)
    for text, given in drawn.ceilings_of_views(INVENTED):
        yield "decide", (f"{INVENTED}: {text}", given)
    yield from (("calibrate", case) for case in numbers.calibrations(random, 18))
    yield from (("novelty", case) for case in numbers.novelties(random, 11))
    yield from (("promise", case) for case in numbers.promises(random, 40))
    yield from (("preprocess", case) for case in pictures.pictures())
    yield from (("novelty", case) for case in numbers.measures(random, 15))


def write(path: Path, real: Mapping[str, Release]) -> int:
    """Write the file, one case a line so that changes can be read; returns the number of cases."""
    whole = document(real)
    cases = whole.pop("cases")
    head = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    lines = ",\n".join(
        json.dumps(case, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for case in cases
    )
    partial = path.with_name(path.name + ".partial")
    partial.write_text(f'{head[:-1]},"cases":[\n{lines}\n]}}\n', encoding="utf-8")
    partial.replace(path)
    return len(cases)
