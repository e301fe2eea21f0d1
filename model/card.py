"""The words around a release's figures: card, first line and licence of the starter release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from insecta.domain.ranks import depth
from insecta.domain.release import Taxon
from model.shares import is_few

Told = Mapping[str, Any]
ANTS = "family:Formicidae"


def spoken(share: Told) -> str:
    """`41 of 49 right, 71–91 %`, or that they are too few."""
    if is_few(share):
        return f"{share['right']} of {share['cases']} right: too few to say"
    low, high = 100 * share["low"], 100 * share["high"]
    return f"{share['right']} of {share['cases']} right, {low:.0f}–{high:.0f} %"


def counted(share: Told) -> str:
    """`187 of 200 (93.5 %, interval 89–96 %)`, or that they are too few."""
    if is_few(share):
        return f"{share['right']} of {share['cases']} (too few to say)"
    return (
        f"{share['right']} of {share['cases']} ({100 * share['share']:.1f} %, "
        f"interval {100 * share['low']:.0f}–{100 * share['high']:.0f} %)"
    )


def limit_line(taxa: Sequence[Taxon], ant_genus: Told) -> str:
    """One line above every answer: what the release does, and what it can't (users: 12)."""
    ants = {t.taxon_id for t in taxa if t.taxon_id == ANTS}
    for taxon in taxa:
        if taxon.parent_id in ants:
            ants.add(taxon.taxon_id)
    genera = sum(t.rank == "genus" and t.taxon_id in ants for t in taxa)
    fine = {"genus", "species", "species complex"}
    moths = sum(t.rank in fine and t.leaf is not None and t.taxon_id not in ants for t in taxa)
    return (
        f"Tells ants from other insects; names {genera} ant genera as an experiment and never as an "
        f"answer (best guess on {ant_genus['cases']} pictures: {spoken(ant_genus)}); "
        f"names {moths} European moths of light traps. "
        "It cannot name ant species. Train your own: docs/model.md."
    )


