"""Damaged text: UTF-8 once read as Windows-1252 (`Ã±`, `Â°`), or bytes lost for good.

A repair is proposed, never applied: a person confirms it once per source (users: 22).
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """`repair` is the proposed text, or None where the original letters cannot be known."""

    text: str
    repair: str | None


def _as_byte(char: str) -> int | None:
    """The Windows-1252 byte that shows as this character; its five holes show as controls."""
    try:
        return char.encode("cp1252")[0]
    except UnicodeEncodeError:
        return ord(char) if ord(char) < 0x100 else None


_BY_BYTE = {
    byte: char for byte in range(0x80, 0x100) for char in (bytes([byte]).decode("latin-1"),)
}
for _byte in range(0x80, 0xA0):
    try:
        _BY_BYTE[_byte] += bytes([_byte]).decode("cp1252")
    except UnicodeDecodeError:
        continue


def _class(first: int, last: int) -> str:
    return "[" + re.escape("".join(_BY_BYTE[byte] for byte in range(first, last + 1))) + "]"


_TAIL = _class(0x80, 0xBF)
_SEQUENCE = re.compile(
    f"{_class(0xC2, 0xDF)}{_TAIL}|{_class(0xE0, 0xEF)}{_TAIL}{{2}}|{_class(0xF0, 0xF4)}{_TAIL}{{3}}"
)
_LOST = re.compile("[\ufffd\x80-\x9f]")


def damage(text: str) -> Damage | None:
    """What is wrong with a text, or None. Several rounds of damage are undone one at a time."""
    if text.isascii():
        return None
    repaired = _SEQUENCE.sub(_decoded, text)
    if repaired != text:
        return Damage(text, repaired)
    if _LOST.search(text):
        return Damage(text, None)
    return None


def repaired(text: str) -> str:
    """The text with its proposed repair, once a person has confirmed it."""
    found = damage(text)
    return text if found is None or found.repair is None else found.repair


def _decoded(match: re.Match[str]) -> str:
    values = [_as_byte(char) for char in match[0]]
    try:
        return bytes(value for value in values if value is not None).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
