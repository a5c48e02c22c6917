"""Requests and settings as tests need them."""

import datetime as dt
from pathlib import Path

from schemas.records import AuditRequest
from tasks.settings import Settings, Smtp


def request(
    out: Path, *inputs: Path, portfolio: str = "Test", run_id: str = "20261101T030000Z-000001", **options
) -> AuditRequest:
    """A request for one portfolio as of 1 November 2026."""
    return AuditRequest(portfolio, tuple(inputs), out, dt.date(2026, 11, 1), run_id, **options)


def nightly_settings(
    folder: Path, smtp: Smtp, recipients: dict[str, list[str]], *named: str, **options
) -> Settings:
    """Settings of a night with an empty inbox, an output folder and an archive in ``folder``. ``named`` are
    portfolios that exist in the output folder and in the settings, so that their reports go to ``*``.
    """
    (folder / "inbox").mkdir()
    make_known(folder / "out", *named)
    return Settings(
        out=folder / "out",
        inbox=folder / "inbox",
        archive=folder / "archive",
        smtp=smtp,
        settle_seconds=0,
        minimum_age_seconds=0,
        recipients=recipients,
        portfolios={name: {} for name in named},
        **options,
    )


def make_known(out: Path, *portfolios: str) -> None:
    """Makes portfolios known to an output folder, as though a run had been there before."""
    for name in portfolios:
        (out / name).mkdir(parents=True)
        (out / name / "latest").symlink_to(".", target_is_directory=True)
