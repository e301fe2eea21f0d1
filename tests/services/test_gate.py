"""Comparison by paired bootstrap, the gate before a promotion, and the way back."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from insecta.domain.learned import CALIBRATED, TRAINED, specimen_digest, to_bytes
from insecta.errors import BadSource, Conflict, Forbidden, Invalid, NotFound
from insecta.services import promote
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.compare import compare, read_evaluation
from insecta.services.gate import keep_evaluation, promote_through_gate, roll_back
from insecta.services.release_book import release_key
from tests.scripted_classifier import ScriptedClassifier, scripted_release
from tests.services.house import House

SNAPSHOT = "ab" * 32
COLUMNS = (
    "sample_id", "part", "specimen", "group", "confidence", "answer_rank", "answer_right", "right_at",
)  # fmt: skip


def evaluation(
    folder: Path,
    release: str,
    right: Callable[[int], bool],
    count: int = 400,
    *,
    snapshot: str = SNAPSHOT,
    calibration: float = 0.01,
    answered_at: str = "species",
    ranks: Sequence[str] = ("genus", "species"),
) -> Path:
    """An evaluation of `count` specimens in both frozen parts; `ranks`: that the release has."""
    folder.mkdir()
    with (folder / "predictions.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for n in range(count):
            ok = int(right(n))
            part = "test" if n < count * 3 // 4 else "unseen_species"
            known = [rank for rank in ranks if part == "test" or rank != "species"]
            at = " ".join(f"{rank}={ok}" for rank in known)
            writer.writerow((f"s{n}", part, f"p{n}", f"g{n}", "0.97", answered_at, ok, at))
    told = {
        "format": "insecta-evaluation-1", "release": release, "snapshot": snapshot, "target": 0.95,
        "ranks": {"genus": {"calibration_error": calibration, "top1": {"cases": count}}},
    }  # fmt: skip
    (folder / "evaluation.json").write_text(json.dumps(told))
    return folder


def often(share: float, seed: int = 1) -> Callable[[int], bool]:
    draws = random.Random(seed)
    values = [draws.random() < share for _ in range(5000)]
    return lambda n: values[n]


def test_a_worse_candidate_is_told_with_figure_and_interval(tmp_path: Path) -> None:
    champion = read_evaluation(evaluation(tmp_path / "a", "aa", often(0.97)))
    worse = read_evaluation(
        evaluation(tmp_path / "b", "bb", lambda n: often(0.97)(n) and n % 9 > 0)
    )
    verdict = compare(champion, worse)
    assert verdict.decision == "worse"
    assert any("test: best species right" in reason for reason in verdict.reasons)
    back = compare(worse, champion)
    assert back.decision == "not_worse"
    one = next(d for d in verdict.differences if (d.test, d.figure) == ("test", "best genus right"))
    assert one.low < one.candidate - one.champion < one.high < 0
    assert one.specimens == 300
    assert 0 < one.smallest_seen < 0.1


def test_pairing_sees_what_two_separate_tests_would_not(tmp_path: Path) -> None:
    """Twelve specimens lost, none gained: far inside either interval alone, but not by chance."""
    base = often(0.97)
    champion = read_evaluation(evaluation(tmp_path / "a", "aa", base))
    lost = {n for n in range(300) if base(n)} & set(range(0, 300, 25))
    candidate = read_evaluation(
        evaluation(tmp_path / "b", "bb", lambda n: base(n) and n not in lost)
    )
    assert compare(champion, candidate).decision == "worse"
    swapped = read_evaluation(evaluation(tmp_path / "c", "cc", often(0.97, seed=2)))
    assert compare(champion, swapped).decision == "not_worse"


def test_a_candidate_that_answers_less_deep_is_worse(tmp_path: Path) -> None:
    """As right as before, but at the order where the champion says the species."""
    champion = read_evaluation(evaluation(tmp_path / "a", "aa", often(0.96)))
    shallow = read_evaluation(evaluation(tmp_path / "b", "bb", often(0.96), answered_at="order"))
    verdict = compare(champion, shallow)
    assert verdict.decision == "worse"
    assert any("answered right at species or finer" in reason for reason in verdict.reasons)
    assert any("answered right at genus or finer" in reason for reason in verdict.reasons)
    assert compare(shallow, champion).decision == "not_worse"
    groups = evaluation(tmp_path / "c", "cc", often(0.96), answered_at="species complex")
    assert compare(champion, read_evaluation(groups)).decision == "not_worse"


def test_a_rank_that_the_candidate_lacks_counts_as_wrong(tmp_path: Path) -> None:
    champion = read_evaluation(evaluation(tmp_path / "a", "aa", often(0.96)))
    without = read_evaluation(evaluation(tmp_path / "b", "bb", often(0.96), ranks=("genus",)))
    assert any("best species right" in reason for reason in compare(champion, without).reasons)
    finer = read_evaluation(evaluation(tmp_path / "c", "cc", often(0.96), ranks=("species",)))
    reasons = compare(champion, finer).reasons
    assert not any(reason.startswith("test: best genus") for reason in reasons), "implied"


def test_below_two_hundred_specimens_a_person_decides(tmp_path: Path) -> None:
    champion = read_evaluation(evaluation(tmp_path / "a", "aa", often(0.97), 200))
    candidate = read_evaluation(evaluation(tmp_path / "b", "bb", often(0.99), 200))
    verdict = compare(champion, candidate)
    assert (verdict.decision, verdict.specimens) == ("a_person", 150)


def test_a_broken_promise_or_calibration_is_a_reason(tmp_path: Path) -> None:
    champion = read_evaluation(evaluation(tmp_path / "a", "aa", often(0.90)))
    same = read_evaluation(evaluation(tmp_path / "b", "bb", often(0.90), calibration=0.09))
    reasons = compare(champion, same).reasons
    assert any("calibration error at genus 0.090" in reason for reason in reasons)
    assert any("promised are 95%" in reason for reason in reasons)


def test_different_snapshots_and_broken_files_are_refused(tmp_path: Path) -> None:
    one = read_evaluation(evaluation(tmp_path / "a", "aa", often(1)))
    two = read_evaluation(evaluation(tmp_path / "b", "bb", often(1), snapshot="cd" * 32))
    with pytest.raises(BadSource, match="not the same test"):
        compare(one, two)
    with pytest.raises(BadSource, match="no evaluation"):
        read_evaluation(tmp_path)
    (tmp_path / "b" / "predictions.csv").write_text("sample_id,part\n")
    with pytest.raises(BadSource, match=r"lacks specimen, group"):
        read_evaluation(tmp_path / "b")


@pytest.fixture
def candidate(house: House) -> str:
    other = ScriptedClassifier(release=scripted_release(digest="c2" * 32, version="2"))
    house.know(other)
    return other.release.digest


def test_an_evaluation_made_anew_takes_the_place_of_the_kept_one(
    house: House, candidate: str, tmp_path: Path
) -> None:
    """The champion was once evaluated as wrong; today's evaluation says what it is worth."""
    old = champion_of(house)[0]
    keep_evaluation(house.store, evaluation(tmp_path / "once", old, often(0.2)))
    today = keep_evaluation(house.store, evaluation(tmp_path / "today", old, often(0.98)))
    new = keep_evaluation(house.store, evaluation(tmp_path / "new", candidate, often(0.8)))
    with pytest.raises(Conflict, match="best species right"):
        promote_through_gate(
            house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, new, against=today
        )
    assert champion_of(house)[0] == old


