"""`python -m insecta.teaching FOLDER`: write the collection and its drawers, to look at."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.progress import Progress

from insecta.teaching import collection
from insecta.teaching.drawer import contact_sheet, drawer_picture
from insecta.teaching.kinds import KNOWN
from insecta.teaching.plan import DRAWERS, PLACES, SEED
from insecta.teaching.renderer import Shot


def main(arguments: Sequence[str] | None = None) -> int:
    """Write `FOLDER/collection`, the six drawer pictures and the guide's contact sheet."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m insecta.teaching")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args(arguments)
    with Progress() as bar:
        task = bar.add_task("Drawing", total=None)
        made = collection.write(
            chosen.folder / "collection",
            seed=chosen.seed,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for drawer in DRAWERS:
        drawer_picture(made, drawer).save(chosen.folder / f"drawer-{drawer}.png")
    write_contact_sheet(chosen.folder / "kinds.png")
    return 0


def write_contact_sheet(path: Path) -> None:
    """All known kinds, each in the view that shows it best, as a small PNG."""
    heads, backs = {"Kind A3", "Kind B3", "Kind C1"}, {"Kind B1", "Kind C2", "Kind E1"}
    shots = []
    for n, kind in enumerate(KNOWN):
        view = "head" if kind.name in heads else "dorsal" if kind.name in backs else "profile"
        place = PLACES[n % len(PLACES)]
        lines = (f"{place.country}: {place.locality}", "12.VII.1923", "leg. M. Sepia")
        shot = Shot(kind.name, "worker", n + 3, view, f"TEACH{101 + n:07d}", lines)  # type: ignore[arg-type]
        shots.append((shot, f"{kind.name}, {view}"))
    sheet = contact_sheet(shots, columns=4, width=270)
    sheet.quantize(256, kmeans=2, dither=0).save(path, "PNG", optimize=True)  # type: ignore[arg-type]


if __name__ == "__main__":
    raise SystemExit(main())
