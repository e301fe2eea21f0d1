"""Which release answers for the house: promotions are numbered, rollback is a new number."""

from __future__ import annotations

from pathlib import Path

from insecta.catalogue.releases import Promotion
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.domain.events import ReleasePromoted
from insecta.domain.release import Release
from insecta.errors import Fault
from insecta.services.access import LOCAL_ADMINISTRATOR, require_administrator
from insecta.services.release_book import ReleaseBook


def add_release(catalogue: Catalogue, book: ReleaseBook, folder: Path) -> Release:
    """Make a release known, as a candidate. Raises BadRelease."""
    release = book.add(folder)
    with catalogue.writing() as tx:
        tx.releases.add(
            digest=release.digest,
            name=release.name,
            version=release.version,
            space=release.space,
            folder=str(folder),
        )
    return release


def promote(catalogue: Catalogue, principal: Principal, digest: str) -> Promotion:
    """From now on this release answers; workers switch between batches."""
    require_administrator(principal)
    with catalogue.writing() as tx:
        promotion = tx.releases.promote(digest, principal.name)
        tx.emit(ReleasePromoted, number=promotion.number, release=digest)
    return promotion


def ensure_first(catalogue: Catalogue, book: ReleaseBook, folder: Path) -> Promotion:
    """The newest promotion; where there is none yet, of the release in `folder`."""
    with catalogue.reading() as tx:
        newest = tx.releases.promotion()
    if newest is not None:
        return newest
    release = add_release(catalogue, book, folder)
    return promote(catalogue, LOCAL_ADMINISTRATOR, release.digest)


def champion(catalogue: Catalogue) -> Promotion:
    """The promotion in force. Raises Fault before the first."""
    with catalogue.reading() as tx:
        newest = tx.releases.promotion()
    if newest is None:
        raise Fault("no release has been promoted", hint="start once with `insecta up`")
    return newest
