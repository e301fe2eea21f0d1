"""What visitors send is read by its link, found by nobody, and really gone after 24 hours."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from insecta.catalogue.tables import (
    blobs,
    embeddings,
    identifications,
    images,
    region_specimens,
    regions,
    scores,
    specimens,
)
from insecta.domain.collection import Role
from insecta.domain.identity import VISITORS, blob_key, close_view_key, rendition_key, thumbnail_key
from insecta.domain.specimen import Image
from insecta.errors import BadPicture, Forbidden, Invalid, NotFound, OverBudget
from insecta.services import index, uploads, visitors
from insecta.services.access import ANONYMOUS, LOCAL_ADMINISTRATOR
from insecta.services.evidence import evidence
from insecta.services.find import find
from insecta.services.follow import follow
from insecta.services.keep import Place, Wish, keep
from insecta.services.receive import Limits, Received, Upload
from insecta.services.show.images import rendition, show_image
from insecta.services.show.specimens import show_specimen
from tests.services.house import House, jpeg

OPEN = Limits(visitors=5)
NOW = timedelta(0)
KEEP = Wish("mine", "CC BY 4.0", consent=True, creator="A. Collector")


def _visit(house: House, data: bytes, **more: str) -> Received:
    received = house.receive(data, principal=ANONYMOUS, collection=VISITORS, limits=OPEN, **more)
    house.identify([house.region(received)])
    house.catch_up()
    return received


def _rows(house: House) -> dict[str, int]:
    tables = (
        specimens,
        images,
        regions,
        region_specimens,
        identifications,
        scores,
        embeddings,
        blobs,
    )
    with house.catalogue.reading() as tx:
        return {
            table.name: tx.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }


def _keys(image: Image) -> list[str]:
    return [
        blob_key(image.sha256),
        rendition_key(image.sha256),
        close_view_key(image.sha256),
        thumbnail_key(image.sha256),
    ]


def _agree(house: House) -> bool:
    """Whether the search index holds what the catalogue says it should."""
    expected, versions = index.catalogue_digest(house.catalogue)
    found = house.index.refresh("specimens-1")
    return (found.count, found.digest) == (len(versions), expected)


def test_who_has_the_link_reads_it_and_nobody_finds_it(house: House) -> None:
    visit = _visit(house, jpeg(40))
    shown = show_image(house.catalogue, ANONYMOUS, visit.image_id, house.release)
    assert (shown.state, shown.collection) == ("answered", VISITORS)
    assert rendition(house.catalogue, house.store, ANONYMOUS, visit.image_id, "full")[0]
    page = show_specimen(house.catalogue, ANONYMOUS, visit.specimen_id, house.release)
    assert [one.id for one in page.images] == [visit.image_id]
    assert evidence(house.catalogue, house.index, ANONYMOUS, visit.specimen_id, house.release)
    for principal in (ANONYMOUS, LOCAL_ADMINISTRATOR):
        assert find(house.catalogue, house.index, principal, "").total == 0
    assert _agree(house)
    told = {str(one.data.get("specimen_id")) for one in follow(house.catalogue, ANONYMOUS, 0)[1]}
    assert str(visit.specimen_id) not in told


def test_two_visitors_with_the_same_picture_do_not_meet(house: House) -> None:
    one, two = _visit(house, jpeg(40)), _visit(house, jpeg(40))
    assert one.created
    assert two.created
    assert one.image_id != two.image_id
    assert one.specimen_id != two.specimen_id


def test_several_views_are_one_specimen(house: House) -> None:
    first = _visit(house, jpeg(40))
    second = _visit(house, jpeg(44, 1), specimen=str(first.specimen_id))
    assert second.specimen_id == first.specimen_id


def test_after_its_time_nothing_of_it_is_left(house: House) -> None:
    before = _rows(house)
    visit = _visit(house, jpeg(40))
    image = house.image(visit.image_id)
    rendition(house.catalogue, house.store, ANONYMOUS, visit.image_id, "large")
    rendition(house.catalogue, house.store, ANONYMOUS, visit.image_id, "thumbnail")
    assert house.store.size(thumbnail_key(image.sha256))
    assert visitors.sweep(house.catalogue, house.store) == 0  # its day is not over
    assert visitors.sweep(house.catalogue, house.store, NOW) == 1
    assert _rows(house) == before
    assert [key for key in _keys(image) if house.store.size(key) is not None] == []
    with pytest.raises(NotFound):
        show_image(house.catalogue, ANONYMOUS, visit.image_id, house.release)
    house.catch_up()  # events that came before find no rows
    assert _agree(house)


def test_bytes_that_somebody_else_has_stay(house: House) -> None:
    visit = _visit(house, jpeg(40))
    own = house.take(jpeg(40), catalog_number="A1")
    visitors.sweep(house.catalogue, house.store, NOW)
    shown = show_image(house.catalogue, LOCAL_ADMINISTRATOR, own.image_id, house.release)
    assert shown.state == "answered"
    image = house.image(own.image_id)
    assert all(house.store.size(key) is not None for key in _keys(image)[:2])
    with pytest.raises(NotFound):
        show_image(house.catalogue, ANONYMOUS, visit.image_id, house.release)


def test_bytes_that_a_picture_had_before_stay(house: House) -> None:
    own = house.take(jpeg(40), catalog_number="A1")
    before = house.image(own.image_id).sha256
    with house.catalogue.writing() as tx:
        newer = tx.images.blob(before)
        tx.images.add_blobs([type(newer)("f" * 64, 1, "JPEG", 1, 1)])
        tx.images.change(own.image_id, sha256="f" * 64, former_blobs=[{"sha256": before}])
    _visit(house, jpeg(40))
    visitors.sweep(house.catalogue, house.store, NOW)
    assert house.store.size(blob_key(before)) is not None


def test_who_receives_the_same_bytes_while_they_are_swept_keeps_them(house: House) -> None:
    """The sweep takes the object between another's look for it and their row."""
    visit = _visit(house, jpeg(40))
    image = house.image(visit.image_id)

    real = house.store

    class Meeting:
        """The store as it is, swept in the moment that the bytes were found there."""

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def put(self, key: str, chunks: list[bytes]) -> bool:
            fresh = real.put(key, chunks)
            if key == blob_key(image.sha256) and not fresh:
                visitors.sweep(house.catalogue, real, NOW)
            return fresh

    house.store = Meeting()  # type: ignore[assignment]
    try:
        house.receive(jpeg(40), catalog_number="A1")
    finally:
        house.store = real
    assert house.store.size(blob_key(image.sha256)) is not None
    assert house.store.size(rendition_key(image.sha256)) is not None


class Killed(BaseException):
    """As by kill -9: nothing of ours runs after it."""


@pytest.mark.parametrize("last", range(1, 12))
def test_a_sweep_killed_at_any_step_loses_nobodys_bytes(house: House, last: int) -> None:
    """Somebody sends the same picture just then; the next sweep ends what the killed one began."""
    visit = _visit(house, jpeg(40))
    image = house.image(visit.image_id)
    real, steps = house.store, 0

    class Dying:
        """The store as it is, until its step `last`; the other picture arrives before the first deletion."""

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def _step(self) -> None:
            nonlocal steps
            steps += 1
            if steps >= last:
                raise Killed

        def put(self, key: str, chunks: list[bytes]) -> bool:
            self._step()
            return real.put(key, chunks)

        def delete(self, key: str) -> None:
            if key == blob_key(image.sha256):
                house.receive(jpeg(40), catalog_number="A1")
            self._step()
            real.delete(key)

    with contextlib.suppress(Killed):
        visitors.sweep(house.catalogue, Dying(), NOW)  # type: ignore[arg-type]
    visitors.sweep(house.catalogue, real, NOW)
    with house.catalogue.reading() as tx:
        wanted = image.sha256 in tx.images.blobs([image.sha256])
    kept = [house.store.size(key) is not None for key in _keys(image)[:2]]
    assert kept == [wanted, wanted] or not wanted
    assert list(real.keys(visitors.ASIDE)) == []


@pytest.mark.parametrize("said", [{"catalog_number": "A1"}, {"licence": "CC0"}, {"creator": "me"}])
def test_a_visitor_claims_nothing(house: House, said: dict[str, str]) -> None:
    with pytest.raises(Invalid, match="bears no number"):
        _visit(house, jpeg(40), **said)


def test_as_many_as_are_allowed_and_not_where_it_is_off(house: House) -> None:
    for seed in range(5):
        _visit(house, jpeg(40, seed))
    with pytest.raises(OverBudget, match="5 pictures today"):
        _visit(house, jpeg(40, 9))
    with pytest.raises(NotFound):
        house.receive(jpeg(1), principal=ANONYMOUS, collection=VISITORS, limits=Limits())


def test_a_visitors_picture_has_fewer_bytes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insecta.services.receive.MOST_BYTES", 1_000)
    with pytest.raises(BadPicture, match="more than 1,000 bytes"):
        _visit(house, jpeg(40))
    assert house.receive(jpeg(40)).created


