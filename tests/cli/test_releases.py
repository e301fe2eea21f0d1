"""`insecta model`: compare, promote through the gate, roll back, and what a release says of itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from insecta.vision.release_folder import read_release
from tests.cli.conftest import Drawn
from tests.cli.inside import Inside
from tests.cli.teaching_house import FIRST, ROOT, SECOND, names
from tests.services.test_gate import evaluation, often

pytestmark = pytest.mark.slow

OLD, NEW = (read_release(folder).release.digest for folder in (FIRST, SECOND))


def answering(insecta: Inside) -> str:
    return str(insecta.done("model", "card", "--json").json["digest"])


def test_two_evaluations_are_compared_on_the_same_specimens(
    drawn_once: Drawn, tmp_path: Path
) -> None:
    good = evaluation(tmp_path / "good", OLD, often(0.97))
    bad = evaluation(tmp_path / "bad", NEW, lambda n: often(0.97)(n) and n % 9 > 0)
    told = drawn_once.insecta.done("model", "compare", good, bad, "--json").json
    assert told["decision"] == "worse"
    shown = drawn_once.insecta.done("model", "compare", good, bad)
    assert "worse than the champion" in shown.err
    assert "best species right" in shown.out
    assert drawn_once.insecta.done("model", "compare", bad, good, "--json").json["decision"] == (
        "not_worse"
    )
    nothing = drawn_once.insecta.run("model", "compare", good, tmp_path)
    assert (nothing.code, "no evaluation" in nothing.err) == (1, True)


def test_the_gate_promotes_what_is_not_worse_and_the_card_says_where_it_stands(
    drawn: Drawn, tmp_path: Path
) -> None:
    insecta = drawn.insecta
    assert answering(insecta) == OLD
    old = evaluation(tmp_path / "old", OLD, often(0.96))
    worse = evaluation(tmp_path / "worse", NEW, often(0.7))
    new = evaluation(tmp_path / "new", NEW, often(0.98))
    refused = insecta.run("model", "promote", SECOND, "--evaluation", worse, "--against", old)
    assert (refused.code, "worse than the champion" in refused.err) == (1, True)
    assert answering(insecta) == OLD
    told = insecta.done("model", "promote", SECOND, "--evaluation", new, "--json").json
    assert told == {"release": NEW, "promotion": 2, "decision": "not_worse", "override": None}
    card = insecta.done("model", "card", "--json").json
    assert (card["digest"], [one["number"] for one in card["promotions"]]) == (NEW, [2])
    page = insecta.done("model", "card", NEW[:10]).out
    assert (SECOND / "card.md").read_text(encoding="utf-8") in page
    assert "answers already" in insecta.done("model", "promote", SECOND, "--override", "x").err


def test_one_command_goes_back(drawn: Drawn) -> None:
    insecta = drawn.insecta
    alone = insecta.run("model", "rollback")
    assert (alone.code, "no earlier promotion" in alone.err) == (1, True)
    insecta.done("model", "promote", SECOND, "--override", "a trial")
    assert answering(insecta) == NEW
    assert insecta.done("model", "rollback", "--json").json == {"release": OLD, "promotion": 3}
    assert answering(insecta) == OLD
    assert f"release {NEW[:12]}… answers again" in insecta.done("model", "rollback", "2").err
    assert answering(insecta) == NEW


def test_a_ceiling_holds_answers_back_until_it_is_withdrawn(drawn: Drawn) -> None:
    insecta = drawn.insecta
    before = names(insecta)
    fine = next(name for name in before.values() if name and name.startswith("Kind"))
    words = ("--add", "Drawn insects", "--rank", "order", "--reason", "drawings look alike")
    stated = insecta.done("model", "ceilings", *words)
    key = re.findall(r"[0-9a-f-]{36}", stated.err)[0]
    listed = json.loads(insecta.done("model", "ceilings", "--json").out)
    assert (listed["ceiling_id"], listed["in_force"]) == (key, True)
    assert listed["reason"] == "drawings look alike"
    insecta.done("index", "rebuild")
    assert set(names(insecta).values()) == {"Drawn insects"}
    insecta.done("model", "ceilings", "--withdraw", key)
    assert insecta.done("model", "ceilings", "--json").out == ""
    insecta.done("index", "rebuild")
    assert names(insecta) == before
    assert fine in set(before.values())
    misspelt = ("--add", "Drawn insekts", "--rank", "order", "--reason", "drawings look alike")
    told = insecta.done("model", "ceilings", "--json", *misspelt)
    assert "knows no order 'Drawn insekts': this ceiling caps nothing" in told.err
    assert json.loads(told.out)["in_force"] is False
    unsaid = insecta.run("model", "ceilings", "--add", "Group D", "--rank", "genus")
    assert (unsaid.code, "needs its reason" in unsaid.err) == (1, True)


def test_the_cases_for_copies_are_written_with_the_releases_asked_for(
    drawn_once: Drawn, tmp_path: Path
) -> None:
    out = tmp_path / "cases.json"
    told = drawn_once.insecta.done("model", "cases", "--out", out, "--release", SECOND)
    written = json.loads(out.read_text(encoding="utf-8"))
    shipped = json.loads((ROOT / "docs/decision-cases.json").read_text(encoding="utf-8"))
    assert f"{len(written['cases'])} cases written" in told.err
    assert "teaching-2" in written["releases"]
    assert set(written["releases"]) - {"teaching-2"} <= set(shipped["releases"])


@pytest.mark.parametrize(
    ("name", "told"),
    [("bugs", "no public release 'bugs'"), ("inat-insects", "is not there (it is found at")],
)
def test_what_cannot_be_pulled_is_told(
    drawn_once: Drawn, tmp_path: Path, name: str, told: str
) -> None:
    empty = tmp_path / "mirror"
    empty.mkdir()
    ended = drawn_once.insecta.run(
        "model", "pull", name, "--out", tmp_path / "out", "--mirror", empty
    )
    assert ended.code == 1
    assert told in ended.err
    assert not (tmp_path / "out").exists()


def test_a_public_network_is_pulled_from_a_mirror_and_identifies(
    drawn: Drawn, shared: Path, tmp_path: Path
) -> None:
    out = tmp_path / "inat"
    words = ("model", "pull", "inat-insects", "--out", out, "--mirror", shared / "models")
    told = drawn.insecta.done(*words, "--json").json
    assert told["out"] == str(out)
    assert drawn.insecta.done("model", "card", out, "--json").json["digest"] == told["release"]
    picture = next(drawn.source.parent.glob("*.jpg"))
    seen = drawn.insecta.done("identify", picture, "--release", out, "--format", "jsonl").json
    assert seen["release"] == told["release"]
    assert (seen["answer"], len(seen["candidates"]) >= 5) == (None, True)
    again = drawn.insecta.run(*words)
    assert again.code == 1
