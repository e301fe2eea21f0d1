"""A wheel identifies without the repository: the shipped releases travel inside the package."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
IDENTIFY = """
import sys
sys.path.insert(0, sys.argv[1])
import insecta
assert insecta.__file__.startswith(sys.argv[1]), insecta.__file__
from insecta.cli.main import main
sys.exit(main(["identify", "--format", "jsonl", sys.argv[2]]))
"""


def test_the_wheel_holds_the_first_release_and_identifies_with_it(tmp_path: Path) -> None:
    source, made, installed = tmp_path / "source", tmp_path / "made", tmp_path / "installed"
    source.mkdir()
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("insecta", "releases"):
        shutil.copytree(ROOT / name, source / name, ignore=leave)
    subprocess.run(
        [sys.executable, "-c", BUILD, str(made)], cwd=source, check=True, capture_output=True
    )
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    first = installed / "insecta" / "releases" / "starter"
    for path in (ROOT / "releases" / "starter").iterdir():
        assert (first / path.name).read_bytes() == path.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-c", IDENTIFY, str(installed), str(first / "golden.png")],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    (line,) = ended.stdout.splitlines()
    assert json.loads(line)["candidates"]
