"""Releases and promotions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from insecta.catalogue.rows import as_thing, as_things
from insecta.catalogue.statements import insert_or_ignore
from insecta.catalogue.tables import promotions, releases
from insecta.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    digest: str
    name: str
    version: str
    space: str
    state: str
    folder: str
    body: Any
    created: datetime


@dataclass(frozen=True, slots=True)
class Promotion:
    """`release` answers for the house since promotion `number`."""

    number: int
    release: str
    at: datetime


class Releases:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, *, digest: str, name: str, version: str, space: str, folder: str) -> None:
        row = {
            "digest": digest,
            "name": name,
            "version": version,
            "space": space,
            "state": "candidate",
            "folder": folder,
            "body": {},
            "created": self._at,
        }
        insert_or_ignore(self._connection, releases, [row])

    def get(self, digest: str) -> ReleaseRow:
        row = self._connection.execute(
            select(releases).where(releases.c.digest == digest)
        ).one_or_none()
        if row is None:
            raise NotFound(f"there is no release {digest[:12]}…")
        return as_thing(ReleaseRow, row)

    def all(self) -> list[ReleaseRow]:
        rows = self._connection.execute(select(releases).order_by(releases.c.created))
        return as_things(ReleaseRow, rows)

    def describe(self, digest: str, more: Mapping[str, Any]) -> None:
        """Add to what is known of a release beside its files, such as how it was compared."""
        body = {**(self.get(digest).body or {}), **more}
        self._connection.execute(
            update(releases).where(releases.c.digest == digest).values(body=body)
        )

    def named(self, beginning: str) -> ReleaseRow:
        """The release whose digest begins so. Raises NotFound, Conflict for several."""
        found = [row for row in self.all() if row.digest.startswith(beginning)]
        if not found:
            raise NotFound(
                f"there is no release {beginning!r}",
                hint="give a release folder, or the beginning of a digest",
            )
        if len(found) > 1:
            raise Conflict(f"{len(found)} releases begin with {beginning!r}")
        return found[0]

    def promotions(self) -> list[Promotion]:
        """Every promotion, the newest last."""
        rows = self._connection.execute(select(promotions).order_by(promotions.c.number))
        return as_things(Promotion, rows)

    def promote(self, digest: str, by: str) -> Promotion:
        """Give the release the next promotion number; the former champion retires."""
        self.get(digest)
        number = self._connection.execute(select(func.max(promotions.c.number))).scalar() or 0
        self._connection.execute(
            update(releases).where(releases.c.state == "champion").values(state="retired")
        )
        self._connection.execute(
            update(releases).where(releases.c.digest == digest).values(state="champion")
        )
        new = Promotion(number + 1, digest, self._at)
        self._connection.execute(
            insert(promotions).values(number=new.number, release=digest, at=self._at, by=by)
        )
        return new

    def promotion(self, number: int | None = None) -> Promotion | None:
        """The promotion of that number, or the newest; None before the first."""
        query = select(promotions).order_by(promotions.c.number.desc()).limit(1)
        if number is not None:
            query = query.where(promotions.c.number == number)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else as_thing(Promotion, row)

    def number_of(self, digest: str) -> int | None:
        """The newest promotion of a release; None where it never was promoted."""
        query = select(func.max(promotions.c.number)).where(promotions.c.release == digest)
        found: int | None = self._connection.execute(query).scalar()
        return found
