"""What was measured of a release, and letting one answer: for everybody to read, for administrators to do."""

from __future__ import annotations

import json

from insecta.domain.collection import Role
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.evidence import RELIABILITY
from insecta.services.gate import evaluation_key
from insecta.services.keys import create_key
from tests.api.conftest import SCRIPTED, Run, ScriptedPlatform, client

RELEASES = "/api/v1/releases"
OTHER = "e2" * 32


def test_steps_add_up_and_say_where_they_are_too_few(platform: ScriptedPlatform, run: Run) -> None:
    bins = {"genus": [[0.5, 30, 60], [0.8, 54, 60], [0.95, 20, 20]], "family": [[0.6, 99, 100]]}
    with platform.catalogue.writing() as tx:
        tx.releases.describe(SCRIPTED.digest, {RELIABILITY: bins})

    async def go() -> None:
        async with client(platform) as http:
            told = (await http.get(f"{RELEASES}/{SCRIPTED.digest}/figures")).json()
            assert list(told["steps"]) == ["family", "genus"]
            low, middle, high = told["steps"]["genus"]
            assert (low["right"], low["cases"], low["below"]) == (30, 60, 0.8)
            assert (low["shareAnswered"], low["shareRight"]) == (1.0, round(104 / 140, 6))
            assert (middle["shareAnswered"], middle["shareRight"]) == (round(80 / 140, 6), 0.925)
            assert [one["enough"] for one in (low, middle, high)] == [True, True, False]
            assert high["below"] is None
            assert low["low"] < 0.5 < low["high"]
            names = [one["scientificName"] for one in told["taxa"]]
            assert names[0] == "Insecta"
            assert "label only" not in names
            assert [one["number"] for one in told["promotions"]] == [1]
            assert (await http.get(f"{RELEASES}/{'0' * 64}/figures")).status_code == 404

    run(go())


def test_a_release_that_nobody_measured_says_so(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            told = (await http.get(f"{RELEASES}/{SCRIPTED.digest}/figures")).json()
            assert told["verdict"] is None
            assert not any(told["steps"].values()) or told["steps"] == {}

    run(go())


def test_promoting_passes_the_gate_or_keeps_a_reason(platform: ScriptedPlatform, run: Run) -> None:
    with platform.catalogue.writing() as tx:
        tx.releases.add(digest=OTHER, name="other", version="2", space=SCRIPTED.space, folder="")
        tx.collections.ensure("A")
    curator = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "c", {"A": Role.CURATOR})

    async def go() -> None:
        async with client(platform, curator) as http:
            for path in (f"{OTHER}/promote", "rollback"):
                assert (await http.post(f"{RELEASES}/{path}", json={})).status_code == 403
        async with client(platform) as http:
            refused = await http.post(f"{RELEASES}/{OTHER}/promote", json={})
            assert refused.status_code == 422
            assert "override" in refused.json()["hint"]
            told = await http.post(f"{RELEASES}/{OTHER}/promote", json={"override": "a trial"})
            assert told.json() == {"release": OTHER, "number": 2, "decision": None}
            again = await http.post(f"{RELEASES}/{OTHER}/promote", json={"override": "a trial"})
            assert again.json()["number"] is None
            back = await http.post(f"{RELEASES}/rollback", json={})
            assert back.json() == {"release": SCRIPTED.digest, "number": 3, "decision": None}
            figures = (await http.get(f"{RELEASES}/{SCRIPTED.digest}/figures")).json()
            assert [one["number"] for one in figures["promotions"]] == [1, 3]
        with platform.catalogue.reading() as tx:
            assert [one.body["override"] for one in tx.journal.of(OTHER)] == ["a trial"]

    run(go())


def test_each_name_is_told_how_often_it_was_right(platform: ScriptedPlatform, run: Run) -> None:
    """Of specimens, not of pictures; only of the test part."""
    wanted = next(one for one in SCRIPTED.taxa if one.rank == "genus")
    rows = [
        (specimen, part, f"genus={right}")
        for specimen, part, right in (
            ("S1", "test", 1), ("S1", "test", 1), ("S1", "test", 0), ("S2", "test", 1),
            ("S3", "test", 0), ("S4", "calibration", 0),
        )
    ]  # fmt: skip
    head = "sample_id,part,specimen,group,true_taxon_id,true_rank,confidence,answer_rank,answer_right,right_at"  # fmt: skip
    lines = [
        f"{n},{part},{specimen},,{wanted.taxon_id},genus,,,,{right_at}"
        for n, (specimen, part, right_at) in enumerate(rows)
    ]
    about = {
        "format": "insecta-evaluation-1", "release": SCRIPTED.digest, "snapshot": "s1",
        "target": 0.95,
    }  # fmt: skip
    platform.store.put(
        evaluation_key(SCRIPTED.digest, "s1", "predictions.csv"),
        ["\n".join([head, *lines]).encode()],
    )
    platform.store.put(
        evaluation_key(SCRIPTED.digest, "s1", "evaluation.json"), [json.dumps(about).encode()]
    )

    async def go() -> None:
        async with client(platform) as http:
            told = (await http.get(f"{RELEASES}/{SCRIPTED.digest}/figures")).json()
        by_id = {one["taxonId"]: one for one in told["taxa"]}
        one = by_id[wanted.taxon_id]
        assert (one["right"], one["cases"], one["enough"]) == (2, 3, False)
        assert one["low"] < 2 / 3 < one["high"]
        assert {x["cases"] for key, x in by_id.items() if key != wanted.taxon_id} == {None}

    run(go())
