"""Versions of many documents raised at once, in the transaction that changes what they show."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, select, update

from insecta.catalogue.tables import images, region_specimens, regions, scores, specimens


def raise_collection(connection: Connection, collection: UUID) -> None:
    """Of all living specimens of a collection, and of their pictures."""
    _raise(
        connection,
        specimens.c.collection_id == collection,
        and_(images.c.collection_id == collection, images.c.deleted_at.is_(None)),
    )


def raise_seen_by(connection: Connection, release: str) -> None:
    """Of specimens with a living picture that a release has seen, and of all their pictures."""
    seen = _specimens_of(
        select(regions.c.region_id)
        .join(images, images.c.image_id == regions.c.image_id)
        .join(scores, and_(scores.c.sha256 == images.c.sha256, scores.c.box == regions.c.box))
        .where(
            scores.c.release == release,
            regions.c.deleted_at.is_(None),
            images.c.deleted_at.is_(None),
        )
    )
    theirs = (
        select(regions.c.image_id)
        .join(region_specimens, region_specimens.c.region_id == regions.c.region_id)
        .where(
            region_specimens.c.specimen_id.in_(seen),
            region_specimens.c.until.is_(None),
            regions.c.deleted_at.is_(None),
        )
    )
    _raise(connection, specimens.c.specimen_id.in_(seen), images.c.image_id.in_(theirs))


def _specimens_of(shown: Select[tuple[UUID]]) -> Select[tuple[UUID]]:
    """Specimens that some regions show now."""
    return select(region_specimens.c.specimen_id).where(
        region_specimens.c.region_id.in_(shown), region_specimens.c.until.is_(None)
    )


def _raise(
    connection: Connection, of_specimens: ColumnElement[bool], of_images: ColumnElement[bool]
) -> None:
    living = (specimens.c.deleted_at.is_(None), specimens.c.merged_into.is_(None))
    connection.execute(
        update(specimens).where(of_specimens, *living).values(version=specimens.c.version + 1)
    )
    connection.execute(update(images).where(of_images).values(version=images.c.version + 1))
