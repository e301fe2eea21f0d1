"""The data sheet of a snapshot: one HTML page, plots as SVG with their table, no script.

Pictures are shown only under a licence that allows it, with their credit (users: 12).
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from insecta.services.dataset.opened import Opened
from insecta.services.dataset.split import PARTS

MAY_BE_SHOWN = ("https://creativecommons.org/",)
_MOST_SHOWN = 24
_MOST_ROWS = 40
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
color:#1b1b1b;background:#fff}table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .7rem;
border-bottom:1px solid #ccc;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}
figure{display:inline-block;margin:.5rem;width:10rem;vertical-align:top}figure img{max-width:100%}
figcaption{font-size:.8rem}svg{max-width:100%;height:auto}"""


def may_be_shown(licence: str) -> bool:
    """Whether a page for anybody may carry the picture: Creative Commons, by its URI, only."""
    return licence.startswith(MAY_BE_SHOWN)


class Gallery:
    """Thumbnails of one picture per name, as they come; at most 24, and only where allowed."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[Opened, bytes]] = {}

    def offer(self, one: Opened, thumbnail: bytes) -> None:
        wanted = len(self._shown) < _MOST_SHOWN and one.label.taxon_id not in self._shown
        if wanted and may_be_shown(one.label.licence):
            self._shown[one.label.taxon_id] = (one, thumbnail)

    def html(self, pictures: int, allowed: int) -> str:
        note = f"{pictures - allowed:,} of {pictures:,} training pictures are not shown (licence)."
        figures = "".join(
            f'<figure><img alt="{escape(one.label.lineage[-1][1])}" src="data:image/jpeg;base64,'
            f'{base64.b64encode(data).decode()}"><figcaption>{escape(one.label.lineage[-1][1])}<br>'
            f"{escape(one.label.creator or 'creator not stated')}, "
            f"{escape(one.label.licence)}</figcaption></figure>"
            for one, data in self._shown.values()
        )
        return f"<p>{note}</p>{figures}"


def data_sheet(
    about: Mapping[str, Any],
    pictures: Sequence[Opened],
    parts: Sequence[str],
    report: Mapping[str, Any],
    gallery: Gallery,
) -> str:
    """The page."""
    learn = [one for one, part in zip(pictures, parts, strict=True) if part == "train"]
    allowed = sum(may_be_shown(one.label.licence) for one in pictures)
    sections = [
        _table("Parts", ("part", "pictures", "specimens", "names"), _parts(pictures, parts)),
        _table("Sources", ("source", "pictures"), _counts(one.label.source for one in pictures)),
        _classes(learn),
        *(
            _table(title, (title.lower(), "pictures"), _counts(values))
            for title, values in _columns(pictures)
        ),
        _trust(pictures),
        _shortcuts(report["shortcuts"]),
        _table("Leaks between training and frozen parts", ("same", "number"), list(report["leaks"].items())),
        _table("What was left out or noticed", ("finding", "number", "examples"), _findings(report)),
        f"<h2>Pictures</h2>{gallery.html(len(pictures), allowed)}",
    ]  # fmt: skip
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Data sheet</title>'
        f"<style>{_STYLE}</style></head><body><h1>Data sheet of a training snapshot</h1>"
        f"<p>{len(pictures):,} pictures. Seed {about['seed']}. Names after "
        f"{escape(str(about['authority'] or 'the sources themselves'))}.</p>"
        f"{''.join(sections)}</body></html>\n"
    )


def _parts(pictures: Sequence[Opened], parts: Sequence[str]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for part in PARTS:
        own = [one for one, its in zip(pictures, parts, strict=True) if its == part]
        specimens = {one.label.specimen for one in own}
        names = {one.label.taxon_id for one in own}
        rows.append((part, len(own), len(specimens), len(names)))
    return rows


def _columns(pictures: Sequence[Opened]) -> Iterable[tuple[str, list[str]]]:
    yield "Rank of the label", [one.label.lineage[-1][0] for one in pictures]
    yield "Licence", [one.label.licence for one in pictures]
    yield "Institution", [one.label.institution for one in pictures]
    yield "View", [one.label.view for one in pictures]
    yield "Caste", [one.label.caste for one in pictures]
    yield "Sex", [one.label.sex for one in pictures]
    yield "Stage", [one.label.life_stage for one in pictures]
    yield "Basis", [one.label.basis for one in pictures]


def _classes(learn: Sequence[Opened]) -> str:
    """How many specimens each name has: the imbalance that training has to live with."""
    specimens: dict[str, set[str]] = {}
    for one in learn:
        specimens.setdefault(one.label.lineage[-1][1], set()).add(one.label.specimen)
    sizes = Counter({name: len(own) for name, own in specimens.items()})
    ordered = sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))
    single = sum(size == 1 for size in sizes.values())
    words = (
        f"<p>{len(sizes):,} names in training; {single:,} have one specimen: they teach the names "
        "above them and cannot be tested.</p>"
    )
    plot = bars([size for _, size in ordered], "Specimens per name, most frequent first")
    return f"<h2>Balance</h2>{words}{plot}{_rows(('name', 'specimens'), ordered)}"


def _trust(pictures: Sequence[Opened]) -> str:
    sighted = [one for one in pictures if one.label.weight < 1]
    return (
        f"<h2>Trust</h2><p>{len(sighted):,} labels were given in sight of a machine's name: they count "
        "half in training, and are in no calibration and no test.</p>"
    )


def _shortcuts(found: Mapping[str, Any]) -> str:
    words = (
        "<h2>Shortcuts</h2><p>How often the label of a test picture is guessed without looking at "
        "the insect. What beats the majority beyond its interval can be learned in place of it.</p>"
    )
    rows = [
        (
            name,
            f"{one['right']} of {one['cases']}",
            f"{one['interval'][0]:.0%}–{one['interval'][1]:.0%}",
            "yes" if one["tells"] else "",
        )
        for name, one in found.items()
    ]
    return words + _rows(("guess from", "right", "interval", "a shortcut"), rows)


def _findings(report: Mapping[str, Any]) -> list[tuple[object, ...]]:
    return [
        (code.replace("_", " "), number, "; ".join(report["examples"].get(code, [])[:3]))
        for code, number in sorted(report["counts"].items())
    ]


def _counts(values: Iterable[str]) -> list[tuple[object, ...]]:
    counted = Counter(value or "not stated" for value in values)
    ordered: list[tuple[str, int]] = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [*ordered]


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    return f"<h2>{escape(title)}</h2>{_rows(head, rows)}"


def _rows(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="n">{cell:,}</td>' if isinstance(cell, int) else f"<td>{escape(str(cell))}</td>"
            for cell in row
        )
        + "</tr>"
        for row in rows[:_MOST_ROWS]
    )  # fmt: skip
    more = f"<p>and {len(rows) - _MOST_ROWS:,} more</p>" if len(rows) > _MOST_ROWS else ""
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>{more}"


def bars(values: Sequence[float], title: str) -> str:
    """A bar chart as SVG, 640 × 160."""
    if not values:
        return ""
    width, height = 640.0, 140.0
    step, top = width / len(values), max(values)
    shapes = "".join(
        f'<rect x="{n * step:.2f}" y="{height - value / top * height:.2f}" '
        f'width="{max(0.5, step * 0.9):.2f}" height="{value / top * height:.2f}" fill="#33658a"/>'
        for n, value in enumerate(values)
    )
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 640 160"><title>{escape(title)}'
        f'</title>{shapes}<text x="0" y="156" font-size="12">{escape(title)}; highest {top:g}</text></svg>'
    )
