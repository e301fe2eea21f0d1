"""Where the network looked: told for a name, only of pictures that the caller may see."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
import pytest

from insecta.services.heat import Frame, frame_of
from insecta.vision.rendition import encode
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw


def test_a_map_for_the_answer_and_for_another_name(platform: ScriptedPlatform, run: Run) -> None:
    async def go() -> None:
        async with client(platform) as http:
            sent = await http.post(IMAGES, content=draw(70, (600, 300)), headers=JPEG)
            path = f"{IMAGES}/{sent.json()['id']}/heat"
            assert (await http.get(path)).status_code == 404  # nobody has looked at it yet
            platform.work()
            answer = (await http.get(f"{IMAGES}/{sent.json()['id']}")).json()["identification"]
            told = (await http.get(path)).json()
            assert told["taxonId"] == answer["answer"]["taxonId"]
            assert told["release"] == answer["release"]
            assert [len(row) for row in told["values"]] == [2, 2]
            assert all(0 <= value <= 100 for row in told["values"] for value in row)
            assert told["frame"] == {"left": 0, "top": 0.25, "width": 1, "height": 0.5}
            other = await http.get(path, params={"taxon": "order:Lepidoptera"})
            assert other.json()["scientificName"] == "Lepidoptera"
            for wrong in (f"{path}?taxon=genus:Nowhere", f"{IMAGES}/{uuid4()}/heat"):
                assert (await http.get(wrong)).status_code == 404, wrong

    run(go())


def test_a_map_of_a_part_is_of_its_own_pixels_and_its_own_specimens_answer(
    platform: ScriptedPlatform, run: Run
) -> None:
    """The left half is dark and the right one bright: two specimens, two names, two maps."""
    pixels = np.zeros((300, 600, 3), np.uint8)
    pixels[:, :300] = 40 + np.random.default_rng(1).integers(-30, 30, (300, 300, 3))
    pixels[:, 300:] = 100 + np.random.default_rng(2).integers(-30, 30, (300, 300, 3))

    async def go() -> None:
        async with client(platform) as http:
            sent = await http.post(IMAGES, content=encode(pixels), headers=JPEG)
            image = f"{IMAGES}/{sent.json()['id']}"
            platform.work()
            whole = (await http.get(f"{image}/heat")).json()
            for box in ([0, 0, 0.5, 1], [0.5, 0, 0.5, 1]):
                drawn = await http.post(f"{image}/regions", json={"box": box})
                assert drawn.status_code == 201, drawn.text
                platform.work()
                part = drawn.json()
                own = await http.get(f"/api/v1/specimens/{part['specimenId']}")
                answer = own.json()["images"][0]["identification"]
                told = await http.get(f"{image}/heat", params={"region": part["id"]})
                assert told.status_code == 200, told.text
                assert told.json()["taxonId"] == answer["answer"]["taxonId"]
                assert told.json()["frame"] == {"left": 0, "top": 0, "width": 1, "height": 1}
                is_dark = np.array(told.json()["values"]).max() < 25
                assert is_dark == (box[0] == 0), "the other half's pixels are not in it"
            assert (await http.get(f"{image}/heat")).json() == whole
            wrong = await http.get(f"{image}/heat", params={"region": str(uuid4())})
            assert wrong.status_code == 404

    run(go())


@pytest.mark.parametrize(
    ("size", "frame"),
    [
        ((100, 100), Frame(0, 0, 1, 1)),
        ((200, 100), Frame(0, 0.25, 1, 0.5)),
        ((100, 400), Frame(0.375, 0, 0.25, 1)),
    ],
)
def test_the_frame_is_where_the_picture_lies(size: tuple[int, int], frame: Frame) -> None:
    assert frame_of(*size, 16) == frame
