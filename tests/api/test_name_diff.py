"""What another release would change, asked and approved over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from insecta.domain.collection import Role
from insecta.domain.release import Release
from insecta.domain.run import Run as TakenIn
from insecta.ports import Classifier
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.services.promote import promote
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made
from tests.scripted_classifier import ScriptedClassifier, scripted_release

FIRST = scripted_release()
SECOND = scripted_release(digest="e2" * 32, version="2")
ANTS = "/api/v1/collections/ANTS"


@dataclass(frozen=True)
class TwoReleases(ScriptedPlatform):
    """The second release sees bees in everything."""

    def release(self, digest: str) -> Release:
        return SECOND if digest == SECOND.digest else FIRST

    def classifier(self, digest: str | None = None) -> Classifier:
        if digest == FIRST.digest:
            return ScriptedClassifier(release=FIRST)
        leaves = np.zeros(9, np.float32)
        leaves[4] = 1
        return ScriptedClassifier(lambda picture: leaves, SECOND)


@pytest.fixture
def platform(tmp_path: Path) -> TwoReleases:
    settings = Settings(data=tmp_path / "data")
    opened = made(settings)
    with opened.catalogue.writing() as tx:
        tx.collections.ensure("ANTS")
        tx.releases.add(
            digest=SECOND.digest, name="scripted", version="2", space=SECOND.space, folder=""
        )
    return TwoReleases(settings)


async def _named_and_promoted(platform: TwoReleases, http: object) -> None:
    """One picture that the first release named and the second has seen."""
    answer = await http.post(IMAGES, params={"collection": "ANTS"}, content=draw(40), headers=JPEG)  # type: ignore[attr-defined]
    assert answer.status_code in (200, 201, 202), answer.text
    ScriptedPlatform(platform.settings).work()
    promote(platform.catalogue, LOCAL_ADMINISTRATOR, SECOND.digest)
    platform.work()


def test_a_curator_reads_and_approves_a_diff(platform: TwoReleases, run: Run) -> None:
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ada", {"ANTS": Role.CURATOR})

    async def go() -> None:
        async with client(platform) as http:
            await _named_and_promoted(platform, http)
        async with client(platform, key) as http:
            (ants,) = (await http.get("/api/v1/collections")).json()["items"]
            assert (ants["release"]["digest"], ants["proposed"]) == (FIRST.digest, SECOND.digest)
            told = (await http.get(f"{ANTS}/diff")).json()
            assert (told["before"], told["after"]) == (FIRST.digest, SECOND.digest)
            assert told["counts"]["different"] == 1
            (change,) = told["examples"]["different"]
            assert (change["before"], change["after"]) == ("Camponotus a", "Anthophila")
            table = await http.get(f"{ANTS}/diff", headers={"Accept": "text/csv"})
            assert len(table.text.strip().splitlines()) == 2
            by_rule = {"release": SECOND.digest[:12], "kinds": ["finer"]}
            held = (await http.post(f"{ANTS}/shown", json=by_rule)).json()
            assert (held["approved"], len(held["held"])) == (False, 1)
            done = await http.post(f"{ANTS}/shown", json={"release": SECOND.digest})
            assert done.json() == {
                "release": SECOND.digest, "approved": True, "held": [], "specimens": None, "left": None,
            }  # fmt: skip
            (ants,) = (await http.get("/api/v1/collections")).json()["items"]
            assert (ants["release"]["digest"], ants["proposed"]) == (SECOND.digest, None)

    run(go())


def test_a_curator_approves_a_part(platform: TwoReleases, run: Run) -> None:
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ada", {"ANTS": Role.CURATOR})

    async def go() -> None:
        async with client(platform) as http:
            await _named_and_promoted(platform, http)
        async with client(platform, key) as http:
            body = {"release": SECOND.digest, "part": {"kinds": ["finer"], "always": True}}
            done = (await http.post(f"{ANTS}/shown", json=body)).json()
            assert (done["approved"], done["specimens"], done["left"]) == (False, 0, 1)
            body["part"] = {"kinds": ["different"], "fromRank": "sort"}
            wrong = await http.post(f"{ANTS}/shown", json=body)
            assert wrong.status_code == 422, wrong.text
            body["part"] = {"kinds": ["different"], "fromRank": "genus", "taxon": "Anthophila"}
            done = (await http.post(f"{ANTS}/shown", json=body)).json()
            assert (done["approved"], done["specimens"], done["left"]) == (True, 1, 0)
            (ants,) = (await http.get("/api/v1/collections")).json()["items"]
            assert ants["release"]["digest"] == SECOND.digest

    run(go())


def test_a_part_is_previewed_and_taken_back(platform: TwoReleases, run: Run) -> None:
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ada", {"ANTS": Role.CURATOR})
    part = {"kinds": ["different"], "taxon": "Camponotus a"}

    async def go() -> None:
        async with client(platform) as http:
            await _named_and_promoted(platform, http)
        async with client(platform, key) as http:
            told = (await http.post(f"{ANTS}/shown/preview", json=part)).json()
            assert (told["specimens"], told["left"], told["counts"]["different"]) == (1, 0, 1)
            assert told["names"] == [
                {"kind": "different", "before": "Camponotus a", "after": "Anthophila",
                 "abstention": None, "specimens": 1},
            ]  # fmt: skip
            other = {"kinds": ["different"], "taxon": "Lepidoptera"}
            told = (await http.post(f"{ANTS}/shown/preview", json=other)).json()
            assert (told["specimens"], told["left"], told["names"]) == (0, 1, [])
            stands = (await http.get(f"{ANTS}/shown")).json()
            assert (stands["release"], stands["proposed"]) == (FIRST.digest, SECOND.digest)
            assert (stands["former"], stands["apart"], stands["approvals"]) == (None, 0, [])
            body = {"release": SECOND.digest, "part": part}
            assert (await http.post(f"{ANTS}/shown", json=body)).json()["approved"]
            stands = (await http.get(f"{ANTS}/shown")).json()
            assert (stands["release"], stands["former"]) == (SECOND.digest, FIRST.digest)
            whole, of_part = stands["approvals"]
            assert (whole["part"], of_part["specimens"]) == (None, 1)
            assert (of_part["by"], of_part["part"]["taxon"]) == ("Ada", "Camponotus a")
            back = {"release": stands["former"], "incomplete": True}
            assert (await http.post(f"{ANTS}/shown", json=back)).json()["approved"]
            (ants,) = (await http.get("/api/v1/collections")).json()["items"]
            assert ants["release"]["digest"] == FIRST.digest

    run(go())


def test_a_standing_rule_is_kept_read_and_removed(platform: TwoReleases, run: Run) -> None:
    curator = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Ada", {"ANTS": Role.CURATOR})
    reader = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Vi", {"ANTS": Role.IDENTIFIER})
    rule = {"kinds": ["newly_named", "finer"], "least": 0.95, "fromRank": "genus"}

    async def go() -> None:
        async with client(platform, curator) as http:
            assert (await http.put(f"{ANTS}/shown/rule", json=rule)).status_code == 204
            kept = (await http.get(f"{ANTS}/shown")).json()["rule"]
            assert kept == {
                "kinds": ["finer", "newly_named"], "least": 0.95, "taxon": "", "rank": "",
                "fromRank": "genus",
            }  # fmt: skip
            wrong = await http.put(f"{ANTS}/shown/rule", json={**rule, "rank": "sort"})
            assert wrong.status_code == 422, wrong.text
            assert (await http.delete(f"{ANTS}/shown/rule")).status_code == 204
            assert (await http.get(f"{ANTS}/shown")).json()["rule"] is None
        async with client(platform, reader) as http:
            assert (await http.get(f"{ANTS}/shown")).status_code == 403
            assert (await http.put(f"{ANTS}/shown/rule", json=rule)).status_code == 403
            assert (await http.delete(f"{ANTS}/shown/rule")).status_code == 403
            asked = await http.post(f"{ANTS}/shown/preview", json={"kinds": ["finer"]})
            assert asked.status_code == 403

    run(go())


def test_a_run_tells_what_its_release_changes(platform: TwoReleases, run: Run) -> None:
    run_id = uuid4()

    async def go() -> None:
        async with client(platform) as http:
            await _named_and_promoted(platform, http)
            with platform.catalogue.writing() as tx:
                key = tx.collections.get("ANTS").collection_id
                tx.runs.add(
                    TakenIn(
                        run_id, key, "again", "finished", planned=True, started=tx.at, kind="bulk",
                        report={"release": SECOND.digest, "link": "http://127.0.0.1:8471/dags/d/runs/r"},
                    )
                )  # fmt: skip
            told = (await http.get(f"/api/v1/runs/{run_id}/diff")).json()
            assert told["counts"]["different"] == 1
            shown = (await http.get(f"/api/v1/runs/{run_id}")).json()
            assert shown["link"].endswith("/dags/d/runs/r")
            assert (await http.get(f"/api/v1/runs/{uuid4()}/diff")).status_code == 404

    run(go())


def test_who_may_not_approve_is_told_so(platform: TwoReleases, run: Run) -> None:
    key = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Vi", {"ANTS": Role.IDENTIFIER})

    async def go() -> None:
        async with client(platform, key) as http:
            assert (await http.get(f"{ANTS}/diff")).status_code == 403
            body = {"release": SECOND.digest}
            assert (await http.post(f"{ANTS}/shown", json=body)).status_code == 403
        stranger = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "S", {"ANTS": Role.VIEWER})
        async with client(platform, stranger) as http:
            assert (await http.get(f"{ANTS}/diff")).status_code == 403

    run(go())
