"""Cameras with a hot folder (`insecta watch`): what each saw last, within three seconds."""

from __future__ import annotations

from fastapi import APIRouter

from api import schemas
from api.deps import Contributor, DoorOf
from insecta.services.watch.station import ShownStation, station, stations

router = APIRouter(prefix="/stations", tags=["stations"])


def _shown(one: ShownStation) -> schemas.Station:
    return schemas.Station.model_validate(
        {"name": one.name, "live": one.live, "seen": one.seen, **one.body}
    )


@router.get("")
def index(door: DoorOf, principal: Contributor) -> schemas.Page[schemas.Station]:
    """Stations of the caller's collections."""
    found = stations(door.platform.catalogue, principal)
    return schemas.Page[schemas.Station](items=[_shown(one) for one in found], total=len(found))


@router.get("/{name}")
def read(door: DoorOf, principal: Contributor, name: str) -> schemas.Station:
    """One station: its last twenty shots, the next expected number, shots of the last hour."""
    return _shown(station(door.platform.catalogue, principal, name))
