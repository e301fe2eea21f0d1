"""Rows of a picture, or of a person, taken out of the catalogue for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    cast,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    update,
)

from insecta.catalogue.tables import (
    api_keys,
    audit,
    blobs,
    ceilings,
    embeddings,
    identifications,
    images,
    memberships,
    principals,
    promotions,
    region_specimens,
    regions,
    run_items,
    run_shards,
    runs,
    scores,
    specimen_sets,
    specimens,
    training_answers,
    uploads,
    webhooks,
)

NOBODY = "somebody who was forgotten"
GONE = "forgotten"
SAME_AS, FILED_AS = "same picture as", "also filed as "
"""How a run's item, and a picture's note, name another picture of the same bytes."""


@dataclass(frozen=True, slots=True)
class InShard:
    """An item of a bulk run that showed the picture; `key`: what a release saw in its shard.

    `prepared`: the shard itself, where the run remembers it. `run_id`: None in older memories.
    """

    collection_id: UUID
    manifest: str
    item_no: int
    key: str
    prepared: str | None = None
    run_id: UUID | None = None

    @property
    def as_json(self) -> dict[str, Any]:
        run = None if self.run_id is None else str(self.run_id)
        return {**asdict(self), "collection_id": str(self.collection_id), "run_id": run}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> InShard:
        run = body.get("run_id")
        ids = {"collection_id": UUID(body["collection_id"]), "run_id": UUID(run) if run else None}
        return cls(**{**body, **ids})


def without(value: Any, names: set[str]) -> Any:
    """The same JSON, where no text holds one of the names."""
    if isinstance(value, str):
        return GONE if any(name and name in value for name in names) else value
    if isinstance(value, list | tuple):
        return [without(one, names) for one in value]
    if isinstance(value, dict):
        return {key: without(one, names) for key, one in value.items()}
    return value


def _unnamed(note: dict[str, str], names: set[str]) -> dict[str, str]:
    """The note on equal bytes without some file names among those it lists."""
    before, found, listed = str(note.get("text", "")).partition(FILED_AS)
    if not found:
        return note
    kept = [GONE if name in names else name for name in listed.split(", ")]
    return {**note, "text": f"{before}{FILED_AS}{', '.join(kept)}"}


class Forgetting:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def versions(self, image: UUID) -> dict[UUID, int]:
        """Region → version of its document, of all regions that the picture ever had."""
        query = (
            select(regions.c.region_id, images.c.version)
            .join(images, images.c.image_id == regions.c.image_id)
            .where(images.c.image_id == image)
        )
        return {row.region_id: row.version for row in self._connection.execute(query)}

    def shards(self, image: UUID, digests: Sequence[str]) -> list[InShard]:
        """Where packed shards hold it. `digests`: of bytes that nobody else holds."""
        query = (
            select(
                runs.c.collection_id, runs.c.report, runs.c.run_id, run_items.c.item_no,
                run_shards.c.key, run_shards.c.prepared,
            )
            .select_from(
                run_items.join(runs, runs.c.run_id == run_items.c.run_id).join(
                    run_shards, run_shards.c.run_id == runs.c.run_id
                )
            )
            .where(
                self._items(image, digests),
                run_items.c.item_no.between(run_shards.c.first_item, run_shards.c.last_item),
            )
            .order_by(run_shards.c.key, run_items.c.item_no)
        )  # fmt: skip
        return [
            InShard(
                row.collection_id, str(row.report["manifest"]), row.item_no, row.key, row.prepared,
                row.run_id,
            )
            for row in self._connection.execute(query)
            if "manifest" in row.report
        ]  # fmt: skip

    def _items(self, image: UUID, digests: Sequence[str]) -> ColumnElement[bool]:
        """Items that brought the picture, and those that brought its bytes once more and made nothing
        of them: copies beside it in its source."""
        own = select(regions.c.region_id).where(regions.c.image_id == image)
        copies = run_items.c.region_id.is_(None) & run_items.c.sha256.in_(digests)
        return or_(run_items.c.region_id.in_(own), copies, self._met(image))

    def planned_by_others(self, collection: UUID) -> list[tuple[UUID, str]]:
        """(run, manifest) of the bulk runs of all other collections."""
        query = select(runs.c.run_id, runs.c.report).where(runs.c.collection_id != collection)
        return [
            (row.run_id, str(row.report["manifest"]))
            for row in self._connection.execute(query)
            if "manifest" in row.report
        ]

    def twins(self, image: UUID, digests: Sequence[str]) -> list[UUID]:
        """Other pictures of the same bytes whose notes name this one; the name is taken out of them."""
        names = self._own_names(image)
        query = select(images.c.image_id, images.c.notes).where(
            images.c.sha256.in_(digests), images.c.image_id != image
        )
        found = []
        for row in self._connection.execute(query).all():
            notes = [_unnamed(one, names) for one in row.notes]
            if notes != list(row.notes):
                self._change(images, images.c.image_id == row.image_id, notes=notes)
                found.append(row.image_id)
        return found

    def _met(self, image: UUID) -> ColumnElement[bool]:
        """Items of its collection's runs that were the same picture again."""
        one = select(images.c.sha256, images.c.collection_id).where(images.c.image_id == image)
        row = self._connection.execute(one).one_or_none()
        if row is None:
            return false()
        named = [f"{SAME_AS} {name}" for name in sorted(self._own_names(image))]
        of_collection = select(runs.c.run_id).where(runs.c.collection_id == row.collection_id)
        return and_(
            run_items.c.run_id.in_(of_collection),
            run_items.c.sha256 == row.sha256,
            run_items.c.reason.in_(named),
        )

    def is_held(self, run: UUID, item_no: int) -> bool:
        """Whether a run has an item of this number that was not forgotten."""
        query = select(run_items.c.item_no).where(
            run_items.c.run_id == run,
            run_items.c.item_no == item_no,
            run_items.c.source_key != f"{GONE}:{item_no}",
        )
        return self._connection.execute(query).first() is not None

    def picture(self, image: UUID, digests: Sequence[str]) -> dict[str, int]:
        """Delete a picture's rows; how many, by table. `digests`: of bytes that nobody else holds."""
        own = select(regions.c.region_id).where(regions.c.image_id == image)
        blank: dict[str, Any] = {
            "source_key": literal(f"{GONE}:") + cast(run_items.c.item_no, Text),
            "user_name": GONE,
            "body": {},
            "sha256": None,
            "region_id": None,
            "reason": GONE,
        }
        told = {
            "runs": self.in_reports(image, digests),
            "run_items": self._change(run_items, self._items(image, digests), **blank),
            "identifications": self._drop(identifications, identifications.c.region_id.in_(own)),
            "region_specimens": self._drop(region_specimens, region_specimens.c.region_id.in_(own)),
            "regions": self._drop(regions, regions.c.image_id == image),
            "uploads": self._drop(uploads, uploads.c.image_id == image),
            "images": self._drop(images, images.c.image_id == image),
        }
        for table in (scores, embeddings, blobs):
            told[table.name] = self._drop(table, table.c.sha256.in_(digests))
        return {name: number for name, number in told.items() if number}

    def _own_names(self, image: UUID) -> set[str]:
        """What its owners called the picture itself."""
        own = select(regions.c.region_id).where(regions.c.image_id == image)
        found = select(images.c.user_name).where(images.c.image_id == image)
        items = select(run_items.c.user_name).where(run_items.c.region_id.in_(own))
        return {
            str(name)
            for query in (found, items)
            for name in self._connection.execute(query).scalars()
        }

    def names(self, image: UUID, digests: Sequence[str]) -> set[str]:
        """The same, and what they called copies of it."""
        items = select(run_items.c.user_name).where(self._items(image, digests))
        return self._own_names(image) | set(self._connection.execute(items).scalars())

    def in_reports(self, image: UUID, digests: Sequence[str]) -> int:
        """Take a picture's names out of the reports of runs that brought it; of how many."""
        names = self.names(image, digests)
        of_picture = select(run_items.c.run_id).where(self._items(image, digests))
        query = select(runs.c.run_id, runs.c.report).where(runs.c.run_id.in_(of_picture))
        changed = 0
        for row in self._connection.execute(query).all():
            report = without(row.report, names)
            if report != row.report:
                changed += self._change(runs, runs.c.run_id == row.run_id, report=report)
        return changed

    def shared(self, digest: str, image: UUID) -> bool:
        """Whether another picture holds the same bytes, now or in its history."""
        current = images.c.sha256 == digest
        query = select(func.count()).where(images.c.image_id != image, current)
        if self._connection.execute(query).scalar_one():
            return True
        history = select(images.c.former_blobs).where(
            images.c.image_id != image, images.c.former_blobs != []
        )
        return any(digest in str(row) for row in self._connection.execute(history).scalars())

    def named_by(self, principal: UUID) -> list[UUID]:
        """Specimens that a person has said something of."""
        table = identifications
        query = select(table.c.specimen_id).where(table.c.principal_id == principal).distinct()
        return list(self._connection.execute(query).scalars())

    def name_of(self, principal: UUID) -> str:
        """What the person is called, for rows that hold a name and no id."""
        query = select(principals.c.name).where(principals.c.principal_id == principal)
        return str(self._connection.execute(query).scalar() or "")

    def drawn_by(self, name: str) -> list[UUID]:
        """Pictures in which somebody drew a region."""
        query = select(regions.c.image_id).where(regions.c.proposed_by == name).distinct()
        return list(self._connection.execute(query).scalars())

    def corrected_by(self, name: str) -> dict[UUID, list[dict[str, Any]]]:
        """History of the specimens whose record somebody corrected."""
        query = select(specimens.c.specimen_id, specimens.c.former).where(
            cast(specimens.c.former, Text).like('%"by"%')
        )
        return {
            row.specimen_id: list(row.former)
            for row in self._connection.execute(query)
            if any(one.get("by") == name for one in row.former)
        }

    def _names_alone(self, name: str) -> dict[str, int]:
        """Out of rows that know the person by name only."""
        corrected = self.corrected_by(name)
        for key, former in corrected.items():
            history = [{**one, "by": NOBODY} if one.get("by") == name else one for one in former]
            self._change(specimens, specimens.c.specimen_id == key, former=history)
        return {
            "specimens": len(corrected),
            "regions": self._change(regions, regions.c.proposed_by == name, proposed_by=NOBODY),
            "promotions": self._change(promotions, promotions.c.by == name, by=NOBODY),
            "ceilings": self._change(ceilings, ceilings.c.by == name, by=NOBODY),
        }

    def person(self, principal: UUID) -> dict[str, int]:
        """Take a person's name from everything; what they said stands, said by nobody. By table."""
        alone = self._names_alone(self.name_of(principal))
        table = identifications
        said = self._connection.execute(
            select(table.c.identification_id, table.c.body).where(table.c.principal_id == principal)
        ).all()
        for row in said:
            body = {key: value for key, value in row.body.items() if key != "orcid"}
            self._change(
                table, table.c.identification_id == row.identification_id,
                identified_by=NOBODY, body=body,
            )  # fmt: skip
        acts = self._connection.execute(
            select(audit.c.audit_id, audit.c.body).where(audit.c.principal_id == principal)
        ).all()
        for row in acts:
            self._change(audit, audit.c.audit_id == row.audit_id, body={**row.body, "name": NOBODY})
        told = {
            **alone,
            "identifications": len(said),
            "audit": len(acts),
            "api_keys": self._drop(api_keys, api_keys.c.principal_id == principal),
            "memberships": self._drop(memberships, memberships.c.principal_id == principal),
            "webhooks": self._drop(webhooks, webhooks.c.principal_id == principal),
            "training_answers": self._drop(
                training_answers, training_answers.c.principal_id == principal
            ),
            "specimen_sets": self._change(
                specimen_sets, specimen_sets.c.principal_id == principal,
                saved_by=NOBODY, note="", query=None, missing=[],
            ),
            "uploads": self._drop(uploads, uploads.c.principal_id == principal),
            "principals": self._change(
                principals, principals.c.principal_id == principal,
                name=f"{GONE} {str(principal)[:8]}", orcid=None, credit=None, administrator=False,
            ),
        }  # fmt: skip
        return {name: number for name, number in told.items() if number}

    def _drop(self, table: Table, where: ColumnElement[bool]) -> int:
        return int(self._connection.execute(delete(table).where(where)).rowcount)

    def _change(self, table: Table, where: ColumnElement[bool], **values: Any) -> int:
        return int(self._connection.execute(update(table).where(where).values(**values)).rowcount)
