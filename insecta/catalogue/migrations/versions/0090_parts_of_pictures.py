"""What a region shows, and who proposed it: pictures of many specimens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(20), nullable=False, server_default="specimen")
    op.add_column("regions", kind)
    op.add_column("regions", sa.Column("proposed_by", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("regions", "proposed_by")
    op.drop_column("regions", "kind")
