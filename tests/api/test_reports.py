"""Reports over HTTP: the figures, the same as CSV, and the lines they count."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.domain.collection import Role
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

REPORT = "/api/v1/collections/ants/report"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ScriptedPlatform]:
    where = {"catalogue_url": request.getfixturevalue("postgres_url")} if request.param == "postgres" else {}  # fmt: skip
    opened = made(Settings(data=tmp_path / "data", **where))
    yield opened
    opened.close()


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_figures_their_table_and_every_query_answer(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            for seed in range(3):
                params = {"collection": "ants", "catalogNumber": f"A{seed}"}
                await http.post(IMAGES, params=params, content=draw(75, seed=seed), headers=JPEG)
            platform.work()
            told = (await http.get(REPORT)).json()
            assert (told["collection"], told["complete"]) == ("ants", True)
            assert told["release"]["name"] == "scripted"
            table = lines((await http.get(f"{REPORT}/table")).text)
            assert [one["query"] for one in table] == [one["query"] for one in told["figures"]]
            for one in told["figures"]:
                answer = await http.get(one["query"])
                assert answer.status_code == 200, one["query"]
                if one["counted"] == "total":
                    assert answer.json()["total"] == one["value"], one
                if one["counted"] == "lines" and one["group"] in ("taken", "day", "backlog"):
                    assert len(lines(answer.text)) == one["value"], one
            for what in ("pictures", "decisions", "seconds", "blind", "levels"):
                assert (
                    (await http.get(f"{REPORT}/{what}"))
                    .headers["content-type"]
                    .startswith("text/csv")
                )
            wrong = await http.get(REPORT, params={"from": "2026-13-01"})
            assert wrong.status_code == 422
            wrong = await http.get(REPORT, params={"from": "2026-03-01", "to": "2026-02-01"})
            assert (wrong.status_code, "before it begins" in wrong.json()["detail"]) == (422, True)
        with platform.catalogue.writing() as tx:
            tx.collections.ensure("bees")
        other = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "B", {"bees": Role.CURATOR})
        async with client(platform, other) as http:
            for what in ("", "/table", "/pictures", "/decisions", "/blind", "/levels"):
                assert (await http.get(REPORT + what)).status_code == 404, what

    run(go())
