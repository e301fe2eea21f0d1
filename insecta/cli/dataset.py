"""`insecta dataset build`: a frozen training snapshot, from files or from the catalogue."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from insecta.cli import output


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "dataset", help="Freeze a training snapshot", description="Training snapshots."
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = actions.add_parser(
        "build",
        help="freeze one from folders, sheets, archives, or the catalogue",
        description="Freeze a training snapshot (docs/guides/datasets.md).",
    )
    build.add_argument(
        "--from", dest="sources", action="append", default=[], type=Path, metavar="SOURCE",
        help="folder, .csv, .tsv or Darwin Core Archive (may be repeated)",
    )  # fmt: skip
    build.add_argument(
        "--collection", action="append", default=[], metavar="CODE",
        help="verified identifications of this collection of the catalogue (may be repeated)",
    )  # fmt: skip
    build.add_argument(
        "--outside", action="append", default=[], type=_outside, metavar="CODE=SOURCE",
        help="pictures without a name: label_only, not_an_insect, outside_scope, several_specimens",
    )  # fmt: skip
    build.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="a new folder")
    build.add_argument(
        "--keep", action="store_true", help="a snapshot that is there already is taken as it is"
    )
    build.add_argument("--seed", type=int, default=1, help="of split and held-out names (1)")
    build.add_argument(
        "--hold-out-genera", type=int, default=0, metavar="N", help="genera that no training sees"
    )
    build.add_argument(
        "--hold-out-species", type=int, default=0, metavar="N", help="species of other genera, too"
    )
    build.add_argument(
        "--taxonomy", type=Path, metavar="FILE",
        help="valid names and synonyms; names that it lacks are left out",
    )  # fmt: skip
    build.add_argument(
        "--above", default="", metavar="RANK:NAME,…",
        help="names above all of the taxonomy, such as order:Hymenoptera,family:Formicidae",
    )  # fmt: skip
    build.add_argument("--pattern", default="any", help="catalogue-number pattern of the sources")
    build.add_argument("--json", action="store_true", help="end with one JSON object")
    build.set_defaults(run=run)


def _outside(text: str) -> tuple[str, Path]:
    code, _, path = text.partition("=")
    if not path:
        raise ArgumentTypeError(f"{text!r}: write CODE=SOURCE, such as label_only=labels/")
    return code, Path(path)


def run(args: Namespace) -> int:
    from insecta.errors import Invalid

    if not args.sources and not args.collection:
        raise Invalid("nothing to build from", hint="give --from SOURCE or --collection CODE")
    if args.sources and args.collection:
        raise Invalid(
            "files and the catalogue are not mixed: a file has no frozen specimens",
            hint="ingest the files first, or leave --collection out",
        )
    if args.keep and _is_there(args.out):
        return _kept(args)
    recipe = _recipe(args)
    with output.progress() as bar:
        task = bar.add_task("reading", total=None)
        made = _build(
            args,
            recipe,
            lambda stage, done, total: bar.update(
                task, description=stage, completed=done, total=total
            ),
        )
    _tell(made, args)
    return 0


def _is_there(folder: Path) -> bool:
    from insecta.services.dataset.kept import is_kept

    return is_kept(folder)


def _kept(args: Namespace) -> int:
    """Tell of the snapshot that an earlier call wrote, and finish what that call may have left."""
    from insecta.services.dataset import from_catalogue
    from insecta.services.dataset.kept import kept, kept_of

    made = kept_of(args.out, args.collection) if args.collection else kept(args.out)
    if args.collection:
        from_catalogue.record(_catalogue(args), made)
    if args.json:
        output.as_json({"snapshot": str(args.out), "digest": made.digest, "counts": made.counts})
    else:
        output.table(
            ("part", "pictures"), made.counts.items(), f"Snapshot {made.digest[:12]}…, kept"
        )
    return 0


def _catalogue(args: Namespace) -> Any:
    from insecta.bootstrap import platform

    opened = platform(args.settings)
    opened.require_catalogue()
    return opened.catalogue


def _recipe(args: Namespace) -> Any:
    import os

    from insecta.domain.ranks import RANKS
    from insecta.errors import Invalid
    from insecta.services.dataset.build import Recipe
    from insecta.services.dataset.split import HoldOut
    from insecta.services.dataset.taxonomy import read_taxonomy

    steps = [part.partition(":")[::2] for part in args.above.split(",") if part]
    for rank, name in steps:
        if rank not in RANKS or not name:
            raise Invalid(f"--above {rank}:{name} is no rank and name")
    taxonomy = read_taxonomy(args.taxonomy, steps) if args.taxonomy else None
    return Recipe(
        args.seed,
        HoldOut(args.hold_out_genera, args.hold_out_species),
        taxonomy,
        args.settings.workers or os.cpu_count() or 1,
    )


def _build(args: Namespace, recipe: Any, progress: Any) -> Any:
    from insecta.services.dataset import from_sources
    from insecta.services.dataset.build import build
    from insecta.services.dataset.labelled import Findings
    from insecta.services.number_patterns import named_pattern
    from insecta.services.sources.record import ReadOptions

    findings = Findings()
    if args.collection:
        return _of_catalogue(args, recipe, findings, progress)
    options = ReadOptions(named_pattern(args.pattern))
    names = from_sources.told_apart([*args.sources, *(source for _, source in args.outside)])
    labels = [
        label
        for source in args.sources
        for label in from_sources.labels(source, options, findings, names[source])
    ]
    for code, source in args.outside:
        labels += from_sources.outside(source, code, findings, names[source])
    return build(labels, args.out, recipe, findings, progress)


def _of_catalogue(args: Namespace, recipe: Any, findings: Any, progress: Any) -> Any:
    from dataclasses import replace

    from insecta.bootstrap import platform
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.dataset import from_catalogue
    from insecta.services.dataset.build import build

    opened = platform(args.settings)
    opened.require_catalogue()
    labels = list(
        from_catalogue.labels(
            opened.catalogue, opened.store, LOCAL_ADMINISTRATOR, args.collection, findings
        )
    )
    hold_out = from_catalogue.held_out_before(
        opened.catalogue, LOCAL_ADMINISTRATOR, args.collection, recipe.hold_out
    )
    made = build(labels, args.out, replace(recipe, hold_out=hold_out), findings, progress)
    from_catalogue.record(opened.catalogue, made)
    return made


def _tell(made: Any, args: Namespace) -> None:
    if args.json:
        output.as_json(
            {"snapshot": str(made.folder), "digest": made.digest, "counts": made.counts,
             "report": made.report["counts"]}
        )  # fmt: skip
        return
    output.table(("part", "pictures"), made.counts.items(), f"Snapshot {made.digest[:12]}…")
    for what, number, examples in output.findings(made.report):
        output.say(f"  {number} × {what}: {examples}")
    output.say(f"{made.folder / 'datasheet.html'} describes it")
