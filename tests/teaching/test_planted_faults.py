"""Every planted fault is really in the picture, seen with the platform's own eyes."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from insecta.teaching.plan import Plan
from insecta.vision.codes import read_codes
from insecta.vision.decode import decode
from insecta.vision.quality import measure
from tests.teaching.conftest import Drawn


def codes(data: bytes) -> list[str]:
    return [code.text for code in read_codes(np.asarray(Image.open(BytesIO(data)).convert("RGB")))]


def test_the_code_contradicts_the_file_name(made: Plan, drawn: Drawn) -> None:
    planted = made.planted
    assert codes(drawn(planted.contradicting_file)) == [planted.contradicting_code]
    assert not planted.contradicting_file.startswith(planted.contradicting_code)
    number = planted.contradicting_file.split("_")[0]
    assert codes(drawn(f"{number}_h.jpg")) == [number]
    assert codes(drawn(f"{number}_p.jpg")) == [number]


def test_the_blurred_head_is_a_poor_picture_and_its_other_views_are_not(
    made: Plan, drawn: Drawn
) -> None:
    blurred = made.planted.blurred_file
    assert measure(decode(drawn(blurred)).pixels).faults == ("blurred",)
    for letter in "pd":
        other = blurred.replace("_h.", f"_{letter}.")
        assert measure(decode(drawn(other)).pixels).faults == ()


def test_the_label_picture_shows_its_number(made: Plan, drawn: Drawn) -> None:
    file = made.planted.label_only_file
    assert codes(drawn(file)) == [file.split("_")[0]]


def test_two_individuals_on_one_pin_share_its_number_and_are_seen_together(
    made: Plan, drawn: Drawn
) -> None:
    a, b = made.planted.one_pin
    assert codes(drawn(f"{a}_p.jpg")) == codes(drawn(f"{b}_p.jpg")) == [a[:-1]]
    assert drawn(f"{a}_p.jpg") != drawn(f"{b}_p.jpg")


def test_a_sample_of_pictures_reads_back_its_number(made: Plan, drawn: Drawn) -> None:
    planted = made.planted
    skip = {planted.contradicting_file, planted.blurred_file}
    for picture in made.pictures[::25]:
        if picture.shot is not None and picture.file not in skip:
            assert codes(drawn(picture.file)) == [picture.shot.code], picture.file
