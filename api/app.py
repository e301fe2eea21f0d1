"""The application: routes under /api/v1, health beside them, the portal around them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from api import errors, schemas
from api.deps import Open
from api.door import Door
from api.guard import Guard
from api.heartbeat import Heartbeat
from api.metrics import Metrics
from api.packed import Packed
from api.present import BASE
from api.routes import (
    account,
    ceilings,
    collections,
    events,
    health,
    images,
    keys,
    mobile,
    portal,
    releases,
    reports,
    review,
    runs,
    search,
    sets,
    specimens,
    staged,
    stations,
    taxa,
    training,
    uploads,
    webhooks,
)
from insecta import __version__
from insecta.bootstrap import Platform
from insecta.services.admit import Decode
from insecta.services.pulse import measured, vitals
from insecta.vision.decode import decode

RESOURCES = (
    images, uploads, specimens, search, taxa, ceilings, collections, runs, releases, account, keys, webhooks,
    events, staged, stations, review, sets, reports, training,
)  # fmt: skip
DESCRIPTION = (
    "Identifies insect specimens from pictures. Lists answer `{items, next, total}`; errors are "
    "RFC 9457 problems; a key is sent as `Authorization: Bearer insecta_…`."
)


def create_app(
    platform: Platform,
    built: Path = portal.BUILT,
    decode: Decode = decode,
    exported: Path = mobile.EXPORTED,
) -> FastAPI:
    """One API process on a platform.

    `built` is the folder of the built portal, `exported` that of the app; `decode` turns strangers'
    bytes into pixels, which the served process does in limited workers.
    """
    app = FastAPI(
        title="Insecta",
        version=__version__,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        responses={
            "4XX": {"model": schemas.Problem, "description": "The caller can mend it."},
            "5XX": {"model": schemas.Problem, "description": "The server cannot at the moment."},
        },
    )
    metrics = Metrics(
        partial(
            vitals,
            platform.catalogue,
            lambda: platform.care,
            lambda: platform.index,
            kafka=platform.settings.uses_kafka,
        ),
        partial(measured, platform.catalogue),
    )
    app.state.door = Door(platform, Heartbeat(platform), metrics, decode)
    errors.install(app)
    versioned = APIRouter(prefix=BASE)
    for resource in RESOURCES:
        versioned.include_router(resource.router)
    app.include_router(versioned)
    app.include_router(_description(app))
    app.include_router(health.router)
    app.include_router(mobile.app_pages(exported))
    app.include_router(portal.portal(built))
    app.add_middleware(Packed)
    app.add_middleware(Guard, settings=platform.settings, metrics=metrics)
    return app


def _description(app: FastAPI) -> APIRouter:
    """The API's own description, as docs/openapi.json."""
    router = APIRouter(tags=["description"], include_in_schema=False, dependencies=[Open])

    @router.get(f"{BASE}/openapi.json")
    def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    return router


def operation_id(route: APIRoute) -> str:
    """Tag and function name: stable, and readable in generated clients."""
    return f"{route.tags[0]}_{route.name}"
