"""A bulk run's identification, renditions → Parquet on two cores, against its peers: `python -m bench bulk`.

Ours is the Spark stage of `insecta bulk commit` over packed shards. Peers: a bare loop of two processes
over the same kernels; the usual Spark pattern (`binaryFile`, pandas UDF, `predict_batch_udf`) with the
same model file and with a float network of the same shape in Keras; Ray Data and Daft with the same
model file, where `make peers-env` made their environment, in the best of three settings each. Sessions
are open and networks loaded before a pass is timed (a first pass is reported apart), passes are
interleaved, and the names of every picture are compared before times count. Processor time of one
picture and the most memory held stand beside the rates.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import bare_bulk, seen, usual_bulk
from bench.elsewhere import Elsewhere
from bench.pictures import draw_many
from bench.processes import Watched
from bench.record import Measure, higher_is_better, lower_is_better

SIZE = (512, 384)
BARE = "bare loop of two processes, same kernels"
USUAL = "usual Spark pattern, same model file"
KERAS = "usual Spark pattern, float network in Keras"
RAY = "Ray Data, same model file"
DAFT = "Daft, same model file"
ELSEWHERE = {RAY: "bench.ray_bulk", DAFT: "bench.daft_bulk"}
SETTINGS = ((32, 1), (64, 2), (128, 2))
"""(pictures at once, workers) that Ray Data and Daft are tried with; the best is timed."""
AIMS = {BARE: 0.9, USUAL: 1.0, KERAS: 8.0, RAY: 1.15, DAFT: 1.15}
PER_CORE = 120.0
SMALL = 20
NEAR = 0.05
"""Pillow and our decoder differ in the last bit: so far may a name's probability move."""
ALIKE = 0.98


@dataclass
class Contender:
    """`look`: does a pass into a folder that is not there yet, and says its seconds, or seconds and
    processor seconds where it knows better than its process tells."""

    look: Callable[[Path], float | tuple[float, float]]
    pid: int = field(default_factory=os.getpid)
    once: bool = False
    """So slow that one timed pass has to do."""
    warm: Callable[[], object] = lambda: None
    """Wakes up what went to sleep since the last pass: Spark ends Python workers after a minute."""
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)

    def timed(self, out: Path, without: Sequence[int] = ()) -> None:
        self.warm()
        with Watched(self.pid, [one for one in without if self.pid == os.getpid()]) as watched:
            told = self.look(out)
        seconds, processor = told if isinstance(told, tuple) else (told, watched.processor)
        self.seconds.append(seconds)
        self.processor.append(processor)
        self.peaks.append(watched.peak)


def main(*, small: bool) -> list[Measure]:
    number, runs = (SMALL, 1) if small else (2_000, 3)
    with tempfile.TemporaryDirectory() as name:
        return _measured(Path(name), number, runs)


def _measured(place: Path, number: int, runs: int) -> list[Measure]:
    from insecta.settings import load
    from spark_jobs.session import session

    draw_many(place / "files", number, size=SIZE)
    settings = load(data=place / "data")
    ours = _Ours(place, settings)
    shards = [settings.data / "objects" / key for key in ours.shards]
    files = _unpacked(shards, place / "renditions")
    with session(settings, "local[2]", "", place) as spark:
        usual = partial(usual_bulk.look, spark, files, seen.side())
        contenders = {
            BARE: Contender(partial(bare_bulk.look, shards)),
            USUAL: Contender(partial(usual, usual_bulk.same_model_file)),
        }
        if number > SMALL:  # TensorFlow takes longer to load than a small pass
            contenders[KERAS] = Contender(partial(usual, usual_bulk.float_network), once=True)
        first = Contender(partial(ours.look, spark))
        mine = Contender(partial(ours.look, spark), warm=partial(ours.warm, spark))
        first.timed(place / "first")
        with Elsewhere.all_of(ELSEWHERE) as peers:
            for name, peer in peers.items():
                look = _best_setting(peer, files, place / peer.module)
                contenders[name] = Contender(look, peer.pid)
            for n, one in enumerate(contenders.values()):
                one.look(place / f"first-{n}")
            apart = [peer.pid for peer in peers.values()]
            for run in range(runs):
                mine.timed(place / f"ours-{run}", apart)
                for n, one in enumerate(contenders.values()):
                    if run == 0 or not one.once:
                        one.timed(place / f"peer-{n}-{run}", apart)
    for n, name in enumerate(contenders):
        _compare(settings, name, place / f"peer-{n}-0", number)
    return [*_rates(number, mine, contenders, first), *_costs(number, mine, contenders, first)]


