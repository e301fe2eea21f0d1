"""The portal is built once per state of its sources, and every failure says what to do."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from insecta import portal_build, toolchain
from insecta.errors import BadSettings, Unavailable

PACKAGE = """{"name": "tiny", "version": "1.0.0", "private": true, "scripts": {"build": "%s"}}"""
LOCK = (
    '{"name": "tiny", "version": "1.0.0", "lockfileVersion": 3, "packages": '
    '{"": {"name": "tiny", "version": "1.0.0"}}}'
)
BUILD = "node scripts/build.mjs"
SCRIPT = """
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
appendFileSync("builds.txt", "x");
mkdirSync("dist", { recursive: true });
writeFileSync("dist/index.html", readFileSync("src/page.html"));
"""


def _checkout(root: Path, build: str = BUILD) -> Path:
    portal = root / "webportal"
    for folder in ("src", "scripts"):
        (portal / folder).mkdir(parents=True)
    (portal / "package.json").write_text(PACKAGE % build)
    (portal / "package-lock.json").write_text(LOCK)
    (portal / "scripts" / "build.mjs").write_text(SCRIPT)
    (portal / "src" / "page.html").write_text("one")
    return portal


@pytest.fixture(scope="module", autouse=True)
def _node(tmp_path_factory: pytest.TempPathFactory) -> None:
    try:
        toolchain.node(tmp_path_factory.mktemp("tools"))
    except Unavailable as error:
        pytest.skip(f"no Node here: {error}")


def test_builds_once_and_again_when_a_source_changes(tmp_path: Path) -> None:
    portal, cache, said = _checkout(tmp_path / "checkout"), tmp_path / "cache", list[str]()
    dist = portal_build.build(tmp_path / "checkout", said.append, cache)
    assert dist == portal / "dist"
    assert (dist / "index.html").read_text() == "one"
    assert any("built in" in line for line in said)

    said.clear()
    portal_build.build(tmp_path / "checkout", said.append, cache)
    assert (portal / "builds.txt").read_text() == "x"
    assert said == []

    (portal / "src" / "page.html").write_text("two")
    portal_build.build(tmp_path / "checkout", said.append, cache)
    assert (dist / "index.html").read_text() == "two"
    assert (portal / "builds.txt").read_text() == "xx"


def test_builds_with_the_wheels_script_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an activated environment `node` is a Python script, far from npm."""
    scripts = Path(sys.executable).parent
    if not (scripts / "node").is_file():
        pytest.skip("this environment has no Node of its own")
    monkeypatch.setenv("PATH", str(scripts), prepend=os.pathsep)
    _checkout(tmp_path)
    dist = portal_build.build(tmp_path, lambda _: None, tmp_path / "cache")
    assert (dist / "index.html").read_text() == "one"


def test_another_checkout_of_the_same_sources_takes_it_from_the_cache(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for name in ("first", "second"):
        _checkout(tmp_path / name)
        dist = portal_build.build(tmp_path / name, lambda _: None, cache)
        assert (dist / "index.html").read_text() == "one"
    assert not (tmp_path / "second" / "webportal" / "builds.txt").exists()


def test_a_failed_build_tells_the_last_lines_and_leaves_no_stamp(tmp_path: Path) -> None:
    portal = _checkout(tmp_path, build="node -e 'console.log(42); process.exit(3)'")
    with pytest.raises(Unavailable, match=r"npm run build failed.*42.*proxy"):
        portal_build.build(tmp_path, lambda _: None, tmp_path / "cache")
    assert not (portal / "dist").exists()


def test_without_sources_it_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="run from a checkout"):
        portal_build.build(tmp_path, lambda _: None, tmp_path / "cache")


def test_the_lock_file_names_no_address() -> None:
    """A house's own package index is used, whatever it is called; our own packages are links."""
    lock = Path(__file__).parents[2] / "webportal" / "package-lock.json"
    text = lock.read_text(encoding="utf-8")
    assert '"integrity"' in text
    assert not re.search(r'"resolved": "(?!packages/)', text)
