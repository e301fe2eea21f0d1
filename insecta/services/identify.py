"""Identify regions: look once per (blob, box, release), then decide for each owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from insecta import meters
from insecta.catalogue.identifications import Part
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.answer import Answer, Scores
from insecta.domain.collection import Collection
from insecta.domain.decision import Ceiling
from insecta.domain.events import Event, ImageIdentified, ImageReceived
from insecta.domain.identity import identification_id
from insecta.domain.release import Release
from insecta.domain.run import State
from insecta.domain.specimen import PREDICTED, Identification, RegionToLookAt
from insecta.errors import BadPicture, NotFound
from insecta.ports import Classifier, ObjectStore, Seen
from insecta.services.answers import (
    answer_to_json,
    decided,
    item_state,
    scores_from_json,
    scores_to_json,
)
from insecta.services.bound import GetClassifier, by_release, by_shown_release, keep_shown
from insecta.services.ceilings import holding
from insecta.services.look import scores_of
from insecta.services.region_pixels import ShownPixels
from insecta.services.versions import changed
from insecta.vision.preprocess import prepare
from insecta.vision.quality import measure


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found out about some parts: scores, vectors of those newly seen, and failures."""

    scores: dict[Part, Scores]
    vectors: dict[Part, NDArray[np.float32]]
    failures: dict[Part, str]


def identify(
    catalogue: Catalogue,
    store: ObjectStore,
    champion: Classifier,
    events: Sequence[Event],
    other: GetClassifier,
) -> None:
    """Identify the regions of `ImageReceived` events; what is known already is not done again."""
    regions = [event.region_id for event in events if isinstance(event, ImageReceived)]
    if regions:
        identify_regions(catalogue, store, champion, regions, other)


def identify_regions(
    catalogue: Catalogue,
    store: ObjectStore,
    champion: Classifier,
    region_ids: Sequence[UUID],
    other: GetClassifier,
    releases: Mapping[UUID, str] | None = None,
) -> int:
    """Identify living regions with the release that answers for their collection; how many.

    `other` loads releases that are not the champion. `releases`: by collection, where it is not the
    one whose answers the collection shows.
    """
    with catalogue.reading() as tx:
        wanted = tx.images.to_look_at(region_ids)
        if releases is None:
            releases = by_shown_release(tx, champion.release.digest)
        groups: dict[str, list[RegionToLookAt]] = {}
        for region in wanted:
            groups.setdefault(releases[region.collection_id], []).append(region)
        known = {
            digest: tx.identifications.scores(digest, _parts(regions))
            for digest, regions in groups.items()
        }
    for digest, regions in groups.items():
        classifier = champion if digest == champion.release.digest else other(digest)
        _identify(catalogue, store, classifier, regions, known[digest])
    alive = {region.region_id for region in wanted}
    _end_runs(catalogue, [key for key in region_ids if key not in alive])
    return len(wanted)


def _end_runs(catalogue: Catalogue, gone: Sequence[UUID]) -> None:
    """Runs whose last item has ended are finished; items of pictures that are gone end as failed.

    Most batches end no run: then nobody is made to wait for a writer.
    """
    with catalogue.reading() as tx:
        if not gone and not tx.runs.complete():
            return
    with catalogue.writing() as tx:
        tx.runs.settle(dict.fromkeys(gone, ("failed", "the picture was removed meanwhile")))
        tx.runs.finish_complete()


def _identify(
    catalogue: Catalogue,
    store: ObjectStore,
    classifier: Classifier,
    wanted: Sequence[RegionToLookAt],
    known: Mapping[Part, Any],
) -> None:
    """Scores, identifications and run items, in one transaction. `known`: scores that are stored."""
    release = classifier.release
    parts = _parts(wanted)
    looked = look(store, classifier, [part for part in parts if part not in known])
    with meters.stage("store"), catalogue.writing() as tx:
        fresh = {part: scores_to_json(one) for part, one in looked.scores.items()}
        stored = {**known, **fresh}
        # Statements are functions of what is stored, whoever was the first to look.
        if tx.identifications.add_scores(release.digest, fresh) < len(fresh):
            stored = tx.identifications.scores(release.digest, parts)
        tx.identifications.add_embeddings(release.space, looked.vectors)
        scores = {part: scores_from_json(body) for part, body in stored.items()}
        record(tx, release, wanted, scores)
        _fail(tx, wanted, looked.failures)


def _parts(regions: Sequence[RegionToLookAt]) -> list[Part]:
    return sorted({(region.sha256, region.box) for region in regions})


