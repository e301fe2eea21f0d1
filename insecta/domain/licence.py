"""Licences: Creative Commons forms become their canonical URI, anything else stays verbatim."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """`uri` only where the text names one licence and version without doubt."""

    verbatim: str
    uri: str | None


_CC_URL = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?P<kind>licenses|publicdomain)/"
    r"(?P<terms>[a-z\-]+)/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,3}))?(?:/.*)?",
    re.IGNORECASE,
)
_RIGHTS_URL = re.compile(
    r"https?://rightsstatements\.org/(?:vocab|page)/(?P<id>[A-Za-z\-]+)/1\.0/?.*"
)
_CC_TEXT = re.compile(
    r"(?:cc|creative commons)?[\s\-_:]*(?P<terms>by(?:[\s\-_]*(?:nc|nd|sa)){0,2})"
    r"[\s\-_]*(?:v\.?\s*)?(?P<version>[1-4][._]0)(?:\s+(?:international|unported|deed|licen[cs]e|generic))*",
    re.IGNORECASE,
)
_CC0_TEXT = re.compile(
    r"(?:cc|creative commons)[\s\-_]*(?:0|zero)(?:[\s\-_]*v?1[._]0)?(?:\s+universal)?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\(cc[^()]*\)", re.IGNORECASE)
_WORDS = (
    ("attribution", "by"), ("noncommercial", "nc"),
    ("non-commercial", "nc"), ("sharealike", "sa"), ("share alike", "sa"),
    ("noderivatives", "nd"), ("noderivs", "nd"), ("no derivatives", "nd"),
)  # fmt: skip
_TERMS = {"by", "by-nc", "by-nd", "by-sa", "by-nc-nd", "by-nc-sa"}


def licence(text: str) -> Licence | None:
    """Read a licence or rights cell; None where it is empty.

    `CC BY` without a version names no document, so it has no URI.
    """
    verbatim = text.strip()
    if not verbatim:
        return None
    return Licence(verbatim, _uri(verbatim))


def _uri(text: str) -> str | None:
    if match := _CC_URL.fullmatch(text):
        kind, terms = match["kind"].lower(), match["terms"].lower()
        known = terms in _TERMS if kind == "licenses" else terms in ("zero", "mark")
        port = f"{match['port'].lower()}/" if match["port"] else ""
        base = "https://creativecommons.org"
        return f"{base}/{kind}/{terms}/{match['version']}/{port}" if known else None
    if match := _RIGHTS_URL.fullmatch(text):
        return f"https://rightsstatements.org/vocab/{match['id']}/1.0/"
    return _uri_of_words(text)


def _uri_of_words(text: str) -> str | None:
    plain = _ASIDE.sub("", text).strip().casefold()
    for word, short in _WORDS:
        plain = plain.replace(word, short)
    plain = " ".join(plain.split())
    if _CC0_TEXT.fullmatch(plain):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _CC_TEXT.fullmatch(plain)
    if match is None:
        return None
    version = match["version"].replace("_", ".")
    terms = "-".join(re.findall(r"by|nc|nd|sa", match["terms"]))
    return f"https://creativecommons.org/licenses/{terms}/{version}/" if terms in _TERMS else None


_FREE_URIS = (
    "https://creativecommons.org/",
    "https://rightsstatements.org/vocab/NoC-",
)
_FREE_WORDS = re.compile(
    r"public domain(?![a-z])"
    r"|(?:cc|creative commons)[\s\-_:]*(?:(?:by|attribution)(?![a-z])|(?:0|zero)(?![a-z0-9]))",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"all rights reserved|\?", re.IGNORECASE)


def is_shareable(text: str | None) -> bool:
    """Whether a rights cell lets everybody see the picture: a Creative Commons licence or waiver, the
    public domain, or a rights statement that says there is no copyright.

    Any other text (`All rights reserved`, `unknown`, `© 2010 J. Smith`) gives no such right.
    """
    found = licence(text or "")
    if found is None:
        return False
    if found.uri is not None:
        return found.uri.startswith(_FREE_URIS)
    return bool(_FREE_WORDS.match(found.verbatim)) and not _RESERVED.search(found.verbatim)
