"""A loaded shard names the shard of renditions that it was seen in; copies are found by their bytes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0137"
down_revision = "0102"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run_shards", sa.Column("prepared", sa.Text(), nullable=True))
    copies = sa.text("region_id IS NULL AND sha256 IS NOT NULL")
    op.create_index(
        "ix_run_items_copies", "run_items", ["sha256"], sqlite_where=copies, postgresql_where=copies
    )


def downgrade() -> None:
    op.drop_index("ix_run_items_copies", table_name="run_items")
    op.drop_column("run_shards", "prepared")
