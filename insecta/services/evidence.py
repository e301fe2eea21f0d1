"""What speaks for an answer (users: 7, 26): counts, what was checked, and the nearest verified
specimens, with the most similar one of another name always beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.answer import Abstention, Answer
from insecta.domain.collection import Collection, Principal
from insecta.domain.documents import IMAGES
from insecta.domain.licence import is_shareable
from insecta.domain.promise import Basis, Count, Promise, bins_of, like_this, promise
from insecta.domain.release import Release
from insecta.domain.shown_name import Span, shown_name
from insecta.domain.specimen import Image
from insecta.domain.taxon_list import expected
from insecta.errors import NotFound
from insecta.ports import Hit, SearchIndex, SearchRequest
from insecta.services.access import visible
from insecta.services.blind import checked_here
from insecta.services.documents import VERIFIED, GetRelease, SpecimenRows, read_rows, standing
from insecta.services.find import search_alias
from insecta.services.index import images_alias
from insecta.services.search_language import parse
from insecta.services.show.images import may_see
from insecta.services.show.specimens import find_specimen, rows_for
from insecta.services.verified import verified

Checked = Callable[[Transaction, Release, Collection], Count | None]
"""As services/blind.checked_here."""
SHOWN = 6
_ASKED = 200
"""Pictures that are asked for: many are of the specimen itself, of one specimen, or not to be shown."""
_VERIFIED = f"verified:{VERIFIED}"
RELIABILITY = "reliability"
"""What the catalogue keeps of a release's evaluation: rank → [least confidence, right, cases]. A
release that was never compared here brings its own."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A name that might be right; `training`, `testing`: independent specimens seen of it."""

    taxon_id: str
    parent_id: str | None
    taxon_rank: str
    shown: tuple[Span, ...]
    confidence: float
    answerable: bool
    training: int
    testing: int


@dataclass(frozen=True, slots=True)
class Witness:
    """A verified specimen by its most similar picture; `image_id` is None where it may not be shown."""

    specimen_id: UUID
    catalog_number: str | None
    scientific_name: str
    taxon_rank: str | None
    identified_by: str | None
    basis: str
    similarity: float
    view: str | None
    image_id: UUID | None
    licence: str | None
    creator: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """`nearest`: same view first, one picture a specimen. `another_name`: the most similar verified
    specimen of another name. `withheld`: similar pictures that the caller may not see.
    `training_hidden`: the release's licence does not let everybody see what it was trained on.
    `weak`: there is no answer, so alternatives are guesses. `listed` and `known`: names on the
    collection's list, and those of them that the release knows; None without a list.
    """

    release: str
    answer: str | None
    taxon_id: str | None
    training_hidden: bool
    weak: bool
    alternatives: tuple[Alternative, ...]
    promise: Promise | None
    nearest: tuple[Witness, ...]
    another_name: Witness | None
    withheld: int
    known: int | None
    listed: int | None


def evidence(
    catalogue: Catalogue,
    index: SearchIndex,
    principal: Principal,
    specimen_id: UUID,
    release: GetRelease,
    unseen: frozenset[UUID] = frozenset(),
    checked: Checked = checked_here,
) -> Evidence:
    """Evidence for the answer that a specimen shows; specimens of `unseen` never stand beside it.

    Raises NotFound where no release has seen it, Unavailable while the index is lost.
    """
    with catalogue.reading() as tx:
        key = find_specimen(tx, principal, specimen_id).specimen_id
        rows = rows_for(tx, principal, key, release)
        now = standing(rows)
        shown, answer = rows.shown, now.answer
        if shown is None or answer is None:
            raise NotFound("no release has seen this specimen yet")
        space = shown.space
        seen = read_rows(tx, [key], release, [space])[0].vectors.get(space, {})
        told = _promise(tx, shown, rows.collection, answer, checked)
        may = visible(tx, principal)
    scope = None if may is None else frozenset(map(str, may))
    views = {region.region_id: image.view for region, image in rows.images}
    near = [one for one in _similar(catalogue, index, space, seen, scope) if one[0] not in unseen]
    with catalogue.reading() as tx:
        own_views = {view for view in views.values() if view}
        witnesses, withheld = _witnesses(tx, principal, near, key, own_views)
    named = answer.answer.scientific_name if answer.answer else None
    known, listed = _coverage(shown, rows)
    return Evidence(
        shown.digest, named, answer.answer.taxon_id if answer.answer else None,
        not is_shareable(shown.licence),
        answer.answer is None, _alternatives(shown, answer), told, tuple(witnesses[:SHOWN]), _of_another_name(shown, named, witnesses), withheld, known, listed,
    )  # fmt: skip


def _alternatives(release: Release, answer: Answer) -> tuple[Alternative, ...]:
    found = []
    for one in answer.candidates:
        taxon = release.by_id[one.taxon_id]
        found.append(
            Alternative(
                one.taxon_id, taxon.parent_id, one.rank, shown_name(release, one.taxon_id),
                round(one.confidence, 6), taxon.answerable, taxon.training, taxon.testing,
            )
        )  # fmt: skip
    return tuple(found)


