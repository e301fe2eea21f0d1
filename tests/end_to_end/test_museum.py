"""A museum's day on real pictures, on embedded defaults and on real servers: the same test."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.platform import RunningPlatform, running
from tests.end_to_end.sources import archive, bucket
from tests.kernels import SERVERS

TERMINAL = {"done", "abstained", "rejected", "failed", "duplicate"}


@pytest.fixture(params=["embedded", pytest.param("servers", marks=pytest.mark.server)])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningPlatform]:
    settings: dict[str, str] = {}
    if request.param == "servers":
        settings = {**request.getfixturevalue("server_settings"), "INSECTA_RUNTIME": SERVERS}
    with running(settings, tmp_path) as started:
        yield started


@pytest.fixture
def museum(shared: Path, tmp_path: Path) -> Path:
    """Real pictures as a museum has them: good ones, broken ones, one twice, names with blanks."""
    folder = tmp_path / "Cabinet 3"
    folder.mkdir()
    for path in sorted((shared / "data/ant_specimens").glob("*.jpg"))[:30]:
        shutil.copy(path, folder)
    for path in sorted((shared / "data/moths").glob("*.jpg"))[:10]:
        shutil.copy(path, folder)
    odd = shared / "data/odd_images/derived_from_antweb"
    for name in ("zero_bytes.jpg", "html_not_image.jpg", "ant_exif_gps.jpg", "jpeg_named.png"):
        shutil.copy(odd / name, folder)
    shutil.copy(shared / "data/ant_specimens/home_cephalotes_clypeatus.jpg", folder / "one.jpg")
    shutil.copy(shared / "data/ant_specimens/home_cephalotes_clypeatus.jpg", folder / "zwei ö.jpg")
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_collection_goes_in_and_comes_out_searchable(
    platform: RunningPlatform, museum: Path, shared: Path
) -> None:
    told = platform.ask("ingest", str(museum), "--collection", "CAB", "--dry-run")
    assert told["pictures"] == len(list(museum.iterdir()))
    assert told["counts"]["unreadable_empty"] == 1
    assert told["counts"]["duplicate"] == 1

    run = platform.ask("ingest", str(museum), "--collection", "CAB", "--public", code=1)
    counts = run["counts"]
    assert set(counts) <= TERMINAL
    assert sum(counts.values()) == told["pictures"]
    assert counts["duplicate"] == 1
    assert counts["rejected"] == 2

    failures = platform.command("runs", "failures", run["run"], "--csv")
    refused = {row["file"]: row["reason"] for row in csv.DictReader(io.StringIO(failures))}
    assert refused["zero_bytes.jpg"].startswith("empty")
    assert {"one.jpg", "zwei ö.jpg"} & set(refused), "the duplicate stands under its own name"

    kept = counts["done"] + counts.get("abstained", 0)
    page = platform.wait_for(
        "all searchable", "/api/v1/search", lambda a: a["total"] == kept,
        q="collection:CAB", facet="order", limit=5,
    )  # fmt: skip
    assert sum(v["count"] for v in page["facets"][0]["values"]) == counts["done"]
    ids = _walk(platform, "collection:CAB")
    assert len(ids) == len(set(ids)) == kept

    ants = platform.ask("search", "formicidae", "--facet", "family")
    assert ants["total"] >= 20
    assert ants["facets"]["family"]["Formicidae"] == ants["total"]

    _upload(platform, (shared / "data/ant_specimens/casent0006046_h_1_high.jpg").read_bytes())
    again = platform.ask("ingest", str(museum), "--collection", "CAB", code=1)
    assert again["outcomes"]["equal"] >= kept
    assert "new" not in again["outcomes"]

    rebuilt = platform.ask("index", "rebuild")
    assert rebuilt["documents"] == kept + 1
    assert platform.ask("index", "status")["agrees"]
    assert _walk(platform, "collection:CAB") == ids


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_archive_and_a_bucket_are_sources_too(
    platform: RunningPlatform, shared: Path, tmp_path: Path
) -> None:
    pictures = shared / "data/ant_specimens"
    run = platform.ask("ingest", str(archive(tmp_path, pictures)), "--collection", "DWC", code=1)
    assert run["counts"] == {"done": 2, "rejected": 1}
    found = platform.ask("search", "camponotus madagascar 1923", "--facet", "licence")
    assert found["total"] == 3, "a record stays when its picture is lost"
    assert found["facets"]["licence"]["https://creativecommons.org/licenses/by/4.0/"] == 2
    specimen = platform.get(f"/api/v1/specimens/{found['items'][0]['id']}")
    assert specimen["record"]["eventDate"] == "1923-07-12"
    assert "12.VII.1923" in str(specimen["verbatim"])
    if "INSECTA_S3_ENDPOINT" in platform.settings:
        source = bucket(platform.settings, pictures)
        run = platform.ask("ingest", source, "--collection", "BUCKET")
        assert run["counts"]["done"] + run["counts"].get("abstained", 0) == 3
        again = platform.ask("ingest", source, "--collection", "BUCKET")
        assert again["outcomes"] == {"absent": 0, "equal": 3}


def _walk(platform: RunningPlatform, query: str) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = platform.get("/api/v1/search", q=query, sort="catalog_number:asc", limit=7, **more)
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found


def _upload(platform: RunningPlatform, data: bytes) -> None:
    """One picture and its answer in one call; again, it is the same picture."""
    first = platform.upload(data, fileName="my ant.jpg", catalogNumber="CASENT0006046")
    assert first.status_code == 201
    image = first.json()
    assert image["state"] == "answered"
    assert image["identification"]["answer"]["scientificName"] == "Formicidae"
    again = platform.upload(data, fileName="my ant.jpg", catalogNumber="casent 0006046")
    assert (again.status_code, again.json()["id"]) == (200, image["id"])
    platform.wait_for(
        "the upload searchable",
        "/api/v1/search",
        lambda a: a["total"] == 1,
        q="casent0006046 collection:uploads",
    )
    specimen = platform.get(f"/api/v1/specimens/{image['specimenId']}")
    assert specimen["catalogNumber"] == "CASENT0006046"
    assert [one["kind"] for one in specimen["identifications"]] == ["machine"]
