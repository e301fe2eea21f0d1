"""docs/decision-cases.json is what this code answers, and covers what a copy must know."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from insecta.domain.answer import Abstention, Limit
from insecta.domain.ranks import RANKS
from insecta.services.decision_cases import write
from insecta.services.decision_cases.as_json import release_from_json, release_to_json
from insecta.services.decision_cases.invented import invented_release

pytestmark = pytest.mark.seconds

FILE = Path(__file__).parents[2] / "docs" / "decision-cases.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def differences(expected: Any, found: Any, tolerance: float, relative: bool) -> list[str]:
    """Where two answers differ by more than a copy may."""
    if isinstance(expected, dict):
        if set(expected) != set(found):
            return [f"{sorted(expected)} / {sorted(found)}"]
        pairs = [(expected[key], found[key]) for key in expected]
    elif isinstance(expected, list):
        if len(expected) != len(found):
            return [f"{len(expected)} / {len(found)} items"]
        pairs = list(zip(expected, found, strict=True))
    elif isinstance(expected, float) and isinstance(found, float):
        limits = {"rel_tol": tolerance} if relative else {"rel_tol": 0, "abs_tol": tolerance}
        return [] if math.isclose(expected, found, **limits) else [f"{expected} / {found}"]
    else:
        return [] if expected == found else [f"{expected!r} / {found!r}"]
    return [text for one, other in pairs for text in differences(one, other, tolerance, relative)]


def test_this_code_answers_every_case_as_the_file_says(document: dict[str, Any]) -> None:
    releases = {name: release_from_json(body) for name, body in document["releases"].items()}
    wrong = {}
    for case in document["cases"]:
        kind = case["kind"]
        found = write.answer_of(kind, case["input"], releases)
        found = json.loads(json.dumps(found))
        apart = differences(
            case["expected"], found, document["tolerance"][kind], kind == "preprocess"
        )
        if apart:
            wrong[case["name"]] = apart[:3]
    assert not wrong


def test_there_are_cases_of_every_code_limit_rank_and_kind(document: dict[str, Any]) -> None:
    cases = document["cases"]
    decided = [case for case in cases if case["kind"] == "decide"]
    assert len(decided) >= 500
    codes = Counter(case["expected"]["abstention"] for case in decided)
    limits = Counter(case["expected"]["limit"] for case in decided)
    assert min(codes[code.value] for code in Abstention) >= 5
    assert min(limits[limit.value] for limit in Limit) >= 5
    ranks = {
        (name, taxon["taxonId"]): taxon["taxonRank"]
        for name, release in document["releases"].items()
        for taxon in release["taxa"]
    }
    answered = {
        ranks[case["input"]["release"], case["expected"]["answer"]]
        for case in decided
        if case["expected"]["answer"]
    }
    above = {"kingdom", "phylum", "class"}
    assert answered >= set(RANKS) - above
    assert any(len(case["input"]["views"]) > 2 for case in decided)
    assert len({case["name"] for case in cases}) == len(cases)
    kinds = Counter(case["kind"] for case in cases)
    assert min(kinds[kind] for kind in document["tolerance"]) >= 10


def test_no_reason_hides_the_others_in_the_cases_of_a_release(document: dict[str, Any]) -> None:
    """Cuts of distances lie above 0, of energies below: cases have to lie on both sides of each."""
    for name in document["releases"]:
        told = [
            case["expected"]["abstention"]
            for case in document["cases"]
            if case["kind"] == "decide" and case["name"].startswith(f"{name}: drawn")
        ]
        assert max(Counter(code for code in told if code).values()) <= 0.3 * len(told)
        assert told.count(None) >= 0.25 * len(told), name
        limits = {
            case["expected"]["limit"]
            for case in document["cases"]
            if case["kind"] == "decide" and case["input"]["release"] == name
        }
        assert Limit.UNDECIDED_BELOW.value in limits, name


def test_the_file_is_what_the_command_writes(document: dict[str, Any], tmp_path: Path) -> None:
    releases = {
        name: release_from_json(body)
        for name, body in document["releases"].items()
        if not name.startswith("invented")
    }
    assert document["releases"]["invented"] == json.loads(
        json.dumps(release_to_json(invented_release()))
    )
    write.write(tmp_path / "cases.json", releases)
    again = json.loads((tmp_path / "cases.json").read_text(encoding="utf-8"))
    assert [case["input"] for case in again["cases"]] == [
        case["input"] for case in document["cases"]
    ]


def test_a_changed_threshold_is_noticed(document: dict[str, Any]) -> None:
    bodies = document["releases"]
    looser = {rank: value - 0.1 for rank, value in bodies["invented"]["thresholds"]["0.95"].items()}
    changed = {**bodies["invented"], "thresholds": {"0.95": looser}}
    releases = {"invented": release_from_json(changed)}
    cases = [
        case
        for case in document["cases"]
        if case["kind"] == "decide" and case["input"]["release"] == "invented"
    ]
    sample = Random(1).sample(cases, 100)
    differing = sum(
        write.answer_of("decide", case["input"], releases)["answer"] != case["expected"]["answer"]
        for case in sample
    )
    assert differing > 5
