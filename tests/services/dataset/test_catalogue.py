"""Snapshots from the catalogue: verified names only, and a frozen specimen never trains."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid5

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from insecta.catalogue.snapshots import FROZEN, TRAINING, Role
from insecta.catalogue.tables import snapshots
from insecta.domain.collection import Role as Right
from insecta.domain.specimen import Identification, Region
from insecta.errors import NotFound
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.dataset import from_catalogue
from insecta.services.dataset.build import Recipe, Snapshot, build
from insecta.services.dataset.labelled import Findings, Labelled
from insecta.services.dataset.split import HoldOut
from insecta.services.determine import Act, determine
from insecta.services.verified import EXPERT, MUSEUM, REVIEWED
from tests.services.dataset.drawn import picture, sheet
from tests.services.house import House

pytestmark = pytest.mark.seconds


@pytest.fixture
def museum(house: House, pictures: Path) -> House:
    """Ten ants with the museum's own names, two genera; two pictures of the first specimen."""
    rows = []
    for n in range(10):
        (pictures / f"a{n}.png").write_bytes(picture(n))
        genus = ("Lasius", "Formica")[n % 2]
        rows.append({"file": f"a{n}.png", "specimen": f"ANT{n:04}", "family": "Formicidae",
                     "genus": genus, "caste": "worker"})  # fmt: skip
    (pictures / "a0_p.png").write_bytes(picture(100))
    rows.append({**rows[0], "file": "a0_p.png"})
    house.take_in(sheet(pictures, rows))
    return house


def found(house: House) -> tuple[list[Labelled], Findings]:
    findings = Findings()
    labels = from_catalogue.labels(
        house.catalogue, house.store, LOCAL_ADMINISTRATOR, ["ANTS"], findings
    )
    return list(labels), findings


def made(house: House, out: Path, seed: int = 1) -> Snapshot:
    labels, findings = found(house)
    snapshot = build(labels, out, Recipe(seed=seed), findings)
    from_catalogue.record(house.catalogue, snapshot)
    return snapshot


def of_number(house: House, number: str) -> UUID:
    return UUID(next(hit.id for hit in house.search(number).hits))


def test_museum_determinations_are_labels_and_machine_names_are_none(museum: House) -> None:
    museum.take(picture(999), "stranger.png")
    labels, findings = found(museum)
    assert len(labels) == 11
    assert {one.basis for one in labels} == {MUSEUM}
    assert {one.lineage for one in labels} == {
        (("family", "Formicidae"), ("genus", "Lasius")),
        (("family", "Formicidae"), ("genus", "Formica")),
    }
    assert {one.caste for one in labels} == {"worker"}
    assert findings.counts["not_verified"] == 1


def test_a_sighted_name_counts_half_and_a_blind_one_whole(museum: House) -> None:
    anna = museum.member("Anna", ANTS=Right.IDENTIFIER)
    with museum.catalogue.writing() as tx:
        rules = {"experts": {str(anna.principal_id): ["Formica rufa"]}}
        tx.collections.change(tx.collections.get("ANTS").collection_id, {"rules": rules})
    taken = [museum.take(picture(300 + n), f"s{n}.png") for n in range(4)]
    acts = (
        Act("correct", "Lasius niger", "species"),
        Act("correct", "Lasius niger", "species", blind=True),
        Act("dispute"),
        Act("correct", "Formica rufa", "species"),
    )
    museum.hide(anna, taken[1].specimen_id)
    for one, act in zip(taken, acts, strict=True):
        determine(museum.catalogue, anna, one.specimen_id, act, museum.release)
    labels, findings = found(museum)
    by_specimen = {one.specimen: one for one in labels}
    sighted, blind = (by_specimen[str(one.specimen_id)] for one in taken[:2])
    assert (sighted.basis, sighted.weight, sighted.blind) == (REVIEWED, 0.5, False)
    assert (blind.basis, blind.weight, blind.blind) == (REVIEWED, 1.0, True)
    assert str(taken[2].specimen_id) not in by_specimen
    assert findings.counts["disputed"] == 1
    assert by_specimen[str(taken[3].specimen_id)].basis == EXPERT


def test_a_collection_may_keep_its_pictures_out(museum: House) -> None:
    with museum.catalogue.writing() as tx:
        key = tx.collections.get("ANTS").collection_id
        tx.collections.change(key, {"rules": {"training": False}})
    labels, findings = found(museum)
    assert not labels
    assert findings.counts["no_consent"] == 11
    with museum.catalogue.writing() as tx:
        tx.collections.change(key, {"rules": {"training": "licensed"}})
    assert found(museum)[1].counts["no_licence"] == 11
    with pytest.raises(NotFound):
        list(
            from_catalogue.labels(
                museum.catalogue, museum.store, museum.member("Eve"), ["ANTS"], Findings()
            )
        )


