"""The mapping document: what was understood, written, settled by a person and given back."""

from __future__ import annotations

import pandas as pd
import pytest

from schemas.errors import UsageError
from schemas.mapping import Defaults, Settled, defaults_from, load_map
from tasks.intake import mapping_document, read_portfolio
from tasks.settings import Limits

LIMITS = Limits()
LIST = """\
Process name;Volume Q2 2026;Cost per transaction;Core?;No exit plan;Country;Judgement (1-10);RTO;RTO unit;Error rate
Enter invoices;1.000;2,5;Yes;yes;Germany;7;4;hours;0,5 %
Answer callers;2.000;3,5;No;no;Poland;9;2;days;1 %
Close the ledger;12;100;Yes;no;Kosovo;1;1;weeks;2 %
"""


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def read(path, text: str | None = None, **defaults: str):
    """The intake of a file under a map of this text."""
    place = None
    if text is not None:
        place = path.with_name("settled.yaml")
        place.write_text(text, encoding="utf-8")
    return read_portfolio([path], LIMITS, Settled(place, Defaults(**defaults)))


def test_a_map_that_is_given_back_unchanged_changes_nothing(listed):
    plain = read(listed)
    again = read(listed, mapping_document(plain))
    pd.testing.assert_frame_equal(again.typed, plain.typed)
    assert "MAP_ENTRY_UNUSED" not in set(again.issues["code"])
    assert "HEADING_MULTIPLIED" not in set(again.issues["code"])  # a person has settled it


def test_the_document_says_what_was_understood(listed):
    text = mapping_document(read(listed))
    for line in ("factor: 4", 'multiplied_with: "volume"', "reversed: true", 'scale: "1-10"', "year: 2026"):
        assert f"    {line}\n" in text
    assert '"Yes": "core"' in text and "# B2: 1.000 read as 4000" in text
    assert "Enter invoices" not in text


