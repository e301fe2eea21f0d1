"""The contract of ObjectStore, on every adapter."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from insecta.adapters import folder_store, s3_store
from insecta.errors import BadSettings, Invalid, NotFound, StoreFull, Unavailable
from insecta.ports import ObjectStore
from insecta.servers import fleet
from insecta.settings import Settings, load
from tests.servers import S3Server

MIB = 2**20


def _s3_settings(server: S3Server) -> Settings:
    return Settings(
        s3_endpoint=server.endpoint,
        s3_access_key=server.access_key,
        s3_secret_key=server.secret_key,
        s3_region=server.region,
    )


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.server)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObjectStore]:
    if request.param == "folder":
        yield folder_store.open_store((tmp_path / "objects").as_uri(), Settings())
        return
    server = request.getfixturevalue("s3_server")
    opened = s3_store.open_store(server.url, _s3_settings(server))
    yield opened
    opened.close()


def test_put_then_read_gives_the_same_bytes(store: ObjectStore) -> None:
    assert store.put("blobs/ab/abcd", [b"ant ", b"", b"picture"]) is True
    assert store.read("blobs/ab/abcd") == b"ant picture"
    assert store.size("blobs/ab/abcd") == 11


def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    assert store.put("empty", []) is True
    assert store.size("empty") == 0
    assert store.read("empty") == b""
    assert store.read("empty", 0, 0) == b""
    assert store.put("empty", [b"no longer"]) is False
    assert store.read("empty") == b""


def test_a_second_put_changes_nothing(store: ObjectStore) -> None:
    assert store.put("k", [b"first"]) is True
    assert store.put("k", [b"other bytes"]) is False
    assert store.read("k") == b"first"


def test_a_second_large_put_changes_nothing(store: ObjectStore) -> None:
    assert store.put("k", [b"first"]) is True
    assert store.put("k", (bytes([n]) * MIB for n in range(20))) is False
    assert store.read("k") == b"first"


@pytest.mark.parametrize("size", [1000, 9 * MIB], ids=["small", "in parts"])
def test_of_many_writers_exactly_one_wins(store: ObjectStore, size: int) -> None:
    writers = 64 if size < MIB else 6
    together = threading.Barrier(writers)

    def write(number: int) -> tuple[bool, int]:
        body = number.to_bytes(1, "big") * size
        together.wait()
        return store.put("contested/key", [body]), number

    with ThreadPoolExecutor(writers) as pool:
        results = list(pool.map(write, range(writers)))
    winners = [number for won, number in results if won]
    assert len(winners) == 1
    assert store.read("contested/key") == winners[0].to_bytes(1, "big") * size


def test_ranges(store: ObjectStore) -> None:
    store.put("k", [b"0123456789"])
    assert store.read("k", 3) == b"3456789"
    assert store.read("k", 3, 4) == b"3456"
    assert store.read("k", 0, 1) == b"0"
    assert store.read("k", 8, 100) == b"89"
    assert store.read("k", 10) == b""
    assert store.read("k", 50, 5) == b""
    assert store.read("k", 5, 0) == b""


def test_a_missing_key(store: ObjectStore) -> None:
    store.put("folder/there", [b"x"])
    assert store.size("missing") is None
    assert store.size("folder/there/below") is None
    for start, length in ((0, None), (5, None), (0, 0), (2, 3)):
        with pytest.raises(NotFound):
            store.read("missing", start, length)
    store.delete("missing")
    store.delete("folder/missing")


def test_delete_makes_room_for_another_put(store: ObjectStore) -> None:
    store.put("k", [b"1"])
    store.delete("k")
    assert store.size("k") is None
    assert store.put("k", [b"2"]) is True
    assert store.read("k") == b"2"


@pytest.mark.parametrize("before", [0, 3 * MIB, 17 * MIB], ids=["at once", "small", "in parts"])
def test_a_failing_stream_leaves_nothing(store: ObjectStore, before: int) -> None:
    class Broke(Exception):
        pass

    def stream() -> Iterator[bytes]:
        for _ in range(0, before, MIB):
            yield b"x" * MIB
        raise Broke

    with pytest.raises(Broke):
        store.put("half/written", stream())
    assert store.size("half/written") is None
    assert list(store.keys("half")) == []
    assert store.put("half/written", [b"whole"]) is True


def test_twenty_mebibytes_in_uneven_chunks(store: ObjectStore) -> None:
    body = os.urandom(MIB) * 20
    cuts = [0, 1, 8 * MIB, 8 * MIB + 1, 16 * MIB - 1, len(body)]
    chunks = [body[start:end] for start, end in pairwise(cuts)]
    assert store.put("large", iter(chunks)) is True
    assert store.size("large") == len(body)
    assert hashlib.sha256(store.read("large")).digest() == hashlib.sha256(body).digest()
    assert store.read("large", 8 * MIB - 2, 5) == body[8 * MIB - 2 : 8 * MIB + 3]


def test_exactly_one_part(store: ObjectStore) -> None:
    assert store.put("exact", [b"a" * (8 * MIB)]) is True
    assert store.size("exact") == 8 * MIB


def test_keys_come_in_order_below_a_prefix(store: ObjectStore) -> None:
    keys = ["a-b/x", "a/x", "a/y/z", "a.b", "b/1", "b/10", "b/2", "ä/ö", "A/x"]
    for key in keys:
        store.put(key, [b"."])
    assert list(store.keys("")) == sorted(keys, key=str.encode)
    assert list(store.keys("b/")) == ["b/1", "b/10", "b/2"]
    assert list(store.keys("b/1")) == ["b/1", "b/10"]
    assert list(store.keys("a/y/")) == ["a/y/z"]
    assert list(store.keys("nothing")) == []


def test_names_with_spaces_and_any_script(store: ObjectStore) -> None:
    key = "scans/Ameise Nr. 7/蚂蚁 + ant%20&=?.jpg"
    assert store.put(key, [b"x"]) is True
    assert store.read(key) == b"x"
    assert list(store.keys("scans/")) == [key]


@pytest.mark.parametrize(
    "key",
    ["", "/etc/passwd", "../outside", "a/../../b", "a//b", "a/", ".hidden", "a/./b", "a\nb", "x" * 300],
)  # fmt: skip
def test_a_key_that_could_leave_the_store_is_refused(store: ObjectStore, key: str) -> None:
    with pytest.raises(Invalid, match="no object key"):
        store.put(key, [b"x"])


def test_the_folder_refuses_to_read_outside_itself(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    store = folder_store.FolderStore(tmp_path / "objects")
    for act in (store.read, store.size, store.delete):
        with pytest.raises(Invalid):
            act("../secret")
    assert (tmp_path / "secret").exists()


def test_a_folder_that_went_away_is_unavailable_and_not_made_anew(tmp_path: Path) -> None:
    store = folder_store.FolderStore(tmp_path / "objects")
    store.put("k", [b"x"])
    (tmp_path / "objects").rename(tmp_path / "unplugged")
    acts: list[Callable[[], object]] = [
        lambda: store.put("new", [b"x"]),
        lambda: store.read("k"),
        lambda: store.size("k"),
        lambda: store.delete("k"),
        lambda: list(store.keys("")),
    ]
    for act in acts:
        with pytest.raises(Unavailable):
            act()
    (tmp_path / "objects").mkdir()  # the bare mount point
    for act in acts:
        with pytest.raises(Unavailable):
            act()
    assert list((tmp_path / "objects").iterdir()) == []


def test_a_folder_of_other_files_is_not_taken_for_a_store(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(BadSettings, match="no object store"):
        folder_store.FolderStore(tmp_path)


def test_what_a_crash_left_is_invisible_and_swept_after_a_day(tmp_path: Path) -> None:
    store = folder_store.FolderStore(tmp_path)
    old, new = tmp_path / ".parts" / "old", tmp_path / ".parts" / "new"
    for part in (old, new):
        part.touch()
    os.utime(old, (0, 0))
    assert list(store.keys("")) == []
    folder_store.FolderStore(tmp_path)
    assert not old.exists()
    assert new.exists()


FULL = """
import sys
from pathlib import Path
from insecta.adapters.folder_store import FolderStore
from insecta.errors import StoreFull
root = Path(sys.argv[1])
store = FolderStore(root)
store.put("before", [b"x" * 1000])
try:
    store.put("large", (b"x" * 65536 for _ in range(64)))
