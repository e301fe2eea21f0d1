"""A bulk run's identification, renditions → Parquet on two cores, against two peers: `python -m bench bulk`.

Ours is the Spark stage of `insecta bulk commit` over packed shards. One peer is a bare loop of two
processes over the same kernels; the other the usual Spark pattern (`binaryFile`, pandas UDF,
`predict_batch_udf`) with the same model file. Sessions are open and networks loaded before a pass
is timed (a first pass is reported apart), passes are interleaved, and the best leaf of every picture is
compared before times count. Processor seconds of one picture stand beside the rates.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import statistics
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench import bare_bulk, usual_bulk
from bench.pictures import draw_many
from bench.record import Measure, higher_is_better

SIZE = (512, 384)
BARE = "bare loop of two processes, same kernels"
USUAL = "usual Spark pattern, same model file"
ALIKE = 0.98
"""Pillow and our decoder differ in the last bit; a few near-ties fall the other way."""


def main(*, small: bool) -> list[Measure]:
    number, runs = (20, 1) if small else (2_000, 3)
    with tempfile.TemporaryDirectory() as name:
        return _measured(Path(name), number, runs)


def _measured(place: Path, number: int, runs: int) -> list[Measure]:
    from insecta.services.bulk.tasks import See
    from insecta.settings import load
    from spark_jobs.session import session

    draw_many(place / "files", number, size=SIZE)
    settings = load(data=place / "data")
    shards = _shards(place, settings)
    digest, around = _release(settings, place)
    task = See(around, digest)
    given = [{"n": n, "shard": one, "digest": f"{n:064x}"} for n, one in enumerate(shards)]
    files = [place / "data" / "objects" / one for one in shards]
    ours: list[float] = []
    bare: list[float] = []
    usual: list[float] = []
    with session(settings, "local[2]", "", place) as spark:
        first = _ours(spark, task, given, settings)
        usual_bulk.look(spark, place / "files", place / "usual-first", _side())
        for run in range(runs):
            ours.append(_ours(spark, task, given, settings))
            bare.append(bare_bulk.look(files, place / f"bare-{run}"))
            usual.append(usual_bulk.look(spark, place / "files", place / f"usual-{run}", _side()))
        _compare(place, settings, number)
    title = f"identify {number:,} renditions into Parquet, steady"
    rates = [number / one for one in ours]
    return [
        higher_is_better(title, "pictures/s", rates, BARE, _rate(number, bare), 0.9),
        higher_is_better(title, "pictures/s", rates, USUAL, _rate(number, usual), 1.0),
        higher_is_better(
            f"first pass, {number:,} renditions, networks loaded in it", "pictures/s",
            [number / first], "ours, steady", statistics.median(rates), 0.5,
        ),
    ]  # fmt: skip


def _rate(number: int, seconds: list[float]) -> float:
    return statistics.median(number / one for one in seconds)


def _side() -> int:
    from insecta.vision.release_folder import read_default_release

    return read_default_release().release.side


def _shards(place: Path, settings: Any) -> list[str]:
    """Keys of the packed shards of all files, made as a bulk run makes them."""
    from insecta.adapters.folder_store import open_store
    from insecta.services.bulk import prepare
    from insecta.services.bulk.manifest import write_manifest
    from insecta.services.sources import reading

    store = open_store(settings.object_store, settings)
    made = write_manifest(store, str(place / "files"), "any", reading.read(place / "files"))
    sources = prepare.Sources(None, 50_000_000, 50_000_000, str(place))
    keys = []
    for part in made.parts:
        digest = prepare.digest_of(part.reads, 50_000_000)
        receipt, _ = prepare.prepare(store, part.key, digest, sources)
        keys.append(str(receipt["key"]))
    return keys


def _release(settings: Any, place: Path) -> tuple[str, Any]:
    from insecta.adapters.folder_store import open_store
    from insecta.services.bulk.tasks import Surroundings
    from insecta.services.release_book import ReleaseBook
    from insecta.vision.release_folder import default_release

    opener = partial(open_store, settings.object_store, settings)
    release = ReleaseBook(opener(), place / "book").add(default_release())
    return release.digest, Surroundings(
        settings.object_store, opener, None, 50_000_000, 50_000_000, str(place)
    )


def _ours(spark: Any, task: Any, given: list[dict[str, Any]], settings: Any) -> float:
    """Seconds of one pass; what an earlier one wrote is taken away first."""
    from spark_jobs.stage import run_stage

    seen = settings.data / "objects" / "bulk" / "seen"
    shutil.rmtree(seen, ignore_errors=True)
    started = perf_counter()
    answers = run_stage(spark, task, given, "identifying")
    spent = perf_counter() - started
    if sum(one["rows"] for one in answers) == 0:
        raise SystemExit("nothing was looked at")
    return spent


def _compare(place: Path, settings: Any, number: int) -> None:
    """Ours and the bare loop's rows are equal; the usual pattern's best leaf is, but for near-ties."""
    import pyarrow.parquet as pq

    ours = pq.read_table(settings.data / "objects" / "bulk" / "seen").to_pylist()
    bare = pq.read_table(place / "bare-0").to_pylist()

    def known(rows: list[dict[str, Any]]) -> dict[str, str]:
        return {row["sha256"]: row["scores"] for row in rows}

    if known(ours) != known(bare) or len(ours) != number:
        raise SystemExit("ours and the bare loop do not say the same")
    usual = pq.read_table(place / "usual-0").to_pylist()
    if len(usual) != number:
        raise SystemExit("the usual pattern did not look at every picture")
    told = {row["sha256"]: _best(row["scores"]) for row in ours}
    alike = sum(told[_digest(place, row["path"])] == int(np.argmax(row["leaves"])) for row in usual)
    if alike < ALIKE * number:
        raise SystemExit(f"the usual pattern names the same leaf in {alike} of {number} only")


def _digest(place: Path, path: str) -> str:
    data = (place / "files" / path.rsplit("/", 1)[1]).read_bytes()
    return hashlib.sha256(data).hexdigest()


def _best(scores: str) -> int:
    """Number of the leaf with the highest score."""
    from insecta.vision.release_folder import read_default_release

    by_id = read_default_release().release.by_id
    told = json.loads(scores)["candidates"]
    leaves = [(float(one[3]), by_id[one[0]].leaf) for one in told]
    return max((confidence, leaf) for confidence, leaf in leaves if leaf is not None)[1]
