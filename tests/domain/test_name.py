"""Names are taken apart, never guessed, and nothing of them is lost."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.name import ParsedName, parse, parse_parts, qualified
from insecta.domain.ranks import RANKS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Formica clara Forel, 1886", {"scientific_name": "Formica clara", "rank": "species", "authorship": "Forel, 1886"}),
        ("Pheidole pallidula (Nylander, 1849)", {"scientific_name": "Pheidole pallidula", "authorship": "(Nylander, 1849)"}),
        ("Formica rufa de Geer, 1773", {"scientific_name": "Formica rufa", "authorship": "de Geer, 1773"}),
        ("Camponotus (Myrmentoma) fallax (Nylander, 1856)", {"scientific_name": "Camponotus fallax", "subgenus": "Myrmentoma", "authorship": "(Nylander, 1856)"}),
        ("Camponotus (Myrmentoma)", {"scientific_name": "Camponotus (Myrmentoma)", "rank": "subgenus"}),
        ("Amblyopone australis fortis", {"scientific_name": "Amblyopone australis fortis", "rank": "subspecies", "infraspecific_epithet": "fortis"}),
        ("Formica rufa subsp. pratensis", {"scientific_name": "Formica rufa pratensis", "rank": "subspecies"}),
        ("Acanthoponera goeldii var. minor Forel", {"scientific_name": "Acanthoponera goeldii", "rank": "species", "qualifier": "var. minor", "authorship": "Forel"}),
        ("Xestia c-nigrum", {"scientific_name": "Xestia c-nigrum", "specific_epithet": "c-nigrum"}),
        ("Formicidae", {"scientific_name": "Formicidae", "rank": "family", "genus": None}),
        ("Hymenoptera", {"scientific_name": "Hymenoptera", "rank": "order"}),
        ("Formica", {"scientific_name": "Formica", "rank": None, "genus": None}),
        ("Gauromyrmex MY01", {"scientific_name": "Gauromyrmex", "rank": "genus", "morphospecies": "MY01"}),
        ("Pseudomyrmex psw159", {"scientific_name": "Pseudomyrmex", "morphospecies": "psw159"}),
        ("Cataulacus sp_mad01", {"scientific_name": "Cataulacus", "morphospecies": "sp_mad01"}),
        ("Formica sp. 3", {"scientific_name": "Formica", "rank": "genus", "morphospecies": "sp. 3"}),
        ("Formica sp.", {"scientific_name": "Formica", "rank": "genus", "morphospecies": None}),
        ("Mesapamea spec", {"scientific_name": "Mesapamea", "rank": "genus"}),
        ("(Leptanillinae) (indet)", {"scientific_name": "Leptanillinae", "rank": "subfamily", "genus": None}),
        ("Camponotus philippinensis_cf", {"scientific_name": "Camponotus", "qualifier": "cf. philippinensis", "taxon_formula": "A cf.", "morphospecies": None}),
        ("Forelophilus philippensis_cf01", {"scientific_name": "Forelophilus", "qualifier": "cf. philippensis", "morphospecies": "philippensis_cf01"}),
        ("Camponotus cf. maculatus", {"scientific_name": "Camponotus", "rank": "genus", "qualifier": "cf. maculatus", "taxon_formula": "A cf."}),
        ("Lasius niger aff. alienus", {"scientific_name": "Lasius niger", "qualifier": "aff. alienus", "taxon_formula": "A aff."}),
        ("cf. Formica rufa", {"scientific_name": None, "qualifier": "cf. Formica rufa"}),
        ("Formica rufa?", {"scientific_name": "Formica", "rank": "genus", "qualifier": "? rufa", "taxon_formula": "A ?"}),
        ("Formica ?rufa", {"scientific_name": "Formica", "qualifier": "? rufa"}),
        ("Formica? rufa", {"scientific_name": None, "qualifier": "? Formica rufa"}),
        ("Formica rufa x polyctena", {"scientific_name": "Formica", "hybrid": True, "taxon_formula": "A x B", "qualifier": "rufa x polyctena"}),
        ("Formica rufa × Lasius niger", {"scientific_name": None, "hybrid": True}),
        ("Formica rufa or polyctena", {"scientific_name": "Formica", "taxon_formula": "A or B", "hybrid": False}),
        ("Thera variata_-_britannica", {"scientific_name": "Thera", "rank": "genus", "group": "variata-britannica aggregate"}),
        ("Camponotus maculatus group", {"scientific_name": "Camponotus", "rank": "genus", "group": "maculatus group"}),
        ("Formica rufa-group", {"scientific_name": "Formica", "group": "rufa group"}),
        ("Myrmicine_genus29 MY01", {"scientific_name": None, "genus": None, "morphospecies": "Myrmicine_genus29 MY01"}),
        ("Forelophilus singularis\x89", {"scientific_name": "Forelophilus", "rank": "genus", "unparsed": "singularis\x89"}),
        ("Pheidole pubiventris\xa0foederalis quadrinomial", {"scientific_name": "Pheidole pubiventris foederalis", "unparsed": "quadrinomial"}),
        ("betta splendens", {"scientific_name": None, "unparsed": "betta splendens"}),
    ],
)  # fmt: skip
def test_forms(text: str, parts: dict[str, object]) -> None:
    found = parse(text)
    assert found.verbatim == text
    assert {name: getattr(found, name) for name in parts} == parts


def test_rank_of_the_source_decides_for_a_lone_word() -> None:
    assert parse("Formica", "GENUS") == ParsedName("Formica", "Formica", "genus", "Formica")
    assert parse("Formica", "species").rank is None
    assert parse("Formicidae", "genus").rank == "family"


@pytest.mark.parametrize(
    ("text", "qualifier", "name", "kept"),
    [
        ("Formica rufa", "cf.", "Formica", "cf. rufa"),
        ("Formica rufa", "aff. rufa", "Formica", "aff. rufa"),
        ("Formica rufa", "?", "Formica", "? rufa"),
        ("Formica", "cf. rufa", "Formica", "cf. rufa"),
        ("Formica rufa pratensis", "cf. pratensis", "Formica rufa", "cf. pratensis"),
        ("Formica rufa", "probably", "Formica rufa", "probably"),
        ("Formica rufa", "", "Formica rufa", ""),
        ("Formica cf. rufa", "aff.", "Formica", "cf. rufa"),
    ],
)
def test_a_qualifier_in_a_column_of_its_own(
    text: str, qualifier: str, name: str, kept: str
) -> None:
    found = qualified(parse(text, "genus"), qualifier)
    assert (found.scientific_name, found.qualifier, found.verbatim) == (name, kept, text)
    assert (found.specific_epithet is None) == (name == "Formica")


def test_parts_of_a_sheet() -> None:
    provisional = parse_parts("Myrmicine_genus29", "MY01", higher="Myrmicinae")
    assert (provisional.scientific_name, provisional.rank) == ("Myrmicinae", "subfamily")
    assert provisional.morphospecies == "Myrmicine_genus29 MY01"
    unnamed = parse_parts("", "(indet)", higher="(Formicidae)")
    assert (unnamed.scientific_name, unnamed.rank) == ("Formicidae", "family")
    repeated = parse_parts("Thera", "Thera obeliscata")
    assert repeated.scientific_name == "Thera obeliscata"
    assert parse_parts("Formica", "").rank == "genus"
    grouped = parse_parts("Camponotus", "maculatus", species_group="maculatus")
    assert (grouped.scientific_name, grouped.group) == ("Camponotus maculatus", "maculatus group")


def _table(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def test_every_valid_ant_name_is_certain_and_comes_back_whole(shared: Path) -> None:
    count = 0
    for subfamily, genus, species, subspecies in _table(shared / "data/taxonomy/antweb/valids.txt"):
        found = parse_parts(genus, species, subspecies, higher=subfamily)
        whole = " ".join(part for part in (genus, species, subspecies) if part)
        assert found.is_certain, whole
        assert (found.scientific_name, found.verbatim) == (whole, whole)
        assert found.rank == ("subspecies" if subspecies else "species")
        assert (found.genus, found.specific_epithet) == (genus, species)
        assert found.infraspecific_epithet == (subspecies or None)
        assert parse(subfamily).rank == ("subfamily" if subfamily.endswith("inae") else None)
        count += 1
    assert count > 15_000


def test_every_synonym_loses_nothing(shared: Path) -> None:
    """Also where an author stands in the column of subspecies."""
    for row in _table(shared / "data/taxonomy/antweb/synonyms.txt"):
        genus, species, subspecies, valid = row[1:5]
        found = parse_parts(genus, species, subspecies)
        assert parse(valid).is_certain, valid
        assert found.unparsed == ""
        assert found.genus == genus
        assert (found.specific_epithet or "") == species
        assert subspecies in (found.infraspecific_epithet or "", found.authorship)
        _check_sound(found)


def test_protonyms_keep_subgenus_and_lower_ranks(shared: Path) -> None:
    """Bolton's catalogue: `Ectatomma (Acanthoponera) mucronatum var. minor`."""
    path = shared / "data/taxonomy/antweb/boltonNgc.txt"
    lines = path.read_text(encoding="latin-1").splitlines()[1:]
    assert len(lines) > 20_000
    for line in lines:
        protonym = line.split("\t")[1]
        found = parse(protonym)
        _check_sound(found)
        pieces = protonym.split()
        if re.fullmatch(r"[A-Z][a-z]+( \([A-Z][a-z]+\))? [a-z]+", " ".join(pieces)):
            assert found.scientific_name == f"{pieces[0]} {pieces[-1]}"
            assert found.subgenus == (pieces[1].strip("()") if len(pieces) == 3 else None)


