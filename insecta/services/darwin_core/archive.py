"""A Darwin Core Archive: core, extensions, meta.xml and eml.xml in one zip.

Sources: Darwin Core text guide (https://dwc.tdwg.org/text/); EML 2.2 as GBIF's profile uses it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from xml.etree.ElementTree import Element, SubElement, tostring

from insecta.services.darwin_core.rows import (
    Entry,
    identifications,
    measurements,
    occurrence,
    pictures,
)
from insecta.services.darwin_core.terms import (
    AC,
    DWC,
    IDENTIFICATION,
    IDENTIFICATION_TERMS,
    MEASUREMENT,
    MEASUREMENT_TERMS,
    MULTIMEDIA,
    MULTIMEDIA_TERMS,
    NAMESPACES,
    OCCURRENCE,
    OCCURRENCE_TERMS,
)

_BREAKS = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")
_NO_XML = dict.fromkeys((0x7F, 0xFFFE, 0xFFFF))
_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class About:
    """What the data set says of itself; `published`: a day as YYYY-MM-DD."""

    title: str
    creator: str
    published: str
    abstract: str
    address: str


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    row_type: str
    terms: Sequence[str]
    namespace: str = DWC
    others: Mapping[str, str] = field(default_factory=dict)


_CORE = _File("occurrence.csv", OCCURRENCE, OCCURRENCE_TERMS)
_EXTENSIONS = (
    _File("identification.csv", IDENTIFICATION, IDENTIFICATION_TERMS),
    _File("measurement.csv", MEASUREMENT, MEASUREMENT_TERMS),
    _File("multimedia.csv", MULTIMEDIA, MULTIMEDIA_TERMS, AC, NAMESPACES),
)


def write(target: BinaryIO, specimens: Iterable[Entry], about: About, house: str) -> None:
    """The archive of specimens. `house`: address of the platform. Memory does not grow with them."""
    with (
        TemporaryDirectory() as folder,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        _tables(Path(folder), specimens, house)
        for file in (_CORE, *_EXTENSIONS):
            archive.write(Path(folder) / file.name, file.name)
        archive.writestr("meta.xml", _meta())
        archive.writestr("eml.xml", _eml(about))


def _tables(folder: Path, specimens: Iterable[Entry], house: str) -> None:
    with ExitStack() as stack:
        core = stack.enter_context(_table(folder, _CORE))
        names, measures, media = (stack.enter_context(_table(folder, one)) for one in _EXTENSIONS)
        for entry in specimens:
            core(entry.key, occurrence(entry, house))
            for name in identifications(entry):
                names(entry.key, name)
            for measure in measurements(entry):
                measures(entry.key, measure)
            for picture in pictures(entry, house):
                media(entry.key, picture)


class _Writer:
    """Lines of one table: the id that joins core and extension, then the terms."""

    def __init__(self, stream: io.TextIOBase, terms: Sequence[str]) -> None:
        self._rows = csv.writer(stream, lineterminator="\n")
        self._terms = terms
        self._rows.writerow(["id", *terms])

    def __call__(self, key: str, row: Mapping[str, str]) -> None:
        self._rows.writerow([key, *(_in_one_line(row.get(term, "")) for term in self._terms)])


def _in_one_line(text: str) -> str:
    """Many readers of archives end a row at any line break, quoted or not."""
    return _BREAKS.sub(" ", text)


@contextmanager
def _table(folder: Path, file: _File) -> Iterator[_Writer]:
    with (folder / file.name).open("w", encoding="utf-8", newline="") as stream:
        yield _Writer(stream, file.terms)


def _meta() -> bytes:
    root = Element("archive", xmlns="http://rs.tdwg.org/dwc/text/", metadata="eml.xml")
    for tag, file in (("core", _CORE), *(("extension", one) for one in _EXTENSIONS)):
        node = SubElement(
            root, tag, encoding="UTF-8", fieldsTerminatedBy=",", linesTerminatedBy="\\n",
            fieldsEnclosedBy='"', ignoreHeaderLines="1", rowType=file.row_type,
        )  # fmt: skip
        SubElement(SubElement(node, "files"), "location").text = file.name
        SubElement(node, "id" if tag == "core" else "coreid", index="0")
        for place, term in enumerate(file.terms, start=1):
            home = file.others.get(term, file.namespace)
            SubElement(node, "field", index=str(place), term=home + term)
    return _written(root)


def _eml(about: About) -> bytes:
    root = Element(
        "eml:eml", {"xmlns:eml": "https://eml.ecoinformatics.org/eml-2.2.0"},
        packageId=about.address, system="Insecta",
    )  # fmt: skip
    dataset = SubElement(root, "dataset")
    SubElement(dataset, "alternateIdentifier").text = about.address
    SubElement(dataset, "title").text = _legible(about.title)
    _person(dataset, "creator", about.creator)
    SubElement(dataset, "pubDate").text = about.published
    if about.abstract:
        SubElement(SubElement(dataset, "abstract"), "para").text = _legible(about.abstract)
    rights = SubElement(SubElement(dataset, "intellectualRights"), "para")
    rights.text = "Records stay under the terms of their collections; each picture's licence is in multimedia.csv."
    _person(dataset, "contact", about.creator)
    return _written(root)


def _person(dataset: Element, role: str, name: str) -> None:
    person = SubElement(SubElement(dataset, role), "individualName")
    SubElement(person, "surName").text = _legible(name)


def _written(root: Element) -> bytes:
    body: bytes = tostring(root, encoding="utf-8")
    return _XML + body


def _legible(text: str) -> str:
    """Without the characters that XML 1.0 has no room for."""
    return "".join(letter for letter in text if letter in "\n\t" or letter >= " ").translate(
        _NO_XML
    )
