"""Scores, embeddings and identifications: inserted or ignored, never updated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, Text, distinct, func, select, tuple_, type_coerce

from insecta.catalogue.rows import as_row, as_thing, as_things
from insecta.catalogue.statements import chunks, insert_or_ignore
from insecta.catalogue.tables import embeddings, identifications, principals, scores, specimens
from insecta.domain.specimen import Identification

Part = tuple[str, str]
"""(sha256, box): what was looked at, whoever owns it."""


def credited() -> Select[Any]:
    """Every column of identifications, people by the name or alias that they chose, with their ORCID.

    What they are called is theirs to change; the statement stays as it was made.
    """
    named = func.coalesce(principals.c.credit, identifications.c.identified_by)
    others = [one for one in identifications.c if one.name != "identified_by"]
    return select(
        *others, named.label("identified_by"), principals.c.orcid.label("orcid")
    ).outerjoin(principals, principals.c.principal_id == identifications.c.principal_id)


def _living_named(collection: UUID) -> Select[UUID]:
    """Ids of living specimens of a collection, once for each identification that they have."""
    return (
        select(identifications.c.specimen_id)
        .join(specimens, specimens.c.specimen_id == identifications.c.specimen_id)
        .where(specimens.c.collection_id == collection, specimens.c.deleted_at.is_(None))
    )


class Identifications:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add_scores(self, release: str, new: Mapping[Part, Any]) -> int:
        """How many parts nobody else had seen meanwhile."""
        rows = [
            {"sha256": sha, "box": box, "release": release, "body": body, "created": self._at}
            for (sha, box), body in new.items()
        ]
        return insert_or_ignore(self._connection, scores, rows)

    def scores(self, release: str, parts: Sequence[Part]) -> dict[Part, Any]:
        found: dict[Part, Any] = {}
        for part in chunks(list(parts), 200):
            rows = self._connection.execute(
                select(scores).where(
                    scores.c.release == release, tuple_(scores.c.sha256, scores.c.box).in_(part)
                )
            )
            found |= {(row.sha256, row.box): row.body for row in rows}
        return found

    def add_embeddings(self, space: str, new: Mapping[Part, NDArray[np.float32]]) -> None:
        rows = [
            {
                "sha256": sha,
                "box": box,
                "space": space,
                "vector": vector.astype(np.float16).tobytes(),
            }
            for (sha, box), vector in new.items()
        ]
        insert_or_ignore(self._connection, embeddings, rows)

    def embeddings(self, space: str, parts: Sequence[Part]) -> dict[Part, NDArray[np.float32]]:
        found: dict[Part, NDArray[np.float32]] = {}
        for part in chunks(list(parts), 200):
            rows = self._connection.execute(
                select(embeddings).where(
                    embeddings.c.space == space,
                    tuple_(embeddings.c.sha256, embeddings.c.box).in_(part),
                )
            )
            found |= {
                (row.sha256, row.box): np.frombuffer(row.vector, np.float16).astype(np.float32)
                for row in rows
            }
        return found

    def add(self, new: Iterable[Identification]) -> int:
        rows = [as_row(identifications, one, created=self._at) for one in new]
        return insert_or_ignore(self._connection, identifications, rows)

    def get(self, key: UUID) -> Identification | None:
        row = self._connection.execute(
            select(identifications).where(identifications.c.identification_id == key)
        ).one_or_none()
        return None if row is None else as_thing(Identification, row)

    def made_at(self, at: datetime, principal: UUID | None) -> list[Identification]:
        """What one person said in one transaction."""
        rows = self._connection.execute(
            select(identifications).where(
                identifications.c.created == at, identifications.c.principal_id == principal
            )
        )
        return as_things(Identification, rows)

    def blind_in(self, collection: UUID, most: int = 2_000) -> list[UUID]:
        """Specimens of a collection that a person named without sight of the machine's name.

        Not by a second look alone: which specimens get one is not left to chance.
        """
        table = identifications
        query = (
            _living_named(collection)
            .where(
                table.c.kind == "person",
                type_coerce(table.c.body, Text).like('%"blind":true%'),
                type_coerce(table.c.body, Text).not_like('%"second":true%'),
            )
            .distinct()
            .order_by(table.c.specimen_id)
            .limit(most)
        )
        return list(self._connection.execute(query).scalars())

    def named_by(self, collection: UUID, principal: UUID, most: int) -> list[UUID]:
        """Living specimens of a collection that one person gave a name, the latest first."""
        table = identifications
        query = (
            _living_named(collection)
            .where(
                table.c.principal_id == principal,
                table.c.scientific_name.is_not(None),
            )
            .group_by(table.c.specimen_id)
            .order_by(func.max(table.c.created).desc(), table.c.specimen_id)
            .limit(most)
        )
        return list(self._connection.execute(query).scalars())

    def named_at(self, collection: UUID, ranks: Sequence[str]) -> list[UUID]:
        """Living specimens of a collection that a person gave a name at one of some ranks."""
        table = identifications
        query = (
            _living_named(collection)
            .where(
                table.c.kind == "person",
                table.c.taxon_rank.in_(ranks),
            )
            .distinct()
            .order_by(table.c.specimen_id)
        )
        return list(self._connection.execute(query).scalars())

    def named_by_people(self, collections: Sequence[UUID], since: datetime | None) -> int:
        """Living specimens of these collections that a person gave a name, after a time."""
        table = identifications
        query = (
            select(func.count(distinct(table.c.specimen_id)))
            .join(specimens, specimens.c.specimen_id == table.c.specimen_id)
            .where(
                specimens.c.collection_id.in_(collections),
                specimens.c.deleted_at.is_(None),
                table.c.kind == "person",
                table.c.scientific_name.is_not(None),
            )
        )
        if since is not None:
            query = query.where(table.c.created > since)
        return int(self._connection.execute(query).scalar_one())

    def of_specimens(self, specimen_ids: Sequence[UUID]) -> dict[UUID, list[Identification]]:
        """Every identification of the specimens, oldest first."""
        found: dict[UUID, list[Identification]] = {}
        for part in chunks(list(specimen_ids)):
            rows = self._connection.execute(
                credited()
                .where(identifications.c.specimen_id.in_(part))
                .order_by(identifications.c.created, identifications.c.identification_id)
            )
            for one in as_things(Identification, rows):
                found.setdefault(one.specimen_id, []).append(one)
        return found
