"""Tables of the history database. Times are UTC without a zone. Results and flags of a run lie in its folder.

A run id is shared by the portfolios that one command audited, so a run is known by portfolio and run id, and
its rows by run_key.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, BigInteger, Double, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {dict: JSON, float: Double}


def _run_key() -> Mapped[int]:
    return mapped_column(ForeignKey("runs.run_key", ondelete="CASCADE"), primary_key=True)


class Run(Base):
    """One run of one portfolio, from its start on.

    ``status``: started, audited, audited_with_issues, refused, failed, dead (its process is gone and it
    never ended) or damaged (its folder is not what the run left). ``process`` tells a run that still lives from
    one that died.
    """

    __tablename__ = "runs"
    __table_args__ = (
        UniqueConstraint("portfolio", "run_id", name="uq_runs_portfolio_run_id"),
        Index("ix_runs_status", "status"),
    )

    run_key: Mapped[int] = mapped_column(primary_key=True)
    portfolio: Mapped[str]
    run_id: Mapped[str]
    status: Mapped[str]
    as_of: Mapped[dt.date | None]
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    host: Mapped[str]
    process: Mapped[str]
    run_folder: Mapped[str]
    rulebook_version: Mapped[str]
    rulebook_hash: Mapped[str]
    program_version: Mapped[str]
    content_hash: Mapped[str]
    fault: Mapped[str]
    counts: Mapped[dict]
    durations_seconds: Mapped[dict]
    limits_hash: Mapped[str] = mapped_column(server_default="")
    started_by: Mapped[str] = mapped_column(server_default="")
    record_sha256: Mapped[str] = mapped_column(server_default="")


class InputFile(Base):
    """One input file of a run."""

    __tablename__ = "inputs"

    run_key: Mapped[int] = _run_key()
    position: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    refused_code: Mapped[str | None]


class Override(Base):
    """A manual override that stood in a run, with who is answerable for it."""

    __tablename__ = "overrides"

    run_key: Mapped[int] = _run_key()
    process_id: Mapped[str] = mapped_column(primary_key=True)
    override_recommendation: Mapped[str]
    override_reason: Mapped[str | None]
    override_approver: Mapped[str | None]
    override_expires: Mapped[dt.date | None]


class Challenge(Base):
    """A stakeholder's objection that stood in the inventory of a run."""

    __tablename__ = "challenges"

    run_key: Mapped[int] = _run_key()
    process_id: Mapped[str] = mapped_column(primary_key=True)
    challenge: Mapped[str]


class ReportBack(Base):
    """A report that came back with answers. ``run_id`` is that of the report, ``taken_in_by`` the run that
    took it in.
    """

    __tablename__ = "reports_back"

    portfolio: Mapped[str] = mapped_column(primary_key=True)
    report_sha256: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[str]
    run_id: Mapped[str]
    taken_in_by: Mapped[str]
    taken_in_at: Mapped[dt.datetime]


class Answer(Base):
    """One line of a report that came back: ANSWER_COLUMNS, dates as ISO text, as far as they were filled
    in.
    """

    __tablename__ = "answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["portfolio", "report_sha256"],
            ["reports_back.portfolio", "reports_back.report_sha256"],
            ondelete="CASCADE",
        ),
    )

    portfolio: Mapped[str] = mapped_column(primary_key=True)
    report_sha256: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    process: Mapped[str | None]
    answer: Mapped[str | None]
    override: Mapped[str | None]
    reason: Mapped[str | None]
    comment: Mapped[str | None]
    name: Mapped[str | None]
    date: Mapped[str | None]
    expires: Mapped[str | None]
    label_then: Mapped[str | None]


class Baseline(Base):
    """What was true when a candidate was decided: BASELINE_COLUMNS. It outlives the run that froze it."""

    __tablename__ = "baselines"

    portfolio: Mapped[str] = mapped_column(primary_key=True)
    process_id: Mapped[str] = mapped_column(primary_key=True)
    first_run_id: Mapped[str] = mapped_column(primary_key=True)
    process_name: Mapped[str | None]
    first_seen: Mapped[dt.date]
    decided_label: Mapped[str]
    decided_provider: Mapped[str | None]
    service_start: Mapped[dt.date | None]
    committed_fee: Mapped[float | None]
    committed_posts: Mapped[float | None]
    committed_error_share: Mapped[float | None]
    committed_turnaround_hours: Mapped[float | None]
    currency: Mapped[str | None]
    baseline_labour: Mapped[float | None]
    baseline_fte: Mapped[float | None]
    baseline_volume: Mapped[float | None]
    baseline_scope_share: Mapped[float | None]
    baseline_error_share: Mapped[float | None]
    baseline_turnaround_hours: Mapped[float | None]
    modelled_fee: Mapped[float | None]
    modelled_on_fee_share: Mapped[float | None]
    modelled_posts: Mapped[float | None]
    modelled_saving: Mapped[float | None]


class Actual(Base):
    """What a list after the start of a decided service says: ACTUAL_COLUMNS, one line a date."""

    __tablename__ = "actuals"

    portfolio: Mapped[str] = mapped_column(primary_key=True)
    process_id: Mapped[str] = mapped_column(primary_key=True)
    first_run_id: Mapped[str] = mapped_column(primary_key=True)
    as_of: Mapped[dt.date] = mapped_column(primary_key=True)
    run_id: Mapped[str]
    currency: Mapped[str | None]
    actual_fee: Mapped[float | None]
    contract_fee: Mapped[float | None]
    actual_volume: Mapped[float | None]
    actual_fte: Mapped[float | None]
    actual_scope_share: Mapped[float | None]
    actual_error_share: Mapped[float | None]
    actual_turnaround_hours: Mapped[float | None]


class Delivery(Base):
    """One message to one recipient. ``run_id`` may be that of a night's digest, so it need not be in runs.

    ``status``: sending (noted before the attempt), sent, later (may be tried again), refused, unknown (may
    have arrived), waiting (nobody is named for the portfolio; the recipient is then ``*``) or settled (what
    waited was sent, or a newer report was).
    """

    __tablename__ = "deliveries"

    message_id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(index=True)
    portfolio: Mapped[str]
    channel: Mapped[str]
    recipient: Mapped[str]
    status: Mapped[str]
    attempts: Mapped[int]
    attempted_at: Mapped[dt.datetime]
