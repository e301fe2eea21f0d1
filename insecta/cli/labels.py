"""`insecta labels PATH…`: what is written on labels, as a proposal that a person checks."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

from insecta.cli import output
from insecta.cli.identify import pictures_of, source_of, with_progress
from insecta.services.look_labels import LabelLook, look_at_labels
from insecta.services.sources.folder import shown
from insecta.vision.label_text import LabelReader, verbatim


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "labels",
        help="Read words and codes on pictures of labels, as a proposal",
        description="One proposal per picture (dwc:verbatimLabel), which nothing takes over by itself."
        ' Needs the extra: pip install "insecta[ocr]".',
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="picture or folder")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument(
        "--json",
        action="store_true",
        help="one JSON object a picture: lines with box and confidence",
    )
    shape.add_argument(
        "--csv",
        action="store_true",
        help="a sheet to correct: file, verbatimLabel, least confidence",
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """0 where every picture was read, 1 where one could not be."""
    reader = LabelReader()
    unlisted: list[OSError] = []
    paths = list(pictures_of(args.paths, unlisted.append))
    for fault in unlisted:
        output.say(f"{shown(str(fault.filename))}: unreadable: {fault.strerror}")
    if not paths:
        output.say("insecta labels: no pictures found there")
        return 1
    found = look_at_labels(
        reader,
        (source_of(path, args.settings.max_upload_bytes) for path in paths),
        args.settings.max_pixels_staff,
    )
    failed = 0
    sheet = csv.writer(sys.stdout, lineterminator="\n") if args.csv else None
    if sheet:
        sheet.writerow(("file", "verbatimLabel", "codes", "leastConfidence", "readBy"))
    for one in with_progress(found, len(paths), "reading labels"):
        if one.error is not None:
            failed += 1
            output.say(f"{one.name}: {one.error.reason}: {one.error}")
        elif sheet:
            sheet.writerow(_row(one, reader.name))
        elif args.json:
            output.as_json(_record(one, reader.name))
        else:
            _show(one)
    if failed:
        output.say(f"{failed} of {len(paths)} pictures could not be read")
    return 1 if failed or unlisted else 0


def _record(one: LabelLook, reader: str) -> dict[str, Any]:
    return {
        "file": one.name,
        "proposal": {"verbatimLabel": verbatim(one.lines)},
        "readBy": reader,
        "lines": [
            {"text": line.text, "confidence": line.confidence, "box": _fractions(line.box)}
            for line in one.lines
        ],
        "codes": [
            {"text": code.text, "symbology": code.symbology, "box": _fractions(code.box)}
            for code in one.codes
        ],
    }


def _fractions(box: tuple[float, float, float, float]) -> list[float]:
    return [round(value, 5) for value in box]


def _row(one: LabelLook, reader: str) -> tuple[object, ...]:
    least = min((line.confidence for line in one.lines), default="")
    codes = " | ".join(code.text for code in one.codes)
    return (
        output.csv_cell(one.name),
        output.csv_cell(verbatim(one.lines)),
        output.csv_cell(codes),
        least,
        reader,
    )


def _show(one: LabelLook) -> None:
    rows: list[tuple[str, str]] = [(line.text, f"{line.confidence:.0%}") for line in one.lines]
    rows += [(f"{code.symbology}: {code.text}", "") for code in one.codes]
    output.table(("read, to be checked", "confidence"), rows, one.name)
