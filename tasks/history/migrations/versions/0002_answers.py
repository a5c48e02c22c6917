"""Reports handed back, and the answers in them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ANSWER = ("process", "answer", "override", "reason", "comment", "name", "date", "expires", "label_then")


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "reports_back",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("portfolio", "report_sha256")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("file", "run_id", "taken_in_by")),
        sa.Column("taken_in_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "answers",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("portfolio", "report_sha256")),
        sa.Column("position", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.String) for name in ANSWER),
        sa.ForeignKeyConstraint(
            ["portfolio", "report_sha256"],
            ["reports_back.portfolio", "reports_back.report_sha256"],
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Drops both tables."""
    for name in ("answers", "reports_back"):
        op.drop_table(name)
