"""What another release would change in a collection, as JSON or as a table of every change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from api import schemas
from api.door import Door
from api.table import MARK, row
from insecta.domain.collection import Principal
from insecta.services.approve_part import Part, approve_part, keep_rule
from insecta.services.diff import Change, Pair, changes, diff, releases_of
from insecta.services.preview_part import preview_part

CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
"""How the description says that a table may be asked for."""
_HEAD = ("specimen", "catalogNumber", "kind", "before", "after", "confidence", "abstention")


def told(
    request: Request,
    door: Door,
    principal: Principal,
    code: str,
    before: str | None,
    after: str | None,
) -> Response | schemas.NameDiff:
    """Counts and examples; every change as `Accept: text/csv`. Raises NotFound, Forbidden, Conflict."""
    platform = door.platform
    pair = releases_of(platform.catalogue, principal, code, before, after)
    if "text/csv" in request.headers.get("accept", ""):
        return StreamingResponse(
            _csv(door, principal, code, pair),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="names-{pair.after[:12]}.csv"'},
        )
    found = diff(platform.catalogue, principal, code, pair.before, pair.after, platform.release)
    return schemas.NameDiff.model_validate(found)


def approved_part(
    door: Door, principal: Principal, code: str, pair: Pair, given: schemas.ApprovedPart
) -> schemas.Approved:
    """Approve a part, and keep it as a rule where that is asked. Raises Invalid, Conflict, Forbidden."""
    platform = door.platform
    part = part_of(given)
    found = approve_part(platform.catalogue, principal, code, pair, platform.release, part)
    if given.always:
        keep_rule(platform.catalogue, principal, code, part)
    return schemas.Approved(
        release=found.release, approved=found.whole, held=[], specimens=found.approved,
        left=found.left,
    )  # fmt: skip


def part_of(given: schemas.Part) -> Part:
    """Raises Invalid."""
    return Part(frozenset(given.kinds), given.least, given.taxon, given.rank, given.from_rank)


def previewed(
    door: Door, principal: Principal, code: str, given: schemas.Part
) -> schemas.PartPreview:
    """Of the newest release against the one that is shown. Raises Invalid, NotFound, Forbidden."""
    platform = door.platform
    pair = releases_of(platform.catalogue, principal, code)
    part = part_of(given)
    found = preview_part(platform.catalogue, principal, code, pair, platform.release, part)
    return schemas.PartPreview.model_validate(found)


def _csv(door: Door, principal: Principal, code: str, pair: Pair) -> Iterator[str]:
    platform = door.platform
    yield MARK + row(_HEAD)
    for one in changes(
        platform.catalogue, principal, code, pair.before, pair.after, platform.release
    ):
        yield row(_cells(one))


def _cells(one: Change) -> list[str]:
    cells = (one.specimen_id, one.catalog_number, one.kind, one.before, one.after, one.confidence, one.abstention)  # fmt: skip
    return ["" if cell is None else str(cell) for cell in cells]
