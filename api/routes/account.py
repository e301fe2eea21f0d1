"""Who the caller is, and signing in from a browser."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api import schemas
from api.address import is_over_tls
from api.deps import COOKIE, Account, DoorOf, Open, Reader, holder
from api.door import Door
from insecta.domain.collection import Principal
from insecta.services.credit import credit_of, set_credit
from insecta.services.keys import roles_by_code

router = APIRouter(prefix="/me", tags=["me"])
REMEMBERED = 30 * 24 * 3_600


@router.get("")
def read(door: DoorOf, principal: Reader) -> schemas.Me:
    """The caller's name, and their roles by collection code."""
    return _told(door, principal)


@router.post("/session", dependencies=[Open])
async def sign_in(
    request: Request, response: Response, door: DoorOf, body: schemas.SignIn
) -> schemas.Me:
    """Keep a key in this browser: as a cookie that no script can read and no other site sends."""
    principal = await holder(door, body.key.strip())
    response.set_cookie(
        COOKIE,
        body.key.strip(),
        max_age=REMEMBERED if body.remember else None,
        httponly=True,
        samesite="strict",
        secure=is_over_tls(request, door.settings),
    )
    return await run_in_threadpool(_told, door, principal)


@router.delete("/session", status_code=204, dependencies=[Open])
def sign_out(request: Request, door: DoorOf) -> Response:
    """Forget the key in this browser, and what it has kept of pictures; the key itself stays good."""
    response = Response(status_code=204, headers={"Clear-Site-Data": '"cache"'})
    response.delete_cookie(
        COOKIE, httponly=True, samesite="strict", secure=is_over_tls(request, door.settings)
    )
    return response


@router.put("/credit")
def credit(door: DoorOf, principal: Account, body: schemas.Credit) -> schemas.Me:
    """By which name and ORCID the caller stands in exports and reports, also for what they said before."""
    set_credit(door.platform.catalogue, principal, body.credit, body.orcid)
    return _told(door, principal)


def _told(door: Door, principal: Principal) -> schemas.Me:
    credit, orcid = credit_of(door.platform.catalogue, principal)
    return schemas.Me.model_validate(
        {
            "name": principal.name,
            "administrator": principal.administrator,
            "orcid": orcid,
            "credit": credit,
            "roles": roles_by_code(door.platform.catalogue, principal),
            "visitors": door.settings.visitors > 0,
        }
    )
