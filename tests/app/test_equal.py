"""The app without network says what the server says: the exported app in a real browser, real pictures."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import APP
from tests.end_to_end.browser import a_browser, npm
from tests.end_to_end.platform import ROOT, RunningPlatform

KEPT = ROOT / "model" / "proofs" / "app-equality.json"
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
MOST_BYTES = 8_000_000


def pictures(data: Path, each: int) -> list[Path]:
    """Up to `each` pictures of every folder, evenly taken."""
    found: list[Path] = []
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
        files = [p for p in files if p.stat().st_size < MOST_BYTES]
        found += files[:: max(1, -(-len(files) // each))]
    return found


def told(
    demo: RunningPlatform, environment: dict[str, str], files: list[Path], place: Path, seconds: int
) -> list[dict[str, Any]]:
    """What app and server answer on each file."""
    (place / "list.json").write_text(json.dumps([str(path) for path in files]))
    command = ["node", "e2e/equal.mjs", demo.address, str(place / "list.json"), str(place / "out.json")]  # fmt: skip
    npm(command, APP, {**environment, **a_browser(environment)}, seconds)
    answers: list[dict[str, Any]] = json.loads((place / "out.json").read_text(encoding="utf-8"))
    return answers


def counted(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """How many both answered, how many of these alike, and what the rest are."""
    both = [one for one in answers if one["device"] and one["server"]]
    keys = ("release", "taxon", "rank", "reason", "limit")
    alike = [one for one in both if all(one["device"][k] == one["server"][k] for k in keys)]
    apart = [
        abs(one["device"]["confidence"] - one["server"]["confidence"])
        for one in alike
        if one["server"]["confidence"] is not None
    ]
    server = [one["server"] for one in both]
    return {
        "format": "insecta-app-equality-1",
        "release": server[0]["release"],
        "answered_by_both": len(both),
        "same_name_rank_and_reason": len(alike),
        "abstentions": sum(one["reason"] is not None for one in server),
        "coarser": sum(one["limit"] is not None for one in server),
        "answers": dict(sorted(Counter(one["reason"] or one["rank"] for one in server).items())),
        "largest_difference_of_confidence": float(f"{max(apart, default=0.0):.2g}"),
        "left_to_the_server": sum(not o["device"] and bool(o["server"]) for o in answers),
        "refused_by_the_server": sum(not one["server"] for one in answers),
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_app_and_server_answer_alike(
    demo: RunningPlatform, environment: dict[str, str], shared: Path, tmp_path: Path
) -> None:
    answers = told(demo, environment, pictures(shared / "data", 3), tmp_path, 600)
    found = counted(answers)
    assert found["answered_by_both"] >= 20, answers
    assert found["same_name_rank_and_reason"] == found["answered_by_both"], answers
    assert found["abstentions"] >= 4
    assert found["coarser"] >= 4


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_app_and_server_answer_two_hundred_pictures_alike(
    demo: RunningPlatform, environment: dict[str, str], shared: Path, tmp_path: Path
) -> None:
    """Counts lie in artifacts/app; `model/proofs/app-equality.json` is a copy of the last that were kept."""
    answers = told(demo, environment, pictures(shared / "data", 40), tmp_path, 3_000)
    found = counted(answers)
    place = ROOT / "artifacts" / "app"
    place.mkdir(parents=True, exist_ok=True)
    (place / "app-equality.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    require_proof(found)


def test_the_last_whole_proof_keeps_its_bounds() -> None:
    """It names the release that it was made with; the present one is held to the app above, each day."""
    require_proof(json.loads(KEPT.read_text(encoding="utf-8")))


def require_proof(found: dict[str, Any]) -> None:
    assert found["answered_by_both"] >= 200
    assert found["same_name_rank_and_reason"] == found["answered_by_both"]
    assert found["abstentions"] >= 40
    assert found["coarser"] >= 40
