"""The labelled pictures of ../shared/data that the first release learns from and is tested on."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insecta.vision.decode import decode
from model.taxonomy import ANTHOPHILA, LEPIDOPTERA, ant, moth
from model.tree import OTHER_INSECT, Step

_CODE = re.compile(
    r"(casent|psw|focol|rmcaent|inbio\w*?|jtlc|lacm|ufv|fmnh\w*?)[-_]?(\d{3,}\w?)", re.I
)
_PLACEHOLDERS = {"ants_imageNotFound.jpg"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture. `specimen`: pictures of one specimen share it and never leave their part.

    `source`: folder it comes from, or how it was made. `pixels`: its rendition. `part`, `group`
    (of near-duplicates), `weight` (in the loss), `view`, `caste`, `sex`, `life_stage`, `institution`, `licence`,
    `creator`: as a snapshot says.
    """

    name: str
    source: str
    specimen: str
    lineage: tuple[Step, ...]
    pixels: NDArray[np.uint8]
    part: str = ""
    group: str = ""
    weight: float = 1.0
    view: str = ""
    caste: str = ""
    institution: str = ""
    sex: str = ""
    life_stage: str = ""
    licence: str = ""
    creator: str = ""


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _pixels(path: Path) -> NDArray[np.uint8]:
    return decode(path.read_bytes()).pixels


def _specimen_of(name: str) -> str:
    """Specimen code in a file name, else the name itself without size and view words."""
    found = _CODE.search(name)
    if found:
        return (found[1] + found[2]).lower()
    return re.sub(r"(_big|_lg|_high)?\.\w+$", "", name).lower()


def _moths(data: Path) -> Iterator[Sample]:
    for row in _rows(data / "moths" / "labels.csv"):
        name = row["file"]
        lineage = moth(row["genus"], row["species"])
        yield Sample(name, "moths", f"moths/{name}", lineage, _pixels(data / "moths" / name))


def _field(data: Path) -> Iterator[Sample]:
    for row in _rows(data / "ants_bees_field" / "labels.csv"):
        name = row["file"]
        if name in _PLACEHOLDERS:
            continue
        lineage = ant() if row["taxon"] == "Formicidae" else ANTHOPHILA
        pixels = _pixels(data / "ants_bees_field" / name)
        yield Sample(name, "ants_bees_field", f"field/{name}", lineage, pixels)


def _ant_tiles(data: Path) -> Iterator[Sample]:
    folder = data / "ant_specimen_tiles"
    for row in _rows(folder / "labels.csv"):
        pixels = _pixels(folder / row["file"])
        lineage = ant(genus=row["genus"])
        yield Sample(row["file"], "ant_specimen_tiles", row["specimen"].lower(), lineage, pixels)


def _ant_specimens(data: Path) -> Iterator[Sample]:
    folder = data / "ant_specimens"
    for row in _rows(folder / "labels.csv"):
        rank, name = row["rank"], row["name"]
        genus = name.split()[0] if rank in {"genus", "species"} else None
        lineage = ant(subfamily=name if rank == "subfamily" else None, genus=genus)
        specimen = _specimen_of(row["file"])
        yield Sample(row["file"], "ant_specimens", specimen, lineage, _pixels(folder / row["file"]))


def _orders(data: Path) -> Iterator[Sample]:
    """One laboratory picture per order; the lone other hymenopteran fits no label and is left out."""
    for path in sorted((data / "orders").glob("*.jpg")):
        if path.stem != "Hymenoptera":
            lineage = LEPIDOPTERA if path.stem == "Lepidoptera" else OTHER_INSECT
            yield Sample(path.name, "orders", f"orders/{path.stem}", lineage, _pixels(path))


def real_samples(data: Path) -> list[Sample]:
    """All labelled insects, in a fixed order."""
    return [*_moths(data), *_field(data), *museum_ants(data), *_orders(data)]


def museum_ants(data: Path) -> list[Sample]:
    """Ants of museums alone: single views, and pictures of specimens."""
    return [*_ant_tiles(data), *_ant_specimens(data)]
