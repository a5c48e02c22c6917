"""History: what changed since the previous run, and the database that remembers every run."""

from tasks.history.answers import answers_given, keep_answers, were_answers_taken
from tasks.history.changes import compare
from tasks.history.database import (
    copies_before_upgrades,
    database_url,
    expect,
    held_alone,
    is_damaged,
    migrate,
)
from tasks.history.deliveries import (
    list_deliveries,
    note_delivery,
    note_unless_settled,
    open_deliveries,
    send_again,
    was_mailed,
)
from tasks.history.ledger import ledger_so_far
from tasks.history.overrides import put_damaged_overrides_aside, stale_overrides
from tasks.history.queries import (
    audits_in,
    compare_runs,
    forget,
    list_runs,
    referred_runs,
    refused_because,
    trend,
    was_seen,
)
from tasks.history.recording import catch_up, record
from tasks.history.rhythm import overdue
from tasks.history.run_folder import read_run_folder, sequence_of
from tasks.history.runs import began_at, finish, mark_damaged, mark_dead, now, start

__all__ = [
    "answers_given",
    "audits_in",
    "began_at",
    "catch_up",
    "compare",
    "compare_runs",
    "copies_before_upgrades",
    "database_url",
    "expect",
    "finish",
    "forget",
    "held_alone",
    "is_damaged",
    "keep_answers",
    "ledger_so_far",
    "list_deliveries",
    "list_runs",
    "mark_damaged",
    "mark_dead",
    "migrate",
    "note_delivery",
    "note_unless_settled",
    "now",
    "open_deliveries",
    "overdue",
    "put_damaged_overrides_aside",
    "read_run_folder",
    "record",
    "referred_runs",
    "refused_because",
    "send_again",
    "sequence_of",
    "stale_overrides",
    "start",
    "trend",
    "was_mailed",
    "was_seen",
    "were_answers_taken",
]
