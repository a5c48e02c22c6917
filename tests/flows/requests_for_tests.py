"""Requests as tests need them."""

import datetime as dt
from pathlib import Path

from schemas.records import AuditRequest


def request(out: Path, *inputs: Path, portfolio: str = "Test", run_id: str = "20261101T030000Z-000001", **options) -> AuditRequest:
    """A request for one portfolio as of 1 November 2026."""
    return AuditRequest(portfolio, tuple(inputs), out, dt.date(2026, 11, 1), run_id, **options)
