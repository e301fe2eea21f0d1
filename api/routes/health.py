"""Is the platform alive, ready, and how far behind."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api import schemas
from api.deps import DoorOf, Open
from insecta.errors import Unavailable
from insecta.services.pulse import missing_roles

router = APIRouter(tags=["health"], dependencies=[Open])


@router.get("/healthz", response_class=Response)
def healthz() -> Response:
    """This process answers."""
    return Response("ok\n", media_type="text/plain")


@router.get(
    "/readyz",
    responses={503: {"model": schemas.Readiness, "description": "Some role has no live worker."}},
)
def readyz(response: Response, door: DoorOf) -> schemas.Readiness:
    """Uploads would be answered, found and told of: every role has a live lease."""
    try:
        missing = missing_roles(door.platform.catalogue, kafka=door.settings.uses_kafka)
    except Unavailable:
        missing = ["catalogue"]
    if missing:
        response.status_code = 503
    return schemas.Readiness(ready=not missing, missing=missing)


@router.get("/metrics", response_class=Response)
def metrics(door: DoorOf) -> Response:
    """Prometheus figures."""
    return Response(
        generate_latest(door.metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )
