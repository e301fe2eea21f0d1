"""Originals of prepared pictures outlive audits that come before their rows."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from insecta.domain.identity import blob_key
from insecta.services import fixity
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.audit import objects
from insecta.services.audit.finding import Finding
from insecta.services.audit.finding import House as Audited
from insecta.services.log_care import LogCare
from tests.services.bulk.work import Bulk
from tests.services.house import House, jpeg

DAYS = 2 * 24 * 3600
NAMES = ["MUS0.jpg", "MUS1.jpg", "MUS2.jpg"]


@pytest.fixture
def source(pictures: Path) -> Path:
    for number, name in enumerate(NAMES):
        (pictures / name).write_bytes(jpeg(60 + 40 * number, number))
    return pictures


def audit_later(house: House, care: LogCare) -> list[Finding]:
    """What an audit with repair does when all that lies there is two days older."""
    root = house.store.root
    for path in [*(root / "blobs").rglob("*"), *(root / objects.ASIDE).rglob("*"),
                 *(root / "renditions").rglob("*")]:  # fmt: skip
        if path.is_file():
            os.utime(path, (time.time() - DAYS, time.time() - DAYS))
    audited = Audited(house.catalogue, house.store, house.index, house.release, care)
    return list(objects.check(audited, repair=True))


@pytest.fixture
def care(house: House) -> LogCare:
    from insecta.adapters.table_care import open_care

    return open_care("table:", house.catalogue)


def is_whole(house: House, number: int) -> bool:
    report = fixity.check(house.catalogue, house.store, LOCAL_ADMINISTRATOR)
    return report.is_whole and report.checked == number


def test_a_run_that_lay_for_days_fails_what_is_lost_and_retried_is_whole(
    house: House, source: Path, care: LogCare
) -> None:
    bulk = Bulk(house, source)
    bulk.prepare()
    bulk.see()
    assert len(audit_later(house, care)) == 6  # originals and renditions are set aside
    audit_later(house, care)  # and deleted
    assert list(house.store.keys("blobs/")) == []
    bulk.load()
    assert bulk.states() == dict.fromkeys(NAMES, "failed")
    assert all("original is gone" in str(why) for _, _, why in house.states(bulk.run).values())
    assert bulk.retry().state == "finished"
    assert "failed" not in bulk.states().values()
    assert is_whole(house, 3)


def test_what_was_only_set_aside_is_taken_back_by_loading(
    house: House, source: Path, care: LogCare
) -> None:
    bulk = Bulk(house, source)
    bulk.prepare()
    bulk.see()
    audit_later(house, care)
    bulk.load()
    assert "failed" not in bulk.states().values()
    assert list(house.store.keys(objects.ASIDE)) == []
    assert is_whole(house, 3)


def test_a_number_that_was_mended_after_its_original_was_set_aside(
    house: House, pictures: Path, care: LogCare, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pictures / "a.jpg").write_bytes(jpeg(90))
    listed = pictures / "list.csv"
    listed.write_text("file,catalogNumber\na.jpg,MUS0001\n")
    monkeypatch.setattr("insecta.services.admit.read_codes", lambda _: [_Code("MUS0002")])
    first = Bulk(house, listed)
    first.work()
    assert first.states() == {"a.jpg": "rejected"}
    audit_later(house, care)
    audit_later(house, care)
    listed.write_text("file,catalogNumber\na.jpg,MUS0002\n")
    mended = Bulk(house, listed)
    mended.work()
    assert mended.prepared == first.prepared, "the shard is found, nothing is read again"
    assert mended.states() == {"a.jpg": "failed"}
    mended.retry()
    assert mended.states()["a.jpg"] in ("done", "abstained")
    with house.catalogue.reading() as tx:
        (image,) = tx.images.by_source_keys(mended.collection.collection_id, ["a.jpg"]).values()
    assert house.store.size(blob_key(image.sha256)) is not None
    assert is_whole(house, 1)


class _Code:
    """A code read in a picture."""

    def __init__(self, text: str) -> None:
        self.text = text
