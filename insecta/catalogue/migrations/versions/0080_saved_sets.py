"""Sets of specimens that somebody saved: whose they are, and what was in them then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "specimen_sets",
        sa.Column("set_id", sa.String(36), nullable=False),
        sa.Column("principal_id", sa.String(36), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("set_id", name=op.f("pk_specimen_sets")),
    )
    op.create_index("ix_specimen_sets_principal", "specimen_sets", ["principal_id", "created"])
    op.create_table(
        "set_members",
        sa.Column("set_id", sa.String(36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["specimen_sets.set_id"], name=op.f("fk_set_members_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["specimen_id"], ["specimens.specimen_id"], name=op.f("fk_set_members_specimen_id")
        ),
        sa.PrimaryKeyConstraint("set_id", "place", name=op.f("pk_set_members")),
    )


def downgrade() -> None:
    op.drop_table("set_members")
    op.drop_index("ix_specimen_sets_principal", table_name="specimen_sets")
    op.drop_table("specimen_sets")
