"""Which cells are strays, and which only stand apart."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.intake.files.stray_cells import Extent


def extent_of(rows):
    """Last row, last column and strays of {row: columns}."""
    extent = Extent()
    for row, columns in sorted(rows.items()):
        extent.add(row, columns[-1], len(columns), lambda known=columns: known)
    return extent.finish()


def test_a_table_reaches_to_its_last_row_and_column():
    assert extent_of({row: list(range(1, 29)) for row in range(1, 50)}) == (49, 28, [])


def test_a_wide_and_sparse_table_has_no_strays():
    assert extent_of({row: [1, 2, 300, 600] for row in range(1, 50)}) == (49, 600, [])


def test_the_header_keeps_its_cells_when_it_has_a_stray():
    rows = {1: [*range(1, 11), 16384], **{row: list(range(1, 9)) for row in range(2, 6)}}
    assert extent_of(rows) == (5, 10, [(1, 16384)])


def test_a_cell_a_little_apart_is_data():
    assert extent_of({1: [1, 2], 2: [1, 2], 900: [1, 90]}) == (900, 90, [])


def test_many_rows_far_below_are_data():
    rows = {row: [1, 2] for row in [*range(1, 40), *range(5000, 5020)]}
    assert extent_of(rows) == (5019, 2, [])


def test_more_cells_far_below_than_above_are_data():
    assert extent_of({1: [1], 5000: [1, 2, 3], 5001: [1, 2, 3]}) == (5001, 3, [])


@given(
    st.dictionaries(
        st.integers(1, 1_048_576),
        st.sets(st.integers(1, 16_384), min_size=1, max_size=6).map(sorted),
        min_size=1,
        max_size=40,
    )
)
def test_every_cell_is_inside_or_a_stray(rows):
    last_row, last_column, far = extent_of(rows)
    outside = [
        (row, column)
        for row, columns in sorted(rows.items())
        for column in columns
        if row > last_row or column > last_column
    ]
    assert sorted(far) == outside
