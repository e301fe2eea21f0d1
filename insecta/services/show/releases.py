"""Releases: what answers, what it cannot do, and its files as one archive."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime

from insecta.catalogue.releases import ReleaseRow
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.release import Release
from insecta.errors import NotFound
from insecta.ports import ObjectStore
from insecta.services.documents import GetRelease
from insecta.services.release_book import release_key

EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """`limit_line` stands above every answer; `taxa`: how many names it can give."""

    digest: str
    name: str
    version: str
    state: str
    created: datetime
    limit_line: str
    banner: str
    licence: str
    space: str
    side: int
    taxa: int


def show_releases(catalogue: Catalogue, release: GetRelease) -> tuple[ShownRelease, ...]:
    """Oldest first. Releases belong to the house, so everybody may read them."""
    with catalogue.reading() as tx:
        rows = tx.releases.all()
    return tuple(_shown(row, release(row.digest)) for row in rows)


def _shown(row: ReleaseRow, release: Release) -> ShownRelease:
    return ShownRelease(
        row.digest,
        row.name,
        row.version,
        row.state,
        row.created,
        release.limit_line,
        release.banner,
        release.licence,
        release.space,
        release.side,
        release.names,
    )


def require_release(catalogue: Catalogue, digest: str) -> None:
    """Raises NotFound."""
    with catalogue.reading() as tx:
        tx.releases.get(digest)


def release_pack(catalogue: Catalogue, store: ObjectStore, digest: str) -> bytes:
    """The release's files as a zip archive; equal bytes for equal releases. Raises NotFound."""
    require_release(catalogue, digest)
    prefix = release_key(digest, "")
    names = sorted(key.removeprefix(prefix) for key in store.keys(prefix))
    if not names:
        raise NotFound("the files of this release are not in the object store")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, store.read(prefix + name))
    return packed.getvalue()
