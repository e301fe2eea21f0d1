"""Both teaching releases on the shipped collection, with the real network and the real decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from insecta.domain.answer import Abstention, Answer
from insecta.domain.decision import decide
from insecta.teaching.kinds import KINDS, UNSEEN
from insecta.teaching.plan import BANNER, NAMES_CHANGED, Plan
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.release_folder import read_release
from model.teaching_answers import TARGET, scores_of, shown_names
from model.teaching_drawings import orders

RELEASES = Path(__file__).resolve().parent.parent.parent / "releases"
NAMES = ("teaching-1", "teaching-2")


@pytest.fixture(scope="module")
def shown(made: Plan, written: Path) -> dict[str, dict[str, Answer]]:
    """Answers per specimen, all views fused, by release and catalogue number."""
    return {
        name: shown_names(NetworkClassifier.open(RELEASES / name), made, written) for name in NAMES
    }


def name_of(answer: Answer) -> str | None:
    return answer.answer.scientific_name if answer.answer else None


@pytest.mark.parametrize("name", NAMES)
def test_a_release_is_small_says_what_it_is_and_never_saw_the_unseen_kind(name: str) -> None:
    folder = read_release(RELEASES / name)
    release = folder.release
    assert len(folder.model) <= 400_000
    assert release.dimensions <= 64
    assert release.banner == BANNER
    assert BANNER in (RELEASES / name / "card.md").read_text()
    assert UNSEEN.name not in {taxon.scientific_name for taxon in release.taxa}
    assert set(release.outside.values()) == {Abstention.LABEL_ONLY, Abstention.UNKNOWN_TAXON}
    assert release.taxa[0].scientific_name == "Drawn insects"


def test_no_shipped_individual_was_drawn_for_training(made: Plan) -> None:
    shipped = {specimen.individual for specimen in made.specimens}
    for part in ("train", "calibrate", "test"):
        ordered = orders(part, 60)
        assert not shipped & {order.individual for order in ordered}
        assert UNSEEN.name not in {order.label for order in ordered}


def test_both_releases_share_one_space() -> None:
    first, second = (read_release(RELEASES / name).release for name in NAMES)
    assert first.space == second.space
    assert first.digest != second.digest


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_known_kinds_are_named_right_or_coarser(
    name: str, made: Plan, shown: dict[str, dict[str, Answer]]
) -> None:
    known = [s for s in made.specimens if s.kind != UNSEEN.name]
    wrong = [
        s.catalog_number
        for s in known
        if name_of(shown[name][s.catalog_number])
        not in {None, s.kind, KINDS[s.kind].group, "Drawn insects"}
    ]
    exact = [s for s in known if name_of(shown[name][s.catalog_number]) == s.kind]
    assert len(wrong) <= 2
    assert len(exact) >= (75 if name == "teaching-1" else 88)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_unseen_kind_gets_no_name_of_a_kind(
    name: str, made: Plan, shown: dict[str, dict[str, Answer]]
) -> None:
    for number in made.planted.unseen:
        answer = shown[name][number].answer
        assert answer is None or answer.rank != "species"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_misfiled_specimen_is_named_as_what_it_is(
    name: str, made: Plan, shown: dict[str, dict[str, Answer]]
) -> None:
    assert name_of(shown[name][made.planted.misfiled]) == "Kind E1"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_single_bad_pictures_abstain_with_their_reason(
    name: str, made: Plan, written: Path
) -> None:
    classifier = NetworkClassifier.open(RELEASES / name)
    for file, reason in (
        (made.planted.label_only_file, Abstention.LABEL_ONLY),
        (made.planted.blurred_file, Abstention.POOR_PICTURE),
    ):
        scores = scores_of(classifier, (written / file).read_bytes())
        answer = decide(classifier.release, scores, TARGET)
        assert (answer.answer, answer.abstention) == (None, reason)


@pytest.mark.slow
def test_release_two_changes_the_names_of_group_d_and_of_nothing_else(
    made: Plan, shown: dict[str, dict[str, Answer]]
) -> None:
    first, second = (shown[name] for name in NAMES)
    changed = [n for n in first if name_of(first[n]) != name_of(second[n])]
    group_d = [s.catalog_number for s in made.specimens if KINDS[s.kind].group == "Group D"]
    assert changed == group_d
    assert len(changed) == NAMES_CHANGED
    assert {name_of(first[number]) for number in changed} == {"Group D"}
