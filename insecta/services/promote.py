"""Which release answers for the house: promotions are numbered, rollback is a new number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from insecta.catalogue.releases import Promotion
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.catalogue.versions import raise_seen_by
from insecta.domain.collection import Principal
from insecta.domain.events import ReleasePromoted
from insecta.domain.release import Release
from insecta.errors import Fault
from insecta.services.access import LOCAL_ADMINISTRATOR, require_administrator
from insecta.services.release_book import ReleaseBook
from insecta.services.versions import write_again

PAGE = 200


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


def _nothing(tx: Transaction, promotion: Promotion) -> None:
    pass


def promote(
    catalogue: Catalogue,
    principal: Principal,
    digest: str,
    instead_of: str | None = None,
    beside: Callable[[Transaction, Promotion], None] = _nothing,
) -> Promotion:
    """From now on this release answers; workers switch between batches.

    Collections keep the names they show until their curators approve the new release's, except
    after a rollback: those that show the release it goes back from (`instead_of`) move with it, and
    so do single specimens. `beside`: what is written in the same transaction, such as why.
    """
    require_administrator(principal)
    with catalogue.writing() as tx:
        promotion = tx.releases.promote(digest, principal.name)
        if instead_of is not None:
            tx.collections.move_shown(instead_of, promotion.number)
            tx.specimens.move_shown(instead_of, digest)
        for one in (digest, instead_of):
            if one is not None:
                raise_seen_by(tx.connection, one)
        tx.emit(ReleasePromoted, number=promotion.number, release=digest)
        beside(tx, promotion)
    for one in (digest, instead_of):
        if one is not None:
            show_again(catalogue, one)
    return promotion


def show_again(catalogue: Catalogue, digest: str) -> None:
    """Specimens that the release has seen already (a rollback) are shown by its answers again.

    Their versions were raised before (`raise_seen_by`); what it has not seen is raised when it is
    identified.
    """
    write_again(catalogue, lambda tx, after: tx.specimens.seen_by(digest, after, PAGE))


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
