"""Is a candidate worse than the champion? Paired bootstrap on the same frozen specimens.

Both releases were evaluated on one snapshot (`insecta model evaluate`). Specimen groups are drawn again
and again, with both releases' pictures of each, so that what differs is the releases and not the luck
of the draw. Beside each difference stands the smallest one that so many specimens could have shown.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.domain.interval import wilson
from insecta.domain.ranks import FINEST, RANKS, depth
from insecta.errors import BadSource

FORMAT = "insecta-evaluation-1"
COLUMNS = (
    "sample_id", "part", "specimen", "group", "confidence", "answer_rank", "answer_right", "right_at",
)  # fmt: skip
RESAMPLES = 2_000
LEAST_SPECIMENS = 200
"""Below so many test specimens a person decides."""
LEAST_CASES = 30
MOST_CALIBRATION_ERROR = 0.05
"""Bound of the expected calibration error at any rank, where the champion is not worse itself."""
_POWER = 2.8
"""Standard errors that a difference must have to be seen in four of five tests at 95 %."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """`right`: None where there was no answer, or nobody knows. `right_at`: rank → best name right.

    `truth`: the taxon it is of, and its rank; empty in evaluations that do not say.
    """

    sample: str
    part: str
    specimen: str
    group: str
    confidence: float | None
    right: bool | None
    right_at: Mapping[str, bool]
    rank: str = ""
    """Of the answer."""
    truth: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `insecta model evaluate` found."""

    release: str
    snapshot: str
    target: float
    calibration: Mapping[str, float]
    predictions: Mapping[str, Prediction]


@dataclass(frozen=True, slots=True)
class Difference:
    """Candidate − champion of one figure on one frozen test. `better_if`: `more` or `less`."""

    test: str
    figure: str
    champion: float
    candidate: float
    low: float
    high: float
    smallest_seen: float
    specimens: int
    better_if: str = "more"

    @property
    def is_worse(self) -> bool:
        """The whole interval is on the wrong side."""
        return self.high < 0 if self.better_if == "more" else self.low > 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """`decision`: `not_worse`, `worse` (with `reasons`), or `a_person` where the test is too small."""

    champion: str
    candidate: str
    snapshot: str
    specimens: int
    differences: tuple[Difference, ...]
    reasons: tuple[str, ...]
    decision: str

    @property
    def as_json(self) -> dict[str, Any]:
        body = asdict(self)
        body["differences"] = [
            {**asdict(one), "is_worse": one.is_worse} for one in self.differences
        ]
        return body


def read_evaluation(folder: Path) -> Evaluation:
    """Read evaluation.json and predictions.csv. Raises BadSource naming file and row."""
    where = folder / "evaluation.json"
    try:
        told = json.loads(where.read_text(encoding="utf-8"))
        table = (folder / "predictions.csv").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise BadSource(
            f"no evaluation: {error}",
            where=str(folder),
            hint="make it with `insecta model evaluate`",
        ) from error
    return parsed(told, table, str(folder))


def parsed(told: Mapping[str, Any], table: str, where: str) -> Evaluation:
    """An evaluation from the contents of its two files."""
    if told.get("format") != FORMAT:
        raise BadSource(f"format {told.get('format')!r} is not {FORMAT}", where=where)
    rows = csv.DictReader(table.splitlines())
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise BadSource(f"predictions.csv lacks {', '.join(missing)}", where=where)
    predictions: dict[str, Prediction] = {}
    for line, row in enumerate(rows, start=2):
        try:
            one = _prediction(row)
        except ValueError as error:
            raise BadSource(str(error), where=f"{where}/predictions.csv row {line}") from error
        predictions[one.sample] = one
    errors = {
        rank: float(figures["calibration_error"])
        for rank, figures in told.get("ranks", {}).items()
        if figures.get("calibration_error") is not None
        and _independent(figures.get("top1", {})) >= LEAST_CASES
    }
    return Evaluation(told["release"], told["snapshot"], float(told["target"]), errors, predictions)


def _independent(counted: Mapping[str, Any]) -> int:
    """Specimens where they are counted, else pictures."""
    return int(counted.get("independent", counted.get("cases", 0)))


def _prediction(row: Mapping[str, str]) -> Prediction:
    right_at = {}
    for part in row["right_at"].split():
        rank, _, value = part.rpartition("=")
        right_at[rank] = bool(int(value))
    return Prediction(
        row["sample_id"], row["part"], row["specimen"], row["group"] or row["specimen"],
        float(row["confidence"]) if row["confidence"] else None,
        {"1": True, "0": False}.get(row["answer_right"]), right_at, row["answer_rank"],
        (row.get("true_taxon_id") or "", row.get("true_rank") or ""),
    )  # fmt: skip