def _keep(house: House, visit: UUID, wish: Wish = KEEP, role: Role = Role.CONTRIBUTOR) -> UUID:
    member = house.member(f"{role.name} {visit}", mine=role)
    return keep(house.catalogue, house.store, member, visit, wish, OPEN)


def test_keeping_moves_every_view_with_licence_credit_and_kind(house: House) -> None:
    visit = _visit(house, jpeg(40), basis_of_record="HumanObservation")
    _visit(house, jpeg(44, 1), specimen=str(visit.specimen_id))
    place = Place("about", 48.137, -11.575)
    kept = _keep(house, visit.specimen_id, Wish(**{**vars_of(KEEP), "place": place}))
    page = show_specimen(house.catalogue, LOCAL_ADMINISTRATOR, kept, house.release)
    assert (page.collection, page.basis_of_record) == ("mine", "HumanObservation")
    assert {one.licence for one in page.images} == {"https://creativecommons.org/licenses/by/4.0/"}
    assert [one.creator for one in page.images] == ["A. Collector"] * 2
    assert page.record["decimalLatitude"] == pytest.approx(48.15)
    assert page.record["decimalLongitude"] == pytest.approx(-11.55)
    assert "tenth of a degree" in str(page.record["dataGeneralizations"])
    with pytest.raises(NotFound):  # the visitors' copy is gone at once
        show_image(house.catalogue, ANONYMOUS, visit.image_id, house.release)
    assert _keep(house, visit.specimen_id, role=Role.CURATOR) == kept  # a double click
    visitors.sweep(house.catalogue, house.store, NOW)
    assert len(show_specimen(house.catalogue, LOCAL_ADMINISTRATOR, kept, house.release).images) == 2


def test_what_somebody_signed_in_sent_nobody_else_keeps(house: House) -> None:
    """The link lets others read it, not take, license and remove it."""
    sender = house.member("sender", mine=Role.CONTRIBUTOR)
    sent = house.receive(jpeg(40), principal=sender, collection=VISITORS, limits=OPEN)
    with pytest.raises(NotFound, match="no such specimen"):
        _keep(house, sent.specimen_id)
    assert show_image(house.catalogue, ANONYMOUS, sent.image_id, house.release).id == sent.image_id
    kept = keep(house.catalogue, house.store, sender, sent.specimen_id, KEEP, OPEN)
    assert house.specimen(kept).sent_by == sender.principal_id


def vars_of(wish: Wish) -> dict[str, object]:
    return {name: getattr(wish, name) for name in wish.__slots__}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"consent": False}, Invalid),
        ({"licence": "all mine"}, Invalid),
        ({"place": Place("exact")}, Invalid),
        ({"place": Place("exact", 95.0, 0.0)}, Invalid),
        ({"collection": "elsewhere"}, NotFound),
    ],
)
def test_keeping_without_what_it_asks_for_keeps_nothing(
    house: House, change: dict[str, object], error: type[Exception]
) -> None:
    visit = _visit(house, jpeg(40))
    with pytest.raises(error):
        _keep(house, visit.specimen_id, Wish(**{**vars_of(KEEP), **change}))
    assert show_image(house.catalogue, ANONYMOUS, visit.image_id, house.release)


def test_a_viewer_keeps_nothing(house: House) -> None:
    visit = _visit(house, jpeg(40))
    with pytest.raises(Forbidden):
        _keep(house, visit.specimen_id, role=Role.VIEWER)


def test_uploads_that_visitors_begin_and_never_end_are_counted(house: House) -> None:
    """What nobody goes on with lies for 24 hours: so much as all their pictures may hold."""
    wanted = Upload("x.jpg", VISITORS)
    for _ in range(5):
        uploads.begin(house.catalogue, ANONYMOUS, wanted, 1_000, OPEN)
    with pytest.raises(OverBudget, match="5 uploads are begun"):
        uploads.begin(house.catalogue, ANONYMOUS, wanted, 1_000, OPEN)


def test_nobody_announces_more_than_the_disk_may_lose(house: House) -> None:
    limits = Limits(max_bytes=1_000)
    for _ in range(uploads.UNFINISHED):
        known = uploads.begin(house.catalogue, LOCAL_ADMINISTRATOR, Upload("x.jpg"), 1_000, limits)
    with pytest.raises(OverBudget, match="begun and not ended"):
        uploads.begin(house.catalogue, LOCAL_ADMINISTRATOR, Upload("x.jpg"), 1_000, limits)
    uploads.end(house.catalogue, house.store, known)
    uploads.begin(house.catalogue, LOCAL_ADMINISTRATOR, Upload("x.jpg"), 1_000, limits)
