"""All tables (contract: Names). Migrations build them; this module is what queries speak of.

Identifiers are UUIDs as 36-character text on both engines; times are ISO 8601 text in UTC, which
sorts as it compares and reads the same everywhere; JSON is text written by us.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import BigInteger, TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


class Uuid(TypeDecorator[UUID]):
    """UUID as 36 characters."""

    impl = String(36)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(value)


class Time(TypeDecorator[datetime]):
    """Moment in UTC as `2026-11-23T22:45:00.000000+00:00`, which sorts as text."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


_EMPTY: dict[str, Callable[[], Any]] = {"[]": list, "{}": dict}


class Json(TypeDecorator[Any]):
    """Canonical JSON: sorted keys, no blanks, so equal values are equal text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return _EMPTY[value]() if value in _EMPTY else json.loads(value)


Sequence64 = BigInteger().with_variant(Integer, "sqlite")

collections = Table(
    "collections",
    metadata,
    Column("collection_id", Uuid, primary_key=True),
    Column("code", String(100), nullable=False, unique=True),
    Column("title", Text, nullable=False, default=""),
    Column("public", Boolean, nullable=False, default=False),
    Column("number_pattern", Text, nullable=False, default="any"),
    Column("target", Float, nullable=False, default=0.95),
    Column("taxon_list", Json),
    Column("max_pixels", BigInteger),
    Column("max_pixels_public", BigInteger),
    Column("shown_promotion", Integer),
    Column("rules", Json, nullable=False, default=dict),
    Column("created", Time, nullable=False),
)

principals = Table(
    "principals",
    metadata,
    Column("principal_id", Uuid, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("orcid", String(19)),
    Column("credit", String(200)),
    Column("administrator", Boolean, nullable=False, default=False),
    Column("created", Time, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("principal_id", Uuid, ForeignKey("principals.principal_id"), primary_key=True),
    Column("collection_id", Uuid, ForeignKey("collections.collection_id"), primary_key=True),
    Column("role", String(20), nullable=False),
    CheckConstraint(
        "role IN ('viewer', 'contributor', 'identifier', 'curator', 'administrator')", name="role"
    ),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", Uuid, primary_key=True),
    Column("principal_id", Uuid, ForeignKey("principals.principal_id"), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("hint", String(12), nullable=False),
    Column("expires", Time),
    Column("revoked", Time),
    Column("created", Time, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("format", String(20), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("created", Time, nullable=False),
)

specimens = Table(
    "specimens",
    metadata,
    Column("specimen_id", Uuid, primary_key=True),
    Column("collection_id", Uuid, ForeignKey("collections.collection_id"), nullable=False),
    Column("catalog_number", Text),
    Column("number_normal", Text),
    Column("letter", String(8), nullable=False, default=""),
    Column("material_entity_id", Text),
    Column("basis_of_record", String(40), nullable=False, default="PreservedSpecimen"),
    Column("record", Json, nullable=False, default=dict),
    Column("verbatim", Json, nullable=False, default=dict),
    Column("problems", Json, nullable=False, default=list),
    Column("former", Json, nullable=False, default=list),
    Column("merged_into", Uuid),
    Column("version", Integer, nullable=False, default=1),
    Column("created", Time, nullable=False),
    Column("deleted_at", Time),
    Column("sent_by", Uuid),
    Column("shown_release", String(64)),
    Index("ix_specimens_number", "collection_id", "number_normal"),
)

source_ids = Table(
    "source_ids",
    metadata,
    Column("collection_id", Uuid, ForeignKey("collections.collection_id"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("value", String(500), primary_key=True),
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), nullable=False),
    Column("is_primary", Boolean, nullable=False, default=False),
    Column("stated_by", Uuid),
    Index("ix_source_ids_specimen", "specimen_id"),
)

images = Table(
    "images",
    metadata,
    Column("image_id", Uuid, primary_key=True),
    Column("collection_id", Uuid, ForeignKey("collections.collection_id"), nullable=False),
    Column("source_key", Text, nullable=False),
    Column("user_name", Text, nullable=False),
    Column("sha256", String(64), ForeignKey("blobs.sha256"), nullable=False),
    Column("former_blobs", Json, nullable=False, default=list),
    Column("view", String(20)),
    Column("licence", Text),
    Column("creator", Text),
    Column("verbatim", Json, nullable=False, default=dict, server_default="{}"),
    Column("codes", Json, nullable=False, default=list),
    Column("notes", Json, nullable=False, default=list),
    Column("waiting", Boolean, nullable=False, default=True),
    Column("station", String(200)),
    Column("version", Integer, nullable=False, default=1),
    Column("created", Time, nullable=False),
    Column("deleted_at", Time),
    UniqueConstraint("collection_id", "source_key"),
    Index("ix_images_sha256", "collection_id", "sha256"),
)
Index(
    "ix_images_waiting",
    images.c.created,
    sqlite_where=images.c.waiting,
    postgresql_where=images.c.waiting,
)

regions = Table(
    "regions",
    metadata,
    Column("region_id", Uuid, primary_key=True),
    Column("image_id", Uuid, ForeignKey("images.image_id"), nullable=False),
    Column("box", String(60), nullable=False, default="whole"),
    Column("kind", String(20), nullable=False, default="specimen"),
    Column("proposed_by", Text),
    Column("created", Time, nullable=False),
    Column("deleted_at", Time),
    Index("ix_regions_image", "image_id"),
)

region_specimens = Table(
    "region_specimens",
    metadata,
    Column("region_id", Uuid, ForeignKey("regions.region_id"), primary_key=True),
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), primary_key=True),
    Column("since", Time, primary_key=True),
    Column("until", Time),
    Column("reason", Text, nullable=False, default=""),
    Index("ix_region_specimens_specimen", "specimen_id"),
)

scores = Table(
    "scores",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("box", String(60), primary_key=True),
    Column("release", String(64), primary_key=True),
    Column("body", Json, nullable=False),
    Column("created", Time, nullable=False),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("box", String(60), primary_key=True),
    Column("space", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

identifications = Table(
    "identifications",
    metadata,
    Column("identification_id", Uuid, primary_key=True),
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), nullable=False),
    Column("region_id", Uuid, ForeignKey("regions.region_id")),
    Column("kind", String(12), nullable=False),
    Column("release", String(64)),
    Column("promotion", Integer),
    Column("principal_id", Uuid, ForeignKey("principals.principal_id")),
    Column("identified_by", Text),
    Column("date_identified", String(40)),
    Column("scientific_name", Text),
    Column("taxon_rank", String(30)),
    Column("qualifier", Text),
    Column("verbatim", Text),
    Column("trust", String(24), nullable=False),
    Column("body", Json, nullable=False, default=dict),
    Column("based_on", Uuid),
    Column("created", Time, nullable=False),
    CheckConstraint("kind IN ('machine', 'person', 'catalogue')", name="kind"),
    Index("ix_identifications_specimen", "specimen_id", "created"),
    Index("ix_identifications_region", "region_id", "release"),
)

taxa = Table(
    "taxa",
    metadata,
    Column("taxon_id", String(120), primary_key=True),
    Column("authority", String(120), primary_key=True),
    Column("scientific_name", Text, nullable=False),
    Column("taxon_rank", String(30), nullable=False),
    Column("parent_id", String(120)),
    Column("status", String(30), nullable=False, default="valid"),
    Column("lineage", Json, nullable=False, default=dict),
)

taxon_names = Table(
    "taxon_names",
    metadata,
    Column("name", String(300), primary_key=True),
    Column("taxon_id", String(120), primary_key=True),
    Column("authority", String(120), primary_key=True),
    Column("status", String(30), nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("version", String(40), nullable=False),
    Column("space", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("folder", Text, nullable=False),
    Column("body", Json, nullable=False, default=dict),
    Column("created", Time, nullable=False),
)

promotions = Table(
    "promotions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("release", String(64), ForeignKey("releases.digest"), nullable=False),
    Column("at", Time, nullable=False),
    Column("by", Text, nullable=False, default=""),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", Uuid, primary_key=True),
    Column("collection_id", Uuid, ForeignKey("collections.collection_id"), nullable=False),
    Column("kind", String(20), nullable=False, default="ingest"),
    Column("source", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("planned", Boolean, nullable=False, default=False),
    Column("outcomes", Json, nullable=False, default=dict),
    Column("report", Json, nullable=False, default=dict),
    Column("started", Time, nullable=False),
    Column("finished", Time),
)

run_items = Table(
    "run_items",
    metadata,
    Column("run_id", Uuid, ForeignKey("runs.run_id"), primary_key=True),
    Column("item_no", Integer, primary_key=True),
    Column("user_name", Text, nullable=False),
    Column("source_key", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sha256", String(64)),
    Column("outcome", String(10)),
    Column("region_id", Uuid),
    Column("body", Json, nullable=False, default=dict),
    CheckConstraint(
        "state IN ('pending','working','done','abstained','rejected','failed','duplicate')",
        name="state",
    ),
    UniqueConstraint("run_id", "source_key"),
    Index("ix_run_items_state", "run_id", "state"),
    Index("ix_run_items_source_key", "source_key"),
    Index("ix_run_items_region", "region_id"),
)
_COPIES = run_items.c.region_id.is_(None) & run_items.c.sha256.is_not(None)
Index(
    "ix_run_items_copies", run_items.c.sha256, sqlite_where=_COPIES, postgresql_where=_COPIES
)  # what its bytes alone tell of: few

run_shards = Table(
    "run_shards",
    metadata,
    Column("run_id", Uuid, ForeignKey("runs.run_id"), primary_key=True),
    Column("shard_no", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("prepared", Text),
    Column("digest", String(64)),
    Column("loaded", Time),
    Column("first_item", Integer),
    Column("last_item", Integer),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Sequence64, primary_key=True, autoincrement=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("topic", String(60), nullable=False),
    Column("key", String(100), nullable=False),
    Column("body", Text, nullable=False),
    Column("created", Time, nullable=False),
    Column("relayed", Time),
    sqlite_autoincrement=True,
)

consumer_offsets = Table(
    "consumer_offsets",
    metadata,
    Column("group", String(60), primary_key=True),
    Column("topic", String(100), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

retries = Table(
    "retries",
    metadata,
    Column("group", String(60), primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("topic", String(60), nullable=False),
    Column("body", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("due", Time, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("letter_id", Uuid, primary_key=True),
    Column("group", String(60), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("body", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Time, nullable=False),
    Column("replayed", Time),
    UniqueConstraint("group", "event_id"),
)

index_generations = Table(
    "index_generations",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("space", String(64)),
    Column("dimensions", Integer),
    Column("state", String(12), nullable=False),
    Column("created", Time, nullable=False),
    Column("changed", Time, nullable=False),
    Column("lacking", Boolean, nullable=False, default=False),
    CheckConstraint("state IN ('building', 'live', 'former', 'dropped')", name="state"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("expires", Time, nullable=False),
    Column("fencing", BigInteger, nullable=False),
    Column("body", Json, nullable=False, default=dict),
)

uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", Uuid, primary_key=True),
    Column("principal_id", Uuid, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False, default=0),
    Column("direct", Boolean, nullable=False, default=False),
    Column("parts", Json, nullable=False, default=list),
    Column("body", Json, nullable=False, default=dict),
    Column("image_id", Uuid),
    Column("refused", Json),
    Column("created", Time, nullable=False),
    Column("expires", Time, nullable=False),
    Index("ix_uploads_expires", "expires"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", Uuid, primary_key=True),
    Column("principal_id", Uuid, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", String(80), nullable=False),
    Column("events", Json, nullable=False, default=list),
    Column("dead", Text),
    Column("created", Time, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Uuid, primary_key=True),
    Column("target", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("body", Text, nullable=False, default="", server_default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due", Time, nullable=False),
    Column("delivered", Time),
    Column("last_error", Text),
)
Index(
    "ix_deliveries_due",
    deliveries.c.due,
    sqlite_where=deliveries.c.delivered.is_(None),
    postgresql_where=deliveries.c.delivered.is_(None),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Uuid, primary_key=True),
    Column("at", Time, nullable=False),
    Column("principal_id", Uuid),
    Column("action", String(60), nullable=False),
    Column("object", Text, nullable=False),
    Column("body", Json, nullable=False, default=dict),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("body", Json, nullable=False, default=dict),
    Column("created", Time, nullable=False),
)

learning_roles = Table(
    "learning_roles",
    metadata,
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), primary_key=True),
    Column("role", String(8), nullable=False),
    Column("part", String(16), nullable=False),
    Column("since", Time, nullable=False),
    CheckConstraint("role IN ('training', 'frozen')", name="role"),
    UniqueConstraint("specimen_id", "role"),
)
"""What a specimen is for, decided once: what trains never tests, what tests never trains."""

snapshot_specimens = Table(
    "snapshot_specimens",
    metadata,
    Column("snapshot", String(64), ForeignKey("snapshots.digest"), primary_key=True),
    Column("specimen_id", Uuid, primary_key=True),
    Column("role", String(8), nullable=False),
    Column("part", String(16), nullable=False),
    CheckConstraint("(role = 'training') = (part IN ('train', 'calibration'))", name="part"),
    ForeignKeyConstraint(
        ["specimen_id", "role"],
        ["learning_roles.specimen_id", "learning_roles.role"],
        name="fk_snapshot_specimens_role",
    ),
)
"""A frozen specimen cannot enter a training part: the pair (specimen, role) must exist."""

ceilings = Table(
    "ceilings",
    metadata,
    Column("ceiling_id", Uuid, primary_key=True),
    Column("scientific_name", Text, nullable=False),
    Column("taxon_rank", String(30), nullable=False),
    Column("authority", String(120), nullable=False, default=""),
    Column("view", String(20)),
    Column("needs_view", String(20)),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False, default=""),
    Column("by", Text, nullable=False, default=""),
    Column("created", Time, nullable=False),
    Column("withdrawn", Time),
)
"""What no picture can tell apart (users: 4); changed by adding and withdrawing, never in place."""

review_holds = Table(
    "review_holds",
    metadata,
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), primary_key=True),
    Column("principal_id", Uuid, nullable=False),
    Column("blind", Boolean, nullable=False, default=False),
    Column("since", Time, nullable=False),
    Column("expires", Time, nullable=False),
    Index("ix_review_holds_principal", "principal_id", "expires"),
)
"""Who has which specimen before them now: two reviewers never have the same one."""

review_skips = Table(
    "review_skips",
    metadata,
    Column("principal_id", Uuid, primary_key=True),
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), primary_key=True),
    Column("at", Time, nullable=False),
)

training_specimens = Table(
    "training_specimens",
    metadata,
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), primary_key=True),
    Column("collection_id", Uuid, ForeignKey("collections.collection_id"), nullable=False),
    Column("added_by", Uuid, nullable=False),
    Column("added", Time, nullable=False),
    Index("ix_training_specimens_collection", "collection_id"),
)
"""Specimens of known, expert identification that new reviewers learn on (users: 28)."""

training_answers = Table(
    "training_answers",
    metadata,
    Column("principal_id", Uuid, primary_key=True),
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), primary_key=True),
    Column("collection_id", Uuid, nullable=False),
    Column("shown", Time, nullable=False),
    Column("answered", Time),
    Column("body", Json, nullable=False, default=dict),
    Index("ix_training_answers_collection", "collection_id"),
)
"""One person's one answer: who has seen the solution is not asked again. `answered`: None while it is open."""

specimen_sets = Table(
    "specimen_sets",
    metadata,
    Column("set_id", Uuid, primary_key=True),
    Column("principal_id", Uuid, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("query", Text),
    Column("missing", Json, nullable=False, default=list),
    Column("created", Time, nullable=False),
    Index("ix_specimen_sets_principal", "principal_id", "created"),
)
"""Lists of specimens that somebody saved, shared by their address (users: 20)."""

set_members = Table(
    "set_members",
    metadata,
    Column("set_id", Uuid, ForeignKey("specimen_sets.set_id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("specimen_id", Uuid, ForeignKey("specimens.specimen_id"), nullable=False),
    Column("named", Json, nullable=False, default=dict),
)
"""`named`: what the specimen was called when the set was saved, and by which release."""
