"""The intake template is the input dictionary as a workbook."""

import pytest
from openpyxl import load_workbook

from schemas.columns import columns
from schemas.workbooks import (
    CONTENT_PROPERTY,
    CONTENT_TEMPLATE,
    EXAMPLE_ID,
    TEMPLATE_VERSION_PROPERTY,
    template_version,
)
from tasks.reporting.template import write_template


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path)
    return load_workbook(path)


def headings(sheet):
    return [cell.value for cell in sheet[1]]


def first_column(rule):
    return next(iter(rule.sqref.ranges)).min_col


def test_every_column_is_asked_for_once_the_deciding_ones_first(book):
    first, second = headings(book["Processes"]), headings(book["Details"])
    titles = {column.title: column for column in columns().values()}
    assert {*first, *second} == set(titles)
    assert [title for title in first if title in second] == ["Process id", "Process name"]
    assert [title for title in second if titles[title].is_deciding] == []
    assert "Currency" in first
    assert len(first) == len(set(first))


def test_closed_columns_have_drop_down_lists_and_every_cell_has_help(book):
    for sheet in (book["Processes"], book["Details"]):
        by_position = {first_column(rule): rule for rule in sheet.data_validations.dataValidation}
        for cell in sheet[1]:
            column = next(column for column in columns().values() if column.title == cell.value)
            rule = by_position[cell.column]
            assert cell.comment.text
            assert rule.prompt
            if column.type == "category" and column.values:
                assert rule.formula1 == f'"{",".join(column.values)}"'
            if column.type == "yes_no":
                assert rule.formula1 == '"yes,no"'


def test_bounds_of_a_level_and_of_an_open_number(book):
    by_heading = {
        sheet.cell(1, first_column(rule)).value: rule
        for sheet in (book["Processes"], book["Details"])
        for rule in sheet.data_validations.dataValidation
    }
    assert (float(by_heading["Judgement level"].formula1), float(by_heading["Judgement level"].formula2)) == (
        1,
        5,
    )
    assert (by_heading["Volume"].operator, float(by_heading["Volume"].formula1)) == ("greaterThanOrEqual", 0)


def test_the_example_row_says_that_it_is_one(book):
    for sheet in (book["Processes"], book["Details"]):
        assert sheet["A2"].value == EXAMPLE_ID
        assert "example" in sheet["B2"].value.casefold()


def test_the_workbook_says_what_it_is(book):
    properties = {item.name: item.value for item in book.custom_doc_props.props}
    assert properties == {CONTENT_PROPERTY: CONTENT_TEMPLATE, TEMPLATE_VERSION_PROPERTY: template_version()}


def test_each_column_is_explained_and_nothing_is_a_formula(book):
    explained = {row[0].value: row for row in book["Help"].iter_rows(min_row=7)}
    assert {column.title for column in columns().values()} < set(explained)
    assert explained["Handling minutes"][3].value.endswith(
        "Minutes per item (heading may say hours or seconds)."
    )
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_first_sheet_says_which_six_columns_to_fill_first(book):
    assert book.sheetnames == ["Help", "Processes", "Details"]
    six = ("Country", "Currency", "FTE", "Labour cost", "Current model", "Core process")
    told = next(row[0].value for row in book["Help"].iter_rows(max_row=4) if "first" in str(row[0].value))
    assert all(title.casefold() in told.casefold() for title in six)
    marked = [cell.value for cell in book["Processes"][1] if cell.fill.fgColor.rgb == "FF16324F"]
    assert sorted(title.casefold() for title in marked) == sorted(title.casefold() for title in six)


def test_the_example_is_what_supplier_invoices_are(book):
    by_title = {
        head.value: cell.value
        for sheet in (book["Processes"], book["Details"])
        for head, cell in zip(sheet[1], sheet[2], strict=True)
    }
    assert (by_title["Core process"], by_title["Frequency"]) == ("non_core", "monthly")
    assert by_title["Data classification"] == "confidential"
    assert by_title["Override recommendation"] is None and by_title["Outsourcing prohibited"] == "no"


def test_the_details_stand_together_by_group(book):
    titles = {column.title: column for column in columns().values()}
    groups = [titles[title].group for title in headings(book["Details"])[2:]]
    assert [group for group, before in zip(groups, [None, *groups], strict=False) if group != before] == list(
        dict.fromkeys(groups)
    )
    assert any(dimension.outlineLevel for dimension in book["Details"].column_dimensions.values())


@pytest.mark.parametrize("version", ["0123456789ab", template_version()])
def test_an_older_template_is_read_and_says_so(tmp_path, version):
    from tasks import intake
    from tasks.settings import Limits

    write_template(tmp_path / "old.xlsx")
    old = load_workbook(tmp_path / "old.xlsx")
    for item in old.custom_doc_props.props:
        if item.name == TEMPLATE_VERSION_PROPERTY:
            item.value = version
    old["Processes"]["A3"], old["Processes"]["B3"] = "P1", "Invoice entry"
    old.save(tmp_path / "old.xlsx")
    read = intake.read_portfolio([tmp_path / "old.xlsx"], Limits())
    assert read.typed["process_name"].tolist() == ["Invoice entry"]
    said = [note for note in read.files[0].notes if "version 0123456789ab" in note]
    assert bool(said) == (version != template_version())
