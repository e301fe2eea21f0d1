"""Planning a list, rows → parts in the object store: `python -m bench planning`.

The peer does the least that a plan could be: each row of the same list read by `csv`, written as a line
of JSON, compressed. Ours interprets what a row says (names, dates, places, numbers, licences), finds the
picture that it means, and digests the parts. Both see every row; the number of rows is compared first.

    python -m bench.planning ROWS            one JSON object: time, memory, disk of a bucket without list
    python -m bench.planning ROWS --list     the same of a bucket with a list of so many rows
"""

from __future__ import annotations

import csv
import gzip
import json
import resource
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.collection import COUNTRIES, GENERA, LOCALITIES, PEOPLE
from bench.record import Measure, higher_is_better, processor_seconds

HEADER = ("file", "catalogNumber", "genus", "country", "locality", "recordedBy", "eventDate")


def main(*, small: bool) -> list[Measure]:
    number, runs = (1_000, 1) if small else (50_000, 3)
    ours, theirs = list[float](), list[float]()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        _ours(write_list(place / "few.csv", 10), place / "few", 10)  # modules are loaded
        sheet = write_list(place / "list.csv", number)
        for run in range(runs):
            out = place / str(run)
            ours.append(number / processor_seconds(partial(_ours, sheet, out, number)))
            theirs.append(number / processor_seconds(partial(_bare, sheet, out, number)))
    return [
        higher_is_better(
            f"plan a list of {number:,} rows", "rows/s of processor", ours,
            "csv → JSON lines, nothing understood", sorted(theirs)[runs // 2], 0.02,
        )
    ]  # fmt: skip


def write_list(path: Path, number: int) -> Path:
    """A museum's list; every row names a picture of its own."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_row(n) for n in range(number))
    return path


def _row(n: int) -> tuple[str, ...]:
    return (
        name_of(n), f"CASENT{n:08}", GENERA[n % len(GENERA)], COUNTRIES[n % len(COUNTRIES)],
        LOCALITIES[n % len(LOCALITIES)], PEOPLE[n % len(PEOPLE)],
        f"{1900 + n % 120}-{1 + n % 12:02}-{1 + n % 28:02}",
    )  # fmt: skip


def name_of(n: int) -> str:
    return f"{n // 10_000:04}/CASENT{n:08}_h.jpg"


def _listing(number: int, sheet: Path | None) -> Iterator[tuple[str, int]]:
    """What a bucket with its pictures, and with the list where there is one, answers."""
    if sheet is not None:
        yield "list.csv", sheet.stat().st_size
    for n in range(number):
        yield name_of(n), 0


def plan(sheet: Path | None, out: Path, number: int) -> Any:
    """The manifest, as `insecta bulk plan s3://…` makes it, but for the listing of the bucket."""
    from insecta.adapters.folder_store import open_store
    from insecta.services.bulk.manifest import write_manifest
    from insecta.services.sources import objects
    from insecta.settings import load

    settings = load(data=out)
    store = open_store(settings.object_store, settings)
    records = objects.read(_listing(number, sheet), partial(_read, sheet))
    return write_manifest(store, "s3://museum/pictures", "any", records)


def _read(sheet: Path | None, _: str, start: int = 0, length: int | None = None) -> bytes:
    """A part of the list, as the bucket would send it."""
    if sheet is None:
        return b""
    with sheet.open("rb") as file:
        file.seek(start)
        return file.read() if length is None else file.read(length)


def _ours(sheet: Path, out: Path, number: int) -> None:
    made = plan(sheet, out, number)
    if made.pictures != number:
        raise SystemExit(f"{made.pictures} of {number} rows were planned")


def _bare(sheet: Path, out: Path, number: int) -> None:
    seen = 0
    with (
        sheet.open(newline="", encoding="utf-8") as file,
        gzip.open(out.with_suffix(".gz"), "wt", compresslevel=1) as lines,
    ):
        for row in csv.DictReader(file):
            lines.write(json.dumps(row, sort_keys=True) + "\n")
            seen += 1
    if seen != number:
        raise SystemExit(f"{seen} of {number} rows were seen")


def _told(number: int, *, listed: bool) -> dict[str, Any]:
    """What planning so many rows takes."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        sheet = write_list(place / "list.csv", number) if listed else None
        began, used = perf_counter(), process_time()
        made = plan(sheet, place / "data", number)
        plans = place / "data" / "objects" / "bulk"
        return {
            "rows": made.pictures,
            "parts": len(made.parts),
            "seconds": round(perf_counter() - began),
            "processor_seconds": round(process_time() - used),
            "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "list_bytes": sheet.stat().st_size if sheet else 0,
            "plan_bytes": sum(one.stat().st_size for one in plans.rglob("*") if one.is_file()),
        }


if __name__ == "__main__":
    print(json.dumps(_told(int(sys.argv[1]), listed="--list" in sys.argv)))
