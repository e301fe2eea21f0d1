"""Training snapshots, and what each specimen is for: decided once, and held by constraints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from insecta.catalogue.rows import as_thing, as_things
from insecta.catalogue.statements import chunks, insert_or_ignore
from insecta.catalogue.tables import learning_roles, snapshot_specimens, snapshots, specimens
from insecta.errors import NotFound

TRAINING, FROZEN = "training", "frozen"


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    digest: str
    name: str
    body: Any
    created: datetime


@dataclass(frozen=True, slots=True)
class Role:
    """`part`: where the first snapshot that held the specimen put it."""

    specimen_id: UUID
    role: str
    part: str


class Snapshots:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, digest: str, name: str, body: Mapping[str, Any]) -> None:
        row = {"digest": digest, "name": name, "body": dict(body), "created": self._at}
        insert_or_ignore(self._connection, snapshots, [row])

    def get(self, digest: str) -> SnapshotRow:
        row = self._connection.execute(
            select(snapshots).where(snapshots.c.digest == digest)
        ).one_or_none()
        if row is None:
            raise NotFound(f"there is no snapshot {digest[:12]}…")
        return as_thing(SnapshotRow, row)

    def newest(self, collections: Sequence[UUID]) -> SnapshotRow | None:
        """The newest one that holds specimens of each of these collections."""
        held = select(snapshot_specimens.c.snapshot).join(
            specimens, specimens.c.specimen_id == snapshot_specimens.c.specimen_id
        )
        query = select(snapshots).where(
            *(
                snapshots.c.digest.in_(held.where(specimens.c.collection_id == key))
                for key in collections
            )
        )
        newest = query.order_by(snapshots.c.created.desc(), snapshots.c.digest).limit(1)
        row = self._connection.execute(newest).one_or_none()
        return None if row is None else as_thing(SnapshotRow, row)

    def with_parts(self, collections: Sequence[UUID], parts: Sequence[str]) -> list[SnapshotRow]:
        """Those that hold specimens of any of these collections in one of these parts, oldest first."""
        held = (
            select(snapshot_specimens.c.snapshot)
            .join(specimens, specimens.c.specimen_id == snapshot_specimens.c.specimen_id)
            .where(specimens.c.collection_id.in_(collections), snapshot_specimens.c.part.in_(parts))
        )
        query = select(snapshots).where(snapshots.c.digest.in_(held))
        rows = self._connection.execute(query.order_by(snapshots.c.created, snapshots.c.digest))
        return as_things(SnapshotRow, rows)

    def roles(self, specimen_ids: Sequence[UUID]) -> dict[UUID, Role]:
        """What specimens are for, of those that any snapshot has held."""
        found: dict[UUID, Role] = {}
        for part in chunks(list(specimen_ids)):
            rows = self._connection.execute(
                select(learning_roles).where(learning_roles.c.specimen_id.in_(part))
            )
            found |= {role.specimen_id: role for role in as_things(Role, rows)}
        return found

    def hold(self, snapshot: str, members: Sequence[Role]) -> None:
        """The specimens of a snapshot. Raises IntegrityError where one has the other role."""
        roles = [
            {"specimen_id": m.specimen_id, "role": m.role, "part": m.part, "since": self._at}
            for m in members
        ]
        insert_or_ignore(self._connection, learning_roles, roles)
        rows = [
            {"snapshot": snapshot, "specimen_id": m.specimen_id, "role": m.role, "part": m.part}
            for m in members
        ]
        insert_or_ignore(self._connection, snapshot_specimens, rows)

    def holding(self, specimen_id: UUID) -> list[tuple[str, str]]:
        """(snapshot, part) of every snapshot that a specimen is in."""
        table = snapshot_specimens
        query = select(table.c.snapshot, table.c.part).where(table.c.specimen_id == specimen_id)
        return [(row.snapshot, row.part) for row in self._connection.execute(query)]