except StoreFull:
    assert list(store.keys("")) == ["before"], list(store.keys(""))
    assert list((root / ".parts").iterdir()) == []
    assert store.put("after", [b"room again"])
    print("full, as it should be")
"""


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """On a real file system of 1 MiB, in a mount namespace of the test's own."""
    (tmp_path / "disk").mkdir()
    mount = 'mount -t tmpfs -o size=1m none "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh"]
    done = subprocess.run(
        [*command, str(tmp_path / "disk"), sys.executable, FULL],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "full, as it should be\n", done.stderr
    assert issubclass(StoreFull, Unavailable)  # so that it is retried


@pytest.mark.server
def test_s3_is_unavailable_while_its_server_is_gone(tmp_path: Path) -> None:
    cache = load().cache
    server = fleet.start(tmp_path, cache, ["s3"])["s3"]
    settings = Settings(
        **{key.removeprefix("INSECTA_").lower(): value for key, value in server.settings.items()}
    )
    store = s3_store.open_store(settings.object_store, settings)
    try:
        assert store.put("k", [b"x"]) is True
    finally:
        fleet.stop(tmp_path)
    with pytest.raises(Unavailable):
        store.read("k")
    with pytest.raises(Unavailable):
        store.put("other", [b"x"])
    with pytest.raises(Unavailable):
        store.size("k")
    with pytest.raises(Unavailable):
        list(store.keys(""))
    store.close()


@pytest.mark.server
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"s3_secret_key": "wrong"}, "INSECTA_S3_SECRET_KEY"),
        ({"s3_access_key": "wrong"}, "INSECTA_S3_ACCESS_KEY"),
    ],
)
def test_wrong_s3_keys_name_the_setting(
    s3_server: S3Server, change: dict[str, str], words: str
) -> None:
    store = s3_store.open_store(s3_server.url, _s3_settings(s3_server).model_copy(update=change))
    with pytest.raises(BadSettings, match=words):
        store.read("k")
    store.close()


