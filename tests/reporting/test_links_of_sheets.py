"""Where the links at the top of a sheet are."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from tasks.reporting import write
from tests.builders import made_up_audit


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_link_to_a_table_lies_right_of_what_is_printed(tmp_path, language):
    write(made_up_audit(language=language), tmp_path)
    book: Any = openpyxl.load_workbook(tmp_path / "audit_report_full.xlsx")
    seen = 0
    for sheet in book.worksheets[1:]:
        area = sheet.print_area
        last = range_boundaries(area.split("!")[-1].replace("$", ""))[2] if area else sheet.max_column
        top = next(
            row[0].row
            for row in sheet.iter_rows(min_row=3, max_col=1)
            if not str(row[0].value).startswith(("←", "↓"))
        )
        links = [cell for row in sheet.iter_rows(min_row=3, max_row=top - 1) for cell in row if cell.value]
        seen += len(links)
        assert not [cell.coordinate for cell in links if cell.column > last], sheet.title
        # Each leads to a table of its own.
        targets = [cell.hyperlink.location for cell in links if str(cell.value).startswith("↓")]
        assert len(targets) in (0, len(sheet.tables)) and len(set(targets)) == len(targets), sheet.title
    assert seen > 40
