"""Saved sets: frozen, shared by their address, never telling what the reader may not see."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from insecta.domain.collection import Role
from insecta.domain.specimen import REVIEWED, Identification
from insecta.services import index
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.amend import amend
from insecta.services.forget import House, forget_person
from insecta.services.keys import create_key
from insecta.services.sources import dwca
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

SETS = "/api/v1/sets"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
NUMBERS = ["S 1", "S 2", "S 3"]


async def _fill(platform: ScriptedPlatform) -> dict[str, UUID]:
    """A public and a private collection; specimens by number, `hidden` for the private one's."""
    found: dict[str, UUID] = {}
    async with client(platform) as http:
        for code, numbers in (("open", NUMBERS), ("secret", ["S 9"])):
            for number in numbers:
                params = {"collection": code, "catalogNumber": number, "licence": CC0}
                picture = draw(60 + len(found), seed=len(found))
                answer = await http.post(IMAGES, params=params, content=picture, headers=JPEG)
                assert answer.status_code == 202, answer.text
                found[number] = UUID(answer.json()["specimenId"])
    with platform.catalogue.writing() as tx:
        tx.collections.change(tx.collections.get("open").collection_id, {"public": True})
        record = {
            "country": "=Peru", "eventStart": "1923-07-01", "eventEnd": "1923-07-31",
            "decimalLatitude": -3.75, "decimalLongitude": -70.1,
            "dataGeneralizations": "place given to a tenth of a degree",
        }  # fmt: skip
        tx.specimens.change(found["S 1"], record=record)
    platform.work()
    return found


@pytest.fixture
def house(tmp_path: Path, run: Run) -> tuple[ScriptedPlatform, dict[str, UUID], str]:
    """Opened to the world; the key is that of a viewer of both collections."""
    inside = made(Settings(data=tmp_path / "data"))
    found = run(_fill(inside))
    roles = {"open": Role.VIEWER, "secret": Role.VIEWER}
    key = create_key(inside.catalogue, LOCAL_ADMINISTRATOR, "Ida", roles)
    inside.close()
    return ScriptedPlatform(Settings(data=tmp_path / "data", host="0.0.0.0")), found, key


Opened = tuple[ScriptedPlatform, dict[str, UUID], str]


def _texts(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def _rows(archive: bytes, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_texts(archive)[name])))


async def _archive(platform: ScriptedPlatform, key: str, **body: Any) -> bytes:
    saved = await _save(platform, key, **body)
    async with client(platform, key) as http:
        answer = await http.get(f"{SETS}/{saved['id']}/archive")
    assert answer.status_code == 200, answer.text
    return answer.content


async def _save(platform: ScriptedPlatform, key: str, **body: Any) -> dict[str, Any]:
    async with client(platform, key) as http:
        answer = await http.post(SETS, json={"title": "Syntypes seen", **body})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_set_stays_as_it_was_saved(house: Opened, run: Run) -> None:
    platform, found, key = house

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        assert (saved["total"], saved["savedBy"], saved["own"]) == (3, "Ida", True)
        assert saved["citation"].startswith("Ida (")
        assert "scripted 1" in saved["citation"], "a citation names whose names stood in it"
        assert saved["citation"].endswith(f"/sets/{saved['id']}")
        async with client(platform) as http:
            params = {"collection": "open", "catalogNumber": "S 4", "licence": CC0}
            inside = ScriptedPlatform(Settings(data=platform.settings.data))
            async with client(inside) as local:
                await local.post(IMAGES, params=params, content=draw(90, seed=9), headers=JPEG)
            inside.work()
            inside.close()
            assert (await http.get("/api/v1/search?q=collection:open")).json()["total"] == 4
            page = (await http.get(f"{SETS}/{saved['id']}/specimens?limit=2")).json()
            rest = (await http.get(f"{SETS}/{saved['id']}/specimens?after={page['next']}")).json()
        members = page["items"] + rest["items"]
        assert [one["specimen"]["catalogNumber"] for one in members] == NUMBERS
        assert rest["next"] is None
        assert {one["then"]["release"] for one in members} == {platform.release("").digest}
        assert found["S 1"] == UUID(members[0]["specimen"]["id"])

    run(go())


