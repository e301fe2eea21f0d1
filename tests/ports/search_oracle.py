"""A search engine in thirty lines, written from the contract and not from the adapters.

And a generator of documents and searches, with a seed.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from typing import Any

from insecta.domain.documents import SPECIMENS
from insecta.domain.query import AnyOf, Between, Code, Missing, Node, Phrase, Prefix, Word
from insecta.domain.text import searchable
from insecta.ports import Document, SearchRequest


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(each for each in letters if unicodedata.category(each)[0] != "M").casefold()


def values(document: Document, field: str) -> list[Any]:
    if field == "date":
        ends = [document.fields.get(name) for name in ("event_start", "event_end")]
        known = [end for end in ends if end]
        return [(known[0], known[-1])] if known else []
    value = document.fields.get(field)
    return [] if value in (None, "", []) else value if isinstance(value, list) else [value]


def matches(document: Document, node: Node) -> bool:
    found = values(document, node.field)
    words = document.fields.get("text", "").split(" ")
    match node:
        case Word(_, terms):
            return set(terms) <= set(words)
        case Code(_, terms, number):
            return set(terms) <= set(words) or number in words
        case Phrase(_, terms):
            return any(tuple(words[i : i + len(terms)]) == terms for i in range(len(words)))
        case Prefix("text", start):
            return any(word.startswith(start) for word in words)
        case Prefix(_, start):
            return any(plain(value).startswith(plain(start)) for value in found)
        case AnyOf(_, wanted):
            return not {plain(value) for value in found}.isdisjoint(plain(each) for each in wanted)
        case Missing():
            return not found
        case Between(_, low, high):
            spans = [value if isinstance(value, tuple) else (value, value) for value in found]
            return any((low is None or b >= low) and (high is None or a <= high) for a, b in spans)


def find(documents: list[Document], request: SearchRequest) -> list[Document]:
    return [
        document
        for document in documents
        if not document.deleted
        and (request.visible is None or document.fields["collection_id"] in request.visible)
        and all(matches(document, node) for node in request.query.nodes)
    ]


def ordered(found: list[Document], field: str, *, descending: bool) -> list[str]:
    by_id = sorted(found, key=lambda document: document.id)
    field = {"date": "event_end" if descending else "event_start"}.get(field, field)

    def key(document: Document) -> Any:
        keys = [plain(v) if isinstance(v, str) else v for v in values(document, field)]
        return (max if descending else min)(keys)

    having = [document for document in by_id if values(document, field)]
    without = [document.id for document in by_id if not values(document, field)]
    having.sort(key=key, reverse=descending)  # stable: ties stay by id
    return [document.id for document in having] + without


def counts(found: list[Document], field: str, most: int) -> tuple[tuple[str, int], ...]:
    counted = Counter(value for document in found for value in set(values(document, field)))
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most])


GENERA = ["Camponotus", "camponotus", "Formica", "Crematogaster", "Ångströmia", "Eciton", "𝒜nt"]
COUNTRIES = ["Madagascar", "Costa Rica", "Côte d'Ivoire", "Österreich", "日本", "MADAGASCAR"]
WORDS = [
    "anal vein", "Worker", "sifted litter", "CASENT-0101", "CASENT 0101", "rain forest", "ﬁeld",
    "Straße", "STRASSE", "km 12.5", "Ward's", "\"nest\"", "a_b", "x*y", "leg. B.L. Fisher", "(dry)",
    "🐜", "naïve", "1923", "c:\\data", "50%", "né", "ne",
]  # fmt: skip
CASTES = ["worker", "queen", "male", "Worker"]


def make_documents(number: int, seed: int) -> list[Document]:
    chance = random.Random(seed)
    return [_document(chance, n) for n in range(number)]


def _document(chance: random.Random, n: int) -> Document:
    genus = chance.choice(GENERA)
    fields: dict[str, Any] = {
        "collection_id": f"c{chance.randrange(4)}",
        "catalog_number": f"CASENT{n:05}" if chance.random() < 0.9 else "",
        "genus": genus,
        "species": f"{genus} {chance.choice('abcdef')}" if chance.random() < 0.6 else None,
        "country": chance.choice(COUNTRIES),
        "caste": chance.sample(CASTES, chance.randrange(4)),
        "confidence": chance.choice([None, 0, 0.1, 0.5, 0.95, 1 / 3, 1e-9, 1]),
        "latitude": chance.choice([None, -12.5, 0, 47.25, round(chance.uniform(-90, 90), 5)]),
        "images": chance.randrange(4),
        "trust": chance.choice(["PredictedByMachine", "ReviewedByHuman", "ValidatedByExpert"]),
        "event_start": chance.choice([None, "1923-07-01", "1923-06-15", "1988-02-29"]),
        "event_end": chance.choice([None, "1990-12-31", "1999-01-01"]),
        "created": f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        "recorded_by": chance.choice([None, "Fisher", "fisher", "Ward, P.", "Łuka"]),
        "thumbnail": {"not.indexed": [n, "é", None]},
    }
    said = chance.sample(WORDS, chance.randrange(5))
    fields["text"] = searchable(genus, fields["catalog_number"], fields["country"], *said)
    return Document(f"{chance.choice('abZé-')}{n:04}", chance.randrange(1, 5), fields)


def make_search(chance: random.Random) -> str:
    """A search in the language of a person, one to three parts."""
    return " ".join(chance.choice(_PARTS)(chance) for _ in range(chance.choice([1, 1, 2, 3])))


def _word(chance: random.Random) -> str:
    return chance.choice(chance.choice([*WORDS, *GENERA, *COUNTRIES]).replace('"', "").split(" "))


_PARTS = [
    _word,
    _word,
    lambda chance: f'"{chance.choice([*WORDS, *COUNTRIES]).replace(chr(34), "")}"',
    lambda chance: _word(chance)[: chance.randrange(1, 5)].rstrip("*") + "*",
    lambda chance: f"genus:{chance.choice(GENERA).swapcase()}",
    lambda chance: f"genus:{chance.choice(GENERA)[:2]}*",
    lambda chance: f'country:"{chance.choice(COUNTRIES)}"',
    lambda chance: f"catalog_number:casent000{chance.randrange(10)}*",
    lambda chance: f"caste:{chance.choice([*CASTES, 'none'])}",
    lambda chance: f"{chance.choice(['species', 'confidence', 'date', 'event_end'])}:none",
    lambda chance: f"confidence:{chance.choice(['0..0.5', '0.333..', '..0.1', '1', '0.95'])}",
    lambda chance: f"latitude:{chance.choice(['-90..0', '47.25', '..-12.5'])}",
    lambda chance: f"date:{chance.choice(['1923-07', '1920..1930', '1990..', '..1923-06', '1988'])}",
    lambda chance: f"created:2026-{chance.randrange(1, 13):02}",
    lambda chance: f"event_start:{chance.choice(['1923', '1988-02-29', '..1950'])}",
]  # fmt: skip

SORTS = [
    f"{name}:{way}" for name in [*SPECIMENS, "date"] if name != "text" for way in ("asc", "desc")
]
