"""Who may see and do what: the one place collection filters come from (contract: Access).

A stranger is told "not found", never "forbidden", and nothing that counts betrays a private thing.
"""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID, uuid4, uuid5

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain.collection import Collection, Principal, Role
from insecta.domain.documents import MEMBERS
from insecta.domain.identity import NAMESPACE, VISITORS_ID
from insecta.domain.query import Query
from insecta.errors import Forbidden, Invalid, NotFound

LOCAL_ADMINISTRATOR = Principal(
    uuid5(NAMESPACE, "principal:local"), "local administrator", administrator=True
)
ANONYMOUS = Principal(uuid5(NAMESPACE, "principal:anonymous"), "anonymous")
KEY_PREFIX = "insecta_"


def visible(tx: Transaction, principal: Principal) -> frozenset[UUID] | None:
    """Collections whose things the principal may read; None for all of them."""
    if principal.administrator:
        return None
    public = {one.collection_id for one in tx.collections.all() if one.public}
    return frozenset(public | set(principal.roles))


def role_in(tx: Transaction, principal: Principal, collection: UUID) -> Role | None:
    """The principal's role there; strangers are viewers of public collections."""
    if principal.administrator:
        return Role.ADMINISTRATOR
    role = principal.roles.get(collection)
    if role is None and tx.collections.by_id(collection).public:
        return Role.VIEWER
    return role


def require(tx: Transaction, principal: Principal, collection: UUID, least: Role) -> None:
    """Raises NotFound where the principal may not even see it, Forbidden where only the act is not theirs."""
    role = role_in(tx, principal, collection)
    if role is None:
        raise NotFound("there is no such thing here")
    if role < least:
        raise Forbidden(f"this needs the role {least.name.lower()} in the collection")


def require_sight(tx: Transaction, principal: Principal, collection: UUID) -> None:
    """May read one thing of the collection, whose id they know. Raises NotFound.

    What a visitor sent has an id that nobody can guess: who knows it was given the link.
    """
    if collection != VISITORS_ID:
        require(tx, principal, collection, Role.VIEWER)


def named(tx: Transaction, principal: Principal, code: str, least: Role) -> Collection:
    """The collection of this code; one that may not be seen is told like one that is not there.

    Raises NotFound, Forbidden.
    """
    try:
        found = tx.collections.get(code)
        require(tx, principal, found.collection_id, least)
    except NotFound:
        raise NotFound(
            f"there is no collection {code!r}", hint="`insecta ingest` makes one"
        ) from None
    return found


def require_contributor(catalogue: Catalogue, principal: Principal, code: str) -> None:
    """May add to the collection; administrators also to one that is yet to be made. Raises NotFound, Forbidden."""
    if not principal.administrator:
        with catalogue.reading() as tx:
            named(tx, principal, code, Role.CONTRIBUTOR)


def require_administrator(principal: Principal) -> None:
    """Raises Forbidden for everybody but administrators of the house."""
    if not principal.administrator:
        raise Forbidden("this needs an administrator")


def owns(tx: Transaction, principal: Principal, collection: UUID) -> bool:
    """May see what is withheld from the public, such as pictures without a licence."""
    role = role_in(tx, principal, collection)
    return principal.administrator or (
        role is not None and collection in principal.roles and role >= Role.VIEWER
    )


def make_key(tx: Transaction, actor: Principal, principal: Principal) -> str:
    """A new key for a principal, shown this once; only its SHA-256 is kept."""
    require_administrator(actor)
    secret = secrets.token_urlsafe(32)
    key = f"{KEY_PREFIX}{secret}_{_checksum(secret)}"
    tx.principals.add(principal)
    tx.principals.add_key(uuid4(), principal.principal_id, key_digest(key), key[:12])
    return key


def authenticate(tx: Transaction, key: str) -> Principal:
    """Who holds this key. Raises Invalid for anything that opens nothing."""
    secret, _, checksum = key.removeprefix(KEY_PREFIX).rpartition("_")
    known = None
    if key.startswith(KEY_PREFIX) and secrets.compare_digest(
        checksum.encode(), _checksum(secret).encode()
    ):
        known = tx.principals.of_key(key_digest(key))
    if known is None:
        raise Invalid("this key opens nothing", hint="ask an administrator for a new one")
    return known


def key_digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _checksum(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:6]


def scope_of(
    tx: Transaction, principal: Principal, query: Query, sort: str = ""
) -> frozenset[str] | None:
    """Among which collections a search looks; None for all. One that asks for fields of members'
    (domain/documents) looks among the principal's own only.
    """
    asked = {node.field for node in query.nodes} | {sort.partition(":")[0]}
    seen = member_of(principal) if asked & MEMBERS else visible(tx, principal)
    return None if seen is None else frozenset(map(str, seen))


def member_of(principal: Principal) -> frozenset[UUID] | None:
    """Collections whose workings (runs, file names) the principal may read; None for all."""
    return None if principal.administrator else frozenset(principal.roles)
