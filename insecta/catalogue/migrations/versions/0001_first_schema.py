"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("principal_id", sa.String(36), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit")),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "collections",
        sa.Column("collection_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("number_pattern", sa.Text(), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("taxon_list", sa.Text(), nullable=True),
        sa.Column("max_pixels", sa.BigInteger(), nullable=True),
        sa.Column("shown_promotion", sa.Integer(), nullable=True),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("collection_id", name=op.f("pk_collections")),
        sa.UniqueConstraint("code", name=op.f("uq_collections_code")),
    )
    op.create_table(
        "consumer_offsets",
        sa.Column("group", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("group", "topic", name=op.f("pk_consumer_offsets")),
    )
    op.create_table(
        "dead_letters",
        sa.Column("letter_id", sa.String(36), nullable=False),
        sa.Column("group", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("replayed", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_dead_letters")),
        sa.UniqueConstraint("group", "event_id", name=op.f("uq_dead_letters_group_event_id")),
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.String(36), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(32), nullable=False),
        sa.Column("delivered", sa.String(32), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_deliveries")),
    )
    op.create_table(
        "embeddings",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("box", sa.String(length=60), nullable=False),
        sa.Column("space", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "box", "space", name=op.f("pk_embeddings")),
    )
    op.create_table(
        "index_generations",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("space", sa.String(length=64), nullable=True),
        sa.Column("dimensions", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("changed", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "state IN ('building', 'live', 'former', 'dropped')",
            name=op.f("ck_index_generations_state"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_index_generations")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("expires", sa.String(32), nullable=False),
        sa.Column("fencing", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("relayed", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbox_event_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "principals",
        sa.Column("principal_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("orcid", sa.String(length=19), nullable=True),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("principal_id", name=op.f("pk_principals")),
        sa.UniqueConstraint("name", name=op.f("uq_principals_name")),
    )
    op.create_table(
        "releases",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("space", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_releases")),
    )
    op.create_table(
        "retries",
        sa.Column("group", sa.String(length=60), nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("group", "event_id", name=op.f("pk_retries")),
    )
    op.create_table(
        "scores",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("box", sa.String(length=60), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "box", "release", name=op.f("pk_scores")),
    )
    op.create_table(
        "taxa",
        sa.Column("taxon_id", sa.String(length=120), nullable=False),
        sa.Column("authority", sa.String(length=120), nullable=False),
        sa.Column("scientific_name", sa.Text(), nullable=False),
        sa.Column("taxon_rank", sa.String(length=30), nullable=False),
        sa.Column("parent_id", sa.String(length=120), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("lineage", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("taxon_id", "authority", name=op.f("pk_taxa")),
    )
    op.create_table(
        "taxon_names",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("taxon_id", sa.String(length=120), nullable=False),
        sa.Column("authority", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("name", "taxon_id", "authority", name=op.f("pk_taxon_names")),
    )
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(36), nullable=False),
        sa.Column("principal_id", sa.String(36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=12), nullable=False),
        sa.Column("expires", sa.String(32), nullable=True),
        sa.Column("revoked", sa.String(32), nullable=True),
        sa.Column("created", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principals.principal_id"], name=op.f("fk_api_keys_principal_id")
        ),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    op.create_table(
        "images",
        sa.Column("image_id", sa.String(36), nullable=False),
        sa.Column("collection_id", sa.String(36), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("former_blobs", sa.Text(), nullable=False),
        sa.Column("view", sa.String(length=20), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("creator", sa.Text(), nullable=True),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("deleted_at", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collections.collection_id"], name=op.f("fk_images_collection_id")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_images_sha256")),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_images")),
        sa.UniqueConstraint(
            "collection_id", "source_key", name=op.f("uq_images_collection_id_source_key")
        ),
    )
    op.create_index("ix_images_sha256", "images", ["collection_id", "sha256"], unique=False)
    op.create_index(
        "ix_images_waiting",
        "images",
        ["created"],
        unique=False,
        sqlite_where=sa.text("waiting"),
        postgresql_where=sa.text("waiting"),
    )
    op.create_table(
        "memberships",
        sa.Column("principal_id", sa.String(36), nullable=False),
        sa.Column("collection_id", sa.String(36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "role IN ('viewer', 'contributor', 'identifier', 'curator', 'administrator')",
            name=op.f("ck_memberships_role"),
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.collection_id"],
            name=op.f("fk_memberships_collection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principals.principal_id"], name=op.f("fk_memberships_principal_id")
        ),
        sa.PrimaryKeyConstraint("principal_id", "collection_id", name=op.f("pk_memberships")),
    )
    op.create_table(
        "promotions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release"], ["releases.digest"], name=op.f("fk_promotions_release")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_promotions")),
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("collection_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("finished", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collections.collection_id"], name=op.f("fk_runs_collection_id")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    op.create_table(
        "specimens",
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("collection_id", sa.String(36), nullable=False),
        sa.Column("catalog_number", sa.Text(), nullable=True),
        sa.Column("number_normal", sa.Text(), nullable=True),
        sa.Column("letter", sa.String(length=8), nullable=False),
        sa.Column("material_entity_id", sa.Text(), nullable=True),
        sa.Column("basis_of_record", sa.String(length=40), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("verbatim", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("former", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.String(36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("deleted_at", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.collection_id"],
            name=op.f("fk_specimens_collection_id"),
        ),
        sa.PrimaryKeyConstraint("specimen_id", name=op.f("pk_specimens")),
    )
    op.create_index(
        "ix_specimens_number", "specimens", ["collection_id", "number_normal"], unique=False
    )
    op.create_table(
        "regions",
        sa.Column("region_id", sa.String(36), nullable=False),
        sa.Column("image_id", sa.String(36), nullable=False),
        sa.Column("box", sa.String(length=60), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("deleted_at", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.image_id"], name=op.f("fk_regions_image_id")
        ),
        sa.PrimaryKeyConstraint("region_id", name=op.f("pk_regions")),
    )
    op.create_index("ix_regions_image", "regions", ["image_id"], unique=False)
    op.create_table(
        "run_items",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("region_id", sa.String(36), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending','working','done','abstained','rejected','failed','duplicate')",
            name=op.f("ck_run_items_state"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_run_items_run_id")),
        sa.PrimaryKeyConstraint("run_id", "item_no", name=op.f("pk_run_items")),
        sa.UniqueConstraint("run_id", "source_key", name=op.f("uq_run_items_run_id_source_key")),
    )
    op.create_index("ix_run_items_region", "run_items", ["region_id"], unique=False)
    op.create_index("ix_run_items_source_key", "run_items", ["source_key"], unique=False)
    op.create_index("ix_run_items_state", "run_items", ["run_id", "state"], unique=False)
    op.create_table(
        "run_shards",
        sa.Column("run_id", sa.String(36), nullable=False),
        sa.Column("shard_no", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("loaded", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_run_shards_run_id")),
        sa.PrimaryKeyConstraint("run_id", "shard_no", name=op.f("pk_run_shards")),
    )
    op.create_table(
        "source_ids",
        sa.Column("collection_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.collection_id"],
            name=op.f("fk_source_ids_collection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["specimen_id"], ["specimens.specimen_id"], name=op.f("fk_source_ids_specimen_id")
        ),
        sa.PrimaryKeyConstraint("collection_id", "kind", "value", name=op.f("pk_source_ids")),
    )
    op.create_index("ix_source_ids_specimen", "source_ids", ["specimen_id"], unique=False)
    op.create_table(
        "identifications",
        sa.Column("identification_id", sa.String(36), nullable=False),
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("region_id", sa.String(36), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=True),
        sa.Column("promotion", sa.Integer(), nullable=True),
        sa.Column("principal_id", sa.String(36), nullable=True),
        sa.Column("identified_by", sa.Text(), nullable=True),
        sa.Column("date_identified", sa.String(length=40), nullable=True),
        sa.Column("scientific_name", sa.Text(), nullable=True),
        sa.Column("taxon_rank", sa.String(length=30), nullable=True),
        sa.Column("qualifier", sa.Text(), nullable=True),
        sa.Column("verbatim", sa.Text(), nullable=True),
        sa.Column("trust", sa.String(length=24), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("based_on", sa.String(36), nullable=True),
        sa.Column("created", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('machine', 'person', 'catalogue')", name=op.f("ck_identifications_kind")
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"],
            ["principals.principal_id"],
            name=op.f("fk_identifications_principal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["regions.region_id"], name=op.f("fk_identifications_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["specimen_id"], ["specimens.specimen_id"], name=op.f("fk_identifications_specimen_id")
        ),
        sa.PrimaryKeyConstraint("identification_id", name=op.f("pk_identifications")),
    )
    op.create_index(
        "ix_identifications_region", "identifications", ["region_id", "release"], unique=False
    )
    op.create_index(
        "ix_identifications_specimen", "identifications", ["specimen_id", "created"], unique=False
    )
    op.create_table(
        "region_specimens",
        sa.Column("region_id", sa.String(36), nullable=False),
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
        sa.Column("until", sa.String(32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["regions.region_id"], name=op.f("fk_region_specimens_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["specimen_id"], ["specimens.specimen_id"], name=op.f("fk_region_specimens_specimen_id")
        ),
        sa.PrimaryKeyConstraint(
            "region_id", "specimen_id", "since", name=op.f("pk_region_specimens")
        ),
    )
    op.create_index(
        "ix_region_specimens_specimen", "region_specimens", ["specimen_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_region_specimens_specimen", table_name="region_specimens")
    op.drop_table("region_specimens")
    op.drop_index("ix_identifications_specimen", table_name="identifications")
    op.drop_index("ix_identifications_region", table_name="identifications")
    op.drop_table("identifications")
    op.drop_index("ix_source_ids_specimen", table_name="source_ids")
    op.drop_table("source_ids")
    op.drop_table("run_shards")
    op.drop_index("ix_run_items_state", table_name="run_items")
    op.drop_index("ix_run_items_source_key", table_name="run_items")
    op.drop_index("ix_run_items_region", table_name="run_items")
    op.drop_table("run_items")
    op.drop_index("ix_regions_image", table_name="regions")
    op.drop_table("regions")
    op.drop_index("ix_specimens_number", table_name="specimens")
    op.drop_table("specimens")
    op.drop_table("runs")
    op.drop_table("promotions")
    op.drop_table("memberships")
    op.drop_index(
        "ix_images_waiting",
        table_name="images",
        sqlite_where=sa.text("waiting"),
        postgresql_where=sa.text("waiting"),
    )
    op.drop_index("ix_images_sha256", table_name="images")
    op.drop_table("images")
    op.drop_table("api_keys")
    op.drop_table("taxon_names")
    op.drop_table("taxa")
    op.drop_table("scores")
    op.drop_table("retries")
    op.drop_table("releases")
    op.drop_table("principals")
    op.drop_table("outbox")
    op.drop_table("leases")
    op.drop_table("index_generations")
    op.drop_table("embeddings")
    op.drop_table("deliveries")
    op.drop_table("dead_letters")
    op.drop_table("consumer_offsets")
    op.drop_table("collections")
    op.drop_table("blobs")
    op.drop_table("audit")
