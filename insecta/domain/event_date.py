"""Dates as written on labels and in sheets: an interval, a question, or undecodable (users: 22).

Nothing is guessed: a two-digit year and a date like 03/04/1912 become questions, answered once
per source (`day_first`); a season, a "circa" or an impossible day is undecodable. The verbatim
text is always kept.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

TWO_DIGIT_YEAR = "two_digit_year"
DAY_FIRST = "day_first"
UNDECODABLE = "undecodable_date"
END_BEFORE_START = "end_before_start"
MAX_CELL = 200
"""Characters of a date; longer cells are prose."""


@dataclass(frozen=True, slots=True)
class EventDate:
    """`start` and `end` (inclusive) are both set, or `problem` says why not (one of the codes)."""

    verbatim: str
    start: date | None = None
    end: date | None = None
    problem: str | None = None

    @property
    def iso(self) -> str | None:
        """ISO 8601: `2014`, `2014-06`, `2014-06-17` or `2014-06-17/2014-06-20`."""
        if self.start is None or self.end is None:
            return None
        first, last = self.start, self.end
        if first == last:
            return first.isoformat()
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            years = (f"{first.year:04}", f"{last.year:04}")
            return years[0] if years[0] == years[1] else "/".join(years)
        if first.day == 1 and last == _last_of_month(last.year, last.month):
            months = (first.isoformat()[:7], last.isoformat()[:7])
            return months[0] if months[0] == months[1] else "/".join(months)
        return f"{first.isoformat()}/{last.isoformat()}"


_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?\Z", re.ASCII)


def span_of(iso: str) -> tuple[str, str] | None:
    """First and last day of what `EventDate.iso` writes (a time of day may follow); None for anything else."""
    first, _, last = iso.partition("/")
    ends = _days(first), _days(last or first)
    if ends[0] is None or ends[1] is None or ends[0][0] > ends[1][1]:
        return None
    return ends[0][0], ends[1][1]


def _days(text: str) -> tuple[str, str] | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        low = date(year, month or 1, day or 1)
        high = low if day else _last_of_month(year, month or 12)
    except ValueError:
        return None
    return low.isoformat(), high.isoformat()


@dataclass(frozen=True, slots=True)
class _Partial:
    """One end as written; a missing part is None. `question` where it can be read two ways."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    question: str | None = None


_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NAMED = (
    "jan january januar janvier enero janeiro gennaio ene gen janv jän jänner",
    "feb february februar février febrero fevereiro febbraio fev févr",
    "mar march märz mars marzo março mär maerz",
    "apr april avril abril aprile abr avr",
    "may mai mayo maio maggio mag",
    "jun june juni juin junio junho giugno giu",
    "jul july juli juillet julio julho luglio lug juil",
    "aug august août agosto ago aout",
    "sep september septembre septiembre setembro settembre sept set",
    "oct october oktober octobre octubre outubro ottobre okt out ott",
    "nov november novembre noviembre novembro",
    "dec december dezember décembre diciembre dezembro dicembre dez dic déc",
)
MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(_NAMED, 1)
    for name in (*names.split(), _ROMAN[number - 1])
}
_WORD = r"(?P<month>[^\W\d_]+)"
_GAP = r"[\s.,\-/]*"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_TIME = r"(?:[T ]\d{1,2}(?::\d{2})?(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})",
        rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_TIME}",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"{_WORD}{_GAP}{_YEAR}",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_GAP}{_WORD}{_GAP}{_YEAR}",
        rf"{_WORD}[\s.]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+){_YEAR}",
        rf"[^\W\d_]{{2,3}} {_WORD} (?P<day>\d{{1,2}}) \d\d:\d\d:\d\d \w+ (?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}}){_GAP}{_WORD}(?:{_GAP}(?P<day>\d{{1,2}}))?",
    )
)
_NUMERIC = re.compile(
    r"(?P<first>\d{1,2})\s*([-/.])\s*(?P<second>\d{1,2})\s*\2\s*(?P<year>\d{4}|\d{2})"
)
_MONTH_YEAR = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})")
_OPEN_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<day>\d{1,2})\.?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_GAP}{_WORD}\.?",
        rf"{_WORD}[\s.]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?",
        rf"{_WORD}\.?",
    )
)
_SPLIT = re.compile(r"\s*(?:/|–|—|-|\bto\b|\bbis\b|\buntil\b|\bà\b)\s*", re.IGNORECASE)
_TWO_DIGITS = re.compile(r"\d{2}", re.ASCII)
_EMPTY = re.compile(r"[0\-/.\s]*|n/?a|none|null|unknown|s\.?d\.?", re.IGNORECASE)


def parse(text: str, day_first: bool | None = None) -> EventDate | None:
    """Read one cell; None where it is empty (`0000-00-00`, `unknown` and alike included).

    `day_first`: what the source's owner said about dates like 03/04/1912; None: not asked yet.
    """
    wanted = " ".join(text.split())
    if _EMPTY.fullmatch(wanted):
        return None
    if len(wanted) > MAX_CELL:
        return EventDate(text, problem=UNDECODABLE)
    single = _single(wanted, day_first)
    if single is not None:
        return _interval(text, single, single)
    found = {(end.start, end.end, end.problem): end for end in _ranges(text, wanted, day_first)}
    sure = [end for end in found.values() if end.problem is None] or list(found.values())
    return sure[0] if len(sure) == 1 else EventDate(text, problem=UNDECODABLE)


