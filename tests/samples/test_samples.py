"""The committed samples are what the script makes, and hold what their README promises."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from schemas.columns import columns
from tests.samples import bank, hospital, manufacturer
from tests.samples.make_samples import FILES, SAMPLE_INPUTS, make

SHEETS = {bank.FILE: "Process list", manufacturer.FILE: manufacturer.SHEET, hospital.FILE: hospital.CORPORATE}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    make(folder)
    return folder


def cells(path):
    """Every cell of every sheet: value or formula, stored value, number format; and what is merged and
    hidden.
    """
    book, stored = load_workbook(path), load_workbook(path, data_only=True)
    for sheet in book:
        yield sheet.title, sheet.sheet_state, sorted(map(str, sheet.merged_cells.ranges))
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield (
                        sheet.title,
                        cell.coordinate,
                        cell.value,
                        stored[sheet.title][cell.coordinate].value,
                        cell.number_format,
                    )


@pytest.mark.parametrize("file", FILES)
def test_the_committed_workbook_is_what_the_script_makes(file, made):
    assert list(cells(SAMPLE_INPUTS / file)) == list(cells(made / file))


def test_the_readme_is_what_the_script_makes(made):
    assert (SAMPLE_INPUTS / "README.md").read_text(encoding="utf-8") == (made / "README.md").read_text(
        encoding="utf-8"
    )


def test_the_same_data_give_the_same_bytes(made, tmp_path):
    make(tmp_path)
    assert all((tmp_path / file).read_bytes() == (made / file).read_bytes() for file in FILES)


@pytest.mark.parametrize("company", [bank, manufacturer])
def test_every_company_has_40_to_120_processes_that_keep_to_the_input_dictionary(company):
    rows, known = company.processes(), columns()
    assert 40 <= len(rows) <= 120
    assert len({row["process_id"] for row in rows}) == len(rows)
    wrong = {
        (row["process_id"], name)
        for row in rows
        for name, value in row.items()
        if name != "remark"
        and known[name].values
        and not set(str(value).split(";")) <= set(known[name].values)
    }
    assert not wrong


def test_the_bank_fills_the_deciding_columns():
    deciding = [name for name, column in columns().items() if column.is_deciding]
    rows = bank.processes()
    filled = sum(row.get(name) is not None for row in rows for name in deciding) / len(rows) / len(deciding)
    assert set(deciding) <= set(bank.HEADINGS) and filled > 0.97


def test_staff_mostly_fits_volume_and_handling_time():
    own = [row for row in bank.processes() if row["current_model"] != "outsourced"]
    ratios = [row["volume"] * row["handling_minutes"] / 60 / 1650 / row["fte"] for row in own]
    assert sum(0.8 <= ratio <= 1.25 for ratio in ratios) / len(ratios) > 0.9
    assert any(not 0.5 <= ratio <= 2 for ratio in ratios), "one row shows what happens where they do not fit"


def test_every_trap_of_the_messy_workbook_stands_where_the_readme_says():
    sheet = load_workbook(SAMPLE_INPUTS / hospital.FILE)[hospital.CORPORATE]
    stored = load_workbook(SAMPLE_INPUTS / hospital.FILE, data_only=True)[hospital.CORPORATE]
    traps = {text: cell for cell, text in hospital.traps()}
    assert sheet[traps['a number with a letter, "10k"']].value == "10k"
    assert (
        stored[traps["the error #N/A"]].value == "#N/A" and stored[traps["the error #N/A"]].data_type == "e"
    )
    assert sheet[traps["no name"]].value is None and sheet[traps["no id"]].value is None
    formula = traps["a formula without a stored value"]
    assert sheet[formula].data_type == "f" and stored[formula].value is None
    repeated = traps["the same id and the same name again"]
    assert sheet[repeated].value == sheet[repeated].offset(-1).value
    assert sheet[traps["text that begins with ="]].data_type == "s"
    assert sheet[hospital.FAR_CELL].value == "x"
    assert len(traps) >= 20


def test_the_german_headings_have_units_and_two_rows():
    sheet = load_workbook(SAMPLE_INPUTS / manufacturer.FILE)[manufacturer.SHEET]
    assert [sheet.cell(6, n).value for n in (10, 11, 12)] == [
        "Bearbeitungszeit (Min.)",
        "Mitarbeiter (VZÄ)",
        "Kosten (T€)",
    ]
    assert sheet["H5"].value == "Mengengerüst" and "H5:N5" in map(str, sheet.merged_cells.ranges)
    assert sheet["L42"].value == "1.192,3", "costs are text with a decimal comma"
