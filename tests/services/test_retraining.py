"""When to train again: people's names since the last snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from insecta.catalogue.snapshots import TRAINING, Role
from insecta.cli.main import main
from insecta.cli.model_due import NOT_YET
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.retraining import due
from tests.services.house import House, jpeg
from tests.services.test_documents import identify_by_person


def test_specimens_that_people_named_since_the_last_snapshot_count(house: House) -> None:
    first, second = house.take(jpeg(40)), house.take(jpeg(40, 1))
    identify_by_person(house, first)
    identify_by_person(house, first, "Lasius", "genus")
    found = due(house.catalogue, LOCAL_ADMINISTRATOR, ["ANTS"], 2)
    assert (found.named, found.since, found.is_due) == (1, None, False)
    with house.catalogue.writing() as tx:
        tx.snapshots.add("ab" * 32, "first", {})
        tx.snapshots.hold("ab" * 32, [Role(first.specimen_id, TRAINING, "train")])
        bees = tx.collections.ensure("BEES").collection_id
        assert tx.snapshots.newest([bees]) is None, "that of another collection is none"
    assert due(house.catalogue, LOCAL_ADMINISTRATOR, ["ANTS"], 1).named == 0
    identify_by_person(house, second)
    assert due(house.catalogue, LOCAL_ADMINISTRATOR, ["ANTS"], 1).is_due


def test_the_command_says_not_yet_by_its_exit_code(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    identify_by_person(house, house.take(jpeg(40)))
    monkeypatch.setenv("INSECTA_DATA", str(house.settings.data))
    words = ["model", "due", "--collection", "ANTS"]
    assert main([*words, "--least", "2"]) == NOT_YET
    assert main([*words, "--least", "1", "--json"]) == 0
    assert '"due": true' in capsys.readouterr().out


def test_a_snapshot_that_is_not_whole_is_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "snapshot.json").write_text('{"counts": {"train": 3}}')
    words = ["dataset", "build", "--collection", "ANTS", "--out", str(tmp_path), "--keep", "--json"]
    assert main(words) != 0
    assert "is not what snapshot.json says" in capsys.readouterr().err
