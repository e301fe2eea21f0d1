"""Build `.venv` from a hash-locked file of requirements/, with nothing but Python and its pip.

    python3 scripts/environment.py demo|all|docs|airflow|peers

A second call with the same lock does nothing. `all` holds everything that `demo` holds. Proxies
(HTTPS_PROXY), one's own package index and certificates (pip's settings) are honoured.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ((3, 11), (3, 12))
FOLDERS = {
    "demo": ".venv",
    "all": ".venv",
    "docs": ".venv-docs",
    "airflow": ".venv-airflow",
    "peers": ".venv-peers",
}
EXPECTED = {
    "demo": "under a minute",
    "all": "two to four minutes",
    "docs": "under a minute",
    "airflow": "one to two minutes",
    "peers": "one to two minutes",
}


def main(name: str) -> int:
    """Exit code; what goes wrong is said in a sentence."""
    if name not in FOLDERS:
        print(f"environment: no environment {name!r}; there are {', '.join(FOLDERS)}")
        return 2
    folder = ROOT / FOLDERS[name]
    lock = ROOT / "requirements" / f"{name}.txt"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if is_ready(folder, name, wanted):
        return 0
    started = time.monotonic()
    print(f"Building the environment {name!r}: usually {EXPECTED[name]}.", flush=True)
    make(folder)
    install(folder, lock)
    if name in ("demo", "all"):
        install_insecta(folder)
        run([str(folder / "bin" / "python"), str(ROOT / "scripts" / "bytecode.py")])
    stamp(folder, name).write_text(wanted)
    print(f"Environment ready after {time.monotonic() - started:.0f} s.", flush=True)
    return 0


def stamp(folder: Path, name: str) -> Path:
    return folder / f"insecta-{name}.sha256"


def is_ready(folder: Path, name: str, wanted: str) -> bool:
    """This lock, or for `demo` the larger environment, is installed already."""
    whole = stamp(folder, "all")
    if name == "demo" and whole.is_file():
        lock = ROOT / "requirements" / "all.txt"
        return whole.read_text() == hashlib.sha256(lock.read_bytes()).hexdigest()
    mark = stamp(folder, name)
    return mark.is_file() and mark.read_text() == wanted


def make(folder: Path) -> None:
    """A fresh virtual environment with the pinned installer in it."""
    if not (folder / "bin" / "python").exists():
        run([python(), "-m", "venv", str(folder)], "install the venv module (python3-venv)")
    if not (folder / "bin" / "pip3").exists():
        run(
            [str(folder / "bin" / "python"), "-m", "ensurepip", "--upgrade"], "install python3-venv"
        )
    if not (folder / "bin" / "uv").exists():
        lock = ROOT / "requirements" / "uv.txt"
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        run([*pip, "--disable-pip-version-check", "--require-hashes", "-r", str(lock)])


def python() -> str:
    """A Python that Insecta runs on: this one, else one on PATH."""
    if sys.version_info[:2] in VERSIONS:
        return sys.executable
    for major, minor in reversed(VERSIONS):
        found = shutil.which(f"python{major}.{minor}")
        if found:
            return found
    known = " or ".join(f"{major}.{minor}" for major, minor in VERSIONS)
    raise SystemExit(f"Insecta needs Python {known}; this is {sys.version.split()[0]}")


def install(folder: Path, lock: Path, uv_of: Path | None = None) -> None:
    """Everything the lock names and nothing else, each file checked against its hash; progress on
    the terminal."""
    program = (uv_of or folder) / "bin" / "uv"
    uv = [str(program), "pip", "install", "--python", str(folder / "bin" / "python")]
    run([*uv, "--no-deps", "--require-hashes", "-r", str(lock)])


def install_insecta(folder: Path) -> None:
    """The working tree itself, editable: core and doors."""
    uv = [str(folder / "bin" / "uv"), "pip", "install", "--python", str(folder / "bin" / "python")]
    run([*uv, "--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def run(command: list[str], hint: str = "is the package index reachable?") -> None:
    if subprocess.run(command, env=surroundings(), check=False).returncode:
        raise SystemExit(f"environment: `{' '.join(command[:4])} …` failed; {hint}")


def surroundings() -> dict[str, str]:
    """The caller's environment, with pip's own index and certificate told to uv too."""
    env = dict(os.environ)
    for setting, names, variable in (
        ("global.index-url", ("PIP_INDEX_URL",), "UV_DEFAULT_INDEX"),
        ("global.cert", ("PIP_CERT",), "SSL_CERT_FILE"),
    ):
        value = next((env[name] for name in names if env.get(name)), None) or pip_config(setting)
        if value and variable not in env:
            env[variable] = value
    env.pop("VIRTUAL_ENV", None)
    return env


def pip_config(setting: str) -> str | None:
    found = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", setting],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or None if found.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
