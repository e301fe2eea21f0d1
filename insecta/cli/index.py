"""`insecta index rebuild|status`: the search index, which can always be made again."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TYPE_CHECKING

from insecta.cli import output

if TYPE_CHECKING:
    from insecta.catalogue.generations import GenerationRow


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser("index", help="Rebuild the search index, or show its state")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    rebuild = verbs.add_parser("rebuild", help="fill a new generation and swap it in")
    rebuild.add_argument("--json", action="store_true", help="end with one JSON object")
    status = verbs.add_parser("status", help="generations, and whether they agree")
    status.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """`status` ends with 1 where the live index does not agree with the catalogue."""
    return _rebuild(args) if args.verb == "rebuild" else _status(args)


def _rebuild(args: Namespace) -> int:
    from insecta.bootstrap import platform
    from insecta.services.index import rebuild

    opened = platform(args.settings)
    opened.require_catalogue()
    with output.progress() as bar:
        task = bar.add_task("writing documents", total=None)
        count, name = rebuild(
            opened.catalogue,
            opened.index,
            opened.release,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    if args.json:
        output.as_json({"generation": name, "documents": count})
    else:
        output.say(f"{count} documents in {name}, swapped in")
    return 0


def _status(args: Namespace) -> int:
    from insecta.bootstrap import platform
    from insecta.errors import NotFound
    from insecta.services.index import catalogue_digest

    opened = platform(args.settings)
    opened.require_catalogue()
    with opened.catalogue.reading() as tx:
        generations = tx.generations.all()
    expected, versions = catalogue_digest(opened.catalogue)
    agrees = False
    rows: list[tuple[object, ...]] = []
    for one in generations:
        if one.state == "dropped":
            continue
        try:
            found = opened.index.refresh(one.name)
        except NotFound:
            rows.append((one.name, _state(one), "missing"))
            continue
        rows.append((one.name, _state(one), found.count))
        if one.kind == "specimens" and one.state == "live":
            agrees = (found.count, found.digest) == (len(versions), expected)
    if args.json:
        output.as_json(
            {
                "generations": [list(row) for row in rows],
                "specimens": len(versions),
                "agrees": agrees,
            }
        )
    else:
        output.table(("generation", "state", "documents"), rows)
        output.say(
            "the live index agrees with the catalogue"
            if agrees
            else "the live index lags behind the catalogue: wait for the workers, or rebuild"
        )
    return 0 if agrees else 1


def _state(generation: GenerationRow) -> str:
    return f"{generation.state}, being filled" if generation.lacking else generation.state
