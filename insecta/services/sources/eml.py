"""What a data set's EML says of everything in it: licence and creator."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from insecta.domain.licence import licence
from insecta.services.sources.joined import Defaults
from insecta.services.sources.metafile import xml


def read(content: bytes, where: str) -> Defaults:
    """Defaults for records without their own; raises BadSource where it is no XML."""
    root = xml(content, where)
    dataset = next((node for node in root if _local(node) == "dataset"), root)
    rights = next((node for node in dataset if _local(node) == "intellectualRights"), None)
    creators = [node for node in dataset if _local(node) == "creator"]
    return Defaults(
        licence=_licence(rights) if rights is not None else "",
        creator="; ".join(name for name in map(_creator, creators) if name),
    )


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _texts(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _licence(rights: Element) -> str:
    """A link to a known licence, else the text of the rights as written."""
    for url in _links(rights):
        found = licence(url)
        if found is not None and found.uri:
            return url
    return _texts(rights)


def _links(rights: Element) -> Iterator[str]:
    for node in rights.iter():
        if url := node.get("url"):
            yield url.strip()


def _creator(creator: Element) -> str:
    names = {"givenName": "", "surName": "", "organizationName": ""}
    for node in creator.iter():
        if _local(node) in names and not names[_local(node)]:
            names[_local(node)] = _texts(node)
    person = f"{names['givenName']} {names['surName']}".strip()
    return person or names["organizationName"]
