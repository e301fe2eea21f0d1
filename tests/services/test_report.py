"""A report's numbers, each given again by its query; of a house whose every picture is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from insecta.domain.collection import Principal, Role
from insecta.domain.review import draw
from insecta.errors import Forbidden, Invalid, NotFound
from insecta.services.access import ANONYMOUS, LOCAL_ADMINISTRATOR
from insecta.services.determine import Act, determine
from insecta.services.report import build, table
from insecta.services.report.build import Report
from insecta.services.report.figure import Figure
from insecta.services.report.work import LONGEST
from insecta.services.review.queue import set_share
from tests.services.house import House, jpeg

ANT_A, ANT_B, LABEL = 45, 75, 215
"""Shades that the scripted classifier calls Camponotus a, Camponotus b, and a label."""


def report(house: House, who: Principal = LOCAL_ADMINISTRATOR, **days: Any) -> Report:
    return build.build(
        house.catalogue,
        house.index,
        who,
        "ANTS",
        days.get("first"),
        days.get("last"),
        house.release,
    )


def figures(told: Report) -> dict[tuple[str, str], Figure]:
    return {(one.group, one.name): one for one in told.figures}


@pytest.fixture
def anna(house: House) -> Principal:
    """In a collection that keeps nothing for blind looks."""
    who = house.member("Anna", ANTS=Role.CURATOR)
    set_share(house.catalogue, who, "ANTS", 0.0)
    return who


def say(
    house: House, who: Principal, specimen: UUID, kind: str, name: str = "", **more: Any
) -> None:
    rank = "species" if " " in name else "genus" if name else ""
    act = Act(kind, name, rank, **more)
    determine(house.catalogue, who, specimen, act, house.release)


def test_names_never_stand_without_the_share_that_a_person_stands_for(
    house: House, anna: Principal
) -> None:
    first, second, _, _ = (
        house.take(jpeg(shade, seed), f"{seed}.jpg").specimen_id
        for seed, shade in enumerate((ANT_A, ANT_B, ANT_B, LABEL))
    )
    house.take(jpeg(ANT_A, 9), "bee.jpg", collection="BEES")
    say(house, anna, first, "accept")
    say(house, anna, second, "correct", "Pheidole")
    house.catch_up()
    told = figures(report(house))
    assert told["taken", "specimens"].value == told["taken", "pictures"].value == 4
    assert (told["named", "named"].value, told["named", "named"].of) == (3, 4)
    by = {name: told["named", name].value for name in build.TRUSTS}
    assert by == {
        "ReviewedByHuman": 2, "PredictedByMachine": 1, "ValidatedByExpert": 0, "Disputed": 0,
    }  # fmt: skip
    assert told["species", "all"].value == 2
    assert told["species", "ReviewedByHuman"].value == 1
    assert told["rank", "species"].value == 2
    assert told["rank", "none"].value == told["backlog", "nameless"].value == 1
    assert told["backlog", "to_review"].value == 2
    assert told["corrected", "examined"].value == 1
    assert ("accuracy", "right") not in told, "nobody looked blind"
    assert (told["credit", "Anna"].value, told["work", "people"].value) == (2, 1)


def test_every_search_gives_its_number_again(house: House, anna: Principal) -> None:
    for seed, shade in enumerate((ANT_A, ANT_B, LABEL)):
        house.take(jpeg(shade, seed), f"{seed}.jpg")
    searched = [one for one in report(house).figures if one.counted in ("total", "values")]
    assert len(searched) > 12
    for one in searched:
        asked = parse_qs(urlsplit(one.query).query)
        page = house.search(asked["q"][0], facets=tuple(asked.get("facet", ())), limit=0)
        again = page.total if one.counted == "total" else sum(dict(page.facets[0].values).values())
        assert again == one.value, (one.group, one.name)


def test_every_table_has_as_many_lines_as_its_number(house: House, anna: Principal) -> None:
    ants = [house.take(jpeg(ANT_A, seed), f"{seed}.jpg").specimen_id for seed in range(3)]
    say(house, anna, ants[0], "correct", "Pheidole", also=(ants[1],), seconds=20.0)
    say(house, anna, ants[2], "accept", seconds=10_000.0)
    told = report(house)
    when = (told.first, told.last)
    made = build.made_decisions(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", *when)
    came = build.pictures(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", *when)
    levels = build.levels(house.catalogue, LOCAL_ADMINISTRATOR, "ANTS", *when)
    for one in told.figures:
        asked = {k: v[0] for k, v in parse_qs(urlsplit(one.query).query, True).items()}
        path, only = urlsplit(one.query).path.rsplit("/", 1)[-1], asked.get("only")
        if one.group in ("taken", "day", "station") and one.counted == "lines":
            assert len(list(table.pictures(came, only, asked.get("station")))) == one.value
        if path == "decisions" and one.counted == "lines":
            assert len(list(table.decisions(made, only))) == one.value, one.name
        if path == "seconds" and one.counted == "lines":
            assert len(list(table.seconds(made))) == one.value, one.name
    assert list(table.seconds(made)) == [(20.0,), (10_000.0,)]
    assert not {"identificationId", "seconds"} & set(table.DECISIONS), "nobody's pace is told"
    assert {one.missing[0] for one in levels} == {"PhysicalSpecimenID"}
    found = figures(told)
    assert found["mids", "none"].value == found["lacking", "PhysicalSpecimenID"].value == 3
    assert (found["work", "decisions"].value, found["work", "applied"].value) == (2, 1)
    assert found["work", "hours"].value == round((20 + LONGEST) / 3600, 2)
    assert found["corrected", "applied"].value == 1


def test_accuracy_is_that_of_the_blind_share_with_its_interval(
    house: House, anna: Principal
) -> None:
    keys = [house.take(jpeg(ANT_A, seed), f"{seed}.jpg").specimen_id for seed in range(6)]
    share = 0.5
    set_share(house.catalogue, anna, "ANTS", share)
    for n, key in enumerate(keys):
        house.hide(anna, key)
        say(house, anna, key, "correct", "Camponotus b" if n == 0 else "Camponotus a", blind=True)
    drawn = [n for n, key in enumerate(keys) if draw(key) < share]
    assert drawn
    told = figures(report(house))
    right = told["accuracy", "right"]
    assert (right.value, right.of, right.enough) == (len(drawn) - (0 in drawn), len(drawn), False)
    assert right.low is not None
    assert right.low < right.value / len(drawn) <= (right.high or 0)
    rows = build.blind(house.catalogue, anna, "ANTS", None, None, house.release)
    assert len(list(table.blind(rows))) == len(drawn)


def test_a_period_counts_what_came_in_it(house: House) -> None:
    house.take(jpeg(ANT_A), "ant.jpg")
    today = datetime.now(UTC).date()
    yesterday = today - timedelta(days=1)
    then = figures(report(house, first=yesterday, last=yesterday))
    assert then["taken", "specimens"].value == then["taken", "pictures"].value == 0
    now = figures(report(house, first=yesterday, last=today))
    assert now["taken", "specimens"].value == 1
    with pytest.raises(Invalid, match="before it begins"):
        report(house, first=today, last=yesterday)


def test_reports_are_for_members(house: House) -> None:
    house.take(jpeg(ANT_A), "ant.jpg")
    bees = house.member("Berta", BEES=Role.CURATOR)
    for who in (bees, ANONYMOUS):
        with pytest.raises(NotFound):
            report(house, who)
    with house.catalogue.writing() as tx:
        tx.collections.change(tx.collections.get("ANTS").collection_id, {"public": True})
    for who in (bees, ANONYMOUS):
        with pytest.raises(Forbidden):
            report(house, who)
        with pytest.raises(Forbidden):
            build.made_decisions(house.catalogue, who, "ANTS", None, None)
    assert report(house, house.member("Carla", ANTS=Role.VIEWER)).collection == "ANTS"
