"""Data quality: how the files were read, what was repaired, what needs fixing, what was set aside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.issues import by_cause
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.speech import decimal

if TYPE_CHECKING:
    from schemas.records import FileRead

ISSUE_ORDER = {"error": 0, "warning": 1, "repair": 2}


def sheet(context: Context) -> Sheet:
    """Files, headings, issues, rows set aside."""
    intake = context.audit.intake
    # Every row that was read is counted once: assessed, set aside, or not a process by its role.
    balance = context.text(
        "data_quality.balance",
        rows_in=len(intake.typed) + len(intake.set_aside) + sum(intake.roles.values()),
        assessed=len(intake.typed),
        aside=len(intake.set_aside),
    )
    others = [
        context.text(f"data_quality.role.{role}", count=count)
        for role, count in intake.roles.items()
        if count
    ]
    balance = " ".join([balance, *others])
    issues, limits = _issues(context)
    return Sheet(
        "data_quality",
        context.text("sheet.data_quality.title"),
        context.text("sheet.data_quality.purpose"),
        (_files(context), issues, _set_aside(context), *_covered(context), _headings(context)),
        (balance, *limits),
        reading=(context.text("data_quality.fix"),),
    )


def _files(context: Context) -> Table:
    import pandas as pd

    def findings(file: FileRead):
        if file.refused_code:
            yield (
                "",
                context.text("data_quality.refused", message=file.refused_message or file.refused_code),
                "",
            )
        else:
            yield (
                "",
                context.text(
                    "data_quality.was_read",
                    rows=sum(table.rows_in for table in file.tables),
                    count=len(file.tables),
                ),
                "",
            )
        yield from (("", note, "") for note in file.notes)
        for table in file.tables:
            # A table without a remark has one line all the same, so that every table read is listed.
            yield from ((table.sheet, note, _rows(table)) for note in table.notes or ("",))

    lines = [
        (
            file.file,
            sheet_name or None,
            finding or None,
            where or None,
            file.kind,
            file.size_bytes,
            file.sha256,
        )
        for file in context.audit.intake.files
        for sheet_name, finding, where in findings(file)
    ]
    field = context.field
    fields = (
        field("file", "name"),
        field("sheet"),
        field("finding", "long"),
        field("rows", "short", heading="table_rows"),
        field("kind"),
        field("size", "bytes"),
        field("fact", "code", heading="sha256"),
    )
    return Table(
        "Files",
        context.text("data_quality.files"),
        fields,
        pd.DataFrame(lines, columns=[column.key for column in fields]),
        context.text("data_quality.files"),
    )


def _rows(table) -> str:
    headers = "+".join(str(row) for row in table.header_rows)
    return f"{headers} / {table.first_row}-{table.last_row}"


def _issues(context: Context) -> tuple[Table, tuple[str, ...]]:
    issues = by_cause(context.audit.intake.issues, context.words.said)
    issues = (
        issues.assign(order=issues["severity"].map(ISSUE_ORDER))
        .sort_values(["order", "file", "sheet", "row"], kind="stable")
        .reset_index(drop=True)
    )
    shown, limits = context.limited(issues, "issues", "issues.csv")
    frame = shown.assign(
        severity=context.say("issue_severity", shown["severity"]),
        column=shown["column"].map(
            {name: context.column_title(name) if name else None for name in shown["column"].dropna().unique()}
        ),
    )
    field = context.field
    fields = (
        field("file", "name"),
        field("sheet"),
        field("message", "long", heading="finding"),
        field("severity"),
        field("cell", "code"),
        field("row", "count"),
        field("column", "short", heading="taken_for"),
        field("code", "code"),
    )
    tones = {"severity": shown["severity"].map({"error": "high", "warning": "medium", "repair": "low"})}
    return Table(
        "Issues",
        context.text("data_quality.issues"),
        fields,
        frame,
        context.text("data_quality.issues"),
        tones=tones,
    ), limits


def _covered(context: Context) -> tuple[Table, ...]:
    """One line for each control total given: what of it was audited."""
    # Only what was given a total; the sums that were audited without one are no finding.
    controls = context.audit.value.control.dropna(subset="control_total").reset_index(drop=True)
    if controls.empty:
        return ()
    frame = controls.assign(
        unit=controls["unit"].replace("", context.text("data_quality.whole")),
        measure=context.say("control", controls["measure"]),
        audited_amount=controls["audited"],
        covered=controls["share"],
        currency=controls["currency"].replace("", None),
    )
    field = context.field
    fields = (
        field("unit", "name"),
        field("measure"),
        field("control_total", "number"),
        field("audited_amount", "number"),
        field("covered", "share"),
        field("currency", "code"),
    )
    title = context.text("data_quality.covered")
    return (Table("Covered", title, fields, frame, title),)


def _set_aside(context: Context) -> Table:
    rows = context.audit.intake.set_aside.head(context.limit)
    titles = context.words.texts
    reasons = rows["code"].map(
        {
            code: titles.get(f"issue.{code}.title") or code.replace("_", " ").capitalize()
            for code in rows["code"].dropna().unique()
        }
    )
    field = context.field
    fields = (
        field("file", "name"),
        field("sheet"),
        field("reason", "long"),
        field("row", "count"),
        field("cell", "code"),
        field("code", "code"),
    )
    return Table(
        "SetAside",
        context.text("data_quality.set_aside"),
        fields,
        rows.assign(reason=reasons),
        context.text("data_quality.set_aside"),
    )


def _unit_said(context: Context, unit: str | None) -> str | None:
    """A unit as it was read, a factor in it with the separators of the language: "EUR x 1,000"."""
    return unit and re.sub(
        r"(?<=x )\d{1,3}(?:,\d{3})+",
        lambda factor: decimal(context.words, int(factor[0].replace(",", ""))),
        unit,
    )


def _headings(context: Context) -> Table:
    import pandas as pd

    lines = [
        (
            table.file,
            table.sheet,
            match.heading,
            match.letter,
            context.column_title(name) if (name := match.column or match.part_of) else None,
            context.words.value("how", match.how),
            match.alias.replace("_", " ") if match.alias else None,
            _unit_said(context, match.unit),
            match.factor if match.factor != 1 else None,
            context.words.said(match.suggestion),
            match.note,
        )
        for file in context.audit.intake.files
        for table in file.tables
        for match in table.headings
    ]
    field = context.field
    fields = (
        field("file", "name"),
        field("sheet"),
        field("heading", "long"),
        field("letter", "code"),
        field("taken_for", "short"),
        field("how", "short"),
        field("alias", "short"),
        field("read_unit", "short"),
        field("factor", "factor"),
        field("suggestion", "short"),
        field("note", "short"),
    )
    frame = pd.DataFrame(lines, columns=[column.key for column in fields]).head(context.limit)
    return Table(
        "Headings",
        context.text("data_quality.headings"),
        fields,
        frame,
        context.text("data_quality.headings"),
    )
