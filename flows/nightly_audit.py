"""The nightly flow: audits what is new or changed in the inbox, and tells about it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from prefect import State, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from pydantic import BaseModel, Field

from flows.artifacts import as_markdown
from flows.audit_portfolio import (
    LONGEST_RUN_SECONDS,
    OF_FORMS,
    end_state,
    hold_to_folders,
    leave_artifacts,
    started_by,
)
from flows.cluster import on_cluster
from flows.nightly.notify import in_words
from flows.nightly.run import AuditAll, Night, business_date, run_night
from flows.progress import PortfoliosDone, ProgressArtifact, tell_server
from flows.runners import in_processes
from flows.verdict import EXIT_USAGE, Verdict
from schemas.errors import SettingsError, UsageError
from schemas.records import AuditRequest, Outcome
from tasks.durable import keep_files_private
from tasks.settings import Settings, settings

# A Prefect task costs about a tenth of a second and 20 KB of its database, so one task audits several
# portfolios.
PORTFOLIOS_PER_TASK = 20


class NightlyForm(BaseModel):
    """What can be set for one night; left empty, all comes from the settings."""

    model_config = OF_FORMS

    inbox: str = Field(
        default="",
        title="Inbox",
        description="Folder with new inventories, full path on the server. Leave empty for the usual one.",
    )
    business_date: dt.date | None = Field(
        default=None,
        title="Business date",
        description="The date the audits are made for. Leave at None for today, or choose date.",
    )
    processes: int | None = Field(
        default=None,
        title="Side by side",
        description="Portfolios audited side by side. Leave at None for the settings.",
        ge=1,
        le=64,
    )


def _run_name() -> str:
    try:
        return f"night of {business_date(settings()):%Y-%m-%d}"
    except SettingsError:  # the flow says what is wrong
        return "night"


@flow(
    name="nightly-audit",
    flow_run_name=_run_name,
    persist_result=False,
    log_prints=False,
    timeout_seconds=LONGEST_RUN_SECONDS,
)
def nightly_audit(form: NightlyForm | None = None) -> State:
    """Does one night's work and ends in the state that its outcomes add up to.

    Three missed nights that start at once do one night's work: they exclude each other by a lock that the
    kernel frees, and what one of them audited is nothing new for the next.

    Args:
        form: What differs from the settings. Nothing needs to be filled in: press Submit at the foot of the
            page.

    Returns:
        Completed, CompletedWithIssues or Failed, carrying the list of outcomes.
    """
    form = form or NightlyForm()
    keep_files_private()
    try:
        set_up = settings()
        if form.inbox:
            hold_to_folders([Path(form.inbox)], set_up.inbox)
    except (SettingsError, UsageError) as error:
        return end_state([], Verdict(EXIT_USAGE, "Failed", error.user_message))
    config = set_up.model_copy(
        update={
            name: value
            for name, value in (
                ("inbox", Path(form.inbox) if form.inbox else None),
                ("processes", form.processes),
            )
            if value is not None
        }
    )
    day = form.business_date or business_date(config)
    night = run_night(config, _in_chunks(config), day, started_by())
    tell(night, config.out)
    return end_state(list(night.outcomes), night.verdict)


def tell(night: Night, out: Path) -> None:
    """Logs how the night ended and leaves its artifacts: counts and names of portfolios, no cell of an
    input.

    Args:
        night: how it ended.
        out: the output folder.
    """
    logger = get_run_logger()
    logger.info("%s", night.verdict.sentence)
    for count, what in (
        (len(night.waiting), "files were still being written and wait for the next night"),
        (len(night.troubles), "troubles"),
    ):
        if count:
            logger.warning("%d %s.", count, what)
    for sentence in (*night.troubles, *night.remarks):
        logger.warning("%s", sentence)
    if night.deliveries:
        logger.info("Mails: %s.", in_words(night.deliveries))
    tell_server(leave_artifacts, list(night.outcomes), night.verdict, out, list(_of_the_night(night)))


def _of_the_night(night: Night) -> Iterator[str]:
    if night.digest:
        yield f"Digest over all portfolios of the night: `{night.digest.absolute()}`"
    if night.deliveries:
        yield f"Mails: {in_words(night.deliveries)}."
    if night.waiting:
        yield f"{len(night.waiting)} files were still being written; they are looked at again the next night."
    yield from (f"**{as_markdown(trouble)}**" for trouble in night.troubles)
    yield from map(as_markdown, night.remarks)


def _in_chunks(config: Settings) -> AuditAll:
    """Audits portfolios in tasks of several each, with progress to be seen in the Prefect UI."""

    def audit_all(requests: Sequence[AuditRequest]) -> Iterator[Outcome]:
        if config.dask:
            show = PortfoliosDone("nightly-progress", len(requests))
            yield from on_cluster(requests, config.dask, config, show)
            return
        progress = ProgressArtifact("nightly-progress", "Portfolios audited")
        outcomes = in_processes(requests, config.processes)  # one pool for the whole night
        for first in range(0, len(requests), PORTFOLIOS_PER_TASK):
            count = min(PORTFOLIOS_PER_TASK, len(requests) - first)

            @task(
                # The task only waits for its share of the outcomes: the pool audits all portfolios of the
                # night, in their order.
                name=f"audit portfolios {first + 1} to {first + count}",
                cache_policy=NO_CACHE,
                persist_result=False,
            )
            def audit_some(count: int = count) -> list[Outcome]:
                return list(itertools.islice(outcomes, count))

            yield from audit_some()
            progress(100 * (first + count) / len(requests))

    return audit_all
