"""Search terms: ours on both engines, which only split on spaces (contract: Search)."""

from __future__ import annotations

import re
import unicodedata

_PIECE = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[^\s\x00-\x1f\x7f]+")

#: Longer terms are cut, at write and at query alike: no engine then cuts at a length of its own.
MAX_TERM = 120


def fold(text: str) -> str:
    """NFKD, marks stripped, casefold: how two spellings are compared.

    Lone surrogates, which no engine can store, are dropped.
    """
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return kept.encode("utf-8", "ignore").decode("utf-8")


def terms(text: str) -> list[str]:
    """Terms of a text in order: letter-and-digit pieces; a code with separators is kept too.

    `"CASENT-0101 (Ward)"` → `["casent-0101", "casent", "0101", "ward"]`.
    """
    found: list[str] = []
    for chunk in _CODE.findall(fold(text)):
        pieces = _PIECE.findall(chunk)
        code = chunk.strip("\"'()[]{}.,;:!?*")
        if len(pieces) > 1 and code not in pieces:
            found.append(code[:MAX_TERM])
        found.extend(piece[:MAX_TERM] for piece in pieces)
    return found


def searchable(*texts: str | None) -> str:
    """The space-separated field that both engines store."""
    return " ".join(term for text in texts if text for term in terms(text))
