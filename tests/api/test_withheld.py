"""What a collection withholds of sensitive and regulated taxa: a stranger beside a member (users: 13)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from insecta.domain.collection import Principal, Role
from insecta.domain.identity import region_id
from insecta.domain.specimen import Region
from insecta.services.access import LOCAL_ADMINISTRATOR, authenticate
from insecta.services.determine import Act, determine
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
NAME = "Camponotus b"
"""What the scripted release calls a picture of this shade."""
RECORD = {
    "country": "Peru", "countryCode": "PE", "stateProvince": "Loreto", "locality": "Quistococha",
    "decimalLatitude": -3.75, "decimalLongitude": -70.1, "recordedBy": "Nobile",
    "eventDate": "1923-07-12", "eventStart": "1923-07-12", "eventEnd": "1923-07-12",
    "verbatimLabel": "Quistococha 12.VII.1923",
}  # fmt: skip
SECRETS = ("Quistococha", "quistococha", "Loreto", "loreto", "Nobile", "nobile", "-3.75", "-70.1",
           "1923-07", "12.VII")  # fmt: skip
SEARCHES = ("quistococha", "quistoc*", "loreto", "nobile", 'recorded_by:Nobile', "latitude:-4..-3",
            "date:1923-07-12..1923-07-12 country:none", "state_province:Loreto", "withheld:sensitive",
            "withheld:regulated", "secretplace*", "run:none images:9..", "review_value:0..")  # fmt: skip


class House:
    """A public collection with one specimen that bears a habitus and a label picture."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder = folder
        inside = made(Settings(data=folder / "data"))
        self.sent: dict[str, dict[str, Any]] = run(self._fill(inside))
        self.specimen = UUID(self.sent["habitus"]["specimenId"])
        with inside.catalogue.writing() as tx:
            collection = tx.collections.get("open").collection_id
            tx.collections.change(collection, {"public": True})
            cells = {"locality": "Quistococha", "coll": "Nobile"}
            tx.specimens.change(self.specimen, record=RECORD, verbatim=cells)
        inside.work()
        roles = {"open": Role.CURATOR}
        self.key = create_key(inside.catalogue, LOCAL_ADMINISTRATOR, "curator", roles)
        inside.close()
        self.platform = ScriptedPlatform(Settings(data=folder / "data", host="0.0.0.0"))

    async def _fill(self, inside: ScriptedPlatform) -> dict[str, dict[str, Any]]:
        sent = {}
        async with client(inside) as http:
            for view, seed in (("habitus", 1), ("label", 2)):
                params = {"collection": "open", "fileName": f"secretplace {view}.jpg",
                          "catalogNumber": "S 1", "licence": CC0}  # fmt: skip
                params |= {"view": view} if view == "label" else {}
                answer = await http.post(
                    IMAGES, params=params, content=draw(80, seed=seed), headers=JPEG
                )
                assert answer.status_code == 202, answer.text
                sent[view] = answer.json()
        return sent

    def curator(self) -> Principal:
        with self.platform.catalogue.reading() as tx:
            return authenticate(tx, self.key)

    async def withhold(self, **lists: list[str]) -> None:
        async with client(self.platform, self.key) as http:
            answer = await http.put("/api/v1/collections/open/withheld", json=lists)
            assert answer.status_code == 200, answer.text
            told = (await http.get("/api/v1/collections/open/withheld")).json()
            assert {name: told[name] for name in lists} == lists
        self.platform.work()


@pytest.fixture
def house(tmp_path: Path, run: Run) -> Iterator[House]:
    opened = House(tmp_path, run)
    yield opened
    opened.platform.close()


def _paths(house: House) -> list[str]:
    specimen = f"/api/v1/specimens/{house.specimen}"
    facets = "&".join(
        f"facet={one}"
        for one in ("state_province", "recorded_by", "view", "note", "run", "withheld", "grid_0_1")
    )
    return [
        specimen,
        f"{specimen}/identifications",
        f"{IMAGES}/{house.sent['habitus']['id']}",
        f"{IMAGES}/{house.sent['habitus']['id']}/regions",
        f"/api/v1/search?{facets}",
        "/api/v1/search?q=peru&sort=latitude:asc",
        "/api/v1/search/table",
        "/api/v1/search/map",
        "/api/v1/taxa/suggest?q=camp",
    ]


async def _set(house: House) -> str:
    async with client(house.platform, house.key) as http:
        body = {"title": "All", "query": "collection:open"}
        answer = await http.post("/api/v1/sets", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


def _texts(archive: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())


async def _everything(http: httpx.AsyncClient, house: House, saved: str) -> dict[str, str]:
    """What somebody reads, by path."""
    read = {}
    for path in (*_paths(house), f"/api/v1/sets/{saved}/specimens", f"/api/v1/sets/{saved}/table"):
        answer = await http.get(path)
        assert answer.status_code == 200, (path, answer.text)
        read[path] = answer.text
    near = await http.post("/api/v1/search/by-picture", content=draw(80, seed=1), headers=JPEG)
    read["by-picture"] = near.text
    packed = await http.get(f"/api/v1/sets/{saved}/archive")
    read["archive"] = _texts(packed.content)
    return read


async def _found(http: httpx.AsyncClient, words: str) -> int:
    answer = await http.get("/api/v1/search", params={"q": words})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["total"])


