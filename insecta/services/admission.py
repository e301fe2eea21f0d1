"""Before the first byte of an upload is read: may this principal add here, and is there room?"""

from __future__ import annotations

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal, Role
from insecta.errors import NotFound, OverBudget
from insecta.services.access import named


def require_room(catalogue: Catalogue, principal: Principal, code: str, max_waiting: int) -> None:
    """Raises NotFound, Forbidden, and OverBudget where more than `max_waiting` pictures wait.

    An administrator may name a collection that is not there yet: the upload makes it.
    """
    with catalogue.reading() as tx:
        try:
            named(tx, principal, code, Role.CONTRIBUTOR)
        except NotFound:
            if not principal.administrator:
                raise
        waiting = tx.images.waiting()
    if waiting >= max_waiting:
        raise OverBudget(
            f"{waiting} pictures wait for an answer already",
            retry_after=max(1, waiting // 100),
            hint="send it again later",
        )
