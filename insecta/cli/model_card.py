"""`insecta model card [RELEASE]`: what a release says of itself, and where it stands in the house."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from insecta.cli import output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "release", nargs="?", help="release folder, or the beginning of a digest (the champion)"
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    from insecta.bootstrap import platform
    from insecta.vision.release_folder import default_release

    opened = platform(args.settings)
    if args.release and (Path(args.release) / "release.json").is_file():
        return _show(args, Path(args.release), {})
    if args.release is None and not opened.has_catalogue:
        return _show(args, default_release(), {})
    opened.require_catalogue()
    with opened.catalogue.reading() as tx:
        newest = tx.releases.promotion()
        row = tx.releases.named(args.release or (newest.release if newest else ""))
        promoted = [p for p in tx.releases.promotions() if p.release == row.digest]
    standing = {
        "state": row.state,
        "promotions": [{"number": p.number, "at": p.at.isoformat()} for p in promoted],
        **(row.body or {}),
    }
    return _show(args, opened.book.path(row.digest), standing)


def _show(args: Namespace, folder: Path, standing: dict[str, Any]) -> int:
    import json

    from insecta.vision.release_folder import read_release

    release = read_release(folder).release
    manifest = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    about = {
        "digest": release.digest, "name": release.name, "version": release.version,
        "licence": release.licence, "limit_line": release.limit_line,
        **{key: manifest[key] for key in ("snapshot", "code", "training_code", "seed", "preset", "training") if key in manifest},
        **standing,
    }  # fmt: skip
    if args.json:
        output.as_json(about)
        return 0
    print((folder / "card.md").read_text(encoding="utf-8"))
    rows = [(key, value) for key, value in about.items() if key not in ("limit_line", "verdict")]
    output.table(("", ""), rows)
    return 0
