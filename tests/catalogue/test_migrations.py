"""The schema: built, taken down and built again with data in it, equal to the tables in code."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

import insecta.catalogue.migrations as migrations
from insecta.catalogue import schema
from insecta.catalogue.tables import collections, metadata, outbox
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.specimen import PREDICTED, Identification
from insecta.errors import Fault
from tests.catalogue.rows import ANTS, fill, specimen

CONTRACT = {
    "collections",
    "memberships",
    "principals",
    "api_keys",
    "blobs",
    "specimens",
    "source_ids",
    "images",
    "regions",
    "region_specimens",
    "scores",
    "embeddings",
    "identifications",
    "taxa",
    "taxon_names",
    "releases",
    "promotions",
    "runs",
    "run_items",
    "run_shards",
    "outbox",
    "consumer_offsets",
    "dead_letters",
    "index_generations",
    "leases",
    "deliveries",
    "audit",
}


def tables(catalogue: Catalogue) -> set[str]:
    with catalogue.reading() as tx:
        return set(inspect(tx.connection).get_table_names()) - {"alembic_version"}


def test_the_tables_of_the_contract_exist(catalogue: Catalogue) -> None:
    assert tables(catalogue) >= CONTRACT
    assert tables(catalogue) == set(metadata.tables)


def test_migrations_build_exactly_the_tables_in_code(catalogue: Catalogue) -> None:
    with catalogue.reading() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(catalogue: Catalogue) -> None:
    fill(catalogue)
    schema.migrate(catalogue)
    with catalogue.reading() as tx:
        assert tx.collections.get("ANTS") == ANTS


def test_down_and_up_with_data_through_every_revision(catalogue: Catalogue) -> None:
    fill(catalogue)
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    for script in scripts.walk_revisions():
        schema.downgrade(catalogue, script.down_revision or "base")
        assert schema.revision(catalogue) == script.down_revision
    assert tables(catalogue) == set()
    schema.migrate(catalogue)
    fill(catalogue)
    with catalogue.reading() as tx:
        assert len(tx.connection.execute(select(collections)).all()) == 1
        assert tx.connection.execute(select(outbox.c.seq)).scalars().all() == [1]


def test_collections_with_names_keep_what_they_show(catalogue: Catalogue) -> None:
    fill(catalogue)
    with catalogue.writing() as tx:
        tx.collections.ensure("EMPTY")
    schema.downgrade(catalogue, "0030")
    with catalogue.writing() as tx:
        for number, digest in enumerate(("a" * 64, "b" * 64), start=1):
            tx.releases.add(digest=digest, name="r", version=str(number), space="s", folder="")
            tx.releases.promote(digest, "somebody")
        shows = specimen("A1").specimen_id
        tx.identifications.add([Identification(uuid4(), shows, "machine", PREDICTED)])
    schema.migrate(catalogue)
    with catalogue.reading() as tx:
        assert tx.collections.get("ANTS").shown_promotion == 2
        assert tx.collections.get("EMPTY").shown_promotion is None


def test_another_revision_is_refused(catalogue: Catalogue) -> None:
    schema.require_current(catalogue)
    schema.downgrade(catalogue, "base")
    with pytest.raises(Fault, match="revision None, this program needs"):
        schema.require_current(catalogue)


def test_a_migration_that_breaks_off_leaves_nothing(empty: Catalogue) -> None:
    """Schema changes are part of the transaction, on SQLite too."""

    def broken() -> None:
        with empty.writing() as tx:
            metadata.create_all(tx.connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert tables(empty) == set()
