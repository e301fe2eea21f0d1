"""Collections that have names keep them: what they follow today is what they show tomorrow."""

from __future__ import annotations

from alembic import op

revision = "0055"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE collections SET shown_promotion = (SELECT max(number) FROM promotions)"
        " WHERE shown_promotion IS NULL AND code <> 'visitors'"
        """ AND rules NOT LIKE '%"release"%' AND EXISTS ("""
        "SELECT 1 FROM specimens JOIN identifications"
        " ON identifications.specimen_id = specimens.specimen_id"
        " WHERE specimens.collection_id = collections.collection_id"
        " AND identifications.kind = 'machine')"
    )


def downgrade() -> None:
    """What a collection showed before cannot be told from what its curator chose: it stays."""
