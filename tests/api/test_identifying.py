"""Names given by people, through HTTP and with keys of their own."""

from __future__ import annotations

import httpx

from insecta.domain.collection import Role
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw


async def _ant(platform: ScriptedPlatform) -> str:
    async with client(platform) as http:
        params = {"fileName": "ant.jpg", "collection": "ANTS"}
        sent = await http.post(IMAGES, params=params, content=draw(40), headers=JPEG)
    platform.work()
    return f"/api/v1/specimens/{sent.json()['specimenId']}"


def _key(platform: ScriptedPlatform, name: str, role: Role) -> str:
    return create_key(
        platform.catalogue, LOCAL_ADMINISTRATOR, name, {"ANTS": role}, orcid="0000-0002-1825-0097"
    )


def test_correct_read_undo(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        ant = await _ant(platform)
        key = _key(platform, "Anna", Role.IDENTIFIER)
        async with client(platform, key) as http:
            before = await http.get(ant)
            body = {"act": "correct", "scientificName": "Lasius cf. niger", "basis": "dna"}
            headers = {"If-Match": before.headers["etag"]}
            said = await http.post(f"{ant}/identifications", json=body, headers=headers)
            assert said.status_code == 201, said.text
            one = said.json()["identification"]
            assert (one["scientificName"], one["qualifier"]) == ("Lasius", "cf. niger")
            assert (one["trust"], one["act"], one["basis"]) == ("ReviewedByHuman", "correct", "dna")
            assert (one["identifiedBy"], one["orcid"]) == ("Anna", "0000-0002-1825-0097")
            again = await http.post(f"{ant}/identifications", json=body)
            assert (again.status_code, again.json()["identification"]["id"]) == (200, one["id"])
            stale = await http.post(f"{ant}/identifications", json=body, headers=headers)
            assert stale.status_code == 412
            assert (await http.get(ant)).json()["scientificName"] == "Lasius"
            undo = {"act": "undo", "basedOn": one["id"]}
            assert (await http.post(f"{ant}/identifications", json=undo)).status_code == 201
            after = (await http.get(ant)).json()
        assert after["scientificName"] == before.json()["scientificName"]
        kinds = [(i["kind"], i["act"], i["undone"]) for i in after["identifications"]]
        assert kinds == [
            ("machine", None, False),
            ("person", "correct", True),
            ("person", "undo", False),
        ]

    run(go())


def test_what_is_refused(platform: ScriptedPlatform, run: Run) -> None:
    async def status(http: httpx.AsyncClient, ant: str, **body: object) -> int:
        return (await http.post(f"{ant}/identifications", json=body)).status_code

    async def go() -> None:
        ant = await _ant(platform)
        async with client(platform, _key(platform, "viewer", Role.VIEWER)) as http:
            assert await status(http, ant, act="accept") == 403
        async with client(platform, _key(platform, "Anna", Role.IDENTIFIER)) as http:
            assert await status(http, ant, act="guess") == 422
            assert await status(http, ant, act="accept", colour="red") == 422
            assert await status(http, ant, act="correct", scientificName="?!") == 422
            assert await status(http, ant.replace(ant[-12:], "0" * 12), act="accept") == 404
            assert await status(http, ant, act="accept") == 201

    run(go())
