"""What an input would be understood as, without writing anything."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.cli.output import console, plain_table
from flows.cli.questions import questions_about
from flows.faults import refuse_place, writing_to
from flows.requests import input_files, passed_over
from flows.text_storage import texts_stored_for
from flows.unread_settings import about_unread_settings
from flows.verdict import EXIT_AUDITED, EXIT_FAULT, EXIT_REFUSED, EXIT_WITH_ISSUES
from schemas.errors import UsageError
from schemas.issues import by_cause
from schemas.mapping import Settled

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from schemas.records import Intake

FIRST_ISSUES_PER_KIND = 3


def check_inputs(
    inputs: Sequence[Path], as_json: bool, settled: Settled | None = None, write_map: Path | None = None
) -> int:
    """Reads and validates each input and prints what was understood, what would be set aside, the first
    issues per kind and the questions that matter most.

    Args:
        inputs: files and folders.
        as_json: print one JSON document instead of lines.
        settled: a map and defaults for all inputs.
        write_map: where to write what was understood of the one input.

    Returns:
        0 nothing to mend; 3 rows or cells would be set aside; 4 an input is refused; 1 a fault of the
        program.

    Raises:
        UsageError: the map cannot be written there, or several inputs are named.
    """
    files = input_files(inputs)
    if write_map:
        _refuse_map(files, write_map)
    findings = [_check_file(path, settled, write_map) for path in files]
    for sentence in filter(None, (about_unread_settings(), *passed_over(inputs))):
        print(sentence, file=sys.stderr)
    if as_json:
        print(json.dumps(findings, indent=2, ensure_ascii=False))
    else:
        shown = console()
        for finding in findings:
            _show(shown, finding)
    codes = {finding["exit_code"] for finding in findings}
    return next(
        (code for code in (EXIT_FAULT, EXIT_REFUSED, EXIT_WITH_ISSUES) if code in codes), EXIT_AUDITED
    )


def _refuse_map(files: Sequence[Path], write_map: Path) -> None:
    if len(files) != 1:
        raise UsageError(f"A map is of one input; {len(files)} were named.")
    with writing_to(write_map):
        refuse_place(write_map)


def _check_file(path: Path, settled: Settled | None, write_map: Path | None) -> dict[str, Any]:
    from flows.faults import describe_end
    from tasks.durable import write_whole
    from tasks.intake import mapping_document, read_portfolio
    from tasks.quality import validate
    from tasks.settings import settings

    try:
        with texts_stored_for([path]):
            today = replace(settled or Settled(), as_of=dt.date.today())
            intake = read_portfolio([path], settings().limits, today)
            is_mapped = write_map and not intake.files[0].refused_message
            map_text = mapping_document(intake) if is_mapped else ""
            validated = validate(intake, is_quick=True) if len(intake.typed) else intake
    except Exception as error:
        return {
            "file": path.name,
            "exit_code": EXIT_FAULT,
            "sentence": describe_end(error),
        }
    if write_map and map_text:
        with writing_to(write_map):
            write_whole(write_map, map_text.encode())
    return _finding(path, validated)


def _finding(path: Path, intake: Intake) -> dict[str, Any]:
    file = intake.files[0]
    if file.refused_message:
        return {
            "file": path.name,
            "exit_code": EXIT_REFUSED,
            "sentence": file.refused_message,
            "notes": list(file.notes),
        }
    issues = by_cause(intake.issues)
    has_errors = bool((issues["severity"] == "error").any()) or len(intake.set_aside) > 0
    rows_in = sum(table.rows_in for table in file.tables)
    # The first few of each kind are shown one by one, the rest as ranges of cells.
    first = issues.groupby("code", sort=True).head(FIRST_ISSUES_PER_KIND)
    return {
        "file": path.name,
        "exit_code": EXIT_WITH_ISSUES if has_errors else EXIT_AUDITED,
        "sentence": _balance(rows_in, intake),
        "rows_in": rows_in,
        "rows_typed": len(intake.typed),
        "rows_set_aside": len(intake.set_aside),
        "rows_by_role": intake.roles,
        "tables": [asdict(table) for table in file.tables],
        "notes": list(file.notes),
        "questions": questions_about(intake),
        "further_issues": _further(issues.drop(index=first.index)),
        "issues": {
            code: int(count) for code, count in intake.issues["code"].value_counts().sort_index().items()
        },
        "first_issues": first[["code", "severity", "sheet", "cell", "message"]]
        .sort_values(["code", "cell"])
        .to_dict("records"),
    }


def _balance(rows_in: int, intake: Intake) -> str:
    """Where every row went, in one sentence."""
    from schemas.groups import roles_said

    parts = [f"{len(intake.typed)} would be assessed", f"{len(intake.set_aside)} set aside"]
    return f"{rows_in} rows: {', '.join([*parts, *roles_said(intake.roles)])}."


def _further(rest: pd.DataFrame) -> dict[str, str]:
    """Per code one line on the issues that are not shown one by one: how many, and from which cell to
    which.
    """
    lines = {}
    for code, same in rest.groupby("code", sort=True):
        spans = [
            # First and last cell of each column of each sheet, for issues that have a cell.
            (cells.iloc[0], cells.iloc[-1])
            for _, cells in same[same["cell"] != ""].groupby(["file", "sheet", "column"], sort=False)["cell"]
        ]
        shown = ", ".join(
            start if start == end else f"{start} to {end}" for start, end in spans[:FIRST_ISSUES_PER_KIND]
        )
        elsewhere = " and elsewhere" if len(spans) > FIRST_ISSUES_PER_KIND else ""
        where = f": {shown}{elsewhere}" if shown else ""
        lines[str(code)] = f"and {len(same)} more{where}"
    return lines


def _show(out: Console, finding: dict[str, Any]) -> None:
    out.print(f"\n[bold]{finding['file']}[/bold]  {finding['sentence']}", highlight=False)
    for note in finding.get("notes", []):
        out.print(f"  note: {note}", highlight=False, markup=False)
    for table in finding.get("tables", []):
        out.print(
            f"  sheet '{table['sheet']}', heading in row {', '.join(map(str, table['header_rows']))}, "
            f"rows {table['first_row']} to {table['last_row']}",
            highlight=False,
            markup=False,
        )
        for note in table["notes"]:
            out.print(f"  note: {note}", highlight=False, markup=False)
        out.print(_headings(table["headings"]))
    if finding.get("first_issues"):
        out.print(_issues(finding["first_issues"], finding["issues"], finding["further_issues"]))
    if finding.get("questions"):
        out.print("  Answer these first:", highlight=False)
        for number, question in enumerate(finding["questions"], 1):
            out.print(f"  {number}. {question}", highlight=False, markup=False)


def _headings(headings: Sequence[dict[str, Any]]) -> Table:
    shown = plain_table("Column", "Heading", "Taken for", "How", "Unit", "Factor", "Remark")
    for match in headings:
        remark = match["note"] or (f"did you mean {match['suggestion']}?" if match["suggestion"] else "")
        factor = "" if match["factor"] == 1 else f"{match['factor']:,.10g}"
        taken_for = match["column"] or match["part_of"] or "(carried through)"
        shown.add_row(
            match["letter"],
            match["heading"],
            taken_for,
            match["how"].replace("_", " "),
            match["unit"] or "",
            factor,
            remark,
        )
    return shown


def _issues(first: Sequence[dict[str, Any]], counts: dict[str, int], further: dict[str, str]) -> Table:
    shown = plain_table("Issue", "Severity", "Count", "First of them")
    for code, same in groupby(first, key=lambda issue: issue["code"]):
        messages = list(same)
        shown.add_row(code, messages[0]["severity"], str(counts[code]), messages[0]["message"])
        for line in [
            *(issue["message"] for issue in messages[1:]),
            *([further[code]] if code in further else []),
        ]:
            shown.add_row("", "", "", line)
    return shown
