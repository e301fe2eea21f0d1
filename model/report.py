"""The evaluation of a release as evaluation.json, predictions.csv and one HTML page."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from insecta.domain.ranks import FINEST
from insecta.errors import Invalid
from insecta.vision.decode import decode
from insecta.vision.release_folder import MANIFEST, ReleaseFolder
from model import confusion_pictures, plots, trait_figures
from model.evaluate import (
    FORMAT,
    TARGET,
    Outcome,
    abstained,
    answered,
    by_source,
    cases_of,
    confusions,
    fused,
    grouped,
    look,
    of_rank,
    precision,
    predictions_csv,
    rank_groups,
    reasons,
    refused,
    speed,
    unseen,
)
from model.evaluation_card import evaluation_card
from model.export import write_bytes
from model.learned import parted
from model.robustness import robustness
from model.samples import Sample
from model.shares import is_few
from model.snapshot import Snapshot
from model.tree import NOT_AN_INSECT, OUTSIDE

_GROUPS = ("view", "caste", "sex", "life_stage", "institution")
_TESTS = ("test", "unseen_species", "unseen_genus")


def strangers(folder: Path) -> list[Sample]:
    """Pictures without an insect in a folder; the first word of a name is its kind."""
    return [
        Sample(
            path.name, path.name.split("_")[0], path.name, NOT_AN_INSECT,
            decode(path.read_bytes()).pixels, part="strangers",
        )
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in {".jpg", ".jpeg", ".png"}
    ]  # fmt: skip


def evaluate(
    folder: ReleaseFolder, snapshot: Snapshot, others: Sequence[Sample] = (), *, hard: bool = True
) -> tuple[dict[str, Any], list[Outcome]]:
    """All figures on the frozen parts, and every outcome. `others`: pictures without an insect.

    `hard`: also look at changed pictures, seven times the work. Left out and counted is what the release
    learned from, and what looks the same: a snapshot deals its parts anew. Raises Invalid where nothing
    else is left.
    """
    samples, learned = _unlearned(folder, snapshot)
    found = look(folder, [*samples, *others], snapshot.ids)
    test = [o for o in found if o.sample.part == "test"]
    insects = [o for o in test if o.sample.lineage[-1] not in OUTSIDE]
    nothing = [o for o in test if o.sample.lineage[-1] in OUTSIDE]
    groups = rank_groups(folder.release)
    told: dict[str, Any] = {
        "format": FORMAT, "release": folder.release.digest, "name": folder.release.name,
        "snapshot": snapshot.digest, "target": TARGET, "learned": learned,
        "pictures": {"insects": len(insects), "without_insect": len(nothing)},
        "ranks": {name: of_rank(insects, ranks) for name, ranks in groups.items()},
        "answered": answered(insects).as_json, "answers_right": precision(insects).as_json,
        "insects_refused": refused(insects).as_json,
        "nothing_abstained": abstained(nothing).as_json,
        "sources": {
            source: _of_source(by_source(test, source), groups)
            for source in sorted({o.sample.source for o in test})
        },
        "confusions": confusions(insects),
        "fused": fused(folder.release, insects),
        "by": {field: grouped(insects, field) for field in _GROUPS},
        **({"heads": trait_figures.figures(folder.release, insects)} if folder.release.heads else {}),
        "pictures_per_second": round(speed(folder), 1),
    }  # fmt: skip
    for part in _TESTS[1:]:
        if of_part := [o for o in found if o.sample.part == part]:
            told[part] = unseen(of_part, _of_same_source(insects, of_part))
    if others:
        told["strangers"] = _strangers([o for o in found if o.sample.part == "strangers"])
    if hard:
        finest = [o.sample for o in insects if o.true_at(FINEST)]
        told["robustness"] = {
            change: {name: share.as_json for name, share in shares.items()}
            for change, shares in robustness(folder, finest, snapshot.ids).items()
        }
    return told, found


def _unlearned(
    folder: ReleaseFolder, snapshot: Snapshot
) -> tuple[list[Sample], dict[str, Any] | None]:
    """Test pictures, and what was left out of them; None where the release does not tell what it learned
    from."""
    samples = snapshot.part(*_TESTS)
    if folder.learned is None:
        return samples, None
    fresh, out = parted(samples, snapshot, folder.learned.everything)
    if out and len(out) == len(samples):
        raise Invalid(
            f"{folder.release.name} has learned from all {len(out)} test pictures of the snapshot",
            hint="a test needs specimens that it has never seen",
        )
    told = {"pictures": len(out), "specimens": len({s.specimen for s in out})}
    return fresh, told


def _of_same_source(found: Sequence[Outcome], like: Sequence[Outcome]) -> list[Outcome]:
    sources = {o.sample.source for o in like}
    return by_source(found, *sources)


def _of_source(found: Sequence[Outcome], groups: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        "answered": answered(found).as_json,
        "answers_right": precision(found).as_json,
        "refused": refused(found).as_json,
        "ranks": {
            name: of_rank(found, ranks)
            for name, ranks in groups.items()
            if any(o.true_at(ranks) for o in found)
        },
    }


def _strangers(found: Sequence[Outcome]) -> dict[str, Any]:
    kinds = sorted({o.sample.source for o in found})
    return {
        "abstained": abstained(found).as_json,
        "by_kind": {
            kind: {"abstained": abstained(of).as_json, "reasons": reasons(of)}
            for kind in kinds
            if (of := by_source(found, kind))
        },
    }


def write(
    out: Path, folder: ReleaseFolder, told: Mapping[str, Any], found: Sequence[Outcome], *,
    everything: bool = False,
) -> None:  # fmt: skip
    """evaluation.json, predictions.csv, report.html and card.md; `everything`: also pictures that no
    open licence allows to show."""
    out.mkdir(parents=True, exist_ok=True)
    write_bytes(out / "predictions.csv", predictions_csv(folder.release, found))
    write_bytes(out / "report.html", page(folder, told, found, everything=everything).encode())
    manifest = json.loads((folder.folder / MANIFEST).read_bytes())
    write_bytes(out / "card.md", evaluation_card(folder, manifest, told).encode())
    text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False)
    write_bytes(out / "evaluation.json", (text + "\n").encode())


def _share(told: Any) -> str:
    """A cell: percentage with interval, or the counts where they are few."""
    if not isinstance(told, Mapping) or not told.get("cases"):
        return "–"
    counted = f"{told['right']} of {told['cases']}"
    if is_few(told):
        return f"{counted} (too few to say)"
    return f"{told['share']:.1%} ({told['low']:.0%}–{told['high']:.0%}; {counted})"


def _number(told: Any) -> str:
    return "–" if told is None else f"{told:.3f}"


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], caption: str) -> str:
    """An HTML table; every cell is escaped."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def curve(cases: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """(coverage, precision) when only the surest are answered, in steps of a twentieth."""
    ordered = [right for _, right in sorted(cases, key=lambda case: -case[0])]
    ends = [round(len(ordered) * n / 20) for n in range(1, 21)]
    return [(end / len(ordered), sum(ordered[:end]) / end) for end in ends if end]


def reliability(
    cases: Sequence[tuple[float, bool]], bins: int = 8
) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, cases) of bins of equal count."""
    parts = np.array_split(np.array(sorted(cases), dtype=np.float64).reshape(-1, 2), bins)
    return [(float(p[:, 0].mean()), float(p[:, 1].mean()), len(p)) for p in parts if len(p)]


