"""A model card of any release from its evaluation (Mitchell et al. 2019), in the words of the starter's card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from insecta.vision.release_folder import ReleaseFolder
from model.card import (
    HEADS,
    Told,
    counted,
    rank_rows,
    robust_rows,
    source_rows,
    stranger_rows,
    unseen_line,
)

_UNSEEN = {"unseen_species": "Unseen species of known genera", "unseen_genus": "Unseen genera"}
_LINEAGE = ("backbone", "preset", "snapshot", "seed", "training_code", "code", "created", "licence")


def evaluation_card(folder: ReleaseFolder, manifest: Mapping[str, Any], told: Told) -> str:
    """card.md of an evaluation. `manifest`: release.json; `told`: evaluation.json."""
    release = folder.release
    parts = [
        f"{release.limit_line}\n\n# {release.name} {release.version}, evaluated\n",
        _made(manifest, told),
        _test(told),
        _section("By source", ("pictures of", "answered", "of these right", "refused"), source_rows(told)),
        *_by(told["by"]),
        _unseen(told),
        _strangers(told),
        _robust(told),
        "Every picture's answer stands in predictions.csv; plots and what is taken for each other in report.html.\n",
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def _made(manifest: Mapping[str, Any], told: Told) -> str:
    lines = [
        f"- {name.replace('_', ' ')}: {manifest[name]}" for name in _LINEAGE if name in manifest
    ]
    learned = told["learned"]
    known = (
        "- what it learned from is not known: it may have seen what tests it"
        if learned is None
        else f"- pictures left out of this test because it learned from them: {learned['pictures']}"
    )
    return "\n".join(
        [
            f"Release {told['release']}\n",
            *lines,
            f"- tested on snapshot: {told['snapshot']}",
            known,
            "",
        ]
    )


def _test(told: Told) -> str:
    return f"""## Test, at a target of {100 * told["target"]:.0f} %

{HEADS}
{rank_rows(told)}

Answered at all: {counted(told["answered"])}; of these right: {counted(told["answers_right"])}; true insects refused:
{counted(told["insects_refused"])}. Intervals count specimens. Specimens with several views, answered from all of them:
{counted(told["fused"]["answered"])}, of these right {counted(told["fused"]["answers_right"])}.
"""


def _section(title: str, heads: Sequence[str], rows: str) -> str:
    """A titled table; nothing where there are no rows."""
    if not rows:
        return ""
    line = " | ".join("---" for _ in heads)
    return f"## {title}\n\n| {' | '.join(heads)} |\n| {line} |\n{rows}\n"


def _by(groups: Mapping[str, Mapping[str, Any]]) -> list[str]:
    heads = ("", "answered", "of these right")
    return [
        _section(
            f"By {field.replace('_', ' ')}", heads,
            "\n".join(
                f"| {value} | {counted(of['answered'])} | {counted(of['answers_right'])} |"
                for value, of in values.items()
            ),
        )
        for field, values in groups.items()
    ]  # fmt: skip


def _unseen(told: Told) -> str:
    lines = [unseen_line(told, part, words) for part, words in _UNSEEN.items() if part in told]
    return "## Taxa it has never seen\n\n" + "\n".join(lines) + "\n" if lines else ""


def _strangers(told: Told) -> str:
    if "strangers" not in told:
        return ""
    return f"## Pictures without an insect\n\n{stranger_rows(told)}\n"


def _robust(told: Told) -> str:
    if "robustness" not in told:
        return ""
    return _section(
        "Changed pictures",
        ("pictures", "best name right", "answered", "of these right"),
        robust_rows(told),
    )
