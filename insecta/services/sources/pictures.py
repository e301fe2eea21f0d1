"""The pictures of a source, found by path, by name, or by the catalogue number in their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from insecta.domain.catalogue_number import CatalogueNumber, NumberPattern, normal_form, parse
from insecta.services.sources.record import PictureRef
from insecta.services.sources.shelves import MemoryShelf, Shelf, shelf

EXTENSIONS: frozenset[str] = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".png",
        ".webp",
        ".tif",
        ".tiff",
        ".mpo",
        ".heic",
        ".heif",
        ".avif",
        ".dng",
        ".cr2",
        ".cr3",
        ".nef",
        ".arw",
        ".gif",
        ".bmp",
        ".jp2",
    ]
)
_SEVERAL = re.compile(r"[|;]")
_SEVERAL_ADDRESSES = re.compile(r"\||;\s+|;(?=[a-z0-9]+://)", re.IGNORECASE)
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\x00", b"MM\x00*", b"GIF8")
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx"})


def has_picture_name(name: str) -> bool:
    """Whether the extension promises a picture."""
    return PurePosixPath(name).suffix.casefold() in EXTENSIONS


def begins_like_picture(head: bytes) -> bool:
    """Whether the first 16 bytes are a picture's, whatever the file is called."""
    return head.startswith(_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def is_litter(name: str) -> bool:
    """Files that operating systems leave behind; nobody wants to hear of them."""
    parts = [part.casefold() for part in PurePosixPath(name).parts]
    return any(part in _LITTER or part.startswith("._") for part in parts)


def references(cell: str) -> list[str]:
    """The pictures that one cell names, between `|` or `;`; an address may hold a `;` of its own."""
    several = _SEVERAL_ADDRESSES if "://" in cell else _SEVERAL
    return [one for part in several.split(cell) if (one := part.strip())]


def is_remote(reference: str) -> bool:
    return urlsplit(reference.strip()).scheme.casefold() in {"http", "https", "ftp", "s3"}


def _folded(text: str) -> str:
    """The text itself where nothing changes, so that it is in memory once."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return text if folded == text else folded


class PictureIndex:
    """Looks pictures up and remembers which nobody asked for."""

    def __init__(
        self,
        pictures: Iterable[PictureRef],
        pattern: NumberPattern,
        links: Mapping[str, str] | None = None,
        *,
        many: bool = False,
    ) -> None:
        """`links`: address → path in the source, of pictures that a harvest fetched. `many`: objects of
        a bucket, which may be too many to be kept in memory."""
        self.pattern = pattern
        self._links = links or {}
        self._shelf: Shelf = (shelf if many else MemoryShelf)(
            pictures, _folded, _file_name, self._number
        )

    def _number(self, picture: PictureRef) -> tuple[str, str]:
        """Normal form and letter of the number in a picture's name, else of the whole name."""
        stem = PurePosixPath(picture.name).stem
        number = parse(self.pattern, stem)
        if number is None:
            return normal_form(stem, self.pattern.padding), ""
        return number.normal, number.letter

    def named(self, reference: str, base: str = "") -> list[PictureRef]:
        """Pictures that a cell means: its path (from `base`), else the same file name anywhere.

        A path that climbs out of the source means nothing. Several answers: the name is ambiguous.
        """
        link = self._links.get(reference.strip(), "")
        harvested = self._shelf.at(_folded(link)) if link else None
        if harvested is not None:
            self._shelf.use([harvested])
            return [harvested]
        text = unquote(urlsplit(reference).path) if is_remote(reference) else reference
        path = PurePosixPath(text.replace("\\", "/"))
        if ".." in path.parts or not path.name:
            return []
        exact = self._shelf.at(_folded(str(PurePosixPath(base) / path).lstrip("/")))
        found = [exact] if exact else self._shelf.called(_folded(path.name))
        self._shelf.use(found)
        return found

    def of_number(self, number: CatalogueNumber) -> list[PictureRef]:
        """Pictures whose names hold the number, or are nothing but it. A name, or a number, without letter is the pin."""
        found = [
            picture
            for letter, picture in self._shelf.numbered(number.normal)
            if letter == number.letter or not letter or not number.letter
        ]
        self._shelf.use(found)
        return found

    def all(self) -> Iterator[PictureRef]:
        """In order."""
        return self._shelf.all()

    def unused(self) -> Iterator[PictureRef]:
        """Pictures that no record has asked for so far, in order."""
        return self._shelf.unused()


def _file_name(path: str) -> str:
    return _folded(PurePosixPath(path).name)