def test_the_real_sheets(shared: Path) -> None:
    for name in ("specimen16", "specimenList", "specimenListCAS"):
        path = shared / f"data/taxonomy/antweb/{name}.txt"
        with path.open(encoding="latin-1", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        for row in rows:
            genus = row.get("Genus") or row.get("[Species]Genus") or ""
            species = row.get("Species") or row.get("SpeciesName") or ""
            found = parse_parts(
                genus, species, row.get("Subspecies") or "", higher=row["Subfamily"]
            )
            _check_sound(found)
            if re.search(r"\d|_", species):
                assert found.morphospecies or found.qualifier or found.unparsed
                assert found.specific_epithet is None


def test_the_belgian_checklist_is_certain(shared: Path) -> None:
    with (shared / "data/taxonomy/belgian_ants_dwc/taxon.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) > 90
    for row in rows:
        found = parse(row["scientificName"], row["taxonRank"])
        if row["taxonRank"] == "form":  # a hybrid, and two notes on microgynes in Dutch
            assert found.hybrid or found.unparsed
            continue
        assert found.genus == row["genus"]
        assert found.rank == row["taxonRank"]
        assert found.authorship
        assert f"{found.scientific_name} {found.authorship}" == row["scientificName"]


def test_labels_of_the_moths(shared: Path) -> None:
    """162 labels: six aggregates, one known to genus; no aggregate becomes a species."""
    with (shared / "data/moths/labels.csv").open(newline="") as stream:
        labels = {row["species"] for row in csv.DictReader(stream)}
    for label in labels:
        found = parse(label)
        assert (found.group is not None) == ("_-_" in label)
        assert (found.rank == "genus") == ("_-_" in label or label.endswith(" spec"))
        assert found.unparsed == ""


def _check_sound(found: ParsedName) -> None:
    """What must hold of any parsed name."""
    assert found.rank is None or found.rank in RANKS
    for epithet in (found.specific_epithet, found.infraspecific_epithet):
        assert epithet is None or epithet == epithet.lower()
    if found.scientific_name is not None:
        assert not re.search(r"\d|\bcf\b|\baff\b|\?|\bsp\b", found.scientific_name)
    for word in re.findall(r"[^\W_]+", found.verbatim):
        kept = f"{found.scientific_name} {found.infraspecific_epithet} {found.subgenus} "
        kept += f"{found.genus} {found.qualifier} {found.morphospecies} {found.group} "
        kept += f"{found.authorship} {found.unparsed}"
        marks = {"subsp", "ssp", "sp", "spp", "spec", "species", "indet", "cf", "nr", "near"}
        assert word in kept or word.lower() in marks, (word, found)


_WORDS = st.sampled_from(
    [
        "Formica",
        "rufa",
        "Lasius",
        "niger",
        "cf.",
        "aff.",
        "sp.",
        "(indet)",
        "MY01",
        "psw159",
        "x",
        "×",
        "?",
        "or",
        "group",
        "(Serviformica)",
        "(Linnaeus,",
        "1758)",
        "Forel",
        "1886",
        "var.",
        "subsp.",
        "pratensis_cf",
        "pratensis_cf02",
        "a_-_b",
        "gr.",
        "Formicidae",
        "singularis\x89",
        "[sic]",
        "né",
        "&",
        "/",
        ".",
        "12",
    ]
)


@given(st.lists(_WORDS, max_size=6).map(" ".join))
def test_any_mixture_stays_sound(text: str) -> None:
    found = parse(text)
    assert found.verbatim == text
    assert found.rank is None or found.rank in RANKS
    if found.scientific_name is not None:
        assert not re.search(r"\d|cf\.|aff\.|\?|_", found.scientific_name)
    if found.hybrid:
        assert found.specific_epithet is None


@given(st.text(max_size=60))
def test_any_text_stays_sound(text: str) -> None:
    found = parse(text)
    assert found.verbatim == text
    assert found.rank is None or found.scientific_name is not None
