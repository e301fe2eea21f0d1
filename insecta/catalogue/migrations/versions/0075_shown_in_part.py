"""A release whose name a curator approved for one specimen, before the rest of its collection."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("specimens", sa.Column("shown_release", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("specimens", "shown_release")
