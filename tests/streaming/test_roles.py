"""The roles' own loops on a real log: every kind of event is handed over, and has its effect."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from types import ModuleType
from uuid import UUID, uuid4

import pytest

from insecta.domain.events import RunShardLoaded
from insecta.domain.run import Run, RunItem
from insecta.domain.specimen import REVIEWED
from insecta.ports import Hit, SearchRequest
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.amend import amend
from insecta.services.determine import Act, determine
from insecta.services.promote import promote
from insecta.services.receive import Upload, receive
from insecta.services.search_language import parse
from insecta.settings import Settings
from streaming import identify, index
from streaming.process import Shell
from tests.api.conftest import SCRIPTED, ScriptedPlatform, made
from tests.services.house import jpeg

PATIENCE = 40.0
ADMIN = LOCAL_ADMINISTRATOR


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[ScriptedPlatform]:
    opened = made(Settings(data=tmp_path / "data"))
    yield opened
    opened.close()


@contextmanager
def working(platform: ScriptedPlatform, *roles: ModuleType) -> Iterator[None]:
    """The loops in threads, asked to stop at the end as SIGTERM asks them."""
    shells = [Shell(platform.catalogue, role.ROLE) for role in roles]
    threads = [
        Thread(target=role.loop, args=(platform, shell))
        for role, shell in zip(roles, shells, strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for shell in shells:
            shell._asked(signal.SIGTERM, None)
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def found(platform: ScriptedPlatform, text: str) -> tuple[Hit, ...]:
    """What another process finds."""
    other = ScriptedPlatform(platform.settings)
    return other.index.search("specimens", SearchRequest(parse(text), None)).hits


def until(what: str, condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"never {what}"
        time.sleep(0.1)


def take(platform: ScriptedPlatform, seed: int, number: str) -> UUID:
    """The specimen of one more picture."""
    data = jpeg(40, seed)
    upload = Upload("ant.jpg", collection="ANTS", catalog_number=number)
    return receive(platform.catalogue, platform.store, ADMIN, upload, [data]).specimen_id


def caught_up(platform: ScriptedPlatform) -> bool:
    with platform.catalogue.reading() as tx:
        last = tx.outbox.last()
        return tx.letters.position(index.ROLE) == last


def test_every_kind_of_event_reaches_its_consumers_and_is_shown(
    platform: ScriptedPlatform,
) -> None:
    with working(platform, identify, index):
        specimen = take(platform, 1, "A1")
        until("identified and found", lambda: found(platform, "camponotus catalog_number:A1"))
        determine(platform.catalogue, ADMIN, specimen, Act("accept"), platform.release)
        until("trusted", lambda: found(platform, f"trust:{REVIEWED}"))
        amend(platform.catalogue, ADMIN, specimen, None, {"country": "Madagascar"})
        until("amended", lambda: found(platform, "country:madagascar"))
        promoted = promote(platform.catalogue, ADMIN, SCRIPTED.digest)
        run = shard_of(platform)
        until("the shard found", lambda: len(found(platform, f"run:{run}")) == 1)
        until("all events handled", lambda: caught_up(platform))
    assert promoted.number == 2
    with platform.catalogue.reading() as tx:
        assert tx.letters.dead() == []
        assert tx.images.waiting() == 0


def shard_of(platform: ScriptedPlatform) -> UUID:
    """One more picture, which a bulk shard is said to have brought; its run."""
    specimen = take(platform, 2, "B1")
    until("found", lambda: found(platform, "catalog_number:B1"))
    run = uuid4()
    with platform.catalogue.writing() as tx:
        collection = tx.collections.get("ANTS").collection_id
        ((_, region, _),) = tx.images.regions_of([specimen])
        tx.runs.add(
            Run(run, collection, "bulk", "running", planned=True, started=tx.at, kind="bulk")
        )
        tx.runs.add_items([RunItem(run, 0, "b", "b", "done", region_id=region.region_id)])
        tx.runs.add_shard(run, 0, "shards/0", "0" * 64, range(1))
        tx.emit(RunShardLoaded, run_id=run, shard_no=0)
    return run


def test_a_stopped_role_leaves_the_rest_for_the_next(platform: ScriptedPlatform) -> None:
    take(platform, 1, "A1")
    with working(platform, identify):
        until("identified", lambda: _waiting(platform) == 0)
    take(platform, 2, "A2")
    assert _waiting(platform) == 1
    assert found(platform, "") == ()
    with working(platform, identify, index):
        until("both found", lambda: len(found(platform, "camponotus")) == 2)


def test_what_no_event_tells_of_is_looked_at_in_idle_time(platform: ScriptedPlatform) -> None:
    take(platform, 1, "A1")
    with platform.catalogue.writing() as tx:
        tx.letters.move(identify.ROLE, tx.outbox.last())
    with working(platform, identify):
        until("identified", lambda: _waiting(platform) == 0)


def _waiting(platform: ScriptedPlatform) -> int:
    with platform.catalogue.reading() as tx:
        return tx.images.waiting()
