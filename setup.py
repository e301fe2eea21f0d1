"""Puts the shipped releases into the wheel; everything else is told in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

RELEASES = Path(__file__).resolve().parent / "releases"


class BuildWithReleases(build_py):
    """`releases/` of the repository becomes `insecta/releases/` of the wheel.

    An editable installation (`pip install -e`) keeps reading them in the repository.
    """

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            shutil.copytree(
                RELEASES, Path(self.build_lib, "insecta", "releases"), dirs_exist_ok=True
            )


setup(cmdclass={"build_py": BuildWithReleases})
