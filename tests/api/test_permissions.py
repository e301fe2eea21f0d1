"""Every route declares who may call it, and the declaration is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from api.app import create_app
from api.deps import Demands, Permission
from insecta.bootstrap import Platform
from insecta.domain.collection import Role
from insecta.errors import Forbidden
from insecta.services.access import LOCAL_ADMINISTRATOR, authenticate
from insecta.services.keys import create_key
from tests.api.conftest import Run, client

OPEN = {
    "/healthz", "/readyz", "/metrics", "/{path:path}", "/app", "/app/{path:path}",
    "/api/v1/openapi.json", "/api/v1/uploads", "/api/v1/me/session",
}  # fmt: skip
ADMINISTRATORS = {
    ("GET", "/api/v1/keys"),
    ("POST", "/api/v1/keys"),
    ("DELETE", "/api/v1/keys/{key_id}"),
    ("POST", "/api/v1/releases/{digest}/promote"),
    ("POST", "/api/v1/releases/rollback"),
}
IDENTIFIERS = {
    ("POST", "/api/v1/specimens/{specimen_id}/identifications"),
    ("GET", "/api/v1/review"),
    ("POST", "/api/v1/review/next"),
    ("PUT", "/api/v1/review/{specimen_id}/hold"),
    ("POST", "/api/v1/review/{specimen_id}/skip"),
    ("GET", "/api/v1/review/{specimen_id}/alike"),
    ("POST", "/api/v1/review/{specimen_id}/decision"),
    ("GET", "/api/v1/training"),
    ("POST", "/api/v1/training/next"),
    ("POST", "/api/v1/training/{specimen_id}/answer"),
    ("GET", "/api/v1/sets/{set_id}/identifications"),
    ("POST", "/api/v1/sets/{set_id}/identifications"),
    ("POST", "/api/v1/sets/{set_id}/identifications/preview"),
    ("POST", "/api/v1/sets/{set_id}/identifications/undo"),
}
VISITORS = {
    ("POST", "/api/v1/images"),
    ("POST", "/api/v1/uploads"),
    *((method, "/api/v1/uploads/{upload_id}") for method in ("HEAD", "GET", "PATCH", "DELETE")),
    ("POST", "/api/v1/uploads/{upload_id}/complete"),
}
CONTRIBUTORS = {
    ("POST", "/api/v1/uploads/presigned"),
    ("PATCH", "/api/v1/specimens/{specimen_id}"),
    ("POST", "/api/v1/specimens/{specimen_id}/keep"),
    ("POST", "/api/v1/staged"),
    ("GET", "/api/v1/staged/{staged_id}"),
    ("PUT", "/api/v1/staged/{staged_id}/files"),
    ("POST", "/api/v1/runs"),
    ("POST", "/api/v1/runs/dry-run"),
    ("POST", "/api/v1/runs/{run_id}/retry"),
    ("GET", "/api/v1/stations"),
    ("GET", "/api/v1/stations/{name}"),
    ("GET", "/api/v1/webhooks"),
    ("POST", "/api/v1/webhooks"),
    ("DELETE", "/api/v1/webhooks/{webhook_id}"),
    ("POST", "/api/v1/webhooks/{webhook_id}/revive"),
    ("GET", "/api/v1/webhooks/{webhook_id}/deliveries"),
}
ACCOUNTS = {
    ("GET", "/api/v1/sets"),
    ("POST", "/api/v1/sets"),
    ("DELETE", "/api/v1/sets/{set_id}"),
    ("PUT", "/api/v1/me/credit"),
}
CURATORS = {
    ("GET", "/api/v1/collections/{code}/answers"),
    ("PATCH", "/api/v1/collections/{code}/answers"),
    ("POST", "/api/v1/ceilings"),
    ("DELETE", "/api/v1/ceilings/{ceiling_id}"),
    ("GET", "/api/v1/collections/{code}/withheld"),
    ("PUT", "/api/v1/collections/{code}/withheld"),
    ("POST", "/api/v1/images/{image_id}/regions"),
    ("POST", "/api/v1/images/{image_id}/regions/redraw"),
    ("DELETE", "/api/v1/images/{image_id}/regions/{region}"),
    ("PUT", "/api/v1/review/share"),
    ("GET", "/api/v1/training/set"),
    ("POST", "/api/v1/training/set"),
    ("DELETE", "/api/v1/training/set/{specimen_id}"),
    ("PUT", "/api/v1/training/rule"),
    ("GET", "/api/v1/training/reviewers"),
    ("GET", "/api/v1/collections/{code}/diff"),
    ("POST", "/api/v1/collections/{code}/shown"),
    ("GET", "/api/v1/collections/{code}/shown"),
    ("POST", "/api/v1/collections/{code}/shown/preview"),
    *((method, "/api/v1/collections/{code}/shown/rule") for method in ("PUT", "DELETE")),
    ("GET", "/api/v1/runs/{run_id}/diff"),
}


def routes(app: FastAPI) -> list[RouteContext]:
    return list(iter_route_contexts(app.router.routes))


def calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for one in dependant.dependencies:
        yield from calls(one)


def declared(route: RouteContext) -> set[Permission]:
    found = set()
    dependant = getattr(route, "dependant", None)
    for call in calls(dependant) if dependant else ():
        permission = getattr(call, "permission", None)
        if isinstance(permission, Permission):
            found.add(permission)
    return found


def undeclared(app: FastAPI) -> list[str]:
    return [str(route.path) for route in routes(app) if len(declared(route)) != 1]


def test_every_route_declares_one_permission(platform: Platform) -> None:
    app = create_app(platform)
    assert len(routes(app)) > 20
    assert undeclared(app) == []


def test_the_walk_finds_a_route_without_one(platform: Platform) -> None:
    app = create_app(platform)
    app.add_api_route("/api/v1/forgotten", lambda: None, tags=["forgotten"])
    assert undeclared(app) == ["/api/v1/forgotten"]


def test_declarations_are_those_meant(platform: Platform) -> None:
    found = {
        (method, str(route.path)): next(iter(declared(route)))
        for route in routes(create_app(platform))
        for method in route.methods or ()
    }
    assert {path for (_, path), one in found.items() if one is Permission.OPEN} == OPEN
    assert {key for key, one in found.items() if one is Permission.ADMINISTER} == ADMINISTRATORS
    assert {key for key, one in found.items() if one is Permission.VISIT} == VISITORS
    assert {key for key, one in found.items() if one is Permission.CONTRIBUTE} == CONTRIBUTORS
    assert {key for key, one in found.items() if one is Permission.IDENTIFY} == IDENTIFIERS
    assert {key for key, one in found.items() if one is Permission.CURATE} == CURATORS
    assert {key for key, one in found.items() if one is Permission.ACCOUNT} == ACCOUNTS


@pytest.mark.parametrize(
    "permission",
    [Permission.CONTRIBUTE, Permission.IDENTIFY, Permission.CURATE, Permission.ADMINISTER],
)
def test_a_viewer_has_none_of_the_higher_ones(platform: Platform, permission: Permission) -> None:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "v", {"A": Role.VIEWER})
    with platform.catalogue.reading() as tx:
        viewer = authenticate(tx, key)
    with pytest.raises(Forbidden):
        Demands(permission)(viewer)


async def _status(platform: Platform, key: str, method: str, path: str) -> int:
    async with client(platform, key) as http:
        return (await http.request(method, path)).status_code


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.CURATOR, 403), (None, 200)])
def test_keys_are_for_administrators_of_the_house(
    platform: Platform, role: Role | None, status: int, run: Run
) -> None:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
    key = create_key(
        platform.catalogue,
        LOCAL_ADMINISTRATOR,
        "somebody",
        {"A": role} if role else {},
        administrator=role is None,
    )
    assert run(_status(platform, key, "GET", "/api/v1/keys")) == status


@pytest.mark.parametrize("key", ["insecta_x_000000", "nonsense", ""])
def test_a_key_that_opens_nothing_is_refused(platform: Platform, key: str, run: Run) -> None:
    async def go() -> None:
        async with client(platform, Authorization=f"Bearer {key}") as http:
            answer = await http.get("/api/v1/me")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"

    run(go())


DOCUMENTED = {
    "open": Permission.OPEN,
    "read": Permission.READ,
    "visitor": Permission.VISIT,
    "account": Permission.ACCOUNT,
    "contributor": Permission.CONTRIBUTE,
    "identifier": Permission.IDENTIFY,
    "curator": Permission.CURATE,
    "administrator": Permission.ADMINISTER,
}


def test_docs_name_the_permission_of_every_route(platform: Platform) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z]+) (/[^`]*)` \| (\w+) \|", page, re.MULTILINE)
    told = {(method, path): DOCUMENTED[may] for method, path, may in rows}
    found = {
        (method, str(route.path).replace(":path", "")): next(iter(declared(route)))
        for route in routes(create_app(platform))
        for method in route.methods or ()
        if getattr(route, "include_in_schema", False)
    }
    assert told == found
