"""What each page of briefs.docx says, taken from the tables of the report, so that the two cannot differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from schemas.columns import columns
from tasks.reporting.model.context import SEVERITY_ORDER
from tasks.reporting.model.left_out import withdrawn
from tasks.reporting.model.speech import day, decimal, percent

if TYPE_CHECKING:
    import pandas as pd

    from tasks.reporting.model.context import Context
    from tasks.reporting.model.elements import Report, Table

# Columns of the inventory, by what a page shows them under; blank ones are left out.
INVENTORY_COLUMNS = {
    "volumes": (
        "volume",
        "frequency",
        "handling_minutes",
        "fte",
        "employees_in_scope",
        "peak_pattern",
        "demand_trend",
        "labour_cost",
        "annual_cost",
        "variants_count",
        "applications_count",
    ),
    "baseline": (
        "quality_metric",
        "error_share",
        "exception_share",
        "turnaround_hours",
        "service_window",
        "recovery_time_hours",
        "recovery_point_hours",
        "criticality",
        "language",
    ),
}
CANDIDATE_VALUE = (
    "currency",
    "labour_base",
    "saving_low",
    "saving_mid",
    "saving_high",
    "one_off_mid",
    "break_even_months",
    "npv_mid",
    "fte_moved",
    "posts_released",
    "posts_redeployed",
    "pays",
)
ALTERNATIVES = ("currency", "keep", "automate", "shared", "outsource_low", "outsource_mid", "outsource_high")
WAVE_FACTS = ("wave", "starts", "count", "fte_moved", "currency", "case_saving", "case_capacity", "reason")
# What a page holds; more is counted in words.
MOST_RISKS, MOST_QUESTIONS, MOST_MEMBERS, MOST_CHARACTERS = 4, 3, 14, 420
# Of the build-up of the value: what is paid once, and the first year.
YEARS = (0, 1)


@dataclass(frozen=True)
class Section:
    """A heading with pairs of label and value, or with sentences."""

    heading: str
    pairs: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brief:
    """One page: what it is about, one line below it, and its sections."""

    title: str
    line: str
    sections: tuple[Section, ...]


class FlagLine(NamedTuple):
    """A line of the sheet Risk flags: the row it is about (None: all rows with the flag), and what a page says."""

    row_key: int | None
    code: str
    grave: int
    severity: str
    flag: str
    mitigation: str
    who: str


def briefs(report: Report, context: Context) -> list[Brief]:
    """A page for each of the first candidates, then one for each bundle that is planned.

    Args:
        report: the stakeholder edition; its tables Candidates, Processes, RiskFlags, Safeguards,
            QuestionsByProcess, Alternatives and Waves are read.
        context: of the same edition.

    Returns:
        Pages in the order of the document; none for a bundle without a wave or for what moves alone.
    """
    tables = {table.name: table for sheet in report.sheets for table in sheet.tables}
    first = report.dashboard.first.frame
    # An opportunity may be several processes of one name: the page is that of the first.
    keys = [keys[0] for keys in first["keys"]] if len(first) else []
    made = [_candidate(context, tables, key) for key in keys if key in tables["Candidates"].frame.index]
    waves = tables["Waves"].frame
    planned = waves[waves["wave"].notna() & waves["bundle"].ne(context.text("roadmap.alone"))]
    candidates = tables["Candidates"].frame[["bundle", "wave", "process", "recommendation"]]
    rows_of_bundles = candidates.groupby(["bundle", "wave"]).indices if len(planned) else {}
    for _, line in planned.iterrows():
        members = candidates.iloc[rows_of_bundles.get((line["bundle"], line["wave"]), [])]
        made.append(_bundle(context, tables, line, members))
    return made


def _candidate(context: Context, tables: dict[str, Table], key: int) -> Brief:
    row = _row(tables["Candidates"].frame, key)
    own = tables["Processes"].frame
    # A long list shows only a part of its processes on the sheet; the results hold them all.
    process = _row(own if key in own.index else context.results, key)
    line = _pairs(
        context, tables["Candidates"], row, ("recommendation", "tier", "first_move", "grade", "location")
    )
    text = context.text
    sections = (
        Section(text("brief.what"), sentences=_short(row["scope"])),
        *(_inventory_section(context, name, key) for name in INVENTORY_COLUMNS),
        Section(text("field.why"), sentences=_short(process["why"])),
        Section(text("field.what_would_change_it"), sentences=_short(process["what_would_change_it"])),
        Section(
            text("brief.value"),
            _pairs(context, tables["Candidates"], row, CANDIDATE_VALUE) + _lines(context, key),
            withdrawn(context),
        ),
        _risks(context, tables, key),
        _safeguards(context, tables, key),
        _questions(context, tables, key),
        Section(text("brief.alternatives"), _alternatives(context, tables, key)),
    )
    grade = context.text("field.grade")  # a letter alone would not say what it is
    facts = (f"{heading} {value}" if heading == grade else value for heading, value in line)
    about = " · ".join((context.unit.loc[key], *facts))
    return Brief(str(row["process"]), about, tuple(part for part in sections if part.pairs or part.sentences))


def _row(frame: pd.DataFrame, key: int) -> pd.Series:
    """The one row of a process."""
    return cast("pd.Series", frame.loc[key])


def _bundle(context: Context, tables: dict[str, Table], line: pd.Series, members: pd.DataFrame) -> Brief:
    first = members.head(MOST_MEMBERS)
    names = [
        context.text("brief.member", process=process, unit=context.unit.loc[key], label=label)
        for key, process, label in zip(first.index, first["process"], first["recommendation"], strict=True)
    ]
    more = len(members) - MOST_MEMBERS
    shown = names + ([context.text("brief.more", count=more)] if more > 0 else [])
    # One line for each flag: the members of a bundle share many, and the gravest comes first.
    of_members: dict[str, FlagLine] = {}
    for flag in _flags(tables, *members.index):
        of_members.setdefault(flag.code, flag)
    sections = (
        Section(context.text("brief.value"), _pairs(context, tables["Waves"], line, WAVE_FACTS)),
        Section(context.text("brief.members", count=len(members)), sentences=tuple(shown)),
        Section(context.text("brief.risks"), _risk_pairs(context, list(of_members.values())[:MOST_RISKS])),
    )
    title = context.text("brief.bundle", name=line["bundle"])
    about = context.text("brief.bundle_line", count=len(members), wave=int(line["wave"]))
    return Brief(title, about, tuple(part for part in sections if part.pairs or part.sentences))


def _inventory_section(context: Context, name: str, key: int) -> Section:
    """What the inventory says, under the titles of its columns; nothing that the edition withholds."""
    columns_by_name, typed = columns(), context.audit.intake.typed
    pairs = []
    for column in INVENTORY_COLUMNS[name]:
        value = typed[column].get(key) if column in typed else None
        # A value that is not equal to itself is NaN or a missing date.
        if value is None or value != value or (columns_by_name[column].is_withheld and not context.is_full):
            continue
        kind, title = columns_by_name[column].type, context.column_title(column)
        own = typed["currency"].get(key) if kind == "money" and "currency" in typed else None
        pairs.append((f"{title} {own}" if isinstance(own, str) else title, _plain(context, value, kind)))
    return Section(context.text(f"brief.{name}"), tuple(pairs))


def _plain(context: Context, value: Any, kind: str) -> str:
    if isinstance(value, bool):
        return context.text("common.is_yes" if value else "common.is_no")
    if isinstance(value, (int, float)):
        return percent(context.words, value) if kind == "share" else decimal(context.words, value, "#,##0.##")
    return "; ".join(context.words.value("word", code) for code in str(value).split(";"))


def _pairs(
    context: Context, table: Table, row: pd.Series, keys: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Heading and value of some fields of one row, as the sheet shows them; blanks are left out."""
    headings = {field.key: (field.heading, field.kind) for field in table.fields}
    pairs = []
    for key in keys:
        value = row.get(key)
        if key not in headings or value is None or value != value or value == "":
            continue
        heading, kind = headings[key]
        pairs.append((heading, written(context, value, kind)))
    return tuple(pairs)


