"""Answers and their codes (contract: Answers)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from insecta.domain.traits import Suggestion, Trait


class Abstention(StrEnum):
    """Why there is no answer; listed in order of precedence."""

    POOR_PICTURE = "poor_picture"
    LABEL_ONLY = "label_only"
    SEVERAL_SPECIMENS = "several_specimens"
    NOT_AN_INSECT = "not_an_insect"
    OUTSIDE_SCOPE = "outside_scope"
    DAMAGED = "damaged"
    UNLIKE_TRAINING = "unlike_training"
    UNKNOWN_TAXON = "unknown_taxon"
    UNDECIDED = "undecided"


class Limit(StrEnum):
    """Why an answer is coarser than the question."""

    NOT_SEPARABLE = "not_separable"
    NEEDS_OTHER_VIEW = "needs_other_view"
    CASTE_OR_STAGE_UNSEEN = "caste_or_stage_unseen"
    UNDECIDED_BELOW = "undecided_below"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name with its calibrated probability, summed over everything below it."""

    taxon_id: str
    scientific_name: str
    rank: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Quality:
    """What the decoder measured on the rendition; `faults` are reasons of poor_picture.

    `sharpness`: variance of the Laplacian of the 8-bit grey rendition (short side 384 px).
    `exposure`: mean grey, 0 to 1. `ink`: share of pixels that differ from the background.
    """

    sharpness: float
    exposure: float
    ink: float
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """What a release saw in one region: sums at every rank (best per rank), novelty, quality.

    `individuals`: how many were counted in the region; None where nobody counted. `traits`: what extra
    outputs of the release say of caste, sex, stage and view. `fused_views`: the views that were fused,
    each once; empty where `view` is of one picture.
    """

    release: str
    candidates: tuple[Candidate, ...]
    quality: Quality
    novelty: float | None = None
    view: str | None = None
    individuals: int | None = None
    traits: tuple[Trait, ...] = ()
    fused_views: tuple[str | None, ...] = ()

    @property
    def views(self) -> tuple[str | None, ...]:
        """Every view that speaks here; None among them where nobody stated one."""
        return self.fused_views or (self.view,)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of the individual apart from the picture: by its record, or by a person.

    Terms are Darwin Core's, as `insecta.domain.individuals` decodes them; None: not known.
    """

    caste: str | None = None
    sex: str | None = None
    life_stage: str | None = None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The deepest name that meets the target, or the reason why there is none.

    `note`: the reason in words, where there is more to say than the code. `needs_view`: the view
    that would help, of the limit `needs_other_view`. `suggested`: caste, sex, stage and view as the
    release guesses them, which no name here depends on.
    """

    answer: Candidate | None
    abstention: Abstention | None
    limit: Limit | None
    candidates: tuple[Candidate, ...]
    note: str = ""
    needs_view: str | None = None
    suggested: tuple[Suggestion, ...] = ()
