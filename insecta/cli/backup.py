"""`insecta backup`: the whole catalogue into the object store, beside the originals."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from insecta.cli import output


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "backup",
        help="Write the whole catalogue into the object store",
        description="One snapshot of all tables as Parquet with a manifest, below backups/. "
        "`insecta rebuild` starts from it.",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """0 once the manifest is durable."""
    from insecta.bootstrap import platform
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.backup import back_up

    opened = platform(args.settings)
    opened.require_catalogue()
    with output.progress() as bar:
        task = bar.add_task("backing up", total=None)
        made = back_up(
            opened.catalogue,
            opened.store,
            LOCAL_ADMINISTRATOR,
            lambda what, done, total: bar.update(
                task, description=what, completed=done, total=total
            ),
        )
    if args.json:
        output.as_json(made.as_json())
    else:
        rows = [(name, number) for name, number in made.tables.items() if number]
        output.table(("table", "rows"), rows, f"Backup {made.stamp}, {made.bytes:,} bytes")
    return 0
