"""Who sent a specimen's first picture: may complete its record without being a curator."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("specimens", sa.Column("sent_by", sa.String(36), nullable=True))


def downgrade() -> None:
    op.drop_column("specimens", "sent_by")
