"""People's names → DAG → a release that is better on the taxon they named, on real pictures.

The taxon is drawn by seed. The champion is made by the ordinary commands from all that was known
before; people name blind, over HTTP. Figures are written to artifacts/retraining.json.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from insecta.domain.interval import in_words
from tests.dags.airflow_home import ROOT
from tests.dags.running_airflow import RunningAirflow, running_airflow
from tests.end_to_end.platform import running

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
SEED = 20261126
PEOPLE = ("Anna", "Bela", "Chris")
LEAST = 25
"""Pictures that a genus has to be drawn."""
CODE = "MOTHS"
VIEWS = 4
"""Of each picture, that heads are trained on: half of the preset's, in half of its time."""


@dataclass
class House:
    """A data folder that commands work on, and what was measured on the way."""

    folder: Path
    environment: dict[str, str]
    figures: dict[str, Any] = field(default_factory=dict)

    def run(self, *words: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        started = time.monotonic()
        done = subprocess.run(
            [str(ROOT / ".venv" / "bin" / "insecta"), *words], cwd=self.folder, text=True,
            env=self.environment, capture_output=True, timeout=1500, check=False,
        )  # fmt: skip
        spent = round(time.monotonic() - started, 1)
        self.figures.setdefault("seconds", []).append([" ".join(words[:2]), spent])
        assert code is None or done.returncode == code, f"{words}\n{done.stderr[-3000:]}"
        return done

    def json(self, *words: str, code: int | None = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code).stdout.strip().splitlines()[-1])


def museum(source: Path, folder: Path, genus: str) -> dict[str, str]:
    """The museum's list, in which one genus is known to its order only; its true names by number."""
    folder.mkdir()
    hidden: dict[str, str] = {}
    with (source / "labels.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (folder / "list.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("file", "catalogNumber", "order", "genus", "species"))
        for row in rows:
            shutil.copyfile(source / row["file"], folder / row["file"])
            number = Path(row["file"]).stem
            if row["genus"] == genus:
                hidden[number] = row["species"]
                writer.writerow((row["file"], number, row["order"], "", ""))
            else:
                writer.writerow((row["file"], number, row["order"], row["genus"], row["species"]))
    return hidden


