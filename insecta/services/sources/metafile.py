"""meta.xml of a Darwin Core Archive: which file holds what, and how it is written.

Source: Darwin Core text guide (https://dwc.tdwg.org/text/).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from insecta.errors import BadSource
from insecta.services.sources.delimited import Format

MAX_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class DataFile:
    """One core or extension. `fields`: term → column; `defaults`: term → value where empty.

    `row_type` and terms are local names (`Occurrence`, `catalogNumber`). `key`: the column of id
    or coreid, or None.
    """

    row_type: str
    locations: tuple[str, ...]
    form: Format
    header_lines: int
    key: int | None
    fields: Mapping[str, int]
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MetaFile:
    """The whole descriptor."""

    core: DataFile
    extensions: tuple[DataFile, ...]
    metadata: str | None


def parse(content: bytes, where: str, wanted: frozenset[str]) -> MetaFile:
    """Read meta.xml; raises BadSource saying what is wrong with it.

    Extensions of other row types than `wanted` are not looked at, so they may be broken.
    """
    root = xml(content, where)
    cores = [child for child in root if _local(child.tag) == "core"]
    if len(cores) != 1:
        raise BadSource(f"{len(cores)} cores are described, one is needed", where=where)
    extensions = [
        child
        for child in root
        if _local(child.tag) == "extension" and local_name(child.get("rowType", "")) in wanted
    ]
    return MetaFile(
        core=_data_file(cores[0], where),
        extensions=tuple(_data_file(child, where) for child in extensions),
        metadata=root.get("metadata"),
    )


def xml(content: bytes, where: str) -> Element:
    """The root element of an XML file from strangers; entities and bombs are refused."""
    if len(content) > MAX_BYTES:
        raise BadSource(f"longer than {MAX_BYTES:,} bytes", where=where)
    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadSource(f"this is no well-formed XML ({error})", where=where) from error
    return root


def local_name(term: str) -> str:
    """The last part of a term's URI or prefixed name."""
    return re.split(r"[/#:]", term.strip())[-1]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _data_file(element: Element, where: str) -> DataFile:
    row_type = local_name(element.get("rowType", ""))
    locations = tuple(
        (node.text or "").strip() for node in element.iter() if _local(node.tag) == "location"
    )
    place = f"{where}, {_local(element.tag)} {row_type or '(no rowType)'}"
    if not locations or not all(locations):
        raise BadSource("no file location is given", where=place)
    fields: dict[str, int] = {}
    defaults: dict[str, str] = {}
    for node in element:
        if _local(node.tag) != "field":
            continue
        term = local_name(node.get("term", ""))
        if (index := node.get("index")) is not None:
            fields.setdefault(term, _number(index, place))
        if default := node.get("default", ""):
            defaults.setdefault(term, default)
    keys = [node.get("index") for node in element if _local(node.tag) in ("id", "coreid")]
    return DataFile(
        row_type=row_type,
        locations=locations,
        form=_form(element, place),
        header_lines=_number(element.get("ignoreHeaderLines") or "0", place),
        key=_number(keys[0], place) if keys and keys[0] is not None else None,
        fields=fields,
        defaults=defaults,
    )


def _form(element: Element, where: str) -> Format:
    given = element.get("fieldsTerminatedBy")
    delimiter = "," if given is None else _unescaped(given)
    quote = _unescaped(element.get("fieldsEnclosedBy", '"'))
    encoding = element.get("encoding") or "utf-8"
    if len(delimiter) != 1 or len(quote) > 1 or delimiter == quote:
        raise BadSource(
            f"fieldsTerminatedBy {delimiter!r} with fieldsEnclosedBy {quote!r} cannot be read",
            where=where,
        )
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise BadSource(f"unknown encoding {encoding!r}", where=where) from error
    newline = _unescaped(element.get("linesTerminatedBy", "\n"))
    return Format(
        encoding, "" if given is None else delimiter, quote, "\r" if newline == "\r" else "\n"
    )


_ESCAPES = {r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\r\n": "\r\n", r"\\t": "\t", r"\\n": "\n"}


def _unescaped(text: str) -> str:
    return _ESCAPES.get(text, text.replace(r"\r", "\r").replace(r"\n", "\n"))


def _number(text: str, where: str) -> int:
    if not text.strip().isdecimal():
        raise BadSource(f"{text!r} is no column or line number", where=where)
    return int(text)
