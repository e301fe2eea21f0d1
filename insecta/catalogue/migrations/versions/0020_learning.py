"""Snapshots, what each specimen is for, and ceilings.

Revision ID: 0020
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snapshots",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_snapshots"),
    )
    op.create_table(
        "learning_roles",
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
        sa.CheckConstraint("role IN ('training', 'frozen')", name="ck_learning_roles_role"),
        sa.ForeignKeyConstraint(
            ["specimen_id"], ["specimens.specimen_id"], name="fk_learning_roles_specimen_id"
        ),
        sa.PrimaryKeyConstraint("specimen_id", name="pk_learning_roles"),
        sa.UniqueConstraint("specimen_id", "role", name="uq_learning_roles_specimen_id_role"),
    )
    op.create_table(
        "snapshot_specimens",
        sa.Column("snapshot", sa.String(64), nullable=False),
        sa.Column("specimen_id", sa.String(36), nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.CheckConstraint(
            "(role = 'training') = (part IN ('train', 'calibration'))",
            name="ck_snapshot_specimens_part",
        ),
        sa.ForeignKeyConstraint(
            ["snapshot"], ["snapshots.digest"], name="fk_snapshot_specimens_snapshot"
        ),
        sa.ForeignKeyConstraint(
            ["specimen_id", "role"],
            ["learning_roles.specimen_id", "learning_roles.role"],
            name="fk_snapshot_specimens_role",
        ),
        sa.PrimaryKeyConstraint("snapshot", "specimen_id", name="pk_snapshot_specimens"),
    )
    op.create_table(
        "ceilings",
        sa.Column("ceiling_id", sa.String(36), nullable=False),
        sa.Column("scientific_name", sa.Text(), nullable=False),
        sa.Column("taxon_rank", sa.String(30), nullable=False),
        sa.Column("authority", sa.String(120), nullable=False),
        sa.Column("view", sa.String(20), nullable=True),
        sa.Column("needs_view", sa.String(20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("withdrawn", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("ceiling_id", name="pk_ceilings"),
    )


def downgrade() -> None:
    for name in ("ceilings", "snapshot_specimens", "learning_roles", "snapshots"):
        op.drop_table(name)
