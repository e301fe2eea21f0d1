"""Catalogue numbers: read out of file names and cells by one pattern per collection (users: 9).

The verbatim text is kept; two numbers are compared by `normal_form`, which touches case,
separators and declared zero padding only. A view letter or individual letter is never part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

PARTS: tuple[str, ...] = ("number", "suffix", "letter", "view", "sequence")
VIEWS: dict[str, str] = {
    "h": "head", "p": "profile", "d": "dorsal", "v": "ventral", "l": "label",
    "head": "head", "profile": "profile", "dorsal": "dorsal", "ventral": "ventral",
    "label": "label", "labels": "label", "lateral": "profile", "face": "head",
}  # fmt: skip

_SEPARATORS = re.compile(r"[\s_\-./:,()\u2010-\u2015\u2212]+")
_LOOSE = re.compile(r"(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_])")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class CatalogueNumber:
    """One number as read. `verbatim`: the matched text; `number`: without letter, view, sequence.

    `letter` tells individuals on one pin apart (lower case, empty if none); `view` is a word.
    """

    verbatim: str
    number: str
    normal: str
    letter: str = ""
    view: str | None = None
    sequence: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells specimens apart: normal form and letter."""
        return self.normal, self.letter


@dataclass(frozen=True)
class NumberPattern:
    """A regular expression with the named parts of `PARTS`; `number` is required.

    It is searched (not anchored) and ignores case. `padding`: the declared width of the first run
    of digits. Raises ValueError, naming the part, for an expression that cannot work.
    """

    name: str
    expression: str
    padding: int | None = None

    def __post_init__(self) -> None:
        groups = set(self.compiled.groupindex)
        if "number" not in groups:
            raise ValueError(f"pattern {self.name!r} has no part (?P<number>…)")
        if unknown := sorted(groups - set(PARTS)):
            raise ValueError(f"pattern {self.name!r}: unknown part {unknown[0]!r}; known: {PARTS}")
        if self.padding is not None and self.padding < 1:
            raise ValueError(f"pattern {self.name!r}: padding must be at least 1")

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        try:
            return re.compile(self.expression, re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"pattern {self.name!r} is no regular expression: {error}") from error


_START = r"(?<![^\W_])(?<![^\W_]-)"
_TAIL = (
    r"(?P<letter>[a-z])?"
    r"(?:[_ ](?P<view>head|profile|dorsal|ventral|labels?|[hpdvl])w?)?"
    r"(?:_(?P<sequence>\d{1,3}))?"
    r"(?:[_ ](?:high|med|medium|low|lg|sm|thumbview|original))?"
    r"(?![^\W_])(?!-\w)"
)
_PREFIX = r"[a-z]{2,}(?:-[a-z]+)*"
_ANTWEB = (
    rf"casent[ _-]?\d{{4,}}|{_PREFIX}-?\d{{4,}}"
    rf"|{_PREFIX}\d{{2,3}}(?=-\d{{4,}})|{_PREFIX}\d{{2,}}(?=_\d+_-\d)"
)
_SUFFIX = r"(?:(?:-|_(?=\d+_-\d))(?P<suffix>\d+_-\d+|[a-z]?\d+))?"
_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_HASH = r"(?![0-9a-f]{10}(?![^\W_]))"
_CAMERA = (
    r"(?!(?:img|dscn?|dscf|pxl|mvi|gopr|pict?|cimg|scan|image|photo|picture|screenshot)[ _-]?\d)"
)

