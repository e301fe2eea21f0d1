"""Caste, sex, stage and how many on the pin, decoded from one cell (users: 18).

`2w, 1m` → two workers and a male; `1dq` → a queen, dealate noted. Terms are Darwin Core's
(dwc:caste, dwc:sex, dwc:lifeStage). What is not understood is handed back verbatim.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase


@dataclass(frozen=True, slots=True)
class Individual:
    """Like individuals of one cell. `count` is None where the cell gives none.

    `letter` is set by `lettered` only, on single individuals that share a pin.
    """

    verbatim: str
    count: int | None = None
    caste: str | None = None
    sex: str | None = None
    life_stage: str | None = None
    remarks: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a cell says; `undecoded` holds its other parts as written.

    `share_pin`: they are on one pin, so each is a specimen of its own with a letter; a lot or an
    occurrence with a count is not.
    """

    verbatim: str
    individuals: tuple[Individual, ...] = ()
    undecoded: tuple[str, ...] = ()
    share_pin: bool = True


_WORKER = Individual("", caste="worker", sex="female", life_stage="adult")
_QUEEN = Individual("", caste="queen", sex="female", life_stage="adult")
_MALE = Individual("", caste="male", sex="male", life_stage="adult")
_FEMALE = Individual("", sex="female")
_KINDS: tuple[tuple[str, Individual], ...] = (
    ("w worker workers", _WORKER),
    ("s soldier soldiers", replace(_WORKER, caste="soldier")),
    ("q queen queens gyne gynes", _QUEEN),
    ("aq", replace(_QUEEN, remarks="alate")),
    ("dq", replace(_QUEEN, remarks="dealate")),
    ("eq", replace(_QUEEN, remarks="ergatoid")),
    ("m male males ♂", _MALE),
    ("f female females ♀", _FEMALE),
    ("l larva larvae", Individual("", life_stage="larva")),
    ("p pupa pupae", Individual("", life_stage="pupa")),
    ("egg eggs", Individual("", life_stage="egg")),
)
CODES: dict[str, Individual] = {code: kind for codes, kind in _KINDS for code in codes.split()}
_SUBCASTES = {"major": "major", "majors": "major", "minor": "minor", "minors": "minor",
              "media": "media", "medium": "media", "intermediate": "intermediate"}  # fmt: skip
_FORMS = {"alate": "alate", "dealate": "dealate", "ergatoid": "ergatoid", "winged": "alate",
          "wingless": "wingless", "callow": "callow"}  # fmt: skip
_AND = re.compile(r"\s*(?:[,;+&/]|\band\b)\s*")
_PART = re.compile(r"(?P<count>\d{1,6})?\s*(?P<words>[^\W\d]+(?:\s+[^\W\d]+)*|[♂♀])")
_ASIDE = re.compile(r"\(([^()]*)\)")


def decode(cell: str) -> Decoded:
    """Individuals of a LifeStageSex cell, or of any like it; an empty cell has none."""
    individuals: list[Individual] = []
    undecoded: list[str] = []
    for part in _parts(cell):
        found = _individual(part)
        if found is None:
            undecoded.append(part)
        else:
            individuals.append(found)
    return Decoded(cell, tuple(individuals), tuple(undecoded))


LETTER = "individualOnPin"
"""Key in dynamicProperties under which an export tells the letter of an individual on its pin."""


def letter_in(properties: str) -> str:
    """The letter that a dynamicProperties cell tells; empty where it tells none."""
    if LETTER not in properties:
        return ""
    try:
        letter = json.loads(properties)[LETTER]
    except (ValueError, TypeError, KeyError):
        return ""
    return letter if isinstance(letter, str) and letter and letter in ascii_lowercase else ""


def lettered(individuals: Sequence[Individual]) -> tuple[Individual, ...]:
    """One entry per individual on the pin, with letters a, b, c … where there are several.

    A group without a count, or more than 26 in all (a lot in alcohol, not a pin), is left as it is.
    """
    counts = [entry.count for entry in individuals]
    if not individuals or any(not count for count in counts):
        return tuple(individuals)
    total = sum(count or 0 for count in counts)
    if total == 1 or total > len(ascii_lowercase):
        return tuple(entry for entry in individuals if entry.count)
    singles = [replace(entry, count=1) for entry in individuals for _ in range(entry.count or 0)]
    return tuple(
        replace(one, letter=letter) for one, letter in zip(singles, ascii_lowercase, strict=False)
    )


def _parts(cell: str) -> list[str]:
    """Parts between separators; those inside parentheses do not count."""
    text = " ".join(cell.split())
    kept = _ASIDE.sub(lambda aside: "(" + _AND.sub("\0", aside[1]) + ")", text)
    if "\0" not in kept:
        return [part for part in _AND.split(text) if part]
    masked = _ASIDE.sub(lambda aside: "\1" * len(aside[0]), text)
    cuts = [0, *(edge for gap in _AND.finditer(masked) for edge in gap.span()), len(text)]
    return [text[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True) if text[a:b]]


def _individual(part: str) -> Individual | None:
    asides = [aside.strip() for aside in _ASIDE.findall(part)]
    match = _PART.fullmatch(_ASIDE.sub(" ", part).strip())
    if match is None:
        return None
    kind, rest = _kind(match["words"].casefold().split())
    if kind is None or rest:
        return None
    count = int(match["count"]) if match["count"] else None
    remarks = "; ".join(text for text in (kind.remarks, *asides) if text)
    return replace(kind, verbatim=part, count=count, remarks=remarks)


def _kind(words: list[str]) -> tuple[Individual | None, list[str]]:
    """The kind that the words name, and the words left over."""
    code = next((word for word in words if word in CODES), None)
    subcaste = next((_SUBCASTES[word] for word in words if word in _SUBCASTES), None)
    form = next((_FORMS[word] for word in words if word in _FORMS), None)
    known = {code} | _SUBCASTES.keys() | _FORMS.keys()
    rest = [word for word in words if word not in known]
    kind = CODES[code] if code else None
    if subcaste:
        kind = kind or _WORKER
        if kind.caste != "worker":
            return None, words
        kind = replace(kind, caste=f"{subcaste} worker")
    if form and kind:
        kind = replace(kind, remarks="; ".join(text for text in (kind.remarks, form) if text))
    return kind, rest