def test_a_heading_that_is_read_in_other_words_is_shown_and_settled_as_it_is_written(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Process,Q1 Volume,Q2 Volume\nPay invoices,100,200\nRun payroll,50,60\nFile taxes,5,6\n")
    assert [match.heading for match in read(path).tables[0].headings] == ["Process", "Q1 Volume", "Q2 Volume"]
    settled = read(
        path, "sheets: [{sheet: list, columns: [{heading: Q1 Volume, taken_for: volume, factor: 1}]}]"
    )
    assert settled.typed["volume"].tolist() == [100, 50, 5]
    assert "MAP_ENTRY_UNUSED" not in set(settled.issues["code"])


def test_a_person_can_settle_what_a_column_is(listed):
    text = """
sheets:
- sheet: list
  columns:
  - {heading: "Volume Q2 2026", taken_for: volume, factor: 1, decimal_mark: "."}
  - {heading: Cost per transaction, taken_for: annual_cost, multiplied_with: ""}
  - {heading: Core?, taken_for: null}
  - {heading: RTO, taken_for: recovery_point_hours}
  - {heading: No exit plan, taken_for: exit_plan, reversed: false}
"""
    typed = read(listed, text).typed
    assert list(typed["volume"]) == [1.0, 2.0, 12.0]
    assert list(typed["annual_cost"]) == [2.5, 3.5, 100.0]
    assert "core_process" not in typed and "recovery_time_hours" not in typed
    assert typed["recovery_point_hours"].tolist()[0] == 4.0
    assert list(typed["exit_plan"]) == [True, False, False]


def test_large_factors_are_written_in_full_and_read_back(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "Process name;Annual cost (EUR million);Labour cost\nPay;2;1\nHire;3;2\nSell;1;1\n", encoding="utf-8"
    )
    plain = read(path)
    text = mapping_document(plain)
    assert 'unit: "EUR x 1,000,000"' in text
    pd.testing.assert_frame_equal(read(path, text).typed, plain.typed)
    line = "sheets:\n- sheet: list\n  columns:\n  - {heading: Labour cost, taken_for: labour_cost, factor: 2500000}\n"
    settled = read(path, line)
    assert settled.typed["labour_cost"].tolist() == [2_500_000.0, 5_000_000.0, 2_500_000.0]
    assert settled.tables[0].headings[2].unit == "x 2,500,000"


def test_words_and_units_can_be_settled(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "Process name,Sourcing,Duration\nEnter invoices,Alpha,2\nAnswer callers,Beta,3\n", encoding="utf-8"
    )
    text = """
sheets:
- sheet: list
  columns:
  - {heading: Sourcing, taken_for: current_model, words: {Alpha: outsourced, Beta: in_house}}
  - {heading: Duration, taken_for: handling_minutes, unit: hours}
"""
    typed = read(path, text).typed
    assert list(typed["current_model"]) == ["outsourced", "in_house"]
    assert list(typed["handling_minutes"]) == [120, 180]


def test_a_heading_row_and_a_sheet_can_be_settled(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Old"
    for row in (["Process name", "FTE"], ["Old work", 1]):
        book.active.append(row)
    sheet = book.create_sheet("New")
    for row in (
        ["Process name", "FTE"],
        ["Title of the list", None],
        ["What we do", "Heads"],
        ["Enter invoices", 4],
    ):
        sheet.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    text = """
sheets:
- {sheet: Old, use: false}
- sheet: New
  heading_row: 3
  columns:
  - {heading: What we do, taken_for: process_name}
  - {heading: Heads, taken_for: fte}
"""
    typed = read(path, text).typed
    assert list(typed["process_name"]) == ["Enter invoices"]
    assert list(typed["fte"]) == [4]


def test_an_entry_that_fits_nothing_any_more_is_said_with_its_line(listed):
    text = """\
sheets:
- sheet: list
  columns:
  - {heading: Gone, taken_for: fte}
  - heading: Core?
    taken_for: core_process
    words:
      Never: core
- sheet: No such sheet
"""
    issues = read(listed, text).issues
    messages = issues.loc[issues["code"] == "MAP_ENTRY_UNUSED", "message"].tolist()
    assert [message.split(" of ")[0] for message in messages] == ["Line 4", "Line 8", "Line 9"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sheets:\n- sheet: a\n  colums: []\n", "line 3: there is no key 'colums' here"),
        (
            "sheets:\n- sheet: a\n  columns:\n  - heading: b\n    taken_for: cost\n",
            "line 5: there is no column 'cost'",
        ),
        ("sheets:\n- sheet: a\n  columns:\n  - heading: b\n    factor: many\n", "line 5: "),
        ("sheets:\n- sheet: a\n  columns:\n  - heading: b\n    factor: 0\n", "line 5: "),
        ("sheets:\n- sheet: a\n  columns:\n  - heading: b\n    factor: -1000\n", "line 5: "),
        ("sheets:\n- sheet: a\n  columns:\n  - heading: b\n    factor: .nan\n", "line 5: "),
        ("sheets:\n- sheet: a\n  columns:\n  - heading: b\n    factor: .inf\n", "line 5: "),
        ("sheets:\n- sheet: a\n  heading_row: 0\n", "line 3: "),
        ("defaults: {currency: EURO}\n", "line 1: 'EURO' is no currency"),
        ("defaults:\n  sector: farming\n", "line 2: 'farming' is no sector"),
        ("version: 2\n", "line 1: "),
        ("sheets: [\n", "not valid YAML"),
        ("version: 1\nversion: 1\n", "line 2"),
    ],
)
def test_a_wrong_map_is_refused_with_file_and_line(tmp_path, text, said):
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"wrong\.yaml") as error:
        load_map(path)
    assert said in str(error.value)


def test_a_map_next_to_the_input_is_used_and_a_wrong_one_refuses_it(listed):
    beside = listed.with_name("list.csv.map.yaml")
    beside.write_text("defaults: {currency: CHF, country: CH, sector: finance}\n", encoding="utf-8")
    typed = read_portfolio([listed], LIMITS).typed
    assert set(typed["currency"]) == {"CHF"} and set(typed["regulated_activity"]) == {"finance"}
    beside.write_text("sheet: x\n", encoding="utf-8")
    file = read_portfolio([listed], LIMITS).files[0]
    assert file.refused_code == "MAP_NOT_USABLE" and "line 1" in file.refused_message


def test_defaults_fill_what_rows_do_not_say(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "Process name,Annual cost,Country\nEnter invoices,100 USD,\nAnswer callers,200,PL\nClose the ledger,,\n",
        encoding="utf-8",
    )
    typed = read(path, currency="EUR", country="DE", sector="insurance").typed
    assert typed["currency"].fillna("").tolist() == ["USD", "EUR", ""]
    assert list(typed["country"]) == ["DE", "PL", "DE"]
    assert set(typed["regulated_activity"]) == {"insurance"}


def test_a_missing_currency_is_one_line_with_the_option_that_settles_it(tmp_path):
    path = tmp_path / "list.csv"
    rows = "\n".join(f"Work of kind {chr(65 + n)},{n + 1}00,{n}000" for n in range(20))
    path.write_text(f"Process name,Annual cost,Labour cost\n{rows}\n", encoding="utf-8")
    issues = read(path).issues
    missing = issues[issues["code"] == "CURRENCY_MISSING"]
    assert len(missing) == 1
    assert "20 rows (B2 to B21)" in missing["message"].item() and "--currency" in missing["message"].item()
    assert "CURRENCY_MISSING" not in set(read(path, currency="EUR").issues["code"])


