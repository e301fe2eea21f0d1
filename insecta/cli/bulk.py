"""`insecta bulk plan|pilot|commit|diff`: whole collections, and again at every release."""

from __future__ import annotations

import csv
import os
import signal
import sys
import time
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import insecta
from insecta.cli import output
from insecta.cli.day_order import add_day_order
from insecta.errors import BadSettings, Conflict, Invalid

JOBS = "spark_jobs.bulk"
"""The door that works on a run."""
WAIT = 2.0
"""Seconds between two looks at a run that another process works on."""


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "bulk",
        help="Whole collections through Spark: plan, pilot, commit, diff",
        description="A plan is read once and changes nothing; a pilot takes in a random sample; "
        "commit does the rest, and given again goes on; diff tells what a release would change.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    _plan_parser(verbs)
    _pilot_parser(verbs)
    _commit_parser(verbs)
    _diff_parser(verbs)
    parser.set_defaults(run=run)


def _plan_parser(verbs: Any) -> None:
    plan = verbs.add_parser("plan", help="read the source; tell what, how long, how large")
    plan.add_argument("source", metavar="SOURCE", help="folder, .csv, .tsv, archive, s3://…")
    plan.add_argument("--pattern", default="any", help="catalogue-number pattern, as for ingest")
    add_day_order(plan)
    plan.add_argument("--json", action="store_true", help="end with one JSON object")


def _pilot_parser(verbs: Any) -> None:
    pilot = verbs.add_parser("pilot", help="take in a random sample, and say what it shows")
    pilot.add_argument("manifest", metavar="MANIFEST", help="digest that `plan` told")
    pilot.add_argument("--collection", required=True, metavar="CODE", help="its collection code")
    pilot.add_argument("--sample", type=int, default=200, metavar="N", help="default 200")
    pilot.add_argument("--public", action="store_true", help="a new collection may be seen")
    pilot.add_argument("--json", action="store_true", help="end with one JSON object")


def _commit_parser(verbs: Any) -> None:
    commit = verbs.add_parser("commit", help="prepare, identify and load every picture")
    commit.add_argument(
        "manifest", metavar="MANIFEST", nargs="?", default="", help="digest that `plan` told"
    )
    commit.add_argument(
        "--collection", default="", metavar="CODE",
        help="its collection code; --again without one means every collection made from plans",
    )  # fmt: skip
    commit.add_argument(
        "--again", action="store_true",
        help="every plan the collection was made from, with the newest release",
    )  # fmt: skip
    commit.add_argument("--release", default="", metavar="DIGEST", help="default: that in force")
    commit.add_argument("--master", default="local[*]", help="Spark master; default local[*]")
    commit.add_argument("--archive", default="", help="packed Python environment for workers")
    commit.add_argument("--public", action="store_true", help="a new collection may be seen")
    commit.add_argument(
        "--leave-originals", action="store_true",
        help="originals of a bucket stay where they are; only renditions are stored here",
    )  # fmt: skip
    commit.add_argument(
        "--new-index", action="store_true",
        help="fill a new search index at the end and swap it in, instead of writing to the live one",
    )  # fmt: skip
    commit.add_argument(
        "--ledger", action="store_true",
        help="end with 0 though pictures were rejected or failed: the ledger tells of them",
    )  # fmt: skip
    commit.add_argument("--json", action="store_true", help="end with one JSON object")


