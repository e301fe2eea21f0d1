"""Drawn pictures with labels, for tests of snapshots."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

CC = "https://creativecommons.org/licenses/by/4.0/"
COLUMNS = ("file", "specimen", "order", "family", "genus", "species", "license", "creator",
           "caste", "institution")  # fmt: skip


def picture(seed: int, tint: tuple[int, int, int] = (0, 0, 0)) -> bytes:
    """A patchwork that looks like no other seed's, tinted."""
    random = np.random.default_rng(seed)
    cells = random.integers(40, 200, (9, 9, 3)) + np.array(tint)
    small = Image.fromarray(np.clip(cells, 0, 255).astype(np.uint8))
    out = io.BytesIO()
    small.resize((96, 80), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


def sheet(folder: Path, rows: Sequence[dict[str, str]], name: str = "labels.csv") -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder / name


def moths(folder: Path, per_species: int = 6) -> list[dict[str, str]]:
    """Rows and files of 8 genera with two species each, one picture a specimen."""
    rows = []
    genera = ("Agrotis", "Biston", "Cabera", "Deltote", "Eilema", "Furcula", "Hada", "Idaea")
    for g, genus in enumerate(genera):
        for s, species in enumerate(("alba", "nigra")):
            for n in range(per_species):
                number = (g * 2 + s) * 50 + n
                (folder / f"m{number}.png").write_bytes(picture(number))
                rows.append(
                    {
                        "file": f"m{number}.png", "order": "Lepidoptera", "genus": genus,
                        "species": f"{genus} {species}", "license": CC if g % 2 else "",
                        "creator": f"Person {g}",
                    }
                )  # fmt: skip
    return rows
