"""The workbook opens in LibreOffice and prints: needs soffice."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tasks.reporting import write
from tasks.reporting.model.elements import SHEETS, WHEN_DECIDED
from tests.builders import made_up_audit

SHOWN = [name for key, name in SHEETS.items() if key != WHEN_DECIDED]

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (Debian package libreoffice-calc) is not installed")
@pytest.mark.parametrize("accessible", [False, True])
def test_the_report_becomes_a_pdf_and_its_totals_recalculate(tmp_path, accessible):
    write(made_up_audit(accessible=accessible), tmp_path)
    run = [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    subprocess.run(
        [*run, "pdf", "--outdir", str(tmp_path), str(tmp_path / "audit_report.xlsx")],
        check=True,
        capture_output=True,
        timeout=240,
    )
    assert (tmp_path / "audit_report.pdf").stat().st_size > 50_000
    subprocess.run(
        [
            *run,
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "audit_report.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    candidates = next(tmp_path.glob("audit_report-Candidates.csv")).read_text(encoding="utf-8")
    assert "Customer service, first line" in candidates and not re.search(
        r"Err:\d|#REF!|#NAME\?|#VALUE!", candidates
    )


def _converted(path, target, folder):
    run = [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
    subprocess.run([*run, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=240)


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (Debian package libreoffice-calc) is not installed")
def test_another_process_is_chosen_and_its_evidence_shown(tmp_path):
    import csv

    import openpyxl

    write(made_up_audit(), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "audit_report.xlsx")
    why, entries = book["Why"], book["Challenge"].tables["ChallengeList"].ref
    chosen = [row[0].value for row in book["Challenge"][entries]][-1]
    row = next(row for row in range(1, 20) if " | " in str(why.cell(row, 1).value))
    assert why.cell(row, 1).value != chosen
    why.cell(row, 1).value = chosen
    book.save(tmp_path / "chosen.xlsx")  # without stored values, so that LibreOffice works the formulas out
    sheet = book.sheetnames.index("Why") + 1
    target = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{sheet}"
    _converted(tmp_path / "chosen.xlsx", target, tmp_path)
    lines = list(csv.reader((tmp_path / "chosen-Why.csv").read_text(encoding="utf-8").splitlines()))
    told = [line for line in lines[row + 1 : row + 60] if line[1]]
    assert {line[1] for line in told[:5]} == {chosen.split(" | ")[0]}
    assert told[0][2] == "Decision"


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (Debian package libreoffice-calc) is not installed")
def test_ids_that_spreadsheets_take_as_equal_are_told_apart(tmp_path):
    import csv
    import dataclasses

    import openpyxl

    ids = ["A1", "A*", "a1", "1", "01"]
    audit = made_up_audit()
    typed = audit.intake.typed
    typed = typed.assign(process_id=[*ids, *typed["process_id"].iloc[len(ids) :]])
    typed = typed.astype({"process_id": "str"})
    write(dataclasses.replace(audit, intake=dataclasses.replace(audit.intake, typed=typed)), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "audit_report.xlsx")
    why = book["Why"]
    told = [[cell.value for cell in row] for row in why[why.tables["Reasons"].ref]]
    row = next(row for row in range(1, 20) if " | " in str(why.cell(row, 1).value))
    sheet = book.sheetnames.index("Why") + 1
    target = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{sheet}"
    for chosen in ("A*", "a1", "1"):
        why.cell(row, 1).value = chosen
        book.save(tmp_path / "chosen.xlsx")
        _converted(tmp_path / "chosen.xlsx", target, tmp_path)
        lines = list(csv.reader((tmp_path / "chosen-Why.csv").read_text(encoding="utf-8").splitlines()))
        # The picker ends where the heading of the whole table is.
        end = next(number for number in range(row + 1, len(lines)) if lines[number][1] == told[0][1])
        shown = [line[:2] for line in lines[row + 1 : end] if line[1]]
        assert shown == [line[:2] for line in told if line[1] == chosen]


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (Debian package libreoffice-calc) is not installed")
def test_no_sheet_of_400_processes_prints_on_more_than_twelve_pages(tmp_path):
    write(made_up_audit(400), tmp_path)
    _converted(tmp_path / "audit_report.xlsx", "pdf", tmp_path)
    told = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "audit_report.pdf"), "-"], capture_output=True, text=True
    ).stdout
    pages = [page.splitlines() for page in told.split("\f") if page.strip()]
    feet = [next(line for line in reversed(page) if line.strip()) for page in pages]
    counts = {name: sum(bool(re.search(rf"\s{{3,}}{name}\s{{3,}}", foot)) for foot in feet) for name in SHOWN}
    assert sum(counts.values()) == len(pages) and max(counts.values()) <= 12 and counts["Summary"] == 1
