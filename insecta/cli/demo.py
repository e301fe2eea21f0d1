"""`insecta demo`: a platform that shows itself, with nothing installed and nothing configured.

Without `--from` it opens the teaching collection: drawings, so that everybody may see them. With
`--from FOLDER` it takes one's own pictures and names them with the release that ships.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from insecta.cli import output
from insecta.cli.up import child_environment, serve
from insecta.errors import BadSettings
from insecta.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
TEACHING = "TEACH"
OWN = "SAMPLES"


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "demo",
        help="Open the teaching collection, or your own pictures, in a browser",
        description="Open the teaching collection, or your own pictures, in a browser. Ctrl-C ends it.",
    )
    parser.add_argument(
        "--from", dest="source", metavar="FOLDER", help="your own pictures instead of the drawings"
    )
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Until Ctrl-C."""
    started = time.monotonic()
    source = args.source or args.settings.samples
    kind = "demo-own" if source else "demo"
    settings = args.settings.model_copy(update={"data": args.settings.data / kind})
    if source and not Path(source).exists():
        raise BadSettings(f"there is no folder {source}", hint="check --from or INSECTA_SAMPLES")
    _build_portal(settings)
    ingest = _own(source) if source else _teaching(settings)

    def fill(address: str) -> None:
        code = subprocess.run(
            [sys.executable, "-m", "insecta.cli.main", "ingest", *ingest],
            env=child_environment(settings),
            check=False,
        ).returncode
        what = "with some pictures refused, as their run tells" if code else "all of them"
        output.say(
            f"The collection is taken in, {what}: {address} "
            f"({time.monotonic() - started:.0f} s after the start; stop with Ctrl-C)"
        )

    return serve(settings, lambda address: threading.Thread(target=fill, args=(address,)).start())


def _build_portal(settings: Settings) -> None:
    from insecta.portal_build import build

    if (ROOT / "webportal").is_dir():
        build(ROOT, output.say, settings.cache)


def _own(source: str) -> Sequence[str]:
    return [str(Path(source).expanduser().absolute()), "--collection", OWN]


def _teaching(settings: Settings) -> Sequence[str]:
    """Draw the collection once, and bind it to the releases that were made for it."""
    folder = _drawn(settings)
    _bind(settings)
    manifest = folder / "specimens.csv"
    return [str(manifest), "--collection", TEACHING, "--public", "--pattern", "antweb"]


def _drawn(settings: Settings) -> Path:
    """The drawings, from the cache where they have been drawn before."""
    from insecta.teaching.collection import MANIFEST, write

    folder = settings.cache / "teaching" / _version()
    if (folder / MANIFEST).is_file():
        return folder
    with output.progress() as bar:
        task = bar.add_task("drawing the teaching collection", total=None)
        write(folder, progress=lambda done, total: bar.update(task, completed=done, total=total))
    return folder


def _version() -> str:
    """Digest of the code that draws: other code, other drawings."""
    sources = sorted((ROOT / "insecta" / "teaching").glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def _bind(settings: Settings) -> None:
    """Both teaching releases are known; the collection answers with the first, and tries the second."""
    from insecta.bootstrap import platform
    from insecta.services.bound import NEXT, RULE
    from insecta.services.index import ensure
    from insecta.services.promote import add_release

    house = platform(settings)
    house.prepare()
    releases = [
        add_release(house.catalogue, house.book, ROOT / "releases" / name)
        for name in ("teaching-1", "teaching-2")
    ]
    for release in releases:
        ensure(house.catalogue, house.index, release)
    with house.catalogue.writing() as tx:
        tx.collections.ensure(
            TEACHING,
            title="Teaching collection",
            public=True,
            number_pattern="antweb",
            rules={RULE: releases[0].digest, NEXT: releases[1].digest},
        )
    house.close()