def test_behind_tls_it_is_cited_by_the_address_that_people_use(house: Opened, run: Run) -> None:
    platform, _, key = house
    settings = platform.settings.model_copy(update={"public_url": "https://museum.org"})
    public = replace(platform, settings=settings)

    async def go() -> None:
        saved = await _save(public, key, query="collection:open")
        assert saved["citation"].endswith(f"https://museum.org/sets/{saved['id']}")
        async with client(public, key) as http:
            told = await http.get(f"{SETS}/{saved['id']}/archive")
        texts = _texts(told.content)
        assert "https://museum.org/" in texts["multimedia.csv"]
        assert not any("http://127.0.0.1" in text for text in texts.values())

    run(go())


def test_it_tells_what_was_renamed_and_what_is_gone(house: Opened, run: Run) -> None:
    platform, found, key = house

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        with platform.catalogue.writing() as tx:
            tx.specimens.change(found["S 2"], deleted_at=tx.at)
            tx.specimens.change(found["S 3"], merged_into=found["S 1"])
        inside = ScriptedPlatform(Settings(data=platform.settings.data))
        async with client(inside) as http:
            act = {"act": "correct", "scientificName": "Camponotus zz", "taxonRank": "species"}
            path = f"/api/v1/specimens/{found['S 1']}/identifications"
            assert (await http.post(path, json=act)).status_code == 201
        inside.close()
        async with client(platform) as http:
            items = (await http.get(f"{SETS}/{saved['id']}/specimens")).json()["items"]
        assert items[0]["specimen"]["scientificName"] == "Camponotus zz"
        assert items[0]["then"]["scientificName"] != "Camponotus zz"
        assert items[1]["specimen"] is None
        assert items[2]["specimen"]["id"] == str(found["S 1"]), "a merged one is what it became"

    run(go())


def test_numbers_become_a_set_in_their_own_order(house: Opened, run: Run) -> None:
    platform, _, key = house

    async def go() -> None:
        saved = await _save(platform, key, numbers=["s-3", "S 1", "nobody 7", "S_3"])
        assert (saved["total"], saved["missing"], saved["query"]) == (2, ["nobody 7"], None)
        async with client(platform, key) as http:
            items = (await http.get(f"{SETS}/{saved['id']}/specimens")).json()["items"]
            assert [one["specimen"]["catalogNumber"] for one in items] == ["S 3", "S 1"]
            own = (await http.get(SETS)).json()
            assert [one["id"] for one in own["items"]] == [saved["id"]]

    run(go())


def test_a_stranger_reads_only_what_they_may_see(house: Opened, run: Run) -> None:
    platform, found, key = house

    async def go() -> None:
        mixed = await _save(platform, key, numbers=["S 9", "S 1", "nobody 7"])
        private = await _save(platform, key, query="collection:secret")
        assert (mixed["total"], private["total"]) == (2, 1)
        async with client(platform) as http:
            seen = (await http.get(f"{SETS}/{mixed['id']}")).json()
            assert (seen["total"], seen["own"], seen["missing"]) == (1, False, [])
            assert "1 specimen as of" in seen["citation"]
            items = (await http.get(f"{SETS}/{mixed['id']}/specimens")).json()["items"]
            assert [one["place"] for one in items] == [1], "a gap would tell of the other one"
            packed = (await http.get(f"{SETS}/{mixed['id']}/archive")).content
            for name, text in _texts(packed).items():
                assert str(found["S 9"]) not in text, name
                assert "secret" not in text, name
            for more in ("/specimens", "/table"):
                told = (await http.get(f"{SETS}/{mixed['id']}{more}")).text
                assert str(found["S 1"]) in told
                assert str(found["S 9"]) not in told
                assert "secret" not in told
            nowhere = await http.get(f"{SETS}/{uuid4()}")
            for more in ("", "/specimens", "/table", "/archive"):
                answer = await http.get(f"{SETS}/{private['id']}{more}")
                assert (answer.status_code, answer.text) == (404, nowhere.text), more
            assert (await http.get(SETS)).status_code == 401
            assert (await http.post(SETS, json={"title": "x", "query": ""})).status_code == 401

    run(go())


