"""Baselines of decided processes, and what came of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = ("portfolio", "process_id", "first_run_id")
BASELINE = (
    *("committed_fee", "committed_posts", "committed_error_share", "committed_turnaround_hours"),
    *("baseline_labour", "baseline_fte", "baseline_volume", "baseline_scope_share"),
    *("baseline_error_share", "baseline_turnaround_hours"),
    *("modelled_fee", "modelled_on_fee_share", "modelled_posts", "modelled_saving"),
)
ACTUAL = (
    *("actual_fee", "contract_fee", "actual_volume", "actual_fte", "actual_scope_share"),
    *("actual_error_share", "actual_turnaround_hours"),
)


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "baselines",
        *(sa.Column(name, sa.String, primary_key=True) for name in KEY),
        *(sa.Column(name, sa.String) for name in ("process_name", "decided_provider", "currency")),
        sa.Column("first_seen", sa.Date, nullable=False),
        sa.Column("decided_label", sa.String, nullable=False),
        sa.Column("service_start", sa.Date),
        *(sa.Column(name, sa.Double) for name in BASELINE),
    )
    op.create_table(
        "actuals",
        *(sa.Column(name, sa.String, primary_key=True) for name in KEY),
        sa.Column("as_of", sa.Date, primary_key=True),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("currency", sa.String),
        *(sa.Column(name, sa.Double) for name in ACTUAL),
    )


def downgrade() -> None:
    """Drops both tables."""
    for name in ("actuals", "baselines"):
        op.drop_table(name)
