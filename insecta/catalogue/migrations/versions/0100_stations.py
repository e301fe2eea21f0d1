"""Which station took a picture: reports count by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("images", sa.Column("station", sa.String(200), nullable=True))


def downgrade() -> None:
    op.drop_column("images", "station")
