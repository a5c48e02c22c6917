"""Runs with their inputs, results, flags, overrides and challenges; deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT_RESULTS = (
    "process_name",
    "recommendation",
    "computed_recommendation",
    "tier",
    "first_move",
    "drive",
    "sensitivity",
    "location",
    "certainty",
    "grade",
    "highest_severity",
    "currency",
)
NUMBER_RESULTS = (
    "drive_index",
    "volume_complexity",
    "intellectual_complexity",
    "confidence",
    "saving_low",
    "saving_high",
)


def _run_key() -> sa.Column:
    return sa.Column(
        "run_key", sa.Integer, sa.ForeignKey("runs.run_key", ondelete="CASCADE"), primary_key=True
    )


def _text(name: str, **options) -> sa.Column:
    return sa.Column(name, sa.String, **{"nullable": False, **options})


def upgrade() -> None:
    """Makes all tables."""
    op.create_table(
        "runs",
        sa.Column("run_key", sa.Integer, primary_key=True),
        _text("portfolio"),
        _text("run_id"),
        _text("status"),
        sa.Column("as_of", sa.Date),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime),
        *(
            _text(name)
            for name in (
                "host",
                "process",
                "run_folder",
                "rulebook_version",
                "rulebook_hash",
                "program_version",
                "content_hash",
                "fault",
            )
        ),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("durations_seconds", sa.JSON, nullable=False),
        sa.UniqueConstraint("portfolio", "run_id", name="uq_runs_portfolio_run_id"),
    )
    op.create_index("ix_runs_status", "runs", ["status"])
    op.create_table(
        "inputs",
        _run_key(),
        sa.Column("position", sa.Integer, primary_key=True),
        _text("file"),
        _text("sha256"),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        _text("kind"),
        _text("refused_code", nullable=True),
    )
    op.create_index("ix_inputs_sha256", "inputs", ["sha256"])
    op.create_table(
        "results",
        _run_key(),
        _text("process_id", primary_key=True),
        *(_text(name, nullable=True) for name in TEXT_RESULTS),
        *(sa.Column(name, sa.Double) for name in NUMBER_RESULTS),
    )
    op.create_table(
        "flags",
        _run_key(),
        sa.Column("position", sa.Integer, primary_key=True),
        _text("process_id", nullable=True),
        _text("code"),
        _text("severity"),
    )
    op.create_table(
        "overrides",
        _run_key(),
        _text("process_id", primary_key=True),
        _text("override_recommendation"),
        _text("override_reason", nullable=True),
        _text("override_approver", nullable=True),
        sa.Column("override_expires", sa.Date),
    )
    op.create_table("challenges", _run_key(), _text("process_id", primary_key=True), _text("challenge"))
    op.create_table(
        "deliveries",
        _text("message_id", primary_key=True),
        _text("run_id"),
        _text("portfolio"),
        _text("channel"),
        _text("recipient"),
        _text("status"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("attempted_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_deliveries_run_id", "deliveries", ["run_id"])


def downgrade() -> None:
    """Drops all tables."""
    for name in ("deliveries", "challenges", "overrides", "flags", "results", "inputs", "runs"):
        op.drop_table(name)
