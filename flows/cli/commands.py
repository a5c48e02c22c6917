"""The command line: process-audit run, check, template, nightly, serve, rules, history, doctor, register, and
the commands of ``upkeep.py``.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, CycloptsError, Parameter, validators

from flows.cli.options import read_day
from flows.cli.register import add_register
from flows.cli.upkeep import add_upkeep
from flows.lean_start import prepare_for_audits
from flows.program import PROGRAM
from flows.verdict import EXIT_AUDITED, EXIT_FAULT, EXIT_USAGE
from schemas.errors import AuditError, UsageError

if TYPE_CHECKING:
    from schemas.mapping import Settled
    from schemas.records import AuditRequest, Outcome

app = App(
    name="process-audit",
    help="Audits spreadsheets of business processes for outsourcing and writes Excel reports.\n\n"
    "Exit codes: 0 audited; 3 audited, with rows or cells set aside; 4 an input was refused; 2 the "
    "command is wrong; 1 a fault of the program.",
    version=lambda: version(PROGRAM),
    version_flags=["--version"],
)
Inputs = Annotated[
    list[Path], Parameter(help="Workbooks, CSV or Parquet files, or folders that hold them.", negative=())
]
MapFile = Annotated[
    Path | None,
    Parameter(
        name="--map",
        help="A mapping document that settles how inputs are read (see check --write-map). "
        "Default: the one next to an input, list.xlsx.map.yaml.",
    ),
]
Currency = Annotated[str | None, Parameter(help="Currency of amounts that say none, such as EUR.")]
Country = Annotated[str | None, Parameter(help="Country of rows that say none, such as DE.")]
Sector = Annotated[
    str | None,
    Parameter(
        help="Sector of rows that say none: none, finance, insurance, health, pharma, public_sector or other."
    ),
]
ByPrefect = Annotated[
    bool | None,
    Parameter(
        help="As a Prefect flow, or in this process. Default: Prefect where an API is configured.",
        negative="--inline",
    ),
]
Json = Annotated[bool, Parameter(help="Print one JSON document instead of lines.", negative=())]


@app.command
def run(
    inputs: Inputs,
    /,
    *,
    out: Annotated[Path | None, Parameter(help="Folder for the results. Default: outputs.")] = None,
    as_of: Annotated[
        dt.date | None,
        Parameter(converter=read_day, help="Date the audit is made for, as 2026-11-01. Default: today."),
    ] = None,
    portfolio: Annotated[
        str | None,
        Parameter(help="Join all inputs to one portfolio of this name. Default: one portfolio per file."),
    ] = None,
    rulebook: Annotated[
        Path | None, Parameter(help="A YAML file with rules of your own, laid over the rulebook.")
    ] = None,
    lang: Annotated[
        str | None,
        Parameter(help="Language of the report: en or de. Default: the portfolio's, from the settings."),
    ] = None,
    map_file: MapFile = None,
    currency: Currency = None,
    country: Country = None,
    sector: Sector = None,
    accessible: Annotated[
        bool, Parameter(help="Leave out what guidance on accessible spreadsheets discourages.", negative=())
    ] = False,
    processes: Annotated[
        int,
        Parameter(
            validator=validators.Number(gte=1),
            help="How many portfolios to audit side by side (with --inline).",
        ),
    ] = 1,
    dask: Annotated[
        str | None,
        Parameter(
            help="Audit on the workers of a Dask cluster: the address of its scheduler, or local for "
            "worker processes here."
        ),
    ] = None,
    json: Json = False,
    quiet: Annotated[bool, Parameter(help="Print refusals and faults only.", negative=())] = False,
    prefect: ByPrefect = None,
) -> int:
    """Audit inputs and write a report for each portfolio."""
    from flows.cli import output
    from flows.requests import passed_over, requests_for, who_commands
    from flows.runners import prefect_api_url
    from flows.unread_settings import about_unread_settings
    from flows.verdict import verdict
    from schemas.rules import load_rulebook
    from schemas.vocabulary import REPORT_LANGUAGES
    from tasks.settings import settings

    # Looked at before any file is read: a slip in the rules ends the command with its sentence.
    if rulebook:
        load_rulebook(rulebook)
    if lang and lang not in REPORT_LANGUAGES:
        raise UsageError(f"There is no language '{lang}'; there are {', '.join(REPORT_LANGUAGES)}.")
    settled = _settled(inputs, map_file, currency, country, sector)
    refused: list[Outcome] = []
    requests = requests_for(
        inputs,
        out or settings().out,
        as_of or dt.date.today(),
        portfolio,
        rulebook=rulebook,
        language=lang,
        accessible=accessible,
        settled=settled,
        refused=refused,
        started_by=who_commands(),
    )
    use_prefect = bool(requests) and (bool(prefect_api_url()) if prefect is None else prefect)
    if not (quiet or json):
        output.say_start(requests, use_prefect, bool(dask))
    if not quiet:
        for sentence in filter(None, (about_unread_settings(), *passed_over(inputs))):
            print(sentence, file=sys.stderr)
    if use_prefect:
        outcomes = _by_prefect(inputs, requests[0], portfolio, lang, settled, dask)
    else:
        outcomes = refused + (_here(requests, processes, quiet or json, dask) if requests else [])
    judged = verdict(outcomes)
    output.show_outcomes(outcomes, judged, as_json=json, quiet=quiet)
    return judged.exit_code


def _here(requests: list[AuditRequest], processes: int, quiet: bool, dask: str | None) -> list[Outcome]:
    from flows.cli import output
    from flows.cluster import on_cluster
    from flows.runners import audit_here, in_processes, inline
    from tasks.settings import settings

    with output.Progress(len(requests), quiet) as progress:
        if dask:
            outcomes = on_cluster(requests, dask, settings(), progress.done)
        elif processes > 1:
            outcomes = [progress.done(outcome) for outcome in in_processes(requests, processes)]
        else:
            outcomes = [
                progress.done(audit_here(request, inline(progress.step(request.portfolio))))
                for request in requests
            ]
    return outcomes


def _settled(
    inputs: list[Path], map_file: Path | None, currency: str | None, country: str | None, sector: str | None
) -> Settled:
    """Map and defaults of a run, looked at before anything is read, as are the maps next to inputs."""
    from flows.requests import input_files
    from schemas.mapping import Settled, defaults_from, map_beside
    from tasks.intake import usable_map

    beside = [map_path for path in input_files(inputs) if (map_path := map_beside(path))]
    for used_map in [map_file] if map_file else beside:
        usable_map(used_map)
    return Settled(map_file.absolute() if map_file else None, defaults_from(currency, country, sector))


def _by_prefect(
    inputs: list[Path],
    request: AuditRequest,
    portfolio: str | None,
    lang: str | None,
    settled: Settled,
    dask: str | None,
) -> list[Outcome]:
    _prefect_environment()
    from flows.audit_portfolio import AS_SET, AuditForm, audit_portfolio, outcomes_of
    from tasks.settings import settings, use_settings

    if dask:
        # The form says whether, and the settings say where: the address of the command goes into them.
        use_settings(settings().model_copy(update={"dask": dask}))
    form = AuditForm(
        # Absolute, since the form takes a name alone as one in the inbox.
        inputs=[str(path.absolute()) for path in inputs],
        portfolio=portfolio or "",
        out=str(request.out.absolute()),
        as_of=request.as_of,
        rulebook=str(request.rulebook.absolute()) if request.rulebook else "",
        language=lang or AS_SET,
        accessible=request.accessible,
        on_dask=bool(dask),
        map=str(settled.map or ""),
        **settled.defaults.model_dump(exclude_none=True),
    )
    return outcomes_of(audit_portfolio(form, return_state=True))


def _prefect_environment() -> None:
    """No telemetry, patience with a server that is started for this run alone, and what the program says while it
    waits among the logs of the run; what the user set stays.
    """
    for name, value in (
        ("DO_NOT_TRACK", "1"),
        ("PREFECT_SERVER_ANALYTICS_ENABLED", "false"),
        ("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120"),
        ("PREFECT_LOGGING_EXTRA_LOGGERS", "flows,tasks"),
    ):
        os.environ.setdefault(name, value)


@app.command
def check(
    inputs: Inputs,
    /,
    *,
    write_map: Annotated[
        Path | None,
        Parameter(help="Write what was understood of one input as YAML, to be settled and given back."),
    ] = None,
    map_file: MapFile = None,
    currency: Currency = None,
    country: Country = None,
    sector: Sector = None,
    json: Json = False,
) -> int:
    """Say what would be understood of inputs, what would be set aside, and what to answer first."""
    from flows.cli.check import check_inputs

    settled = _settled(inputs, map_file, currency, country, sector)
    return check_inputs(inputs, json, settled, write_map)


@app.command
def template(file: Annotated[Path, Parameter(help="The workbook to write, such as intake.xlsx.")], /) -> int:
    """Write an intake workbook to fill in: drop-downs, units, and a sheet that explains each column."""
    from flows.faults import refuse_place, writing_to
    from tasks.reporting import write_template

    with writing_to(file):
        refuse_place(file)
        write_template(file)
    print(f"Wrote {file}.")
    return EXIT_AUDITED


@app.command
def history(
    portfolio: Annotated[
        str | None, Parameter(help="Show this portfolio alone, and how its last two runs differ.")
    ] = None,
    /,
    *,
    out: Annotated[Path | None, Parameter(help="Folder for the results. Default: outputs.")] = None,
    json: Json = False,
) -> int:
    """List past runs, newest first; for one portfolio also how the last two audits differ."""
    from flows.cli.history import show_history
    from tasks.settings import settings

    config = settings()
    return show_history(config.history_url, out or config.out, config.keep_runs_days, portfolio, json)


@app.command
def nightly(*, prefect: ByPrefect = None) -> int:
    """Do one night's work by hand: audit what is new or changed in the inbox, write the digest, send the
    mails.
    """
    from flows.cli.night_output import show_night
    from flows.cluster import audit_all_as_set
    from flows.nightly.run import business_date, run_night
    from flows.requests import who_commands
    from flows.runners import prefect_api_url
    from flows.verdict import verdict
    from tasks.settings import settings

    config = settings()
    if bool(prefect_api_url()) if prefect is None else prefect:
        _prefect_environment()
        from flows.audit_portfolio import outcomes_of
        from flows.nightly_audit import nightly_audit

        state = nightly_audit(return_state=True)
        print(state.message)
        if outcomes_of(state):
            return verdict(outcomes_of(state)).exit_code
        return EXIT_FAULT if state.is_failed() else EXIT_AUDITED
    night = run_night(config, audit_all_as_set(config), business_date(config), who_commands())
    show_night(night)
    return night.verdict.exit_code


@app.command
def serve(
    *,
    port: Annotated[
        int, Parameter(help="Port of the Prefect server that is started where none is configured.")
    ] = 4200,
) -> int:
    """Serve the nightly and the ad hoc flow with their schedule on this machine, until stopped."""
    _prefect_environment()
    from flows.deployments import serve_here
    from tasks.settings import settings

    serve_here(settings(), port)
    return EXIT_AUDITED


@app.command
def rules(
    id: Annotated[
        str | None, Parameter(help="Id of a rule, a statement of the sources, or an issue.")
    ] = None,
    /,
    *,
    rulebook: Annotated[
        Path | None, Parameter(help="A YAML file with rules of your own, laid over the rulebook.")
    ] = None,
) -> int:
    """List the rules, or print one with its source and where it is used."""
    from flows.cli.rules import show_rule, show_sections
    from schemas.rules import load_rulebook

    book = load_rulebook(rulebook)
    return show_rule(book, id, rulebook) if id else show_sections(book)


@app.command
def doctor(
    *,
    dask: Annotated[str | None, Parameter(help="Check this Dask scheduler and its workers too.")] = None,
    json: Json = False,
) -> int:
    """Check this installation: versions, folders, disk space, rulebook, Prefect; say what to do about each
    finding.
    """
    from flows.cli.doctor import examine

    return examine(json, dask)


add_register(app)
add_upkeep(app)


def main() -> None:
    """Entry point; turns wrong commands into exit code 2 with a sentence, never a traceback."""
    from tasks.durable import keep_files_private

    prepare_for_audits()
    keep_files_private()
    try:
        code = app(exit_on_error=False, print_error=True)
    except CycloptsError:
        sys.exit(EXIT_USAGE)
    except AuditError as error:
        sys.exit(_complain(error.user_message, EXIT_USAGE if error.is_usage else EXIT_FAULT))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever read the output, such as head, has seen enough
        # Python flushes standard output once more at its end, and would then say that the pipe is broken.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_AUDITED)
    except Exception as error:
        sys.exit(_fault(error))
    sys.exit(code if isinstance(code, int) else 0)


def _complain(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _fault(error: Exception) -> int:
    from flows.faults import describe_end

    return _complain(describe_end(error), EXIT_FAULT)
