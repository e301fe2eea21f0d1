"""`python -m bench [NAME] [--small]`: measure all, or one; results go to bench/results/NAME.json.

`python -m bench page` writes docs/operations/speed.md, and the figures of docs/scale.md, from them
again, and measures nothing.
`--small` runs at the size of a test, compares outputs all the same, and writes nothing.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from bench import page
from bench.record import report, write

NAMES = (
    "ingest",
    "search",
    "index_rebuild",
    "idle",
    "identify",
    "network",
    "upload",
    "batches",
    "realtime",
    "station",
    "bulk",
    "originals",
    "planning",
    "curve",
    "swap",
    "drill",
    "portal",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=(*NAMES, "page"), help="one; default: all")
    parser.add_argument("--small", action="store_true", help="small sizes; nothing is written")
    options = parser.parse_args()
    if options.name == "page":
        page.main()
        return
    for name in [options.name] if options.name else NAMES:
        measures = import_module(f"bench.{name}").main(small=options.small)
        if not options.small:
            write(name, measures)
        report(measures)
    if not options.small:
        page.main()


if __name__ == "__main__":
    main()
