"""`insecta drawers report`: what each drawer, tray or trap of a collection holds."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from insecta.cli import output

if TYPE_CHECKING:
    from insecta.services.drawers import DrawerReport

COLUMNS = (
    "storage", "picture", "name", "pins", "gaps", "answered", "misfits", "withNumber", "proposed",
    "labels", "onLabels", "labelsAgree",
)  # fmt: skip


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "drawers",
        help="What each drawer, tray or trap holds: pins, gaps, misfits, trays with no name",
        description="Drawers are made by `insecta ingest --many`.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    report = verbs.add_parser(
        "report", help="a line a drawer, and those that look unlike their tray"
    )
    report.add_argument("--collection", required=True, metavar="CODE", help="its collection code")
    report.add_argument(
        "--read-labels", action="store_true",
        help="read names on labels in each drawer, as a proposal (seconds each; extra: ocr)",
    )  # fmt: skip
    shape = report.add_mutually_exclusive_group()
    shape.add_argument(
        "--json", action="store_true", help="one JSON object a drawer, misfits included"
    )
    shape.add_argument("--csv", action="store_true", help="one row a drawer")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """0, also where the collection holds no drawer."""
    from insecta.bootstrap import platform
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.drawers import drawers

    opened = platform(args.settings)
    opened.require_catalogue()
    labels = _labels(opened) if args.read_labels else None
    found = drawers(opened.catalogue, LOCAL_ADMINISTRATOR, args.collection, opened.release, labels)
    writer = _as_json if args.json else _as_csv if args.csv else _as_table
    writer(found)
    return 0


def _labels(opened: Any) -> Any:
    """Raises BadSettings where the extra is not installed."""
    from insecta.services.region_pixels import ShownPixels
    from insecta.services.tray_labels import TrayLabels
    from insecta.vision.label_text import LabelReader

    return TrayLabels(ShownPixels(opened.store), LabelReader())


def _row(one: DrawerReport) -> dict[str, Any]:
    return {
        "storage": one.storage, "picture": one.picture,
        "name": "; ".join(name for name, _ in one.names) or None, "pins": one.pins,
        "gaps": None if one.gaps is None else len(one.gaps),
        "answered": one.answered, "misfits": len(one.misfits), "withNumber": one.with_number,
        "proposed": one.proposed, "labels": one.labels,
        "onLabels": None if one.on_labels is None else "; ".join(one.on_labels),
        "labelsAgree": one.agree,
    }  # fmt: skip


def _cell(value: Any) -> Any:
    """Words for a sheet or a table."""
    if value is None:
        return ""
    return ("no", "yes")[value] if isinstance(value, bool) else value


def _as_json(found: Iterable[DrawerReport]) -> None:
    for one in found:
        unlike = [
            {
                "specimenId": str(misfit.specimen_id), "box": misfit.box, "tray": misfit.tray,
                "answer": misfit.answer, "confidence": misfit.confidence,
            }
            for misfit in one.misfits
        ]  # fmt: skip
        names = [{"scientificName": name, "pins": pins} for name, pins in one.names]
        output.as_json(
            {**_row(one), "imageId": str(one.image_id), "names": names, "unnamed": one.unnamed,
             "freePlaces": one.gaps, "unlikeTheirTray": unlike}
        )  # fmt: skip


def _as_csv(found: Iterable[DrawerReport]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        cells = (str(_cell(value)) for value in _row(one).values())
        writer.writerow([output.csv_cell(cell) for cell in cells])


def _as_table(found: Iterable[DrawerReport]) -> None:
    shown = list(found)
    rows = [
        {**_row(one), "name": _row(one)["name"] or "no name",
         "gaps": "not told" if one.gaps is None else len(one.gaps)}
        for one in shown
    ]  # fmt: skip
    output.table(
        ("storage", "picture", "tray's name", "pins", "gaps", "answered", "unlike their tray", "with number", "found by machine", "labels", "on labels", "labels agree"),
        [[_cell(value) for value in row.values()] for row in rows],
    )  # fmt: skip
    for one in shown:
        for misfit in one.misfits:
            output.say(
                f"{one.storage or one.picture}: {misfit.specimen_id} at {misfit.box} looks unlike its "
                f"tray, {misfit.tray}: {misfit.answer} ({misfit.confidence:.0%}). Check pin, label and name."
            )
    nameless = sum(not one.names for one in shown)
    output.say(
        f"{len(shown)} drawers, {sum(one.pins for one in shown)} pins, "
        f"{sum(len(one.misfits) for one in shown)} unlike their tray, {nameless} with no name"
    )
