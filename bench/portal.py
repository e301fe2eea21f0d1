"""The portal against its limits, by Lighthouse and a real browser: `python -m bench portal [--small]`.

The demo runs with its drawings and 100,000 made-up specimens, which show them too, in catalogue and
index; home, a search of all of them, and a specimen are measured with Lighthouse's desktop setting and
its throttled phone. Then a browser types, and scrolls through 10,000 results. There is no peer: each
figure stands beside the limit it must keep, and a page that does not show what it should ends the
program. Lighthouse comes from npm, into `bench/lighthouse`, at the first run. `--small` measures the
script of the first view; `BENCH_SPECIMENS` makes fewer, to try it out.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.collection import documents
from bench.record import Measure, higher_is_better, lower_is_better, p95

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / "bench" / "lighthouse"
PORTAL = ROOT / "webportal"
FIRST_VIEW_KB = 120.0
SCORES = {
    ("performance", "desktop"): 95, ("performance", "mobile"): 85, ("accessibility", "desktop"): 100,
    ("accessibility", "mobile"): 100, ("best-practices", "desktop"): 95, ("best-practices", "mobile"): 95,
}  # fmt: skip
LCP_MS = 1_500.0
CLS = 0.02
TYPED_MS = 300.0
FRAME_MS = 34.0
"""Two frames of a screen at 60 Hz: what an eye still takes for smooth."""
NOTHING = 0.0001
"""In place of 0, of which there is no ratio."""
PICTURES = {"desktop": 20, "mobile": 8}
"""The search must have at least so many in its page: a phone has room for two beside each other."""
SCROLLED = 10_000
AT_ONCE = 5_000


def main(*, small: bool) -> list[Measure]:
    from insecta.portal_build import build

    build(ROOT, print)
    measures = [_first_view()]
    return measures if small else [*measures, *_measured()]


def _first_view() -> Measure:
    """Gzip of the entry and of all that it imports statically, as webportal/scripts/size.mjs counts."""
    dist = PORTAL / "dist"
    manifest: dict[str, Any] = json.loads((dist / ".vite" / "manifest.json").read_text())
    wanted = [name for name, one in manifest.items() if one.get("isEntry")]
    seen: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in seen:
            seen.add(name)
            wanted += manifest[name].get("imports", [])
    packed = sum(len(gzip.compress((dist / manifest[name]["file"]).read_bytes())) for name in seen)
    return lower_is_better("script of the first view, gzip", "KB", [packed / 1e3], "limit", FIRST_VIEW_KB)  # fmt: skip


def _measured() -> list[Measure]:
    from tests.end_to_end.browser import a_browser, npm, running_demo, with_node

    number = int(os.environ.get("BENCH_SPECIMENS", "100000"))
    environment = with_node()
    environment |= a_browser(environment)
    if not (LIGHTHOUSE / "node_modules" / "lighthouse").is_dir():
        npm(["npm", "ci", "--no-audit", "--no-fund"], LIGHTHOUSE, environment, 600)
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo:
        _fill(Path(demo.environment["INSECTA_DATA"]) / "demo", number)
        total = demo.get("/api/v1/search", limit=1)["total"]
        if total < number:
            raise SystemExit(f"only {total} specimens are found")
        pictured = demo.get("/api/v1/search", q="collection:TEACH", limit=1)["items"][0]["id"]
        paths = ["/", "/search", f"/specimens/{pictured}"]
        scrolled = min(SCROLLED, number)
        speed = _run(["node", "e2e/speed.mjs", demo.address, str(scrolled)], PORTAL, environment)
        felt = list(_felt(speed, f"{total:,}", scrolled))
        seen = _run(["node", "run.mjs", demo.address, *paths], LIGHTHOUSE, environment)
    return [*_lighthouse(seen, f"{total:,}"), *felt]


def _fill(data: Path, number: int) -> None:
    """Made-up specimens beside those of the demo, in catalogue and live index; their pictures are the demo's."""
    from sqlalchemy import insert, select

    from insecta.bootstrap import platform
    from insecta.catalogue.tables import region_specimens, regions
    from insecta.domain.specimen import Specimen
    from insecta.settings import Settings

    house = platform(Settings(data=data))
    with house.catalogue.writing() as tx:
        live = tx.generations.live("specimens", None)
        own = tx.collections.ensure("BENCH").collection_id
        shown = list(tx.connection.execute(select(regions.c.region_id)).scalars())
    if live is None or not shown:
        raise SystemExit("the demo has no index, or no pictures")
    made = list(documents(number))
    for one in made:
        one.fields["collection_id"] = str(own)
    for start in range(0, len(made), AT_ONCE):
        part = made[start : start + AT_ONCE]
        rows = [
            {"region_id": shown[n % len(shown)], "specimen_id": UUID(one.id)}
            for n, one in enumerate(part)
        ]
        with house.catalogue.writing() as tx:
            tx.specimens.add(
                Specimen(UUID(one.id), own, one.fields["catalog_number"]) for one in part
            )
            given = [{**row, "since": tx.at, "reason": ""} for row in rows]
            tx.connection.execute(insert(region_specimens), given)
        for at in range(0, len(part), 500):
            house.index.write([live.name], part[at : at + 500])
    house.index.refresh(live.name)
    house.close()


def _run(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Any:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=420, check=False
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:2])} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def _lighthouse(pages: Sequence[dict[str, Any]], total: str) -> Iterator[Measure]:
    for page in pages:
        path, setting = page["path"].partition("?")[0], page["setting"]
        name = {"/": "home", "/search": "search"}.get(path, "specimen")
        if name == "search" and page["pictures"] < PICTURES[setting]:
            raise SystemExit(
                f"the search shows {page['pictures']} pictures, not {PICTURES[setting]}"
            )
        for what in ("failed", "savings"):
            if page[what]:
                print(f"{name}, {setting}: {what}: {', '.join(page[what])}")
        where = f"{name}, {setting}, {total} documents"
        for (category, of), least in SCORES.items():
            if of == setting:
                yield higher_is_better(f"{where}: {category}", "points", [max(page[category], NOTHING)], "limit", least)  # fmt: skip
        yield lower_is_better(f"{where}: layout shift", "CLS", [max(page["cls"], NOTHING)], "limit", CLS)  # fmt: skip
        if setting == "desktop":
            yield lower_is_better(f"{where}: largest paint", "ms", [page["lcp"]], "limit", LCP_MS)


def _felt(speed: dict[str, Any], total: str, scrolled: int) -> Iterator[Measure]:
    if speed["seen"] < scrolled:
        raise SystemExit(f"scrolling came to number {speed['seen']}, not {scrolled}")
    if speed["faults"]:
        raise SystemExit(f"the pages complain: {speed['faults'][:3]}")
    if speed["inPage"] > 200:
        raise SystemExit(f"{speed['inPage']} specimens are in the page at once")
    typed, frames = speed["typed"], speed["frames"]
    print(
        f"scrolled to number {speed['seen']:,}; {speed['waited']} of {len(frames)} frames waited for more"
    )
    yield lower_is_better(f"result after the last key, {total} documents", "ms", typed, "limit", TYPED_MS)  # fmt: skip
    yield lower_is_better(f"p95 of {len(frames)} frames, scrolled by 400 px each", "ms", [max(p95(frames), statistics.median(frames))], "limit", FRAME_MS)  # fmt: skip