HEADS = (
    "| rank | best name right | among best three | mean over names, % | calibration error | "
    "coverage at 95 % right, % | answered at this rank | of these right |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def rank_rows(told: Told) -> str:
    rows = []
    for name, of in sorted(told["ranks"].items(), key=lambda item: -depth(item[0])):
        rows.append(
            f"| {name} | {counted(of['top1'])} | {counted(of['top3'])} | {_figures(of)} | "
            f"{counted(of['answered'])} | {counted(of['answers_right'])} |"
        )
    return "\n".join(rows)


def _figures(of: Told) -> str:
    """Mean over names, calibration error and coverage, where there are cases enough to say one."""
    if is_few(of["top1"]):
        return "– | – | –"
    macro, error = of["macro"], of["calibration_error"]
    return (
        f"{'–' if macro is None else format(100 * macro, '.1f')} | "
        f"{'–' if error is None else format(error, '.3f')} | {100 * of['coverage_at_95']:.1f}"
    )


def _moths(told: Told) -> str:
    return rank_rows(told["sources"]["moths"])


def unseen_line(told: Told, part: str, words: str) -> str:
    of = told[part]
    return (
        f"- {words} ({of['pictures']} pictures): best genus right {counted(of['genus_forced'])}; best "
        f"family right {counted(of['family_forced'])}; answered {counted(of['answered'])}; of these "
        f"right {counted(of['answers_right'])}; area under ROC against known moths: novelty "
        f"{of['roc_of_novelty']:.3f}, confidence {of['roc_of_confidence']:.3f}"
    )


def stranger_rows(told: Told) -> str:
    of_all = told["strangers"]
    lines = [f"- no answer for {counted(of_all['abstained'])}"]
    lines += [
        f"- – {kind}: {counted(of['abstained'])}; {of['reasons']}"
        for kind, of in of_all["by_kind"].items()
    ]
    return "\n".join(lines)


def source_rows(told: Told) -> str:
    return "\n".join(
        f"| {name} | {counted(of['answered'])} | {counted(of['answers_right'])} | "
        f"{counted(of['refused'])} |"
        for name, of in told["sources"].items()
    )


def robust_rows(told: Told) -> str:
    return "\n".join(
        f"| {change} | {counted(of['best_name_right'])} | {counted(of['answered'])} | "
        f"{counted(of['answers_right'])} |"
        for change, of in told["robustness"].items()
    )


def unknown_taxa(held_out: Told) -> str:
    """What a sister did, trained by the same presets without 20 genera and 20 species.

    `held_out`: its evaluation.
    """
    return f"""Measured on a sister (release {held_out["release"][:12]}…, int8 like this one), trained by the same presets from
the same backbone without 20 genera and 20 species. Its moths of known names:

{HEADS}
{_moths(held_out)}

{unseen_line(held_out, "unseen_species", "Unseen species of known genera")}
{unseen_line(held_out, "unseen_genus", "Unseen genera")}
- The measure of novelty was chosen among twelve with half of these taxa in sight, after its area over all of them was
  known (decision 0110): its figures here flatter a little."""


def card(
    line: str, told: Told, unknown: str, sizes: Sequence[tuple[str, int, int, int]],
    extra: Sequence[str],
) -> str:  # fmt: skip
    """card.md. `told`: evaluation of this release; `unknown`: `unknown_taxa` of its sister; `sizes`:
    (source, training, calibration, test)."""
    table = "\n".join(f"| {s} | {a} | {b} | {c} |" for s, a, b, c in sizes)
    more = "\n".join(f"- {text}" for text in extra)
    return f"""{line}

# Insecta starter release

MobileNetV2 1.0 224 of 1,021 iNaturalist insects (google-coral/test_data, Apache-2.0), fine-tuned by the
presets `starter` and `starter-again` on two cores. It is for trying Insecta out. It is not for determinations.

## What it cannot do

- Ant species: none. Ant genera and subfamilies are candidates and never an answer, because the lower
  bound of their accuracy on unseen specimens stays below the target.
- Insects of other orders are hardly known to it (one laboratory picture per order). Often it says `outside_scope`,
  `not_an_insect`, `unlike_training` or `undecided`; **others it calls ants, bees or moths, and may be sure of it**: a carabid beetle
  that was tried is one. "Tells ants from other insects" was measured against bees and moths.
- Other animals with legs, and people, may be called ants as well: see the pictures without an insect below.
- Bees come from field photographs with wrong labels among them; wasps are unknown to it.
- Moths: pictures of living moths on light sheets, one protocol; nothing was tested on pinned moths.
  Each picture counts as a specimen there, so every species is checked only together with the other
  species, not by itself.
- Ant answers for living ants in the field rest on {counted(told["sources"]["ants_bees_field"]["answered"])}
  answered field pictures.
- At a target of 95 % about one answer in twenty is wrong, on pictures like those of the test. It was
  not checked on pictures like yours.

## Test

Pictures were split by specimen and near-duplicate group before the first training
(`model/splits/starter.csv`). Presets, temperature, thresholds and novelty cuts come from networks that learned
from the training part and looked at the calibration part; then the same trainings were run once more on both
parts, and bear those numbers (decision 0140). The finished int8 network looked at the test part.

| pictures of | training | calibration | test |
| --- | --- | --- | --- |
{table}

### All insects of the test

{HEADS}
{rank_rows(told)}

Answered at all: {counted(told["answered"])}; of these right: {counted(told["answers_right"])}; true
insects refused: {counted(told["insects_refused"])}. Labels and insects of orders it does not know that get no answer:
{counted(told["nothing_abstained"])}.

### Moths

{HEADS}
{_moths(told)}

### By source

| pictures of | answered | of these right | refused |
| --- | --- | --- | --- |
{source_rows(told)}

### Pictures without an insect (never trained on)

{stranger_rows(told)}

### Changed pictures of the moths

| pictures | best name right | answered | of these right |
| --- | --- | --- | --- |
{robust_rows(told)}

## Taxa it has never seen

{unknown}

## The exported network against Keras, and speed

{more}

## Training data

`moths`: EU-Moths (Korsch, Bodesheim, Denzler 2021, doi 10.18420/informatik2021-036), no licence text,
research use, not shown. Ant specimens and labels: from AntWeb, CC BY 4.0. Field pictures of ants and
bees: a well-known tutorial set of unknown licences, not shown. Orders: BIOSCAN-1M, CC BY-NC-SA 4.0.
Eleven arachnids in a dish (darsa-group/flat-bug, licence unstated, not shown) as pictures without an
insect. Sheets, objects, scenes, labels and bodies with more than six legs: drawn by code. No picture of any of them is in this folder;
golden.png is drawn.
"""


LICENCE = """Weights of the Insecta starter release

These weights are not under the licence of Insecta's code. They are given for evaluation and research.

They were made from
- the network MobileNetV2 1.0 224 "iNat insects" of google-coral/test_data, Apache License 2.0;
- EU-Moths (Korsch, Bodesheim, Denzler 2021): no licence text, research use;
- pictures from AntWeb (antweb.org), California Academy of Sciences, CC BY 4.0;
- field photographs of ants and bees from a public tutorial set, licences unknown;
- one picture per insect order from BIOSCAN-1M, CC BY-NC-SA 4.0;
- one picture of arachnids in a dish from darsa-group/flat-bug, licence unstated;
- drawings made by code of this project.

No picture is contained. Whoever uses the weights outside evaluation and research has to clear these
terms first.
"""
