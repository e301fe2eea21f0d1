"""Curators say through the door what no picture can tell apart."""

from __future__ import annotations

from pathlib import Path

from insecta.domain.collection import Role
from insecta.settings import Settings
from tests.api.conftest import Run, client, made, one_named

PATH = "/api/v1/ceilings"


def test_a_curator_sets_and_withdraws_what_answers_may_not_pass(tmp_path: Path, run: Run) -> None:
    platform = made(Settings(data=tmp_path / "data"))

    async def go() -> None:
        specimen, keys = await one_named(platform)
        wanted = {
            "scientificName": "Camponotus", "taxonRank": "genus", "reason": "workers look alike",
            "reference": "Author 2020",
        }  # fmt: skip
        async with client(platform, keys[Role.IDENTIFIER]) as member:
            assert (await member.post(PATH, json=wanted)).status_code == 403
        async with client(platform, keys[Role.CURATOR]) as curator:
            for wrong in ({"taxonRank": "kin"}, {"reason": ""}, {"view": "inside"}, {"goal": 1}):
                assert (await curator.post(PATH, json={**wanted, **wrong})).status_code == 422
            made_now = await curator.post(PATH, json=wanted)
            assert made_now.status_code == 201
            told = made_now.json()
            assert {name: told[name] for name in wanted} == wanted
            assert told["inForce"] is True
            assert (await curator.get(specimen)).json()["scientificName"] == "Camponotus"
            idle = (
                await curator.post(PATH, json={**wanted, "scientificName": "Tetramorium"})
            ).json()
            assert idle["inForce"] is False
            found = (await curator.get(PATH)).json()
            assert [one["scientificName"] for one in found["items"]] == [
                "Camponotus",
                "Tetramorium",
            ]
        async with client(platform, keys[Role.IDENTIFIER]) as member:
            assert (await member.delete(f"{PATH}/{told['ceilingId']}")).status_code == 403
        async with client(platform, keys[Role.CURATOR]) as curator:
            assert (await curator.delete(f"{PATH}/{told['ceilingId']}")).status_code == 204
            assert (await curator.delete(f"{PATH}/{told['ceilingId']}")).status_code == 404
            assert (await curator.get(specimen)).json()["scientificName"] == "Camponotus a"

    run(go())
    platform.close()
