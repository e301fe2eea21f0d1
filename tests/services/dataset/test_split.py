"""Parts of pictures: roles that hold, names that are held out, and what may test or calibrate."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from insecta.services.dataset.labelled import Findings, Labelled, Lineage
from insecta.services.dataset.split import (
    CALIBRATION,
    LEFT_OUT,
    TEST,
    TRAIN,
    UNSEEN_GENUS,
    HoldOut,
    Split,
    split,
)

NONE = HoldOut()
FROZEN_IN_TEST = {"role": "frozen", "part": TEST}


def nothing() -> bytes:
    return b""


def ant(n: int, name: str = "Lasius niger") -> Labelled:
    """The n-th specimen, of one picture."""
    genus = name.split()[0]
    line: Lineage = (("genus", genus),) if name == genus else (("genus", genus), ("species", name))
    return Labelled(f"{n}.png", f"row {n}", "ants", nothing, f"ANT{n:04}", line)


def dealt(
    labels: list[Labelled], hold_out: HoldOut = NONE, seed: int = 1
) -> tuple[Split, Findings]:
    findings = Findings()
    return split(labels, list(range(len(labels))), seed, hold_out, findings), findings


def many(count: int, name: str, start: int = 0, **values: object) -> list[Labelled]:
    return [replace(ant(start + n, name), **values) for n in range(count)]  # type: ignore[arg-type]


def test_a_frozen_specimen_whose_new_name_was_given_in_sight_of_the_machine_tests_no_more() -> None:
    corrected = replace(ant(0, "Formica rufa"), role="frozen", part=TEST, blind=False)
    labels = [
        corrected,
        *many(1, "Lasius niger", 1, role="frozen", part=TEST),
        *many(9, "Lasius", 2),
    ]
    found, findings = dealt(labels)
    assert found.parts[:2] == [LEFT_OUT, TEST]
    assert findings.examples["sighted_in_test"] == [
        "row 0: left out: named in sight of the machine"
    ]


def test_names_given_in_sight_of_the_machine_train_and_do_nothing_else() -> None:
    for seed in range(20):
        labels = [*many(20, "Lasius", blind=False), *many(20, "Formica", 20)]
        parts = dealt(labels, seed=seed)[0].parts
        assert set(parts[:20]) == {TRAIN}
        assert set(parts[20:]) == {TRAIN, CALIBRATION, TEST}


def test_one_correction_does_not_take_a_genus_out_of_training() -> None:
    """A specimen of a genus that was held out turns out to be of one that trains."""
    held = HoldOut(held_genera=frozenset({"Formica"}))
    labels = [
        *many(1, "Camponotus", role="frozen", part=UNSEEN_GENUS),
        *many(4, "Formica", 1, role="frozen", part=UNSEEN_GENUS),
        *many(20, "Camponotus", 5, role="training", part=TRAIN),
        *many(3, "Camponotus", 25),
        *many(1, "Formica", 28, role="training", part=TRAIN),
        *many(1, "Formica", 29),
    ]
    for told in (held, HoldOut(untold=True)):
        found, findings = dealt(labels, told)
        assert found.parts[0] == TEST
        assert set(found.parts[1:5]) == {UNSEEN_GENUS}
        assert LEFT_OUT not in found.parts[5:28]
        assert UNSEEN_GENUS not in found.parts[5:28]
        assert found.parts[28:] == [LEFT_OUT, UNSEEN_GENUS]
        assert findings.counts["held_out_but_trained"] == 1
        assert "row 28" in findings.examples["held_out_but_trained"][0]
        assert found.genera == ("Formica",)


def test_a_name_that_was_told_stays_held_out_though_most_of_its_specimens_trained() -> None:
    labels = [*many(1, "Formica", role="frozen", part=UNSEEN_GENUS), *many(2, "Formica", 1, role="training"), *many(9, "Lasius", 3)]  # fmt: skip
    told = HoldOut(held_genera=frozenset({"Formica"}))
    assert dealt(labels, told)[0].parts[:3] == [UNSEEN_GENUS, LEFT_OUT, LEFT_OUT]


def test_a_frozen_specimen_that_is_of_a_held_out_genus_tests_what_is_not_known() -> None:
    labels = [replace(ant(0, "Formica"), role="frozen", part=TEST), *many(9, "Lasius", 1)]
    told = HoldOut(held_genera=frozenset({"Formica"}))
    assert dealt(labels, told)[0].parts[0] == UNSEEN_GENUS


def test_a_name_that_has_trained_is_not_held_out_afterwards() -> None:
    trained = [one for g in "ABCDEFGH" for one in many(3, f"{g}us", role="training", part=TRAIN)]
    for seed in range(10):
        found, findings = dealt(trained, HoldOut(2, 0), seed)
        assert found.genera == ()
        assert LEFT_OUT not in found.parts
        assert findings.counts["too_few_genera"] == 1


def test_of_a_genus_one_species_is_held_out_at_most_over_all_snapshots() -> None:
    """The genus must stay known by another."""
    genera = [f"{letter}us" for letter in "ABCDEFGH"]
    labels = [
        one
        for g, genus in enumerate(genera)
        for s, species in enumerate(("alba", "nigra"))
        for one in many(2, f"{genus} {species}", 10 * g + 5 * s)
    ]
    former = {f"{genus} alba" for genus in genera[:4]}
    for seed in range(20):
        held = HoldOut(0, 8, held_species=frozenset(former))
        found, _ = dealt(labels, held, seed)
        assert former <= set(found.species)
        assert len(found.species) > 4
        assert max(Counter(name.split()[0] for name in found.species).values()) == 1


def test_a_small_set_has_each_part_whatever_the_seed() -> None:
    for seed in range(200):
        labels = [*many(3, "Lasius"), *many(3, "Formica", 3)]
        assert set(dealt(labels, seed=seed)[0].parts) == {TRAIN, CALIBRATION, TEST}


def test_what_trained_or_was_named_in_sight_is_not_given_to_a_part_that_lacks() -> None:
    for seed in range(50):
        labels = [*many(2, "Lasius"), *many(6, "Formica", 2, blind=False)]
        parts = dealt(labels, seed=seed)[0].parts
        assert set(parts[2:]) == {TRAIN}
        trained = many(8, "Lasius", role="training", part=TRAIN)
        assert TEST not in dealt(trained, seed=seed)[0].parts


def test_what_calibrated_calibrates_in_every_later_snapshot() -> None:
    """Else a release learns what the one before, whose training it continues, was judged by."""
    labels = [
        *many(6, "Lasius", role="training", part=TRAIN),
        *many(3, "Lasius", 6, role="training", part=CALIBRATION),
        *many(1, "Lasius", 9, role="training", part=CALIBRATION, blind=False),
        *many(2, "Lasius", 10, role="frozen", part=TEST),
        *many(5, "Lasius", 12),
    ]
    for seed in range(10):
        parts = dealt(labels, seed=seed)[0].parts
        assert parts[:12] == [TRAIN] * 6 + [CALIBRATION] * 3 + [TRAIN] + [TEST] * 2
        assert Counter(parts[12:]) == {TRAIN: 3, CALIBRATION: 1, TEST: 1}


def test_new_specimens_take_the_turns_that_come_next() -> None:
    """One new specimen a week must not train each time."""
    labels = many(1, "Lasius")
    for _ in range(20):
        parts = dealt([*labels, *many(4, "Formica", 100)])[0].parts
        roles = ["frozen" if part == TEST else "training" for part in parts]
        labels = [
            replace(one, role=role, part=part)
            for one, role, part in zip(labels, roles, parts, strict=False)
        ]
        labels += many(1, "Lasius", len(labels))
    counted = Counter(one.part for one in labels[:20])
    assert (counted[TRAIN], counted[TEST] + counted[CALIBRATION]) == (12, 8)
