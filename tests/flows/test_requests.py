"""From files and folders to portfolios."""

import datetime as dt
import os
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from flows.requests import input_files, passed_over, requests_for, safe_name
from schemas.errors import UsageError
from schemas.workbooks import CONTENT_PROBLEMS, CONTENT_PROPERTY, CONTENT_WHOLE, PORTFOLIO_PROPERTY
from tasks.settings import PortfolioFacts, Settings

DAY = dt.date(2026, 11, 1)


def test_a_folder_gives_its_inventories_and_leaves_the_rest(tmp_path):
    for name in ("b.csv", "a.xlsx", "README.md", "~$a.xlsx", ".hidden.csv"):
        (tmp_path / name).touch()
    assert [file.name for file in input_files([tmp_path])] == ["a.xlsx", "b.csv"]


def test_a_folder_without_inventories_is_told(tmp_path):
    with pytest.raises(UsageError, match="holds no workbook"):
        input_files([tmp_path])


def test_a_file_named_twice_is_audited_once():
    assert input_files([Path("a.xlsx"), Path("a.xlsx")]) == [Path("a.xlsx")]


def test_one_portfolio_a_file_named_after_it():
    requests = requests_for([Path("Group functions.xlsx"), Path("bank.csv")], Path("out"), DAY)
    assert [request.portfolio for request in requests] == ["Group functions", "bank"]
    assert len({request.run_id for request in requests}) == 1


def test_results_go_to_an_absolute_folder():
    assert requests_for([Path("a.xlsx")], Path("out"), DAY)[0].out == Path("out").absolute()


@pytest.mark.parametrize(
    ("asked", "told"), [(None, ["de", "en"]), ("en", ["en", "en"]), ("de", ["de", "de"])]
)
def test_a_report_is_in_the_language_asked_for_else_in_that_of_its_portfolio(monkeypatch, asked, told):
    monkeypatch.setattr(
        "flows.requests.settings", lambda: Settings(portfolios={"Werk": PortfolioFacts(language="de")})
    )
    requests = requests_for([Path("Werk.csv"), Path("bank.csv")], Path("out"), DAY, language=asked)
    assert [request.language for request in requests] == told


def test_files_of_one_name_keep_portfolios_of_their_own_in_whichever_order():
    files = [Path("x/a.xlsx"), Path("y/a.xlsx"), Path("x/a.csv"), Path("x/A.csv"), Path("x/b.csv")]
    told = {request.inputs[0]: request.portfolio for request in requests_for(files, Path("out"), DAY)}
    assert len({name.casefold() for name in told.values()}) == 5
    assert told[files[0]] == "x a-xlsx"
    assert told[files[4]] == "b"
    assert {
        request.inputs[0]: request.portfolio for request in requests_for(files[::-1], Path("out"), DAY)
    } == told


@pytest.mark.parametrize("name", ["history.sqlite", "History.SQLite", "digests", "latest"])
def test_a_portfolio_never_takes_the_name_of_what_else_lies_in_the_output_folder(name):
    assert requests_for([Path("a.csv")], Path("out"), DAY, name)[0].portfolio == f"{name}_"


@pytest.mark.parametrize(
    ("content", "is_newer", "taken"),
    [
        ("rows with problems", True, ["group.csv", "back.xlsx"]),
        ("rows with problems", False, ["group.csv"]),
        ("all rows", True, ["back.xlsx"]),
        ("all rows", False, ["group.csv"]),
    ],
)
def test_corrections_go_with_their_list_or_stand_for_it_unless_the_list_is_newer(
    tmp_path, content, is_newer, taken
):
    inventory, back = tmp_path / "group.csv", tmp_path / "back.xlsx"
    inventory.touch()
    with Workbook(back) as book:
        book.add_worksheet()
        book.set_custom_property(PORTFOLIO_PROPERTY, "group")
        book.set_custom_property(
            CONTENT_PROPERTY, {"rows with problems": CONTENT_PROBLEMS, "all rows": CONTENT_WHOLE}[content]
        )
    os.utime(inventory, (1e9, 1e9 - 1 if is_newer else 4e9))
    os.utime(back, (2e9, 2e9))
    [request] = requests_for([tmp_path], tmp_path, DAY)
    assert (request.portfolio, [file.name for file in request.inputs]) == ("group", taken)


def test_a_given_portfolio_joins_all_files():
    requests = requests_for([Path("a.xlsx"), Path("b.csv")], Path("out"), DAY, "Group")
    assert [(request.portfolio, len(request.inputs)) for request in requests] == [("Group", 2)]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("..", "portfolio"),
        ("", "portfolio"),
        ("a/b\\c", "a_b_c"),
        ("\u202egpj", "gpj"),
        ("n\x00ul", "n_ul"),
        ("-rf", "rf"),
        ("Ｆｕｌｌ", "Full"),
        ("Größe 2", "Größe 2"),
        ("x" * 300, "x" * 120),
        (".hidden", "hidden"),
        ("漢" * 110, "漢" * 66),  # 200 bytes hold no more
        ("ﷺ" * 6, "صلى الله عليه وسلم" * 6),  # one letter becomes eighteen
    ],
)
def test_names_are_safe_as_folders(name, folder):
    assert safe_name(name) == folder


def test_a_report_handed_back_goes_along_with_its_portfolio_and_is_no_inventory(tmp_path):
    report, other = tmp_path / "for Zoe.xlsx", tmp_path / "elsewhere.xlsx"
    for path, portfolio in ((report, "bank"), (other, "harbour")):
        with Workbook(path) as book:
            book.add_worksheet("Challenge")
            book.set_custom_property("process_audit_portfolio", portfolio)
            book.set_custom_property("process_audit_run", "20261101T030000Z-1a2b3c")
    found = {
        request.portfolio: (request.inputs, request.reports)
        for request in requests_for([report, Path("bank.csv"), other], tmp_path, DAY)
    }
    assert found == {"bank": ((Path("bank.csv"),), (report,)), "harbour": ((), (other,))}
    [joined] = requests_for([report, Path("a.csv"), Path("b.csv")], tmp_path, DAY, "Group")
    assert (len(joined.inputs), joined.reports) == (2, (report,))


def test_what_is_passed_over_in_a_folder_is_said(tmp_path):
    (tmp_path / "a.xlsx").touch()
    assert passed_over([tmp_path, tmp_path / "a.xlsx"]) == ()
    (tmp_path / "2025").mkdir()
    (tmp_path / "~$a.xlsx").touch()
    (tmp_path / ".b.xlsx").touch()
    (sentence,) = passed_over([tmp_path])
    assert sentence.startswith("1 subfolder and 1 hidden file in ")


@pytest.mark.parametrize("as_of", [dt.date.max, dt.date.min, dt.date(2101, 1, 1), dt.date(1989, 12, 31)])
def test_a_date_that_nobody_audits_for_is_told_before_anything_is_read(tmp_path, as_of):
    with pytest.raises(UsageError, match=f"{as_of} is no date to audit for; name one from 1990 to 2100"):
        requests_for([tmp_path / "group.csv"], tmp_path / "out", as_of)