def name_blind(address: str, keys: dict[str, str], hidden: dict[str, str]) -> None:
    """Three people name the specimens of the genus in turn, without sight of the machine's name."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60, trust_env=False) as http:
        for n, (number, name) in enumerate(sorted(hidden.items())):
            who = PEOPLE[n % len(PEOPLE)]
            key = {"Authorization": f"Bearer {keys[who]}"}
            found = http.get(
                "/search", params={"q": f"catalog_number:{number}"}, headers=key
            ).json()
            (hit,) = [one for one in found["items"] if one["catalogNumber"] == number]
            held = http.put(f"/review/{hit['id']}/hold", params={"blind": True}, headers=key)
            assert held.json()["specimen"]["scientificName"] is None, held.text
            said = {"act": "correct", "scientificName": name, "basis": "picture"}
            told = http.post(f"/review/{hit['id']}/decision", json=said, headers=key)
            assert told.json()["identification"]["blind"] is True, told.text


def right_of(evaluation: Path, snapshot: Path, genus: str) -> tuple[int, int]:
    """(right, cases) of the best genus name on the frozen specimens of the genus."""
    with (snapshot / "taxa.csv").open(encoding="utf-8") as file:
        taxa = {row["taxon_id"]: row for row in csv.DictReader(file)}

    def is_of(taxon: str) -> bool:
        while taxon:
            if taxa[taxon]["taxonRank"] == "genus" and taxa[taxon]["scientificName"] == genus:
                return True
            taxon = taxa[taxon]["parent_id"]
        return False

    with (snapshot / "samples.csv").open(encoding="utf-8") as file:
        wanted = {row["sample_id"] for row in csv.DictReader(file) if is_of(row["taxon_id"])}
    with (evaluation / "predictions.csv").open(encoding="utf-8") as file:
        told = [
            "genus=1" in row["right_at"].split()
            for row in csv.DictReader(file)
            if row["sample_id"] in wanted and row["part"] == "test"
        ]
    return sum(told), len(told)


def test_what_people_name_makes_a_better_release(shared: Path, tmp_path: Path) -> None:
    source, data = shared / "data" / "moths", tmp_path / "data"
    with (source / "labels.csv").open(encoding="utf-8") as file:
        counted = Counter(row["genus"] for row in csv.DictReader(file))
    genus = random.Random(SEED).choice(sorted(g for g, n in counted.items() if n >= LEAST))
    backbone = shared / "models" / "mobilenet_v2_inat_insect_float.keras"
    preset = json.loads((ROOT / "model" / "presets" / "features.json").read_text())
    for name, changes in (
        ("quick", {"head_views": VIEWS}),
        ("blunt", {"head_views": 1, "least_specimens": 9}),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps({**preset, **changes}))
    house = House(tmp_path, {**os.environ, "INSECTA_DATA": str(data), "PYTHONPATH": str(ROOT)})
    hidden = museum(source, tmp_path / "museum", genus)
    house.figures |= {"genus": genus, "specimens": len(hidden), "pictures": counted.total()}
    house.run("up", "--prepare")
    manifest = house.json("bulk", "plan", "museum/list.csv")["manifest"]
    taken = house.json("bulk", "commit", manifest, "--collection", CODE, "--ledger")
    assert taken["outcomes"]["new"] == counted.total()

    # The champion, from all that was known before anybody named the genus.
    house.run("dataset", "build", "--collection", CODE, "--out", "before")
    _train(house, "before", "first", backbone, "quick")
    house.run("model", "promote", "first/release", "--override", "the first release of this house")
    house.run("bulk", "commit", "--again", "--ledger")
    house.run("bulk", "diff", "--collection", CODE, "--approve")

    keys = {}
    for who in PEOPLE:
        made = house.run("keys", "make", who, "--collection", CODE, "--role", "identifier").stdout
        keys[who] = made.strip().split()[-1]
    with running({"INSECTA_DATA": str(data)}, tmp_path) as platform:
        name_blind(platform.address, keys, hidden)

    given = {
        "collection": CODE, "least": len(hidden), "preset": str(tmp_path / "quick.json"),
        "backbone": str(backbone), "folder": str(tmp_path / "runs"), "name": "moths",
    }  # fmt: skip
    with running_airflow(tmp_path, data) as airflow:
        retrain(airflow, house, given)
        (made,) = (tmp_path / "runs").iterdir()
        before = right_of(made / "champion", made / "snapshot", genus)
        after = right_of(made / "evaluation", made / "snapshot", genus)
        verdict = json.loads(
            house.run(
                "model", "compare", str(made / "champion"), str(made / "evaluation"), "--json"
            ).stdout
        )
        house.figures |= {
            "before": in_words(*before), "after": in_words(*after), "decision": verdict["decision"],
            "test_specimens": verdict["specimens"], "differences": verdict["differences"],
        }  # fmt: skip
        _keep(house)
        assert before[1] == after[1] >= 3
        assert before[0] == 0
        assert after[0] > before[0]
        card = house.json("model", "card")
        assert card["verdict"]["decision"] == "not_worse"
        followed(airflow, house)

    # The diff waits for its curator, and no person's name is touched.
    shown = house.json("search", f"genus:{genus}")["total"]
    diff = house.json("bulk", "diff", "--collection", CODE)
    house.figures["diff"] = diff["counts"]
    assert diff["after"] == card["digest"]
    assert diff["unseen"] == 0
    assert shown == len(hidden)
    house.run("bulk", "diff", "--collection", CODE, "--approve")
    found = house.json("search", f"genus:{genus}")
    assert found["total"] >= len(hidden)
    named = {one["catalog_number"]: one["scientific_name"] for one in _hits(house, genus)}
    assert {number: named[number] for number in hidden} == {
        number: name.replace("_-_", "/") for number, name in hidden.items()
    }

    # A worse one is refused, and its comparison can be read.
    _train(house, str(made / "snapshot"), "worse", backbone, "blunt")
    house.run("model", "evaluate", "worse/release", str(made / "snapshot"), "--quick", "--out", "worse/evaluation")  # fmt: skip
    refused = house.run(
        "model", "promote", "worse/release", "--evaluation", "worse/evaluation",
        "--against", str(made / "evaluation"), code=1,
    )  # fmt: skip
    assert "worse than the champion" in refused.stderr
    worse = json.loads((tmp_path / "worse" / "evaluation" / "evaluation.json").read_text())
    told = house.json("model", "card", worse["release"])
    assert told["verdict"]["decision"] == "worse"
    house.figures["refused"] = told["verdict"]["reasons"]

    back = house.json("model", "rollback")
    assert back["release"] == verdict["champion"]
    house.figures["rolled_back"] = True
    _keep(house)


def retrain(airflow: RunningAirflow, house: House, given: dict[str, Any]) -> None:
    """The whole DAG, from people's names to the promotion."""
    started = time.monotonic()
    run = airflow.begin("model_retraining", given)
    assert airflow.ended("model_retraining", run, 2400) == "success", airflow.last_words()
    house.figures["dag_seconds"] = round(time.monotonic() - started)
    house.figures["tasks"] = {
        name: round(one["duration"] or 0)
        for name, one in airflow.tasks("model_retraining", run).items()
    }


def followed(airflow: RunningAirflow, house: House) -> None:
    """The promotion starts re-identification by itself, through Airflow's asset."""
    runs = airflow.until("followed", lambda: airflow.runs("reidentification"))
    assert [one["run_type"] for one in runs] == ["asset_triggered"]
    started = time.monotonic()
    ended = airflow.ended("reidentification", runs[0]["dag_run_id"], 1500)
    assert ended == "success", airflow.last_words()
    house.figures["reidentification_seconds"] = round(time.monotonic() - started)


def _train(house: House, snapshot: str, out: str, backbone: Path, preset: str) -> None:
    house.run(
        "model", "train", snapshot, "--preset", f"{preset}.json", "--backbone", str(backbone),
        "--out", f"{out}/training",
    )  # fmt: skip
    house.run(
        "model", "export", f"{out}/training", snapshot, "--out", f"{out}/release", "--name", "moths",
        "--release-version", out, "--licence", "own use", "--limit-line", "For a test only.",
    )  # fmt: skip


def _hits(house: House, genus: str) -> list[dict[str, Any]]:
    told = house.run("search", f"genus:{genus}", "--json", "--limit", "200").stdout
    return list(json.loads(told.strip().splitlines()[-1])["items"])


def _keep(house: House) -> None:
    out = ROOT / "artifacts" / "retraining.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(house.figures, indent=1, default=str))