@pytest.mark.server
def test_a_missing_bucket_names_the_setting(s3_server: S3Server) -> None:
    store = s3_store.open_store("s3://nosuchbucket", _s3_settings(s3_server))
    with pytest.raises(BadSettings, match="INSECTA_OBJECT_STORE_URL"):
        store.put("k", [b"x"])
    store.close()


@pytest.fixture
def s3(s3_server: S3Server) -> Iterator[s3_store.S3Store]:
    opened = s3_store.open_store(s3_server.url, _s3_settings(s3_server))
    yield opened
    opened.close()


def _fetch(url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> bytes:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, names, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


@pytest.mark.server
def test_presigned_urls_work_without_keys_and_only_as_signed(s3: s3_store.S3Store) -> None:
    put = s3.presign("uploads/one", "PUT", 60)
    _fetch(put, "PUT", b"bytes", If_None_Match="*")
    assert s3.read("uploads/one") == b"bytes"
    with pytest.raises(urllib.error.HTTPError) as again:
        _fetch(put, "PUT", b"other", If_None_Match="*")
    assert again.value.code == 412
    with pytest.raises(urllib.error.HTTPError) as unconditional:
        _fetch(put, "PUT", b"other")
    assert unconditional.value.code == 403
    get = s3.presign("uploads/one", "GET", 60)
    assert _fetch(get) == b"bytes"
    with pytest.raises(urllib.error.HTTPError) as tampered:
        _fetch(get.replace("uploads/one", "uploads/two"))
    assert tampered.value.code == 403
    assert s3.read("uploads/one") == b"bytes"
    for error in (again, unconditional, tampered):
        error.value.close()


@pytest.mark.server
def test_a_given_up_upload_leaves_no_parts_behind(
    s3: s3_store.S3Store, s3_server: S3Server
) -> None:
    def stream() -> Iterator[bytes]:
        yield b"x" * (20 * MIB)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        s3.put("given/up", stream())
    prefix = s3_server.url.rpartition("/")[2]
    answer = s3._client.list_multipart_uploads(Bucket="insecta", Prefix=prefix)
    assert answer.get("Uploads", []) == []


@pytest.mark.server
def test_a_listing_longer_than_a_page_is_whole(s3: s3_store.S3Store) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: s3.put(f"many/{n:04}", [b"x"]), range(1005)))
    assert list(s3.listing("many/")) == [(f"many/{n:04}", 1) for n in range(1005)]


@pytest.mark.server
def test_a_server_that_ignores_the_condition_is_refused(s3_server: S3Server) -> None:
    """A real server that never sees If-None-Match, since it is taken off every request."""
    store = s3_store.open_store(s3_server.url, _s3_settings(s3_server))
    store._client.meta.events.register(
        "before-sign.s3", lambda request, **_: request.headers.__delitem__("If-None-Match")
    )
    with pytest.raises(BadSettings, match="If-None-Match"):
        store.put("k", [b"x"])
    store.close()