def test_a_frozen_specimen_stays_frozen_in_every_later_snapshot(
    museum: House, tmp_path: Path
) -> None:
    first = made(museum, tmp_path / "one")
    for n in range(20, 28):
        museum.take(picture(n), f"b{n}.png", catalog_number=f"ANT{n:04}")
    frozen = {key for key, part in first.parts.items() if part == "test"}
    assert frozen
    for seed in (2, 3):
        later = made(museum, tmp_path / f"later{seed}", seed=seed)
        assert {key for key in frozen if later.parts[key] == "test"} == frozen
        assert not {k for k, part in later.parts.items() if part == "test"} - frozen
    with museum.catalogue.reading() as tx:
        held = tx.snapshots.holding(UUID(min(frozen)))
    assert len(held) == 3
    assert {part for _, part in held} == {"test"}


def test_a_picture_moved_away_from_a_frozen_specimen_never_trains(
    museum: House, tmp_path: Path
) -> None:
    first = made(museum, tmp_path / "one")
    frozen = UUID(next(key for key, part in first.parts.items() if part == "test"))
    taken = museum.take(picture(30), "new.png", catalog_number="ANT0030")
    anna = museum.member("Anna", ANTS=Right.IDENTIFIER)
    act = Act("correct", "Lasius niger", "species")
    determine(museum.catalogue, anna, taken.specimen_id, act, museum.release)
    with museum.catalogue.writing() as tx:
        region = next(region for _, region, _ in tx.images.regions_of([frozen]))
        tx.images.move_region(region.region_id, taken.specimen_id, "moved")
    labels, findings = found(museum)
    assert str(region.region_id) not in {one.name for one in labels}
    assert findings.counts["frozen_before"] == 1
    assert [one.name for one in labels if one.specimen == str(taken.specimen_id)], "its own is used"


def _named(house: House, seed: int, number: str, name: str = "Lasius niger") -> UUID:
    """A new specimen with a name given before any machine's."""
    taken = house.receive(picture(seed), f"{number}.png", catalog_number=number).specimen_id
    _catalogued(house, taken, name, 1)
    return taken


def test_a_picture_that_trained_tests_under_no_other_specimen(
    museum: House, tmp_path: Path
) -> None:
    first = made(museum, tmp_path / "one")
    trained = [UUID(key) for key, part in first.parts.items() if part == "train"]
    frozen = UUID(next(key for key, part in first.parts.items() if part == "test"))
    to_frozen, to_new, redrawn = trained[:3]
    new = _named(museum, 40, "ANT0040")
    again = _named(museum, 41, "ANT0041")
    with museum.catalogue.writing() as tx:
        shown = {key: region for key, region, _ in tx.images.regions_of(trained)}
        tx.images.move_region(shown[to_frozen].region_id, frozen, "moved")
        tx.images.move_region(shown[to_new].region_id, new, "moved")
        gone = shown[redrawn]
        tx.images.remove_region(gone.region_id)
        box = Region(uuid5(gone.region_id, "box"), gone.image_id, "0.1,0.1,0.8,0.8", gone.kind)
        tx.images.add_regions([(box, again)])
    labels, findings = found(museum)
    by_region = {one.name: one for one in labels}
    assert str(shown[to_frozen].region_id) not in by_region
    assert findings.counts["trained_before"] == 1
    assert by_region[str(shown[to_new].region_id)].role == "training"
    assert by_region[str(box.region_id)].role == "training"
    for seed in range(6):
        parts = made(museum, tmp_path / f"later{seed}", seed=seed).parts
        assert {parts[str(new)], parts[str(again)]} <= {"train", "calibration"}


