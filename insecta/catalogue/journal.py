"""Acts that must be answered for: who did what, when, to which thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from insecta.catalogue.rows import as_things
from insecta.catalogue.tables import audit
from insecta.domain.collection import Principal


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    principal_id: UUID | None
    action: str
    object: str
    body: Any


class Journal:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, principal: Principal, action: str, thing: str, body: Mapping[str, Any]) -> None:
        row = {
            "audit_id": uuid4(),
            "at": self._at,
            "principal_id": principal.principal_id,
            "action": action,
            "object": thing,
            "body": {"name": principal.name, **body},
        }
        self._connection.execute(insert(audit).values(row))

    def of(self, thing: str) -> list[Entry]:
        """Oldest first."""
        query = select(audit).where(audit.c.object == thing).order_by(audit.c.at, audit.c.audit_id)
        return as_things(Entry, self._connection.execute(query))
