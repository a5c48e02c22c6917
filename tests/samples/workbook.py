"""A workbook that comes out the same, byte for byte, whenever it is made; and the formats that all samples
use.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

MADE_ON = dt.datetime(2026, 10, 1)


class SampleWorkbook(Workbook):
    """An XlsxWriter workbook with the samples' formats."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        self.bold = self.add_format({"bold": True})
        self.left = self.add_format({"align": "left"})
        self.heading = self.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#D9E2EC", "border": 1}
        )
        self.group = self.add_format({"bold": True, "align": "center", "bg_color": "#BCCCDC", "border": 1})
        self.merged = self.add_format({"valign": "top", "border": 1})
        self.percent = self.add_format({"num_format": "0%"})
        self.money = self.add_format({"num_format": "#,##0"})
        self.one_digit = self.add_format({"num_format": "0.0"})
        self.date = self.add_format({"num_format": "yyyy-mm-dd"})
        self.small = self.add_format({"italic": True, "font_size": 9})

    @staticmethod
    def letter(place: int) -> str:
        """Letter of a column counted from 0."""
        return xl_col_to_name(place)


def new_workbook(path: Path, title: str) -> SampleWorkbook:
    """An empty workbook with a title and a fixed date of making."""
    book = SampleWorkbook(path)
    book.set_properties(
        {
            "title": title,
            "created": MADE_ON,
            "comments": "Invented for illustration; no company of this name is meant.",
        }
    )
    return book
