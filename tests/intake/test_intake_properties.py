"""Properties: no row is lost, totals reconcile, and the format of a file changes nothing."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.columns import DTYPES, columns
from tasks.intake import read_portfolio
from tasks.settings import Limits
from tests.intake.made_sheets import read

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)
CELLS = st.one_of(
    st.none(),
    WORDS,
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2050, 1, 1)),
    st.sampled_from(
        [
            "n/a",
            "-",
            "Total",
            "10k",
            "2-3",
            "1.234,5",
            "yes",
            "high",
            "DE",
            "€ 5k",
            "#REF!",
            "Note: see below",
            "Process name",
            "FTE",
        ]
    ),
)
HEADS = st.lists(
    st.sampled_from(
        [
            "FTE",
            "Cost (k€)",
            "Judgement",
            "Checklist",
            "Country",
            "Contract end",
            "Error rate %",
            "Data types",
            "Owner",
            "Frequency",
            "Volume",
            "Colour",
            "",
            "Process ID",
        ]
    ),
    min_size=3,
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data(), HEADS)
def test_rows_in_are_rows_read_and_rows_set_aside(data, heads):
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=len(heads) + 1, max_size=len(heads) + 1), min_size=3, max_size=16)
    )
    intake = read(["Process name", *heads], *rows)
    tables = intake.tables.values()
    assert sum(table.rows_in for table in tables) == len(intake.typed) + len(intake.set_aside) + sum(
        intake.roles.values()
    )
    assert intake.typed["process_name"].notna().all() and intake.typed["process_id"].notna().all()
    assert {name: str(intake.typed[name].dtype) for name in intake.typed if name in columns()} == {
        name: DTYPES[columns()[name].type] for name in intake.typed if name in columns()
    }
    assert intake.typed.index.equals(intake.carried.index) and intake.typed.index.is_unique


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e4), st.integers(0, 10**9)), min_size=1, max_size=60))
def test_totals_reconcile_to_the_source(amounts):
    rows = [[f"Work about matter {place}", fte, float(cost)] for place, (fte, cost) in enumerate(amounts)]
    intake = read(
        ["Process name", "FTE", "Annual cost (EUR)"],
        *rows,
        ["Total", sum(fte for fte, _ in amounts), float(sum(cost for _, cost in amounts))],
    )
    assert intake.typed["fte"].sum() == pytest.approx(sum(fte for fte, _ in amounts))
    assert intake.typed["annual_cost"].sum() == pytest.approx(sum(cost for _, cost in amounts))


@pytest.mark.parametrize("ending", ["csv", "tsv", "ods", "parquet"])
def test_the_format_of_the_file_changes_nothing(tmp_path, ending):
    frame = pd.DataFrame(
        {
            "Process ID": ["007", "008", "P9"],
            "Process name": ["Pay invoices", "Größere Prüfung", "Close, then report"],
            "FTE": [1.5, 2.0, 0.25],
            "Annual cost (k€)": [10.0, 20.5, 3.0],
            "Error rate %": [1.0, 2.5, 12.0],
            "Judgement": [1.0, 5.0, 3.0],
            "Checklist": ["yes", "no", "n/a"],
            "Frequency": ["monthly", "daily", "ad hoc"],
            "Contract end": ["2026-12-31", "2027-06-30", "2028-01-01"],
            "Data types": ["financial; CV", "public", "health"],
            "Colour": ["red", "blue", "green"],
        }
    )
    frame.to_excel(tmp_path / "list.xlsx", index=False)
    other = tmp_path / f"list.{ending}"
    if ending == "parquet":
        frame.to_parquet(other)
    elif ending == "ods":
        frame.to_excel(other, index=False, engine="odf")
    else:
        frame.to_csv(other, index=False, sep="\t" if ending == "tsv" else ",")
    one, two = (read_portfolio([path], Limits()) for path in (tmp_path / "list.xlsx", other))
    where = ["source_file", "source_sheet"]
    pd.testing.assert_frame_equal(one.typed.drop(columns=where), two.typed.drop(columns=where))
    pd.testing.assert_frame_equal(one.carried, two.carried)
    assert one.issues.drop(columns=["file", "sheet"]).equals(two.issues.drop(columns=["file", "sheet"]))
    assert one.set_aside.empty and two.set_aside.empty
