"""At which ranks a person may name specimens of a collection.

Where a collection has a training set, who is neither a curator nor listed as an expert decides at the
ranks where their answers in it agree often enough. Everywhere else an identifier may at all ranks.
"""

from __future__ import annotations

from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.collection import EXPERTS, Collection, Principal, Role
from insecta.domain.ranks import RANKS
from insecta.domain.training import LEAST_SET, agreement, ranks_open, rule_of
from insecta.errors import Forbidden
from insecta.services.access import role_in

HINT = "train on the collection's training set (/training), or ask a curator"


def has_set(tx: Transaction, collection: Collection) -> bool:
    """Whether new reviewers of the collection train first."""
    return tx.trainings.size(collection.collection_id) >= LEAST_SET


def is_free(tx: Transaction, principal: Principal, collection: Collection) -> bool:
    """Curators, and experts that the collection lists, need no training."""
    role = role_in(tx, principal, collection.collection_id)
    listed = collection.rules.get(EXPERTS, {})
    return (role is not None and role >= Role.CURATOR) or str(principal.principal_id) in listed


def ranks_of(
    tx: Transaction, principal: Principal, collection: Collection
) -> frozenset[str] | None:
    """Ranks at which the person may decide; None for all."""
    if is_free(tx, principal, collection) or not has_set(tx, collection):
        return None
    given = tx.trainings.answers(collection.collection_id, principal.principal_id)
    right = [one.body["right"] for one in given]
    return ranks_open(agreement(right, rule_of(collection.rules)))


def require_rank(
    tx: Transaction, principal: Principal, collection: Collection, rank: str | None
) -> None:
    """Raises Forbidden where the person may not decide at this rank; without one, at none at all."""
    open_ = ranks_of(tx, principal, collection)
    if open_ is None or rank in open_ or (rank is None and open_):
        return
    if not open_:
        raise Forbidden("who is new here answers the training set first", hint=HINT)
    least = max(open_, key=RANKS.index)
    raise Forbidden(
        f"you may decide here down to the rank {least}, not at {rank}",
        hint=f"name it at {least} or above, or skip it; to do more, {HINT}",
    )
