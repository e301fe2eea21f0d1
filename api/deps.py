"""What routes ask for: the platform, who calls, and the permission each route declares."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from api.door import Door
from api.errors import Unauthenticated
from api.sitting import sits_here
from api.strangers import caller_address
from insecta.domain.collection import Principal, Role
from insecta.domain.identity import VISITORS
from insecta.errors import Forbidden, Invalid
from insecta.services.access import ANONYMOUS, LOCAL_ADMINISTRATOR, authenticate

COOKIE = "insecta_key"
"""Where a browser keeps the key of who signed in: scripts cannot read it, other sites never send it."""


class Permission(StrEnum):
    """What a route demands of its caller; services judge each collection again.

    `open`: nothing. `read`: shows what the caller may see, strangers public collections. `visit`:
    at least a contributor, or anybody for the visitors' collection. `account`: a key, whatever it
    opens. The others: at least this role in some collection, or for `administrator` of the house.
    """

    OPEN = "open"
    READ = "read"
    VISIT = "visit"
    ACCOUNT = "account"
    CONTRIBUTE = "contribute"
    IDENTIFY = "identify"
    CURATE = "curate"
    ADMINISTER = "administer"


_ANYBODY = (Permission.OPEN, Permission.READ, Permission.VISIT)
_LEAST = {
    Permission.CONTRIBUTE: Role.CONTRIBUTOR,
    Permission.IDENTIFY: Role.IDENTIFIER,
    Permission.CURATE: Role.CURATOR,
}


def door_of(request: Request) -> Door:
    return cast("Door", request.app.state.door)


DoorOf = Annotated[Door, Depends(door_of)]


async def caller(request: Request) -> Principal:
    """Who holds the key that was sent or signed in with; without one whoever sits at this machine, or a stranger."""
    door = door_of(request)
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme and scheme.lower() != "bearer":
        raise Unauthenticated("only Bearer keys are understood", hint="Authorization: Bearer KEY")
    if not scheme and COOKIE not in request.cookies:
        return LOCAL_ADMINISTRATOR if sits_here(request, door.settings) else ANONYMOUS
    return await holder(door, key.strip() if scheme else request.cookies[COOKIE])


async def holder(door: Door, key: str) -> Principal:
    """Who holds a key. Raises Unauthenticated."""
    try:
        return await run_in_threadpool(_holder, door, key)
    except Invalid as error:
        raise Unauthenticated(error.message, hint=error.hint) from error


def _holder(door: Door, key: str) -> Principal:
    with door.platform.catalogue.reading() as tx:
        return authenticate(tx, key)


class Demands:
    """A route's declared permission; tests walk all routes and fail on one without."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, principal: Annotated[Principal, Depends(caller)]) -> Principal:
        if not self._allows(principal):
            if principal == ANONYMOUS:
                raise Unauthenticated("this needs a key", hint="Authorization: Bearer KEY")
            raise Forbidden(f"this key may not {self.permission.value} anything")
        return principal

    def _allows(self, principal: Principal) -> bool:
        if principal.administrator or self.permission in _ANYBODY:
            return True
        if self.permission is Permission.ACCOUNT:
            return principal != ANONYMOUS
        least = _LEAST.get(self.permission)
        return least is not None and any(role >= least for role in principal.roles.values())


Reader = Annotated[Principal, Depends(Demands(Permission.READ))]
Visitor = Annotated[Principal, Depends(Demands(Permission.VISIT))]
Account = Annotated[Principal, Depends(Demands(Permission.ACCOUNT))]
Contributor = Annotated[Principal, Depends(Demands(Permission.CONTRIBUTE))]
Identifier = Annotated[Principal, Depends(Demands(Permission.IDENTIFY))]
Curator = Annotated[Principal, Depends(Demands(Permission.CURATE))]
Administrator = Annotated[Principal, Depends(Demands(Permission.ADMINISTER))]


def require_account(door: Door, principal: Principal, collection: str = VISITORS) -> None:
    """Who has no account sends to the visitors' collection only. Raises Unauthenticated."""
    may_visit = collection == VISITORS and door.settings.visitors > 0
    if principal == ANONYMOUS and not may_visit:
        raise Unauthenticated("this needs a key", hint="Authorization: Bearer KEY")


def take_turn(request: Request, door: Door, principal: Principal) -> None:
    """Who has no key gets so many dear answers a minute. Raises OverBudget."""
    if principal == ANONYMOUS:
        door.turns.take(caller_address(request, door.settings))


def _open() -> None:
    """Anybody may, without saying who they are."""


_open.permission = Permission.OPEN  # type: ignore[attr-defined]
Open = Depends(_open)
