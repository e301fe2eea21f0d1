"""An invented release that has everything a decision may meet: every rank, cuts, castes seen."""

from __future__ import annotations

from dataclasses import replace

from insecta.domain.release import ENERGY, Release, Taxon

THRESHOLDS = {
    "order": 0.55, "superfamily": 0.55, "family": 0.6, "epifamily": 0.6, "subfamily": 0.625,
    "tribe": 0.65, "genus": 0.7, "subgenus": 0.72, "species group": 0.75, "species complex": 0.75,
    "species": 0.8, "subspecies": 0.9,
}  # fmt: skip


def invented_release() -> Release:
    """Ants down to subspecies, bees, two moths in a complex, other insects, labels, pins."""
    hymenoptera, ants = "order:Hymenoptera", "family:Formicidae"
    camponotus, group = "genus:Camponotus", "group:maculatus"
    taxa = (
        Taxon("class:Insecta", "Insecta", "class", None, answerable=False),
        Taxon(hymenoptera, "Hymenoptera", "order", "class:Insecta", testing=400),
        Taxon("superfamily:Formicoidea", "Formicoidea", "superfamily", hymenoptera, testing=300),
        Taxon(ants, "Formicidae", "family", "superfamily:Formicoidea", leaf=0, testing=300),
        Taxon("subfamily:Formicinae", "Formicinae", "subfamily", ants, testing=150),
        Taxon("tribe:Camponotini", "Camponotini", "tribe", "subfamily:Formicinae", testing=120),
        Taxon(camponotus, "Camponotus", "genus", "tribe:Camponotini", leaf=1, testing=110),
        Taxon("subgenus:Tanaemyrmex", "Camponotus (Tanaemyrmex)", "subgenus", camponotus, testing=60),
        Taxon(group, "maculatus group", "species group", "subgenus:Tanaemyrmex", leaf=2, testing=50),
        Taxon("species:maculatus", "Camponotus maculatus", "species", group, testing=30),
        Taxon("subspecies:maculatus", "Camponotus maculatus maculatus", "subspecies", "species:maculatus", leaf=3, testing=12),
        Taxon("subspecies:miserabilis", "Camponotus maculatus miserabilis", "subspecies", "species:maculatus", leaf=4, testing=10),
        Taxon("species:natalensis", "Camponotus natalensis", "species", group, leaf=5, testing=9),
        Taxon("species:MY01", "Camponotus sp. MY01", "species", camponotus, leaf=6, testing=20),
        Taxon("subfamily:Myrmicinae", "Myrmicinae", "subfamily", ants, testing=100),
        Taxon("genus:Tetramorium", "Tetramorium", "genus", "subfamily:Myrmicinae", testing=60),
        Taxon("complex:caespitum", "Tetramorium caespitum/immigrans", "species complex", "genus:Tetramorium", testing=40),
        Taxon("species:caespitum", "Tetramorium caespitum", "species", "complex:caespitum", leaf=7, testing=20),
        Taxon("species:immigrans", "Tetramorium immigrans", "species", "complex:caespitum", leaf=8, testing=20),
        Taxon("genus:Pheidole", "Pheidole", "genus", "subfamily:Myrmicinae", leaf=9, answerable=False, testing=6),
        Taxon("epifamily:Anthophila", "Anthophila", "epifamily", hymenoptera, leaf=10, testing=100),
        Taxon("order:Lepidoptera", "Lepidoptera", "order", "class:Insecta", testing=90),
        Taxon("genus:Thera", "Thera", "genus", "order:Lepidoptera", testing=40),
        Taxon("complex:variata", "Thera variata/britannica", "species complex", "genus:Thera", leaf=11, testing=20),
        Taxon("species:firmata", "Thera firmata", "species", "genus:Thera", leaf=12, testing=20),
        Taxon("outside:other_insects", "other insects", "none", "class:Insecta", leaf=13),
        Taxon("outside:label_only", "label only", "none", None, leaf=14),
        Taxon("outside:several", "several specimens", "none", None, leaf=15),
        Taxon("outside:not_an_insect", "not an insect", "none", None, leaf=16),
        Taxon("outside:unknown", "another drawn insect", "none", None, leaf=17),
    )  # fmt: skip
    stricter = {rank: round(least + 0.08, 6) for rank, least in THRESHOLDS.items()}
    looser = {rank: round(least - 0.05, 6) for rank, least in THRESHOLDS.items()}
    return Release(
        digest="1a" * 32, name="invented", version="1", space="2b" * 32, side=64, taxa=taxa,
        thresholds={"0.80": looser, "0.95": THRESHOLDS, "0.99": stricter},
        limit_line="Invented, for tests.", dimensions=4, temperature=1.3,
        novelty={"cut": 0.5, "outside": 0.4, "cut:species": 0.4, "cut:subspecies": 0.3, "cut:genus": 0.45},
        outside={
            "outside:other_insects": "outside_scope", "outside:label_only": "label_only",
            "outside:several": "several_specimens", "outside:not_an_insect": "not_an_insect",
            "outside:unknown": "unknown_taxon",
        },
        seen={
            ants: {"lifeStage": ("adult",)},
            camponotus: {"caste": ("worker", "soldier", "queen"), "lifeStage": ("adult",)},
            group: {"caste": ("worker",), "sex": ("female",), "lifeStage": ("adult",)},
            "genus:Tetramorium": {"caste": ("worker", "queen", "male")},
            "complex:caespitum": {"caste": ("worker",)},
        },
    )  # fmt: skip


def invented_by_energy() -> Release:
    """The same, with energy as its measure of novelty: cuts below 0."""
    cuts = {
        "cut": -4.0,
        "outside": 0.4,
        "cut:species": -6.5,
        "cut:subspecies": -7.0,
        "cut:genus": -5.0,
    }
    return replace(invented_release(), digest="3c" * 32, novelty=cuts, measure={ENERGY: 1.0})
