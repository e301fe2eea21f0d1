"""The hot folder: whole files only, nothing guessed, retakes replace, restarts and unplugged shares."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from insecta.catalogue.tables import specimens
from insecta.domain.collection import Role
from insecta.errors import Conflict
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.number_patterns import named_pattern
from insecta.services.receive import Limits
from insecta.services.watch.folder import STILL, HotFolder
from insecta.services.watch.shot import Bench, Shot, next_number
from insecta.services.watch.station import Station, stations
from insecta.teaching.label import code_label
from tests.services.house import House, jpeg


def blurred(shade: int) -> bytes:
    """One dark blot with soft edges: there is something, and none of it is sharp."""
    import io

    import numpy as np
    from PIL import Image as Picture

    y, x = np.mgrid[0:300, 0:400]
    blot = shade - 90 * np.exp(-((x - 200) ** 2 + (y - 150) ** 2) / 9_000)
    pixels = np.repeat(blot[:, :, None], 3, axis=2).astype(np.uint8)
    data = io.BytesIO()
    Picture.fromarray(pixels).save(data, "JPEG", quality=92)
    return data.getvalue()


def coded(text: str, shade: int = 230) -> bytes:
    """A picture of a label with a data matrix code, as the teaching collection prints them."""
    import io

    from PIL import Image as Picture

    page = Picture.open(io.BytesIO(jpeg(shade - 30, size=(700, 500))))
    page.paste(code_label(text, ["Madagascar", "leg. Nobody"]), (60, 60))
    data = io.BytesIO()
    page.save(data, "JPEG", quality=95)
    return data.getvalue()


class Camera:
    """A folder that somebody photographs into, and the station that watches it."""

    def __init__(self, house: House, folder: Path, name: str = "stand") -> None:
        self.house = house
        self.folder = folder
        folder.mkdir(exist_ok=True)
        with house.catalogue.writing() as tx:
            collection = tx.collections.ensure("ANTS")
        bench = Bench(
            house.catalogue, house.store, LOCAL_ADMINISTRATOR, collection,
            named_pattern("antweb"), Limits(), name,
        )  # fmt: skip
        self.hot = HotFolder(folder, house.folder / "book.jsonl")
        self.station = Station(name, bench, self.hot)
        self.now = 0.0

    def shoots(self, name: str, data: bytes) -> Shot | None:
        (self.folder / name).write_bytes(data)
        found = self.sees()
        return found[0] if found else None

    def sees(self) -> list[Shot]:
        """Two looks, more than a second apart."""
        found = [self._deal(name) for _ in range(2) for name in self._whole()]
        self.station._show()
        return [one for one in found if one is not None]

    def _whole(self) -> list[str]:
        self.now += STILL + 0.1
        return self.hot.whole(self.now)

    def _deal(self, name: str) -> Shot | None:
        return self.station._deal(name)

    def shown(self) -> Any:
        (one,) = stations(self.house.catalogue, LOCAL_ADMINISTRATOR)
        return one


@pytest.fixture
def camera(house: House, tmp_path: Path) -> Camera:
    return Camera(house, tmp_path / "camera")


def test_a_file_that_grows_is_waited_for(camera: Camera) -> None:
    path, data = camera.folder / "CASENT0000001_h.jpg", jpeg(90)
    path.write_bytes(data[:2_000])
    assert camera._whole() == []
    path.write_bytes(data)
    assert camera._whole() == []
    assert camera._whole() == [path.name]
    before = path.stat()
    camera._deal(path.name)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (data, before.st_mtime_ns)
    assert camera._whole() == []


def test_good_shots_are_taken_in_and_the_next_number_is_told(camera: Camera) -> None:
    shot = camera.shoots("casent0000009_h_1_high.jpg", jpeg(90))
    assert shot is not None
    assert (shot.number, shot.view, shot.barcode, shot.sharp) == (
        "casent0000009",
        "head",
        "not_read",
        True,
    )
    assert (shot.is_good, shot.already, shot.held) == (True, 0, None)
    body = camera.shown().body
    assert (body["expected"], body["lastHour"], body["collection"]) == ("casent0000010", 1, "ANTS")
    assert body["shots"][0]["imageId"] == str(shot.image_id)


def test_a_barcode_that_agrees_and_one_that_does_not(camera: Camera) -> None:
    good = camera.shoots("casent0000001_h.jpg", coded("CASENT0000001"))
    assert good is not None
    assert (good.barcode, good.is_good) == ("read", True)
    other = camera.shoots("casent0000002_h.jpg", coded("CASENT0000003"))
    assert other is not None
    assert (other.barcode, other.image_id) == ("disagrees", None)
    assert "two numbers" in str(other.held)
    by_code = camera.shoots("DSC_0001.jpg", coded("CASENT0000004", 220))
    assert by_code is not None
    assert (by_code.number, by_code.barcode) == ("CASENT0000004", "read")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("DSC_0001.jpg", jpeg(90), "no number"),
        ("casent0000001_casent0000002.jpg", jpeg(90), "several numbers"),
        ("casent0000001_h.jpg", b"no picture" * 100, "not a usable picture"),
    ],
)
def test_what_cannot_be_filed_is_held(camera: Camera, name: str, data: bytes, why: str) -> None:
    shot = camera.shoots(name, data)
    assert shot is not None
    assert why in str(shot.held)
    with camera.house.catalogue.reading() as tx:
        assert tx.images.count() == 0
    assert (camera.folder / name).read_bytes() == data


def test_a_retake_replaces_a_wrong_shot_and_both_are_kept(camera: Camera) -> None:
    wrong = camera.shoots("casent0000001_h.jpg", blurred(200))
    assert wrong is not None
    assert (wrong.sharp, wrong.is_good) == (False, False)
    again = camera.shoots("casent0000001_h_2.jpg", jpeg(40))
    assert again is not None
    assert (again.superseded, again.already, again.is_good) == (wrong.image_id, 0, True)
    third = camera.shoots("casent0000001_h_3.jpg", jpeg(45))
    assert third is not None
    assert (third.superseded, third.already) == (None, 1)
    house = camera.house
    with house.catalogue.reading() as tx:
        assert tx.images.count() == 3
    old = house.image(wrong.image_id)  # type: ignore[arg-type]
    assert old.is_superseded


def test_a_restart_goes_on_and_an_unplugged_share_is_waited_for(
    camera: Camera, tmp_path: Path
) -> None:
    assert camera.shoots("casent0000001_h.jpg", jpeg(90)) is not None
    camera.station._leave()
    second = Camera(camera.house, camera.folder)
    assert second.sees() == []
    os.rename(camera.folder, tmp_path / "unplugged")
    assert second.hot.whole(50.0) == []
    assert second.hot.gone
    second.station.look()
    os.rename(tmp_path / "unplugged", camera.folder)
    shot = second.shoots("casent0000002_h.jpg", jpeg(70))
    assert shot is not None
    assert not second.hot.gone
    (camera.house.folder / "book.jsonl").unlink()
    second.station._leave()
    third = Camera(camera.house, camera.folder)
    assert len(third.sees()) == 2, "read again"
    with camera.house.catalogue.reading() as tx:
        assert tx.images.count() == 2, "and no picture made twice"


def test_one_name_is_one_station_and_strangers_see_none(camera: Camera, tmp_path: Path) -> None:
    camera.station._show()
    with pytest.raises(Conflict):
        Camera(camera.house, tmp_path / "other").station._show()
    bees = camera.house.member("bees", BEES=Role.CURATOR)
    assert stations(camera.house.catalogue, bees) == []
    ants = camera.house.member("ants", ANTS=Role.CONTRIBUTOR)
    assert [one.name for one in stations(camera.house.catalogue, ants)] == ["stand"]
    camera.station._leave()
    assert not camera.shown().live


@pytest.mark.parametrize(
    ("number", "after"),
    [
        ("CASENT0000009", "CASENT0000010"),
        ("PSW10121-13", "PSW10121-14"),
        ("x99", "x100"),
        ("abc", None),
    ],
)
def test_the_next_number(number: str, after: str | None) -> None:
    assert next_number(number) == after


def test_a_picture_that_is_refused_is_held_and_the_next_one_taken(camera: Camera) -> None:
    shot = camera.shoots("casent0000001_h.jpg", jpeg(90))
    assert shot is not None
    with camera.house.catalogue.writing() as tx:
        (key,) = tx.specimens.page(None, 10)
        tx.connection.execute(
            update(specimens).where(specimens.c.specimen_id == key).values(deleted_at=tx.at)
        )
    refused = camera.shoots("casent0000001_p.jpg", jpeg(80))
    assert refused is not None
    assert refused.held is not None
    assert "deleted" in refused.held
    after = camera.shoots("casent0000002_h.jpg", jpeg(70))
    assert after is not None
    assert after.is_good


def test_a_book_cut_short_is_read_as_far_as_it_goes(camera: Camera) -> None:
    camera.shoots("casent0000001_h.jpg", jpeg(90))
    with (camera.house.folder / "book.jsonl").open("a") as book:
        book.write('["casent0000002_h.jpg", 12')
    camera.station._leave()
    again = Camera(camera.house, camera.folder)
    assert again.sees() == []
    assert again.shoots("casent0000003_h.jpg", jpeg(60)) is not None
    again.station._leave()
    assert Camera(camera.house, camera.folder).sees() == []


def test_a_retake_replaces_though_its_station_was_killed_before_it_said_so(
    camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = camera.shoots("casent0000001_h.jpg", blurred(200))
    assert wrong is not None

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("insecta.services.watch.shot._supersede", killed)
        with pytest.raises(KeyboardInterrupt):
            camera.shoots("casent0000001_h_2.jpg", jpeg(40))
    camera.station._leave()
    (again,) = Camera(camera.house, camera.folder).sees()
    assert again.superseded == wrong.image_id
