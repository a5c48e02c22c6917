"""Real inventories that nobody here wrote are read whole."""

from __future__ import annotations

import openpyxl
import pytest

from tasks.intake import read_portfolio
from tasks.settings import Limits

LISTS = {
    "Customer Services deptartment of Alpha": ["customer_personal"] * 3,
    "HR department of Alpha": ["employee_personal", "financial", "financial", "financial"],
    "Marketing department of Alpha": ["customer_personal"] * 3,
    "Beta a processor of employee expenses": ["financial"],
}


@pytest.mark.parametrize(
    ("name", "fte_letter"), [("canada_programs_en.xlsx", "E"), ("canada_programs_fr.xlsx", "E")]
)
def test_government_inventory(shared, name, fte_letter):
    path = shared / "real_inputs" / name
    intake = read_portfolio([path], Limits())
    table, match = intake.tables[0], {found.column: found for found in intake.tables[0].headings}
    assert (table.header_rows, table.rows_in, len(intake.typed), len(intake.set_aside)) == (
        (4,),
        1486,
        1486,
        0,
    )
    assert (
        match["fte"].how == match["annual_cost"].how == match["process_name"].how == "alias"
        and match["annual_cost"].unit == "CAD"
    )
    sheet = openpyxl.load_workbook(path, read_only=True).active
    source = [(row[4] or 0, row[5] or 0) for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert intake.typed["fte"].sum() == pytest.approx(sum(fte for fte, _ in source), abs=1e-6)
    assert intake.typed["annual_cost"].sum() == pytest.approx(sum(cost for _, cost in source), rel=1e-12)
    assert intake.typed.loc[intake.typed["annual_cost"].notna(), "currency"].unique().tolist() == ["CAD"]
    assert set(intake.issues["severity"]) <= {"warning"}
    sheet.parent.close()


@pytest.mark.parametrize("name", list(LISTS))
def test_record_of_processing(shared, name):
    intake = read_portfolio([shared / "real_inputs" / "records_of_processing" / f"{name}.xlsx"], Limits())
    assert intake.tables[0].header_rows == (1, 2)
    assert intake.typed["data_types"].tolist() == LISTS[name]
    assert intake.typed["recipients"].isna().sum() == {"HR department of Alpha": 1}.get(
        name, len(LISTS[name])
    )
    assert intake.set_aside.empty and intake.issues.empty


def test_all_records_together_make_one_portfolio(shared):
    intake = read_portfolio(
        sorted((shared / "real_inputs" / "records_of_processing").glob("*.xlsx")), Limits()
    )
    assert len(intake.typed) == sum(len(kinds) for kinds in LISTS.values())
    assert intake.typed["process_id"].is_unique and len(intake.tables) == 4
