"""A bulk run makes what an ordinary ingest makes, digest by digest, whatever is killed meanwhile."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import psutil
import pytest

from tests.processes import still_alive
from tests.spark.museum import Museum, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> tuple[Museum, str]:
    """A museum whose bulk run is finished, and its manifest."""
    museum = Museum(tmp_path_factory.mktemp("bulk"))
    manifest = museum.json("bulk", "plan", str(pictures))["manifest"]
    done = museum.insecta(
        "bulk", "commit", manifest, "--collection", "ANTS", "--master", "local[2]"
    )
    assert done.returncode == 1, done.stderr  # one picture is broken, and that is said
    assert "1 were not taken in" in done.stderr
    return museum, manifest


def test_it_makes_what_an_ingest_makes(plan: tuple[Museum, str], clean: Museum) -> None:
    museum, _ = plan
    ours = museum.outcome(museum.only_run("bulk"))
    theirs = clean.outcome(clean.only_run("ingest"))
    assert len(ours["items"]) == 150
    assert Counter(row[1] for row in ours["items"])["duplicate"] == 1
    for what, rows in theirs.items():
        assert ours[what] == rows, what


def test_one_event_for_a_shard_and_none_for_a_picture(plan: tuple[Museum, str]) -> None:
    museum, _ = plan
    topics = Counter(museum.events())
    assert topics["runs.loaded"] == 3
    assert topics["specimens.changed"] == 1  # the record whose picture is broken
    assert set(topics) == {"runs.loaded", "releases.promoted", "specimens.changed"}


def test_its_specimens_are_found(plan: tuple[Museum, str], clean: Museum) -> None:
    museum, _ = plan
    ours, theirs = (one.json("search", "lasius") for one in (museum, clean))
    assert ours["total"] == theirs["total"] == 148


def test_started_twice_it_does_the_work_once_and_loads_no_model(plan: tuple[Museum, str]) -> None:
    museum, manifest = plan
    before = museum.outcome(museum.only_run("bulk"))
    told = museum.json("bulk", "commit", manifest, "--collection", "ANTS")
    assert told["run"] == museum.only_run("bulk")
    assert {step: told["steps"][step]["shards"] for step in ("preparing", "identifying")} == {
        "preparing": 0,
        "identifying": 0,
    }
    assert told["steps"]["loading"]["groups"] == 0
    assert museum.outcome(told["run"]) == before


def test_failures_bear_the_museums_own_names(plan: tuple[Museum, str]) -> None:
    museum, _ = plan
    listed = museum.insecta("runs", "failures", museum.only_run("bulk")[:8], "--csv").stdout
    assert "broken.jpg,rejected" in listed
    assert "again.jpg,duplicate" in listed


@pytest.mark.long
def test_a_mended_source_is_another_plan_that_does_only_what_is_new(
    plan: tuple[Museum, str], pictures: Path, tmp_path: Path
) -> None:
    museum, manifest = plan
    with pictures.open() as file:
        lines = file.read().splitlines()
    longer = pictures.with_name("longer.csv")
    (pictures.parent / "new.jpg").write_bytes(
        (pictures.parent / "MUS00003.jpg").read_bytes() + b"x"
    )
    longer.write_text("\n".join([*lines, "new.jpg,MUS70000,Lasius"]) + "\n")
    told = museum.json("bulk", "plan", str(longer))
    assert told["manifest"] != manifest
    done = museum.json("bulk", "commit", told["manifest"], "--collection", "ANTS")
    assert done["steps"]["preparing"]["found"] == 2
    assert done["steps"]["preparing"]["pictures"] == 151 - 128
    assert done["outcomes"] == {"new": 1, "equal": 149, "absent": 0}


@pytest.mark.long
def test_asked_to_stop_it_ends_with_its_children_and_keeps_its_work(
    tmp_path: Path, pictures: Path
) -> None:
    museum = Museum(tmp_path)
    manifest = museum.json("bulk", "plan", str(pictures))["manifest"]
    process = museum.start(
        "bulk", "commit", manifest, "--collection", "ANTS", "--master", "local[1]"
    )
    receipts = museum.folder / "data" / "objects" / "bulk" / "prepared"
    until(lambda: receipts.is_dir() and any(receipts.rglob("*.json")), process)
    family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130, out
    assert not still_alive(family, 10)


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({}, "cannot reach a folder"),
        ({"object_store_url": "s3://insecta/x"}, "several machines can reach"),
        (
            {"object_store_url": "s3://insecta/x", "catalogue_url": "postgresql://u@h/d"},
            "cannot read /museum/list.csv",
        ),
    ],
)
def test_a_cluster_that_could_not_reach_its_things_is_refused(
    settings: dict[str, str], wrong: str, tmp_path: Path
) -> None:
    from insecta.errors import BadSettings
    from insecta.settings import load
    from spark_jobs.session import check

    loaded = load(data=tmp_path, **settings)
    check(loaded, "local[*]", "/museum/list.csv")
    with pytest.raises(BadSettings, match=wrong):
        check(loaded, "spark://host:7077", "/museum/list.csv")


def test_the_java_of_the_wheel_is_given_what_it_understands(tmp_path: Path) -> None:
    """A Java without the incubator module starts with the option that Spark's launcher adds."""
    from spark_jobs.session import _SCRIPT

    java = tmp_path / "java"
    java.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    java.chmod(0o755)
    script = tmp_path / "wrapped"
    script.write_text(_SCRIPT.format(java=java, option="--add-modules=jdk.incubator.vector"))
    script.chmod(0o755)
    given = ["-cp", "a b", "--add-modules=jdk.incubator.vector", "Main", ""]
    done = subprocess.run([script, *given], text=True, capture_output=True, check=True)
    assert done.stdout == "-cp|a b|Main||"
