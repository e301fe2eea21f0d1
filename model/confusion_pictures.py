"""Held-out pictures of names that are taken for each other, beside what they were taken for.

Pictures are shown by the rule of the data sheet: under a licence that allows it, with their credit.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from typing import Any

from insecta.domain.ranks import FINEST
from insecta.services.dataset.sheet import may_be_shown
from insecta.vision.rendition import thumbnail
from model.evaluate import Outcome, finest_of

PAIRS = 10
"""Pairs of names that are shown, the most frequent first."""
_OF_A_PAIR = 3
"""Mistaken pictures of a pair; one more shows the name that was said."""


def section(
    pairs: Sequence[Mapping[str, Any]], found: Sequence[Outcome], *, everything: bool
) -> str:
    """HTML of the most frequent pairs. `everything`: also pictures without an open licence, for a
    page that stays in the house; else how many were not shown."""
    parts = [_pair(pair, found, everything) for pair in pairs[:PAIRS]]
    return "<h2>Taken for each other</h2>" + "".join(parts) if parts else ""


def _pair(pair: Mapping[str, Any], found: Sequence[Outcome], everything: bool) -> str:
    true, named = str(pair["true"]), str(pair["named"])
    mistaken = [o for o in found if o.true_at(FINEST) == true and finest_of(o) == named]
    beside = [o for o in found if o.true_at(FINEST) == named and finest_of(o) == named]
    shown = [o for o in mistaken if everything or may_be_shown(o.sample.licence)]
    examples = [o for o in beside if everything or may_be_shown(o.sample.licence)]
    figures = [
        _figure(o, f"{_name(o)}, taken for {_called(o)} ({o.path[-1].confidence:.0%})")
        for o in shown[:_OF_A_PAIR]
    ]
    figures += [_figure(o, f"for comparison: {_name(o)}, named rightly") for o in examples[:1]]
    hidden = len(mistaken) - len(shown)
    note = (
        f"<p>{hidden} of {len(mistaken)} mistaken pictures not shown (licence).</p>"
        if hidden
        else ""
    )
    title = f"{_of_id(true)} taken for {_of_id(named)}: {pair['pictures']}"
    sisters = ", of one parent" if pair["sisters"] else ""
    return f"<h3>{html.escape(title + sisters)}</h3>{''.join(figures)}{note}"


def _figure(outcome: Outcome, words: str) -> str:
    """A thumbnail with its credit, carried by the page itself."""
    sample = outcome.sample
    data = base64.b64encode(thumbnail(sample.pixels)).decode()
    credit = f"{sample.creator or 'creator not stated'}, {sample.licence or 'licence not stated'}"
    return (
        f'<figure><img alt="{html.escape(words)}" src="data:image/jpeg;base64,{data}">'
        f"<figcaption>{html.escape(words)}<br>{html.escape(credit)}</figcaption></figure>"
    )


def _name(outcome: Outcome) -> str:
    return outcome.sample.lineage[-1][1]


def _called(outcome: Outcome) -> str:
    best = next((c for c in reversed(outcome.path) if c.rank in FINEST), None)
    return best.scientific_name if best else "nothing"


def _of_id(taxon_id: str) -> str:
    """A heading of a taxon id such as `species:Xestia_baja`."""
    return taxon_id.rpartition(":")[2].replace("_", " ")
