"""What names that people gave blind say of a release in one collection (users: 7).

Counted are looks of the blind share alone, which is drawn at random before anybody looks, and of it what
no training learned from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from insecta.catalogue.snapshots import TRAINING
from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.answer import Candidate
from insecta.domain.collection import Collection
from insecta.domain.promise import Count
from insecta.domain.release import Release
from insecta.domain.review import contradict, draw, share_of
from insecta.services.documents import lineage_of, read_rows, standing
from insecta.services.verified import Verified, verified

_PAGE = 200


@dataclass(frozen=True, slots=True)
class BlindLook:
    """A specimen that a person named blind, and what the release says of it.

    `answer`: None where the release gave no name. `agrees`: the name lies on the lineage of the
    person's; None where the person's is coarser than the machine's, and without an answer.
    """

    specimen_id: UUID
    catalog_number: str | None
    truth: Verified
    answer: Candidate | None
    agrees: bool | None


def blind_looks(tx: Transaction, release: Release, keys: Sequence[UUID]) -> Iterator[BlindLook]:
    """Those of some specimens that a person named blind and that the release has looked at.

    Without those that training learns from, thresholds included: what was learned checks nothing.
    """
    for start in range(0, len(keys), _PAGE):
        page = keys[start : start + _PAGE]
        learned = {key for key, one in tx.snapshots.roles(page).items() if one.role == TRAINING}
        unseen = [key for key in page if key not in learned]
        for rows in read_rows(tx, unseen, lambda digest: release):
            truth = verified(rows.identifications, rows.specimen.record)
            answer = standing(rows).answer
            if isinstance(truth, str) or not _said_blind(truth) or answer is None:
                continue
            given = answer.answer
            said = agrees(release, given.scientific_name, given.rank, truth) if given else None
            specimen = rows.specimen
            yield BlindLook(specimen.specimen_id, specimen.catalog_number, truth, given, said)


def _said_blind(truth: Verified) -> bool:
    """A person did, and it stands: a museum's name was not given in the blind share."""
    return truth.statement.kind == "person" and bool(truth.statement.body.get("blind"))


def checked_here(tx: Transaction, release: Release, collection: Collection) -> Count | None:
    """How often the release's answers agree with names that people gave blind, in one collection."""
    share = share_of(collection.rules)
    named = tx.identifications.blind_in(collection.collection_id)
    keys = [key for key in named if draw(key) < share]
    judged = [look.agrees for look in blind_looks(tx, release, keys) if look.agrees is not None]
    return Count(sum(judged), len(judged)) if judged else None


def agrees(release: Release, name: str, rank: str, truth: Verified) -> bool | None:
    """Whether a name lies on the lineage of the true one; None where the truth is coarser, or where the
    release does not know the true name and so nobody can tell."""
    said = truth.statement
    taxon = release.named(said.scientific_name or "", said.taxon_rank or "")
    if taxon is None:
        return _agrees_with_unknown(release, name, rank, truth)
    if name in {one.scientific_name for one in release.lineage(taxon.taxon_id)}:
        return True
    answered = release.named(name, rank)
    above = release.lineage(answered.taxon_id) if answered else ()
    return None if taxon in above else False


def _agrees_with_unknown(release: Release, name: str, rank: str, truth: Verified) -> bool | None:
    """As far as the true name itself tells: that of its genus leads to the names above that."""
    said = truth.statement
    own = lineage_of(None, said.scientific_name, said.taxon_rank)
    if name in own.values() or (said.scientific_name or "").startswith(f"{name} "):
        return True
    genus = own.get("genus")
    above = lineage_of(release, genus, "genus") if genus else {}
    if name in above.values():
        return True
    answered = lineage_of(release, name, rank)
    return False if contradict(answered, {**above, **own}) else None
