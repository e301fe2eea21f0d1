"""API keys: made for a named principal, listed by their first characters, revoked for good."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4, uuid5

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Principal, Role
from insecta.domain.identity import NAMESPACE
from insecta.errors import Conflict, NotFound
from insecta.services.access import make_key, require_administrator


def create_key(
    catalogue: Catalogue,
    actor: Principal,
    name: str,
    roles: Mapping[str, Role],
    *,
    administrator: bool = False,
    orcid: str | None = None,
) -> str:
    """A key, shown this once; `roles` by collection code.

    A second key of the same name is the same principal's, who is given these roles too.
    Raises Forbidden, NotFound, and Conflict where that principal is no administrator yet.
    """
    require_administrator(actor)
    with catalogue.writing() as tx:
        given = {tx.collections.get(code).collection_id: role for code, role in roles.items()}
        known = tx.principals.by_name(name)
        if known is not None and administrator and not known.administrator:
            raise Conflict(f"{name!r} exists and is no administrator", hint="choose another name")
        holder = known.principal_id if known else _new_id(tx, name)
        return make_key(tx, actor, Principal(holder, name, administrator, given, orcid))


def _new_id(tx: Transaction, name: str) -> UUID:
    """By name; where somebody who bore it was forgotten, one of its own: what they said stays nobody's."""
    by_name = uuid5(NAMESPACE, f"principal:{name}")
    return uuid4() if tx.principals.find(by_name) is not None else by_name


def list_keys(catalogue: Catalogue, actor: Principal) -> list[tuple[UUID, str, str]]:
    """(key id, name, first characters) of all that still open something. Raises Forbidden."""
    require_administrator(actor)
    with catalogue.reading() as tx:
        return tx.principals.keys()


def revoke_key(catalogue: Catalogue, actor: Principal, key_id: UUID) -> None:
    """From now on the key opens nothing. Raises Forbidden, NotFound."""
    require_administrator(actor)
    with catalogue.writing() as tx:
        if not tx.principals.revoke(key_id):
            raise NotFound("there is no such key")


def roles_by_code(catalogue: Catalogue, principal: Principal) -> dict[str, str]:
    """The principal's own roles, by collection code."""
    with catalogue.reading() as tx:
        codes = {one.collection_id: one.code for one in tx.collections.all()}
    return {codes[key]: role.name.lower() for key, role in principal.roles.items() if key in codes}