def written(context: Context, value: Any, kind: str) -> str:
    """A value as a sheet with this kind of field shows it.

    Args:
        context: for the notation of the language.
        value: a number, text or date; not missing.
        kind: of the field, as KINDS of the theme names it.
    """
    if kind in ("money", "count", "lead"):
        return decimal(context.words, value, "#,##0")
    if kind == "date":
        return day(context.words, value)
    if isinstance(value, str):
        return value
    return decimal(context.words, value, "#,##0.0")


def _lines(context: Context, key: int) -> tuple[tuple[str, str], ...]:
    """The build-up of the value line by line: once, and in the first year."""
    lines = context.audit.value.lines
    if lines is None or lines.empty or key not in lines.index:
        return ()
    # A list of one key gives a frame, also where there is only one line.
    own = lines.loc[[key]]
    own = own[own["year"].isin(YEARS)]
    return tuple(
        (
            context.text("brief.line", year=str(year), name=context.words.value("value_line", str(name))),
            decimal(context.words, amount, "#,##0"),
        )
        for year, name, amount in zip(own["year"], own["line"], own["mid"], strict=True)
    )


def _risks(context: Context, tables: dict[str, Table], key: int) -> Section:
    own = _flags_of(context, tables, key)
    pairs = _risk_pairs(context, own[:MOST_RISKS])
    more = len(own) - MOST_RISKS
    rest = (context.text("brief.more_risks", count=more),) if more > 0 else ()
    return Section(context.text("brief.risks"), pairs, rest)


