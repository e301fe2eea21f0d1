"""Which items a bulk shard holds, so that an index worker finds them without reading the run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("run_shards") as table:
        table.add_column(sa.Column("first_item", sa.Integer(), nullable=True))
        table.add_column(sa.Column("last_item", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("run_shards") as table:
        table.drop_column("last_item")
        table.drop_column("first_item")
