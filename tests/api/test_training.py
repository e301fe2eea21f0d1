"""Training, its rule, and credit over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.domain.collection import Role
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.determine import list_expert
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

TRAINING = "/api/v1/training"
OF_ANTS = {"collection": "ants"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ScriptedPlatform]:
    where = {"catalogue_url": request.getfixturevalue("postgres_url")} if request.param == "postgres" else {}  # fmt: skip
    opened = made(Settings(data=tmp_path / "data", **where))
    yield opened
    opened.close()


def test_a_set_is_filled_answered_and_judged(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            sent = []
            for n, shade in enumerate((75, 75, 45)):
                params = {"collection": "ants", "catalogNumber": f"A{n}"}
                content = draw(shade, seed=n)
                sent.append(
                    (await http.post(IMAGES, params=params, content=content, headers=JPEG)).json()
                )
            platform.work()
            key = create_key(
                platform.catalogue, LOCAL_ADMINISTRATOR, "Anna", {"ants": Role.CURATOR}
            )
            list_expert(platform.catalogue, LOCAL_ADMINISTRATOR, "ants", "Anna", ["Formicidae"])
        async with client(platform, key) as anna:
            for one in sent:
                said = {"act": "correct", "scientificName": "Camponotus b"}
                path = f"/api/v1/specimens/{one['specimenId']}/identifications"
                assert (await anna.post(path, json=said)).status_code == 201
            platform.work()
            filled = await anna.post(f"{TRAINING}/set", json={**OF_ANTS, "most": 5})
            assert filled.json() == {"added": 3, "size": 3, "refused": {}}
            rule = {**OF_ANTS, "share": 0.8, "cases": 5, "two": ["species"]}
            assert (await anna.put(f"{TRAINING}/rule", json=rule)).status_code == 204
            wrong = await anna.put(f"{TRAINING}/rule", json={**rule, "two": ["kind"]})
            assert (wrong.status_code, "no rank" in wrong.json()["detail"]) == (422, True)
            listed = (await anna.get(f"{TRAINING}/set", params=OF_ANTS)).json()
            assert {one["identifiedBy"] for one in listed["items"]} == {"Anna"}
            last = listed["items"][-1]["specimenId"]
            assert (await anna.delete(f"{TRAINING}/set/{last}", params=OF_ANTS)).status_code == 204
            told = await anna.put(
                "/api/v1/me/credit", json={"credit": "A. A.", "orcid": "0000-0002-1825-0097"}
            )
            assert (told.json()["credit"], told.json()["orcid"]) == ("A. A.", "0000-0002-1825-0097")
            bad = await anna.put("/api/v1/me/credit", json={"orcid": "0000-0002-1825-0000"})
            assert bad.status_code == 422
            assert (await anna.get("/api/v1/me")).json()["credit"] == "A. A."
        vera = create_key(
            platform.catalogue, LOCAL_ADMINISTRATOR, "Vera", {"ants": Role.IDENTIFIER}
        )
        async with client(platform, vera) as http:
            shown = (await http.post(f"{TRAINING}/next", json=OF_ANTS)).json()
            assert (shown["specimen"]["scientificName"], shown["training"]["size"]) == (None, 2)
            path = f"{TRAINING}/{shown['specimen']['id']}/answer"
            said = {**OF_ANTS, "scientificName": "Camponotus", "taxonRank": "genus"}
            solved = (await http.post(path, json=said)).json()
            assert solved["identifiedBy"] == "A. A."
            assert solved["right"]["genus"] is True
            assert (await http.post(path, json=said)).status_code == 409
            own = (await http.get(TRAINING, params=OF_ANTS)).json()
            assert (own["answered"], own["ranks"], own["cases"]) == (1, None, 5)
            genus = next(one for one in own["agreement"] if one["rank"] == "genus")
            assert (genus["all"]["right"], genus["all"]["enough"]) == (1, False)
            for path in ("set", "reviewers"):
                assert (await http.get(f"{TRAINING}/{path}", params=OF_ANTS)).status_code == 403
        async with client(platform, key) as anna:
            members = (await anna.get(f"{TRAINING}/reviewers", params=OF_ANTS)).json()["items"]
            assert {one["name"]: one["answered"] for one in members} == {"A. A.": 0, "Vera": 1}
        async with client(platform) as http:
            table = await http.post(
                "/api/v1/sets", json={"title": "Ants", "query": "collection:ants"}
            )
            address = f"/api/v1/sets/{table.json()['id']}/table"
            assert "https://orcid.org/0000-0002-1825-0097" in (await http.get(address)).text

    run(go())