def between(start: str, end: str, day_first: bool | None = None) -> EventDate | None:
    """One interval from two cells, either of which may be empty; verbatim is `start/end`."""
    first, last = parse(start, day_first), parse(end, day_first)
    if first is None or last is None:
        return first or last
    verbatim = f"{first.verbatim}/{last.verbatim}"
    if problem := first.problem or last.problem:
        return EventDate(verbatim, problem=problem)
    if first.start and last.end and first.start > last.end:
        return EventDate(verbatim, problem=END_BEFORE_START)
    return replace(first, verbatim=verbatim, end=last.end)


def _single(text: str, day_first: bool | None) -> _Partial | None:
    for form in _FORMS:
        match = form.fullmatch(text)
        partial = _from(match) if match else None
        if partial is not None:
            return partial
    if match := _NUMERIC.fullmatch(text):
        return _numeric(int(match["first"]), int(match["second"]), match["year"], day_first)
    if match := _MONTH_YEAR.fullmatch(text):
        return _valid(_Partial(int(match["year"]), int(match["month"])))
    return None


def _from(match: re.Match[str]) -> _Partial | None:
    part = match.groupdict()
    month = _month(part.get("month"))
    if month is None and part.get("month"):
        return None
    year, day = part.get("year"), part.get("day")
    if year and len(year) < 4:
        return _Partial(question=TWO_DIGIT_YEAR)
    return _valid(_Partial(int(year) if year else None, month, int(day) if day else None))


def _month(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else MONTHS.get(text.casefold())


def _valid(partial: _Partial) -> _Partial | None:
    """The same with zeros as missing parts; None where no calendar has such a day."""
    year, month, day = partial.year, partial.month or None, partial.day or None
    if (year is not None and not 1500 <= year <= 2999) or (day and not month):
        return None
    if month and not 1 <= month <= 12:
        return None
    if day and month and not 1 <= day <= monthrange(year or 2000, month)[1]:
        return None
    return _Partial(year, month, day)


def _numeric(first: int, second: int, year: str, day_first: bool | None) -> _Partial | None:
    if len(year) < 4:
        return _Partial(question=TWO_DIGIT_YEAR)
    as_day_first = _valid(_Partial(int(year), second, first))
    as_month_first = _valid(_Partial(int(year), first, second))
    if as_day_first == as_month_first:
        return as_day_first
    if day_first is not None:
        declared = as_day_first if day_first else as_month_first
        return declared or _Partial(question=DAY_FIRST)
    if as_day_first is None or as_month_first is None:
        return as_day_first or as_month_first
    return _Partial(question=DAY_FIRST)


def _ranges(verbatim: str, text: str, day_first: bool | None) -> list[EventDate]:
    found = []
    for gap in _SPLIT.finditer(text):
        left, right = text[: gap.start()], text[gap.end() :]
        first, last = _single(left, day_first), _single(right, day_first)
        if last is not None:
            first = first or _open(left, last)
        elif first is not None and gap[0].strip() == "/":
            last = _iso_tail(right, first)
        if first is not None and last is not None:
            found.append(_interval(verbatim, first, last))
    return found


def _open(text: str, other: _Partial) -> _Partial | None:
    """A first end that borrows what it lacks from the last: `16` of `16-20 Jan 2002`."""
    for form in _OPEN_FORMS:
        if (match := form.fullmatch(text)) is None:
            continue
        if other.question:
            return other
        part = match.groupdict()
        if part.get("day") and other.day is None:
            return None
        month = _month(part.get("month")) if part.get("month") else other.month
        if month is None:
            return None
        day = int(part["day"]) if part.get("day") else None
        return _valid(_Partial(other.year, month, day))
    return None


def _iso_tail(text: str, other: _Partial) -> _Partial | None:
    """A last end shortened as ISO 8601 allows: `20` of `1987-03-16/20`, `04-02` of `1987-03-16/04-02`,
    `12` of `2007-11/12`. It ends in the same part as the first.
    """
    parts = text.split("-")
    if other.question or not all(_TWO_DIGITS.fullmatch(part) for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if other.day is not None and len(numbers) <= 2:
        month, day = numbers if len(numbers) == 2 else (other.month, numbers[0])
        return _valid(_Partial(other.year, month, day))
    if other.month is not None and other.day is None and len(numbers) == 1:
        return _valid(_Partial(other.year, numbers[0]))
    return None


def _interval(verbatim: str, first: _Partial, last: _Partial) -> EventDate:
    if question := first.question or last.question:
        return EventDate(verbatim, problem=question)
    if first.year is None or last.year is None:
        return EventDate(verbatim, problem=UNDECODABLE)
    start = date(first.year, first.month or 1, first.day or 1)
    month = last.month or 12
    end = date(last.year, month, last.day) if last.day else _last_of_month(last.year, month)
    if start > end:
        return EventDate(verbatim, problem=END_BEFORE_START)
    return EventDate(verbatim, start, end)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
