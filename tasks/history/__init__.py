"""History: what changed since the previous run, and the database that remembers every run."""

from tasks.history.answers import answers_given, keep_answers, were_answers_taken
from tasks.history.changes import compare
from tasks.history.database import database_url, migrate
from tasks.history.deliveries import may_send, note_delivery, open_deliveries
from tasks.history.overrides import stale_overrides
from tasks.history.queries import compare_runs, forget, list_runs, refused_because, trend, was_seen
from tasks.history.recording import catch_up, record
from tasks.history.runs import finish, mark_dead, start

__all__ = [
    "answers_given",
    "catch_up",
    "compare",
    "compare_runs",
    "database_url",
    "finish",
    "forget",
    "keep_answers",
    "list_runs",
    "mark_dead",
    "may_send",
    "migrate",
    "note_delivery",
    "open_deliveries",
    "record",
    "refused_because",
    "stale_overrides",
    "start",
    "trend",
    "was_seen",
    "were_answers_taken",
]
