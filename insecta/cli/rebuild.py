"""`insecta rebuild --from URL`: a platform out of nothing but a bucket."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import Any

from insecta.cli import output


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "rebuild",
        help="Fill an empty platform from a bucket and its backup",
        description="Puts back the catalogue from the newest backup, proves every original that it "
        "names, lists what is younger, and makes the search index. Broken off, it goes on when it "
        "is given again.",
    )
    parser.add_argument(
        "--from", dest="source", required=True, metavar="URL",
        help="s3://BUCKET/PREFIX or file:///PATH; objects are copied where the settings name another",
    )  # fmt: skip
    parser.add_argument("--backup", default="", metavar="STAMP", help="default: the newest")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """0 where every original is whole, 1 where one is missing or changed."""
    from insecta.bootstrap import platform
    from insecta.cli.forget import house_of
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.backup import finish, rebuild
    from insecta.services.forget import forget_again, forgotten_bytes

    started = time.monotonic()
    opened = platform(args.settings)
    args.settings.data.mkdir(parents=True, exist_ok=True)
    elsewhere = args.source.rstrip("/") != args.settings.object_store.rstrip("/")
    with output.progress() as bar:
        task = bar.add_task("rebuilding", total=None)

        def progress(what: str, done: int, total: int | None) -> None:
            bar.update(task, description=what, completed=done, total=total)

        again = 0

        def forget() -> None:
            nonlocal again
            again = forget_again(house_of(opened), LOCAL_ADMINISTRATOR)

        found = rebuild(
            opened.catalogue,
            opened.store_at(args.source),
            opened.store if elsewhere else None,
            LOCAL_ADMINISTRATOR,
            args.backup,
            progress,
            forget,
        )
        documents = _index(opened, progress)
        finish(opened.catalogue, LOCAL_ADMINISTRATOR, found.stamp)
    gone = forgotten_bytes(opened.store)
    missing = tuple(one for one in found.missing if one not in gone)
    told = {
        **found.as_json(),
        "missing": missing,
        "forgotten_again": again,
        "documents": documents,
        "seconds": round(time.monotonic() - started, 1),
    }
    if args.json:
        output.as_json(told)
    else:
        rows = [("originals", found.blobs, ""), ("objects copied", found.copied, "")]
        rows += [
            (name, len(told[name]), "; ".join(told[name][:2]))
            for name in ("missing", "changed", "younger")
        ]
        rows += [("forgotten again", again, ""), ("documents", documents, "")]
        output.table(("found", "number", "such as"), rows, f"Rebuilt from {found.stamp}")
        output.say(f"in {told['seconds']} s; next: insecta doctor, insecta up")
    return 1 if missing or found.changed else 0


def _index(opened: Any, progress: Any) -> int:
    """The search indexes of the release in force and of its space; how many specimens."""
    from insecta.services import index

    opened.prepare()
    return index.fill(
        opened.catalogue,
        opened.index,
        opened.release,
        lambda done, total: progress("writing documents", done, total),
    )
