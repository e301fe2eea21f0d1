"""What each drawer holds: pins counted, those unlike their tray, trays with no name (users: 21)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from insecta.domain.collection import Role
from insecta.errors import NotFound
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.determine import Act, determine
from insecta.services.drawers import drawers
from insecta.services.region_pixels import ShownPixels
from insecta.services.regions import add_region, set_many
from insecta.services.tray_labels import TrayLabels, agrees, known_name
from insecta.teaching.label import text_label
from insecta.vision.label_text import LabelReader
from insecta.vision.many import Kind
from tests.services.house import House, jpeg

pytestmark = pytest.mark.seconds


def tray(pins: int, seed: int) -> Image.Image:
    """Dark bodies of three parts in rows of three on pale foam."""
    noise = np.random.default_rng(seed).normal(0, 2, (600, 800, 3))
    picture = Image.fromarray(np.clip(228 + noise, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for n in range(pins):
        x, y = 130 + 250 * (n % 3), 110 + 180 * (n // 3)
        for left, right, half in ((-55, -25, 14), (-28, 15, 11), (8, 60, 20)):
            draw.ellipse((x + left, y - half, x + right, y + half), fill=(60, 36, 22))
    return picture


def surely_camponotus(_: np.ndarray) -> np.ndarray:
    leaves = np.full(9, 0.01 / 8, dtype=np.float32)
    leaves[1] = 0.99
    return leaves


def test_pins_misfits_and_trays_with_no_name_are_told(house: House, tmp_path: Path) -> None:
    """A tray whose list says Lasius, and one of which it says nothing; all look like Camponotus."""
    for number, pins in ((7, 7), (8, 5)):
        tray(pins, number).save(tmp_path / f"{number}.png")
    (tmp_path / "list.csv").write_text(
        "file,catalogNumber,scientificName,taxonRank\n"
        "7.png,DRAWER-7,Lasius niger,species\n8.png,DRAWER-8,,\n"
    )
    house.classifier._script = surely_camponotus
    with house.catalogue.writing() as tx:
        tx.collections.ensure("TRAYS")
    set_many(house.catalogue, LOCAL_ADMINISTRATOR, "TRAYS", True)
    house.take_in(tmp_path / "list.csv", "TRAYS", many=True)
    house.take(jpeg(100), "one.jpg", collection="TRAYS")

    lasius, nameless = drawers(house.catalogue, LOCAL_ADMINISTRATOR, "TRAYS", house.release)
    assert [(one.storage, one.picture, one.pins) for one in (lasius, nameless)] == [
        ("DRAWER-7", "7.png", 7), ("DRAWER-8", "8.png", 5),
    ], "a picture of one specimen is no drawer"  # fmt: skip
    assert (lasius.proposed, lasius.with_number, lasius.labels) == (7, 0, 0)
    assert (lasius.names, lasius.unnamed) == ((("Lasius niger", 7),), 0)
    assert (nameless.names, nameless.unnamed) == ((), 5)
    assert (lasius.gaps, nameless.gaps) == ((), None), "two rows of three, and too few pins to tell"
    assert (lasius.on_labels, lasius.agree) == (None, None), "nobody has read them"
    assert lasius.answered == nameless.answered + 2 == len(lasius.misfits) == 7
    assert {(one.tray, one.answer) for one in lasius.misfits} == {("Lasius niger", "Camponotus a")}
    assert not nameless.misfits, "nothing is unlike a tray that has no name"

    drawn = add_region(
        house.catalogue, house.store, LOCAL_ADMINISTRATOR, lasius.image_id, (0.4, 0.7, 0.2, 0.25),
        Kind.SPECIMEN, None,
    )  # fmt: skip
    assert drawn.specimen_id is not None
    with house.catalogue.reading() as tx:
        said = tx.identifications.of_specimens([drawn.specimen_id])[drawn.specimen_id]
    assert [(one.kind, one.scientific_name) for one in said] == [("catalogue", "Lasius niger")]
    now = next(drawers(house.catalogue, LOCAL_ADMINISTRATOR, "TRAYS", house.release))
    assert (now.pins, now.proposed, now.names) == (8, 7, (("Lasius niger", 8),))
    assert now.misfits == lasius.misfits, "no release has seen what was drawn"

    anna = house.member("Anna", TRAYS=Role.IDENTIFIER)
    first, act = lasius.misfits[0], Act("correct", "Lasius niger", "species")
    determine(house.catalogue, anna, first.specimen_id, act, house.release)
    now = next(drawers(house.catalogue, anna, "TRAYS", house.release))
    assert set(now.misfits) == set(lasius.misfits) - {first}, "a person has spoken of it"

    stranger = house.member("Somebody", ELSEWHERE=Role.CURATOR)
    with pytest.raises(NotFound):
        next(drawers(house.catalogue, stranger, "TRAYS", house.release))


def test_a_name_on_a_label_is_proposed_for_its_tray(house: House, tmp_path: Path) -> None:
    """Only names that the release or the list knows; what is written fits the list or does not."""
    picture = tray(6, 2)
    picture.paste(text_label(("Camponotus", "Camera obscura"), 40), (40, 480))
    picture.save(tmp_path / "2.png")
    (tmp_path / "list.csv").write_text(
        "file,catalogNumber,scientificName,taxonRank\n2.png,DRAWER-2,Lasius niger,species\n"
    )
    with house.catalogue.writing() as tx:
        tx.collections.ensure("LABELS")
    set_many(house.catalogue, LOCAL_ADMINISTRATOR, "LABELS", True)
    house.take_in(tmp_path / "list.csv", "LABELS", many=True)
    reader = TrayLabels(ShownPixels(house.store), LabelReader())
    (one,) = drawers(house.catalogue, LOCAL_ADMINISTRATOR, "LABELS", house.release, reader)
    assert (one.storage, one.on_labels, one.agree) == ("DRAWER-2", ("Camponotus",), False)


def test_a_name_fits_what_it_lies_in() -> None:
    assert agrees(["Lasius"], ["Lasius niger"])
    assert agrees(["Lasius niger"], ["Lasius"])
    assert not agrees(["Lasius", "Camponotus"], ["Lasius niger"])
    assert known_name("Lasius cf. niger", {"Lasius"}) is None, "an uncertain name is none"
