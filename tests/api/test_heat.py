"""Where the network looked: told for a name, only of pictures that the caller may see."""

from __future__ import annotations

from uuid import uuid4

import pytest

from insecta.services.heat import Frame, frame_of
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