def test_no_release_is_judged_on_what_it_learned_from(
    house: House, candidate: str, tmp_path: Path
) -> None:
    old = champion_of(house)[0]
    new = keep_evaluation(house.store, evaluation(tmp_path / "new", candidate, often(0.98)))
    keep_evaluation(house.store, evaluation(tmp_path / "old", old, often(0.96)))
    for name, digests in (
        (TRAINED, [specimen_digest("p7"), specimen_digest("x")]),
        (CALIBRATED, []),
    ):
        house.store.put(release_key(old, name), [to_bytes(digests)])
    with pytest.raises(Invalid, match="tested on 1 specimens that it learned from, of 400"):
        promote_through_gate(house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, new)
    assert champion_of(house)[0] == old


def test_why_stands_with_a_promotion_or_neither_does(house: House, candidate: str) -> None:
    old = champion_of(house)

    def broken(tx: object, promotion: object) -> None:
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        promote.promote(house.catalogue, LOCAL_ADMINISTRATOR, candidate, beside=broken)
    assert champion_of(house) == old


def test_a_refused_release_keeps_what_its_answers_were_worth(
    house: House, candidate: str, tmp_path: Path
) -> None:
    worse = keep_evaluation(house.store, evaluation(tmp_path / "new", candidate, often(0.8)))
    keep_evaluation(house.store, evaluation(tmp_path / "old", champion_of(house)[0], often(0.97)))
    with pytest.raises(Conflict, match="worse than the champion"):
        promote_through_gate(house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, worse)
    with house.catalogue.reading() as tx:
        assert set(tx.releases.get(candidate).body) == {"verdict"}