def compare(champion: Evaluation, candidate: Evaluation, seed: int = 1) -> Verdict:
    """Compare on the pictures that both have seen. Raises BadSource for different snapshots."""
    if champion.snapshot != candidate.snapshot:
        raise BadSource(
            f"snapshots {champion.snapshot[:12]}… and {candidate.snapshot[:12]}… are not the same test",
            where="compare",
            hint="evaluate both releases on one snapshot",
        )
    common = sorted(set(champion.predictions) & set(candidate.predictions))
    differences: list[Difference] = []
    for part in sorted({candidate.predictions[key].part for key in common}):
        pairs = [
            (champion.predictions[key], candidate.predictions[key])
            for key in common
            if candidate.predictions[key].part == part
        ]
        differences += _differences(part, pairs, seed)
    specimens = len(
        {
            candidate.predictions[k].specimen
            for k in common
            if candidate.predictions[k].part == "test"
        }
    )
    reasons = (*_worse(differences), *_promises(champion, candidate, common))
    decision = "worse" if reasons else "not_worse"
    if specimens < LEAST_SPECIMENS:
        decision = "a_person"
    return Verdict(
        champion.release, candidate.release, candidate.snapshot, specimens, tuple(differences),
        reasons, decision,
    )  # fmt: skip


Pair = tuple[Prediction, Prediction]


def _differences(part: str, pairs: Sequence[Pair], seed: int) -> list[Difference]:
    names = sorted({pair[1].group for pair in pairs})
    place = {name: n for n, name in enumerate(names)}
    groups = np.array([place[pair[1].group] for pair in pairs])
    random = np.random.default_rng(seed)
    drawn = random.multinomial(len(names), np.full(len(names), 1 / len(names)), RESAMPLES)
    found = [
        _difference(part, "answered and right", _values(pairs, True), groups, drawn),
        _difference(part, "answered and wrong", _values(pairs, False), groups, drawn, "less"),
    ]
    for rank in sorted({rank for old, _ in pairs for rank in old.right_at}):
        told = [n for n, (old, _) in enumerate(pairs) if rank in old.right_at]
        best = _table([[_best_right(one, rank) for one in pairs[n]] for n in told])
        found.append(_difference(part, f"best {rank} right", best, groups[told], drawn))
        deep = _table([[_right_down_to(one, rank) for one in pairs[n]] for n in told])
        if deep[:, 0].any():
            figure = f"answered right at {rank} or finer"
            found.append(_difference(part, figure, deep, groups[told], drawn))
    return found


def _table(rows: Sequence[Sequence[bool]]) -> NDArray[np.float64]:
    """[n, 2]: champion and candidate."""
    return np.array(rows, dtype=np.float64)


def _least_depth(rank: str) -> int:
    """Names that an evaluation counts as `species` may be groups of them. −1: a rank unknown here."""
    if rank in FINEST:
        return min(depth(one) for one in FINEST)
    return depth(rank) if rank in RANKS else -1


def _best_right(one: Prediction, rank: str) -> bool:
    """Is the best name of a rank right? Without the rank: is a finer name right, which implies it?"""
    if rank in one.right_at:
        return one.right_at[rank]
    least = _least_depth(rank)
    return any(right and _least_depth(finer) > least for finer, right in one.right_at.items())


def _right_down_to(one: Prediction, rank: str) -> bool:
    """A right answer that is no coarser than a rank."""
    return one.right is True and _least_depth(one.rank) >= _least_depth(rank)


def _values(pairs: Sequence[Pair], wanted: bool) -> NDArray[np.float64]:
    """[n, 2]: whether champion and candidate gave an answer that is right (wrong)."""
    return np.array([[one.right is wanted for one in pair] for pair in pairs], dtype=np.float64)


def _difference(
    test: str,
    figure: str,
    values: NDArray[np.float64],
    groups: NDArray[np.int64],
    drawn: NDArray[np.int64],
    better_if: str = "more",
) -> Difference:
    """Means over groups drawn with replacement; the same draw for both releases."""
    count = drawn.shape[1]
    gain = np.bincount(groups, values[:, 1] - values[:, 0], count)
    size = np.bincount(groups, minlength=count).astype(np.float64)
    sizes = np.maximum(drawn @ size, 1)
    differences = (drawn @ gain) / sizes
    low, high = np.quantile(differences, (0.025, 0.975))
    return Difference(
        test, figure, round(float(values[:, 0].mean()), 4), round(float(values[:, 1].mean()), 4),
        round(float(low), 4), round(float(high), 4), round(_POWER * float(differences.std()), 4),
        len(set(groups.tolist())), better_if,
    )  # fmt: skip


def _worse(differences: Sequence[Difference]) -> list[str]:
    return [
        f"{one.test}: {one.figure} {one.champion:.1%} → {one.candidate:.1%} "
        f"(difference {one.low:+.1%} to {one.high:+.1%})"
        for one in differences
        if one.is_worse
    ]


def _promises(champion: Evaluation, candidate: Evaluation, common: Sequence[str]) -> list[str]:
    """Calibration within its bound, and the target kept as far as the test can tell."""
    found = []
    for rank, error in sorted(candidate.calibration.items()):
        bound = max(MOST_CALIBRATION_ERROR, champion.calibration.get(rank, 0.0))
        if error > bound:
            found.append(f"calibration error at {rank} {error:.3f}, the bound is {bound:.3f}")
    judged = [
        one
        for key in common
        if (one := candidate.predictions[key]).part == "test" and one.right is not None
    ]
    told = [bool(one.right) for one in judged]
    specimens = len({one.specimen for one in judged})
    if specimens < LEAST_CASES:
        return found
    _, high = wilson(sum(told) * specimens / len(told), specimens)
    if high < candidate.target:
        found.append(
            f"{sum(told)} of {len(told)} answers are right (at most {high:.1%}), "
            f"promised are {candidate.target:.0%}"
        )
    return found
