"""Taxa of which the public is told less (users: 13): sensitive ones, and regulated pests on hold.

A collection lists names. Every name that a specimen was ever given counts, a machine's included: who
would find the place of a rare species does not wait for an expert.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from insecta.domain.decision import LABEL_VIEW
from insecta.domain.specimen import Identification, Image, Specimen
from insecta.domain.statements import said
from insecta.domain.text import fold

SENSITIVE, REGULATED = "sensitive", "regulated"
"""Rules of a collection: names of taxa."""
Why = Literal["sensitive", "regulated"]
LABEL = "label"
"""Kind of a region that shows a label."""
NAMELESS = "picture"
"""What a file is called whose own name may tell the place."""
TOLD: tuple[str, ...] = (
    "scientificName", "taxonRank", "genus", "country", "countryCode", "caste", "sex", "lifeStage",
    "lifeStageSex", "preparations", "typeStatus", "samplingProtocol", "storage", "condition",
)  # fmt: skip
"""Terms of a record that everybody reads; whatever else it holds may tell where or when."""
INFORMATION_WITHHELD = "place, month and day, collector, source cells and label pictures are withheld; ask the collection"
DATA_GENERALIZATIONS = "place given as the country, date as the year"
_ASIDE = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W\d_](?:[\w-]*\w)?")
_BETWEEN = {"cf", "aff", "nr", "near", "sp", "spp", "ssp", "subsp", "var", "x"}
_RANKS = {"order", "family", "subfamily", "tribe", "genus", "scientificname", "species"}
_YEAR = re.compile(r"\d{4}(?=-|\Z)")


def is_listed(name: str, listed: Iterable[str]) -> bool:
    """Whether a name is one of the listed or lies below it: `Formica rufa` and `Formica cf. rufa` do for `Formica`."""
    spelled = f" {_plain(name)} "
    return any(f" {_plain(one)} " in spelled for one in listed if _plain(one))


def _plain(name: str) -> str:
    """Its words, without subgenus, qualifiers and case."""
    words = _WORD.findall(_ASIDE.sub(" ", fold(name)))
    return " ".join(word for word in words if word not in _BETWEEN)


def names_given(specimen: Specimen, statements: Sequence[Identification]) -> set[str]:
    """Every name that the specimen bears or bore, with the higher ones that stand beside them."""
    found = {one.verbatim for one in statements} | {one.scientific_name for one in statements}
    for one in statements:
        if one.kind == "machine":
            found |= _above(one.body)
    for record in (specimen.record, *(past.get("record") or {} for past in specimen.former)):
        found |= {str(record[term]) for term in ("scientificName", "genus") if record.get(term)}
    for cells in (specimen.verbatim, *(past.get("verbatim") or {} for past in specimen.former)):
        found |= {str(cell) for term, cell in cells.items() if _is_rank(term)}
    return {name for name in found if name}


def _is_rank(column: str) -> bool:
    return re.split(r"[/#:]", column)[-1].casefold() in _RANKS


def _above(body: Mapping[str, Any]) -> set[str]:
    """Names above a machine's: at every rank the sum of what lies below, so none is less probable."""
    answer = body.get("answer")
    if not answer:
        return set()
    least = answer["confidence"]
    return {
        str(one["scientific_name"])
        for one in body.get("candidates", ())
        if one["confidence"] >= least
    }


def withheld(
    rules: Mapping[str, Any], names: Iterable[str], statements: Sequence[Identification]
) -> Why | None:
    """Why the public is told less of a specimen, by its collection's rules and every name of it.

    A regulated taxon is on hold until a person of the collection has said what it is.
    """
    given = list(names)
    if any(is_listed(name, rules.get(SENSITIVE, ())) for name in given):
        return "sensitive"
    listed = rules.get(REGULATED, ())
    if not any(is_listed(name, listed) for name in given) or said(statements).named is not None:
        return None
    return "regulated"


def has_lists(rules: Mapping[str, Any]) -> bool:
    return bool(rules.get(SENSITIVE) or rules.get(REGULATED))


def generalised(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as the public reads it: the country and the year, and that more is known."""
    told = {term: record[term] for term in TOLD if record.get(term) is not None}
    ends: list[Any] = [record.get("eventStart"), record.get("eventEnd")]
    if not any(ends):
        ends = str(record.get("eventDate") or "").split("/")
    years = sorted(match[0] for one in ends if (match := _YEAR.match(str(one or ""))))
    if years:
        first, last = years[0], years[-1]
        told |= {
            "eventDate": first if first == last else f"{first}/{last}",
            "eventStart": f"{first}-01-01",
            "eventEnd": f"{last}-12-31",
        }
    stated = str(record.get("informationWithheld") or "")
    told["informationWithheld"] = "; ".join(t for t in (stated, INFORMATION_WITHHELD) if t)
    told["dataGeneralizations"] = DATA_GENERALIZATIONS
    return told


def shows_label(image: Image, kinds: Iterable[str], statements: Iterable[Identification]) -> bool:
    """Whether a label can be read in a picture. `kinds`: of its regions; `statements`: on these."""
    return (
        image.view == LABEL_VIEW
        or LABEL in set(kinds)
        or any(one.body.get("abstention") == "label_only" for one in statements)
    )