@pytest.mark.parametrize(
    ("name", "value"), [("currency", "Euro"), ("country", "Atlantis"), ("sector", "farming")]
)
def test_a_default_that_is_none_is_a_wrong_command(name, value):
    with pytest.raises(UsageError, match=name):
        defaults_from(**{"currency": None, "country": None, "sector": None, name: value})


def one_column(tmp_path, heading: str, *cells: object):
    """A csv list with one column beside the names."""
    path = tmp_path / "list.csv"
    rows = "\n".join(f"Work of kind {chr(65 + number)};{cell}" for number, cell in enumerate(cells))
    path.write_text(f"Process name;{heading}\n{rows}\n", encoding="utf-8")
    return path


def settle(heading: str, **keys: str) -> str:
    """A map with one entry; values as YAML has them."""
    lines = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    return f"sheets:\n- sheet: list\n  columns:\n  - heading: {heading}\n{lines}"


@pytest.mark.parametrize(
    ("heading", "cells", "keys", "values"),
    [
        ("Error rate", ["0.5", "0.7", "0.2"], {"unit": "percent"}, [0.005, 0.007, 0.002]),
        ("Error rate", ["0.5", "2", "3"], {"unit": "share"}, [0.5, 2.0, 3.0]),
        ("Error rate", ["1", "0", "1"], {"unit": "share"}, [1.0, 0.0, 1.0]),
        ("Fehlerquote", ["1", "0", "1"], {"unit": "Prozent"}, [0.01, 0.0, 0.01]),
        ("Error rate (%)", ["5", "7", "2"], {"unit": "per mille"}, [0.005, 0.007, 0.002]),
        ("Error rate", ["0.5", "5 %", "0.2"], {"unit": "percent"}, [0.005, 0.05, 0.002]),
        ("Judgement level", ["1", "2", "5"], {"scale": '"5-1"'}, [5.0, 4.0, 1.0]),
        ("Judgement level", ["1", "2", "3"], {"scale": '"1-3"'}, [1.0, 3.0, 5.0]),
        ("Judgement level", ["0", "2", "4"], {"scale": '"0-4"'}, [1.0, 3.0, 5.0]),
        ("Niveau de jugement", ["1", "2", "3"], {"scale": '"1 = high, 3 = low"'}, [5.0, 3.0, 1.0]),
        ("Judgement (1 = high, 5 = low)", ["1", "2", "5"], {"scale": '"1-5"'}, [1.0, 2.0, 5.0]),
        ("Judgement (1 = highest)", ["1", "2", "5"], {"scale": '"1-5"'}, [1.0, 2.0, 5.0]),
        ("Volume", ["10", "20", "30"], {"unit": "per month"}, [120.0, 240.0, 360.0]),
        ("Menge pro Monat", ["10", "20", "30"], {"unit": "pro Woche"}, [520.0, 1040.0, 1560.0]),
        ("Volume", ["10", "20", "30"], {"unit": "thousand per year"}, [10_000.0, 20_000.0, 30_000.0]),
        ("Handling time", ["5", "6", "7"], {"unit": "seconds"}, [5 / 60, 0.1, 7 / 60]),
        ("Durchlaufzeit", ["2", "3", "4"], {"unit": "Tage"}, [48.0, 72.0, 96.0]),
        ("Annual cost (kEUR)", ["5", "6", "7"], {"unit": "EUR"}, [5.0, 6.0, 7.0]),
        ("Annual cost", ["5", "6", "7"], {"unit": "k EUR per month"}, [60_000.0, 72_000.0, 84_000.0]),
        ("FTE", ["50", "100", "80"], {"unit": "percent"}, [0.5, 1.0, 0.8]),
    ],
)
def test_a_person_settles_how_figures_are_read(tmp_path, heading, cells, keys, values):
    path = one_column(tmp_path, heading, *cells)
    column = read(path).tables[0].headings[1].column
    intake = read(path, settle(f'"{heading}"', **keys))
    assert intake.typed[column].tolist() == pytest.approx(values)
    told = [key for key in keys if key in intake.tables[0].headings[1].note]
    assert told == list(keys) and "as the map says" in intake.tables[0].headings[1].note
    asked = {"TIME_UNIT_ASSUMED", "LEVEL_SCALE_UNCLEAR", "SHARE_SCALE_UNCLEAR", "SHARE_BELOW_ONE_PERCENT"}
    assert asked.isdisjoint(intake.issues["code"])
    # What was settled is written again, and holds for the next list.
    assert read(path, mapping_document(intake)).typed[column].tolist() == pytest.approx(values)


