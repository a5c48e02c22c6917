"""The ad hoc flow: audits the files and folders it is given."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from prefect import State, flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from pydantic import BaseModel, Field

from flows.requests import requests_for
from flows.runners import as_prefect_tasks
from flows.story import audit_and_remember
from flows.verdict import Verdict, verdict
from schemas.records import Outcome
from tasks.settings import settings


class AuditForm(BaseModel):
    """What an operations person fills in to start an audit."""

    inputs: list[str] = Field(title="Files or folders", description="Workbooks, CSV or Parquet files, or folders that hold them, as the server sees them.", min_length=1)
    portfolio: str | None = Field(None, title="Portfolio", description="Joins all files under this name. Leave empty for one portfolio per file.", max_length=120)
    out: str | None = Field(None, title="Output folder", description="Leave empty for the folder of the settings.")
    as_of: dt.date | None = Field(None, title="As of", description="The date the audit is made for. Leave empty for today.")
    rulebook: str | None = Field(None, title="Own rules", description="A YAML file laid over the rulebook. Leave empty for the rulebook as it is.")
    language: str = Field("en", title="Language of the report", description="en or de.", pattern="^[a-z]{2}$")
    accessible: bool = Field(False, title="Accessible edition", description="Leaves out what guidance on accessible spreadsheets discourages.")


def _run_name() -> str:
    form = flow_run.parameters["form"]
    inputs = form["inputs"] if isinstance(form, dict) else form.inputs
    portfolio = form.get("portfolio") if isinstance(form, dict) else form.portfolio
    return f"{portfolio or Path(inputs[0]).stem}{f' and {len(inputs) - 1} more' if len(inputs) > 1 else ''} {dt.date.today():%Y-%m-%d}"


@flow(name="audit-portfolio", flow_run_name=_run_name, persist_result=False, log_prints=False)
def audit_portfolio(form: AuditForm) -> State:
    """Audits each portfolio with its steps as tasks and ends in the state that the outcomes add up to.

    Args:
        form: what to audit.

    Returns:
        Completed, CompletedWithIssues or Failed, carrying the list of outcomes.
    """
    logger = get_run_logger()
    requests = requests_for(
        [Path(path) for path in form.inputs], Path(form.out) if form.out else settings().out, form.as_of or dt.date.today(), form.portfolio,
        rulebook=Path(form.rulebook) if form.rulebook else None, language=form.language, accessible=form.accessible,
    )
    outcomes = []
    for number, request in enumerate(requests, 1):
        with tempfile.TemporaryDirectory() as folder:
            outcomes.append(audit_and_remember(request, as_prefect_tasks(Path(folder))))
        logger.info("Portfolio %d of %d: %s.", number, len(requests), outcomes[-1].status)
    judged = verdict(outcomes)
    leave_artifacts(outcomes, judged)
    return end_state(outcomes, judged)


def end_state(outcomes: list[Outcome], judged: Verdict) -> State:
    """The explicit Prefect state of a verdict; its data are the outcomes."""
    state = Failed if judged.state == "Failed" else Completed
    return state(name=judged.state, message=judged.sentence, data=outcomes)


def outcomes_of(state: State) -> list[Outcome]:
    """The outcomes that a finished run of this process carries, whatever its state."""
    return state.result(raise_on_failure=False)


def leave_artifacts(outcomes: list[Outcome], judged: Verdict) -> None:
    """A markdown summary and a table of outcomes: counts, names of portfolios and folders, no cell of an input."""
    links = "\n".join(f"- [{outcome.portfolio}]({Path(outcome.run_folder, 'audit_report.xlsx').resolve().as_uri()})" for outcome in outcomes if outcome.run_folder)
    create_markdown_artifact(f"## {judged.state}\n\n{judged.sentence}\n\n{links}", key="audit-summary", description="Verdict and reports")
    rows = [{"portfolio": outcome.portfolio, "status": outcome.status, **outcome.counts, "refused": len(outcome.refusals), "fault": outcome.fault or ""} for outcome in outcomes]
    create_table_artifact(rows, key="audit-outcomes", description="Outcome per portfolio")