def _diff_parser(verbs: Any) -> None:
    diff = verbs.add_parser("diff", help="what a release changes in a collection's names")
    diff.add_argument(
        "before", metavar="OLD", nargs="?", default="", help="release; default: the one shown"
    )
    diff.add_argument(
        "after", metavar="NEW", nargs="?", default="", help="release; default: the newest"
    )
    diff.add_argument(
        "--collection", default="", metavar="CODE",
        help="its collection code; without one, every collection that a newer release waits for",
    )  # fmt: skip
    diff.add_argument("--csv", action="store_true", help="every changed name as CSV")
    act = diff.add_mutually_exclusive_group()
    act.add_argument("--approve", action="store_true", help="show the second release's names")
    act.add_argument(
        "--approve-if", nargs="+", metavar="KIND", choices=["finer", "newly_named", "coarser"],
        help="approve only where all changes are of these kinds, and nothing is lost",
    )  # fmt: skip
    act.add_argument(
        "--approve-part", nargs="+", metavar="KIND",
        choices=["different", "newly_abstained", "coarser", "finer", "newly_named"],
        help="show the second release's names for changes of these kinds; the rest waits",
    )  # fmt: skip
    act.add_argument(
        "--standing", action="store_true", help="approve what the collections' rules name"
    )
    act.add_argument(
        "--forget-rule", action="store_true", help="approve nothing without asking any more"
    )
    diff.add_argument("--taxon", default="", metavar="NAME", help="of the part: in or out of it")
    diff.add_argument("--rank", default="", help="of the part: of the new name")
    diff.add_argument("--from-rank", default="", help="of the part: of the present name, or finer")
    diff.add_argument(
        "--always", action="store_true",
        help="with --approve-part: also after every re-identification, without asking",
    )  # fmt: skip
    diff.add_argument(
        "--incomplete", action="store_true",
        help="with --approve: also while the new release has not looked at everything",
    )  # fmt: skip
    diff.add_argument(
        "--least", type=float, metavar="SHARE",
        help="… at this confidence or more; default 0.99, of a part 0",
    )  # fmt: skip
    diff.add_argument("--json", action="store_true", help="end with one JSON object")


def run(args: Namespace) -> int:
    """Dispatch to the verb."""
    from insecta.bootstrap import platform

    opened = platform(args.settings)
    with _stops():
        return {"plan": _plan, "pilot": _pilot, "commit": _commit, "diff": _diff}[args.verb](
            opened, args
        )


