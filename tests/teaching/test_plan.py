"""The plan is data: what is in the collection, what is wrong with it, and that names parse."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from insecta.domain.catalogue_number import PRESETS, parse
from insecta.domain.countries import CODES
from insecta.domain.event_date import parse as parse_date
from insecta.domain.individuals import decode as decode_caste
from insecta.domain.text import fold
from insecta.teaching.kinds import KINDS, KNOWN, LOOK_ALIKES, UNSEEN
from insecta.teaching.plan import DATES, PLACES, Plan, plan


def test_a_hundred_individuals_in_six_drawers(made: Plan) -> None:
    assert len(made.specimens) == 100
    assert len(made.pictures) == 302
    assert {s.drawer for s in made.specimens} == set(range(1, 7))
    assert len({s.storage for s in made.specimens}) == 13
    assert len({s.catalog_number for s in made.specimens}) == 100
    assert len({p.file for p in made.pictures}) == 302


def test_every_known_kind_has_both_castes_and_three_views(made: Plan) -> None:
    assert len(KNOWN) == 12
    for kind in KNOWN:
        castes = Counter(s.caste for s in made.specimens if s.kind == kind.name)
        assert castes["worker"] >= 5
        assert castes["queen"] >= 2
    for specimen in made.specimens:
        assert {"head", "profile", "dorsal"} <= {p.view for p in made.of(specimen)}


def test_names_cannot_be_taken_for_latin() -> None:
    for kind in KINDS.values():
        assert re.fullmatch(r"Kind [A-F]\d", kind.name)
        assert re.fullmatch(r"Group [A-F]", kind.group)
    for one, other in LOOK_ALIKES:
        assert KINDS[one].group == KINDS[other].group


def test_file_names_parse_with_the_antweb_preset(made: Plan) -> None:
    for picture in made.pictures:
        number = parse(PRESETS["antweb"], Path(picture.file).stem)
        assert number is not None, picture.file
        assert number.number + number.letter == picture.catalog_number
        assert number.view == picture.view
        assert (number.sequence == 2) == (picture.copy_of is not None)


def test_labels_hold_places_dates_and_castes_that_are_read(made: Plan) -> None:
    assert all(fold(place.country) in CODES for place in PLACES)
    unread = [text for text in DATES if parse_date(text) is None]
    assert unread in ([], ["03/04/1912"])
    for specimen in made.specimens:
        (individual,) = decode_caste(specimen.life_stage_sex).individuals
        assert (individual.count, individual.caste) == (1, specimen.caste)


def test_each_fault_is_planted_once(made: Plan) -> None:
    planted = made.planted
    wrong = [s for s in made.specimens if s.kind != s.catalogued]
    assert [s.catalog_number for s in wrong] == [planted.misfiled]
    assert KINDS[wrong[0].kind].group != KINDS[wrong[0].catalogued].group

    a, b = (s for s in made.specimens if s.letter)
    assert (a.catalog_number, b.catalog_number) == planted.one_pin
    assert a.number == b.number
    assert a.caste != b.caste
    assert (a.place, a.event_date, a.recorded_by) == (b.place, b.event_date, b.recorded_by)

    codes = {p.file: p.shot.code for p in made.pictures if p.shot}
    contradicting = [f for f, code in codes.items() if not f.startswith(code or "?")]
    assert contradicting == [planted.contradicting_file]
    assert codes[planted.contradicting_file] == planted.contradicting_code
    assert [p.file for p in made.pictures if p.shot and p.shot.blur] == [planted.blurred_file]
    assert [p.file for p in made.pictures if p.view == "label"] == [planted.label_only_file]
    assert [(p.file, p.copy_of) for p in made.pictures if p.copy_of] == [
        (planted.duplicate_file, planted.duplicate_of)
    ]
    unseen = {s.catalog_number for s in made.specimens if s.kind == UNSEEN.name}
    assert unseen == set(planted.unseen)
    assert UNSEEN.name not in {kind.name for kind in KNOWN}


def test_another_seed_changes_individuals_and_keeps_numbers_and_faults(made: Plan) -> None:
    other = plan(12)
    assert plan(11) == made
    assert other.planted == made.planted
    assert [p.file for p in other.pictures] == [p.file for p in made.pictures]
    assert not {s.individual for s in other.specimens} & {s.individual for s in made.specimens}
