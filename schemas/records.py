"""Records that pass between the stages: frozen, picklable, and small beside the frames they carry.

A *row_key* is an integer that is unique within a portfolio; it is the index of every per-process frame from
intake on. Stages never join by process_id, which a bad workbook may hold twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from schemas.groups import ROLES, no_groups

if TYPE_CHECKING:
    import pandas as pd

    from schemas.mapping import Settled
    from schemas.quotes import Quote
    from schemas.rules import Rulebook


@dataclass(frozen=True)
class HeadingMatch:
    """One heading of a table and what it was taken for.

    ``how``: alias (equals an alias), words (all words of an alias, values fit), content, fullest_text,
    not_recognised, duplicate (another heading claimed the column better), part (added to the figures of
    another column, ``part_of`` names which quantity), or ticked (an answer read with the column of the first
    one). ``factor`` turns the sheet's figures into the column's unit. ``multiplier`` is the column that
    figures for each item or person are multiplied with (``1/volume``: times of all items are divided by it).
    ``share_unit`` is what one is worth as a share, where the heading says so; ``is_denied`` that it says the
    opposite. ``unit_letter`` is the column that holds the unit, currency or scale of each row.
    ``decimal_mark`` and ``scale`` ("1-10") are how numbers are written, ``year`` is the one that the heading
    names. ``unit_by_note`` is the unit of amounts that a note beside the table says, as a heading would say
    it ("kEUR"). ``read_as`` is what was decided for the whole column, as a map says it (``percent``, ``1-10``,
    ``day_first``); ``is_assumed``: by default, for nothing shows it.
    """

    letter: str
    heading: str
    column: str | None
    how: str
    alias: str | None = None
    unit: str | None = None
    factor: float = 1.0
    note: str | None = None
    suggestion: str | None = None
    multiplier: str = ""
    share_unit: float | None = None
    is_denied: bool = False
    unit_letter: str = ""
    decimal_mark: str = ""
    scale: str = ""
    year: int | None = None
    unit_by_note: str = ""
    part_of: str = ""
    read_as: str = ""
    is_assumed: bool = False


@dataclass(frozen=True)
class TableRead:
    """One table found on a sheet. ``table_id`` is unique within the portfolio and is in ``source_table``.
    ``rows_in`` counts every row below the headings that is not blank; ``roles`` those of them that are neither
    assessed nor set aside, by role (``schemas.groups.ROLES``). ``is_in_order``: the order of the rows tells which
    group a row belongs to.
    """

    table_id: int
    file: str
    sheet: str
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    rows_in: int
    headings: tuple[HeadingMatch, ...]
    notes: tuple[str, ...] = ()
    roles: tuple[tuple[str, int], ...] = ()
    is_in_order: bool = False

    def column(self, letter: str) -> str | None:
        """The column that a spreadsheet column was taken for; None where it was taken for none."""
        return next((match.column for match in self.headings if match.letter == letter), None)

    def letter(self, column: str) -> str | None:
        """Letter of the spreadsheet column that was taken for ``column``; None where none was."""
        return next((match.letter for match in self.headings if match.column == column), None)


@dataclass(frozen=True)
class FileRead:
    """One input file: read, or refused with a code of the issue catalogue and a sentence."""

    file: str
    path: str
    sha256: str
    size_bytes: int
    kind: str
    tables: tuple[TableRead, ...] = ()
    notes: tuple[str, ...] = ()
    refused_code: str | None = None
    refused_message: str | None = None


@dataclass(frozen=True)
class RawTable:
    """A table as it was sent, below its headings: what corrections are written from.

    cells: index = row number as the spreadsheet shows it, from the first row below the headings to the last
    row of the table,
        totals, notes and blank rows included; columns = spreadsheet letters; values as in a reader's grid
        (text, number, date, boolean
        or missing), not interpreted.
    number_formats: per letter the number format most cells of the column have, where the reader can tell.
    telling_formats: as in RawSheet: formats that say something of the number, with their rows.
    hidden_columns: letters of the columns that are hidden.
    added: values that another sheet told of the rows, in columns of the input dictionary; None where there are none.
    amounts_from: the first such sheet that told amounts of money; None where there is none.
    """

    cells: pd.DataFrame
    number_formats: tuple[tuple[str, str], ...] = ()
    telling_formats: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...] = ()
    hidden_columns: tuple[str, ...] = ()
    added: pd.DataFrame | None = None
    amounts_from: TableRead | None = None


@dataclass(frozen=True)
class Intake:
    """What was understood of one portfolio's files.

    typed: index row_key; PROVENANCE columns, process_id and process_name (never missing), and every
    recognised column of
        the input dictionary with the dtype of ``schemas.columns.DTYPES``; money in units of the ``currency``
        column; parent_process_id and level (from 1), missing where nothing is above the row. Of a
        hierarchy only the lowest rows are here.
    carried: index row_key; the columns that were not recognised, as text under their own (made unique)
    headings. set_aside: file, sheet, row, cell, code: rows that are not assessed. Rows in = len(typed) +
    len(set_aside) + rows of other roles. groups: GROUP_COLUMNS, the rows with other rows below them.
    issues: ISSUE_COLUMNS, severity error | warning | repair. raw_tables: by table_id, the
    cells as sent. quotes: of providers, from sheets and files of quotes.
    """

    files: tuple[FileRead, ...]
    typed: pd.DataFrame
    carried: pd.DataFrame
    set_aside: pd.DataFrame
    issues: pd.DataFrame
    raw_tables: dict[int, RawTable] = field(default_factory=dict)
    groups: pd.DataFrame = field(default_factory=no_groups)
    quotes: tuple[Quote, ...] = ()

    @property
    def roles(self) -> dict[str, int]:
        """Rows that are neither assessed nor set aside, by role; every role is named."""
        counts: dict[str, int] = dict.fromkeys(ROLES, 0)
        for table in self.tables.values():
            for role, count in table.roles:
                counts[role] += count
        return counts

    @property
    def tables(self) -> dict[int, TableRead]:
        """Tables of all files by table_id."""
        return {table.table_id: table for file in self.files for table in file.tables}


@dataclass(frozen=True)
class Validated(Intake):
    """An intake whose values were judged (``tasks.quality``): values that break a rule are blank, repeated rows are set
    aside, repeated ids are numbered, and ``issues`` says so. Only this is assessed and reported.
    """


@dataclass(frozen=True)
class Risks:
    """flags: FLAG_COLUMNS, all but process_id and evidence as categories, and row_key (missing for the portfolio);
    rows: RISK_COLUMNS by row_key, location_reason as categories; safeguards: SAFEGUARD_COLUMNS and row_key;
    not_judged: code, row_count, reason; open_cases: row_key, code, message (transfer, critical function and legal bar
    that could not be judged, one by one).
    """

    flags: pd.DataFrame
    rows: pd.DataFrame
    safeguards: pd.DataFrame
    not_judged: pd.DataFrame
    open_cases: pd.DataFrame


@dataclass(frozen=True)
class ControlTotal:
    """What the ledger or the staff list says of a unit. ``measure`` is cost or fte; an empty unit is the
    whole portfolio.
    """

    measure: Literal["cost", "fte"]
    total: float
    unit: str = ""
    currency: str = ""


@dataclass(frozen=True)
class Value:
    """What moving the candidates would save or cost. Money is in the row's currency.

    rows: VALUE_COLUMNS by row_key, also for rows without a value. saving_low, saving_mid, saving_high are the
        10th, 50th and 90th percentile of the yearly cash saving over the draws (posts released; first-year
        prices, before one-off costs); capacity_* those of the hours freed a year at labour cost, before any
        fee. case_saving, npv_mid, one_off_mid, break_even_months, the fees and the posts are of the middle
        case, in which every assumption has its middle value; only these add up over rows. A break-even that is
        missing is not reached within the contract. fee_per_hour_to_pay is the fee at which the net present
        value of the middle case is zero.
    totals: one line a currency: TOTAL_COLUMNS of tasks.value.totals. Percentiles are of the sum over rows.
    headline: the same over the candidates whose label rests on columns, which the first sheet counts; None where no
        label rests on text alone, so that it is the totals.
    bundles: bundle, wave, reason, row_count, fte_moved, case_saving, case_capacity, currency, first_rows; every process
    that can move is
        in one line, with an empty bundle where it moves alone and no wave where it is not planned.
    control: unit (empty: all), measure (cost | fte), currency, control_total (missing where none was given),
        audited, share.
    warnings: row_key (missing for the portfolio), code, column (whose cell is to be looked at, or empty),
        message. A currency that is not stated is an empty text.
    lines: value_lines.parquet by row_key: process_id, year (0: once, at the start), line, low, mid, high,
        currency; mid is the middle case. None where no line was worked out.
    groups: kind (wave | bundle), name, currency, row_count, and as in totals: percentiles of the sum.
    tornado: currency, assumption, swing, npv_at_low, npv_at_high, break_even; the five that swing the net
        present value of the headline most.
    bundle_names: the message behind the English name of each bundle.
    outsourced: by row_key of work that a provider does today: fee_paid, fee_low, fee_mid, fee_high (modelled) and
        fee_factor; None where there is none.
    workings: facts and steps of the middle case by row_key, as tasks.value.workings gives them; what the live
        model in Excel starts from.
    """

    rows: pd.DataFrame
    totals: pd.DataFrame
    bundles: pd.DataFrame
    control: pd.DataFrame
    warnings: pd.DataFrame
    lines: pd.DataFrame | None = None
    groups: pd.DataFrame | None = None
    tornado: pd.DataFrame | None = None
    workings: pd.DataFrame | None = None
    quotes: pd.DataFrame | None = None
    quote_issues: pd.DataFrame | None = None
    outsourced: pd.DataFrame | None = None
    headline: pd.DataFrame | None = None
    bundle_names: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Ledger:
    """What earlier runs of a portfolio know of its decisions. baselines: BASELINE_COLUMNS and row_key, the row of
    today's list (missing where it is gone); actuals: ACTUAL_COLUMNS, of schemas.benefits.
    """

    baselines: pd.DataFrame
    actuals: pd.DataFrame


@dataclass(frozen=True)
class Benefits:
    """Decided processes against what came of them. rows: BENEFIT_COLUMNS and row_key, one a decision; months:
    ACTUAL_COLUMNS, process_name and COMPARED_COLUMNS, one a decision and list after its start; totals: one line a
    currency: decided_count, compared_count, the savings, PARTS, fee_factor and posts_factor (actual over
    modelled) with the number of processes behind each.
    """

    rows: pd.DataFrame
    months: pd.DataFrame
    totals: pd.DataFrame


@dataclass(frozen=True)
class WhatIf:
    """A live model handed back. overlay: changed assumptions as a rulebook of one's own; switches: process_id, whether
    it is in, location (None: unreadable), quote a year (None: none), and whether the outsourced cost of the list
    stays instead of the quote, one a candidate; remarks: what was not taken over; ``refused`` is the sentence on a
    file that could not be read.
    """

    file: str
    changed_by: str = ""
    overlay: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    switches: tuple[tuple[str, bool, str | None, float | None, bool], ...] = ()
    remarks: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def name(self) -> str:
        """As the scenario is called in the report."""
        return f"{self.file}, {self.changed_by}" if self.changed_by else self.file


@dataclass(frozen=True)
class Ratings:
    """A rating workbook handed back. labels: process id and label of each rated row; names: the name next to each id;
    unread: addresses of cells that hold no label of the list; ``refused`` is the sentence on a file that could not be
    read.
    """

    file: str
    sha256: str = ""
    portfolio: str = ""
    rating_id: str = ""
    rater: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True)
class FilledQuestion:
    """One line of a questionnaire handed back: the number of its question, and the cells beside it as they
    came. ``cell`` is the address of the answer, with its sheet; ``value`` the cell itself, ``text`` the same as
    text; ``question`` its words as they came back, None where they are gone.
    """

    number: int | None
    cell: str
    process_id: str | None
    process: str | None
    value: Any
    text: str | None
    comment: str | None
    question: str | None = None


@dataclass(frozen=True)
class FilledQuestionnaire:
    """A questionnaire handed back. ``name`` is who says to have filled it in; ``refused`` is the sentence on a
    file that could not be read; ``remarks`` are sentences on what of it was not taken.
    """

    file: str
    sha256: str = ""
    portfolio: str = ""
    run_id: str = ""
    questionnaire_id: str = ""
    name: str = ""
    lines: tuple[FilledQuestion, ...] = ()
    refused: str | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenarios:
    """The audit under several scenarios. rows: by row_key, one line a candidate and scenario: process_id, scenario,
    recommendation, first_move, verdict, saving_low, saving_mid, saving_high, capacity_mid, npv_mid,
    chance_to_pay, currency, label_agrees, verdict_agrees (over all scenarios). totals: scenario, currency and
    the columns of the value totals.
    """

    rows: pd.DataFrame
    totals: pd.DataFrame


@dataclass(frozen=True)
class Assessment:
    """rows: ASSESSED_COLUMNS by row_key; contributions: one frame for each stretch of the rows, with the same
    categories: row_key, score (volume_complexity | intellectual_complexity | drive_index), criterion, rule_id,
    value, weight, points; points of one row and score add up to the score; questions: row_key, column,
    question, owner, flips_label (boolean), money_at_stake, currency, priority; weight_sensitivity: criterion,
    flip_share, drive_share (the weights that matter most for the portfolio).
    """

    rows: pd.DataFrame
    contributions: tuple[pd.DataFrame, ...]
    questions: pd.DataFrame
    weight_sensitivity: pd.DataFrame


@dataclass(frozen=True)
class AuditRequest:
    """One portfolio to audit. ``as_of`` is the only date the method knows. ``reports`` are reports of ours
    handed back with answers on their sheet Challenge; without inputs beside them only the answers are taken
    in. ``settled`` is the map and the defaults that were given for this run; ``started_by`` says who or what
    asked for it; ``remarks`` are sentences that its outcome carries.
    """

    portfolio: str
    inputs: tuple[Path, ...]
    out: Path
    as_of: dt.date
    run_id: str
    rulebook: Path | None = None
    language: str = "en"
    accessible: bool = False
    reports: tuple[Path, ...] = ()
    settled: Settled | None = None
    started_by: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What stakeholders answered in one report handed back. lines: one mapping of ANSWER_COLUMNS an answer,
    blanks as None, dates as ISO text. ``refused`` is the sentence on a file that could not be read; ``remarks``
    are sentences on what of a report was not taken.
    """

    file: str
    sha256: str
    portfolio: str
    run_id: str
    lines: tuple[dict[str, str | None], ...] = ()
    refused: str | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How the audit of one portfolio ended.

    status: audited (repairs included), audited_with_issues (rows or cells set aside), answers_taken (a report
    was handed back and nothing was to be audited), refused (no input could be read), failed (a fault of the
    program). ``refusals`` are (file, sentence) pairs: one refused input among others; ``remarks`` are
    sentences on what was left out, such as a history that could not be reached; ``inputs`` are (file, sha256,
    size in bytes); ``refusal_codes`` are (file, code of the issue catalogue).
    """

    portfolio: str
    status: str
    run_folder: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    refusals: tuple[tuple[str, str], ...] = ()
    fault: str | None = None
    content_hash: str | None = None
    remarks: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str, int], ...] = ()
    rulebook_hash: str = ""
    refusal_codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Changes:
    """Against the previous run of the portfolio. rows: process_id, cause (data | rulebook | program | date |
    override | new | gone | renamed | others), field, before, after; date: an age limit was passed; others: a first
    move that other rows of the list moved. A field is a result
    or a column of the input dictionary. Without a previous run ``previous_run_id`` is None and rows is empty;
    so too where the folder of the previous run cannot be read (``is_unreadable``).
    money: candidates whose saving changed: process_id, is_gone, before, currency_before, after, currency_after; None
    where savings were not compared. method: rulebook | program, or elsewhere where both are those of the previous run.
    """

    previous_run_id: str | None
    previous_as_of: dt.date | None
    rows: pd.DataFrame
    is_unreadable: bool = False
    money: pd.DataFrame | None = None
    method: str = "elsewhere"


@dataclass(frozen=True)
class Audit:
    """Everything that a report of one portfolio is written from. texts: TEXT_COLUMNS, ranks: RANK_COLUMNS, by
    row_key. answers: ANSWER_COLUMNS, what stakeholders answered in earlier reports; None before the first.
    earlier_runs: the history's trend, oldest first; None where the history was not asked. second_rating: what
    people who rated a sample came to, as ``agreement.json`` holds it; None before the first. benefits: decided
    processes against what came of them; None where nothing is decided.
    """

    request: AuditRequest
    rulebook: Rulebook
    intake: Validated
    texts: pd.DataFrame
    assessment: Assessment
    risks: Risks
    value: Value
    ranks: pd.DataFrame
    changes: Changes
    answers: pd.DataFrame | None = None
    earlier_runs: pd.DataFrame | None = None
    scenarios: Scenarios | None = None
    second_rating: dict[str, Any] | None = None
    benefits: Benefits | None = None

    @property
    def lacks_comparison(self) -> bool:
        """Whether there were earlier runs, and the folder of the last one is gone or cannot be read."""
        has_earlier = self.earlier_runs is not None and not self.earlier_runs.empty
        return self.changes.previous_run_id is None and (self.changes.is_unreadable or has_earlier)
