"""Which run last stated an identifier, and what a source's row says of its picture alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source_ids", sa.Column("stated_by", sa.String(36), nullable=True))
    op.add_column("images", sa.Column("verbatim", sa.Text(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("images", "verbatim")
    op.drop_column("source_ids", "stated_by")
