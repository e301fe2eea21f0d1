"""A whole platform on embedded defaults, with the scripted classifier in place of a network."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image as Pillow

from api.app import create_app
from insecta.bootstrap import Platform
from insecta.catalogue.schema import migrate
from insecta.domain.collection import Role
from insecta.domain.release import Release
from insecta.ports import Classifier
from insecta.services import index
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.identify import reidentify
from insecta.services.keys import create_key
from insecta.services.promote import promote
from insecta.settings import Settings
from tests.scripted_classifier import ScriptedClassifier, scripted_release

SCRIPTED = scripted_release()


@dataclass(frozen=True)
class ScriptedPlatform(Platform):
    """Real catalogue, store and index; only the network is scripted."""

    def release(self, digest: str) -> Release:
        return SCRIPTED

    def classifier(self, digest: str | None = None) -> Classifier:
        return ScriptedClassifier(release=SCRIPTED)

    def work(self) -> None:
        """What the identify and index workers do, once, until nothing is left."""
        reidentify(self.catalogue, self.store, self.classifier(), self.classifier)
        ids = []
        with self.catalogue.reading() as tx:
            ids = tx.specimens.page(None, 10_000)
        index.write(self.catalogue, self.index, self.release, ids)
        for name in ("specimens-1", f"images-{SCRIPTED.space[:8]}-1"):
            self.index.refresh(name)


def made(settings: Settings) -> ScriptedPlatform:
    """A migrated platform whose release is promoted."""
    platform = ScriptedPlatform(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    migrate(platform.catalogue)
    with platform.catalogue.writing() as tx:
        tx.releases.add(
            digest=SCRIPTED.digest, name="scripted", version="1", space=SCRIPTED.space, folder=""
        )
    promote(platform.catalogue, LOCAL_ADMINISTRATOR, SCRIPTED.digest)
    index.ensure(platform.catalogue, platform.index, SCRIPTED)
    return platform


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[ScriptedPlatform]:
    opened = made(Settings(data=tmp_path / "data"))
    yield opened
    opened.close()


@asynccontextmanager
async def client(
    platform: Platform, key: str = "", **more: str
) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP without a socket, as the holder of a key or as the local administrator."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    transport = httpx.ASGITransport(app=create_app(platform), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8470", headers={**headers, **more}
    ) as opened:
        yield opened


Draw = Callable[..., bytes]


def draw(shade: int = 80, size: tuple[int, int] = (600, 500), seed: int = 0) -> bytes:
    """A JPEG of a shade with a few marks, so that seeds make distinct pictures."""
    picture = Pillow.new("RGB", size, (shade, shade, shade))
    for step in range(12):
        x, y = (37 * step + 11 * seed) % size[0], (53 * step + 7 * seed) % size[1]
        picture.paste((shade // 2, (seed * 13) % 256, 20 * step % 256), (x, y, x + 60, y + 40))
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=90)
    return data.getvalue()


JPEG = {"Content-Type": "image/jpeg"}
IMAGES = "/api/v1/images"

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run() -> Run:
    """Runs a coroutine to its end in a fresh event loop."""
    return asyncio.run


async def one_named(platform: ScriptedPlatform) -> tuple[str, dict[Role, str]]:
    """Address of a specimen of the public collection that is answered to its species, and keys of a
    curator and an identifier there."""
    async with client(platform) as http:
        path = f"{IMAGES}?collection=open&fileName=a.jpg"
        sent = (await http.post(path, content=draw(40), headers=JPEG)).json()
        platform.work()
        specimen = f"/api/v1/specimens/{sent['specimenId']}"
        assert (await http.get(specimen)).json()["scientificName"] == "Camponotus a"
    roles = (Role.CURATOR, Role.IDENTIFIER)
    return specimen, {
        role: create_key(platform.catalogue, LOCAL_ADMINISTRATOR, role.name, {"open": role})
        for role in roles
    }
