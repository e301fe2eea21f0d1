"""Is a name of a release right for a label, where the two may come of different trees?"""

from __future__ import annotations

from insecta.domain.decision import NO_RANK
from insecta.domain.ranks import depth
from insecta.domain.release import Release
from model.tree import Lineage


def known_depth(release: Release, lineage: Lineage) -> int:
    """Place in a lineage of its finest name that the release has, −1 where it has none."""
    return max(
        (n for n, (rank, name) in enumerate(lineage) if release.named(name, rank)), default=-1
    )


def judged(release: Release, taxon_id: str, lineage: Lineage) -> bool | None:
    """True, False, or None where the label is coarser than the name and does not tell.

    Names match by rank and spelling. Above the finest name of the label that the release has, the
    release's own tree counts, too. A name below that is wrong where both have a rank and differ there, or
    where the label is as fine; ranks that only one of them has say nothing.
    """
    label = dict(lineage)
    path = release.lineage(taxon_id)
    named = path[-1]
    if label.get(named.rank) == named.scientific_name:
        return True
    if NO_RANK in (lineage[-1][0], named.rank):
        return False
    place = known_depth(release, lineage)
    if place >= 0:
        known = release.named(*reversed(lineage[place]))
        above = {one.taxon_id for one in release.lineage(known.taxon_id)} if known else set()
        if taxon_id in above:
            return True
        if known not in path:
            return False
    if any(label.get(one.rank, one.scientific_name) != one.scientific_name for one in path):
        return False
    return False if depth(lineage[-1][0]) >= depth(named.rank) else None
