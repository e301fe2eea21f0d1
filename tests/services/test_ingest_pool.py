"""Pictures are decoded in processes with limits; what breaks one costs one picture."""

from __future__ import annotations

import io
import resource
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from PIL import Image

from insecta.adapters.folder_store import open_store
from insecta.domain.run import RunItem
from insecta.errors import Fault
from insecta.ports import ObjectStore
from insecta.services.admit import Admitted
from insecta.services.ingest.pool import Pool, Work
from insecta.services.ingest.store import Refused
from insecta.settings import load
from insecta.vision import limits
from tests.services.house import jpeg

pytestmark = pytest.mark.seconds

LARGE = 14_000


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five small ones and, third, one of 196 million pixels in few bytes."""
    folder = tmp_path_factory.mktemp("in")
    for number in range(6):
        (folder / f"{number}.jpg").write_bytes(jpeg(40, number))
    flat = io.BytesIO()
    Image.new("RGB", (LARGE, LARGE)).save(flat, "PNG")
    (folder / "2.jpg").write_bytes(flat.getvalue())
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Work:
    settings = load(data=tmp_path / "data")
    return Work(partial(open_store, settings.object_store, settings), 200_000_000, 50_000_000)


def _items(folder: Path) -> Iterator[RunItem]:
    run = uuid4()
    for number, path in enumerate(sorted(folder.iterdir())):
        body = {"picture": {"name": path.name, "path": str(path)}}
        yield RunItem(run, number, path.name, path.name, "pending", body=body)


def _fates(work: Work, pictures: Path) -> dict[str, Admitted | Refused]:
    with Pool(work, 1) as pool:
        return {
            item.user_name: result
            for batch in pool.admit(_items(pictures))
            for item, result in batch
        }


def _room_of_small(work: Work, pictures: Path) -> int:
    """Address space in bytes of a process that has admitted the small pictures."""
    with Pool(work, 1) as pool:
        small = (item for item in _items(pictures) if item.user_name != "2.jpg")
        assert sum(len(batch) for batch in pool.admit(small)) == 5
        return pool._executor.submit(_address_space).result()


def _address_space() -> int:
    return int(psutil.Process().memory_info().vms)


def test_every_process_has_limits_that_fit_its_largest_picture(work: Work) -> None:
    with Pool(work, 2) as pool:
        memory = pool._executor.submit(resource.getrlimit, resource.RLIMIT_AS).result()
        core = pool._executor.submit(resource.getrlimit, resource.RLIMIT_CORE).result()
    assert memory[0] == memory[1] == limits.memory_for(200_000_000, 2)
    assert core == (0, 0)
    assert limits.memory_for(1, 64) >= limits.BASE
    assert limits.memory_for(10**12, 1) < 2**50
    assert limits.seconds_for(1_000_000_000) > limits.seconds_for(50_000_000) >= 10


def test_too_much_memory_costs_one_picture(work: Work, pictures: Path) -> None:
    half_of_large = LARGE * LARGE * 3 // 2
    room = _room_of_small(work, pictures) + half_of_large
    small = Work(work.open_store, work.max_pixels, work.max_bytes, memory=room)
    fates = _fates(small, pictures)
    refused = {name: fate for name, fate in fates.items() if isinstance(fate, Refused)}
    assert set(refused) == {"2.jpg"}
    assert refused["2.jpg"].state == "rejected"
    assert "memory" in refused["2.jpg"].reason
    assert len(fates) == 6


def test_too_much_time_costs_one_picture(work: Work, pictures: Path) -> None:
    """The limit ends the process; its neighbours are tried again, and the rest goes on."""
    quick = Work(work.open_store, work.max_pixels, work.max_bytes, seconds=0)
    fates = _fates(quick, pictures)
    refused = {name: fate for name, fate in fates.items() if isinstance(fate, Refused)}
    assert set(refused) == {"2.jpg"}
    assert refused["2.jpg"].reason.startswith("crashed: ")
    assert len(fates) == 6


def _cannot_open() -> ObjectStore:
    raise RuntimeError("no store")


def test_processes_that_cannot_start_are_no_picture_s_fault(pictures: Path) -> None:
    broken = Work(_cannot_open, 200_000_000, 50_000_000)
    with pytest.raises(Fault, match="no process for pictures"):
        _fates(broken, pictures)
