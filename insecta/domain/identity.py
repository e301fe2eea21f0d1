"""Identities that can be computed again: uuid5 of what never changes (contract: Identity)."""

from __future__ import annotations

import hashlib
from uuid import NAMESPACE_URL, UUID, uuid5

NAMESPACE = uuid5(NAMESPACE_URL, "https://insecta.science/ns")


def collection_id(code: str) -> UUID:
    """A collection is named once by its code (Darwin Core: collectionCode), case kept."""
    return uuid5(NAMESPACE, f"collection:{code}")


VISITORS = "visitors"
"""Code of the system collection for pictures of people without an account (contract: Answers)."""
VISITORS_ID = collection_id(VISITORS)


def image_id(collection: UUID, source_key: str) -> UUID:
    """One picture in one collection; see `source_key_of_upload` for direct uploads."""
    return uuid5(collection, f"image:{source_key}")


def source_key_of_visit(secret: str, sha256: str) -> str:
    """Source key of what a visitor sent: nobody can guess the ids that follow from it."""
    return f"visit:{secret}:{sha256}"


def source_key_of_upload(sha256: str, number_normal: str | None) -> str:
    """Source key of bytes without a path: digest plus normal form of the number, if one is given."""
    return f"upload:{sha256}" + (f":{number_normal}" if number_normal else "")


def specimen_id(collection: UUID, key: str) -> UUID:
    """Minted at first sight from occurrenceID, else number and letter; later moves keep it."""
    return uuid5(collection, f"specimen:{key}")


def specimen_key_of_occurrence(occurrence_id: str) -> str:
    return f"occurrence:{occurrence_id}"


def specimen_key_of_number(number_normal: str, letter: str) -> str:
    return f"number:{number_normal}:{letter}"


def region_id(image: UUID, box: str = "whole") -> UUID:
    """A region is its image and its box (fractions written by `Box.text`); the default is whole."""
    return uuid5(image, f"region:{box}")


def identification_id(region: UUID, release: str, sha256: str) -> UUID:
    """A machine's statement: one per region, release and bytes, whatever is repeated."""
    return uuid5(region, f"identification:{release}:{sha256}")


def blob_key(sha256: str) -> str:
    """Object-store key of an original."""
    return f"blobs/{sha256[:2]}/{sha256}"


def link_key(sha256: str) -> str:
    """Object-store key of what says where an original lies that was left in its owner's bucket."""
    return f"links/{sha256[:2]}/{sha256}.json"


def rendition_key(sha256: str) -> str:
    """Object-store key of the inference and display rendition (JPEG, short side 384 px)."""
    return f"renditions/{sha256[:2]}/{sha256}.jpg"


def detail_key(sha256: str) -> str:
    """Object-store key of the copy that parts are cut from; only of pictures of many specimens."""
    return f"details/{sha256[:2]}/{sha256}.jpg"


def close_view_key(sha256: str) -> str:
    """Object-store key of the rendition that people look at closely; made when first asked for."""
    return f"close_views/{sha256[:2]}/{sha256}.jpg"


def thumbnails_prefix(sha256: str) -> str:
    """What all thumbnails of a picture's bytes begin with in the object store."""
    return f"thumbnails/{sha256[:2]}/{sha256}/"


def thumbnail_key(sha256: str, box: str = "whole") -> str:
    """Object-store key of a small copy of a picture, or of a part of it; made when first asked for."""
    return f"{thumbnails_prefix(sha256)}{hashlib.sha256(box.encode()).hexdigest()[:24]}.jpg"
