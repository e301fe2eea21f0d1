"""What is read and corrected: specimens, runs and failures, names, releases, health, the portal."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from api.app import create_app
from insecta.domain.collection import Role
from insecta.domain.identity import collection_id
from insecta.domain.run import Run as RunRow
from insecta.domain.run import RunItem
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw

SEARCH = "/api/v1/search"


async def _sent(http: httpx.AsyncClient, **params: str) -> dict[str, str]:
    answer = await http.post(IMAGES, params=params, content=draw(), headers=JPEG)
    found: dict[str, str] = answer.json()
    return found


def test_a_record_is_corrected_and_what_stood_there_kept(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            sent = await _sent(http, catalogNumber="A 1")
            path = f"/api/v1/specimens/{sent['specimenId']}"
            tag = (await http.get(path)).headers["etag"]
            changed = await http.patch(
                path, json={"record": {"country": "Kenya"}}, headers={"If-Match": tag}
            )
            assert changed.status_code == 200
            assert changed.json()["record"] == {"country": "Kenya"}
            assert changed.headers["etag"] != tag
            stale = await http.patch(
                path, json={"record": {"country": "Chad"}}, headers={"If-Match": tag}
            )
            assert stale.status_code == 412
            removed = await http.patch(path, json={"record": {"country": None}})
            assert removed.json()["record"] == {}
            former = [one["record"] for one in removed.json()["former"]]
            assert former == [{"country": None}, {"country": "Kenya"}]
            again = await http.patch(path, json={"record": {"country": None}})
            assert again.headers["etag"] == removed.headers["etag"]  # nothing changed
            await http.patch(path, json={"record": {"country": "Kenya"}})
            await asyncio.to_thread(platform.work)
            assert (await http.get(f"{SEARCH}?q=country:kenya")).json()["total"] == 1

    run(go())


def test_who_sent_it_completes_its_record_and_nobody_elses(
    platform: ScriptedPlatform, run: Run
) -> None:
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("uploads")
    roles = {"uploads": Role.CONTRIBUTOR}
    keys = [
        create_key(platform.catalogue, LOCAL_ADMINISTRATOR, name, roles) for name in ("me", "other")
    ]
    place = {"record": {"latitude": 1.5, "longitude": 36.8, "country": "Kenya"}}

    async def go() -> None:
        async with client(platform, keys[0]) as http:
            sent = await _sent(http, catalogNumber="mine")
            path = f"/api/v1/specimens/{sent['specimenId']}"
            changed = await http.patch(path, json=place)
            assert changed.status_code == 200, changed.text
            record = {"decimalLatitude": 1.5, "decimalLongitude": 36.8, "country": "Kenya"}
            assert changed.json()["record"] == record
            await asyncio.to_thread(platform.work)
            box = {"west": 36, "south": 1, "east": 38, "north": 2}
            assert (await http.get(f"{SEARCH}/map", params=box)).json()["total"] == 1
        async with client(platform, keys[1]) as http:
            assert (await http.patch(path, json=place)).status_code == 403

    run(go())


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"scientific_name": "Formica"},
        {"latitude": "north"},
        {"event_start": "yesterday"},
        {"country": "x" * 2_000},
    ],
)
def test_what_a_curator_may_not_write(
    platform: ScriptedPlatform, run: Run, record: dict[str, str]
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            sent = await _sent(http)
            path = f"/api/v1/specimens/{sent['specimenId']}"
            before = (await http.get(path)).json()
            refused = await http.patch(path, json={"record": record})
            assert refused.status_code == 422
            assert refused.json()["detail"]
            assert (await http.get(path)).json() == before

    run(go())


def test_a_merged_specimen_redirects(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            old = (await _sent(http, catalogNumber="old"))["specimenId"]
            new = (await _sent(http, catalogNumber="new"))["specimenId"]
            with platform.catalogue.writing() as tx:
                tx.specimens.change(UUID(old), merged_into=UUID(new))
            answer = await http.get(f"/api/v1/specimens/{old}")
            assert answer.status_code == 308
            assert answer.headers["location"] == f"/api/v1/specimens/{new}"

    run(go())


STATES = {"done": 3, "abstained": 2, "rejected": 2, "failed": 1, "duplicate": 1, "pending": 1}
UGLY = '=HYPERLINK("http://x","y"),\n.jpg'


def _run(platform: ScriptedPlatform) -> UUID:
    key = uuid4()
    with platform.catalogue.writing() as tx:
        tx.collections.ensure("A")
        tx.runs.add(RunRow(key, collection_id("A"), "/pictures", "open", True, tx.at))
        states = [state for state, count in STATES.items() for _ in range(count)]
        tx.runs.add_items(
            RunItem(
                key,
                number,
                UGLY if state == "failed" else f"{number} ü.jpg",
                f"key-{number}",
                state,  # type: ignore[arg-type]
                "truncated" if state in ("rejected", "failed") else None,
            )
            for number, state in enumerate(states)
        )
    return key


def test_counts_of_a_run_add_up(platform: ScriptedPlatform, run: Run) -> None:
    key = _run(platform)

    async def go() -> None:
        async with client(platform) as http:
            shown = (await http.get(f"/api/v1/runs/{key}")).json()
            assert {k: v for k, v in shown["counts"].items() if v} == STATES
            items, cursor = [], "-1"
            while cursor is not None:
                page = (await http.get(f"/api/v1/runs/{key}/items?limit=3&cursor={cursor}")).json()
                assert page["total"] == sum(shown["counts"].values())
                items += page["items"]
                cursor = page["next"]
            assert [one["itemNo"] for one in items] == list(range(10))
            listed = (await http.get("/api/v1/runs")).json()
            assert [one["id"] for one in listed["items"]] == [str(key)]

    run(go())


def test_failures_under_the_users_own_names(platform: ScriptedPlatform, run: Run) -> None:
    key = _run(platform)

    async def go() -> None:
        async with client(platform) as http:
            found = (await http.get(f"/api/v1/runs/{key}/failures")).json()
            assert found["total"] == 3
            assert {one["state"] for one in found["items"]} == {"rejected", "failed"}
            table = await http.get(
                f"/api/v1/runs/{key}/failures?limit=1", headers={"Accept": "text/csv"}
            )
            assert table.headers["content-type"].startswith("text/csv")
            rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
            assert len(rows) == 3  # all of them, whatever the page
            names = [row["userName"] for row in rows]
            assert f"'{UGLY}" in names  # no spreadsheet runs it
            assert not [name for name in names if name.startswith(("=", "+", "-", "@"))]

    run(go())


def test_search_pages_and_facets(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            for seed in range(5):
                await http.post(
                    f"{IMAGES}?catalogNumber=N{seed}", content=draw(seed=seed), headers=JPEG
                )
            await asyncio.to_thread(platform.work)
            numbers, cursor = [], ""
            while True:
                page = await http.get(
                    SEARCH,
                    params={
                        "limit": 2,
                        "sort": "catalog_number:asc",
                        "facet": ["genus", "trust"],
                        **({"cursor": cursor} if cursor else {}),
                    },
                )
                found = page.json()
                assert found["total"] == 5
                assert [one["field"] for one in found["facets"]] == ["genus", "trust"]
                assert found["facets"][0]["values"] == [{"value": "Camponotus", "count": 5}]
                numbers += [one["catalogNumber"] for one in found["items"]]
                cursor = found["next"]
                if cursor is None:
                    break
            assert numbers == [f"N{seed}" for seed in range(5)]
            card = found["items"][0]
            assert (await http.get(card["thumbnail"])).headers["content-type"] == "image/jpeg"
            near = await http.post(f"{SEARCH}/by-picture", content=draw(seed=3), headers=JPEG)
            assert len(near.json()["items"]) == 5
            bad = await http.post(f"{SEARCH}/by-picture", content=b"words", headers=JPEG)
            assert bad.status_code == 415
            with platform.catalogue.reading() as tx:
                assert tx.images.count() == 5  # what is searched by is not kept

    run(go())


@pytest.mark.parametrize(
    "query", ["q=nofield:x", 'q="open', "sort=genus", "cursor=abc", "facet=text"]
)
def test_a_search_that_cannot_be_understood(
    platform: ScriptedPlatform, run: Run, query: str
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            answer = await http.get(f"{SEARCH}?{query}")
            assert (answer.status_code, answer.json()["type"]) == (400, "/problems/BadQuery")

    run(go())


def test_typing_errors_find_the_name(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            for typed in ("Camponotus", "camp", "Camponottus", "kamponotus"):
                found = (await http.get("/api/v1/taxa/suggest", params={"q": typed})).json()
                names = [one["scientificName"] for one in found["items"]]
                assert "Camponotus" in names, typed
            taxon = (await http.get("/api/v1/taxa/genus:Camponotus")).json()
            assert [one["taxonRank"] for one in taxon["lineage"]] == ["class", "order", "family"]
            assert (await http.get("/api/v1/taxa/genus:Nothing")).status_code == 404

    run(go())


def test_a_pack_holds_the_release(platform: ScriptedPlatform, run: Run) -> None:
    digest = platform.release("").digest
    platform.store.put(f"releases/{digest}/release.json", [b"{}"])
    platform.store.put(f"releases/{digest}/card.md", [b"# card"])

    async def go() -> None:
        async with client(platform) as http:
            assert (await http.get("/api/v1/releases")).json()["items"][0]["digest"] == digest
            packed = await http.get(f"/api/v1/releases/{digest}/pack")
            again = await http.get(f"/api/v1/releases/{digest}/pack")
            assert packed.content == again.content
            with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
                assert archive.namelist() == ["card.md", "release.json"]
            assert (await http.get(f"/api/v1/releases/{'0' * 64}/pack")).status_code == 404

    run(go())


def test_ready_when_every_role_has_a_live_lease(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            assert (await http.get("/healthz")).status_code == 200
            for role, missing in (
                ("identify", ["index", "notify"]),
                ("index:2", ["notify"]),
                ("notify", []),
            ):
                with platform.catalogue.writing() as tx:
                    assert tx.leases.take(f"role:{role}", "test") is not None
                ready = await http.get("/readyz")
                assert ready.status_code == (503 if missing else 200)
                assert ready.json() == {"ready": not missing, "missing": missing}

    run(go())


def test_figures(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            await _sent(http)
            await http.get("/api/v1/nowhere/at/all")
            text = (await http.get("/metrics")).text
            assert 'insecta_images{state="waiting"} 1.0' in text
            assert 'insecta_lag_events{group="identify"}' in text
            assert 'insecta_dead_letters{group="index"} 0.0' in text
            assert "insecta_gap_specimens 1.0" in text
            assert 'insecta_stage_seconds_count{stage="examine",worker="api"}' in text
            assert "insecta_oldest_waiting_seconds" in text
            line = 'insecta_requests_total{method="POST",route="/api/v1/images",status="202"} 1.0'
            assert line in text
            assert "nowhere" not in text  # labels are few, whatever is asked for

    run(go())


def test_with_kafka_the_lag_is_the_relays(platform: ScriptedPlatform, run: Run) -> None:
    settings = platform.settings.model_copy(update={"event_log_url": "kafka://127.0.0.1:1"})

    async def go() -> None:
        async with client(replace(platform, settings=settings)) as http:
            await _sent(http)
            text = (await http.get("/metrics")).text
        with platform.catalogue.reading() as tx:
            waiting = len(tx.outbox.not_relayed(100))
        assert waiting > 0
        assert f'insecta_lag_events{{group="relay"}} {waiting}.0' in text
        assert "insecta_event_log_up 0.0" in text
        assert 'group="index"' not in text

    run(go())


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8470", ""])
def test_another_host_name_is_refused(platform: ScriptedPlatform, run: Run, host: str) -> None:
    async def go() -> None:
        async with client(platform) as http:
            answer = await http.get("/api/v1/me", headers={"Host": host})
            assert answer.status_code == 421
            for own in ("localhost:8470", "127.0.0.1", "[::1]:1"):
                assert (await http.get("/api/v1/me", headers={"Host": own})).status_code == 200

    run(go())


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
def test_another_site_changes_nothing(platform: ScriptedPlatform, run: Run, origin: str) -> None:
    async def go() -> None:
        async with client(platform) as http:
            headers = {**JPEG, "Origin": origin}
            refused = await http.post(IMAGES, content=draw(), headers=headers)
            assert refused.status_code == 403
            headers["Origin"] = "http://127.0.0.1:8470"
            assert (await http.post(IMAGES, content=draw(), headers=headers)).status_code == 202

    run(go())


def test_headers_on_every_answer(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            for path in ("/", "/api/v1/me", "/api/v1/nowhere", "/healthz"):
                headers = (await http.get(path)).headers
                assert headers["x-content-type-options"] == "nosniff"
                policy = headers["content-security-policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert "://" not in policy  # nothing from outside the house

    run(go())


def test_the_portal_is_served_and_nothing_beside_it(
    platform: ScriptedPlatform, tmp_path: Path, run: Run
) -> None:
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html>portal")
    (built / "assets" / "app-1.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")

    async def go() -> None:
        transport = httpx.ASGITransport(app=create_app(platform, built))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            for path in ("/", "/specimens/abc", "/search"):
                assert (await http.get(path)).text == "<!doctype html>portal", path
            asset = await http.get("/assets/app-1.js")
            assert "immutable" in asset.headers["cache-control"]
            assert "javascript" in asset.headers["content-type"]
            for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"):
                assert "secret" not in (await http.get(path)).text, path
            assert (await http.get("/missing.js")).status_code == 404
            assert (await http.get("/api/v1/missing")).status_code == 404

    run(go())


def test_scripts_are_packed_for_who_takes_them_so(
    platform: ScriptedPlatform, tmp_path: Path, run: Run
) -> None:
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    script = "export const answer = 42;\n" * 500
    (assets / "app-1.js").write_text(script)
    (assets / "dot-1.png").write_bytes(b"\x89PNG" * 500)
    (tmp_path / "dist" / "index.html").write_text("<!doctype html>portal")

    async def go() -> None:
        transport = httpx.ASGITransport(app=create_app(platform, tmp_path / "dist"))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            for accepts, packed in (("br, gzip", True), ("gzip;q=0", False), ("br", False)):
                told = await http.get("/assets/app-1.js", headers={"Accept-Encoding": accepts})
                assert told.text == script
                assert told.headers["vary"] == "Accept-Encoding"
                assert (told.headers.get("content-encoding") == "gzip") is packed, accepts
                assert (int(told.headers["content-length"]) < len(script) / 3) is packed, accepts
            picture = await http.get("/assets/dot-1.png", headers={"Accept-Encoding": "gzip"})
            assert "content-encoding" not in picture.headers
            (assets / "app-1.js").write_text("changed")
            assert (await http.get("/assets/app-1.js")).text == "changed"

    run(go())


def test_a_pilot_tells_what_it_shows_and_no_accuracy_before_people_looked(
    platform: ScriptedPlatform, run: Run
) -> None:
    stranger = create_key(platform.catalogue, LOCAL_ADMINISTRATOR, "Sam", {})

    async def go() -> None:
        async with client(platform) as http:
            sent = await _sent(http, collection="A")
            platform.work()
            pilot, usual = uuid4(), uuid4()
            with platform.catalogue.writing() as tx:
                release = tx.releases.promotion()
                assert release is not None
                (key,) = tx.images.regions_in(UUID(sent["id"]))
                for one, kind in ((pilot, "pilot"), (usual, "ingest")):
                    report = {"release": release.release}
                    tx.runs.add(
                        RunRow(
                            one, collection_id("A"), "/pictures", "open", True, tx.at, kind,
                            report=report,
                        )
                    )  # fmt: skip
                done = RunItem(pilot, 0, "a.jpg", "key-0", "done", region_id=key.region_id)
                tx.runs.add_items([done])
            told = (await http.get(f"/api/v1/runs/{pilot}/pilot")).json()
            assert (told["pictures"], told["seen"], told["verified"]) == (1, 1, 0)
            assert sum(told["named"].values()) + sum(told["abstained"].values()) == 1
            assert "Accuracy is not known here: 0 specimens of the sample" in told["said"][-1]
            assert (await http.get(f"/api/v1/runs/{usual}/pilot")).status_code == 404
        async with client(platform, stranger) as http:
            assert (await http.get(f"/api/v1/runs/{pilot}/pilot")).status_code == 404

    run(go())


def test_a_page_names_what_it_needs_first(
    platform: ScriptedPlatform, tmp_path: Path, run: Run
) -> None:
    built = tmp_path / "dist"
    (built / ".vite").mkdir(parents=True)
    (built / "index.html").write_text("<html>\n  <head>\n  </head>\n</html>\n")
    manifest = {
        "index.html": {"file": "assets/index-1.js", "isEntry": True, "imports": ["_first.js"]},
        "_first.js": {"file": "assets/first-1.js"},
        "src/Specimen.tsx": {
            "file": "assets/Specimen-1.js", "imports": ["_first.js", "_both.js"],
            "css": ["assets/specimen-1.css"],
        },
        "_both.js": {"file": "assets/both-1.js"},
    }  # fmt: skip
    early = [
        {"path": "/search", "page": "src/Gone.tsx", "asks": ["/api/v1/search?q=&limit=60"]},
        {"path": "/specimens/{id}", "page": "src/Specimen.tsx", "asks": ["/api/v1/specimens/{id}"]},
    ]
    (built / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    (built / "early.json").write_text(json.dumps(early))
    key = "00000000-0000-4000-8000-000000000001"

    async def go() -> None:
        transport = httpx.ASGITransport(app=create_app(platform, built))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:

            async def named(path: str) -> list[tuple[str, str]]:
                return re.findall(r'rel="(.+?)".*? href="(.+?)">', (await http.get(path)).text)

            assert await named(f"/specimens/{key}") == [
                ("modulepreload", "/assets/Specimen-1.js"),
                ("modulepreload", "/assets/both-1.js"),
                ("stylesheet", "/assets/specimen-1.css"),
                ("preload", f"/api/v1/specimens/{key}"),
            ]
            assert await named("/search") == [("preload", "/api/v1/search?q=&amp;limit=60")]
            assert await named("/search?q=ant") == [], "what is asked then, only the page knows"
            for path in ("/", "/runs", "/specimens/%22%3E%3Cscript%3E", f"/specimens/{key}/more"):
                assert await named(path) == [], path

    run(go())


def test_long_answers_are_packed_for_who_takes_them_so(
    platform: ScriptedPlatform, run: Run
) -> None:
    async def go() -> None:
        async with client(platform) as http:
            for accepts, packed in (("gzip", True), ("identity", False)):
                headers = {"Accept-Encoding": accepts}
                told = await http.get("/api/v1/openapi.json", headers=headers)
                assert told.json()["info"]["title"] == "Insecta"
                assert "Accept-Encoding" in told.headers["vary"]
                assert (told.headers.get("content-encoding") == "gzip") is packed
                short = await http.get("/api/v1/me", headers=headers)
                assert "content-encoding" not in short.headers, "one packet anyway"

    run(go())


def test_keys_open_until_they_are_revoked(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            await _sent(http, collection="A")
            made = await http.post(
                "/api/v1/keys", json={"name": "camera 1", "roles": {"A": "contributor"}}
            )
            assert made.status_code == 201
            key = made.json()["key"]
            async with client(platform, key) as other:
                me = (await other.get("/api/v1/me")).json()
                assert me["roles"] == {"A": "contributor"}
            (listed,) = (await http.get("/api/v1/keys")).json()["items"]
            assert listed["hint"] == key[:12]
            gone = await http.delete(f"/api/v1/keys/{listed['id']}")
            assert gone.status_code == 204
            async with client(platform, key) as other:
                assert (await other.get("/api/v1/me")).status_code == 401
            unknown = await http.post("/api/v1/keys", json={"name": "x", "role": "curator"})
            assert unknown.status_code == 422

    run(go())
