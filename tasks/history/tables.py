"""Tables of the history database. Times are UTC without a zone. Results and flags of a run lie in its folder.

A run id is shared by the portfolios that one command audited, so a run is known by portfolio and run id, and
its rows by run_key. They are plain tables: classes for their rows would be half of the time that a command takes to
open the history.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

METADATA = MetaData()

Type = type[TypeEngine[Any]]


def _key(name: str, kind: Type = String) -> Column[Any]:
    """A column of the primary key."""
    return Column(name, kind, primary_key=True)


def _filled(*names: str, kind: Type = String) -> list[Column[Any]]:
    """Columns that each row fills."""
    return [Column(name, kind, nullable=False) for name in names]


def _optional(*names: str, kind: Type = String) -> list[Column[Any]]:
    """Columns that may be blank."""
    return [Column(name, kind) for name in names]


def _run_key() -> Column[Any]:
    return Column("run_key", Integer, ForeignKey("runs.run_key", ondelete="CASCADE"), primary_key=True)


# One run of one portfolio, from its start on. ``status``: started, audited, audited_with_issues, refused, failed, dead
# (its process is gone and it never ended) or damaged (its folder is not what the run left). ``process`` tells a run
# that still lives from one that died.
RUNS = Table(
    "runs",
    METADATA,
    _key("run_key", Integer),
    *_filled("portfolio", "run_id", "status"),
    *_optional("as_of", kind=Date),
    *_filled("started_at", kind=DateTime),
    *_optional("finished_at", kind=DateTime),
    *_filled("host", "process", "run_folder", "rulebook_version", "rulebook_hash"),
    *_filled("program_version", "content_hash", "fault"),
    *_filled("counts", "durations_seconds", kind=JSON),
    *(
        Column(name, String, nullable=False, server_default="")
        for name in ("limits_hash", "started_by", "record_sha256")
    ),
    UniqueConstraint("portfolio", "run_id", name="uq_runs_portfolio_run_id"),
    Index("ix_runs_status", "status"),
)

# One input file of a run.
INPUTS = Table(
    "inputs",
    METADATA,
    _run_key(),
    _key("position", Integer),
    *_filled("file"),
    Column("sha256", String, nullable=False, index=True),
    *_filled("size_bytes", kind=BigInteger),
    *_filled("kind"),
    *_optional("refused_code"),
)

# A manual override that stood in a run, with who is answerable for it.
OVERRIDES = Table(
    "overrides",
    METADATA,
    _run_key(),
    _key("process_id"),
    *_filled("override_recommendation"),
    *_optional("override_reason", "override_approver"),
    *_optional("override_expires", kind=Date),
)

# A stakeholder's objection that stood in the inventory of a run.
CHALLENGES = Table("challenges", METADATA, _run_key(), _key("process_id"), *_filled("challenge"))

# A report that came back with answers. ``run_id`` is that of the report, ``taken_in_by`` the run that took it in.
REPORTS_BACK = Table(
    "reports_back",
    METADATA,
    _key("portfolio"),
    _key("report_sha256"),
    *_filled("file", "run_id", "taken_in_by"),
    *_filled("taken_in_at", kind=DateTime),
)

# One line of a report that came back: ANSWER_COLUMNS, dates as ISO text, as far as they were filled in.
ANSWERS = Table(
    "answers",
    METADATA,
    _key("portfolio"),
    _key("report_sha256"),
    _key("position", Integer),
    *_optional("process", "answer", "override", "reason", "comment", "name", "date", "expires", "label_then"),
    ForeignKeyConstraint(
        ["portfolio", "report_sha256"],
        ["reports_back.portfolio", "reports_back.report_sha256"],
        ondelete="CASCADE",
    ),
)

# What was true when a candidate was decided: BASELINE_COLUMNS. It outlives the run that froze it.
BASELINES = Table(
    "baselines",
    METADATA,
    *(_key(name) for name in ("portfolio", "process_id", "first_run_id")),
    *_optional("process_name"),
    *_filled("first_seen", kind=Date),
    *_filled("decided_label"),
    *_optional("decided_provider"),
    *_optional("service_start", kind=Date),
    *_optional("committed_fee", "committed_posts", "committed_error_share", kind=Double),
    *_optional("committed_turnaround_hours", kind=Double),
    *_optional("currency"),
    *_optional("baseline_labour", "baseline_fte", "baseline_volume", "baseline_scope_share", kind=Double),
    *_optional("baseline_error_share", "baseline_turnaround_hours", kind=Double),
    *_optional("modelled_fee", "modelled_on_fee_share", "modelled_posts", "modelled_saving", kind=Double),
)

# What a list after the start of a decided service says: ACTUAL_COLUMNS, one line a date.
ACTUALS = Table(
    "actuals",
    METADATA,
    *(_key(name) for name in ("portfolio", "process_id", "first_run_id")),
    _key("as_of", Date),
    *_filled("run_id"),
    *_optional("currency"),
    *_optional("actual_fee", "contract_fee", "actual_volume", "actual_fte", kind=Double),
    *_optional("actual_scope_share", "actual_error_share", "actual_turnaround_hours", kind=Double),
)

# One message to one recipient. ``run_id`` may be that of a night's digest, so it need not be in runs. ``status``:
# sending (noted before the attempt), sent, later (may be tried again), refused, unknown (may have arrived), waiting
# (nobody is named for the portfolio; the recipient is then ``*``) or settled (what waited was sent, or a newer report
# was).
DELIVERIES = Table(
    "deliveries",
    METADATA,
    _key("message_id"),
    Column("run_id", String, nullable=False, index=True),
    *_filled("portfolio", "channel", "recipient", "status"),
    *_filled("attempts", kind=Integer),
    *_filled("attempted_at", kind=DateTime),
)