def test_only_its_owner_removes_it(house: Opened, run: Run) -> None:
    platform, _, key = house
    other = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Otto", {"open": Role.CURATOR})

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        path = f"{SETS}/{saved['id']}"
        async with client(platform, other) as http:
            assert (await http.get(path)).json()["own"] is False
            assert (await http.delete(path)).status_code == 403
        async with client(platform, key) as http:
            assert (await http.delete(path)).status_code == 204
            assert (await http.get(path)).status_code == 404
            assert (await http.get("/api/v1/search?q=collection:open")).json()["total"] == 3

    run(go())


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"query": "collection:open", "numbers": ["S 1"]}, 422, "one of them"),
        ({}, 422, "one of them"),
        ({"query": "nosuchword"}, 422, "no specimen in this set"),
        ({"numbers": ["nobody 7"]}, 422, "no specimen in this set"),
        ({"query": "gneus:x"}, 400, "there is no field gneus"),
        ({"query": "", "title": "  "}, 422, "no title"),
    ],
)
def test_what_cannot_be_saved_says_why(
    house: Opened, run: Run, body: dict[str, Any], status: int, says: str
) -> None:
    platform, _, key = house

    async def go() -> None:
        async with client(platform, key) as http:
            answer = await http.post(SETS, json={"title": "t", **body})
        assert answer.status_code == status, answer.text
        assert says in answer.text

    run(go())


def test_a_place_beyond_every_set_is_refused(house: Opened, run: Run) -> None:
    platform, _, key = house

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        async with client(platform, key) as http:
            answer = await http.get(f"{SETS}/{saved['id']}/specimens?after={10**30}")
        assert answer.status_code == 422
        assert "after" in answer.text

    run(go())


