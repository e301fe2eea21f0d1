"""Runs and their items: every picture of a source in exactly one state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from insecta.catalogue.rows import as_row, as_thing, as_things
from insecta.catalogue.statements import chunks, insert_or_ignore
from insecta.catalogue.tables import (
    images,
    region_specimens,
    run_items,
    run_shards,
    runs,
    specimens,
)
from insecta.domain.run import OPEN, Run, RunItem, State
from insecta.errors import NotFound

CANCELLED = "cancelled"
"""State of a run, and reason of its pictures that were not begun."""


class Runs:
    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def add(self, run: Run) -> None:
        insert_or_ignore(self._connection, runs, [as_row(runs, run)])

    def get(self, key: UUID) -> Run:
        row = self._connection.execute(select(runs).where(runs.c.run_id == key)).one_or_none()
        if row is None:
            raise NotFound(f"there is no run {key}", hint="`insecta runs list` shows them")
        return as_thing(Run, row)

    def open_run(self, collection: UUID, source: str) -> Run | None:
        """The unfinished run of this source, which a new ingest resumes."""
        return self._newest_of(collection, source, runs.c.finished.is_(None))

    def failed_run(self, collection: UUID, source: str) -> Run | None:
        """The newest run of this source, if any of its pictures failed."""
        newest = self.last_run(collection, source)
        failed = newest is not None and self.counts(newest.run_id).get("failed")
        return newest if failed else None

    def last_run(self, collection: UUID, source: str) -> Run | None:
        """The newest run of this source."""
        return self._newest_of(collection, source)

    def _newest_of(
        self, collection: UUID, source: str, *further: ColumnElement[bool]
    ) -> Run | None:
        row = self._connection.execute(
            select(runs)
            .where(runs.c.collection_id == collection, runs.c.source == source, *further)
            .order_by(runs.c.started.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else as_thing(Run, row)

    def newest(self, visible: frozenset[UUID] | None, limit: int = 100) -> list[Run]:
        query = select(runs).order_by(runs.c.started.desc()).limit(limit)
        if visible is not None:
            query = query.where(runs.c.collection_id.in_(visible))
        return as_things(Run, self._connection.execute(query))

    def change(self, key: UUID, **values: Any) -> None:
        self._connection.execute(update(runs).where(runs.c.run_id == key).values(**values))

    def add_items(self, items: Iterable[RunItem]) -> None:
        insert_or_ignore(self._connection, run_items, [as_row(run_items, item) for item in items])

    def next_number(self, run: UUID) -> int:
        """The number after the run's last item; 0 where it has none."""
        last = select(func.max(run_items.c.item_no)).where(run_items.c.run_id == run)
        number = self._connection.execute(last).scalar_one()
        return 0 if number is None else int(number) + 1

    def set_items(self, items: Iterable[tuple[RunItem, Mapping[str, Any]]]) -> None:
        """Change columns of items; those that change the same columns go in one statement."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for item, values in items:
            row = {"of_run": item.run_id, "number": item.item_no, **values}
            alike.setdefault(tuple(sorted(values)), []).append(row)
        statement = update(run_items).where(
            run_items.c.run_id == bindparam("of_run"), run_items.c.item_no == bindparam("number")
        )
        for rows in alike.values():
            self._connection.execute(statement, rows)

    def settle(self, region_states: Mapping[UUID, tuple[State, str | None]]) -> None:
        """End the open items that wait for these regions' identification."""
        for region in self._waiting_for(list(region_states)):
            state, reason = region_states[region]
            self._connection.execute(
                update(run_items)
                .where(run_items.c.region_id == region, run_items.c.state.in_(OPEN))
                .values(state=state, reason=reason)
            )

    def _waiting_for(self, regions: Sequence[UUID]) -> list[UUID]:
        """Those of some regions whose identification an open item waits for: of uploads, none."""
        found: set[UUID] = set()
        for part in chunks(regions):
            rows = self._connection.execute(
                select(run_items.c.region_id).where(
                    run_items.c.region_id.in_(part), run_items.c.state.in_(OPEN)
                )
            )
            found |= set(rows.scalars())
        return sorted(found)

    def items(
        self,
        run: UUID,
        states: Sequence[State] = (),
        after: int = -1,
        limit: int | None = None,
    ) -> list[RunItem]:
        query = (
            select(run_items)
            .where(run_items.c.run_id == run, run_items.c.item_no > after)
            .order_by(run_items.c.item_no)
            .limit(limit)
        )
        if states:
            query = query.where(run_items.c.state.in_(states))
        return as_things(RunItem, self._connection.execute(query))

    def items_named(self, run: UUID, source_keys: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for part in chunks(list(source_keys)):
            rows = self._connection.execute(
                select(run_items.c.source_key).where(
                    run_items.c.run_id == run, run_items.c.source_key.in_(part)
                )
            )
            found |= set(rows.scalars())
        return found

    def item_named(self, run: UUID, source_key: str) -> RunItem:
        row = self._connection.execute(
            select(run_items).where(run_items.c.run_id == run, run_items.c.source_key == source_key)
        ).one_or_none()
        if row is None:
            raise NotFound(f"run {run} has no picture {source_key!r}")
        return as_thing(RunItem, row)

    def came_from(self, collection: UUID, run: UUID, source_key: str) -> bool:
        """Whether an earlier run of the same source brought this picture."""
        return bool(self._brought_before(collection, run, source_key))

    def absent(self, collection: UUID, run: UUID) -> list[str]:
        """Names of pictures that earlier runs of the same source brought and this one lacks."""
        return self._brought_before(collection, run, None)

    def _brought_before(self, collection: UUID, run: UUID, source_key: str | None) -> list[str]:
        source = select(runs.c.source).where(runs.c.run_id == run).scalar_subquery()
        present = select(run_items.c.source_key).where(run_items.c.run_id == run)
        query = (
            select(images.c.user_name)
            .where(
                images.c.collection_id == collection,
                images.c.deleted_at.is_(None),
                images.c.source_key.in_(
                    select(run_items.c.source_key)
                    .join(runs, runs.c.run_id == run_items.c.run_id)
                    .where(
                        runs.c.collection_id == collection,
                        runs.c.source == source,
                        runs.c.run_id != run,
                        run_items.c.region_id.is_not(None),
                    )
                ),
            )
            .order_by(images.c.user_name)
        )
        if source_key is not None:
            query = query.where(images.c.source_key == source_key)
        else:
            query = query.where(images.c.source_key.not_in(present))
        return list(self._connection.execute(query).scalars())

    def counts(self, run: UUID) -> dict[str, int]:
        """How many items are in each state."""
        rows = self._connection.execute(
            select(run_items.c.state, func.count())
            .where(run_items.c.run_id == run)
            .group_by(run_items.c.state)
        )
        return {str(state): int(number) for state, number in rows}

    def changed_specimens(self, run: UUID) -> int:
        """How many living specimens the run's items show of which any item changed something.

        An item whose outcome is `equal` found everything as it was.
        """
        rows = self._connection.execute(
            select(func.count(region_specimens.c.specimen_id.distinct()))
            .join(run_items, run_items.c.region_id == region_specimens.c.region_id)
            .join(specimens, specimens.c.specimen_id == region_specimens.c.specimen_id)
            .where(
                run_items.c.run_id == run,
                run_items.c.outcome.is_distinct_from("equal"),
                region_specimens.c.until.is_(None),
                specimens.c.deleted_at.is_(None),
                specimens.c.merged_into.is_(None),
            )
        )
        return int(rows.scalar_one())

    def outcomes(self, run: UUID) -> dict[str, int]:
        """How many items were new, updated, equal, moved."""
        rows = self._connection.execute(
            select(run_items.c.outcome, func.count())
            .where(run_items.c.run_id == run, run_items.c.outcome.is_not(None))
            .group_by(run_items.c.outcome)
        )
        return {str(outcome): int(number) for outcome, number in rows}

    def runs_of_regions(self, region_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
        """The runs that brought each region."""
        found: dict[UUID, set[UUID]] = {}
        for part in chunks(list(region_ids)):
            rows = self._connection.execute(
                select(run_items.c.region_id, run_items.c.run_id).where(
                    run_items.c.region_id.in_(part)
                )
            )
            for row in rows:
                found.setdefault(row.region_id, set()).add(row.run_id)
        return found

    def finish_complete(self) -> list[UUID]:
        """Mark planned runs that have no open item as finished; which ones were."""
        ready = self.complete()
        for key in ready:
            self.change(key, finished=self._at, state="finished")
        return ready

    def complete(self) -> list[UUID]:
        """Planned runs that have no open item and are not marked as finished yet."""
        open_item = (
            select(run_items.c.item_no)
            .where(run_items.c.run_id == runs.c.run_id, run_items.c.state.in_(OPEN))
            .exists()
        )
        return list(
            self._connection.execute(
                select(runs.c.run_id).where(runs.c.finished.is_(None), runs.c.planned, ~open_item)
            ).scalars()
        )

    def of_collection(self, collection: UUID, kind: str) -> list[Run]:
        """Runs of one kind, newest first."""
        rows = self._connection.execute(
            select(runs)
            .where(runs.c.collection_id == collection, runs.c.kind == kind)
            .order_by(runs.c.started.desc())
        )
        return as_things(Run, rows)

    def cancel(self, run: UUID) -> int:
        """Pictures not begun end as failed, and the run as cancelled; how many."""
        changed = self._connection.execute(
            update(run_items)
            .where(run_items.c.run_id == run, run_items.c.state == "pending")
            .values(state="failed", reason=CANCELLED)
        )
        self.change(run, state=CANCELLED, finished=self._at)
        return changed.rowcount

    def reopen(self, run: UUID, *, failed: bool) -> int:
        """Cancelled pictures, and failed ones too, are pending again; how many."""
        query = update(run_items).where(run_items.c.run_id == run, run_items.c.state == "failed")
        if not failed:
            query = query.where(run_items.c.reason == CANCELLED)
        number = self._connection.execute(query.values(state="pending", reason=None)).rowcount
        if number:
            self.change(run, state="open", finished=None)
        return number

    def item(self, run: UUID, number: int) -> RunItem:
        row = self._connection.execute(
            select(run_items).where(run_items.c.run_id == run, run_items.c.item_no == number)
        ).one_or_none()
        if row is None:
            raise NotFound(f"run {run} has no item {number}")
        return as_thing(RunItem, row)

    def add_shard(
        self,
        run: UUID,
        number: int,
        key: str,
        digest: str,
        items: range,
        prepared: str | None = None,
    ) -> None:
        """The shard that holds these item numbers is in the catalogue.

        `key`, `digest`: of what a release saw in it; `prepared`: key of its renditions.
        """
        row = {
            "run_id": run,
            "shard_no": number,
            "key": key,
            "prepared": prepared,
            "digest": digest,
            "loaded": self._at,
            "first_item": items.start,
            "last_item": items.stop - 1,
        }
        insert_or_ignore(self._connection, run_shards, [row])

    def shards(self, run: UUID) -> set[int]:
        """Numbers of the shards that are loaded."""
        rows = self._connection.execute(
            select(run_shards.c.shard_no).where(run_shards.c.run_id == run)
        )
        return set(rows.scalars())

    def items_in(self, run: UUID, items: range) -> list[RunItem]:
        """Items with these numbers, in order."""
        rows = self._connection.execute(
            select(run_items)
            .where(
                run_items.c.run_id == run, run_items.c.item_no.between(items.start, items.stop - 1)
            )
            .order_by(run_items.c.item_no)
        )
        return as_things(RunItem, rows)

    def regions_of_shard(self, run: UUID, shard: int) -> list[UUID]:
        """Regions that the pictures of one loaded shard show."""
        rows = self._connection.execute(
            select(run_items.c.region_id)
            .join(
                run_shards,
                (run_shards.c.run_id == run_items.c.run_id)
                & run_items.c.item_no.between(run_shards.c.first_item, run_shards.c.last_item),
            )
            .where(
                run_shards.c.run_id == run,
                run_shards.c.shard_no == shard,
                run_items.c.region_id.is_not(None),
            )
        )
        return list(rows.scalars())
