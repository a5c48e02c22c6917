"""Data Docs open without a network and are small."""

from __future__ import annotations

import dataclasses
import re
from contextlib import nullcontext

import pytest
from lxml import html

from tasks.quality import expectations, validate
from tests.builders import base_rows, made_up_intake

FROM_OUTSIDE = re.compile(r"https?://|url\(|<script|<link|newsletter", re.IGNORECASE)


@pytest.fixture(scope="module")
def docs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "data_docs"
    validate(made_up_intake(base_rows()), folder)
    return folder


def test_no_page_loads_or_names_anything_from_outside(docs):
    pages = {path: path.read_text(encoding="utf-8") for path in docs.rglob("*.html")}
    assert len(pages) >= 3
    assert {
        path.name: FROM_OUTSIDE.findall(text) for path, text in pages.items() if FROM_OUTSIDE.search(text)
    } == {}


def test_the_pages_still_hold_what_was_checked(docs):
    result = next((docs / "validations").rglob("*.html")).read_text(encoding="utf-8")
    assert "process_id" in result and "<table" in result and 'href="' in result


def test_each_check_says_in_words_whether_it_was_met(tmp_path):
    rows = base_rows()
    rows.loc[rows.index[0], "fte"] = -4.0
    validate(made_up_intake(rows), tmp_path)
    page = html.document_fromstring(
        next((tmp_path / "validations").rglob("*.html")).read_text(encoding="utf-8")
    )
    lines = page.xpath("//tr[td[contains(., 'must')]]")
    said = {line.text_content(): line.find("td").text_content().strip() for line in lines}
    assert set(said.values()) == {"✓ met", "✗ not met"}
    assert all((state == "✗ not met") == ("unexpected values found" in text) for text, state in said.items())


def test_the_first_page_leads_to_the_others_and_they_lead_back(docs):
    pages = [path for path in docs.rglob("*.html") if path.parent != docs]
    first = (docs / "index.html").read_text(encoding="utf-8")
    assert sorted(re.findall('href="(.+?)"', first)) == sorted(
        path.relative_to(docs).as_posix() for path in pages
    )
    for path in pages:
        home = re.findall('href="([^"]+index.html)"', path.read_text(encoding="utf-8"))
        assert home and {(path.parent / link).resolve() for link in home} == {docs / "index.html"}


def test_the_docs_of_a_run_are_small(docs):
    assert sum(path.stat().st_size for path in docs.rglob("*") if path.is_file()) < 1_000_000


# Ids and times, which no two runs share.
OF_A_RUN = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|20\d\d-?\d\d-?\d\d[T ]\d\d:?\d\d:?\d\d[.\d]*Z?"
)


def texts_of(folder):
    return {
        OF_A_RUN.sub("", str(path.relative_to(folder))): OF_A_RUN.sub("", path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.html")
    }


def test_the_pages_are_those_that_are_written_without_any_shortcut(docs, tmp_path, monkeypatch):
    for shortcut in ("made_once", "own_columns_alone"):
        monkeypatch.setattr(expectations, shortcut, nullcontext)
    validate(made_up_intake(base_rows()), tmp_path)
    pages = texts_of(docs)
    assert len(pages) == 3
    assert pages == texts_of(tmp_path)


def test_each_list_has_the_page_of_what_was_checked_in_it(docs, tmp_path):
    """The page is kept for lists with the same columns, and made anew for others."""
    intake, said = made_up_intake(base_rows()), []
    for name, columns in (("fewer", ["fte"]), ("same", [])):
        validate(dataclasses.replace(intake, typed=intake.typed.drop(columns=columns)), tmp_path / name)
        said.append(next((tmp_path / name / "expectations").rglob("*.html")).read_text(encoding="utf-8"))
    first = next((docs / "expectations").rglob("*.html")).read_text(encoding="utf-8")
    fewer, same = said
    assert same == first and "fte" in first and "fte" not in fewer