def test_more_than_a_set_holds_is_refused(
    house: Opened, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform, _, key = house
    monkeypatch.setattr("insecta.services.sets.MOST", 2)

    async def go() -> None:
        async with client(platform, key) as http:
            for body in ({"query": "collection:open"}, {"numbers": NUMBERS}):
                answer = await http.post(SETS, json={"title": "t", **body})
                assert answer.status_code == 422
                assert "narrow the search down" in answer.text

    run(go())


def test_exports_never_pass_a_machine_for_a_determiner(house: Opened, run: Run) -> None:
    platform, _, key = house

    async def go() -> None:
        saved = await _save(platform, key, query="collection:open")
        async with client(platform) as http:
            answer = await http.get(f"{SETS}/{saved['id']}/table")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert [one["catalogNumber"] for one in rows] == NUMBERS
        assert {one["scientificName"] for one in rows} == {""}
        assert {one["identificationVerificationStatus"] for one in rows} == {"PredictedByMachine"}
        assert all("Predicted by machine: " in one["identificationRemarks"] for one in rows)
        then = json.loads(rows[0]["dynamicProperties"])["nameWhenSaved"]
        assert then["trust"] == "PredictedByMachine"
        assert rows[0]["eventDate"] == "1923-07-01/1923-07-31"
        assert rows[0]["country"] == "'=Peru", "spreadsheets must not run a cell"
        assert (rows[0]["decimalLatitude"], rows[0]["decimalLongitude"]) == ("-3.75", "-70.1")
        assert rows[0]["dataGeneralizations"] == "place given to a tenth of a degree"

    run(go())


def test_the_archive_is_one_that_we_read_ourselves(house: Opened, run: Run, tmp_path: Path) -> None:
    platform, found, key = house
    path = tmp_path / "set.zip"

    async def go() -> None:
        saved = await _save(
            platform, key, query="collection:open", note="for a \x01 revision & more"
        )
        async with client(platform) as http:
            answer = await http.get(f"{SETS}/{saved['id']}/archive")
        assert answer.headers["content-type"] == "application/zip"
        path.write_bytes(answer.content)

    run(go())
    records = list(dwca.read(path))
    assert {one.verbatim["catalogNumber"] for one in records} == set(NUMBERS)
    first = next(one for one in records if one.verbatim["catalogNumber"] == "S 1")
    assert first.source_ids["occurrenceID"] == f"urn:uuid:{found['S 1']}"
    assert first.determination == "", "no machine's name in the core"
    assert first.place.country is not None
    assert first.place.country.verbatim == "=Peru"
    assert first.licence is not None
    assert first.licence.uri == CC0


def _catalogued(specimen: UUID, name: str, place: int) -> Identification:
    return Identification(
        uuid5(specimen, f"catalogue {place}"), specimen, "catalogue", "",
        identified_by="R. Bolton", scientific_name=name, taxon_rank="species",
    )  # fmt: skip


def _said(specimen: UUID, act: str, **more: Any) -> Identification:
    return Identification(
        uuid4(), specimen, "person", REVIEWED, identified_by="Ida", body={"act": act, **more.pop("body", {})}, **more
    )  # fmt: skip


def test_the_core_bears_the_name_of_the_record_and_only_doubts_about_it(
    house: Opened, run: Run
) -> None:
    """The source went from one name to another and back; somebody doubts what the machine says."""
    platform, found, key = house
    with platform.catalogue.writing() as tx:
        one = found["S 1"]
        tx.specimens.change(one, record={"scientificName": "Kind A", "taxonRank": "species"})
        tx.identifications.add([_catalogued(one, "Kind A", 1)])
        tx.identifications.add([_catalogued(one, "Kind B", 2)])
        tx.identifications.add([_said(one, "dispute")])
    core = _rows(run(_archive(platform, key, numbers=["S 1"])), "occurrence.csv")
    assert core[0]["scientificName"] == "Kind A"
    assert core[0]["identificationVerificationStatus"] != "Disputed"


def test_a_complex_that_a_person_chose_leaves_as_its_genus(house: Opened, run: Run) -> None:
    platform, found, key = house
    name = {"scientific_name": "Thera variata/britannica", "taxon_rank": "species complex"}
    with platform.catalogue.writing() as tx:
        tx.identifications.add([_said(found["S 1"], "correct", **name)])
    archive = run(_archive(platform, key, numbers=["S 1"]))
    for file in ("occurrence.csv", "identification.csv"):
        row = _rows(archive, file)[0]
        assert (row["scientificName"], row["taxonRank"]) == ("Thera", "genus"), file
        assert row["verbatimIdentification"] == "Thera variata/britannica", file


def test_the_archive_speaks_the_words_of_its_standards(house: Opened, run: Run) -> None:
    platform, found, key = house
    one = found["S 1"]
    with platform.catalogue.writing() as tx:
        record = {
            "scientificName": "Kind A", "taxonRank": "species", "locality": "Foot of\rthe hill\r\n(old card)",
            "typeStatus": "Holotype of Kinda prima Smith | paratype",
        }  # fmt: skip
        tx.specimens.change(one, record=record)
        catalogued = _catalogued(one, "Kind A", 1)
        body = {"basis": "microscope"}
        person = _said(one, "correct", scientific_name="Kind B", taxon_rank="species", body=body)
        tx.identifications.add([catalogued, person])
        region, image = next((r, i) for _, r, i in tx.images.regions_of([one]))
        tx.images.change(image.image_id, view="head")
        part = replace(region, region_id=uuid4(), box="0.1,0.2,0.3,0.4")
        tx.images.add_regions([(part, one)])
    archive = run(_archive(platform, key, numbers=["S 1"]))
    core = _rows(archive, "occurrence.csv")[0]
    assert core["locality"] == "Foot of the hill (old card)"
    assert (core["identificationType"], core["nomenclaturalCode"]) == ("fineFeatures", "ICZN")
    assert (core["typeOfType"], core["typifiedName"]) == ("holotype | paratype", "Kinda prima")
    accepted = {
        row["scientificName"]: row["isAcceptedIdentification"]
        for row in _rows(archive, "identification.csv")
    }
    assert accepted["Kind B"] == "true"
    assert sorted(accepted.values()).count("true") == 1
    whole, boxed = sorted(_rows(archive, "multimedia.csv"), key=lambda row: row["xFrac"])
    assert whole["accessURI"] == boxed["accessURI"] == core["associatedMedia"]
    ends = [whole[term].rpartition("/")[2] for term in ("subjectPart", "subjectOrientation")]
    assert ends == ["p0013", "r0001"]
    fractions = [boxed[term] for term in ("xFrac", "yFrac", "widthFrac", "heightFrac")]
    assert (whole["xFrac"], fractions) == ("", ["0.1", "0.2", "0.3", "0.4"])


def test_an_amended_date_is_the_one_that_leaves(house: Opened, run: Run) -> None:
    platform, found, key = house
    for changes, told in (
        ({"event_start": "1989-05-01", "event_end": "1989-05-03"}, "1989-05-01/1989-05-03"),
        ({"event_start": None, "event_end": None}, ""),
    ):
        amend(platform.catalogue, LOCAL_ADMINISTRATOR, found["S 1"], None, changes)
        core = _rows(run(_archive(platform, key, numbers=["S 1"])), "occurrence.csv")[0]
        assert core["eventDate"] == told


def test_pictures_without_a_licence_and_deleted_specimens_leave_no_house(
    house: Opened, run: Run
) -> None:
    platform, found, key = house
    with platform.catalogue.writing() as tx:
        for region, image in [(r, i) for _, r, i in tx.images.regions_of([found["S 2"]])]:
            assert region.image_id == image.image_id
            tx.images.change(image.image_id, licence=None)
    saved = run(_save(platform, key, query="collection:open"))
    with platform.catalogue.writing() as tx:
        tx.specimens.change(found["S 3"], deleted_at=tx.at)

    async def go() -> bytes:
        async with client(platform, key) as http:
            return (await http.get(f"{SETS}/{saved['id']}/archive")).content

    archive = run(go())
    core = _rows(archive, "occurrence.csv")
    assert [one["catalogNumber"] for one in core] == ["S 1", "S 2"]
    assert [one["associatedMedia"] != "" for one in core] == [True, False]
    assert [one["id"] for one in _rows(archive, "multimedia.csv")] == [core[0]["id"]]


def test_equal_occurrence_ids_of_two_collections_stay_two(house: Opened, run: Run) -> None:
    platform, found, key = house
    with platform.catalogue.writing() as tx:
        for number in ("S 1", "S 9"):
            specimen = tx.specimens.get(found[number])
            tx.specimens.add_source_ids(specimen, [("occurrenceID", "urn:catalog:X:1")])
    archive = run(_archive(platform, key, numbers=["S 1", "S 9"]))
    core = _rows(archive, "occurrence.csv")
    assert [one["occurrenceID"] for one in core] == ["urn:catalog:X:1"] * 2
    assert len({one["id"] for one in core}) == 2


def test_a_set_is_not_saved_while_the_index_lacks_documents(house: Opened, run: Run) -> None:
    platform, _, key = house
    with platform.catalogue.writing() as tx:
        live = tx.generations.live("specimens")
        assert live is not None
        tx.generations.set_lacking(live.name, True)

    async def go() -> None:
        async with client(platform, key) as http:
            for body in ({"query": "collection:open"}, {"numbers": NUMBERS}):
                answer = await http.post(SETS, json={"title": "t", **body})
                assert answer.status_code == 503
                assert "would not be whole" in answer.text
            assert (await http.get(SETS)).json()["items"] == []

    run(go())


def test_who_is_forgotten_signs_no_set(house: Opened, run: Run) -> None:
    platform, _, key = house
    saved = run(_save(platform, key, query="collection:open", note="by Ida for Otto"))
    forget_person(
        House(platform.catalogue, platform.store, platform.index, 1_000_000),
        LOCAL_ADMINISTRATOR,
        "Ida",
    )

    async def go() -> None:
        async with client(platform) as http:
            told = (await http.get(f"{SETS}/{saved['id']}")).json()
        assert "Ida" not in json.dumps(told)
        assert told["total"] == 3

    run(go())


def test_a_search_tells_observations_from_specimens(house: Opened, run: Run) -> None:
    platform, found, _ = house
    with platform.catalogue.writing() as tx:
        tx.specimens.change(found["S 1"], basis_of_record="HumanObservation")
    index.write(platform.catalogue, platform.index, platform.release, [found["S 1"]])
    platform.index.refresh("specimens-1")

    async def go() -> None:
        async with client(platform) as http:
            answer = await http.get("/api/v1/search?q=collection:open&sort=catalog_number:asc")
            kinds = [one["basisOfRecord"] for one in answer.json()["items"]]
        assert kinds == ["HumanObservation", "PreservedSpecimen", "PreservedSpecimen"]

    run(go())