class _Ours:
    """The Spark stage over packed shards, made as a bulk run makes them."""

    def __init__(self, place: Path, settings: Any) -> None:
        from insecta.services.bulk.tasks import See

        self._seen = settings.data / "objects" / "bulk" / "seen"
        self.shards = _shards(place, settings)
        digest, around = _release(settings, place)
        self._task = See(around, digest)

    def look(self, spark: Any, out: Path) -> float:
        """Seconds of one pass. `out` is not used: where a pass writes is named by what went in."""
        return self._pass(spark, self.shards)

    def warm(self, spark: Any) -> None:
        """A look at the smallest shards, one for each slot and more."""
        self._pass(spark, self.shards[:4])

    def _pass(self, spark: Any, shards: Sequence[str]) -> float:
        """What an earlier one wrote is taken away first."""
        from spark_jobs.stage import run_stage

        shutil.rmtree(self._seen, ignore_errors=True)
        given = [{"n": n, "shard": key, "digest": f"{n:064x}"} for n, key in enumerate(shards)]
        started = perf_counter()
        answers = run_stage(spark, self._task, given, "identifying")
        spent = perf_counter() - started
        if sum(one["rows"] for one in answers) == 0:
            raise SystemExit("nothing was looked at")
        return spent


def _best_setting(peer: Elsewhere, files: Path, place: Path) -> Callable[[Path], float]:
    """The fastest of three passes, each with another setting; processes are warm after them."""
    tried = {
        setting: peer.look(files, place.with_name(f"{place.name}-{n}"), *setting)
        for n, setting in enumerate(SETTINGS)
    }
    batch, workers = min(tried, key=lambda setting: tried[setting])
    return lambda out: peer.look(files, out, batch, workers)


def _unpacked(shards: Sequence[Path], folder: Path) -> Path:
    """The same renditions as files under their originals' SHA-256, which is what peers read."""
    import pyarrow.parquet as pq

    folder.mkdir()
    for shard in shards:
        for row in pq.ParquetFile(shard).read(["sha256", "rendition"]).to_pylist():
            (folder / f"{row['sha256']}.jpg").write_bytes(row["rendition"])
    return folder


def _rates(
    number: int, mine: Contender, contenders: dict[str, Contender], first: Contender
) -> list[Measure]:
    rates = _per_second(number, mine)
    title = f"identify {number:,} renditions into Parquet, steady"
    told = [
        higher_is_better(
            title,
            "pictures/s",
            rates,
            name,
            statistics.median(_per_second(number, one)),
            AIMS[name],
        )
        for name, one in contenders.items()
    ]
    return [
        *told,
        higher_is_better(
            "the same, one core", "pictures/s", [rate / 2 for rate in rates], "aim", PER_CORE
        ),
        higher_is_better(
            f"first pass, {number:,} renditions, networks loaded in it", "pictures/s",
            _per_second(number, first), "ours, steady", statistics.median(rates), 0.5,
        ),
    ]  # fmt: skip


def _costs(
    number: int, mine: Contender, contenders: dict[str, Contender], first: Contender
) -> list[Measure]:
    """Processor time of a picture beside each peer; memory beside those that ran by themselves. Ours is
    that of the first pass: later the usual pattern has been in the same JVM and Python workers."""
    each = [1000 * spent / number for spent in mine.processor]
    told = [
        lower_is_better(
            "processor time of one picture", "ms", each, name,
            1000 * statistics.median(one.processor) / number, min(1.0, AIMS[name]),
        )
        for name, one in contenders.items()
        if name != RAY  # its workers end with each pass, and their processor time with them
    ]  # fmt: skip
    return told + [
        lower_is_better("most memory held", "MiB", first.peaks, name, max(contenders[name].peaks))
        for name in ELSEWHERE
        if name in contenders
    ]


def _per_second(number: int, one: Contender) -> list[float]:
    return [number / seconds for seconds in one.seconds]


def _shards(place: Path, settings: Any) -> list[str]:
    """Keys of the packed shards of all files."""
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


def _compare(settings: Any, name: str, out: Path, number: int) -> None:
    """The bare loop's rows are equal to ours; another's names are as probable, nearly. Of the float
    network only the count is compared: its weights are drawn, since time does not depend on them."""
    ours = _rows(settings.data / "objects" / "bulk" / "seen")
    theirs = _rows(out)
    if len(ours) != number or len(theirs) != number:
        raise SystemExit(f"{name} looked at {len(theirs)} pictures, we at {len(ours)}, of {number}")
    if name == BARE and _scores(ours) != _scores(theirs):
        raise SystemExit("ours and the bare loop do not say the same")
    if name in (BARE, KERAS):
        return
    told = {row["sha256"]: _names(json.loads(row["scores"])["candidates"]) for row in ours}
    alike = sum(_is_alike(told[Path(row["path"]).stem], row["leaves"]) for row in theirs)
    if alike < ALIKE * number:
        raise SystemExit(f"{name} names {alike} of {number} alike only")


def _is_alike(ours: dict[str, float], leaves: Sequence[float]) -> bool:
    """Every name of theirs is as probable in ours, but for what another decoder changes."""
    from insecta.domain.decision import candidates_from
    from insecta.vision.release_folder import read_default_release

    release = read_default_release().release
    theirs = {one.taxon_id: one.confidence for one in candidates_from(release, leaves)}
    return all(abs(ours.get(name, 0.0) - theirs.get(name, 0.0)) < NEAR for name in {*ours, *theirs})


def _names(candidates: Sequence[Sequence[Any]]) -> dict[str, float]:
    """Taxon → probability."""
    return {str(one[0]): float(one[3]) for one in candidates}


def _rows(folder: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    files = sorted(folder.rglob("*.parquet"))
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


def _scores(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {row["sha256"]: row["scores"] for row in rows}
