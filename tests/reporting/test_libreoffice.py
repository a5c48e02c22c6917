"""The workbook opens in LibreOffice and prints: needs soffice."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tasks.reporting import write
from tests.builders import made_up_audit

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
