"""The search language: what a person types becomes a `Query` (contract: Search on two engines).

    camponotus madagascar        every word is in the record's text
    mus-0002                     a number, however it is written there: MUS 0002, mus0002
    "anal vein"                  the words follow each other
    camp*                        a word begins so
    genus:Camponotus             the field holds this value, whatever its case and accents
    country:"Costa Rica"         … a value of several words
    catalog_number:CASENT01*     … a value that begins so
    catalog_number:MUS-7..MUS-90 numbers of one series, however each is written; an end may be left out
    storage:"Cabinet 3/"*        … one of several words
    confidence:0.9..1            a number or day in a range; either end may be left out
    date:1923-07                 a collecting event that overlaps July 1923
    species:none                 the field is empty

Fields are those of `insecta.domain.documents`; Darwin Core spellings (`scientificName`) are read
as ours (`scientific_name`).
"""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date

from insecta.domain.catalogue_number import in_series, normal_form
from insecta.domain.documents import INTERVALS, SPECIMENS, Kind
from insecta.domain.query import AnyOf, Between, Code, Missing, Node, Phrase, Prefix, Query, Word
from insecta.domain.text import MAX_TERM, fold, terms
from insecta.errors import BadQuery

NUMBERED = ("catalog_number", "number_normal")
"""Fields whose ranges are those of a series of numbers."""
_SERIES_HINT = "write the first and the last number of one series, such as MUS-0007..MUS-0090"
MAX_LENGTH = 2_000
MAX_PARTS = 50

