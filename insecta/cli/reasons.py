"""Reasons of an answer in English words, as the portal says them (contract: Answers)."""

from __future__ import annotations

from collections.abc import Iterator

from insecta.domain.answer import Abstention, Answer, Limit
from insecta.domain.release import Release, Taxon

EXPERIMENT = "an experiment, never an answer"
"""Of names that a release guesses and never answers with (users: 12)."""
ABSTENTIONS = {
    Abstention.POOR_PICTURE: "the picture is too poor to judge",
    Abstention.LABEL_ONLY: "there is a label in the picture and no insect",
    Abstention.SEVERAL_SPECIMENS: "there is more than one individual in the picture",
    Abstention.NOT_AN_INSECT: "this does not look like an insect",
    Abstention.OUTSIDE_SCOPE: "an insect, but not of a group that this release covers",
    Abstention.DAMAGED: "the specimen is too damaged for a name",
    Abstention.UNLIKE_TRAINING: "the picture is unlike those the release learned from",
    Abstention.UNKNOWN_TAXON: "none of the {taxa} taxa this release knows",
    Abstention.UNDECIDED: "several names fit about equally well; none is sure enough",
}
LIMITS = {
    Limit.NOT_SEPARABLE: "nobody can tell the names below apart in a picture",
    Limit.NEEDS_OTHER_VIEW: "the parts that tell the names below apart are not in this view",
    Limit.CASTE_OR_STAGE_UNSEEN: "the release learned from another caste, sex or stage",
    Limit.UNDECIDED_BELOW: "below this rank several names fit; none is sure enough",
}
_ONLY_TRIED = "names below this rank are an experiment of this release, and never an answer"


def why(answer: Answer, release: Release, target: float) -> str:
    """Why there is no name, or no finer one; empty for an answer as fine as the release's names are."""
    if answer.abstention is Abstention.UNDECIDED and release.is_beyond(target):
        return (
            f"this release was never measured at a target of {target:.4g}, the highest was"
            f" {release.measured_to:.4g}: ask for that or less"
        )
    if answer.abstention is not None:
        return ABSTENTIONS[answer.abstention].format(taxa=release.names)
    if answer.limit is Limit.UNDECIDED_BELOW and _is_only_tried_below(answer, release):
        return _ONLY_TRIED
    return "" if answer.limit is None else LIMITS[answer.limit]


def helpful_view(answer: Answer) -> str:
    return f"a picture of this view would help: {answer.needs_view}" if answer.needs_view else ""


def is_experiment(release: Release, taxon_id: str) -> bool:
    """Whether a name is never answered though one above it is."""
    *above, taxon = release.lineage(taxon_id)
    return not taxon.answerable and any(one.answerable for one in above)


def _is_only_tried_below(answer: Answer, release: Release) -> bool:
    """Whether none of the names that the picture leads to below the answer is ever answered."""
    below = list(_led_to(answer, release))
    return bool(below) and not any(taxon.answerable for taxon in below)


def _led_to(answer: Answer, release: Release) -> Iterator[Taxon]:
    """Below the answer, always the surest child among the candidates."""
    here = answer.answer.taxon_id if answer.answer else None
    while here is not None:
        children = [c for c in answer.candidates if release.by_id[c.taxon_id].parent_id == here]
        best = max(children, key=lambda one: one.confidence, default=None)
        here = best.taxon_id if best else None
        if here is not None:
            yield release.by_id[here]
