"""People and programs that act, their roles and keys. Only digests of keys are kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, or_, select, update

from insecta.catalogue.statements import insert_or_ignore, upsert
from insecta.catalogue.tables import api_keys, memberships, principals
from insecta.domain.collection import Principal, Role


class Principals:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, principal: Principal) -> None:
        row = {
            "principal_id": principal.principal_id,
            "name": principal.name,
            "administrator": principal.administrator,
            "orcid": principal.orcid,
            "created": self._at,
        }
        insert_or_ignore(self._connection, principals, [row])
        for collection, role in principal.roles.items():
            self.grant(principal.principal_id, collection, role)

    def by_name(self, name: str) -> Principal | None:
        key = self._connection.execute(
            select(principals.c.principal_id).where(principals.c.name == name)
        ).scalar()
        return None if key is None else self._whole(key)

    def find(self, key: UUID) -> Principal | None:
        """The principal as the catalogue knows them."""
        known = self._connection.execute(
            select(principals.c.principal_id).where(principals.c.principal_id == key)
        ).first()
        return None if known is None else self._whole(key)

    def credit(self, principal: UUID, credit: str | None, orcid: str | None) -> None:
        """By which name, and which ORCID, somebody is credited from now on, also for what they said before."""
        self._connection.execute(
            update(principals)
            .where(principals.c.principal_id == principal)
            .values(credit=credit, orcid=orcid)
        )

    def members(self, collection: UUID) -> list[Principal]:
        """Everybody with a role in a collection, by name."""
        rows = self._connection.execute(
            select(memberships.c.principal_id)
            .join(principals, principals.c.principal_id == memberships.c.principal_id)
            .where(memberships.c.collection_id == collection)
            .order_by(principals.c.name)
        )
        return [self._whole(key) for key in rows.scalars()]

    def grant(self, principal: UUID, collection: UUID, role: Role) -> None:
        row = {
            "principal_id": principal,
            "collection_id": collection,
            "role": role.name.lower(),
        }
        upsert(self._connection, memberships, [row], ("principal_id", "collection_id"))

    def add_key(self, key_id: UUID, principal: UUID, digest: str, hint: str) -> None:
        row = {
            "key_id": key_id,
            "principal_id": principal,
            "digest": digest,
            "hint": hint,
            "created": self._at,
        }
        insert_or_ignore(self._connection, api_keys, [row])

    def revoke(self, key_id: UUID) -> bool:
        changed = self._connection.execute(
            update(api_keys)
            .where(api_keys.c.key_id == key_id, api_keys.c.revoked.is_(None))
            .values(revoked=self._at)
        )
        return changed.rowcount == 1

    def keys(self) -> list[tuple[UUID, str, str]]:
        """(key id, name, hint) of every key that still opens something."""
        rows = self._connection.execute(
            select(api_keys.c.key_id, principals.c.name, api_keys.c.hint)
            .join(principals)
            .where(api_keys.c.revoked.is_(None))
            .order_by(api_keys.c.created)
        )
        return [(row.key_id, row.name, row.hint) for row in rows]

    def of_key(self, digest: str) -> Principal | None:
        """Who holds the key of this digest, if it is neither revoked nor expired."""
        row = self._connection.execute(
            select(principals)
            .join(api_keys)
            .where(
                api_keys.c.digest == digest,
                api_keys.c.revoked.is_(None),
                or_(api_keys.c.expires.is_(None), api_keys.c.expires > self._at),
            )
        ).one_or_none()
        return None if row is None else self._whole(row.principal_id)

    def holding_a_key(self, principal: UUID) -> Principal | None:
        """The principal, if a key of theirs still opens something."""
        found = self._connection.execute(
            select(api_keys.c.key_id).where(
                api_keys.c.principal_id == principal,
                api_keys.c.revoked.is_(None),
                or_(api_keys.c.expires.is_(None), api_keys.c.expires > self._at),
            )
        ).first()
        return None if found is None else self._whole(principal)

    def _whole(self, key: UUID) -> Principal:
        row = self._connection.execute(
            select(principals).where(principals.c.principal_id == key)
        ).one()
        roles = self._connection.execute(
            select(memberships).where(memberships.c.principal_id == key)
        )
        return Principal(
            key,
            row.name,
            row.administrator,
            {role.collection_id: Role[role.role.upper()] for role in roles},
            row.orcid,
            row.credit,
        )
