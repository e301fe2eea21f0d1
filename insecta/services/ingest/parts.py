"""Pictures of many specimens in an ingest: what was found becomes regions, marked as a machine's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from insecta.domain.identity import region_id
from insecta.domain.specimen import Region
from insecta.services.ingest.planned import PlannedPicture, PlannedSpecimen
from insecta.vision.many import METHOD, Kind, Part
from insecta.vision.region import text_of

CHANGED_BYTES = (
    "regions_would_be_lost: the file is another picture now, and the regions found in the former one"
    " do not fit it (give it another name, and it is taken in beside the former)"
)
_NO_SPECIMEN = PlannedSpecimen(None, None, "", (), "")


def proposed(image: UUID, parts: Sequence[Part]) -> list[Region]:
    """Regions of the parts found, in their order, said to be proposed by the method."""
    boxes = [(part.kind.value, text_of(part.box)) for part in parts]
    return [Region(region_id(image, box), image, box, kind, METHOD) for kind, box in boxes]


def specimen_of_part(planned: PlannedPicture) -> PlannedSpecimen:
    """What the source says of the drawer, as one of its specimens has it.

    The drawer's number and ids are not the specimen's: the number, or else the file's name, becomes
    its storage. The name that the source gives is the specimen's catalogued name.
    """
    stated = planned.specimens[0] if planned.specimens else _NO_SPECIMEN
    storage = stated.record.get("storage") or stated.catalog_number or planned.user_name
    return replace(
        stated,
        catalog_number=None,
        number_normal=None,
        letter="",
        source_ids=(),
        record={**stated.record, "storage": storage},
    )


def found_note(parts: Sequence[Part]) -> dict[str, str]:
    """The picture's note: how many of each kind, and by which method."""
    kinds = [part.kind for part in parts]
    counts = ", ".join(f"{kinds.count(kind)} × {kind.value}" for kind in Kind if kind in kinds)
    return {
        "code": "parts_found",
        "text": f"found by the method {METHOD!r}, not by a person: {counts}",
    }
