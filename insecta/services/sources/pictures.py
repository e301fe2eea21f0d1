"""The pictures of a source, found by path, by name, or by the catalogue number in their names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from insecta.domain.catalogue_number import CatalogueNumber, NumberPattern, normal_form, parse
from insecta.services.sources.record import PictureRef

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


def is_remote(reference: str) -> bool:
    return urlsplit(reference.strip()).scheme.casefold() in {"http", "https", "ftp", "s3"}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


class PictureIndex:
    """Looks pictures up and remembers which nobody asked for."""

    def __init__(
        self,
        pictures: Iterable[PictureRef],
        pattern: NumberPattern,
        links: Mapping[str, str] | None = None,
    ) -> None:
        """`links`: address → path in the source, of pictures that a harvest fetched."""
        self.pattern = pattern
        self._links = links or {}
        self._all: list[PictureRef] = []
        self._by_path: dict[str, PictureRef] = {}
        self._by_name: dict[str, list[PictureRef]] = defaultdict(list)
        self._by_number: dict[str, list[tuple[str, PictureRef]]] = defaultdict(list)
        self._used: set[str] = set()
        for picture in pictures:
            self._add(picture)

    def _add(self, picture: PictureRef) -> None:
        self._all.append(picture)
        self._by_path.setdefault(_folded(picture.name), picture)
        path = PurePosixPath(picture.name)
        self._by_name[_folded(path.name)].append(picture)
        number = parse(self.pattern, path.stem)
        whole = normal_form(path.stem, self.pattern.padding)
        normal, letter = (number.normal, number.letter) if number else (whole, "")
        self._by_number[normal].append((letter, picture))

    def named(self, reference: str, base: str = "") -> list[PictureRef]:
        """Pictures that a cell means: its path (from `base`), else the same file name anywhere.

        A path that climbs out of the source means nothing. Several answers: the name is ambiguous.
        """
        harvested = self._by_path.get(_folded(self._links.get(reference.strip(), "")))
        if harvested is not None:
            self._used.add(harvested.name)
            return [harvested]
        text = unquote(urlsplit(reference).path) if is_remote(reference) else reference
        path = PurePosixPath(text.replace("\\", "/"))
        if ".." in path.parts or not path.name:
            return []
        exact = self._by_path.get(_folded(str(PurePosixPath(base) / path).lstrip("/")))
        found = [exact] if exact else self._by_name.get(_folded(path.name), [])
        self._used.update(picture.name for picture in found)
        return found

    def of_number(self, number: CatalogueNumber) -> list[PictureRef]:
        """Pictures whose names hold the number, or are nothing but it. A name, or a number, without letter is the pin."""
        found = [
            picture
            for letter, picture in self._by_number.get(number.normal, ())
            if letter == number.letter or not letter or not number.letter
        ]
        self._used.update(picture.name for picture in found)
        return found

    def unused(self) -> list[PictureRef]:
        """Pictures that no record has asked for so far, in order."""
        return [picture for picture in self._all if picture.name not in self._used]
