"""The forms around an audit, and pages of the briefs."""

from __future__ import annotations

import pytest
from docx import Document

from flows.briefs import write_pages
from schemas.errors import UsageError
from tests.asking.conftest import ROWS, Owners


@pytest.fixture
def home(tmp_path):
    owners = Owners(tmp_path)
    owners.audited("20261101T030000Z-aaaaaa", ROWS)
    document = Document()
    for name in ("Pay invoices", "Study markets (objection open)", "Study markets abroad"):
        document.add_heading(name, 1).paragraph_format.page_break_before = True
        document.add_paragraph(f"About {name}.")
        document.add_table(rows=1, cols=1).rows[0].cells[0].text = f"Table of {name}"
    document.save(owners.home / "latest" / "briefs.docx")
    return owners.home


def texts(path):
    document = Document(str(path))
    cells = [table.rows[0].cells[0].text for table in document.tables]
    return [paragraph.text for paragraph in document.paragraphs], cells


def test_pages_of_the_processes_named_are_written_and_of_no_others(home):
    path, count = write_pages(home, ["P3"])
    paragraphs, cells = texts(path)
    assert count == 1 and path.parent.name == "briefs"
    assert paragraphs[0].startswith("Study markets")
    assert cells == ["Table of Study markets (objection open)"]
    assert not Document(str(path)).paragraphs[0].paragraph_format.page_break_before
    assert write_pages(home, [])[1] == 3
    assert write_pages(home, ["p3"])[1] == 1


@pytest.mark.parametrize(
    ("named", "why"), [("P2", "P2 has no page"), ("P9", "No process of group has the id P9")]
)
def test_a_process_without_a_page_is_told(home, named, why):
    with pytest.raises(UsageError, match=why):
        write_pages(home, [named])


def test_a_page_of_a_namesake_is_never_taken_for_ones_own(tmp_path):
    owners = Owners(tmp_path)
    rows = [{**row, "process_name": "Run payroll"} if row["process_id"] == "P1" else row for row in ROWS]
    owners.audited("20261101T030000Z-aaaaaa", rows)
    document = Document()
    document.add_heading("Run payroll", 1)
    document.save(owners.home / "latest" / "briefs.docx")
    with pytest.raises(UsageError, match="P2 and P1 have one name"):
        write_pages(owners.home, ["P2"])


def test_a_document_without_a_page_is_told_and_not_written(home):
    Document().save(home / "latest" / "briefs.docx")
    with pytest.raises(UsageError, match="no process is a first candidate yet"):
        write_pages(home, [], home / "pages.docx")
    assert not (home / "pages.docx").exists()


def test_a_folder_is_no_document(home):
    with pytest.raises(UsageError, match="is a folder. Name a document"):
        write_pages(home, [], home)


@pytest.mark.standing
def test_the_forms_ask_draw_and_write_and_a_wrong_portfolio_fails_with_a_sentence(home, monkeypatch):
    from flows.around_audit import (
        AskForm,
        BriefForm,
        RateForm,
        ask_owners_by_form,
        brief_by_form,
        rate_by_form,
    )
    from tasks.settings import settings

    monkeypatch.setenv("PROCESS_AUDIT_OUT", str(home.parent))
    settings.cache_clear()
    try:
        asked = ask_owners_by_form(AskForm(portfolio="GROUP"), return_state=True)
        assert asked.is_completed() and asked.message.startswith("2 questionnaires, to be answered by")
        unsent = ask_owners_by_form(AskForm(portfolio="group", what="send"), return_state=True)
        assert unsent.is_failed() and "No mail server is set" in unsent.message
        rated = rate_by_form(RateForm(portfolio="group", rows=2), return_state=True)
        assert rated.is_completed() and len(list(home.glob("ratings/*/*.xlsx"))) == 2
        assert brief_by_form(BriefForm(portfolio="group", processes=["P1"]), return_state=True).is_completed()
        wrong = rate_by_form(RateForm(portfolio="nobody"), return_state=True)
        assert wrong.is_failed() and "There is no portfolio nobody" in wrong.message
    finally:
        settings.cache_clear()
