"""Training sets, what people answered in training, and by which name people are credited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("principals", sa.Column("credit", sa.String(200), nullable=True))
    op.create_table(
        "training_specimens",
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("collection_id", sa.String(36), nullable=False),
        sa.Column("added_by", sa.String(36), nullable=False),
        sa.Column("added", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["specimen_id"],
            ["specimens.specimen_id"],
            name=op.f("fk_training_specimens_specimen_id"),
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.collection_id"],
            name=op.f("fk_training_specimens_collection_id"),
        ),
        sa.PrimaryKeyConstraint("specimen_id", name=op.f("pk_training_specimens")),
    )
    op.create_index("ix_training_specimens_collection", "training_specimens", ["collection_id"])
    op.create_table(
        "training_answers",
        sa.Column("principal_id", sa.String(36), nullable=False),
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("collection_id", sa.String(36), nullable=False),
        sa.Column("shown", sa.String(32), nullable=False),
        sa.Column("answered", sa.String(32), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["specimen_id"],
            ["specimens.specimen_id"],
            name=op.f("fk_training_answers_specimen_id"),
        ),
        sa.PrimaryKeyConstraint("principal_id", "specimen_id", name=op.f("pk_training_answers")),
    )
    op.create_index("ix_training_answers_collection", "training_answers", ["collection_id"])


def downgrade() -> None:
    op.drop_index("ix_training_answers_collection", table_name="training_answers")
    op.drop_table("training_answers")
    op.drop_index("ix_training_specimens_collection", table_name="training_specimens")
    op.drop_table("training_specimens")
    op.drop_column("principals", "credit")
