"""A collection's own pixel limit for uploads, beside that for staff who ingest (users: 10)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("collections", sa.Column("max_pixels_public", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("collections", "max_pixels_public")
