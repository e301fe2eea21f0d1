"""`make spark-env`: one file with a whole Python and Insecta in it, which workers of a cluster unpack.

    python scripts/spark_env.py [FILE]

It runs from wherever it is unpacked, with an empty environment, on machines of the same kind and a
libc that is not older. Spark and its Python part are the cluster's own. What is made already from
the same lock and code is kept.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from environment import install, run

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
LOCK = ROOT / "requirements" / "spark.txt"
CODE = ("insecta", "spark_jobs", "releases")
"""Folders of the repository whose change makes another file."""
_LEFT_OUT = (
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "turtledemo",
    "lib2to3",
    "ensurepip",
    "site-packages",
)
_WRAPPER = """#!/bin/sh
# Finds its own library and packages wherever it was unpacked.
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/../lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export LD_LIBRARY_PATH
exec "$here/NAME" "$@"
"""


def main(out: Path) -> int:
    wanted = fingerprint()
    stamp = out.with_suffix(".sha256")
    if out.is_file() and stamp.is_file() and stamp.read_text() == wanted:
        print(f"{out} is up to date")
        return 0
    started = time.monotonic()
    print("Packing an environment for Spark's workers: usually one to three minutes.", flush=True)
    BUILD.mkdir(exist_ok=True)
    draft = BUILD / "spark-env"
    shutil.rmtree(draft, ignore_errors=True)
    copy_python(draft)
    install(draft, LOCK, ROOT / ".venv")
    install_insecta(draft)
    prove(draft)
    pack(draft, out)
    stamp.write_text(wanted)
    shutil.rmtree(draft)
    size = out.stat().st_size / 2**20
    print(f"{out}: {size:.0f} MB after {time.monotonic() - started:.0f} s")
    return 0


def fingerprint() -> str:
    """Digest of the lock, of our code and of the Python it is made from."""
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode())
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def name_of_python() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def copy_python(home: Path) -> None:
    """The interpreter with its own library, found by where it lies."""
    name = name_of_python()
    base = Path(sys.base_prefix)
    (home / "bin").mkdir(parents=True)
    shutil.copy2(Path(os.path.realpath(sys.executable)), home / "bin" / name)
    shutil.copytree(
        sysconfig.get_paths()["stdlib"], home / "lib" / name, symlinks=False,
        ignore=shutil.ignore_patterns("__pycache__", "config-*", *_LEFT_OUT),
    )  # fmt: skip
    (home / "lib" / name / "site-packages").mkdir()
    if sysconfig.get_config_var("Py_ENABLE_SHARED"):
        folder = Path(str(sysconfig.get_config_var("LIBDIR") or base / "lib"))
        for library in folder.glob("libpython*.so*"):
            shutil.copy2(library, home / "lib" / library.name, follow_symlinks=True)
    wrapper = home / "bin" / "python"
    wrapper.write_text(_WRAPPER.replace("NAME", name))
    wrapper.chmod(0o755)


def install_insecta(home: Path) -> None:
    """The core as its wheel, and the jobs beside it."""
    uv = [
        str(ROOT / ".venv" / "bin" / "uv"),
        "pip",
        "install",
        "--python",
        str(home / "bin" / "python"),
    ]
    run([*uv, "--quiet", "--no-deps", "--no-build-isolation", str(ROOT)])
    packages = home / "lib" / name_of_python() / "site-packages"
    shutil.copytree(
        ROOT / "spark_jobs", packages / "spark_jobs", ignore=shutil.ignore_patterns("__pycache__")
    )


def prove(home: Path) -> None:
    """It works with an empty environment, from elsewhere, and finds everything inside itself."""
    code = (
        "import sys, insecta.services.bulk.tasks, insecta.adapters.s3_store, pyarrow.parquet,"
        " boto3, ai_edge_litert.interpreter; print(sys.prefix); print(insecta.__file__)"
    )
    done = subprocess.run(
        [str(home / "bin" / "python"), "-c", code], env={}, cwd="/", text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    if done.returncode or not all(line.startswith(str(home)) for line in done.stdout.splitlines()):
        raise SystemExit(f"spark-env does not work by itself:\n{done.stdout}{done.stderr[-2000:]}")


def pack(home: Path, out: Path) -> None:
    """A .tar.gz whose top is the environment itself; whole, or not there."""
    draft = out.with_suffix(".partial")
    with tarfile.open(draft, "w:gz", compresslevel=1) as archive:
        for path in _members(home):
            archive.add(path, path.relative_to(home).as_posix(), recursive=False)
    draft.replace(out)


def _members(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        if "__pycache__" not in path.parts:
            yield path


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else BUILD / "spark-env.tar.gz"))
