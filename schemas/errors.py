"""Errors whose message is written for the user. Everything else that is raised is a fault of the program."""

from __future__ import annotations

from typing import ClassVar


class AuditError(Exception):
    """An error that says in one or two sentences what is wrong and what to do.

    The message holds no name, no free text and no unreadable cell, so it may be shown on a terminal and stored in the
    Prefect database.
    """

    is_usage: ClassVar[bool] = False
    """Whether the command, a setting or a rule that the user wrote has to change (exit code 2)."""

    @property
    def user_message(self) -> str:
        """What the user is shown."""
        return str(self)


class UsageError(AuditError):
    """The command cannot be carried out as it was given."""

    is_usage = True


class RulebookError(AuditError):
    """The rulebook cannot be used; the message names file and line."""

    is_usage = True


class SettingsError(AuditError):
    """A setting cannot be used; the message names it and what is right, and never shows a secret."""

    is_usage = True


class HistoryError(AuditError):
    """The history database cannot be used; the message shows no password and no row."""


class RunFolderError(AuditError):
    """A run folder cannot be read; the message names the file that is missing or broken."""


class RunBusy(AuditError):
    """A run cannot begin because others are at work; the message says what to do."""


class ServerError(AuditError):
    """The Prefect server did not start."""


class StepError(AuditError):
    """A step of a Prefect run failed; the message is what ``describe_fault`` says of the error."""