def test_names_that_were_held_out_are_kept_with_the_snapshot(museum: House, tmp_path: Path) -> None:
    for n, name in enumerate([f"{g}us alba" for g in "ABCDEF" for _ in range(3)]):
        _named(museum, 50 + n, f"ANT{50 + n:04}", name)
    wanted = HoldOut(genera=2)
    assert from_catalogue.held_out_before(
        museum.catalogue, LOCAL_ADMINISTRATOR, ["ANTS"], wanted
    ) == HoldOut(genera=2)
    labels, findings = found(museum)
    snapshot = build(labels, tmp_path / "one", Recipe(hold_out=wanted), findings)
    from_catalogue.record(museum.catalogue, snapshot)
    assert snapshot.held_out is not None
    genera = frozenset(snapshot.held_out["genera"])
    assert len(genera) == 2
    told = from_catalogue.held_out_before(
        museum.catalogue, LOCAL_ADMINISTRATOR, ["ANTS"], HoldOut()
    )
    assert told == HoldOut(held_genera=genera)
    with museum.catalogue.writing() as tx:  # as a snapshot of before is
        tx.connection.execute(update(snapshots).values(body={}))
    assert from_catalogue.held_out_before(
        museum.catalogue, LOCAL_ADMINISTRATOR, ["ANTS"], HoldOut()
    ) == HoldOut(untold=True)


def _catalogued(house: House, specimen: UUID, name: str, place: int, dated: str = "") -> None:
    """The museum's record bears the name from now on."""
    with house.catalogue.writing() as tx:
        said = Identification(
            uuid5(specimen, f"catalogue {place}"), specimen, "catalogue", "", scientific_name=name,
            taxon_rank="species", date_identified=dated or None, created=tx.at,
        )  # fmt: skip
        tx.identifications.add([said])
        tx.specimens.change(specimen, record={"scientificName": name, "taxonRank": "species"})


def test_of_a_museums_names_the_one_that_its_record_bears_is_believed(museum: House) -> None:
    taken = museum.receive(picture(31), "new.png", catalog_number="ANT0031").specimen_id
    _catalogued(museum, taken, "Lasius niger", 1)
    _catalogued(museum, taken, "Formica rufa", 2)
    with museum.catalogue.writing() as tx:  # the source went back to its first name
        tx.specimens.change(
            taken, record={"scientificName": "Lasius niger", "taxonRank": "species"}
        )
    label = next(one for one in found(museum)[0] if one.specimen == str(taken))
    assert label.lineage[-1] == ("species", "Lasius niger")
    anna = museum.member("Anna", ANTS=Right.IDENTIFIER)
    determine(
        museum.catalogue, anna, taken, Act("correct", "Formica rufa", "species"), museum.release
    )
    label = next(one for one in found(museum)[0] if one.specimen == str(taken))
    assert (label.basis, label.blind) == (REVIEWED, False), "a name of before is no museum's name"


@pytest.mark.parametrize(("dated", "blind"), [("", False), ("1987", True)])
def test_a_museum_name_written_after_the_machines_answer_is_not_blind(
    museum: House, dated: str, blind: bool
) -> None:
    taken = museum.take(picture(32), "new.png", catalog_number="ANT0032").specimen_id
    _catalogued(museum, taken, "Lasius niger", 1, dated)
    label = next(one for one in found(museum)[0] if one.specimen == str(taken))
    assert (label.basis, label.blind) == (MUSEUM, blind)


def test_the_catalogue_itself_refuses_a_frozen_specimen_in_training(
    museum: House, tmp_path: Path
) -> None:
    first = made(museum, tmp_path / "one")
    frozen = UUID(next(key for key, part in first.parts.items() if part == "test"))
    trained = UUID(next(key for key, part in first.parts.items() if part == "train"))

    def hold(member: Role) -> None:
        with museum.catalogue.writing() as tx:
            tx.snapshots.add("ee" * 32, "another", {})
            tx.snapshots.hold("ee" * 32, [member])

    for specimen, role, part in ((frozen, TRAINING, "train"), (trained, FROZEN, "test"), (frozen, FROZEN, "train")):  # fmt: skip
        with pytest.raises(IntegrityError):
            hold(Role(specimen, role, part))


def test_what_looks_like_a_frozen_specimen_is_left_out_of_training(
    museum: House, tmp_path: Path
) -> None:
    first = made(museum, tmp_path / "one")
    frozen = UUID(next(key for key, part in first.parts.items() if part == "test"))
    with museum.catalogue.reading() as tx:
        image = tx.images.regions_of([frozen])[0][2]
    seed = int(image.user_name.removeprefix("a").partition(".")[0].partition("_")[0] or 0)
    if image.user_name == "a0_p.png":
        seed = 100
    anna = museum.member("Anna", ANTS=Right.IDENTIFIER)
    twin = museum.take(picture(seed) + b"\0", "twin.png")
    act = Act("correct", "Lasius", "genus")
    determine(museum.catalogue, anna, twin.specimen_id, act, museum.release)
    later = made(museum, tmp_path / "later")
    assert str(twin.specimen_id) not in later.parts
    assert later.report["counts"]["sighted_in_test"] == 1