PRESETS: dict[str, NumberPattern] = {
    pattern.name: pattern
    for pattern in (
        # casent0101134, psw10121-13, oumnh-type-1138-1207, sam-hym-c000111a, castype06942-03,
        # casent0426515-d12a, anic32-002152, blf0561_26_-1 (file name of BLF0561(26)-1)
        NumberPattern("antweb", rf"{_START}(?P<number>{_ANTWEB}){_SUFFIX}{_TAIL}"),
        NumberPattern("bmnhe", rf"{_START}(?P<number>bmnhe[ _-]?\d{{4,}}){_TAIL}"),
        NumberPattern("nhm-datamatrix", rf"{_START}(?P<number>nhmuk[ _-]?\d{{9}}){_TAIL}"),
        NumberPattern("guid", rf"{_START}(?P<number>{_GUID}){_TAIL}"),
        # Anything that looks like one of the above, but no camera's running number and
        # no ten-digit hash of a photo site.
        NumberPattern(
            "any",
            rf"{_START}{_CAMERA}{_HASH}"
            rf"(?P<number>{_GUID}|(?:bmnhe|nhmuk)[ _-]?\d{{4,}}|{_ANTWEB}){_SUFFIX}{_TAIL}",
        ),
    )
}


_LAST_DIGITS = re.compile(r"(?P<before>.*?)(?P<digits>\d+)\D*\Z", re.ASCII | re.DOTALL)


def normal_form(text: str, padding: int | None = None) -> str:
    """How two numbers are compared: case, separators and declared zero padding, nothing else.

    A separator between a letter and a digit is dropped, any other becomes one hyphen, so
    `PSW10121-13` and `PSW1012-113` stay apart. `padding` is the width of the first run of digits.
    """
    joined = _SEPARATORS.sub("-", text.strip().upper()).strip("-")
    joined = _LOOSE.sub("", joined)
    if padding is None:
        return joined
    return _DIGITS.sub(lambda run: run[0].lstrip("0").zfill(padding), joined, count=1)


@dataclass(frozen=True, slots=True)
class InSeries:
    """A number as its place in a series: `MUS-0107` is 107 of the series `MUS`."""

    series: str
    value: int


def in_series(number: str) -> InSeries | None:
    """The last run of digits, and the normal form of what stands before it.

    None where there is no digit, or more of them than a number field tells apart (15).
    """
    found = _LAST_DIGITS.match(number.strip())
    if found is None or len(found["digits"].lstrip("0")) > 15:
        return None
    return InSeries(normal_form(found["before"]), int(found["digits"]))


def candidates(pattern: NumberPattern, text: str) -> tuple[CatalogueNumber, ...]:
    """Every different specimen that the text names, in order; more than one is ambiguous."""
    found: dict[tuple[str, str], CatalogueNumber] = {}
    for match in pattern.compiled.finditer(text):
        number = _number(pattern, match)
        found.setdefault(number.key, number)
    return tuple(found.values())


def parse(pattern: NumberPattern, text: str) -> CatalogueNumber | None:
    """The one number that the text names; None where there is none, or several (`candidates`)."""
    found = candidates(pattern, text)
    return found[0] if len(found) == 1 else None


def of_cell(pattern: NumberPattern, text: str) -> CatalogueNumber | None:
    """The number in a catalogue-number cell: the pattern's, if it fits the whole cell, else as is.

    A cell states a number by standing in that column, so it is never refused; None if empty.
    """
    cell = text.strip()
    if not cell:
        return None
    match = pattern.compiled.fullmatch(cell)
    if match:
        return _number(pattern, match)
    return CatalogueNumber(cell, cell, normal_form(cell, pattern.padding))


def _number(pattern: NumberPattern, match: re.Match[str]) -> CatalogueNumber:
    part = {name: text for name, text in match.groupdict().items() if text}
    number = part["number"]
    if "suffix" in part:
        number = match.string[match.start("number") : match.end("suffix")]
    view = part.get("view")
    sequence = part.get("sequence", "")
    return CatalogueNumber(
        verbatim=match[0],
        number=number,
        normal=normal_form(number, pattern.padding),
        letter=part.get("letter", "").lower(),
        view=VIEWS.get(view.lower(), view.lower()) if view else None,
        sequence=int(sequence) if sequence.isdigit() else None,
    )
