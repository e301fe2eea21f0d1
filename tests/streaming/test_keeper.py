"""The index worker makes an index again that is gone, without an event and without help."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.index import intact
from insecta.services.receive import Upload, receive
from insecta.settings import Settings
from streaming.index import Keeper, loop
from streaming.process import Shell
from tests.api.conftest import ScriptedPlatform, made
from tests.services.house import jpeg


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[ScriptedPlatform]:
    opened = made(Settings(data=tmp_path / "data"))
    for number in range(3):
        data = jpeg(40 + number, number, (48, 32))
        receive(
            opened.catalogue, opened.store, LOCAL_ADMINISTRATOR, Upload(f"{number}.jpg"), [data]
        )
    opened.work()
    yield opened
    opened.close()


def lose(platform: ScriptedPlatform) -> ScriptedPlatform:
    """The same platform, whose index has gone."""
    platform.index.close()  # type: ignore[attr-defined]
    for path in platform.settings.data.glob("index.db*"):
        path.unlink()
    return ScriptedPlatform(platform.settings)


def whole(platform: ScriptedPlatform) -> bool:
    if not intact(platform.catalogue, platform.index):
        return False
    with platform.catalogue.reading() as tx:
        live = tx.generations.live("specimens")
    assert live is not None
    return platform.index.refresh(live.name).count == 3


def until_whole(platform: ScriptedPlatform) -> None:
    end = time.monotonic() + 20
    while not whole(platform):
        assert time.monotonic() < end, "it was never made again"
        time.sleep(0.05)


def test_what_was_lost_while_it_ran_is_made_again(platform: ScriptedPlatform) -> None:
    again = lose(platform)
    keeper = Keeper(again)
    keeper.start()
    until_whole(again)
    keeper.stop()
    again.close()


def test_what_was_lost_before_it_began_is_made_again(platform: ScriptedPlatform) -> None:
    again = lose(platform)
    shell = Shell(again.catalogue, "index")
    worker = threading.Thread(target=loop, args=(again, shell))
    worker.start()
    try:
        until_whole(again)
    finally:
        shell._stop.set()
        worker.join()
        again.close()
