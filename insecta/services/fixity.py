"""Are the originals still what they were? Read again, day by day, and mended from a second store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.domain.identity import blob_key
from insecta.errors import Invalid
from insecta.ports import ObjectStore
from insecta.services.access import require_administrator
from insecta.services.backup import digests, verify


@dataclass(slots=True)
class Report:
    """`changed` and `missing` originals of those `checked`; `untracked` keys that no row names.

    `mended` were put back from the second store; `lost` are neither there.
    """

    checked: int = 0
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    untracked: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Nothing is wrong, or all that was is mended."""
        return set(self.changed) | set(self.missing) == set(self.mended)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "whole": self.is_whole}


def day_of(digest: str, days: int) -> int:
    """The day of a rotation on which an original is read: spread evenly, the same every time."""
    return int(digest[:8], 16) % days


def check(
    catalogue: Catalogue,
    store: ObjectStore,
    principal: Principal,
    *,
    days: int = 1,
    day: int = 0,
    second: ObjectStore | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Read and hash the originals of one day of a rotation over `days`.

    What is changed or missing is put back from `second`, if it is whole there. Raises Forbidden,
    Invalid, Unavailable.
    """
    require_administrator(principal)
    if days < 1:
        raise Invalid(f"a rotation of {days} days is none")
    report = Report()
    for digest in digests(catalogue):
        if day_of(digest, days) != day % days:
            continue
        verdict = verify(store, digest)
        report.checked += 1
        if verdict != "whole":
            (report.changed if verdict == "changed" else report.missing).append(digest)
            _mend(store, second, digest, report)
        progress(report.checked)
    report.untracked = list(_untracked(catalogue, store, days, day % days))
    return report


def _mend(store: ObjectStore, second: ObjectStore | None, digest: str, report: Report) -> None:
    if second is None or verify(second, digest) != "whole":
        report.lost.append(digest)
        return
    data = second.read(blob_key(digest))
    store.delete(blob_key(digest))
    store.put(blob_key(digest), [data])
    (report.mended if verify(store, digest) == "whole" else report.lost).append(digest)


def _untracked(catalogue: Catalogue, store: ObjectStore, days: int, day: int) -> Iterator[str]:
    """Keys of the day that no row names: two sorted lists, walked together."""
    known = digests(catalogue)
    present = next(known, None)
    for key in store.keys("blobs/"):
        digest = key.rsplit("/", 1)[1]
        while present is not None and present < digest:
            present = next(known, None)
        if digest != present and len(digest) == 64 and day_of(digest, days) == day:
            yield key
