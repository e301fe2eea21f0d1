"""Leases: one owner at a time, known by a fencing number that only grows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from insecta.catalogue.rows import as_thing, as_things
from insecta.catalogue.statements import insert_or_ignore
from insecta.catalogue.tables import leases
from insecta.errors import LeaseLost

RENEW = timedelta(seconds=3)
TAKE_OVER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Lease:
    name: str
    owner: str
    fencing: int
    expires: datetime
    body: Any = None


class Leases:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def take(self, name: str, owner: str, body: Mapping[str, Any] | None = None) -> Lease | None:
        """Take a free or expired lease, or renew one's own; None while another holds it."""
        expires = self._at + TAKE_OVER
        row = {
            "name": name,
            "owner": owner,
            "expires": expires,
            "fencing": 1,
            "body": dict(body or {}),
        }
        if insert_or_ignore(self._connection, leases, [row]):
            return Lease(name, owner, 1, expires)
        held = self._connection.execute(
            select(leases).where(leases.c.name == name).with_for_update()
        ).one()
        if held.owner != owner and held.expires > self._at:
            return None
        fencing = held.fencing if held.owner == owner else held.fencing + 1
        self._connection.execute(
            update(leases)
            .where(leases.c.name == name)
            .values(owner=owner, expires=expires, fencing=fencing, body=dict(body or {}))
        )
        return Lease(name, owner, fencing, expires)

    def check(self, lease: Lease) -> None:
        """Still ours, in the transaction of the effects? Raises LeaseLost."""
        held = self._connection.execute(
            select(leases.c.fencing).where(leases.c.name == lease.name)
        ).scalar()
        if held != lease.fencing:
            raise LeaseLost(
                f"{lease.name} was taken over", hint="this worker ends; the new one goes on"
            )

    def release(self, lease: Lease) -> None:
        """Let another take it at once."""
        self._connection.execute(
            update(leases)
            .where(leases.c.name == lease.name, leases.c.fencing == lease.fencing)
            .values(expires=self._at)
        )

    def forget(self, name: str) -> None:
        self._connection.execute(delete(leases).where(leases.c.name == name))

    def live(self, prefix: str = "") -> list[Lease]:
        rows = self._connection.execute(
            select(leases)
            .where(leases.c.expires > self._at, leases.c.name.startswith(prefix, autoescape=True))
            .order_by(leases.c.name)
        )
        return as_things(Lease, rows)

    def named(self, prefix: str) -> list[Lease]:
        """Leases of these names, those that are over included."""
        rows = self._connection.execute(
            select(leases)
            .where(leases.c.name.startswith(prefix, autoescape=True))
            .order_by(leases.c.name)
        )
        return as_things(Lease, rows)

    def get(self, name: str) -> Lease | None:
        row = self._connection.execute(select(leases).where(leases.c.name == name)).one_or_none()
        return None if row is None else as_thing(Lease, row)
