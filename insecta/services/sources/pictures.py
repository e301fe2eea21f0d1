"""The pictures of a source, found by path, by name, or by the catalogue number in their names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
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
    ) -> None:
        """`links`: address → path in the source, of pictures that a harvest fetched."""
        self.pattern = pattern
        self._links = links or {}
        self._all = list(pictures)
        self._by_path: dict[str, PictureRef] = {}
        self._used: set[str] = set()
        for picture in self._all:
            self._by_path.setdefault(_folded(picture.name), picture)

    @cached_property
    def _by_name(self) -> dict[str, list[PictureRef]]:
        """Made when first a path does not fit: of ten million pictures it takes gigabytes."""
        found = defaultdict(list)
        for picture in self._all:
            found[_folded(PurePosixPath(picture.name).name)].append(picture)
        return found

    @cached_property
    def _by_number(self) -> dict[str, list[tuple[str, PictureRef]]]:
        """Made when first a row names no picture."""
        found = defaultdict(list)
        for picture in self._all:
            stem = PurePosixPath(picture.name).stem
            number = parse(self.pattern, stem)
            whole = normal_form(stem, self.pattern.padding)
            normal, letter = (number.normal, number.letter) if number else (whole, "")
            found[normal].append((letter, picture))
        return found

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
