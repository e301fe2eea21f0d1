"""The card, licence file and limit line of the first release: honest words around the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from insecta.domain.release import Taxon
from model.evaluate import Report


def limit_line(report: Report, taxa: Sequence[Taxon]) -> str:
    """One line above every answer: what the release does, and what it can't (users: 12)."""
    genera = sum(t.rank == "genus" and t.leaf is not None and not t.answerable for t in taxa)
    moths = sum(
        t.leaf is not None and t.answerable and t.rank in {"species", "species complex", "genus"}
        for t in taxa
    )
    return (
        "Tells ants from bees and moths "
        f"(field pictures of ants and bees: {report.shares['field_told_apart'].brief}); "
        f"lists {genera} ant genera as weak guesses only, an experiment "
        f"({report.shares['ant_genus_forced'].brief}); "
        f"names {moths} European moths of light traps "
        f"(best guess: {report.shares['moth_species_forced'].brief}). "
        "It cannot name ant species, and most other insects are unknown to it. "
        "Train your own: docs/model.md."
    )


def card(
    line: str,
    report: Report,
    sizes: Sequence[tuple[str, int, int, int]],
    comparison: Sequence[str],
    names: str,
) -> str:
    """card.md. `sizes`: (source, training, calibration, testing) pictures."""
    table = "\n".join(f"| {s} | {a} | {b} | {c} |" for s, a, b, c in sizes)
    figures = "\n".join(f"- {text}" for text in report.lines)
    compared = "\n".join(f"- {text}" for text in comparison)
    return f"""{line}

# Insecta first release

A frozen network ({names}) with linear heads, trained in minutes on two cores, so that a fresh clone
answers something honest. It is for trying Insecta out. It is not for determinations.

## What it cannot do

- Ant species: none. Ant genera and subfamilies appear among the candidates and are never an answer,
  because too few specimens exist here to promise anything.
- Insects of other orders are hardly known to it (one laboratory picture per order): it says
  `outside_scope` or `undecided` at best.
- Wasps and bees: the bees come from field photographs with wrong labels among them.
- Moths: pictures of living moths on light sheets, one protocol; nothing was tested on pinned moths.
  Each picture counts as a specimen there, so species are checked only together, not each by itself.
- At a target of 95 % about one answer in twenty is wrong, on pictures like those of the test.
  It was not checked on pictures like yours.

## Test

Pictures were split by specimen and near-duplicate group; thresholds, temperature and the novelty cut
come from the calibration part alone, and the test part was looked at by the finished int8 network.

| pictures of | training | calibration | test |
| --- | --- | --- | --- |
{table}

{figures}

## The exported network against Keras, on real pictures of the test part

{compared}

## Training data

`moths`: EU-Moths (Korsch, Bodesheim, Denzler 2021, doi 10.18420/informatik2021-036), no licence text,
research use, not shown. Ant specimens: from AntWeb, CC BY 4.0. Field pictures of ants and bees: a
well-known tutorial set of unknown licences, not shown. Orders: BIOSCAN-1M, CC BY-NC-SA 4.0. Sheets,
objects and labels: drawn by code. No picture of any of them is in this folder; golden.png is drawn.
"""


LICENCE = """Weights of the Insecta first release

These weights are not under the licence of Insecta's code. They are given for evaluation and research.

They were made from
- the network MobileNetV2 1.0 224 "iNat insects" of google-coral/test_data, Apache License 2.0;
- EU-Moths (Korsch, Bodesheim, Denzler 2021): no licence text, research use;
- pictures from AntWeb (antweb.org), California Academy of Sciences, CC BY 4.0;
- field photographs of ants and bees from a public tutorial set, licences unknown;
- one picture per insect order from BIOSCAN-1M, CC BY-NC-SA 4.0;
- drawings made by code of this project.

No picture is contained. Whoever uses the weights outside evaluation and research has to clear these
terms first.
"""