@pytest.mark.parametrize(("order", "month"), [("day_first", 4), ("month_first", 3)])
def test_a_person_settles_the_order_of_day_and_month(tmp_path, order, month):
    path = one_column(tmp_path, "Contract end", "03/04/2027", "05/06/2027", "")
    assert "DATE_READ_TWO_WAYS" in set(read(path).issues["code"])
    intake = read(path, settle("Contract end", date_order=order))
    assert intake.typed["contract_end"].iloc[0].month == month
    assert "DATE_READ_TWO_WAYS" not in set(intake.issues["code"])
    assert f"    date_order: {order}\n" in mapping_document(intake)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Judgement (1 = high, 5 = low)", ["1", "2", "5"]),
        ("Judgement (1 = high, 10 = low)", ["1", "2", "10"]),
        ("Judgement (1 = highest)", ["1", "2", "5"]),
        ("Judgement", ["1 - high", "5 - low", "3 - medium"]),
        ("Judgement", ["1", "8", "10", "hoch"]),
        ("Error rate (%)", ["0.05", "0.1", "0.5"]),
        ("Contract end", ["03/25/2027", "05/06/2027"]),
    ],
)
def test_a_map_that_is_given_back_turns_no_scale_and_no_date(tmp_path, heading, cells):
    path = one_column(tmp_path, heading, *cells)
    plain = read(path)
    again = read(path, mapping_document(plain))
    pd.testing.assert_frame_equal(again.typed, plain.typed)


@pytest.mark.parametrize(
    ("heading", "cells", "line"),
    [
        ("Volume", ["10", "20"], "unit: per year"),
        ("Handling time", ["10", "20"], "unit: minutes"),
        ("Annual cost", ["10", "20"], "unit: per year"),
        ("Judgement level", ["2", "4"], 'scale: "1-5"'),
        ("Judgement level", ["0", "2", "0"], 'scale: "0-4"'),
        ("Error rate", ["0", "1"], "unit: percent"),
        ("Contract end", ["03/04/2027", "05/06/2027"], "date_order: day_first"),
    ],
)
def test_what_nothing_says_stands_as_a_comment_that_can_be_made_an_entry(tmp_path, heading, cells, line):
    path = one_column(tmp_path, heading, *cells)
    document = mapping_document(read(path))
    assert f"    # {line}  # " in document
    settled = read(path, document.replace(f"# {line}", line))
    assert not settled.files[0].refused_message
    assert line.partition(":")[0] in settled.tables[0].headings[1].note


@pytest.mark.parametrize(
    ("heading", "keys", "said"),
    [
        ("Volume", {"taken_for": "volume", "unit": "furlongs"}, "line 6: 'furlongs' is no unit of volume"),
        (
            "Error rate",
            {"unit": "hours"},
            "line 5: 'hours' is no unit of error_share; a unit such as percent",
        ),
        ("Owner", {"taken_for": "owner", "unit": "hours"}, "it has no unit"),
        ("Judgement level", {"scale": "high"}, "line 5: 'high' is no scale; 1-5 is right"),
        ("Volume", {"scale": '"1-5"'}, "line 5: volume has no scale"),
        ("Volume", {"date_order": "day_first"}, "line 5: volume holds no dates"),
        ("Contract end", {"date_order": "DMY"}, "line 5: "),
        ("Core process", {"words": "{A: cor}"}, "line 5: 'cor' cannot be read as core_process; one of core,"),
        ("Whatever", {"unit": "hours"}, "line 5: unit needs the column that the heading stands for"),
        ("Volume", {"taken_for": "null", "unit": "hours"}, "line 6: unit needs the column"),
    ],
)
def test_a_value_that_the_column_cannot_hold_is_refused_with_its_line(tmp_path, heading, keys, said):
    path = one_column(tmp_path, heading, "1", "2")
    refused = read(path, settle(heading, **keys)).files[0]
    assert refused.refused_code == "MAP_NOT_USABLE" and said in refused.refused_message


def test_an_entry_that_does_not_say_what_a_column_is_leaves_it_as_understood(tmp_path):
    path = one_column(tmp_path, "Volume", "10", "20")
    assert read(path, settle("Volume", unit="per month")).typed["volume"].tolist() == [120.0, 240.0]
    assert "volume" not in read(path, settle("Volume", taken_for="null")).typed
