"""Before the first byte of an upload is read: may this principal add here, and is there room?"""

from __future__ import annotations

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal, Role
from insecta.domain.identity import VISITORS
from insecta.errors import NotFound, OverBudget
from insecta.services import visitors
from insecta.services.access import named
from insecta.services.receive import Limits


def require_room(catalogue: Catalogue, principal: Principal, code: str, limits: Limits) -> None:
    """Raises NotFound, Forbidden, and OverBudget where too many pictures wait already.

    An administrator may name a collection that is not there yet: the upload makes it. Anybody may
    send to the visitors' collection, as many pictures as it takes in a day.
    """
    with catalogue.reading() as tx:
        if code == VISITORS:
            visitors.require_room(tx, limits.visitors)
        else:
            _require_contributor(tx, principal, code)
        waiting = tx.images.waiting()
    if waiting >= limits.max_waiting:
        raise OverBudget(
            f"{waiting} pictures wait for an answer already",
            retry_after=max(1, waiting // 100),
            hint="send it again later",
        )


def _require_contributor(tx: Transaction, principal: Principal, code: str) -> None:
    try:
        named(tx, principal, code, Role.CONTRIBUTOR)
    except NotFound:
        if not principal.administrator:
            raise