def _promise(
    tx: Transaction,
    release: Release,
    collection: Collection,
    answer: Answer,
    checked: Checked,
) -> Promise | None:
    """What may be said beside the answer; without one, that a picture unlike the training promises
    nothing, else None."""
    if answer.answer is None:
        if answer.abstention is not Abstention.UNLIKE_TRAINING:
            return None
        return Promise(Basis.NONE, None, collection.target, together=False)
    body: Mapping[str, Any] = tx.releases.get(release.digest).body or {}
    kept = body.get(RELIABILITY) or release.reliability
    bins = bins_of(kept.get(answer.answer.rank, ()))
    return promise(
        release.by_id[answer.answer.taxon_id],
        collection.target,
        here=checked(tx, release, collection),
        like_this=like_this(bins, answer.answer.confidence),
        is_unlike=False,
    )


def _similar(
    catalogue: Catalogue,
    index: SearchIndex,
    space: str,
    vectors: Mapping[UUID, NDArray[np.float32]],
    scope: frozenset[str] | None,
) -> list[tuple[UUID, UUID, float]]:
    """(specimen, image, cosine) of verified pictures near any of the specimen's own, best first.

    Where too few bear that they are verified, any are asked for: an index that was filled before that was
    written (`insecta index rebuild` writes it).
    """
    best: dict[UUID, tuple[UUID, float]] = {}
    for vector in vectors.values():
        for hit in _near(catalogue, index, space, vector, scope):
            image = UUID(hit.fields["image_id"])
            if image not in best or hit.score > best[image][1]:
                best[image] = (UUID(hit.fields["specimen_id"]), hit.score)
    found = [(specimen, image, score) for image, (specimen, score) in best.items()]
    return sorted(found, key=lambda one: (-one[2], str(one[1])))


def _near(
    catalogue: Catalogue,
    index: SearchIndex,
    space: str,
    vector: NDArray[np.float32],
    scope: frozenset[str] | None,
) -> Sequence[Hit]:
    found: list[Hit] = []
    for words in (_VERIFIED, ""):
        query = parse(words, IMAGES)
        request = SearchRequest(query, scope, limit=_ASKED, vector=vector)
        found += search_alias(catalogue, index, images_alias(space), request).hits
        if len({hit.fields["specimen_id"] for hit in found}) > SHOWN:
            break
    return found


def _witnesses(
    tx: Transaction,
    principal: Principal,
    near: Sequence[tuple[UUID, UUID, float]],
    itself: UUID,
    own_views: set[str],
) -> tuple[list[Witness], int]:
    """Verified specimens among the neighbours, and how many of their pictures may not be shown."""
    keys = list(dict.fromkeys(specimen for specimen, _, _ in near if specimen != itself))
    specimens = tx.specimens.find(keys)
    statements = tx.identifications.of_specimens(keys)
    images = tx.images.find([image for _, image, _ in near])
    ranked = sorted(near, key=lambda one: _of_other_view(images.get(one[1]), own_views))
    found: dict[UUID, Witness] = {}
    withheld: set[UUID] = set()
    for key, image_id, score in ranked:
        specimen, image = specimens.get(key), images.get(image_id)
        if key == itself or key in found or specimen is None or image is None:
            continue
        if specimen.deleted_at or specimen.merged_into or image.deleted_at or image.view == "label":
            continue
        truth = verified(statements.get(key, ()), specimen.record)
        if isinstance(truth, str) or not truth.statement.scientific_name:
            continue
        shows = may_see(tx, principal, image)
        if not shows:
            withheld.add(image_id)
        said = truth.statement
        found[key] = Witness(
            key, specimen.catalog_number, said.scientific_name or "", said.taxon_rank,
            said.identified_by, truth.basis, round(score, 6), image.view,
            image_id if shows else None, image.licence if shows else None,
            image.creator if shows else None,
        )  # fmt: skip
    return list(found.values()), len(withheld)


def _of_other_view(image: Image | None, own_views: set[str]) -> bool:
    """Pictures of the same view come first; `sorted` keeps the order of similarity within."""
    return bool(own_views) and (image is None or image.view not in own_views)


def _of_another_name(
    release: Release, named: str | None, witnesses: Sequence[Witness]
) -> Witness | None:
    """The most similar specimen whose verified name contradicts the answer (or, without one, the
    nearest specimen's name)."""
    if not witnesses:
        return None
    name = named or witnesses[0].scientific_name
    others = [one for one in witnesses if not _related(release, name, one)]
    return max(others, key=lambda one: one.similarity, default=None)


def _related(release: Release, name: str, one: Witness) -> bool:
    """One of the names lies within the other."""
    words = (f"{one.scientific_name} ", f"{name} ")
    if words[0].startswith(words[1]) or words[1].startswith(words[0]):
        return True
    taxon = release.named(one.scientific_name, one.taxon_rank or "")
    if taxon is None:
        return False
    own = {above.scientific_name for above in release.lineage(taxon.taxon_id)}
    if name in own:
        return True
    return any(
        one.scientific_name in {above.scientific_name for above in release.lineage(t.taxon_id)}
        for t in release.taxa
        if t.scientific_name == name
    )


def _coverage(release: Release, rows: SpecimenRows) -> tuple[int | None, int | None]:
    listed = rows.collection.taxon_list
    if listed is None:
        return None, None
    return len(listed) - len(expected(release, listed).unknown), len(listed)