_PART = re.compile(
    r"""(?P<head>[A-Za-z_][A-Za-z0-9_]*:(?!//))?   # field: (but not the start of an address)
        (?: "(?P<quoted>[^"]*)(?P<closed>"?)(?P<begins>\*?)   # "two words", or a beginning
          | (?P<bare>\S*) )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})\Z", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def parse(text: str, table: Mapping[str, Kind] = SPECIMENS) -> Query:
    """Read a search; an empty one finds everything. Raises BadQuery and nothing else."""
    if len(text) > MAX_LENGTH:
        raise BadQuery(f"a search has at most {MAX_LENGTH:,} characters, this one {len(text):,}")
    nodes = tuple(_numbers(list(_nodes(text, table))))
    if text.strip() and not nodes:
        raise BadQuery(
            f"nothing to look for in {text.strip()!r}", hint="a word needs a letter or a digit"
        )
    if len(nodes) > MAX_PARTS:
        raise BadQuery(f"a search has at most {MAX_PARTS} parts, this one {len(nodes)}")
    return Query(nodes)


def field_named(name: str, table: Mapping[str, Kind]) -> str:
    """Our spelling of a field, interval names included. Raises BadQuery listing near names."""
    own = _CAPITAL.sub("_", name).lower()
    known = [*table, *(each for each, ends in INTERVALS.items() if ends[0] in table)]
    if own in known:
        return own
    near = difflib.get_close_matches(own, known, n=3, cutoff=0.5)
    said = f"did you mean {', '.join(near)}?" if near else f"fields are {', '.join(sorted(known))}"
    raise BadQuery(f"there is no field {name}", hint=said)


def days(text: str) -> tuple[str, str]:
    """First and last day of `1923`, `1923-07` or `1923-07-14`. Raises BadQuery."""
    match = _DAY.match(text)
    year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    try:
        low = date(year, month or 1, day or 1)
        high = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        raise BadQuery(
            f"{text!r} is not a date", hint="write 1923, 1923-07 or 1923-07-14"
        ) from None
    return low.isoformat(), high.isoformat()


def _nodes(text: str, table: Mapping[str, Kind]) -> Iterator[Node]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _PART.match(text, at)
        if match is None:  # pragma: no cover - the pattern takes any character that is no space
            raise BadQuery(f"cannot read {text[at:]!r}")
        at = max(match.end(), at + 1)
        yield from _nodes_of(match, table)


def _nodes_of(match: re.Match[str], table: Mapping[str, Kind]) -> Iterator[Node]:
    if (match["head"] or "") and ".." in (match["bare"] or ""):
        field = field_named(match["head"][:-1], table)
        if field in NUMBERED:
            yield from _series_nodes(field, match["bare"])
            return
    node = _node(match, table)
    if node is not None:
        yield node


def _series_nodes(field: str, value: str) -> Iterator[Node]:
    """`MUS-0007..MUS-0090`, or `MUS-0007..90`: of one series, from the one to the other."""
    low, _, high = value.partition("..")
    ends = [in_series(end) if end else None for end in (low, high)]
    if (low and ends[0] is None) or (high and ends[1] is None) or not (low or high):
        raise BadQuery(f"{field}:{value} has no numbers at its ends", hint=_SERIES_HINT)
    first, last = ends
    series = {end.series for end in ends if end is not None and end.series}
    if len(series) > 1:
        raise BadQuery(f"{field}:{value} goes from one series into another", hint=_SERIES_HINT)
    if first and last and first.value > last.value:
        raise BadQuery(f"{field}:{value} runs backwards", hint=f"write {field}:{high}..{low}")
    yield AnyOf("number_series", (series.pop(),)) if series else Missing("number_series")
    yield Between(
        "number_value",
        float(first.value) if first else None,
        float(last.value) if last else None,
    )


def _node(match: re.Match[str], table: Mapping[str, Kind]) -> Node | None:
    if match["quoted"] is not None and not match["closed"]:
        raise BadQuery("a quotation mark is not closed", hint=f'close it: {match[0]}"')
    quoted = match["quoted"] is not None
    value = match["quoted"] if quoted else match["bare"]
    field = field_named(match["head"][:-1], table) if match["head"] else "text"
    if match["head"] and not value.strip():
        raise BadQuery(f"{match[0]} asks for nothing", hint=f"for empty fields: {field}:none")
    kind = "date" if field in INTERVALS else table.get(field)
    if kind is None:
        raise BadQuery("these documents hold no text", hint="ask for a field, such as genus:")
    if kind == "text":
        return _text_node(field, value, quoted=quoted)
    if value == "none" and not quoted:
        return Missing(field)
    if kind in ("keyword", "flag"):
        return (
            Prefix(field, value) if match["begins"] else _keyword_node(field, value, quoted=quoted)
        )
    return _range_node(field, kind, value)


def _text_node(field: str, value: str, *, quoted: bool) -> Node | None:
    found = tuple(terms(value))
    if not found:
        return None
    if quoted:
        return Phrase(field, found)
    if value.endswith("*"):
        return Prefix(field, found[0])
    number = fold(normal_form(value))
    if number not in found and number in terms(number) and any(one.isdigit() for one in number):
        return Code(field, found, number)
    return Word(field, found)


def _numbers(nodes: list[Node]) -> Iterator[Node]:
    """`MUS 0002` is two words or one number: letters, then digits, are looked for as both."""
    for at, node in enumerate(nodes):
        if not _is_number_after(nodes, at):
            following = nodes[at + 1] if _is_number_after(nodes, at + 1) else None
            if isinstance(node, Word) and isinstance(following, Word):
                found = (*node.terms, *following.terms)
                yield Code(node.field, found, "".join(found)[:MAX_TERM])
            else:
                yield node


def _is_number_after(nodes: list[Node], at: int) -> bool:
    """Whether this is a word of digits right after a word of letters."""
    if not 0 < at < len(nodes):
        return False
    before, word = nodes[at - 1], nodes[at]
    return (
        isinstance(before, Word)
        and isinstance(word, Word)
        and before.field == word.field
        and len(before.terms) == len(word.terms) == 1
        and before.terms[0].isalpha()
        and word.terms[0].isdigit()
    )


def _keyword_node(field: str, value: str, *, quoted: bool) -> Node:
    if quoted:
        return AnyOf(field, (value,))
    if ".." in value:
        raise BadQuery(
            f"{field} has no ranges",
            hint=f'only numbers and dates have; or write {field}:"{value}"',
        )
    if value.endswith("*"):
        if not fold(value[:-1]):
            raise BadQuery(f"{field}:{value} needs a letter before the *")
        return Prefix(field, value[:-1])
    return AnyOf(field, (value,))


def _range_node(field: str, kind: Kind, value: str) -> Node:
    low, dots, high = value.strip().partition("..")
    if not dots:
        high = low
    if not low and not high:
        raise BadQuery(f"{field}:{value} has no ends", hint=f"write {field}:low..high")
    if kind == "date":
        first, last = (days(low)[0] if low else None), (days(high)[1] if high else None)
        backwards = bool(first and last and first > last)
        node = Between(field, first, last)
    else:
        least, most = _number(field, low), _number(field, high)
        backwards = least is not None and most is not None and least > most
        node = Between(field, least, most)
    if backwards:
        raise BadQuery(f"{field}:{value} runs backwards", hint=f"write {field}:{high}..{low}")
    return node


def _number(field: str, text: str) -> float | None:
    if text and not _NUMBER.match(text):
        raise BadQuery(f"{text!r} is not a number", hint=f"{field} takes numbers, such as 0.95")
    return float(text) if text else None