def look(store: ObjectStore, classifier: Classifier, parts: Sequence[Part]) -> Looked:
    """See parts of renditions with the classifier: the box that a part names, nothing beside it."""
    pictures: list[NDArray[np.uint8]] = []
    ready: list[tuple[Part, NDArray[np.uint8]]] = []
    failures: dict[Part, str] = {}
    shown = ShownPixels(store)
    for part in parts:
        try:
            with meters.stage("read"):
                pixels = shown.of(part)
                small = prepare(pixels, classifier.release.side)
        except (NotFound, BadPicture, ValueError) as error:
            failures[part] = f"its rendition cannot be read: {error}"
            continue
        ready.append((part, pixels))
        pictures.append(small)
    seen: list[Seen] = []
    if pictures:
        with meters.stage("network"):
            seen = classifier.see(np.stack(pictures))
    scores: dict[Part, Scores] = {}
    vectors: dict[Part, NDArray[np.float32]] = {}
    for (part, pixels), one in zip(ready, seen, strict=True):
        scores[part] = scores_of(classifier.release, one, measure(pixels))
        vectors[part] = one.embedding
    return Looked(scores, vectors, failures)


def record(
    tx: Transaction,
    release: Release,
    wanted: Sequence[RegionToLookAt],
    scores: Mapping[Part, Scores],
) -> None:
    """Identifications from scores, with their events, and run items ended."""
    collections = {one.collection_id: one for one in tx.collections.all()}
    newest = tx.releases.promotion()
    promotion = newest.number if newest else None
    ceilings = holding(tx, release)
    states: dict[UUID, tuple[State, str | None]] = {}
    new: set[UUID] = set()
    fresh: list[RegionToLookAt] = []
    seen = [region for region in wanted if (region.sha256, region.box) in scores]
    for region in seen:
        part = (region.sha256, region.box)
        collection = collections[region.collection_id]
        answer = answer_for(release, scores[part], region, collection, ceilings)
        states[region.region_id] = item_state(answer)
        one = _identification(release, region, answer, collection, promotion)
        if tx.identifications.add([one]) or one.identification_id in new:
            new.add(one.identification_id)
            fresh.append(region)
    keep_shown(
        tx, release.digest, {r.collection_id: collections[r.collection_id] for r in seen}.values()
    )
    changed(tx, {region.specimen_id for region in fresh})
    for region in fresh:
        tx.emit(
            ImageIdentified,
            specimen_id=region.specimen_id,
            image_id=region.image_id,
            region_id=region.region_id,
            release=release.digest,
        )
    lost = [region.image_id for region in wanted if (region.sha256, region.box) not in scores]
    tx.images.looked_at(lost, some_failed=True)
    tx.images.looked_at([region.image_id for region in seen])
    tx.runs.settle(states)


def answer_for(
    release: Release,
    scores: Scores,
    region: RegionToLookAt,
    collection: Collection,
    ceilings: Sequence[Ceiling] = (),
) -> Answer:
    """The machine's statement on one region under a collection's target, list and rules."""
    seen = replace(scores, view=region.view)
    return decided(release, seen, collection, region.stated, ceilings)


def _identification(
    release: Release,
    region: RegionToLookAt,
    answer: Answer,
    collection: Collection,
    promotion: int | None,
) -> Identification:
    name = answer.answer
    return Identification(
        identification_id(region.region_id, release.digest, region.sha256),
        region.specimen_id,
        "machine",
        PREDICTED,
        region_id=region.region_id,
        release=release.digest,
        promotion=promotion,
        identified_by=f"{release.name} {release.version}",
        scientific_name=name.scientific_name if name else None,
        taxon_rank=name.rank if name else None,
        body=answer_to_json(answer, collection.target),
    )


def _fail(tx: Transaction, wanted: Sequence[RegionToLookAt], failures: dict[Part, str]) -> None:
    broken = {
        region.region_id: ("failed", failures[region.sha256, region.box])
        for region in wanted
        if (region.sha256, region.box) in failures
    }
    tx.runs.settle(broken)  # type: ignore[arg-type]


def reidentify(
    catalogue: Catalogue,
    store: ObjectStore,
    champion: Classifier,
    other: GetClassifier,
    batch: int = 64,
) -> int:
    """Look at every living region that the newest release for its collection has not seen; how many."""
    return sum(reidentifying(catalogue, store, champion, other, batch))


def reidentifying(
    catalogue: Catalogue,
    store: ObjectStore,
    champion: Classifier,
    other: GetClassifier,
    batch: int,
) -> Iterator[int]:
    """The same in steps of a batch, so that its caller can do something else between."""
    with catalogue.reading() as tx:
        releases = by_release(tx, champion.release.digest)
        first = by_shown_release(tx, champion.release.digest)
    for digest in sorted(set(releases.values())):
        for found in _unseen(catalogue, digest, batch):
            regions = [
                one.region_id
                for one in found
                if releases.get(one.collection_id) == digest
                # A new picture is first seen by the release that its collection shows.
                and not (one.waiting and first[one.collection_id] != digest)
            ]
            yield identify_regions(catalogue, store, champion, regions, other, releases)


def _unseen(catalogue: Catalogue, digest: str, batch: int) -> Iterator[list[RegionToLookAt]]:
    """Pages of the living regions that a release has not seen."""
    after: UUID | None = None
    while True:
        with catalogue.reading() as tx:
            found = tx.images.without_scores(digest, batch, after)
        if not found:
            return
        yield found
        after = found[-1].region_id
