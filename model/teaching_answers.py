"""What a teaching release answers on the shipped collection, specimen by specimen."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from insecta.domain.answer import Answer, Scores
from insecta.domain.decision import candidates_from, decide, fuse
from insecta.ports import Classifier
from insecta.teaching.plan import Plan
from insecta.vision.decode import decode
from insecta.vision.preprocess import prepare
from insecta.vision.quality import measure

TARGET = 0.95


def scores_of(classifier: Classifier, data: bytes, view: str | None = None) -> Scores:
    """What a release sees in one file, as the platform would store it."""
    release = classifier.release
    pixels = decode(data).pixels
    seen = classifier.see(prepare(pixels, release.side)[np.newaxis])[0]
    return Scores(
        release.digest, candidates_from(release, seen.leaves.tolist()), measure(pixels),
        float(seen.extras["novelty"][0]), view,
    )  # fmt: skip


def shown_names(
    classifier: Classifier, made: Plan, folder: Path, target: float = TARGET
) -> dict[str, Answer]:
    """Answer per specimen of the shipped collection, by catalogue number: all its views fused."""
    found = {}
    for specimen in made.specimens:
        views = [
            scores_of(classifier, (folder / picture.file).read_bytes(), picture.view)
            for picture in made.of(specimen)
        ]
        found[specimen.catalog_number] = decide(classifier.release, fuse(views), target)
    return found


def said(answer: Answer) -> str:
    """The name shown, or the reason for none."""
    if answer.answer is not None:
        return answer.answer.scientific_name
    return f"({answer.abstention})"
