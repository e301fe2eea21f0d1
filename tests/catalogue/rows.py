"""A small collection: one specimen in one picture."""

from __future__ import annotations

from uuid import UUID, uuid4

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.domain import identity
from insecta.domain.collection import Collection
from insecta.domain.events import ImageReceived
from insecta.domain.specimen import Blob, Image, Region, Specimen

ANTS = Collection(identity.collection_id("ANTS"), "ANTS", title="Ants")
SHA = "ab" * 32


def specimen(number: str, letter: str = "", **values: object) -> Specimen:
    key = identity.specimen_key_of_number(number, letter)
    made: dict[str, object] = {
        "catalog_number": number,
        "number_normal": number.lower(),
        "letter": letter,
    } | values
    identifier = identity.specimen_id(ANTS.collection_id, key)
    return Specimen(identifier, ANTS.collection_id, **made)  # type: ignore[arg-type]


def picture(name: str, sha256: str = SHA) -> Image:
    return Image(
        identity.image_id(ANTS.collection_id, name), ANTS.collection_id, name, name, sha256
    )


def add_picture(tx: Transaction, name: str, shows: Specimen, sha256: str = SHA) -> Region:
    """Blob, image, whole region and specimen."""
    image = picture(name, sha256)
    region = Region(identity.region_id(image.image_id), image.image_id)
    tx.images.add_blobs([Blob(sha256, 10, "JPEG", 4, 3)])
    tx.specimens.add([shows])
    tx.images.add([image])
    tx.images.add_regions([(region, shows.specimen_id)])
    return region


def fill(catalogue: Catalogue) -> UUID:
    """The collection, its specimen, its picture and the event; the region's id."""
    with catalogue.writing() as tx:
        tx.collections.ensure("ANTS", title="Ants")
        shows = specimen("A1")
        region = add_picture(tx, "a1.jpg", shows)
        tx.emit_all(
            [
                ImageReceived(
                    id=uuid4(),
                    time=tx.at,
                    specimen_id=shows.specimen_id,
                    image_id=region.image_id,
                    region_id=region.region_id,
                    sha256=SHA,
                )
            ]
        )
    return region.region_id
