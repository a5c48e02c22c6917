"""Results and flags are read from the run folders, where they lie: their rows leave the history."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RUNS = sa.table("runs", sa.column("run_key", sa.Integer), sa.column("counts", sa.JSON))
RESULTS = sa.table(
    "results", sa.column("run_key", sa.Integer), sa.column("process_id"), sa.column("recommendation")
)


def upgrade() -> None:
    """Keeps how many processes had each label in runs whose counts do not say, and drops both tables."""
    connection = op.get_bind()
    query = sa.select(*RESULTS.c["run_key", "recommendation"], sa.func.count()).where(
        RESULTS.c.recommendation.is_not(None)
    )
    labels: dict[int, dict[str, int]] = {}
    for run_key, label, count in connection.execute(query.group_by(*RESULTS.c["run_key", "recommendation"])):
        labels.setdefault(run_key, {})[f"label_{label}"] = count
    for run_key, counts in connection.execute(sa.select(RUNS)).all():
        if run_key in labels and not any(name.startswith("label_") for name in counts):
            connection.execute(
                RUNS.update().where(RUNS.c.run_key == run_key).values(counts=counts | labels[run_key])
            )
    for name in ("flags", "results"):
        op.drop_table(name)


def downgrade() -> None:
    """Makes both tables again, without rows."""
    op.create_table(
        "results",
        _run_key(),
        sa.Column("process_id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String) for name in TEXTS),
        *(sa.Column(name, sa.Double) for name in NUMBERS),
    )
    op.create_table(
        "flags",
        _run_key(),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("process_id", sa.String),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("severity", sa.String, nullable=False),
    )


TEXTS = (
    *("process_name", "recommendation", "computed_recommendation", "tier", "first_move", "drive"),
    *("sensitivity", "location", "certainty", "grade", "highest_severity", "currency"),
)
NUMBERS = (
    *(
        "drive_index",
        "volume_complexity",
        "intellectual_complexity",
        "confidence",
        "saving_low",
        "saving_high",
    ),
)


def _run_key() -> sa.Column:
    return sa.Column(
        "run_key", sa.Integer, sa.ForeignKey("runs.run_key", ondelete="CASCADE"), primary_key=True
    )