_PROMISE = (
    "Every figure is from specimens that no training has seen. At target 95 % about one answer in "
    "twenty is wrong, on pictures like these."
)
_NOT_KNOWN = (
    "What this release learned from is not known beyond its own snapshot: on another snapshot figures may "
    "be of specimens that it has seen. At target 95 % about one answer in twenty is wrong, on pictures like these."
)


def _promise(told: Mapping[str, Any]) -> str:
    """What the figures rest on. `learned` is missing in evaluations of an earlier Insecta."""
    learned = told.get("learned")
    if learned is None:
        return _NOT_KNOWN
    left = f" {learned['pictures']} pictures of {learned['specimens']} specimens that it learned from are left out."
    return _PROMISE + (left if learned["pictures"] else "")


_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;margin:1rem 0}caption{text-align:left;font-weight:600}
td,th{border:1px solid #999;padding:.2rem .5rem;text-align:left}svg{max-width:100%;height:auto}
figure{display:inline-block;margin:.5rem;width:10rem;vertical-align:top}figure img{max-width:100%}figcaption{font-size:.8rem}"""


def page(
    folder: ReleaseFolder, told: Mapping[str, Any], found: Sequence[Outcome], *,
    everything: bool = False,
) -> str:  # fmt: skip
    """One page without anything from elsewhere; pictures are in it, where they may be shown."""
    release = folder.release
    test = [o for o in found if o.sample.part == "test" and o.sample.lineage[-1] not in OUTSIDE]
    groups = rank_groups(release)
    cases = {name: cases_of(test, ranks) for name, ranks in groups.items()}
    cases = {name: of for name, of in cases.items() if of}
    parts = [
        f"<h1>Evaluation of {html.escape(release.name)} {html.escape(release.version)}</h1>",
        f"<p>{html.escape(release.limit_line)}</p>",
        f"<p>Release {told['release']}<br>Snapshot {told['snapshot']}</p>",
        f"<p>{_promise(told)}</p>",
        _ranks_table(told),
        "<h2>Coverage against precision</h2>",
        plots.lines({n: curve(of) for n, of in cases.items()}, across="share answered", up="share right"),
        table(["rank", "answered", "right"],
              [(n, f"{c:.0%}", f"{p:.1%}") for n, of in cases.items() for c, p in curve(of)[4::5]],
              "Right answers when only the surest are answered"),
        "<h2>Reliability</h2>",
        plots.lines({n: [(c, r) for c, r, _ in reliability(of)] for n, of in cases.items()},
                    across="confidence", up="share right", diagonal=True),
        table(["rank", "confidence", "right", "cases"],
              [(n, f"{c:.3f}", f"{r:.3f}", k) for n, of in cases.items() for c, r, k in reliability(of)],
              "Confidence and what was right, bins of equal count"),
        _sources_table(told), _unseen_table(told), _strangers_table(told), _robustness_table(told),
        table(["true name", "named", "pictures", "of one parent"],
              [(c["true"], c["named"], c["pictures"], "yes" if c["sisters"] else "no") for c in told["confusions"]],
              "Names taken for each other most"),
        confusion_pictures.section(told["confusions"], test, everything=everything),
        _fused_table(told), _groups_tables(told), _heads_tables(told),
        f"<p>Network alone, one thread, here: {told['pictures_per_second']} pictures a second.</p>",
    ]  # fmt: skip
    body = "\n".join(part for part in parts if part)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Evaluation of '
        f"{html.escape(release.name)}</title><style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _ranks_table(told: Mapping[str, Any]) -> str:
    rows = [
        (name, _share(of["top1"]), _share(of["top3"]), _number(of["macro"]),
         _number(of["calibration_error"]), f"{of['coverage_at_95']:.1%}", _share(of["answered"]),
         _share(of["answers_right"]))
        for name, of in told["ranks"].items()
    ]  # fmt: skip
    heads = [
        "rank", "best name right", "among best three", "mean over names", "calibration error",
        "coverage at 95 % right", "answered at this rank", "of these right",
    ]  # fmt: skip
    return table(heads, rows, "By rank, insects of the test part")


def _sources_table(told: Mapping[str, Any]) -> str:
    rows = [
        (name, _share(of["answered"]), _share(of["answers_right"]), _share(of["refused"]))
        for name, of in told["sources"].items()
    ]
    return table(["pictures of", "answered", "right", "refused"], rows, "By source")


def _unseen_table(told: Mapping[str, Any]) -> str:
    rows = [
        (part.replace("_", " "), of["pictures"], _share(of["genus_forced"]), _share(of["family_forced"]),
         _share(of["answered"]), _share(of["answers_right"]), _number(of["roc_of_novelty"]),
         _number(of["roc_of_confidence"]))
        for part in _TESTS[1:]
        if (of := told.get(part))
    ]  # fmt: skip
    heads = [
        "part", "pictures", "best genus right", "best family right", "answered", "of these right",
        "area under ROC, novelty", "area under ROC, confidence",
    ]  # fmt: skip
    return table(heads, rows, "Taxa that the release does not know") if rows else ""


def _strangers_table(told: Mapping[str, Any]) -> str:
    if "strangers" not in told:
        return ""
    of_all = told["strangers"]
    rows = [("all", _share(of_all["abstained"]), "")]
    rows += [(k, _share(of["abstained"]), of["reasons"]) for k, of in of_all["by_kind"].items()]
    return table(
        ["kind", "no answer", "reasons"], rows, "Pictures without an insect, never trained on"
    )


def _robustness_table(told: Mapping[str, Any]) -> str:
    rows = [
        (change, _share(of["best_name_right"]), _share(of["answered"]), _share(of["answers_right"]))
        for change, of in told.get("robustness", {}).items()
    ]
    heads = ["pictures", "best name right", "answered", "of these right"]
    return table(heads, rows, "Changed pictures") if rows else ""


def _heads_tables(told: Mapping[str, Any]) -> str:
    """What extra heads are worth: suggestions, which no name depends on."""
    heads = told.get("heads", {})
    if not heads:
        return ""
    rows = [
        (term, _share(of["right"]), _number(of["macro"]), _number(of["calibration_error"]),
         _share(of["suggested"]), _share(of["suggested_right"]))
        for term, of in heads.items()
    ]  # fmt: skip
    names = ["of", "best value right", "mean over values", "calibration error",
             "called checked", "of these right"]  # fmt: skip
    taken = [
        (term, one["stated"], one["said"], one["pictures"])
        for term, of in heads.items()
        for one in of["taken"]
    ]
    return "\n".join(
        [
            table(names, rows, "Caste, sex, stage and view as the release suggests them"),
            table(["of", "stated", "said", "pictures"], taken, "Suggestions that were wrong"),
        ]
    )


def _fused_table(told: Mapping[str, Any]) -> str:
    """Serving shows one answer for all pictures of a specimen: is it as right as one picture's?"""
    of = told.get("fused")
    if not of or not of["specimens"]:
        return ""
    rows = [
        (name, _share(one["answered"]), _share(one["answers_right"]))
        for name, one in (("all pictures together", of), ("each picture alone", of["single"]))
    ]
    caption = f"{of['specimens']} specimens of which there are several pictures"
    return table(["answer from", "answered", "of these right"], rows, caption)


def _groups_tables(told: Mapping[str, Any]) -> str:
    found = []
    for field, values in told["by"].items():
        rows = [
            (v, _share(of["answered"]), _share(of["answers_right"])) for v, of in values.items()
        ]
        if rows:
            found.append(table([field, "answered", "of these right"], rows, f"By {field}"))
    return "\n".join(found)
