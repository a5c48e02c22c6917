"""Bounds of reading, each from both sides: what is just a total, a range, a dialect, a month, a bomb."""

from __future__ import annotations

import zipfile

import pandas as pd
import pytest

from schemas.workbooks import CONTENT_PROBLEMS, CONTENT_PROPERTY, ROW_AS_SENT
from tasks.intake.assemble.interpret import interpret
from tasks.intake.files.dialect import find_dialect
from tasks.intake.files.refused import Refused
from tasks.intake.files.zip_container import MEGABYTE, Container
from tasks.settings import Limits
from tests.intake.made_sheets import codes, file, read, sheet


def volumes(times_too_large: float) -> pd.Series:
    """Volumes whose hours miss the FTE by a factor when they are read as items a year."""
    a_year = 10 * 1650 * 60 / 5  # items of five minutes that ten people do in a year
    rows = [
        ["Pay invoices", a_year / times_too_large, 5.0, 10.0],
        ["Hire staff", a_year / times_too_large, 5.0, 10.0],
    ]
    return read(["Process name", "Volume", "Handling time (min)", "FTE"], *rows).typed["volume"] / a_year


@pytest.mark.parametrize(
    ("times_too_large", "as_read"),
    [(1.0, 1.0), (4.0, 1 / 4), (5.9, 1 / 5.9), (6.1, 12 / 6.1), (12.0, 1.0)],
)
def test_a_volume_is_read_as_monthly_only_where_that_fits_three_times_as_well(times_too_large, as_read):
    """As a month a volume that misses by 5.9 would miss by 2.03 the other way: 2.9 times as good."""
    assert volumes(times_too_large).tolist() == pytest.approx([as_read] * 2)


def test_a_corrected_row_without_its_mark_and_with_a_made_up_id_is_refused():
    """The id says which row the cell once was in; that may be another process by now."""
    sent = file(sheet(["Process name", "FTE"], ["Pay invoices", "lots"], ["Hire staff", 2.0]))
    corrected = file(
        sheet(["Process name", "FTE", "process_id", ROW_AS_SENT], ["Pay all invoices", 1.0, "r2", None]),
        name="corrections.xlsx",
        properties=((CONTENT_PROPERTY, CONTENT_PROBLEMS),),
    )
    intake = interpret([sent, corrected])
    assert "CORRECTION_REFUSED" in codes(intake)
    assert "Pay all invoices" not in set(intake.typed["process_name"]) and len(intake.typed) == 2


def test_a_few_columns_of_our_own_corrections_are_enough():
    """Beside a wider sheet, a sheet of corrections with half of its columns is read all the same."""
    wide = ["Process name", "Owner", "FTE", "Annual volume", "Department", "Country"]
    rows = [["Pay invoices", "Ann", 1.0, 5.0, "Finance", "DE"], ["Hire staff", "Bob", 2.0, 6.0, "HR", "DE"]]
    narrow = sheet(["Process name", "FTE"], ["Close the books", 3.0], ["Run payroll", 4.0], name="North")
    own = file(sheet(wide, *rows), narrow, properties=((CONTENT_PROPERTY, CONTENT_PROBLEMS),))
    assert "Run payroll" in set(interpret([own]).typed["process_name"])
    assert "Run payroll" not in set(interpret([file(sheet(wide, *rows), narrow)]).typed["process_name"])


@pytest.mark.parametrize(
    ("above", "is_total"),
    [
        ([["Pay invoices", "Ann", 4.0]], False),
        ([["Pay invoices", "Ann", 3.0]], False),  # one figure that is the same proves nothing
        ([["Pay invoices", "Ann", 1.0], ["Hire", "Bob", 2.0]], True),
    ],
)
def test_a_row_without_a_name_is_a_total_where_it_is_the_sum_of_what_is_above(above, is_total):
    intake = read(["Process name", "Owner", "FTE"], *above, [None, None, 3.0])
    assert ("FILE_MISSING" not in codes(intake)) and (len(intake.set_aside) == 0) == is_total


@pytest.mark.parametrize(("cell", "value"), [("2-7", 4.5), ("2 - 2", 2.0)])
def test_a_range_rises(cell, value):
    intake = read(
        ["Process name", "Annual volume"], ["Pay invoices", cell], ["Hire staff", 5.0], ["Close", 6.0]
    )
    assert intake.typed["volume"][0] == value and codes(intake) == {"RANGE_MIDPOINT": ["B2"]}
    falling = read(
        ["Process name", "Annual volume"], ["Pay invoices", "7-2"], ["Hire staff", 5.0], ["Close", 6.0]
    )
    assert falling.typed["volume"][0] != 4.5 and "RANGE_MIDPOINT" not in codes(falling)


def test_a_decimal_comma_is_no_delimiter_though_it_cuts_more_evenly():
    even = [f"Prozess {number};{number},5" for number in range(7)]
    uneven = [f"Prozess {number}; dazu; noch;{number},5" for number in range(4)]
    dialect = find_dialect(["Name;FTE", *even, *uneven])
    assert (dialect.delimiter, dialect.width) == (";", 2)


@pytest.mark.parametrize(("megabytes", "is_refused"), [(9, False), (11, True)])
def test_a_small_part_may_unpack_many_times_over(tmp_path, megabytes, is_refused):
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (megabytes * MEGABYTE))
    if is_refused:
        with pytest.raises(Refused, match="FILE_UNZIP_RATIO"):
            Container(path, Limits())
    else:
        Container(path, Limits())
