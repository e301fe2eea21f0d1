"""`insecta dead-letters` and `insecta events init` as a person runs them, on the embedded set."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from insecta import wire
from insecta.catalogue.schema import migrate
from insecta.catalogue.unit_of_work import Catalogue
from insecta.cli.main import main
from insecta.domain.events import SpecimenChanged
from insecta.settings import load

Run = Callable[..., tuple[int, list[dict[str, object]]]]


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path))
    made = Catalogue(load().catalogue)
    migrate(made)
    made.close()
    return made


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, list[dict[str, object]]]:
        capsys.readouterr()
        code = main([*words, "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return call


def bury(catalogue: Catalogue) -> str:
    event = SpecimenChanged(id=uuid4(), time=datetime.now(UTC), specimen_id=uuid4())
    with catalogue.writing() as tx:
        body = wire.encode(event).decode()
        tx.letters.bury("index", event.id, event.topic, body, "too long a name [red]")
    return str(event.id)


def test_groups_are_made_once(catalogue: Catalogue, run: Run) -> None:
    code, (made,) = run("events", "init")
    assert code == 0
    groups = ("identify", "index", "notify")
    assert made == {"groups": [{"name": name, "made": True} for name in groups]}
    assert main(["events", "init"]) == 0
    _, (again,) = run("events", "init")
    assert [one["made"] for one in again["groups"]] == [False] * 3  # type: ignore[attr-defined]


def test_letters_are_listed_shown_and_replayed_once(catalogue: Catalogue, run: Run) -> None:
    assert run("dead-letters", "list") == (0, [])
    events = {bury(catalogue), bury(catalogue)}
    code, found = run("dead-letters", "list")
    assert code == 1
    assert {one["event"] for one in found} == events
    letter = str(found[0]["letter"])
    code, (shown,) = run("dead-letters", "show", letter[:13])
    assert (code, shown) == (0, found[0])
    assert run("dead-letters", "replay", letter)[0] == 0
    code, (answer,) = run("dead-letters", "replay", letter)
    assert (code, answer["replayed"]) == (1, False)
    assert "already" in str(answer["reason"])
    assert len(run("dead-letters", "list")[1]) == 1
    assert run("dead-letters", "replay", "--all")[0] == 0
    assert run("dead-letters", "list") == (0, [])
    assert len(run("dead-letters", "list", "--all")[1]) == 2


def test_tables_for_people_show_reasons_as_text(
    catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    bury(catalogue)
    assert main(["dead-letters", "list"]) == 1
    assert "too long a name [red]" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["--all", "abc"]])
def test_replay_must_be_told_which(
    catalogue: Catalogue, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["dead-letters", "replay", *words]) == 1
    assert "ids, or --all" in capsys.readouterr().err


def test_an_unknown_letter_is_told(
    catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dead-letters", "show", "abc"]) == 1
    assert "no dead letter abc" in capsys.readouterr().err
