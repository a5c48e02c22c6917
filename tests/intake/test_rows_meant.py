"""Which row of the list an answer is about."""

import pandas as pd
import pytest

from tasks.rows_meant import rows_meant
from tests.intake.made_sheets import read

LIST = read(
    ["Process ID", "Process name"],
    ["P1", "Switchboard"],
    ["P2", "Payroll"],
    ["P3", "Filing"],
    ["P4", "filing"],
).typed


@pytest.mark.parametrize(
    ("written", "row"),
    [
        ("P1 | Switchboard", 0),
        ("p1 | SWITCHBOARD", 0),
        ("P1", 0),
        ("switchboard", 0),
        ("P1 | Telephones", 0),  # renamed since
        ("P9 | Payroll", 1),
        ("Filing", None),  # two processes are called so
        ("P9 | Gone", None),
        (None, None),  # a line of a report without its process
    ],
)
def test_an_answer_names_its_process_by_id_by_name_or_by_both(written, row):
    meant = rows_meant(LIST, pd.Series([written]))[0]
    assert (None if pd.isna(meant) else meant) == row
