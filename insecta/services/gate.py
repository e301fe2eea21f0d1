"""The gate before a promotion: a candidate must not be worse than the champion.

Evaluations are kept in the object store by release and snapshot, so that a champion is compared on
the specimens of its successor's snapshot as soon as it has been evaluated there once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from insecta.catalogue.releases import Promotion
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal
from insecta.domain.learned import CALIBRATED, TRAINED, from_bytes, specimen_digest
from insecta.domain.promise import reliability
from insecta.errors import Conflict, Invalid, NotFound
from insecta.ports import ObjectStore
from insecta.services import promote
from insecta.services.access import require_administrator
from insecta.services.compare import Evaluation, Verdict, compare, parsed, read_evaluation
from insecta.services.evidence import RELIABILITY
from insecta.services.release_book import release_key

FILES = ("predictions.csv", "evaluation.json")


@dataclass(frozen=True, slots=True)
class Decided:
    """`promotion` is None where the release was promoted already; `verdict` where none was asked."""

    promotion: Promotion | None
    verdict: Verdict | None


def evaluation_key(release: str, snapshot: str, name: str) -> str:
    return f"evaluations/{release}/{snapshot}/{name}"


def keep_evaluation(store: ObjectStore, folder: Path) -> Evaluation:
    """Take an evaluation into the store, its description last. Raises BadSource."""
    found = read_evaluation(folder)
    for name in FILES:
        key = evaluation_key(found.release, found.snapshot, name)
        store.put(key, [(folder / name).read_bytes()])
    return found


def _reliability(found: Evaluation) -> dict[str, list[list[float]]]:
    return reliability(
        (one.rank, one.confidence, one.right)
        for one in found.predictions.values()
        if one.part == "test" and one.right is not None and one.confidence is not None
    )


def kept_evaluation(store: ObjectStore, release: str, snapshot: str) -> Evaluation | None:
    """The release's evaluation on a snapshot, None where there is none yet."""
    try:
        table, told = (store.read(evaluation_key(release, snapshot, name)) for name in FILES)
    except NotFound:
        return None
    return parsed(json.loads(told), table.decode(), f"evaluation of {release[:12]}…")


def judge(
    catalogue: Catalogue, store: ObjectStore, digest: str, candidate: Evaluation,
    against: Evaluation | None = None,
) -> Verdict:  # fmt: skip
    """Compare a candidate with the champion. `against`: the champion's evaluation as it is now; else the
    one that was kept first. Raises Invalid where there is nothing to compare with, or where one was
    tested on what it learned from."""
    if candidate.release != digest:
        raise Invalid(
            f"the evaluation is of release {candidate.release[:12]}…, not of {digest[:12]}…",
            hint="evaluate the release that is to be promoted",
        )
    champion = promote.champion(catalogue).release
    pair = (champion, candidate.snapshot)
    is_meant = against is not None and (against.release, against.snapshot) == pair
    known = against if is_meant else kept_evaluation(store, *pair)
    if known is None:
        raise Invalid(
            f"the champion {champion[:12]}… was not evaluated on snapshot {candidate.snapshot[:12]}…",
            hint="evaluate it there with `insecta model evaluate`, and give the folder as --against",
        )
    for one in (known, candidate):
        _require_unlearned(store, one)
    return compare(known, candidate)


def _require_unlearned(store: ObjectStore, found: Evaluation) -> None:
    """Raises Invalid where a release was tested on specimens that it learned from, as far as it tells."""
    try:
        files = [store.read(release_key(found.release, name)) for name in (TRAINED, CALIBRATED)]
    except NotFound:
        return
    learned = frozenset[bytes]().union(*(from_bytes(data) for data in files))
    tested = {one.specimen for one in found.predictions.values()}
    seen = sum(specimen_digest(key) in learned for key in tested)
    if seen:
        raise Invalid(
            f"release {found.release[:12]}… was tested on {seen} specimens that it learned from, of "
            f"{len(tested)}",
            hint="evaluate it again: `insecta model evaluate` leaves them out",
        )


def promote_through_gate(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    digest: str,
    candidate: Evaluation | None,
    override: str = "",
    against: Evaluation | None = None,
) -> Decided:
    """Promote where the gate lets it through, or where an administrator gives a reason. `against`: as `judge`.

    What was compared is kept with the release, whether it is promoted or refused; what its answers are worth
    (`reliability`) only with the promotion, in one transaction. Raises Conflict
    with the reasons, Invalid where evaluations are missing, Forbidden, NotFound.
    """
    require_administrator(principal)
    with catalogue.reading() as tx:
        tx.releases.get(digest)
        newest = tx.releases.promotion()
    if newest is not None and newest.release == digest:
        return Decided(None, None)
    verdict = _verdict(catalogue, store, digest, candidate, override, against)
    if verdict is not None and verdict.decision != "not_worse" and not override:
        with catalogue.writing() as tx:
            tx.releases.describe(digest, {"verdict": verdict.as_json})
            tx.journal.add(principal, "release.refuse", digest, {"verdict": verdict.as_json})
        raise Conflict(_refusal(verdict), hint="an administrator may say --override REASON")

    def beside(tx: Transaction, promotion: Promotion) -> None:
        told = verdict.as_json if verdict else None
        body = {"promotion": promotion.number, "override": override, "verdict": told}
        tx.journal.add(principal, "release.promote", digest, body)
        if candidate is not None:
            tx.releases.describe(digest, {"verdict": told, RELIABILITY: _reliability(candidate)})

    return Decided(promote.promote(catalogue, principal, digest, beside=beside), verdict)


def _verdict(
    catalogue: Catalogue,
    store: ObjectStore,
    digest: str,
    candidate: Evaluation | None,
    override: str,
    against: Evaluation | None,
) -> Verdict | None:
    if candidate is not None:
        return judge(catalogue, store, digest, candidate, against)
    if not override:
        raise Invalid(
            "the gate compares with the champion, and has no evaluation of this release",
            hint="give --evaluation FOLDER, or --override REASON as an administrator",
        )
    return None


def _refusal(verdict: Verdict) -> str:
    if verdict.decision == "a_person":
        told = f"; {'; '.join(verdict.reasons)}" if verdict.reasons else ""
        return (
            f"{verdict.specimens} test specimens are too few to decide by: a person decides{told}"
        )
    return f"worse than the champion: {'; '.join(verdict.reasons)}"


def roll_back(catalogue: Catalogue, principal: Principal, number: int | None = None) -> Promotion:
    """Let an earlier release answer again: that of promotion `number`, else the one before the present
    release was first promoted, so that going back twice goes further back, never forward.

    A new promotion with its own number, which collections that showed the present release follow.
    Raises NotFound where there is no earlier one.
    """
    require_administrator(principal)
    with catalogue.reading() as tx:
        every = tx.releases.promotions()
    if not every:
        raise NotFound("no release has been promoted")
    present = every[-1].release
    first = next(one.number for one in every if one.release == present)
    earlier = [
        one
        for one in every
        if one.release != present
        and (one.number < first if number is None else one.number == number)
    ]
    if not earlier:
        raise NotFound(
            "there is no earlier promotion to go back to",
            hint="the house may have gone back already; `insecta model card` lists the promotions",
        )

    def beside(tx: Transaction, back: Promotion) -> None:
        body = {"promotion": back.number, "of": earlier[-1].number, "from": present}
        tx.journal.add(principal, "release.rollback", back.release, body)

    return promote.promote(catalogue, principal, earlier[-1].release, present, beside)
