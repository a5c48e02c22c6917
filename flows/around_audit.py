"""Flows around an audit, each with a form: ask owners, draw a second rating, take pages of the briefs, export the
register of information.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Literal

from prefect import State, flow
from prefect.artifacts import create_markdown_artifact
from prefect.states import Completed, Failed
from pydantic import BaseModel, Field

from flows.artifacts import as_markdown
from flows.asking.command import ask_owners, remind_owners
from flows.audit_portfolio import OF_FORMS
from flows.nightly.notify import in_words
from flows.portfolios import home_of
from flows.progress import tell_server
from schemas.errors import AuditError
from tasks.durable import keep_files_private
from tasks.settings import settings

PORTFOLIO = Field(title="Portfolio", min_length=1, max_length=120, description="One that was audited.")


class AskForm(BaseModel):
    """What an operations person fills in to ask the owners of a portfolio."""

    model_config = OF_FORMS

    portfolio: str = PORTFOLIO
    what: Literal["write", "send", "remind"] = Field(
        "write",
        title="What to do",
        description="write: the workbooks alone; send: by mail too, each once; remind: those who were sent one and "
        "have not answered, once.",
    )
    by: Literal["as set", "owner", "unit"] = Field(
        "as set",
        title="One for each",
        description="as set: what the settings of the portfolio say, else owner.",
    )
    due: dt.date | None = Field(
        None, title="Answer by", description="Leave at None for as many days as set, else 14; or choose date."
    )


class RateForm(BaseModel):
    """What an operations person fills in to have a sample labelled by people."""

    model_config = OF_FORMS

    portfolio: str = PORTFOLIO
    rows: int = Field(20, title="Processes", ge=1, le=5_000, description="How many processes to label.")
    raters: int = Field(2, title="Raters", ge=1, le=20, description="How many people label them.")
    seed: int = Field(1, title="Seed", description="The same number draws the same processes.")


class BriefForm(BaseModel):
    """What an operations person fills in to get pages of the briefs."""

    model_config = OF_FORMS

    portfolio: str = PORTFOLIO
    processes: list[str] = Field(
        [], title="Processes", description="Ids of processes; none: all pages. Add item for each."
    )


class RegisterForm(BaseModel):
    """What an operations person fills in to export the register of information."""

    model_config = OF_FORMS

    portfolio: str = PORTFOLIO


@flow(name="ask-owners", persist_result=False, log_prints=False)
def ask_owners_by_form(form: AskForm) -> State:
    """Writes a questionnaire for each owner of a portfolio, sends them, or reminds.

    Args:
        form: Which portfolio, and what to do. Press Submit at the foot of the page.
    """

    def work() -> list[str]:
        if form.what == "remind":
            mails, lines = remind_owners(settings(), form.portfolio), []
        else:
            by = None if form.by == "as set" else form.by
            this_round, mails = ask_owners(
                settings(), form.portfolio, by=by, due=form.due, is_to_be_sent=form.what == "send"
            )
            lines = [
                f"{len(this_round.questionnaires)} questionnaires, to be answered by {this_round.due}: "
                f"{this_round.folder}"
            ]
            lines += [
                f"{questionnaire.questionnaire_id}: {len(questionnaire.questions)} questions, "
                f"{questionnaire.respondent}"
                for questionnaire in this_round.questionnaires
            ]
        if mails:
            lines += [f"Mails: {in_words(mails.counts) or 'none'}.", *mails.troubles]
        return lines

    return _ended("ask", work)


@flow(name="rate-sample", persist_result=False, log_prints=False)
def rate_by_form(form: RateForm) -> State:
    """Writes rating workbooks for a sample of a portfolio. Filled, they go into the inbox.

    Args:
        form: Which portfolio, and how many processes. Press Submit at the foot of the page.
    """
    from flows.ratings import begin_rating

    def work() -> list[str]:
        home = home_of(settings(), form.portfolio)
        language = settings().facts_of(form.portfolio).language
        books = begin_rating(home, form.rows, form.raters, form.seed, language)
        return [f"Give one to each rater: {book}" for book in books]

    return _ended("rate", work)


@flow(name="write-brief", persist_result=False, log_prints=False)
def brief_by_form(form: BriefForm) -> State:
    """Takes pages out of the briefs of a portfolio's last run.

    Args:
        form: Which portfolio, and which processes. Press Submit at the foot of the page.
    """
    from flows.briefs import write_pages

    def work() -> list[str]:
        home = home_of(settings(), form.portfolio)
        path, count = write_pages(home, [name for name in form.processes if name.strip()])
        return [f"{count} pages: {path}"]

    return _ended("brief", work)


@flow(name="export-register", persist_result=False, log_prints=False)
def register_by_form(form: RegisterForm) -> State:
    """Writes functions and arrangements of a portfolio's last run as the DORA register of information.

    Args:
        form: Which portfolio. Press Submit at the foot of the page.
    """
    from flows.register_of_information import describe_register, write_register

    def work() -> Iterable[str]:
        home = home_of(settings(), form.portfolio)
        return describe_register(write_register(settings(), home), home / "register")

    return _ended("register", work)


def _ended(name: str, work: Callable[[], Iterable[str]]) -> State:
    """Does the work and ends in Completed or Failed, with what is said of it as an artifact."""
    keep_files_private()
    try:
        lines = list(work())
    except AuditError as error:
        tell_server(create_markdown_artifact, as_markdown(error.user_message), key=f"{name}-outcome")
        return Failed(message=error.user_message)
    page = "\n".join(f"- {as_markdown(line)}" for line in lines)
    tell_server(create_markdown_artifact, page, key=f"{name}-outcome")
    return Completed(message=lines[0])
