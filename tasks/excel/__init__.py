"""What every stage that reads or writes spreadsheets shares: addresses, and text that can never become a
formula.
"""

from tasks.excel.addresses import (
    address_texts,
    cell_address,
    cell_addresses,
    cells_on_sheets,
    column_letter,
    column_number,
)
from tasks.excel.days import excel_days
from tasks.excel.own_workbook import own_workbook
from tasks.excel.safe_text import as_it_was, csv_safe
from tasks.excel.sent_rows import marks_as_sent

__all__ = [
    "address_texts",
    "cell_address",
    "cell_addresses",
    "cells_on_sheets",
    "column_letter",
    "column_number",
    "as_it_was",
    "csv_safe",
    "excel_days",
    "marks_as_sent",
    "own_workbook",
]
