"""Write the teaching collection to a folder: pictures, and a Darwin Core manifest."""

from __future__ import annotations

import csv
import io
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from insecta.domain.identity import collection_id, specimen_id
from insecta.teaching.kinds import KINDS
from insecta.teaching.plan import SEED, Picture, Plan, Specimen, plan
from insecta.teaching.renderer import jpeg, render, render_labels

COLLECTION = "TEACH"
MANIFEST = "specimens.csv"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
COLUMNS: tuple[str, ...] = (
    "occurrenceID", "catalogNumber", "materialEntityID", "institutionCode", "collectionCode",
    "basisOfRecord", "scientificName", "taxonRank", "genus", "lifeStageSex", "preparations",
    "eventDate", "country", "locality", "verbatimElevation", "decimalLatitude", "decimalLongitude",
    "geodeticDatum", "recordedBy", "identifiedBy", "dateIdentified", "license", "creator",
    "storage", "associatedMedia",
)  # fmt: skip
Progress = Callable[[int, int], None]


def write(
    folder: Path, *, seed: int = SEED, progress: Progress | None = None, workers: int = 0
) -> Plan:
    """Draw everything into `folder`; the manifest comes last, so its presence means complete.

    `progress(done, total)` is called after each picture. `workers`: processes, 0 for one per core,
    1 to stay in this one. The same seed gives the same files. Returns what was written.
    """
    made = plan(seed)
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [picture for picture in made.pictures if picture.copy_of is None]
    done = 0
    for picture, data in _drawings(made, drawn, workers or os.cpu_count() or 1):
        (folder / picture.file).write_bytes(data)
        done += 1
        if progress is not None:
            progress(done, len(made.pictures))
    for picture in made.pictures:
        if picture.copy_of is not None:
            (folder / picture.file).write_bytes((folder / picture.copy_of).read_bytes())
            done += 1
            if progress is not None:
                progress(done, len(made.pictures))
    (folder / MANIFEST).write_text(manifest(made), encoding="utf-8", newline="")
    return made


def manifest(made: Plan) -> str:
    """The records as CSV with Darwin Core column names, one row per individual."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for specimen in made.specimens:
        writer.writerow(_row(made, specimen))
    return text.getvalue()


def draw_picture(made: Plan, picture: Picture) -> bytes:
    """JPEG bytes of one picture that is no copy."""
    if picture.shot is not None:
        return jpeg(render(picture.shot))
    specimen = next(s for s in made.specimens if s.catalog_number == picture.catalog_number)
    texts = (specimen.label, (specimen.catalogued, "det. T. Cobalt, 2026"))
    return jpeg(render_labels(specimen.number, texts, specimen.individual))


def _drawings(made: Plan, pictures: list[Picture], workers: int) -> Iterator[tuple[Picture, bytes]]:
    if workers <= 1:
        for picture in pictures:
            yield picture, draw_picture(made, picture)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from zip(
            pictures, pool.map(draw_picture, repeat(made), pictures, chunksize=6), strict=True
        )


def _row(made: Plan, specimen: Specimen) -> dict[str, str]:
    place = specimen.place
    collection = collection_id(COLLECTION)
    return {
        "occurrenceID": f"urn:uuid:{specimen_id(collection, f'drawn:{specimen.catalog_number}')}",
        "catalogNumber": specimen.catalog_number,
        "materialEntityID": f"urn:uuid:{uuid5(NAMESPACE_URL, f'drawn-pin:{specimen.number}')}",
        "institutionCode": "DRAWN",
        "collectionCode": COLLECTION,
        "basisOfRecord": "PreservedSpecimen",
        "scientificName": specimen.catalogued,
        "taxonRank": "species",
        "genus": KINDS[specimen.catalogued].group,
        "lifeStageSex": specimen.life_stage_sex,
        "preparations": "pin",
        "eventDate": specimen.event_date,
        "country": place.country,
        "locality": place.locality,
        "verbatimElevation": place.elevation,
        "decimalLatitude": f"{place.latitude:.2f}",
        "decimalLongitude": f"{place.longitude:.2f}",
        "geodeticDatum": "WGS84",
        "recordedBy": specimen.recorded_by,
        "identifiedBy": "T. Cobalt",
        "dateIdentified": "2026-11-01",
        "license": LICENCE,
        "creator": "Insecta, drawn by program",
        "storage": specimen.storage,
        "associatedMedia": " | ".join(picture.file for picture in made.of(specimen)),
    }