def _flags(tables: dict[str, Table], *keys: int | None) -> list[FlagLine]:
    """Lines about some rows, in the order of the sheet; None is the key of those about all rows with a flag."""
    lines = tables["RiskFlags"].once(_flag_lines)
    return [flag for _, flag in sorted(line for key in set(keys) for line in lines.get(key, ()))]


def _flag_lines(table: Table) -> dict[int | None, list[tuple[int, FlagLine]]]:
    """Lines by the row they are about, each with its place on the sheet."""
    graves = [SEVERITY_ORDER[code] for code in table.tones["severity"]]
    names = (name for name in FlagLine._fields if name != "grave")
    row_keys, codes, *texts = (table.values(name) for name in names)
    lines_by_row: dict[int | None, list[tuple[int, FlagLine]]] = {}
    for position, line in enumerate(zip(row_keys, codes, graves, *texts, strict=True)):
        lines_by_row.setdefault(line[0], []).append((position, FlagLine(*line)))
    return lines_by_row


def _flags_of(context: Context, tables: dict[str, Table], key: int) -> list[FlagLine]:
    """Flags of one process, the gravest first: its own, and those that have one line for all processes with them. Such
    a line is as grave as the gravest process; no process is shown a graver flag than its gravest.
    """
    codes = str(context.audit.risks.rows["risk_flags"].get(key)).split(";")
    most = SEVERITY_ORDER.get(str(context.results["highest_severity"].get(key)), 0)
    names = {order: context.words.value("severity", name) for name, order in SEVERITY_ORDER.items()}
    own = []
    for flag in _flags(tables, key, None):
        if flag.row_key == key or flag.code in codes:
            grave = max(flag.grave, most)
            # A line for all processes is shown to this one as no graver than its own gravest flag.
            own.append(flag._replace(grave=grave, severity=names[grave]))
    return sorted(own, key=lambda flag: flag.grave)


def _risk_pairs(context: Context, flags: list[FlagLine]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{flag.severity} {flag.flag}", context.text("brief.risk", what=flag.mitigation, who=flag.who))
        for flag in flags
    )


def _safeguards(context: Context, tables: dict[str, Table], key: int) -> Section:
    needs = tables["Safeguards"].frame
    own = needs.loc[key, "safeguard"] if key in needs.index else None
    return Section(context.text("field.safeguards"), sentences=_short(own))


def _questions(context: Context, tables: dict[str, Table], key: int) -> Section:
    own = tables["QuestionsByProcess"].once(_questions_by_key).get(key, [])
    return Section(context.text("brief.questions"), sentences=tuple(own[:MOST_QUESTIONS]))


def _questions_by_key(table: Table) -> dict[int, list[str]]:
    questions: dict[int, list[str]] = {}
    for key, question, who in zip(*map(table.values, ("row_key", "question", "who")), strict=True):
        questions.setdefault(key, []).append(f"{question} ({who})")
    return questions


def _alternatives(context: Context, tables: dict[str, Table], key: int) -> tuple[tuple[str, str], ...]:
    table = tables["Alternatives"]
    return _pairs(context, table, _row(table.frame, key), ALTERNATIVES) if key in table.frame.index else ()


def _short(*texts: Any) -> tuple[str, ...]:
    """Texts that are there, cut where a page could not hold them."""
    present = [text for text in texts if isinstance(text, str) and text]
    return tuple(
        text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS].rsplit(' ', 1)[0]} …"
        for text in present
    )