@contextmanager
def _stops() -> Iterator[None]:
    """SIGTERM ends like Ctrl-C: work is kept, children end."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _plan(opened: Any, args: Namespace) -> int:
    from insecta.services.bulk.cost import estimate
    from insecta.services.bulk.manifest import write_manifest
    from insecta.services.ingest.source import open_source
    from insecta.services.number_patterns import named_pattern
    from insecta.services.sources.record import ReadOptions

    options = ReadOptions(named_pattern(args.pattern), args.day_first)
    source, bucket = open_source(args.source, options, opened.bucket_opener)
    with output.progress() as bar:
        task = bar.add_task("reading the source", total=None)
        made = write_manifest(
            opened.store,
            source.name,
            args.pattern,
            source.records(),
            source.key_prefix,
            lambda done: bar.update(task, completed=done),
        )
    cost = estimate(opened.store, made, opened.workers, bucket() if bucket else None)
    told = {
        "manifest": made.digest,
        "source": made.source,
        "pictures": made.pictures,
        "parts": len(made.parts),
        "found": made.findings["counts"],
        "cost": cost.as_json(),
    }
    if args.json:
        output.as_json(told)
        return 0
    output.table(
        ("found", "number", "examples"),
        [("pictures", made.pictures, ""), *output.findings(made.findings), *cost.rows()],
        f"Plan {made.digest}",
    )
    output.say("Nothing was taken in. Next: insecta bulk pilot MANIFEST --collection CODE")
    return 0


def _pilot(opened: Any, args: Namespace) -> int:
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.bulk import pilot
    from insecta.services.bulk.manifest import read_manifest
    from insecta.services.orchestration import started_by

    opened.prepare()
    manifest = read_manifest(opened.store, args.manifest)
    release = release_for(opened, args.collection, "")
    collection, begun = pilot.begin(
        opened.catalogue, opened.store, LOCAL_ADMINISTRATOR, args.collection, manifest, release,
        args.sample, link=started_by(os.environ), public=args.public,
        number_pattern=manifest.pattern, target=args.settings.target,
    )  # fmt: skip
    _take_in(opened, collection, begun, manifest)
    report = pilot.report(opened.catalogue, begun.run_id, opened.release(release))
    if args.json:
        output.as_json({"run": str(begun.run_id), **report.as_json()})
    else:
        rows = [*report.states.items(), *(("named as " + k, v) for k, v in report.named.items())]
        rows += [(f"no name: {reason}", number) for reason, number in report.abstained.items()]
        output.table(("of the sample", "number"), rows, f"Pilot {begun.run_id}")
        for sentence in report.said():
            output.say(sentence)
    return 0


def _take_in(opened: Any, collection: Any, begun: Any, manifest: Any) -> None:
    """The pending pictures of a run in processes of this machine, as an ingest does."""
    from urllib.parse import urlsplit

    from insecta.cli.ingest import wait_identified
    from insecta.services.ingest import run as ingest
    from insecta.services.ingest.pool import Work
    from insecta.services.ingest.run import Source
    from insecta.services.number_patterns import named_pattern

    settings = opened.settings
    is_bucket = urlsplit(manifest.source).scheme == "s3"
    work = Work(
        opened.store_opener,
        collection.max_pixels or settings.max_pixels_staff,
        settings.max_upload_bytes,
        opened.bucket_opener(manifest.source) if is_bucket else None,
    )
    with output.progress() as bar:
        task = bar.add_task("taking in", total=None)
        ingest.take_in(
            opened.catalogue, collection, named_pattern(manifest.pattern), begun,
            Source(begun.source, tuple), work, opened.workers,
            lambda stage, done, total: bar.update(
                task, description=stage, completed=done, total=total
            ),
        )  # fmt: skip
        wait_identified(opened, begun.run_id, bar, task)
    ingest.close(opened.catalogue, collection, begun)


def release_for(opened: Any, code: str, asked: str, *, newest: bool = False) -> str:
    """The release asked for, else the one that answers for the collection, or would be the next to."""
    from insecta.errors import Fault, NotFound
    from insecta.services.bound import answering, newest_for
    from insecta.services.promote import champion

    if asked:
        return _one_release(opened, asked)
    with opened.catalogue.reading() as tx:
        try:
            found = (newest_for if newest else answering)(tx, tx.collections.get(code))
        except NotFound:
            found = champion(opened.catalogue).release
    if found is None:
        raise Fault("no release has been promoted", hint="start once with `insecta up --prepare`")
    return found


def _one_release(opened: Any, text: str) -> str:
    with opened.catalogue.reading() as tx:
        known: list[str] = [one.digest for one in tx.releases.all() if one.digest.startswith(text)]
    if len(known) != 1:
        what = "begins several releases" if known else "is no known release"
        raise Invalid(f"{text!r} {what}", hint="give more of its digest")
    return known[0]


def _commit(opened: Any, args: Namespace) -> int:
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.bulk.ledger import made_from_plans, manifests_of

    opened.prepare()
    if bool(args.manifest) == args.again:
        raise Invalid("commit takes a MANIFEST, or --again", hint="insecta bulk plan SOURCE")
    if args.manifest:
        lost = _commit_plan(opened, args.collection, args.manifest, args)
        return 1 if lost and not args.ledger else 0
    catalogue = opened.catalogue
    codes = [args.collection] if args.collection else made_from_plans(catalogue)
    lost, broken = 0, 0
    for code in codes:
        for digest in manifests_of(catalogue, LOCAL_ADMINISTRATOR, code):
            try:
                lost += _commit_plan(opened, code, digest, args)
            except Conflict as error:  # somebody cancelled it, or works on it: the others go on
                output.say(f"{code}, plan {digest[:12]}…: {error}")
                broken += 1
    return 1 if broken or (lost and not args.ledger) else 0


def _commit_plan(opened: Any, code: str, digest: str, args: Namespace) -> int:
    """Work on one plan; how many pictures were rejected or failed."""
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.bulk.ledger import begin
    from insecta.services.bulk.manifest import read_manifest
    from insecta.services.orchestration import started_by

    if not code:
        raise Invalid("a plan is committed to a collection", hint="--collection CODE")
    release = release_for(opened, code, args.release, newest=args.again)
    manifest = read_manifest(opened.store, digest)
    collection, begun = begin(
        opened.catalogue, LOCAL_ADMINISTRATOR, code, manifest, release,
        link=started_by(os.environ), wishes=_wishes(manifest, args), public=args.public,
        number_pattern=manifest.pattern, target=args.settings.target,
    )  # fmt: skip
    return work_on(opened, collection, begun, manifest, release, args)


def _wishes(manifest: Any, args: Namespace) -> dict[str, str]:
    """How the run is to be worked. Raises Invalid where originals lie in no bucket."""
    from urllib.parse import urlsplit

    from insecta.domain.run import ANEW, INDEX, ORIGINALS, STAY

    wishes = {INDEX: ANEW} if args.new_index else {}
    if args.leave_originals:
        if urlsplit(manifest.source).scheme != "s3":
            raise Invalid(
                f"originals of {manifest.source} cannot be left there",
                hint="only those of s3://BUCKET/PREFIX can; leave out --leave-originals",
            )
        wishes[ORIGINALS] = STAY
    return wishes


def work_on(
    opened: Any, collection: Any, begun: Any, manifest: Any, release: str, args: Namespace
) -> int:
    """Do what is left of one run, alone; how many pictures were rejected or failed."""
    from insecta.services.keeping import KeptLease

    root = str(Path(insecta.__file__).resolve().parent.parent)  # doors lie beside the package
    if root not in sys.path:
        sys.path.append(root)
    try:
        jobs = import_module(JOBS)
    except ModuleNotFoundError as error:
        raise BadSettings(
            "bulk runs need the repository's spark_jobs/ and PySpark",
            hint="run them from a checkout: make env",
        ) from error
    lease = KeptLease(opened.catalogue, f"run:{begun.run_id}")
    _wait_for(lease, begun)
    try:
        with output.progress() as bar:
            task = bar.add_task("beginning", total=None)
            options = jobs.Options(args.master, args.archive, _cancelled(opened, begun.run_id))
            bulk = jobs.BulkRun(
                opened, collection, begun, manifest, release, options,
                lambda step, done, total: bar.update(
                    task, description=step, completed=done, total=total
                ),
            )  # fmt: skip
            bulk.work()
        _leftovers(opened, collection, begun, manifest)
        _index(opened)
    finally:
        lease.close()
    return _ended(opened, begun.run_id, bulk.figures.steps, args)


def resume(opened: Any, collection: Any, begun: Any, args: Namespace) -> int:
    """What is left of any run, bulk or not; how many pictures were rejected or failed."""
    from insecta.services.bulk.manifest import read_manifest

    if begun.kind == "bulk":
        manifest = read_manifest(opened.store, begun.report["manifest"])
        with _stops():
            return work_on(opened, collection, begun, manifest, begun.report["release"], args)
    plain = Namespace(source=begun.source, pattern=collection.number_pattern)
    _take_in(opened, collection, begun, plain)
    _index(opened)
    return _ended(opened, begun.run_id, {}, args)


def _wait_for(lease: Any, begun: Any) -> None:
    """A run that was started twice is worked on once; the second waits, and finds it done."""
    told = False
    while not lease.take():
        if not told:
            output.say(f"run {str(begun.run_id)[:8]} is being worked on; waiting for it")
            told = True
        time.sleep(WAIT)


def _cancelled(opened: Any, run_id: Any) -> Callable[[], bool]:
    """Asks the catalogue now and then whether somebody cancelled the run."""
    looked = 0.0

    def stopping() -> bool:
        nonlocal looked
        if time.monotonic() - looked < WAIT:
            return False
        looked = time.monotonic()
        with opened.catalogue.reading() as tx:
            return bool(tx.runs.get(run_id).state == "cancelled")

    return stopping


def _leftovers(opened: Any, collection: Any, begun: Any, manifest: Any) -> None:
    """Pictures that were put back after their shard was loaded are taken in one by one."""
    with opened.catalogue.reading() as tx:
        left = tx.runs.counts(begun.run_id)
        begun = tx.runs.get(begun.run_id)
    if left.get("pending") or left.get("working"):
        _take_in(opened, collection, begun, manifest)


def _index(opened: Any) -> None:
    """Bring the index up to date where no worker of a running platform does."""
    from insecta.services import index

    if not opened.has_role("index"):
        index.catch_up(opened.catalogue, opened.index, opened.release)


def _ended(opened: Any, run_id: Any, steps: dict[str, Any], args: Namespace) -> int:
    with opened.catalogue.reading() as tx:
        counts, run = tx.runs.counts(run_id), tx.runs.get(run_id)
    lost = int(counts.get("rejected", 0)) + int(counts.get("failed", 0))
    if args.json:
        output.as_json(
            {
                "run": str(run_id),
                "state": run.state,
                "counts": counts,
                "outcomes": run.outcomes,
                "steps": steps,
            }
        )
        return lost
    output.table(("pictures", "number"), [*counts.items(), *run.outcomes.items()], f"Run {run_id}")
    for step, figures in steps.items():
        rate = figures["pictures"] / figures["seconds"] if figures["seconds"] else 0
        output.say(f"  {step}: {figures['pictures']} in {figures['seconds']} s ({rate:.0f}/s)")
    if lost:
        output.say(f"{lost} were not taken in; `insecta runs failures {str(run_id)[:8]}` says why")
    return lost


def _diff(opened: Any, args: Namespace) -> int:
    opened.require_catalogue()
    if args.standing or args.forget_rule or args.approve_part:
        from insecta.cli.bulk_part import run_part

        return run_part(opened, args, _index)
    if args.collection:
        _diff_of(opened, args.collection, args)
        return 0
    if args.before or args.after or args.approve:
        raise Invalid("name the collection", hint="--collection CODE")
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.show.collections import show_collections

    every = show_collections(opened.catalogue, opened.release, LOCAL_ADMINISTRATOR)
    waiting = [one.code for one in every if one.proposed and one.release]
    for code in waiting:
        _diff_of(opened, code, args)
    if args.json:
        output.as_json({"collections": waiting})
    elif not waiting:
        output.say("No collection waits for a newer release to be approved.")
    return 0


def _diff_of(opened: Any, code: str, args: Namespace) -> None:
    from insecta.services import diff as names
    from insecta.services.access import LOCAL_ADMINISTRATOR

    catalogue = opened.catalogue
    pair = names.releases_of(catalogue, LOCAL_ADMINISTRATOR, code, args.before, args.after)
    told = _table_of_changes() if args.csv else lambda change: None
    if args.approve_if or (args.approve and not args.incomplete):
        rule = names.Rule(frozenset(args.approve_if), _least(args)) if args.approve_if else None
        judged = names.approve_seen(
            catalogue, LOCAL_ADMINISTRATOR, code, pair, opened.release, rule, told
        )
        found, approved = judged.diff, judged.approved
    else:
        found = names.diff(
            catalogue, LOCAL_ADMINISTRATOR, code, pair.before, pair.after, opened.release, told
        )
        approved = args.approve
        if approved:
            names.approve(catalogue, LOCAL_ADMINISTRATOR, code, pair.after)
    if approved:
        _index(opened)
    if args.json:
        output.as_json({**found.as_json(), "approved": approved})
    elif not args.csv:
        _show_diff(found, approved=approved)


def _least(args: Namespace) -> float:
    return 0.99 if args.least is None else float(args.least)


def _table_of_changes() -> Callable[[Any], None]:
    """Writes every change it is told as a row of CSV."""
    columns = ("specimen_id", "catalog_number", "kind", "before", "after", "confidence", "abstention")  # fmt: skip
    writer = csv.writer(sys.stdout)
    writer.writerow(("specimen", "catalogNumber", *columns[2:]))

    def told(change: Any) -> None:
        cells = (getattr(change, name) for name in columns)
        writer.writerow(output.csv_cell("" if one is None else str(one)) for one in cells)

    return told


def _show_diff(found: Any, *, approved: bool) -> None:
    rows: list[tuple[object, object, str]] = [
        (f"lost: {one.scientific_name} ({one.taxon_rank})", one.specimens,
         f"answers {one.merged_into} instead" if one.merged_into else "no name above it either")
        for one in found.lost[:50]
    ]  # fmt: skip
    if len(found.lost) > 50:
        rows.append((f"… and {len(found.lost) - 50} more names are lost", "", ""))
    if found.unseen:
        rows.append(("named now, and not looked at yet", found.unseen, "bulk commit --again"))
    for kind, number in found.counts.items():
        examples = found.examples.get(kind, ())[:2]
        told = "; ".join(
            f"{one.catalog_number or str(one.specimen_id)[:8]}: {one.before or 'no name'} → "
            f"{one.after or one.abstention or 'no name'}"
            for one in examples
        )
        rows.append((kind.replace("_", " "), number, told))
    output.table(
        ("what", "specimens", "such as"),
        rows,
        f"{found.collection}: {found.before[:12]} → {found.after[:12]}",
    )
    output.say("The collection shows the second release's names now." if approved else
               "Nothing was changed; --approve shows the second release's names.")  # fmt: skip
