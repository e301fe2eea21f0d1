"""From 12 MP originals to names, and what the next release reads of them: `python -m bench originals`.

The peer opens each picture with Pillow, converts it at full size and makes it small; the rest, down to
the network, is the same on both sides. Pictures are drawings of invented kinds, enlarged, with the noise
of a sensor; the teaching release knows their true names. Names' probabilities are compared before times
count. The second measure sets the bytes that a later release reads (packed renditions, as a bulk run
writes them) beside those of the originals; the third how many best names are right from renditions and
from the fully decoded originals.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageOps

from bench.record import Measure, higher_is_better, lower_is_better, processor_seconds

SIZE = (4_000, 3_111)
QUALITY, NOISE = 95, 3.0
"""As a camera writes its JPEGs; the size that comes of it is told beside the measure."""
NEAR = 0.1
AGREEMENT = 0.9
PIXELS = 50_000_000
PER_KIND = 10
FIRST = 80_000_000
"""Seed of the first individual: no release was trained on these."""
TEACHING = Path(__file__).resolve().parent.parent / "releases" / "teaching-1"

Pixels = NDArray[np.uint8]
Read = Callable[[Path], Pixels]


def main(*, small: bool) -> list[Measure]:
    runs = 1 if small else 3
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        files, truth = _drawn(place / "files", 1 if small else PER_KIND, 3 if small else None)
        spent = _times(files, runs)
        return [
            higher_is_better(
                f"names of {len(files):,} drawn 12 MP JPEGs", "pictures/s of processor",
                spent[_scaled], "decoded fully by Pillow, then resized",
                sorted(spent[_full])[runs // 2], 4.0,
            ),
            _read_again(place, files),
            _right(files, truth),
        ]  # fmt: skip


def _drawn(folder: Path, per_kind: int, most: int | None) -> tuple[list[Path], list[str]]:
    """Files and the kinds that they show."""
    from insecta.teaching.plan import KNOWN_NAMES
    from insecta.teaching.renderer import Shot, render

    chance = np.random.default_rng(12)
    folder.mkdir()
    files, truth = [], []
    for n, kind in enumerate([kind for kind in KNOWN_NAMES for _ in range(per_kind)][:most]):
        drawn = render(Shot(kind, "worker", FIRST + n, "profile"))
        large = np.asarray(drawn.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.float32)
        noisy = large + chance.normal(0, NOISE, (*large.shape[:2], 1)).astype(np.float32)
        path = folder / f"CASENT{n:07}_p_1.jpg"
        path.write_bytes(
            simplejpeg.encode_jpeg(np.clip(noisy, 0, 255).astype(np.uint8), quality=QUALITY)
        )
        files.append(path)
        truth.append(kind)
    return files, truth


def _scaled(file: Path) -> Pixels:
    """The rendition, decoded at a fraction of the original's size, as it is stored and read again."""
    from insecta.vision.decode import decode
    from insecta.vision.rendition import encode, read

    return read(encode(decode(file.read_bytes(), max_pixels=PIXELS).pixels))


def _full(file: Path) -> Pixels:
    """The whole original decoded, then resized."""
    from insecta.vision.decode import SHORT_SIDE

    with Image.open(file) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    ratio = min(1.0, SHORT_SIDE / min(upright.size))
    size = (round(upright.width * ratio), round(upright.height * ratio))
    return np.asarray(upright.resize(size, Image.Resampling.BILINEAR))


def _seen(release: Path) -> Callable[[Read, Path], NDArray[np.float32]]:
    """(how a file is read, file) → probabilities of the release's leaves."""
    from insecta.vision.classifier import NetworkClassifier
    from insecta.vision.preprocess import prepare

    classifier = NetworkClassifier.open(release)
    side = classifier.release.side

    def look(read: Read, file: Path) -> NDArray[np.float32]:
        return classifier.see(prepare(read(file), side)[np.newaxis])[0].leaves

    return look


def _times(files: Sequence[Path], runs: int) -> dict[Read, list[float]]:
    """Pictures a second of processor, once the network that knows them says alike of most of them."""
    from insecta.vision.release_folder import default_release

    look = _seen(TEACHING)
    alike = sum(float(np.abs(look(_scaled, one) - look(_full, one)).max()) <= NEAR for one in files)
    if alike < AGREEMENT * len(files):
        raise SystemExit(f"the two say alike of {alike} of {len(files)} pictures only")
    look = _seen(default_release())
    spent: dict[Read, list[float]] = {_scaled: [], _full: []}
    for _ in range(runs):  # in turn, so that a busy machine disturbs both alike
        seconds = dict.fromkeys(spent, 0.0)
        for file in files:
            for read in spent:
                seconds[read] += processor_seconds(partial(look, read, file))
        for read, taken in seconds.items():
            spent[read].append(len(files) / taken)
    return spent


def _read_again(place: Path, files: Sequence[Path]) -> Measure:
    """Bytes of a picture that a later release reads, beside those of its original."""
    from insecta.adapters.folder_store import open_store
    from insecta.services.bulk import prepare
    from insecta.services.bulk.manifest import write_manifest
    from insecta.services.sources import reading
    from insecta.settings import load

    settings = load(data=place / "data")
    store = open_store(settings.object_store, settings)
    made = write_manifest(store, str(place / "files"), "any", reading.read(place / "files"))
    sources = prepare.Sources(None, PIXELS, PIXELS, str(place))
    packed = 0
    for part in made.parts:
        digest = prepare.digest_of(part.reads, PIXELS)
        packed += prepare.prepare(store, part.key, digest, sources)[0]["bytes"]
    originals = sum(file.stat().st_size for file in files)
    return lower_is_better(
        "what the next release reads of a picture", "KB", [packed / len(files) / 1_000],
        "its original", originals / len(files) / 1_000, 100.0,
    )  # fmt: skip


def _right(files: Sequence[Path], truth: Sequence[str]) -> Measure:
    from insecta.vision.release_folder import read_release

    look = _seen(TEACHING)
    names = {
        taxon.leaf: taxon.scientific_name
        for taxon in read_release(TEACHING).release.taxa
        if taxon.leaf is not None
    }
    right = dict.fromkeys((_scaled, _full), 0)
    for file, kind in zip(files, truth, strict=True):
        for read in right:
            right[read] += names[int(look(read, file).argmax())] == kind
    shares = {read: 100 * number / len(files) for read, number in right.items()}
    return higher_is_better(
        f"right best names of {len(files):,} drawings, from renditions", "%", [shares[_scaled]],
        "from originals decoded fully", shares[_full], 0.998,
    )  # fmt: skip