def test_of_a_sensitive_taxon_strangers_learn_neither_place_nor_day(house: House, run: Run) -> None:
    async def go() -> None:
        saved = await _set(house)
        async with client(house.platform) as stranger, client(house.platform, house.key) as member:
            before = await _everything(stranger, house, saved)
            assert any("Quistococha" in text for text in before.values())
            assert '"verbatim":{}' in before[_paths(house)[0]], "cells are members' own"
            await house.withhold(sensitive=[NAME])
            told = await _everything(stranger, house, saved)
            for path, text in told.items():
                found = [secret for secret in (*SECRETS, "secretplace") if secret in text]
                assert not found, (path, found)
            page = (await stranger.get(_paths(house)[0])).json()
            assert page["record"]["country"] == "Peru"
            assert page["record"]["eventDate"] == "1923"
            assert page["record"]["informationWithheld"]
            assert page["scientificName"] == NAME
            assert [one["id"] for one in page["images"]] == [house.sent["habitus"]["id"]]
            (row,) = csv.DictReader(
                io.StringIO(told[f"/api/v1/sets/{saved}/table"].lstrip("\ufeff"))
            )
            assert row["informationWithheld"]
            assert row["dataGeneralizations"]
            assert house.sent["label"]["id"] not in row["associatedMedia"]
            assert house.sent["label"]["id"] not in told["archive"]
            for words in SEARCHES:
                assert await _found(stranger, words) == 0, words
            assert await _found(stranger, "peru") == 1
            places = (await stranger.get("/api/v1/search/map")).json()
            assert (places["cells"], places["total"]) == ([], 0)

            whole = (await member.get(_paths(house)[0])).json()
            assert whole["record"]["locality"] == "Quistococha"
            assert whole["verbatim"]["coll"] == "Nobile"
            assert len(whole["images"]) == 2
            assert "withheld_sensitive" in {one["code"] for one in whole["notes"]}
            assert "Quistococha" in (await member.get(f"/api/v1/sets/{saved}/table")).text
            assert await _found(member, "withheld:sensitive") == 1

    run(go())


def test_labels_are_members_own_by_view_and_by_region(house: House, run: Run) -> None:
    def path(view: str) -> str:
        return f"{IMAGES}/{house.sent[view]['id']}/rendition?size=large"

    async def go() -> None:
        async with client(house.platform) as stranger, client(house.platform, house.key) as member:
            assert (await stranger.get(path("label"))).status_code == 200
            await house.withhold(sensitive=["Camponotus"])
            assert (await stranger.get(path("label"))).status_code == 404
            assert (await member.get(path("label"))).status_code == 200
            assert (await stranger.get(path("habitus"))).status_code == 200
            image = UUID(house.sent["habitus"]["id"])
            part = Region(region_id(image, "0.1,0.1,0.2,0.2"), image, "0.1,0.1,0.2,0.2", "label")
            with house.platform.catalogue.writing() as tx:
                tx.images.add_parts([part])
            assert (await stranger.get(path("habitus"))).status_code == 404
            assert (await stranger.get(_paths(house)[0])).json()["images"] == []
            assert (await member.get(path("habitus"))).status_code == 200

    run(go())


def test_a_regulated_pest_is_on_hold_until_a_person_has_said_so(house: House, run: Run) -> None:
    async def go() -> None:
        saved = await _set(house)
        async with client(house.platform) as stranger, client(house.platform, house.key) as member:
            await house.withhold(regulated=[NAME])
            told = await _everything(stranger, house, saved)
            for path, text in told.items():
                if path.startswith("/api/v1/taxa"):
                    continue  # the release's own list of names
                assert not [one for one in (*SECRETS, NAME) if one in text], path
            evidence = await stranger.get(f"{_paths(house)[0]}/evidence")
            assert evidence.status_code == 404
            assert await _found(stranger, f'scientific_name:"{NAME}"') == 0
            assert (await member.get(_paths(house)[0])).json()["scientificName"] == NAME
            assert await _found(member, "withheld:regulated") == 1
            assert await _found(member, "review_value:1..") == 1

            act = Act("accept")
            determine(
                house.platform.catalogue,
                house.curator(),
                house.specimen,
                act,
                house.platform.release,
            )
            house.platform.work()
            page = (await stranger.get(_paths(house)[0])).json()
            assert page["scientificName"] == NAME
            assert page["record"]["locality"] == "Quistococha"
            assert await _found(stranger, "quistococha") == 1

    run(go())


def test_lists_are_curators_and_hold_names(house: House, run: Run) -> None:
    key = create_key(
        house.platform.catalogue, LOCAL_ADMINISTRATOR, "viewer", {"open": Role.IDENTIFIER}
    )

    async def go() -> None:
        path = "/api/v1/collections/open/withheld"
        async with client(house.platform) as stranger, client(house.platform, key) as member:
            assert (await stranger.get(path)).status_code == 401
            assert (await member.put(path, json={"sensitive": []})).status_code == 403
        async with client(house.platform, house.key) as curator:
            refused = await curator.put(path, json={"sensitive": ["Formica", "rufa"]})
            assert refused.status_code == 422
            assert "name 2, 'rufa'" in refused.text
            await curator.put(path, json={"sensitive": ["Formica"], "regulated": ["Popillia"]})
            left = await curator.put(path, json={"sensitive": []})
            assert left.json() == {"sensitive": [], "regulated": ["Popillia"]}

    run(go())
