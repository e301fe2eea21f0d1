"""Compile what every command imports, so that no start has to: `python scripts/bytecode.py`.

Where PYTHONDONTWRITEBYTECODE is set, as in many containers, each start would compile all of it
anew, which takes seconds. Compiled are the packages of requirements/demo.txt and Insecta itself.
"""

from __future__ import annotations

import compileall
import re
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = ("insecta", "api", "streaming")


def main() -> None:
    lock = (ROOT / "requirements" / "demo.txt").read_text(encoding="utf-8")
    places = {ROOT / name for name in OWN}
    for name in re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE):
        places |= modules_of(name)
    for place in sorted(places):
        if place.is_dir():
            compileall.compile_dir(place, quiet=2, workers=0)
        else:
            compileall.compile_file(place, quiet=2)


def modules_of(package: str) -> set[Path]:
    """Top-level folders and files of a package; none where this system does not need it."""
    try:
        listed = files(package) or []
    except PackageNotFoundError:
        return set()
    found = set()
    for file in listed:
        if file.suffix == ".py" and ".." not in file.parts:
            found.add(Path(str(file.locate())).parents[len(file.parts) - 1] / file.parts[0])
    return found


if __name__ == "__main__":
    main()
