"""The app's own checks, its exports, and a real browser on the exported app with a real platform."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.conftest import APP
from tests.end_to_end.browser import in_browser, npm
from tests.end_to_end.platform import ROOT, RunningPlatform

MOST_SCRIPT = 3_000_000
MOST_MODEL = 7_000_000


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_versions_types_lint_and_units(environment: dict[str, str]) -> None:
    """Among the units: 10,000 sequences of crashes, losses and repeats on the upload queue."""
    told = npm(["npm", "run", "check"], APP, environment, 900)
    assert "all versions fit the SDK" in told
    assert "10000 sequences: none lost, none doubled, none stuck" in told


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_export_is_light_and_names_nobody_outside(exported: Path) -> None:
    scripts = list(exported.rglob("_expo/**/*.js"))
    assert scripts
    assert sum(file.stat().st_size for file in scripts) <= MOST_SCRIPT
    page = (exported / "index.html").read_text()
    assert "<style" not in page, "the policy allows no style in the page"
    assert "https://" not in page


@pytest.mark.slow
def test_models_are_small_enough_for_a_phone() -> None:
    models = list((ROOT / "releases").glob("*/*.tflite"))
    assert models
    for model in models:
        assert model.stat().st_size <= MOST_MODEL, model


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_the_android_script_is_exported_and_light(environment: dict[str, str]) -> None:
    """Hermes bytecode, as the phone runs it."""
    npm(["npm", "run", "export:android"], APP, environment, 900)
    (script,) = (APP / "dist-android").rglob("*.hbc")
    assert script.stat().st_size <= MOST_SCRIPT


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_a_browser_as_wide_as_a_phone_finds_nothing_wrong(
    demo: RunningPlatform, environment: dict[str, str]
) -> None:
    in_browser(APP, demo, ROOT / "artifacts" / "app", environment, 1200)