def test_a_promise_is_judged_by_specimens_not_by_views(tmp_path: Path) -> None:
    """Ten answers in every specimen's pictures: wrong too often by pictures, too few specimens to say."""
    champion = read_evaluation(evaluation(tmp_path / "a", "aa", often(0.90)))
    views = {
        key: replace(one, specimen=f"p{int(key[1:]) % 40}", group=f"p{int(key[1:]) % 40}")
        for key, one in champion.predictions.items()
    }
    few = replace(champion, predictions=views)
    assert any("promised are" in reason for reason in compare(champion, champion).reasons)
    assert not any("promised are" in reason for reason in compare(few, few).reasons)


def champion_of(house: House) -> tuple[str, int]:
    with house.catalogue.reading() as tx:
        newest = tx.releases.promotion()
        assert newest is not None
        return newest.release, newest.number


def test_the_gate_lets_through_what_is_not_worse_and_keeps_how_it_was_compared(
    house: House, candidate: str, tmp_path: Path
) -> None:
    old = champion_of(house)[0]
    new = keep_evaluation(house.store, evaluation(tmp_path / "new", candidate, often(0.98)))
    with pytest.raises(Invalid, match="was not evaluated on snapshot"):
        promote_through_gate(house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, new)
    keep_evaluation(house.store, evaluation(tmp_path / "old", old, often(0.96)))
    decided = promote_through_gate(
        house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, new
    )
    assert decided.promotion is not None
    assert champion_of(house) == (candidate, 2)
    with house.catalogue.reading() as tx:
        assert tx.releases.get(candidate).body["verdict"]["decision"] == "not_worse"
        assert tx.releases.get(old).state == "retired"
        assert [e.action for e in tx.journal.of(candidate)] == ["release.promote"]
        kept = tx.releases.get(candidate).body["reliability"]
    assert {rank: sum(cases for *_, cases in bins) for rank, bins in kept.items()} == {
        "species": 300
    }, "answers of the test part alone"
    again = promote_through_gate(house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, new)
    assert again.promotion is None
    assert champion_of(house) == (candidate, 2)


def test_a_worse_release_needs_a_reason_that_is_kept(
    house: House, candidate: str, tmp_path: Path
) -> None:
    old = champion_of(house)[0]
    keep_evaluation(house.store, evaluation(tmp_path / "old", old, often(0.99)))
    new = keep_evaluation(house.store, evaluation(tmp_path / "new", candidate, often(0.7)))
    with pytest.raises(Conflict, match="worse than the champion: test: answered and right"):
        promote_through_gate(house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, new)
    with pytest.raises(Invalid, match="no evaluation of this release"):
        promote_through_gate(house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, None)
    assert champion_of(house) == (old, 1)
    with pytest.raises(Forbidden):
        promote_through_gate(
            house.catalogue, house.store, house.member("Eve"), candidate, new, "I want it"
        )
    promote_through_gate(
        house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, new, "the old one is unsafe"
    )
    with house.catalogue.reading() as tx:
        kept = tx.journal.of(candidate)[-1].body
    assert kept["override"] == "the old one is unsafe"
    assert kept["verdict"]["decision"] == "worse"
    assert kept["name"] == LOCAL_ADMINISTRATOR.name


def test_an_evaluation_of_another_release_opens_no_gate(
    house: House, candidate: str, tmp_path: Path
) -> None:
    other = keep_evaluation(house.store, evaluation(tmp_path / "x", "dd" * 32, often(1)))
    with pytest.raises(Invalid, match=r"is of release d{12}…, not of (c2){6}…"):
        promote_through_gate(house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, other)


def test_rollback_is_a_new_promotion_of_an_earlier_release(house: House, candidate: str) -> None:
    old = champion_of(house)[0]
    with pytest.raises(NotFound, match="no earlier promotion"):
        roll_back(house.catalogue, LOCAL_ADMINISTRATOR)
    promote_through_gate(
        house.catalogue, house.store, LOCAL_ADMINISTRATOR, candidate, None, "a test"
    )
    back = roll_back(house.catalogue, LOCAL_ADMINISTRATOR)
    assert (back.release, back.number) == (old, 3)
    assert champion_of(house) == (old, 3)
    with pytest.raises(NotFound):
        roll_back(house.catalogue, LOCAL_ADMINISTRATOR, number=9)
    assert roll_back(house.catalogue, LOCAL_ADMINISTRATOR, number=2).release == candidate
