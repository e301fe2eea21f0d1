"""Who has which specimen before them in the review queue, and what each reviewer has put aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_holds",
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("principal_id", sa.String(36), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
        sa.Column("expires", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["specimen_id"],
            ["specimens.specimen_id"],
            name=op.f("fk_review_holds_specimen_id"),
        ),
        sa.PrimaryKeyConstraint("specimen_id", name=op.f("pk_review_holds")),
    )
    op.create_index("ix_review_holds_principal", "review_holds", ["principal_id", "expires"])
    op.create_table(
        "review_skips",
        sa.Column("principal_id", sa.String(36), nullable=False),
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["specimen_id"],
            ["specimens.specimen_id"],
            name=op.f("fk_review_skips_specimen_id"),
        ),
        sa.PrimaryKeyConstraint("principal_id", "specimen_id", name=op.f("pk_review_skips")),
    )


def downgrade() -> None:
    op.drop_table("review_skips")
    op.drop_index("ix_review_holds_principal", table_name="review_holds")
    op.drop_table("review_holds")
