"""A drawer from above shows a tray per name, and as many insects as lie in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from insecta.teaching.__main__ import write_contact_sheet
from insecta.teaching.drawer import drawer_picture
from insecta.teaching.plan import Plan


def test_a_drawer_shows_its_trays_and_leaves_the_empty_places_empty(made: Plan) -> None:
    picture = drawer_picture(made, 4)
    assert picture.size == (1500, 1120)
    grey = np.asarray(picture.convert("L"), np.float32)
    columns = [grey[150:1070, 46 + 469 * n : 46 + 469 * (n + 1)] for n in range(3)]
    dark = [float((column < 120).mean()) for column in columns]
    assert min(dark[:2]) > 0.03
    assert 0.005 < dark[2] < 0.6 * dark[1], "four of Kind C3 beside eight of Kind C2"
    assert drawer_picture(made, 4).tobytes() == picture.tobytes()


def test_the_guide_shows_the_sheet_that_the_program_draws(tmp_path: Path) -> None:
    made = tmp_path / "kinds.png"
    write_contact_sheet(made)
    guide = Path(__file__).resolve().parent.parent.parent / "docs/guides/teaching-collection.png"
    assert guide.stat().st_size <= 300_000
    shown, drawn = (
        np.asarray(Image.open(path).convert("RGB").resize((54, 35)), np.int16)
        for path in (guide, made)
    )
    assert np.abs(shown - drawn).max() <= 8
