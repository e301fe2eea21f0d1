"""`insecta bulk plan`, `pilot`, `diff` on drawings: what is promised before anything is public."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from insecta.services.identify import reidentify
from tests.cli.conftest import Drawn
from tests.cli.inside import Inside
from tests.cli.teaching_house import CODE, FIRST, KEPT, SECOND, SPLIT, names

pytestmark = pytest.mark.slow


def digest(insecta: Inside, folder: Path) -> str:
    return str(insecta.done("model", "card", folder, "--json").json["digest"])


def test_a_plan_changes_nothing_and_a_pilot_takes_in_its_sample(
    drawn_once: Drawn, tmp_path: Path
) -> None:
    insecta = Inside(tmp_path / "data")
    insecta.done("up", "--prepare", INSECTA_RELEASE=str(FIRST))
    planned = insecta.done("bulk", "plan", drawn_once.source, "--pattern", "antweb", "--json").json
    assert planned["pictures"] == SPLIT + KEPT
    assert insecta.done("runs", "list", "--json").out == ""
    words = ("bulk", "pilot", planned["manifest"], "--collection", CODE, "--sample", "3")
    pilot = insecta.done(*words, "--json").json
    assert pilot["pictures"] == pilot["seen"] == 3
    assert pilot["states"] == {"done": 3}
    assert sum(pilot["named"].values()) == 3
    coverage, _distance, accuracy = pilot["said"]
    assert coverage.startswith("3 of 3 specimens get a name (")
    assert accuracy.startswith(
        "Accuracy is not known here: 0 specimens of the sample were named blind"
    )
    first = names(insecta)
    assert len(first) == 3
    again = insecta.done(*words)
    assert pilot["run"] in again.out, "the same plan and release draw the same sample"
    assert names(insecta) == first


@pytest.fixture
def promoted(drawn: Drawn) -> tuple[Inside, str, str]:
    """teaching-2 has looked at everything; the curator has held the collection at teaching-1."""
    insecta = drawn.insecta
    before, after = digest(insecta, FIRST), digest(insecta, SECOND)
    insecta.done("bulk", "diff", before, before, "--collection", CODE, "--approve")
    insecta.done("model", "promote", SECOND, "--override", "to see what it changes")
    with closing(insecta.opened()) as opened:
        assert reidentify(opened.catalogue, opened.store, opened.classifier(), opened.classifier)
    insecta.done("index", "rebuild")
    return insecta, before, after


def test_a_diff_tells_every_change_and_shows_none(promoted: tuple[Inside, str, str]) -> None:
    insecta, before, after = promoted
    shown = names(insecta)
    words = ("bulk", "diff", before[:12], after[:12], "--collection", CODE)
    told = insecta.done(*words, "--json").json
    assert told["counts"]["finer"] == SPLIT
    assert told["counts"]["same"] == KEPT
    assert not told["approved"]
    rows = list(csv.DictReader(io.StringIO(insecta.done(*words, "--csv").out)))
    assert [row["kind"] for row in rows] == ["finer"] * SPLIT
    assert {row["before"] for row in rows} == {"Group D"}
    assert all(row["after"].startswith("Kind D") for row in rows)
    assert "Nothing was changed" in insecta.done(*words).err
    assert names(insecta) == shown
    assert Counter(shown.values())["Group D"] == SPLIT


def test_a_rule_approves_only_what_it_allows(promoted: tuple[Inside, str, str]) -> None:
    insecta, before, after = promoted
    words = ("bulk", "diff", before, after, "--collection", CODE, "--json")
    shown = names(insecta)
    held = insecta.done(*words, "--approve-if", "newly_named", "--least", "0.1").json
    unsure = insecta.done(*words, "--approve-if", "finer", "--least", "1").json
    assert (held["approved"], unsure["approved"]) == (False, False)
    assert names(insecta) == shown
    allowed = insecta.done(*words, "--approve-if", "finer", "--least", "0.1").json
    assert allowed["approved"]
    changed = {number for number, name in names(insecta).items() if name != shown[number]}
    assert {shown[number] for number in changed} == {"Group D"}
    assert len(changed) == SPLIT


def test_a_part_is_approved_the_rest_waits_and_a_rule_does_it_again(
    promoted: tuple[Inside, str, str],
) -> None:
    insecta, before, after = promoted
    shown = names(insecta)
    words = ("bulk", "diff", before, after, "--collection", CODE)
    part = ("--approve-part", "finer", "--taxon")
    none = insecta.done(*words, *part, "Group A", "--json").json["collections"][CODE]
    assert (none["approved"], none["left"], none["whole"]) == (0, SPLIT, False)
    assert names(insecta) == shown
    told = insecta.done("bulk", "diff", "--collection", CODE, "--forget-rule").err
    assert "nothing is approved without asking" in told
    assert "No collection with a rule" in insecta.done("bulk", "diff", "--standing").err
    said = insecta.done(*words, *part, "Group D", "--least", "0.01", "--always").err
    assert f"{SPLIT} specimens show {after[:12]}…; the collection shows it now" in said
    changed = {number for number, name in names(insecta).items() if name != shown[number]}
    assert len(changed) == SPLIT
    insecta.done("bulk", "diff", after, before, "--collection", CODE, "--approve")
    assert names(insecta) == shown
    unknown = insecta.run("bulk", "diff", "--approve-part", "finer")
    assert (unknown.code, "name the collection" in unknown.err) == (1, True)


def test_a_curator_approves_and_goes_back(promoted: tuple[Inside, str, str]) -> None:
    insecta, before, after = promoted
    shown = names(insecta)
    words = ("--collection", CODE, "--approve")
    assert "second release's names now" in insecta.done("bulk", "diff", before, after, *words).err
    assert names(insecta) != shown
    insecta.done("bulk", "diff", after, before, *words)
    assert names(insecta) == shown
    unknown = insecta.run("bulk", "diff", before, "0000", *words)
    assert (unknown.code, "'0000'" in unknown.err) == (1, True)
