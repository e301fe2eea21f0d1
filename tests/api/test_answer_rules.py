"""What a collection asks of answers, through the door."""

from __future__ import annotations

from pathlib import Path

from insecta.domain.collection import Role
from insecta.settings import Settings
from tests.api.conftest import Run, client, made, one_named

PATH = "/api/v1/collections/open/answers"


def test_a_curator_sets_what_answers_have_to_meet(tmp_path: Path, run: Run) -> None:
    platform = made(Settings(data=tmp_path / "data"))

    async def go() -> None:
        specimen, keys = await one_named(platform)
        async with client(platform, keys[Role.IDENTIFIER]) as member:
            assert (await member.patch(PATH, json={"target": 0.9})).status_code == 403
        async with client(platform, keys[Role.CURATOR]) as curator:
            plain = (await curator.get(PATH)).json()
            assert plain == {"target": 0.95, "taxa": None, "unknown": [], "leastTesting": 0, "targets": [0.8, 0.95, 0.99]}  # fmt: skip
            asked = {"target": 0.9, "taxa": ["Camponotus b", "Apis"], "leastTesting": 10}
            told = (await curator.patch(PATH, json=asked)).json()
            assert {name: told[name] for name in asked} == asked
            assert told["unknown"] == ["Apis"]
            assert (await curator.get(specimen)).json()["scientificName"] == "Camponotus"
            for wrong in ({"target": 2}, {"taxa": ["rufa"]}, {"taxa": ["Apis"]}, {"goal": 1}):
                assert (await curator.patch(PATH, json=wrong)).status_code == 422

    run(go())
    platform.close()
