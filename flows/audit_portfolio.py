"""The ad hoc flow: audits the files and folders it is given."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any, Literal

from prefect import State, flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.runtime import deployment, flow_run
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field, field_validator

from flows.artifacts import STATUS_WORDS, as_markdown, file_rows, summary_page
from flows.cluster import on_cluster
from flows.faults import describe_fault
from flows.nightly.inbox import from_archive
from flows.portfolios import printable
from flows.progress import PortfoliosDone, ProgressArtifact, tell_server
from flows.requests import requests_for, who_commands
from flows.runners import as_prefect_tasks, with_files
from flows.story import audit_and_remember
from flows.verdict import EXIT_USAGE, Verdict, verdict
from schemas.errors import AuditError, SettingsError, UsageError
from schemas.mapping import Settled, defaults_from
from schemas.records import AuditRequest, Outcome
from schemas.rules import load_rulebook
from schemas.vocabulary import REPORT_LANGUAGES
from tasks.durable import keep_files_private
from tasks.intake import usable_map
from tasks.scratch import scratch_folder
from tasks.settings import settings

if TYPE_CHECKING:
    from flows.steps import Runner, Step

# A run that takes longer than this is stopped; every wait within it ends much earlier.
LONGEST_RUN_SECONDS = 12 * 3600
AS_SET = "as set"  # the language that the settings know for the portfolio
# The outcomes of flow runs of this process. Where the answer to "this run has ended" is lost, Prefect says it again and
# goes on with the server's copy of the state, which carries nothing.
_ENDED: dict[str, list[Outcome]] = {}


def in_order(schema: dict[str, Any]) -> None:
    """Numbers the fields of a form: PostgreSQL does not keep the order of a schema's keys, and the UI sorts
    by these numbers.
    """
    for position, field in enumerate(schema["properties"].values()):
        field["position"] = position


# A field that the form does not have, misspelt or of another release, is refused: it would be passed over.
OF_FORMS = ConfigDict(extra="forbid", json_schema_extra=in_order)


class AuditForm(BaseModel):
    """What an operations person fills in to start an audit. Texts are empty rather than missing, so that the
    UI shows a plain field for each.
    """

    model_config = OF_FORMS

    inputs: list[str] = Field(
        title="Files or folders",
        min_length=1,
        description="The name of a file in the inbox, such as group.xlsx, or the full path of a file or folder "
        "on the server. "
        "Add item for each further file.",
    )
    portfolio: str = Field(
        "",
        title="Portfolio",
        max_length=120,
        description="Joins all files to one report of this name. Leave empty for a report each.",
    )
    as_of: dt.date | None = Field(
        None,
        title="As of",
        description="The date the audit is made for. Leave at None for today, or choose date.",
    )
    language: Literal[(AS_SET, *REPORT_LANGUAGES)] = Field(  # pyright: ignore[reportInvalidTypeForm]
        AS_SET,
        title="Language of the report",
        description="A code, such as de for German; as set: the one in the settings of the portfolio, else English.",
    )
    accessible: bool = Field(
        False,
        title="Accessible edition",
        description="Leaves out of the report what guidance on accessible spreadsheets discourages.",
    )
    currency: str = Field(
        "",
        title="Currency",
        description="Of amounts that say none, such as EUR. Leave empty where the files say it.",
    )
    country: str = Field(
        "",
        title="Country",
        description="Of rows that say none, such as DE. Leave empty where the files say it.",
    )
    sector: Literal["", "none", "finance", "insurance", "health", "pharma", "public_sector", "other"] = Field(
        "", title="Sector", description="Of rows that say none. Leave empty where the files say it."
    )
    map: str = Field(
        "",
        title="Map",
        description="Full path of a mapping document (process-audit check --write-map). Leave empty for the one "
        "next to each file.",
    )
    out: str = Field("", title="Output folder", description="Leave empty for the usual one.")
    on_dask: bool = Field(
        False,
        title="On the Dask cluster",
        description="Audits the files on the workers of the cluster that the settings name.",
    )
    rulebook: str = Field(
        "",
        title="Own rules",
        description="Full path of a YAML file laid over the rulebook. Leave empty for the rulebook as it is.",
    )

    @field_validator("portfolio", "out", "rulebook", "currency", "country", "sector", "map", mode="before")
    @classmethod
    def _missing_is_empty(cls, value: Any) -> Any:
        if isinstance(value, str):
            return value.strip()
        return "" if value is None else value

    def files(self) -> list[Path]:
        """The inputs as paths: in the inbox where it is a name alone, or the path that somebody's own
        computer has for it.
        """
        return [
            # A full path replaces the inbox when the two are joined; a path of Windows is taken by its last
            # part.
            settings().inbox / (PureWindowsPath(name).name if _is_of_windows(name) else name)
            for name in self._names()
        ]

    def settled(self) -> Settled:
        """Map and defaults of this run.

        Raises:
            UsageError: one of them cannot be used.
        """
        if self.map:
            usable_map(Path(self.map))
        defaults = defaults_from(self.currency, self.country, self.sector)
        return Settled(Path(self.map) if self.map else None, defaults)

    def remarks(self) -> list[str]:
        """What was done about paths that the server does not have."""
        return [
            f"{as_markdown(PureWindowsPath(name).name)} was looked for in the inbox: the server cannot "
            "see the folder of another computer."
            for name in self._names()
            if _is_of_windows(name)
        ]

    def _names(self) -> list[str]:
        """What was entered, without the quotation marks that come along with a copied path."""
        names = [text.strip().strip("\"'").strip() for text in self.inputs]
        return [name for name in names if name]


def _is_of_windows(name: str) -> bool:
    return PureWindowsPath(name).is_absolute() and not Path(name).is_absolute()


def _run_name() -> str:
    form = AuditForm.model_validate(flow_run.parameters["form"])
    try:
        names = [form.portfolio] if form.portfolio else [path.stem for path in form.files()]
    except SettingsError:  # the flow says what is wrong
        names = ["audit"]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0] if names else 'nothing named'}{more} {form.as_of or dt.date.today():%Y-%m-%d}"


def started_by() -> str:
    """Who or what asked for this run, as far as Prefect knows: the deployment and the run, or the account that
    gave the command.
    """
    if deployment.id is None:
        return who_commands()
    return f"Prefect deployment {deployment.name}, run {flow_run.name}"


def hold_to_folders(paths: Sequence[Path], *folders: Path) -> None:
    """Keeps a form to the folders that are meant for it: whoever can fill it in may not read or write
    elsewhere on the server. A command on the server itself is not held.

    Args:
        paths: what the form names.
        folders: where that may lie.

    Raises:
        UsageError: a path leads elsewhere.
    """
    if deployment.id is None:
        return
    # Resolved on both sides, so that neither ".." nor a link leads out of the folders.
    allowed = [folder.resolve() for folder in folders]
    for path in paths:
        if not any(path.resolve().is_relative_to(folder) for folder in allowed):
            places = " and ".join(f"{folder}" for folder in folders)
            raise UsageError(
                f"{printable(path.name)} lies elsewhere than in {places}. Copy it into the inbox."
            )


@flow(
    name="audit-portfolio",
    flow_run_name=_run_name,
    persist_result=False,
    log_prints=False,
    timeout_seconds=LONGEST_RUN_SECONDS,
)
def audit_portfolio(form: AuditForm) -> State:
    """Audits each portfolio with its steps as tasks and ends in the state that the outcomes add up to.

    Args:
        form: What to audit. Fill in at least the first field, then press Submit at the foot of the page.

    Returns:
        Completed, CompletedWithIssues or Failed, carrying the list of outcomes.
    """
    try:
        out = Path(form.out) if form.out else settings().out
    except SettingsError as error:
        return end_state([], Verdict(EXIT_USAGE, "Failed", error.user_message))
    rulebook = Path(form.rulebook) if form.rulebook else None
    keep_files_private()
    try:
        if not form.files():
            raise UsageError("No file was named. Start another run and fill in the first field.")
        # All that the form names, before anything of it is read.
        written = [Path(name) for name in (form.rulebook, form.map) if name]
        hold_to_folders([*form.files(), *written], settings().inbox, settings().out)
        hold_to_folders([out], settings().out)
        if rulebook:
            load_rulebook(rulebook)
        refused: list[Outcome] = []
        requests = requests_for(
            form.files(),
            out,
            form.as_of or dt.date.today(),
            form.portfolio or None,
            rulebook=rulebook,
            accessible=form.accessible,
            settled=form.settled(),
            language=None if form.language == AS_SET else form.language,
            refused=refused,
            started_by=started_by(),
        )
        outcomes = refused + (
            _on_cluster([_archived(request) for request in requests])
            if form.on_dask
            else list(_audit_each(requests))
        )
    except AuditError as error:
        return _ended([], Verdict(EXIT_USAGE, "Failed", error.user_message), out)
    return _ended(outcomes, verdict(outcomes), out, form.remarks())


def _ended(outcomes: list[Outcome], judged: Verdict, out: Path, remarks: Sequence[str] = ()) -> State:
    tell_server(leave_artifacts, outcomes, judged, out, remarks)
    return end_state(outcomes, judged)


def _audit_each(requests: Sequence[AuditRequest]) -> Iterator[Outcome]:
    logger = get_run_logger()
    progress = ProgressArtifact("audit-progress", "Steps done, over all portfolios")
    for number, request in enumerate(requests, 1):
        with scratch_folder() as folder:
            run_step = _showing(
                progress, as_prefect_tasks(folder, request.portfolio), number - 1, len(requests)
            )
            outcome = with_files(request, audit_and_remember(_archived(request), run_step))
        logger.info("Portfolio %d of %d: %s.", number, len(requests), STATUS_WORDS[outcome.status])
        progress(100 * number / len(requests))
        yield outcome


def _archived(request: AuditRequest) -> AuditRequest:
    """The request with its files archived, as those of a night are; a command on the server archives
    nothing.
    """
    if deployment.id is None:
        return request
    try:
        return from_archive(request, settings().archive)
    except OSError as error:
        remark = f"No copy of the inputs is kept in the archive. {describe_fault(error)}"
        return replace(request, remarks=(*request.remarks, remark))


def _on_cluster(requests: Sequence[AuditRequest]) -> list[Outcome]:
    """Audits on the Dask cluster of the settings; the progress in the Prefect UI moves with each
    portfolio.

    Raises:
        UsageError: the settings name no cluster, or it cannot do the work.
    """
    if not settings().dask:
        raise UsageError(
            "No Dask cluster is set. Set dask to the address of its scheduler, or clear the box."
        )
    progress, count = PortfoliosDone("audit-progress", len(requests)), itertools.count(1)

    def show(outcome: Outcome) -> None:
        get_run_logger().info(
            "Portfolio %d of %d: %s.", next(count), len(requests), STATUS_WORDS[outcome.status]
        )
        progress(outcome)

    return on_cluster(requests, settings().dask, settings(), show)


def _showing(progress: ProgressArtifact, run_step: Runner, done: int, total: int) -> Runner:
    """The same runner, moving the progress on with each step."""
    from flows.steps import STEPS

    count = 0

    def shown(step: Step, *args: Any, **kwargs: Any) -> Any:
        nonlocal count
        # Parts of a long list and scenarios count as steps of their own: the bar waits at 95 percent until
        # the portfolio has ended.
        result = run_step(step, *args, **kwargs)
        count += 1
        progress(100 * (done + min(count / len(STEPS), 0.95)) / total)
        return result

    return shown


class NothingAudited(Exception):
    """What a failed run carries, because Prefect wants an exception there; its message is the verdict's
    sentence.
    """


def end_state(outcomes: list[Outcome], judged: Verdict) -> State:
    """The explicit Prefect state of a verdict; it carries the outcomes.

    Args:
        outcomes: one for each portfolio.
        judged: the verdict over them.

    Returns:
        Failed, carrying NothingAudited; else Completed, under the name of the verdict, carrying the outcomes.
    """
    if flow_run.id:
        _ENDED[flow_run.id] = outcomes
    if judged.state == "Failed":
        return Failed(message=judged.sentence, data=NothingAudited(judged.sentence))
    return Completed(name=judged.state, message=judged.sentence, data=outcomes)


def outcomes_of(state: State) -> list[Outcome]:
    """The outcomes of a finished run of this process, whatever its state.

    Raises:
        Exception: what the run broke off with, where it came to no outcomes.
    """
    ended = _ENDED.get(str(state.state_details.flow_run_id))
    if ended is None:
        raise state.result(raise_on_failure=False)
    return ended


def leave_artifacts(outcomes: list[Outcome], judged: Verdict, out: Path, more: Sequence[str] = ()) -> None:
    """A page with the verdict and a table of files, on the run's Artifacts tab.

    Args:
        outcomes: one for each portfolio.
        judged: the verdict over them.
        out: the output folder.
        more: further paragraphs of the page, in Markdown.
    """
    page = summary_page(outcomes, judged, settings().out_address, out, more)
    create_markdown_artifact(page, key="audit-summary", description="Verdict, reports, and what to do next")
    if outcomes:
        create_table_artifact(file_rows(outcomes), key="audit-outcomes", description="Outcome of each file")
