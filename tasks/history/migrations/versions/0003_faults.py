"""Limits under which a run read its files, who started it, and the hash of its record."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("limits_hash", "started_by", "record_sha256")


def upgrade() -> None:
    """Adds the columns, empty for the runs so far."""
    for name in COLUMNS:
        op.add_column("runs", sa.Column(name, sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    """Drops the columns."""
    for name in COLUMNS:
        op.drop_column("runs", name)
