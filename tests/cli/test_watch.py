"""`insecta watch`: a camera's folder, judged as it fills, until the photographer is done."""

from __future__ import annotations

import json
import signal
from contextlib import closing
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from tests.cli.command import House
from tests.cli.inside import Inside
from tests.services.test_watch import coded

PATIENCE = 60.0


@pytest.mark.slow
def test_shots_are_told_as_they_come_and_are_taken_in_untouched(tmp_path: Path) -> None:
    house, camera = House(tmp_path / "data"), tmp_path / "camera"
    camera.mkdir()
    words = ("watch", camera, "--collection", "ANTS", "--station", "stand 1", "--json")
    shots = {
        "CASENT0000001.jpg": coded("CASENT0000001"),
        "CASENT0000002.jpg": coded("CASENT0000007"),
    }
    with house.start(*words) as process:
        told: Queue[dict[str, object]] = Queue()
        assert process.stdout is not None
        assert process.stderr is not None
        while "watching" not in process.stderr.readline():
            assert process.poll() is None
        Thread(
            target=lambda out: [told.put(json.loads(line)) for line in out],
            args=(process.stdout,), daemon=True,
        ).start()  # fmt: skip
        seen = []
        for name, data in shots.items():
            (camera / name).write_bytes(data)
            seen.append(told.get(timeout=PATIENCE))
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert [one["file"] for one in seen] == list(shots)
    assert [one["barcode"] for one in seen] == ["read", "disagrees"]
    assert {path.name: path.read_bytes() for path in camera.iterdir()} == shots
    with closing(Inside(house.folder).opened()) as opened, opened.catalogue.reading() as tx:
        assert tx.images.count() == 1
    nowhere = house.run("watch", tmp_path / "unplugged", "--collection", "ANTS")
    assert (nowhere.code, "is its share mounted?" in nowhere.err) == (1, True)
