"""briefs.docx: a page a candidate and bundle, of the same facts as the sheets."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember
from tasks.reporting import write
from tests.builders import OWNERS, SECRET, made_up_audit
from tests.reporting.test_workbook import rows_of

BANK = Path(__file__).parents[2] / "sample_inputs" / "ardmore_bay_bank.xlsx"
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("briefs")
    write(made_up_audit(), path)
    return path


@pytest.fixture(scope="module")
def pages(folder):
    """Per page its title, and its pairs of label and value."""
    document, found = Document(folder / "briefs.docx"), []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            cells = [[cell.text for cell in row.cells] for row in part.rows]
            pairs = [(row[place], row[place + 1]) for row in cells for place in range(0, len(row), 2)]
            found[-1][1].update({label: value for label, value in pairs if label})
        elif part.style.name == "Heading 1":
            found.append((part.text, {}))
    return found


@pytest.fixture(scope="module")
def book(folder):
    return openpyxl.load_workbook(folder / "audit_report.xlsx", data_only=True)


def test_the_first_candidates_have_a_page_each_in_the_order_of_the_first_sheet(pages, book):
    first = [line["Process"] for line in rows_of(book["Summary"], "FirstCandidates")]
    assert [title for title, _ in pages[: len(first)]] == first and len(first) == 10


def test_each_bundle_that_is_planned_has_a_page(pages, book):
    waves = rows_of(book["Roadmap"], "Waves")
    bundles = [
        f"Bundle: {line['Moves with']}"
        for line in waves
        if line["Wave"] and line["Moves with"] != "Moves alone"
    ]
    assert [title for title, _ in pages[10:]] == bundles and bundles


def test_a_page_of_a_bundle_has_its_saving_as_the_roadmap_has_it(pages, book):
    lines = {f"Bundle: {line['Moves with']}": line for line in rows_of(book["Roadmap"], "Waves")}
    for title, pairs in pages[10:]:
        amounts = {
            label: value
            for label, value in lines[title].items()
            if str(label).startswith(("Net saving a year", "Capacity freed")) and value is not None
        }
        assert len(amounts) == 2, title
        for label, value in amounts.items():
            assert float(pairs[label].replace(",", "")) == pytest.approx(value, abs=0.51), (title, label)


def test_every_amount_of_a_page_is_that_of_the_sheets(pages, book):
    candidates = {line["Process"]: line for line in rows_of(book["Candidates"], "Candidates")}
    alternatives = {line["Process"]: line for line in rows_of(book["Roadmap"], "Alternatives")}
    for title, pairs in pages[:10]:
        told = 0
        for label, said in pairs.items():
            for lines in (candidates, alternatives):
                value = lines[title].get(label)
                if isinstance(value, (int, float)):
                    assert float(said.replace(",", "")) == pytest.approx(value, abs=0.51), (title, label)
                    told += 1
        assert told >= 10


def test_no_name_of_a_person_and_no_free_text(folder):
    parts = Document(folder / "briefs.docx").element.xml
    assert SECRET not in parts and not any(owner in parts for owner in OWNERS.values())


def test_the_same_audit_gives_the_same_bytes(folder, tmp_path):
    write(made_up_audit(), tmp_path)
    assert (tmp_path / "briefs.docx").read_bytes() == (folder / "briefs.docx").read_bytes()


@pytest.fixture(scope="module", params=["en", "de"])
def bank(request, tmp_path_factory):
    """A run of the sample with the most columns: unlike the made-up audit it has a build-up of values and full briefs."""
    folder = tmp_path_factory.mktemp("bank")
    [job] = requests_for([BANK], folder, dt.date(2026, 11, 28), language=request.param)
    return Path(audit_and_remember(job, inline()).run_folder)


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_no_brief_is_longer_than_its_page(bank, tmp_path):
    run = [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    done = subprocess.run(
        [*run, "--outdir", str(tmp_path), str(bank / "briefs.docx")],
        capture_output=True,
        text=True,
        timeout=240,
    )
    if "could not be loaded" in done.stderr + done.stdout:
        pytest.skip("LibreOffice Writer (Debian package libreoffice-writer) is not installed")
    told = subprocess.run(["pdfinfo", str(tmp_path / "briefs.pdf")], capture_output=True, text=True).stdout
    count = next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pages:"))
    paragraphs = Document(bank / "briefs.docx").paragraphs
    assert count == sum(one.style.name == "Heading 1" for one in paragraphs) > 10
