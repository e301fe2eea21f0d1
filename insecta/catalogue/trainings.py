"""Training sets and what people answered in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from insecta.catalogue.rows import as_thing, as_things
from insecta.catalogue.statements import chunks, insert_or_ignore
from insecta.catalogue.tables import specimens, training_answers, training_specimens


@dataclass(frozen=True, slots=True)
class TrainingAnswer:
    """One person's one answer on a specimen; `answered` is None while they look.

    `body`: `name`, `rank` that were said, `truth`, `truth_rank`, `right` (rank → whether), `seconds`.
    """

    principal_id: UUID
    specimen_id: UUID
    collection_id: UUID
    shown: datetime
    answered: datetime | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


class Trainings:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, collection: UUID, keys: Sequence[UUID], by: UUID) -> int:
        """How many of the specimens were not in the set before."""
        rows = [
            {"specimen_id": key, "collection_id": collection, "added_by": by, "added": self._at}
            for key in keys
        ]
        return insert_or_ignore(self._connection, training_specimens, rows)

    def remove(self, collection: UUID, specimen: UUID) -> bool:
        gone = self._connection.execute(
            delete(training_specimens).where(
                training_specimens.c.collection_id == collection,
                training_specimens.c.specimen_id == specimen,
            )
        )
        return gone.rowcount == 1

    def specimens(self, collection: UUID) -> list[UUID]:
        """The living ones of the set, by when they were added."""
        rows = self._connection.execute(
            select(training_specimens.c.specimen_id)
            .join(specimens, specimens.c.specimen_id == training_specimens.c.specimen_id)
            .where(
                training_specimens.c.collection_id == collection,
                specimens.c.deleted_at.is_(None),
                specimens.c.merged_into.is_(None),
            )
            .order_by(training_specimens.c.added, training_specimens.c.specimen_id)
        )
        return list(rows.scalars())

    def size(self, collection: UUID) -> int:
        """How many living specimens are in the set."""
        return len(self.specimens(collection))

    def show(self, principal: UUID, collection: UUID, specimen: UUID) -> None:
        """The person sees the specimen from now on; one that they have answered stays so."""
        row = {
            "principal_id": principal, "specimen_id": specimen, "collection_id": collection,
            "shown": self._at, "answered": None, "body": {},
        }  # fmt: skip
        if insert_or_ignore(self._connection, training_answers, [row]) == 0:
            self._connection.execute(
                update(training_answers).where(*_open(principal, specimen)).values(shown=self._at)
            )

    def open(self, principal: UUID, specimen: UUID) -> TrainingAnswer | None:
        """What the person sees and has not answered."""
        row = self._connection.execute(
            select(training_answers).where(*_open(principal, specimen))
        ).one_or_none()
        return None if row is None else as_thing(TrainingAnswer, row)

    def answer(self, principal: UUID, specimen: UUID, body: Mapping[str, Any]) -> bool:
        """False where it was answered meanwhile: the first answer counts."""
        changed = self._connection.execute(
            update(training_answers)
            .where(*_open(principal, specimen))
            .values(answered=self._at, body=dict(body))
        )
        return changed.rowcount == 1

    def answers(self, collection: UUID, principal: UUID | None = None) -> list[TrainingAnswer]:
        """Given answers, oldest first; of one person, or of all."""
        query = (
            select(training_answers)
            .where(
                training_answers.c.collection_id == collection,
                training_answers.c.answered.is_not(None),
            )
            .order_by(training_answers.c.answered, training_answers.c.specimen_id)
        )
        if principal is not None:
            query = query.where(training_answers.c.principal_id == principal)
        return as_things(TrainingAnswer, self._connection.execute(query))

    def shown_to(self, principal: UUID, keys: Sequence[UUID]) -> dict[UUID, bool]:
        """Those of some specimens that the person has seen, and whether they have answered."""
        found: dict[UUID, bool] = {}
        for part in chunks(list(keys)):
            rows = self._connection.execute(
                select(training_answers.c.specimen_id, training_answers.c.answered).where(
                    training_answers.c.principal_id == principal,
                    training_answers.c.specimen_id.in_(part),
                )
            )
            found |= {row.specimen_id: row.answered is not None for row in rows}
        return found


def _open(principal: UUID, specimen: UUID) -> tuple[Any, ...]:
    return (
        training_answers.c.principal_id == principal,
        training_answers.c.specimen_id == specimen,
        training_answers.c.answered.is_(None),
    )
