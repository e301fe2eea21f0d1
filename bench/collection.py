"""A made-up collection for benchmarks of search: documents with the skew of a real one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from insecta.domain.text import searchable
from insecta.ports import Document

GENERA = [f"{start}{end}" for start in (
    "Campo", "Cremato", "Pheido", "Tetra", "Formi", "Lasi", "Ponera", "Strumi",
) for end in ("notus", "gaster", "le", "morium", "ca", "us", "genys", "myrmex", "ponera", "lepis")]  # fmt: skip
COUNTRIES = [
    "Madagascar", "Costa Rica", "Germany", "Austria", "Kenya", "Peru", "Fiji", "Japan", "Gabon",
    "Ecuador", "Mauritius", "Australia", "Brazil", "Spain", "Iran", "Laos", "Canada", "Chile",
]  # fmt: skip
LOCALITIES = [
    "sifted litter", "rotten log", "malaise trap", "beating low vegetation", "pitfall trap",
    "ground forager", "ex dead twig above ground", "canopy fogging", "under stone", "at light",
]  # fmt: skip
PEOPLE = [f"{letter}. {name}" for letter in "ABCDEFGHKLM" for name in ("Fisher", "Ward", "Longino")]
TRUST = ["PredictedByMachine", "ReviewedByHuman", "ValidatedByExpert", "Disputed"]


def documents(number: int, seed: int = 1) -> Iterator[Document]:
    """Specimens with some thirty filled fields and about twenty-five terms of text each."""
    chance = random.Random(seed)
    for n in range(number):
        yield Document(f"{chance.getrandbits(128):032x}", 1, _fields(chance, n))


def _skewed(chance: random.Random, values: list[str]) -> str:
    return values[min(int(chance.paretovariate(0.9)) - 1, len(values) - 1)]


def _fields(chance: random.Random, n: int) -> dict[str, Any]:
    genus = _skewed(chance, GENERA)
    species = f"{genus} species{int(chance.paretovariate(0.7)) % 40}"
    country, person = _skewed(chance, COUNTRIES), _skewed(chance, PEOPLE)
    locality, number = chance.choice(LOCALITIES), f"CASENT{n:07}"
    day = (
        f"{chance.randrange(1890, 2025)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    )
    province = f"{country} province {chance.randrange(12)}"
    return {
        "text": searchable(number, species, country, province, locality, person, f"km {n % 90}"),
        "collection_id": f"collection-{n % 3}",
        "collection": f"MUS{n % 3}",
        "catalog_number": number,
        "number_normal": number.lower(),
        "scientific_name": species,
        "rank": "species",
        "order": "Hymenoptera",
        "family": "Formicidae",
        "subfamily": f"{genus[:4]}inae",
        "genus": genus,
        "species": species,
        "trust": _skewed(chance, TRUST),
        "confidence": round(chance.random(), 4),
        "catalogued_name": species,
        "catalogued_genus": genus,
        "identified_by": person,
        "date_identified": day,
        "release": "starter",
        "country": country,
        "state_province": province,
        "latitude": round(chance.uniform(-60, 60), 4),
        "longitude": round(chance.uniform(-180, 180), 4),
        "event_start": day,
        "recorded_by": person,
        "sampling_protocol": locality,
        "caste": chance.sample(["worker", "queen", "male"], chance.choice([1, 1, 1, 2])),
        "licence": "CC BY 4.0",
        "run": f"run-{n // 10_000}",
        "view": ["head", "profile", "dorsal"],
        "images": 3,
        "created": "2026-11-23",
    }
